"""A class that answers the same single-best items, each option named: what calibration counts can be told by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import select

from tests.support.builders import some_options
from tests.support.library import BLUEPRINTS, an_item
from tests.support.people import Learner, sign_up
from tests.support.published import made_once, publish_once
from trainer.content.families import AuthoredFamily
from trainer.content.item_files import AuthoredItem
from trainer.content.library import Library
from trainer.db.models.attempts import AttemptItem
from trainer.db.models.calibration import CalibrationRun, ItemCalibrationRow
from trainer.db.models.content import Item, ItemVersion
from trainer.domain.attempts.attempt import Feedback
from trainer.domain.calibration.calibrate import ItemCalibration
from trainer.domain.items.content import SingleBest
from trainer.domain.items.keys import SingleKey
from trainer.services import sittings
from trainer.services.scope import Scopes

RIGHT, WRONG = "B", "A"


def questions(count: int) -> tuple[AuthoredItem, ...]:
    """`q-0`, `q-1`, …: four options, B is right, of the second level."""
    items = (an_item(f"q-{number}", SingleBest(some_options()), SingleKey("B")) for number in range(count))
    return tuple(items)


def reworded(item: AuthoredItem) -> AuthoredItem:
    return replace(item, content=replace(item.content, stem=f"{item.content.stem} In other words."))


def publish_questions(scopes: Scopes, items: Sequence[AuthoredItem], *families: AuthoredFamily) -> None:
    publish_once(scopes, Library(BLUEPRINTS, tuple(items), (), families))


def pupils(scopes: Scopes, count: int, name: str = "pupil") -> list[Learner]:
    return [sign_up(scopes, f"{name}-{number}@example.org", f"{name} {number}") for number in range(count)]


def slugs_of(learner: Learner, number: int) -> dict[str, int]:
    """Slug -> position of every question of a sitting."""
    statement = (
        select(Item.slug, AttemptItem.position)
        .join(ItemVersion, ItemVersion.item_id == Item.id)
        .join(AttemptItem, AttemptItem.item_version_id == ItemVersion.id)
        .where(AttemptItem.learner_id == learner.id, AttemptItem.attempt_number == number)
    )
    with learner.reading() as scope:
        return dict(scope.session.execute(statement).all())


def answer(
    learner: Learner, choices: Mapping[str, str], feedback: Feedback = Feedback.AT_END, *, hands_in: bool = True
) -> int:
    """A sitting with every item there is, in which these are answered: slug -> option."""
    number = learner.start(feedback, 20)
    places = slugs_of(learner, number)
    with learner.writing() as scope:
        for slug, option in choices.items():
            event = sittings.Event("tab", places[slug], 0)
            saved = sittings.save_answer(scope, number, places[slug], {"choice": [option]}, event)
            assert isinstance(saved, sittings.Saved)
    if hands_in:
        learner.hand_in(number)
    return number


def found(scopes: Scopes, run_id: int | None = None) -> dict[str, ItemCalibration]:
    """Slug -> what a run found (the latest when not given)."""
    statement = (
        select(Item.slug, ItemCalibrationRow.found)
        .join(ItemVersion, ItemVersion.item_id == Item.id)
        .join(ItemCalibrationRow, ItemCalibrationRow.item_version_id == ItemVersion.id)
    )
    with scopes.reading() as scope:
        latest = scope.session.scalars(select(CalibrationRun.id).order_by(CalibrationRun.id.desc())).first()
        return dict(scope.session.execute(statement.where(ItemCalibrationRow.run_id == (run_id or latest))).all())


def a_divided_class(scopes: Scopes) -> None:
    """Thirty who get ten items right and thirty who get them wrong; of the former ten get `q-0` right, of these twenty.

    The others choose A. The rest score of a learner is then +1/2 or -1/2, and the point-biserial of `q-0` is the phi
    coefficient of a table of four: (10 x 10 - 20 x 20) / (30 x 30) = -1/3.
    """
    made_once(scopes, "a divided class", lambda: _divide(scopes))
    with scopes.reading() as scope:
        scope.rng.seed("after the class")  # what the class has thrown does not come again


def _divide(scopes: Scopes) -> None:
    publish_questions(scopes, questions(11))
    others = [f"q-{number}" for number in range(1, 11)]
    for place, learner in enumerate(pupils(scopes, 60)):
        is_strong = place < 30
        is_right = place % 30 < (10 if is_strong else 20)
        choices = dict.fromkeys(others, RIGHT if is_strong else WRONG) | {"q-0": RIGHT if is_right else WRONG}
        answer(learner, choices)
