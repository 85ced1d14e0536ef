"""Copies of assignments, within a class and into another one, with what was granted to learners for them."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime

from trainer.db.models.classes import AssignmentOverride
from trainer.db.queries import assignments as queries
from trainer.domain.classes.checks import MOST_TITLE
from trainer.domain.classes.local_times import shifted
from trainer.domain.classes.roles import Act
from trainer.domain.classes.work import AssignmentSpec
from trainer.domain.kernel.errors import Refused
from trainer.services import assignment_deadlines
from trainer.services.accounts import record
from trainer.services.assignment_terms import refresh_keys_shown
from trainer.services.assignments import Stage, add_draft, get_entry, list_assignments
from trainer.services.class_access import changer_of, member_for
from trainer.services.scope import Scope

MOST_DAYS = 3_660
_COPY = " (copy)"
Shift = Callable[[datetime | None], datetime | None]


@dataclass(frozen=True, slots=True)
class Source:
    """A class whose assignments can be copied."""

    id: int
    title: str
    term: str


def list_sources(scope: Scope, class_id: int) -> tuple[Source, ...]:
    """The other classes that the person who acts is an instructor of, newest first; archived ones too."""
    member_for(scope, class_id, Act.MANAGE)
    rows = queries.list_managed_classes(scope.session, scope.learner.id)
    return tuple(Source(row["id"], row["title"], row["term"]) for row in rows if row["id"] != class_id)


def copy_assignment(scope: Scope, class_id: int, assignment_id: int) -> int:
    """The id of a draft with the same work, rules and dates, and the same granted to the same learners.

    Raises:
        NotFound, Refused: see `changer_of`.
    """
    changer_of(scope, class_id, Act.MANAGE)
    spec = get_entry(scope, class_id, assignment_id).spec
    title = f"{spec.title[: MOST_TITLE - len(_COPY)]}{_COPY}"
    copied = add_draft(scope, class_id, replace(spec, title=title), assignment_id)
    _copy_granted(scope, class_id, class_id, {assignment_id: copied}, lambda moment: moment)
    return copied


def copy_assignments(scope: Scope, from_class_id: int, to_class_id: int, days: int) -> dict[int, int]:
    """Old id -> id of the draft that was made of it, for everything that is not archived, in the same order.

    Dates show the same time on the new class's wall so many days later, also where the clocks change between. What was
    granted to learners who are in both classes comes along, its dates shifted alike.

    Raises:
        NotFound: the person who acts is no instructor of both.
        Refused: the class is archived, or too many days.
    """
    shift = _shift(scope, from_class_id, to_class_id, days)
    entries = [each for each in list_assignments(scope, from_class_id) if each.stage is not Stage.ARCHIVED]
    copied = {each.id: add_draft(scope, to_class_id, _moved(each.spec, shift), each.id) for each in entries}
    if from_class_id != to_class_id:
        _copy_granted(scope, from_class_id, to_class_id, copied, shift)
    return copied


def _moved(spec: AssignmentSpec, shift: Shift) -> AssignmentSpec:
    return replace(spec, opens_at=shift(spec.opens_at), due_at=shift(spec.due_at), closes_at=shift(spec.closes_at))


def copy_granted(scope: Scope, from_class_id: int, to_class_id: int, days: int) -> int:
    """How many overrides came along from a class whose assignments were copied before: for learners who came since.

    What a learner has here already does not come a second time. Work that is open ends later, as for any grant.

    Raises:
        NotFound, Refused: see `copy_assignments`.
    """
    shift = _shift(scope, from_class_id, to_class_id, days)
    rows = queries.list_assignments(scope.session, to_class_id)
    copied = {row["copied_from_id"]: row["id"] for row in rows if row["copied_from_id"] is not None}
    published = [row["id"] for row in rows if row["published_at"] is not None and row["archived_at"] is None]
    sittings = assignment_deadlines.list_open(scope, published)
    before = assignment_deadlines.terms_now(scope, sittings)
    count = _copy_granted(scope, from_class_id, to_class_id, copied, shift)
    if count:
        after = assignment_deadlines.terms_now(scope, sittings)
        assignment_deadlines.move_ends(scope, sittings, before, after, "It was granted in another class before.")
        for assignment_id in published:
            refresh_keys_shown(scope, assignment_id)
    return count


def _shift(scope: Scope, from_class_id: int, to_class_id: int, days: int) -> Shift:
    source = member_for(scope, from_class_id, Act.MANAGE)
    target = changer_of(scope, to_class_id, Act.MANAGE)
    if abs(days) > MOST_DAYS:
        raise Refused(f"Dates can be shifted by at most {MOST_DAYS:,} days.", "days")

    def shift(moment: datetime | None) -> datetime | None:
        return None if moment is None else shifted(moment, days, source.time_zone, target.time_zone)

    return shift


def _copy_granted(scope: Scope, from_class: int, to_class: int, copied: dict[int, int], shift: Shift) -> int:
    """What was granted for the assignments that were copied, and in another class what was granted for all of it."""
    there = [row["id"] for row in queries.list_learners(scope.session, to_class)]
    known = {_what(row, row.assignment_id) for row in _in_force(scope, to_class, there)}
    count = 0
    for row in _in_force(scope, from_class, there):
        if row.assignment_id is None:
            belongs, assignment_id = from_class != to_class, None
        else:
            belongs, assignment_id = row.assignment_id in copied, copied.get(row.assignment_id)
        if belongs and _what(row, assignment_id) not in known:
            scope.session.add(_copy_of(scope, row, to_class, assignment_id, shift))
            count += 1
    scope.session.flush()
    if count:
        record(scope, "override.copy", f"class {to_class}", f"{count} from class {from_class}")
    return count


def _in_force(scope: Scope, class_id: int, learner_ids: Collection[int]) -> list[AssignmentOverride]:
    return queries.list_overrides(scope.session, class_id, learner_ids=learner_ids, in_force=True)


def _what(row: AssignmentOverride, assignment_id: int | None) -> tuple[object, ...]:
    return (row.learner_id, assignment_id, row.extra_percent, row.extra_seconds, row.extra_attempts, row.reason)


def _copy_of(
    scope: Scope, row: AssignmentOverride, class_id: int, assignment_id: int | None, shift: Shift
) -> AssignmentOverride:
    return AssignmentOverride(
        class_id=class_id,
        learner_id=row.learner_id,
        assignment_id=assignment_id,
        extra_percent=row.extra_percent,
        extra_seconds=row.extra_seconds,
        extra_attempts=row.extra_attempts,
        opens_at=shift(row.opens_at),
        due_at=shift(row.due_at),
        closes_at=shift(row.closes_at),
        reason=row.reason,
        granted_at=scope.now,
        granted_by=scope.learner.id,
    )
