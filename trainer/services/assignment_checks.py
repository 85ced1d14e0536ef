"""Whether an assignment can be set as it is described: its own rules, and that what it names is there."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import RowMapping

from trainer.db.queries import assignments as queries
from trainer.domain.classes.checks import MOST_CASES, MOST_ITEMS, SpecProblem, problems_of
from trainer.domain.classes.work import AssignmentSpec, CaseWork, DrawBy, DrawnItems, FixedItems, MockWork
from trainer.domain.kernel.errors import Refused
from trainer.services.assignment_dealing import shortages
from trainer.services.exams import list_forms
from trainer.services.scope import Scope


@dataclass(eq=False)
class InvalidAssignment(Refused):
    """The assignment cannot be set like that; `problems` has everything that is wrong with it."""

    problems: tuple[SpecProblem, ...] = ()


def find_problems(scope: Scope, class_id: int, spec: AssignmentSpec) -> tuple[SpecProblem, ...]:
    """Everything that is wrong with it: what breaks a rule, and every name that this class has no content for."""
    found = problems_of(spec)
    told = {(each.field, each.entry) for each in found}
    names = _unknown(scope, class_id, spec)
    return (*found, *(each for each in names if (each.field, each.entry) not in told))


def check(scope: Scope, class_id: int, spec: AssignmentSpec, *, is_set: bool = False) -> None:
    """Lets an assignment pass that can be set; `is_set`: its work was set before, only its rules are looked at.

    Raises:
        InvalidAssignment: see `find_problems`.
    """
    problems = problems_of(spec) if is_set else find_problems(scope, class_id, spec)
    if problems:
        raise InvalidAssignment(" ".join(each.message for each in problems), problems[0].field, problems)


def check_supply(scope: Scope, class_id: int, spec: AssignmentSpec) -> None:
    """Lets an assignment pass that everybody in the class can be dealt.

    Raises:
        Refused: everything that the banks lack is named.
    """
    lacking = shortages(scope, class_id, spec)
    if lacking:
        named = "; ".join(
            f"{each.what} needs {each.wanted} and {'is left' if each.elsewhere else 'has'} {each.available}"
            for each in lacking
        )
        raise Refused(f"There is not enough for this assignment: {named}.", "work")


def _unknown(scope: Scope, class_id: int, spec: AssignmentSpec) -> Iterator[SpecProblem]:
    match spec.work:
        case FixedItems(items) if len(items) > MOST_ITEMS:
            pass  # said already: nobody looks for so many, which are more than a statement takes
        case FixedItems(items):
            yield from _unknown_items(scope, class_id, spec.track, items)
        case DrawnItems():
            yield from _unknown_sources(scope, class_id, spec.track, spec.work)
        case CaseWork(cases) if len(cases) <= MOST_CASES:
            there = {row["slug"] for row in queries.list_cases(scope.session, class_id)}
            for entry, slug in enumerate(cases, start=1):
                if slug not in there:
                    yield SpecProblem("cases", f"There is no case “{slug}” that this class can use.", entry)
        case MockWork(form) if form and form not in {each.slug for each in list_forms(scope, spec.track)}:
            yield SpecProblem("form", f"The {spec.track.upper()} has no mock “{form}”.")
        case _:
            pass


def _unknown_items(scope: Scope, class_id: int, track: str, slugs: tuple[str, ...]) -> Iterator[SpecProblem]:
    known = queries.known_items(scope.session, class_id, slugs)
    for entry, slug in enumerate(slugs, start=1):
        message = _why_not(known.get(slug), slug, track)
        if message:
            yield SpecProblem("items", message, entry)


def _why_not(row: RowMapping | None, slug: str, track: str) -> str:
    if row is None:
        return f"There is no item “{slug}” that this class can use."
    if row["track"] != track:
        return f"“{slug}” is an item of the {row['track'].upper()}; this assignment is for the {track.upper()}."
    if row["retired_at"] is not None:
        return f"“{slug}” was retired."
    if row["is_sealed"]:
        return f"“{slug}” is kept for the sealed mock."
    if row["lesson"] is not None:
        return f"“{slug}” stands at the end of a lesson, where everybody sees its key."
    return ""


def _unknown_sources(scope: Scope, class_id: int, track: str, work: DrawnItems) -> Iterator[SpecProblem]:
    areas = {row["slug"] for row in queries.list_areas(scope.session) if row["track"] == track}
    families = {row["slug"] for row in queries.list_families(scope.session, class_id) if row["track"] == track}
    for entry, draw in enumerate(work.draws, start=1):
        if draw.by is DrawBy.AREA and draw.value and draw.value not in areas:
            yield SpecProblem("draws", f"The {track.upper()} has no area “{draw.value}”.", entry)
        if draw.by is DrawBy.FAMILY and draw.value and draw.value not in families:
            yield SpecProblem("draws", f"The {track.upper()} has no family “{draw.value}”.", entry)
