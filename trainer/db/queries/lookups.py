"""Looking something up in the code book beside a question; `queries.readiness` counts it."""

from sqlalchemy import RowMapping, and_, select
from sqlalchemy.orm import Session

from trainer.db.models.attempts import AttemptItem, AttemptRow
from trainer.db.models.study import CodeLookup
from trainer.db.queries.attempts import POLICY, THIS_ATTEMPT


def find_place(
    session: Session, learner_id: int, number: int, position: int, *, client_id: str, sequence: int
) -> RowMapping | None:
    """The policy of the sitting that has a question at this position, and whether this event is stored (`known`)."""
    known = and_(
        CodeLookup.learner_id == AttemptItem.learner_id,
        CodeLookup.client_id == client_id,
        CodeLookup.sequence == sequence,
    )
    statement = (
        select(*POLICY, CodeLookup.sequence.label("known"))
        .select_from(AttemptItem)
        .join(AttemptRow, THIS_ATTEMPT)
        .outerjoin(CodeLookup, known)
        .where(
            AttemptItem.learner_id == learner_id,
            AttemptItem.attempt_number == number,
            AttemptItem.position == position,
        )
    )
    return session.execute(statement).mappings().one_or_none()
