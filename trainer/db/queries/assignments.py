"""Assignments of classes, the content they may name, and what was granted to single learners."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, RowMapping, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from trainer.db.models.attempts import AttemptRow
from trainer.db.models.cases import Case, CaseVersion
from trainer.db.models.classes import AssignmentOverride, AssignmentRow, AssignmentVersion, ClassRow, Enrolment
from trainer.db.models.content import Area, Bank, Item, ItemVersion, Stimulus
from trainer.db.models.exams import AccommodationRow
from trainer.db.models.people import User
from trainer.db.queries.authoring import FREELY_DEALT, open_to_class
from trainer.domain.attempts.attempt import AttemptState
from trainer.domain.classes.roles import Role
from trainer.domain.exams.review import Shows

_IS_CURRENT = and_(ItemVersion.item_id == Item.id, ItemVersion.number == Item.current_number)


def list_assignments(session: Session, class_id: int) -> list[RowMapping]:
    """All assignments of a class with their current version, in their order; `has_work` as below."""
    begun = exists().where(AttemptRow.assignment_id == AssignmentRow.id).correlate(AssignmentRow)
    statement = (
        select(*AssignmentRow.__table__.c, AssignmentVersion.spec, AssignmentVersion.dealt, begun.label("has_work"))
        .join(
            AssignmentVersion,
            and_(
                AssignmentVersion.assignment_id == AssignmentRow.id,
                AssignmentVersion.number == AssignmentRow.current_number,
            ),
        )
        .where(AssignmentRow.class_id == class_id)
        .order_by(AssignmentRow.position, AssignmentRow.id)
    )
    return list(session.execute(statement).mappings())


def find_row(session: Session, class_id: int, assignment_id: int, *, lock: bool = False) -> AssignmentRow | None:
    """An assignment of this class; with `lock`, nobody else changes it until the transaction ends."""
    statement = select(AssignmentRow).where(AssignmentRow.id == assignment_id, AssignmentRow.class_id == class_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return session.scalars(statement).one_or_none()


def list_rows(session: Session, class_id: int) -> list[AssignmentRow]:
    """All assignments of a class in their order, locked."""
    statement = select(AssignmentRow).where(AssignmentRow.class_id == class_id).with_for_update()
    return list(session.scalars(statement.order_by(AssignmentRow.position, AssignmentRow.id)))


def get_version(session: Session, assignment_id: int, number: int) -> AssignmentVersion:
    return session.get_one(AssignmentVersion, (assignment_id, number))


def list_versions(session: Session, assignment_id: int) -> list[RowMapping]:
    """All versions, newest first, with who wrote each."""
    statement = (
        select(AssignmentVersion.number, AssignmentVersion.spec, AssignmentVersion.created_at, User.display_name)
        .join(User, User.id == AssignmentVersion.created_by)
        .where(AssignmentVersion.assignment_id == assignment_id)
        .order_by(AssignmentVersion.number.desc())
    )
    return list(session.execute(statement).mappings())


def last_position(session: Session, class_id: int) -> int:
    """The position of the last assignment; 0 where there is none."""
    statement = select(func.max(AssignmentRow.position)).where(AssignmentRow.class_id == class_id)
    return session.execute(statement).scalar_one() or 0


def _is_learner_of(class_id: int) -> ColumnElement[bool]:
    """Whether the sitting is one of somebody who is a learner of the class now."""
    learners = select(Enrolment.person_id).where(
        Enrolment.class_id == class_id, Enrolment.role == Role.LEARNER, Enrolment.left_at.is_(None)
    )
    return AttemptRow.learner_id.in_(learners)


def count_begun(session: Session, class_id: int) -> dict[int, int]:
    """Assignment id -> how many who are learners now have begun it, of those that one of them has begun."""
    statement = (
        select(AttemptRow.assignment_id, func.count(AttemptRow.learner_id.distinct()))
        .join(AssignmentRow, AssignmentRow.id == AttemptRow.assignment_id)
        .where(AssignmentRow.class_id == class_id, _is_learner_of(class_id))
        .group_by(AttemptRow.assignment_id)
    )
    return {assignment_id: count for assignment_id, count in session.execute(statement) if assignment_id}


def has_work(session: Session, assignment_id: int) -> bool:
    """Whether anybody has begun it, also somebody who has left."""
    return session.execute(select(exists().where(AttemptRow.assignment_id == assignment_id))).scalar_one()


def begun_by_version(session: Session, class_id: int, assignment_id: int) -> dict[int, int]:
    """Version -> how many who are learners now have begun it; with tries under two versions one counts with both."""
    statement = (
        select(AttemptRow.assignment_version, func.count(AttemptRow.learner_id.distinct()))
        .where(AttemptRow.assignment_id == assignment_id, _is_learner_of(class_id))
        .group_by(AttemptRow.assignment_version)
    )
    return {number: count for number, count in session.execute(statement) if number}


def count_shown_keys(session: Session, assignment_ids: Collection[int], now: datetime) -> int:
    """How many people were told keys of these assignments because the date from which they are told has come."""
    statement = select(func.count(AttemptRow.learner_id.distinct())).where(
        AttemptRow.assignment_id.in_(assignment_ids),
        AttemptRow.state != AttemptState.IN_PROGRESS,
        AttemptRow.shows == Shows.EVERYTHING,
        AttemptRow.shows_from <= now,
    )
    return session.execute(statement).scalar_one()


def list_learners(session: Session, class_id: int) -> list[RowMapping]:
    """The learners of a class (id, name) by name."""
    statement = (
        select(User.id, User.display_name)
        .join(Enrolment, Enrolment.person_id == User.id)
        .where(Enrolment.class_id == class_id, Enrolment.role == Role.LEARNER, Enrolment.left_at.is_(None))
        .order_by(User.display_name, User.id)
    )
    return list(session.execute(statement).mappings())


def list_managed_classes(session: Session, person_id: int) -> list[RowMapping]:
    """The classes that somebody is an instructor of, newest first."""
    statement = (
        select(ClassRow.id, ClassRow.title, ClassRow.term)
        .join(Enrolment, Enrolment.class_id == ClassRow.id)
        .where(Enrolment.person_id == person_id, Enrolment.role == Role.INSTRUCTOR, Enrolment.left_at.is_(None))
        .order_by(ClassRow.id.desc())
    )
    return list(session.execute(statement).mappings())


def _pool(class_id: int) -> Select[int]:
    """Items that an assignment of the class may ask for, one row each."""
    return (
        select(Item.id)
        .join(Bank, Bank.id == Item.bank_id)
        .where(Item.retired_at.is_(None), FREELY_DEALT, open_to_class(class_id))
    )


def known_items(session: Session, class_id: int, slugs: Collection[str]) -> dict[str, RowMapping]:
    """Slug -> track and whether it is retired or sealed, of those that the class may see at all."""
    statement = (
        select(Item.slug, Item.track, Item.retired_at, Item.is_sealed, Item.lesson)
        .join(Bank, Bank.id == Item.bank_id)
        .where(Item.slug.in_(slugs), open_to_class(class_id))
    )
    return {row["slug"]: row for row in session.execute(statement).mappings()}


def list_families(session: Session, class_id: int) -> list[RowMapping]:
    """The generated families of the pool: slug and track."""
    statement = (
        _pool(class_id)
        .with_only_columns(Item.slug, Item.track)
        .join(ItemVersion, and_(_IS_CURRENT, ItemVersion.variant == 1))
        .order_by(Item.slug)
    )
    return list(session.execute(statement).mappings())


def list_tags(session: Session, class_id: int) -> list[RowMapping]:
    """The track and the tags of every item of the pool."""
    statement = _pool(class_id).with_only_columns(Item.track, Item.tags).order_by(Item.id)
    return list(session.execute(statement).mappings())


def list_areas(session: Session) -> list[RowMapping]:
    """The areas of both tracks in the order of their blueprints."""
    statement = select(Area.track, Area.slug, Area.title).order_by(Area.track.desc(), Area.position)
    return list(session.execute(statement).mappings())


def search_items(
    session: Session, class_id: int, track: str, words: Sequence[str], limit: int, *, difficulty: int | None = None
) -> list[RowMapping]:
    """Items of the pool with all these words in slug, area, tags or text; of a family its first variant."""
    statement = (
        _pool(class_id)
        .with_only_columns(Item.slug, Item.difficulty, Area.title.label("area_title"), ItemVersion.content)
        .join(ItemVersion, and_(_IS_CURRENT, ItemVersion.variant.in_((0, 1))))
        .join(Area, and_(Area.track == Item.track, Area.slug == Item.area))
        .where(Item.track == track)
        .order_by(Item.slug)
        .limit(limit)
    )
    if difficulty is not None:
        statement = statement.where(Item.difficulty == difficulty)
    for word in words:
        places = (Item.slug, Area.title, Item.tags, ItemVersion.content)
        statement = statement.where(or_(*(_holds(place, word) for place in places)))
    return list(session.execute(statement).mappings())


def _holds(column: object, word: str) -> ColumnElement[bool]:
    text = func.lower(func.coalesce(column, ""), type_=Item.slug.type)
    return text.contains(word.lower(), autoescape=True)


def list_cases(session: Session, class_id: int) -> list[RowMapping]:
    """The cases that an assignment of the class may ask for, by track, kind, level and title."""
    statement = (
        select(Case.slug, Case.title, Case.kind, Case.track, Case.level)
        .join(Bank, Bank.id == Case.bank_id)
        .where(Case.retired_at.is_(None), open_to_class(class_id))
        .order_by(Case.track.desc(), Case.kind, Case.level, Case.title, Case.slug)
    )
    return list(session.execute(statement).mappings())


def contents_of_cases(session: Session, slugs: Collection[str]) -> dict[str, RowMapping]:
    """Slug -> track and what a learner may see of the current version."""
    statement = (
        select(Case.slug, Case.track, CaseVersion.content)
        .join(CaseVersion, and_(CaseVersion.case_id == Case.id, CaseVersion.number == Case.current_number))
        .where(Case.slug.in_(slugs))
    )
    return {row["slug"]: row for row in session.execute(statement).mappings()}


def questions_of(session: Session, version_ids: Collection[int]) -> dict[int, RowMapping]:
    """Item version id -> what a learner sees of it, with its scenario; nothing of a key."""
    statement = (
        select(
            ItemVersion.id,
            ItemVersion.content,
            Area.title.label("area_title"),
            Stimulus.title.label("stimulus_title"),
            Stimulus.body.label("stimulus_body"),
        )
        .join(Item, Item.id == ItemVersion.item_id)
        .join(Area, and_(Area.track == Item.track, Area.slug == Item.area))
        .outerjoin(Stimulus, Stimulus.id == ItemVersion.stimulus_id)
        .where(ItemVersion.id.in_(version_ids))
    )
    return {row["id"]: row for row in session.execute(statement).mappings()}


def list_overrides(
    session: Session, class_id: int, *, learner_ids: Collection[int] | None = None, in_force: bool = False
) -> list[AssignmentOverride]:
    """What was granted in a class, oldest first; `in_force`: without what was ended."""
    statement = select(AssignmentOverride).where(AssignmentOverride.class_id == class_id)
    if learner_ids is not None:
        statement = statement.where(AssignmentOverride.learner_id.in_(learner_ids))
    if in_force:
        statement = statement.where(AssignmentOverride.ended_at.is_(None))
    return list(session.scalars(statement.order_by(AssignmentOverride.id)))


def find_override(session: Session, class_id: int, override_id: int) -> AssignmentOverride | None:
    statement = select(AssignmentOverride).where(
        AssignmentOverride.id == override_id, AssignmentOverride.class_id == class_id
    )
    return session.scalars(statement).one_or_none()


def names_of(session: Session, person_ids: Collection[int]) -> dict[int, str]:
    """Person id -> the name they go by."""
    statement = select(User.id, User.display_name).where(User.id.in_(person_ids))
    return dict(session.execute(statement).all())


def accommodations_of(session: Session, learner_ids: Collection[int]) -> list[AccommodationRow]:
    """The extra time in force that these learners have everywhere, oldest first."""
    statement = (
        select(AccommodationRow)
        .where(AccommodationRow.learner_id.in_(learner_ids), AccommodationRow.ended_at.is_(None))
        .order_by(AccommodationRow.learner_id, AccommodationRow.number)
    )
    return list(session.scalars(statement))


def list_open_sittings(
    session: Session, assignment_ids: Collection[int], learner_id: int | None = None
) -> list[RowMapping]:
    """Sittings of these assignments that nobody has closed, locked, with the version that each was begun under."""
    statement = (
        select(*AttemptRow.__table__.c, AssignmentVersion.spec)
        .join(
            AssignmentVersion,
            and_(
                AssignmentVersion.assignment_id == AttemptRow.assignment_id,
                AssignmentVersion.number == AttemptRow.assignment_version,
            ),
        )
        .where(AttemptRow.assignment_id.in_(assignment_ids), AttemptRow.state == "in_progress")
        .order_by(AttemptRow.learner_id, AttemptRow.number)
        .with_for_update(of=AttemptRow)
    )
    if learner_id is not None:
        statement = statement.where(AttemptRow.learner_id == learner_id)
    return list(session.execute(statement).mappings())
