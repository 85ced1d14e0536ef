"""Screening or diagnostic: why the test is done decides, not the test and not what it finds.

ICD-10-CM guidelines I.C.21.c.5 (screening: the Z code is first, and stays first when something is found) and IV.H, IV.K
(no suspected diagnoses; a confirmed finding in place of the symptom that led to the test, the symptom where nothing is
found).
"""

import random
from dataclasses import dataclass

from trainer.domain.generators.family import Draft, Family, Wrong
from trainer.domain.generators.icd10cm.charts import GUIDELINES, TABULAR, somebody
from trainer.domain.generators.wording import a


@dataclass(frozen=True, slots=True)
class Test:
    """A test that screens or diagnoses: code of the screening, findings, symptoms, the suspected disease.

    `explained` pairs symptoms with findings that can be their cause. `is_lab`: a value in which only the physician
    finds a disease.
    """

    name: str
    screening: str
    findings: tuple[tuple[str, str], ...]
    symptoms: tuple[tuple[str, str], ...]
    suspected: tuple[str, str]
    ages: tuple[int, int]
    noun: str = ""
    explained: tuple[tuple[tuple[str, str], tuple[str, str]], ...] = ()
    is_lab: bool = False


_CYST = "a round mass, which an ultrasound at the same visit shows to be a solitary cyst of the {} breast"
_SIGNS = ("xanthelasma", "a pulsating", "pallor")
"""How symptoms begin of which the patient does not complain, but which an examination shows."""
_TESTS = (
    Test(
        "colonoscopy",
        "Z12.11",
        (
            ("an adenoma of the ascending colon (pathology report)", "D12.2"),
            ("an adenoma of the sigmoid colon (pathology report)", "D12.5"),
            ("an adenoma of the descending colon (pathology report)", "D12.4"),
            ("a hyperplastic polyp of the colon (pathology report)", "K63.5"),
        ),
        (("black stool (melena)", "K92.1"), ("a change in bowel habit", "R19.4"), ("recent constipation", "K59.00")),
        ("colon cancer", "C18.9"),
        (46, 74),
        explained=(
            (("fresh rectal bleeding", "K62.5"), ("bleeding diverticulosis of the colon, no inflammation", "K57.31")),
            (("fresh rectal bleeding", "K62.5"), ("bleeding hemorrhoids of the second degree", "K64.1")),
        ),
    ),
    Test(
        "mammogram",
        "Z12.31",
        (
            ("microcalcifications of the right breast", "R92.0"),
            ("microcalcifications of the left breast", "R92.0"),
        ),
        (("pain in the right breast", "N64.4"), ("pain in the left breast", "N64.4"), ("nipple discharge", "N64.52")),
        ("breast cancer", "C50.919"),
        (42, 74),
        "woman",
        (
            (("pain in the right breast", "N64.4"), (_CYST.format("right"), "N60.01")),
            (("pain in the left breast", "N64.4"), (_CYST.format("left"), "N60.02")),
        ),
    ),
    Test(
        "bone density measurement",
        "Z13.820",
        (("age-related osteoporosis without fracture", "M81.0"),),
        (("loss of height", "R29.890"),),
        ("osteoporosis", "M81.0"),
        (66, 84),
        "woman",
    ),
    Test(
        "blood test for prostate-specific antigen",
        "Z12.5",
        (("an elevated prostate-specific antigen", "R97.20"),),
        (("a weak urinary stream", "R39.12"), ("blood in the semen", "R36.1"), ("urinary frequency", "R35.0")),
        ("prostate cancer", "C61"),
        (55, 69),
        "man",
    ),
    Test(
        "lipid panel",
        "Z13.220",
        (
            ("mixed hyperlipidemia", "E78.2"),
            ("pure hypercholesterolemia, not familial", "E78.00"),
            ("pure hypertriglyceridemia", "E78.1"),
        ),
        (("xanthelasma of the right upper eyelid", "H02.61"), ("xanthelasma of the left upper eyelid", "H02.64")),
        ("hyperlipidemia", "E78.5"),
        (30, 64),
        is_lab=True,
    ),
    Test(
        "blood glucose test",
        "Z13.1",
        (("prediabetes", "R73.03"), ("type 2 diabetes without complications", "E11.9")),
        (("excessive thirst", "R63.1"), ("passing large amounts of urine", "R35.89"), ("weight loss", "R63.4")),
        ("diabetes", "E11.9"),
        (36, 70),
        explained=(
            (("excessive thirst", "R63.1"), ("type 2 diabetes without complications", "E11.9")),
            (("passing large amounts of urine", "R35.89"), ("type 2 diabetes without complications", "E11.9")),
        ),
        is_lab=True,
    ),
    Test(
        "ultrasound of the abdominal aorta",
        "Z13.6",
        (("an infrarenal aortic aneurysm of 3.6 cm, no rupture", "I71.43"),),
        (
            ("a pulsating periumbilical swelling", "R19.05"),
            ("a pulsating epigastric swelling", "R19.06"),
            ("generalized abdominal pain", "R10.84"),
        ),
        ("aneurysm of the abdominal aorta", "I71.40"),
        (65, 75),
        "man",
        (
            (
                ("a pulsating periumbilical swelling", "R19.05"),
                ("an infrarenal aortic aneurysm of 5.8 cm, no rupture", "I71.43"),
            ),
            (
                ("a pulsating epigastric swelling", "R19.06"),
                ("an infrarenal aortic aneurysm of 5.8 cm, no rupture", "I71.43"),
            ),
        ),
    ),
    Test(
        "eye pressure test with examination of the optic nerves",
        "Z13.5",
        (("primary open-angle glaucoma of both eyes, mild stage", "H40.1131"),),
        (("pain in both eyes", "H57.13"), ("halos around lights", "H53.19")),
        ("glaucoma", "H40.9"),
        (45, 80),
    ),
    Test(
        "blood count",
        "Z13.0",
        (("iron deficiency anemia", "D50.9"),),
        (("fatigue", "R53.83"), ("pallor", "R23.1")),
        ("leukemia", "C95.90"),
        (25, 75),
        explained=(
            (("fatigue", "R53.83"), ("iron deficiency anemia", "D50.9")),
            (("pallor", "R23.1"), ("iron deficiency anemia", "D50.9")),
        ),
        is_lab=True,
    ),
)
_MODES = ("screening clear", "screening found", "screening found", "diagnostic clear", "diagnostic found")
_QUESTIONS = (
    "How is the test coded under ICD-10-CM FY 2026, first-listed code first?",
    "What goes on the outpatient claim for the test (ICD-10-CM FY 2026), in claim order?",
    "Under ICD-10-CM FY 2026, which entry for the test is right, in claim order?",
)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A test as drawn, with one symptom and one finding."""

    test: Test
    symptom: tuple[str, str]
    finding: tuple[str, str]

    @property
    def reason(self) -> str:
        """What led to a diagnostic test: a complaint, or a sign that was seen."""
        return "sign" if self.symptom[0].startswith(_SIGNS) else "complaint"

    @property
    def result(self) -> str:
        """The sentence of the chart that says what was found."""
        if self.test.is_lab:
            return f"The result is abnormal, and the physician diagnoses {self.finding[0]}."
        return f"The result: {self.finding[0]}."


def _facts(rng: random.Random, drawn: Drawn, mode: str) -> str:
    test = drawn.test
    result = drawn.result if mode.endswith("found") else "The result is normal."
    if mode.startswith("screening"):
        return rng.choice(
            (
                f"has no complaints and comes for a routine {test.name}. {result}",
                f"feels well. A screening {test.name} is done as preventive care. {result}",
                f"has {a(test.name)} for screening; the questionnaire has no symptom. {result}",
            )
        )
    suspicion = f"The order says: rule out {test.suspected[0]}."
    explained = "complaint" if drawn.reason == "complaint" else drawn.symptom[0].split()[-1]
    explains = f" The physician's final note gives it as the cause of the {explained}."
    end = f"{suspicion} {result}{explains if mode.endswith('found') else ''}"
    shown = (
        f"complains of {drawn.symptom[0]}, for which the physician orders {a(test.name)}. {end}"
        if drawn.reason == "complaint"
        else f"has {drawn.symptom[0]} on examination, for which the physician orders {a(test.name)}. {end}"
    )
    return rng.choice((f"is sent for {a(test.name)} because of {drawn.symptom[0]}. {end}", shown))


def _key(drawn: Drawn, mode: str) -> tuple[str, str]:
    """The right answer and why."""
    z, found, sign = drawn.test.screening, drawn.finding, drawn.symptom
    match mode:
        case "screening clear":
            return z, f"A test without complaint is a screening, and it found nothing: {z} alone."
        case "screening found":
            return f"{z}, {found[1]}", (
                f"It began as a screening, so that {z} stays first, and what was found follows: {found[1]}."
            )
        case "diagnostic clear":
            return sign[1], (
                f"The test was ordered because of a {drawn.reason}, and it explains nothing: the {drawn.reason} "
                f"is coded, {sign[1]}."
            )
        case _:
            return found[1], (
                f"The test was ordered because of a {drawn.reason} and found its cause: the confirmed finding, "
                f"{found[1]}, is coded in place of the {drawn.reason}."
            )


def _wrong(drawn: Drawn, mode: str) -> tuple[Wrong, ...]:
    z, found, sign = drawn.test.screening, drawn.finding[1], drawn.symptom[1]
    suspected = drawn.test.suspected[1]
    taken = f"{z} is for a test without complaint or sign; here a {drawn.reason} led to it."
    match mode:
        case "screening clear":
            return _wrong_without_finding(z, suspected)
        case "screening found":
            return (
                Wrong(
                    f"{found}, {z}", "finding listed first", f"The finding does not change the reason: {z} stays first."
                ),
                Wrong(
                    found, "screening turned diagnostic", f"{found} alone hides that this was a screening: {z} first."
                ),
                Wrong(z, "finding left out", f"{z} alone leaves out what was found; the finding is added: {found}."),
            )
        case "diagnostic clear":
            return (
                Wrong(z, "test taken for a screening", taken),
                Wrong(suspected, "suspected disease coded", f"“Rule out” is no diagnosis: {suspected} is not coded."),
                Wrong(f"{z}, {sign}", "screening added", f"{z} does not go with a test that a {drawn.reason} led to."),
            )
        case _:
            return (
                Wrong(f"{z}, {found}", "test taken for a screening", taken),
                Wrong(sign, "complaint for a confirmed cause", f"{sign} gives way to its confirmed cause, {found}."),
                Wrong(
                    f"{sign}, {found}", "complaint beside its cause", f"{sign} is explained by {found} and not added."
                ),
                Wrong(
                    f"{found}, {sign}", "complaint beside its cause", f"{sign} is explained by {found} and not added."
                ),
            )


def _wrong_without_finding(z: str, suspected: str) -> tuple[Wrong, ...]:
    """Mistakes where a screening finds nothing."""
    return (
        Wrong(suspected, "disease screened for", f"The test looked for disease and found none; {z} says that."),
        Wrong("Z03.89", "observation for screening", "Z03.89 needs a suspicion; screening has none behind it."),
        Wrong(f"{z}, Z00.00", "check-up added", "Nothing says that a general examination was done as well."),
    )


def _draw(rng: random.Random) -> Draft:
    mode = rng.choice(_MODES)
    if mode == "diagnostic found":
        test = rng.choice([each for each in _TESTS if each.explained])
        drawn = Drawn(test, *rng.choice(test.explained))
    else:
        test = rng.choice(_TESTS)
        drawn = Drawn(test, rng.choice(test.symptoms), rng.choice(test.findings))
    who = somebody(rng, *test.ages, nouns=test.noun).phrase
    right, why = _key(drawn, mode)
    return Draft(f"{who} {_facts(rng, drawn, mode)} {rng.choice(_QUESTIONS)}", right, why, _wrong(drawn, mode))


FAMILIES = (
    Family(
        slug="family-icd-screening-or-diagnostic",
        title="Screening or diagnostic test",
        track="cpc",
        area="icd-10-cm",
        difficulty=3,
        bloom="apply",
        tags=("screening", "outpatient guidelines", "first-listed diagnosis"),
        references=(
            GUIDELINES + "I.C.21.c.5 (screening)",
            GUIDELINES + "IV.H (uncertain diagnosis) and IV.K (diagnostic services)",
            TABULAR + "categories Z11 to Z13",
        ),
        draw=_draw,
    ),
)
