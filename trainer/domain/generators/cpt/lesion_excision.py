"""Excision of skin lesions: the excised diameter is the lesion and its narrowest margin on both sides."""

import random
from dataclasses import dataclass
from fractions import Fraction

from trainer.domain.generators.family import Draft, Family, Wrong
from trainer.domain.generators.wording import decimal, patient

_CODES = {
    ("benign", "trunk"): ("11400", "11401", "11402", "11403", "11404", "11406"),
    ("malignant", "trunk"): ("11600", "11601", "11602", "11603", "11604", "11606"),
    ("benign", "face"): ("11440", "11441", "11442", "11443", "11444", "11446"),
    ("malignant", "face"): ("11640", "11641", "11642", "11643", "11644", "11646"),
}
_UP_TO = (5, 10, 20, 30, 40)
"""Upper ends of the size ranges, in tenths of a centimeter."""
_SITES = {"trunk": ("upper back", "abdomen", "chest"), "face": ("left cheek", "chin", "forehead")}
_DIAMETERS = {("benign", "trunk"): (6, 30), ("malignant", "trunk"): (9, 30)}
_DIAMETERS |= {("benign", "face"): (6, 24), ("malignant", "face"): (9, 24)}
"""Excised diameters, in tenths of a centimeter, that one layer of sutures still closes here."""
_MARGINS = {"benign": (1, 2), "malignant": (3, 6)}
_FINDINGS = {"benign": "compound nevus, completely excised", "malignant": "basal cell carcinoma, margins clear"}
_AGES = {"benign": (19, 66), "malignant": (46, 88)}


@dataclass(frozen=True, slots=True)
class Excision:
    """A lesion as it was excised; lengths in tenths of a centimeter."""

    nature: str
    region: str
    lesion: int
    margin: int
    tips: int

    @property
    def diameter(self) -> int:
        return self.lesion + 2 * self.margin

    @property
    def other(self) -> str:
        return "benign" if self.nature == "malignant" else "malignant"

    def code(self, tenths: int, nature: str = "") -> str:
        return _CODES[nature or self.nature, self.region][_size(tenths)]


def _cm(tenths: int) -> str:
    return f"{decimal(Fraction(tenths, 10), 1)} cm"


def _size(tenths: int) -> int:
    """The place of a diameter among the size ranges."""
    return sum(tenths > end for end in _UP_TO)


def _excision(rng: random.Random) -> Excision:
    """An excision, the size ranges alike often."""
    nature, region = rng.choice(tuple(_DIAMETERS))
    low, high = _DIAMETERS[nature, region]
    size = rng.randint(_size(low), _size(high))
    diameter = rng.choice([tenths for tenths in range(low, high + 1) if _size(tenths) == size])
    narrowest, widest = _MARGINS[nature]
    margin = rng.choice([each for each in range(narrowest, widest + 1) if diameter - 2 * each >= 3])
    return Excision(nature, region, diameter - 2 * margin, margin, margin + rng.randint(2, 5))


def _sum(cut: Excision) -> str:
    return f"{_cm(cut.lesion)} and twice {_cm(cut.margin)} make {_cm(cut.diameter)}"


def _sizes(cut: Excision) -> list[tuple[int, str, str]]:
    """Wrong diameters, each with its mistake and what was measured."""
    tips, twice = cut.lesion + 2 * cut.tips, cut.lesion + 4 * cut.margin
    found = [
        (cut.lesion, "lesion without margins", f"Measures the lesion alone, {_cm(cut.lesion)}."),
        (cut.lesion + cut.margin, "margin counted once", f"Adds the margin once, {_cm(cut.lesion + cut.margin)}."),
        (tips, "widest margin", f"Counts {_cm(cut.tips)} at the tips, where the narrowest margin is meant."),
        (twice, "margins counted twice", f"Adds four margins, {_cm(twice)} in all."),
    ]
    further = (cut.diameter + 10, "next size up", f"Goes one size too far for {_cm(cut.diameter)}.")
    short = (cut.diameter - 10 or 1, "size below", f"Stops one size too early for {_cm(cut.diameter)}.")
    sizes = {_size(each[0]) - _size(cut.diameter) for each in found}
    found += [each for each, sign in ((further, 1), (short, -1)) if not any(size * sign > 0 for size in sizes)]
    low, high = _DIAMETERS[cut.nature, cut.region]
    return [each for each in found if _size(low) <= _size(max(each[0], 1)) <= _size(high)]


def _slips(rng: random.Random, cut: Excision) -> tuple[Wrong, ...]:
    """A wrong diameter, the wrong nature, and both at once."""
    sizes = [each for each in _sizes(cut) if cut.code(each[0]) != cut.code(cut.diameter)]
    more = [each for each in sizes if each[0] > cut.diameter]
    less = [each for each in sizes if each[0] < cut.diameter]
    tenths, mistake, why = rng.choice((more if rng.random() < 0.5 else less) or more or less)
    nature = f"Takes the lesion for {cut.other}. Pathology decides, and it found a {cut.nature} one"
    sum_of = f"Lesion and margins on both sides count: {_sum(cut)}."
    return (
        Wrong(cut.code(tenths), mistake, f"{why} {sum_of}"),
        Wrong(cut.code(cut.diameter, cut.other), "nature of the lesion", f"{nature}, of {_cm(cut.diameter)}."),
        Wrong(cut.code(tenths, cut.other), f"{mistake}, nature of the lesion", f"{why} {sum_of} {nature}."),
    )


def _stem(rng: random.Random, cut: Excision) -> str:
    who, site = patient(rng, *_AGES[cut.nature]), rng.choice(_SITES[cut.region])
    inside = f"{who.phrase[0].lower()}{who.phrase[1:]}"
    size = (
        f"The lesion is {_cm(cut.lesion)} at its widest; the margin needed is {_cm(cut.margin)} on each side at the "
        f"narrowest, and the ellipse leaves {_cm(cut.tips)} at its tips"
    )
    found = _FINDINGS[cut.nature]
    ask = "Following CPT conventions and leaving the diagnosis code aside, which code reports the excision"
    return rng.choice(
        (
            f"{who.phrase} has a lesion of the {site} excised in full thickness. {size}. The wound is closed in one "
            f"layer. Pathology: {found}. {ask}?",
            f"Procedure note: {inside} has a lesion of the {site} excised in full thickness; the wound is closed in "
            f"one layer. Pathology: {found}. {size}. {ask}?",
            f"Pathology: {found}. The report belongs to {inside}, who has a lesion of the {site} excised in full "
            f"thickness. {size}. The wound is closed in one layer of sutures. {ask}?",
        )
    )


def _draw(rng: random.Random) -> Draft:
    cut = _excision(rng)
    right = cut.code(cut.diameter)
    why = (
        "The excised diameter is the lesion at its widest and the narrowest margin on both sides: "
        f"{_sum(cut)}. A {cut.nature} lesion of the {cut.region} of that size is {right}; a closure in one layer is "
        "included."
    )
    return Draft(_stem(rng, cut), right, why, _slips(rng, cut))


FAMILIES = (
    Family(
        slug="family-cpt-lesion-excision-size",
        title="Excised diameter of a skin lesion",
        track="cpc",
        area="10000-series",
        difficulty=2,
        bloom="apply",
        tags=("lesion excision", "margins"),
        references=(
            "CPT integumentary conventions on the excised diameter, stated in our own words",
            "NCCI Policy Manual, chapter III",
        ),
        draw=_draw,
    ),
)
