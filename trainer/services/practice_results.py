"""The result of a practice sitting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from trainer.db.queries import attempts as queries
from trainer.domain.attempts.attempt import AttemptKind, AttemptState
from trainer.domain.kernel.errors import NotFound
from trainer.domain.kernel.points import Points
from trainer.services.attempts import to_attempt
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
    """One question on the result page."""

    position: int
    area_title: str
    opening: str
    is_answered: bool
    is_flagged: bool
    points: Points | None


@dataclass(frozen=True, slots=True)
class ResultPage:
    number: int
    title: str
    track: str
    state: AttemptState
    is_graded: bool
    is_held_back: bool
    started_at: datetime
    closed_at: datetime | None
    answered: int
    correct: int
    rows: tuple[ResultRow, ...]
    areas: tuple[AreaResult, ...]


def get_result(scope: Scope, number: int) -> ResultPage:
    """The result of a sitting with questions; points are None where none may be shown yet.

    Raises:
        NotFound: the learner has no such sitting.
    """
    attempt = queries.find_attempt(scope.session, scope.learner.id, number)
    if attempt is None or attempt["kind"] != AttemptKind.PRACTICE:
        raise NotFound("sitting")
    state = to_attempt(attempt).effective_state(scope.now)
    hidden = items_under_examination(scope)
    rows = queries.list_result(scope.session, scope.learner.id, number)
    is_graded = attempt["graded_at"] is not None
    is_held_back = is_graded and not hidden.isdisjoint(row["item_id"] for row in rows)
    shows_points = is_graded and not is_held_back
    lines = tuple(
        ResultRow(
            row["position"],
            row["area_title"],
            opening_words(row["content"].stem),
            row["is_answered"],
            row["is_flagged"],
            points_of(row) if shows_points else None,
        )
        for row in rows
    )
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
        correct=sum(line.points is not None and line.points.is_full for line in lines),
        rows=lines,
        areas=_by_area(lines),
    )


def _by_area(rows: Sequence[ResultRow]) -> tuple[AreaResult, ...]:
    titles = list(dict.fromkeys(row.area_title for row in rows))
    grouped = {title: [row for row in rows if row.area_title == title] for title in titles}
    return tuple(
        AreaResult(
            title,
            len(group),
            sum(row.is_answered for row in group),
            sum(row.points is not None and row.points.is_full for row in group),
        )
        for title, group in grouped.items()
    )


def opening_words(stem: str, limit: int = 90) -> str:
    """The beginning of a stem on one line, cut at a word."""
    line = " ".join(stem.replace("*", "").split())
    return line if len(line) <= limit else line[:limit].rsplit(" ", 1)[0] + " …"
