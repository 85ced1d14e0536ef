"""Assignments of a class through their life: written, edited, published, put in order, archived."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import RowMapping

from trainer.db.models.classes import AssignmentRow, AssignmentVersion
from trainer.db.queries import assignments as queries
from trainer.domain.classes.changes import Change, change_between, changed_fields
from trainer.domain.classes.dates import Terms, closes_later, terms_of
from trainer.domain.classes.roles import Act
from trainer.domain.classes.work import AssignmentSpec
from trainer.domain.kernel.errors import Conflict, NotFound, Refused
from trainer.services import assignment_deadlines
from trainer.services.accounts import record
from trainer.services.assignment_checks import check, check_supply
from trainer.services.assignment_dealing import Gone, count_gone, deal_for_all
from trainer.services.assignment_terms import refresh_keys_shown, terms_of_class
from trainer.services.class_access import Member, changer_of, member_for
from trainer.services.scope import Scope

_DATES = ("opens_at", "due_at", "closes_at")


class Stage(StrEnum):
    """Where an assignment is in its life."""

    DRAFT = "draft"
    PUBLISHED = "published"
    ARCHIVED = "archived"


@dataclass(eq=False)
class StaleEdit(Conflict):
    """Somebody else has edited the assignment since the page was opened: its current version is `number`."""

    number: int = 0


@dataclass(frozen=True, slots=True)
class AssignmentEntry:
    """An assignment as its staff see it: its current version, and how many who are learners now have begun it.

    `has_work`: anybody has begun it, also somebody who has left.
    """

    id: int
    number: int
    position: int
    spec: AssignmentSpec
    published_at: datetime | None
    archived_at: datetime | None
    begun: int
    has_work: bool

    @property
    def stage(self) -> Stage:
        if self.archived_at is not None:
            return Stage.ARCHIVED
        return Stage.DRAFT if self.published_at is None else Stage.PUBLISHED


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version: what it changed of the one before (names of fields), what that meant, who has begun under it."""

    number: int
    spec: AssignmentSpec
    created_at: datetime
    author: str
    changed: tuple[str, ...]
    change: Change
    begun: int


@dataclass(frozen=True, slots=True)
class AssignmentPage:
    """One assignment with all its versions, newest first; `gone`: what of it is not on offer any more."""

    member: Member
    entry: AssignmentEntry
    versions: tuple[VersionRow, ...]
    learners: int
    gone: Gone | None


@dataclass(frozen=True, slots=True)
class Edited:
    """What an edit did: the version that holds now, the kind of change, who had begun before under which versions.

    `seen`: it is open longer now, and so many have been told its keys already.
    """

    number: int
    change: Change
    begun: int
    begun_under: tuple[int, ...] = ()
    seen: int = 0


def list_assignments(scope: Scope, class_id: int) -> tuple[AssignmentEntry, ...]:
    """All assignments of a class in their order, drafts and archived ones too.

    Raises:
        NotFound: see `member_for`.
    """
    member_for(scope, class_id, Act.GRADE)
    begun = queries.count_begun(scope.session, class_id)
    return tuple(_to_entry(row, begun.get(row["id"], 0)) for row in queries.list_assignments(scope.session, class_id))


def _to_entry(row: RowMapping, begun: int) -> AssignmentEntry:
    return AssignmentEntry(
        row["id"],
        row["current_number"],
        row["position"],
        row["spec"],
        row["published_at"],
        row["archived_at"],
        begun,
        row["has_work"],
    )


def get_entry(scope: Scope, class_id: int, assignment_id: int) -> AssignmentEntry:
    """One assignment of a class.

    Raises:
        NotFound: the class has no such assignment, or see `member_for`.
    """
    entry = next((each for each in list_assignments(scope, class_id) if each.id == assignment_id), None)
    if entry is None:
        raise NotFound("assignment")
    return entry


def get_assignment(scope: Scope, class_id: int, assignment_id: int) -> AssignmentPage:
    """One assignment with its versions.

    Raises:
        NotFound: see `get_entry`.
    """
    entry = get_entry(scope, class_id, assignment_id)
    begun = queries.begun_by_version(scope.session, class_id, assignment_id)
    rows = queries.list_versions(scope.session, assignment_id)
    earlier = [*rows[1:], None]
    return AssignmentPage(
        member_for(scope, class_id, Act.GRADE),
        entry,
        tuple(_to_version(row, before, begun.get(row["number"], 0)) for row, before in zip(rows, earlier, strict=True)),
        len(queries.list_learners(scope.session, class_id)),
        count_gone(scope, class_id, entry.spec, queries.get_version(scope.session, assignment_id, entry.number).dealt),
    )


