"""Item files: `question_banks/<track>/<area>/<topic>.toml`. The format is described in docs/content-format.md."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from trainer.content.toml_files import Shape
from trainer.domain.items.content import (
    CodeEntry,
    ItemContent,
    Matching,
    MultipleResponse,
    NumericEntry,
    Option,
    Ordering,
    Response,
    SingleBest,
)
from trainer.domain.items.keys import (
    CodeKey,
    Explanation,
    Key,
    MatchingKey,
    MultipleKey,
    NumericKey,
    OrderingKey,
    SingleKey,
    key_problems,
)
from trainer.domain.items.lint.findings import Draft

MAX_SLUG = 120
SLUG = r"[a-z0-9]+(-[a-z0-9]+)*"
Slug = Annotated[str, StringConstraints(pattern=f"^{SLUG}$", max_length=MAX_SLUG)]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Title = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
OptionId = Annotated[str, StringConstraints(pattern=r"^[A-Z][0-9]?$")]
Difficulty = Annotated[int, Field(ge=1, le=5)]
Number = Annotated[Decimal, BeforeValidator(lambda value: Decimal(value) if type(value) is int else value)]


class OptionShape(Shape):
    id: OptionId
    text: Text
    why: Text


class PlainOptionShape(Shape):
    id: OptionId
    text: Text


class ReviewShape(Shape):
    """The independent second solution: whether it agreed with the key at first, and what was settled.

    A disputed item is not published.
    """

    second_solution: Literal["agreed", "settled", "disputed"]
    note: str = ""


class _ItemShape(Shape):
    id: Slug
    stimulus: Slug | None = None
    edition: Annotated[str, StringConstraints(pattern=r"^20\d\d$")]
    difficulty: Difficulty
    bloom: Literal["recall", "apply", "analyze"]
    tags: list[Text] = []
    stem: Text
    references: Annotated[list[Text], Field(min_length=1)]
    key_reason: str = ""
    review: ReviewShape | None = None
    sealed: bool = False
    lesson: Slug | None = None
    service_on: date | None = None
    odd_codes: dict[Text, Text] = {}
    accepted: dict[Slug, Text] = {}


class SingleShape(_ItemShape):
    kind: Literal["single"]
    options: Annotated[list[OptionShape], Field(min_length=2, max_length=10)]
    key: OptionId


class MultipleShape(_ItemShape):
    kind: Literal["multiple"]
    options: Annotated[list[OptionShape], Field(min_length=2, max_length=10)]
    key: list[OptionId]


class NumericShape(_ItemShape):
    kind: Literal["numeric"]
    unit: str = ""
    decimals: Annotated[int, Field(ge=0, le=6)] = 0
    key: Number
    tolerance: Number = Decimal(0)
    why: Text


class CodeShape(_ItemShape):
    kind: Literal["code"]
    system: Literal["icd-10-cm", "cpt", "hcpcs"]
    key: list[Text]
    why: Text


class OrderingShape(_ItemShape):
    kind: Literal["ordering"]
    options: Annotated[list[PlainOptionShape], Field(min_length=2, max_length=10)]
    key: list[OptionId]
    why: Text


class MatchingShape(_ItemShape):
    kind: Literal["matching"]
    prompts: Annotated[list[PlainOptionShape], Field(min_length=2, max_length=10)]
    options: Annotated[list[PlainOptionShape], Field(min_length=2, max_length=10)]
    key: dict[OptionId, OptionId]
    why: Text


ItemShape = Annotated[
    SingleShape | MultipleShape | NumericShape | CodeShape | OrderingShape | MatchingShape, Field(discriminator="kind")
]


class StimulusShape(Shape):
    id: Slug
    title: Title
    text: Text
    odd_codes: dict[Text, Text] = {}


class ItemFileShape(Shape):
    schema_: Literal[1] = Field(alias="schema")
    track: Literal["cpc", "cpb"]
    area: Slug
    stimuli: list[StimulusShape] = []
    items: Annotated[list[ItemShape], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class AuthoredStimulus:
    slug: str
    title: str
    body: str
    odd_codes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AuthoredItem:
    """An item as its file describes it. `key_reason` says why the key differs from the one published before."""

    slug: str
    track: str
    area: str
    difficulty: int
    bloom: str
    tags: tuple[str, ...]
    stimulus: AuthoredStimulus | None
    content: ItemContent
    key: Key
    explanation: Explanation
    key_reason: str
    second_solution: str
    settlement: str = ""
    is_sealed: bool = False
    lesson: str | None = None
    service_on: date | None = None
    odd_codes: dict[str, str] = field(default_factory=dict)
    accepted: dict[str, str] = field(default_factory=dict)

    @property
    def draft(self) -> Draft:
        """The item as lint looks at it."""
        return Draft(
            self.slug,
            self.track,
            self.content,
            self.key,
            self.explanation,
            self.stimulus.body if self.stimulus else "",
            self.service_on,
            self.odd_codes | (self.stimulus.odd_codes if self.stimulus else {}),
            self.accepted,
        )


def is_slug(text: str) -> bool:
    """Whether a text may be an id."""
    return len(text) <= MAX_SLUG and re.fullmatch(SLUG, text) is not None


def item_problems(item: ItemShape) -> Iterator[tuple[str, str]]:
    """What the shape alone cannot see, by field: repeated ids, a key that names no option."""
    for name in ("options", "prompts"):
        ids = [option.id for option in getattr(item, name, [])]
        if len(set(ids)) != len(ids):
            yield name, "two of them have the same id"
    for problem in key_problems(_response(item), _key(item)):
        yield "key", problem


def to_item(shape: ItemShape, file: ItemFileShape, stimulus: AuthoredStimulus | None) -> AuthoredItem:
    """The domain values of an item whose problems have been looked for."""
    return AuthoredItem(
        slug=shape.id,
        track=file.track,
        area=file.area,
        difficulty=shape.difficulty,
        bloom=shape.bloom,
        tags=tuple(shape.tags),
        stimulus=stimulus,
        content=ItemContent(shape.stem, _response(shape), shape.edition),
        key=_key(shape),
        explanation=_explanation(shape),
        key_reason=shape.key_reason,
        second_solution=shape.review.second_solution if shape.review else "",
        settlement=shape.review.note if shape.review else "",
        is_sealed=shape.sealed,
        lesson=shape.lesson,
        service_on=shape.service_on,
        odd_codes=dict(shape.odd_codes),
        accepted=dict(shape.accepted),
    )


def _options(shapes: list[OptionShape] | list[PlainOptionShape]) -> tuple[Option, ...]:
    return tuple(Option(shape.id, shape.text) for shape in shapes)


def _response(shape: ItemShape) -> Response:
    match shape:
        case SingleShape():
            return SingleBest(_options(shape.options))
        case MultipleShape():
            return MultipleResponse(_options(shape.options))
        case NumericShape():
            return NumericEntry(shape.unit, shape.decimals)
        case CodeShape():
            return CodeEntry(shape.system)
        case OrderingShape():
            return Ordering(_options(shape.options))
        case MatchingShape():
            return Matching(_options(shape.prompts), _options(shape.options))


def _key(shape: ItemShape) -> Key:
    match shape:
        case SingleShape():
            return SingleKey(shape.key)
        case MultipleShape():
            return MultipleKey(tuple(shape.key))
        case NumericShape():
            return NumericKey(shape.key, shape.tolerance)
        case CodeShape():
            return CodeKey(tuple(shape.key))
        case OrderingShape():
            return OrderingKey(tuple(shape.key))
        case MatchingShape():
            return MatchingKey(tuple(shape.key.items()))


def _explanation(shape: ItemShape) -> Explanation:
    references = tuple(shape.references)
    match shape:
        case SingleShape() | MultipleShape():
            return Explanation("", tuple((option.id, option.why) for option in shape.options), references)
        case _:
            return Explanation(shape.why, (), references)
