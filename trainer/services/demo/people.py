"""The invented people of the demo: who teaches, who learns, how able and how diligent they are."""

import random
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

PASSWORD = "look around freely"  # noqa: S105 - of invented people in a database that is made to be looked at
ZONE = "America/Chicago"
AREA_SPREAD = 0.7
"""How far apart the areas of one person lie, in logits."""
_WORN_OUT = 3.0
"""By how many logits somebody who is worn out does worse."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who teaches in the demo, or runs it."""

    name: str

    @property
    def email(self) -> str:
        first = self.name.split()[0]
        plain = unicodedata.normalize("NFKD", first).encode("ascii", "ignore").decode()
        return f"{plain.lower()}@example.org"


class Habit(StrEnum):
    """What somebody does at the end of the term, so that a class has a learner at risk for every reason there is.

    SILENT does nothing any more. FADES does as much as before and more, worn out, and gets little right. NEW has only
    come.
    """

    STEADY = "steady"
    SILENT = "silent"
    FADES = "fades"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Candidate(Person):
    """A learner: ability in logits, diligence in per cent, the weeks in which they came late (0: not) and left."""

    ability: float
    diligence: int
    joins_in: int = 0
    leaves_in: int = 0
    habit: Habit = Habit.STEADY


INSTRUCTOR = Person("Marisol Vega")
CO_INSTRUCTOR = Person("Tobias Lindgren")
ASSISTANT = Person("Priya Raman")
ADMINISTRATOR = Person("Ada Okonkwo")
STAFF = (INSTRUCTOR, CO_INSTRUCTOR, ASSISTANT, ADMINISTRATOR)

# The first five also make the smallest class: able, at risk, middling, came late, has an accommodation.
CANDIDATES = (
    Candidate("Amara Nwosu", 1.2, 96),
    Candidate("Dale Whitcomb", -1.6, 42),
    Candidate("Mei-Ling Zhou", 0.1, 80),
    Candidate("Jonas Petersen", -0.1, 78, joins_in=2),
    Candidate("Rosalind Achterberg", 0.4, 92),
    Candidate("Kwame Boateng", 0.7, 90),
    Candidate("Lucía Fernández", 0.2, 88),
    Candidate("Wyatt Brandvold", -1.0, 58, habit=Habit.SILENT),
    Candidate("Brianna Colter", 0.2, 66, habit=Habit.FADES),
    Candidate("Farid Haddad", 0.5, 84),
    Candidate("Colleen O'Rourke", -0.1, 85, habit=Habit.NEW),
    Candidate("Tyrell Jefferson", -1.0, 58),
    Candidate("Anjali Deshpande", 0.9, 97),
    Candidate("Piotr Wasilewski", 0.0, 75),
    Candidate("Noor Rahimi", 0.3, 86),
    Candidate("Shanice Baptiste", -0.3, 82),
    Candidate("Hiroshi Tanabe", 1.4, 94),
    Candidate("Thu Trang Pham", 0.6, 93),
    Candidate("Esteban Quiroga", -0.6, 66),
    Candidate("Oluwaseun Adeyemi", 0.8, 89),
    Candidate("Ingrid Solberg", -0.2, 90),
    Candidate("Malik Sefu", -0.8, 55, leaves_in=6),
    Candidate("Zoë Castellanos", 0.2, 79, leaves_in=9),
    Candidate("Ravindra Kulkarni", 0.4, 91),
)
STILL_INVITED = ("Birgit Anselm", "Curtis Maddox", "Yasmin Toure", "Leopold Marsh")
"""Stand in the roster and have no account yet."""


@dataclass(slots=True)
class Pupil:
    """A learner in the class: the person and how much better or worse they are in each area.

    `turns_at` is when what `Habit` says begins.
    """

    person: Candidate
    id: int
    place: int
    turns_at: datetime
    strengths: Mapping[str, float] = field(default_factory=dict)

    @property
    def care(self) -> float:
        """Diligence as a share."""
        return self.person.diligence / 100

    def ability_in(self, area: str, learnt: float, at: datetime) -> float:
        """Logits in an area at a moment at which `learnt` (0…1) of the term is over."""
        worn = _WORN_OUT if self.person.habit is Habit.FADES and at >= self.turns_at else 0.0
        return self.person.ability + self.strengths.get(area, 0.0) + 0.5 * learnt * self.care - worn


def strengths_of(areas: Iterable[str], rng: random.Random) -> dict[str, float]:
    """By how many logits somebody is better or worse in each area."""
    return {area: rng.gauss(0, AREA_SPREAD) for area in areas}


def known_addresses() -> frozenset[str]:
    """The addresses of everybody whom a demo can have made."""
    return frozenset(each.email for each in (*STAFF, *CANDIDATES))
