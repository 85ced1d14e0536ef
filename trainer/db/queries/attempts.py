"""One sitting: its row, its questions, its answers."""

from datetime import datetime

from sqlalchemy import BindParameter, ColumnElement, RowMapping, and_, bindparam, func, literal_column, or_, select
from sqlalchemy.orm import Session, aliased

from trainer.db.models.attempts import AnswerEvent, AnswerRow, AttemptItem, AttemptRow, ItemFlag, ItemNote
from trainer.db.models.cases import Case, CaseSubmission, CaseVersion
from trainer.db.models.content import Area, Item, ItemKey, ItemVersion, Stimulus
from trainer.db.models.grades import AttemptScore, CaseGradeRow, GradeRow
from trainer.db.models.people import LearnerProfile
from trainer.db.queries.lean import send
from trainer.domain.attempts.attempt import GRACE

_LEARNER: BindParameter[int] = bindparam("learner_id")
_NUMBER: BindParameter[int] = bindparam("number")
_POSITION: BindParameter[int] = bindparam("position")

_OTHER_KEY = aliased(ItemKey)
LATEST_KEY = select(func.max(_OTHER_KEY.revision)).where(_OTHER_KEY.item_version_id == ItemVersion.id).scalar_subquery()
_OTHER_GRADE = aliased(GradeRow)
LATEST_RUN = (
    select(func.max(_OTHER_GRADE.run_id))
    .where(
        _OTHER_GRADE.learner_id == GradeRow.learner_id,
        _OTHER_GRADE.attempt_number == GradeRow.attempt_number,
        _OTHER_GRADE.position == GradeRow.position,
    )
    .scalar_subquery()
)

_ATTEMPT = select(*AttemptRow.__table__.c).where(AttemptRow.learner_id == _LEARNER, AttemptRow.number == _NUMBER)

_AT_POSITION = and_(
    AttemptItem.learner_id == _LEARNER, AttemptItem.attempt_number == _NUMBER, AttemptItem.position == _POSITION
)
ANSWER_HERE = and_(
    AnswerRow.learner_id == AttemptItem.learner_id,
    AnswerRow.attempt_number == AttemptItem.attempt_number,
    AnswerRow.position == AttemptItem.position,
)
GRADE_HERE = and_(
    GradeRow.learner_id == AttemptItem.learner_id,
    GradeRow.attempt_number == AttemptItem.attempt_number,
    GradeRow.position == AttemptItem.position,
    GradeRow.run_id == LATEST_RUN,
)
POLICY = (
    AttemptRow.kind,
    AttemptRow.track,
    AttemptRow.title,
    AttemptRow.feedback,
    AttemptRow.state,
    AttemptRow.item_count,
    AttemptRow.started_at,
    AttemptRow.deadline_at,
    AttemptRow.closed_at,
    AttemptRow.graded_at,
    AttemptRow.form,
    AttemptRow.shows,
    AttemptRow.shows_from,
    AttemptRow.is_exam_like,
    AttemptRow.allows_pause,
    AttemptRow.paused_at,
    AttemptRow.extra_seconds,
    AttemptRow.active_client,
)
ANSWERED = (
    select(func.count())
    .where(
        AnswerRow.learner_id == AttemptRow.learner_id,
        AnswerRow.attempt_number == AttemptRow.number,
        AnswerRow.answer.is_not(None),
    )
    .scalar_subquery()
)
"""How many questions of a sitting have an answer now."""
DEALT = (
    select(func.count())
    .where(AttemptItem.learner_id == AttemptRow.learner_id, AttemptItem.attempt_number == AttemptRow.number)
    .correlate(AttemptRow)
    .scalar_subquery()
)
"""How many questions of a sitting were dealt so far: all of them, but for a diagnostic."""
THIS_ATTEMPT = and_(AttemptRow.learner_id == AttemptItem.learner_id, AttemptRow.number == AttemptItem.attempt_number)


