"""Everything that one learner did, row by row: what an export is written from. Nothing here reads a key."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Row, RowMapping, Select, Table, and_, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from trainer.db.models.attempts import AnswerEvent, AnswerRow, AttemptItem, AttemptRow, ItemFlag, ItemNote
from trainer.db.models.base import Base
from trainer.db.models.cases import Case, CaseSubmission, CaseVersion
from trainer.db.models.classes import ClassRow, Enrolment, ItemReport
from trainer.db.models.content import Item, ItemVersion
from trainer.db.models.grades import AttemptScore, CaseGradeRow, GradedLineRow, GradeRow, GradingRun
from trainer.db.models.people import LearnerProfile, User
from trainer.db.models.reviews import ReviewCard, ReviewLog
from trainer.db.models.study import ItemSight
from trainer.db.queries.attempts import LATEST_RUN, LATEST_SCORE
from trainer.db.queries.exams import items_in_open_exams

ROWS_AT_ONCE = 1000
AnyRow = Row[*tuple[Any, ...]]
Rows = Iterator[AnyRow]

_OTHER_CASE_GRADE = aliased(CaseGradeRow)
_LATEST_CASE_GRADE = and_(
    CaseGradeRow.learner_id == AttemptRow.learner_id,
    CaseGradeRow.attempt_number == AttemptRow.number,
    CaseGradeRow.run_id
    == select(func.max(_OTHER_CASE_GRADE.run_id))
    .where(_OTHER_CASE_GRADE.learner_id == AttemptRow.learner_id, _OTHER_CASE_GRADE.attempt_number == AttemptRow.number)
    .scalar_subquery(),
)


def _stream(session: Session, statement: Select[*tuple[Any, ...]]) -> Rows:
    yield from session.execute(statement.execution_options(yield_per=ROWS_AT_ONCE))


_BIGGEST = (AttemptItem, AnswerEvent, GradeRow, GradedLineRow, ReviewLog)


def count_rows(session: Session, learner_id: int, most: int) -> int:
    """The rows of a learner in the tables that grow most; counted no further than `most` in each."""
    counts = [
        select(func.count())
        .select_from(select(literal(1)).where(table.learner_id == learner_id).limit(most).subquery())
        .scalar_subquery()
        for table in _BIGGEST
    ]
    return sum(session.execute(select(*counts)).one())


def list_own(
    session: Session, learner_id: int, model: type[Base], columns: Sequence[InstrumentedAttribute[Any]]
) -> Rows:
    """These columns of all rows of the learner in a table, in the order of its primary key."""
    table = cast(Table, model.__table__)
    statement = select(*columns).where(table.c.learner_id == learner_id).order_by(*table.primary_key)
    return _stream(session, statement)


def list_memberships(session: Session, learner_id: int) -> Rows:
    """The classes of somebody, those that they have left as well, in the order of joining."""
    statement = (
        select(
            ClassRow.id,
            ClassRow.title,
            ClassRow.term,
            Enrolment.role,
            Enrolment.student_number,
            Enrolment.joined_at,
            Enrolment.left_at,
        )
        .join(Enrolment, Enrolment.class_id == ClassRow.id)
        .where(Enrolment.person_id == learner_id)
        .order_by(Enrolment.joined_at, ClassRow.id)
    )
    return _stream(session, statement)


def list_item_reports(session: Session, learner_id: int) -> Rows:
    """What the learner said of keys, and was answered; last the item of the question."""
    here = and_(
        AttemptItem.learner_id == ItemReport.learner_id,
        AttemptItem.attempt_number == ItemReport.attempt_number,
        AttemptItem.position == ItemReport.position,
    )
    statement = (
        select(
            ItemReport.attempt_number,
            ItemReport.position,
            ItemReport.number,
            ItemReport.text,
            ItemReport.created_at,
            ItemReport.answer,
            ItemReport.outcome,
            ItemReport.answered_at,
            ItemVersion.item_id,
        )
        .join(AttemptItem, here)
        .join(ItemVersion, ItemVersion.id == AttemptItem.item_version_id)
        .where(ItemReport.learner_id == learner_id)
        .order_by(ItemReport.attempt_number, ItemReport.position, ItemReport.number)
    )
    return _stream(session, statement)


def get_person(session: Session, learner_id: int) -> AnyRow:
    """What the learner has told of themselves, and set."""
    statement = (
        select(
            User.display_name,
            User.email,
            User.email_verified_at,
            User.created_at,
            LearnerProfile.track,
            LearnerProfile.exam_on,
            LearnerProfile.weekly_hours,
            LearnerProfile.daily_review_limit,
            LearnerProfile.time_zone,
            LearnerProfile.mail_hour,
            LearnerProfile.mailed_on,
        )
        .join(LearnerProfile, LearnerProfile.learner_id == User.id)
        .where(User.id == learner_id)
    )
    return session.execute(statement).one()


def list_sittings(session: Session, learner_id: int) -> list[RowMapping]:
    """Every sitting with its policy, the case it is about, and its latest score."""
    of_sitting = and_(
        CaseSubmission.learner_id == AttemptRow.learner_id, CaseSubmission.attempt_number == AttemptRow.number
    )
    statement = (
        select(
            *AttemptRow.__table__.c,
            Case.slug.label("case"),
            AttemptScore.answered,
            AttemptScore.correct,
            AttemptScore.earned,
            AttemptScore.possible,
            CaseGradeRow.earned.label("case_earned"),
            CaseGradeRow.possible.label("case_possible"),
        )
        .select_from(AttemptRow)
        .outerjoin(AttemptScore, LATEST_SCORE)
        .outerjoin(CaseSubmission, of_sitting)
        .outerjoin(CaseVersion, CaseVersion.id == CaseSubmission.case_version_id)
        .outerjoin(Case, Case.id == CaseVersion.case_id)
        .outerjoin(CaseGradeRow, _LATEST_CASE_GRADE)
        .where(AttemptRow.learner_id == learner_id)
        .order_by(AttemptRow.number)
    )
    return list(session.execute(statement).mappings())


def examined_items(session: Session, learner_id: int, now: datetime) -> frozenset[int]:
    """The items of which nothing may be told now."""
    return frozenset(session.scalars(items_in_open_exams(learner_id, now)))


def items_of_sittings(session: Session, learner_id: int, numbers: Sequence[int]) -> frozenset[int]:
    """The items that were dealt in sittings of these numbers."""
    statement = (
        select(ItemVersion.item_id)
        .join(AttemptItem, AttemptItem.item_version_id == ItemVersion.id)
        .where(AttemptItem.learner_id == learner_id, AttemptItem.attempt_number.in_(numbers))
    )
    return frozenset(session.scalars(statement))


def seen_items(session: Session, learner_id: int) -> frozenset[int]:
    """The items that the learner was graded for."""
    return frozenset(session.scalars(select(ItemSight.item_id).where(ItemSight.learner_id == learner_id)))


def list_answers(session: Session, learner_id: int) -> Rows:
    """Every question that was dealt, with the answer as it stands and its latest grade."""
    here = [
        and_(
            table.learner_id == AttemptItem.learner_id,
            table.attempt_number == AttemptItem.attempt_number,
            table.position == AttemptItem.position,
        )
        for table in (AnswerRow, GradeRow)
    ]
    statement = (
        select(
            AttemptItem.attempt_number.label("sitting"),
            AttemptItem.position,
            AttemptItem.option_order,
            Item.id.label("item_id"),
            Item.slug.label("item"),
            Item.area,
            ItemVersion.number.label("version"),
            ItemVersion.variant,
            AnswerRow.answer,
            AnswerRow.revision,
            AnswerRow.saved_at,
            GradeRow.earned,
            GradeRow.possible,
            GradeRow.graded_at,
        )
        .select_from(AttemptItem)
        .join(ItemVersion, ItemVersion.id == AttemptItem.item_version_id)
        .join(Item, Item.id == ItemVersion.item_id)
        .outerjoin(AnswerRow, here[0])
        .outerjoin(GradeRow, and_(here[1], GradeRow.run_id == LATEST_RUN))
        .where(AttemptItem.learner_id == learner_id)
        .order_by(AttemptItem.attempt_number, AttemptItem.position)
    )
    return _stream(session, statement)


def list_grades(session: Session, learner_id: int) -> Rows:
    """Every grade that an answer was given, with the kind of its run and the item."""
    dealt = and_(
        AttemptItem.learner_id == GradeRow.learner_id,
        AttemptItem.attempt_number == GradeRow.attempt_number,
        AttemptItem.position == GradeRow.position,
    )
    statement = (
        select(
            GradeRow.attempt_number.label("sitting"),
            GradeRow.position,
            GradeRow.run_id,
            GradingRun.kind,
            GradeRow.answer_revision,
            GradeRow.earned,
            GradeRow.possible,
            GradeRow.graded_at,
            ItemVersion.item_id,
        )
        .join(GradingRun, GradingRun.id == GradeRow.run_id)
        .join(AttemptItem, dealt)
        .join(ItemVersion, ItemVersion.id == AttemptItem.item_version_id)
        .where(GradeRow.learner_id == learner_id)
        .order_by(GradeRow.attempt_number, GradeRow.position, GradeRow.run_id, GradeRow.answer_revision)
    )
    return _stream(session, statement)


def list_of_items(
    session: Session, learner_id: int, model: type[ItemNote | ItemFlag | ItemSight | ReviewCard | ReviewLog]
) -> Rows:
    """All rows of the learner in a table that is kept by item, with the item's name."""
    table = cast(Table, model.__table__)
    statement = (
        select(*(column for column in table.c if column.name != "learner_id"), Item.slug.label("item"))
        .join(Item, Item.id == table.c.item_id)
        .where(table.c.learner_id == learner_id)
        .order_by(*table.primary_key)
    )
    return _stream(session, statement)


