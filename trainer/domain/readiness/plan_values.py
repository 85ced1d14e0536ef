"""What a study plan is made from and what it consists of: plain values that can be stored as JSON.

All durations are whole minutes, all days plain dates in the learner's own zone.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

MOST_WEEKLY_HOURS = 60

REASONS_SECONDS = 60
"""Reading why the answer was right or wrong, after each question of practice."""

REVIEW_SECONDS = 90
"""One review with its reasons: shorter than a new question, for the text is known."""

MINUTES_PER_CASE = 20
"""Reading a chart, entering the claim and reading the audit."""


@dataclass(frozen=True, slots=True)
class AreaState:
    """An area of the blueprint: its questions in the exam, items never seen, items seen and the share of them right.

    `share_right` is None where nothing was seen.
    """

    area: str
    title: str
    questions: int
    unseen: int
    share_right: float | None
    seen: int

    @property
    def available(self) -> int:
        """Questions that a plan may ask: each unseen one, and each one answered wrongly once more."""
        if self.share_right is None:
            return self.unseen
        return self.unseen + round(self.seen * (1 - self.share_right))


@dataclass(frozen=True, slots=True)
class MockForm:
    """A mock that can be sat `sittings` times from now on; a whole one has the length of the exam."""

    slug: str
    title: str
    questions: int
    minutes: int
    sittings: int
    is_whole: bool
    is_sealed: bool


@dataclass(frozen=True, slots=True)
class Situation:
    """Where a learner stands; `daily_reviews` is how many reviews a day are dealt at most.

    Raises:
        ValueError: the hours are not 1 to 60, or a question takes no time.
    """

    today: date
    exam_on: date | None
    track: str
    weekly_hours: int
    pace_seconds: int
    areas: tuple[AreaState, ...]
    cases_open: int
    daily_reviews: int
    forms: tuple[MockForm, ...]

    def __post_init__(self) -> None:
        if not 1 <= self.weekly_hours <= MOST_WEEKLY_HOURS:
            raise ValueError(f"not 1 to {MOST_WEEKLY_HOURS} hours a week: {self.weekly_hours}")
        if self.pace_seconds < 1:
            raise ValueError(f"not a pace: {self.pace_seconds} seconds per question")


class TaskKind(StrEnum):
    PRACTICE = "practice"
    CASES = "cases"
    MOCK = "mock"
    REVIEWS = "reviews"
    READING = "reading"


@dataclass(frozen=True, slots=True)
class Task:
    """Work of one day.

    `subject` is the slug of the area (practice) or of the form (mock), else empty, and `title` its name.
    `count` is in questions (practice, mock), cases, or review answers; reading has 0.
    """

    kind: TaskKind
    subject: str
    title: str
    count: int
    minutes: int
    on: date


@dataclass(frozen=True, slots=True)
class PlanWeek:
    """Monday to Sunday; the first one begins on the day of the plan, the last one ends on the eve of the exam.

    Tasks are in the order of their days.
    """

    starts_on: date
    ends_on: date
    tasks: tuple[Task, ...]

    @property
    def minutes(self) -> int:
        return sum(task.minutes for task in self.tasks)


class WarningKind(StrEnum):
    """What `has` and `needs` count is said with each; both are 0 where nothing is said."""

    NO_EXAM_DATE = "no_exam_date"
    """A rolling plan of `has` weeks."""
    EXAM_PASSED = "exam_passed"
    """A rolling plan of `has` weeks, for the exam day `until` has gone by."""
    EXAM_TODAY = "exam_today"
    """Nothing is planned."""
    EXAM_NEAR = "exam_near"
    """`has` days are left, all of them light."""
    EXAM_FAR = "exam_far"
    """`has` weeks are planned of the `needs` weeks until the exam."""
    FEW_HOURS = "few_hours"
    """The hours give `has` questions until the exam; solid practice asks for `needs`."""
    AREAS_LEFT_OUT = "areas_left_out"
    """`has` of the `needs` areas with questions find a place."""
    NO_WHOLE_MOCK = "no_whole_mock"
    """The week of the last mock has `has` minutes, a whole mock takes `needs`."""
    BANK_RUNS_OUT = "bank_runs_out"
    """The bank has `has` questions for this learner, the hours give `needs`."""


@dataclass(frozen=True, slots=True)
class PlanWarning:
    """Something the learner should know about the plan, in figures; `until` is the exam day it speaks of, if any."""

    kind: WarningKind
    hours: int
    has: int = 0
    needs: int = 0
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Weeks in their order. `exam_on` is None in a rolling plan, also where the day given has gone by."""

    weeks: tuple[PlanWeek, ...]
    made_on: date
    exam_on: date | None
    warnings: tuple[PlanWarning, ...]

    def week_of(self, day: date) -> PlanWeek | None:
        """The week that holds this day; None before the plan was made and after its end."""
        return next((week for week in self.weeks if week.starts_on <= day <= week.ends_on), None)
