"""Services divided among several parties: modifiers 26 and TC, 54, 55 and 56, 62, 66 and 80.

Rule: CPT's appendix of modifiers in our own words; Medicare Claims Processing Manual, chapter 12, sections 40.2 (split
surgical care) and 40.8 (co-surgeons and teams), chapter 13, section 20 (components of radiology).
"""

import random
from datetime import date, timedelta

from trainer.domain.generators.family import Draft, Family, Wrong
from trainer.domain.generators.wording import Patient, a, long_day, patient

_MEANING = {
    "26": "26 is for the professional part alone, the reading and report",
    "TC": "TC is for the technical part alone, machine, staff and supplies",
    "none": "A bare code claims the whole of what it describes",
    "26 and TC": "26 and TC on two lines would split what one line reports",
    "54": "54 is for the operation alone, with the care afterwards given by somebody else",
    "55": "55 is for the care after an operation that somebody else did",
    "56": "56 is for the care before an operation that somebody else does",
    "62": "62 is for two surgeons who each do a distinct part of one procedure with one code",
    "66": "66 is for a team of more than two physicians in one very complex procedure",
    "80": "80 is for a surgeon who helps the first throughout",
}
_MISTAKES = {
    "26": "professional part assumed",
    "TC": "technical part assumed",
    "none": "whole service claimed",
    "26 and TC": "both parts on two lines",
    "54": "surgical care only assumed",
    "55": "care after surgery assumed",
    "56": "care before surgery assumed",
    "62": "two surgeons assumed",
    "66": "surgical team assumed",
    "80": "assistant assumed",
}


def _option(outcome: str) -> str:
    if outcome == "none":
        return "The code without a modifier"
    return "The code twice, with 26 and with TC" if outcome == "26 and TC" else f"The code with modifier {outcome}"


def _draft(stem: str, outcome: str, others: tuple[str, ...], reason: str) -> Draft:
    wrong = tuple(Wrong(_option(each), _MISTAKES[each], f"{_MEANING[each]}. Here {reason}.") for each in others)
    return Draft(stem, _option(outcome), f"Here {reason}. {_MEANING[outcome]}.", wrong)


_STUDIES = (
    ("an MRI of the brain", "radiologist"),
    ("a two-view radiograph of the chest", "radiologist"),
    ("an ultrasound of the abdomen", "radiologist"),
    ("a bone density study of hip and spine", "radiologist"),
    ("an echocardiogram with Doppler", "cardiologist"),
    ("an EEG, awake and drowsy", "neurologist"),
    ("an overnight sleep study in the laboratory", "sleep physician"),
    ("a microscopic study of a biopsy", "pathologist"),
)


def _draw_component(rng: random.Random) -> Draft:
    kind = rng.choice(("hospital", "hospital", "owner", "owner", "whole", "own code"))
    person = patient(rng, 25, 84)
    if kind == "own code":
        return _own_code(rng, person)
    study, reader = rng.choice(_STUDIES)
    owner = "laboratory" if reader == "pathologist" else rng.choice(("diagnostic center", "testing facility"))
    one_code = f"The code of the study covers both the technical part and the {reader}'s reading."
    who, phrase = person.phrase, a(f"{person.age}-year-old {person.noun}")
    reads = f"{a(reader).capitalize()} in private practice, not employed there,"
    if kind == "hospital":
        stem = rng.choice(
            (
                f"{who} has {study} at a hospital, with the hospital's equipment and staff. {reads} reads it and signs "
                f"the report. {one_code} How does the {reader} report it?",
                f"A hospital provides equipment, staff and supplies for {study} of {phrase}. {reads} writes and signs "
                f"the interpretation. {one_code} How does it go on the {reader}'s claim?",
            )
        )
        reason = f"the {reader} only reads, with equipment and staff of the hospital"
        return _draft(stem, "26", ("none", "TC", "26 and TC"), reason)
    if kind == "owner":
        stem = rng.choice(
            (
                f"{who} has {study} at an independent {owner} that owns the equipment and pays the technicians. "
                f"{a(reader).capitalize()} of another practice reads it and bills the reading. {one_code} How does the "
                f"{owner} report it?",
                f"For {study} of {phrase}, {a(reader)} of another practice bills the reading. Equipment and "
                f"technicians are those of an independent {owner}. {one_code} How does it go on the {owner}'s claim?",
            )
        )
        reason = f"the {owner} gives equipment and staff only, and the reading is billed by another practice"
        return _draft(stem, "TC", ("none", "26", "26 and TC"), reason)
    stem = rng.choice(
        (
            f"{who} has {study} at the practice of {a(reader)}, who owns the equipment, pays the staff, reads the "
            f"study and signs the report. {one_code} How does the practice report it?",
            f"The practice of {a(reader)} does {study} for {phrase} with its own equipment and technician; the "
            f"{reader} interprets it the same day. {one_code} How does it go on the practice's claim?",
        )
    )
    return _draft(stem, "none", ("26 and TC", "26", "TC"), "one practice gives equipment, staff and reading")


