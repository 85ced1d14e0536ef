"""Procedures cut short and services done again: modifiers 52, 53, 73, 74 and 76, 77, 91.

Rule: CPT's appendix of modifiers in our own words; for facilities Medicare Claims Processing Manual, chapter 4, section
20.6.4 (73 before, 74 after the start of anesthesia or procedure); for laboratory tests chapter 16, section 100.5.1 (91
for tests that are repeated for new results, not for reruns).
"""

import random

from trainer.domain.generators.family import Draft, Family, Wrong
from trainer.domain.generators.wording import a, patient

_NO_LINE = "No line for it"
_SIGNS = {
    "52": "52 marks a service that was reduced by choice, without danger to the patient",
    "53": "53 is the physician's modifier for a procedure begun and stopped because of danger to the patient",
    "73": "73 is the facility's modifier for a procedure stopped in the procedure room before anesthesia",
    "74": "74 is the facility's modifier for a procedure stopped after anesthesia or the procedure itself had begun",
    "76": "76 marks a procedure repeated by the same physician",
    "77": "77 marks a procedure repeated by another physician",
    "91": "91 marks a laboratory test repeated the same day for a further result",
    "59": "59 marks a distinct service of another site or injury, not the same service done again",
    "none": "No line is for what cannot be reported by itself",
}
_MISTAKES = {
    "52": "reduced service assumed",
    "53": "physician's modifier for a stopped procedure",
    "73": "facility's modifier before anesthesia",
    "74": "facility's modifier after anesthesia",
    "76": "repeat by the same physician assumed",
    "77": "repeat by another physician assumed",
    "91": "repeat of a laboratory test assumed",
    "59": "distinct service assumed",
    "none": "service not reported",
}


def _option(outcome: str) -> str:
    return _NO_LINE if outcome == "none" else f"The code with modifier {outcome}"


def _answers(rng: random.Random, outcome: str, among: str, reason: str) -> tuple[str, str, tuple[Wrong, ...]]:
    """The right text, why, and wrong answers by chance, lest they show the key, from all there is."""
    others = [each for each in among.split() if each != outcome]
    wrong = tuple(
        Wrong(_option(each), _MISTAKES[each], f"{_SIGNS[each]}. Here {reason}.")
        for each in rng.sample(others, len(others))
    )
    return _option(outcome), f"Here {reason}. {_SIGNS[outcome]}.", wrong


_PROCEDURES = (
    ("a laparoscopic removal of the gallbladder", 25),
    ("an arthroscopy of the right knee", 25),
    ("an open repair of a groin hernia", 25),
    ("a transurethral removal of a bladder tumor", 50),
    ("a bunion operation on the left foot", 30),
    ("an excision of a large lipoma of the back", 30),
    ("an endoscopic sinus operation", 25),
)
"""What is planned, and from which age on."""
_EARLY = (
    "the blood pressure is found to be 220/120",
    "the pulse turns fast and irregular",
    "chest pain sets in",
    "a temperature of 103 °F is measured",
)
_IN_THE_ROOM = (*_EARLY[:3], "a dangerous heart rhythm appears")
_ASLEEP = (
    "a dangerous heart rhythm appears",
    "the blood pressure collapses",
    "the oxygen saturation falls to 80%",
    "severe spasm of the airways sets in",
)
_MOMENTS = (
    ("early", "In the waiting area, before the patient is taken to the procedure room, {danger}", _EARLY),
    ("room", "In the procedure room, with the patient prepared but before any anesthesia is given, {danger}",
     _IN_THE_ROOM),
    ("anesthesia", "Right after general anesthesia has begun, before the first incision or scope, {danger}", _ASLEEP),
    ("begun", "Under general anesthesia, {minutes} minutes after the start of the procedure, {danger}", _ASLEEP),
)  # fmt: skip
_STOPPED = {
    ("hospital", "early"): ("none", "the patient had not reached the procedure room"),
    ("hospital", "room"): ("73", "the facility bills, and it ended in the room before anesthesia"),
    ("hospital", "anesthesia"): ("74", "the facility bills, and anesthesia had begun"),
    ("hospital", "begun"): ("74", "the facility bills, and the procedure had begun under anesthesia"),
    ("surgeon", "early"): ("none", "it was canceled before anesthesia and preparation in the room"),
    ("surgeon", "anesthesia"): ("53", "the surgeon bills, and danger stopped it under anesthesia"),
    ("surgeon", "begun"): ("53", "the surgeon bills, and danger stopped a procedure that had begun"),
}
_ALL_STOPPED = "52 53 73 74 none"
_REDUCED = (
    ("a hearing test", "of both ears", "Only the right ear is tested, as ordered"),
    ("photography of the back of the eyes", "of both eyes",
     "Only the left eye is photographed, because the right one is artificial"),
    ("a sleep study in the laboratory", "of at least six hours",
     "Four hours are recorded, because the patient then wishes to go home"),
    ("a pressure test of the eardrums", "of both ears", "Only the left ear is tested, as ordered"),
)  # fmt: skip


