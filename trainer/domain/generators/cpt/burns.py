"""Extent of burns: body surface by the adult rule of nines, then the code of T31 by total and by third degree.

Source: ICD-10-CM Official Guidelines, section I.C.19.d (burns by extent; the rule of nines), and category T31.
"""

import random
from dataclasses import dataclass
from fractions import Fraction

from trainer.domain.generators.family import Draft, Family, Wrong
from trainer.domain.generators.wording import decimal, joined, patient


@dataclass(frozen=True, slots=True)
class Area:
    """A part of the body with its percent by the rule of nines; `part` keeps areas from overlapping."""

    name: str
    part: str
    percent: Fraction
    other_limb: Fraction
    """The percent if arms were taken for legs and legs for arms."""

    @property
    def is_one_side(self) -> bool:
        return self.name.startswith(("the front of the", "the back of the"))


def _area(name: str, part: str, percent: str, other: str = "") -> Area:
    return Area(name, part, Fraction(percent), Fraction(other or percent))


_AREAS = (
    _area("the whole head and neck", "head", "9"),
    _area("the front half of the head and neck", "head", "4.5"),
    *(_area(f"the whole {side} arm with the hand", f"{side} arm", "9", "18") for side in ("right", "left")),
    *(_area(f"the front of the {side} arm", f"{side} arm", "4.5", "9") for side in ("right", "left")),
    *(_area(f"the back of the {side} arm", f"{side} arm", "4.5", "9") for side in ("right", "left")),
    *(_area(f"the whole {side} leg with the foot", f"{side} leg", "18", "9") for side in ("right", "left")),
    *(_area(f"the front of the {side} leg", f"{side} leg", "9", "4.5") for side in ("right", "left")),
    *(_area(f"the back of the {side} leg", f"{side} leg", "9", "4.5") for side in ("right", "left")),
    _area("the whole front of the trunk", "front", "18"),
    _area("the upper half of the front of the trunk", "front", "9"),
    _area("the whole back of the trunk with the buttocks", "back", "18"),
    _area("the upper half of the back of the trunk", "back", "9"),
    _area("the genital region", "genital", "1"),
)
_CAUSES = (
    "a kitchen fire",
    "a steam leak at work",
    "a house fire",
    "a spill of boiling water",
    "a gasoline flash fire",
)
_DEGREES = {2: "partial-thickness (second degree)", 3: "full-thickness (third degree)"}


