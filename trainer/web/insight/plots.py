"""The plots of the pages on insight: who chose which option, errors in cases by week."""

from collections.abc import Sequence
from datetime import date
from math import ceil

from trainer.services.class_errors import CaseWeek, ErrorsPage
from trainer.services.class_items import ItemPage, OptionRow
from trainer.web.cases.words import kind_words
from trainer.web.insight.words import day, group_names
from trainer.web.plots.lines import Line, LinePlot, draw_lines
from trainer.web.plots.palette import MOST_TICKS, Size, ticks

_LOOKS = (
    ("wrong", "9 4", "dashes"),
    ("first", "2 4", "dots"),
    ("near", "12 3 2 3", "dash, dot"),
    ("also", "5 3", "short dashes"),
    ("ink_2", "14 5", "long dashes"),
    ("ink", "1 6", "wide dots"),
)
"""Color, dashes and their name: told apart without color too."""


def draw_choices(page: ItemPage, theme: str, size: Size) -> str:
    """The share of each option in each group of rest scores; the key is the thick whole line."""
    groups = page.row.found.groups
    plot = LinePlot(
        title=f"Who chose which option of {page.row.slug}",
        x_title="Rest scores",
        y_title="Share of the answers",
        x_range=(0.6, len(groups) + 0.4),
        y_range=(0, 100),
        x_ticks=[(float(place), name) for place, name in enumerate(group_names(len(groups)), start=1)],
        y_ticks=[(float(tick), f"{tick} %") for tick in range(0, 101, 20)],
        lines=[_option(page, place, option) for place, option in enumerate(page.options)],
    )
    return draw_lines(plot, theme, size)


def _option(page: ItemPage, place: int, option: OptionRow) -> Line:
    points = [
        (float(nth), 100 * group.counts[place] / group.n) for nth, group in enumerate(page.row.found.groups, start=1)
    ]
    if option.found.is_right:
        return Line(f"{option.letter}, the key", points, "accent", width="4", has_dots=True)
    wrong = sum(not each.found.is_right for each in page.options[:place])
    color, dashes, named = _LOOKS[wrong % len(_LOOKS)]
    return Line(f"{option.letter} ({named})", points, color, dashes, has_dots=True)


def draw_errors(page: ErrorsPage, theme: str, size: Size) -> str:
    """Errors a case in each week from the first with cases on, of the most frequent kinds.

    A week without cases interrupts the lines.
    """
    weeks = page.weeks[next(place for place, week in enumerate(page.weeks) if week.cases) :]
    starts = [float(week.starts_on.toordinal()) for week in weeks]
    top = max(count / week.cases for week in weeks if week.cases for count in week.counts)
    tenths = max(10, ceil(top * 10))
    step = ceil(len(starts) / (MOST_TICKS[size] - 1))
    plot = LinePlot(
        title="Errors a case, by kind and week",
        x_title="Week from",
        y_title="Errors a case",
        x_range=(starts[0] - 3, starts[-1] + 4),
        y_range=(0, tenths / 10),
        x_ticks=[(start, day(date.fromordinal(int(start)))) for start in starts[::-1][::step][::-1]],
        y_ticks=[(tick / 10, f"{tick / 10:g}") for tick in ticks(tenths, 6, (2, 5, 10, 20, 50))],
        lines=[
            Line(_named(kind, named), _rates(weeks, place), color, dashes, has_dots=True)
            for place, (kind, (color, dashes, named)) in enumerate(zip(page.kinds, _LINES, strict=False))
        ],
    )
    return draw_lines(plot, theme, size)


_LINES = (("accent", "", ""), *_LOOKS[:3])
"""At most four kinds are drawn: more lines than that cannot be told apart."""


def _named(kind: str, dashes: str) -> str:
    words = kind_words(kind).capitalize()
    return f"{words} ({dashes})" if dashes else words


def _rates(weeks: Sequence[CaseWeek], place: int) -> list[tuple[float, float] | None]:
    return [
        (float(week.starts_on.toordinal()), week.counts[place] / week.cases) if week.cases else None for week in weeks
    ]
