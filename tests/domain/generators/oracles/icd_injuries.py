"""Second, independent implementations of ICD-10-CM families: injuries, fractures, late effects and sides of the body.

Each function reads one generated question as a learner does (stem and options as text), works out the
codes from the guidelines and from tables looked up in the FY 2026 code book, and returns the id of the
option that states them.
"""

import re
from collections.abc import Callable

INJURIES = {
    "laceration of the right hand without foreign body": "S61.411",
    "laceration of the left hand without foreign body": "S61.412",
    "laceration of the right forearm without foreign body": "S51.811",
    "laceration of the left lower leg without foreign body": "S81.812",
    "laceration of the scalp without foreign body": "S01.01X",
    "traumatic rupture (strain) of the right Achilles tendon": "S86.011",
    "traumatic strain of the left rotator cuff": "S46.012",
    "sprain of the anterior cruciate ligament of the right knee": "S83.511",
    "sprain of the anterior cruciate ligament of the left knee": "S83.512",
    "second-degree burn of the back of the right hand": "T23.261",
    "second-degree burn of the left forearm": "T22.212",
    "second-degree burn of the right lower leg": "T24.231",
    "sprain of the right ankle (the ligament is not named)": "S93.401",
    "concussion without loss of consciousness": "S06.0X0",
    "anterior dislocation of the right shoulder joint": "S43.014",
    "sprain of the ligaments of the neck": "S13.4XX",
    "strain of the muscles of the lower back": "S39.012",
}

INJURY_PHASES = {
    "S": r"\bis (?:left behind and is )?coded first",
    "D": r"is healing well|healing wound|healing as planned|recovery is on course|closing without any further"
    r"|active treatment has been completed|resolving under the completed treatment",
    "A": r"irrigated and sutured|explores and sutures|today it is sutured|splint is put on|operates on it"
    r"|has surgery for|cleaned and a dressing put on|goes on with active treatment|treatment is started"
    r"|begins a different active treatment|reduces it under anesthesia",
}

# Displaced fractures of a shaft: the digit of the side follows (1 right, 2 left).
FRACTURES = {
    ("transverse", "radius"): "S52.32",
    ("oblique", "radius"): "S52.33",
    ("transverse", "ulna"): "S52.22",
    ("oblique", "ulna"): "S52.23",
    ("transverse", "tibia"): "S82.22",
    ("oblique", "tibia"): "S82.23",
    ("comminuted", "tibia"): "S82.25",
    ("oblique", "fibula"): "S82.43",
}

FRACTURE_PHASES = {
    "KMN": r"\bnonunion\b",
    "PQR": r"\bmalunion\b",
    "GHJ": r"delayed union|delayed healing",
    "DEF": r"heals on course|healing normally",
    "ABC": r"done the same day by the surgeon on call|completes active treatment|immobilized there"
    r"|the definitive treatment|washed out and the bone is stabilized|as active treatment",
}

