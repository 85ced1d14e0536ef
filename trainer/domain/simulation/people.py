"""Invented patients with their cards: names, birthdays, member numbers as each kind of payer writes them."""

import random
from datetime import date
from itertools import combinations

from trainer.domain.claims.professional import Address, Name, Person, Sex
from trainer.domain.simulation.practice import HMO, MEDICARE, PPO, TRICARE

_WOMEN = (
    "Ada", "Beth", "Carla", "Dina", "Elsa", "Fern", "Greta", "Hana", "Ines", "June", "Kira", "Lena", "Mona", "Nora",
    "Olga", "Petra", "Rosa", "Sonia", "Tess", "Vera",
)  # fmt: skip
_MEN = (
    "Abel", "Boris", "Cyrus", "Dario", "Emil", "Felix", "Gus", "Hugo", "Ivan", "Jonas", "Karl", "Leo", "Milo", "Nils",
    "Oscar", "Pablo", "Ruben", "Silas", "Tomas", "Viktor",
)  # fmt: skip
_LAST = (
    "Abernathy", "Birch", "Calloway", "Delgado", "Eastman", "Fairbank", "Gallego", "Harker", "Ibarra", "Jessup",
    "Kowalski", "Larkin", "Moreno", "Nakata", "Oakes", "Pruitt", "Quill", "Rowland", "Sandoval", "Tanaka", "Underhill",
    "Vance", "Whitlock", "Yates", "Zeller", "Ashby", "Bellamy", "Corrigan", "Dunmore", "Ellery", "Fontaine", "Grady",
    "Holbrook", "Ivers", "Joyner", "Kessler", "Lomax", "Merrill", "Norwood", "Ostrow",
)  # fmt: skip
_STREETS = ("Elm Street", "Quarry Road", "Orchard Lane", "Second Street", "Hill Road", "Canal Street")
_LETTERS = "ACDEFGHJKMNPQRTUVWXY"
"""What stands for a letter in a Medicare number: no S, L, O, I, B, Z."""
_SHAPES = {PPO: "LLL999999999", HMO: "L99999999", TRICARE: "99999999999"}
_OTHER_SHAPE = "999999999999"


def draw_surnames(rng: random.Random) -> list[str]:
    """All surnames in a drawn order: each family is in the month once."""
    return rng.sample(_LAST, len(_LAST))


def draw_person(rng: random.Random, last: str, ages: tuple[int, int], on: date, sex: Sex | None = None) -> Person:
    """A person of one of these ages (whole years) on that day; of age 0 nine days old."""
    sex = sex or rng.choice((Sex.FEMALE, Sex.MALE))
    first = rng.choice(_WOMEN if sex is Sex.FEMALE else _MEN)
    low, high = ages
    years = rng.randint(low, high)
    born = date.fromordinal(on.toordinal() - (years * 366 + rng.randint(5, 300) if years else 9))
    address = Address(f"{rng.randint(2, 940)} {rng.choice(_STREETS)}", "Alder Creek", "OH", "43085")
    return Person(Name(last, first), address, born, sex, f"614555{rng.randint(1000, 9999)}")


def draw_member_id(rng: random.Random, payer_id: str) -> str:
    """A number of the payer's shape; Medicare's as CMS lays out the MBI."""
    if payer_id == MEDICARE:
        return _draw_mbi(rng)
    shape = _SHAPES.get(payer_id, _OTHER_SHAPE)
    return "".join(rng.choice(_LETTERS) if sign == "L" else str(rng.randint(1, 9)) for sign in shape)


def _draw_mbi(rng: random.Random) -> str:
    """C A AN N A AN N A A N N: figures at 1, 4, 7, 10 and 11, letters at 2, 5, 8 and 9, either at 3 and 6."""
    signs = [rng.choice(_LETTERS) if sign == "A" else str(rng.randint(1, 9)) for sign in "9AA9AA9AA99"]
    return "".join(signs)


def misread(rng: random.Random, number: str) -> str:
    """The number with two unlike figures, or two unlike letters, changed round that stand as near as they can.

    Figures stay where figures stand, so that the misread number still has the payer's shape.
    """
    near: dict[int, list[tuple[int, int]]] = {}
    for one, other in combinations(range(len(number)), 2):
        if number[one] != number[other] and number[one].isdigit() == number[other].isdigit():
            near.setdefault(other - one, []).append((one, other))
    one, other = rng.choice(near[min(near)])
    signs = list(number)
    signs[one], signs[other] = signs[other], signs[one]
    return "".join(signs)
