"""Past or present for conditions other than cancer: “history of” in a chart may mean either.

ICD-10-CM guidelines IV.J (conditions that no longer exist are not coded; history codes may be), IV.I (chronic diseases
under treatment are coded), I.C.9.e (infarction of up to four weeks, then old), I.C.9.d (stroke: sequela or history),
I.C.5.b (remission), I.C.21.c.4 (history).
"""

import random
from dataclasses import dataclass

from trainer.domain.generators.family import Draft, Family, Wrong
from trainer.domain.generators.icd10cm.charts import GUIDELINES, TABULAR, somebody


@dataclass(frozen=True, slots=True)
class Row:
    """A chart with its code and the wrong ones: (code, mistake, why). `{n}` takes a number from `numbers`."""

    chart: str
    what: str
    right: str
    why: str
    wrong: tuple[tuple[str, str, str], ...]
    ages: tuple[int, int]
    numbers: tuple[int, int] = (2, 9)
    noun: str = ""


_PAST, _PRESENT, _FAMILY = "past condition coded as present", "present condition coded as history", "family history"
_RELATIVES = "A family history code is for a disease of relatives; the patient had it."
_TREATED = "It is a chronic disease kept in check by treatment, and not a thing of the past."
_OVER = "The condition no longer exists and is not treated."
_FRESH = "I21 is for an infarction of up to four weeks, and this one is older and healed."
_YOUNG = "The infarction is not older than four weeks, so that it still takes a code of I21."
_ROWS = (
    Row(
        "is seen for a check of blood pressure {n} days after an infarction (NSTEMI), for which care goes on",
        "infarction",
        "I21.4",
        "An infarction of up to four weeks (28 days) that is still cared for takes its acute code at every encounter",
        (
            ("I25.2", _PRESENT, _YOUNG),
            (
                "I22.2",
                "follow-up taken for a second infarction",
                "I22 is for a new infarction within four weeks of one.",
            ),
            (
                "I21.9",
                "kind left out",
                "I21.9 leaves the kind open; the chart says NSTEMI, an infarct without ST elevation.",
            ),
        ),
        (48, 84),
        (9, 28),
    ),
    Row(
        "had an infarction (NSTEMI) {n} weeks ago, which is healed and needs no further care; today's "
        "visit is for the knee",
        "infarction",
        "I25.2",
        "A healed infarction older than four weeks is an old one",
        (
            ("I21.4", _PAST, _FRESH),
            (
                "I22.2",
                "later visit taken for a second infarction",
                "I22 is for a new infarction within four weeks of one.",
            ),
            ("Z82.49", _FAMILY, _RELATIVES),
        ),
        (48, 84),
        (5, 60),
    ),
    Row(
        "had a stroke (cerebral infarction) {n} years ago. The note: “history of CVA, no residual deficit”",
        "stroke",
        "Z86.73",
        "A stroke that left nothing behind is personal history",
        (
            ("I63.9", _PAST, "I63 is for the stroke itself, which was treated years ago."),
            ("I69.30", "sequela without one", "I69 is for deficits that stayed, and the note denies them."),
            ("Z82.3", _FAMILY, _RELATIVES),
        ),
        (52, 86),
    ),
    Row(
        "had a stroke (cerebral infarction) {n} years ago, which left a weakness of the left side "
        "(hemiparesis); the patient is right-handed. The note: “history of CVA”",
        "stroke with its late effect",
        "I69.354",
        "A deficit that stayed is a sequela; left is the non-dominant side of a right-handed person",
        (
            ("Z86.73", "sequela coded as history", "Z86.73 is for strokes that left nothing; hemiparesis stayed."),
            ("I63.9", _PAST, "I63 is for the stroke itself, which was treated years ago."),
            ("I69.352", "dominant side", "I69.352 is for a left side that is dominant; the patient is right-handed."),
        ),
        (52, 86),
    ),
    Row(
        "had a deep vein thrombosis of the right femoral vein {n} years ago. It resolved, "
        "anticoagulants were stopped, and "
        "none are taken now",
        "thrombosis",
        "Z86.718",
        "The thrombosis is gone and no longer treated",
        (
            ("I82.411", _PAST, _OVER),
            ("I82.511", "past coded as chronic", "A chronic thrombosis is still there; this one resolved."),
            ("Z86.711", "history of another place", "Z86.711 is for a past embolism of the lung."),
        ),
        (30, 80),
    ),
    Row(
        "was found to have a thrombosis of the left femoral vein {n} weeks ago and is under anticoagulant treatment "
        "for it. The physician documents the thrombosis as still acute. The intake form: “history of DVT”",
        "thrombosis",
        "I82.412",
        "The acute thrombosis is still treated, whatever the form calls it",
        (
            ("Z86.718", _PRESENT, "A history code is for a thrombosis whose treatment is over; this one is treated."),
            (
                "I82.512",
                "acute coded as chronic",
                "The physician calls the thrombosis acute, and does not call it chronic.",
            ),
            ("I82.411", "other side", "I82.411 is for the right side, and the left is affected."),
        ),
        (30, 80),
        (2, 6),
    ),
    Row(
        "had a pulmonary embolism {n} years ago. It resolved, and treatment ended long since",
        "embolism",
        "Z86.711",
        "The embolism is gone and no longer treated",
        (
            ("I26.99", _PAST, _OVER),
            ("I27.82", "past coded as chronic", "A chronic embolism is still there; this one resolved."),
            ("Z86.718", "history of another place", "Z86.718 is for past thrombosis elsewhere than in the lung."),
        ),
        (30, 80),
    ),
    Row(
        "has not drunk for {n} years. The psychiatrist documents alcohol dependence in sustained remission",
        "alcohol dependence",
        "F10.21",
        "Remission documented by the provider has its own code; the dependence does not become history",
        (
            ("Z87.898", "remission coded as history", "Dependence in remission is coded as such and not as history."),
            ("F10.20", "remission left out", "F10.20 is for dependence that is not in remission."),
            ("F10.11", "abuse for dependence", "F10.11 is for abuse in remission; the chart says dependence."),
        ),
        (32, 70),
    ),
    Row(
        "smoked a pack a day until {n} years ago. The note says “former smoker”; no remission is documented",
        "smoking",
        "Z87.891",
        "A former smoker has a history of nicotine dependence",
        (
            ("F17.210", _PAST, "F17.210 is for present dependence on cigarettes; this patient quit."),
            ("F17.211", "remission assumed", "Remission is coded only where the provider documents it."),
            ("Z72.0", "present use", "Z72.0 is for present use of tobacco; this patient quit."),
        ),
        (35, 80),
    ),
    Row(
        "has a recurrent major depressive disorder; the last episode ended {n} months ago. The "
        "psychiatrist documents full "
        "remission and keeps up the drug",
        "depressive disorder",
        "F33.42",
        "Full remission of a recurrent disorder has its own code",
        (
            ("Z86.59", "remission coded as history", "A disorder in remission is coded as such and not as history."),
            ("F33.9", "remission left out", "F33.9 says nothing of remission, which the psychiatrist documents."),
            ("F32.5", "single for recurrent", "F32.5 is for a single episode; the disorder is recurrent."),
        ),
        (22, 75),
    ),
    Row(
        "passed a kidney stone {n} years ago. CT shows no stone now",
        "stone",
        "Z87.442",
        "The stone is gone: history of urinary stones",
        (
            ("N20.0", _PAST, "N20.0 is for a stone that is there, and CT shows none."),
            ("N20.9", _PAST, "N20.9 is for a present stone whose place is not known."),
            ("Z87.440", "history of something else", "Z87.440 is for past urinary tract infections."),
        ),
        (25, 75),
    ),
    Row(
        "had a duodenal ulcer {n} years ago. Endoscopy confirmed that it healed, and nothing is taken for it",
        "ulcer",
        "Z87.11",
        "The ulcer has healed and is not treated",
        (
            ("K26.7", _PAST, _OVER),
            ("K27.9", _PAST, "K27.9 is for a present ulcer whose place is not known."),
            ("Z83.79", _FAMILY, _RELATIVES),
        ),
        (30, 80),
    ),
    Row(
        "had pneumonia twice, the last time {n} months ago. The chest is clear on examination and on film",
        "pneumonia",
        "Z87.01",
        "Both pneumonias are over: history of pneumonia",
        (
            ("J18.9", _PAST, "J18.9 is for a present pneumonia, and the chest is clear."),
            (
                "Z87.09",
                "less specific history",
                "Z87.09 is for other past diseases of the chest; pneumonia has a code.",
            ),
            ("J15.9", _PAST, "J15.9 is for a present bacterial pneumonia, and the chest is clear."),
        ),
        (35, 84),
        (4, 11),
    ),
    Row(
        "had gestational diabetes in a pregnancy {n} years ago. She is not pregnant now, and her glucose is normal",
        "diabetes",
        "Z86.32",
        "Gestational diabetes ended with that pregnancy",
        (
            ("O24.419", _PAST, "O24.4 is for a present pregnancy, and she is not pregnant."),
            ("E11.9", "past coded as permanent", "E11.9 is for type 2 diabetes; her glucose is normal."),
            ("R73.03", "prediabetes assumed", "R73.03 is for prediabetes, and her glucose is normal."),
        ),
        (26, 42),
        (2, 6),
        "woman",
    ),
    Row(
        "had COVID-19 {n} months ago and recovered. No symptom has stayed, and today's test is negative",
        "infection",
        "Z86.16",
        "The infection is over and left nothing: history of COVID-19",
        (
            ("U07.1", _PAST, "U07.1 is for a present infection, and the test is negative."),
            ("U09.9", "sequela without one", "U09.9 needs a condition that stayed, and none did."),
            ("Z86.19", "less specific history", "Z86.19 is for other past infections; COVID-19 has its own code."),
        ),
        (20, 84),
        (4, 11),
    ),
    Row(
        "finished treatment of latent tuberculosis {n} years ago; active disease was never found",
        "latent tuberculosis",
        "Z86.15",
        "The latent infection was treated to the end: history of latent tuberculosis",
        (
            ("Z22.7", _PAST, "Z22.7 is for latent tuberculosis that is present and not treated to the end."),
            (
                "Z86.11",
                "history of the active disease",
                "Z86.11 is for past active tuberculosis, which was never found.",
            ),
            ("A15.9", "latent for active", "A15.9 is for present active disease of the lung, which was never found."),
        ),
        (25, 75),
    ),
    Row(
        "has had “history of hypothyroidism” on the problem list for {n} years and takes "
        "levothyroxine every day; the dose is checked today",
        "hypothyroidism",
        "E03.9",
        "“History of” means here a disease that is treated every day",
        (
            ("Z86.39", _PRESENT, _TREATED),
            ("Z83.49", _FAMILY, _RELATIVES),
            ("E89.0", "cause assumed", "E89.0 is for hypothyroidism after a procedure, and none is mentioned."),
        ),
        (28, 84),
    ),
    Row(
        "has “history of epilepsy” on the problem list, and no seizure for {n} years under daily "
        "medication, which is renewed today; it is not "
        "intractable and its kind is not stated",
        "epilepsy",
        "G40.909",
        "“History of” means here a disease that is treated every day",
        (
            ("Z86.69", _PRESENT, _TREATED),
            ("R56.9", "symptom for the disease", "R56.9 is for a convulsion of no known cause; the disease is known."),
            ("Z82.0", _FAMILY, _RELATIVES),
        ),
        (20, 70),
    ),
    Row(
        "has had “history of asthma,” kind not stated, on the problem list for {n} years, and renews "
        "the prescription of a daily inhaler for it; "
        "there is no flare",
        "asthma",
        "J45.909",
        "“History of” means here a disease that is treated every day",
        (
            ("Z87.09", _PRESENT, _TREATED),
            ("Z82.5", _FAMILY, _RELATIVES),
            ("J45.901", "flare assumed", "J45.901 is for an acute exacerbation, and there is none."),
        ),
        (12, 66),
    ),
    Row(
        "has had “history of paroxysmal atrial fibrillation” on the problem list for {n} years; the "
        "rhythm is normal today under daily "
        "medication against it, which goes on",
        "atrial fibrillation",
        "I48.0",
        "“History of” means here a disease that is kept in check by treatment",
        (
            ("Z86.79", _PRESENT, _TREATED),
            ("I48.91", "kind left out", "I48.91 leaves the kind open, and the chart says paroxysmal."),
            ("Z82.49", _FAMILY, _RELATIVES),
        ),
        (50, 86),
    ),
)
_LEADS = ("", "", "From an outpatient note: {}", "The chart in the coder's queue is this: {}")
_QUESTIONS = (
    "Under ICD-10-CM FY 2026, which code stands for the {}?",
    "Other codes of the visit aside, how is the {} coded (ICD-10-CM FY 2026)?",
    "Which ICD-10-CM code (FY 2026) is reported for the {}?",
)