def _code(total: Fraction, third: Fraction, category: str = "T31") -> str:
    tens, deep = min(int(total // 10), 9), min(int(third // 10), 9)
    return f"{category}.{tens}{deep}" if tens else f"{category}.0"


def _percent(value: Fraction) -> str:
    return f"{decimal(value, 0 if value.denominator == 1 else 1)} percent"


def _burns(rng: random.Random) -> tuple[tuple[Area, int], ...]:
    """Two to four areas that do not overlap, each with its degree, one at least of second degree."""
    while True:
        areas = rng.sample(_AREAS, rng.randint(2, 4))
        degrees = [rng.choice((2, 3)) for _ in areas]
        burns = tuple(zip(areas, degrees, strict=True))
        sums = (_total(burns), _total(burns, 3))
        in_gap = any(value % 10 > 9 for value in sums)  # between the ranges: 9.5 is neither 0-9 nor 10-19
        if len({area.part for area in areas}) == len(areas) and len(set(degrees)) == 2 and not in_gap:
            return burns


def _total(burns: tuple[tuple[Area, int], ...], degree: int = 0) -> Fraction:
    return sum((area.percent for area, deep in burns if degree in (0, deep)), Fraction(0))


def _slips(burns: tuple[tuple[Area, int], ...]) -> tuple[Wrong, ...]:
    total, third = _total(burns), _total(burns, 3)
    facts = f"{_percent(total)} are burned, {_percent(third)} of third degree"
    swapped = sum((area.other_limb for area, _ in burns), Fraction(0))
    swapped_third = sum((area.other_limb for area, deep in burns if deep == 3), Fraction(0))
    second = total - third
    doubled = [(area.percent * (2 if area.is_one_side else 1), deep) for area, deep in burns]
    whole = sum((percent for percent, _ in doubled), Fraction(0))
    whole_third = sum((percent for percent, deep in doubled if deep == 3), Fraction(0))
    sides = f"Counts a whole limb where only its front or back is burned. In fact {facts}."
    limbs = "Takes 18 percent for an arm and 9 for a leg. An adult's arm is 9 percent and the leg 18"
    return (
        Wrong(_code(total, Fraction(0)), "third degree left out", f"Leaves out the third degree. In fact {facts}."),
        Wrong(_code(total, total), "all taken for third degree", f"Takes all of it for third degree. In fact {facts}."),
        Wrong(
            _code(third, third), "third degree taken for the total", f"Counts the third degree alone. In fact {facts}."
        ),
        Wrong(_code(total, second), "second degree in its place", f"Puts the second degree last. In fact {facts}."),
        Wrong(_code(whole, whole_third), "whole limb for one side", sides),
        Wrong(_code(swapped, swapped_third), "arm and leg exchanged", f"{limbs}. In fact {facts}."),
        Wrong(
            _code(second, Fraction(0)),
            "second degree taken for the total",
            f"Counts second degree alone. In fact {facts}.",
        ),
        Wrong(
            _code(total + 10, third), "next range of the total", f"Goes a range too far in the total. In fact {facts}."
        ),
        Wrong(
            _code(total, third, "T32"),
            "corrosion for burn",
            "Takes the category of corrosions, which is for chemicals. Heat causes burns, T31.",
        ),
    )


def _stem(rng: random.Random, burns: tuple[tuple[Area, int], ...]) -> str:
    who, cause = patient(rng, 20, 68), rng.choice(_CAUSES)
    by_degree = [
        f"{_DEGREES[degree]} burns of {joined([area.name for area, deep in burns if deep == degree])}"
        for degree in rng.sample((2, 3), 2)
    ]
    ask = "beside the codes for the sites, which code reports the extent of the burns"
    return rng.choice(
        (
            f"{who.phrase} is brought in after {cause}. The surgeon charts {by_degree[0]}, and {by_degree[1]}. By the "
            f"rule of nines for adults, {ask}?",
            f"Burn unit, admission after {cause}: {who.phrase[0].lower()}{who.phrase[1:]} with {by_degree[0]}, and "
            f"{by_degree[1]}. The coder uses the rule of nines for adults. Now, {ask}?",
        )
    )


def _draw(rng: random.Random) -> Draft:
    burns = _burns(rng)
    total, third = _total(burns), _total(burns, 3)
    right = _code(total, third)
    sums = " + ".join(decimal(area.percent, 0 if area.percent.denominator == 1 else 1) for area, _ in burns)
    why = (
        f"The rule of nines gives {sums}, together {_percent(total)}; "
        f"{_percent(third)} of the body is of third degree. The fourth character says the total and the fifth the "
        f"third degree: {right}."
    )
    if total < 10:
        why = f"The rule of nines gives {sums}, together {_percent(total)}. Under 10 percent one code serves: {right}."
    slips = _slips(burns)
    head = list(slips[:6])
    rng.shuffle(head)
    return Draft(_stem(rng, burns), right, why, (*head, *slips[6:]))


FAMILIES = (
    Family(
        slug="family-icd-burn-extent",
        title="Extent of burns by the rule of nines",
        track="cpc",
        area="icd-10-cm",
        difficulty=2,
        bloom="apply",
        tags=("burns", "rule of nines"),
        references=("ICD-10-CM Official Guidelines, section I.C.19.d", "ICD-10-CM, category T31"),
        draw=_draw,
    ),
)
