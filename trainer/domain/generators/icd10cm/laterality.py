"""The side of a condition: one side, both, the side that is left, a side that only the nurse wrote down, none at all.

ICD-10-CM guideline I.B.13: a bilateral code where there is one, else a code for each side; the unspecified side only
where the record names none; after one side was cured, the code of the side that still has the condition. The side may
be taken from other clinicians' documentation.
"""

import random
from dataclasses import dataclass

from trainer.domain.generators.family import Draft, Family, Wrong
from trainer.domain.generators.icd10cm.charts import GUIDELINES, TABULAR, other_side, somebody
from trainer.domain.generators.wording import a


@dataclass(frozen=True, slots=True)
class Paired:
    """A condition of a paired part: codes for the right, the left, both (empty: there is none), and no stated side.

    `cure` removes the condition from one side for good; empty where no treatment does. `near` is a condition that is
    easily taken for it: its codes for both sides and its name; given where the condition has no bilateral code.
    `unfit` names the charts that do not go with the condition: "complaints", "months" (of complaints), "treated" (both
    sides at one visit), "no side". `plural`: what the condition of both sides is called where its name counts one.
    """

    name: str
    part: str
    parts: str
    codes: tuple[str, str, str, str]
    ages: tuple[int, int]
    cure: str = ""
    near: tuple[str, str] = ("", "")
    unfit: tuple[str, ...] = ()
    plural: str = ""
    found_by: str = "examination"

    def of(self, side: str) -> str:
        return self.codes[0 if side == "right" else 1]

    @property
    def both(self) -> str:
        """What is reported when both sides are affected: one code where there is one, else two."""
        return self.codes[2] or f"{self.codes[0]}, {self.codes[1]}"

    @property
    def of_both(self) -> str:
        return self.plural or self.name

    @property
    def vague(self) -> str:
        return self.codes[3]


_KNEE, _HIP, _SHOULDER = ("knee", "knees"), ("hip", "hips"), ("shoulder", "shoulders")
_CONDITIONS = (
    Paired("primary osteoarthritis", *_KNEE, ("M17.11", "M17.12", "M17.0", "M17.10"), (50, 84), "knee replacement"),
    Paired("primary osteoarthritis", *_HIP, ("M16.11", "M16.12", "M16.0", "M16.10"), (50, 84), "hip replacement"),
    Paired(
        "age-related nuclear cataract",
        "eye",
        "eyes",
        ("H25.11", "H25.12", "H25.13", "H25.10"),
        (60, 88),
        "cataract extraction with a lens implant",
        unfit=("treated", "no side"),
    ),
    Paired(
        "carpal tunnel syndrome",
        "wrist",
        "wrists",
        ("G56.01", "G56.02", "G56.03", "G56.00"),
        (30, 70),
        "carpal tunnel release",
    ),
    Paired("impacted cerumen", "ear", "ears", ("H61.21", "H61.22", "H61.23", "H61.20"), (20, 88)),
    Paired(
        "primary open-angle glaucoma, mild stage,",
        "eye",
        "eyes",
        ("H40.1111", "H40.1121", "H40.1131", "H40.1191"),
        (50, 86),
        unfit=("complaints", "no side"),
    ),
    Paired(
        "acute serous otitis media",
        "ear",
        "ears",
        ("H65.01", "H65.02", "H65.03", "H65.00"),
        (20, 60),
        unfit=("months",),
    ),
    Paired(
        "dry eye syndrome", "lacrimal gland", "lacrimal glands", ("H04.121", "H04.122", "H04.123", "H04.129"), (40, 85)
    ),
    Paired(
        "stenosis",
        "carotid artery",
        "carotid arteries",
        ("I65.21", "I65.22", "I65.23", "I65.29"),
        (55, 88),
        unfit=("complaints", "treated", "no side"),
        found_by="ultrasound",
    ),
    Paired(
        "adhesive capsulitis",
        *_SHOULDER,
        ("M75.01", "M75.02", "", "M75.00"),
        (40, 70),
        near=("M75.41, M75.42", "impingement syndrome of the shoulder"),
    ),
    Paired(
        "primary osteoarthritis",
        *_SHOULDER,
        ("M19.011", "M19.012", "", "M19.019"),
        (55, 84),
        "shoulder replacement",
        ("M19.111, M19.112", "post-traumatic osteoarthritis of the shoulder"),
    ),
    Paired(
        "trochanteric bursitis",
        *_HIP,
        ("M70.61", "M70.62", "", "M70.60"),
        (35, 80),
        near=("M70.71, M70.72", "other bursitis of the hip"),
    ),
    Paired(
        "lateral epicondylitis",
        "elbow",
        "elbows",
        ("M77.11", "M77.12", "", "M77.10"),
        (25, 65),
        near=("M77.01, M77.02", "medial epicondylitis"),
    ),
    Paired(
        "acquired hallux valgus",
        "foot",
        "feet",
        ("M20.11", "M20.12", "", "M20.10"),
        (30, 78),
        "bunion correction",
        ("M20.21, M20.22", "hallux rigidus"),
    ),
    Paired(
        "Achilles tendinitis",
        "leg",
        "legs",
        ("M76.61", "M76.62", "", "M76.60"),
        (22, 65),
        near=("M76.821, M76.822", "posterior tibial tendinitis"),
    ),
    Paired(
        "a ganglion",
        "wrist",
        "wrists",
        ("M67.431", "M67.432", "", "M67.439"),
        (20, 60),
        "ganglion excision",
        ("M67.441, M67.442", "a ganglion of the hand"),
        plural="ganglia",
    ),
    Paired(
        "unexplained pain",
        *_SHOULDER,
        ("M25.511", "M25.512", "", "M25.519"),
        (22, 80),
        near=("M79.621, M79.622", "pain of the upper arm"),
    ),
    Paired(
        "unexplained pain",
        *_KNEE,
        ("M25.561", "M25.562", "", "M25.569"),
        (22, 80),
        near=("M79.661, M79.662", "pain of the lower leg"),
    ),
    Paired(
        "unexplained pain",
        *_HIP,
        ("M25.551", "M25.552", "", "M25.559"),
        (22, 80),
        near=("M79.651, M79.652", "pain of the thigh"),
    ),
)
_SITUATIONS = ("one side", "both sides", "both sides", "one side cured", "nurse's note", "no side")
_QUESTIONS = (
    "Under ICD-10-CM FY 2026, how is the condition reported today?",
    "What goes on today's claim for this condition (ICD-10-CM FY 2026)?",
    "How does the coder report the condition for this visit under ICD-10-CM FY 2026?",
)


