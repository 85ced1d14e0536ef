"""Second implementations of the visit families: office level, time, hospital time, global surgery.

Every function reads the question as a learner does and finds the answer by the rule, without the families' code.
"""

import re
from collections.abc import Callable
from datetime import date

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October")
OFFICE = {
    "new": ("99202", "99203", "99204", "99205"),
    "established": ("99212", "99213", "99214", "99215"),
}
# CPT since 2024: minimum total minutes on the date of the visit, met or exceeded.
OFFICE_MINUTES = {"new": (15, 30, 45, 60), "established": (10, 20, 30, 40)}
# CPT since 2023: hospital inpatient or observation care.
HOSPITAL_MINUTES = {
    "initial": {"99221": 40, "99222": 55, "99223": 75},
    "subsequent": {"99231": 25, "99232": 35, "99233": 50},
    "one date": {"99234": 45, "99235": 70, "99236": 85},
}
MINIMAL, LOW, MODERATE, HIGH = range(4)
# AMA table of medical decision making, column "problems".
PROBLEMS = {
    "insect bite": MINIMAL,  # self-limited or minor
    "mild sunburn": MINIMAL,
    "a mild common cold without fever, expected to clear by itself": MINIMAL,
    "simple ankle sprain": LOW,  # acute, uncomplicated injury
    "hay fever, stable": LOW,  # one stable chronic illness
    "hypertension, stable and at goal, the only problem": LOW,
    "type 2 diabetes that has worsened": MODERATE,  # chronic illness with progression
    "hypertension and hypothyroidism, both stable": MODERATE,  # two stable chronic illnesses
    "pneumonia with fever, chills and malaise": MODERATE,  # acute illness with systemic symptoms
    "flare of rheumatoid arthritis": MODERATE,
    "osteoarthritis of the right knee that has progressed": MODERATE,
    "head injury in a fall with a brief loss of consciousness": MODERATE,  # acute complicated injury
    "COPD with a severe exacerbation": HIGH,
    "heart failure with a severe exacerbation": HIGH,
    "major depression with serious thoughts of suicide": HIGH,  # threat to life
}
# The same table, column "risk". The first phrase found counts.
RISKS = (
    ("risk noted as minimal", MINIMAL),
    ("risk noted as low", LOW),
    (r"decides on admission to (?:a|the) (?:psychiatric )?hospital", HIGH),
    ("methotrexate is started, with blood counts and liver tests every four weeks", HIGH),
    ("knee replacement and names heart failure as a risk factor", HIGH),
    (r"prescription\b.*\b(?:is|are) (?:started|renewed|raised)", MODERATE),
    (r"prescription \w+ dose is (?:raised|doubled)", MODERATE),
    (r"^prescription (?:ondansetron for vomiting|prednisone and an antibiotic at home)$", MODERATE),
    (r"\band a prescription lidocaine patch for the sore neck$", MODERATE),
)
TESTS = r"(?:C-reactive protein level|complete blood count|basic metabolic panel|vitamin D level"
TESTS += r"|thyroid-stimulating hormone level|urinalysis|lipid panel|hemoglobin A1c level|urine albumin level"
TESTS += (
    r"|liver panel|uric acid level|total IgE level|natriuretic peptide level|influenza PCR test|COVID-19 PCR test)\b"
)
OUTSIDE_NOTES = "letter of an outside specialist reviewed|note of an outside urgent care center reviewed"
OFFICE_COUNTED = {
    "a call to the referring cardiologist the same day",
    "examining and advising the patient",
    "history and examination in the room",
    "history, examination and counseling in the room",
    "ordering tests and drugs right after the visit",
    "reading outside records at noon the same day",
    "reading the chart that morning before the visit",
    "writing the note the same afternoon",
}
OFFICE_LEFT_OUT = {
    "driving from the hospital to the office",
    "finishing the note the next morning",
    "injecting the shoulder joint, reported with its own code",
    "reading the chart at home the evening before",
    "recording and interpreting an ECG by the physician, reported with its own code",
    "self-injection lesson given by the nurse",
    "teaching a medical student about the disease in general",
    "vital signs and drug list taken by the medical assistant",
}
HOSPITAL_COUNTED = {
    "a call to the cardiologist about the treatment the same day",
    "bedside examination and counseling of the patient",
    "entering orders on the unit",
    "examination and talk with the patient at the bedside",
    "history and examination at the bedside",
    "reading the chart and results on the unit",
    "talking with the family on the unit about the treatment",
    "writing the note at the office that afternoon",
}
HOSPITAL_LEFT_OUT = {
    "draining the chest with a needle, reported with its own code",
    "finishing the note the next morning",
    "general teaching on rounds, not about this patient's care",
    "history taken by a resident on his own",
    "placing a central venous line, reported with its own code",
    "walking over from the office building",
    "wound care taught to the patient by the nurse",
}
# Operation → complaints and procedures which have nothing to do with it.
GENERAL = ("ingrown toenail", "skin cancer of the back", "gallbladder for stones")
LIMBS = (
    "pain of the right wrist",
    "pain of the left shoulder",
    "left carpal tunnel",
    "trigger finger of the left hand",
)
UNRELATED = {
    "cataract extraction": ("eyelid infection of the left eye", "lens implant of the left eye"),
    "basal cell carcinoma of the right arm": ("new rash of the legs", "biopsy of a new lesion of the left leg"),
    "freezing of five actinic keratoses of the scalp": ("cough with fever",),
    "injection of the right shoulder": ("cough with fever",),
    "partial mastectomy": (*GENERAL, "small hernia at the navel"),
    "sigmoid resection": GENERAL,
    "plating of a broken right femoral neck": LIMBS,
    "total replacement of the right knee": LIMBS,
}


