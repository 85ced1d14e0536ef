"""Lines over two axes as an SVG document."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from trainer.web.plots.palette import LETTERS, PALETTES, PIXELS, Palette, Size
from trainer.web.plots.plain_svg import Look, Stroke, paint

_LEGEND_BOX, _LETTER_WIDTH, _LEGEND_ROW = 30, 7, 12
_BESIDE = 100
"""Pixels that the axis and the margins take of the width."""


@dataclass(frozen=True, slots=True)
class Line:
    """A named row of points; None interrupts it. `color` is a field of the palette, `dashes` "" a whole line.

    An area is a closed line, shaded inside. `has_dots` marks its points, `has_line` joins them.
    """

    name: str
    points: Sequence[tuple[float, float] | None]
    color: str
    dashes: str = ""
    width: str = "2.5"
    is_area: bool = False
    has_dots: bool = False
    has_line: bool = True


@dataclass(frozen=True, slots=True)
class LinePlot:
    """What is drawn: ranges and ticks are in the units of the points, ticks with their words."""

    title: str
    x_title: str
    y_title: str
    x_range: tuple[float, float]
    y_range: tuple[float, float]
    x_ticks: Sequence[tuple[float, str]]
    y_ticks: Sequence[tuple[float, str]]
    lines: Sequence[Line]


def draw_lines(plot: LinePlot, theme: str, size: Size) -> str:
    """The SVG document, without script and without reference to anything else."""
    import pygal  # noqa: PLC0415 - large, and rarely needed
    from pygal.style import Style  # noqa: PLC0415 - large, and rarely needed

    width, height = PIXELS[size]
    columns = _columns(plot, size)
    chart = pygal.XY(
        style=Style(label_font_size=LETTERS, legend_font_size=LETTERS, title_font_size=LETTERS),
        js=[],
        width=width,
        height=height,
        margin=12,
        margin_bottom=28 + (_LEGEND_ROW if size is Size.HALF and columns < len(plot.lines) else 0),
        x_title=plot.x_title,
        y_title=plot.y_title,
        legend_at_bottom=True,
        legend_box_size=12,
        truncate_legend=-1,
        dots_size=4.5,
        allow_interruptions=True,
        range=plot.y_range,
        xrange=plot.x_range,
    )
    chart.x_labels, chart.x_value_formatter = _labels(plot.x_ticks)
    chart.y_labels, chart.value_formatter = _labels(plot.y_ticks)
    for line in plot.lines:
        chart.add(line.name, list(line.points), show_dots=line.has_dots, stroke=line.has_line)
    chart.legend_at_bottom_columns = columns
    look = _look(plot, PALETTES[theme])
    chart.add_xml_filter(lambda root: paint(root, look))
    rendered: str = chart.render(is_unicode=True)
    return rendered


def _columns(plot: LinePlot, size: Size) -> int:
    """How many names of lines stand side by side in the legend."""
    longest = max(len(line.name) for line in plot.lines)
    fitting = (PIXELS[size][0] - _BESIDE) // (_LEGEND_BOX + _LETTER_WIDTH * longest)
    return 1 if size is Size.NARROW else min(max(1, fitting), len(plot.lines))


def _labels(ticks: Sequence[tuple[float, str]]) -> tuple[list[float], Callable[[float], str]]:
    """Ticks as pygal wants them: values, and the words of each."""
    words = dict(ticks)
    return list(words), lambda value: words.get(value, "")


def _look(plot: LinePlot, colors: Palette) -> Look:
    series = tuple(Stroke(getattr(colors, line.color), line.dashes, line.width, line.is_area) for line in plot.lines)
    return Look(colors.sheet, colors.ink, colors.rule, colors.ink_2, series, plot.title, str(LETTERS))
