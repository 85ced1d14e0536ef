"""Second, independent implementations of ICD-10-CM families: which codes stand together, and in which order.

Each function reads one generated question as a learner does (stem and options as text), works out the
codes from the guidelines and from tables looked up in the FY 2026 code book, and returns the id of the
option that states them.
"""

import re
from collections.abc import Callable

CODE = r"[A-Z]\d\w(?:\.\w+)?"

# Excludes1 notes of the tabular at these codes, categories and blocks: what they bar (codes and beginnings of codes).
EXCLUDES1 = {
    "E03": "E00 E01 E02 E89.0",
    "E10": "E08 E09 O24.4 R73.9 P70.2 E13 E11",
    "E11": "E08 E09 O24.4 P70.2 E13 E10",
    "F02": "F06.7",
    "F10.1": "F10.2 F10.9",
    "F10.2": "F10.1 F10.9",
    "F17": "Z87.891 Z72.0",
    "G30": "G31.1 F03 R41.81",
    "G40": "F44.5 R56.9 R56.1 P90",
    "H28": "E08.36 E09.36 E10.36 E11.36 E13.36",
    "I10": "O10 O11 O13 O14 O15 O16 P29.2 I27.0",
    "I12": "I15",
    "I20": "I25.1 I25.7 I23.7",
    "I43": "B33.24 A36.81 D86.85 A18.84",
    "I50.2": "I50.4",
    "I95": "R57.9 O26.5 R03.1",
    "I95.1": "G90.3 I95.2",
    "J01": "J32.9 J44.0",
    "J03": "J02 J35.1 J36 J44.0",
    "J03.9": "J09.X2 J10.1 J11.1",
    "J20": "J40",
    "J36": "J03 J35.0 J39.0",
    "J40": "J20 J45.9 J68.0",
    "J44": "J68.0",
    "J45": "J69.8 J60 R06.2 J67.8 J68.0",
    "K20": "K22.1 K21.0",
    "K21": "P78.83",
    "K25": "K29.0 K27",
    "K44": "Q79.0 Q40.1",
    "K57": "Q43.8 Q43.0",
    "K57.3": "K57.5",
    "K70": "R17",
    "K74": "K70.2 K70.3 K76.1 K71.7 P78.81 E83.110 R17",
    "K80": "K91.86",
    "K81": "K80",
    "K92": "P54.0 P54.1 P54.2 P54.3",
    "K92.2": "K29 K62.5 K31.811 K57 K25 K26 K27 K28",
    "M50": "M46.4",
    "M51": "M46.4",
    "M54": "F45.41 M46.4",
    "M54.2": "M50",
    "M54.4": "M51.362 M51.372 M51.1",
    "M54.5": "M51.360 M51.370 S39.012 M51.2 M54.4",
    "N13": "N28.85",
    "N13.2": "N13.6",
    "N19": "N17 N18 R39.2 N28.9 P96.0",
    "N20": "E83.59 N13.2",
    "N30": "N41.3",
    "N30.0": "N30.4 N30.3",
    "N39.0": "B37.4 P39.3 R82.81 N30 N13.6 N34",
    "N39.3": "N39.46",
    "N40": "D29.1",
    "R06": "J80 R09.2 P28.81 P22 J96 P28.5",
    "R06.2": "J45",
    "R31": "N30.01 N02",
    "R32": "R39.81 F98.0 N39.3 N39.4",
    "R35": "F45.8",
    "R55": "R57 G90.01 T67.1 F45.8 G90.3 I95.1 T81.1 F48.8 I45.9 R40.2",
    "R56": "F44.5 G40 P90",
}

# Etiology by the name of the disease, and the manifestation codes whose code-first notes name it.
DISEASES = {
    "Alzheimer disease of late onset": "G30.1",
    "Alzheimer disease of early onset": "G30.0",
    "Parkinson disease without dyskinesia or fluctuations": "G20.A1",
    "Huntington disease": "G10",
    "HIV disease": "B20",
    "chronic kidney disease, stage 4 (no hypertension)": "N18.4",
    "chronic kidney disease, stage 3b (no hypertension)": "N18.32",
    "an untreated cancer of the ascending colon": "C18.2",
    "deficiency of vitamin B12 without anemia": "E53.8",
    "hemophilia A (factor VIII deficiency)": "D66",
    "hemophilia B (factor IX deficiency)": "D67",
    "multiple myeloma (not in remission)": "C90.00",
    "sickle-cell disease (Hb-SS) without crisis": "D57.1",
    "organ-limited amyloidosis": "E85.4",
    "wild-type transthyretin amyloidosis": "E85.82",
    "light chain amyloidosis": "E85.81",
    "primary hyperparathyroidism": "E21.0",
    "an untreated lung cancer of the right upper lobe": "C34.11",
    "an untreated lung cancer of the right lower lobe": "C34.31",
    "an untreated cancer of the right ovary": "C56.1",
    "myotonic muscular dystrophy": "G71.11",
    "pituitary-dependent Cushing disease": "E24.0",
    "nonalcoholic chronic pancreatitis": "K86.1",
}

