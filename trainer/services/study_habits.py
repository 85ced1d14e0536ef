"""How a learner works, beside how much they know: pace, what is left unanswered, looking codes up.

All of it is the learner's own doing and tells no verdict.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from fractions import Fraction
from statistics import median
from zoneinfo import ZoneInfo

from trainer.db.queries import readiness as queries
from trainer.db.queries import sights
from trainer.services.scope import Scope
from trainer.services.sights import time_zone_of

HABIT_DAYS = 30
"""Habits are those of so many days, today included, by the learner's calendar."""

MOST_SITTINGS = 10
"""The unanswered rate is that of so many exams and timed quizzes, the last ones."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds for an answer, over so many answers whose time is known."""

    seconds: Fraction
    answers: int


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Questions left unanswered in the last exams and timed quizzes."""

    questions: int
    of: int
    sittings: int


@dataclass(frozen=True, slots=True)
class LookUps:
    """Answers before which something was looked up in the code book, beside the question."""

    answers: int
    of: int


@dataclass(frozen=True, slots=True)
class StudyHabits:
    """None where nothing is known. `exam_seconds` are allowed for a question of the real exam.

    `pace` is the mean over all answers, `exam_pace` the median over those given in exams that are over.
    """

    exam_seconds: Fraction
    pace: Pace | None
    exam_pace: Pace | None
    unanswered: Unanswered | None
    look_ups: LookUps | None


def get_habits(scope: Scope, track: str, exam_seconds: Fraction) -> StudyHabits:
    """The learner's habits in a track."""
    learner_id = scope.learner.id
    zone = ZoneInfo(time_zone_of(scope, learner_id))
    since = scope.now.astimezone(zone).date() - timedelta(days=HABIT_DAYS - 1)
    since_at = datetime.combine(since, time.min, zone).astimezone(scope.now.tzinfo)
    days = [row for row in sights.list_days(scope.session, learner_id, since) if row["track"] == track]
    timed = sum(row["timed_answers"] for row in days)
    return StudyHabits(
        exam_seconds=exam_seconds,
        pace=Pace(Fraction(sum(row["timed_seconds"] for row in days), timed), timed) if timed else None,
        exam_pace=_exam_pace(scope, track, since_at),
        unanswered=_unanswered(scope, track),
        look_ups=_look_ups(scope, track, since_at, sum(row["answers"] for row in days)),
    )


def _exam_pace(scope: Scope, track: str, since: datetime) -> Pace | None:
    spent = queries.list_exam_times(scope.session, scope.learner.id, track, since)
    return Pace(Fraction(median(spent)) / 1000, len(spent)) if spent else None


def _unanswered(scope: Scope, track: str) -> Unanswered | None:
    rows = queries.list_timed_sittings(scope.session, scope.learner.id, track, MOST_SITTINGS)
    if not rows:
        return None
    of = sum(row["item_count"] for row in rows)
    return Unanswered(of - sum(row["answered"] for row in rows), of, len(rows))


def _look_ups(scope: Scope, track: str, since: datetime, answers: int) -> LookUps | None:
    """None before anything was ever looked up beside a question, or where nothing was answered of late."""
    beside, recorded = queries.count_lookups(scope.session, scope.learner.id, track, since)
    # the day of an answer may have been counted in another time zone than the learner has now
    return LookUps(min(beside, answers), answers) if recorded and answers else None
