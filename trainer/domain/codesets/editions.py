"""What a release breaks: codes that went, are no longer complete, mean something else, or can be said more exactly."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from trainer.domain.codesets.book import ChangeKind, Code, CodeChange

SUCCESSORS = 5
ENOUGH_IN_COMMON = 0.4
_RESIDUAL = frozenset(("other", "unspecified"))
_COMMON = frozenset(
    ("and", "the", "with", "without", "due", "for", "personal", "history", "encounter", "disease", "disorder", "acute",
     "chronic", "type", "specified", "part", "initial", "subsequent", "sequela", "left", "right", "bilateral",
     "malignant", "secondary", "neoplasm", "infection")
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


def breaks_of(
    changes: Iterable[CodeChange], terms: Callable[[str], Iterable[str]] = lambda code: ()
) -> dict[str, Break]:
    """Code -> what the changes of a release did to it.

    `terms` gives the inclusion terms of a code before the release: a new code that is called like one of them takes
    over what the code stood for, wherever it stands in the chapter. Codes that became complete, or only moved, break
    nothing.
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
            found[before.code] = Break(
                BreakKind.DELETED, before, "", _once(_called(terms, before, new), _likest(before, new))
            )
        elif not after.is_billable:
            below = tuple(code for code in new if code.code.startswith(before.code))
            found[before.code] = Break(
                BreakKind.NOT_BILLABLE, before, after.title, _once(_called(terms, before, new), below)
            )
        elif after.title != before.title:
            found[before.code] = Break(BreakKind.RETITLED, before, after.title, ())
    return found


def more_specific(code: Code, changes: Iterable[CodeChange]) -> Break | None:
    """The billable codes that a release put into the category of a code and that may say more; None without any.

    That may be where the code is a residual one ("other", "unspecified") of the same parent, or where the new title
    holds two words that tell of the old one (all of them where it has fewer).
    """
    new = [change.after for change in changes if change.kind is ChangeKind.ADDED and change.after]
    mine = _words(code.title)
    telling = mine - _COMMON - _RESIDUAL
    enough = min(2, len(telling)) or 1
    found = tuple(
        each
        for each in new
        if each.is_billable
        and _is_near(code, each)
        and (len(telling & _words(each.title)) >= enough or (mine & _RESIDUAL and each.parent == code.parent))
    )
    return Break(BreakKind.MORE_SPECIFIC, code, code.title, found) if found else None


def _called(terms: Callable[[str], Iterable[str]], code: Code, new: Sequence[Code]) -> tuple[Code, ...]:
    """New codes of the same chapter letter whose titles hold every word of an inclusion term of the code."""
    named = [words for term in terms(code.code) if len(words := _words(term)) > 1]
    near = [each for each in new if each.system is code.system and each.code[0] == code.code[0]]
    return tuple(each for each in near if any(words <= _words(each.title) for words in named))


def _once(*groups: Iterable[Code]) -> tuple[Code, ...]:
    return tuple(dict.fromkeys(code for group in groups for code in group))


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
