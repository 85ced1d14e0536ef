"""The 7th character of injuries other than fractures follows the phase of care, not the number of the visit.

ICD-10-CM guideline I.C.19.a: A while active treatment goes on (by whomever), D for care in the healing or recovery
phase, S for what is left behind when the injury has healed. Aftercare codes are not used for injuries (I.C.21.c.7).
"""

import random
from dataclasses import dataclass

from trainer.domain.generators.family import Draft, Family, Wrong
from trainer.domain.generators.icd10cm.charts import GUIDELINES, TABULAR, somebody

_MEANING = {"A": "active treatment", "D": "care while healing", "S": "a sequela"}


@dataclass(frozen=True, slots=True)
class Injury:
    """An injury with its code up to the 7th character, visits by phase; "{}" takes the injury, "{limb}" the limb."""

    name: str
    base: str
    ages: tuple[int, int]
    aftercare: str
    visits: tuple[tuple[str, str], ...]


_WOUND = (
    ("A", "is brought to the emergency department an hour after {}. The wound is irrigated and sutured"),
    (
        "A",
        "is referred to a surgeon who has not met the patient before. Two days ago an urgent care center only cleaned "
        "and dressed {}; today the surgeon explores and sutures it for the first time",
    ),
    (
        "A",
        "returns three days after {}, which the same physician had left open on purpose because it was dirty. The "
        "wound is clean now, and today it is sutured",
    ),
    ("D", "comes to the office ten days after {}. It is healing well, and the sutures are removed"),
    (
        "D",
        "had {} sutured in an emergency department last week. A primary care physician, seeing the patient for the "
        "first time, checks the healing wound and changes the dressing",
    ),
    ("S", "is seen for a thick, painful scar a year after {}. The wound healed long ago; the scar is coded first"),
)
_TENDON = (
    ("A", "comes to the emergency department on the day of {}. It is examined and a splint is put on"),
    (
        "A",
        "sees an orthopedic surgeon for the first time, eight days after {}, which an emergency department put in a "
        "splint. The surgeon evaluates it and operates on it the same day",
    ),
    (
        "A",
        "has surgery for {}, now three weeks old; until today the {limb} was rested to let the swelling go down. "
        "It is the fourth visit to the same surgeon",
    ),
    ("D", "is seen six weeks after surgical repair for {}. It is healing as planned; the brace is adjusted"),
    (
        "D",
        "starts with a physical therapist, never seen before, two months after {}. Active treatment is over and "
        "recovery is on course",
    ),
    (
        "S",
        "is seen for chronic joint stiffness two years after {}. The injury itself has healed; the stiffness is left "
        "behind and is coded first",
    ),
)
_BURN = (
    ("A", "is treated in the emergency department for {}. The burn is cleaned and a dressing put on"),
    (
        "A",
        "is sent to a burn surgeon, a new physician, five days after {}. The surgeon evaluates the wound, which is not "
        "closing, and goes on with active treatment by debridement",
    ),
    ("D", "comes for a dressing change three weeks after {}. The burn is closing without any further treatment"),
    (
        "D",
        "moved to another city after {}. A physician there sees the patient for the first time; active treatment has "
        "been completed and the healing burn is checked",
    ),
    ("S", "is seen for a scar that pulls, fourteen months after {}. The burn has healed; the scar is coded first"),
)
_BLUNT = (
    ("A", "comes to an urgent care center a few hours after {}. It is examined and treatment is started"),
    (
        "A",
        "sees a specialist for the first time, four days after {}, because the emergency physician's treatment did not "
        "help. The specialist evaluates the injury and begins a different active treatment",
    ),
    ("D", "is seen three weeks after {}. Treatment is complete, recovery is on course, and activity is increased"),
    (
        "D",
        "is checked by a physician who has not seen the patient before, a month after {}. It is resolving under the "
        "completed treatment and the patient is told to come back only if needed",
    ),
    (
        "S",
        "is seen for a lasting complaint that the physician attributes to {}, eighteen months ago and long healed. "
        "The complaint is coded first",
    ),
)
_DISLOCATION = (
    *(visit for visit in _BLUNT if "did not" not in visit[1]),
    (
        "A",
        "sees an orthopedic surgeon for the first time, the morning after {}, which the emergency physician could not "
        "reduce. The surgeon reduces it under anesthesia",
    ),
)
_INJURIES = (
    Injury("a laceration of the right hand without foreign body", "S61.411", (8, 75), "Z48.02", _WOUND),
    Injury("a laceration of the left hand without foreign body", "S61.412", (8, 75), "Z48.02", _WOUND),
    Injury("a laceration of the right forearm without foreign body", "S51.811", (8, 75), "Z48.02", _WOUND),
    Injury("a laceration of the left lower leg without foreign body", "S81.812", (8, 75), "Z48.02", _WOUND),
    Injury("a laceration of the scalp without foreign body", "S01.01X", (8, 80), "Z48.02", _WOUND),
    Injury("a traumatic rupture (strain) of the right Achilles tendon", "S86.011", (24, 60), "Z47.89", _TENDON),
    Injury("a traumatic strain of the left rotator cuff", "S46.012", (30, 66), "Z47.89", _TENDON),
    Injury("a sprain of the anterior cruciate ligament of the right knee", "S83.511", (17, 45), "Z47.89", _TENDON),
    Injury("a sprain of the anterior cruciate ligament of the left knee", "S83.512", (17, 45), "Z47.89", _TENDON),
    Injury("a second-degree burn of the back of the right hand", "T23.261", (18, 70), "Z48.00", _BURN),
    Injury("a second-degree burn of the left forearm", "T22.212", (18, 70), "Z48.00", _BURN),
    Injury("a second-degree burn of the right lower leg", "T24.231", (18, 70), "Z48.00", _BURN),
    Injury("a sprain of the right ankle (the ligament is not named)", "S93.401", (14, 60), "Z51.89", _BLUNT),
    Injury("a concussion without loss of consciousness", "S06.0X0", (18, 60), "Z51.89", _BLUNT),
    Injury("an anterior dislocation of the right shoulder joint", "S43.014", (18, 60), "Z51.89", _DISLOCATION),
    Injury("a sprain of the ligaments of the neck", "S13.4XX", (18, 70), "Z51.89", _BLUNT),
    Injury("a strain of the muscles of the lower back", "S39.012", (18, 66), "Z51.89", _BLUNT),
)
_QUESTIONS = (
    "Under ICD-10-CM FY 2026, which code reports the injury at this visit?",
    "Leaving external causes aside, which ICD-10-CM code (FY 2026) stands for the injury today?",
    "Which ICD-10-CM code (FY 2026) does today's claim carry for the injury itself?",
)


