"""The plots of the start page: the estimate over time, errors in cases, days of study, pace by week."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor

from trainer.services.dashboard_cases import CaseErrors
from trainer.services.dashboard_history import Estimated, History, WeekPace
from trainer.web.cases.words import kind_words
from trainer.web.plots.heat import LEVELS, HeatMap, draw_heat
from trainer.web.plots.lines import Line, LinePlot, draw_lines
from trainer.web.plots.palette import MOST_TICKS, Size, ticks

Point = tuple[float, float]
Ticks = list[tuple[float, str]]

_LOOKS = (
    ("accent", "", ""),
    ("wrong", "9 4", " (dashes)"),
    ("first", "2 4", " (dots)"),
    ("near", "12 3 2 3", " (dash, dot)"),
)
"""Color, dashes and their name for kinds of errors: told apart without color too."""

_FROM = (1, 10, 25, 50)
"""Answers from which a day's square is darker."""

assert len(_FROM) == LEVELS


def short_day(day: date) -> str:
    """`3 Mar`."""
    return f"{day.day} {day:%b}"


def draw_course(estimates: Sequence[Estimated], pass_questions: int, theme: str, size: Size) -> str:
    """The estimate with its interval, and the pass mark. There is at least one estimate."""
    days = [each.day for each in estimates]
    start, end = _around(days[0], days[-1])
    low = min(pass_questions, *(each.low for each in estimates))
    high = max(pass_questions, *(each.high for each in estimates))
    questions = estimates[-1].questions
    bottom, top = max(0, floor((low - 3) / 10) * 10), min(questions, ceil((high + 3) / 10) * 10)
    scores = [(float(each.day.toordinal()), float(each.score)) for each in estimates]
    lows = [(float(each.day.toordinal()), float(each.low)) for each in estimates]
    highs = [(float(each.day.toordinal()), float(each.high)) for each in reversed(estimates)]
    plot = LinePlot(
        title="Readiness over time, with its interval",
        x_title="Day",
        y_title=f"Right of {questions}",
        x_range=(start, end),
        y_range=(bottom, top),
        x_ticks=_day_ticks(start, end, size),
        y_ticks=[(float(tick), str(tick)) for tick in range(bottom, top + 1, 10)],
        lines=(
            Line("Interval", [*lows, *highs, lows[0]], "accent", is_area=True),
            Line("Estimate", scores, "accent", has_dots=True),
            Line(
                f"Pass mark {pass_questions} (dashes)", [(start, pass_questions), (end, pass_questions)], "ink_2", "7 5"
            ),
        ),
    )
    return draw_lines(plot, theme, size)


def _around(first: date, last: date) -> Point:
    """A range of days that is not empty, with room for the words under its end."""
    start, end = first.toordinal(), last.toordinal()
    return (start, end + (end - start) / 30) if start < end else (start - 3, end + 3)


def _day_ticks(start: float, end: float, size: Size) -> Ticks:
    """Some days, evenly spaced, the first one included."""
    steps = (1, 2, 7, 14, 28, 56)
    most = MOST_TICKS[size] - 1
    step = next((step for step in steps if (end - start) // step < most), steps[-1])
    days = range(int(start), int(end) + 1, step)
    return [(float(day), short_day(date.fromordinal(day))) for day in days]


def draw_errors(errors: CaseErrors, theme: str, size: Size) -> str:
    """Errors a case in each fortnight, of the most frequent kinds; a fortnight without cases interrupts the lines."""
    ends = [float(span.ends_at.toordinal()) for span in errors.spans]
    top = max(count / span.cases for span in errors.spans if span.cases for count in span.counts)
    tenths = max(10, ceil(top * 10))
    plot = LinePlot(
        title="Errors a case, by kind and fortnight",
        x_title="Fortnight up to",
        y_title="Errors a case",
        x_range=(ends[0] - 3, ends[-1] + 5),
        y_range=(0, tenths / 10),
        x_ticks=_spread([(end, short_day(date.fromordinal(int(end)))) for end in ends], MOST_TICKS[size] - 1),
        y_ticks=[(tick / 10, f"{tick / 10:g}") for tick in ticks(tenths, 6, (2, 5, 10, 20, 50))],
        lines=[
            Line(kind_words(kind).capitalize() + named, _rates(errors, place), color, dashes, has_dots=True)
            for place, (kind, (color, dashes, named)) in enumerate(zip(errors.kinds, _LOOKS, strict=False))
        ],
    )
    return draw_lines(plot, theme, size)


def _rates(errors: CaseErrors, place: int) -> list[Point | None]:
    return [
        (float(span.ends_at.toordinal()), span.counts[place] / span.cases) if span.cases else None
        for span in errors.spans
    ]


def _spread(ticks_: Ticks, most: int) -> Ticks:
    """At most so many of the ticks, evenly spaced, the last one included."""
    step = ceil(len(ticks_) / most)
    return ticks_[::-1][::step][::-1]


def draw_pace_by_week(weeks: Sequence[WeekPace], exam_seconds: Fraction, theme: str, size: Size) -> str:
    """Mean seconds a question beside the exam's pace; a week without a mean interrupts the line."""
    start, end = _around(weeks[0].starts_on, weeks[-1].starts_on)
    pace = float(exam_seconds)
    top = ceil(max(pace, *(week.seconds for week in weeks)) / 30) * 30
    plot = LinePlot(
        title="Mean seconds a question by week",
        x_title="Week from",
        y_title="Seconds a question",
        x_range=(start, end),
        y_range=(0, top),
        x_ticks=_day_ticks(start, end, size),
        y_ticks=[(float(tick), str(tick)) for tick in ticks(top, 7, (15, 30, 60, 120, 300))],
        lines=(
            Line("Your mean", list(_with_gaps(weeks)), "accent", has_dots=True),
            Line("Exam pace (dashes)", [(start, pace), (end, pace)], "ink_2", "7 5"),
        ),
    )
    return draw_lines(plot, theme, size)


def _with_gaps(weeks: Sequence[WeekPace]) -> Iterator[Point | None]:
    before = weeks[0].starts_on
    for week in weeks:
        if (week.starts_on - before).days > 7:
            yield None
        yield float(week.starts_on.toordinal()), float(week.seconds)
        before = week.starts_on


def draw_days(history: History, theme: str, size: Size) -> str:
    """A square for each of the last 182 days, weeks as columns from Monday on."""
    levels = {day.day: sum(day.amount >= least for least in _FROM) for day in history.days}
    mondays = [week.starts_on for week in history.weeks]
    columns = [
        [
            levels.get(day, 0) if history.since <= day <= history.today else None
            for day in (start + timedelta(days=place) for place in range(7))
        ]
        for start in mondays
    ]
    heat = HeatMap(
        "Days of study in the last 26 weeks",
        columns,
        rows=((0, "Mon"), (2, "Wed"), (4, "Fri")),
        columns_named=_months(mondays),
        legend=("none", f"{_FROM[-1]} answers and more"),
    )
    return draw_heat(heat, theme, size)


def _months(mondays: Sequence[date]) -> list[tuple[int, str]]:
    """The columns in which a month's first full week begins; a first column too near to the next name goes without."""
    places = [place for place, start in enumerate(mondays) if place == 0 or start.month != mondays[place - 1].month]
    if len(places) > 1 and places[1] < 3:
        places = places[1:]
    return [(place, f"{mondays[place]:%b}") for place in places]
