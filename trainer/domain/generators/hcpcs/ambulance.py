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
}
_SCENES = {
    "ill": ("a grocery store", "a bus stop"),
    "hurt": ("the shoulder of a highway", "a construction site", "a bus stop"),
    "flown": ("the shoulder of a highway", "a construction site"),
}
"""Scenes of an accident or acute event, S, by what happened there."""
_CONFUSED = {
    "D": "PHJG",
    "E": "NRH",
    "G": "JHD",
    "H": "GDNIS",
    "I": "SHD",
    "J": "GDHP",
    "N": "EHR",
    "P": "DHR",
    "R": "ESN",
    "S": "RP",
}
"""Letters that candidates take for the right one."""
_REASONS = {
    "ill": ("with sudden shortness of breath", "with chest pain", "with new weakness of one side"),
    "at home": ("with fever and confusion", "with sudden shortness of breath", "with chest pain"),
    "fall": ("with a suspected hip fracture after a fall", "with a head injury after a fall"),
    "hurt": ("with a head injury", "with an open leg fracture"),
    "flown": ("with a severe head injury", "with a crushed pelvis"),
    "dialysis": ("unable to sit up and due for hemodialysis", "confined to bed and due for hemodialysis"),
    "after dialysis": (
        "confined to bed and going back after hemodialysis",
        "unable to sit up and returning after hemodialysis",
    ),
    "planned": ("confined to bed and due for an appointment", "unable to sit up and due for a planned appointment"),
    "inpatient": ("in inpatient care and due for a service that the hospital does not offer",),
    "after": ("confined to bed and going back after an appointment", "unable to sit up and returning from a visit"),
    "home": ("just discharged and movable only by stretcher", "confined to bed and just discharged"),
    "transfer": (
        "in need of a heart catheterization that the first hospital does not offer",
        "in need of a neurosurgeon whom the first hospital does not have",
    ),
}
_TRIPS: dict[str, tuple[str, ...]] = {
    **{f"{origin}H": ("at home", "fall") for origin in "RNE"},
    **{f"{origin}H": ("ill",) for origin in "PDJ"},
    "SH": ("ill", "hurt"),
    "SI": ("flown",),
    "HI": ("transfer",),
    "HH": ("transfer",),
    **{f"H{destination}": ("home",) for destination in "RNE"},
    **{f"{origin}{site}": ("dialysis",) for origin in "RNE" for site in "GJ"},
    **{f"{site}{home}": ("after dialysis",) for home in "RNE" for site in "GJ"},
    **{f"{origin}D": ("planned",) for origin in "NE"},
    "HD": ("inpatient",),
    **{f"D{destination}": ("after",) for destination in "NE"},
}
"""What trips are for, by their modifier; a return from D to a hospital is left to `ill`."""


def _reads(letter: str) -> str:
    return f"{letter} is {_MEANS[letter]}"


def _origin(other: str, origin: str, destination: str) -> Wrong:
    why = f"Mistakes the origin: {_reads(other)}. The pickup was at {_MEANS[origin]}, {origin}."
    return Wrong(other + destination, "wrong origin", why)


def _destination(other: str, origin: str, destination: str) -> Wrong:
    why = f"Mistakes the destination: {_reads(other)}. The trip ended at {_MEANS[destination]}, {destination}."
    return Wrong(origin + other, "wrong destination", why)


def _turned(wrong: Wrong) -> Wrong:
    """The same mistake with the trip turned around."""
    why = f"{wrong.why} It also turns the trip around: the origin comes first and the destination second."
    return Wrong(wrong.text[::-1], f"{wrong.mistake}, turned around", why)


def _mistaken(rng: random.Random, origin: str, destination: str) -> tuple[str, str]:
    """Another origin and another destination, of trips that there are if possible."""
    origins = [each for each in _CONFUSED[origin] if each + destination in _TRIPS]
    destinations = [each for each in _CONFUSED[destination] if origin + each in _TRIPS]
    return rng.choice(origins or _CONFUSED[origin]), rng.choice(destinations or _CONFUSED[destination])


def _slips(rng: random.Random, origin: str, destination: str) -> tuple[Wrong, ...]:
    """Two mistakes, each alone and both at once, so that no letter stands out.

    The two are a wrong origin and a wrong destination, or one of them and the trip turned around.
    """
    other = _mistaken(rng, origin, destination)
    wrong = _origin(other[0], origin, destination), _destination(other[1], origin, destination)
    if rng.random() < 0.5 or destination + origin not in _TRIPS or origin == destination:
        both = Wrong("".join(other), "wrong origin, wrong destination", f"{wrong[0].why} {wrong[1].why}")
        return (*wrong, both)
    order = f"Turns the trip around. The origin, {origin}, comes first, and the destination, {destination}, second."
    drawn = rng.choice(wrong)
    return (drawn, Wrong(destination + origin, "destination first", order), _turned(drawn))


def _stem(rng: random.Random, origin: str, destination: str, who: Person) -> str:
    kind = rng.choice(_TRIPS[origin + destination])
    start = rng.choice(_SCENES[kind] if origin == "S" else _PLACES[origin])
    end, reason = rng.choice(_PLACES[destination]), rng.choice(_REASONS[kind])
    if origin == destination:
        start, end = "the county hospital", "the regional medical center, an acute care hospital"
    comma = "," if "," in start else ""
    told = (
        f"Run sheet of an ambulance supplier, Medicare patient. Pickup: {start}. Drop-off: {end}. Carried: "
        f"{who.inside} {reason}. Which origin and destination modifier is appended to the base rate and the mileage?",
        f"{who.start} {reason} is carried by ground ambulance directly, without a stop on the way, to {end}; "
        f"the crew loaded the patient at {start}. Which modifier tells Medicare where the trip began and ended?",
        f"A ground ambulance picks up {who.inside} {reason} at {start}{comma} and takes the patient to {end}. Which "
        "modifier for origin and destination goes on the ambulance line?",
    )
    return rng.choice(told[:2] if "hospital" in reason else told)


def _draw(rng: random.Random) -> Draft:
    right = rng.choice(tuple(_TRIPS))
    origin, destination = right[0], right[1]
    why = (
        f"The first letter is the origin: {_MEANS[origin]}, {origin}. The second is the destination: "
        f"{_MEANS[destination]}, {destination}. Together they are {right}."
    )
    return Draft(_stem(rng, origin, destination, person(rng, "", 66, 90)), right, why, _slips(rng, origin, destination))


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
