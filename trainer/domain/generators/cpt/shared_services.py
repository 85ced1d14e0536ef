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
    "26 and TC": "26 and TC on two lines are for both parts where Medicare wants them apart",
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
    ("an MRI of the brain", "radiologist", 25),
    ("a two-view radiograph of the chest", "radiologist", 25),
    ("an ultrasound of the abdomen", "radiologist", 25),
    ("a bone density study of hip and spine", "radiologist", 66),
    ("an echocardiogram with Doppler", "cardiologist", 25),
    ("an awake and drowsy EEG", "neurologist", 25),
    ("an overnight sleep study", "sleep physician", 25),
    ("a microscopic study of a skin biopsy", "pathologist", 25),
)
"""Study, who reads it, and from which age on."""
_COMPONENT_STEMS = {
    "hospital": (
        "{who} has {study} at a hospital, with the hospital's equipment and staff. {A_reader} in private practice, not "
        "employed there, reads it and signs the report. {one_code} How does the {reader} report it?",
        "A hospital provides equipment, staff and supplies for {study} in {phrase}. {A_reader} in private practice, "
        "not employed there, writes and signs the interpretation. {one_code} How is it shown on the {reader}'s claim?",
    ),
    "owner": (
        "{who} has {study} at an independent {owner} that owns the equipment and pays the technicians. {A_reader} of "
        "another practice reads it and bills the reading. {one_code} How does the {owner} report it?",
        "For {study} in {phrase}, {a_reader} of another practice bills the reading. Equipment and technicians are "
        "those of an independent {owner}. {one_code} How is it shown on the {owner}'s claim?",
    ),
    "whole": (
        "{who} has {study} at the practice of {a_reader}, who owns the equipment, pays the staff, reads the study and "
        "signs the report. {one_code} How does the practice report it?",
        "The practice of {a_reader} does {study} in {phrase} with its own equipment and technician; the {reader} "
        "interprets it the same day. {one_code} How is it shown on the practice's claim?",
    ),
    "localities": (
        "{who} with Medicare has {study} at an office of a group practice that owns the equipment and employs the "
        "technicians. {A_reader} of the same group reads it at another of its offices, in another Medicare payment "
        "locality. {one_code} How does the group report it?",
        "A group practice with offices in two Medicare payment localities bills Part B for {study} in {phrase}. Its "
        "own staff and equipment do the study in one locality, and its own {reader} reads it in the other. {one_code} "
        "How is it shown on the group's claim?",
    ),
    "one locality": (
        "{who} with Medicare has {study} at an office of a group practice that owns the equipment and employs the "
        "technicians. {A_reader} of the same group reads it at another of its offices, in the same Medicare payment "
        "locality. {one_code} How does the group report it?",
        "A group practice with two offices in one Medicare payment locality bills Part B for {study} in {phrase}. Its "
        "own staff and equipment do the study at one office, and its own {reader} reads it at the other. {one_code} "
        "How is it shown on the group's claim?",
    ),
}


_PARTS = ("26", "TC", "none", "26 and TC")
_KINDS = {
    "26": ("hospital",),
    "TC": ("owner",),
    "none": ("whole", "one locality", "own code"),
    "26 and TC": ("localities",),
}
"""Situations by what they lead to."""


