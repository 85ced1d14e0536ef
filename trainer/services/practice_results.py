"""The result of a practice sitting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping

from trainer.db.queries import attempts as queries
from trainer.domain.attempts.attempt import AttemptKind, AttemptState
from trainer.domain.exams.review import Shows
from trainer.domain.kernel.errors import NotFound
from trainer.domain.kernel.points import Points
from trainer.services.attempts import to_attempt, to_review_policy
from trainer.services.course import LessonLink, Neighbours, lesson_for_missed, lesson_of_sitting
from trainer.services.holds import Hold, hold_on_items
from trainer.services.scope import Scope
from trainer.services.sittings import items_under_examination, points_of


@dataclass(frozen=True, slots=True)
class AreaResult:
    title: str
    questions: int
    answered: int
    correct: int


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One question on the result page. `lesson` is the one that helps, where points were missed and there is one."""

    position: int
    area_title: str
    opening: str
    is_answered: bool
    is_flagged: bool
    points: Points | None
    lesson: LessonLink | None = None


@dataclass(frozen=True, slots=True)
class ResultPage:
    """The result as far as it may be told. `correct` is None where the policy shows no score yet, or never.

    It shows what it shows from `shown_from` on (None: at once, or never). `shows_answers`: verdicts by question may be
    seen too. `is_held_back`: questions stand in an exam that is not finished, or in the assignment of `hold`.
    `lesson`: the questions end this lesson.
    """

    number: int
    title: str
    track: str
    state: AttemptState
    is_graded: bool
    is_held_back: bool
    started_at: datetime
    closed_at: datetime | None
    answered: int
    correct: int | None
    rows: tuple[ResultRow, ...]
    areas: tuple[AreaResult, ...]
    shows_answers: bool
    shown_from: datetime | None
    is_assigned: bool
    hold: Hold | None = None
    lesson: Neighbours | None = None


def get_result(scope: Scope, number: int) -> ResultPage:
    """The result of a sitting with questions; points are None where none may be shown yet.

    Raises:
        NotFound: the learner has no such sitting.
    """
    attempt = queries.find_attempt(scope.session, scope.learner.id, number)
    if attempt is None or attempt["kind"] != AttemptKind.PRACTICE:
        raise NotFound("sitting")
    state = to_attempt(attempt).effective_state(scope.now)
    hidden = items_under_examination(scope, attempt["assignment_id"])
    rows = queries.list_result(scope.session, scope.learner.id, number)
    is_graded = attempt["graded_at"] is not None
    waiting = hidden.intersection(row["item_id"] for row in rows) if is_graded else frozenset()
    is_held_back = bool(waiting)
    policy = to_review_policy(attempt)
    shows_score = policy.score_is_shown(is_over=True, now=scope.now)
    tells_points = is_graded and shows_score and not is_held_back
    shows_answers = tells_points and policy.keys_are_shown(is_over=True, now=scope.now)
    graded = [(row, points_of(row) if tells_points else None) for row in rows]
    lines = tuple(_line(row, points if shows_answers else None) for row, points in graded)
    return ResultPage(
        number=number,
        title=attempt["title"],
        track=attempt["track"],
        state=state,
        is_graded=is_graded,
        is_held_back=is_held_back,
        started_at=attempt["started_at"],
        closed_at=attempt["closed_at"],
        answered=sum(line.is_answered for line in lines),
        correct=_right(graded) if shows_score else None,
        rows=lines,
        areas=_by_area(graded) if shows_score else (),
        shows_answers=shows_answers,
        shown_from=policy.not_before if policy.shows is not Shows.NOTHING else None,
        is_assigned=attempt["assignment_id"] is not None,
        hold=hold_on_items(scope, waiting, attempt["assignment_id"]) if waiting else None,
        lesson=None if attempt["assignment_id"] else lesson_of_sitting(attempt["title"]),
    )


def _line(row: RowMapping, points: Points | None) -> ResultRow:
    return ResultRow(
        row["position"],
        row["area_title"],
        opening_words(row["content"].stem),
        row["is_answered"],
        row["is_flagged"],
        points,
        lesson_for_missed(row, points),
    )


_Graded = Sequence[tuple[RowMapping, Points | None]]


def _right(graded: _Graded) -> int:
    return sum(points is not None and points.is_full for _, points in graded)


def _by_area(graded: _Graded) -> tuple[AreaResult, ...]:
    titles = list(dict.fromkeys(row["area_title"] for row, _ in graded))
    grouped = {title: [each for each in graded if each[0]["area_title"] == title] for title in titles}
    return tuple(
        AreaResult(title, len(group), sum(row["is_answered"] for row, _ in group), _right(group))
        for title, group in grouped.items()
    )


def opening_words(stem: str, limit: int = 90) -> str:
    """The beginning of a stem on one line, cut at a word."""
    line = " ".join(stem.replace("*", "").split())
    return line if len(line) <= limit else line[:limit].rsplit(" ", 1)[0] + " …"
