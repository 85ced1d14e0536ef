"""From form fields to a typed answer. A malformed answer is a value that says why; nothing here raises."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Literal, assert_never

from trainer.domain.codesets.codes import normalise_code
from trainer.domain.items.content import (
    CodeEntry,
    Matching,
    MultipleResponse,
    NumericEntry,
    Ordering,
    Response,
    SingleBest,
)

MAX_FIELD_CHARACTERS = 200
"""No right answer of any kind comes near; longer text is refused, not stored."""

Fields = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class SingleAnswer:
    option: str
    kind: Literal["single"] = "single"


@dataclass(frozen=True, slots=True)
class MultipleAnswer:
    """The chosen option ids, sorted."""

    options: tuple[str, ...]
    kind: Literal["multiple"] = "multiple"


@dataclass(frozen=True, slots=True)
class NumericAnswer:
    value: Decimal
    kind: Literal["numeric"] = "numeric"


@dataclass(frozen=True, slots=True)
class CodeAnswer:
    """The code, normalised for comparing."""

    code: str
    kind: Literal["code"] = "code"


@dataclass(frozen=True, slots=True)
class OrderingAnswer:
    order: tuple[str, ...]
    kind: Literal["ordering"] = "ordering"


@dataclass(frozen=True, slots=True)
class MatchingAnswer:
    """Pairs of (prompt id, option id) in the order of the prompts; unanswered prompts are left out."""

    pairs: tuple[tuple[str, str], ...]
    kind: Literal["matching"] = "matching"


Answer = SingleAnswer | MultipleAnswer | NumericAnswer | CodeAnswer | OrderingAnswer | MatchingAnswer


@dataclass(frozen=True, slots=True)
class Blank:
    """Nothing was entered."""


@dataclass(frozen=True, slots=True)
class Malformed:
    """Something was entered that is no answer to this kind of item."""

    message: str


def parse_answer(response: Response, fields: Fields) -> Answer | Blank | Malformed:
    """The answer in `fields`: `choice` (one or many), `number`, `code`, `place-<option>` = 1…n, `match-<prompt>`."""
    if any(len(value) > MAX_FIELD_CHARACTERS for values in fields.values() for value in values):
        return Malformed(f"An answer has at most {MAX_FIELD_CHARACTERS} characters.")
    match response:
        case SingleBest():
            return _single(response, _texts(fields, "choice"))
        case MultipleResponse():
            return _multiple(response, _texts(fields, "choice"))
        case NumericEntry():
            return _numeric(_texts(fields, "number"))
        case CodeEntry():
            return _code(_texts(fields, "code"))
        case Ordering():
            return _ordering(response, fields)
        case Matching():
            return _matching(response, fields)
        case unreachable:
            assert_never(unreachable)


def _texts(fields: Fields, name: str) -> list[str]:
    return [text for value in fields.get(name, ()) if (text := value.strip())]


def _single(response: SingleBest, choices: list[str]) -> SingleAnswer | Blank | Malformed:
    if not choices:
        return Blank()
    if len(choices) > 1 or choices[0] not in {option.id for option in response.options}:
        return Malformed("Choose one of the options shown.")
    return SingleAnswer(choices[0])


def _multiple(response: MultipleResponse, choices: list[str]) -> MultipleAnswer | Blank | Malformed:
    if not choices:
        return Blank()
    if not set(choices) <= {option.id for option in response.options}:
        return Malformed("Choose among the options shown.")
    return MultipleAnswer(tuple(sorted(set(choices))))


def _numeric(texts: list[str]) -> NumericAnswer | Blank | Malformed:
    if not texts:
        return Blank()
    plain = re.sub(r"[\s$%,]", "", unicodedata.normalize("NFKC", texts[0]))
    if not re.fullmatch(r"[-+]?[0-9]{0,15}(\.[0-9]{0,10})?", plain):
        return Malformed("Enter a number, such as 1234.50.")
    try:
        return NumericAnswer(Decimal(plain))
    except InvalidOperation:
        return Malformed("Enter a number, such as 1234.50.")


def _code(texts: list[str]) -> CodeAnswer | Blank | Malformed:
    if not texts:
        return Blank()
    code = normalise_code(texts[0])
    if not re.fullmatch(r"[0-9A-Z]{1,8}", code):
        return Malformed("Enter one code: letters and digits, with or without the dot.")
    return CodeAnswer(code)


def _ordering(response: Ordering, fields: Fields) -> OrderingAnswer | Blank | Malformed:
    places = {option.id: _texts(fields, f"place-{option.id}") for option in response.options}
    if not any(places.values()):
        return Blank()
    expected = [str(place) for place in range(1, len(places) + 1)]
    if sorted(texts[0] if texts else "" for texts in places.values()) != sorted(expected):
        return Malformed(f"Give each option a place of its own, 1 to {len(places)}.")
    return OrderingAnswer(tuple(sorted(places, key=lambda option: int(places[option][0]))))


def _matching(response: Matching, fields: Fields) -> MatchingAnswer | Blank | Malformed:
    options = {option.id for option in response.options}
    chosen = {prompt.id: _texts(fields, f"match-{prompt.id}") for prompt in response.prompts}
    pairs = tuple((prompt, texts[0]) for prompt, texts in chosen.items() if texts)
    if not pairs:
        return Blank()
    if any(option not in options for _, option in pairs):
        return Malformed("Match each prompt with one of the options shown.")
    return MatchingAnswer(pairs)


def fields_of(answer: Answer) -> dict[str, list[str]]:
    """The form fields that `parse_answer` reads this answer from."""
    match answer:
        case SingleAnswer(option):
            return {"choice": [option]}
        case MultipleAnswer(options):
            return {"choice": list(options)}
        case NumericAnswer(value):
            return {"number": [format(value, "f")]}
        case CodeAnswer(code):
            return {"code": [code]}
        case OrderingAnswer(order):
            return {f"place-{option}": [str(place)] for place, option in enumerate(order, start=1)}
        case MatchingAnswer(pairs):
            return {f"match-{prompt}": [option] for prompt, option in pairs}
        case unreachable:
            assert_never(unreachable)
