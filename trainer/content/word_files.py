"""The file of word parts: `question_banks/lessons/word_parts.toml`, from which the word game asks.

A pair of parts whose meanings could both be called right, and is not joined by `same_as`, would make a question with
two right answers: as far as a machine can see that, it is a problem.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import combinations
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from trainer.content.toml_files import Shape, read_toml
from trainer.domain.kernel.problems import Report
from trainer.domain.review.words import PartKind, WordPart

FILE = "lessons/word_parts.toml"
"""Below the folder of the banks."""

SYSTEMS = (
    "bones and muscles",
    "blood",
    "breathing",
    "circulation",
    "digestion",
    "glands",
    "nerves",
    "reproduction",
    "senses",
    "skin",
    "urinary",
    "general",
)
_FORMS = {PartKind.PREFIX: r"[a-z]+-", PartKind.ROOT: r"[a-z]+/[a-z]", PartKind.SUFFIX: r"-[a-z]+"}

Id = Annotated[str, StringConstraints(pattern=r"^[a-z]+$", max_length=40)]
Words = Annotated[str, StringConstraints(min_length=1, max_length=80, strip_whitespace=True)]
Example = Annotated[str, StringConstraints(pattern=r"^[a-z]+$", max_length=40)]


class PartShape(Shape):
    id: Id
    part: Words
    kind: Literal["prefix", "root", "suffix"]
    meaning: Words
    example: Example
    example_meaning: Words
    system: str = ""
    confused_with: list[Id] = []
    same_as: list[Id] = []


class WordFileShape(Shape):
    schema_: Literal[1] = Field(alias="schema")
    parts: list[PartShape] = Field(min_length=1)


def read_word_parts(banks: Path, report: Report) -> tuple[WordPart, ...]:
    """The parts in the order of the file; of a file with problems none, and every problem in `report`."""
    shape = read_toml(banks / FILE, FILE, WordFileShape, report)
    if shape is None:
        return ()
    before = len(report)
    found: dict[str, WordPart] = {}
    for row in shape.parts:
        part = _part(row)
        if part.id in found:
            report.add(FILE, f"parts[{part.id}].id", "is used twice")
        for field, problem in _problems(part):
            report.add(FILE, f"parts[{part.id}].{field}", problem)
        found[part.id] = part
    for id_, field, problem in (*_loose_ends(found), *_same_meanings(found)):
        report.add(FILE, f"parts[{id_}].{field}", problem)
    return () if len(report) > before else tuple(found.values())


def check_word_parts(banks: Path, report: Report) -> None:
    """Reports what is wrong with the file, where there is one: banks without a word game are whole."""
    if (banks / FILE).exists():
        read_word_parts(banks, report)


def _part(row: PartShape) -> WordPart:
    fields = row.model_dump(exclude={"kind", "confused_with", "same_as"})
    return WordPart(
        **fields, kind=PartKind(row.kind), confused_with=tuple(row.confused_with), same_as=tuple(row.same_as)
    )


def _problems(part: WordPart) -> Iterator[tuple[str, str]]:
    if not re.fullmatch(_FORMS[part.kind], part.part):
        yield "part", f"{part.part!r} is not written like a {part.kind}"
    elif not part.is_in_example():
        yield "example", f"{part.example!r} does not hold {part.part!r} where a {part.kind} stands"
    if part.kind is PartKind.ROOT and part.system not in SYSTEMS:
        yield "system", f"should be one of {', '.join(SYSTEMS)}"
    if part.kind is not PartKind.ROOT and part.system:
        yield "system", f"a {part.kind} belongs to no system"
    for each in sorted({*part.confused_with} & {*part.same_as}):
        yield "confused_with", f"{each!r} stands in same_as too: a meaning that is right cannot be a wrong answer"


def _loose_ends(found: Mapping[str, WordPart]) -> Iterator[tuple[str, str, str]]:
    for part in found.values():
        for field, others in (("confused_with", part.confused_with), ("same_as", part.same_as)):
            if len(set(others)) < len(others):
                yield part.id, field, "names a part twice"
            for other in others:
                if other == part.id:
                    yield part.id, field, "names the part itself"
                elif other not in found:
                    yield part.id, field, f"there is no part {other!r}"
                elif field == "same_as" and part.id not in found[other].same_as:
                    yield part.id, field, f"{other!r} does not name {part.id!r} in turn"


def _same_meanings(found: Mapping[str, WordPart]) -> Iterator[tuple[str, str, str]]:
    for one, other in combinations(found.values(), 2):
        shared = _senses(one.meaning) & _senses(other.meaning)
        if shared and other.id not in one.same_as:
            yield one.id, "meaning", f"shares {min(shared)!r} with {other.id!r}, which same_as does not name"


def _senses(meaning: str) -> set[str]:
    """The meanings that one is made of: `lung, air` is `lung` and `air`."""
    return {sense.strip().removeprefix("or ").casefold() for sense in meaning.split(",")}