def _draw_stopped(rng: random.Random) -> Draft:
    outcome = rng.choice(_ALL_STOPPED.split())
    if outcome == "52":
        return _reduced(rng, rng.choice(("hospital", "surgeon")))
    biller, moment = rng.choice([pair for pair, row in _STOPPED.items() if row[0] == outcome])
    reason = _STOPPED[biller, moment][1]
    sentence, dangers = next(row[1:] for row in _MOMENTS if row[0] == moment)
    procedure, age = rng.choice(_PROCEDURES)
    who = patient(rng, age, 80)
    event = sentence.format(danger=rng.choice(dangers), minutes=rng.randint(5, 35))
    place = rng.choice(("an outpatient department of a hospital", "an ambulatory surgical center"))
    claim = "the facility's claim" if biller == "hospital" else "the surgeon's own claim"
    stem = rng.choice(
        (
            f"{who.phrase} is scheduled for {procedure} in {place}. {event}, and the surgeon calls it "
            f"off for the patient's safety; it is not done that day. How does the planned procedure go on {claim}?",
            f"Record of {place}: {a(f'{who.age}-year-old {who.noun}')} is to have {procedure} under "
            f"general anesthesia. {event}. The surgeon gives it up because of the risk, and the patient recovers. What "
            f"does {claim} show for the procedure?",
        )
    )
    right, why, wrong = _answers(rng, outcome, _ALL_STOPPED, reason)
    return Draft(stem, right, why, wrong)


def _reduced(rng: random.Random, biller: str) -> Draft:
    service, full, part = rng.choice(_REDUCED)
    who = patient(rng, 30, 80)
    bills = "the hospital's outpatient claim" if biller == "hospital" else "the physician's claim"
    stem = (
        f"{who.phrase} comes for {service}. The code covers a study {full}, and no code exists for less. {part}; "
        f"there is no anesthesia and no complication. How does the study go on {bills}?"
    )
    reason = "less was done than the code covers, by choice and without danger or anesthesia"
    right, why, wrong = _answers(rng, "52", _ALL_STOPPED, reason)
    return Draft(stem, right, why, wrong)


_PROCEDURE_REPEATS = (
    ("a two-view radiograph of the chest", "reading of the chest radiograph", "radiologist", "after a drain is placed"),
    ("an ECG with reading", "ECG", "cardiologist", "because chest pain has come back"),
    ("closed reduction of a dislocated shoulder", "reduction", "emergency physician", "as it has slipped out again"),
    ("needle drainage of the chest", "drainage", "pulmonologist", "because fluid has gathered again"),
    ("a limited ultrasound of the abdomen", "ultrasound", "radiologist", "because the pain has become worse"),
)
_TESTS = (
    ("serum potassium", "receiving potassium replacement", "to follow the level"),
    ("blood lactate", "treated for sepsis", "to follow the response"),
    ("troponin", "with chest pain", "to see whether it rises"),
    ("hemoglobin", "with bleeding", "to see whether it falls"),
    ("blood gas", "on a ventilator", "to adjust the ventilator"),
)
_RERUNS = (
    "because the first sample had been spoiled",
    "because the analyzer had failed",
    "only to confirm the surprising first value from the same sample",
)
_SITES = (
    ("ulcer", ("the left heel", "the sacrum", "the right hip", "the right shin")),
    ("surgical wound", ("the left groin", "the right forearm", "the abdomen")),
)
_ALL_REPEATS = "59 76 77 91 none"


def _draw_repeat(rng: random.Random) -> Draft:
    outcome = rng.choice(_ALL_REPEATS.split())
    if outcome in ("76", "77"):
        return _repeated_procedure(rng, is_same=outcome == "76")
    if outcome == "59":
        return _two_sites(rng)
    return _repeated_test(rng, is_rerun=outcome == "none")


