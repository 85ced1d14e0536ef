"""The codes that an instructional note names: `(E08.-)`, `(P10-P15)`, `(T36-T50 with fifth or sixth character 5)`."""

import re
from dataclasses import astuple, dataclass
from functools import lru_cache

from trainer.domain.codesets.codes import normalise_code

_CODE = r"(?<![0-9A-Za-z])[A-Z](?:[0-9][0-9A-Z]|[A-Z][0-9])(?:\.[0-9A-Z]{1,4})?(?![0-9A-Za-z])"
_TARGET = re.compile(rf"(?P<first>{_CODE})(?:(?:\.?-\s*-?\s*|\.?-?\s+to\s+)(?P<last>{_CODE}))?")
_GROUP = re.compile(r"\(([^()]*)\)")
_QUALIFIER = re.compile(r"\bwith\s+(?P<text>[^()]*)$")
_BEHIND = re.compile(r"\s*with\s+(?P<text>.*?character.*)")
_ORDINALS = {"fifth": 5, "5th": 5, "sixth": 6, "six": 6, "6th": 6, "seventh": 7, "7th": 7}
_OPEN_FRACTURE = tuple("BCEFHJMNQR")
"""Initial or later care for one, at the fractures of the limbs: all but A, D, G, K, P and S."""


@dataclass(frozen=True, slots=True)
class CodeReference:
    """A code with everything below it, or a range of such; both ends normalised, `last` equal to `first` for one code.

    `positions` (counted from 1) and `characters` restrict it: one of the positions must hold one of the characters.
    `subdivisions` restrict it to codes that go on with one of them behind the dot, `endings` to codes that end in one
    of them (the placeholder X and the 7th character aside), `words` (lower case) to codes with them in their title.
    """

    first: str
    last: str
    positions: tuple[int, ...] = ()
    characters: tuple[str, ...] = ()
    subdivisions: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    words: str = ""

    def covers(self, code: str, title: str = "") -> bool:
        """Whether a (normalised) code of this title is meant."""
        if self.words not in title.lower():
            return False
        head = code[: len(self.first)]
        if not (self.first <= head and code[: len(self.last)] <= self.last and len(code) >= len(self.first)):
            return False
        if self.positions and not any(code[place - 1 : place] in self.characters for place in self.positions):
            return False
        if self.subdivisions and not code[3:].startswith(self.subdivisions):
            return False
        return not self.endings or code[4:6].rstrip("X").endswith(self.endings)


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a text names a code (`last` equal to `first`) or a range: from `start` up to, not including, `end`."""

    start: int
    end: int
    first: str
    last: str


def mentions_in(text: str) -> tuple[Mention, ...]:
    """The places where a text names codes or ranges of them, in order; both ends normalised."""
    return tuple(
        Mention(
            match.start(),
            match.end(),
            normalise_code(match["first"]),
            normalise_code(match["last"] or match["first"]),
        )
        for match in _TARGET.finditer(text)
    )


@dataclass(frozen=True, slots=True)
class _Restriction:
    positions: tuple[int, ...] = ()
    characters: tuple[str, ...] = ()
    subdivisions: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    words: str = ""


@lru_cache(maxsize=16384)
def references_in(note: str) -> tuple[CodeReference, ...]:
    """The codes named in a note: in parentheses, or in running text where there are none."""
    found: list[CodeReference] = []
    for group in _GROUP.finditer(note):
        listed, qualifier = group[1], _BEHIND.match(note, group.end())
        if inside := _QUALIFIER.search(listed):
            listed, qualifier = listed[: inside.start()], inside
        found += _named(listed, qualifier["text"] if qualifier else "")
    if not found:
        listed, _, behind = note.partition(" with ")
        is_restricted = "character" in behind or (behind and not re.search(r"\d", behind))
        found = _named(listed, behind) if is_restricted else _named(note, "")
    return tuple(found)


def _named(listed: str, qualifier: str) -> list[CodeReference]:
    only = _restriction(qualifier)
    references = []
    for match in _TARGET.finditer(listed):
        first, last = normalise_code(match["first"]), normalise_code(match["last"] or match["first"])
        references.append(CodeReference(first, last, *astuple(only)))
    return references


def _restriction(text: str) -> _Restriction:
    """What `with …` restricts a reference to."""
    positions = tuple(_ORDINALS[word] for word in re.findall(r"\w+", text) if word in _ORDINALS)
    value = text.rpartition("character")[2]
    if "open fracture" in text:
        return _Restriction(positions, _OPEN_FRACTURE)
    if "to sixth" in text or ("final character" in text and "." not in value):
        return _Restriction(endings=tuple(re.findall(r"\d+", value)))
    if positions:
        characters = _characters(value)
        return _Restriction(positions, characters) if characters else _Restriction()
    if text and not re.search(r"\d|character", text):
        return _Restriction(words=text.strip().lower())
    return _Restriction(subdivisions=tuple(re.findall(r"\.([0-9A-Z]+)", text)))


def _characters(value: str) -> tuple[str, ...]:
    spans = re.sub(r"(\d)-(\d)", lambda m: " ".join(map(str, range(int(m[1]), int(m[2]) + 1))), value)
    return tuple(re.findall(r"\b[0-9A-Z]\b", spans))
