"""Placeholder X: it fills the empty places so that a required 7th character stands seventh, and only those.

ICD-10-CM guidelines I.A.4 (placeholder character) and I.A.5 (7th characters).
"""

import random
from dataclasses import dataclass

from trainer.domain.generators.choosing import arranged
from trainer.domain.generators.family import Draft, Family, Wrong
from trainer.domain.generators.icd10cm.charts import GUIDELINES, TABULAR, somebody

_PLACE = 7
"""Where the 7th character stands; the point is no character."""


@dataclass(frozen=True, slots=True)
class Need:
    """What is coded: the subcategory as the index leads to it, the 7th character, and the likely wrong one."""

    chart: str
    base: str
    seventh: str
    other: str
    other_why: str
    ages: tuple[int, int] = (18, 70)
    noun: str = ""


_LATER = "D is for care while healing, and today is active treatment."
_EARLY = "A stands for active treatment, which is over; today is care while healing."
_NOT_YET = "S is for what is left after healing, and the injury is fresh."
_FALL = "D is for care while healing; the fall is reported with the encounter for active treatment."
_NEEDS = (
    Need("has a bead taken out of the right ear canal; first treatment", "T16.1", "A", "D", _LATER, (4, 9)),
    Need("has an insect removed from the left ear canal; first treatment", "T16.2", "A", "D", _LATER, (8, 60)),
    Need("has a pea removed from the nostril; first treatment", "T17.1", "A", "D", _LATER, (4, 8)),
    Need("has a metal splinter removed from the right cornea; first treatment", "T15.01", "A", "D", _LATER),
    Need("has a wood chip taken out of the left cornea; first treatment", "T15.02", "A", "S", _NOT_YET),
    Need(
        "is seen in the emergency department with a bruise (contusion) of the scalp",
        "S00.03",
        "A",
        "D",
        _LATER,
        (8, 80),
    ),
    Need(
        "has a cut of the scalp, without foreign body, sutured on the day it happened",
        "S01.01",
        "A",
        "D",
        _LATER,
        (8, 80),
    ),
    Need(
        "has the sutures taken out of a healing cut of the scalp, without foreign body",
        "S01.01",
        "D",
        "A",
        _EARLY,
        (8, 80),
    ),
    Need("is treated for an abrasion of the right cornea, an hour old, no foreign body", "S05.01", "A", "D", _LATER),
    Need("is checked for a healing abrasion of the left cornea, no foreign body", "S05.02", "D", "A", _EARLY),
    Need("is seen after a rear-end collision an hour ago: sprain of the neck ligaments", "S13.4", "A", "D", _LATER),
    Need("is seen in the recovery phase of a sprain of the neck ligaments", "S13.4", "D", "A", _EARLY),
    Need("is treated for a fresh strain of the muscles of the neck", "S16.1", "A", "S", _NOT_YET),
    Need("is treated for heat exhaustion, kind not stated, on the day it began", "T67.5", "A", "D", _LATER),
    Need("is treated for angioedema in an emergency department, cause unknown", "T78.3", "A", "D", _LATER),
    Need("is treated for an electric shock from a household socket an hour ago", "T75.4", "A", "S", _NOT_YET),
    Need(
        "has the dislocation of the right ankle joint reduced in the emergency department", "S93.04", "A", "D", _LATER
    ),
    Need(
        "has a bruise (contusion) of the right knee, seen on the day of the fall", "S80.01", "A", "D", _LATER, (8, 80)
    ),
    Need("has a bruise (contusion) of the lower back, seen on the day of the fall", "S30.0", "A", "D", _LATER),
    Need(
        "was bitten by a dog an hour ago; the bite itself is coded, only its external cause is left",
        "W54.0",
        "A",
        "D",
        _FALL,
    ),
    Need(
        "fell, nobody knows how, an hour ago; only the external cause is left to code", "W19", "A", "D", _FALL, (60, 90)
    ),
    Need(
        "slipped on ice and fell without striking anything; only the external cause is left", "W00.0", "A", "D", _FALL
    ),
    Need("fell down stairs, kind not stated, an hour ago; only the external cause is left", "W10.9", "A", "D", _FALL),
    Need(
        "has an age-related osteoporotic fracture of a vertebra, treated actively today",
        "M80.08",
        "A",
        "D",
        _LATER,
        (66, 88),
    ),
    Need(
        "is followed up for an age-related osteoporotic fracture of a vertebra that heals on course",
        "M80.08",
        "D",
        "G",
        "G is for delayed healing, and this fracture heals on course.",
        (66, 88),
    ),
    Need(
        "is treated for chronic gout, cause and site not stated, without tophi",
        "M1A.9",
        "0",
        "1",
        "1 is for gout with tophi, and there are none.",
        (40, 80),
    ),
    Need(
        "is treated for chronic gout, cause and site not stated, with tophi",
        "M1A.9",
        "1",
        "0",
        "0 is for gout without tophi, and there are tophi.",
        (40, 80),
    ),
    Need(
        "has open-angle glaucoma, kind not stated, at a moderate stage",
        "H40.10",
        "2",
        "1",
        "1 is for the mild stage, and the chart says moderate.",
        (50, 85),
    ),
    Need(
        "has open-angle glaucoma, kind not stated, at a severe stage",
        "H40.10",
        "3",
        "2",
        "2 is for the moderate stage, and the chart says severe.",
        (50, 85),
    ),
    Need(
        "is pregnant with one fetus, third trimester; the diagnosis is polyhydramnios",
        "O40.3",
        "0",
        "1",
        "1 points at the first of several fetuses, and there is one only.",
        (20, 38),
        "woman",
    ),
    Need(
        "is pregnant with twins, third trimester; polyhydramnios of fetus 2 is the diagnosis",
        "O40.3",
        "2",
        "0",
        "0 is for a single fetus, and the chart names fetus 2.",
        (20, 38),
        "woman",
    ),
    Need(
        "is in labor with one fetus; labor is obstructed by breech presentation",
        "O64.1",
        "0",
        "1",
        "1 points at the first of several fetuses, and there is one only.",
        (20, 38),
        "woman",
    ),
    Need(
        "is treated for a laceration of the right hand, no foreign body, an hour old",
        "S61.411",
        "A",
        "D",
        _LATER,
        (8, 75),
    ),
    Need("is treated for a fresh strain of the right Achilles tendon", "S86.011", "A", "D", _LATER, (24, 60)),
    Need("has a second-degree burn of the back of the right hand dressed, an hour old", "T23.261", "A", "S", _NOT_YET),
    Need(
        "is seen in the healing phase of a sprain of the right knee's anterior cruciate ligament",
        "S83.511",
        "D",
        "A",
        _EARLY,
    ),
)


