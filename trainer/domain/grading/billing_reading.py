"""What was typed into a billing form, read as what it means: amounts, days, codes, whole numbers, texts, choices.

Reads generously; what has no meaning becomes `Unreadable`, with a sentence that says why.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from typing import assert_never

from trainer.domain.claims import money
from trainer.domain.claims.billing_case import FieldType


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A text that is no value of its type. Equal texts are equal."""

    text: str
    reason: str = field(compare=False)


Value = int | date | str | frozenset[str] | tuple[str, ...] | Unreadable

_GROUPED = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d*)?", re.ASCII)
_SHORT = re.compile(r"(-?)(\d*)\.(\d{0,2})", re.ASCII)
_WHOLE = re.compile(r"([+-]?)(\d{1,9}|\d{1,3}(?:,\d{3})+)(?:\.0*)?\s*(?:%|[a-z]+)?", re.IGNORECASE)
_FRACTION = re.compile(r"[+-]?[\d,]*\.\d+.*")
_YEAR_FIRST = re.compile(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")
_EIGHT_DIGITS = re.compile(r"(\d\d)(\d\d)(\d{4})")
_SHORT_YEAR = re.compile(r"\d{1,2}[-/. ]\d{1,2}[-/. ]\d\d|\d{6}")


def is_blank(text: str) -> bool:
    """Whether nothing is entered."""
    return not text.strip()


def read_cents(text: str) -> int | Unreadable:
    """An amount in dollars as cents; beside what a claim takes also `120.5`, `$1,200.00`, `-20.00` and `(20.00)`."""
    bare = re.sub(r"USD|[\s$]", "", unicodedata.normalize("NFKC", text).upper())
    if bare.startswith("(") and bare.endswith(")"):
        bare = f"-{bare[1:-1]}"
    if _GROUPED.fullmatch(bare):
        bare = bare.replace(",", "")
    if (short := _SHORT.fullmatch(bare)) and short[2] + short[3]:
        bare = f"{short[1]}{short[2] or '0'}.{short[3].ljust(2, '0')}"
    try:
        return money.read_cents(bare, may_be_negative=True)
    except money.MoneyError as error:
        return Unreadable(text.strip(), error.reason)


def read_day(text: str) -> date | Unreadable:
    """A day written as 03/09/2026, 2026-03-09, 03 09 2026 or 03092026."""
    typed = " ".join(unicodedata.normalize("NFKC", text).split())
    if not typed.isascii():
        return Unreadable(typed, "This cannot be read as a date; write it as in 03/09/2026.")
    if match := _YEAR_FIRST.fullmatch(typed):
        year, month, day = match.groups()
    elif match := _YEAR_LAST.fullmatch(typed) or _EIGHT_DIGITS.fullmatch(typed):
        month, day, year = match.groups()
    elif _SHORT_YEAR.fullmatch(typed):
        return Unreadable(typed, "The year is written with four digits, as in 03/09/2026.")
    else:
        return Unreadable(typed, "This cannot be read as a date; write it as in 03/09/2026.")
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return Unreadable(typed, "The calendar has no such day.")


def read_whole(text: str) -> int | Unreadable:
    """A whole number, with its unit or without: `30`, `1,200`, `30 days`, `20 %`."""
    typed = unicodedata.normalize("NFKC", text).strip()
    match = _WHOLE.fullmatch(typed)
    if match and typed.isascii():
        return int(match[1] + match[2].replace(",", ""))
    is_fraction = _FRACTION.fullmatch(typed) is not None
    return Unreadable(typed, "A whole number is asked for." if is_fraction else "This cannot be read as a number.")


def fold(text: str) -> str:
    """A text for comparing: its letters and digits, without case and accents."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return "".join(sign for sign in bare.casefold() if sign.isalnum())


def read_ids(text: str) -> tuple[str, ...]:
    """Ids of offers in the order in which they are named first."""
    return tuple(dict.fromkeys(re.findall(r"[^\s,;]+", text)))


def read_value(type_: FieldType, text: str) -> Value:
    """What a text says as an entry of a field of this type: two texts that mean the same are equal values."""
    match type_:
        case FieldType.MONEY:
            return read_cents(text)
        case FieldType.DATE:
            return read_day(text)
        case FieldType.NUMBER:
            return read_whole(text)
        case FieldType.CODE | FieldType.TEXT:
            return fold(text)
        case FieldType.CHOICE:
            return text.strip()
        case FieldType.CHOICES:
            return frozenset(read_ids(text))
        case FieldType.ORDER:
            return read_ids(text)
    assert_never(type_)


def right_less_wrong(chosen: str, right: str) -> tuple[int, int, int]:
    """Choices that are right, that are wrong, and how many are right in all."""
    entered, wanted = set(read_ids(chosen)), set(read_ids(right))
    return len(entered & wanted), len(entered - wanted), len(wanted)


def ordered_pairs(entered: str, right: str) -> tuple[int, int]:
    """Pairs that stand in the right order, of all pairs; what was left out stands in no order."""
    places = {each: place for place, each in enumerate(read_ids(entered))}
    pairs: Sequence[tuple[str, str]] = tuple(combinations(read_ids(right), 2))
    held = sum(before in places and after in places and places[before] < places[after] for before, after in pairs)
    return held, len(pairs)