def pick(options: dict[str, str], text: str) -> str:
    """The id of the one option which says the text."""
    found = [key for key, said in options.items() if said == text]
    assert len(found) == 1, f"computed {text}, which {len(found)} options say"
    return found[0]


def one(patterns: tuple[tuple[str, object], ...], text: str) -> object:
    """The value of the first pattern found in the text."""
    for pattern, value in patterns:
        if re.search(pattern, text):
            return value
    raise AssertionError(f"nothing known in: {text}")


def patient_status(stem: str) -> str:
    """CPT: new = nobody of the group and exact same specialty saw the patient face to face within three years."""
    if "Nobody in this family practice has ever seen the patient" in stem:
        return "new"
    if re.search(r"\d+ months ago a dermatologist of the same multispecialty group, and nobody else there", stem):
        return "new"
    if found := re.search(r"family physician last saw the patient (\d+) years ago; there was no contact since", stem):
        assert int(found[1]) != 3, "exactly three years"
        return "new" if int(found[1]) > 3 else "established"
    if "The patient was last seen face to face by the same family physician two years ago" in stem:
        return "established"
    seen = re.search(
        r"(?:family physician|a partner in the same family practice) saw the patient .*?(\d+) months", stem
    )
    assert seen, "no earlier visit"
    return "established" if int(seen[1]) < 36 else "new"


def data_level(data: str) -> int:
    """AMA table, column "data": items of category 1, independent interpretation, discussion."""
    items = len(re.findall(TESTS, data)) + len(re.findall(OUTSIDE_NOTES, data))
    reading = bool(re.search(r"own written reading of .*? which another group took and bills", data))
    talk = bool(re.search("talk about the treatment with a specialist of another group", data))
    assert items or reading or talk or re.search("no tests, records or other sources", data, re.IGNORECASE), data
    categories = (items >= 3) + reading + talk
    if categories:
        return HIGH if categories >= 2 else MODERATE
    return LOW if items == 2 else MINIMAL


def office_decision_making(stem: str, options: dict[str, str]) -> str:
    """CPT since 2021: two of three elements must reach the level, so the middle one decides."""
    parts = re.search(
        r"(?:Problem|Assessment|Addressed): (.*?)\. (?:Data: |Reviewed and ordered: )?(.*?)\."
        r" (?:Plan|Treatment|Management): (.*?)\. (?:The note gives no|Time was not|No minutes)",
        stem,
    )
    assert parts, "no elements"
    problems = [level for phrase, level in PROBLEMS.items() if phrase in parts[1]]
    assert len(problems) == 1, f"problem {parts[1]}"
    levels = sorted((problems[0], data_level(parts[2]), one(RISKS, parts[3])))
    return pick(options, OFFICE[patient_status(stem)][levels[1]])


def counted_minutes(log: str, counted: set[str], left_out: set[str]) -> int:
    """CPT: the physician's own time on the date; without staff's time, travel, teaching and services coded apart."""
    total = 0
    for entry in log.split("; "):
        found = re.fullmatch(r"(.*), (\d+) minutes", entry)
        assert found, entry
        assert found[1] in counted | left_out, f"unknown entry {entry}"
        total += int(found[2]) if found[1] in counted else 0
    return total


def by_time(total: int, minimums: dict[str, int]) -> str:
    """The highest code whose minimum is met."""
    met = [code for code, minimum in minimums.items() if total >= minimum]
    assert met, f"{total} minutes reach nothing"
    return met[-1]


