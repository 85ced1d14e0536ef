"""Second, independent implementations of ICD-10-CM families: full detail, screening, history or current disease.

Each function reads one generated question as a learner does (stem and options as text), works out the
codes from the guidelines and from tables looked up in the FY 2026 code book, and returns the id of the
option that states them.
"""

import re
from collections.abc import Callable

# The words of the assessment: the complete code.
ASSESSMENTS = {
    "mild persistent asthma, no flare today": "J45.30",
    "mild persistent asthma with acute exacerbation": "J45.31",
    "moderate persistent asthma, no flare today": "J45.40",
    "moderate persistent asthma with acute exacerbation": "J45.41",
    "moderate persistent asthma with status asthmaticus": "J45.42",
    "severe persistent asthma with acute exacerbation": "J45.51",
    "severe persistent asthma with status asthmaticus": "J45.52",
    "acute systolic heart failure, first episode": "I50.21",
    "chronic systolic heart failure": "I50.22",
    "chronic heart failure with reduced ejection fraction (HFrEF)": "I50.22",
    "acute on chronic systolic heart failure": "I50.23",
    "chronic diastolic heart failure": "I50.32",
    "chronic heart failure with preserved ejection fraction (HFpEF)": "I50.32",
    "acute on chronic diastolic heart failure": "I50.33",
    "acute on chronic HFpEF": "I50.33",
    "chronic combined systolic and diastolic heart failure": "I50.42",
    "chronic kidney disease, stage 2": "N18.2",
    "chronic kidney disease, stage 3a": "N18.31",
    "chronic kidney disease, stage 3b": "N18.32",
    "chronic kidney disease, stage 4": "N18.4",
    "major depressive disorder, recurrent, mild": "F33.0",
    "major depressive disorder, recurrent, moderate": "F33.1",
    "major depressive disorder, recurrent, severe, without psychotic features": "F33.2",
    "major depressive disorder, recurrent, severe, with psychotic symptoms": "F33.3",
    "major depressive disorder, single episode, mild": "F32.0",
    "major depressive disorder, single episode, moderate": "F32.1",
    "major depressive disorder, single episode, in partial remission": "F32.4",
    "major depressive disorder, single episode, in full remission": "F32.5",
    "pressure ulcer of the sacrum, stage 2": "L89.152",
    "pressure ulcer of the sacrum, stage 3": "L89.153",
    "pressure ulcer of the sacrum, stage 4": "L89.154",
    "pressure ulcer of the sacrum, unstageable because eschar covers the bed": "L89.150",
    "deep tissue pressure injury of the sacrum, skin intact": "L89.156",
    "pressure ulcer of the right heel, stage 2": "L89.612",
    "pressure ulcer of the right heel, stage 3": "L89.613",
    "pressure ulcer of the right heel, stage 4": "L89.614",
    "pressure ulcer of the right heel, unstageable because slough covers the bed": "L89.610",
    "chronic ulcer of the right heel, limited to breakdown of the skin": "L97.411",
    "chronic ulcer of the right heel, fat layer exposed": "L97.412",
    "chronic ulcer of the right heel with necrosis of muscle": "L97.413",
    "chronic ulcer of the right heel with necrosis of bone": "L97.414",
    "migraine without aura, not intractable, no status migrainosus": "G43.009",
    "migraine without aura, intractable, with status migrainosus": "G43.011",
    "migraine without aura, intractable, no status migrainosus": "G43.019",
    "migraine with aura, not intractable, no status migrainosus": "G43.109",
    "paroxysmal atrial fibrillation": "I48.0",
    "longstanding persistent atrial fibrillation": "I48.11",
    "persistent atrial fibrillation, present for three weeks": "I48.19",
    "permanent atrial fibrillation": "I48.21",
    "atherosclerosis of the native coronary arteries with unstable angina": "I25.110",
    "atherosclerosis of the native coronary arteries; angina with documented spasm": "I25.111",
    "atherosclerosis of the native coronary arteries with refractory angina": "I25.112",
    "sigmoid diverticulosis, no bleeding, no inflammation": "K57.30",
    "sigmoid diverticulosis, bleeding, no inflammation": "K57.31",
    "sigmoid diverticulitis without bleeding": "K57.32",
    "sigmoid diverticulitis with bleeding": "K57.33",
    "Crohn disease of the ileum, no complication": "K50.00",
    "Crohn disease of the ileum with rectal bleeding from it": "K50.011",
    "Crohn disease of the ileum with intestinal obstruction": "K50.012",
    "Crohn disease of the ileum with abscess": "K50.014",
    "ulcerative pancolitis, no complication": "K51.00",
    "ulcerative pancolitis with rectal bleeding": "K51.011",
    "ulcerative pancolitis with abscess": "K51.014",
    "pure hypercholesterolemia, not familial": "E78.00",
    "heterozygous familial hypercholesterolemia": "E78.011",
    "familial hypercholesterolemia, zygosity unknown": "E78.019",
    "mixed hyperlipidemia": "E78.2",
    "vascular dementia, mild, no behavioral or other disturbance": "F01.A0",
    "vascular dementia, mild, with agitation": "F01.A11",
    "vascular dementia, mild, with anxiety": "F01.A4",
    "vascular dementia, moderate, no behavioral or other disturbance": "F01.B0",
    "vascular dementia, moderate, with agitation": "F01.B11",
    "acute cystitis, no hematuria": "N30.00",
    "acute cystitis with hematuria": "N30.01",
    "interstitial cystitis, no hematuria": "N30.10",
    "interstitial cystitis with hematuria": "N30.11",
    "acute gastric ulcer with hemorrhage, no perforation": "K25.0",
    "acute gastric ulcer, neither bleeding nor perforated": "K25.3",
    "chronic gastric ulcer with hemorrhage, no perforation": "K25.4",
    "chronic gastric ulcer, neither bleeding nor perforated": "K25.7",
    "bilateral inguinal hernia, reducible, first repair": "K40.20",
    "right inguinal hernia with obstruction, no gangrene, not recurrent": "K40.30",
    "recurrent left inguinal hernia with obstruction, no gangrene": "K40.31",
    "recurrent right inguinal hernia, reducible": "K40.91",
    "gallbladder stones with acute cholecystitis": "K80.00",
    "gallbladder stones with chronic cholecystitis": "K80.10",
    "gallbladder stones with acute on chronic cholecystitis": "K80.12",
    "class 1 obesity": "E66.811",
    "class 2 obesity": "E66.812",
    "class 3 obesity": "E66.813",
}

