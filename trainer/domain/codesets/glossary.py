"""Takes the words of titles apart into roots, prefixes and suffixes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"[A-Za-z]{5,}")
_SHORTEST = {"prefix": 3, "root": 4, "suffix": 4}
"""Letters that a part must have: shorter ones stand in plain words by chance ("person" is no per- and son/o)."""

_LOOK_ALIKES = re.compile(r"transplant|mitochondri|hypermetropia|anisometropia|(cyclo|dys)thym|epilept|neurolept")
"""Words with the letters of known parts and another origin: no sole, cartilage, uterus, thymus or thinness in them."""

_LINKING_VOWELS = ("", "o", "i", "a")
_ENDINGS = ("", "s", "y", "e", "ic", "al", "ary", "ous", "us", "um", "ia", "ical")


@dataclass(frozen=True, slots=True)
class WordPart:
    """A root, prefix or suffix ("nephr/o", "peri-", "-itis") with its meaning and other ways of writing it."""

    part: str
    kind: str
    meaning: str
    examples: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TakenApart:
    """A word of a title and the parts that it is made of, from left to right."""

    word: str
    parts: tuple[WordPart, ...]


def take_apart(title: str, glossary: tuple[WordPart, ...]) -> tuple[TakenApart, ...]:
    """The words of a title that are made up of a root and another known part at least, without a rest.

    All others are left out: no explanation is better than a wrong one. Where there are several ways, that with the
    fewest parts is taken. Short parts count in the words alone that the glossary gives as their examples.
    """
    spellings = _spellings(glossary)
    found = []
    for word in dict.fromkeys(match.lower() for match in _WORD.findall(title)):
        if _LOOK_ALIKES.search(word):
            continue
        ways = (way for way in _ways(word, word, spellings, ("prefix", "root", "suffix")) if _tells_something(way))
        parts = min(ways, key=len, default=())
        if parts:
            found.append(TakenApart(word, parts))
    return tuple(found)


def _tells_something(parts: tuple[WordPart, ...]) -> bool:
    return len(parts) > 1 and any(part.kind == "root" for part in parts)


def _ways(
    word: str, rest: str, spellings: dict[str, dict[str, WordPart]], allowed: Sequence[str]
) -> Iterator[tuple[WordPart, ...]]:
    """Every way to read the rest of a word: prefixes, then roots, then one suffix; vowels may link two parts."""
    if rest in _ENDINGS:
        yield ()
    for kind in allowed:
        behind = {"prefix": ("prefix", "root", "suffix"), "root": ("root", "suffix"), "suffix": ()}[kind]
        for end in range(len(rest), 1, -1):
            part = spellings[kind].get(rest[:end])
            if part is None or (end < _SHORTEST[kind] and word not in part.examples):
                continue
            for vowel in _LINKING_VOWELS:
                if rest.startswith(vowel, end):
                    yield from ((part, *more) for more in _ways(word, rest[end + len(vowel) :], spellings, behind))


@lru_cache(maxsize=2)
def _spellings(glossary: tuple[WordPart, ...]) -> dict[str, dict[str, WordPart]]:
    """By kind, every way to write a part, without hyphens and linking vowel."""
    by_kind: dict[str, dict[str, WordPart]] = {"prefix": {}, "root": {}, "suffix": {}}
    for part in glossary:
        for written in (part.part, *part.variants):
            by_kind[part.kind].setdefault(re.sub(r"/.*|-", "", written).lower(), part)
    return by_kind