def _draw_component(rng: random.Random) -> Draft:
    outcome = rng.choice(_PARTS)
    kind = rng.choice(_KINDS[outcome])
    if kind == "own code":
        return _own_code(rng, patient(rng, 25, 84))
    study, reader, age = rng.choice(_STUDIES)
    person = patient(rng, 66 if "localit" in kind else age, 84)
    owner = "laboratory" if reader == "pathologist" else rng.choice(("diagnostic center", "testing facility"))
    stem = rng.choice(_COMPONENT_STEMS[kind]).format(
        who=person.phrase,
        phrase=a(f"{person.age}-year-old {person.noun}"),
        study=study,
        reader=reader,
        a_reader=a(reader),
        A_reader=a(reader).capitalize(),
        owner=owner,
        one_code=f"The code of the study covers both the technical part and the {reader}'s reading.",
    )
    reason = {
        "hospital": f"the {reader} only reads, with equipment and staff of the hospital",
        "owner": f"the {owner} gives equipment and staff only, and the reading is billed by another practice",
        "whole": "one practice gives equipment, staff and reading",
        "one locality": "one group gives equipment, staff and reading, all in one payment locality",
        "localities": "the group gives both parts, but in two payment localities, and Medicare takes a bare code only "
        "where both are given in one",
    }[kind]
    return _draft(stem, outcome, tuple(each for each in _PARTS if each != outcome), reason)


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


_SPLIT = {
    "54": (
        "{operator} and has also given the care before it. {transfer}. How does the surgeon who operated report the "
        "operation?",
        ("none", "55", "56"),
        "the surgeon operated, and somebody else has the care afterwards by a written transfer",
    ),
    "55": (
        "{operator}. {transfer}. How does the one who takes over report this care to Medicare?",
        ("54", "none", "56"),
        "the care after the operation is taken over, by a written transfer, and the operation was somebody else's",
    ),
    "56": (
        "{A_surgeon} in {town} gives all the care before {operation} to {who}, insured by a commercial plan that "
        "follows CPT's modifiers. By agreement a surgeon elsewhere, of another group, operates on {on} and keeps the "
        "care afterwards. With the operation's code, how does the first physician report this care?",
        ("54", "55", "none"),
        "this physician gave the care before the operation and nothing else",
    ),
    "none": (
        "{operator} and has also given the care before it. A partner of the same group and specialty takes the checks "
        "from {taken} on; the group bills under one number. How is the operation reported?",
        ("54", "55", "56"),
        "surgeon and partner belong to one group and specialty, which is paid for the whole package",
    ),
}
"""Stem, what it is taken for, and the reason, by outcome."""


def _draw_split(rng: random.Random) -> Draft:
    outcome = rng.choice(sorted(_SPLIT))
    planned = [each for each in _SPLIT_OPERATIONS if outcome != "56" or "fracture" not in each[0]]
    operation, surgeon, other, town = rng.choice(planned)
    person = patient(rng, 66, 84)
    who = a(f"{person.age}-year-old woman" if "mastectomy" in operation else f"{person.age}-year-old {person.noun}")
    operated = date(2026, 2, 2) + timedelta(weeks=rng.randint(0, 16), days=rng.randint(0, 3))
    on, taken = long_day(operated), long_day(operated + timedelta(days=rng.choice((1, 7, 8))))
    stem, others, reason = _SPLIT[outcome]
    filled = stem.format(
        operator=f"{a(surgeon).capitalize()} performs {operation} on {who} with Medicare on {on}",
        transfer=(
            f"On {taken} care is transferred in writing to {a(other) if not other.startswith('another') else other} in "
            f"{town}, of another group, who sees the patient until the end of the 90 global days"
        ),
        A_surgeon=a(surgeon).capitalize(),
        town=town,
        operation=operation,
        who=who,
        on=on,
        taken=taken,
    )
    return _draft(filled, outcome, others, reason)