SCREENINGS = {
    "colonoscopy": "Z12.11",
    "mammogram": "Z12.31",
    "bone density measurement": "Z13.820",
    "blood test for prostate-specific antigen": "Z12.5",
    "lipid panel": "Z13.220",
    "blood glucose test": "Z13.1",
    "ultrasound of the abdominal aorta": "Z13.6",
    "eye pressure test with examination of the optic nerves": "Z13.5",
    "blood count": "Z13.0",
}

FINDINGS = {
    "an adenoma of the ascending colon (pathology report)": "D12.2",
    "an adenoma of the sigmoid colon (pathology report)": "D12.5",
    "an adenoma of the descending colon (pathology report)": "D12.4",
    "a hyperplastic polyp of the colon (pathology report)": "K63.5",
    "bleeding diverticulosis of the colon, no inflammation": "K57.31",
    "bleeding hemorrhoids of the second degree": "K64.1",
    "microcalcifications of the right breast": "R92.0",
    "microcalcifications of the left breast": "R92.0",
    "a solitary cyst of the right breast": "N60.01",
    "a solitary cyst of the left breast": "N60.02",
    "age-related osteoporosis without fracture": "M81.0",
    "an elevated prostate-specific antigen": "R97.20",
    "mixed hyperlipidemia": "E78.2",
    "pure hypercholesterolemia, not familial": "E78.00",
    "pure hypertriglyceridemia": "E78.1",
    "prediabetes": "R73.03",
    "type 2 diabetes without complications": "E11.9",
    "an infrarenal aortic aneurysm of 3.6 cm, no rupture": "I71.43",
    "an infrarenal aortic aneurysm of 5.8 cm, no rupture": "I71.43",
    "primary open-angle glaucoma of both eyes, mild stage": "H40.1131",
    "iron deficiency anemia": "D50.9",
}

