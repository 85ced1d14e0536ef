"""Words of direction on a limb, planes of an image and positions of a patient.

Source: the anatomical position (upright, palms forward) and the terms defined by it. A wrong answer reads one of the
drawn words, or two, as its opposite.
"""

import random

from trainer.domain.generators.family import Draft, Family, Wrong
from trainer.domain.generators.wording import Patient, a, joined, patient
from trainer.domain.generators.words.direction_table import (
    CONFUSED_POSITIONS,
    DIVIDES,
    GRAFTED,
    IMAGES,
    JOINTS,
    POSITIONS,
    SIDES,
    TASKS,
    VISIBLE,
)

_OPPOSITE = {
    "proximal": "distal",
    "distal": "proximal",
    "medial": "lateral",
    "lateral": "medial",
    "anterior": "posterior",
    "posterior": "anterior",
    "ipsilateral": "contralateral",
    "contralateral": "ipsilateral",
    "left": "right",
    "right": "left",
}
_SAYS = {
    "proximal": "proximal is nearer to the trunk",
    "distal": "distal is farther from the trunk",
    "medial": "medial is toward the midline of the body",
    "lateral": "lateral is away from the midline of the body",
    "anterior": "anterior is toward the front",
    "posterior": "posterior is toward the back",
    "ipsilateral": "ipsilateral is on the same side",
    "contralateral": "contralateral is on the opposite side",
}
_OPENINGS = (
    '{patient} has {task}. The note goes on: "A second incision was made on the {side} {limb}, {distance} cm '
    '{direction} to the {joint}, on its {aspect} aspect." With the body in the anatomical position, where is the '
    "second incision?",
    "{patient} has {task}. The physician adds that there is also a lesion of the {side} {limb}, {distance} cm "
    "{direction} to the {joint}, on the {aspect} surface. In the anatomical position, where is that lesion?",
)
_GRAFT = (
    '{patient} has {task}. A line of the report says: "Graft taken from the {side} {limb}; the cut is {distance} cm '
    '{direction} to the {joint} and {aspect}." Read in the anatomical position, where was the graft taken?'
)
_POSITION_FROM_WORDS = (
    "{person} is under anesthesia. For the operation the patient is placed as follows: {lies}. The circulating nurse "
    "documents the position with one term. Which term is right?",
    "The positioning checklist of {lower} has a drawing instead of a word. It shows the patient like this: {lies}. "
    "Which term belongs in the operative note?",
    "The anesthesiologist recalls how {lower} was placed for the case: {lies}. The note needs the usual name of this "
    "position. Which is it?",
)
_POSITION_FROM_TERM = (
    '{person} is under anesthesia. The operative note begins: "The patient was placed in the {term} position, padded '
    'and draped." How does the patient lie on the table?',
    'From the anesthesia record of {lower}: "In {term} position for the whole case, no change on the table." A new '
    "coder asks for it in plain words. How did the patient lie?",
    'Before the first cut the record of {lower} says: "In {term} position, arms secured, time out done." How does the '
    "patient lie?",
)


def _place(side: str, joint: str, words: tuple[str, str, str]) -> str:
    """Where the words point to: the side from the operated one, the segment from the joint, its aspect."""
    laterality, direction, aspect = words
    limb = side if laterality == "ipsilateral" else _OPPOSITE[side]
    segment = JOINTS[joint][1][direction]
    return f"{limb.capitalize()} {segment}, {SIDES[segment][aspect]}"


def _flipped(words: tuple[str, str, str], which: tuple[int, ...]) -> tuple[str, str, str]:
    first, second, third = (_OPPOSITE[word] if place in which else word for place, word in enumerate(words))
    return first, second, third


def _draw_direction(rng: random.Random) -> Draft:
    """A place on a limb from three words; a wrong place reads one of two of them, or both, as the opposite."""
    joint = rng.choice(list(JOINTS))
    limb, segments = JOINTS[joint]
    side = rng.choice(("left", "right"))
    aspects = ("medial", "lateral", "anterior", "posterior")
    direction = rng.choice(("proximal", "distal"))
    words = (rng.choice(("ipsilateral", "contralateral")), direction, rng.choice(aspects))
    task = rng.choice(TASKS[limb])
    stem = rng.choice((*_OPENINGS, _GRAFT) if task in GRAFTED else _OPENINGS).format(
        patient=patient(rng, 24, 78).phrase,
        task=task.format(side=side),
        side=words[0],
        limb=limb,
        distance=rng.randint(3, 7),
        direction=direction,
        joint=joint,
        aspect=words[2],
    )
    segment = segments[direction]
    reading = (
        f"The operated side is the {side} one and {_SAYS[words[0]]}; {_SAYS[direction]}, which from the {joint} is the "
        f"{segment}; {_SAYS[words[2]]}, here the {SIDES[segment][words[2]]}."
    )
    one, other = rng.sample(range(3), 2)
    wrong = []
    for which in ((one,), (other,), (one, other)):
        names = [f"{_OPPOSITE[words[place]]} for {words[place]}" for place in which]
        truth = "; ".join(_SAYS[words[place]] for place in which)
        wrong.append(
            Wrong(
                _place(side, joint, _flipped(words, which)),
                f"reads {' and '.join(names)}",
                f"Reads {' and '.join(names)}. But {truth}. The place is: {_low(_place(side, joint, words))}.",
            )
        )
    return Draft(stem, _place(side, joint, words), reading, tuple(wrong))


