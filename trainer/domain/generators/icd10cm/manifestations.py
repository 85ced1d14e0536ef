"""Etiology before manifestation: the disease first, then the code that says what it does elsewhere in the body.

ICD-10-CM guideline I.A.13: codes "in diseases classified elsewhere" are never first and never alone; the reason for
the visit does not turn the order round.
"""

import random
from dataclasses import dataclass

from trainer.domain.generators.choosing import arranged
from trainer.domain.generators.family import Draft, Family, Wrong
from trainer.domain.generators.icd10cm.charts import GUIDELINES, TABULAR, somebody


@dataclass(frozen=True, slots=True)
class Link:
    """A disease and what it causes, with codes; `loose` is the code of the manifestation without its cause."""

    disease: str
    cause: str
    effect: str
    manifestation: str
    loose: str
    ages: tuple[int, int]
    noun: str = ""


_LINKS = (
    Link(
        "Alzheimer disease of late onset",
        "G30.1",
        "mild dementia without any disturbance",
        "F02.A0",
        "F03.A0",
        (70, 90),
    ),
    Link(
        "Alzheimer disease of early onset",
        "G30.0",
        "moderate dementia without any disturbance",
        "F02.B0",
        "F03.B0",
        (52, 63),
    ),
    Link(
        "Parkinson disease without dyskinesia or fluctuations",
        "G20.A1",
        "mild dementia without any disturbance",
        "F02.A0",
        "F03.A0",
        (66, 86),
    ),
    Link("Huntington disease", "G10", "moderate dementia without any disturbance", "F02.B0", "F03.B0", (42, 62)),
    Link("HIV disease", "B20", "mild dementia without any disturbance", "F02.A0", "F03.A0", (40, 66)),
    Link("chronic kidney disease, stage 4 (no hypertension)", "N18.4", "anemia", "D63.1", "D64.9", (50, 84)),
    Link("chronic kidney disease, stage 3b (no hypertension)", "N18.32", "anemia", "D63.1", "D64.9", (50, 84)),
    Link("an untreated cancer of the ascending colon", "C18.2", "anemia", "D63.0", "D64.9", (50, 84)),
    Link(
        "deficiency of vitamin B12 without anemia",
        "E53.8",
        "combined degeneration of the spinal cord",
        "G32.0",
        "G95.9",
        (45, 80),
    ),
    Link("hemophilia A (factor VIII deficiency)", "D66", "joint disease", "M36.2", "M25.00", (18, 50), "man"),
    Link("hemophilia B (factor IX deficiency)", "D67", "joint disease", "M36.2", "M25.00", (18, 50), "man"),
    Link("multiple myeloma (not in remission)", "C90.00", "glomerular disease", "N08", "N05.9", (55, 82)),
    Link("sickle-cell disease (Hb-SS) without crisis", "D57.1", "glomerular disease", "N08", "N05.9", (20, 50)),
    Link("organ-limited amyloidosis", "E85.4", "cardiomyopathy", "I43", "I42.9", (62, 86)),
    Link("wild-type transthyretin amyloidosis", "E85.82", "cardiomyopathy", "I43", "I42.9", (68, 88)),
    Link("light chain amyloidosis", "E85.81", "cardiomyopathy", "I43", "I42.9", (55, 80)),
    Link("primary hyperparathyroidism", "E21.0", "myopathy", "G73.7", "G72.9", (40, 76)),
    Link(
        "an untreated lung cancer of the right upper lobe",
        "C34.11",
        "Lambert-Eaton syndrome",
        "G73.1",
        "G70.80",
        (52, 78),
    ),
    Link(
        "an untreated lung cancer of the right lower lobe",
        "C34.31",
        "malignant pleural effusion",
        "J91.0",
        "J90",
        (52, 80),
    ),
    Link("an untreated cancer of the right ovary", "C56.1", "malignant ascites", "R18.0", "R18.8", (45, 78), "woman"),
    Link("organ-limited amyloidosis", "E85.4", "amyloid angiopathy of the brain", "I68.0", "I67.9", (66, 88)),
    Link("myotonic muscular dystrophy", "G71.11", "cataract of both eyes", "H28", "H26.9", (30, 58)),
    Link(
        "pituitary-dependent Cushing disease",
        "E24.0",
        "diabetes (with hyperglycemia, no drugs so far)",
        "E08.65",
        "E11.65",
        (30, 60),
    ),
    Link(
        "nonalcoholic chronic pancreatitis",
        "K86.1",
        "diabetes (no complications, on diet alone)",
        "E08.9",
        "E11.9",
        (40, 70),
    ),
    Link(
        "sickle-cell disease (Hb-SS) without crisis",
        "D57.1",
        "nonproliferative retinopathy of the right eye",
        "H36.811",
        "H35.00",
        (20, 50),
    ),
)


