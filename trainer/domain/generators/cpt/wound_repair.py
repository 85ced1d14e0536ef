"""Repair of several wounds: lengths of the same class and the same group of sites are added, others are not.

Source: CPT integumentary conventions on wound repair, in our own words. The groups of sites differ between simple and
intermediate repair: neck, hands and feet stand with trunk and limbs in simple, apart from them in intermediate repair.
"""

import random
from dataclasses import dataclass
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


def _cm(tenths: int) -> str:
    return f"{decimal(Fraction(tenths, 10), 1)} cm"


def _code(kind: str, group: str, tenths: int) -> str:
    ends, codes = _CODES[kind, group]
    return codes[sum(tenths > end for end in ends)]


def _listed(*codes: str) -> str:
    return joined(sorted(codes))


def _length(rng: random.Random) -> int:
    return rng.randint(12, 68)


def _wounds(rng: random.Random) -> tuple[Wound, Wound, Wound]:
    """Two wounds of a class and a group; the third is like them or of another class or group."""
    kind = rng.choice(("simple", "intermediate"))
    regions = {"simple": ("body", "hands"), "intermediate": (rng.choice(("body", "hands")),)}[kind]
    if rng.random() < 0.25:
        regions = ("face",)
    first_region = regions[0]
    second_region = regions[-1] if len(regions) > 1 and rng.random() < 0.6 else first_region
    if first_region == second_region:
        sites = rng.sample(_SITES[first_region], 2)
    else:
        sites = [rng.choice(_SITES[first_region]), rng.choice(_SITES[second_region])]
    first = Wound(kind, first_region, sites[0], _length(rng))
    second = Wound(kind, second_region, sites[1], _length(rng))
    other_kind = rng.choice((kind, "intermediate" if kind == "simple" else "simple"))
    if rng.random() < 0.35:  # all three belong together
        other_kind, apart = kind, [second_region]
    elif other_kind == kind:
        apart = [region for region in _SITES if Wound(kind, region, "", 0).group != first.group]
    else:
        apart = [first_region]
    region = rng.choice(apart)
    site = rng.choice([each for each in _SITES[region] if each not in sites])
    return first, second, Wound(other_kind, region, site, _length(rng))


def _joined_slips(wounds: tuple[Wound, Wound, Wound]) -> tuple[Wrong, ...]:
    """What goes wrong where all three wounds belong together."""
    kind, group = wounds[0].kind, wounds[0].group
    total = sum(wound.tenths for wound in wounds)
    sum_of = f"all three share class and group of sites, and their lengths make {_cm(total)}"
    codes = [_code(kind, group, wound.tenths) for wound in wounds]
    longest = max(wound.tenths for wound in wounds)
    lower = "simple" if kind == "intermediate" else "intermediate"
    lower_group = Wound(lower, wounds[0].region, "", 0).group
    pair = wounds[0].tenths + wounds[1].tenths
    regions = {wound.region for wound in wounds}
    apart = [sum(wound.tenths for wound in wounds if wound.region == region) for region in sorted(regions)]
    slips = [Wrong(_listed(*codes), "lengths not added", f"Codes every wound alone, but {sum_of}.")]
    if len(apart) == 2:
        why = f"Keeps neck, hands and feet apart, as for intermediate repair. In simple repair {sum_of}."
        slips.append(Wrong(_listed(*(_code(kind, group, each) for each in apart)), "groups of another class", why))
    two = f"Adds two of the wounds and codes the {wounds[2].site} alone, but {sum_of}."
    only = f"Takes the longest wound, {_cm(longest)}, for all, but {sum_of}."
    classed = f"Takes the repair for {lower}. It is {kind}, {sum_of}."
    further = f"Reads the next range, but {sum_of}."
    return (
        *slips,
        Wrong(_code(lower, lower_group, total), "class of repair", classed),
        Wrong(_code(kind, group, longest), "only the longest wound", only),
        Wrong(_listed(_code(kind, group, pair), codes[2]), "one wound kept apart", two),
        Wrong(_code(kind, group, total + 50), "next size up", further),
    )


