"""What an abbreviation in a line of a chart stands for, among others that share its letters.

Only abbreviations with one meaning in their line; those that safety lists discourage appear where coders still meet
them. Source: lists of abbreviations in medical dictionaries.
"""

import random
import re

from trainer.domain.generators.family import Draft, Family, Wrong
from trainer.domain.generators.wording import Patient, patient
from trainer.domain.generators.words.abbreviation_table import GROUPS, SINGLES

_SLOT = re.compile(r"\[(.*?)\|(.*?)\]")
_OPENINGS = (
    'From the chart of {lower}: "{line}" The coder writes the abbreviation out in full. What does {abbr} stand for?',
    '{patient} is seen at a new practice. A line of the old record reads: "{line}" What does {abbr} mean here?',
    'A student coder asks about a line in the record of {lower}: "{line}" Which words belong to {abbr}?',
)


def _low(text: str) -> str:
    return text[0].lower() + text[1:]


def _stem(rng: random.Random, person: str, line: str, abbr: str) -> str:
    return rng.choice(_OPENINGS).format(patient=person, lower=_low(person), line=line, abbr=abbr)


def _spelled(words: str, misread: tuple[int, ...]) -> str:
    """The words of an abbreviation, with the slots of these places filled by what they are taken for."""
    parts = _SLOT.split(words)  # plain text, right word, wrong word, plain text, …
    for place in range((len(parts) - 1) // 3):
        parts[3 * place + 1 + (place not in misread)] = ""
    return "".join(parts)


def _draw_single(rng: random.Random) -> Draft:
    entry = rng.choice(SINGLES)
    person = Patient(rng.randint(*entry.ages), entry.noun or rng.choice(("man", "woman"))).phrase
    right = _spelled(entry.words, ())
    slots = [(one.lower(), other.lower()) for one, other in _SLOT.findall(entry.words)]
    wrong = []
    for misread in ((0,), (1,), (0, 1)):
        names = [f"{slots[place][1]} for {slots[place][0]}" for place in misread]
        why = (
            f"Reads {' and '.join(names)}. The letters would allow it, but in this line {entry.abbr} is {_low(right)}."
        )
        wrong.append(Wrong(_spelled(entry.words, misread), f"reads {' and '.join(names)}", why))
    why = f"{entry.abbr} is {_low(right)}: the usual meaning of the letters, and the rest of the line fits it."
    return Draft(_stem(rng, person, entry.line, entry.abbr), right, why, tuple(wrong))


def _draw_group(rng: random.Random) -> Draft:
    group = rng.choice(GROUPS)
    abbr, meaning, line = rng.choice(group.entries)
    person = patient(rng, *group.ages_of(abbr)).phrase
    others = [each for each in group.entries if each[0] != abbr]
    rng.shuffle(others)
    wrong = tuple(
        Wrong(text, f"{other} for {abbr}", f"{text} would be {other}. The line has {abbr}: {_low(meaning)}.")
        for other, text, _ in others
    )
    why = f"{abbr} stands for {_low(meaning)}, and the rest of the line fits that."
    return Draft(_stem(rng, person, line, abbr), meaning, why, wrong)


def _draw(rng: random.Random) -> Draft:
    return _draw_single(rng) if rng.randint(0, 2) else _draw_group(rng)


FAMILIES = (
    Family(
        slug="family-terms-abbreviation",
        title="Abbreviations that share letters",
        track="cpc",
        area="medical-terminology",
        difficulty=1,
        bloom="apply",
        tags=("abbreviations",),
        references=("Lists of abbreviations in medical dictionaries; abbreviations are read in their context",),
        draw=_draw,
    ),
)
