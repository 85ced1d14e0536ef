"""Takes the words of titles apart into roots, prefixes and suffixes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"[A-Za-z]{5,}")
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
    """The words of a title that are made up of two known parts or more, without a rest; the others are left out.

    Where there are several ways, that with the fewest parts is taken.
    """
    spellings = _spellings(glossary)
    found = []
    for word in dict.fromkeys(match.lower() for match in _WORD.findall(title)):
        parts = min(_ways(word, spellings, ("prefix", "root", "suffix")), key=len, default=())
        if len(parts) > 1:
            found.append(TakenApart(word, parts))
    return tuple(found)


def _ways(
    rest: str, spellings: dict[str, dict[str, WordPart]], allowed: Sequence[str]
) -> Iterator[tuple[WordPart, ...]]:
    """Every way to read the rest of a word: prefixes, then roots, then one suffix; vowels may link two parts."""
    if rest in _ENDINGS:
        yield ()
    for kind in allowed:
        behind = {"prefix": ("prefix", "root", "suffix"), "root": ("root", "suffix"), "suffix": ()}[kind]
        for end in range(len(rest), 1, -1):
            part = spellings[kind].get(rest[:end])
            if part is None:
                continue
            for vowel in _LINKING_VOWELS:
                if rest.startswith(vowel, end):
                    yield from ((part, *more) for more in _ways(rest[end + len(vowel) :], spellings, behind))


@lru_cache(maxsize=2)
def _spellings(glossary: tuple[WordPart, ...]) -> dict[str, dict[str, WordPart]]:
    """By kind, every way to write a part, without hyphens and linking vowel."""
    by_kind: dict[str, dict[str, WordPart]] = {"prefix": {}, "root": {}, "suffix": {}}
    for part in glossary:
        for written in (part.part, *part.variants):
            by_kind[part.kind].setdefault(re.sub(r"/.*|-", "", written).lower(), part)
    return by_kind