def _why_not(other: str, plane: str) -> str:
    if other.endswith("sagittal") and plane.endswith("sagittal"):
        where = "exactly in the midline" if plane == "midsagittal" else "beside the midline"
        return f"Runs in the same directions, but {DIVIDES[other]}. The chart puts this cut {where}."
    lacking = next(each for each in VISIBLE[plane] if each not in VISIBLE[other])
    return f"The {other} plane {DIVIDES[other]}; an image in it does not run {lacking}, and this one does."


def _draw_plane(rng: random.Random) -> Draft:
    """The plane from the two directions that an image shows and the one that it does not."""
    plane = rng.choice(list(VISIBLE))
    phrase = patient(rng, 24, 80).phrase
    kind = rng.choice(("CT", "MRI"))
    opening = rng.choice(
        (
            f"{phrase} has {a(kind)} of the trunk, and one flat reformatted image is kept.",
            f"A radiologist keeps one flat image from {a(kind)} of {_low(phrase)}.",
        )
    )
    stem = f"{opening} {rng.choice(IMAGES[plane])}. In which plane does the image lie?"
    why = f"The image runs {joined(list(VISIBLE[plane]))}. That is the {plane} plane, which {DIVIDES[plane]}."
    others = [each for each in VISIBLE if each != plane]
    wrong = tuple(Wrong(_start(each), f"{each} for {plane}", _why_not(each, plane)) for each in others)
    return Draft(stem, _start(plane), why, wrong)


def _start(text: str) -> str:
    return text[0].upper() + text[1:]


def _named_after(position: str) -> str:
    return " The term names the side that rests on the table." if position.endswith("lateral decubitus") else ""


def _draw_position(rng: random.Random) -> Draft:
    """The word for how a patient lies, or how a patient lies from the word."""
    name = rng.choice(list(POSITIONS))
    person = Patient(rng.randint(25, 80), rng.choice(("man", "woman"))).phrase
    lies, term = _low(POSITIONS[name]), _in_sentence(name)
    mistakes = [(each, f"{_in_sentence(each)} for {term}") for each in CONFUSED_POSITIONS[name]]
    if rng.randint(0, 1):
        stem = rng.choice(_POSITION_FROM_WORDS).format(person=person, lower=_low(person), lies=lies)
        wrong = [
            Wrong(each, mistake, f"It would mean: {_low(POSITIONS[each])}.{_named_after(each)}")
            for each, mistake in mistakes
        ]
        return Draft(stem, name, f"{name} means: {lies}.{_named_after(name)}", tuple(wrong))
    stem = rng.choice(_POSITION_FROM_TERM).format(person=person, lower=_low(person), term=term)
    wrong = [
        Wrong(
            POSITIONS[each],
            mistake,
            f"That is the {_in_sentence(each)} position. The {term} position means: {lies}.{_named_after(name)}",
        )
        for each, mistake in mistakes
    ]
    why = f"In the {term} position the patient lies like this: {lies}.{_named_after(name)}"
    return Draft(stem, POSITIONS[name], why, tuple(wrong))


def _low(text: str) -> str:
    return text[0].lower() + text[1:]


def _in_sentence(name: str) -> str:
    return name if name in ("Trendelenburg", "Fowler") else _low(name)


def _draw_plane_or_position(rng: random.Random) -> Draft:
    return _draw_plane(rng) if rng.randint(0, 1) else _draw_position(rng)


_REFERENCES = ("Terms of direction, plane and position defined by the anatomical position",)
FAMILIES = (
    Family(
        slug="family-anatomy-direction",
        title="Words of direction on a limb",
        track="cpc",
        area="anatomy",
        difficulty=2,
        bloom="apply",
        tags=("directions", "laterality"),
        references=_REFERENCES,
        draw=_draw_direction,
    ),
    Family(
        slug="family-anatomy-plane-position",
        title="Plane of an image, position of a patient",
        track="cpc",
        area="anatomy",
        difficulty=2,
        bloom="apply",
        tags=("planes", "positions"),
        references=_REFERENCES,
        draw=_draw_plane_or_position,
    ),
)
