"""Prints figures and remembers whether one of them missed its bar."""

import json
from dataclasses import dataclass


@dataclass(slots=True)
class Figures:
    """Collects the outcome of one benchmark."""

    all_ok: bool = True

    def add(
        self, figure: str, value: float, unit: str, *, at_least: float | None = None, at_most: float | None = None
    ) -> None:
        """Prints one figure; without a bar it is only reported."""
        ok = (at_least is None or value >= at_least) and (at_most is None or value <= at_most)
        self.all_ok = self.all_ok and ok
        bar = at_least if at_least is not None else at_most
        row = {"figure": figure, "value": round(value, 4), "unit": unit, "bar": bar, "ok": ok}
        print(json.dumps(row), flush=True)

    def exit_code(self) -> int:
        return 0 if self.all_ok else 1