MANIFESTATIONS = {
    "mild dementia without any disturbance": "F02.A0",
    "moderate dementia without any disturbance": "F02.B0",
    "combined degeneration of the spinal cord": "G32.0",
    "joint disease": "M36.2",
    "glomerular disease": "N08",
    "cardiomyopathy": "I43",
    "myopathy": "G73.7",
    "Lambert-Eaton syndrome": "G73.1",
    "malignant pleural effusion": "J91.0",
    "malignant ascites": "R18.0",
    "amyloid angiopathy of the brain": "I68.0",
    "cataract of both eyes": "H28",
    "diabetes (with hyperglycemia, no drugs so far)": "E08.65",
    "diabetes (no complications, on diet alone)": "E08.9",
    "nonproliferative retinopathy of the right eye": "H36.811",
}

KIDNEY_STAGES = {"1": "N18.1", "2": "N18.2", "3a": "N18.31", "3b": "N18.32", "4": "N18.4", "5": "N18.5"}
ORGANISMS = {
    "Escherichia coli": "B96.20",
    "Klebsiella pneumoniae": "B96.1",
    "Proteus mirabilis": "B96.4",
    "Pseudomonas aeruginosa": "B96.5",
    "Enterococcus": "B95.2",
}
URINARY_INFECTIONS = {
    "a urinary tract infection, site not known,": "N39.0",
    "acute cystitis without hematuria": "N30.00",
    "acute cystitis with hematuria": "N30.01",
}
PROSTATE_SYMPTOMS = {
    "nocturia": "R35.1",
    "urinary frequency": "R35.0",
    "a weak urinary stream": "R39.12",
    "urinary urgency": "R39.15",
    "the feeling of incomplete emptying": "R39.14",
    "urinary hesitancy": "R39.11",
}
SMOKERS_DISEASES = {
    "COPD with acute exacerbation": "J44.1",
    "COPD without exacerbation": "J44.9",
    "moderate persistent asthma without exacerbation": "J45.40",
    "atherosclerosis of the native coronary arteries without angina": "I25.10",
}
DIABETES_STATES = {"with hyperglycemia": "E11.65", "with polyneuropathy": "E11.42", "without complications": "E11.9"}
DIABETES_DRUGS = {"insulin": "Z79.4", "metformin": "Z79.84", "insulin and metformin": "Z79.4, Z79.84"}
DEPTHS = {
    "limited to breakdown of the skin": "1",
    "with the fat layer exposed": "2",
    "with necrosis of muscle": "3",
    "with necrosis of bone": "4",
}

