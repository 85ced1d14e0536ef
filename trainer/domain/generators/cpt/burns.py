"""Extent of burns: body surface by the adult rule of nines, then the code of T31 by total and by third degree.

Source: ICD-10-CM Official Guidelines, section I.C.19.d (burns by extent; the rule of nines), and category T31.
"""

import random
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

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
    def whole(self) -> Fraction:
        """The percent of the whole limb or head, if only its front or back is meant."""
        return self.percent * (2 if self.name.startswith(("the front of", "the back of", "the front half")) else 1)

    @property
    def in_a_child(self) -> Fraction:
        """The percent by the figures of an infant: 18 for the head, 14 for a leg."""
        factor = Fraction(2) if self.part == "head" else Fraction(7, 9) if self.part.endswith("leg") else Fraction(1)
        return self.percent * factor


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


def _code(total: Fraction, third: Fraction) -> str:
    tens, deep = min(int(total // 10), 9), min(int(third // 10), 9)
    return f"T31.{tens}{deep}" if tens else "T31.0"


def _percent(value: Fraction) -> str:
    return f"{decimal(value, 0 if value.denominator == 1 else 1)} percent"


Burns = tuple[tuple[Area, int], ...]


def _burns(rng: random.Random) -> Burns:
    """Two to four areas that do not overlap, of second and third degree; now and then under 10 percent in all."""
    is_small = rng.random() < 0.12
    areas = [area for area in _AREAS if 4 < area.percent < 5] if is_small else _AREAS
    while True:
        drawn = rng.sample(areas, 2 if is_small else rng.randint(2, 4))
        burns = tuple((area, rng.choice((2, 3))) for area in drawn)
        sums = (_total(burns), _total(burns, 3))
        in_gap = any(value % 10 > 9 for value in sums)  # between the ranges: 9.5 is neither 0-9 nor 10-19
        parts, degrees = {area.part for area in drawn}, {degree for _, degree in burns}
        if len(parts) == len(drawn) and len(degrees) == 2 and not in_gap and is_small == (sums[0] < 10):
            return burns


def _total(burns: Burns, degree: int = 0) -> Fraction:
    return sum((area.percent for area, deep in burns if degree in (0, deep)), Fraction(0))


@dataclass(frozen=True, slots=True)
class Slip:
    """A mistake and the percent that it leads to, of the whole or of third degree."""

    percent: Fraction
    mistake: str
    why: str


def _total_slips(burns: Burns) -> list[Slip]:
    total, third = _total(burns), _total(burns, 3)
    whole = sum((area.whole for area, _ in burns), Fraction(0))
    swapped = sum((area.other_limb for area, _ in burns), Fraction(0))
    child = sum((area.in_a_child for area, _ in burns), Fraction(0))
    return [
        Slip(whole, "whole limb for one side", "Counts a whole limb where only its front or back is burned."),
        Slip(swapped, "arm and leg exchanged", "Takes 18 percent for an arm and 9 for a leg, which is the reverse."),
        Slip(child, "figures of an infant", "Takes the figures of an infant, with a larger head and smaller legs."),
        Slip(third, "third degree taken for the total", "Counts the third degree alone as the total."),
        Slip(total - third, "second degree taken for the total", "Counts the second degree alone as the total."),
        Slip(total + third, "third degree counted twice", "Adds the third degree to the total once more."),
    ]


def _third_slips(burns: Burns) -> list[Slip]:
    total, third = _total(burns), _total(burns, 3)
    whole = sum((area.whole for area, deep in burns if deep == 3), Fraction(0))
    swapped = sum((area.other_limb for area, deep in burns if deep == 3), Fraction(0))
    return [
        Slip(Fraction(0), "third degree left out", "Leaves out the third degree."),
        Slip(total, "all taken for third degree", "Takes all of it for third degree."),
        Slip(total - third, "second degree in its place", "Puts the second degree last."),
        Slip(whole, "whole limb of third degree for one side", "Counts a whole limb of third degree for one side."),
        Slip(swapped, "arm and leg of third degree exchanged", "Takes an arm for a leg in the third degree."),
    ]


def _small(rng: random.Random, burns: Burns) -> tuple[Wrong, ...]:
    """What comes of burns under 10 percent in all, whose code has no fifth character."""
    larger = sum((area.other_limb / area.percent * area.whole for area, _ in burns), Fraction(0))
    leg = Slip(larger, "whole leg for one side of an arm", "Takes whole legs where one side of an arm is burned.")
    fact = f"In fact {_percent(_total(burns))} are burned in all, and under 10 percent one code serves."
    found = []
    for slip in (*_total_slips(burns), leg):
        found.append(Wrong(_code(slip.percent, Fraction(0)), slip.mistake, f"{slip.why} {fact}"))
        why = f"{slip.why} It also takes all of it for third degree. {fact}"
        found.append(Wrong(_code(slip.percent, slip.percent), f"{slip.mistake}, all taken for third degree", why))
    rng.shuffle(found)
    return tuple(found)


def _crossed(rng: random.Random, burns: Burns) -> dict[tuple[bool, bool], list[tuple[Wrong, ...]]]:
    """A wrong total, a wrong third degree, and both at once; by whether they are more than the right ones."""
    total, third = _total(burns), _total(burns, 3)
    fact = f"In fact {_percent(total)} are burned, {_percent(third)} of third degree."
    crossed: dict[tuple[bool, bool], list[tuple[Wrong, ...]]] = {}
    for one, other in product(_total_slips(burns), _third_slips(burns)):
        texts = _code(one.percent, third), _code(total, other.percent), _code(one.percent, other.percent)
        is_sound = one.percent >= max(third, other.percent) and total >= other.percent
        is_crude = "twice" in one.mistake or "all taken" in other.mistake  # these would come too often
        slips = (
            Wrong(texts[0], one.mistake, f"{one.why} {fact}"),
            Wrong(texts[1], other.mistake, f"{other.why} {fact}"),
            Wrong(texts[2], f"{one.mistake}, {other.mistake}", f"{one.why} {other.why} {fact}"),
        )
        if is_sound and (not is_crude or rng.random() < 0.25):
            crossed.setdefault((one.percent > total, other.percent > third), []).append(slips)
    return crossed


def _slips(rng: random.Random, burns: Burns) -> tuple[Wrong, ...]:
    """Mostly two mistakes, each alone and both at once, so that no answer is what all the others resemble."""
    total, third = _total(burns), _total(burns, 3)
    if total < 10:
        return _small(rng, burns)
    crossed = _crossed(rng, burns)
    full = {
        side: [slips for slips in each if len({_code(total, third), *(slip.text for slip in slips)}) == 4]
        for side, each in crossed.items()
    }
    sides = sorted(side for side, each in full.items() if each)
    found = [slip for side in crossed.values() for slips in side for slip in slips]
    rng.shuffle(found)
    slight = [slip for slip in found if slip.text == "T31.0"]
    if slight and rng.random() < 0.5:
        return (slight[0], *found)
    if sides and rng.random() < 0.85:
        return rng.choice(full[rng.choice(sides)])
    return tuple(found)


def _stem(rng: random.Random, burns: tuple[tuple[Area, int], ...]) -> str:
    who, cause = patient(rng, 20, 68), rng.choice(_CAUSES)
    by_degree = [
        f"{_DEGREES[degree]} burns of {joined([area.name for area, deep in burns if deep == degree])}"
        for degree in rng.sample((2, 3), 2)
    ]
    ask = "which code reports the extent of the burns"
    return rng.choice(
        (
            f"{who.phrase} is brought in after {cause}. The surgeon charts {by_degree[0]}, and {by_degree[1]}. By the "
            f"rule of nines for adults, in addition to the codes for the sites, {ask}?",
            f"Burn unit, admission after {cause}: {who.phrase[0].lower()}{who.phrase[1:]} with {by_degree[0]}, and "
            f"{by_degree[1]}. The coder uses the rule of nines for adults. In addition to the codes for the "
            f"sites, {ask}?",
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
    return Draft(_stem(rng, burns), right, why, _slips(rng, burns))


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
