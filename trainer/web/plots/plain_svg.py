"""A drawing of pygal without script, style sheet and tooltips: its look stands in attributes.

The policy of every response (see web/security.py) forbids inline styles and scripts, in an image too.
"""

from dataclasses import dataclass
from typing import Any

_DROPPED_TAGS = {"defs", "desc", "script", "style"}
_DROPPED_CLASSES = {"text-overlay", "tooltip-overlay"}
_EDGE = "1"
_SHADE = "0.18"


@dataclass(frozen=True, slots=True)
class Stroke:
    """How a series looks; dashes "" are a whole line. An area is a closed line, shaded inside."""

    color: str
    dashes: str = ""
    width: str = "2.5"
    is_area: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """Colors of ground, text, hairlines and axes; the look of each series."""

    ground: str
    text: str
    hairline: str
    axis: str
    series: tuple[Stroke, ...]
    title: str
    letters: str = "13"


def paint(root: Any, look: Look) -> Any:
    """The same drawing in this look; `root` is changed."""
    root.set("font-family", "system-ui, sans-serif")
    root.set("font-size", look.letters)
    root.set("fill", look.text)
    _walk(root, frozenset(), look)
    return root


def _walk(element: Any, around: frozenset[str], look: Look) -> None:
    names = around | set(element.attrib.pop("class", "").split())
    element.attrib.pop("style", None)
    element.attrib.pop("id", None)  # drawn by chance: the same plot shall be the same document
    if element.tag == "rect":
        _fill(element, names, look)
    elif element.tag == "text":
        element.set("text-anchor", _anchor(names))
    elif element.tag == "path":
        _paint_line(element, names, look)
    elif element.tag == "circle":
        element.set("fill", _series(names, look).color)
    for child in list(element):
        if _is_dropped(child, names):
            element.remove(child)
        elif child.tag == "title":
            child.text = look.title if not names & {"guides"} else child.text
        else:
            _walk(child, names, look)


def _is_dropped(child: Any, around: frozenset[str]) -> bool:
    """Comments (their tag is no text), what only a script can use, and hairlines from top to bottom."""
    if not isinstance(child.tag, str) or child.tag in _DROPPED_TAGS:
        return True
    own = set(child.get("class", "").split())
    return bool(own & _DROPPED_CLASSES) or ("x" in around and "guide" in own)


def _anchor(names: frozenset[str]) -> str:
    if "legend" in names:
        return "start"
    return "end" if "y" in names else "middle"


def _series(names: frozenset[str], look: Look) -> Stroke:
    """The look of the series that something belongs to."""
    return next(stroke for place, stroke in enumerate(look.series) if f"color-{place}" in names)


def _fill(element: Any, names: frozenset[str], look: Look) -> None:
    """The ground, and the boxes of the legend."""
    if "background" in names:
        element.set("fill", look.ground)
        return
    stroke = _series(names, look)
    element.set("fill", stroke.color)
    if stroke.is_area:
        element.set("fill-opacity", _SHADE)
        element.set("stroke", stroke.color)


def _paint_line(element: Any, names: frozenset[str], look: Look) -> None:
    element.set("fill", "none")
    if "series" not in names:
        element.set("stroke", look.hairline if "guide" in names else look.axis)
        return
    stroke = _series(names, look)
    element.set("stroke", stroke.color)
    element.set("stroke-width", _EDGE if stroke.is_area else stroke.width)
    if stroke.is_area:
        element.set("fill", stroke.color)
        element.set("fill-opacity", _SHADE)
    if stroke.dashes:
        element.set("stroke-dasharray", stroke.dashes)
