"""The study plan: made from where the learner stands, kept as it was made, shown with what was done of it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from sqlalchemy import RowMapping

from trainer.db.models.study import StudyPlan
from trainer.db.queries import people
from trainer.db.queries import plans as queries
from trainer.db.queries import sights as sight_queries
from trainer.domain.attempts.attempt import AttemptState
from trainer.domain.exams.forms import SEALED
from trainer.domain.kernel.errors import NotFound
from trainer.domain.readiness.plan import make_plan
from trainer.domain.readiness.plan_progress import Done, TaskProgress, is_behind, minutes_behind, progress
from trainer.domain.readiness.plan_values import (
    AreaState,
    MockForm,
    Plan,
    PlanWarning,
    PlanWeek,
    Situation,
    Task,
    TaskKind,
    WarningKind,
)
from trainer.domain.readiness.plan_words import task_line, warning_line
from trainer.domain.readiness.streak import Streak, streak
from trainer.services.dashboard_history import HISTORY_DAYS, reaches_back
from trainer.services.exams import ExamsPage, get_exams
from trainer.services.scope import Scope
from trainer.services.tracks import EXAM_PACE_SECONDS

PACE_DAYS = 60
LEAST_TIMED_ANSWERS = 50
"""From so many answers of known time in these days a plan goes by the learner's own pace, else by the exam's."""

FASTEST_SECONDS, SLOWEST_SECONDS = 20, 600
"""Beyond these an average is no pace: somebody clicks through, or lets a question stand."""

EARLIER_PLANS = 30
"""A calendar takes back the days of so many plans before the present one."""

_OF_THE_DAY = {WarningKind.EXAM_NEAR, WarningKind.EXAM_TODAY, WarningKind.EXAM_PASSED}
"""Said of the day on which the plan was made; on a later one they would be wrong."""


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task as it is shown: its words with the minutes, and how much of it is done, in its own unit."""

    task: Task
    words: str
    done: int
    planned: int

    @property
    def is_done(self) -> bool:
        return self.done == self.planned

    @property
    def minutes_left(self) -> int:
        return self.task.minutes - self.task.minutes * self.done // self.planned


@dataclass(frozen=True, slots=True)
class DayLine:
    """A day of this week."""

    day: date
    is_today: bool
    is_over: bool
    tasks: tuple[TaskLine, ...]


@dataclass(frozen=True, slots=True)
class WeekInHand:
    """The week that holds today, day by day. `behind_minutes` is 0 unless planning again is worth offering."""

    starts_on: date
    ends_on: date
    days: tuple[DayLine, ...]
    minutes: int
    minutes_done: int
    behind_minutes: int


@dataclass(frozen=True, slots=True)
class WeekLine:
    """A later week at a glance. `areas` are titles with their questions, `mocks` titles with their day."""

    starts_on: date
    ends_on: date
    areas: tuple[tuple[str, int], ...]
    cases: int
    mocks: tuple[tuple[str, date], ...]
    reviews: int
    minutes: int


@dataclass(frozen=True, slots=True)
class PlanPage:
    """The plan of a track. `this_week` is None when its weeks are over, or the exam is today or has gone by.

    `is_streak_longer`: it fills the days that are looked at, and may have begun before them.
    """

    track: str
    today: date
    time_zone: str
    made_on: date
    exam_on: date | None
    weekly_hours: int
    this_week: WeekInHand | None
    coming: tuple[WeekLine, ...]
    warnings: tuple[str, ...]
    streak: Streak
    is_streak_longer: bool

    @property
    def days_left(self) -> int | None:
        """Days until the exam: 0 on its day, negative afterwards, None where no day is set."""
        return (self.exam_on - self.today).days if self.exam_on else None


@dataclass(frozen=True, slots=True)
class CalendarFile:
    name: str
    content: bytes


def local_day(at: datetime, time_zone: str) -> date:
    """The date in a zone."""
    return at.astimezone(ZoneInfo(time_zone)).date()


def make_situation(scope: Scope, track: str) -> Situation:
    """Where the learner stands in a track, by what may be told of it now."""
    row = queries.get_plan(scope.session, scope.learner.id)
    today = local_day(scope.now, row["time_zone"])
    areas = tuple(
        AreaState(
            each["slug"],
            each["title"],
            each["questions"],
            int(each["unseen"]),
            int(each["right"]) / int(each["seen"]) if each["seen"] else None,
            int(each["seen"]),
        )
        for each in queries.list_area_states(scope.session, scope.learner.id, track, scope.now)
    )
    exams = get_exams(scope, track)
    return Situation(
        today,
        row["exam_on"],
        track,
        row["weekly_hours"],
        _pace(scope, track, today, exams),
        areas,
        queries.count_untried_cases(scope.session, scope.learner.id, track),
        row["daily_review_limit"],
        tuple(_mock_forms(exams, {area.area: area.unseen for area in areas})),
    )


