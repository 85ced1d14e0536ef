"""What a release breaks: codes that went, are no longer complete, mean something else, or can be said more exactly."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from trainer.domain.codesets.book import ChangeKind, Code, CodeChange

SUCCESSORS = 5
ENOUGH_IN_COMMON = 0.4
_RESIDUAL = frozenset(("other", "unspecified", "not"))
_COMMON = frozenset(
    ("and", "the", "with", "without", "due", "for", "personal", "history", "encounter", "disease", "disorder", "acute",
     "chronic", "type", "specified", "part", "initial", "subsequent", "sequela", "left", "right", "bilateral")
)  # fmt: skip
"""Words that many titles share and that say nothing about what a code is of."""


class BreakKind(StrEnum):
    """Worst first."""

    DELETED = "deleted"
    NOT_BILLABLE = "no longer billable"
    RETITLED = "title revised"
    MORE_SPECIFIC = "new code beside it that may say more"


@dataclass(frozen=True, slots=True)
class Break:
    """What happened to a code, and the codes that may take its place."""

    kind: BreakKind
    code: Code
    title_now: str
    successors: tuple[Code, ...]


def breaks_of(changes: Iterable[CodeChange]) -> dict[str, Break]:
    """Code -> what the changes of a release did to it. New neighbors stand at the codes of the same parent.

    Codes that became complete, or that only moved, break nothing.
    """
    listed = list(changes)
    added = [change.after for change in listed if change.kind is ChangeKind.ADDED and change.after]
    new = [code for code in added if code.is_billable]
    found = {}
    for change in listed:
        before, after = change.before, change.after
        if before is None or not before.is_billable:
            continue
        if after is None:
            found[before.code] = Break(BreakKind.DELETED, before, "", _likest(before, new))
        elif not after.is_billable:
            below = tuple(code for code in new if code.code.startswith(before.code))
            found[before.code] = Break(BreakKind.NOT_BILLABLE, before, after.title, below)
        elif after.title != before.title:
            found[before.code] = Break(BreakKind.RETITLED, before, after.title, ())
    return found


def more_specific(code: Code, changes: Iterable[CodeChange]) -> Break | None:
    """The billable codes that a release put below the same parent and that may say more than a code; None without any.

    That may be where the code is a residual one ("other", "unspecified"), or both titles share a word that tells.
    """
    beside: dict[str, list[Code]] = defaultdict(list)
    for change in changes:
        if change.kind is ChangeKind.ADDED and change.after and change.after.is_billable:
            beside[change.after.parent].append(change.after)
    mine = _words(code.title)
    says_little = bool(mine & _RESIDUAL)
    telling = mine - _COMMON
    found = tuple(each for each in beside.get(code.parent, ()) if says_little or telling & _words(each.title))
    return Break(BreakKind.MORE_SPECIFIC, code, code.title, found) if found else None


def _likest(code: Code, new: Sequence[Code]) -> tuple[Code, ...]:
    """New codes of the same category whose titles have most words in common with this one's."""
    mine = _words(code.title)
    scored = [(len(mine & _words(each.title)) / max(1, len(mine)), each) for each in new if _is_near(code, each)]
    likely = [pair for pair in scored if pair[0] >= ENOUGH_IN_COMMON]
    return tuple(each for _, each in sorted(likely, key=lambda pair: (-pair[0], pair[1].code))[:SUCCESSORS])


def _is_near(code: Code, other: Code) -> bool:
    return code.system is other.system and code.code[:3] == other.code[:3]


def _words(title: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z0-9]{3,}", title.lower()))