def _to_version(row: RowMapping, before: RowMapping | None, begun: int) -> VersionRow:
    spec = row["spec"]
    changed = changed_fields(before["spec"], spec) if before else ()
    change = change_between(before["spec"], spec) if before else Change.NOTHING
    return VersionRow(row["number"], spec, row["created_at"], row["display_name"], changed, change, begun)


def create_assignment(scope: Scope, class_id: int, spec: AssignmentSpec) -> int:
    """The id of a new draft at the end of the list.

    Raises:
        NotFound, Refused: see `changer_of`.
        InvalidAssignment: everything that is wrong with it.
    """
    changer_of(scope, class_id, Act.MANAGE)
    check(scope, class_id, spec)
    return add_draft(scope, class_id, spec)


def add_draft(scope: Scope, class_id: int, spec: AssignmentSpec, copied_from: int | None = None) -> int:
    """Stores a new draft as it is: for what was checked, or will be once it is published."""
    row = AssignmentRow(
        class_id=class_id,
        position=queries.last_position(scope.session, class_id) + 1,
        current_number=1,
        copied_from_id=copied_from,
        created_at=scope.now,
    )
    scope.session.add(row)
    scope.session.flush()
    _add_version(scope, row, spec, ())
    whence = f"copy of assignment {copied_from}" if copied_from else ""
    record(scope, "assignment.create", f"assignment {row.id}", whence)
    return row.id


def _add_version(scope: Scope, row: AssignmentRow, spec: AssignmentSpec, dealt: tuple[int, ...]) -> None:
    scope.session.add(
        AssignmentVersion(
            assignment_id=row.id,
            number=row.current_number,
            spec=spec,
            dealt=dealt,
            created_at=scope.now,
            created_by=scope.learner.id,
        )
    )
    scope.session.flush()


def _add_next_version(scope: Scope, row: AssignmentRow, spec: AssignmentSpec, dealt: tuple[int, ...]) -> None:
    row.current_number += 1
    _add_version(scope, row, spec, dealt)


def edit_assignment(scope: Scope, class_id: int, assignment_id: int, spec: AssignmentSpec, base_number: int) -> Edited:
    """Appends a version; nothing where nothing changes. `base_number`: the version that the editor had before them.

    Dates, attempts, weight and words hold for everybody at once. Who has begun keeps the questions, time limit and
    feedback that they began with; whoever starts from now on gets the new ones. A draw for all is drawn anew only if
    its work changed.

    Raises:
        NotFound, Refused: see `changer_of`; it is archived; it is published and the banks do not fill it.
        InvalidAssignment: everything that is wrong with it.
        StaleEdit: somebody else was faster. Nothing is stored.
    """
    changer_of(scope, class_id, Act.MANAGE)
    row = _locked(scope, class_id, assignment_id)
    if row.archived_at is not None:
        raise Refused("This assignment is archived. Restore it before you edit it.")
    begun = queries.count_begun(scope.session, class_id).get(assignment_id, 0)
    begun_under = tuple(sorted(queries.begun_by_version(scope.session, class_id, assignment_id)))
    if row.current_number != base_number:
        raise StaleEdit("assignment", row.current_number)
    current = queries.get_version(scope.session, assignment_id, row.current_number)
    change = change_between(current.spec, spec)
    if change is Change.NOTHING:
        return Edited(row.current_number, change, begun, begun_under)
    changed = set(changed_fields(current.spec, spec))
    is_other_work = bool({"work", "track"} & changed)
    check(scope, class_id, spec, is_set=not is_other_work)
    dealt = current.dealt
    if row.published_at is not None and is_other_work:
        check_supply(scope, class_id, spec)
        dealt = deal_for_all(scope, class_id, spec)
    is_longer = closes_later(terms_of(current.spec), terms_of(spec))
    seen = queries.count_shown_keys(scope.session, [assignment_id], scope.now) if is_longer else 0
    _store(scope, row, spec, dealt, has_dates=bool(set(_DATES) & changed))
    record(scope, "assignment.edit", f"assignment {assignment_id}", f"version {row.current_number}")
    return Edited(row.current_number, change, begun, begun_under, seen)


def _store(scope: Scope, row: AssignmentRow, spec: AssignmentSpec, dealt: tuple[int, ...], *, has_dates: bool) -> None:
    """Work of those who have left keeps up too: they may come back, and their keys are told by the same date."""
    has_work = queries.has_work(scope.session, row.id)
    if has_work and has_dates:
        _add_version_with_dates(scope, row, spec, dealt)
    else:
        _add_next_version(scope, row, spec, dealt)
    if has_work:
        refresh_keys_shown(scope, row.id)