# What the chart says: the subcategory and the 7th character that fits.
PLACEHOLDERS = {
    "a bead taken out of the right ear canal; first treatment": ("T16.1", "A"),
    "an insect removed from the left ear canal; first treatment": ("T16.2", "A"),
    "a pea removed from the nostril; first treatment": ("T17.1", "A"),
    "a metal splinter removed from the right cornea; first treatment": ("T15.01", "A"),
    "a wood chip taken out of the left cornea; first treatment": ("T15.02", "A"),
    "emergency department with a bruise (contusion) of the scalp": ("S00.03", "A"),
    "a cut of the scalp, without foreign body, sutured on the day": ("S01.01", "A"),
    "the sutures taken out of a healing cut of the scalp, without foreign body": ("S01.01", "D"),
    "an abrasion of the right cornea, an hour old, no foreign body": ("S05.01", "A"),
    "checked for a healing abrasion of the left cornea, no foreign body": ("S05.02", "D"),
    "rear-end collision an hour ago: sprain of the neck ligaments": ("S13.4", "A"),
    "the recovery phase of a sprain of the neck ligaments": ("S13.4", "D"),
    "a fresh strain of the muscles of the neck": ("S16.1", "A"),
    "heat exhaustion, kind not stated, on the day it began": ("T67.5", "A"),
    "treated for angioedema in an emergency department": ("T78.3", "A"),
    "an electric shock from a household socket an hour ago": ("T75.4", "A"),
    "the dislocation of the right ankle joint reduced": ("S93.04", "A"),
    "a bruise (contusion) of the right knee, seen on the day": ("S80.01", "A"),
    "a bruise (contusion) of the lower back, seen on the day": ("S30.0", "A"),
    "bitten by a dog an hour ago": ("W54.0", "A"),
    "fell, nobody knows how, an hour ago": ("W19", "A"),
    "slipped on ice and fell without striking anything": ("W00.0", "A"),
    "fell down stairs, kind not stated, an hour ago": ("W10.9", "A"),
    "osteoporotic fracture of a vertebra, treated actively today": ("M80.08", "A"),
    "osteoporotic fracture of a vertebra that heals on course": ("M80.08", "D"),
    "chronic gout, cause and site not stated, without tophi": ("M1A.9", "0"),
    "chronic gout, cause and site not stated, with tophi": ("M1A.9", "1"),
    "open-angle glaucoma, kind not stated, at a moderate stage": ("H40.10", "2"),
    "open-angle glaucoma, kind not stated, at a severe stage": ("H40.10", "3"),
    "with one fetus, third trimester; the diagnosis is polyhydramnios": ("O40.3", "0"),
    "with twins, third trimester; polyhydramnios of fetus 2 is the diagnosis": ("O40.3", "2"),
    "with one fetus; labor is obstructed by breech presentation": ("O64.1", "0"),
    "a laceration of the right hand, no foreign body, an hour old": ("S61.411", "A"),
    "a fresh strain of the right Achilles tendon": ("S86.011", "A"),
    "a second-degree burn of the back of the right hand dressed, an hour old": ("T23.261", "A"),
    "healing phase of a sprain of the right knee's anterior cruciate ligament": ("S83.511", "D"),
}

RESIDUALS = {
    "a painful scar": "L90.5",
    "a hypertrophic scar": "L91.0",
    "post-traumatic osteoarthritis of the right ankle": "M19.171",
    "post-traumatic osteoarthritis of the right knee": "M17.31",
    "post-traumatic osteoarthritis of the left knee": "M17.32",
    "chronic instability of the right ankle": "M25.371",
    "chronic instability of the left ankle": "M25.372",
    "a right foot drop": "M21.371",
    "a left foot drop": "M21.372",
    "a right wrist drop": "M21.331",
    "chronic post-traumatic headache (not intractable)": "G44.329",
    "a central corneal scar (opacity) of the right eye": "H17.11",
    "a central corneal scar (opacity) of the left eye": "H17.12",
    "muscle wasting of the right lower leg": "M62.561",
    "muscle wasting of the left lower leg": "M62.562",
    "uncomplicated bronchiectasis": "J47.9",
    "epilepsy (kind not stated, not intractable)": "G40.909",
    "sensorineural hearing loss of both ears": "H90.3",
    "pulmonary fibrosis of no stated kind": "J84.10",
    "chronic cough": "R05.3",
}

CAUSES = {
    "second-degree burn of the back of the right hand": "T23.261S",
    "second-degree burn of the left forearm": "T22.212S",
    "laceration of the right forearm without foreign body": "S51.811S",
    "laceration of the left lower leg without foreign body": "S81.812S",
    "displaced trimalleolar fracture of the right ankle": "S82.851S",
    "displaced bicondylar fracture of the right tibial plateau": "S82.141S",
    "displaced bicondylar fracture of the left tibial plateau": "S82.142S",
    "sprain of the calcaneofibular ligament of the right ankle": "S93.411S",
    "sprain of the calcaneofibular ligament of the left ankle": "S93.412S",
    "injury of the right peroneal nerve in the lower leg": "S84.11XS",
    "injury of the left peroneal nerve in the lower leg": "S84.12XS",
    "injury of the right radial nerve in the upper arm": "S44.21XS",
    "concussion without loss of consciousness": "S06.0X0S",
    "chemical burn (corrosion) of the right cornea": "T26.61XS",
    "chemical burn (corrosion) of the left cornea": "T26.62XS",
    "poliomyelitis in childhood": "B91",
    "tuberculosis of the lung": "B90.9",
    "a viral encephalitis": "B94.1",
    "a bacterial meningitis": "G09",
    "COVID-19": "U09.9",
}

