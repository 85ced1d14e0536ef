"""Sights of items and days of study: the caches that pages read, and the facts that they are made from."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, cast

from sqlalchemy import RowMapping, Table, Update, and_, bindparam, delete, func, not_, or_, select, update
from sqlalchemy.orm import Session, aliased

from trainer.db.models.attempts import AnswerEvent, AnswerRow, AttemptItem, AttemptRow
from trainer.db.models.content import ItemVersion
from trainer.db.models.exams import QuestionView
from trainer.db.models.grades import FIRST_RUN_ID, CaseGradeRow, GradeRow
from trainer.db.models.study import ItemSight, StudyDay
from trainer.db.queries.attempts import LATEST_RUN, THIS_ATTEMPT
from trainer.db.queries.upserts import upsert
from trainer.domain.attempts.attempt import AttemptState


def add_sights(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Adds graded sights, each as a row of `item_sights`; of an item seen before, only the last sight changes."""
    upsert(session, ItemSight, rows, see_again)


def see_again(table: Table, new: Any) -> Mapping[str, Any]:
    """What changes where an item is seen once more."""
    last = {name: new[name] for name in ("last_attempt_number", "last_position", "last_seen_at", "last_is_right")}
    return last | {name: table.c[name] + new[name] for name in ("times", "answered", "times_right")}


