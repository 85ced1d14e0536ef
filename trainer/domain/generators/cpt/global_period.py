"""Services around an operation: modifiers 24, 25, 57, 58, 78 and 79, no modifier, or part of the global package.

Rule: Medicare's global surgery policy, Claims Processing Manual, chapter 12, section 40: 0, 10 or 90 days are counted
after the date of the operation, 90-day operations include the day before too; complications are included unless they
need an operating room.
"""

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta

from trainer.domain.generators.family import Draft, Family, Wrong
from trainer.domain.generators.wording import a, count, long_day, patient

PACKAGE, NOTHING = "Not reported separately", "Reported without a modifier"
_MEANING = {
    "24": "Modifier 24 is for an unrelated visit of the operating physician in the days after an operation",
    "25": "Modifier 25 is for a significant, separate visit on the date of a procedure with 0 or 10 days",
    "57": "Modifier 57 is for the visit at which an operation with 90 days is decided on, that day or the day before",
    "58": "Modifier 58 is for a staged, planned or more extensive procedure in the days after an operation",
    "78": "Modifier 78 is for an unplanned return to the operating room for a problem caused by the operation",
    "79": "Modifier 79 is for a procedure that has nothing to do with the operation, in the days after it",
    "package": "The package holds the decision on a minor procedure, usual care and, with Medicare, what complications "
    "need outside an operating room",
    "none": "No modifier is needed for what no global period touches",
}
_MISTAKES = {
    "24": "unrelated visit assumed",
    "25": "same-day modifier misapplied",
    "57": "decision for surgery misapplied",
    "58": "staged procedure assumed",
    "78": "unplanned return assumed",
    "79": "unrelated procedure assumed",
    "package": "everything put into the package",
    "none": "global period overlooked",
}
_VISITS, _PROCEDURES = ("24", "25", "57", "package", "none"), ("58", "78", "79", "package", "none")
_EITHER = ("24", "79", "package", "none")
"""What a visit, a procedure or either of them can be taken for. Which are offered is chance, lest they show the key."""


@dataclass(frozen=True, slots=True)
class _Event:
    """A later service: what it is reported with, what happened, what is asked for, why, and between which days.

    Days are counted from the operation; `outcome` is a modifier, "package" or "none".
    """

    outcome: str
    text: str
    asked: str
    why: str
    days: tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Surgery:
    """An operation with its global days, its surgeon and what can follow it."""

    name: str
    days: int
    surgeon: str
    ages: tuple[int, int]
    nouns: tuple[str, ...]
    events: tuple[_Event, ...]


def _late(event: _Event, last: int) -> _Event:
    """The same service after the last of the global days, which then needs no modifier."""
    return replace(event, outcome="none", days=(last + 1, last + 25))


def _first(last: int) -> int:
    """The day from which somebody operated on is seen at an office again."""
    return 10 if last == 90 else 3


def _visit(problem: str, last: int) -> tuple[_Event, _Event]:
    event = _Event(
        "24",
        f"the {{surgeon}} sees the patient at the office for {problem} and for nothing else",
        "the office visit",
        f"the visit is for {problem}, which has nothing to do with the operation",
        (_first(last), last),
    )
    return event, _late(event, last)


def _check(what: str, last: int) -> tuple[_Event, _Event]:
    text = f"the {{surgeon}} sees the patient at the office for {what}; everything is as expected"
    outside = "the visit falls outside the global period"
    return (
        _Event("package", text, "the office visit", "the visit is usual aftercare", (_first(last), last)),
        _Event("none", text, "the office visit", outside, (last + 1, last + 25)),
    )  # fmt: skip


def _unrelated(procedure: str, last: int) -> tuple[_Event, _Event]:
    why = f"{procedure} has nothing to do with the operation"
    event = _Event(
        "79",
        f"the {{surgeon}} performs another procedure, {procedure}",
        "the second procedure",
        why,
        (30 if last == 90 else 2, last),
    )
    return event, _late(event, last)


def _returned(trouble: str, treatment: str, days: tuple[int, int]) -> _Event:
    return _Event(
        "78",
        f"the {{surgeon}} takes the patient back to the operating room, unplanned, because of {trouble}: {treatment}",
        "the second procedure",
        f"{trouble} is a complication, and it is treated in an operating room",
        days,
    )


def _at_office(trouble: str, treatment: str) -> _Event:
    return _Event(
        "package",
        f"the {{surgeon}} treats {trouble} of this operation in the treatment room of the office: {treatment}",
        f"the treatment of the {trouble.split(maxsplit=1)[1]}",
        f"{trouble} is a complication, and Medicare pays for it only in an operating room",
        (10, 24),
    )


def _staged(text: str, why: str, days: tuple[int, int]) -> _Event:
    return _Event("58", text, "the second procedure", why, days)


