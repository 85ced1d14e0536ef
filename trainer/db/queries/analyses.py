"""Item analyses of a class: the answers they are made from, as tuples in large pieces, and what was found.

What counts is the newest grade of every learner's first complete try: one that was handed in, or ran out of time, and
is graded. Only current learners of the class count. There may be a million answers.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Select, Text, and_, func, select, type_coerce
from sqlalchemy.orm import Session

from trainer.db.models.analyses import ClassAnalysis
from trainer.db.models.attempts import AnswerRow, AttemptItem, AttemptRow
from trainer.db.models.classes import AssignmentRow, AssignmentVersion, ClassRow, Enrolment
from trainer.db.models.content import Area, Item, ItemKey, ItemVersion
from trainer.db.models.grades import AttemptScore, GradeRow, GradingRun
from trainer.db.models.jobs import Job
from trainer.db.models.people import User
from trainer.db.models.study import ItemSight
from trainer.db.queries.attempts import LATEST_KEY
from trainer.domain.attempts.attempt import AttemptKind, AttemptState
from trainer.domain.classes.roles import Role

ROWS_AT_ONCE = 500
"""Under the 700 objects at which Python looks for garbage: larger pieces take half as long again."""

_IS_LEARNER = and_(Enrolment.role == Role.LEARNER, Enrolment.left_at.is_(None))
_IS_PUBLISHED = and_(AssignmentRow.published_at.is_not(None), AssignmentRow.archived_at.is_(None))


_NEWEST_VERSION = and_(
    AssignmentVersion.assignment_id == AssignmentRow.id, AssignmentVersion.number == AssignmentRow.current_number
)
_SCORE_OF_ATTEMPT = and_(
    AttemptScore.learner_id == AttemptRow.learner_id, AttemptScore.attempt_number == AttemptRow.number
)
_IS_COMPLETE = and_(
    AttemptRow.kind != AttemptKind.CASE,
    AttemptRow.state.in_((AttemptState.SUBMITTED, AttemptState.EXPIRED)),
    AttemptRow.graded_at.is_not(None),
)


def _sittings(class_id: int, assignment_id: int | None, *columns: Any) -> Select[Any]:
    """All complete tries of current learners, of one assignment or of all that are published in a class."""
    statement = (
        select(*columns)
        .select_from(AttemptRow)
        .join(AssignmentRow, AssignmentRow.id == AttemptRow.assignment_id)
        .join(Enrolment, and_(Enrolment.class_id == class_id, Enrolment.person_id == AttemptRow.learner_id))
        .join(User, User.id == AttemptRow.learner_id)
        .where(AssignmentRow.class_id == class_id, _IS_PUBLISHED, _IS_LEARNER, User.purge_started_at.is_(None))
        .where(_IS_COMPLETE)
    )
    return statement if assignment_id is None else statement.where(AttemptRow.assignment_id == assignment_id)


def list_sittings(session: Session, class_id: int, assignment_id: int | None) -> Sequence[Any]:
    """Assignment, learner and number of every complete try, the learner's first one first."""
    columns = (AttemptRow.assignment_id, AttemptRow.learner_id, AttemptRow.number)
    statement = _sittings(class_id, assignment_id, *columns)
    return session.execute(statement.order_by(AttemptRow.learner_id, AttemptRow.number)).all()


def iterate_answers(session: Session, class_id: int, assignment_id: int | None) -> Iterator[Sequence[Any]]:
    """Pieces of (learner, number, position, version, run, earned, possible, answer as its text) for every grade.

    In no order; an answer that was graded anew stands there once for each run.
    """
    here = [
        and_(
            table.learner_id == AttemptItem.learner_id,
            table.attempt_number == AttemptItem.attempt_number,
            table.position == AttemptItem.position,
        )
        for table in (GradeRow, AnswerRow)
    ]
    of_sitting = and_(AttemptItem.learner_id == AttemptRow.learner_id, AttemptItem.attempt_number == AttemptRow.number)
    statement = (
        _sittings(
            class_id,
            assignment_id,
            AttemptItem.learner_id,
            AttemptItem.attempt_number,
            AttemptItem.position,
            AttemptItem.item_version_id,
            GradeRow.run_id,
            GradeRow.earned,
            GradeRow.possible,
            type_coerce(AnswerRow.answer, Text),
        )
        .join(AttemptItem, of_sitting)
        .join(GradeRow, here[0])
        .outerjoin(AnswerRow, here[1])
    )
    yield from _pieces(session, statement)


def iterate_seconds(session: Session, class_id: int) -> Iterator[Sequence[Any]]:
    """Pieces of (learner, number, position, seconds) of the first sights whose time is known, of all learners."""
    statement = (
        select(ItemSight.learner_id, ItemSight.first_attempt_number, ItemSight.first_position, ItemSight.first_seconds)
        .join(Enrolment, and_(Enrolment.class_id == class_id, Enrolment.person_id == ItemSight.learner_id))
        .where(_IS_LEARNER, ItemSight.first_seconds.is_not(None))
    )
    yield from _pieces(session, statement)