# A mammogram cannot show that a mass is a cyst.
SEEN_BY_ULTRASOUND = "a round mass, which an ultrasound at the same visit shows to be "

COMPLAINTS = {
    "black stool (melena)": "K92.1",
    "a change in bowel habit": "R19.4",
    "recent constipation": "K59.00",
    "fresh rectal bleeding": "K62.5",
    "pain in the right breast": "N64.4",
    "pain in the left breast": "N64.4",
    "nipple discharge": "N64.52",
    "loss of height": "R29.890",
    "a weak urinary stream": "R39.12",
    "blood in the semen": "R36.1",
    "urinary frequency": "R35.0",
    "xanthelasma of the right upper eyelid": "H02.61",
    "xanthelasma of the left upper eyelid": "H02.64",
    "excessive thirst": "R63.1",
    "passing large amounts of urine": "R35.89",
    "weight loss": "R63.4",
    "a pulsating periumbilical swelling": "R19.05",
    "a pulsating epigastric swelling": "R19.06",
    "generalized abdominal pain": "R10.84",
    "pain in both eyes": "H57.13",
    "halos around lights": "H53.19",
    "fatigue": "R53.83",
    "pallor": "R23.1",
}

# The tumor as present, and the personal history of it.
TUMORS = {
    "cancer of the upper outer quadrant of the right breast": ("C50.411", "Z85.3"),
    "cancer of the sigmoid colon": ("C18.7", "Z85.038"),
    "cancer of the prostate": ("C61", "Z85.46"),
    "cancer of the upper lobe of the right lung": ("C34.11", "Z85.118"),
    "cancer of the lateral wall of the bladder": ("C67.2", "Z85.51"),
    "cancer of the right kidney (renal cell)": ("C64.1", "Z85.528"),
    "melanoma of the skin of the back": ("C43.59", "Z85.820"),
    "cancer of the right ovary": ("C56.1", "Z85.43"),
    "cancer of the endometrium": ("C54.1", "Z85.42"),
}

METASTASES = {"bone": "C79.51", "the liver": "C78.7", "the brain": "C79.31", "the right lung": "C78.01"}

CANCER_STATES = {
    "metastasis": r"treated for a metastasis in|Now a metastasis of it in",
    "current": r"is under way|is half done|is due\b|was given last week|is instilled weekly|are given as treatment"
    r"|is given as adjuvant treatment|is scheduled, because",
    "history": r"no further treatment is given|no evidence of disease|treatment is complete and the examination",
}

