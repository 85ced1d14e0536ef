"""The running program as tests see it: its address, and what only the database tells."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from trainer.db.models.attempts import AnswerEvent, AnswerRow, AttemptItem, AttemptRow
from trainer.db.models.content import ItemKey
from trainer.db.models.people import User
from trainer.domain.items.answers import Answer, SingleAnswer
from trainer.domain.items.keys import SingleKey
from trainer.services.accounts import email_key
from trainer.services.scope import Scopes


@dataclass(frozen=True, slots=True)
class LiveServer:
    address: str
    scopes: Scopes

    def right_letter(self, email: str, number: int, position: int) -> str:
        """The letter of the right option of a single-best question, from the key that is in force."""
        with self.scopes.reading() as scope:
            dealt = scope.session.get_one(AttemptItem, (self.learner_id(scope.session, email), number, position))
            newest = (
                select(ItemKey.key)
                .where(ItemKey.item_version_id == dealt.item_version_id)
                .order_by(ItemKey.revision.desc())
                .limit(1)
            )
            key = scope.session.execute(newest).scalar_one()
        assert isinstance(key, SingleKey)
        return "ABCDEFGHIJ"[dealt.option_order.index(key.option)]

    def wrong_letter(self, email: str, number: int, position: int) -> str:
        return "B" if self.right_letter(email, number, position) == "A" else "A"

    def set_deadline(self, email: str, number: int, deadline_at: datetime) -> None:
        """Moves the end of a sitting."""
        with self.scopes.writing() as scope:
            learner_id = self.learner_id(scope.session, email)
            of_sitting = (AttemptRow.learner_id == learner_id) & (AttemptRow.number == number)
            scope.session.execute(update(AttemptRow).where(of_sitting).values(deadline_at=deadline_at))

    def letters_of(self, email: str, number: int) -> dict[int, str]:
        """Position -> letter of the current answer, of single-best questions."""
        with self.scopes.reading() as scope:
            dealt = self._orders(scope.session, email, number)
            learner_id = self.learner_id(scope.session, email)
            rows = scope.session.scalars(select(AnswerRow).filter_by(learner_id=learner_id, attempt_number=number))
            return {row.position: _letter(dealt[row.position], row.answer) for row in rows if row.answer}

    def events_of(self, email: str, number: int) -> list[str]:
        """The letters of all saves that were taken, in order."""
        with self.scopes.reading() as scope:
            dealt = self._orders(scope.session, email, number)
            learner_id = self.learner_id(scope.session, email)
            events = select(AnswerEvent).filter_by(learner_id=learner_id, attempt_number=number)
            rows = scope.session.scalars(events.order_by(AnswerEvent.received_at))
            return [_letter(dealt[row.position], row.answer) for row in rows]

    def _orders(self, session: Session, email: str, number: int) -> dict[int, tuple[str, ...]]:
        of_sitting = {"learner_id": self.learner_id(session, email), "attempt_number": number}
        return {row.position: row.option_order for row in session.scalars(select(AttemptItem).filter_by(**of_sitting))}

    def now(self) -> datetime:
        return self.scopes.clock()

    @staticmethod
    def learner_id(session: Session, email: str) -> int:
        return session.execute(select(User.id).where(User.email_key == email_key(email))).scalar_one()


def _letter(order: tuple[str, ...], answer: Answer | None) -> str:
    """The letter under which the chosen option was shown; "" for no answer."""
    if answer is None:
        return ""
    assert isinstance(answer, SingleAnswer)
    return "ABCDEFGHIJ"[order.index(answer.option)]
