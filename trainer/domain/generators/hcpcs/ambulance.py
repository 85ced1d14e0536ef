"""Ambulance modifiers: one letter for the origin, then one for the destination.

Source: Medicare Claims Processing Manual, chapter 15, section 30 (origin and destination modifiers).
"""

import random

from trainer.domain.generators.family import Draft, Family, Wrong
from trainer.domain.generators.hcpcs.amounts import Person, person

_MEANS = {
    "D": "a diagnostic or therapeutic site other than a hospital or a physician's office",
    "E": "a residential, domiciliary or custodial facility other than a skilled nursing facility",
    "G": "a dialysis facility based in a hospital",
    "H": "a hospital",
    "I": "a place of transfer between kinds of ambulance",
    "J": "a freestanding dialysis facility",
    "N": "a skilled nursing facility",
    "P": "a physician's office",
    "R": "a residence",
    "S": "the scene of an accident or acute event",
}
_PLACES = {
    "D": ("a freestanding imaging center", "an independent radiation therapy center"),
    "E": ("an assisted living facility", "a group home for adults", "a custodial care home"),
    "G": ("the dialysis unit of a hospital", "a hospital's own outpatient dialysis department"),
    "H": ("the county hospital", "a community hospital", "the regional medical center, an acute care hospital"),
    "I": ("an airport apron where a medical helicopter waits", "a helipad where an air ambulance takes over"),
    "J": ("a freestanding dialysis clinic", "an independent dialysis center in a shopping plaza"),
    "N": ("a skilled nursing facility", "a bed in a Medicare skilled nursing facility"),
    "P": ("a family physician's office", "the private office of a cardiologist"),
    "R": (
        "the patient's own house",
        "the apartment where the patient lives alone",
        "a daughter's house, the patient's home",
    ),
    "S": ("the shoulder of a highway", "a city sidewalk", "a grocery store aisle", "a construction site"),
}
_CONFUSED = {
    "D": ("H", "P"),
    "E": ("N", "R"),
    "G": ("H", "J"),
    "H": ("P", "D"),
    "I": ("S", "D"),
    "J": ("G", "D"),
    "N": ("E", "H"),
    "P": ("D", "H"),
    "R": ("S", "E"),
    "S": ("R", "I"),
}
"""Letters that candidates take for the right one, the likeliest first."""
_ILL = (
    "with sudden shortness of breath",
    "with chest pain",
    "with new weakness of one side",
    "with fever and confusion",
)
_HURT = ("with a suspected hip fracture", "with a head injury", "with an open leg fracture")
_DIALYSIS = ("unable to sit up and due for hemodialysis", "confined to bed and due for hemodialysis")
_BACK = ("confined to bed and going back after treatment", "unable to sit up and returning after treatment")
_TREATED = (
    "confined to bed and due for a planned outpatient service",
    "unable to sit up and due for a planned service",
)
_HOME = ("just discharged and movable only by stretcher", "confined to bed and just discharged")
_TRANSFER = (
    "in need of a heart catheterization that the first hospital does not offer",
    "in need of a neurosurgeon whom the first hospital does not have",
)
_FLIGHT = ("with a severe head injury", "with severe burns")
_TRIPS = (
    *((origin, "H", _ILL) for origin in "RNEP"),
    ("R", "H", _HURT),
    ("N", "H", _HURT),
    ("E", "H", _HURT),
    ("S", "H", _HURT),
    ("S", "H", _ILL),
    ("D", "H", _ILL),
    ("S", "I", _FLIGHT),
    ("H", "I", _TRANSFER),
    ("H", "H", _TRANSFER),
    *(("H", destination, _HOME) for destination in "RNE"),
    *((origin, site, _DIALYSIS) for origin in "RNE" for site in "GJ"),
    *((site, home, _BACK) for home in "RNE" for site in "GJ"),
    *((origin, "D", _TREATED) for origin in "NEH"),
    *(("D", destination, _BACK) for destination in "NEH"),
)


def _slips(origin: str, destination: str) -> tuple[Wrong, ...]:
    def reads(letter: str) -> str:
        return f"{letter} is {_MEANS[letter]}"

    slips = []
    if origin != destination:
        order = f"Turns the trip around. The origin, {origin}, comes first, and the destination, {destination}, second."
        slips.append(Wrong(destination + origin, "destination first", order))
    for place, other in enumerate(_CONFUSED[origin]):
        why = f"Mistakes the origin: {reads(other)}. The pickup was at {_MEANS[origin]}, {origin}."
        slips.append(Wrong(other + destination, "wrong origin" if not place else "origin taken for another kind", why))
    for other in _CONFUSED[destination]:
        why = f"Mistakes the destination: {reads(other)}. The trip ended at {_MEANS[destination]}, {destination}."
        slips.append(Wrong(origin + other, "wrong destination", why))
    order_of = [slips[0], *slips[3:4], slips[1], *slips[2:3], *slips[4:]] if origin != destination else slips
    return tuple(order_of)


def _stem(rng: random.Random, trip: tuple[str, str, tuple[str, ...]], who: Person) -> str:
    origin, destination, reasons = trip
    start, end, reason = rng.choice(_PLACES[origin]), rng.choice(_PLACES[destination]), rng.choice(reasons)
    if origin == destination:
        start, end = "the county hospital", "the regional medical center, an acute care hospital"
    return rng.choice(
        (
            f"A ground ambulance picks up {who.inside} {reason} at {start} and takes the patient to {end}. Which "
            "modifier for origin and destination goes on the ambulance line?",
            f"Run sheet of an ambulance supplier, Medicare patient. Pickup: {start}. Drop-off: {end}. Carried: "
            f"{who.inside} {reason}. Which origin and destination modifier is appended to the base rate and the "
            "mileage?",
            f"{who.start} {reason} is carried by ground ambulance directly, without a stop on the way, to {end}; "
            f"the crew loaded the patient at {start}. Which modifier tells Medicare where the trip began and ended?",
        )
    )


def _draw(rng: random.Random) -> Draft:
    trip = rng.choice(_TRIPS)
    origin, destination, _ = trip
    why = (
        f"The first letter is the origin: {_MEANS[origin]}, {origin}. The second is the destination: "
        f"{_MEANS[destination]}, {destination}. Together they are {origin + destination}."
    )
    slips = list(_slips(origin, destination))
    both = (
        f"Mistakes the origin and turns the trip around. The pickup, at {_MEANS[origin]}, comes first as {origin}, "
        f"and the destination, {destination}, second."
    )
    turned = Wrong(destination + _CONFUSED[origin][0], "turned around with a wrong origin", both)
    head, tail = slips[:3], slips[3:]
    if tail and rng.random() < 0.5:
        head[-1], tail[0] = tail[0], head[-1]
    if rng.random() < 0.4:
        head[-1] = turned
    return Draft(_stem(rng, trip, person(rng, "", 48)), origin + destination, why, (*head, *tail))


FAMILIES = (
    Family(
        slug="family-hcpcs-ambulance-modifier",
        title="Origin and destination of an ambulance trip",
        track="cpc",
        area="hcpcs",
        difficulty=2,
        bloom="apply",
        tags=("ambulance", "modifiers"),
        references=("Medicare Claims Processing Manual, chapter 15, section 30",),
        draw=_draw,
    ),
)
