"""Second, independent implementations of the families that count units, minutes, lengths and percentages.

Each function reads one generated question as a learner does (stem and options as text), works out the
answer from the published rule and returns the id of the option that states it.
"""

import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

NUMBER = r"\d[\d,]*(?:\.\d+)?"

# CPT wound repair: groups of sites in each class, and the upper ends in cm of their codes.
SIMPLE_GROUPS = {"body": "12001 12002 12004 12005 12006 12007", "face": "12011 12013 12014 12015 12016 12017 12018"}
LAYERED_GROUPS = {
    "body": "12031 12032 12034 12035 12036 12037",
    "neck, hands, feet": "12041 12042 12044 12045 12046 12047",
    "face": "12051 12052 12053 12054 12055 12056 12057",
}
FACE_ENDS = ("2.5", "5.0", "7.5", "12.5", "20.0", "30.0")
OTHER_ENDS = ("2.5", "7.5", "12.5", "20.0", "30.0")
FACE_SITES = ("forehead", "cheek", "chin", "ear", "bridge of the nose")
NECK_HAND_FOOT_SITES = ("side of the neck", "back of the hand", "palm", "top of the foot")
TRUNK_SITES = ("scalp", "chest", "upper back", "upper arm", "forearm", "thigh", "lower leg")
SITE = r"the (?:(?:left|right) )?[a-z ]+?"
ONE_LAYER = ("sutured in a single layer of skin", "closed with skin sutures in one layer")
LAYERS = (
    "closed in layers, subcutaneous tissue and then skin",
    "repaired with a layer of sutures in the subcutaneous tissue and another in the skin",
)

# Excision of skin lesions: upper ends in cm of excised diameter; code series by nature and site.
EXCISION_ENDS = ("0.5", "1.0", "2.0", "3.0", "4.0")
EXCISIONS = {
    ("benign", "trunk"): "11400 11401 11402 11403 11404 11406",
    ("benign", "face"): "11440 11441 11442 11443 11444 11446",
    ("malignant", "trunk"): "11600 11601 11602 11603 11604 11606",
    ("malignant", "face"): "11640 11641 11642 11643 11644 11646",
}
NATURES = {"compound nevus": "benign", "basal cell carcinoma": "malignant"}
LESION_SITES = {
    "chest": "trunk",
    "abdomen": "trunk",
    "upper back": "trunk",
    "forehead": "face",
    "chin": "face",
    "left cheek": "face",
}

# Rule of nines for adults, per cent of the body surface.
AREAS = {
    r"the whole head and neck": "9",
    r"the front half of the head and neck": "4.5",
    r"the whole (?:left|right) arm with the hand": "9",
    r"the (?:front|back) of the (?:left|right) arm": "4.5",
    r"the whole (?:left|right) leg with the foot": "18",
    r"the (?:front|back) of the (?:left|right) leg": "9",
    r"the whole front of the trunk": "18",
    r"the whole back of the trunk with the buttocks": "18",
    r"the upper half of the (?:front|back) of the trunk": "9",
    r"the genital region": "1",
}

# CPT conventions on critical care: does the time count?
CRITICAL_CARE = {
    "on the unit adjusting the ventilator settings": True,
    "on the unit discussing the results with a consultant": True,
    "on the unit reading chest films and blood gases at the bedside": True,
    "on the unit taking the history from the spouse of the unresponsive patient": True,
    "giving cardiopulmonary resuscitation (reported separately)": False,
    "placing a central venous line (reported separately)": False,
    "placing an endotracheal tube (reported separately)": False,
    "phoning from home without being immediately available": False,
    "teaching a resident without work on the patient": False,
    "updating relatives without a decision on treatment": False,
}


def number(text: str) -> Decimal:
    """The value of a number written with thousands separators."""
    return Decimal(text.replace(",", ""))


def find(pattern: str, text: str) -> re.Match[str]:
    """The only match of the pattern in the text."""
    found = list(re.finditer(pattern, text))
    assert len(found) == 1, f"{len(found)} matches of {pattern!r}"
    return found[0]


def the_one(options: dict[str, str], wanted: Callable[[str], bool], computed: object) -> str:
    """The id of the only option that says what was computed."""
    right = [name for name, text in options.items() if wanted(text)]
    assert len(right) == 1, f"computed {computed}, stated by options {right}"
    return right[0]


def exactly(options: dict[str, str], answer: str) -> str:
    """The id of the only option with this text."""
    return the_one(options, lambda text: text == answer, answer)


def by_size(ends: tuple[str, ...], codes: str, size: Decimal) -> str:
    """The code of the first size range that holds the size; the last code has no upper end."""
    series = codes.split()
    assert len(series) == len(ends) + 1
    return series[sum(size > Decimal(end) for end in ends)]


