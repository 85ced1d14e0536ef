"""Sequelae: what was left behind first, then the code of the cause as a sequela; stroke says both in one.

ICD-10-CM guideline I.B.10 (sequela), I.C.19.a (7th character S), I.C.9.d (sequelae of cerebrovascular disease), and
I.C.1.g.1.m (conditions after COVID-19).
"""

import random
from dataclasses import dataclass

from trainer.domain.generators.family import Draft, Family, Wrong
from trainer.domain.generators.icd10cm.charts import GUIDELINES, TABULAR, somebody


@dataclass(frozen=True, slots=True)
class Residue:
    """What stayed and its cause: phrases and codes; `acute` is the code of the cause when it was present."""

    left: str
    left_code: str
    cause: str
    sequela: str
    acute: str
    ages: tuple[int, int]

    @property
    def is_injury(self) -> bool:
        return self.sequela[0] in "ST"


def _injury(left: str, left_code: str, cause: str, base: str, ages: tuple[int, int]) -> Residue:
    return Residue(left, left_code, cause, base + "S", base + "A", ages)


@dataclass(frozen=True, slots=True)
class Stroke:
    """A deficit after a stroke: its combination code, and the code of the deficit when no stroke is known."""

    deficit: str
    code: str
    alone: str
    acute: str
    near: str
    near_for: str


_RESIDUES = (
    _injury("a painful scar", "L90.5", "a second-degree burn of the back of the right hand", "T23.261", (20, 66)),
    _injury("a painful scar", "L90.5", "a second-degree burn of the left forearm", "T22.212", (20, 66)),
    _injury(
        "a hypertrophic scar", "L91.0", "a laceration of the right forearm without foreign body", "S51.811", (18, 60)
    ),
    _injury(
        "a hypertrophic scar", "L91.0", "a laceration of the left lower leg without foreign body", "S81.812", (18, 60)
    ),
    _injury(
        "post-traumatic osteoarthritis of the right ankle",
        "M19.171",
        "a displaced trimalleolar fracture of the right ankle",
        "S82.851",
        (35, 76),
    ),
    _injury(
        "post-traumatic osteoarthritis of the right knee",
        "M17.31",
        "a displaced bicondylar fracture of the right tibial plateau",
        "S82.141",
        (35, 76),
    ),
    _injury(
        "post-traumatic osteoarthritis of the left knee",
        "M17.32",
        "a displaced bicondylar fracture of the left tibial plateau",
        "S82.142",
        (35, 76),
    ),
    _injury(
        "chronic instability of the right ankle",
        "M25.371",
        "a sprain of the calcaneofibular ligament of the right ankle",
        "S93.411",
        (20, 60),
    ),
    _injury(
        "chronic instability of the left ankle",
        "M25.372",
        "a sprain of the calcaneofibular ligament of the left ankle",
        "S93.412",
        (20, 60),
    ),
    _injury(
        "a right foot drop", "M21.371", "an injury of the right peroneal nerve in the lower leg", "S84.11X", (20, 70)
    ),
    _injury(
        "a left foot drop", "M21.372", "an injury of the left peroneal nerve in the lower leg", "S84.12X", (20, 70)
    ),
    _injury(
        "a right wrist drop", "M21.331", "an injury of the right radial nerve in the upper arm", "S44.21X", (20, 70)
    ),
    _injury(
        "chronic post-traumatic headache (not intractable)",
        "G44.329",
        "a concussion without loss of consciousness",
        "S06.0X0",
        (18, 60),
    ),
    _injury(
        "a central corneal scar (opacity) of the right eye",
        "H17.11",
        "a chemical burn (corrosion) of the right cornea",
        "T26.61X",
        (20, 66),
    ),
    _injury(
        "a central corneal scar (opacity) of the left eye",
        "H17.12",
        "a chemical burn (corrosion) of the left cornea",
        "T26.62X",
        (20, 66),
    ),
    Residue("muscle wasting of the right lower leg", "M62.561", "poliomyelitis in childhood", "B91", "A80.9", (66, 86)),
    Residue("muscle wasting of the left lower leg", "M62.562", "poliomyelitis in childhood", "B91", "A80.9", (66, 86)),
    Residue(
        "uncomplicated bronchiectasis",
        "J47.9",
        "tuberculosis of the lung decades ago",
        "B90.9",
        "A15.0",
        (50, 84),
    ),
    Residue("epilepsy (kind not stated, not intractable)", "G40.909", "a viral encephalitis", "B94.1", "A86", (20, 66)),
    Residue("sensorineural hearing loss of both ears", "H90.3", "a bacterial meningitis", "G09", "G00.9", (20, 66)),
    Residue("pulmonary fibrosis of no stated kind", "J84.10", "COVID-19", "U09.9", "U07.1", (40, 80)),
    Residue("chronic cough", "R05.3", "COVID-19", "U09.9", "U07.1", (20, 76)),
)
_STROKES = (
    Stroke(
        "weakness of the right, dominant side (hemiparesis) from a cerebral infarction",
        "I69.351",
        "G81.91",
        "I63.9",
        "I69.353",
        "a right side that is not dominant",
    ),
    Stroke(
        "weakness of the left, non-dominant side (hemiparesis) from a cerebral infarction",
        "I69.354",
        "G81.94",
        "I63.9",
        "I69.352",
        "a left side that is dominant",
    ),
    Stroke("aphasia from a cerebral infarction", "I69.320", "R47.01", "I63.9", "I69.120", "a hemorrhage in the brain"),
    Stroke(
        "facial weakness from a cerebral infarction",
        "I69.392",
        "R29.810",
        "I63.9",
        "I69.192",
        "a hemorrhage in the brain",
    ),
    Stroke(
        "slurred speech (dysarthria) from a cerebral infarction",
        "I69.322",
        "R47.1",
        "I63.9",
        "I69.122",
        "a hemorrhage in the brain",
    ),
    Stroke(
        "aphasia from a nontraumatic hemorrhage in the brain",
        "I69.120",
        "R47.01",
        "I61.9",
        "I69.320",
        "a cerebral infarction",
    ),
)
_QUESTIONS = (
    "Under ICD-10-CM FY 2026, what does the claim show, first-listed code first, external causes left aside?",
    "External causes aside, how is the visit coded in claim order (ICD-10-CM FY 2026)?",
    "Which entry is right, in claim order and without external causes (ICD-10-CM FY 2026)?",
)


