"""What was typed into a billing form, read as what it means: amounts, days, codes, whole numbers, texts, choices.

Reads generously; what has no meaning becomes `Unreadable`, with a sentence that says why.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import combinations
from typing import assert_never

from trainer.domain.claims import money
from trainer.domain.claims.billing_case import FieldType


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A text that is no value of its type. Equal texts are equal."""

    text: str
    reason: str = field(compare=False)


NOT_WHOLE = "A whole number is asked for."
Value = int | date | str | frozenset[str] | tuple[str, ...] | Unreadable

_MINUS = str.maketrans(dict.fromkeys("\u2010\u2012\u2013\u2014\u2015\u2212", "-"))
_GROUPED = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d*)?", re.ASCII)
_SHORT = re.compile(r"(-?)(\d*)\.(\d{0,2})", re.ASCII)
_WHOLE = re.compile(r"([+-]?)(\d{1,9}|\d{1,3}(?:,\d{3})+)(?:\.0*)?\s*(?:%|[a-z]+)?", re.IGNORECASE)
_FRACTION = re.compile(r"[+-]?[\d,]*\.\d+.*")
_DECIMAL = re.compile(r"([+-]?(?:\d{1,9}|\d{1,3}(?:,\d{3})+)?\.\d{1,9})\s*(?:%|[a-z]+)?", re.ASCII | re.IGNORECASE)
_MONTHS = "january february march april may june july august september october november december"
_MONTH_OF = {
    name[:length]: number for number, name in enumerate(_MONTHS.split(), 1) for length in range(3, len(name) + 1)
}
_DAYS = tuple(
    re.compile(style, re.ASCII | re.IGNORECASE)
    for style in (
        r"(?P<year>\d{4})[-/. ](?P<month>\d{1,2})[-/. ](?P<day>\d{1,2})",
        r"(?P<month>\d{1,2})[-/. ](?P<day>\d{1,2})[-/. ](?P<year>\d{4}|\d\d)",
        r"(?P<month>\d\d)(?P<day>\d\d)(?P<year>\d{4}|\d\d)",
        r"(?P<day>\d{1,2})(?:st|nd|rd|th)?[-., ]+(?P<month>[a-z]{3,9})[-., ]+(?P<year>\d{4}|\d\d)",
        r"(?P<month>[a-z]{3,9})[-., ]+(?P<day>\d{1,2})(?:st|nd|rd|th)?[-., ]+(?P<year>\d{4}|\d\d)",
    )
)
_ASIDE = re.compile(r"\([^()\d]*\)")
_BEFORE_NAME = re.compile(r"\s*(?:dr|mr|mrs|ms)(?:\.\s*|\s+)", re.IGNORECASE)
_BEHIND_NAME = re.compile(r"(?:[\s,]+(?:m\.?d|d\.?o|n\.?p|p\.?a)\.?)+\s*$", re.IGNORECASE)


def is_blank(text: str) -> bool:
    """Whether nothing is entered."""
    return not text.strip()


def _plain(text: str) -> str:
    """Signs that look alike made one, and a minus that stands behind its number put before it."""
    typed = unicodedata.normalize("NFKC", text).translate(_MINUS).strip()
    return f"-{typed[:-1].strip()}" if typed.endswith("-") and typed[0] not in "-(" else typed


def read_cents(text: str) -> int | Unreadable:
    """An amount in dollars as cents; also `120.5`, `$1,200.00`, `-20.00`, `20.00-` and `(20.00)`."""
    bare = re.sub(r"USD|[\s$]", "", _plain(text).upper())
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
    """A day written as 03/09/2026, 2026-03-09, 03 09 2026, 03092026, 9 March 2026 or Mar 9, 2026."""
    typed = " ".join(_plain(text).split())
    found = next((match for style in _DAYS if (match := style.fullmatch(typed))), None)
    month = _month(found["month"]) if found else 0
    if not found or not month:
        return Unreadable(typed, "This cannot be read as a date; write it as in 03/09/2026.")
    if len(found["year"]) == 2:
        return Unreadable(typed, "The year is written with four digits, as in 03/09/2026.")
    try:
        return date(int(found["year"]), month, int(found["day"]))
    except ValueError:
        return Unreadable(typed, "The calendar has no such day.")


def _month(text: str) -> int:
    """The number of a month in digits, or by three letters of its English name or more; 0 where it is no month."""
    return int(text) if text.isdigit() else _MONTH_OF.get(text.lower(), 0)


def read_whole(text: str) -> int | Unreadable:
    """A whole number, with its unit or without: `30`, `1,200`, `30 days`, `20 %`."""
    typed = _plain(text)
    match = _WHOLE.fullmatch(typed)
    if match and typed.isascii():
        return int(match[1] + match[2].replace(",", ""))
    return Unreadable(typed, NOT_WHOLE if _FRACTION.fullmatch(typed) else "This cannot be read as a number.")


def round_decimals(text: str) -> int | None:
    """The whole number to which one with decimals rounds, None for others; a half goes up, below zero away from it."""
    match = _DECIMAL.fullmatch(_plain(text))
    return int(Decimal(match[1].replace(",", "")).quantize(Decimal(1), ROUND_HALF_UP)) if match else None


def fold(text: str) -> str:
    """A text for comparing: its letters and digits, without case and accents."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return "".join(sign for sign in bare.casefold() if sign.isalnum())


def fold_bare(text: str) -> str:
    """A text for comparing, without words in parentheses: `7 (replacement)` is `7`."""
    return fold(_ASIDE.sub(" ", text)) or fold(text)


def bare_name(text: str) -> str:
    """A name without words in parentheses and without titles: Dr, Mr, Mrs, Ms before it, MD, DO, NP, PA behind it."""
    name = _ASIDE.sub(" ", text).strip()
    name = name[match.end() :] if (match := _BEFORE_NAME.match(name)) else name
    return _BEHIND_NAME.sub("", name)


def fold_name(text: str) -> str:
    """A name, or a text that may be one, for comparing: without titles and words in parentheses."""
    return fold(bare_name(text)) or fold(text)


def same_words(one: str, other: str) -> bool:
    """Whether two names have the same words, in whatever order."""
    words = [sorted(filter(None, map(fold, re.split(r"[\s,;.]+", bare_name(text))))) for text in (one, other)]
    return words[0] == words[1]


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
        case FieldType.CODE:
            return fold_bare(text)
        case FieldType.TEXT:
            return fold_name(text)
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