def _stem(rng: random.Random, link: Link) -> str:
    disease = link.disease
    who = somebody(rng, *link.ages, nouns=link.noun).phrase
    text = rng.choice(
        (
            f"{who} with {disease} comes because of {link.effect}. The physician's note attributes this to that "
            "disease; the visit deals only with what the patient came for, and both diagnoses are on the assessment.",
            f"{who} is referred for {link.effect}. Workup is complete; the specialist writes that "
            f"{disease} is the cause, "
            "and manages both conditions.",
            f"{who} is seen for follow-up. Assessment: “{link.effect} due to {disease}.” The first is the reason for "
            "today's visit.",
            f"{who} is known to have {disease}. Examined for new complaints, the patient is found to have "
            f"{link.effect}, which the physician documents as caused by that disease.",
        )
    )
    ask = rng.choice(
        (
            "In which order do the ICD-10-CM codes (FY 2026) stand on the outpatient claim, if any "
            "second one is needed?",
            "How is the visit coded, in claim order, under ICD-10-CM FY 2026?",
            "Under ICD-10-CM FY 2026, what does the outpatient claim show, first-listed code first?",
        )
    )
    return f"{text} {ask}"


_SETS = (
    "left-out unlinked unlinked-turned",
    "turned unlinked unlinked-turned",
    "alone unlinked-turned unlinked-alone",
    "turned unlinked unlinked-turned",
    "turned unlinked unlinked-turned",
    "left-out unlinked unlinked-alone",
    "alone left-out unlinked-alone",
    "turned alone unlinked-alone",
)
"""Which mistakes stand together; see `charts.arranged`."""


def _wrong(link: Link, rule: str) -> dict[str, Wrong]:
    """The mistakes by their names in `_SETS`."""
    cause, effect, loose = link.cause, link.manifestation, link.loose
    unlinked = f"{loose} names no cause; the chart says that {link.disease} is the cause, for which {effect} exists."
    return {
        "turned": Wrong(
            f"{effect}, {cause}",
            "reason for the visit listed first",
            f"The order is turned round. {rule} That the patient comes for the {link.effect} changes nothing.",
        ),
        "alone": Wrong(
            effect, "manifestation alone", f"{effect} says what is caused, not by what, and cannot stand alone. {rule}"
        ),
        "unlinked": Wrong(f"{cause}, {loose}", "manifestation without its cause", unlinked),
        "unlinked-turned": Wrong(
            f"{loose}, {cause}",
            "manifestation without its cause, first",
            f"{loose} takes the condition for an independent one. Its cause is documented: {link.disease}.",
        ),
        "unlinked-alone": Wrong(
            loose, "manifestation without its cause, alone", f"{unlinked} Nor is the cause coded. {rule}"
        ),
        "left-out": Wrong(cause, "manifestation left out", f"{cause} alone leaves out what it causes: {link.effect}."),
    }


def _draw(rng: random.Random) -> Draft:
    link = rng.choice(_LINKS)
    disease = link.disease
    cause, effect = link.cause, link.manifestation
    right = f"{cause}, {effect}"
    rule = f"{effect} has a note to code the disease behind it first."
    why = (
        f"{disease[0].upper() + disease[1:]} is the etiology and comes first: {cause}. What it causes "
        f"follows: {effect} "
        f"({link.effect}). {rule}"
    )
    return Draft(_stem(rng, link), right, why, arranged(rng, _wrong(link, rule), _SETS))


FAMILIES = (
    Family(
        slug="family-icd-etiology-first",
        title="Etiology before manifestation",
        track="cpc",
        area="icd-10-cm",
        difficulty=3,
        bloom="apply",
        tags=("sequencing", "etiology and manifestation", "code first"),
        references=(
            GUIDELINES + "I.A.13 (etiology/manifestation convention)",
            TABULAR + "code-first notes at the manifestation codes",
        ),
        draw=_draw,
    ),
)