def fixed(word: str) -> ColumnElement[str]:
    """A word of ours in the statement itself, which SQLite then plans once.

    Where a value is compared that a partial index also names, SQLite plans anew for each value that is handed over.
    """
    return literal_column(f"'{word}'")


_EXAM = aliased(AttemptRow)
_IS_IN_PROGRESS = _EXAM.state == fixed("in_progress")
_HAS_OPEN_EXAM = (
    select(_EXAM.number)
    .where(
        _EXAM.learner_id == _LEARNER,
        or_(
            and_(_EXAM.kind.in_([fixed(kind) for kind in ("exam", "assignment", "diagnostic")]), _IS_IN_PROGRESS),
            and_(
                _EXAM.assignment_id.is_not(None),
                _EXAM.feedback == fixed("at_end"),
                or_(_IS_IN_PROGRESS, _EXAM.shows != fixed("everything"), _EXAM.shows_from.is_not(None)),
            ),
        ),
    )
    .exists()
)
"""Roughly: its time may be up already, or what an assignment holds back may be told by now."""

_QUESTION = (
    select(
        *POLICY,
        AttemptItem.option_order,
        Item.id.label("item_id"),
        Area.title.label("area_title"),
        ItemVersion.id.label("item_version_id"),
        ItemVersion.content,
        Stimulus.title.label("stimulus_title"),
        Stimulus.body.label("stimulus_body"),
        AnswerRow.revision,
        AnswerRow.answer,
        ItemNote.text.label("note"),
        ItemFlag.flagged_at,
        _HAS_OPEN_EXAM.label("has_open_exam"),
    )
    .select_from(AttemptItem)
    .join(AttemptRow, THIS_ATTEMPT)
    .join(ItemVersion, ItemVersion.id == AttemptItem.item_version_id)
    .join(Item, Item.id == ItemVersion.item_id)
    .join(Area, and_(Area.track == Item.track, Area.slug == Item.area))
    .outerjoin(Stimulus, Stimulus.id == ItemVersion.stimulus_id)
    .outerjoin(AnswerRow, ANSWER_HERE)
    .outerjoin(ItemNote, and_(ItemNote.learner_id == AttemptItem.learner_id, ItemNote.item_id == Item.id))
    .outerjoin(ItemFlag, and_(ItemFlag.learner_id == AttemptItem.learner_id, ItemFlag.item_id == Item.id))
    .where(_AT_POSITION)
)

_ANY_EVENT = aliased(AnswerEvent)
_LAST_SAVE_AT = (
    select(func.max(_ANY_EVENT.received_at))
    .where(_ANY_EVENT.learner_id == _LEARNER, _ANY_EVENT.attempt_number == _NUMBER)
    .scalar_subquery()
)

_TO_ANSWER = (
    select(
        *POLICY,
        Item.id.label("item_id"),
        ItemVersion.content,
        AnswerRow.revision,
        AnswerRow.answer,
        ItemKey.id.label("item_key_id"),
        ItemKey.key,
        AnswerEvent.position.label("event_position"),
        AnswerEvent.is_late.label("event_is_late"),
        AnswerEvent.base_revision.label("event_base_revision"),
        AnswerEvent.answer.label("event_answer"),
        AnswerEvent.received_at.label("event_received_at"),
        LearnerProfile.time_zone,
        LearnerProfile.exam_on,
        _LAST_SAVE_AT.label("last_save_at"),
    )
    .select_from(AttemptItem)
    .join(LearnerProfile, LearnerProfile.learner_id == AttemptItem.learner_id)
    .join(AttemptRow, THIS_ATTEMPT)
    .join(ItemVersion, ItemVersion.id == AttemptItem.item_version_id)
    .join(Item, Item.id == ItemVersion.item_id)
    .join(ItemKey, and_(ItemKey.item_version_id == ItemVersion.id, ItemKey.revision == LATEST_KEY))
    .outerjoin(AnswerRow, ANSWER_HERE)
    .outerjoin(
        AnswerEvent,
        and_(
            AnswerEvent.learner_id == AttemptItem.learner_id,
            AnswerEvent.attempt_number == AttemptItem.attempt_number,
            AnswerEvent.client_id == bindparam("client_id"),
            AnswerEvent.sequence == bindparam("sequence"),
        ),
    )
    .where(_AT_POSITION)
    .with_for_update(of=AttemptRow)
)


