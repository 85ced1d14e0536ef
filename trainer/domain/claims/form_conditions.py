"""When an item of the form is needed or allowed: conditions that the form itself can decide.

A condition takes the form and the item that it is asked for, so that one of a service line sees its own line.
"""

from collections.abc import Callable, Iterable

from trainer.domain.claims import code_rules
from trainer.domain.claims.cms1500 import LINES, line_of
from trainer.domain.claims.cms1500_rows import SERVICE
from trainer.domain.claims.form_values import Entries, is_none, is_on_file, is_same, may_be_person, text_of
from trainer.domain.codesets.codes import normalise_code

Condition = Callable[[Entries, str], bool]

_PARTS = tuple(row[0].removeprefix("24.*.") for row in SERVICE)

INPATIENT = frozenset(("21", "51", "61"))
AWAY = INPATIENT | frozenset(("19", "22", "23", "24", "31"))
"""Places that are never the practice of the billing physician."""


def line_stands(entries: Entries, line: int) -> bool:
    """Whether anything is written in a service line."""
    return any(text_of(entries, f"24.{line}.{part}") for part in _PARTS)


def standing_lines(entries: Entries) -> tuple[int, ...]:
    """The service lines in which anything is written, from the top."""
    return tuple(line for line in LINES if line_stands(entries, line))


def filled(*items: str) -> Condition:
    """When one of these items says something."""
    return lambda entries, _: any(text_of(entries, item) for item in items)


def says(item: str, *values: str) -> Condition:
    """When an item says one of these words."""
    return lambda entries, _: text_of(entries, item).lower() in values


def all_of(*conditions: Condition) -> Condition:
    """When every one of these conditions holds."""
    return lambda entries, item: all(each(entries, item) for each in conditions)


def any_of(*conditions: Condition) -> Condition:
    """When at least one of these conditions holds."""
    return lambda entries, item: any(each(entries, item) for each in conditions)


def negated(condition: Condition) -> Condition:
    """When a condition does not hold."""
    return lambda entries, item: not condition(entries, item)


def own_line(entries: Entries, item: str) -> bool:
    """For an item of a service line: the line is used, or it is the first and none is, for a claim has one."""
    line = line_of(item)
    return line_stands(entries, line) or (line == 1 and not standing_lines(entries))


def medicare_second(entries: Entries, _item: str) -> bool:
    """Item 11 of a Medicare claim names an insurance that pays before Medicare."""
    text = text_of(entries, "11")
    return bool(text) and not is_none(text)


def insured_differs(entries: Entries, _item: str) -> bool:
    """The patient is not the insured."""
    return text_of(entries, "6").lower() in ("spouse", "child", "other")


def own_address(entries: Entries, _item: str) -> bool:
    """Item 7 does not refer to item 5 by SAME."""
    return not is_same(text_of(entries, "7.street"))


def by_hand(item: str) -> Condition:
    """A signature box is filled, and not with Signature on file."""
    return lambda entries, _: bool(text_of(entries, item)) and not is_on_file(text_of(entries, item))


def billed_by_group(entries: Entries, item: str) -> bool:
    """The line is used for what a person does, and item 33 names an organisation."""
    name, line = text_of(entries, "33.name"), line_of(item)
    is_by_person = code_rules.has_rendering(_code(entries, line), text_of(entries, f"24.{line}.place"))
    return own_line(entries, item) and is_by_person and bool(name) and not may_be_person(name)


def beside(part: str) -> Condition:
    """For an item of a service line: another part of its line says something."""
    return lambda entries, item: bool(text_of(entries, f"24.{line_of(item)}.{part}"))


def at_places(places: Iterable[str]) -> Condition:
    """When a service line was given at one of these places of service."""
    wanted = frozenset(places)
    return lambda entries, _: any(text_of(entries, f"24.{line}.place") in wanted for line in standing_lines(entries))


def anywhere_but(place: str) -> Condition:
    """When a service line was given at any other place."""
    return lambda entries, _: any(
        text_of(entries, f"24.{line}.place") not in ("", place) for line in standing_lines(entries)
    )


def treated_elsewhere(entries: Entries, _item: str) -> bool:
    """A line was given at a place that is not the practice. A surgical center that bills itself names nobody in 24J."""
    return any(
        (place := text_of(entries, f"24.{line}.place")) in AWAY
        and (code_rules.has_rendering(_code(entries, line), place) or bool(text_of(entries, f"24.{line}.rendering")))
        for line in standing_lines(entries)
    )


def _code(entries: Entries, line: int) -> str:
    return normalise_code(text_of(entries, f"24.{line}.code"))


def bills_ordered_tests(entries: Entries, _item: str) -> bool:
    """A line is imaging or a laboratory test, which somebody has to have ordered."""
    return any(code_rules.is_ordered(_code(entries, line)) for line in LINES)


def bills_laboratory(entries: Entries, _item: str) -> bool:
    """A line is a test that needs a CLIA certificate."""
    return any(
        code_rules.needs_clia(_code(entries, line), text_of(entries, f"24.{line}.modifiers").upper().split())
        for line in LINES
    )


def bills_chiropractic(entries: Entries, _item: str) -> bool:
    """A line is chiropractic treatment of the spine."""
    return any(code_rules.is_chiropractic(_code(entries, line)) for line in LINES)


def bills_drug(entries: Entries, item: str) -> bool:
    """The line bills a drug by a J code."""
    code = _code(entries, line_of(item))
    return len(code) == 5 and code.startswith("J")