# One code of I69 tells the deficit and its cause; "?" is 3 after an infarction, 1 after a hemorrhage.
STROKE_DEFICITS = {
    "weakness of the right, dominant side (hemiparesis)": "I69.?51",
    "weakness of the left, non-dominant side (hemiparesis)": "I69.?54",
    "aphasia": "I69.?20",
    "slurred speech (dysarthria)": "I69.?22",
    "facial weakness": "I69.?92",
}

# Where the stem may name the part of the body apart from the condition.
PART = r" (?=(?:knee|hip|shoulder|wrist|carotid)$)"

# Right, left, both sides ("+" where the classification has no bilateral code), side not stated.
SIDED = {
    "primary osteoarthritis knee": "M17.11 M17.12 M17.0 M17.10",
    "primary osteoarthritis hip": "M16.11 M16.12 M16.0 M16.10",
    "primary osteoarthritis shoulder": "M19.011 M19.012 + M19.019",
    "age-related nuclear cataract": "H25.11 H25.12 H25.13 H25.10",
    "carpal tunnel syndrome": "G56.01 G56.02 G56.03 G56.00",
    "impacted cerumen": "H61.21 H61.22 H61.23 H61.20",
    "primary open-angle glaucoma, mild stage": "H40.1111 H40.1121 H40.1131 H40.1191",
    "acute serous otitis media": "H65.01 H65.02 H65.03 H65.00",
    "dry eye syndrome": "H04.121 H04.122 H04.123 H04.129",
    "stenosis carotid": "I65.21 I65.22 I65.23 I65.29",
    "adhesive capsulitis": "M75.01 M75.02 + M75.00",
    "trochanteric bursitis": "M70.61 M70.62 + M70.60",
    "lateral epicondylitis": "M77.11 M77.12 + M77.10",
    "acquired hallux valgus": "M20.11 M20.12 + M20.10",
    "Achilles tendinitis": "M76.61 M76.62 + M76.60",
    "gangli(?:on|a) wrist": "M67.431 M67.432 + M67.439",
    "(?:unexplained )?pain shoulder": "M25.511 M25.512 + M25.519",
    "(?:unexplained )?pain knee": "M25.561 M25.562 + M25.569",
    "(?:unexplained )?pain hip": "M25.551 M25.552 + M25.559",
}


def _pick(options: dict[str, str], answer: str) -> str:
    """The id of the only option that says the answer."""
    found = [key for key, text in options.items() if text == answer]
    if len(found) != 1:
        raise AssertionError(f"computed {answer}, options {options}")
    return found[0]


def _only(found: list[str], what: str, stem: str) -> str:
    """The only one of the things found, else the stem cannot be read."""
    if len(found) != 1:
        raise AssertionError(f"{what}: {found} in {stem}")
    return found[0]


def _named(table: dict[str, str], stem: str, what: str) -> str:
    """The code of the only phrase of the table that stands in the stem."""
    return table[_only([phrase for phrase in table if phrase in stem], what, stem)]


def injury_seventh_character(stem: str, options: dict[str, str]) -> str:
    """Guideline I.C.19.a: A while active treatment is given, D in recovery, S when only a late effect is left."""
    code = _named(INJURIES, stem, "injury")
    phase = _only([letter for letter, cue in INJURY_PHASES.items() if re.search(cue, stem)], "phase", stem)
    return _pick(options, code + phase)


