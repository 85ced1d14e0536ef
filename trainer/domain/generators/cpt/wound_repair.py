"""Repair of several wounds: lengths of the same class and the same group of sites are added, others are not.

Source: CPT integumentary conventions on wound repair, in our own words. The groups of sites differ between simple and
intermediate repair: neck, hands and feet stand with trunk and limbs in simple, apart from them in intermediate repair.
"""

import random
from dataclasses import dataclass, replace
from fractions import Fraction

from trainer.domain.generators.family import Draft, Family, Wrong
from trainer.domain.generators.wording import decimal, joined, patient

_WIDE = (25, 75, 125, 200, 300)
_FACE = (25, 50, 75, 125, 200, 300)
"""Upper ends of the length ranges, in tenths of a centimeter."""
_CODES = {
    ("simple", "body"): (_WIDE, ("12001", "12002", "12004", "12005", "12006", "12007")),
    ("simple", "face"): (_FACE, ("12011", "12013", "12014", "12015", "12016", "12017", "12018")),
    ("intermediate", "body"): (_WIDE, ("12031", "12032", "12034", "12035", "12036", "12037")),
    ("intermediate", "hands"): (_WIDE, ("12041", "12042", "12044", "12045", "12046", "12047")),
    ("intermediate", "face"): (_FACE, ("12051", "12052", "12053", "12054", "12055", "12056", "12057")),
}
_SITES = {
    "body": ("left forearm", "right upper arm", "right thigh", "left lower leg", "scalp", "upper back", "chest"),
    "hands": ("back of the right hand", "left palm", "side of the neck", "top of the left foot"),
    "face": ("forehead", "left cheek", "chin", "right ear", "bridge of the nose"),
}
_NAMES = {
    ("simple", "body"): "scalp, neck, trunk, limbs, hands and feet",
    ("simple", "face"): "face, ears and nose",
    ("intermediate", "body"): "scalp, trunk and limbs without hands and feet",
    ("intermediate", "hands"): "neck, hands and feet",
    ("intermediate", "face"): "face, ears and nose",
}
_CLOSURE = {
    "simple": ("sutured in a single layer of skin", "closed with skin sutures in one layer"),
    "intermediate": (
        "closed in layers, subcutaneous tissue and then skin",
        "repaired with a layer of sutures in the subcutaneous tissue and another in the skin",
    ),
}
_CAUSES = (
    "falls through a glass door",
    "is thrown off a motorcycle",
    "is hurt by breaking glass",
    "falls off a ladder",
)


_OTHER = {"simple": "intermediate", "intermediate": "simple"}


@dataclass(frozen=True, slots=True)
class Wound:
    """A wound with its class of repair; `region` is a key of `_SITES`, `tenths` its length."""

    kind: str
    region: str
    site: str
    tenths: int

    @property
    def group(self) -> str:
        """The group of sites that the codes of its class put it in."""
        return "body" if self.kind == "simple" and self.region == "hands" else self.region

    @property
    def told(self) -> str:
        return f"{_cm(self.tenths)} on the {self.site}"


Wounds = tuple[Wound, ...]


def _cm(tenths: int) -> str:
    return f"{decimal(Fraction(tenths, 10), 1)} cm"


def _code(kind: str, group: str, tenths: int, step: int = 0) -> str:
    ends, codes = _CODES[kind, group]
    return codes[min(max(sum(tenths > end for end in ends) + step, 0), len(ends))]


def _wounds(rng: random.Random) -> Wounds:
    """Three wounds that make one, two or three sums; where a class differs, it is the last wound's."""
    wanted = rng.choice((1, 2, 3))
    while True:
        kind = rng.choice(("simple", "intermediate"))
        kinds = (kind, kind, rng.choice((kind, _OTHER[kind])))
        regions = [rng.choice(("body", "body", "hands", "face")) for _ in kinds]
        found = tuple(
            Wound(each, region, rng.choice(_SITES[region]), rng.randint(12, 68))
            for each, region in zip(kinds, regions, strict=True)
        )
        if len(_sums(found)) == wanted and len({wound.site for wound in found}) == 3:
            return found


def _sums(wounds: Wounds, way: str = "") -> list[list[Wound]]:
    """The wounds whose lengths are added, rightly or in one of the `_WAYS`; of two classes the intermediate first."""
    added: dict[str, list[Wound]] = {}
    for wound in sorted(wounds, key=lambda wound: (wound.kind, wound.group)):
        keys = {
            "alone": wound.site,
            "across": wound.kind,
            "all": "",
            "sites": f"{wound.kind} {replace(wound, kind=_OTHER[wound.kind]).group}",
        }
        added.setdefault(keys.get(way, f"{wound.kind} {wound.group}"), []).append(wound)
    return list(added.values())


