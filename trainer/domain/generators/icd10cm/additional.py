"""The second code that a use-additional note asks for: stage, severity, organism, symptom, body mass index, drug use.

ICD-10-CM guideline I.B.7 (multiple coding) and the use-additional notes of the tabular; I.B.14 for the
body mass index, I.C.4.a.3 for long-term drugs in diabetes, I.C.9.a for hypertension with heart or kidney disease.
"""

import random
from collections.abc import Callable

from trainer.domain.generators.family import Draft, Family, Wrong
from trainer.domain.generators.icd10cm import additional_charts
from trainer.domain.generators.icd10cm.additional_charts import Case
from trainer.domain.generators.icd10cm.charts import GUIDELINES, TABULAR, somebody

_SEVERITIES = (
    ("limited to breakdown of the skin", "1"),
    ("with the fat layer exposed", "2"),
    ("with necrosis of muscle", "3"),
    ("with necrosis of bone", "4"),
)
_SYMPTOMS = (
    ("nocturia", "R35.1"),
    ("urinary frequency", "R35.0"),
    ("a weak urinary stream", "R39.12"),
    ("urinary urgency", "R39.15"),
    ("the feeling of incomplete emptying", "R39.14"),
    ("urinary hesitancy", "R39.11"),
)


def _cellulitis(rng: random.Random) -> Case:
    side, first = rng.choice((("right", "L03.115"), ("left", "L03.116")))
    kind, second, other = rng.choice(
        (
            ("methicillin-resistant", "B95.62", "B95.61"),
            ("methicillin-susceptible", "B95.61", "B95.62"),
        )
    )
    chart = (
        f"has cellulitis of the {side} lower leg, and the culture grows {kind} Staphylococcus aureus, "
        "named as its cause"
    )
    swap = "L03.116" if side == "right" else "L03.115"
    return Case(
        chart,
        (20, 82),
        first,
        second,
        "the organism",
        (
            (f"{first}, {other}", "resistance misread", f"{other} is for the other kind; the chart says {kind}."),
            (f"{swap}, {second}", "other side", f"{swap} is for the other leg; the chart says {side}."),
        ),
    )


def _foot_ulcer(rng: random.Random) -> Case:
    severity, last = rng.choice(_SEVERITIES)
    site, base = rng.choice(
        (
            ("right heel", "L97.41"),
            ("left heel", "L97.42"),
            ("sole of the right forefoot (other part of the foot)", "L97.51"),
            ("sole of the left forefoot (other part of the foot)", "L97.52"),
        )
    )
    chart = f"has type 2 diabetes, treated by diet alone, and a diabetic ulcer of the {site}, {severity}"
    second = base + last
    return Case(
        chart,
        (48, 82),
        "E11.621",
        second,
        "site and severity of the ulcer",
        (
            (
                f"E11.621, {base}9",
                "severity left open",
                f"{base}9 leaves the severity open; the chart says: {severity}.",
            ),
            (
                f"E11.9, {second}",
                "diabetes and ulcer kept apart",
                "The ulcer is called diabetic, so that E11.9 is wrong.",
            ),
            (f"E11.622, {second}", "other skin ulcer", "E11.622 is for diabetic skin ulcers other than of the foot."),
        ),
    )


def _prostate(rng: random.Random) -> Case:
    symptom, second = rng.choice(_SYMPTOMS)
    return Case(
        f"has benign prostatic hyperplasia with {symptom}, which the urologist puts down to it",
        (55, 84),
        "N40.1",
        second,
        "the symptom",
        (
            (
                f"N40.0, {second}",
                "symptoms denied",
                f"N40.0 is for hyperplasia without symptoms; {symptom} is a symptom of it.",
            ),
            (second, "symptom alone", f"{second} alone leaves out the cause, and the chart names it."),
        ),
        "man",
    )


