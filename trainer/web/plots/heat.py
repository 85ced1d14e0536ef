"""A heat map as an SVG document: columns of squares, darker where there is more."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import escape

from trainer.web.plots.palette import PALETTES, Palette, Size

_LETTERS = 12
_LEFT, _TOP, _MARGIN, _LEGEND = 34, 22, 10, 26
_OPACITIES = ("0.3", "0.55", "0.8", "1")
LEVELS = len(_OPACITIES)
"""Square 0 is empty; the darkest has this level."""

PIXELS = {Size.HALF: (540, 184), Size.NARROW: (400, 154)}


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Columns of levels from 0 to LEVELS, None where there is no square; the first squares stand at the top.

    `rows` and `columns_named` are names by place; `legend` are words beside the squares from the lightest on.
    """

    title: str
    columns: Sequence[Sequence[int | None]]
    rows: Sequence[tuple[int, str]]
    columns_named: Sequence[tuple[int, str]]
    legend: tuple[str, str]


def draw_heat(heat: HeatMap, theme: str, size: Size) -> str:
    """The SVG document, without script and without reference to anything else."""
    width, height = PIXELS[size]
    colors = PALETTES[theme]
    step = (width - _LEFT - _MARGIN) // max(len(heat.columns), 1)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'font-family="system-ui, sans-serif" font-size="{_LETTERS}" fill="{colors.ink_2}">'
        f'<title>{escape(heat.title)}</title><rect width="{width}" height="{height}" fill="{colors.sheet}"/>'
    )
    return (
        head + "".join((*_names(heat, step), *_squares(heat, step, colors), *_legend(heat, height, colors))) + "</svg>"
    )


def _names(heat: HeatMap, step: int) -> Iterator[str]:
    for place, name in heat.columns_named:
        yield _text(_LEFT + place * step, _TOP - 6, name)
    for place, name in heat.rows:
        yield _text(_LEFT - 6, _TOP + place * step + step // 2 + 4, name, "end")


def _squares(heat: HeatMap, step: int, colors: Palette) -> Iterator[str]:
    for column, levels in enumerate(heat.columns):
        for row, level in enumerate(levels):
            if level is not None:
                yield _square(_LEFT + column * step, _TOP + row * step, step - 2, level, colors)


def _legend(heat: HeatMap, height: int, colors: Palette) -> Iterator[str]:
    """Least, the squares from empty to darkest, most."""
    side, y = 11, height - _LEGEND + 6
    least, most = heat.legend
    x = _LEFT
    yield _text(x, y + 10, least)
    x += 8 + 7 * len(least)
    for level in range(LEVELS + 1):
        yield _square(x + level * (side + 3), y, side, level, colors)
    yield _text(x + (LEVELS + 1) * (side + 3) + 5, y + 10, most)


def _square(x: int, y: int, side: int, level: int, colors: Palette) -> str:
    fill = f'fill="{colors.accent}" fill-opacity="{_OPACITIES[level - 1]}"' if level else f'fill="{colors.rule}"'
    return f'<rect x="{x}" y="{y}" width="{side}" height="{side}" rx="2" {fill}/>'


def _text(x: int, y: int, words: str, anchor: str = "start") -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}">{escape(words)}</text>'