def _coded(wounds: Wounds, way: str = "", step: int = 0) -> str:
    """The codes in ascending order; `way` is one of the mistakes of `_WAYS`, `step` a number of ranges too far."""
    lengths = max if way == "longest" else sum
    codes = [
        _code(added[0].kind, added[0].group, lengths(wound.tenths for wound in added), step)
        for added in _sums(wounds, way)
    ]
    return joined(sorted(codes))


_WAYS = {
    "alone": ("lengths not added", "Codes every wound alone."),
    "longest": ("only the longest wound", "Takes the longest wound where lengths are to be added."),
    "across": ("sites of two groups added", "Adds the lengths of a class without regard to the groups of sites."),
    "all": ("all lengths added", "Adds the lengths of all three wounds."),
    "sites": ("groups of another class", "Groups neck, hands and feet as the codes of the other class do."),
}


def _misjudged(rng: random.Random, wounds: Wounds) -> tuple[Wounds, int, str, str]:
    """A mistake beside the adding: the class of some wounds, or the range of lengths."""
    kinds = sorted({wound.kind for wound in wounds})
    if rng.random() < 0.75:
        kind = rng.choice(kinds)
        other = _OTHER[kind]
        seen = tuple(replace(wound, kind=other) if wound.kind == kind else wound for wound in wounds)
        return seen, 0, "class of repair", f"Takes the {kind} repair for {other}."
    step = rng.choice((-1, 1))
    return (
        wounds,
        step,
        "next range" if step > 0 else "range before",
        f"Reads a range too {'far' if step > 0 else 'low'}.",
    )


def _slips(rng: random.Random, wounds: Wounds, fact: str) -> tuple[Wrong, ...]:
    """A mistake in adding, another mistake, and both at once; the only answer with so many codes is seldom right."""
    right = _coded(wounds)
    ways, may_stand_alone = list(_WAYS) * 2, rng.random() < 0.05
    rng.shuffle(ways)
    for way in ways:
        seen, step, mistake, why = _misjudged(rng, wounds)
        name, added = _WAYS[way]
        slips = (
            Wrong(_coded(wounds, way), name, f"{added} {fact}"),
            Wrong(_coded(seen, "", step), mistake, f"{why} {fact}"),
            Wrong(_coded(seen, way, step), f"{name}, {mistake}", f"{added} {why} {fact}"),
        )
        alone = all(len(slip.text.split()) != len(right.split()) for slip in slips)
        if len({right, *(slip.text for slip in slips)}) == 4 and (may_stand_alone or not alone):
            return slips
    return ()


def _stem(rng: random.Random, wounds: Wounds) -> str:
    first, second, other = wounds
    closing, odd = rng.choice(_CLOSURE[first.kind]), rng.choice(_CLOSURE[other.kind])
    who, cause = patient(rng, 19, 66), rng.choice(_CAUSES)
    if first.kind == other.kind:
        order = [first, second, other]
        rng.shuffle(order)
        listed = joined([wound.told for wound in order])
        body = f"Three wounds are repaired: {listed}. Each is {closing}."
    else:
        pair = f"The wounds of {first.told} and {second.told} are each {closing}"
        lone = f"the wound of {other.told} is {odd}"
        body = f"{pair}; {lone}." if rng.random() < 0.5 else f"{lone[0].upper()}{lone[1:]}. {pair}."
    return rng.choice(
        (
            f"{who.phrase} {cause}. {body} No debridement and no other repair is needed. Following CPT conventions and "
            "leaving modifiers aside, what reports the repairs?",
            f"Emergency department note: {who.phrase[0].lower()}{who.phrase[1:]} {cause}. {body} By CPT conventions, "
            "without modifiers, how are the repairs coded?",
        )
    )


def _draw(rng: random.Random) -> Draft:
    wounds = _wounds(rng)
    parts, told = [], []
    for added in _sums(wounds):
        kind, group = added[0].kind, added[0].group
        total = sum(wound.tenths for wound in added)
        sites = joined([wound.site for wound in added])
        makes = f"{joined([_cm(wound.tenths) for wound in added])} make {_cm(total)}" if len(added) > 1 else _cm(total)
        parts.append(f"{sites} ({kind}; {_NAMES[kind, group]}): {makes}, {_code(kind, group, total)}")
        told.append(f"{sites}, {kind}, {_cm(total)}")
    why = f"Lengths are added within a class of repair and a group of sites: {'; '.join(parts)}."
    fact = f"The sums are: {'; '.join(told)}."
    return Draft(_stem(rng, wounds), _coded(wounds), why, _slips(rng, wounds, fact))


FAMILIES = (
    Family(
        slug="family-cpt-wound-repair-sum",
        title="Lengths of wounds, added by class and site",
        track="cpc",
        area="10000-series",
        difficulty=3,
        bloom="apply",
        tags=("wound repair", "lengths"),
        references=("CPT integumentary conventions on wound repair, stated in our own words",),
        draw=_draw,
    ),
)