def _slips(first: Wound, second: Wound, other: Wound) -> tuple[Wrong, ...]:
    kind, group = first.kind, first.group
    total = first.tenths + second.tenths
    sum_of = f"{_cm(first.tenths)} and {_cm(second.tenths)} make {_cm(total)}"
    right, lone = _code(kind, group, total), _code(other.kind, other.group, other.tenths)
    each = [_code(wound.kind, wound.group, wound.tenths) for wound in (first, second)]
    everything = total + other.tenths
    highest = "intermediate" if "intermediate" in (kind, other.kind) else "simple"
    top = _code(highest, other.group if other.kind == highest and kind != highest else group, everything)
    longest = max(first.tenths, second.tenths)
    apart = "class of repair" if other.kind != kind else "group of sites"
    separately = f"Codes every wound alone. Two share class and group of sites, so {sum_of} before a code is chosen."
    all_in_one = f"Adds all three, {_cm(everything)}. The wound on the {other.site} is of another {apart}."
    only = f"Takes the longer of the two, {_cm(longest)}, for both. Lengths are added: {sum_of}."
    wrong_pair = (
        f"Adds the {first.site} and the {other.site}. They differ in {apart}; it is the {second.site} that joins."
    )
    lower = "simple" if kind == "intermediate" else "intermediate"
    lower_group = Wound(lower, first.region, "", 0).group
    classed = f"Takes the repair of the two wounds for {lower}. It is {kind}, and {sum_of}."
    crossed = _code(kind, group, first.tenths + other.tenths)
    return (
        Wrong(_listed(*each, lone), "lengths not added", separately),
        Wrong(top, "all lengths added", all_in_one),
        Wrong(_listed(_code(kind, group, longest), lone), "only the longest wound", only),
        Wrong(_listed(_code(lower, lower_group, total), lone), "class of repair", classed),
        Wrong(_listed(crossed, each[1]), "wrong wounds added", wrong_pair),
        Wrong(right, "one wound left out", f"Leaves out the wound on the {other.site}, which is coded on its own."),
    )


def _stem(rng: random.Random, wounds: tuple[Wound, Wound, Wound]) -> str:
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
    first, second, other = wounds = _wounds(rng)
    group = f"class ({first.kind}) and group ({_NAMES[first.kind, first.group]})"
    if (first.kind, first.group) == (other.kind, other.group):
        total = sum(wound.tenths for wound in wounds)
        right = _code(first.kind, first.group, total)
        parts = joined([_cm(wound.tenths) for wound in wounds])
        why = f"All three wounds share {group}, so their lengths are added: {parts} make {_cm(total)}, {right}."
        return Draft(_stem(rng, wounds), right, why, _some(rng, _joined_slips(wounds)))
    total = first.tenths + second.tenths
    code = _code(first.kind, first.group, total)
    lone = _code(other.kind, other.group, other.tenths)
    differs = f"{other.kind} repair" if other.kind != first.kind else "in another group of sites"
    why = (
        f"The {first.site} and the {second.site} share {group}, so their lengths are added: {_cm(first.tenths)} and "
        f"{_cm(second.tenths)} make {_cm(total)}, {code}. The {other.site} is {differs} and is coded alone at "
        f"{_cm(other.tenths)}, {lone}."
    )
    return Draft(_stem(rng, wounds), _listed(code, lone), why, _some(rng, _slips(first, second, other)))


def _some(rng: random.Random, slips: tuple[Wrong, ...]) -> tuple[Wrong, ...]:
    """The same slips, the four likeliest in a drawn order, so that variants do not all offer the same ones."""
    head = list(slips[:4])
    rng.shuffle(head)
    return (*head, *slips[4:])


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