# What the chart says (a regular expression), and its code.
HISTORIES = {
    r"stroke \(cerebral infarction\) .*“history of CVA, no residual deficit”": "Z86.73",
    r"stroke \(cerebral .* weakness of the left side \(hemiparesis\); the patient is right-handed": "I69.354",
    r"deep vein thrombosis of the right femoral vein .* resolved, anticoagulants were stopped": "Z86.718",
    r"found to have a thrombosis of the left femoral vein .* under anticoagulant .* as still acute": "I82.412",
    r"pulmonary embolism .* resolved, and treatment ended": "Z86.711",
    r"has not drunk .* alcohol dependence in sustained remission": "F10.21",
    r"smoked a pack a day until .* “former smoker”; no remission is documented": "Z87.891",
    r"recurrent major depressive disorder; .* documents full remission": "F33.42",
    r"passed a kidney stone .* no stone now": "Z87.442",
    r"had a duodenal ulcer .* healed, and nothing is taken": "Z87.11",
    r"had pneumonia twice, .* clear on examination": "Z87.01",
    r"had gestational diabetes in a pregnancy .* not pregnant now": "Z86.32",
    r"had COVID-19 .* recovered\. No symptom has stayed": "Z86.16",
    r"finished treatment of latent tuberculosis .* active disease was never found": "Z86.15",
    r"“history of hypothyroidism” .* takes levothyroxine every day": "E03.9",
    r"“history of epilepsy” .* daily medication, .* not intractable": "G40.909",
    r"“history of asthma,” kind not stated, .* daily inhaler for it; there is no flare": "J45.909",
    r"“history of paroxysmal atrial fibrillation” .* daily medication against it, which goes on": "I48.0",
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


def most_specific_code(stem: str, options: dict[str, str]) -> str:
    """Guidelines I.B.2 and I.B.18: the complete code with every detail of the signed assessment (last quotation)."""
    assessment = re.findall(r"“([^”]+)”", stem)[-1]
    return _pick(options, ASSESSMENTS[assessment.rstrip(".,")])


def _complaint(stem: str) -> str:
    """What the patient complains of, or what the physician saw, that made the physician order the test."""
    found = re.search(
        r"because of (.+?)\. The order"
        r"|complains of (.+?), for which the physician orders"
        r"|-old (?:man|woman) has (.+?) on examination, for which the physician orders",
        stem,
    )
    if not found:
        raise AssertionError(f"neither screening nor complaint in {stem}")
    return found[1] or found[2] or found[3]


def screening_or_diagnostic(stem: str, options: dict[str, str]) -> str:
    """Guidelines I.C.21.c.5, IV.H and IV.K: screening code first, or the complaint, or its confirmed cause."""
    test = _only([name for name in SCREENINGS if re.search(rf"\b{name}\b", stem)], "test", stem)
    normal = "The result is normal." in stem
    result = re.search(r"The result(?:: | is abnormal, and the physician diagnoses )(.+?)\.(?= [A-Z]|$)", stem)
    if normal == bool(result):
        raise AssertionError(f"no result or two in {stem}")
    finding = FINDINGS[result[1].removeprefix(SEEN_BY_ULTRASOUND)] if result else ""
    if re.search(r"is done as preventive care|for screening; the|has no complaints and comes for a routine", stem):
        return _pick(options, f"{SCREENINGS[test]}, {finding}" if finding else SCREENINGS[test])
    complaint = _complaint(stem)
    cause = re.search(r"The physician's final note gives it as the cause of the (\w+)\.", stem)
    if finding and not (cause and (cause[1] == "complaint" or complaint.endswith(cause[1]))):
        raise AssertionError(f"finding without a link to the complaint in {stem}")
    return _pick(options, finding or COMPLAINTS[complaint])


def cancer_history_or_current(stem: str, options: dict[str, str]) -> str:
    """Guidelines I.C.2.d and I.C.2.m: present while treatment goes on, history when removed and no longer treated."""
    tumor = _only([name for name in TUMORS if name in stem or f"{name[0].upper()}{name[1:]}" in stem], "tumor", stem)
    present, history = TUMORS[tumor]
    state = _only([name for name, cue in CANCER_STATES.items() if re.search(cue, stem)], "state", stem)
    if state == "metastasis":
        site = _only(
            [name for name in METASTASES if re.search(rf"metastasis (?:of it )?in {name}\b", stem)], "site", stem
        )
        return _pick(options, f"{METASTASES[site]}, {history}")
    return _pick(options, present if state == "current" else history)


def other_history_or_current(stem: str, options: dict[str, str]) -> str:
    """Guidelines IV.I, IV.J, I.C.9.d, I.C.9.e, I.C.5.b, I.C.21.c.4: over, in remission, or still treated."""
    fresh = re.search(r"(\d+) days after an infarction \(NSTEMI\), for which care goes on", stem)
    if fresh and int(fresh[1]) <= 28:
        return _pick(options, "I21.4")
    old = re.search(r"infarction \(NSTEMI\) (\d+) weeks ago, which is healed and needs no further care", stem)
    if old and int(old[1]) > 4:
        return _pick(options, "I25.2")
    return _pick(options, HISTORIES[_only([cue for cue in HISTORIES if re.search(cue, stem)], "chart", stem)])


ORACLES: dict[str, Callable[[str, dict[str, str]], str]] = {
    "family-icd-most-specific-code": most_specific_code,
    "family-icd-screening-or-diagnostic": screening_or_diagnostic,
    "family-icd-cancer-history-or-current": cancer_history_or_current,
    "family-icd-other-history-or-current": other_history_or_current,
}
