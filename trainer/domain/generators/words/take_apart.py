"""What a term in a chart sentence means: conditions from root and suffix, and words with a prefix of amount or place.

Source: the roots, prefixes and suffixes of any medical dictionary. The meaning is put together from the parts, and
wrong meanings exchange one part or both for what they are taken for.
"""

import random

from trainer.domain.generators.family import Draft, Family, Wrong
from trainer.domain.generators.wording import Patient, a
from trainer.domain.generators.words.condition_roots import (
    ACUTE,
    CONFUSED,
    LOOK_ALIKES,
    MEN,
    ORGANS,
    SUFFIXES,
    TERMS,
    WOMEN,
    WOMEN_TERMS,
)
from trainer.domain.generators.words.prefixes import BASES, ELEMENTS, ONLY_MEN_BASES, PHRASES, PLURALS, WOMEN_KINDS

_NOTES = (
    ("a consultation note", "Impression"),
    ("a discharge summary", "Diagnosis"),
    ("a progress note", "Assessment"),
)
_REFERRAL = ("a referral letter", "Reason for referral")
_PROBLEMS = ("the problem list", "Active problems")
_QUESTIONS = (
    '{patient}: {source} says only "{label}: {words}." Before looking it up, the coder puts the finding into plain '
    "words. What is present?",
    'From {source} on {lower}: "{label}: {words}." What does the term for the condition that is present mean?',
    '{source_start} of {lower} reads: "{label}: {words}." The patient asks what was found. Which answer is right?',
)


def _meaning(root: str, suffix: str) -> str:
    noun, link = SUFFIXES[suffix]
    return f"{noun} {link} {ORGANS[root]}".capitalize()


def _condition_mistakes(rng: random.Random, root: str, right: str, noun: str) -> tuple[Wrong, ...]:
    """Meanings with the wrong ending, the wrong root and both, drawn from what each is taken for.

    A wrong root is one of an organ that a patient of this sex has.
    """
    plain = _meaning(root, right).lower()
    endings, roots, both = [], [], []
    confused = rng.sample(CONFUSED[right], len(CONFUSED[right]))
    look_alikes = [each for each in LOOK_ALIKES[root] if each not in (WOMEN if noun == "man" else MEN)]
    rng.shuffle(look_alikes)
    for each in confused:
        why = f"This would end in -{each} ({SUFFIXES[each][0]}). The chart has -{right}: {plain}."
        endings.append(Wrong(_meaning(root, each), f"-{each} for -{right}", why))
    for other in look_alikes:
        why = f"Takes {root}- for {other}- ({ORGANS[other]}). {root.capitalize()}- stands for {ORGANS[root]}: {plain}."
        roots.append(Wrong(_meaning(other, right), f"{other}- for {root}-", why))
    for other, each in zip(look_alikes, confused, strict=False):
        why = f"Takes both parts for others, {other}- and -{each}. The chart has {root}- and -{right}: {plain}."
        both.append(Wrong(_meaning(other, each), f"{other}- for {root}- and -{each} for -{right}", why))
    return tuple(endings[:1] + roots[:1] + both[:1] + endings[1:] + roots[1:] + both[1:])


def _deniable(root: str) -> list[str]:
    """Inflammations and enlargements of look-alike organs, which the chart may rule out in any patient."""
    organs = set(LOOK_ALIKES[root]) - WOMEN - MEN
    return [each for each, parts in TERMS.items() if _is_deniable(organs, *parts.split("/"))]


def _is_deniable(organs: set[str], root: str, suffix: str) -> bool:
    return root in organs and suffix in ("itis", "megaly")


def _denied_mistakes(rng: random.Random, term: str, denied: str) -> tuple[Wrong, ...]:
    """The condition that is ruled out, and meanings made of its parts and the right ones."""
    root, suffix = TERMS[term].split("/")
    other, ending = TERMS[denied].split("/")
    plain = _meaning(root, suffix).lower()
    present = f"The condition that is present is {term}: {plain}."
    ruled_out = Wrong(
        _meaning(other, ending),
        "reads the condition that is ruled out",
        f"That is {denied}, which the chart rules out. {present}",
    )
    if ending == suffix:
        each = rng.choice(CONFUSED[suffix])
        why = f"-{each} would be {SUFFIXES[each][0]}, and the chart has -{suffix}. {present}"
        mixed = f"The chart rules out {denied}, and neither term ends in -{each} ({SUFFIXES[each][0]}). {present}"
        return (
            ruled_out,
            Wrong(_meaning(root, each), f"-{each} for -{suffix}", why),
            Wrong(_meaning(other, each), f"organ ruled out, and -{each} for -{suffix}", mixed),
        )
    organ = f"The organ is that of {denied}, which the chart rules out. {present}"
    kind = f"-{ending} ({SUFFIXES[ending][0]}) belongs to {denied}, which the chart rules out. {present}"
    return (
        ruled_out,
        Wrong(_meaning(other, suffix), "organ of the condition that is ruled out", organ),
        Wrong(_meaning(root, ending), "ending of the condition that is ruled out", kind),
    )


def _condition_patient(rng: random.Random, term: str) -> Patient:
    root, suffix = TERMS[term].split("/")
    if root in WOMEN or term in WOMEN_TERMS:
        return Patient(rng.randint(24, 44) if suffix == "itis" else rng.randint(44, 76), "woman")
    return Patient(rng.randint(30, 76), "man" if root in MEN else rng.choice(("man", "woman")))