_TWO = (
    ("fusion of the lumbar spine from the front", "general surgeon", "spine surgeon", "exposes the spine", "fuses it",
     40),
    ("fusion of the thoracic spine from the front", "thoracic surgeon", "spine surgeon", "opens the chest", "fuses it",
     40),
    ("removal of a pituitary tumor", "otolaryngologist", "neurosurgeon", "opens the way", "removes the tumor", 40),
    ("aortic valve replacement by catheter", "cardiologist", "heart surgeon", "brings the valve up", "places it", 64),
)  # fmt: skip
"""Operation, two surgeons, what each does, and from which age on."""
_TEAM = (
    ("transplantation of the liver", ("transplant surgeon", "vascular surgeon", "general surgeon")),
    ("reattachment of a severed hand", ("hand surgeon", "vascular surgeon", "plastic surgeon")),
    ("transplantation of heart and lungs", ("heart surgeon", "thoracic surgeon", "transplant surgeon")),
)
_HELPED = (
    ("replacement of a hip", "orthopedic surgeon"),
    ("partial colectomy", "general surgeon"),
    ("bypass of the leg arteries", "vascular surgeon"),
    ("removal of a kidney", "urologist"),
)
_IN_A_ROW = (
    ("partial colectomy", "general surgeon"),
    ("removal of a kidney", "urologist"),
    ("hysterectomy", "gynecologist"),
)


def _draw_surgeons(rng: random.Random) -> Draft:
    person = patient(rng, 40, 64)
    who = a(f"{person.age}-year-old {person.noun}")
    plan = rng.choice(("a commercial plan that follows CPT", "a plan that follows CPT's modifiers"))
    kind = rng.choice(("62", "66", "80", "none"))
    if kind == "62":
        return _two_surgeons(rng, plan)
    if kind == "66":
        return _team(rng, who, plan)
    if kind == "80":
        return _assistant(rng, who, plan)
    return _in_a_row(rng, a(f"{person.age}-year-old woman"), plan)


def _two_surgeons(rng: random.Random, plan: str) -> Draft:
    operation, one, other, first, second, age = rng.choice(_TWO)
    person = patient(rng, age, max(64, age + 12))
    who = a(f"{person.age}-year-old {person.noun}")
    return _draft(
        f"In one session of {rng.randint(30, 60) * 5} minutes two surgeons perform {operation} on {who}; a single code "
        f"covers all of it. The {one} {first}, the {other} {second}; each does so as the primary surgeon of that part "
        f"and writes a report. The payer is {plan}. How does each of them report the code?",
        "62",
        ("80", "66", "none"),
        f"the {one} and the {other} each do a distinct part of a procedure with one code",
    )


def _team(rng: random.Random, who: str, plan: str) -> Draft:
    operation, surgeons = rng.choice(_TEAM)
    names = f"{a(surgeons[0])}, {a(surgeons[1])} and {a(surgeons[2])}"
    return _draft(
        f"{a(operation).capitalize()} takes {rng.randint(90, 150) * 5} minutes. {names[0].upper()}{names[1:]} work on "
        f"{who} as a planned team with several trained assistants and special equipment; one code covers the procedure "
        f"and each surgeon reports a share of it to {plan}. How does each surgeon report the code?",
        "66",
        ("62", "80", "none"),
        "three surgeons of different specialties work as a team in one complex procedure",
    )


def _assistant(rng: random.Random, who: str, plan: str) -> Draft:
    operation, surgeon = rng.choice(_HELPED)
    return _draft(
        f"{a(surgeon).capitalize()} performs {a(operation)} on {who} in {rng.randint(18, 40) * 5} minutes. A second "
        f"{surgeon} holds retractors, ties and helps from the first incision to the end, but does no part as the "
        f"primary surgeon. The payer is {plan}; there are no residents. How does the second surgeon report the code?",
        "80",
        ("62", "none", "66"),
        f"the second {surgeon} helps throughout and does no part alone",
    )


def _in_a_row(rng: random.Random, who: str, plan: str) -> Draft:
    (operation, one), (other_operation, other) = rng.sample(_IN_A_ROW, 2)
    return _draft(
        f"Under one anesthesia {a(one)} performs {a(operation)} on {who}, and then {a(other)} performs "
        f"{a(other_operation)}; {rng.randint(40, 70) * 5} minutes in all. Each has a code of its own, and neither "
        f"surgeon takes part in the other's work. The payer is {plan}. How does the {one} report the code of the "
        f"{operation}?",
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