def _add_version_with_dates(scope: Scope, row: AssignmentRow, spec: AssignmentSpec, dealt: tuple[int, ...]) -> None:
    """Dates hold at once, also for those who are at work."""
    sittings = assignment_deadlines.list_open(scope, [row.id])
    before = _terms(scope, row.class_id, sittings)
    _add_next_version(scope, row, spec, dealt)
    after = _terms(scope, row.class_id, sittings)
    kept = [each for each in sittings if (each.assignment_id, each.learner_id) in after]
    assignment_deadlines.move_ends(scope, kept, before, after, "The dates of the assignment were changed.")


def _terms(
    scope: Scope, class_id: int, sittings: tuple[assignment_deadlines.OpenSitting, ...]
) -> dict[tuple[int, int], Terms]:
    return terms_of_class(scope, class_id) if sittings else {}


def _locked(scope: Scope, class_id: int, assignment_id: int) -> AssignmentRow:
    row = queries.find_row(scope.session, class_id, assignment_id, lock=True)
    if row is None:
        raise NotFound("assignment")
    return row


def publish_assignment(scope: Scope, class_id: int, assignment_id: int) -> None:
    """Lets learners see it; a draw that is the same for all is drawn now. Published twice, nothing changes.

    Raises:
        NotFound, Refused: see `changer_of`; it is archived; what the banks lack is named.
        InvalidAssignment: something that it names is gone since it was written.
    """
    changer_of(scope, class_id, Act.MANAGE)
    row = _locked(scope, class_id, assignment_id)
    if row.archived_at is not None:
        raise Refused("This assignment is archived. Restore it before you publish it.")
    if row.published_at is not None:
        return
    current = queries.get_version(scope.session, assignment_id, row.current_number)
    check(scope, class_id, current.spec)
    check_supply(scope, class_id, current.spec)
    dealt = deal_for_all(scope, class_id, current.spec)
    if dealt != current.dealt:
        _add_next_version(scope, row, current.spec, dealt)
    row.published_at = scope.now
    record(scope, "assignment.publish", f"assignment {assignment_id}", current.spec.title)


def unpublish_assignment(scope: Scope, class_id: int, assignment_id: int) -> None:
    """Makes it a draft again.

    Raises:
        NotFound, Refused: see `changer_of`; somebody has begun it.
    """
    changer_of(scope, class_id, Act.MANAGE)
    row = _locked(scope, class_id, assignment_id)
    if queries.has_work(scope.session, assignment_id):
        begun = queries.count_begun(scope.session, class_id).get(assignment_id, 0)
        who = f"{begun} learners have" if begun > 1 else "One learner has" if begun else "Somebody who has left has"
        raise Refused(f"{who} begun this assignment: it stays published. It can be archived; their work is kept.")
    row.published_at = None
    record(scope, "assignment.unpublish", f"assignment {assignment_id}")


def archive_assignment(scope: Scope, class_id: int, assignment_id: int) -> None:
    """Takes it off the pages of learners and out of the total; all work on it is kept.

    Raises:
        NotFound, Refused: see `changer_of`.
    """
    changer_of(scope, class_id, Act.MANAGE)
    row = _locked(scope, class_id, assignment_id)
    row.archived_at = row.archived_at or scope.now
    record(scope, "assignment.archive", f"assignment {assignment_id}")


def restore_assignment(scope: Scope, class_id: int, assignment_id: int) -> None:
    """Takes it back from the archive, as what it was.

    Raises:
        NotFound, Refused: see `changer_of`.
    """
    changer_of(scope, class_id, Act.MANAGE)
    _locked(scope, class_id, assignment_id).archived_at = None
    record(scope, "assignment.restore", f"assignment {assignment_id}")


def move_assignment(scope: Scope, class_id: int, assignment_id: int, *, is_up: bool) -> None:
    """Lets it change places with its neighbour among those that are not archived; at the end nothing changes.

    Raises:
        NotFound, Refused: see `changer_of`.
    """
    changer_of(scope, class_id, Act.MANAGE)
    rows = queries.list_rows(scope.session, class_id)
    shown = [row for row in rows if row.archived_at is None]
    place = next((place for place, row in enumerate(shown) if row.id == assignment_id), None)
    if place is None:
        raise NotFound("assignment")
    other = place - 1 if is_up else place + 1
    if 0 <= other < len(shown):
        shown[place], shown[other] = shown[other], shown[place]
    for position, row in enumerate([*shown, *(row for row in rows if row.archived_at is not None)], start=1):
        row.position = position
