"""The most specific code that the chart supports: every axis that the tabular asks for, and no more than is written.

ICD-10-CM guidelines I.B.2 (highest number of characters available) and I.B.18 (unspecified codes only where the
chart says no more).
"""

import random
from dataclasses import dataclass

from trainer.domain.generators.family import Draft, Family, Wrong
from trainer.domain.generators.icd10cm.charts import GUIDELINES, TABULAR, somebody


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition with its kinds: chart phrase and code. `vague` leaves the kind open."""

    name: str
    vague: str
    ages: tuple[int, int]
    place: str
    finding: str
    kinds: tuple[tuple[str, str], ...]


_CONDITIONS = (
    Condition(
        "asthma",
        "J45.909",
        (12, 70),
        "a primary care office",
        "Inhaler technique is reviewed",
        (
            ("mild persistent asthma, no flare today", "J45.30"),
            ("mild persistent asthma with acute exacerbation", "J45.31"),
            ("moderate persistent asthma with acute exacerbation", "J45.41"),
            ("moderate persistent asthma, no flare today", "J45.40"),
        ),
    ),
    Condition(
        "asthma",
        "J45.901",
        (18, 70),
        "an emergency department",
        "Nebulized bronchodilators are given",
        (
            ("severe persistent asthma with acute exacerbation", "J45.51"),
            ("severe persistent asthma with status asthmaticus", "J45.52"),
            ("moderate persistent asthma with status asthmaticus", "J45.42"),
            ("moderate persistent asthma with acute exacerbation", "J45.41"),
        ),
    ),
    Condition(
        "heart failure",
        "I50.9",
        (55, 88),
        "a cardiology clinic",
        "There is no hypertension and no kidney disease",
        (
            ("chronic systolic heart failure", "I50.22"),
            ("acute on chronic systolic heart failure", "I50.23"),
            ("chronic heart failure with reduced ejection fraction (HFrEF)", "I50.22"),
            ("acute systolic heart failure, first episode", "I50.21"),
        ),
    ),
    Condition(
        "heart failure",
        "I50.9",
        (60, 90),
        "a hospital outpatient clinic",
        "There is no hypertension and no kidney disease",
        (
            ("chronic diastolic heart failure", "I50.32"),
            ("acute on chronic diastolic heart failure", "I50.33"),
            ("chronic heart failure with preserved ejection fraction (HFpEF)", "I50.32"),
            ("acute on chronic HFpEF", "I50.33"),
            ("chronic combined systolic and diastolic heart failure", "I50.42"),
        ),
    ),
    Condition(
        "chronic kidney disease",
        "N18.9",
        (45, 85),
        "a nephrology clinic",
        "The blood pressure has always been normal and there is no diabetes",
        (
            ("chronic kidney disease, stage 3a", "N18.31"),
            ("chronic kidney disease, stage 3b", "N18.32"),
            ("chronic kidney disease, stage 4", "N18.4"),
            ("chronic kidney disease, stage 2", "N18.2"),
        ),
    ),
    Condition(
        "depression",
        "F32.A",
        (19, 75),
        "a behavioral health clinic",
        "The medication is continued",
        (
            ("major depressive disorder, recurrent, moderate", "F33.1"),
            ("major depressive disorder, recurrent, mild", "F33.0"),
            ("major depressive disorder, recurrent, severe, with psychotic symptoms", "F33.3"),
            ("major depressive disorder, recurrent, severe, without psychotic features", "F33.2"),
        ),
    ),
    Condition(
        "depression",
        "F32.A",
        (19, 75),
        "a family medicine office",
        "No earlier episode is known",
        (
            ("major depressive disorder, single episode, moderate", "F32.1"),
            ("major depressive disorder, single episode, mild", "F32.0"),
            ("major depressive disorder, single episode, in partial remission", "F32.4"),
            ("major depressive disorder, single episode, in full remission", "F32.5"),
        ),
    ),
    Condition(
        "pressure ulcer",
        "L89.159",
        (60, 92),
        "a wound clinic",
        "A pressure-relieving mattress is ordered",
        (
            ("pressure ulcer of the sacrum, stage 2", "L89.152"),
            ("pressure ulcer of the sacrum, stage 3", "L89.153"),
            ("pressure ulcer of the sacrum, stage 4", "L89.154"),
            ("pressure ulcer of the sacrum, unstageable because eschar covers the bed", "L89.150"),
            ("deep tissue pressure injury of the sacrum, skin intact", "L89.156"),
        ),
    ),
    Condition(
        "pressure ulcer",
        "L89.619",
        (58, 92),
        "a wound clinic",
        "A heel protector is ordered",
        (
            ("pressure ulcer of the right heel, stage 2", "L89.612"),
            ("pressure ulcer of the right heel, stage 3", "L89.613"),
            ("pressure ulcer of the right heel, stage 4", "L89.614"),
            ("pressure ulcer of the right heel, unstageable because slough covers the bed", "L89.610"),
        ),
    ),
    Condition(
        "chronic ulcer of the foot",
        "L97.419",
        (50, 85),
        "a podiatry office",
        "It is no pressure injury; diabetes and venous disease have been excluded",
        (
            ("chronic ulcer of the right heel, limited to breakdown of the skin", "L97.411"),
            ("chronic ulcer of the right heel, fat layer exposed", "L97.412"),
            ("chronic ulcer of the right heel with necrosis of muscle", "L97.413"),
            ("chronic ulcer of the right heel with necrosis of bone", "L97.414"),
        ),
    ),
    Condition(
        "migraine",
        "G43.909",
        (18, 60),
        "a neurology clinic",
        "A triptan is prescribed",
        (
            ("migraine without aura, not intractable, no status migrainosus", "G43.009"),
            ("migraine without aura, intractable, no status migrainosus", "G43.019"),
            ("migraine without aura, intractable, with status migrainosus", "G43.011"),
            ("migraine with aura, not intractable, no status migrainosus", "G43.109"),
        ),
    ),
    Condition(
        "atrial fibrillation",
        "I48.91",
        (55, 88),
        "a cardiology clinic",
        "Anticoagulation is discussed",
        (
            ("longstanding persistent atrial fibrillation", "I48.11"),
            ("persistent atrial fibrillation, present for three weeks", "I48.19"),
            ("paroxysmal atrial fibrillation", "I48.0"),
            ("permanent atrial fibrillation", "I48.21"),
        ),
    ),
    Condition(
        "coronary disease with angina",
        "I25.119",
        (48, 84),
        "a cardiology clinic",
        "The patient never had bypass surgery",
        (
            ("atherosclerosis of the native coronary arteries with unstable angina", "I25.110"),
            ("atherosclerosis of the native coronary arteries with refractory angina", "I25.112"),
            ("atherosclerosis of the native coronary arteries; angina with documented spasm", "I25.111"),
        ),
    ),
    Condition(
        "diverticular disease of the colon",
        "K57.92",
        (45, 82),
        "a gastroenterology clinic",
        "CT shows the sigmoid colon involved, no perforation and no abscess",
        (
            ("sigmoid diverticulitis without bleeding", "K57.32"),
            ("sigmoid diverticulitis with bleeding", "K57.33"),
            ("sigmoid diverticulosis, bleeding, no inflammation", "K57.31"),
            ("sigmoid diverticulosis, no bleeding, no inflammation", "K57.30"),
        ),
    ),
    Condition(
        "Crohn disease",
        "K50.90",
        (18, 66),
        "a gastroenterology clinic",
        "The colon is normal",
        (
            ("Crohn disease of the ileum with rectal bleeding from it", "K50.011"),
            ("Crohn disease of the ileum with intestinal obstruction", "K50.012"),
            ("Crohn disease of the ileum with abscess", "K50.014"),
            ("Crohn disease of the ileum, no complication", "K50.00"),
        ),
    ),
    Condition(
        "ulcerative colitis",
        "K51.90",
        (18, 70),
        "a gastroenterology clinic",
        "Colonoscopy last week was complete to the cecum",
        (
            ("ulcerative pancolitis with rectal bleeding", "K51.011"),
            ("ulcerative pancolitis with abscess", "K51.014"),
            ("ulcerative pancolitis, no complication", "K51.00"),
        ),
    ),
    Condition(
        "lipid disorder",
        "E78.5",
        (30, 80),
        "a primary care office",
        "A statin is continued",
        (
            ("mixed hyperlipidemia", "E78.2"),
            ("heterozygous familial hypercholesterolemia", "E78.011"),
            ("familial hypercholesterolemia, zygosity unknown", "E78.019"),
            ("pure hypercholesterolemia, not familial", "E78.00"),
        ),
    ),
    Condition(
        "vascular dementia",
        "F01.50",
        (66, 92),
        "a memory clinic",
        "The caregiver is present",
        (
            ("vascular dementia, mild, with agitation", "F01.A11"),
            ("vascular dementia, mild, no behavioral or other disturbance", "F01.A0"),
            ("vascular dementia, moderate, with agitation", "F01.B11"),
            ("vascular dementia, mild, with anxiety", "F01.A4"),
            ("vascular dementia, moderate, no behavioral or other disturbance", "F01.B0"),
        ),
    ),
    Condition(
        "cystitis",
        "N30.90",
        (20, 80),
        "a urology clinic",
        "The culture shows no growth yet",
        (
            ("acute cystitis with hematuria", "N30.01"),
            ("acute cystitis, no hematuria", "N30.00"),
            ("interstitial cystitis, no hematuria", "N30.10"),
            ("interstitial cystitis with hematuria", "N30.11"),
        ),
    ),
    Condition(
        "gastric ulcer",
        "K25.9",
        (35, 82),
        "an endoscopy suite",
        "No drug is held to be the cause",
        (
            ("acute gastric ulcer with hemorrhage, no perforation", "K25.0"),
            ("acute gastric ulcer, neither bleeding nor perforated", "K25.3"),
            ("chronic gastric ulcer with hemorrhage, no perforation", "K25.4"),
            ("chronic gastric ulcer, neither bleeding nor perforated", "K25.7"),
        ),
    ),
    Condition(
        "inguinal hernia",
        "K40.90",
        (25, 80),
        "a surgical clinic",
        "Repair is planned",
        (
            ("recurrent right inguinal hernia, reducible", "K40.91"),
            ("bilateral inguinal hernia, reducible, first repair", "K40.20"),
            ("right inguinal hernia with obstruction, no gangrene, not recurrent", "K40.30"),
            ("recurrent left inguinal hernia with obstruction, no gangrene", "K40.31"),
        ),
    ),
    Condition(
        "gallstones",
        "K80.20",
        (28, 78),
        "a surgical clinic",
        "The bile ducts are free of stones and not obstructed",
        (
            ("gallbladder stones with acute cholecystitis", "K80.00"),
            ("gallbladder stones with chronic cholecystitis", "K80.10"),
            ("gallbladder stones with acute on chronic cholecystitis", "K80.12"),
        ),
    ),
    Condition(
        "obesity",
        "E66.9",
        (22, 70),
        "a weight management clinic",
        "The body mass index is reported by another code",
        (
            ("class 1 obesity", "E66.811"),
            ("class 2 obesity", "E66.812"),
            ("class 3 obesity", "E66.813"),
        ),
    ),
)


def _stem(rng: random.Random, condition: Condition, phrase: str) -> str:
    who = somebody(rng, *condition.ages).phrase
    text = rng.choice(
        (
            "{who} is seen in {c.place}. {c.finding}. The final assessment in the signed note reads: “{phrase}.” Under "
            "ICD-10-CM FY 2026, which code reports the {c.name}?",
            "{who} comes to {c.place}. The physician signs the note with one diagnosis: “{phrase}.” {c.finding}. Which "
            "ICD-10-CM code (FY 2026) belongs on the professional claim for the {c.name}?",
            "The encounter form from {c.place} says only “{c.name},” but the physician's signed note of the same visit "
            "has “{phrase}.” {c.finding}. The patient is {age}. Which ICD-10-CM code (FY 2026) is reported?",
            "{who} is examined in {c.place} by the attending physician. Assessment: “{phrase}.” {c.finding}. How "
            "{verb} the {c.name} coded under ICD-10-CM FY 2026?",
        )
    )
    verb = "are" if condition.name == "gallstones" else "is"
    return text.format(c=condition, who=who, age=who[0].lower() + who[1:], phrase=phrase, verb=verb)


def _draw(rng: random.Random) -> Draft:
    condition = rng.choice(_CONDITIONS)
    phrase, right = rng.choice(condition.kinds)
    others = [kind for kind in condition.kinds if kind[1] != right]
    rng.shuffle(others)
    said = f"the chart says “{phrase}”"
    vague = Wrong(
        condition.vague,
        "less specific code",
        f"{condition.vague} leaves out, or takes no account of, what is written: {said}, and {right} says so.",
    )
    short = right[:-1].rstrip(".")
    header = Wrong(
        short,
        "incomplete code",
        f"{short} by itself is only a heading that is divided further; it is not complete and would be rejected. "
        f"Since {said}, the complete code is {right}.",
    )
    kinds = [
        Wrong(code, "another kind of the condition", f"{code} is for “{other}”; {said}, which is {right}.")
        for other, code in others
    ]
    wrong = (vague, header, *kinds) if rng.random() < 0.5 else (vague, *kinds[:2], header)
    why = (
        f"Every detail counts: {said}, and {right} is the complete code that says exactly this. A heading or a less "
        "specific code may not be used where the chart gives more."
    )
    return Draft(_stem(rng, condition, phrase), right, why, wrong)


FAMILIES = (
    Family(
        slug="family-icd-most-specific-code",
        title="The most specific code of a described condition",
        track="cpc",
        area="icd-10-cm",
        difficulty=2,
        bloom="apply",
        tags=("specificity", "complete codes"),
        references=(
            GUIDELINES + "I.B.2 (level of detail)",
            GUIDELINES + "I.B.18 (signs, symptoms and unspecified codes)",
            TABULAR + "the category of the condition",
        ),
        draw=_draw,
        has_odd_codes=True,
    ),
)