def _draw(rng: random.Random) -> Draft:
    row = rng.choice(_ROWS)
    who = somebody(rng, *row.ages, nouns=row.noun).phrase
    chart = row.chart.replace("{n}", str(rng.randint(*row.numbers)))
    wrong = [Wrong(*each) for each in row.wrong]
    lead = rng.choice(_LEADS)
    opening = lead.format(who[0].lower() + who[1:]) if lead else who
    return Draft(
        f"{opening} {chart}. {rng.choice(_QUESTIONS).format(row.what)}",
        row.right,
        f"{row.why}: {row.right}." if ": " not in row.why else f"{row.why} ({row.right}).",
        tuple(wrong),
    )


FAMILIES = (
    Family(
        slug="family-icd-other-history-or-current",
        title="History or present: conditions other than cancer",
        track="cpc",
        area="icd-10-cm",
        difficulty=3,
        bloom="apply",
        tags=("personal history", "remission", "chronic conditions"),
        references=(
            GUIDELINES + "IV.I and IV.J (chronic and coexisting conditions)",
            GUIDELINES + "I.C.9.d and I.C.9.e (stroke, infarction)",
            GUIDELINES + "I.C.5.b (remission) and I.C.21.c.4 (history)",
            TABULAR + "categories Z85 to Z87",
        ),
        draw=_draw,
    ),
)