def _plain_facts(rng: random.Random, paired: Paired, situation: str, side: str) -> str:
    """What the chart says where it is complete and nothing has been cured; each text with what may make it unfit."""
    name, both, part, parts = paired.name, paired.of_both, paired.part, paired.parts
    other, days = other_side(side), rng.randint(2, 5)
    one_side = (
        ("", f"is seen for {name} of the {side} {part}. The {other} {part} is examined and normal"),
        ("", f"comes back to the clinic; the note says: {name} of the {side} {part}, {other} side unremarkable"),
        ("complaints", f"has complaints on the {side} only. The physician's diagnosis is {name} of the {side} {part}"),
    )
    lasting = f"{days} days" if "months" in paired.unfit else "months"
    is_talk = "treated" in paired.unfit
    done = "The physician explains what can be done on each side" if is_talk else "Both sides are treated at this visit"
    found = f"is diagnosed with {both} on {paired.found_by}, in the right and in the left {part}"
    if name == "unexplained pain":
        found = f"complains of pain in the right and in the left {part}, which stays unexplained on examination"
    both_sides = (
        ("", f"is seen for {both} of both {parts}. {done}"),
        ("", found),
        (
            "complaints",
            f"has had complaints on both sides for {lasting}. The physician's diagnosis is {both} of both {parts}",
        ),
    )
    texts = one_side if situation == "one side" else both_sides
    return rng.choice([text for unfit, text in texts if unfit not in paired.unfit])


def _facts(rng: random.Random, paired: Paired, situation: str, side: str) -> str:
    """What the chart says, after the patient's introduction."""
    name, part = paired.name, paired.part
    other, weeks = other_side(side), rng.randint(5, 11)
    texts: tuple[str, ...]
    match situation:
        case "one side" | "both sides":
            return _plain_facts(rng, paired, situation, side)
        case "one side cured":
            cure = a(paired.cure)
            texts = (
                f"had {paired.of_both} of both {paired.parts}. {cure[:1].upper() + cure[1:]} on the {other} was "
                f"done {weeks} weeks "
                f"ago, and the physician notes that the {other} side no longer has the condition. The "
                "same is planned for "
                f"the {side} {part}, which is examined today",
                f"returns {weeks} weeks after {cure} on the {other} for bilateral {paired.of_both}. The {other} "
                f"{part} is free of "
                f"the condition by the physician's note; today's visit prepares the {side} {part}, which still has it",
            )
        case "nurse's note":
            texts = (
                f"is seen for {name} of one {part}. The physician's note names no side; the nurse's intake note of "
                f"the same visit says “{side} {part},” and nothing in the record speaks against it",
                f"has {name} of the {part}; the physician's note gives no side. The registered nurse recorded "
                f"“{side}” in the same visit's notes, with which the rest of the chart agrees",
            )
        case _:
            texts = (
                f"was seen in an urgent care center for {name} of one {part}. No clinician recorded the side, there "
                "is no image, and the center has closed, so that nobody can be asked",
                f"has {name} of one {part} according to the note. The side stands nowhere in the record of any "
                "clinician, and the physician who saw the patient can no longer be reached",
            )
    return rng.choice(texts)