def _characters(code: str) -> int:
    return len(code.replace(".", ""))


def _dotted(plain: str) -> str:
    return plain if len(plain) <= 3 else f"{plain[:3]}.{plain[3:]}"


def full(base: str, seventh: str) -> str:
    """The complete code: the base, X in every empty place up to the sixth, and the 7th character."""
    plain = base.replace(".", "")
    return _dotted(plain + "X" * (_PLACE - 1 - len(plain)) + seventh)


_FULL_SETS = (
    "other extra-other base",
    "other extra over-other",
    "other extra base",
    "extra over over-other",
    "extra extra-other over-other",
    "other over extra-other",
)
_EMPTY_SETS = (
    "other zero early-other",
    "other zero zero-other",
    "behind-other zero-other cut",
    "other early cut",
    "other early-other behind-other",
    "behind zero zero-other",
    "early early-other behind-other",
    "early behind zero",
)
"""Which mistakes stand together; see `charts.arranged`."""


def _both_ways(need: Need, name: str, text: str, mistake: str, why: str) -> dict[str, Wrong]:
    """A mistake of form with the right 7th character and with the wrong one; `text` has braces in its place."""
    return {
        name: Wrong(text.format(need.seventh), mistake, why.format(need.seventh)),
        f"{name}-other": Wrong(
            text.format(need.other), f"{mistake}, wrong 7th character", f"{why.format(need.other)} {need.other_why}"
        ),
    }