def _why_wrong(character: str, phase: str) -> tuple[str, str]:
    """The mistake behind a 7th character, and why it does not fit the phase."""
    match character, phase:
        case "A", "D":
            return (
                "new physician or injury taken for initial",
                "A stands for active treatment. That is over; who the physician is and how often they "
                "met is no matter.",
            )
        case "A", _:
            return "sequela coded as the injury", "A stands for active treatment, but the injury healed long ago."
        case "D", "A":
            return (
                "later visit taken for subsequent",
                "D is for care in the healing phase. Active treatment is given today, whichever visit this is.",
            )
        case "D", _:
            return "sequela coded as recovery", "D is for the healing phase. That ended; a late effect is what is left."
        case _, "A":
            return "sequela for a fresh injury", "S is for what remains after healing, but the injury is being treated."
        case _:
            return (
                "sequela for a healing injury",
                "S is for what remains after healing, and the injury is still healing.",
            )


def _wrong(injury: Injury, phase: str) -> list[Wrong]:
    found = []
    for character in "DAS" if phase != "D" else "ASD":
        if character != phase:
            mistake, why = _why_wrong(character, phase)
            found.append(Wrong(injury.base + character, mistake, why))
    aftercare = Wrong(
        injury.aftercare,
        "aftercare code for an injury",
        f"Aftercare codes such as {injury.aftercare} are not used for injuries: the injury's own code with its 7th "
        "character tells the phase of care.",
    )
    return [*found, aftercare]


def _draw(rng: random.Random) -> Draft:
    injury = rng.choice(_INJURIES)
    phase, visit = rng.choice(injury.visits)
    fact = visit.format(injury.name, limb="arm" if injury.base.startswith("S4") else "leg")
    stem = f"{somebody(rng, *injury.ages).phrase} {fact}. {rng.choice(_QUESTIONS)}"
    right = injury.base + phase
    why = (
        f"The 7th character tells the phase of care. The chart describes {_MEANING[phase]}, so {phase} follows "
        f"{injury.base}: {right}."
    )
    return Draft(stem, right, why, tuple(_wrong(injury, phase)))


FAMILIES = (
    Family(
        slug="family-icd-injury-seventh-character",
        title="The 7th character of an injury by phase of care",
        track="cpc",
        area="icd-10-cm",
        difficulty=2,
        bloom="apply",
        tags=("7th character", "injuries"),
        references=(
            GUIDELINES + "I.C.19.a (7th characters in chapter 19)",
            GUIDELINES + "I.C.21.c.7 (aftercare)",
            TABULAR + "chapter 19",
        ),
        draw=_draw,
    ),
)
