"""What a beginning still says in place of its author: words in ‹ ›, which say what belongs there."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from trainer.content.draft_files import Files, plain_data
from trainer.domain.kernel.problems import Problem

MAX_NAMED = 60
MAX_FIELD = 300
"""Characters of the name of a field, behind which nothing is looked at: dotted keys may go down without end."""

_PLACEHOLDER = re.compile(r"‹[^‹›\n]{1,200}›")


def placeholder_problems(files: Files) -> Iterator[Problem]:
    """The first 60 placeholders by file, each with its field, or with its line where a text has no fields."""
    return islice((problem for name, text in files.items() for problem in _of_file(name, text)), MAX_NAMED)


def _of_file(name: str, text: str) -> Iterator[Problem]:
    data = plain_data(text) if name.endswith(".toml") else None
    lines = ((f"line {number}", line) for number, line in enumerate(text.split("\n"), start=1))
    for field, said in lines if data is None else _texts(data):
        for found in _PLACEHOLDER.findall(said):
            yield Problem(name, field, f"is still to be written: {found}")


def _texts(data: Any) -> Iterator[tuple[str, str]]:
    """Every text of plain data with its field, in the order of the file; deep nesting takes no deep calls."""
    waiting = [("", data)]
    while waiting:
        field, value = waiting.pop()
        match value:
            case str():
                yield field, value
            case dict() if len(field) <= MAX_FIELD:
                inner = [(f"{field}.{name}".lstrip("."), each) for name, each in value.items()]
                waiting += reversed(inner)
            case list() if len(field) <= MAX_FIELD:
                waiting += reversed([(f"{field}[{_label(each, place)}]", each) for place, each in enumerate(value, 1)])


def _label(row: Any, place: int) -> str:
    """As the check of the files names a row: by its id where it has one, else counted."""
    return str(row.get("id") or place) if isinstance(row, dict) else str(place)
