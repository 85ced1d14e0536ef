"""One combination code or two codes: what the classification joins is not taken apart, what it does not is not joined.

ICD-10-CM guideline I.B.9 (combination code) and I.A.15 ("with"); a combination code needs the link that its title
states or presumes.
"""

import random
from dataclasses import dataclass

from trainer.domain.generators.family import Draft, Family, Wrong
from trainer.domain.generators.icd10cm.charts import GUIDELINES, TABULAR, somebody


@dataclass(frozen=True, slots=True)
class Joined:
    """A condition with its companion and the code that says both.

    `near` is another combination and what it is for; `place` says where the patient can be seen (see `_PLACES`).
    """

    chart: str
    both: str
    parts: tuple[str, str]
    near: str
    near_for: str
    ages: tuple[int, int]
    noun: str = ""
    place: str = "any"


@dataclass(frozen=True, slots=True)
class Apart:
    """Two conditions that no code joins on this chart; `false` is the combination code that suggests itself."""

    chart: str
    parts: tuple[str, str]
    false: str
    why: str
    ages: tuple[int, int]
    place: str = "any"


_JOINED = (
    Joined(
        "coronary artery disease (native vessels) with unstable angina",
        "I25.110",
        ("I25.10", "I20.0"),
        "I25.119",
        "angina of no stated kind",
        (50, 84),
        place="acute",
    ),
    Joined(
        "coronary artery disease (native vessels) and angina, kind not stated",
        "I25.119",
        ("I25.10", "I20.9"),
        "I25.110",
        "unstable angina",
        (50, 84),
    ),
    Joined(
        "type 2 diabetes, on diet alone, with polyneuropathy",
        "E11.42",
        ("E11.9", "G62.9"),
        "E11.40",
        "diabetic neuropathy of no stated kind",
        (45, 80),
        place="chronic",
    ),
    Joined(
        "gallstones with acute cholecystitis, no obstruction",
        "K80.00",
        ("K80.20", "K81.0"),
        "K80.10",
        "chronic cholecystitis",
        (28, 80),
        place="acute",
    ),
    Joined(
        "gallstones with chronic cholecystitis, no obstruction",
        "K80.10",
        ("K80.20", "K81.1"),
        "K80.00",
        "acute cholecystitis",
        (28, 80),
    ),
    Joined(
        "diverticulitis of the sigmoid colon, no perforation or abscess, with bleeding from it",
        "K57.33",
        ("K57.32", "K92.2"),
        "K57.31",
        "bleeding without inflammation",
        (45, 84),
        place="acute",
    ),
    Joined(
        "acute gastric ulcer with hemorrhage, no perforation",
        "K25.0",
        ("K25.3", "K92.2"),
        "K25.4",
        "a chronic ulcer",
        (35, 82),
        place="acute",
    ),
    Joined(
        "chronic duodenal ulcer with hemorrhage, no perforation",
        "K26.4",
        ("K26.7", "K92.2"),
        "K26.0",
        "an acute ulcer",
        (35, 82),
        place="acute",
    ),
    Joined(
        "ulcerative pancolitis with rectal bleeding from it",
        "K51.011",
        ("K51.00", "K62.5"),
        "K51.211",
        "inflammation of the rectum only",
        (18, 66),
    ),
    Joined(
        "Crohn disease of the ileum with bowel obstruction from it",
        "K50.012",
        ("K50.00", "K56.609"),
        "K50.112",
        "Crohn disease of the colon",
        (18, 60),
        place="acute",
    ),
    Joined(
        "influenza A, confirmed by test, with pneumonia, its kind not stated",
        "J10.00",
        ("J10.1", "J18.9"),
        "J11.00",
        "influenza whose virus was not identified",
        (30, 84),
    ),
    Joined(
        "hydronephrosis from an obstructing kidney stone, no infection",
        "N13.2",
        ("N20.0", "N13.30"),
        "N13.6",
        "infection with it",
        (25, 74),
    ),
    Joined(
        "acute streptococcal sore throat", "J02.0", ("J02.9", "B95.5"), "J03.00", "streptococcal tonsillitis", (6, 40)
    ),
    Joined(
        "acute cystitis with hematuria, no germ grown",
        "N30.01",
        ("N30.00", "R31.9"),
        "N30.91",
        "cystitis of no stated kind",
        (20, 80),
    ),
    Joined(
        "low back pain with sciatica on the right, no disc disease",
        "M54.41",
        ("M54.50", "M54.31"),
        "M54.42",
        "the left side",
        (25, 75),
    ),
    Joined(
        "low back pain with sciatica on the left, no disc disease",
        "M54.42",
        ("M54.50", "M54.32"),
        "M54.41",
        "the right side",
        (25, 75),
    ),
    Joined(
        "lumbar disc displacement with radiculopathy from it",
        "M51.16",
        ("M51.26", "M54.16"),
        "M51.17",
        "the lumbosacral region",
        (28, 70),
    ),
    Joined(
        "alcohol dependence with withdrawal, uncomplicated",
        "F10.230",
        ("F10.20", "F10.930"),
        "F10.231",
        "withdrawal with delirium",
        (30, 66),
    ),
    Joined(
        "pneumonia due to pneumococcus",
        "J13",
        ("J18.9", "B95.3"),
        "J15.4",
        "pneumonia due to other streptococci",
        (30, 86),
    ),
    Joined(
        "reflux disease with esophagitis from it, no bleeding",
        "K21.00",
        ("K21.9", "K20.90"),
        "K21.01",
        "esophagitis with bleeding",
        (25, 78),
    ),
    Joined(
        "acute bronchitis caused by respiratory syncytial virus",
        "J20.5",
        ("J20.9", "B97.4"),
        "J21.0",
        "bronchiolitis",
        (30, 80),
    ),
    Joined(
        "right inguinal hernia, not recurrent, with bowel obstruction from it and no gangrene",
        "K40.30",
        ("K40.90", "K56.609"),
        "K40.31",
        "a recurrent hernia",
        (30, 82),
        "man",
        "acute",
    ),
)
_APART = (
    Apart(
        "primary hypertension and, without a link in the note, coronary artery disease (native vessels) without angina",
        ("I25.10", "I10"),
        "I11.9",
        "coronary atherosclerosis is not among the heart diseases that are presumed to come from hypertension",
        (50, 84),
        place="chronic",
    ),
    Apart(
        "type 2 diabetes, on diet alone, without complications, and primary hypertension",
        ("E11.9", "I10"),
        "E11.59",
        "no link between diabetes and hypertension is documented, and none is presumed",
        (45, 82),
        place="chronic",
    ),
    Apart(
        "type 2 diabetes, on diet alone, without complications, and hyperlipidemia not attributed to it",
        ("E11.9", "E78.5"),
        "E11.69",
        "the link between diabetes and hyperlipidemia is not presumed, and the note denies it",
        (40, 82),
        place="chronic",
    ),
    Apart(
        "reflux disease without esophagitis, and a hiatal hernia",
        ("K21.9", "K44.9"),
        "K21.00",
        "no code joins reflux and hiatal hernia, and there is no esophagitis",
        (30, 80),
    ),
    Apart(
        "an uncomplicated urinary tract infection of no known site; Escherichia coli is the cause",
        ("N39.0", "B96.20"),
        "N30.00",
        "the code of the infection names no germ, and no cystitis is documented",
        (20, 84),
    ),
    Apart(
        "type 2 diabetes, on diet alone, and a polyneuropathy that the note attributes to vitamin B6 "
        "deficiency, not to diabetes",
        ("E11.9", "E53.1, G63"),
        "E11.42",
        "the presumed link with diabetes is broken, because the note names another cause",
        (45, 80),
        place="chronic",
    ),
    Apart(
        "anxiety (generalized anxiety disorder), and a single moderate episode of major depression",
        ("F32.1", "F41.1"),
        "F41.8",
        "each disorder is diagnosed by itself; a mixed one is not documented",
        (19, 70),
        place="chronic",
    ),
    Apart(
        "gallstones without cholecystitis or obstruction, and a hiatal hernia",
        ("K80.20", "K44.9"),
        "K80.00",
        "no code joins the two, and nothing in the note speaks of an inflamed gallbladder",
        (30, 80),
    ),
    Apart(
        "diverticulosis of the colon that does not bleed, and rectal bleeding from hemorrhoids of no stated degree",
        ("K64.9", "K57.30"),
        "K57.31",
        "the note attributes the bleeding to the hemorrhoids and denies that the diverticula bleed",
        (45, 84),
    ),
)
_CLINIC = "is seen in an outpatient clinic; the assessment reads: “{}.”"
_HOME = "is seen in the emergency department and goes home. Final diagnosis by the physician: {}."
_TRANSFER = (
    "is seen in the emergency department and transferred to another hospital. Final diagnosis by the physician: {}."
)
_VISIT = "comes for a visit. The physician documents {}."
_SPECIALIST = "is seen by a specialist, whose signed note has this assessment: {}."
_CALLED = (
    "is brought to the emergency department and seen there by a specialist, whose signed note has this assessment: {}."
)
_PLACES = {
    "any": (_CLINIC, _HOME, _VISIT, _SPECIALIST),
    "chronic": (_CLINIC, _VISIT, _SPECIALIST),
    "acute": (_TRANSFER, _CALLED, _SPECIALIST),
}
"""Where a patient is seen who is ill enough for a hospital ("acute"), too well for an emergency ("chronic"), or
neither."""
_QUESTIONS = (
    "How is this coded under ICD-10-CM FY 2026?",
    "What goes on the claim (ICD-10-CM FY 2026)?",
    "Under ICD-10-CM FY 2026, what does the outpatient claim show?",
)