def office_time(stem: str, options: dict[str, str]) -> str:
    """CPT since 2024, minimum minutes of office visits."""
    found = re.search(r"\b(new|established) patient\b.*?: (.*? minutes)\. ", stem)
    assert found, "no log"
    total = counted_minutes(found[2], OFFICE_COUNTED, OFFICE_LEFT_OUT)
    assert total < {"new": 75, "established": 55}[found[1]], f"{total} minutes: prolonged service"
    return pick(options, by_time(total, dict(zip(OFFICE[found[1]], OFFICE_MINUTES[found[1]], strict=True))))


def hospital_time(stem: str, options: dict[str, str]) -> str:
    """CPT since 2023; Medicare Claims Processing Manual ch. 12 §30.6.9 and §30.6.10 (no consultation codes)."""
    assert "Medicare" in stem
    kinds = (
        (r"is admitted as an inpatient by a hospitalist today and stays on", "initial"),
        (r"nephrologist, whose group has not seen the patient during this stay, gives an opinion", "initial"),
        (r"placed in observation by a hospitalist this morning and goes home tomorrow", "initial"),
        (r"third hospital day, not yet going home, and is seen by the hospitalist who did the admission", "subsequent"),
        (r"covering for a partner of the same group and specialty who did the admission", "subsequent"),
        (r"observation by a hospitalist at 7:00 a\.m\., seen again .* home at 8:00 p\.m\. the same day", "one date"),
    )
    log = re.search(r"(?:Time log|Noted for the patient|by time the chart gives): (.*? minutes)\. ", stem)
    assert log, "no log"
    total = counted_minutes(log[1], HOSPITAL_COUNTED, HOSPITAL_LEFT_OUT)
    kind = one(kinds, stem)
    assert total < {"initial": 90, "subsequent": 65, "one date": 100}[kind], f"{total} minutes: prolonged service"
    return pick(options, by_time(total, HOSPITAL_MINUTES[kind]))


def unrelated(operation: str, event: str) -> bool:
    """Whether a complaint or procedure is known to have nothing to do with the operation."""
    return any(name in operation and any(said in event for said in phrases) for name, phrases in UNRELATED.items())


def after_operation(event: str, operation: str) -> str:
    """What happens within the global days (Claims Processing Manual ch. 12 §40.1 to §40.4)."""
    if "everything is as expected" in event:
        return "Not reported separately"
    if "of this operation in the treatment room of the office" in event:
        return "Not reported separately"  # Medicare pays complications only in an operating room
    if "back to the operating room, unplanned, because of" in event:
        return "Reported with modifier 78"
    if "as the first operative report had announced" in event or re.search("pathology found .* at the margins", event):
        return "Reported with modifier 58"
    assert unrelated(operation, event), f"{event} after {operation}"
    if "performs another procedure" in event:
        return "Reported with modifier 79"
    assert "for nothing else" in event, event
    return "Reported with modifier 24"


def before_operation(event: str, global_days: int, offset: int) -> str:
    """Visits on the day of the operation or the day before it (ch. 12 §40.1, §40.2)."""
    if global_days in (0, 10):
        assert offset == 0, "a minor procedure has no day before"
        if "also evaluates, with full documentation" in event:
            return "Reported with modifier 25"
        assert "only as much as needed to decide on the procedure; nothing else is addressed" in event, event
        return "Not reported separately"
    if "history and physical, the operation having been decided on a month ago" in event:
        return "Not reported separately" if offset >= -1 else "Reported without a modifier"
    assert "decides on the operation" in event, event
    assert offset == (0 if "later that day" in event else -1), "dates and words differ"
    return "Reported with modifier 57"


def global_period(stem: str, options: dict[str, str]) -> str:
    """Medicare Claims Processing Manual ch. 12 §40: global days counted from the day after the operation."""
    dates = re.findall(r"(\d{1,2}) ([A-Z][a-z]+) (20\d\d)", stem)
    assert len(dates) == 2, "needs the day of the operation and the day of the event"
    assert "Medicare" in stem, "payer"
    operated, happened = (date(int(year), MONTHS.index(month) + 1, int(day)) for day, month, year in dates)
    days = int(re.search(r"\((\d+) global days in the fee schedule\)", stem)[1])
    operation, event = stem.split(" global days", 1)[0], stem.rsplit(" ".join(dates[1]), 1)[1]
    if "of another group, not involved in the operation" in event:
        return pick(options, "Reported without a modifier")
    offset = (happened - operated).days
    if offset <= 0:
        return pick(options, before_operation(event, days, offset))
    said = after_operation(event, operation)
    return pick(options, said if offset <= days else "Reported without a modifier")


ORACLES: dict[str, Callable[[str, dict[str, str]], str]] = {
    "family-cpt-office-decision-making": office_decision_making,
    "family-cpt-office-time": office_time,
    "family-cpt-hospital-time": hospital_time,
    "family-cpt-global-period": global_period,
}
