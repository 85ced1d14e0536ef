"""The questions of a sitting with their state, for the navigator beside each of them."""

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, bindparam
from sqlalchemy.orm import Session

from trainer.db.models.attempts import AnswerRow, AttemptItem, ItemFlag
from trainer.db.models.content import ItemVersion
from trainer.db.models.grades import GradeRow
from trainer.db.queries.attempts import ANSWER_HERE, GRADE_HERE
from trainer.db.queries.lean import gathered, send_gathered


class Place(NamedTuple):
    """A question in a sitting and its state. `earned` and `possible` are None until it is graded.

    `is_hidden`: its item is among those that were asked for.
    """

    position: int
    item_id: int
    is_answered: bool
    is_flagged: bool
    earned: int | None
    possible: int | None
    is_hidden: bool = False


def _places(*more: ColumnElement[Any]) -> Select[str]:
    return (
        gathered(
            AttemptItem.position,
            ItemVersion.item_id,
            AnswerRow.answer.is_not(None),
            ItemFlag.flagged_at.is_not(None),
            GradeRow.earned,
            GradeRow.possible,
            *more,
        )
        .select_from(AttemptItem)
        .join(ItemVersion, ItemVersion.id == AttemptItem.item_version_id)
        .outerjoin(AnswerRow, ANSWER_HERE)
        .outerjoin(
            ItemFlag, and_(ItemFlag.learner_id == AttemptItem.learner_id, ItemFlag.item_id == ItemVersion.item_id)
        )
        .outerjoin(GradeRow, GRADE_HERE)
        .where(
            AttemptItem.learner_id == bindparam("learner_id"),
            AttemptItem.attempt_number == bindparam("number"),
        )
    )


NAVIGATOR = _places()


def list_navigator(session: Session, learner_id: int, number: int, hidden: Select[int] | None = None) -> list[Place]:
    """Every position with its item and state, in their order; with `hidden`, whether its item is one of these."""
    statement = NAVIGATOR if hidden is None else _places(ItemVersion.item_id.in_(hidden.correlate(None)))
    rows = send_gathered(session, statement, {"learner_id": learner_id, "number": number})
    return [
        Place(at, item, bool(answer), bool(flag), earned, most, *map(bool, more))
        for at, item, answer, flag, earned, most, *more in rows
    ]
