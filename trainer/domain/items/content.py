"""What a learner may see of an item. Nothing in this module knows which answer is right."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: a short id that never changes (A, B, …) and its text in Markdown."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class SingleBest:
    """Choose the one best option, as in the CPC and CPB exams."""

    options: tuple[Option, ...]
    kind: Literal["single"] = "single"


@dataclass(frozen=True, slots=True)
class MultipleResponse:
    """Choose every option that applies."""

    options: tuple[Option, ...]
    kind: Literal["multiple"] = "multiple"


@dataclass(frozen=True, slots=True)
class NumericEntry:
    """Enter a number; `unit` is printed beside the field, `decimals` is how many are asked for."""

    unit: str = ""
    decimals: int = 0
    kind: Literal["numeric"] = "numeric"


@dataclass(frozen=True, slots=True)
class CodeEntry:
    """Enter one code of the named system."""

    system: Literal["icd-10-cm", "cpt", "hcpcs"]
    kind: Literal["code"] = "code"


@dataclass(frozen=True, slots=True)
class Ordering:
    """Put every option in its place, first to last."""

    options: tuple[Option, ...]
    kind: Literal["ordering"] = "ordering"


@dataclass(frozen=True, slots=True)
class Matching:
    """Give each prompt one of the options; an option may serve several prompts or none."""

    prompts: tuple[Option, ...]
    options: tuple[Option, ...]
    kind: Literal["matching"] = "matching"


Response = SingleBest | MultipleResponse | NumericEntry | CodeEntry | Ordering | Matching


@dataclass(frozen=True, slots=True)
class ItemContent:
    """The stem (Markdown), the way to respond, and the edition of the code books that it is true for."""

    stem: str
    response: Response
    edition: str


def options_of(response: Response) -> tuple[Option, ...]:
    """The options of any kind of response, in the author's order; empty for kinds that have none."""
    match response:
        case NumericEntry() | CodeEntry():
            return ()
        case _:
            return response.options


_QUANTITY = re.compile(
    r"[^\w$+-]*[-+]?\$?[-+]?(\d{1,4}|\d{1,3}(,\d{3})+)(\.\d+)?\s*%?( [a-z-]{1,20}){0,3}\W*", re.ASCII
)


def has_natural_order(options: Sequence[Option]) -> bool:
    """Whether every option is a quantity (at most one number, with a unit), so that they are best left in order.

    Numbers of five digits without a comma are codes, not quantities.
    """
    return bool(options) and all(_QUANTITY.fullmatch(option.text) for option in options)