def anesthesia_minutes(stem: str) -> int:
    """From the start of anesthesia to the handing over to the recovery nurse."""
    start = find(r"Anesthesia starts at (\d+):(\d\d)\b", stem)
    end = find(r"at (\d+):(\d\d) the patient is handed over to the recovery nurse", stem)
    return (int(end[1]) - int(start[1])) * 60 + int(end[2]) - int(start[2])


def time_units(stem: str, minutes: int) -> Decimal:
    """Units of 15 minutes, rounded as the stem's payer rounds."""
    assert "a time unit is 15 minutes" in stem
    if "time units are rounded to one decimal" in stem:
        return (Decimal(minutes) / 15).quantize(Decimal("0.1"), ROUND_HALF_UP)
    if "every started unit counts as a whole one" in stem:
        return Decimal(-(-minutes // 15))
    assert "a remainder of 8 minutes or more counts as a whole unit, a shorter one not at all" in stem
    return Decimal((minutes + 7) // 15)


def modifying_units(stem: str) -> int:
    """Physical status and qualifying circumstances, as the commercial plan of the stem counts them."""
    status = find(r"(?:physical status|(?:wo)?man,) P([1-6])[.,]", stem)[1]
    units = {"3": 1, "4": 2, "5": 3}.get(status, 0)
    age = int(find(r"(\d+)-year-old", stem)[1])
    units += 1 if age > 70 else 0
    units += 2 if "The operation is an emergency" in stem else 0
    units += 5 if "keeps the blood pressure low on purpose" in stem else 0
    return units + (5 if "cools the whole body" in stem else 0)


def anesthesia_units(stem: str, options: dict[str, str]) -> str:
    """ASA formula (base + time + modifying units); Medicare pays base and time only (manual ch. 12, section 50)."""
    medicare = "The payer is Medicare" in stem
    assert medicare or "commercial plan" in stem
    base = int(find(r"The code carries (\d+) base units", stem)[1])
    total = base + time_units(stem, anesthesia_minutes(stem)) + (0 if medicare else modifying_units(stem))

    def says(text: str) -> bool:
        return number(find(rf"^({NUMBER}) units?$", text)[1]) == total

    return the_one(options, says, f"{total} units")


def anesthesia_medicare_payment(stem: str, options: dict[str, str]) -> str:
    """42 CFR 414.46; Medicare Claims Processing Manual, chapter 12, section 50."""
    modifier = find(r"for the line of the (?:anesthesiologist|CRNA) with ([A-Z]{2}),", stem)[1]
    factor = number(find(rf"factor of \$({NUMBER}) ", stem)[1])
    base = Decimal(find(r"Base units: (\d+);", stem)[1])
    minutes = Decimal(find(r"anesthesia time: (\d+) minutes;", stem)[1])
    expected = {
        "AA": "personally performs",
        "QZ": "without medical direction",
        "QK": "medically directs (?:two|three|four) ",
        "QY": "medically directs this one CRNA",
        "QX": "CRNA works under an anesthesiologist who medically directs",
        "AD": "supervises (?:five|six|seven|eight) concurrent cases",
    }
    assert re.search(expected[modifier], stem), f"{modifier} does not fit the facts"
    units = base + minutes / 15
    if modifier == "AD":
        units = Decimal(4 if "documented as present at induction" in stem else 3)
    share = 2 if modifier in ("QK", "QX", "QY") else 1
    payment = (units * factor / share).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return exactly(options, f"${payment:,}")


def wound_code_group(layered: bool, site: str) -> tuple[str, str]:
    """Class and group of sites of a repair."""
    plain = re.sub(r"\b(?:left|right) ", "", site).removeprefix("the ")
    assert plain in FACE_SITES + NECK_HAND_FOOT_SITES + TRUNK_SITES, plain
    if plain in FACE_SITES:
        return ("layered" if layered else "simple"), "face"
    if layered:
        return "layered", "neck, hands, feet" if plain in NECK_HAND_FOOT_SITES else "body"
    return "simple", "body"


def wound_repair_sum(stem: str, options: dict[str, str]) -> str:
    """CPT conventions on repair: lengths of one class and one group of sites are added, others coded apart."""
    closures = "|".join(map(re.escape, ONE_LAYER + LAYERS))
    parts = re.findall(rf"(?:wounds? of|repaired:) ({NUMBER} cm .+?)(?: is|\. Each is| are each) ({closures})", stem)
    sums: dict[tuple[str, str], Decimal] = {}
    wounds = 0
    for listed, closure in parts:
        for length, site in re.findall(rf"({NUMBER}) cm on ({SITE})(?=,| and \d|$)", listed):
            key = wound_code_group(closure in LAYERS, site)
            sums[key] = sums.get(key, Decimal(0)) + number(length)
            wounds += 1
    assert wounds == len(re.findall(r" cm on ", stem)) == 3, f"{wounds} wounds read"
    codes = []
    for (kind, group), length in sums.items():
        series = (LAYERED_GROUPS if kind == "layered" else SIMPLE_GROUPS)[group]
        codes.append(by_size(FACE_ENDS if group == "face" else OTHER_ENDS, series, length))

    def says(text: str) -> bool:
        return re.findall(r"\d{5}", text) == sorted(codes)

    return the_one(options, says, sorted(codes))


def burned(areas: str) -> Decimal:
    """Per cent of the body surface of a list of areas, all of which must be known."""
    total = Decimal(0)
    rest = areas
    for pattern, share in AREAS.items():
        rest, count = re.subn(pattern, "", rest)
        total += count * Decimal(share)
    assert re.fullmatch(r"[, ]*(?:and)?[, ]*", rest), f"not understood: {rest}"
    return total


def burn_extent(stem: str, options: dict[str, str]) -> str:
    """ICD-10-CM guidelines, section I.C.19.d; category T31; rule of nines for adults."""
    assert "rule of nines for adults" in stem
    partial = find(r"partial-thickness \(second degree\) burns of (.+?)(?:, and full-thickness|\.)", stem)[1]
    full = find(r"full-thickness \(third degree\) burns of (.+?)(?:, and partial-thickness|\.)", stem)[1]
    third = burned(full)
    total = burned(partial) + third
    for share in (total, third):
        assert share % 10 <= 9, f"{share} per cent lies between two ranges"
    tens = int(total // 10)
    return exactly(options, f"T31.{tens}{int(third // 10)}" if tens else "T31.0")


def critical_care_time(stem: str, options: dict[str, str]) -> str:
    """CPT conventions on critical care; Medicare fee schedule final rule 2023 (99292 only for full 30 minutes)."""
    medicare = "The payer is Medicare" in stem
    assert medicare or "The payer follows CPT" in stem
    bedside = find(
        rf"(?:in stretches of ({NUMBER}) minutes and ({NUMBER}) minutes on|"
        rf"bedside critical care for ({NUMBER}) minutes and again for ({NUMBER}) minutes;)",
        stem,
    )
    minutes = sum(int(stretch) for stretch in bedside.groups() if stretch)
    listed = find(r"(?:The note also lists|in addition, without overlap,) (.+?)\. ", stem)[1]
    for spent, task in re.findall(r"(\d+) minutes (.+?)(?=, \d+ minutes | and \d+ minutes |$)", listed):
        minutes += int(spent) if CRITICAL_CARE[task] else 0
    assert len(re.findall(r"\d+ minutes", stem)) == 5
    assert minutes >= 30, minutes
    more = max(0, (minutes - (74 if medicare else 45)) // 30)
    return exactly(options, f"99291 and 99292 × {more}" if more else "99291 alone")


def prolonged_office_visit(stem: str, options: dict[str, str]) -> str:
    """CPT conventions on 99417; Medicare fee schedule final rule 2021 on G2212. Own time on the date only."""
    medicare = "The payer is Medicare" in stem
    assert medicare or "The payer is commercial and follows CPT" in stem
    assert "leveled by time" in stem
    assert ("new patient" in stem) != ("established patient" in stem)
    own = find(r"(?:On that date the physician spends|The physician's own time on the date:) (.+?)\. ", stem)[1]
    spent = re.findall(r"(\d+) minutes [a-z]", own)
    assert len(spent) == 3, own
    minutes = sum(map(int, spent))
    code, least, medicare_end = ("99205", 60, 74) if "new patient" in stem else ("99215", 40, 54)
    assert minutes >= least, f"{minutes} minutes do not reach {code}"
    more = max(0, (minutes - (medicare_end if medicare else least)) // 15)
    added = "G2212" if medicare else "99417"
    return exactly(options, f"{code} and {added} × {more}" if more else f"{code} alone")


def lesion_excision_size(stem: str, options: dict[str, str]) -> str:
    """CPT conventions on excision: widest diameter of the lesion plus the narrowest margin on both sides."""
    site = LESION_SITES[find(r"has a lesion of the ([a-z ]+?) excised in full thickness", stem)[1]]
    nature = NATURES[find(r"Pathology: ([a-z ]+),", stem)[1]]
    lesion = number(find(rf"The lesion is ({NUMBER}) cm at its widest", stem)[1])
    margin = number(find(rf"the margin needed is ({NUMBER}) cm on each side at the narrowest", stem)[1])
    assert "closed in one layer" in stem
    return exactly(options, by_size(EXCISION_ENDS, EXCISIONS[nature, site], lesion + 2 * margin))


ORACLES: dict[str, Callable[[str, dict[str, str]], str]] = {
    "family-cpt-anesthesia-units": anesthesia_units,
    "family-cpt-anesthesia-medicare-payment": anesthesia_medicare_payment,
    "family-cpt-wound-repair-sum": wound_repair_sum,
    "family-icd-burn-extent": burn_extent,
    "family-cpt-critical-care-time": critical_care_time,
    "family-cpt-prolonged-office-visit": prolonged_office_visit,
    "family-cpt-lesion-excision-size": lesion_excision_size,
}
