"""Which parts a learner's work on an assignment has, whatever was changed since it was begun.

A try keeps the version that it was begun under; a new try is of the newest version.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from trainer.domain.classes.work import AssignmentSpec, CaseWork

WHOLE = ""
"""What stands for the one part of work that has no cases."""


@dataclass(frozen=True, slots=True)
class Sat:
    """One sitting of a learner: of which try, under which version, which part of that (from 1)."""

    version: int
    number: int
    part: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class Underway:
    """What can be begun now: `parts` of `version`, in tries from `first` on."""

    version: int
    parts: tuple[int, ...]
    first: int


def cases_of(spec: AssignmentSpec) -> tuple[str, ...]:
    """The case of each part; WHOLE where it has no cases."""
    return spec.work.cases if isinstance(spec.work, CaseWork) else (WHOLE,)


def asked(cases: Sequence[str], offered: Collection[str], begun: Collection[int]) -> tuple[int, ...]:
    """The parts that a try asks for: those that are begun, and those whose case can still be had."""
    return tuple(part for part, case in enumerate(cases, start=1) if part in begun or case in offered)


def underway(
    versions: Mapping[int, Sequence[str]],
    newest: int,
    sittings: Collection[Sat],
    offered: Collection[str],
    attempts: int,
) -> Underway:
    """The version that the learner works under: that of the last try while it goes on or is the last one there is.

    `versions` has the cases of each version, `offered` those of the newest that can be had; `attempts` 0: no limit.
    """
    last = max((each.number for each in sittings), default=0)
    latest = [each for each in sittings if each.number == last]
    if latest:
        version = max(each.version for each in latest)
        begun = {each.part for each in latest}
        parts = asked(versions[version], offered, begun)
        goes_on = any(each.is_open for each in latest) or not begun.issuperset(parts)
        if goes_on or (attempts and last >= attempts):
            first = min(each.number for each in sittings if each.version == version)
            return Underway(version, parts, first)
    return Underway(newest, asked(versions[newest], offered, ()), last + 1)


def next_try(versions: Mapping[int, Sequence[str]], now: Underway, sittings: Collection[Sat], part: int) -> int:
    """The number of the try that beginning this part now makes, or goes on with."""
    case = versions[now.version][part - 1]
    made = (each.number for each in sittings if versions[each.version][each.part - 1] == case)
    return max(max(made, default=0) + 1, now.first)
