"""Excision of skin lesions: the excised diameter is the lesion and its narrowest margin on both sides."""

import random
from fractions import Fraction

from trainer.domain.generators.family import Draft, Family, Wrong
from trainer.domain.generators.wording import decimal, patient

_CLASSES = (
    ("benign", "trunk", ("upper back", "abdomen", "chest"), ("11400", "11401", "11402", "11403", "11404", "11406")),
    ("malignant", "trunk", ("upper back", "abdomen", "chest"), ("11600", "11601", "11602", "11603", "11604", "11606")),
    ("benign", "face", ("left cheek", "chin", "forehead"), ("11440", "11441", "11442", "11443", "11444", "11446")),
    ("malignant", "face", ("left cheek", "chin", "forehead"), ("11640", "11641", "11642", "11643", "11644", "11646")),
)
_UP_TO = (5, 10, 20, 30, 40)
"""Upper ends of the size ranges, in tenths of a centimeter."""
_FINDINGS = {"benign": "compound nevus, completely excised", "malignant": "basal cell carcinoma, margins clear"}


def _code(codes: tuple[str, ...], tenths: int) -> str:
    return codes[sum(tenths > end for end in _UP_TO)]


def _cm(tenths: int) -> str:
    return f"{decimal(Fraction(tenths, 10), 1)} cm"


def _draw(rng: random.Random) -> Draft:
    nature, region, sites, codes = rng.choice(_CLASSES)
    other = next(row[3] for row in _CLASSES if row[1] == region and row[0] != nature)
    lesion, margin = rng.randint(4, 32), rng.randint(2, 6)
    wide = margin + rng.randint(2, 4)
    diameter = lesion + 2 * margin
    right = _code(codes, diameter)
    stem = (
        f"{patient(rng).phrase} has a lesion of the {rng.choice(sites)} excised in full thickness. The lesion is "
        f"{_cm(lesion)} at its widest; the margin needed is {_cm(margin)} on each side at the narrowest, and the "
        f"ellipse leaves {_cm(wide)} at its tips. The wound is closed in one layer. Pathology: {_FINDINGS[nature]}. "
        "Following CPT conventions and leaving the diagnosis aside, which code reports the excision?"
    )
    sum_of = f"{_cm(lesion)} and twice {_cm(margin)} make {_cm(diameter)}"
    why = (
        "The excised diameter is the lesion at its widest and the narrowest margin on both sides: "
        f"{sum_of}. A {nature} lesion of the {region} of that size is {right}; a closure in one layer is included."
    )
    alone = f"Measures the lesion alone, {_cm(lesion)}. The margins belong to the excised diameter: {sum_of}."
    once = f"Adds the margin once, {_cm(lesion + margin)}. It lies on both sides: {sum_of}."
    kind = f"Takes the other nature. Pathology decides, and it found a {nature} lesion."
    tips = f"Counts {_cm(wide)} at the tips. The narrowest margin counts, not the length of the ellipse: {sum_of}."
    kind_alone = f"Takes the other nature and the lesion alone. It is {nature}, and {sum_of}."
    further = f"Goes one size too far: {sum_of}, which is still within the range of {right}."
    return Draft(
        stem,
        right,
        why,
        (
            Wrong(_code(codes, lesion), "lesion without margins", alone),
            Wrong(_code(codes, lesion + margin), "margin counted once", once),
            Wrong(_code(other, diameter), "nature of the lesion", kind),
            Wrong(_code(codes, lesion + 2 * wide), "widest margin", tips),
            Wrong(_code(other, lesion), "nature and margins", kind_alone),
            Wrong(_code(codes, diameter + 10), "next size up", further),
        ),
    )


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
