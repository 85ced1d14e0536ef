"""Which structure an operation was done on, where two roots look or sound almost the same.

Source: the roots of any medical dictionary. A wrong answer is the structure of a root that looks like the drawn one.
"""

import random

from trainer.domain.generators.family import OPTIONS, Draft, Family, Wrong
from trainer.domain.generators.wording import Patient
from trainer.domain.generators.words.look_alike_table import GROUPS, Entry

_OPENINGS = (
    'The list of past operations of {lower} has a line "{phrase}, {year}", without any further detail. Before the '
    "coder looks for a code, one thing must be clear. Which structure does the line name?",
    '{patient} brings an outside summary: "{year}: {phrase}, no complications." The report itself is not available. '
    "On which structure was it done?",
    "The software that transcribes dictation offers several look-alike words for {lower}, and the surgeon confirms "
    'this one: "{phrase}." Which structure does that mean?',
    'Two coders disagree about a line in the chart of {lower}: "Status post {low_phrase}, {year}." Each names another '
    "part of the body. Which part is right?",
)


def _mistake(entry: Entry, other: Entry) -> Wrong:
    example = f", as in {_low(other.phrases[0])}" if other.phrases else ""
    why = f"That would be {other.root}-{example}. The chart has {entry.root}-, which stands for {entry.structure}."
    return Wrong(_option(other), f"{other.root}- for {entry.root}-", why)


def _option(entry: Entry) -> str:
    return entry.structure[0].upper() + entry.structure[1:]


def _low(phrase: str) -> str:
    return phrase[0].lower() + phrase[1:]


def _of_sex(group: tuple[Entry, ...], sex: str) -> list[Entry]:
    return [each for each in group if each.sex in ("", sex)]


def _draw(rng: random.Random) -> Draft:
    """The patient is of a sex that has the structure and enough of those it is taken for."""
    group = rng.choice(GROUPS)
    entry = rng.choice([each for each in group if each.phrases])
    phrase = rng.choice(entry.phrases)
    sex = rng.choice([each for each in "fm" if entry.sex in ("", each) and len(_of_sex(group, each)) >= OPTIONS])
    person = Patient(rng.randint(45, 78), {"f": "woman", "m": "man"}[sex]).phrase
    stem = rng.choice(_OPENINGS).format(
        patient=person, lower=_low(person), phrase=phrase, low_phrase=_low(phrase), year=rng.randint(2012, 2025)
    )
    why = f"{entry.root.capitalize()}- stands for {entry.structure}, so {_low(phrase)} was done there."
    fitting = _of_sex(group, sex)
    at = fitting.index(entry)
    near = fitting[at + 1 :] + fitting[:at]
    return Draft(stem, _option(entry), why, tuple(_mistake(entry, other) for other in near))


FAMILIES = (
    Family(
        slug="family-terms-look-alike-structure",
        title="Roots that look alike",
        track="cpc",
        area="medical-terminology",
        difficulty=2,
        bloom="apply",
        tags=("word roots", "look-alikes"),
        references=("Medical word roots as in any medical dictionary",),
        draw=_draw,
    ),
)
