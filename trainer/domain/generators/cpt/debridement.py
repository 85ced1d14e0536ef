"""Debridement of wounds by depth and by the sum of areas of the same depth.

Rule: CPT integumentary conventions, in our own words, and NCCI Policy Manual, chapter III: the deepest tissue removed
decides for each wound; areas of the same depth are added, those of different depths are not; the first 20 sq cm have
one code, each further 20 sq cm or part of it the add-on: 11042 and 11045 for subcutaneous tissue, 11043 and 11046 for
muscle or fascia, 11044 and 11047 for bone.
"""

import random
from dataclasses import dataclass

from trainer.domain.generators.family import Draft, Family, Wrong
from trainer.domain.generators.wording import a, patient

_DEPTHS = (
    (
        "11042",
        "11045",
        "subcutaneous tissue",
        ("skin and subcutaneous tissue", "skin down to and with subcutaneous fat"),
    ),
    ("11043", "11046", "muscle", ("skin, subcutaneous tissue and muscle", "dead tissue down to and with muscle")),
    ("11044", "11047", "bone", ("skin, subcutaneous tissue, muscle and bone", "dead tissue down to and with bone")),
)
_WOUNDS = (
    ("left heel", 28),
    ("right heel", 28),
    ("sacrum", 48),
    ("right hip", 48),
    ("left hip", 48),
    ("left lower leg", 48),
    ("right lower leg", 48),
    ("right foot", 35),
)
"""Place and the largest area in sq cm."""
_NUMBERS = {2: "two", 3: "three"}
_AREAS = (8, 12, 15, 20, 21, 25, 28, 35, 40, 41, 48)


@dataclass(frozen=True, slots=True)
class _Wound:
    """A wound: where it is, its depth as an index, the area removed and the open area, both in sq cm."""

    place: str
    depth: int
    area: int
    opening: int


def _draw(rng: random.Random) -> Draft:
    number = rng.choice((1, 2, 2, 3))
    deepest = rng.choice((0, 1, 1, 2))
    depths = [deepest, *(rng.choice((deepest, max(deepest - 1, 0), deepest)) for _ in range(number - 1))]
    places = rng.sample(_WOUNDS, number)
    wounds = [
        _Wound(place, depth, area, area + rng.choice((0, 6, 10, 15)))
        for (place, largest), depth in zip(places, depths, strict=True)
        for area in (rng.choice([each for each in _AREAS if each <= largest]),)
    ]
    rng.shuffle(wounds)
    texts = "; ".join(_text(rng, wound) for wound in wounds)
    person = patient(rng, 45, 88)
    stem = rng.choice(
        (
            f"{person.phrase} has {'a chronic wound' if number == 1 else f'{_NUMBERS[number]} chronic wounds'} "
            f"debrided in one session, with scalpel and curette. Removed: {texts}. Leaving modifiers and diagnosis "
            "aside, which codes report the debridement under CPT conventions?",
            f"Wound clinic, excisional debridement of {a(f'{person.age}-year-old {person.noun}')}, one session. "
            f"Removed: {texts}. Which codes follow under CPT conventions, leaving modifiers and diagnosis aside?",
        )
    )
    right = _codes(wounds)
    return Draft(stem, right, _why(wounds, right), _wrong(rng, wounds))


def _text(rng: random.Random, wound: _Wound) -> str:
    tissue = rng.choice(_DEPTHS[wound.depth][3])
    size = f", from an open wound of {wound.opening} sq cm" if wound.opening > wound.area else ""
    return f"{wound.place}{size}: {tissue}, {wound.area} sq cm"


