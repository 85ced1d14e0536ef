"""Office visits by medical decision making: two of problems, data and risk must reach the level.

Rule: CPT evaluation and management conventions in force since 2021, stated in our own words.
"""

import random
from dataclasses import dataclass

from trainer.domain.generators.cpt.office_status import Status, draw_status
from trainer.domain.generators.family import Draft, Family, Wrong
from trainer.domain.generators.wording import patient

_PROBLEM = ("minimal", "low", "moderate", "high")
_DATA = ("minimal or none", "limited", "moderate", "extensive")
_RISK = ("minimal", "low", "moderate", "high")
_WHOLE = ("straightforward", "low", "moderate", "high")


@dataclass(frozen=True, slots=True)
class _Theme:
    """A problem of a level, why it has it, whom it fits, tests and study that fit, and plans as (risk, text, why)."""

    level: int
    ages: tuple[int, int]
    problem: str
    why: str
    tests: tuple[str, ...]
    study: str
    plans: tuple[tuple[int, str, str], ...]


_LABS = ("a complete blood count", "a basic metabolic panel", "a thyroid-stimulating hormone level", "a urinalysis")
_INJURY = ("a complete blood count", "a C-reactive protein level", "a vitamin D level")
_LOW = "the note itself rates it so"
_DRUG = "a prescription drug is managed"
_HOSPITAL = "hospital care is decided on because of how ill the patient is"
_THEMES = (
    _Theme(
        0,
        (22, 80),
        "one insect bite of the forearm, mildly itchy, no fever, expected to clear by itself",
        "one minor problem that clears by itself",
        _INJURY,
        "forearm radiographs",
        (
            (0, "cool water and reassurance only, risk noted as minimal", _LOW),
            (1, "over-the-counter hydrocortisone cream, risk noted as low", _LOW),
            (2, "a prescription steroid cream is started", _DRUG),
        ),
    ),
    _Theme(
        0,
        (22, 70),
        "mild sunburn of the shoulders without blisters, expected to heal by itself",
        "one minor problem that clears by itself",
        _INJURY,
        "shoulder radiographs",
        (
            (0, "shade and cool compresses only, risk noted as minimal", _LOW),
            (1, "over-the-counter ibuprofen, risk noted as low", _LOW),
        ),
    ),
    _Theme(
        1,
        (22, 60),
        "simple ankle sprain from a misstep, nothing else injured",
        "one acute, uncomplicated injury",
        _INJURY,
        "ankle radiographs",
        (
            (0, "rest and ice only, risk noted as minimal", _LOW),
            (1, "elastic bandage and physical therapy, risk noted as low", _LOW),
            (2, "prescription-strength naproxen is started", _DRUG),
        ),
    ),
    _Theme(
        1,
        (24, 70),
        "seasonal hay fever, stable and at the goal of treatment, the only problem addressed",
        "one stable chronic illness",
        _LABS,
        "sinus CT images",
        (
            (0, "no treatment changes and no drug is needed now, risk noted as minimal", _LOW),
            (1, "over-the-counter loratadine, risk noted as low", _LOW),
            (2, "a prescription steroid nasal spray is renewed after review of dose and effect", _DRUG),
        ),
    ),
    _Theme(
        1,
        (35, 80),
        "hypertension, stable and at goal, the only problem addressed",
        "one stable chronic illness",
        _LABS,
        "ECG tracing",
        (
            (1, "low-salt diet and home readings, risk noted as low", _LOW),
            (2, "prescription lisinopril is renewed after review of dose and side effects", _DRUG),
        ),
    ),
    _Theme(
        2,
        (35, 80),
        "type 2 diabetes that has worsened, fasting glucose far above the goal of treatment",
        "a chronic illness that is not at goal and progresses",
        _LABS,
        "ECG tracing",
        (
            (1, "a walking program and a dietitian's visit, risk noted as low", _LOW),
            (2, "the prescription metformin dose is raised", _DRUG),
        ),
    ),
    _Theme(
        2,
        (40, 82),
        "hypertension and hypothyroidism, both stable and at goal, both addressed",
        "two stable chronic illnesses",
        _LABS,
        "ECG tracing",
        (
            (1, "no drug is managed at this visit; home readings and diet, risk noted as low", _LOW),
            (2, "prescription amlodipine and levothyroxine are renewed after review of doses", _DRUG),
        ),
    ),
    _Theme(
        2,
        (28, 80),
        "pneumonia with fever, chills and malaise",
        "an acute illness with systemic symptoms",
        _LABS,
        "chest radiographs",
        (
            (2, "a prescription antibiotic is started by mouth at home", _DRUG),
            (3, "the physician decides on admission to the hospital because of low oxygen", _HOSPITAL),
        ),
    ),
    _Theme(
        2,
        (30, 75),
        "flare of rheumatoid arthritis",
        "a chronic illness with exacerbation",
        _LABS,
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
    _Theme(
        2,
        (55, 80),
        "osteoarthritis of the right knee that has progressed",
        "a chronic illness that progresses",
        _INJURY,
        "knee radiographs",
        (
            (1, "physical therapy and a cane, risk noted as low", _LOW),
            (2, "prescription meloxicam is started", _DRUG),
            (
                3,
                "the physician decides with the patient on knee replacement and names heart failure as a risk factor "
                "for the operation",
                "elective major surgery is decided on with a named risk factor of the patient",
            ),
        ),
    ),
    _Theme(
        2,
        (22, 60),
        "head injury in a fall with a brief loss of consciousness",
        "an acute, complicated injury",
        _LABS,
        "head CT images",
        (
            (1, "watching at home by the family, risk noted as low", _LOW),
            (2, "prescription ondansetron for vomiting", _DRUG),
        ),
    ),
    _Theme(
        3,
        (50, 82),
        "COPD with a severe exacerbation, breathless at rest",
        "a chronic illness with severe exacerbation",
        _LABS,
        "chest radiographs",
        (
            (2, "prescription prednisone and an antibiotic at home", _DRUG),
            (3, "the physician decides on admission to the hospital", _HOSPITAL),
        ),
    ),
    _Theme(
        3,
        (25, 75),
        "major depression with serious thoughts of suicide",
        "an illness that threatens life",
        _LABS,
        "ECG tracing",
        (
            (2, "prescription sertraline is raised, with a written safety plan and the family at home", _DRUG),
            (3, "the physician decides on admission to a psychiatric hospital", _HOSPITAL),
        ),
    ),
    _Theme(
        3,
        (50, 82),
        "heart failure with a severe exacerbation",
        "a chronic illness with severe exacerbation",
        _LABS,
        "chest radiographs",
        (
            (2, "the prescription furosemide dose is doubled", _DRUG),
            (3, "the physician decides on admission to the hospital", _HOSPITAL),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class _Data:
    """What was reviewed: its level, the chart's words, why; `miscounted` is the level if review counts again."""

    level: int
    text: str
    why: str
    miscounted: int


def _data_choices(tests: list[str], study: str) -> tuple[_Data, ...]:
    one, two, three = tests[:3]
    outside = "(sent to an outside laboratory)"
    look = f"the physician's own written reading of the {study}, which another group took and bills"
    talk = "a talk about the treatment with a specialist of another group"
    return (
        _Data(0, "no tests, records or other sources", "nothing is ordered or reviewed", 0),
        _Data(0, f"{one} ordered {outside}", "one test is one item, and limited data need two", 0),
        _Data(
            0, f"{one} ordered {outside}, the result reviewed the same day",
            "order and review of one test are one item", 1,
        ),
        _Data(1, f"{one} and {two} ordered {outside}", "two different tests are two items", 1),
        _Data(
            1, f"{one} and {two} ordered {outside}, both results reviewed the same day",
            "two tests are two items, their review is part of the order", 2,
        ),
        _Data(
            1, f"{one} ordered {outside} and the letter of an outside specialist reviewed",
            "a test and an outside note are two items", 1,
        ),
        _Data(2, f"{one}, {two} and {three} ordered {outside}", "three different tests are three items", 2),
        _Data(2, look, "an independent interpretation alone is moderate", 2),
        _Data(2, talk, "a discussion with an outside physician alone is moderate", 2),
        _Data(
            3, f"{one}, {two} and {three} ordered {outside}, and {look}",
            "three items and an independent interpretation are two of the three categories", 3,
        ),
        _Data(
            3, f"{look}, and {talk}",
            "an independent interpretation and an outside discussion are two of the three categories", 3,
        ),
    )  # fmt: skip


def _draw(rng: random.Random) -> Draft:
    while True:
        theme = rng.choice(_THEMES)
        data = rng.choice([d for d in _data_choices(rng.sample(theme.tests, 3), theme.study) if _fits(theme, d)])
        plan = rng.choice(theme.plans)
        levels = (theme.level, data.level, plan[0])
        if len(set(levels)) > 1 or rng.random() < 0.1:
            break
    status = draw_status(rng)
    return Draft(
        _stem(rng, theme, data, plan[1], status),
        status.codes[sorted(levels)[1]],
        _why(theme, data, plan, status),
        _wrong(levels, data, status),
    )


def _fits(theme: _Theme, data: _Data) -> bool:
    """Whether so much data belongs to such a problem in a believable chart."""
    if theme.level == 0 and "letter" in data.text:
        return False
    return data.level <= theme.level + 1 and (theme.level < 3 or data.level > 0)


def _stem(rng: random.Random, theme: _Theme, data: _Data, plan: str, status: Status) -> str:
    who = patient(rng, *theme.ages)
    seen = data.text[0].upper() + data.text[1:]
    return rng.choice(
        (
            f"{who.phrase} comes to a family physician's office. {status.fact} Problem: {theme.problem}. Data: "
            f"{data.text}. Plan: {plan}. The note gives no time. Under CPT conventions, which office visit code do "
            "the three elements of decision making support?",
            f"Office note, family medicine. {who.phrase}. {status.fact} Assessment: {theme.problem}. {seen}. "
            f"Treatment: {plan}. Time was not recorded. Under CPT conventions, which code reports the visit?",
            f"An auditor reads the note of an office visit to a family physician by {who.phrase[0].lower()}"
            f"{who.phrase[1:]}. {status.fact} Addressed: {theme.problem}. Reviewed and ordered: {data.text}. "
            f"Management: {plan}. No minutes are given. Which code does CPT's method by decision making support?",
        )
    )


def _why(theme: _Theme, data: _Data, plan: tuple[int, str, str], status: Status) -> str:
    levels = (theme.level, data.level, plan[0])
    level = sorted(levels)[1]
    return (
        f"Problems are {_PROBLEM[theme.level]} ({theme.why}), data {_DATA[data.level]} ({data.why}), risk "
        f"{_RISK[plan[0]]} ({plan[2]}). Two of the three reach {_WHOLE[level]} and not more. The patient is "
        f"{status.word}: {status.why}. That is {status.codes[level]}."
    )


def _wrong(levels: tuple[int, int, int], data: _Data, status: Status) -> tuple[Wrong, ...]:
    low, level, high = sorted(levels)
    miscounted = sorted((levels[0], data.miscounted, levels[2]))[1]
    elements = f"Problems, data and risk are {_PROBLEM[levels[0]]}, {_DATA[levels[1]]} and {_RISK[levels[2]]}"
    is_right = f"two of three reach {_WHOLE[level]} decision making"
    twice = Wrong(
        status.codes[miscounted],
        "review of a test counted beside its order",
        f"Counts order and review of a test twice. {data.why[0].upper()}{data.why[1:]}, so the data are "
        f"{_DATA[data.level]} and {is_right}.",
    )
    lowest = Wrong(
        status.codes[low],
        "all three elements required",
        f"Lets the lowest element decide. {elements}; {is_right}, and the third need not.",
    )
    highest = Wrong(
        status.codes[high],
        "highest element decides",
        f"Lets the highest element decide. {elements}; only one of them is {_WHOLE[high]}, and two must be.",
    )
    one_off = f"Misses the level of {status.codes[level]}. {elements}, so {is_right}."
    return (
        twice,
        lowest,
        highest,
        *_other_status((level, high, low), is_right, status),
        Wrong(status.codes[min(level + 1, 3)], "one level off", one_off),
        Wrong(status.codes[max(level - 1, 0)], "one level off", one_off),
    )


def _other_status(levels: tuple[int, int, int], is_right: str, status: Status) -> tuple[Wrong, ...]:
    """Codes of the other patient status: of the right level, and of two mistaken ones."""
    swapped = f"Takes the patient for {'an established' if status.is_new else 'a new'} one, but {status.why}"
    right, *mistaken = (status.other_codes[level] for level in levels)
    also = f"{swapped}; the level is wrong too, since {is_right}."
    return (
        Wrong(right, "new and established confused", f"{swapped}."),
        *(Wrong(code, "patient status and level", also) for code in mistaken if code != right),
    )


FAMILIES = (
    Family(
        slug="family-cpt-office-decision-making",
        title="Level of an office visit from problems, data and risk",
        track="cpc",
        area="evaluation-management",
        difficulty=3,
        bloom="analyze",
        tags=("medical decision making", "office visit"),
        references=("CPT evaluation and management conventions on medical decision making, stated in our own words",),
        draw=_draw,
    ),
)