def _residue(rng: random.Random) -> tuple[str, str, str, list[Wrong], tuple[int, int]]:
    """Facts, key, reason, mistakes and ages for a sequela of two codes."""
    row = rng.choice(_RESIDUES)
    cause = row.cause
    years = rng.randint(2, 6) if not cause.startswith("COVID") else 0
    ago = f"{years} years ago" if years else f"{rng.randint(5, 11)} months ago"
    ago = "" if "childhood" in cause or "decades" in cause else f" {ago}"
    facts = rng.choice(
        (
            f"is seen for {row.left}; the physician attributes this to {cause}{ago}, which has long been over",
            f"has {row.left} left behind by {cause}{ago}; the cause itself is over, and only what stayed is treated",
            f"comes because of {row.left} as a late effect of {cause}{ago}, by the physician's note. "
            "Nothing else is treated",
        )
    )
    first, second = row.left_code, row.sequela
    kind = "with the 7th character S" if row.is_injury else "as a sequela"
    why = f"What stayed is coded first, {first}; the cause follows {kind}: {second}."
    healed = f"{row.acute} is for the cause while it is present, but it is over: {second}."
    wrong = [
        Wrong(
            f"{second}, {first}", "cause listed first", f"The order is turned round: what stayed, {first}, comes first."
        ),
        Wrong(f"{first}, {row.acute}", "cause coded as present", healed),
        Wrong(first, "cause left out", f"{first} alone does not say what it comes from; {second} is added."),
        Wrong(
            second, "condition left out", f"{second} says only where it comes from; what stayed, {first}, is missing."
        ),
        Wrong(f"{row.acute}, {first}", "cause coded as present and first", healed),
    ]
    return facts, f"{first}, {second}", why, wrong, row.ages


def _stroke(rng: random.Random) -> tuple[str, str, str, list[Wrong], tuple[int, int]]:
    """Facts, key, reason, mistakes and ages for a sequela that one code tells."""
    row = rng.choice(_STROKES)
    ago = rng.choice(("last year", "two years ago", "three years ago", "fourteen months ago"))
    facts = rng.choice(
        (
            f"is seen for {row.deficit} {ago}. The stroke itself is no longer treated, and no other deficit stayed",
            f"comes for review of {row.deficit} {ago}; the deficit stayed, and it is the only one",
        )
    )
    why = f"Category I69 tells the deficit and its cause in one code, so that nothing is added: {row.code}."
    wrong = [
        Wrong(
            f"{row.alone}, I69.30", "one code taken apart", f"{row.code} says the deficit and the stroke in one code."
        ),
        Wrong(
            f"{row.acute}, {row.alone}", "stroke coded as present", f"{row.acute} is for the stroke itself, now over."
        ),
        Wrong(row.near, "another sequela", f"{row.near} is for {row.near_for}, which does not fit this chart."),
        Wrong(
            f"{row.alone}, Z86.73",
            "sequela coded as history",
            "Z86.73 is for strokes that left no deficit behind, and one stayed here.",
        ),
    ]
    return facts, row.code, why, wrong, (52, 86)


def _draw(rng: random.Random) -> Draft:
    facts, right, why, wrong, ages = _residue(rng) if rng.random() < 0.75 else _stroke(rng)
    rest = wrong[1:]
    rng.shuffle(rest)
    stem = f"{somebody(rng, *ages).phrase} {facts}. {rng.choice(_QUESTIONS)}"
    return Draft(stem, right, why, (wrong[0], *rest))


FAMILIES = (
    Family(
        slug="family-icd-sequela-order",
        title="Order of codes for a sequela",
        track="cpc",
        area="icd-10-cm",
        difficulty=3,
        bloom="apply",
        tags=("sequelae", "sequencing"),
        references=(
            GUIDELINES + "I.B.10 (sequela)",
            GUIDELINES + "I.C.9.d (sequelae of cerebrovascular disease)",
            GUIDELINES + "I.C.1.g.1.m (post COVID-19 condition)",
            TABULAR + "the codes shown",
        ),
        draw=_draw,
    ),
)