def _units(area: int) -> int:
    """Add-on units: each 20 sq cm or part of it beyond the first 20."""
    return max(0, (area - 1) // 20)


def _lines(areas: list[tuple[int, int]]) -> str:
    """The claim for areas by depth, deepest first."""
    parts = []
    for depth, area in sorted(areas, reverse=True):
        first, more = _DEPTHS[depth][:2]
        units = _units(area)
        parts.append(first)
        if units:
            parts.append(more + (f" × {units}" if units > 1 else ""))
    return ", ".join(parts)


def _codes(wounds: list[_Wound], grouping: str = "", measure: str = "", shift: int = 0) -> str:
    """The claim by the rule, or by a mistaken way to group the wounds or to measure them (keys of the tables below)."""
    measured = [(wound.depth, wound.opening if measure == "open" else wound.area) for wound in wounds]
    deepest = max(wound.depth for wound in wounds)
    if grouping == "together":
        measured = [(deepest, sum(area for _, area in measured))]
    elif grouping != "wound":
        depths = {depth for depth, _ in measured}
        measured = [(each, sum(area for depth, area in measured if depth == each)) for each in depths]
    if grouping == "depth":
        measured = [(depth + shift, area) for depth, area in measured]
    if measure == "full":
        measured = [(depth, max(area - area % 20, 1)) for depth, area in measured]
    if measure == "again":
        measured = [(depth, area + 20) for depth, area in measured]
    return _lines(measured)


def _sums(wounds: list[_Wound]) -> str:
    facts = []
    for depth in sorted({wound.depth for wound in wounds}, reverse=True):
        areas = [wound.area for wound in wounds if wound.depth == depth]
        sum_of = " + ".join(map(str, areas)) + (f" = {sum(areas)}" if len(areas) > 1 else "")
        facts.append(f"{_DEPTHS[depth][2]} {sum_of} sq cm")
    return "; ".join(facts)


def _why(wounds: list[_Wound], right: str) -> str:
    return (
        f"By the deepest tissue removed, areas of one depth added: {_sums(wounds)}. The first code takes 20 sq cm of "
        f"its depth, the add-on each further 20 or part of it. That is {right}."
    )


_GROUPINGS = {
    "together": (
        "depths thrown together",
        "Adds areas of different depths under the deepest. Only areas of one depth are added",
    ),
    "wound": ("wounds of one depth not added", "Reports every wound by itself. Areas of one depth are added"),
    "depth": ("depth of the wound taken wrong", "Takes another depth than the deepest tissue that was removed"),
}
_MEASURES = {
    "open": (
        "open wound measured",
        "Measures the open wound. The area in which tissue was removed counts",
    ),
    "full": ("part of 20 sq cm left out", "Counts full 20 sq cm only. A part of 20 beyond the first counts too"),
    "again": ("add-on for the first 20 sq cm", "Counts the first 20 sq cm again with the add-on"),
}
"""Mistaken ways with their names and what is said of them."""


def _wrong(rng: random.Random, wounds: list[_Wound]) -> tuple[Wrong, ...]:
    """Mistakes in any order; often one of either kind and both at once come first, lest the right claim be the mean."""
    sums, right = _sums(wounds), _codes(wounds)
    depths = {wound.depth for wound in wounds}
    shift = rng.choice([by for by in (-1, 1) if min(depths) + by >= 0 and max(depths) + by <= 2])

    def wrong(grouping: str, measure: str) -> Wrong:
        said = [table[key] for table, key in ((_GROUPINGS, grouping), (_MEASURES, measure)) if key]
        why = ". ".join(text for _, text in said)
        return Wrong(
            _codes(wounds, grouping, measure, shift), " and ".join(name for name, _ in said), f"{why}: {sums}."
        )

    groupings = [each for each in _GROUPINGS if _codes(wounds, each, "", shift) != right]
    measures = [each for each in _MEASURES if _codes(wounds, "", each) != right]
    grouping, measure = rng.choice(groupings), rng.choice(measures)
    both = [wrong(grouping, measure)]
    found = [*(wrong(each, "") for each in groupings), *(wrong("", each) for each in measures), *both]
    rng.shuffle(found)
    return (wrong(grouping, ""), wrong("", measure), *both, *found) if rng.random() < 0.6 else tuple(found)


FAMILIES = (
    Family(
        slug="family-cpt-debridement-area",
        title="Debridement by depth and summed area",
        track="cpc",
        area="10000-series",
        difficulty=3,
        bloom="apply",
        tags=("debridement", "add-on codes"),
        references=(
            "CPT integumentary conventions on debridement, stated in our own words",
            "NCCI Policy Manual, chapter III",
        ),
        draw=_draw,
    ),
)
