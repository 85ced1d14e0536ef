"""The plot of pace as an SVG document: the time used, question by question, beside an even pace."""

from dataclasses import dataclass
from enum import StrEnum

import pygal
from pygal.style import Style

from trainer.services.exam_reports import ExamReport
from trainer.web.exams.plain_svg import Look, paint


@dataclass(frozen=True, slots=True)
class Palette:
    """Colors of the theme's tokens, see theme.css."""

    sheet: str
    rule: str
    ink: str
    ink_2: str
    accent: str
    wrong: str


PALETTES = {
    "light": Palette("#ffffff", "#e4e0d8", "#1f2328", "#565e68", "#0f6b6b", "#a3342b"),
    "dark": Palette("#1e2127", "#343841", "#e8e6e1", "#a9b0ba", "#5cc3bd", "#ef8f86"),
}


class Size(StrEnum):
    """For a wide screen, and for a phone: the letters keep their size."""

    WIDE = "wide"
    NARROW = "narrow"


_LETTERS = 13
_PIXELS = {Size.WIDE: (1000, 380), Size.NARROW: (400, 320)}
_MOST_TICKS = {Size.WIDE: 9, Size.NARROW: 5}
_QUESTIONS = (1, 2, 5, 10, 20, 25, 50)
_MINUTES = (1, 2, 5, 10, 15, 30, 60, 120, 240)


def draw_pace(report: ExamReport, theme: str, size: Size) -> str:
    """The SVG document, without script and without reference to anything else."""
    width, height = _PIXELS[size]
    chart = pygal.XY(
        style=Style(label_font_size=_LETTERS, legend_font_size=_LETTERS, title_font_size=_LETTERS),
        js=[],
        width=width,
        height=height,
        margin=12,
        margin_bottom=28,
        x_title="Question",
        y_title="Minutes used",
        legend_at_bottom=True,
        legend_box_size=12,
        truncate_legend=-1,
        dots_size=4.5,
        range=(0, top_minutes(report)),
        xrange=(0, len(report.pace)),
    )
    chart.x_labels = question_ticks(len(report.pace), _MOST_TICKS[size])
    chart.y_labels = minute_ticks(top_minutes(report), _MOST_TICKS[size])
    chart.x_value_formatter = chart.value_formatter = "{:.0f}".format
    _add_series(chart, report)
    chart.legend_at_bottom_columns = len(chart.raw_series) if size is Size.WIDE else 1
    look = _look(PALETTES[theme])
    chart.add_xml_filter(lambda root: paint(root, look))
    rendered: str = chart.render(is_unicode=True)
    return rendered


def _add_series(chart: pygal.XY, report: ExamReport) -> None:
    used = [(0, 0), *((place, point.used_seconds / 60) for place, point in enumerate(report.pace, start=1))]
    chart.add("Your time", used, show_dots=False)
    chart.add("Even pace (dashes)", [(0, 0), (len(report.pace), report.heading.allowed_seconds / 60)], show_dots=False)
    slow = set(report.score.slow)
    dots = [used[place] for place, point in enumerate(report.pace, start=1) if point.position in slow]
    if dots:
        chart.add("Slow question (dot)", dots, stroke=False)


def top_minutes(report: ExamReport) -> int:
    """The minutes up to which the plot reaches: all that was allowed, or used if that is more."""
    return -(-max(report.heading.allowed_seconds, report.pace[-1].used_seconds) // 60)


def question_ticks(top: int, most: int) -> list[int]:
    """At most so many round numbers of questions from 0 on, none above `top`."""
    return _ticks(top, most, _QUESTIONS)


def minute_ticks(top: int, most: int) -> list[int]:
    """The same for minutes."""
    return _ticks(top, most, _MINUTES)


def _ticks(top: int, most: int, steps: tuple[int, ...]) -> list[int]:
    step = next((step for step in steps if top // step < most), top)
    return list(range(0, top + 1, step))


def _look(colors: Palette) -> Look:
    series = ((colors.accent, ""), (colors.ink_2, "7 5"), (colors.wrong, ""))
    return Look(
        colors.sheet, colors.ink, colors.rule, colors.ink_2, series, "Time used beside an even pace", str(_LETTERS)
    )
