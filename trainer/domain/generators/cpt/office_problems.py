"""Problems of an office visit with the tests, studies and plans that belong to them, each with its level.

Rule: CPT evaluation and management conventions in force since 2021, stated in our own words.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Theme:
    """A problem of a level, why it has it, whom it fits, what can be looked into, and plans as (risk, text, why).

    `tests` go to a laboratory; `study` is taken by another group; `note` is what came from outside. A specialist is
    asked from moderate problems on.
    """

    level: int
    ages: tuple[int, int]
    problem: str
    why: str
    tests: tuple[str, ...]
    study: str
    plans: tuple[tuple[int, str, str], ...]
    note: str = "the letter of an outside specialist"


_CBC, _BMP, _CRP = "a complete blood count", "a basic metabolic panel", "a C-reactive protein level"
_LIPIDS, _TSH, _URINE = "a lipid panel", "a thyroid-stimulating hormone level", "a urinalysis"
_URGENT_CARE = "the note of an outside urgent care center"
_LOW = "the note itself rates it so"
_DRUG = "a prescription drug is managed"
_HOSPITAL = "hospital care is decided on"
THEMES = (
    Theme(
        0,
        (22, 80),
        "one insect bite of the forearm, mildly itchy, no fever, expected to clear by itself",
        "one minor problem that clears by itself",
        (),
        "",
        (
            (0, "cool water and reassurance only, risk noted as minimal", _LOW),
            (1, "over-the-counter hydrocortisone cream, risk noted as low", _LOW),
            (2, "a prescription steroid cream is started", _DRUG),
        ),
        _URGENT_CARE,
    ),
    Theme(
        0,
        (22, 70),
        "mild sunburn of the shoulders without blisters, expected to heal by itself",
        "one minor problem that clears by itself",
        (),
        "",
        (
            (1, "over-the-counter ibuprofen, risk noted as low", _LOW),
            (2, "a prescription steroid lotion is started", _DRUG),
        ),
        _URGENT_CARE,
    ),
    Theme(
        0,
        (22, 60),
        "a mild common cold without fever, expected to clear by itself",
        "one minor problem that clears by itself",
        (_CBC, "a COVID-19 PCR test"),
        "",
        (
            (0, "fluids and rest only, risk noted as minimal", _LOW),
            (1, "over-the-counter acetaminophen, risk noted as low", _LOW),
            (2, "prescription benzonatate for the cough is started", _DRUG),
        ),
        _URGENT_CARE,
    ),
    Theme(
        1,
        (22, 60),
        "simple ankle sprain from a misstep, nothing else injured",
        "one acute, uncomplicated injury",
        (),
        "ankle radiographs",
        (
            (0, "rest and ice only, risk noted as minimal", _LOW),
            (1, "elastic bandage and physical therapy, risk noted as low", _LOW),
            (2, "prescription-strength naproxen is started", _DRUG),
        ),
        _URGENT_CARE,
    ),
    Theme(
        1,
        (24, 70),
        "seasonal hay fever, stable and at the goal of treatment, the only problem addressed",
        "one stable chronic illness",
        (_CBC, "a total IgE level"),
        "",
        (
            (0, "no treatment changes and no drug is needed now, risk noted as minimal", _LOW),
            (1, "over-the-counter loratadine, risk noted as low", _LOW),
            (2, "a prescription steroid nasal spray is renewed after review of dose and effect", _DRUG),
        ),
    ),
    Theme(
        1,
        (35, 80),
        "hypertension, stable and at goal, the only problem addressed",
        "one stable chronic illness",
        (_BMP, _LIPIDS, _URINE),
        "ECG tracing",
        (
            (1, "low-salt diet and home readings, risk noted as low", _LOW),
            (2, "prescription lisinopril is renewed after review of dose and side effects", _DRUG),
        ),
    ),
    Theme(
        2,
        (35, 80),
        "type 2 diabetes that has worsened, fasting glucose far above the goal of treatment",
        "a chronic illness that is not at goal and progresses",
        ("a hemoglobin A1c level", _BMP, _LIPIDS, "a urine albumin level"),
        "ECG tracing",
        (
            (1, "a walking program and a dietitian's visit, risk noted as low", _LOW),
            (2, "the prescription metformin dose is raised", _DRUG),
        ),
    ),
    Theme(
        2,
        (40, 82),
        "hypertension and hypothyroidism, both stable and at goal, both addressed",
        "two stable chronic illnesses",
        (_TSH, _BMP, _LIPIDS, _URINE),
        "ECG tracing",
        (
            (1, "no drug is managed at this visit; home readings and diet, risk noted as low", _LOW),
            (2, "prescription amlodipine and levothyroxine are renewed after review of doses", _DRUG),
        ),
    ),
    Theme(
        2,
        (28, 80),
        "pneumonia with fever, chills and malaise, breathing and oxygen normal",
        "an acute illness with systemic symptoms",
        (_CBC, _BMP, _CRP),
        "chest radiographs",
        (
            (2, "a prescription antibiotic is started by mouth at home", _DRUG),
            (
                3,
                "the physician decides on admission to the hospital because tablets are not kept down and nobody is at "
                "home to help",
                _HOSPITAL,
            ),
        ),
    ),
    Theme(
        2,
        (30, 75),
        "flare of rheumatoid arthritis",
        "a chronic illness with exacerbation",
        (_CBC, _CRP, "a liver panel"),
        "hand radiographs",
        (
            (1, "splints and occupational therapy, risk noted as low", _LOW),
            (2, "a prescription steroid by mouth is started", _DRUG),
            (
                3,
                "methotrexate is started, with blood counts and liver tests every four weeks to watch for its toxicity",
                "the drug needs intensive laboratory monitoring for toxicity",
            ),
        ),
    ),
    Theme(
        2,
        (55, 80),
        "osteoarthritis of the right knee that has progressed",
        "a chronic illness that progresses",
        (_CRP, "a uric acid level"),
        "knee radiographs",
        (
            (1, "physical therapy and a cane, risk noted as low", _LOW),
            (2, "prescription meloxicam is started", _DRUG),
        ),
    ),
    Theme(
        2,
        (22, 60),
        "head injury in a fall with a brief loss of consciousness, now fully alert, no vomiting",
        "an acute, complicated injury",
        (),
        "head CT images",
        (
            (1, "watching at home by the family, risk noted as low", _LOW),
            (2, "watching at home by the family, and a prescription lidocaine patch for the sore neck", _DRUG),
        ),
        _URGENT_CARE,
    ),
    Theme(
        3,
        (50, 82),
        "COPD with a severe exacerbation",
        "a chronic illness with severe exacerbation",
        (_CBC, _BMP, _CRP),
        "chest radiographs",
        (
            (2, "prescription prednisone and an antibiotic at home", _DRUG),
            (3, "the physician decides on admission to the hospital because of breathlessness at rest", _HOSPITAL),
        ),
    ),
    Theme(
        3,
        (25, 75),
        "major depression with serious thoughts of suicide",
        "an illness that threatens life",
        (_CBC, _BMP, _TSH),
        "ECG tracing",
        (
            (2, "prescription sertraline is raised, with a written safety plan and the family at home", _DRUG),
            (3, "the physician decides on admission to a psychiatric hospital", _HOSPITAL),
        ),
    ),
    Theme(
        3,
        (50, 82),
        "heart failure with a severe exacerbation",
        "a chronic illness with severe exacerbation",
        (_BMP, _CBC, "a natriuretic peptide level"),
        "chest radiographs",
        (
            (2, "the prescription furosemide dose is doubled", _DRUG),
            (3, "the physician decides on admission to the hospital", _HOSPITAL),
        ),
    ),
)
