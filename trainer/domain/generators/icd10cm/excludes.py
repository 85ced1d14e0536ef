"""Excludes1: two codes that stand for the same thing twice or shut each other out, among pairs that only look so.

ICD-10-CM guideline I.A.12: Excludes1 bars a pair unless the two conditions are unrelated; Excludes2 allows it. The
barred pairs are curated, and each chart says that the two diagnoses are one problem.
"""

import random
from dataclasses import dataclass

from trainer.domain.generators.family import Draft, Family, Wrong
from trainer.domain.generators.icd10cm.charts import GUIDELINES, TABULAR


@dataclass(frozen=True, slots=True)
class Pair:
    """What a chart says, the two codes on the draft claim, and why they may or may not stand together."""

    chart: str
    codes: str
    why: str
    mistake: str = ""


_BARRED = (
    Pair(
        "acute cystitis; the note calls the same infection “UTI” in the problem list",
        "N30.00, N39.0",
        "N39.0 is for an infection whose site is not known; Excludes1 there names cystitis, and this is one infection",
    ),
    Pair(
        "low back pain with right sciatica, one and the same complaint",
        "M54.41, M54.50",
        "Excludes1 at M54.5 names lumbago with sciatica, which says the back pain already",
    ),
    Pair(
        "lumbar disc displacement, held to be the cause of the low back pain",
        "M51.26, M54.50",
        "Excludes1 at M54.5 names low back pain due to disc displacement",
    ),
    Pair(
        "alcohol dependence; an older entry of the same drinking problem says alcohol abuse",
        "F10.20, F10.10",
        "abuse and dependence exclude each other by Excludes1 in both places; dependence is reported",
    ),
    Pair(
        "gallbladder stones without obstruction and the acute cholecystitis that they cause",
        "K81.0, K80.20",
        "Excludes1 at K81 sends cholecystitis with stones to K80, where one code says both",
    ),
    Pair(
        "bleeding from diverticulosis of the colon, the only source of the bleeding",
        "K57.31, K92.2",
        "Excludes1 at K92.2 names diverticular disease with hemorrhage, and K57.31 says the bleeding",
    ),
    Pair(
        "chronic gastric ulcer with hemorrhage, the only source of the bleeding",
        "K25.4, K92.2",
        "Excludes1 at K92.2 names peptic ulcer with hemorrhage, and K25.4 says the bleeding",
    ),
    Pair(
        "angina due to atherosclerosis of the native coronary arteries",
        "I25.10, I20.9",
        "Excludes1 at I20 sends angina with coronary atherosclerosis to a combination code of I25.1",
    ),
    Pair(
        "hypothyroidism that came with thyroidectomy and has no other cause",
        "E89.0, E03.9",
        "Excludes1 at E03 names hypothyroidism after a procedure",
    ),
    Pair(
        "alcoholic cirrhosis without ascites; no other cause of cirrhosis",
        "K70.30, K74.60",
        "Excludes1 at K74 names alcoholic cirrhosis",
    ),
    Pair(
        "chronic kidney disease, stage 4, which the referral letter calls “renal failure”",
        "N18.4, N19",
        "Excludes1 at N19 names chronic kidney disease; the letter means the same kidneys and the same disease",
    ),
    Pair(
        "hydronephrosis from an obstructing stone of the same kidney, no infection",
        "N13.2, N20.0",
        "Excludes1 at N20 names the stone with hydronephrosis, and N13.2 says both",
    ),
    Pair(
        "epilepsy; the convulsion of this morning was an epileptic seizure",
        "G40.909, R56.9",
        "Excludes1 at R56 names epileptic seizures, and this one was epileptic",
    ),
    Pair(
        "reflux esophagitis without bleeding, the only inflammation of the esophagus",
        "K21.00, K20.90",
        "Excludes1 at K20 names esophagitis with reflux disease",
    ),
    Pair(
        "stress incontinence, the only kind of incontinence found",
        "N39.3, R32",
        "Excludes1 at R32, unspecified incontinence, names stress incontinence",
    ),
    Pair(
        "peritonsillar abscess from the acute tonsillitis of the same side",
        "J36, J03.90",
        "peritonsillar abscess and acute tonsillitis exclude each other by Excludes1 in both places",
    ),
    Pair(
        "moderate persistent asthma with exacerbation, which causes the wheezing",
        "J45.41, R06.2",
        "asthma and wheezing exclude each other by Excludes1; the wheezing is part of the asthma",
    ),
    Pair(
        "orthostatic hypotension, held to be the cause of the syncope",
        "I95.1, R55",
        "Excludes1 at R55 names orthostatic hypotension, which explains the syncope",
    ),
    Pair(
        "acute bronchitis, called just “bronchitis” in the nurse's note on the same illness",
        "J20.9, J40",
        "bronchitis not said to be acute and acute bronchitis exclude each other by Excludes1; this is one illness",
    ),
    Pair(
        "acute cystitis with hematuria; there is no other source of the blood",
        "N30.01, R31.9",
        "Excludes1 at R31 names hematuria with acute cystitis, and N30.01 says it already",
    ),
    Pair(
        "cervical disc displacement at a middle level, held to be the cause of the neck pain",
        "M50.220, M54.2",
        "Excludes1 at M54.2 names neck pain due to a disorder of the cervical discs",
    ),
)
_TWO = "Excludes2 taken for Excludes1"
_ADD = "required second code taken for a bar"
_FIRST = "etiology and manifestation taken for a bar"
_SAME = "same category taken for a bar"
_ALLOWED = (
    Pair(
        "acute maxillary sinusitis on top of chronic maxillary sinusitis, no other sinus affected",
        "J01.00, J32.0",
        "Excludes2 stands between acute and chronic sinusitis: one does not include the other, and both are here",
        _TWO,
    ),
    Pair(
        "acute tonsillitis in a patient with chronic tonsillitis, called just “sore throat” in the nurse's note",
        "J03.90, J35.01",
        "Excludes2 stands between acute and chronic tonsillitis, so that both are reported where both are present",
        _TWO,
    ),
    Pair(
        "chronic obstructive asthma, of the moderate persistent kind, uncomplicated; the problem list calls the same "
        "disease “asthma”",
        "J44.89, J45.40",
        "the note at J44 asks for the type of asthma as well, and J45 has an Excludes2 only",
        _TWO,
    ),
    Pair(
        "COPD with acute bronchitis, which is held to be the cause of the cough",
        "J44.0, J20.9",
        "the note at J44.0 asks for the infection as well, and J20 has an Excludes2 only",
        _TWO,
    ),
    Pair(
        "primary hypertension with hypertensive retinopathy of the right eye, which has no other cause",
        "I10, H35.031",
        "H35.0 asks for the hypertension as well, and I10 has an Excludes2 only",
        _TWO,
    ),
    Pair(
        "hiatal hernia, held to be the cause of the reflux disease (no esophagitis)",
        "K21.9, K44.9",
        "hiatal hernia stands in an Excludes2 note, so that both are reported where both are present",
        _TWO,
    ),
    Pair(
        "stage 3 pressure ulcer of the sacrum and a chronic ulcer of the right heel, not from "
        "pressure, fat layer exposed",
        "L89.153, L97.412",
        "Excludes2 stands between pressure and other chronic ulcers: two ulcers, two codes",
        _TWO,
    ),
    Pair(
        "enlarged prostate, held to be the cause of the nocturia",
        "N40.1, R35.1",
        "N40.1 asks for the code of the symptom as well, though it is a symptom",
        _ADD,
    ),
    Pair(
        "class 3 obesity, body mass index 42.6",
        "E66.813, Z68.41",
        "E66 asks for the body mass index as well",
        _ADD,
    ),
    Pair(
        "COPD with exacerbation in a patient dependent on cigarettes, which are held to be the cause",
        "J44.1, F17.210",
        "tobacco dependence is reported beside COPD by a use-additional note",
        _ADD,
    ),
    Pair(
        "hypertensive heart disease with chronic systolic heart failure, one and the same illness",
        "I11.0, I50.22",
        "I11.0 asks for the kind of heart failure as well",
        _ADD,
    ),
    Pair(
        "hypertensive kidney disease with chronic kidney disease, stage 2, which the referral letter calls “kidney "
        "damage”",
        "I12.9, N18.2",
        "I12 asks for the stage of the kidney disease as well",
        _ADD,
    ),
    Pair(
        "type 1 diabetes with chronic kidney disease, stage 3a, due to it; no other cause of the kidney disease",
        "E10.22, N18.31",
        "E10.22 asks for the stage of the kidney disease as well",
        _ADD,
    ),
    Pair(
        "cellulitis of the right leg by methicillin-resistant Staphylococcus aureus, the only germ found",
        "L03.115, B95.62",
        "the infections of the skin ask for the organism as well",
        _ADD,
    ),
    Pair(
        "Alzheimer disease of late onset, the only cause of the mild dementia; no disturbance",
        "G30.1, F02.A0",
        "the disease and the dementia that it causes are an etiology and its manifestation, always reported together",
        _FIRST,
    ),
    Pair(
        "cataract due to myotonic muscular dystrophy",
        "G71.11, H28",
        "the dystrophy is the etiology and H28 its manifestation, always reported together",
        _FIRST,
    ),
    Pair(
        "heart muscle disease due to organ-limited amyloidosis, the only source of the complaints",
        "E85.4, I43",
        "amyloidosis is the etiology and I43 its manifestation, always reported together",
        _FIRST,
    ),
    Pair(
        "type 2 diabetes with polyneuropathy, and with hyperglycemia today",
        "E11.42, E11.65",
        "as many codes of the category are used as are needed to describe the diabetes",
        _SAME,
    ),
    Pair(
        "paroxysmal atrial fibrillation and, on another strip, typical atrial flutter, both called just “arrhythmia” "
        "on the intake form",
        "I48.0, I48.3",
        "fibrillation and flutter are different rhythms with codes of one category and no Excludes1 between them",
        _SAME,
    ),
)
_LEADS = (
    "A coder checks four draft claims of an outpatient clinic before release; the words are the physician's.",
    "Four draft claims wait in the edit queue of an outpatient practice. The chart of each says:",
    "An auditor looks at four outpatient claims, each with two diagnoses taken from the signed note.",
)
_QUESTIONS = (
    "Which pair may NOT be reported together under ICD-10-CM FY 2026?",
    "Under ICD-10-CM FY 2026, which pair must NOT stand on one claim?",
)