def _other_doctor(problem: str, last: int) -> _Event:
    return _Event(
        "none",
        f"a family physician of another group, not involved in the operation, sees the patient for {problem}",
        "the family physician's visit",
        "the global period binds the surgeon and colleagues of the same group and specialty only",
        (_first(last), last),
    )


_DECIDED = "the {surgeon} sees the patient for the first time and, after a full examination, decides on the operation"
_SAME_DAY = _Event(
    "57",
    f"{_DECIDED}, which follows later that day",
    "the visit",
    "the operation has 90 days, and the visit at which it was decided on was that very day",
    (0, 0),
)
_DAY_BEFORE = _Event(
    "57",
    f"{_DECIDED}, which follows the next day",
    "the visit",
    "the operation has 90 days, and the visit at which it was decided on was the day before",
    (-1, -1),
)
_ELECTIVE = _Event(
    "package",
    "the {surgeon} sees the patient for history and physical, the operation having been decided on a month ago",
    "the visit",
    "the decision was made long before, and a visit on the day before a 90-day operation is part of it",
    (-1, -1),
)


def _minor(problem: str) -> tuple[_Event, _Event]:
    return (
        _Event(
            "25",
            f"the {{surgeon}} also evaluates, with full documentation, {problem}, for which a new drug is prescribed",
            "the visit",
            "the visit is significant and separate from the minor procedure of the same date",
            (0, 0),
        ),
        _Event(
            "package",
            "the {surgeon} asks and examines only as much as needed to decide on the procedure; nothing else is "
            "addressed",
            "the visit",
            "the decision on a procedure with 0 or 10 days is part of that procedure",
            (0, 0),
        ),
    )


_ANYBODY = ("man", "woman")
_INFECTED = _returned("an infection of the new joint", "washout of the joint", (10, 60))
_DISLOCATED = _returned("dislocation of the new lens", "repositioning of the lens", (2, 60))
_CLOSURE = _staged(
    "the {surgeon} closes the colostomy, as the first operative report had announced as the second stage",
    "the second stage was planned at the time of the first",
    (60, 90),
)
_WIDER = _staged(
    "the {surgeon} excises the scar again with wider margins because pathology found tumor at the margins",
    "a further excision for the same tumor follows the first",
    (4, 10),
)
_SURGERIES = (
    _Surgery(
        "a total replacement of the right knee", 90, "orthopedic surgeon", (66, 82), _ANYBODY,
        (
            *_check("a check of the right knee", 90), _ELECTIVE, *_visit("new pain of the left shoulder", 90),
            *_unrelated("a release of the left carpal tunnel", 90), _other_doctor("high blood pressure", 90),
            _INFECTED, _late(_INFECTED, 90),
            _at_office("a small wound hematoma", "it is drained under local anesthetic"),
        ),
    ),
    _Surgery(
        "a partial mastectomy of the left breast for cancer", 90, "general surgeon", (66, 80), ("woman",),
        (
            *_check("a check of the breast wound", 90), _ELECTIVE, *_visit("a small hernia at the navel", 90),
            *_unrelated("a laparoscopic removal of the gallbladder for stones", 90), _other_doctor("low back pain", 90),
            _returned("bleeding into the wound", "evacuation of the hematoma", (1, 5)),
            _at_office("a wound seroma", "it is punctured with a needle"),
            _staged(
                "the {surgeon} removes the whole left breast because pathology found cancer at the margins",
                "a more extensive procedure for the same disease follows the first", (8, 40),
            ),
        ),
    ),
    _Surgery(
        "a sigmoid resection with end colostomy for a perforated bowel", 90, "general surgeon", (66, 80), _ANYBODY,
        (
            *_check("a check of the abdominal wound and the stoma", 90), _SAME_DAY,
            *_visit("an ingrown toenail", 90),
            *_unrelated("an excision of a skin cancer of the back", 90), _other_doctor("diabetes", 90),
            _returned("bleeding inside the abdomen", "opening of the abdomen and control of the bleeding", (1, 5)),
            _at_office("a superficial wound infection", "the wound edges are opened and packed"),
            _CLOSURE, _late(_CLOSURE, 90),
        ),
    ),
    _Surgery(
        "a plating of a broken right femoral neck", 90, "orthopedic surgeon", (68, 88), _ANYBODY,
        (
            *_check("a check of the right hip", 90), _SAME_DAY, _DAY_BEFORE, *_visit("new pain of the right wrist", 90),
            *_unrelated("a release of a trigger finger of the left hand", 90), _other_doctor("a cough", 90),
            _returned("a deep infection at the plate", "washout of the wound", (10, 60)),
            _at_office("a superficial wound infection", "the wound edges are opened and packed"),
        ),
    ),
    _Surgery(
        "a cataract extraction with lens implant of the right eye", 90, "ophthalmologist", (66, 85), _ANYBODY,
        (
            *_check("a check of the right eye", 90), _ELECTIVE, *_visit("an eyelid infection of the left eye", 90),
            *_unrelated("a cataract extraction with lens implant of the left eye", 90), _other_doctor("gout", 90),
            _DISLOCATED, _late(_DISLOCATED, 90),
        ),
    ),
    _Surgery(
        "an excision of a basal cell carcinoma of the right arm", 10, "dermatologist", (66, 85), _ANYBODY,
        (
            *_check("removal of the stitches", 10), *_minor("psoriasis"), *_visit("a new rash of the legs", 10),
            *_unrelated("a biopsy of a new lesion of the left leg", 10), _other_doctor("high blood pressure", 10),
            _WIDER, _late(_WIDER, 10),
        ),
    ),
    _Surgery(
        "an injection of the right shoulder joint", 0, "family physician", (66, 85), _ANYBODY,
        _minor("poorly controlled blood sugar"),
    ),
    _Surgery(
        "a freezing of five actinic keratoses of the scalp", 10, "family physician", (66, 85), _ANYBODY,
        (*_minor("new heartburn"), *_check("a look at the treated skin", 10), *_visit("a cough with fever", 10)),
    ),
)  # fmt: skip