def _joined(case: Joined) -> tuple[str, str, tuple[Wrong, ...]]:
    """Key, reason and mistakes where one code says it all."""
    first, second = case.parts
    again = f"{second} repeats what {case.both} says already."
    one = Wrong(f"{case.both}, {second}", "part coded beside the combination", again)
    wrong = (
        Wrong(
            f"{first}, {second}", "combination taken apart", f"{case.both} is one code for both parts of the diagnosis."
        ),
        Wrong(case.near, "another combination", f"{case.near} is for {case.near_for}; the chart says: {case.chart}."),
        one,
        Wrong(first, "companion left out", f"{first} leaves out half of the diagnosis, which {case.both} says."),
    )
    why = f"The classification has one code for the condition with its companion: {case.both}. It is reported alone."
    return case.both, why, wrong


def _apart(case: Apart) -> tuple[str, str, tuple[Wrong, ...]]:
    """Key, reason and mistakes where no code joins the two."""
    first, second = case.parts
    reason = f"{case.why[0].upper()}{case.why[1:]}."
    wrong = (
        Wrong(case.false, "combination without ground", f"{case.false} does not fit this chart. {reason}"),
        Wrong(first, "second condition left out", f"{first} alone leaves out what {second} stands for."),
        Wrong(
            f"{case.false}, {second}",
            "combination and a second code",
            f"{case.false} does not become right by a second code. {reason}",
        ),
        Wrong(second, "first condition left out", f"{second} alone leaves out what {first} stands for."),
    )
    return f"{first}, {second}", f"Both are reported, {first} and {second}: {case.why}.", wrong


def _draw(rng: random.Random) -> Draft:
    case: Joined | Apart = rng.choice(_JOINED) if rng.random() < 0.6 else rng.choice(_APART)
    noun = case.noun if isinstance(case, Joined) else ""
    right, why, wrong = _joined(case) if isinstance(case, Joined) else _apart(case)
    rest = list(wrong[1:])
    rng.shuffle(rest)
    who = somebody(rng, *case.ages, nouns=noun).phrase
    stem = f"{who} {rng.choice(_PLACES[case.place]).format(case.chart)} {rng.choice(_QUESTIONS)}"
    return Draft(stem, right, why, (wrong[0], *rest))


FAMILIES = (
    Family(
        slug="family-icd-combination-code",
        title="One combination code or two codes",
        track="cpc",
        area="icd-10-cm",
        difficulty=3,
        bloom="apply",
        tags=("combination codes", "multiple coding"),
        references=(
            GUIDELINES + "I.B.9 (combination code)",
            GUIDELINES + "I.A.15 (“with”)",
            TABULAR + "the codes shown",
        ),
        draw=_draw,
    ),
)