def _own_code(rng: random.Random, person: Patient) -> Draft:
    """An ECG code that stands for one part by itself."""
    if rng.random() < 0.5:
        stem = (
            f"{person.phrase} has an ECG of twelve leads in a hospital. A cardiologist in private practice reads it "
            "and reports 93010, the one of the three ECG codes that stands for reading and report only. The hospital "
            "bills the tracing. How does the code go on the cardiologist's claim?"
        )
        reason = "93010 is for the reading alone, so nothing is left for a modifier to split off"
        return _draft(stem, "none", ("26", "26 and TC", "TC"), reason)
    stem = (
        f"{person.phrase} has an ECG of twelve leads at an independent testing facility, which reports 93005, the one "
        "of the three ECG codes that stands for the tracing only. A cardiologist elsewhere bills the reading. How does "
        "the code go on the facility's claim?"
    )
    reason = "93005 is for the tracing alone, so nothing is left for a modifier to split off"
    return _draft(stem, "none", ("TC", "26 and TC", "26"), reason)


_SPLIT_OPERATIONS = (
    ("a cataract extraction", "ophthalmologist", "optometrist", "the patient's home town"),
    ("a hip fracture repair", "orthopedic surgeon", "another orthopedic surgeon", "the patient's home town"),
    ("a knee replacement", "orthopedic surgeon", "another orthopedic surgeon", "another state"),
    ("a mastectomy", "general surgeon", "another general surgeon", "another state"),
    ("a thyroid removal", "general surgeon", "another general surgeon", "the patient's home town"),
)


def _draw_split(rng: random.Random) -> Draft:
    operation, surgeon, other, town = rng.choice(_SPLIT_OPERATIONS)
    person = patient(rng, 66, 84)
    who = a(f"{person.age}-year-old woman" if "mastectomy" in operation else f"{person.age}-year-old {person.noun}")
    on = date(2026, 2, 2) + timedelta(weeks=rng.randint(0, 16), days=rng.randint(0, 3))
    taken = on + timedelta(days=rng.choice((1, 7, 8)))
    transfer = (
        f"On {long_day(taken)} care is transferred in writing to {a(other) if other[:7] != 'another' else other} in "
        f"{town}, of another group, who sees the patient until the end of the 90 global days"
    )
    kind = rng.choice(("54", "55", "56", "none"))
    operator = f"{a(surgeon).capitalize()} performs {operation} on {who} with Medicare on {long_day(on)}"
    if kind == "54":
        return _draft(
            f"{operator}, having seen to the care before it. {transfer}. How does the surgeon who operated report the "
            "operation?",
            "54",
            ("none", "55", "56"),
            "the surgeon operated, and somebody else has the care afterwards by a written transfer",
        )
    if kind == "55":
        return _draft(
            f"{operator}. {transfer}. How does the one who takes over report this care to Medicare?",
            "55",
            ("54", "none", "56"),
            "the care after the operation is taken over, by a written transfer, and the operation was somebody else's",
        )
    if kind == "56":
        return _draft(
            f"{a(surgeon).capitalize()} in {town} gives all the care before {operation} to {who}, insured by a "
            "commercial plan that follows CPT's modifiers. By agreement a surgeon elsewhere, of another group, "
            f"operates on {long_day(on)} and keeps the care afterwards. How does the first physician report this share "
            "of the operation's code?",
            "56",
            ("54", "55", "none"),
            "this physician gave the care before the operation and nothing else",
        )
    return _draft(
        f"{operator}, having seen to the care before it. A partner of the same group and specialty takes the checks "
        f"from {long_day(taken)} on; the group bills under one number. How is the operation reported?",
        "none",
        ("54", "55", "56"),
        "surgeon and partner belong to one group and specialty, which is paid for the whole package",
    )


