"""Lessons of the shipped course with items at their end, of which all keys are B, and what learners do with them."""

from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy import select

from tests.support.builders import some_options
from tests.support.exams import an_exam_library, exam_items, publish_exams
from tests.support.library import an_item
from tests.support.people import Learner
from trainer.content.item_files import AuthoredItem
from trainer.content.lesson_files import Lesson
from trainer.db.models.attempts import AttemptItem
from trainer.db.models.content import Item, ItemVersion
from trainer.domain.items.content import SingleBest
from trainer.domain.items.keys import SingleKey
from trainer.services import lessons
from trainer.services.course import find_lesson
from trainer.services.scope import Scopes

WHO_PAYS, CODE_SETS = "who-pays", "three-code-sets"
"""The second and the third lesson of the shipped course."""


def a_lesson(slug: str, number: int = 1, areas: tuple[str, ...] = (), tags: tuple[str, ...] = ()) -> Lesson:
    """A lesson without a text."""
    pairs = tuple((track, area) for track, _, area in (name.partition("/") for name in areas))
    return Lesson(slug, number, slug.capitalize(), 10, "You can.", pairs, tags, ("A source",), ())


def lesson_items(slug: str, area: str = "compliance", track: str = "cpc") -> Iterator[AuthoredItem]:
    """The five items at the end of a lesson."""
    for place in range(1, 6):
        item = an_item(f"{slug}-{place}", SingleBest(some_options()), SingleKey("B"), track=track, area=area)
        yield replace(item, lesson=slug)


def publish_course(scopes: Scopes) -> None:
    """The library that fills exams, with the items of the second and the third lesson."""
    items = (*exam_items(), *lesson_items(WHO_PAYS), *lesson_items(CODE_SETS, "anatomy"))
    assert not publish_exams(scopes, an_exam_library(items)).report.problems


def is_of_lesson(slug: str) -> bool:
    return slug.startswith((WHO_PAYS, CODE_SETS))


def start(learner: Learner, slug: str = WHO_PAYS, request_id: str = "") -> int:
    """The number of the sitting of a lesson's items."""
    with learner.writing() as scope:
        return lessons.start_items(scope, slug, request_id)


def answer_lesson(learner: Learner, verdicts: str, slug: str = WHO_PAYS) -> int:
    """Begins the items of a lesson and answers the first ones: `+` rightly, `-` wrongly."""
    number = start(learner, slug)
    for position, verdict in enumerate(verdicts, start=1):
        learner.answer(number, position, rightly=verdict == "+")
    return number


def dealt(learner: Learner, number: int) -> list[str]:
    """The ids of the items of a sitting, in its order."""
    with learner.reading() as scope:
        statement = (
            select(Item.slug)
            .join(ItemVersion, ItemVersion.item_id == Item.id)
            .join(AttemptItem, AttemptItem.item_version_id == ItemVersion.id)
            .where(AttemptItem.attempt_number == number, AttemptItem.learner_id == learner.id)
            .order_by(AttemptItem.position)
        )
        return list(scope.session.scalars(statement))


def title_of(slug: str) -> str:
    """As links to the lesson say it."""
    lesson = find_lesson(slug)
    assert lesson is not None
    return f"Lesson {lesson.number}: {lesson.title}"
