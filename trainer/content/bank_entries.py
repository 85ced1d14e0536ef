"""What a file of a bank holds: entries, each the files of one draft, with what is wrong with them and where."""

from dataclasses import dataclass
from typing import Any

from trainer.content.draft_files import AnyAuthored, Files
from trainer.domain.items.drafts import DraftKind
from trainer.domain.kernel.problems import Problem


@dataclass(frozen=True, slots=True)
class Entry:
    """One draft to be. `place` is `row 12` or the path of a file; `problems` name it and a column or a field.

    `authored` is what the files say, None where they cannot be read.
    """

    place: str
    kind: DraftKind
    slug: str
    files: Files
    problems: tuple[Problem, ...] = ()
    authored: AnyAuthored | None = None


@dataclass(frozen=True, slots=True)
class Entries:
    """All that a file holds, what of it is no entry at all, and what was passed over."""

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...] = ()
    passed_over: tuple[str, ...] = ()


def inner(value: Any) -> list[dict[str, Any]]:
    """The tables in a list of tables; none where it is something else."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
