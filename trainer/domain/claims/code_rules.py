"""What the codes of a service line mean for the form and its payers: whether somebody ordered the service, whether the
laboratory needs a CLIA certificate, and where no person renders it. Conservative: what is not listed needs nothing.
"""

from collections.abc import Collection

PLACES_WITHOUT_RENDERING = frozenset(("24", "41", "42", "60", "81"))
"""Surgical centers, ambulances, mass immunization and independent laboratories bill services that no person renders."""

_SUPPLIES = frozenset("AEKL")
"""First letters of what ambulances and suppliers of equipment, orthotics and prosthetics bill (HCPCS Level II)."""

_Ranges = tuple[tuple[int, int], ...]

_ORDERED: _Ranges = (
    (70010, 76929),
    (76966, 76999),  # between them stands the guidance of the surgeon's own needle
    (77046, 77062),
    (77065, 77066),  # without 77063 and 77067, screening mammography
    (77072, 77086),
    (78012, 78999),
    (80047, 89398),
)

_CLIA: _Ranges = ((80047, 89398),)
_WITHOUT_CLIA: _Ranges = (
    (80503, 80506),
    (81050, 81050),
    (82075, 82075),
    (83013, 83014),
    (83987, 83987),
    (86077, 86079),
    (86485, 86580),
    (86890, 86999),
    (88125, 88125),
    (88240, 88241),
    (88321, 88329),
    (88720, 88749),
    (89049, 89049),
    (89220, 89291),
    (89335, 89398),
)
"""Groups of laboratory codes of 2026 that hold those which CMS excludes from its CLIA edits, by professional knowledge:
CMS changes that list every quarter, so they are drawn wide, and a code in doubt is asked for no certificate."""


def _within(code: str, ranges: _Ranges) -> bool:
    return len(code) == 5 and code.isdecimal() and any(first <= int(code) <= last for first, last in ranges)


def is_ordered(code: str) -> bool:
    """Whether Medicare wants to know who ordered a service: imaging, nuclear medicine and laboratory codes.

    Screening mammography (77063, 77067) and radiation oncology need no order (Claims Processing Manual, chapter 26
    §10.4 item 17; chapter 18 §20).
    """
    return _within(code, _ORDERED)


def needs_clia(code: str, modifiers: Collection[str]) -> bool:
    """Whether a line is a test that needs a CLIA certificate; its interpretation alone (26) needs none."""
    return _within(code, _CLIA) and not _within(code, _WITHOUT_CLIA) and "26" not in modifiers


def has_rendering(code: str, place: str) -> bool:
    """Whether a person renders the service, whom a group has to name in 24J: not so for supplies and at some places."""
    return place not in PLACES_WITHOUT_RENDERING and code[:1] not in _SUPPLIES


def is_chiropractic(code: str) -> bool:
    """Whether a code is chiropractic treatment of the spine, the only such treatment that Medicare pays."""
    return code in ("98940", "98941", "98942")