_TO_GRADE = (
    select(
        AttemptItem.position,
        ItemVersion.item_id,
        AnswerRow.revision,
        AnswerRow.answer,
        AnswerRow.saved_at,
        ItemKey.id.label("item_key_id"),
        ItemKey.key,
        GradeRow.earned,
        GradeRow.possible,
    )
    .select_from(AttemptItem)
    .join(ItemVersion, ItemVersion.id == AttemptItem.item_version_id)
    .join(ItemKey, and_(ItemKey.item_version_id == ItemVersion.id, ItemKey.revision == LATEST_KEY))
    .outerjoin(AnswerRow, ANSWER_HERE)
    .outerjoin(GradeRow, GRADE_HERE)
    .where(AttemptItem.learner_id == _LEARNER, AttemptItem.attempt_number == _NUMBER)
    .order_by(AttemptItem.position)
)

_RESULT = (
    select(
        AttemptItem.position,
        Item.id.label("item_id"),
        Item.track,
        Item.area,
        Item.tags,
        Item.lesson,
        Area.title.label("area_title"),
        Area.position.label("area_position"),
        AnswerRow.answer.is_not(None).label("is_answered"),
        ItemFlag.flagged_at.is_not(None).label("is_flagged"),
        ItemVersion.content,
        GradeRow.earned,
        GradeRow.possible,
    )
    .select_from(AttemptItem)
    .join(ItemVersion, ItemVersion.id == AttemptItem.item_version_id)
    .join(Item, Item.id == ItemVersion.item_id)
    .join(Area, and_(Area.track == Item.track, Area.slug == Item.area))
    .outerjoin(AnswerRow, ANSWER_HERE)
    .outerjoin(ItemFlag, and_(ItemFlag.learner_id == AttemptItem.learner_id, ItemFlag.item_id == Item.id))
    .outerjoin(GradeRow, GRADE_HERE)
    .where(AttemptItem.learner_id == _LEARNER, AttemptItem.attempt_number == _NUMBER)
    .order_by(AttemptItem.position)
)

_OTHER_SCORE = aliased(AttemptScore)
LATEST_SCORE = and_(
    AttemptScore.learner_id == AttemptRow.learner_id,
    AttemptScore.attempt_number == AttemptRow.number,
    AttemptScore.run_id
    == select(func.max(_OTHER_SCORE.run_id))
    .where(_OTHER_SCORE.learner_id == AttemptRow.learner_id, _OTHER_SCORE.attempt_number == AttemptRow.number)
    .scalar_subquery(),
)
_OTHER_CASE_GRADE = aliased(CaseGradeRow)
_LATEST_CASE_RUN = (
    select(func.max(_OTHER_CASE_GRADE.run_id))
    .where(
        _OTHER_CASE_GRADE.learner_id == CaseGradeRow.learner_id,
        _OTHER_CASE_GRADE.attempt_number == CaseGradeRow.attempt_number,
    )
    .scalar_subquery()
)
_HISTORY = (
    select(
        AttemptRow.number,
        *POLICY,
        AttemptScore.earned,
        AttemptScore.possible,
        AttemptScore.correct,
        AttemptScore.answered,
        CaseGradeRow.earned.label("case_earned"),
        CaseGradeRow.possible.label("case_possible"),
        CaseGradeRow.is_clean,
        Case.slug.label("case_slug"),
    )
    .select_from(AttemptRow)
    .outerjoin(AttemptScore, LATEST_SCORE)
    .outerjoin(
        CaseSubmission,
        and_(CaseSubmission.learner_id == AttemptRow.learner_id, CaseSubmission.attempt_number == AttemptRow.number),
    )
    .outerjoin(CaseVersion, CaseVersion.id == CaseSubmission.case_version_id)
    .outerjoin(Case, Case.id == CaseVersion.case_id)
    .outerjoin(
        CaseGradeRow,
        and_(
            CaseGradeRow.learner_id == AttemptRow.learner_id,
            CaseGradeRow.attempt_number == AttemptRow.number,
            CaseGradeRow.run_id == _LATEST_CASE_RUN,
        ),
    )
    .where(AttemptRow.learner_id == _LEARNER)
    .order_by(AttemptRow.number.desc())
)