def _two_sites(rng: random.Random) -> Draft:
    """Cultures of two wounds: the same test, but no repeat of it."""
    wound, places = rng.choice(_SITES)
    one, other = rng.sample(places, 2)
    person, first, later = patient(rng, 55, 88), rng.randint(7, 10), rng.randint(1, 6)
    who = a(f"{person.age}-year-old {person.noun}")
    stem = rng.choice(
        (
            f"{person.phrase} has a bacterial culture of {a(wound)} of {one} at {first}:00 a.m. At {later}:00 p.m. of "
            f"the same day the laboratory receives a swab of another {wound}, of {other}, and does the same culture. "
            "Both were ordered. One code describes one culture, and one unit already stands on the claim. How does the "
            "second culture go on the laboratory's claim?",
            f"A hospital laboratory reports a bacterial culture of {a(wound)} of {one}, taken at {first}:00 a.m. from "
            f"{who}. At {later}:00 p.m. of the same day a culture of a second {wound}, of {other}, is ordered and "
            "done. One unit already stands on the claim. What does the laboratory's claim show for the second culture, "
            "the code being one for a single culture?",
        )
    )
    reason = f"the second culture is of another {wound}, of {other} and not of {one}"
    right, why, wrong = _answers(rng, "59", _ALL_REPEATS, reason)
    return Draft(stem, right, why, wrong)


def _repeated_procedure(rng: random.Random, *, is_same: bool) -> Draft:
    what, short, who, because = rng.choice(_PROCEDURE_REPEATS)
    person, first, later = patient(rng, 25, 84), rng.randint(7, 10), rng.randint(1, 6)
    second = f"the same {who}" if is_same else f"{a(who)} of another group"
    stem = rng.choice(
        (
            f"{person.phrase}, in the hospital. At {first} a.m. {a(who)} performs {what}; at {later} p.m. of the same "
            f"day it is done again, {because}, by {second}. Both are needed and documented. How does the second "
            f"{short} go on the claim of {'that physician' if is_same else 'the second physician'}?",
            f"Two notes of one day for {a(f'{person.age}-year-old {person.noun}')}: {first}:15 a.m., {what} by "
            f"{a(who)}; {later}:40 p.m., the same service with the same code, {because}, by {second}. The need for "
            "both is documented. How is the afternoon service reported by the physician who did it?",
        )
    )
    outcome = "76" if is_same else "77"
    reason = "the same service was needed twice in a day, the second time by " + (
        f"the same {who}" if is_same else f"another {who}"
    )
    right, why, wrong = _answers(rng, outcome, _ALL_REPEATS, reason)
    return Draft(stem, right, why, wrong)


def _repeated_test(rng: random.Random, *, is_rerun: bool) -> Draft:
    test, state, purpose = rng.choice(_TESTS)
    person, first = patient(rng, 25, 84), rng.randint(6, 9)
    hours = rng.randint(2, 4)
    later = f"{first + hours}:{rng.choice(('05', '20', '30', '45'))} {'a.m.' if first + hours < 12 else 'p.m.'}"
    later = later if first + hours < 13 else f"{first + hours - 12}{later[later.index(':') :]}"
    again = rng.choice(_RERUNS) if is_rerun else f"on a new sample, on the physician's order, {purpose}"
    stem = rng.choice(
        (
            f"{person.phrase} {state} has a {test} test at {first}:00 a.m. At {later} of the same day the laboratory "
            f"runs the test again, {again}. One code describes one run of the test, and one unit already stands on the "
            "claim. How does the second run go on the laboratory's claim?",
            f"A hospital laboratory reports a {test} test drawn at {first}:00 a.m. from "
            f"{a(f'{person.age}-year-old {person.noun}')} {state}. It is run again at {later}, {again}. One unit "
            "already stands on the claim. What does the laboratory's claim show for the second run, the code being one "
            "for a single run?",
        )
    )
    outcome = "none" if is_rerun else "91"
    reason = f"a second {test} value was needed {purpose}, on a new sample of the same day"
    if is_rerun:
        reason = f"the test was run again {again.removeprefix('only ')}, and one unit is billed already"
    right, why, wrong = _answers(rng, outcome, _ALL_REPEATS, reason)
    return Draft(stem, right, why, wrong)


FAMILIES = (
    Family(
        slug="family-cpt-stopped-procedure",
        title="Procedures reduced, stopped or called off",
        track="cpc",
        area="coding-guidelines",
        difficulty=3,
        bloom="apply",
        tags=("modifiers", "discontinued procedures"),
        references=(
            "CPT conventions on modifiers, stated in our own words",
            "Medicare Claims Processing Manual, chapter 4, section 20.6.4",
        ),
        draw=_draw_stopped,
    ),
    Family(
        slug="family-cpt-repeated-service",
        title="The same service twice on one day",
        track="cpc",
        area="coding-guidelines",
        difficulty=2,
        bloom="apply",
        tags=("modifiers", "repeated services"),
        references=(
            "CPT conventions on modifiers, stated in our own words",
            "Medicare Claims Processing Manual, chapter 16, section 100.5.1",
        ),
        draw=_draw_repeat,
    ),
)