def _draw(rng: random.Random) -> Draft:
    outcomes: tuple[str, ...] = rng.choice((_VISITS, _PROCEDURES))
    outcome = rng.choice(outcomes)
    surgery, event = rng.choice(_cases(outcome, is_visit=outcomes is _VISITS))
    first, last = event.days
    after = rng.choice((first, last, rng.randint(first, last), rng.randint(first, last)))
    operated, happened = _dates(rng, after)
    when = _when(after, surgery)
    if outcome in _EITHER and rng.random() < 0.25:
        outcomes = _EITHER
    others = rng.sample([each for each in outcomes if each != outcome], 3)
    wrong = tuple(
        Wrong(_option(each), _MISTAKES[each], f"{_MEANING[each]}. Here {event.why}{when}.") for each in others
    )
    return Draft(_stem(rng, surgery, event, operated, happened), _option(outcome), _why(outcome, event, when), wrong)


def _cases(outcome: str, *, is_visit: bool) -> list[tuple[_Surgery, _Event]]:
    """Operations with the later visits, or procedures, that are reported so."""
    return [
        (surgery, event)
        for surgery in _SURGERIES
        for event in surgery.events
        if event.outcome == outcome and event.asked.endswith("visit") == is_visit
    ]


def _dates(rng: random.Random, after: int) -> tuple[date, date]:
    """The date of the operation and the day of the later service, neither on a weekend."""
    days = [date(2026, 2, 2) + timedelta(days=number) for number in range(81)]
    pairs = [(day, day + timedelta(days=after)) for day in days]
    return rng.choice([pair for pair in pairs if max(day.weekday() for day in pair) < 5])


def _option(outcome: str) -> str:
    return {"package": PACKAGE, "none": NOTHING}.get(outcome, f"Reported with modifier {outcome}")


def _when(after: int, surgery: _Surgery) -> str:
    if after <= 0:
        return ""
    days = count(surgery.days, "day")
    where = "within the" if after <= surgery.days else "after the"
    return f"; the date is day {after} after the operation, {where} {days}"


def _stem(rng: random.Random, surgery: _Surgery, event: _Event, operated: date, happened: date) -> str:
    age = patient(rng, *surgery.ages).age
    person = a(f"{age}-year-old {rng.choice(surgery.nouns)}")
    what = event.text.format(surgeon=surgery.surgeon)
    operation = f"{surgery.name} ({count(surgery.days, 'global day')} in the fee schedule)"
    return rng.choice(
        (
            f"On {long_day(operated)} {a(surgery.surgeon)} performs {operation} in {person} with Medicare. On "
            f"{long_day(happened)} {what}. How does {event.asked} go on the claim?",
            f"Medicare Part B. {person.capitalize()} has {operation} by {a(surgery.surgeon)} on {long_day(operated)}. "
            f"Entry of {long_day(happened)}: {what}. Under Medicare's global surgery policy, how is {event.asked} "
            "handled?",
            f"{person.capitalize()} with Medicare has {operation}. {a(surgery.surgeon).capitalize()} performs it on "
            f"{long_day(operated)}. An entry of {long_day(happened)} reads: {what}. How is {event.asked} billed?",
        )
    )


def _why(outcome: str, event: _Event, when: str) -> str:
    return f"{event.why[0].upper()}{event.why[1:]}{when}. {_MEANING[outcome]}."


FAMILIES = (
    Family(
        slug="family-cpt-global-period",
        title="Services around an operation with global days",
        track="cpc",
        area="coding-guidelines",
        difficulty=3,
        bloom="analyze",
        tags=("global period", "modifiers"),
        references=("Medicare Claims Processing Manual, chapter 12, section 40",),
        draw=_draw,
    ),
)