def fracture_seventh_character(stem: str, options: dict[str, str]) -> str:
    """Notes at S52 and S82, guidelines I.C.19.a and I.C.19.c: phase of care by the type of the injury."""
    match = re.search(
        r"displaced (\w+) fracture of the shaft of the (right|left) (\w+)"
        r"(?:, (closed|with the skin intact|open, Gustilo type (I{1,3}[ABC]?)\b|compound \(open\)))?",
        stem,
    )
    if not match:
        raise AssertionError(f"no fracture in {stem}")
    line, side, bone, skin, gustilo = match.groups()
    code = FRACTURES[line, bone] + ("1" if side == "right" else "2")
    if skin is None or skin in ("closed", "with the skin intact"):
        kind = 0
    else:
        kind = 2 if gustilo and gustilo.startswith("III") else 1
    phase = _only([letters for letters, cue in FRACTURE_PHASES.items() if re.search(cue, stem)], "phase", stem)
    return _pick(options, code + phase[kind])


def placeholder_x(stem: str, options: dict[str, str]) -> str:
    """Guidelines I.A.4 and I.A.5: X in every empty place up to the sixth, then the 7th character."""
    chart = _only([phrase for phrase in PLACEHOLDERS if phrase in stem], "chart", stem)
    root, seventh = PLACEHOLDERS[chart]
    shown = re.search(r"(?:led to|arrives at|has found) ([A-Z]\d\w(?:\.\w+)?)[, ]", stem)
    if not shown or shown[1] != root:
        raise AssertionError(f"{chart} is {root}, not what {stem} shows")
    bare = root.replace(".", "").ljust(6, "X") + seventh
    return _pick(options, f"{bare[:3]}.{bare[3:]}")


def sequela_order(stem: str, options: dict[str, str]) -> str:
    """Guideline I.B.10: the condition that stayed, then the cause as a sequela; after a stroke one code of I69."""
    stroke = re.search(r"(?:for|for review of) ([^;.]+?) from a (cerebral infarction|nontraumatic hemorrhage)", stem)
    if stroke:
        deficit = STROKE_DEFICITS[stroke[1].removeprefix("review of ")]
        return _pick(options, deficit.replace("?", "3" if "infarction" in stroke[2] else "1"))
    return _pick(options, f"{_named(RESIDUALS, stem, 'residual')}, {_named(CAUSES, stem, 'cause')}")


def _side(stem: str) -> str:
    """right, left, both or none: the side that has the condition at this visit, by whoever recorded it."""
    if re.search(r"No clinician recorded the side|stands nowhere in the record", stem):
        return "none"
    for cue in (
        r"nurse's intake note of the same visit says “(right|left)",
        r"nurse recorded “(right|left)”",
        r"prepares the (right|left) [\w ]+, which still has it",
        r"The same is planned for the (right|left)",
    ):
        match = re.search(cue, stem)
        if match:
            return match[1]
    if re.search(r"\bof both\b|in the right and in the left", stem):
        return "both"
    match = re.search(r"\bof the (right|left)\b", stem)
    if not match:
        raise AssertionError(f"no side in {stem}")
    return match[1]


def laterality(stem: str, options: dict[str, str]) -> str:
    """Guidelines I.B.13 and I.B.14: side affected now; bilateral code, else the right and the left code."""
    name = _only(
        [condition for condition in SIDED if all(re.search(rf"\b{word}", stem) for word in re.split(PART, condition))],
        "condition",
        stem,
    )
    right, left, both, unspecified = SIDED[name].split()
    if both == "+":
        both = f"{right}, {left}"
    return _pick(options, {"right": right, "left": left, "both": both, "none": unspecified}[_side(stem)])


ORACLES: dict[str, Callable[[str, dict[str, str]], str]] = {
    "family-icd-injury-seventh-character": injury_seventh_character,
    "family-icd-fracture-seventh-character": fracture_seventh_character,
    "family-icd-placeholder-x": placeholder_x,
    "family-icd-sequela-order": sequela_order,
    "family-icd-laterality": laterality,
}