COMBINATIONS = {
    "coronary artery disease (native vessels) with unstable angina": "I25.110",
    "coronary artery disease (native vessels) and angina, kind not stated": "I25.119",
    "type 2 diabetes, on diet alone, with polyneuropathy": "E11.42",
    "gallstones with acute cholecystitis, no obstruction": "K80.00",
    "gallstones with chronic cholecystitis, no obstruction": "K80.10",
    "diverticulitis of the sigmoid colon, no perforation or abscess, with bleeding from it": "K57.33",
    "acute gastric ulcer with hemorrhage, no perforation": "K25.0",
    "chronic duodenal ulcer with hemorrhage, no perforation": "K26.4",
    "ulcerative pancolitis with rectal bleeding from it": "K51.011",
    "Crohn disease of the ileum with bowel obstruction from it": "K50.012",
    # "Influenza due to other identified influenza virus with unspecified type of pneumonia".
    "influenza A, confirmed by test, with pneumonia, its kind not stated": "J10.00",
    "hydronephrosis from an obstructing kidney stone, no infection": "N13.2",
    "acute streptococcal sore throat": "J02.0",
    "acute cystitis with hematuria, no germ grown": "N30.01",
    "low back pain with sciatica on the right, no disc disease": "M54.41",
    "low back pain with sciatica on the left, no disc disease": "M54.42",
    "lumbar disc displacement with radiculopathy from it": "M51.16",
    "alcohol dependence with withdrawal, uncomplicated": "F10.230",
    "pneumonia due to pneumococcus": "J13",
    "reflux disease with esophagitis from it, no bleeding": "K21.00",
    "acute bronchitis caused by respiratory syncytial virus": "J20.5",
    "right inguinal hernia, not recurrent, with bowel obstruction from it and no gangrene": "K40.30",
    "primary hypertension and, without a link in the note, coronary artery disease (native vessels) without angina": (
        "I25.10, I10"
    ),
    "type 2 diabetes, on diet alone, without complications, and primary hypertension": "E11.9, I10",
    "type 2 diabetes, on diet alone, without complications, and hyperlipidemia not attributed to it": "E11.9, E78.5",
    "reflux disease without esophagitis, and a hiatal hernia": "K21.9, K44.9",
    "an uncomplicated urinary tract infection of no known site; Escherichia coli is the cause": "N39.0, B96.20",
    "type 2 diabetes, on diet alone, and a polyneuropathy that the note attributes to vitamin B6 deficiency,"
    " not to diabetes": "E11.9, E53.1, G63",
    "anxiety (generalized anxiety disorder), and a single moderate episode of major depression": "F32.1, F41.1",
    "gallstones without cholecystitis or obstruction, and a hiatal hernia": "K80.20, K44.9",
    "diverticulosis of the colon that does not bleed, and rectal bleeding from hemorrhoids of no stated degree": (
        "K64.9, K57.30"
    ),
}


def _pick(options: dict[str, str], answer: str) -> str:
    """The id of the only option that says the answer."""
    found = [key for key, text in options.items() if text == answer]
    if len(found) != 1:
        raise AssertionError(f"computed {answer}, options {options}")
    return found[0]


def _bars(code: str, other: str) -> bool:
    """Whether an Excludes1 note that holds for the code names the other code."""
    return any(
        code.startswith(owner) and any(other.startswith(barred) for barred in note.split())
        for owner, note in EXCLUDES1.items()
    )


def excludes1_pair(stem: str, options: dict[str, str]) -> str:
    """Guideline I.A.12.a: an Excludes1 note, in either direction, bars the two codes for the same problem."""
    pairs = re.findall(rf": ({CODE}), ({CODE})\.(?= )", stem)
    if len(pairs) != 4:
        raise AssertionError(f"not four claims: {pairs}")
    barred = [f"{one}, {two}" for one, two in pairs if _bars(one, two) or _bars(two, one)]
    if len(barred) != 1:
        raise AssertionError(f"barred: {barred} of {pairs}")
    return _pick(options, barred[0])


def etiology_first(stem: str, options: dict[str, str]) -> str:
    """Guideline I.A.13: the etiology first, then the manifestation that the code-first note belongs to."""
    for pattern in (
        r"Assessment: “(?P<m>.+) due to (?P<e>.+?)\.”",
        r"is referred for (?P<m>.+)\. Workup is complete; the specialist writes that (?P<e>.+) is the cause",
        r"is known to have (?P<e>.+)\. Examined for new complaints, the patient is found to have (?P<m>.+),"
        r" which the physician documents as caused by that disease",
        r"-old (?:man|woman) with (?P<e>.+) comes because of (?P<m>.+)\. The physician's note attributes this"
        r" to that disease",
    ):
        match = re.search(pattern, stem)
        if match:
            break
    else:
        raise AssertionError(f"no pair in {stem}")
    cause, effect = match["e"], match["m"]
    if effect == "anemia":
        code = "D63.1" if cause.startswith("chronic kidney disease") else "D63.0"
    else:
        code = MANIFESTATIONS[effect]
    return _pick(options, f"{DISEASES[cause]}, {code}")


def _hypertensive(stem: str) -> str | None:
    """I.C.9.a: hypertension is presumed to be linked with kidney disease and with heart failure."""
    match = re.search(r"primary hypertension and chronic kidney disease, stage (\w+)", stem)
    if match:
        return f"{'I12.0' if match[1] == '5' else 'I12.9'}, {KIDNEY_STAGES[match[1]]}"
    match = re.search(r"primary hypertension and (chronic|acute on chronic) ([\w ]+) heart failure", stem)
    if match:
        kind = {"systolic": "2", "diastolic": "3", "combined systolic and diastolic": "4"}[match[2]]
        return f"I11.0, I50.{kind}{'2' if match[1] == 'chronic' else '3'}"
    return None