def _wrong_where_full(need: Need) -> dict[str, Wrong]:
    """Mistakes where six characters stand already."""
    plain = need.base.replace(".", "")
    extra = f"{need.base} has six characters already; one X more makes eight, and no code has more than seven."
    over = f"The X takes the place of the sixth character “{plain[-1]}”, which tells what is coded."
    none = f"{need.base} is not complete: the tabular asks for a 7th character here."
    return {
        "other": Wrong(full(need.base, need.other), "wrong 7th character", need.other_why),
        "base": Wrong(need.base, "7th character left out", none),
        **_both_ways(need, "extra", _dotted(plain + "X{}"), "placeholder where none is empty", extra),
        **_both_ways(need, "over", _dotted(plain[:-1] + "X{}"), "placeholder over a character", over),
    }


def _wrong_where_empty(need: Need, written: int) -> dict[str, Wrong]:
    """Mistakes where places are empty; `written` placeholders stand where there are too few of them."""
    plain = need.base.replace(".", "")
    empty = _PLACE - 1 - len(plain)
    few = f"{{}} stands in place {len(plain) + written + 1} here, but it must stand in the seventh: X fills the empty "
    turned = f"The X belongs before the 7th character: here {{}} stands in place {len(plain) + 1}."
    zeros = f"0 has a meaning of its own; an empty place is filled by X, as in {full(need.base, need.seventh)}."
    cut = _dotted(plain + "X" * empty)
    early = "too few placeholders" if written else "placeholder left out"
    behind = "placeholder behind the 7th character"
    return {
        "other": Wrong(full(need.base, need.other), "wrong 7th character", need.other_why),
        "cut": Wrong(cut, "7th character left out", f"X alone completes nothing: {cut} still wants its 7th character."),
        **_both_ways(need, "early", _dotted(plain + "X" * written + "{}"), early, few + "places."),
        **_both_ways(need, "behind", _dotted(plain + "{}" + "X" * empty), behind, turned),
        **_both_ways(need, "zero", _dotted(plain + "0" * empty + "{}"), "zero for the placeholder", zeros),
    }


def _stem(rng: random.Random, need: Need) -> str:
    who = somebody(rng, *need.ages, nouns=need.noun).phrase
    lead = rng.choice(
        (
            f"The alphabetic index led to {need.base}, and the tabular asks for a 7th character there.",
            f"The coder has found {need.base} in the tabular; a note there requires a 7th character.",
            f"In the tabular the coder arrives at {need.base}, to which a 7th character is to be added.",
        )
    )
    ask = rng.choice(
        (
            "Which code is complete and right under ICD-10-CM FY 2026?",
            "Which ICD-10-CM code (FY 2026) is valid and fits the chart?",
            "How is the code written in full under ICD-10-CM FY 2026?",
        )
    )
    return f"{who} {need.chart}. {lead} {ask}"


def _draw(rng: random.Random) -> Draft:
    need = rng.choice(_NEEDS)
    right = full(need.base, need.seventh)
    empty = _PLACE - 1 - _characters(need.base)
    if empty:
        places = "one place" if empty == 1 else f"{empty} places"
        why = (
            f"{need.base} has {_characters(need.base)} characters, so that X fills {places} and {need.seventh} stands "
            f"seventh: {right}."
        )
        wrong = arranged(rng, _wrong_where_empty(need, rng.randrange(min(empty, 2))), _EMPTY_SETS)
    else:
        why = f"{need.base} has six characters: no place is empty, and {need.seventh} follows at once: {right}."
        wrong = arranged(rng, _wrong_where_full(need), _FULL_SETS)
    return Draft(_stem(rng, need), right, why, wrong)


FAMILIES = (
    Family(
        slug="family-icd-placeholder-x",
        title="Placeholder X before a 7th character",
        track="cpc",
        area="icd-10-cm",
        difficulty=2,
        bloom="apply",
        tags=("placeholder", "7th character"),
        references=(
            GUIDELINES + "I.A.4 (placeholder character)",
            GUIDELINES + "I.A.5 (7th characters)",
            TABULAR + "the category of the condition",
        ),
        draw=_draw,
        has_odd_codes=True,
    ),
)