def list_claims(session: Session, learner_id: int) -> Rows:
    """The work on cases as last saved, apart from the lines."""
    statement = (
        select(
            CaseSubmission.attempt_number.label("sitting"),
            Case.slug.label("case"),
            CaseVersion.number.label("version"),
            CaseSubmission.revision,
            CaseSubmission.saved_at,
            CaseSubmission.note,
            CaseSubmission.elements,
            CaseSubmission.query,
        )
        .join(CaseVersion, CaseVersion.id == CaseSubmission.case_version_id)
        .join(Case, Case.id == CaseVersion.case_id)
        .where(CaseSubmission.learner_id == learner_id)
        .order_by(CaseSubmission.attempt_number)
    )
    return _stream(session, statement)


def list_worksheets(session: Session, learner_id: int) -> Rows:
    """The fields of billing exercises as last saved, by sitting."""
    statement = (
        select(CaseSubmission.attempt_number.label("sitting"), CaseSubmission.worksheet)
        .where(CaseSubmission.learner_id == learner_id, CaseSubmission.worksheet != ())
        .order_by(CaseSubmission.attempt_number)
    )
    return _stream(session, statement)


def list_case_grades(session: Session, learner_id: int) -> Rows:
    """Every grade that work on a case was given, with the kind of its run."""
    statement = (
        select(
            CaseGradeRow.attempt_number.label("sitting"),
            CaseGradeRow.run_id,
            GradingRun.kind,
            CaseGradeRow.submission_revision,
            CaseGradeRow.earned,
            CaseGradeRow.possible,
            CaseGradeRow.sections,
            CaseGradeRow.correct_lines,
            CaseGradeRow.key_lines,
            CaseGradeRow.is_clean,
            CaseGradeRow.graded_at,
        )
        .join(GradingRun, GradingRun.id == CaseGradeRow.run_id)
        .where(CaseGradeRow.learner_id == learner_id)
        .order_by(CaseGradeRow.attempt_number, CaseGradeRow.run_id)
    )
    return _stream(session, statement)


_LINE_COLUMNS = (
    GradedLineRow.attempt_number.label("sitting"),
    GradedLineRow.run_id,
    GradedLineRow.row,
    GradedLineRow.section,
    GradedLineRow.learner_line,
    GradedLineRow.entered,
    GradedLineRow.verdict,
    GradedLineRow.earned,
    GradedLineRow.faults,
    GradedLineRow.findings,
)


def list_case_lines(session: Session, learner_id: int) -> Rows:
    """The graded lines of cases with their findings, without what the key says."""
    statement = select(*_LINE_COLUMNS).where(GradedLineRow.learner_id == learner_id)
    return _stream(session, statement.order_by(GradedLineRow.attempt_number, GradedLineRow.run_id, GradedLineRow.row))
