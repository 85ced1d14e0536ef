"""What the families of this group share: references, patients of one sex, sides."""

import random

from trainer.domain.generators.wording import Patient, patient

GUIDELINES = "ICD-10-CM Official Guidelines FY2026, section "
TABULAR = "ICD-10-CM Tabular FY2026, "


def somebody(rng: random.Random, low: int, high: int, nouns: str = "") -> Patient:
    """A patient of an age from `low` to `high`; `nouns` fixes who: "man", or "woman"."""
    found = patient(rng, low, high)
    return Patient(found.age, nouns) if nouns else found


def other_side(side: str) -> str:
    """Left for right, right for left."""
    return "left" if side == "right" else "right"
