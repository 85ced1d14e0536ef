"""Build the term for what a note describes: root for the organ, suffix for the action.

Source: the roots and surgical suffixes of any medical dictionary. Wrong terms exchange the root, the suffix or both.
"""

import random

from trainer.domain.generators.family import Draft, Family, Wrong
from trainer.domain.generators.wording import Patient
from trainer.domain.generators.words.procedure_notes import NOTES
from trainer.domain.generators.words.procedure_roots import (
    CONFUSED,
    IRREGULAR,
    LOOK_ALIKES,
    ONLY_MEN,
    ONLY_WOMEN,
    ORGANS,
    SUFFIXES,
    TERMS,
    WOMEN,
    YOUNG,
)

_OPENINGS = (
    '{patient} is operated on. The body of the note reads: "{note}" Which term names this procedure?',
    'The title line of an operative note is missing. {patient}; the text says: "{note}" '
    "Which term belongs in the title?",
    'From the record of {lower}: "{note}" The list of past procedures needs one word for this. Which term is it?',
    'The dictation on {lower} was transcribed, but the name of the procedure came out garbled. What was done: "{note}" '
    "Which term was dictated?",
)


def _term(root: str, suffix: str) -> str:
    return IRREGULAR.get(f"{root}/{suffix}", root + SUFFIXES[suffix][0]).capitalize()


def _patient(rng: random.Random, root: str, suffix: str) -> Patient:
    low, high = (20, 40) if f"{root}/{suffix}" in YOUNG else (30, 78)
    noun = "woman" if root in WOMEN else "man" if root in ONLY_MEN else rng.choice(("man", "woman"))
    return Patient(rng.randint(low, high), noun)


def _wrong_suffix(root: str, right: str, suffix: str) -> Wrong:
    ending, meaning, _ = SUFFIXES[suffix]
    why = f"Right organ, wrong action: -{ending} is {meaning}. In the note {SUFFIXES[right][2]}: -{SUFFIXES[right][0]}."
    return Wrong(_term(root, suffix), f"-{ending} for -{SUFFIXES[right][0]}", why)


def _wrong_root(root: str, other: str, suffix: str) -> Wrong:
    why = f"Right action, wrong organ: {other}- is the {ORGANS[other]}. The note is about the {ORGANS[root]}, {root}-."
    return Wrong(_term(other, suffix), f"{other}- for {root}-", why)


def _both(root: str, right: str, other: str, suffix: str) -> Wrong:
    ending, meaning, _ = SUFFIXES[suffix]
    why = (
        f"Neither half fits: {other}- is the {ORGANS[other]} and -{ending} is {meaning}. "
        f"The note tells of the {ORGANS[root]} ({root}-), and {SUFFIXES[right][2]}."
    )
    return Wrong(_term(other, suffix), f"{other}- for {root}- and -{ending} for -{SUFFIXES[right][0]}", why)


def _mistakes(rng: random.Random, root: str, right: str, noun: str) -> tuple[Wrong, ...]:
    """A term with the wrong suffix, one with the wrong root, one with both, where they exist; then more of each.

    Wrong roots are those of organs that a patient of this sex has.
    """
    suffixes = [each for each in CONFUSED[right] if each in TERMS[root]]
    lacking = ONLY_WOMEN if noun == "man" else ONLY_MEN
    others = [each for each in LOOK_ALIKES[root].split() if each not in lacking]
    pairs = [(o, s) for o in others for s in suffixes if s in TERMS[o]]
    grids = [(o, s) for o, s in pairs if right in TERMS[o]]
    if grids:
        other, suffix = grids[0] if rng.randint(1, 5) > 2 else rng.choice(grids)
        others.sort(key=lambda each: each != other)
        suffixes.sort(key=lambda each: each != suffix)
        pairs.sort(key=lambda each: each != (other, suffix))
    single = [_wrong_suffix(root, right, each) for each in suffixes]
    roots = [_wrong_root(root, each, right) for each in others if right in TERMS[each]]
    double = [_both(root, right, *pair) for pair in pairs]
    return tuple(single[:1] + roots[:1] + double[:1] + roots[1:] + single[1:] + double[1:])


def _draw(rng: random.Random) -> Draft:
    root, right = rng.choice(sorted(NOTES)).split("/")
    patient = _patient(rng, root, right)
    person = patient.phrase
    lower = person[0].lower() + person[1:]
    stem = rng.choice(_OPENINGS).format(patient=person, lower=lower, note=NOTES[f"{root}/{right}"])
    ending, meaning, deed = SUFFIXES[right]
    why = f"{root.capitalize()}- is the {ORGANS[root]} and -{ending} is {meaning}. That is what the note tells: {deed}."
    return Draft(stem, _term(root, right), why, _mistakes(rng, root, right, patient.noun))


FAMILIES = (
    Family(
        slug="family-terms-build-procedure",
        title="Root and suffix of a procedure",
        track="cpc",
        area="medical-terminology",
        difficulty=2,
        bloom="apply",
        tags=("word roots", "surgical suffixes"),
        references=("Medical word roots and surgical suffixes as in any medical dictionary",),
        draw=_draw,
    ),
)
