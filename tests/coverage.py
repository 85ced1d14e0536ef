"""The gates of coverage, from what `make test` counted: all lines and branches of the rules, nine tenths of the rest.

`python -m tests.coverage` says what is missing and ends with 1 where a gate does not hold.
"""

import json
import sys
from pathlib import Path
from typing import Any

COUNTED = Path(".coverage.json")
RULES = "trainer/domain/"
LEAST_PERCENT = 90


def main() -> int:
    files = json.loads(COUNTED.read_text())["files"]
    rules = {name: found for name, found in files.items() if name.startswith(RULES)}
    for name, found in sorted(rules.items()):
        if found["missing_lines"] or found["missing_branches"]:
            print(f"{name}: never reached: lines {found['missing_lines']}, branches {found['missing_branches']}")
    of_rules, of_all = _percent(rules), _percent(files)
    print(f"Reached by tests: {of_rules:.2f} % of {RULES}, of which all has to be; {of_all:.2f} % of the program")
    return 0 if of_rules == 100 and of_all >= LEAST_PERCENT else 1


def _percent(files: dict[str, dict[str, Any]]) -> float:
    """Lines and branches that were reached, of all, in percent."""
    reached = sum(len(found[f"executed_{kind}"]) for found in files.values() for kind in ("lines", "branches"))
    missing = sum(len(found[f"missing_{kind}"]) for found in files.values() for kind in ("lines", "branches"))
    return 100 * reached / (reached + missing)


if __name__ == "__main__":
    sys.exit(main())