def _draw(rng: random.Random) -> Draft:
    barred = rng.choice(_BARRED)
    used = set(barred.codes.split(", "))
    allowed: list[Pair] = []
    for pair in rng.sample(_ALLOWED, len(_ALLOWED)):
        codes = set(pair.codes.split(", "))
        if len(allowed) < 3 and not codes & used and sum(each.mistake == pair.mistake for each in allowed) < 2:
            allowed.append(pair)
            used |= codes
    claims = [barred, *allowed]
    rng.shuffle(claims)
    listed = " ".join(f"({place}) {pair.chart}: {pair.codes}." for place, pair in enumerate(claims, 1))
    stem = f"{rng.choice(_LEADS)} {listed} {rng.choice(_QUESTIONS)}"
    why = f"Barred: {barred.why}. The chart leaves no room for two unrelated conditions."
    wrong = tuple(Wrong(pair.codes, pair.mistake, f"These go together: {pair.why}.") for pair in allowed)
    return Draft(stem, barred.codes, why, wrong)


FAMILIES = (
    Family(
        slug="family-icd-excludes1-pair",
        title="Which pair of codes shuts itself out (Excludes1)",
        track="cpc",
        area="icd-10-cm",
        difficulty=3,
        bloom="analyze",
        tags=("Excludes1", "Excludes2", "conventions"),
        references=(GUIDELINES + "I.A.12 (Excludes notes)", TABULAR + "notes at the codes shown"),
        draw=_draw,
    ),
)
