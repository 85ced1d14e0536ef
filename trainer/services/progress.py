"""Progress by area, and the history of sittings."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping

from trainer.db.queries import attempts, exams, items
from trainer.domain.attempts.attempt import AttemptState
from trainer.domain.kernel.points import Points
from trainer.domain.readiness.progress import AreaProgress, Sight, progress_by_area
from trainer.services.attempts import to_attempt, to_review_policy
from trainer.services.scope import Scope

HISTORY_PAGE_ROWS = 20


@dataclass(frozen=True, slots=True)
class AreaLine:
    """An area with its progress; None where nothing was answered yet."""

    slug: str
    title: str
    items: int
    progress: AreaProgress | None


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One sitting. `score` is None while there is none; `case_slug` is "" for practice."""

    number: int
    kind: str
    track: str
    title: str
    state: AttemptState
    started_at: datetime
    item_count: int
    answered: int
    score: Points | None
    is_clean: bool
    case_slug: str


@dataclass(frozen=True, slots=True)
class HistoryPage:
    rows: tuple[HistoryRow, ...]
    page: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True)
class ProgressPage:
    track: str
    areas: tuple[AreaLine, ...]
    answers: int
    correct: int
    items_seen: int
    items: int
    missed: int
    history: HistoryPage


def list_area_lines(scope: Scope, track: str) -> tuple[AreaLine, ...]:
    """Progress in every area of a track, in the order of its blueprint."""
    sights = [
        Sight(row["area"], row["item_id"], row["earned"] == row["possible"], row["graded_at"])
        for row in items.list_sights(scope.session, scope.learner.id, track, scope.now)
    ]
    known = progress_by_area(sights)
    counts = items.count_by_area(scope.session, track)
    return tuple(
        AreaLine(row["slug"], row["title"], counts.get(row["slug"], 0), known.get(row["slug"]))
        for row in items.list_areas(scope.session, track)
    )


def get_progress(scope: Scope, track: str, page: int) -> ProgressPage:
    """All of the progress page."""
    areas = list_area_lines(scope, track)
    seen = [area.progress for area in areas if area.progress]
    return ProgressPage(
        track=track,
        areas=areas,
        answers=sum(progress.answers for progress in seen),
        correct=sum(progress.correct for progress in seen),
        items_seen=sum(progress.items_seen for progress in seen),
        items=sum(area.items for area in areas),
        missed=items.count_missed(scope.session, scope.learner.id, track, scope.now),
        history=get_history(scope, page),
    )


def get_history(scope: Scope, page: int) -> HistoryPage:
    """One page of sittings, newest first; pages count from 1, and one past the end is empty."""
    total = attempts.count_attempts(scope.session, scope.learner.id)
    offset = (max(page, 1) - 1) * HISTORY_PAGE_ROWS
    rows = attempts.list_history(scope.session, scope.learner.id, HISTORY_PAGE_ROWS, offset)
    pages = max(1, -(-total // HISTORY_PAGE_ROWS))
    hidden = exams.sittings_under_examination(scope.session, scope.learner.id, scope.now)
    return HistoryPage(tuple(_history_row(scope, row, hidden) for row in rows), max(page, 1), pages, total)


def _history_row(scope: Scope, row: RowMapping, hidden: Container[int]) -> HistoryRow:
    """The score only where the policy lets it be seen, and not of the sittings that are `hidden`."""
    is_case = row["case_slug"] is not None
    earned, possible = ("case_earned", "case_possible") if is_case else ("earned", "possible")
    state = to_attempt(row).effective_state(scope.now)
    is_shown = to_review_policy(row).score_is_shown(state is not AttemptState.IN_PROGRESS, scope.now)
    is_shown = is_shown and row["number"] not in hidden
    return HistoryRow(
        number=row["number"],
        kind=row["kind"],
        track=row["track"],
        title=row["title"],
        state=state,
        started_at=row["started_at"],
        item_count=row["item_count"],
        answered=row["answered"] or 0,
        score=Points(row[earned], row[possible]) if is_shown and row[possible] is not None else None,
        is_clean=bool(row["is_clean"]),
        case_slug=row["case_slug"] or "",
    )