def _key(paired: Paired, situation: str, side: str) -> tuple[str, str]:
    """The right answer and why."""
    one, other = paired.of(side), other_side(side)
    match situation:
        case "one side":
            return one, f"One {paired.part} is affected, and the chart says which: {side}. The code is {one}."
        case "both sides" if paired.codes[2]:
            return paired.both, (
                f"Both {paired.parts} are affected and there is a code for both, {paired.both}. It is reported once."
            )
        case "both sides":
            return paired.both, (
                f"Both {paired.parts} are affected, and this condition has no bilateral code, so that each side is "
                f"reported by its own: {paired.codes[0]} and {paired.codes[1]}."
            )
        case "one side cured":
            return one, (
                f"The condition no longer exists on the {other}, so that it is not bilateral any more. The side that "
                f"still has it is the {side}: {one}."
            )
        case "nurse's note":
            return one, (
                f"The side may be taken from the documentation of other clinicians where the provider names none "
                f"and nothing conflicts: {side}, {one}."
            )
        case _:
            return paired.vague, (
                f"Nobody recorded a side and nobody can be asked. Only then the code for an unspecified side, "
                f"{paired.vague}, is right."
            )


def _wrong(paired: Paired, situation: str, side: str) -> tuple[Wrong, ...]:
    right_code, left_code, _, vague = paired.codes
    one, other = paired.of(side), other_side(side)
    is_known = situation != "no side"
    two = f"{right_code}, {left_code}"
    unspecified = Wrong(
        vague, "unspecified side", f"{vague} leaves the side open, which the record does not: it can be found there."
    )
    both_why = {
        "one side": f"Only the {side} {paired.part} has the condition; the {other} side is not affected.",
        "one side cured": f"The condition was bilateral, but the {other} side no longer has it.",
        "nurse's note": f"One {paired.part} is affected; a side not written down does not make it bilateral.",
        "no side": f"One {paired.part} is affected. That the side is unknown does not make the condition bilateral.",
        "both sides": "",
    }[situation]
    both = Wrong(paired.both, "both sides reported", both_why)
    if situation == "both sides":
        single = f"{left_code} reports one side, and both {paired.parts} are affected."
        double = Wrong(two, "two codes beside a bilateral one", f"Two codes where {paired.both} says both in one.")
        codes, what = paired.near
        near = Wrong(codes, "neighboring condition", f"{codes} are for {what}; the chart says {paired.of_both}.")
        alone = Wrong(right_code, "one side left out", f"{right_code} reports the right {paired.part} alone.")
        left = Wrong(left_code, "one side left out", single)
        return (double, unspecified, alone, left) if paired.codes[2] else (near, unspecified, alone, left)
    guess = f"The {side} side is affected; {paired.of(other)} is for the {other}."
    wrong_side = Wrong(paired.of(other), "other side", guess)
    if is_known:
        return (unspecified, both, wrong_side) if situation != "one side cured" else (both, wrong_side, unspecified)
    picked = "The record names no side; choosing one invents a fact."
    return (
        Wrong(two, "both sides reported", both_why),
        Wrong(one, "side guessed", f"{one} is for the {side}. {picked}"),
        Wrong(paired.of(other), "side guessed", f"{paired.of(other)} is for the {other}. {picked}"),
    )


def _draw(rng: random.Random) -> Draft:
    situation = rng.choice(_SITUATIONS)
    fitting = [each for each in _CONDITIONS if each.cure] if situation == "one side cured" else list(_CONDITIONS)
    if situation == "one side cured":
        fitting = [each for each in fitting if each.codes[2]] * 2 + fitting
    paired = rng.choice([each for each in fitting if situation not in each.unfit])
    side = rng.choice(("right", "left"))
    who = somebody(rng, *paired.ages).phrase
    right, why = _key(paired, situation, side)
    stem = f"{who} {_facts(rng, paired, situation, side)}. {rng.choice(_QUESTIONS)}"
    return Draft(stem, right, why, _wrong(paired, situation, side))


FAMILIES = (
    Family(
        slug="family-icd-laterality",
        title="The side of a condition",
        track="cpc",
        area="icd-10-cm",
        difficulty=2,
        bloom="apply",
        tags=("laterality", "bilateral conditions"),
        references=(
            GUIDELINES + "I.B.13 (laterality)",
            GUIDELINES + "I.B.14 (documentation by other clinicians)",
            TABULAR + "the category of the condition",
        ),
        draw=_draw,
    ),
)
