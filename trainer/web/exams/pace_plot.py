"""The plot of pace as an SVG document: the time used, question by question, beside an even pace."""

from collections.abc import Iterator

from trainer.services.exam_reports import ExamReport
from trainer.web.plots.lines import Line, LinePlot, draw_lines
from trainer.web.plots.palette import MOST_TICKS, PALETTES, Size, ticks

__all__ = ["PALETTES", "Size", "draw_pace", "minute_ticks", "question_ticks", "top_minutes"]

_QUESTIONS = (1, 2, 5, 10, 20, 25, 50)
_MINUTES = (1, 2, 5, 10, 15, 30, 60, 120, 240)


def draw_pace(report: ExamReport, theme: str, size: Size) -> str:
    """The SVG document, without script and without reference to anything else."""
    questions, minutes = len(report.pace), top_minutes(report)
    plot = LinePlot(
        title="Time used beside an even pace",
        x_title="Question",
        y_title="Minutes used",
        x_range=(0, questions),
        y_range=(0, minutes),
        x_ticks=[(tick, str(tick)) for tick in question_ticks(questions, MOST_TICKS[size])],
        y_ticks=[(tick, str(tick)) for tick in minute_ticks(minutes, MOST_TICKS[size])],
        lines=tuple(_lines(report)),
    )
    return draw_lines(plot, theme, size)


def _lines(report: ExamReport) -> Iterator[Line]:
    used = [(0.0, 0.0), *((place, point.used_seconds / 60) for place, point in enumerate(report.pace, start=1))]
    yield Line("Your time", used, "accent")
    even = [(0.0, 0.0), (float(len(report.pace)), report.heading.allowed_seconds / 60)]
    yield Line("Even pace (dashes)", even, "ink_2", dashes="7 5")
    slow = set(report.score.slow)
    dots = [used[place] for place, point in enumerate(report.pace, start=1) if point.position in slow]
    if dots:
        yield Line("Slow question (dot)", dots, "wrong", has_dots=True, has_line=False)


def top_minutes(report: ExamReport) -> int:
    """The minutes up to which the plot reaches: all that was allowed, or used if that is more."""
    return -(-max(report.heading.allowed_seconds, report.pace[-1].used_seconds) // 60)


def question_ticks(top: int, most: int) -> list[int]:
    """At most so many round numbers of questions from 0 on, none above `top`."""
    return ticks(top, most, _QUESTIONS)


def minute_ticks(top: int, most: int) -> list[int]:
    """The same for minutes."""
    return ticks(top, most, _MINUTES)
