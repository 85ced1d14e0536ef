"""What was done and how the estimate moved in the last 26 weeks, day by day and week by week."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from trainer.db.queries import dashboard as queries
from trainer.domain.readiness.streak import Streak, streak
from trainer.services.dashboard_cases import GradedCase
from trainer.services.scope import Scope

HISTORY_DAYS = 182
"""26 weeks: what the start page tells of, and how far back a streak is counted on every page."""

CASE_ANSWERS = 10
FEWEST_TIMED = 5
"""The mean time of fewer answers in a week says nothing of the pace."""


@dataclass(frozen=True, slots=True)
class DayDone:
    """A day with work, in whichever track."""

    day: date
    answers: int
    cases: int

    @property
    def amount(self) -> int:
        """The work in answers: a case takes about as long as ten."""
        return self.answers + CASE_ANSWERS * self.cases


@dataclass(frozen=True, slots=True)
class WeekDone:
    """A week from Monday on: days with work, and what was done. The first one begins when the history does."""

    starts_on: date
    days: int
    answers: int
    cases: int


@dataclass(frozen=True, slots=True)
class WeekPace:
    """Answers of a week whose time is known, and the seconds that each took on average, rounded."""

    starts_on: date
    answers: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Estimated:
    """The estimate at the end of a day: right answers of `questions`, with its interval."""

    day: date
    score: int
    low: int
    high: int
    first_sights: int
    questions: int


@dataclass(frozen=True, slots=True)
class History:
    """The last 26 weeks up to `today`; days without work are left out, and so are weeks without a pace. Oldest first.

    `reaches_back`: the streak began with the history or before it.
    """

    today: date
    days: tuple[DayDone, ...]
    pace: tuple[WeekPace, ...]
    estimates: tuple[Estimated, ...]
    cases: tuple[GradedCase, ...]
    streak: Streak
    reaches_back: bool

    @property
    def since(self) -> date:
        """The first of the days that are told of."""
        return self.today - timedelta(days=HISTORY_DAYS - 1)

    @property
    def days_this_week(self) -> int:
        """Days with work since Monday."""
        return sum(day.day >= monday(self.today) for day in self.days)

    @property
    def weeks(self) -> tuple[WeekDone, ...]:
        """Every week of the history, oldest first, those without work too."""
        found: dict[date, list[DayDone]] = defaultdict(list)
        for day in self.days:
            found[monday(day.day)].append(day)
        start, weeks = monday(self.since), []
        while start <= self.today:
            days = found[start]
            weeks.append(WeekDone(start, len(days), sum(day.answers for day in days), sum(day.cases for day in days)))
            start += timedelta(days=7)
        return tuple(weeks)


def monday(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def read_history(scope: Scope, track: str, today: date) -> History:
    """The learner's last 26 weeks; pace and estimates are those of the track. One query."""
    since = today - timedelta(days=HISTORY_DAYS - 1)
    done: dict[date, DayDone] = {}
    timed: list[tuple[date, int, int]] = []
    estimates: list[Estimated] = []
    cases: dict[int, GradedCase] = {}
    for row in queries.list_history(scope.session, scope.learner.id, track, since, scope.now):
        kind, day, of_track, first, second, third, fourth, questions, at, faults = row
        if kind == queries.DAY:
            other = done.get(day, DayDone(day, 0, 0))
            done[day] = DayDone(day, other.answers + first, other.cases + second)
            if of_track == track:
                timed.append((day, third, fourth))
        elif kind == queries.ESTIMATE:
            estimates.append(Estimated(day, first, second, third, fourth, questions))
        else:
            cases.setdefault(first, GradedCase(at, Counter())).faults.update(faults or ())
    found = streak(done, today)
    return History(
        today,
        tuple(done.values()),
        weekly_pace(timed),
        tuple(estimates),
        tuple(cases.values()),
        found,
        reaches_back(found, done, today),
    )


def reaches_back(found: Streak, days: Collection[date], today: date) -> bool:
    """Whether a streak fills the days of study that the history holds, and so may have begun before it."""
    return 0 < found.days == len(days) and min(days) <= today - timedelta(days=HISTORY_DAYS - 2)


def weekly_pace(days: Iterable[tuple[date, int, int]]) -> tuple[WeekPace, ...]:
    """Mean seconds a question by week, from (day, timed answers, their seconds); weeks with too few are left out."""
    answers: Counter[date] = Counter()
    seconds: Counter[date] = Counter()
    for day, count, total in days:
        answers[monday(day)] += count
        seconds[monday(day)] += total
    return tuple(
        WeekPace(week, count, round(seconds[week] / count))
        for week, count in sorted(answers.items())
        if count >= FEWEST_TIMED
    )


def thinned(estimates: Sequence[Estimated]) -> tuple[Estimated, ...]:
    """Estimates to draw and to list: all of them up to one for each week of the history, else the last of each week."""
    if len(estimates) <= HISTORY_DAYS // 7:
        return tuple(estimates)
    return tuple({monday(each.day): each for each in estimates}.values())
