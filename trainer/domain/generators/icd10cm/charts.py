"""What the families of this group share: references, patients of one sex, and which mistakes become options."""

import random
from collections.abc import Mapping, Sequence

from trainer.domain.generators.family import Wrong
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


def arranged(rng: random.Random, mistakes: Mapping[str, Wrong], sets: Sequence[str]) -> tuple[Wrong, ...]:
    """One of the sets first (names of mistakes with spaces between), then all the others by chance.

    The sets are weighed so that what the options have in common does not show the right one. A set may name mistakes
    that are not possible in a draw: others take their places.
    """
    first = rng.choice(sets).split()
    rest = sorted(name for name in mistakes if name not in first)
    rng.shuffle(rest)
    return tuple(mistakes[name] for name in (*first, *rest) if name in mistakes)
