"""The revisions of a draft: what each changed, line by line, and an earlier one made the newest again."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from enum import StrEnum

from trainer.content.draft_files import Files, file_names
from trainer.db.queries import authoring as queries
from trainer.domain.items.drafts import DraftAct, after
from trainer.domain.kernel.errors import NotFound
from trainer.services.draft_openings import get_draft_with_key
from trainer.services.drafts import DraftPage, StaleDraft, add_revision, lock_draft
from trainer.services.scope import Scope

CONTEXT_LINES = 3
PAGE_SIZE = 20
MOST_LINES = 2_000
MOST_PAIRS = 20_000
"""Pairs of equal lines, on which the time of a comparison depends. The longest file of a case has 1,500."""


class Change(StrEnum):
    """What happened to a line. A gap stands for lines that are the same."""

    SAME = "same"
    OUT = "out"
    IN = "in"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A line of a comparison, with its number before and after; 0 where it is not there."""

    change: Change
    before: int
    after: int
    text: str


@dataclass(frozen=True, slots=True)
class FileDiff:
    """What is different in one file; `is_too_long`: it differs, and was not compared."""

    name: str
    lines: tuple[DiffLine, ...]
    is_too_long: bool = False


@dataclass(frozen=True, slots=True)
class Revision:
    """A revision with what it changed in the one before."""

    number: int
    author: str
    saved_at: datetime
    note: str
    diffs: tuple[FileDiff, ...]


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """A draft with a page of its revisions, newest first."""

    draft: DraftPage
    revisions: tuple[Revision, ...]
    page: int

    @property
    def pages(self) -> int:
        return -(-self.draft.life.revision // PAGE_SIZE)


def get_history(scope: Scope, draft_id: int, page: int = 1) -> HistoryPage:
    """The revisions of a draft, 20 a page.

    Raises:
        NotFound, Refused: see `draft_openings.get_draft_with_key`.
    """
    draft, page = get_draft_with_key(scope, draft_id), max(1, page)
    newest = max(0, draft.life.revision - (page - 1) * PAGE_SIZE)
    oldest = max(1, newest - PAGE_SIZE + 1)
    rows = queries.list_revisions(scope.session, draft_id, newest, oldest - 1)
    before: list[Mapping[str, str]] = [*(row["files"] for row in rows[1:]), {}]
    revisions = tuple(
        Revision(row["number"], row["author"], row["saved_at"], row["note"], differences(earlier, row["files"]))
        for row, earlier in zip(rows, before, strict=False)  # beyond the last page there is no row
        if row["number"] >= oldest
    )
    return HistoryPage(draft, revisions, page)


def restore_revision(scope: Scope, draft_id: int, number: int, base_revision: int) -> int:
    """Makes an earlier revision the newest again, as a new one; its number. The same text again changes nothing.

    Raises:
        NotFound: no such draft or revision.
        Refused: it can only be read, or is retired.
        StaleDraft: another revision was saved since the page was opened.
    """
    draft, page = lock_draft(scope, draft_id, DraftAct.SAVE)
    revision = queries.find_revision(scope.session, draft_id, number)
    if revision is None:
        raise NotFound("revision")
    files = revision.files
    if files == draft.files:
        return draft.revision
    if base_revision != draft.revision:
        raise StaleDraft("draft", draft.revision)
    draft.state = after(page.life, DraftAct.SAVE)
    return add_revision(scope, draft, files, f"Restored from revision {number}.")


def differences(before: Files, after_: Files) -> tuple[FileDiff, ...]:
    """The files that differ, in their order, with three lines around every change."""
    kind = "case" if "case.toml" in after_ else next(iter(after_), "x.toml").removesuffix(".toml")
    found = []
    for name in file_names(kind, after_):
        old, new = before.get(name, ""), after_.get(name, "")
        if old != new:
            before_lines, lines = old.splitlines(), new.splitlines()
            is_too_long = _takes_too_long(before_lines, lines)
            found.append(FileDiff(name, () if is_too_long else tuple(_compared(before_lines, lines)), is_too_long))
    return tuple(found)


def _takes_too_long(old: list[str], new: list[str]) -> bool:
    if max(len(old), len(new)) > MOST_LINES:
        return True
    times = Counter(old)
    return sum(times[line] for line in new) > MOST_PAIRS


def _compared(old: list[str], new: list[str]) -> Iterator[DiffLine]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    reached = 0
    for group in matcher.get_grouped_opcodes(CONTEXT_LINES):
        if group[0][1] > reached:
            yield DiffLine(Change.GAP, 0, 0, f"{group[0][1] - reached}")
        for tag, i1, i2, j1, j2 in group:
            if tag == "equal":
                for place in range(i2 - i1):
                    yield DiffLine(Change.SAME, i1 + place + 1, j1 + place + 1, old[i1 + place])
                continue
            yield from (DiffLine(Change.OUT, place + 1, 0, old[place]) for place in range(i1, i2))
            yield from (DiffLine(Change.IN, 0, place + 1, new[place]) for place in range(j1, j2))
        reached = group[-1][2]
    if reached < len(old):
        yield DiffLine(Change.GAP, 0, 0, f"{len(old) - reached}")
