"""Readiness: the bank that a mock is drawn from, estimates as they stood, habits, real results that were told."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import RowMapping, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from trainer.db.models.attempts import AnswerRow, AttemptRow
from trainer.db.models.calibration import CalibrationRun
from trainer.db.models.content import Bank, BlueprintVersion, Item
from trainer.db.models.exams import QuestionView
from trainer.db.models.grades import FIRST_RUN_ID, AttemptScore, GradeRow
from trainer.db.models.study import CodeLookup, ExamOutcome, ItemSight, ReadinessSnapshot
from trainer.db.queries.attempts import LATEST_SCORE
from trainer.db.queries.authoring import SHARED
from trainer.db.queries.exams import is_under_examination, items_in_open_exams
from trainer.db.queries.policies import verdicts_are_shown
from trainer.db.queries.upserts import replace_all, upsert
from trainer.domain.attempts.attempt import RUNNER_KINDS, AttemptState

_IS_OVER = AttemptRow.state.in_((AttemptState.SUBMITTED, AttemptState.EXPIRED))


def state_of_bank(session: Session, track: str) -> tuple[tuple[Any, ...], ...]:
    """What the shape of a mock rests on: equal states have equal shapes.

    One entry a bank: the numbers of the newest blueprint and calibration, the fingerprint of the published files,
    and sums over its current items for what is changed without files.
    """
    blueprint = select(func.max(BlueprintVersion.number)).where(BlueprintVersion.track == track).scalar_subquery()
    run = select(func.max(CalibrationRun.id)).where(CalibrationRun.track == track).scalar_subquery()
    statement = (
        select(
            blueprint,
            run,
            Bank.id,
            Bank.source_fingerprint,
            func.count(),
            func.sum(Item.id),
            func.sum(Item.current_number),
            func.sum(Item.difficulty),
        )
        .join(Item, Item.bank_id == Bank.id)
        .where(Item.track == track, Item.retired_at.is_(None), Bank.is_shared)
        .group_by(Bank.id, Bank.source_fingerprint)
        .order_by(Bank.id)
    )
    return tuple(tuple(row) for row in session.execute(statement))


def find_examination(session: Session, learner_id: int, track: str, now: datetime) -> RowMapping | None:
    """The last exam or diagnostic of a track that the learner has not finished: its number and kind.

    No work on an assignment: see `holds.list_of_track`.
    """
    statement = (
        select(AttemptRow.number, AttemptRow.kind)
        .where(AttemptRow.learner_id == learner_id, AttemptRow.track == track, is_under_examination(now))
        .where(AttemptRow.assignment_id.is_(None))
        .order_by(AttemptRow.number.desc())
        .limit(1)
    )
    return session.execute(statement).mappings().one_or_none()


def list_known_items(session: Session, learner_id: int, track: str, now: datetime) -> list[RowMapping]:
    """The items of a track that are not new to the learner, with their first sight; the oldest sight first.

    None of private banks or of lessons: no estimate rests on them.

    `is_told` is 0 where nothing may be told of it: it stands in an exam that is not finished, perhaps without a sight
    yet, or in a sitting whose verdicts are not shown (yet).
    """
    examined = items_in_open_exams(learner_id, now)
    first, last = aliased(AttemptRow), aliased(AttemptRow)
    is_told = and_(verdicts_are_shown(first, now), verdicts_are_shown(last, now), Item.id.not_in(examined))
    statement = (
        select(
            Item.id.label("item_id"),
            Item.area,
            Item.difficulty,
            ItemSight.first_seen_at,
            ItemSight.first_is_answered,
            ItemSight.first_is_right,
            ItemSight.first_is_timed,
            case((is_told, 1), else_=0).label("is_told"),
        )
        .select_from(Item)
        .outerjoin(ItemSight, and_(ItemSight.item_id == Item.id, ItemSight.learner_id == learner_id))
        .outerjoin(first, and_(first.learner_id == learner_id, first.number == ItemSight.first_attempt_number))
        .outerjoin(last, and_(last.learner_id == learner_id, last.number == ItemSight.last_attempt_number))
        .where(Item.track == track, SHARED, Item.lesson.is_(None))
        .where(or_(ItemSight.item_id.is_not(None), Item.id.in_(examined)))
        .order_by(ItemSight.first_seen_at, Item.id)
    )
    return list(session.execute(statement).mappings())


def store_snapshot(session: Session, row: Mapping[str, Any]) -> None:
    """The estimate of the learner's day; a later one of the same day takes its place."""
    upsert(session, ReadinessSnapshot, [row], replace_all)


