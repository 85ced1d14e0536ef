"""The gates of coverage, from what `make test` counted: all lines and branches of the rules, nine tenths of the rest.

`python -m tests.coverage` says what is missing and ends with 1 where a gate does not hold.
"""

import json
import sys
from typing import Any

from tests.counting import COUNTED

RULES = "trainer/domain/"
LEAST_PERCENT = 90
LEAVES = 0
"""Where a branch leads that ends its function."""


def main() -> int:
    files = {name: _reached_and_missing(found) for name, found in json.loads(COUNTED.read_text())["files"].items()}
    rules = {name: counts for name, counts in files.items() if name.startswith(RULES)}
    for name, (_, missing) in sorted(rules.items()):
        if missing:
            print(f"{name}: no test reaches {', '.join(missing)}")
    of_rules, of_all = _percent(rules), _percent(files)
    print(f"Reached by tests: {of_rules:.2f} % of {RULES}, of which all has to be; {of_all:.2f} % of the program")
    return 0 if of_rules == 100 and of_all >= LEAST_PERCENT else 1


def _reached_and_missing(found: dict[str, Any]) -> tuple[int, list[str]]:
    """How many lines and branches were reached, and which were not; no branch leads to what is not counted."""
    lines = {*found["executed_lines"], *found["missing_lines"], LEAVES}
    branches = [f"{start}→{end or 'the end'}" for start, end in found["missing_branches"] if end in lines]
    reached = len(found["executed_lines"]) + len(found["executed_branches"])
    return reached, [*map(str, found["missing_lines"]), *branches]


def _percent(files: dict[str, tuple[int, list[str]]]) -> float:
    reached = sum(count for count, _ in files.values())
    return 100 * reached / (reached + sum(len(missing) for _, missing in files.values()))


if __name__ == "__main__":
    sys.exit(main())
