"""Along a path through the body: what comes first after a place, and what lies between two places.

Source: standard anatomy without variants. Paths are lists in the order of the flow; a question may run against it.
"""

import random

from trainer.domain.generators.family import Draft, Family, Wrong
from trainer.domain.generators.wording import Patient, joined
from trainer.domain.generators.words.path_table import PATHS, Path

_SHORTEST, _LONGEST = 3, 5
"""How many structures an answer about a stretch names."""


def _low(text: str) -> str:
    return text[0].lower() + text[1:]


def _start(text: str) -> str:
    return text[0].upper() + text[1:]


def _in_order(stations: list[str]) -> str:
    return f"{', '.join(stations[:-1])}, then {stations[-1]}"


def _person(rng: random.Random, path: Path) -> str:
    return Patient(rng.randint(*path.ages), path.noun or rng.choice(("man", "woman"))).phrase


def _draw_next(rng: random.Random) -> Draft:
    """Which of four structures is met first; the others lie further on or have been passed."""
    path = rng.choice(PATHS)
    traveler, is_forward = rng.choice(path.travelers)
    way = path.stations if is_forward else tuple(reversed(path.stations))
    at = rng.randint(1, len(way) - 3)
    here, right = way[at], way[at + 1]
    person = _person(rng, path)
    opening = rng.choice(
        (
            f"{person}: {traveler} has just left {here} and moves on {path.setting}.",
            f"For {_low(person)} the physician explains a finding by following {traveler} {path.setting}. "
            f"It is now leaving {here}.",
        )
    )
    stem = f"{opening} The anatomy is normal. Which of these structures does it reach first from there?"
    why = f"The order in this direction is {_in_order([here, right, way[at + 2]])}. The first one reached is {right}."
    wrong = [
        Wrong(
            _start(way[at + 2]),
            "skips a structure",
            f"Reached only after {right}: the order is {_in_order([here, right, way[at + 2]])}.",
        ),
        Wrong(
            _start(way[at - 1]),
            "runs the wrong way",
            f"Passed already, on the other side of {here}. The next station is {right}.",
        ),
    ]
    if at + 3 < len(way):
        why_far = f"Two structures come before: {joined([right, way[at + 2]])}."
        wrong.append(Wrong(_start(way[at + 3]), "skips two structures", why_far))
    if at > 1:
        why_back = f"Passed well before {here}. The next station is {right}."
        wrong.append(Wrong(_start(way[at - 2]), "runs the wrong way, two structures back", why_back))
    return Draft(stem, _start(right), why, tuple(wrong))


def _listed(stations: list[str]) -> str:
    return _start(", ".join(_low(each).removeprefix("the ") for each in stations))


def _exchanged(between: list[str], place: int) -> list[str]:
    swapped = list(between)
    swapped[place], swapped[place + 1] = swapped[place + 1], swapped[place]
    return swapped


def _draw_between(rng: random.Random) -> Draft:
    """Which structures are passed between two places, in order; wrong lists exchange two, run backward, or both."""
    path = rng.choice([each for each in PATHS if len(each.stations) >= _LONGEST])
    traveler, is_forward = rng.choice(path.travelers)
    way = list(path.stations if is_forward else reversed(path.stations))
    long = rng.randint(_SHORTEST, min(_LONGEST - 1, len(way) - 2))
    at = rng.randint(0, len(way) - long - 2)
    start, between, end = way[at], way[at + 1 : at + 1 + long], way[at + 1 + long]
    person = _person(rng, path)
    opening = rng.choice(
        (
            f"{person}: {traveler} passes from {start} to {end} {path.setting}.",
            f"To explain a finding to {_low(person)}, the physician follows {traveler} {path.setting}, "
            f"from {start} as far as {end}.",
        )
    )
    stem = f"{opening} The anatomy is normal. Through which structures, in this order, does it pass between the two?"
    right = _listed(between)
    order = f"the order is {_in_order(between)}"
    why = f"Between {start} and {end} {order}."
    place = rng.randrange(long - 1)
    swapped = _exchanged(between, place)
    pair = joined([between[place], between[place + 1]])
    which = f"exchanges structures {place + 1} and {place + 2}"
    wrong = (
        Wrong(_listed(swapped), which, f"Exchanges {pair}. Between {start} and {end} {order}."),
        Wrong(
            _listed(between[::-1]),
            "runs the wrong way",
            f"Runs the other way, as if coming from {end}. From {start} {order}.",
        ),
        Wrong(
            _listed(swapped[::-1]),
            f"runs the wrong way and {which}",
            f"Runs the other way and exchanges {pair}. From {start} {order}.",
        ),
    )
    return Draft(stem, right, why, wrong)


def _draw(rng: random.Random) -> Draft:
    return _draw_next(rng) if rng.randint(0, 1) else _draw_between(rng)


FAMILIES = (
    Family(
        slug="family-anatomy-path",
        title="What comes next on a path through the body",
        track="cpc",
        area="anatomy",
        difficulty=3,
        bloom="apply",
        tags=("paths",),
        references=("Standard anatomy of the circulation, airway, digestive, urinary, genital and CSF pathways",),
        draw=_draw,
    ),
)