def list_snapshots(session: Session, learner_id: int, track: str, since: date) -> list[RowMapping]:
    """The learner's estimates from this day on, oldest first."""
    statement = (
        select(*ReadinessSnapshot.__table__.c)
        .where(ReadinessSnapshot.learner_id == learner_id, ReadinessSnapshot.track == track)
        .where(ReadinessSnapshot.day >= since)
        .order_by(ReadinessSnapshot.day)
    )
    return list(session.execute(statement).mappings())


def find_snapshot_before(session: Session, learner_id: int, track: str, day: date, since: date) -> RowMapping | None:
    """The learner's last estimate before this day, from the day `since` on."""
    statement = (
        select(*ReadinessSnapshot.__table__.c)
        .where(ReadinessSnapshot.learner_id == learner_id, ReadinessSnapshot.track == track)
        .where(ReadinessSnapshot.day < day, ReadinessSnapshot.day >= since)
        .order_by(ReadinessSnapshot.day.desc())
        .limit(1)
    )
    return session.execute(statement).mappings().one_or_none()


def list_without_snapshot(session: Session, fewest: int, since: datetime) -> list[RowMapping]:
    """Learners and tracks with at least so many sights, one of them seen or graded after their last estimate.

    With the instants of the last; only where that was after `since`. `last_graded_at` can be None.
    """
    taken_at = (
        select(func.max(ReadinessSnapshot.taken_at))
        .where(ReadinessSnapshot.learner_id == ItemSight.learner_id, ReadinessSnapshot.track == Item.track)
        .correlate(ItemSight, Item)
        .scalar_subquery()
    )
    last = AttemptRow.learner_id == ItemSight.learner_id, AttemptRow.number == ItemSight.last_attempt_number
    seen_at, graded_at = func.max(ItemSight.last_seen_at), func.max(AttemptRow.graded_at)
    is_newer = or_(taken_at.is_(None), seen_at > taken_at, graded_at > taken_at)
    statement = (
        select(ItemSight.learner_id, Item.track, seen_at.label("last_seen_at"), graded_at.label("last_graded_at"))
        .join(Item, Item.id == ItemSight.item_id)
        .join(AttemptRow, and_(*last))
        .group_by(ItemSight.learner_id, Item.track)
        .having(func.count() >= fewest, or_(seen_at > since, graded_at > since), is_newer)
        .order_by(ItemSight.learner_id, Item.track)
    )
    return list(session.execute(statement).mappings())


def list_exam_times(session: Session, learner_id: int, track: str, since: datetime) -> list[int]:
    """How many milliseconds each answered question of the exams that ended since then was on the screen."""
    spent = func.sum(QuestionView.spent_ms)
    here = and_(
        AnswerRow.learner_id == QuestionView.learner_id,
        AnswerRow.attempt_number == QuestionView.attempt_number,
        AnswerRow.position == QuestionView.position,
        AnswerRow.answer.is_not(None),
    )
    of_sitting = and_(
        AttemptRow.learner_id == QuestionView.learner_id, AttemptRow.number == QuestionView.attempt_number
    )
    statement = (
        select(spent)
        .select_from(QuestionView)
        .join(AttemptRow, of_sitting)
        .join(AnswerRow, here)
        .where(QuestionView.learner_id == learner_id, AttemptRow.kind.in_(RUNNER_KINDS))
        .where(AttemptRow.track == track, _IS_OVER, AttemptRow.closed_at >= since)
        .group_by(QuestionView.attempt_number, QuestionView.position)
    )
    return [int(milliseconds) for milliseconds in session.scalars(statement)]