def _diabetic(stem: str) -> str | None:
    """Notes at E10.22, E11.22 and E11.621; I.C.4.a.3: insulin and oral drugs take both codes."""
    match = re.search(r"type ([12]) diabetes with chronic kidney disease, stage (\w+)", stem)
    if match:
        return f"E1{int(match[1]) - 1}.22, {KIDNEY_STAGES[match[2]]}"
    match = re.search(r"type 2 diabetes ([\w ]+) and takes long-term (insulin and metformin|insulin|metformin)", stem)
    if match:
        return f"{DIABETES_STATES[match[1]]}, {DIABETES_DRUGS[match[2]]}"
    match = re.search(r"a diabetic ulcer of the (?:sole of the )?(left|right) (heel|forefoot)[^,]*, ([\w ]+)\.", stem)
    if match:
        site = "4" if match[2] == "heel" else "5"
        return f"E11.621, L97.{site}{_side_digit(match[1])}{DEPTHS[match[3]]}"
    return None


def _side_digit(side: str) -> str:
    """The digit of the side in L97 and I83."""
    return "1" if side == "right" else "2"


def _infected(stem: str) -> str | None:
    """Notes at N30, N39.0 and L00-L08: the organism is an additional code."""
    match = re.search(r"has (.+?) and the culture grows ([A-Z]\w+(?: [a-z]+)?), named as its cause", stem)
    if match and match[1] in URINARY_INFECTIONS:
        return f"{URINARY_INFECTIONS[match[1]]}, {ORGANISMS[match[2]]}"
    match = re.search(r"cellulitis of the (left|right) lower leg, .* methicillin-(resistant|susceptible) Staph", stem)
    if match:
        germ = "B95.62" if match[2] == "resistant" else "B95.61"
        return f"{'L03.115' if match[1] == 'right' else 'L03.116'}, {germ}"
    return None


def _habit_or_measure(stem: str) -> str | None:
    """Notes at E66 (body mass index as written), N40.1, chapter 10 and I25 (tobacco)."""
    match = re.search(r"class ([123]) obesity; .* body mass index of (\d+)\.\d", stem)
    if match:
        index = int(match[2])
        body = str(index) if index < 40 else "41" if index < 45 else "42" if index < 50 else "43"
        return f"E66.81{match[1]}, Z68.{body}"
    match = re.search(r"benign prostatic hyperplasia with (.+?), which", stem)
    if match:
        return f"N40.1, {PROSTATE_SYMPTOMS[match[1]]}"
    match = re.search(r"has ([\w ]+)\. The physician notes that the patient (is|was) dependent on cigarettes", stem)
    if match:
        return f"{SMOKERS_DISEASES[match[1]]}, {'F17.210' if match[2] == 'is' else 'Z87.891'}"
    return None


def _vascular_or_renal(stem: str) -> str | None:
    """Notes at I83.0 and N18.6."""
    match = re.search(
        r"varicose veins of the (left|right) leg and an ulcer of the (calf|ankle) from them, (.+?)\.", stem
    )
    if match:
        side, site = _side_digit(match[1]), {"calf": "2", "ankle": "3"}[match[2]]
        return f"I83.0{side}{site}, L97.{site}{side}{DEPTHS[match[3]]}"
    if re.search(r"end-stage renal disease of unknown cause, no hypertension and no diabetes, .* hemodialysis", stem):
        return "N18.6, Z99.2"
    return None


def use_additional_code(stem: str, options: dict[str, str]) -> str:
    """Guideline I.B.7: the code with the use-additional note first, then the codes that the note asks for."""
    readers = (_hypertensive, _diabetic, _infected, _habit_or_measure, _vascular_or_renal)
    found = [answer for reader in readers if (answer := reader(stem))]
    if len(found) != 1:
        raise AssertionError(f"{found} from {stem}")
    return _pick(options, found[0])


def combination_code(stem: str, options: dict[str, str]) -> str:
    """Guidelines I.B.9 and I.A.15: one code where the classification joins the conditions, else each its own."""
    found = [phrase for phrase in COMBINATIONS if re.search(rf"{re.escape(phrase)}\.", stem)]
    if len(found) != 1:
        raise AssertionError(f"{found} in {stem}")
    return _pick(options, COMBINATIONS[found[0]])


ORACLES: dict[str, Callable[[str, dict[str, str]], str]] = {
    "family-icd-excludes1-pair": excludes1_pair,
    "family-icd-etiology-first": etiology_first,
    "family-icd-use-additional-code": use_additional_code,
    "family-icd-combination-code": combination_code,
}
