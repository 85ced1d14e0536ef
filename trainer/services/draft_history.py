"""The revisions of a draft: what each changed, line by line, and an earlier one made the newest again."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from enum import StrEnum

from trainer.content.draft_files import Files, file_names
from trainer.db.queries import authoring as queries
from trainer.domain.items.drafts import DraftAct, after
from trainer.domain.kernel.errors import NotFound
from trainer.services.drafts import DraftPage, StaleDraft, add_revision, get_draft, lock_draft
from trainer.services.scope import Scope

CONTEXT_LINES = 3


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
    """What is different in one file."""

    name: str
    lines: tuple[DiffLine, ...]


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
    """A draft with its revisions, newest first."""

    draft: DraftPage
    revisions: tuple[Revision, ...]


def get_history(scope: Scope, draft_id: int) -> HistoryPage:
    """All revisions of a draft.

    Raises:
        NotFound: see `drafts.get_draft`.
    """
    draft = get_draft(scope, draft_id)
    rows = queries.list_revisions(scope.session, draft_id)
    before: list[Mapping[str, str]] = [*(row["files"] for row in rows[1:]), {}]
    revisions = tuple(
        Revision(row["number"], row["author"], row["saved_at"], row["note"], differences(earlier, row["files"]))
        for row, earlier in zip(rows, before, strict=True)
    )
    return HistoryPage(draft, revisions)


def restore_revision(scope: Scope, draft_id: int, number: int, base_revision: int) -> int:
    """Makes an earlier revision the newest again, as a new one; its number. The same text again changes nothing.

    Raises:
        NotFound: no such draft or revision.
        Refused: it can only be read, or is retired.
        StaleDraft: another revision was saved since the page was opened.
    """
    draft, page = lock_draft(scope, draft_id, DraftAct.SAVE)
    files = next(
        (row["files"] for row in queries.list_revisions(scope.session, draft_id) if row["number"] == number), None
    )
    if files is None:
        raise NotFound("revision")
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
            found.append(FileDiff(name, tuple(_compared(old.splitlines(), new.splitlines()))))
    return tuple(found)


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
