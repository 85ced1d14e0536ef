"""Which of the two jobs what somebody says of themselves fits: a count that anybody can check, no test of anything."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Job(StrEnum):
    """The two jobs of which a visitor tries a piece."""

    CODER = "coder"
    BILLER = "biller"


class Liking(StrEnum):
    """How somebody takes to a kind of work."""

    GLADLY = "gladly"
    FINE = "fine"
    RATHER_NOT = "rather-not"


class Enjoyed(StrEnum):
    """Which of the two tries was enjoyed more."""

    CHART = "chart"
    CLAIM = "claim"
    BOTH = "both"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Trait:
    """A kind of work: how much of a coder's and of a biller's day it is, from 0 to 3, and in words."""

    slug: str
    title: str
    coder: int
    biller: int
    coder_words: str
    biller_words: str


TRAITS = (
    Trait(
        "detail",
        "Detail",
        3,
        3,
        "The sixth character of a code decides; one wrong side is a wrong claim.",
        "One digit of a member number, one missing date, and a claim comes back.",
    ),
    Trait(
        "arithmetic",
        "Arithmetic",
        0,
        2,
        "Little: units of a drug, minutes of anesthesia, sums of repaired lengths.",
        "Daily: allowed amounts, deductibles, shares, and accounts that must end at zero.",
    ),
    Trait(
        "reading",
        "Reading",
        3,
        1,
        "Most of the day: notes, operative reports, and the rules of the code books.",
        "Remittances, payers' rules and contracts; charts when a denial asks for them.",
    ),
    Trait(
        "people",
        "Talking with people",
        1,
        3,
        "Seldom: a question to a physician, in writing.",
        "Often: patients with a bill, payers on the phone, the front desk.",
    ),
)
"""What the pages about the two jobs say, as numbers. The numbers are ours."""

_WEIGHTS = {Liking.GLADLY: 1, Liking.FINE: 0, Liking.RATHER_NOT: -1}
_ENJOYED = {Enjoyed.CHART: 2, Enjoyed.CLAIM: -2, Enjoyed.BOTH: 0, Enjoyed.NEITHER: 0}
CLEAR = 3
"""From so many points of difference on, one of the jobs is named."""


@dataclass(frozen=True, slots=True)
class Step:
    """What one answer adds: the one of which try was enjoyed (no `trait`), or of how somebody takes to a trait."""

    trait: Trait | None
    said: Enjoyed | Liking
    points: int


@dataclass(frozen=True, slots=True)
class Lean:
    """`points` above 0 speak for coding, below 0 for billing; `job` is None where they are about even."""

    points: int
    job: Job | None


def steps_of(enjoyed: Enjoyed | None, likings: Mapping[str, Liking]) -> tuple[Step, ...]:
    """Two points for the try that was enjoyed more; for each kind of work, how much more of it the one job has.

    A kind of work that somebody would rather not do counts the other way; what was not answered is left out.
    """
    first = () if enjoyed is None else (Step(None, enjoyed, _ENJOYED[enjoyed]),)
    said = ((trait, likings[trait.slug]) for trait in TRAITS if trait.slug in likings)
    return first + tuple(Step(trait, liking, _WEIGHTS[liking] * (trait.coder - trait.biller)) for trait, liking in said)


def lean_of(enjoyed: Enjoyed | None, likings: Mapping[str, Liking]) -> Lean:
    """What the steps come to, and the job that is named from CLEAR points on."""
    points = sum(step.points for step in steps_of(enjoyed, likings))
    if abs(points) < CLEAR:
        return Lean(points, None)
    return Lean(points, Job.CODER if points > 0 else Job.BILLER)
