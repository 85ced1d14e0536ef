"""Second, independent implementations of the families on words, roots, prefixes and abbreviations.

Each function reads one generated question as a learner does (stem and options as text), takes the term or the sentence
apart with the tables of a medical dictionary and returns the id of the option that states the meaning.
"""

import re
from collections.abc import Callable

from tests.domain.generators.oracles.terms_procedures import PROCEDURES
from tests.domain.generators.oracles.terms_tables import (
    ABBREVIATIONS,
    AMOUNTS,
    BLOOD_LEVELS,
    CONDITION_ENDINGS,
    CONDITION_ROOTS,
    PLACE_PREFIXES,
    PLACES,
    PLURALS,
    RATES,
    STRUCTURES,
)


def only(options: dict[str, str], answer: str) -> str:
    """The id of the one option that reads like the answer, whatever its capitals and full stop."""
    found = [key for key, text in options.items() if text.strip().rstrip(".").casefold() == answer.casefold()]
    assert len(found) == 1, f"computed {answer!r}, found {found} in {options}"
    return found[0]


def quoted(stem: str) -> str:
    """The first quotation of the stem."""
    found = re.search(r'"([^"]+)"', stem)
    assert found, f"nothing quoted in {stem!r}"
    return found[1]


def build_procedure(stem: str, options: dict[str, str]) -> str:
    """What was done to which organ, by the quoted sentence; the word is root of the organ + ending of the act."""
    sentence = quoted(stem)
    words = [word for part, word in PROCEDURES.items() if part in sentence]
    assert len(words) == 1, f"{words} for {sentence!r}"
    return only(options, words[0])


def condition(term: str) -> str:
    """The meaning of a word for a condition: its ending, then the organ of its root."""
    readings = []
    for ending, meaning in CONDITION_ENDINGS.items():
        if term.endswith(ending):
            root = term.removesuffix(ending)
            organs = {CONDITION_ROOTS[each] for each in (root, root.rstrip("oi")) if each in CONDITION_ROOTS}
            readings += [f"{meaning} {organ}" for organ in organs]
    assert len(readings) == 1, f"{readings} for {term!r}"
    return readings[0]


def condition_meaning(stem: str, options: dict[str, str]) -> str:
    """The condition that is present stands right after the heading; what is ruled out stands after "no sign of"."""
    found = re.fullmatch(r"[A-Z][a-z ]+: (\w+)(?:, no sign of \w+|, first noted at this visit)\.?", quoted(stem))
    assert found, f"no condition in {stem!r}"
    return only(options, condition(found[1].lower()))


def prefixed(word: str) -> str:
    """The meaning of a prefix and the base behind it; inter- needs two of the thing between which something lies."""
    for prefix, meaning in AMOUNTS.items():
        base = word.removeprefix(prefix)
        if base == word:
            continue
        if base.removesuffix("emia") in BLOOD_LEVELS:
            return f"{meaning} {BLOOD_LEVELS[base.removesuffix('emia')]} in the blood"
        return f"{RATES[base]} that is {meaning}"
    readings = []
    for prefix, meaning in PLACE_PREFIXES.items():
        place = PLACES.get(word.removeprefix(prefix).lstrip("-")) if word.startswith(prefix) else None
        if place:
            readings.append(f"{meaning} {PLURALS.get(place, place) if prefix == 'inter' else place}")
    assert len(readings) == 1, f"{readings} for {word!r}"
    return readings[0]


def prefix_meaning(stem: str, options: dict[str, str]) -> str:
    """The question quotes the word alone; the note uses the same word."""
    asked = re.search(r'(?:does|place does) "([\w-]+)" (?:mean|name)', stem)
    assert asked, f"no word is asked for in {stem!r}"
    word = asked[1].lower()
    assert word in quoted(stem).lower(), f"{word!r} is not in the note of {stem!r}"
    return only(options, prefixed(word))


def look_alike_structure(stem: str, options: dict[str, str]) -> str:
    """The first word of the quoted line that begins with a root names the structure; the longest root counts."""
    line = re.sub(r"^Status post |^\d{4}: ", "", quoted(stem))
    for word in re.findall(r"[a-z]+", line.lower()):
        roots = [root for root in STRUCTURES if word.startswith(root)]
        if roots:
            return only(options, STRUCTURES[max(roots, key=len)])
    raise AssertionError(f"no root in {stem!r}")


def abbreviation(stem: str, options: dict[str, str]) -> str:
    """The usual expansion of the abbreviation that the question names and the quoted line uses."""
    asked = re.search(r"(?:does|belong to) ([A-Z][A-Z&]+)(?: mean here| stand for)?\?$", stem.strip())
    assert asked, f"no abbreviation is asked for in {stem!r}"
    assert re.search(rf"(?<!\w){re.escape(asked[1])}(?!\w)", quoted(stem)), f"{asked[1]} is not in {stem!r}"
    return only(options, ABBREVIATIONS[asked[1]])


ORACLES: dict[str, Callable[[str, dict[str, str]], str]] = {
    "family-terms-build-procedure": build_procedure,
    "family-terms-condition-meaning": condition_meaning,
    "family-terms-prefix-meaning": prefix_meaning,
    "family-terms-look-alike-structure": look_alike_structure,
    "family-terms-abbreviation": abbreviation,
}
