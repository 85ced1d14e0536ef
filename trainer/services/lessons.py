"""Lessons: the course with how far somebody is in it, one lesson, a sitting of the items at its end."""

from dataclasses import dataclass

from trainer.content.lesson_files import Lesson
from trainer.db.queries import lessons as queries
from trainer.db.queries.reviews import lock_dealing
from trainer.domain.attempts.attempt import AttemptKind, Feedback
from trainer.domain.attempts.decisions import Submit
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services.course import (
    LessonLink,
    Neighbours,
    find_lesson,
    lesson_for,
    neighbours_of,
    sitting_title,
    the_course,
)
from trainer.services.grading import close_attempt, grade_closed
from trainer.services.guests import days_kept
from trainer.services.practice import OpenSitting, Pool, PracticeRequest, deal_sitting, list_open_sittings
from trainer.services.scope import Scope
from trainer.services.sittings import items_under_examination

__all__ = ["LessonLink", "Neighbours", "get_index", "get_lesson", "lesson_for", "start_items"]


@dataclass(frozen=True, slots=True)
class Standing:
    """Of the items at the end of a lesson: how many there are, were answered, and were right at the last time."""

    items: int = 0
    answered: int = 0
    right: int = 0

    @property
    def is_done(self) -> bool:
        return 0 < self.items == self.answered


@dataclass(frozen=True, slots=True)
class CourseRow:
    """A lesson in the list of all."""

    slug: str
    number: int
    title: str
    minutes: int
    summary: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class CoursePage:
    """The course. `next` is the first lesson whose items were not all answered; None when all were."""

    rows: tuple[CourseRow, ...]
    next: CourseRow | None

    @property
    def minutes(self) -> int:
        return sum(row.minutes for row in self.rows)

    @property
    def done(self) -> int:
        return sum(row.standing.is_done for row in self.rows)

    @property
    def is_begun(self) -> bool:
        return any(row.standing.answered for row in self.rows)


@dataclass(frozen=True, slots=True)
class LessonPage:
    """One lesson of `count`. `sitting`: the open one of its items, with questions left to answer.

    `guest_days`: how long the answers of somebody without an account are kept; 0 for members.
    """

    lesson: Lesson
    place: Neighbours
    count: int
    standing: Standing
    sitting: OpenSitting | None
    guest_days: int


def get_index(scope: Scope) -> CoursePage:
    """All lessons, with how whoever acts stands in each."""
    standings = _standings(scope)
    rows = tuple(
        CourseRow(each.slug, each.number, each.title, each.minutes, each.summary, standings.get(each.slug, Standing()))
        for each in the_course()
    )
    return CoursePage(rows, next((row for row in rows if not row.standing.is_done), None))


def get_lesson(scope: Scope, slug: str) -> LessonPage:
    """One lesson, with how whoever acts stands with its items.

    Raises:
        NotFound: there is no such lesson.
    """
    lesson, place = find_lesson(slug), neighbours_of(slug)
    if lesson is None or place is None:
        raise NotFound("lesson")
    standing = _standings(scope).get(slug, Standing())
    days = days_kept(scope) if scope.actor is None or scope.actor.is_guest else 0
    return LessonPage(lesson, place, len(the_course()), standing, _unfinished(scope, lesson), days)


def start_items(scope: Scope, slug: str, request_id: str = "") -> int:
    """The number of a tutor sitting of a lesson's items, in their order; of the open one where there is one.

    One that is answered throughout and was not handed in is handed in on the way. The same request again gives the same
    number.

    Raises:
        NotFound: there is no such lesson.
        Refused: its items are not published, or stand in an exam that is not finished.
    """
    lesson = find_lesson(slug)
    if lesson is None:
        raise NotFound("lesson")
    if (begun := _open_or_handed_in(scope, lesson)) is not None:
        return begun
    lock_dealing(scope.session, scope.learner.id)
    if (sitting := _unfinished(scope, lesson)) is not None:  # begun at the same moment by another tab
        return sitting.number
    hidden = items_under_examination(scope)
    rows = [row for row in queries.list_lesson_items(scope.session, slug) if row["item_id"] not in hidden]
    if not rows:
        raise Refused("The questions of this lesson cannot be asked now.", "items")
    track = rows[0]["track"]
    request = PracticeRequest(track, (), len(rows), Pool.ALL, Feedback.AT_ONCE, request_id=request_id)
    return deal_sitting(scope, request, rows, sitting_title(lesson))


def _standings(scope: Scope) -> dict[str, Standing]:
    learner_id = scope.actor.id if scope.actor else None
    rows = queries.count_by_lesson(scope.session, learner_id, scope.now)
    return {row["lesson"]: Standing(row["items"], row["answered"], row["right"]) for row in rows}


def _begun(scope: Scope, lesson: Lesson) -> list[OpenSitting]:
    own = (AttemptKind.PRACTICE, sitting_title(lesson))
    open_ones = list_open_sittings(scope) if scope.actor else ()
    return [sitting for sitting in open_ones if (sitting.kind, sitting.title) == own]


def _unfinished(scope: Scope, lesson: Lesson) -> OpenSitting | None:
    return next((each for each in _begun(scope, lesson) if each.answered < each.item_count), None)


def _open_or_handed_in(scope: Scope, lesson: Lesson) -> int | None:
    """The open sitting; those that are answered throughout are handed in.

    Before the learner is locked: who grades locks sittings first, too.
    """
    for sitting in _begun(scope, lesson):
        if sitting.answered < sitting.item_count:
            return sitting.number
        close_attempt(scope, scope.learner.id, sitting.number, Submit())
        grade_closed(scope, scope.learner.id, sitting.number)
    return None