def _sources(term: str, denied: str) -> tuple[tuple[str, str], ...]:
    """Parts of a chart that may name a condition: a problem list does not say what is absent."""
    if term in ACUTE:
        return _NOTES
    return (*_NOTES, _REFERRAL) if denied else (*_NOTES, _REFERRAL, _PROBLEMS)


def _line(term: str, denied: str) -> str:
    return f"{term}, no sign of {denied}" if denied else f"{term}, first noted at this visit"


def _draw_condition(rng: random.Random) -> Draft:
    term = rng.choice(list(TERMS))
    root, suffix = TERMS[term].split("/")
    person = _condition_patient(rng, term)
    phrase = person.phrase
    plain = _meaning(root, suffix)
    mistakes = _condition_mistakes(rng, root, suffix, person.noun)
    deniable = _deniable(root)
    denied = rng.choice(deniable) if deniable and rng.randint(0, 1) else ""
    if denied:
        mistakes = (*_denied_mistakes(rng, term, denied), *mistakes)
    source, label = rng.choice(_sources(term, denied))
    stem = rng.choice(_QUESTIONS).format(
        patient=phrase,
        lower=phrase[0].lower() + phrase[1:],
        source=source,
        source_start=source.capitalize(),
        label=label,
        words=_line(term, denied),
    )
    part = SUFFIXES[suffix][0]
    why = f"{root.capitalize()}- stands for {ORGANS[root]} and -{suffix} for {part}: {term} is {plain.lower()}."
    return Draft(stem, plain, why, mistakes)


def _prefix_meaning(prefix: str, base: str) -> str:
    thing, pattern, _ = BASES[base]
    if prefix == "inter":
        thing = PLURALS[base]
    return pattern.format(how=ELEMENTS[prefix][0], thing=thing).capitalize()


def _prefix_mistakes(prefix: str, base: str, noun: str) -> tuple[Wrong, ...]:
    """Meanings with the wrong prefix, the wrong base and both; the wrong base is one that this patient has."""
    plain = _prefix_meaning(prefix, base).lower()
    others = tuple(each for each in ELEMENTS[prefix][1] if each != "inter" or base in PLURALS)
    bases_taken = tuple(each for each in PLURALS if each != base) if prefix == "inter" else BASES[base][2]
    look_alikes = [each for each in bases_taken if noun == "man" or each not in ONLY_MEN_BASES]
    starts, bases, both = [], [], []
    for each in others:
        why = f"Takes {prefix}- ({ELEMENTS[prefix][0]}) for {each}- ({ELEMENTS[each][0]}). The term says: {plain}."
        starts.append(Wrong(_prefix_meaning(each, base), f"{each}- for {prefix}-", why))
    for other in look_alikes:
        why = f"Takes -{base} ({BASES[base][0]}) for -{other} ({BASES[other][0]}). The term says: {plain}."
        bases.append(Wrong(_prefix_meaning(prefix, other), f"-{other} for -{base}", why))
    for each, other in zip([each for each in others if each != "inter"] * 2, look_alikes, strict=False):
        why = f"Takes both parts for others, {each}- and -{other}. The chart has {prefix}- and -{base}: {plain}."
        both.append(Wrong(_prefix_meaning(each, other), f"{each}- for {prefix}- and -{other} for -{base}", why))
    return tuple(starts[:1] + bases[:1] + both[:1] + starts[1:] + bases[1:] + both[1:])


def _draw_prefix(rng: random.Random) -> Draft:
    kind = rng.choice(list(PHRASES))
    pairs, sentences, question = PHRASES[kind]
    prefix, base = rng.choice(pairs)
    hyphen = "-" if prefix[-1] == base[0] in "aeio" else ""
    term = f"{prefix}{hyphen}{base}"
    person = Patient(rng.randint(30, 78), "woman" if kind in WOMEN_KINDS else rng.choice(("man", "woman")))
    phrase = person.phrase
    sentence = rng.choice(sentences).format(term=term, a_term=a(term), term_start=term.capitalize())
    opening = rng.choice(("The chart of {0} says:", "From a note on {0}:", "A report on {0} reads:"))
    stem = f'{opening.format(phrase[0].lower() + phrase[1:])} "{sentence}" {question.format(term=term)}'
    meaning = _prefix_meaning(prefix, base)
    parts = f"{prefix.capitalize()}- means {ELEMENTS[prefix][0]}, and -{base} stands for {BASES[base][0]}"
    why = f"{parts}: {meaning.lower()}."
    return Draft(stem, meaning, why, _prefix_mistakes(prefix, base, person.noun))


_REFERENCES = ("Medical word roots, prefixes and suffixes as in any medical dictionary",)
FAMILIES = (
    Family(
        slug="family-terms-condition-meaning",
        title="What the word for a condition means",
        track="cpc",
        area="medical-terminology",
        difficulty=2,
        bloom="apply",
        tags=("word roots", "condition suffixes"),
        references=_REFERENCES,
        draw=_draw_condition,
    ),
    Family(
        slug="family-terms-prefix-meaning",
        title="What a prefix does to a word",
        track="cpc",
        area="medical-terminology",
        difficulty=2,
        bloom="apply",
        tags=("prefixes",),
        references=_REFERENCES,
        draw=_draw_prefix,
    ),
)
