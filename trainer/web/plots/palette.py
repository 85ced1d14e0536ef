"""What plots share: the colors of the theme, sizes, round ticks."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Palette:
    """Colors of the theme's tokens, see theme.css."""

    sheet: str
    rule: str
    ink: str
    ink_2: str
    accent: str
    wrong: str
    near: str
    first: str
    also: str


PALETTES = {
    "light": Palette("#ffffff", "#e4e0d8", "#1f2328", "#565e68", "#0f6b6b", "#a3342b", "#8a6100", "#6b3fa0", "#1f5fa8"),
    "dark": Palette("#1e2127", "#343841", "#e8e6e1", "#a9b0ba", "#5cc3bd", "#ef8f86", "#e0b85a", "#c9a6f5", "#8fbdf2"),
}


class Size(StrEnum):
    """For a wide screen, half of one, and a phone: the letters keep their size."""

    WIDE = "wide"
    HALF = "half"
    NARROW = "narrow"


LETTERS = 13
PIXELS = {Size.WIDE: (1000, 380), Size.HALF: (540, 320), Size.NARROW: (400, 320)}
MOST_TICKS = {Size.WIDE: 9, Size.HALF: 7, Size.NARROW: 5}
COUNTS = (1, 2, 5, 10, 20, 25, 50, 100)
"""Steps between ticks that read well where something is counted."""


def ticks(top: int, most: int, steps: Sequence[int] = COUNTS) -> list[int]:
    """At most so many multiples of one of the steps from 0 on, none above `top`."""
    step = next((step for step in steps if top // step < most), top)
    return list(range(0, top + 1, step))