def list_timed_sittings(session: Session, learner_id: int, track: str, most: int) -> list[RowMapping]:
    """How many questions the last graded exams and timed quizzes had, and how many were answered; newest first."""
    is_timed = or_(AttemptRow.kind.in_(RUNNER_KINDS), AttemptRow.deadline_at.is_not(None))
    statement = (
        select(AttemptRow.number, AttemptRow.item_count, AttemptScore.answered)
        .join(AttemptScore, LATEST_SCORE)
        .where(AttemptRow.learner_id == learner_id, AttemptRow.track == track, _IS_OVER, is_timed)
        .order_by(AttemptRow.number.desc())
        .limit(most)
    )
    return list(session.execute(statement).mappings())


def count_lookups(session: Session, learner_id: int, track: str, since: datetime) -> tuple[int, int]:
    """Answers graded and saved since then before which something was looked up; look-ups that were ever recorded.

    Both of the learner in this track. What was looked up after the answer, as when reading the verdict, helped none.
    """
    here = and_(
        GradeRow.learner_id == CodeLookup.learner_id,
        GradeRow.attempt_number == CodeLookup.attempt_number,
        GradeRow.position == CodeLookup.position,
        GradeRow.run_id == FIRST_RUN_ID,
        GradeRow.answer_revision > 0,
    )
    saved = and_(
        AnswerRow.learner_id == GradeRow.learner_id,
        AnswerRow.attempt_number == GradeRow.attempt_number,
        AnswerRow.position == GradeRow.position,
        AnswerRow.saved_at >= since,
        AnswerRow.saved_at >= CodeLookup.looked_up_at,
    )
    of_track = and_(
        AttemptRow.learner_id == CodeLookup.learner_id,
        AttemptRow.number == CodeLookup.attempt_number,
        AttemptRow.track == track,
    )
    of_learner = CodeLookup.learner_id == learner_id
    questions = (
        select(CodeLookup.attempt_number, CodeLookup.position)
        .join(AttemptRow, of_track)
        .join(GradeRow, here)
        .join(AnswerRow, saved)
        .where(of_learner)
        .distinct()
        .subquery()
    )
    ever = select(func.count()).select_from(CodeLookup).join(AttemptRow, of_track).where(of_learner)
    statement = select(select(func.count()).select_from(questions).scalar_subquery(), ever.scalar_subquery())
    with_lookup, recorded = session.execute(statement).one()
    return with_lookup, recorded


def list_outcomes(session: Session, learner_id: int) -> list[RowMapping]:
    """The learner's real results that were not taken back, newest exam first."""
    statement = (
        select(*ExamOutcome.__table__.c)
        .where(ExamOutcome.learner_id == learner_id, ExamOutcome.withdrawn_at.is_(None))
        .order_by(ExamOutcome.taken_on.desc(), ExamOutcome.number.desc())
    )
    return list(session.execute(statement).mappings())


def find_outcome(session: Session, learner_id: int, number: int) -> ExamOutcome | None:
    return session.get(ExamOutcome, (learner_id, number))


def last_outcome_number(session: Session, learner_id: int) -> int:
    """The number of the learner's last result, taken back or not; 0: there is none. Rows are never deleted singly."""
    statement = select(func.coalesce(func.max(ExamOutcome.number), 0)).where(ExamOutcome.learner_id == learner_id)
    return session.execute(statement).scalar_one()


def list_tested_estimates(session: Session) -> list[RowMapping]:
    """What each real result says of the estimate that stood before it, by everybody; none that was taken back.

    By learner and track, the oldest exam first.
    """
    statement = (
        select(ExamOutcome.learner_id, ExamOutcome.track, ExamOutcome.chance_permille, ExamOutcome.has_passed)
        .where(ExamOutcome.withdrawn_at.is_(None), ExamOutcome.chance_permille.is_not(None))
        .order_by(ExamOutcome.learner_id, ExamOutcome.track, ExamOutcome.taken_on, ExamOutcome.number)
    )
    return list(session.execute(statement).mappings())
