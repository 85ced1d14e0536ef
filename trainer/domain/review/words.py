"""Parts of medical words: what they mean, which meanings are offered for one, and how a word is taken apart."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

CHOICES = 4


class PartKind(StrEnum):
    """In the order in which they stand in a word."""

    PREFIX = "prefix"
    ROOT = "root"
    SUFFIX = "suffix"


_PLACE = {kind: place for place, kind in enumerate(PartKind)}


@dataclass(frozen=True, slots=True)
class WordPart:
    """A part as books print it (`peri-`, `cardi/o`, `-itis`), and a word that holds it.

    `confused_with` are ids of parts that are often mixed up with it; `same_as` of those whose meanings could both be
    called right. `system` is the system of the body to which a root belongs, "" for prefixes and suffixes.
    """

    id: str
    part: str
    kind: PartKind
    meaning: str
    example: str
    example_meaning: str
    system: str = ""
    confused_with: tuple[str, ...] = ()
    same_as: tuple[str, ...] = ()

    @property
    def forms(self) -> tuple[str, ...]:
        """The letters by which it stands in words: a root with its vowel, and without it."""
        stem, slash, vowel = self.part.partition("/")
        return (stem + vowel, stem) if slash else (self.part.strip("-"),)

    def is_in_example(self) -> bool:
        """Whether the example holds the part where its kind stands: at the beginning, anywhere, at the end."""
        match self.kind:
            case PartKind.PREFIX:
                return self.example.startswith(self.forms)
            case PartKind.SUFFIX:
                return self.example.endswith(self.forms)
            case _:
                return any(form in self.example for form in self.forms)


@dataclass(frozen=True, slots=True)
class Piece:
    """Letters of a word, with the part that they are, where that is known."""

    letters: str
    part: WordPart | None


def means_the_same(one: WordPart, other: WordPart) -> bool:
    """Whether the meaning of the one could be called right for the other."""
    is_joined = other.id in one.same_as or one.id in other.same_as
    return one.id == other.id or is_joined or one.meaning == other.meaning


def offer(part: WordPart, parts: Mapping[str, WordPart], rng: random.Random) -> tuple[WordPart, ...]:
    """Four parts whose meanings are offered, the asked one among them; fewer where the parts do not suffice.

    The wrong ones are those that are often mixed up with it, then parts of its kind, of its system first, then any. No
    two of the four mean the same, so that exactly one is right and none can be ruled out by another.
    """
    confused = [parts[each] for each in part.confused_with]
    kin = [each for each in parts.values() if each.kind is part.kind]
    near = [each for each in kin if each.system == part.system]
    offered = [part]
    for group in (confused, near, kin, list(parts.values())):
        for each in rng.sample(group, len(group)):
            if len(offered) < CHOICES and not any(means_the_same(each, other) for other in offered):
                offered.append(each)
    rng.shuffle(offered)
    return tuple(offered)


def take_apart(part: WordPart, parts: Sequence[WordPart]) -> tuple[Piece, ...]:
    """The example of a part in pieces that give the whole word.

    Where the word consists of known parts, those, as few as possible; otherwise the part itself and what stands beside
    it, unnamed.
    """
    found = [pieces for pieces in _all_ways(part.example, parts, 0) if any(piece.part == part for piece in pieces)]
    if found:
        return min(found, key=len)
    form = next(form for form in part.forms if form in part.example)
    cut = part.example.rfind if part.kind is PartKind.SUFFIX else part.example.find
    begin = cut(form)
    pieces = (
        Piece(part.example[:begin], None),
        Piece(form, part),
        Piece(part.example[begin + len(form) :], None),
    )
    return tuple(piece for piece in pieces if piece.letters)


def _all_ways(word: str, parts: Sequence[WordPart], place: int) -> Iterator[tuple[Piece, ...]]:
    """Every way to read the word as parts: prefixes, then roots, then at most one suffix."""
    if not word:
        yield ()
        return
    for part in parts:
        if _PLACE[part.kind] < place:
            continue
        for form in part.forms:
            is_last = len(form) == len(word)
            if word.startswith(form) and (is_last or part.kind is not PartKind.SUFFIX):
                for rest in _all_ways(word[len(form) :], parts, _PLACE[part.kind]):
                    yield (Piece(form, part), *rest)