def _pieces(session: Session, statement: Select[*tuple[Any, ...]]) -> Iterator[Sequence[Any]]:
    yield from session.connection().execute(statement, execution_options={"yield_per": ROWS_AT_ONCE}).partitions()


def list_versions(session: Session, version_ids: Collection[int]) -> list[RowMapping]:
    """Item versions with their item, area and the key in force, by slug."""
    statement = (
        select(
            ItemVersion.id,
            ItemVersion.item_id,
            ItemVersion.number,
            ItemVersion.variant,
            ItemVersion.content,
            ItemKey.key,
            Item.slug,
            Item.difficulty.label("level"),
            Area.title.label("area_title"),
            and_(Item.current_number == ItemVersion.number, Item.retired_at.is_(None)).label("is_current"),
        )
        .join(Item, Item.id == ItemVersion.item_id)
        .join(Area, and_(Area.track == Item.track, Area.slug == Item.area))
        .join(ItemKey, and_(ItemKey.item_version_id == ItemVersion.id, ItemKey.revision == LATEST_KEY))
        .where(ItemVersion.id.in_(version_ids))
        .order_by(Item.slug, ItemVersion.id)
    )
    return list(session.execute(statement).mappings())


def track_of(session: Session, class_id: int) -> str:
    return session.scalars(select(ClassRow.track).where(ClassRow.id == class_id)).one()


def list_assignments(session: Session, class_id: int) -> list[RowMapping]:
    """The published assignments of a class in their newest version, in their order."""
    statement = (
        select(AssignmentRow.id, AssignmentVersion.spec)
        .join(AssignmentVersion, _NEWEST_VERSION)
        .where(AssignmentRow.class_id == class_id, _IS_PUBLISHED)
        .order_by(AssignmentRow.position, AssignmentRow.id)
    )
    return list(session.execute(statement).mappings())


def find_newest(session: Session, class_id: int, assignment_id: int | None) -> ClassAnalysis | None:
    """The newest analysis of an assignment, or (None) of all that a class has done."""
    statement = (
        select(ClassAnalysis)
        .where(ClassAnalysis.class_id == class_id, ClassAnalysis.assignment_id.is_not_distinct_from(assignment_id))
        .order_by(ClassAnalysis.made_at.desc(), ClassAnalysis.id.desc())
        .limit(1)
    )
    return session.scalars(statement).one_or_none()


def count_since(session: Session, class_id: int, assignment_id: int | None, since: datetime) -> tuple[int, int]:
    """Questions of complete tries that were graded for the first time since then; tries that were regraded since."""
    graded = _sittings(class_id, assignment_id, func.coalesce(func.sum(AttemptRow.item_count), 0))
    answers: int = session.execute(graded.where(AttemptRow.graded_at > since)).scalar_one()
    runs = select(GradingRun.id).where(GradingRun.kind != "first", GradingRun.created_at > since)
    run_ids = session.scalars(runs).all()
    if not run_ids:
        return answers, 0
    regraded = _sittings(class_id, assignment_id, func.count()).join(AttemptScore, _SCORE_OF_ATTEMPT)
    return answers, session.execute(regraded.where(AttemptScore.run_id.in_(run_ids))).scalar_one()


def list_last_graded(session: Session) -> list[RowMapping]:
    """Every published assignment of a class in use with complete tries: when one was last graded or regraded."""
    statement = (
        select(
            AssignmentRow.class_id,
            AssignmentRow.id.label("assignment_id"),
            AssignmentVersion.spec,
            func.max(AttemptRow.graded_at).label("graded_at"),
            func.max(GradingRun.created_at).label("regraded_at"),
        )
        .select_from(AssignmentRow)
        .join(ClassRow, ClassRow.id == AssignmentRow.class_id)
        .join(AssignmentVersion, _NEWEST_VERSION)
        .join(AttemptRow, AttemptRow.assignment_id == AssignmentRow.id)
        .outerjoin(AttemptScore, _SCORE_OF_ATTEMPT)
        .outerjoin(GradingRun, and_(GradingRun.id == AttemptScore.run_id, GradingRun.kind != "first"))
        .where(ClassRow.archived_at.is_(None), _IS_PUBLISHED, _IS_COMPLETE)
        .group_by(AssignmentRow.class_id, AssignmentRow.id, AssignmentVersion.spec)
        .order_by(AssignmentRow.class_id, AssignmentRow.id)
    )
    return list(session.execute(statement).mappings())


def list_last_made(session: Session) -> dict[tuple[int, int | None], datetime]:
    """(class, assignment or None) -> when its newest analysis was made."""
    statement = select(ClassAnalysis.class_id, ClassAnalysis.assignment_id, func.max(ClassAnalysis.made_at)).group_by(
        ClassAnalysis.class_id, ClassAnalysis.assignment_id
    )
    return {(class_id, assignment_id): made for class_id, assignment_id, made in session.execute(statement)}


def is_queued(session: Session, kind: str, payload: str) -> bool:
    """Whether such a job waits, or is being done."""
    statement = select(Job.id).where(Job.kind == kind, Job.payload == payload, Job.state == "queued")
    return session.execute(statement.limit(1)).first() is not None