def add_given_up(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Adds sights that will never be graded; an item that was seen before keeps what is known of it."""
    upsert(session, ItemSight, rows, _keep_sight)


def _keep_sight(table: Table, new: Any) -> Mapping[str, Any]:
    return {"times": table.c.times}


def add_days(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Adds what was done to its day."""
    upsert(session, StudyDay, rows, add_to_day)


def add_to_day(table: Table, new: Any) -> Mapping[str, Any]:
    """What changes where something was done on the day already."""
    return {name: table.c[name] + new[name] for name in ("answers", "cases", "timed_answers", "timed_seconds")}


_TABLE = cast(Table, ItemSight.__table__)
_OWN = (_TABLE.c.learner_id == bindparam("learner"), _TABLE.c.item_id == bindparam("item"))


def _correction(name: str) -> Update:
    """Sets the verdict of the first or last sight of an item, where that is the answer in question."""
    here = (
        _TABLE.c[f"{name}_attempt_number"] == bindparam("number"),
        _TABLE.c[f"{name}_position"] == bindparam("place"),
    )
    return update(_TABLE).where(*_OWN, *here).values({f"{name}_is_right": bindparam("is_right")})


def correct_sights(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Takes new verdicts on answers into the sights of their items.

    A row has `learner`, `item`, `number` and `place` of the answer, `is_right`, and the `change` of the count (±1).
    """
    if not rows:
        return
    count = update(_TABLE).where(*_OWN).values(times_right=_TABLE.c.times_right + bindparam("change"))
    for statement in (_correction("first"), _correction("last"), count):
        session.connection().execute(statement, list(rows))


def list_days(session: Session, learner_id: int, since: date) -> list[RowMapping]:
    """The learner's days of study from this one on, by track, oldest first."""
    statement = (
        select(*StudyDay.__table__.c)
        .where(StudyDay.learner_id == learner_id, StudyDay.day >= since)
        .order_by(StudyDay.day, StudyDay.track)
    )
    return list(session.execute(statement).mappings())


def list_saves(session: Session, learner_id: int, number: int | None = None) -> list[RowMapping]:
    """Every save in time of a sitting (or of all of the learner's), in the order in which they arrived."""
    statement = (
        select(AnswerEvent.attempt_number, AnswerEvent.position, AnswerEvent.received_at)
        .where(AnswerEvent.learner_id == learner_id, AnswerEvent.is_late.is_(False))
        .order_by(AnswerEvent.attempt_number, AnswerEvent.received_at, AnswerEvent.client_id, AnswerEvent.sequence)
    )
    if number is not None:
        statement = statement.where(AnswerEvent.attempt_number == number)
    return list(session.execute(statement).mappings())


def list_views(session: Session, learner_id: int) -> list[RowMapping]:
    """How long each question was on the screen, in all of the learner's exams."""
    statement = (
        select(QuestionView.attempt_number, QuestionView.position, func.sum(QuestionView.spent_ms).label("spent_ms"))
        .where(QuestionView.learner_id == learner_id)
        .group_by(QuestionView.attempt_number, QuestionView.position)
    )
    return list(session.execute(statement).mappings())


def list_graded(session: Session, learner_id: int) -> list[RowMapping]:
    """Every graded answer of the learner in the order of grading: where, which item, its latest points, its policy."""
    first = aliased(GradeRow)
    here = [
        and_(
            table.learner_id == AttemptItem.learner_id,
            table.attempt_number == AttemptItem.attempt_number,
            table.position == AttemptItem.position,
        )
        for table in (first, GradeRow, AnswerRow)
    ]
    statement = (
        select(
            AttemptItem.attempt_number.label("number"),
            AttemptItem.position,
            ItemVersion.item_id,
            AttemptRow.kind,
            AttemptRow.track,
            AttemptRow.started_at,
            AttemptRow.deadline_at,
            AnswerRow.saved_at,
            AnswerRow.answer.is_not(None).label("has_answer"),
            first.answer_revision,
            first.graded_at,
            GradeRow.earned,
            GradeRow.possible,
        )
        .select_from(AttemptItem)
        .join(AttemptRow, THIS_ATTEMPT)
        .join(ItemVersion, ItemVersion.id == AttemptItem.item_version_id)
        .join(first, and_(here[0], first.run_id == FIRST_RUN_ID))
        .join(GradeRow, and_(here[1], GradeRow.run_id == LATEST_RUN))
        .outerjoin(AnswerRow, here[2])
        .where(AttemptItem.learner_id == learner_id)
        .order_by(first.graded_at, AttemptItem.attempt_number, AttemptItem.position)
    )
    return list(session.execute(statement).mappings())


def list_given_up(session: Session, learner_id: int, number: int | None = None) -> list[RowMapping]:
    """Questions of sittings that were given up which were answered or looked at, and never graded."""
    at = (AttemptItem.learner_id, AttemptItem.attempt_number, AttemptItem.position)
    touched = [
        select(table.position).where(*(own == other for own, other in zip(_place(table), at, strict=True))).exists()
        for table in (AnswerRow, QuestionView, GradeRow)
    ]
    statement = (
        select(
            AttemptItem.attempt_number.label("number"),
            AttemptItem.position,
            ItemVersion.item_id,
            AttemptRow.kind,
            AttemptRow.track,
            AttemptRow.deadline_at,
            AttemptRow.closed_at,
        )
        .select_from(AttemptItem)
        .join(AttemptRow, THIS_ATTEMPT)
        .join(ItemVersion, ItemVersion.id == AttemptItem.item_version_id)
        .where(AttemptItem.learner_id == learner_id, AttemptRow.state == AttemptState.ABANDONED)
        .where(or_(touched[0], touched[1]), not_(touched[2]))
        .order_by(AttemptRow.closed_at, AttemptItem.attempt_number, ItemVersion.item_id)
    )
    if number is not None:
        statement = statement.where(AttemptItem.attempt_number == number)
    return list(session.execute(statement).mappings())


def _place(table: type[AnswerRow | QuestionView | GradeRow]) -> tuple[Any, Any, Any]:
    return table.learner_id, table.attempt_number, table.position


def list_graded_cases(session: Session, learner_id: int) -> list[RowMapping]:
    """The learner's cases that were graded: their track and when they were handed in."""
    statement = (
        select(AttemptRow.track, AttemptRow.closed_at)
        .join(
            CaseGradeRow,
            and_(CaseGradeRow.learner_id == AttemptRow.learner_id, CaseGradeRow.attempt_number == AttemptRow.number),
        )
        .where(AttemptRow.learner_id == learner_id, CaseGradeRow.run_id == FIRST_RUN_ID)
    )
    return list(session.execute(statement).mappings())


def delete_caches(session: Session, learner_id: int) -> None:
    for table in (ItemSight, StudyDay):
        session.execute(delete(table).where(table.learner_id == learner_id))


def learners_without_caches(session: Session) -> list[int]:
    """Learners who have grades and no sights, as after the migration that made the table."""
    graded = select(GradeRow.learner_id).where(GradeRow.learner_id.not_in(select(ItemSight.learner_id)))
    cases = select(CaseGradeRow.learner_id).where(CaseGradeRow.learner_id.not_in(select(StudyDay.learner_id)))
    return sorted({*session.scalars(graded.distinct()), *session.scalars(cases.distinct())})
