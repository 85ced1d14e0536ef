"""What the tests of reviews ask the database, and how they set what bounds reviews."""

from collections.abc import Callable
from datetime import date

from sqlalchemy import RowMapping, event, select

from tests.support.people import Learner
from trainer.db.models.content import Item
from trainer.db.models.people import LearnerProfile
from trainer.db.models.reviews import ReviewCard, ReviewLog
from trainer.domain.attempts.attempt import AttemptKind
from trainer.domain.review.cards import Card
from trainer.domain.review.ratings import Confidence, Rating
from trainer.services import reviews, sittings
from trainer.services.scope import Scopes
from trainer.services.sittings import Event, QuestionPage


def log(learner: Learner) -> list[RowMapping]:
    """The learner's log, by item and number, with the slug of the item."""
    with learner.reading() as scope:
        statement = select(*ReviewLog.__table__.c, Item.slug).join(Item, Item.id == ReviewLog.item_id)
        own = statement.where(ReviewLog.learner_id == learner.id).order_by(ReviewLog.item_id, ReviewLog.number)
        return list(scope.session.execute(own).mappings())


def cards(learner: Learner) -> dict[int, tuple[int, Card]]:
    """Item id -> number of the last entry and card, as stored."""
    with learner.reading() as scope:
        rows = scope.session.scalars(select(ReviewCard).where(ReviewCard.learner_id == learner.id)).all()
        return {
            row.item_id: (row.entries, Card(row.stability, row.difficulty, row.due_at, row.reviewed_at)) for row in rows
        }


def ratings(learner: Learner) -> list[str]:
    return [row["rating"] for row in log(learner)]


def set_profile(learner: Learner, **columns: object) -> None:
    with learner.writing() as scope:
        profile = scope.session.get_one(LearnerProfile, learner.id)
        for name, value in columns.items():
            assert hasattr(profile, name)
            setattr(profile, name, value)


def set_exam(learner: Learner, exam_on: date | None) -> None:
    set_profile(learner, exam_on=exam_on)


def answer(
    learner: Learner,
    number: int,
    position: int,
    choice: str = "B",
    *,
    confidence: Confidence | None = None,
    kind: AttemptKind = AttemptKind.PRACTICE,
) -> None:
    """Answers a single-best question that has no answer yet; B is right in every one of the ten."""
    with learner.writing() as scope:
        sent = Event("tab", position, 0)
        fields = {"choice": [choice]}
        saved = sittings.save_answer(scope, number, position, fields, sent, kind=kind, confidence=confidence)
        assert isinstance(saved, sittings.Saved)


def answer_all(learner: Learner, number: int, choice: str = "B") -> None:
    for position in range(1, learner.question(number).item_count + 1):
        answer(learner, number, position, choice)


def due(learner: Learner, track: str = "cpc") -> reviews.DuePage:
    with learner.reading() as scope:
        return reviews.get_due(scope, track)


def count(learner: Learner, track: str = "cpc") -> reviews.DueToday:
    with learner.reading() as scope:
        return reviews.count_due(scope, track)


def start_reviews(learner: Learner, request_id: str = "", *, track: str = "cpc", more: bool = False) -> int:
    with learner.writing() as scope:
        return reviews.start_reviews(scope, track, request_id, more=more)


def overrule(learner: Learner, number: int, position: int, rating: Rating) -> None:
    with learner.writing() as scope:
        reviews.overrule_rating(scope, number, position, rating)


def slugs(learner: Learner, number: int) -> list[str]:
    """The items of a sitting in their order, as their stems name them."""
    count = learner.question(number).item_count
    return [slug_of(learner.question(number, position)) for position in range(1, count + 1)]


def slug_of(page: QuestionPage) -> str:
    return page.content.stem.split("**")[1]


def statements(scopes: Scopes, act: Callable[[], object]) -> int:
    """How many statements something sends."""
    seen: list[object] = []

    def note(_connection: object, _cursor: object, statement: str, *rest: object) -> None:
        """On PostgreSQL the reading engine is a face of the writing one: both listeners hear the same statement."""
        context = rest[1]
        if context not in seen and not statement.startswith(("BEGIN", "PRAGMA", "SET LOCAL")):
            seen.append(context)

    engines = {scopes.engines.write, scopes.engines.read}
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    act()
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)
    return len(seen)
