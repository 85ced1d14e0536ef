"""The study plan: from the exam date, the hours a week and what is known of a learner to tasks with their days.

Planning again is making the plan anew from the present state: what is done is in it, what was missed is not owed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from trainer.domain.readiness.plan_areas import Session, askable, deal
from trainer.domain.readiness.plan_days import (
    LEAST_MINUTES,
    Load,
    MockDay,
    open_days,
    practice_room,
    spread,
    tasks_a_day,
)
from trainer.domain.readiness.plan_values import (
    MINUTES_PER_CASE,
    REASONS_SECONDS,
    REVIEW_SECONDS,
    MockForm,
    Plan,
    PlanWarning,
    PlanWeek,
    Situation,
    Task,
    TaskKind,
    WarningKind,
)
from trainer.domain.readiness.plan_weeks import (
    ROLLING_WEEKS,
    STUDY_DAYS,
    Week,
    is_mock_week,
    lay_out,
    weeks_until,
    whole_mock_days,
)

REVIEW_PERCENT = 25
CASE_PERCENT = {"cpc": 20, "cpb": 10}
"""A biller's cases are fewer: the open ones are about coding."""

SESSION_MINUTES = 30
"""A session of practice is about so long."""

MOST_WHOLE_MOCKS = 3

SHORT_MOCK_SHARE = 3
WHOLE_MOCK_SHARE = 2
"""A mock takes at most a third (a whole one half) of the time of its week, the last whole one all of it."""

SOLID_ROUNDS = 4
"""Solid practice answers every question of the blueprint four times: 24 answers in an area of six."""


@dataclass(frozen=True, slots=True)
class _Budget:
    """A week, its load, and the number of its sessions of practice, areas left open."""

    week: Week
    load: Load
    sessions: int


def make_plan(situation: Situation) -> Plan:
    """The plan from today to the eve of the exam, or for eight weeks where no exam lies ahead.

    - At most 26 weeks are planned. An exam today leaves nothing to plan. A part of a week has its share of the hours.
    - The last two days are light: 30 and 15 minutes of reading. A full week keeps its Sunday free.
    - A short mock every second week, if it takes no more than a third of the week. Up to three whole mocks on Saturdays
      of the last four weeks, none in the last three days: the last of them may take the whole week, the others half
      of theirs; the sealed one comes last. Whole mocks wait for an exam date.
    - Of the other time 25 % goes to reviews (no more than are dealt in these days), 20 % to cases (cpb: 10 %; to the
      nearest case, the rest carried into the next week), the rest to practice in sessions of equally many questions.
    - Sessions go to the areas by the points to be gained there (`plan_areas.deal`); every area gets one if there are
      enough. An area is asked no more than its unseen questions, and once more those answered wrongly.
    - A question takes the pace and a minute for the reasons; times of tasks are rounded up to whole minutes, no task
      is shorter than 15.
    """
    exam_on = situation.exam_on if situation.exam_on and situation.exam_on >= situation.today else None
    weeks = lay_out(situation.today, exam_on, situation.weekly_hours * 60)
    mocks = _mocks(situation, weeks, exam_on)
    size, budgets = _budgets(situation, weeks, mocks)
    wanted = sum(budget.sessions for budget in budgets)
    sessions = deal(situation.areas, wanted, size)
    planned, used = [], 0
    for budget in budgets:
        planned.append(_plan_week(situation, budget, sessions[used : used + budget.sessions]))
        used += budget.sessions
    questions = wanted * size + sum(mock.form.questions for mock in mocks.values())
    warnings = (
        *_date_warnings(situation, weeks),
        *_hour_warnings(situation, weeks, exam_on, questions),
        *_mock_warnings(situation, weeks, mocks, exam_on),
        *_area_warnings(situation, sessions, wanted * size),
    )
    return Plan(tuple(planned), situation.today, exam_on, warnings)