def _tobacco(rng: random.Random) -> Case:
    disease, first = rng.choice(
        (
            ("COPD with acute exacerbation", "J44.1"),
            ("COPD without exacerbation", "J44.9"),
            ("moderate persistent asthma without exacerbation", "J45.40"),
            ("atherosclerosis of the native coronary arteries without angina", "I25.10"),
        )
    )
    state, second, other = rng.choice(
        (
            ("is dependent on cigarettes and smokes a pack a day", "F17.210", "Z87.891"),
            ("was dependent on cigarettes and quit nine years ago", "Z87.891", "F17.210"),
        )
    )
    is_or_was = "present" if second == "F17.210" else "over"
    return Case(
        f"has {disease}. The physician notes that the patient {state}",
        (45, 80),
        first,
        second,
        "tobacco",
        (
            (
                f"{first}, {other}",
                "history and present confused",
                f"The dependence is {is_or_was}, which {second} says and {other} denies.",
            ),
            (
                f"{first}, Z72.0",
                "use for dependence",
                "Z72.0 is for tobacco use without dependence; the chart says dependent.",
            ),
        ),
    )


def _drugs(rng: random.Random) -> Case:
    state, first = rng.choice(
        (
            ("with hyperglycemia", "E11.65"),
            ("with polyneuropathy", "E11.42"),
            ("without complications", "E11.9"),
        )
    )
    oral, insulin, both = "Z79.84", "Z79.4", "Z79.4, Z79.84"
    drugs, second, others = rng.choice(
        (
            ("long-term metformin, and no other drug for it", oral, (insulin, both)),
            ("long-term insulin, and no other drug for it", insulin, (oral, both)),
            ("long-term insulin and metformin", both, (insulin, oral)),
        )
    )
    why = f"The drugs are {drugs}: {second.replace(', ', ' and ')}."
    return Case(
        f"has type 2 diabetes {state} and takes {drugs}",
        (40, 82),
        first,
        second,
        "the drugs for diabetes",
        (
            (f"{first}, {others[0]}", "drugs misread", why),
            (f"{first}, {others[1]}", "drugs misread", why),
            (
                f"E10{first[3:]}, {second}",
                "type of diabetes",
                "The chart says type 2, whatever the patient takes.",
            ),
        ),
    )


def _varicose_ulcer(rng: random.Random) -> Case:
    severity, last = rng.choice(_SEVERITIES[:3])
    side, vein, digit = rng.choice((("right", "I83.01", "1"), ("left", "I83.02", "2")))
    site, place, base = rng.choice((("calf", "2", "L97.2"), ("ankle", "3", "L97.3")))
    first, second = vein + place, f"{base}{digit}{last}"
    clean = f"I83.{'811' if side == 'right' else '812'}"
    return Case(
        f"has varicose veins of the {side} leg and an ulcer of the {site} from them, {severity}",
        (50, 86),
        first,
        second,
        "site and severity of the ulcer",
        (
            (f"{first}, {base}{digit}9", "severity left open", f"The severity is stated: {severity}, {second}."),
            (
                f"{vein}9, {second}",
                "site left open",
                f"{vein}9 leaves the site of the ulcer open; the chart says {site}.",
            ),
            (f"{clean}, {second}", "ulcer denied", f"{clean} is for painful veins without an ulcer."),
        ),
    )


def _dialysis(rng: random.Random) -> Case:
    since = rng.choice(("March 2024", "last fall", "May 2025", "the summer of 2023", "July 2025"))
    return Case(
        "has end-stage renal disease of unknown cause, no hypertension and no diabetes, and has been "
        "on hemodialysis since "
        f"{since}; the nephrologist reviews the course",
        (25, 78),
        "N18.6",
        "Z99.2",
        "dependence on dialysis",
        (
            ("N18.5, Z99.2", "stage misread", "N18.5 is stage 5 without dialysis; the chart says end-stage disease."),
            ("N18.9, Z99.2", "stage left open", "N18.9 leaves the stage open; the chart says end-stage disease."),
        ),
    )


