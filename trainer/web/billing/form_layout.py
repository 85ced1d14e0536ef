"""How the CMS-1500 is laid out on our page: bands of columns of boxes on a grid of 24, and the columns of item 24.

Boxes follow each other as the items are numbered, down a column and then the next one, so that the Tab key and a narrow
screen go through the form in its own order.
"""

from dataclasses import dataclass

SERVICE_LINES = 6


@dataclass(frozen=True, slots=True)
class Box:
    """A box with its items side by side; without items it is reserved, or says only its `note`."""

    items: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """Boxes under each other. `span` counts columns of the grid; `is_right` those that end at the right half."""

    span: int
    boxes: tuple[Box, ...]
    is_right: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """Columns side by side, `rows` boxes high."""

    columns: tuple[Column, ...]

    @property
    def rows(self) -> int:
        return max(len(column.boxes) for column in self.columns)


_RESERVED = Box()
_HALF = 12


def _band(*columns: tuple[int, tuple[str | Box, ...]]) -> Band:
    made, start = [], 0
    for span, boxes in columns:
        drawn = tuple(each if isinstance(each, Box) else Box(tuple(each.split())) for each in boxes)
        made.append(Column(span, drawn, is_right=start >= _HALF))
        start += span
    return Band(tuple(made))


CARRIER = _band((14, ("carrier.name carrier.id", "carrier.street", "carrier.city carrier.state carrier.zip")))
"""The payer's block, at the right of the heading."""

TOP: tuple[Band, ...] = (
    _band((16, ("1",)), (8, ("1a",))),
    _band((9, ("2",)), (7, ("3.born 3.sex",)), (8, ("4",))),
    _band(
        (9, ("5.street", "5.city 5.state", "5.zip 5.phone")),
        (7, ("6", _RESERVED, _RESERVED)),
        (8, ("7.street", "7.city 7.state", "7.zip 7.phone")),
    ),
    _band(
        (9, ("9", "9a", _RESERVED, _RESERVED, "9d")),
        (7, (Box(note="10 Is the patient’s condition related to"), "10a", "10b 10b.state", "10c", "10d")),
        (8, ("11", "11a.born 11a.sex", "11b", "11c", "11d")),
    ),
    _band((16, ("12 12.date",)), (8, ("13",))),
    _band((8, ("14 14.qualifier",)), (8, ("15 15.qualifier",)), (8, ("16.from 16.through",))),
    _band((9, ("17.qualifier 17",)), (7, ("17a.qualifier 17a", "17b")), (8, ("18.from 18.through",))),
    _band((16, ("19",)), (8, ("20 20.charges",))),
    _band(
        (4, ("21.indicator",)),
        (12, ("21.A 21.B 21.C 21.D", "21.E 21.F 21.G 21.H", "21.I 21.J 21.K 21.L")),
        (8, ("22.code 22.reference", "23", _RESERVED)),
    ),
)
"""Everything between the payer's block and item 24."""

BOTTOM: tuple[Band, ...] = (
    _band((7, ("25 25.kind",)), (5, ("26",)), (4, ("27",)), (4, ("28",)), (4, ("29",))),
    _band(
        (7, ("31", "31.date", _RESERVED, _RESERVED, _RESERVED)),
        (8, ("32.name", "32.street", "32.city 32.state 32.zip", "32a", "32b")),
        (9, ("33.name", "33.street", "33.city 33.state 33.zip", "33.phone", "33a 33b")),
    ),
)
"""Everything below item 24."""

SHORT_LABELS = {
    "5.state": "State",
    "7.state": "State",
    "10b.state": "State",
    "17.qualifier": "Role",
    "17a.qualifier": "Kind",
    "17a": "Other number",
    "21.indicator": "Edition",
    **{
        f"{block}.{part}": name
        for block in ("32", "33")
        for part, name in (("city", "City"), ("state", "State"), ("zip", "ZIP code"))
    },
}
"""What a narrow box shows in place of the item's label; each is a part of it."""

SERVICE_COLUMNS = (
    ("from", "24A From"),
    ("through", "To"),
    ("place", "24B Place"),
    ("emergency", "24C EMG"),
    ("code", "24D Code"),
    ("modifiers", "Modifiers"),
    ("pointers", "24E Pointer"),
    ("charge", "24F Charge"),
    ("units", "24G Units"),
    ("epsdt", "24H EPSDT"),
    ("qualifier", "24I Kind"),
    ("other", "24J Other no."),
    ("rendering", "24J Rendering NPI"),
)
"""The columns of a service line, in keyboard order."""

RIGHT_COLUMNS = frozenset({"pointers", "charge", "units", "epsdt", "qualifier", "other", "rendering"})
"""Those of the right half, whose notes open to the left."""


def form_items() -> tuple[str, ...]:
    """Every item that is drawn, in keyboard order; the shaded half of a service line is its upper one."""
    services = [
        f"24.{line}.{name}"
        for line in range(1, SERVICE_LINES + 1)
        for name in ("shaded", *(column for column, _ in SERVICE_COLUMNS))
    ]
    return (*_items((CARRIER, *TOP)), *services, *_items(BOTTOM))


def _items(bands: tuple[Band, ...]) -> list[str]:
    return [item for band in bands for column in band.columns for box in column.boxes for item in box.items]
