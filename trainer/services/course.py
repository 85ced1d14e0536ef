"""The Foundations course as it is shipped, read once: its lessons, and which of them helps with a missed question."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

import structlog
from sqlalchemy import RowMapping

from trainer.config import resource_folder
from trainer.content.lesson_files import Lesson, read_lessons
from trainer.domain.kernel.points import Points
from trainer.domain.kernel.problems import Report

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class LessonLink:
    """What a link to a lesson says."""

    slug: str
    number: int
    title: str


@dataclass(frozen=True, slots=True)
class Neighbours:
    """A lesson with the ones before and after it, where there are such."""

    lesson: LessonLink
    previous: LessonLink | None
    following: LessonLink | None


@lru_cache(maxsize=1)
def the_course() -> tuple[Lesson, ...]:
    """All lessons by number. One whose files have a problem is left out, and its problems are written to the log."""
    report = Report()
    lessons = read_lessons(resource_folder("question_banks"), None, report)
    for problem in report:
        log.warning("a lesson cannot be shown", problem=str(problem))
    return lessons


def find_lesson(slug: str) -> Lesson | None:
    return next((lesson for lesson in the_course() if lesson.slug == slug), None)


def link_to(lesson: Lesson) -> LessonLink:
    return LessonLink(lesson.slug, lesson.number, lesson.title)


def neighbours_of(slug: str) -> Neighbours | None:
    """None where there is no such lesson."""
    links = [link_to(lesson) for lesson in the_course()]
    place = next((place for place, link in enumerate(links) if link.slug == slug), None)
    if place is None:
        return None
    before = links[place - 1] if place else None
    return Neighbours(links[place], before, next(iter(links[place + 1 :]), None))


def sitting_title(lesson: Lesson) -> str:
    """By this title a sitting of the lesson's items is told from other practice."""
    return f"Lesson {lesson.number} · {lesson.title}"


def lesson_of_sitting(title: str) -> Neighbours | None:
    """The lesson whose items a sitting with this title asks; None for other practice."""
    lesson = next((each for each in the_course() if sitting_title(each) == title), None)
    return neighbours_of(lesson.slug) if lesson else None


@lru_cache(maxsize=4096)
def lesson_for(track: str, area: str, tags: tuple[str, ...], own: str | None = None) -> LessonLink | None:
    """The lesson that helps with a missed question; None where there is none.

    Its `own` one, if it is an item of a lesson; else the lesson with most of its tags, among equals one of its area,
    then the earlier one; without any of its tags the first lesson of its area.
    """
    helping = helping_lesson(the_course(), (track, area), tags, own)
    return link_to(helping) if helping else None


def lesson_for_missed(row: RowMapping, points: Points | None) -> LessonLink | None:
    """The same for a question's row with the columns of its item; None unless it was graded and fell short."""
    if points is None or points.is_full:
        return None
    return lesson_for(row["track"], row["area"], row["tags"], row["lesson"])


def helping_lesson(
    lessons: Sequence[Lesson], area: tuple[str, str], tags: Collection[str], own: str | None = None
) -> Lesson | None:
    """The same among these lessons."""
    if found := next((lesson for lesson in lessons if lesson.slug == own), None):
        return found
    shared = {lesson.slug: len(set(tags) & set(lesson.tags)) for lesson in lessons}
    fitting = [lesson for lesson in lessons if shared[lesson.slug] or area in lesson.areas]
    return min(fitting, key=lambda each: (-shared[each.slug], area not in each.areas, each.number), default=None)
