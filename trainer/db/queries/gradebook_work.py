"""One learner's work on one assignment: sittings, every answer, what was set and said by hand; an assignment live."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import RowMapping, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from trainer.db.models.attempts import AnswerRow, AttemptItem, AttemptRow
from trainer.db.models.cases import CaseSubmission
from trainer.db.models.classes import AssignmentMark, AssignmentRow, Enrolment, Presence, WorkComment
from trainer.db.models.content import Area, Item, ItemKey, ItemVersion, Stimulus
from trainer.db.models.grades import AttemptScore, CaseGradeRow, GradeRow, GradingRun
from trainer.db.models.people import User
from trainer.db.queries.attempts import ANSWERED, LATEST_KEY, LATEST_RUN, LATEST_SCORE, POLICY
from trainer.domain.attempts.attempt import AttemptState
from trainer.domain.classes.roles import Role

_MAKER = aliased(User)
_OTHER_CASE_GRADE = aliased(CaseGradeRow)
_LATEST_CASE_GRADE = and_(
    CaseGradeRow.learner_id == AttemptRow.learner_id,
    CaseGradeRow.attempt_number == AttemptRow.number,
    CaseGradeRow.run_id
    == select(func.max(_OTHER_CASE_GRADE.run_id))
    .where(
        _OTHER_CASE_GRADE.learner_id == AttemptRow.learner_id,
        _OTHER_CASE_GRADE.attempt_number == AttemptRow.number,
    )
    .scalar_subquery(),
)


def _at_item(table: type[AnswerRow | GradeRow]) -> Any:
    return and_(
        table.learner_id == AttemptItem.learner_id,
        table.attempt_number == AttemptItem.attempt_number,
        table.position == AttemptItem.position,
    )


def lock_learners(session: Session, learners: Collection[int]) -> None:
    """Nobody else numbers anything of these learners until the transaction ends."""
    session.execute(select(User.id).where(User.id.in_(learners)).order_by(User.id).with_for_update())


def list_marks(session: Session, learner_id: int, assignment_id: int) -> list[RowMapping]:
    """What was set by hand, newest first, with the name of whoever did it."""
    statement = (
        select(*AssignmentMark.__table__.c, _MAKER.display_name.label("made_by_name"))
        .join(_MAKER, _MAKER.id == AssignmentMark.made_by)
        .where(AssignmentMark.learner_id == learner_id, AssignmentMark.assignment_id == assignment_id)
        .order_by(AssignmentMark.number.desc())
    )
    return list(session.execute(statement).mappings())


def list_comments(session: Session, learner_id: int, assignment_id: int) -> list[RowMapping]:
    """What was said about the work and not withdrawn, oldest first."""
    statement = (
        select(*WorkComment.__table__.c, _MAKER.display_name.label("said_by_name"))
        .join(_MAKER, _MAKER.id == WorkComment.said_by)
        .where(
            WorkComment.learner_id == learner_id,
            WorkComment.assignment_id == assignment_id,
            WorkComment.withdrawn_at.is_(None),
        )
        .order_by(WorkComment.number)
    )
    return list(session.execute(statement).mappings())


def last_comment_number(session: Session, learner_id: int, assignment_id: int) -> int:
    """0 where nothing was said."""
    statement = select(func.coalesce(func.max(WorkComment.number), 0)).where(
        WorkComment.learner_id == learner_id, WorkComment.assignment_id == assignment_id
    )
    return session.execute(statement).scalar_one()


def find_comment(session: Session, learner_id: int, assignment_id: int, number: int) -> WorkComment | None:
    return session.get(WorkComment, (learner_id, assignment_id, number))


def list_sittings(session: Session, learner_id: int, assignment_id: int) -> list[RowMapping]:
    """All sittings of an assignment, those given up too, in the order of try and part, by their newest grade."""
    statement = (
        select(
            AttemptRow.number,
            AttemptRow.assignment_try,
            AttemptRow.assignment_part,
            *POLICY,
            func.coalesce(AttemptScore.earned, CaseGradeRow.earned).label("earned"),
            func.coalesce(AttemptScore.possible, CaseGradeRow.possible).label("possible"),
        )
        .outerjoin(AttemptScore, LATEST_SCORE)
        .outerjoin(CaseGradeRow, _LATEST_CASE_GRADE)
        .where(AttemptRow.learner_id == learner_id, AttemptRow.assignment_id == assignment_id)
        .order_by(AttemptRow.assignment_try, AttemptRow.assignment_part, AttemptRow.number)
    )
    return list(session.execute(statement).mappings())


def list_answers(session: Session, learner_id: int, number: int) -> list[RowMapping]:
    """Every question of a sitting, its answer and newest grade, and the key that made it, else the key in force."""
    by_key = or_(
        ItemKey.id == GradeRow.item_key_id, and_(GradeRow.item_key_id.is_(None), ItemKey.revision == LATEST_KEY)
    )
    statement = (
        select(
            AttemptItem.position,
            AttemptItem.option_order,
            Area.title.label("area_title"),
            Item.slug,
            ItemVersion.content,
            Stimulus.title.label("stimulus_title"),
            Stimulus.body.label("stimulus_body"),
            AnswerRow.answer,
            AnswerRow.saved_at,
            GradeRow.earned,
            GradeRow.possible,
            GradingRun.kind.label("run_kind"),
            GradingRun.reason,
            ItemKey.key,
            ItemKey.explanation,
        )
        .select_from(AttemptItem)
        .join(ItemVersion, ItemVersion.id == AttemptItem.item_version_id)
        .join(Item, Item.id == ItemVersion.item_id)
        .join(Area, and_(Area.track == Item.track, Area.slug == Item.area))
        .outerjoin(Stimulus, Stimulus.id == ItemVersion.stimulus_id)
        .outerjoin(AnswerRow, _at_item(AnswerRow))
        .outerjoin(GradeRow, and_(_at_item(GradeRow), GradeRow.run_id == LATEST_RUN))
        .outerjoin(GradingRun, GradingRun.id == GradeRow.run_id)
        .join(ItemKey, and_(ItemKey.item_version_id == ItemVersion.id, by_key))
        .where(AttemptItem.learner_id == learner_id, AttemptItem.attempt_number == number)
        .order_by(AttemptItem.position)
    )
    return list(session.execute(statement).mappings())


def find_points(session: Session, learner_id: int, number: int, position: int) -> RowMapping | None:
    """The newest grade of one question; None while it has none."""
    statement = select(GradeRow.earned, GradeRow.possible, GradingRun.reason).join(
        GradingRun, GradingRun.id == GradeRow.run_id
    )
    statement = statement.where(
        GradeRow.learner_id == learner_id,
        GradeRow.attempt_number == number,
        GradeRow.position == position,
        GradeRow.run_id == LATEST_RUN,
    )
    return session.execute(statement).mappings().one_or_none()


def list_case_changes(session: Session, learner_id: int, number: int) -> list[RowMapping]:
    """Why a case was graded again, by hand or by another key, oldest first."""
    statement = (
        select(CaseGradeRow.run_id, CaseGradeRow.earned, CaseGradeRow.possible, CaseGradeRow.graded_at)
        .add_columns(GradingRun.kind, GradingRun.reason, _MAKER.display_name)
        .join(GradingRun, GradingRun.id == CaseGradeRow.run_id)
        .outerjoin(_MAKER, _MAKER.id == GradingRun.created_by)
        .where(CaseGradeRow.learner_id == learner_id, CaseGradeRow.attempt_number == number)
        .order_by(CaseGradeRow.run_id)
    )
    return list(session.execute(statement).mappings())


def list_live(session: Session, class_id: int, assignment_id: int) -> list[RowMapping]:
    """Who is a learner of the class now, by name, with each of their sittings of an assignment, or with none."""
    last_save = (
        select(func.max(AnswerRow.saved_at))
        .where(AnswerRow.learner_id == AttemptRow.learner_id, AnswerRow.attempt_number == AttemptRow.number)
        .scalar_subquery()
    )
    is_theirs = and_(
        AttemptRow.learner_id == User.id,
        AttemptRow.assignment_id == assignment_id,
        AttemptRow.state != AttemptState.ABANDONED,
    )
    statement = (
        select(
            User.id,
            User.display_name,
            AttemptRow.number,
            AttemptRow.assignment_try,
            AttemptRow.assignment_part,
            *POLICY,
            ANSWERED.label("answered"),
            last_save.label("answer_saved_at"),
            CaseSubmission.saved_at.label("case_saved_at"),
            Presence.position,
            Presence.seen_at,
        )
        .select_from(Enrolment)
        .join(User, User.id == Enrolment.person_id)
        .outerjoin(AttemptRow, is_theirs)
        .outerjoin(Presence, _of_attempt(Presence))
        .outerjoin(CaseSubmission, _of_attempt(CaseSubmission))
        .where(Enrolment.class_id == class_id, Enrolment.role == Role.LEARNER, Enrolment.left_at.is_(None))
        .order_by(func.lower(User.display_name), User.id, AttemptRow.assignment_try, AttemptRow.assignment_part)
        .order_by(AttemptRow.number)
    )
    return list(session.execute(statement).mappings())


def _of_attempt(table: type[Presence | CaseSubmission]) -> Any:
    return and_(table.learner_id == AttemptRow.learner_id, table.attempt_number == AttemptRow.number)


def find_class_of(session: Session, assignment_id: int) -> int | None:
    """The class of a published assignment that is not archived."""
    statement = select(AssignmentRow.class_id).where(
        AssignmentRow.id == assignment_id, AssignmentRow.published_at.is_not(None), AssignmentRow.archived_at.is_(None)
    )
    return session.execute(statement).scalar_one_or_none()
