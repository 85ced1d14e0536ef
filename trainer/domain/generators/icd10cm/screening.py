"""Screening or diagnostic: why the test is done decides, not the test and not what it finds.

ICD-10-CM guidelines I.C.21.c.5 (screening: the Z code is first, and stays first when something is found) and IV.H, IV.K
(no suspected diagnoses; a confirmed finding in place of the symptom that led to the test, the symptom where nothing is
found).
"""

import random
from dataclasses import dataclass

from trainer.domain.generators.choosing import arranged
from trainer.domain.generators.family import Draft, Family, Wrong
from trainer.domain.generators.icd10cm.charts import GUIDELINES, TABULAR, somebody
from trainer.domain.generators.icd10cm.screening_mistakes import MISTAKES, REASONS, SETS
from trainer.domain.generators.icd10cm.screening_tests import NEAR_FINDINGS, TESTS, Test
from trainer.domain.generators.wording import a

_SIGNS = ("xanthelasma", "a pulsating", "pallor")
"""How symptoms begin of which the patient does not complain, but which an examination shows."""
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


def _wrong(drawn: Drawn, mode: str) -> dict[str, Wrong]:
    """The mistakes by their names in `SETS`."""
    test, found = drawn.test, drawn.finding[1]
    words = {
        "z": test.screening,
        "found": found,
        "sign": drawn.symptom[1],
        "reason": drawn.reason,
        "disease": test.suspected[0],
        "suspected": test.suspected[1],
        "near": test.near[0],
        "near_for": test.near[1],
        "other": NEAR_FINDINGS[found][0],
        "other_for": NEAR_FINDINGS[found][1],
    }
    words |= {name: text.format(**words) for name, text in REASONS.items()}
    return {
        name: Wrong(text.format(**words), mistake, why.format(**words))
        for name, (text, mistake, why) in MISTAKES[mode].items()
    }


def _draw(rng: random.Random) -> Draft:
    mode = rng.choice(_MODES)
    if mode == "diagnostic found":
        test = rng.choice([each for each in TESTS if each.explained])
        drawn = Drawn(test, *rng.choice(test.explained))
    else:
        test = rng.choice(TESTS)
        drawn = Drawn(test, rng.choice(test.symptoms), rng.choice(test.findings))
    who = somebody(rng, *test.ages, nouns=test.noun).phrase
    right, why = _key(drawn, mode)
    stem = f"{who} {_facts(rng, drawn, mode)} {rng.choice(_QUESTIONS)}"
    return Draft(stem, right, why, arranged(rng, _wrong(drawn, mode), SETS[mode]))


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
