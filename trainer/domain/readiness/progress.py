"""Progress by area, from graded answers: counts, last seen, trend. No estimate of ability is made here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

TREND_ANSWERS = 10
"""The last so many answers are compared with the same number before them."""

TREND_STEP = 2
"""A difference of fewer right answers than this is called steady: one answer more or less is chance."""


class Trend(StrEnum):
    UNKNOWN = "unknown"
    RISING = "rising"
    STEADY = "steady"
    FALLING = "falling"


@dataclass(frozen=True, slots=True)
class Sight:
    """One graded answer."""

    area: str
    item_id: int
    is_correct: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class AreaProgress:
    """Different items seen, graded answers, right ones; `recent` are the last answers, oldest first."""

    area: str
    items_seen: int
    answers: int
    correct: int
    last_seen_at: datetime
    trend: Trend
    recent: tuple[bool, ...]


def progress_by_area(sights: Iterable[Sight]) -> dict[str, AreaProgress]:
    """Progress in every area that has an answer."""
    grouped: dict[str, list[Sight]] = {}
    for sight in sorted(sights, key=lambda sight: sight.at):
        grouped.setdefault(sight.area, []).append(sight)
    return {area: _progress(area, answers) for area, answers in grouped.items()}


def _progress(area: str, answers: Sequence[Sight]) -> AreaProgress:
    verdicts = [answer.is_correct for answer in answers]
    return AreaProgress(
        area=area,
        items_seen=len({answer.item_id for answer in answers}),
        answers=len(answers),
        correct=sum(verdicts),
        last_seen_at=answers[-1].at,
        trend=trend(verdicts),
        recent=tuple(verdicts[-2 * TREND_ANSWERS :]),
    )


def trend(verdicts: Sequence[bool]) -> Trend:
    """Compares the last ten answers with the ten before; unknown under twenty."""
    if len(verdicts) < 2 * TREND_ANSWERS:
        return Trend.UNKNOWN
    difference = sum(verdicts[-TREND_ANSWERS:]) - sum(verdicts[-2 * TREND_ANSWERS : -TREND_ANSWERS])
    if abs(difference) < TREND_STEP:
        return Trend.STEADY
    return Trend.RISING if difference > 0 else Trend.FALLING
