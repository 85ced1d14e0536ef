"""The right answer and the explanation: separate values, so that no page can leak them by accident."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, assert_never

from trainer.domain.items.content import (
    CodeEntry,
    Matching,
    MultipleResponse,
    NumericEntry,
    Option,
    Ordering,
    Response,
    SingleBest,
    options_of,
)


@dataclass(frozen=True, slots=True)
class SingleKey:
    option: str
    kind: Literal["single"] = "single"


@dataclass(frozen=True, slots=True)
class MultipleKey:
    options: tuple[str, ...]
    kind: Literal["multiple"] = "multiple"


@dataclass(frozen=True, slots=True)
class NumericKey:
    """Right when within `tolerance` of `value`, both ends included."""

    value: Decimal
    tolerance: Decimal = Decimal(0)
    kind: Literal["numeric"] = "numeric"


@dataclass(frozen=True, slots=True)
class CodeKey:
    """Right when it is any of these codes."""

    any_of: tuple[str, ...]
    kind: Literal["code"] = "code"


@dataclass(frozen=True, slots=True)
class OrderingKey:
    order: tuple[str, ...]
    kind: Literal["ordering"] = "ordering"


@dataclass(frozen=True, slots=True)
class MatchingKey:
    """Pairs of (prompt id, option id)."""

    pairs: tuple[tuple[str, str], ...]
    kind: Literal["matching"] = "matching"


Key = SingleKey | MultipleKey | NumericKey | CodeKey | OrderingKey | MatchingKey


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why: a general remark (may be empty), one rationale per option id, and the references."""

    general: str
    rationales: tuple[tuple[str, str], ...]
    references: tuple[str, ...]

    def rationale(self, option_id: str) -> str:
        return dict(self.rationales).get(option_id, "")


def key_problems(response: Response, key: Key) -> Iterator[str]:
    """Sentences that say how `key` does not fit `response`; none when it does."""
    ids = {option.id for option in options_of(response)}
    match response, key:
        case SingleBest(), SingleKey(option):
            yield from _unknown([option], ids)
        case MultipleResponse(), MultipleKey(options):
            yield from _unknown(options, ids)
            if not options or len(set(options)) != len(options):
                yield "names no option, or the same one twice"
        case NumericEntry(), NumericKey(value, tolerance):
            if not value.is_finite() or not tolerance.is_finite() or tolerance < 0:
                yield "the value must be a number and the tolerance zero or more"
        case CodeEntry(), CodeKey(any_of):
            if not any_of:
                yield "names no code"
        case Ordering(), OrderingKey(order):
            yield from _unknown(order, ids)
            if sorted(order) != sorted(ids):
                yield "must place every option once"
        case Matching(prompts=prompts), MatchingKey(pairs):
            yield from _matching_problems(prompts, pairs, ids)
        case _:
            yield f"a {key.kind} key does not fit a {response.kind} item"


def _matching_problems(
    prompts: tuple[Option, ...], pairs: tuple[tuple[str, str], ...], option_ids: set[str]
) -> Iterator[str]:
    if sorted(prompt for prompt, _ in pairs) != sorted(prompt.id for prompt in prompts):
        yield "must give every prompt one option"
    yield from _unknown([option for _, option in pairs], option_ids)


def _unknown(named: tuple[str, ...] | list[str], ids: set[str]) -> Iterator[str]:
    for name in named:
        if name not in ids:
            yield f"names no option: {name!r} (there are {', '.join(sorted(ids))})"


def right_options(key: Key) -> frozenset[str]:
    """Ids of the options that a page marks as right; empty for kinds without options of that sense."""
    match key:
        case SingleKey(option):
            return frozenset({option})
        case MultipleKey(options):
            return frozenset(options)
        case NumericKey() | CodeKey() | OrderingKey() | MatchingKey():
            return frozenset()
        case unreachable:
            assert_never(unreachable)