def _question_minutes(situation: Situation, questions: int) -> int:
    seconds = questions * (situation.pace_seconds + REASONS_SECONDS)
    return max(LEAST_MINUTES, -(-seconds // 60))


def _mocks(situation: Situation, weeks: Sequence[Week], exam_on: date | None) -> dict[int, MockDay]:
    """The mock of each week that has one, by the place of the week."""
    chosen = _whole_mocks(situation, weeks, exam_on) if exam_on else {}
    short = [form for form in situation.forms if not form.is_whole and form.sittings > 0]
    if not short:
        return chosen
    form = min(short, key=lambda form: form.questions)
    sat = 0
    for place, week in enumerate(weeks):
        fits = SHORT_MOCK_SHARE * form.minutes <= week.minutes
        if place not in chosen and fits and is_mock_week(week.starts_on) and sat < form.sittings:
            chosen[place] = MockDay(form, week.days[-1])
            sat += 1
    return chosen


def _whole_mocks(situation: Situation, weeks: Sequence[Week], exam_on: date) -> dict[int, MockDay]:
    forms = [form for form in _by_seal(situation.forms) for _ in range(form.sittings)]
    chosen: dict[int, MockDay] = {}
    for day in whole_mock_days(situation.today, exam_on):
        place = next((place for place, week in enumerate(weeks) if day in week.days), None)
        if place is None or len(chosen) == min(MOST_WHOLE_MOCKS, len(forms)):
            break
        form = forms[len(chosen)]
        if form.minutes * (WHOLE_MOCK_SHARE if chosen else 1) <= weeks[place].minutes:
            chosen[place] = MockDay(form, day)
    return chosen


def _by_seal(forms: Sequence[MockForm]) -> list[MockForm]:
    """Whole forms, the sealed ones first, for the days are filled from the last."""
    return sorted((form for form in forms if form.is_whole), key=lambda form: not form.is_sealed)


def _budgets(
    situation: Situation, weeks: Sequence[Week], mocks: Mapping[int, MockDay]
) -> tuple[int, tuple[_Budget, ...]]:
    """The questions of a session and the budgets of the weeks.

    A session is half an hour, more if the days are full, and less where otherwise not every area had its turn.
    """
    minutes = situation.weekly_hours * 60
    cases = minutes * _case_percent(situation) // 100 // MINUTES_PER_CASE
    practice = minutes - _review_minutes(situation, minutes, STUDY_DAYS) - cases * MINUTES_PER_CASE
    room = practice_room(STUDY_DAYS, cases, tasks_a_day(situation.weekly_hours))
    count = max(1, min(practice // SESSION_MINUTES, room))
    seconds = situation.pace_seconds + REASONS_SECONDS
    least = -(-LEAST_MINUTES * 60 // seconds)
    size = max(least, practice * 60 // count // seconds)
    budgets = _week_budgets(situation, weeks, mocks, size)
    while size > least and sum(budget.sessions for budget in budgets) < len(askable(situation.areas)):
        size -= 1
        budgets = _week_budgets(situation, weeks, mocks, size)
    return size, budgets


def _review_minutes(situation: Situation, minutes: int, days: int) -> int:
    dealt = situation.daily_reviews * days * REVIEW_SECONDS // 60
    reviews = min(minutes * REVIEW_PERCENT // 100, dealt)
    return reviews if reviews >= LEAST_MINUTES else 0


def _case_percent(situation: Situation) -> int:
    return CASE_PERCENT[situation.track] if situation.cases_open else 0


def _week_budgets(
    situation: Situation, weeks: Sequence[Week], mocks: Mapping[int, MockDay], size: int
) -> tuple[_Budget, ...]:
    budgets = []
    saved, cases_left = MINUTES_PER_CASE // 2, situation.cases_open
    a_day = tasks_a_day(situation.weekly_hours)
    for place, week in enumerate(weeks):
        mock = mocks.get(place)
        minutes = week.minutes - (mock.form.minutes if mock else 0)
        days = len(open_days(week.days, mock))
        reviews = _review_minutes(situation, minutes, days)
        saved += minutes * _case_percent(situation) // 100
        cases = min(saved, minutes - reviews) // MINUTES_PER_CASE if days else 0
        cases = min(cases, cases_left)
        saved -= cases * MINUTES_PER_CASE
        cases_left -= cases
        left = minutes - reviews - cases * MINUTES_PER_CASE
        room = practice_room(days, cases, a_day, beside_short_mock=bool(mock and not mock.form.is_whole))
        load = Load(week.days, week.minutes, mock, reviews, cases)
        budgets.append(_Budget(week, load, min(left // _question_minutes(situation, size), room)))
    return tuple(budgets)


def _plan_week(situation: Situation, budget: _Budget, sessions: Sequence[Session]) -> PlanWeek:
    week = budget.week
    practice = [
        Task(
            TaskKind.PRACTICE,
            session.area.area,
            session.area.title,
            session.questions,
            _question_minutes(situation, session.questions),
            week.starts_on,
        )
        for session in sessions
    ]
    work = spread(budget.load, practice, tasks_a_day(situation.weekly_hours))
    reading = (Task(TaskKind.READING, "", "", 0, minutes, day) for day, minutes in week.light)
    return PlanWeek(week.starts_on, week.ends_on, (*work, *reading))


def _date_warnings(situation: Situation, weeks: Sequence[Week]) -> list[PlanWarning]:
    hours, exam_on = situation.weekly_hours, situation.exam_on
    if exam_on is None:
        return [PlanWarning(WarningKind.NO_EXAM_DATE, hours, has=ROLLING_WEEKS)]
    if exam_on < situation.today:
        return [PlanWarning(WarningKind.EXAM_PASSED, hours, has=ROLLING_WEEKS, until=exam_on)]
    if exam_on == situation.today:
        return [PlanWarning(WarningKind.EXAM_TODAY, hours, until=exam_on)]
    if not any(week.days for week in weeks):
        return [PlanWarning(WarningKind.EXAM_NEAR, hours, has=(exam_on - situation.today).days, until=exam_on)]
    needs = weeks_until(situation.today, exam_on)
    if (exam_on - weeks[-1].ends_on).days > 1:
        return [PlanWarning(WarningKind.EXAM_FAR, hours, has=len(weeks), needs=needs, until=exam_on)]
    return []


def _hour_warnings(
    situation: Situation, weeks: Sequence[Week], exam_on: date | None, questions: int
) -> list[PlanWarning]:
    """Few hours; the questions of a plan that ends before the exam are carried on at its rate."""
    if exam_on is None or not any(week.days for week in weeks):
        return []
    planned = (weeks[-1].ends_on - situation.today).days + 1
    has = questions * (exam_on - situation.today).days // planned
    needs = sum(max(0, SOLID_ROUNDS * area.questions - area.seen) for area in situation.areas)
    if has >= needs:
        return []
    return [PlanWarning(WarningKind.FEW_HOURS, situation.weekly_hours, has, needs, exam_on)]


def _mock_warnings(
    situation: Situation, weeks: Sequence[Week], mocks: Mapping[int, MockDay], exam_on: date | None
) -> list[PlanWarning]:
    forms = [form for form in _by_seal(situation.forms) if form.sittings > 0]
    if exam_on is None or not forms or any(mock.form.is_whole for mock in mocks.values()):
        return []
    days = whole_mock_days(situation.today, exam_on)
    found = [week.minutes for week in weeks if days and days[0] in week.days]
    needs = forms[0].minutes
    return [PlanWarning(WarningKind.NO_WHOLE_MOCK, situation.weekly_hours, has, needs, exam_on) for has in found]


def _area_warnings(situation: Situation, sessions: Sequence[Session], wanted: int) -> list[PlanWarning]:
    if not wanted:
        return []
    warnings = []
    possible = askable(situation.areas)
    touched = {session.area.area for session in sessions}
    if len(touched) < len(possible):
        warnings.append(PlanWarning(WarningKind.AREAS_LEFT_OUT, situation.weekly_hours, len(touched), len(possible)))
    available = sum(area.available for area in possible)
    if available < wanted:
        warnings.append(PlanWarning(WarningKind.BANK_RUNS_OUT, situation.weekly_hours, available, wanted))
    return warnings