def _pace(scope: Scope, track: str, today: date, exams: ExamsPage) -> int:
    since = today - timedelta(PACE_DAYS)
    answers, seconds = queries.sum_pace(scope.session, scope.learner.id, track, since)
    if answers >= LEAST_TIMED_ANSWERS:
        return min(max(seconds // answers, FASTEST_SECONDS), SLOWEST_SECONDS)
    whole = next((row.form for row in exams.forms), None)
    return whole.minutes * 60 // whole.questions if whole else EXAM_PACE_SECONDS[track]


def _mock_forms(exams: ExamsPage, unseen: dict[str, int]) -> Iterable[MockForm]:
    """The forms that stand for an exam. Each can be sat as often as unseen questions fill it, and once more with seen
    ones where there are none; the sealed one until it was sat."""
    sat = [exam for exam in (exams.open_exam, *exams.earlier) if exam and exam.state is not AttemptState.ABANDONED]
    has_sat_sealed = any(exam.form.slug == SEALED for exam in sat)
    whole = next((row.form.questions for row in exams.forms), 0)
    for row in exams.forms:
        form = row.form
        if form.slug.startswith("area-"):
            continue
        is_sealed = form.slug == SEALED
        fresh = min((unseen.get(area, 0) // wanted for area, wanted in form.quotas), default=0)
        sittings = int(not has_sat_sealed) if is_sealed else max(1, fresh)
        minutes = form.minutes + -(-row.extra_seconds // 60)
        yield MockForm(
            form.slug,
            form.title,
            form.questions,
            minutes,
            0 if row.missing else sittings,
            is_whole=form.questions == whole,
            is_sealed=is_sealed,
        )


def plan_again(scope: Scope) -> bool:
    """Makes a plan of the learner's track from the present state; False where it says what the last one says."""
    session, learner_id = scope.session, scope.learner.id
    people.lock_learner(session, learner_id)
    row = queries.get_plan(session, learner_id)
    plan = make_plan(make_situation(scope, row["track"]))
    if plan == row["plan"]:
        return False
    session.add(
        StudyPlan(
            learner_id=learner_id,
            number=queries.last_plan_number(session, learner_id) + 1,
            track=row["track"],
            plan=plan,
            made_at=scope.now,
        )
    )
    session.flush()
    return True


def find_plan_page(scope: Scope) -> PlanPage | None:
    """The learner's plan with what was done of it; None before one was made for their track."""
    row = queries.get_plan(scope.session, scope.learner.id)
    plan: Plan | None = row["plan"]
    if plan is None:
        return None
    today = local_day(scope.now, row["time_zone"])
    week = plan.week_of(today)
    studied = _days_studied(scope, today)
    in_a_row = streak(studied, today)
    coming = [each for each in plan.weeks if each.starts_on > today]
    return PlanPage(
        row["track"],
        today,
        row["time_zone"],
        plan.made_on,
        row["exam_on"],
        row["weekly_hours"],
        _week_in_hand(week, _progress(scope, row, week), today) if week else None,
        tuple(_week_line(each) for each in coming),
        _warning_lines(plan.warnings, is_new=plan.made_on == today),
        in_a_row,
        reaches_back(in_a_row, studied, today),
    )


def _warning_lines(warnings: Sequence[PlanWarning], *, is_new: bool) -> tuple[str, ...]:
    return tuple(warning_line(each) for each in warnings if is_new or each.kind not in _OF_THE_DAY)


def _days_studied(scope: Scope, today: date) -> set[date]:
    """Those of the days on which the start page counts the streak, so that both pages name the same one."""
    since = today - timedelta(HISTORY_DAYS - 1)
    return {row["day"] for row in sight_queries.list_days(scope.session, scope.learner.id, since)}


def _progress(scope: Scope, row: RowMapping, week: PlanWeek) -> tuple[TaskProgress, ...]:
    """The tasks of a week with what was done on each of its days, where the learner lives.

    Before the plan was made nothing counts: whoever plans again in the middle of a day gets whole tasks for the rest.
    """
    zone, days = ZoneInfo(row["time_zone"]), _days_of(week)
    starts = [datetime.combine(day, time(), zone).astimezone(UTC) for day in days]
    since = max(starts[0], row["made_at"])
    learner_id, track = row["learner_id"], row["track"]
    counts: dict[date, dict[tuple[str, str], int]] = {day: {} for day in days}
    for each in queries.count_done(scope.session, learner_id, track, since, starts):
        counts[days[each["day"]]][each["kind"], each["subject"]] = int(each["count"])
    has_mock = any(task.kind is TaskKind.MOCK for task in week.tasks)
    forms = queries.list_forms_sat(scope.session, learner_id, track, since) if has_mock else []
    done = {
        day: Done(
            {subject: count for (kind, subject), count in found.items() if kind == TaskKind.PRACTICE},
            found.get((TaskKind.CASES, ""), 0),
            Counter(form.slug for form, at in forms if local_day(at, row["time_zone"]) == day),
            found.get((TaskKind.REVIEWS, ""), 0),
        )
        for day, found in counts.items()
    }
    return progress(week, done, local_day(scope.now, row["time_zone"]))


def _days_of(week: PlanWeek) -> list[date]:
    return [week.starts_on + timedelta(offset) for offset in range((week.ends_on - week.starts_on).days + 1)]


def _task_line(each: TaskProgress) -> TaskLine:
    return TaskLine(each.task, task_line(each.task), each.done, each.planned)


def _week_in_hand(week: PlanWeek, tasks: Sequence[TaskProgress], today: date) -> WeekInHand:
    lines = tuple(
        DayLine(day, day == today, day < today, tuple(_task_line(each) for each in tasks if each.task.on == day))
        for day in _days_of(week)
    )
    behind = minutes_behind(tasks, today) if is_behind(tasks, today) else 0
    done = sum(each.minutes_done for each in tasks)
    return WeekInHand(week.starts_on, week.ends_on, lines, week.minutes, done, behind)


def _week_line(week: PlanWeek) -> WeekLine:
    areas: Counter[str] = Counter()
    counts: Counter[TaskKind] = Counter()
    for task in week.tasks:
        counts[task.kind] += task.count
        if task.kind is TaskKind.PRACTICE:
            areas[task.title] += task.count
    mocks = tuple((task.title, task.on) for task in week.tasks if task.kind is TaskKind.MOCK)
    return WeekLine(
        week.starts_on,
        week.ends_on,
        tuple(areas.items()),
        counts[TaskKind.CASES],
        mocks,
        counts[TaskKind.REVIEWS],
        week.minutes,
    )


def todays_tasks(scope: Scope) -> tuple[TaskLine, ...]:
    """What the learner's plan asks for today, done or not; empty without a plan. At most three statements."""
    row = queries.get_plan(scope.session, scope.learner.id)
    plan: Plan | None = row["plan"]
    today = local_day(scope.now, row["time_zone"])
    week = plan.week_of(today) if plan else None
    if week is None or all(task.on != today for task in week.tasks):
        return ()
    return tuple(_task_line(each) for each in _progress(scope, row, week) if each.task.on == today)


def get_calendar(scope: Scope) -> CalendarFile:
    """The learner's plan as an iCalendar file; days and an exam that only earlier plans had are taken back in it.

    What is past by the day of the plan stays as it was.

    Raises:
        NotFound: there is no plan of the learner's track.
    """
    from trainer.services.plan_calendar import CalendarHead, write_calendar  # noqa: PLC0415 - large, and rarely needed

    row = queries.get_plan(scope.session, scope.learner.id)
    plan: Plan | None = row["plan"]
    if plan is None:
        raise NotFound("plan")
    earlier = queries.list_earlier_plans(scope.session, scope.learner.id, row["number"], EARLIER_PLANS)
    dropped = {task.on for each in earlier for week in each.weeks for task in week.tasks if task.on >= plan.made_on}
    last_exam = next((each.exam_on for each in earlier if each.exam_on), None)
    dropped_exam = last_exam if last_exam and last_exam >= plan.made_on else None
    address = scope.settings.public_url
    head = CalendarHead(
        urlsplit(address).hostname or "localhost",
        sha256(f"study plan of learner {scope.learner.id}".encode()).hexdigest()[:20],
        f"{row['track'].upper()} study plan",
        f"{row['track'].upper()} exam",
        row["time_zone"],
        row["number"],
        f"{address}/plan",
    )
    content = write_calendar(plan, head, row["made_at"], dropped, dropped_exam)
    return CalendarFile(f"{row['track']}-study-plan.ics", content)