_TWO = (
    ("fusion of the lumbar spine from the front", "general surgeon", "spine surgeon", "exposes the spine", "fuses it"),
    ("removal of a pituitary tumor through the nose", "otolaryngologist", "neurosurgeon", "opens the way",
     "removes the tumor"),
    ("aortic valve replacement by catheter", "cardiologist", "heart surgeon", "brings the valve up the artery",
     "places and opens it"),
    ("removal of a skull base tumor of one approach code", "otolaryngologist", "neurosurgeon", "opens the bone",
     "guards and closes the dura"),
)  # fmt: skip
_TEAM = (
    ("transplantation of the liver", ("transplant surgeon", "vascular surgeon", "general surgeon")),
    ("reattachment of a severed hand", ("hand surgeon", "vascular surgeon", "plastic surgeon")),
    ("separation of the joined bones of a skull", ("neurosurgeon", "plastic surgeon", "otolaryngologist")),
)
_HELPED = (
    ("replacement of a hip", "orthopedic surgeon"),
    ("partial colectomy", "general surgeon"),
    ("bypass of the leg arteries", "vascular surgeon"),
    ("hysterectomy", "gynecologist"),
)


def _draw_surgeons(rng: random.Random) -> Draft:
    kind = rng.choice(("62", "66", "80", "none"))
    minutes = rng.randint(18, 60) * 5
    person = patient(rng, 40, 64)
    who = a(f"{person.age}-year-old {person.noun}")
    plan = rng.choice(("a commercial plan that follows CPT", "a plan that follows CPT's modifiers"))
    if kind == "62":
        operation, one, other, first, second = rng.choice(_TWO)
        return _draft(
            f"In one session of {minutes} minutes two surgeons perform {operation} on {who}; a single code covers all "
            f"of it. The {one} {first}, the {other} {second}; each does so as the primary surgeon of that part and "
            f"writes a report. The payer is {plan}. How does each of them report the code?",
            "62",
            ("80", "66", "none"),
            f"the {one} and the {other} each do a distinct part of a procedure with one code",
        )
    if kind == "66":
        operation, surgeons = rng.choice(_TEAM)
        names = f"{a(surgeons[0])}, {a(surgeons[1])} and {a(surgeons[2])}"
        return _draft(
            f"{a(f'{operation}').capitalize()} takes {minutes * 2} minutes. {names[0].upper()}{names[1:]} work on "
            f"{who} as a planned team with several trained assistants and special equipment; one code covers the "
            f"procedure and each surgeon reports a share of it to {plan}. How does each surgeon report the code?",
            "66",
            ("62", "80", "none"),
            "three surgeons of different specialties work as a team in one complex procedure",
        )
    if kind == "80":
        operation, surgeon = rng.choice(_HELPED)
        who = a(f"{person.age}-year-old woman") if operation == "hysterectomy" else who
        return _draft(
            f"{a(surgeon).capitalize()} performs {a(operation)} on {who} in {minutes} minutes. A second {surgeon} "
            "holds retractors, ties and helps from the first incision to the end, but does no part as the primary "
            f"surgeon. The payer is {plan}; there are no residents. How does the second surgeon report the code?",
            "80",
            ("62", "none", "66"),
            f"the second {surgeon} helps throughout and does no part alone",
        )
    (one_operation, one), (other_operation, other) = rng.sample(_HELPED[:3], 2)
    return _draft(
        f"Under one anesthesia {a(one)} performs {a(one_operation)} on {who}, and then {a(other)} performs "
        f"{a(other_operation)}; {minutes} minutes in all. Each has a code of its own, and neither surgeon takes part "
        f"in the other's work. The payer is {plan}. How does the {one} report the code of the {one_operation}?",
        "none",
        ("62", "80", "66"),
        "two surgeons do two procedures with two codes, and each reports the own one",
    )


_REFERENCE = "CPT conventions on modifiers, stated in our own words"
FAMILIES = (
    Family(
        slug="family-cpt-component-modifier",
        title="Professional and technical part of a study",
        track="cpc",
        area="coding-guidelines",
        difficulty=2,
        bloom="apply",
        tags=("modifiers", "components"),
        references=(_REFERENCE, "Medicare Claims Processing Manual, chapter 13, section 20"),
        draw=_draw_component,
    ),
    Family(
        slug="family-cpt-split-surgical-care",
        title="Operation and care before and after it in different hands",
        track="cpc",
        area="coding-guidelines",
        difficulty=3,
        bloom="apply",
        tags=("modifiers", "global period"),
        references=(_REFERENCE, "Medicare Claims Processing Manual, chapter 12, section 40.2"),
        draw=_draw_split,
    ),
    Family(
        slug="family-cpt-several-surgeons",
        title="Several surgeons in one session",
        track="cpc",
        area="coding-guidelines",
        difficulty=3,
        bloom="apply",
        tags=("modifiers", "several surgeons"),
        references=(_REFERENCE, "Medicare Claims Processing Manual, chapter 12, section 40.8"),
        draw=_draw_surgeons,
    ),
)