_TOPICS: tuple[Callable[[random.Random], Case], ...] = (
    additional_charts.hypertensive_kidney,
    additional_charts.diabetic_kidney,
    additional_charts.hypertensive_heart,
    additional_charts.obesity,
    additional_charts.urinary_infection,
    _cellulitis,
    _foot_ulcer,
    _prostate,
    _tobacco,
    _drugs,
    _varicose_ulcer,
    _dialysis,
)
_QUESTIONS = (
    "Under ICD-10-CM FY 2026, how are the conditions coded on the outpatient claim, in claim order?",
    "What is the complete coding under ICD-10-CM FY 2026, first-listed code first?",
    "Which entry on the outpatient claim is complete and in order (ICD-10-CM FY 2026)?",
)


def _misread(case: Case) -> tuple[list[Wrong], list[Wrong], list[Wrong]]:
    """Mistakes about the first code, about the additional one, each with that code alone as text, and all others."""
    first, second, others = [], [], []
    for text, mistake, why in case.changed:
        if text.startswith(f"{case.first}, "):
            second.append(Wrong(text.removeprefix(f"{case.first}, "), mistake, why))
        elif text.endswith(f", {case.second}"):
            first.append(Wrong(text.removesuffix(f", {case.second}"), mistake, why))
        else:
            others.append(Wrong(text, mistake, why))
    return first, second, others


def _single(case: Case, note: str) -> tuple[list[Wrong], list[Wrong], list[Wrong], Wrong, Wrong]:
    """Wrong first codes, wrong additional codes, others, the additional code listed first, and left out."""
    first, second, others = _misread(case)
    turned = Wrong(
        f"{case.second}, {case.first}",
        "additional code listed first",
        f"{note}: an additional code follows the code that asks for it.",
    )
    left_out = Wrong(case.first, "additional code left out", f"{note}; it is documented and left out here.")
    return first, second, others, turned, left_out


def _both(text: str, one: Wrong, other: Wrong) -> Wrong:
    return Wrong(text, f"{one.mistake} and {other.mistake}", f"{one.why} {other.why}")


def _wrong(rng: random.Random, case: Case, note: str) -> tuple[Wrong, ...]:
    """Mistakes in any order; often two that go together and both at once come first.

    Then each code and each place stands in two of the four, and the right answer is not what they have in common.
    """
    first, second, others, turned, left_out = _single(case, note)
    pairs: list[tuple[Wrong, Wrong, Wrong]] = []
    for one in first:
        single = Wrong(f"{one.text}, {case.second}", one.mistake, one.why)
        pairs += [
            (single, turned, _both(f"{case.second}, {one.text}", one, turned)),
            (single, left_out, _both(one.text, one, left_out)),
        ]
        for other in second:
            misread = Wrong(f"{case.first}, {other.text}", other.mistake, other.why)
            pairs += [(single, misread, _both(f"{one.text}, {other.text}", one, other))] * 2
    for other in second:
        misread = Wrong(f"{case.first}, {other.text}", other.mistake, other.why)
        pairs.append((misread, turned, _both(f"{other.text}, {case.first}", other, turned)))
    singles = [turned, left_out, *others, *(Wrong(*each) for each in case.changed)]
    rng.shuffle(singles)
    return (*rng.choice(pairs), *singles) if rng.random() < 0.85 else tuple(singles)


def _draw(rng: random.Random) -> Draft:
    case = rng.choice(_TOPICS)(rng)
    right = f"{case.first}, {case.second}"
    note = f"A note at {case.first} or above it asks for an additional code for {case.what}"
    who = somebody(rng, *case.ages, nouns=case.noun).phrase
    stem = f"{who} {case.chart}. {rng.choice(_QUESTIONS)}"
    why = f"{note}. The chart gives it: {case.second.replace(', ', ' and ')}, behind {case.first}."
    return Draft(stem, right, why, _wrong(rng, case, note))


FAMILIES = (
    Family(
        slug="family-icd-use-additional-code",
        title="The additional code that a note asks for",
        track="cpc",
        area="icd-10-cm",
        difficulty=3,
        bloom="apply",
        tags=("use additional code", "sequencing"),
        references=(
            GUIDELINES + "I.B.7 (multiple coding for a single condition)",
            GUIDELINES + "I.B.14, I.C.4.a.3 and I.C.9.a",
            TABULAR + "use-additional notes at the codes shown",
        ),
        draw=_draw,
    ),
)