def find_attempt(session: Session, learner_id: int, number: int, *, lock: bool = False) -> RowMapping | None:
    """One sitting; with `lock`, nobody else changes it until the transaction ends."""
    statement = _ATTEMPT.with_for_update() if lock else _ATTEMPT
    return session.execute(statement, {"learner_id": learner_id, "number": number}).mappings().one_or_none()


def find_started(session: Session, learner_id: int, request_id: str) -> int | None:
    """The sitting that this request has started before."""
    statement = select(AttemptRow.number).where(
        AttemptRow.learner_id == learner_id, AttemptRow.request_id == request_id
    )
    return session.execute(statement).scalar_one_or_none()


def get_attempt_row(session: Session, learner_id: int, number: int) -> AttemptRow:
    return session.get_one(AttemptRow, (learner_id, number))


def find_question(session: Session, learner_id: int, number: int, position: int) -> RowMapping | None:
    """What the page of one question shows, without anything of the key."""
    values = {"learner_id": learner_id, "number": number, "position": position}
    return send(session, _QUESTION, values).mappings().one_or_none()


def find_question_to_answer(
    session: Session, learner_id: int, number: int, position: int, *, client_id: str, sequence: int
) -> RowMapping | None:
    """What saving one answer needs to know, the sitting locked."""
    values = {
        "learner_id": learner_id,
        "number": number,
        "position": position,
        "client_id": client_id,
        "sequence": sequence,
    }
    return send(session, _TO_ANSWER, values).mappings().one_or_none()


def list_to_grade(session: Session, learner_id: int, number: int) -> list[RowMapping]:
    return list(session.execute(_TO_GRADE, {"learner_id": learner_id, "number": number}).mappings())


def list_result(session: Session, learner_id: int, number: int) -> list[RowMapping]:
    return list(session.execute(_RESULT, {"learner_id": learner_id, "number": number}).mappings())


def list_history(session: Session, learner_id: int, limit: int, offset: int = 0) -> list[RowMapping]:
    """Sittings, newest first, with the score of practice or case."""
    statement = _HISTORY.limit(limit).offset(offset)
    return list(session.execute(statement, {"learner_id": learner_id}).mappings())


def count_attempts(session: Session, learner_id: int) -> int:
    statement = select(func.count()).select_from(AttemptRow).where(AttemptRow.learner_id == learner_id)
    return session.execute(statement).scalar_one()


def list_open(session: Session, learner_id: int) -> list[RowMapping]:
    """Sittings stored as in progress, newest first, with the number of answers given and of questions dealt so far."""
    statement = (
        select(AttemptRow.number, *POLICY, ANSWERED.label("answered"), DEALT.label("dealt"))
        .where(AttemptRow.learner_id == learner_id, AttemptRow.state == "in_progress")
        .order_by(AttemptRow.number.desc())
    )
    return list(session.execute(statement).mappings())


def list_to_tidy(session: Session, now: datetime) -> list[RowMapping]:
    """Sittings past deadline and grace that nobody has closed, and closed ones that nobody has graded."""
    has_run_out = and_(AttemptRow.deadline_at < now - GRACE, AttemptRow.paused_at.is_(None))
    overdue = and_(AttemptRow.state == "in_progress", has_run_out)
    ungraded = and_(AttemptRow.state.in_(("submitted", "expired")), AttemptRow.graded_at.is_(None))
    statement = select(AttemptRow.learner_id, AttemptRow.number, AttemptRow.kind, AttemptRow.state)
    return list(session.execute(statement.where(overdue | ungraded)).mappings())
