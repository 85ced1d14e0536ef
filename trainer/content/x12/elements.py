"""What stands in the elements of a segment: money, days, counts, words; written as X12 wants them, read strictly."""

import re
from collections.abc import Sequence
from datetime import date

from trainer.content.x12.segments import Segment, X12Error, clean

MOST_DOLLARS = 8
"""Digits before the point: the guides of the claims hold an amount to 99,999,999.99."""


def amount(cents: int) -> str:
    """Dollars without needless zeros, as the guides want a decimal: 120, 12.5, -0.07."""
    dollars, rest = divmod(abs(cents), 100)
    text = f"{dollars}.{rest:02d}".rstrip("0") if rest else str(dollars)
    return f"-{text}" if cents < 0 else text


def day_text(day: date) -> str:
    """A day as X12 writes it: 20260309."""
    return day.isoformat().replace("-", "")


def optional_text(text: str, most: int, what: str) -> str:
    """The text as it can be sent. Raises X12Error where it has more than `most` signs, or one that cannot be sent."""
    try:
        cleaned = clean(text)
    except X12Error as error:
        raise X12Error(f"{what}: {error.message}") from error
    if len(cleaned) > most:
        raise X12Error(f"{what} has {len(cleaned)} signs, “{cleaned[:most]}…”; there is room for {most}")
    return cleaned


def needed_text(text: str, most: int, what: str) -> str:
    """The same; raises X12Error where nothing is left of it, too."""
    cleaned = optional_text(text, most, what)
    if not cleaned:
        raise X12Error(f"{what} is missing")
    return cleaned


def composite(*parts: str) -> str:
    """An element of several parts; the empty ones at its end are left out."""
    return ":".join(parts).rstrip(":")


def label(segment: Segment, number: int) -> str:
    """How the guides call an element: SV102."""
    return f"{segment.name}{number:02d}"


def read_text(segment: Segment, number: int, what: str) -> str:
    """An element without the spaces around it. Raises X12Error where it is empty."""
    text = segment[number].strip()
    if not text:
        raise segment.fail(f"{label(segment, number)} is missing: {what}")
    return text


def read_choice(segment: Segment, number: int, choices: Sequence[str], what: str) -> str:
    """An element that says one of the choices. Raises X12Error where it is empty or says something else."""
    text = read_text(segment, number, what)
    if text not in choices:
        raise segment.fail(f"{label(segment, number)} ({what}) says “{text}”; {', '.join(choices)} are read")
    return text


def read_cents(segment: Segment, number: int, what: str) -> int:
    """Money in cents, never negative.

    Raises:
        X12Error: missing, a comma, more than two decimals, negative, or no amount.
    """
    text = read_text(segment, number, what)
    said = f"{label(segment, number)} ({what}) says “{text[:20]}”"
    if "," in text:
        raise segment.fail(f"{said}: an amount is written without a comma, as 1234.56")
    found = re.fullmatch(r"(-?)([0-9]*)(?:\.([0-9]*))?", text)
    if not found or not (found[2] or found[3]):
        raise segment.fail(f"{said}: that is no amount")
    dollars, decimals = found[2], found[3] or ""
    if len(decimals) > 2:
        raise segment.fail(f"{said}: an amount has at most two decimals")
    if len(dollars) > MOST_DOLLARS:
        raise segment.fail(f"{said}: an amount has at most {MOST_DOLLARS} digits before the point")
    if found[1]:
        raise segment.fail(f"{said}: it cannot be negative")
    return int(dollars or "0") * 100 + int(f"{decimals:0<2}")


def read_day(segment: Segment, number: int, text: str | None = None) -> date:
    """A day written as 20260309: the element, or `text` where that is only a part of it."""
    said = read_text(segment, number, "a day") if text is None else text
    try:
        if not re.fullmatch(r"[0-9]{8}", said):
            raise ValueError(said)
        return date.fromisoformat(said)
    except ValueError as error:
        message = f"{label(segment, number)} says “{said[:20]}”: no day of the calendar, written as 20260309"
        raise segment.fail(message) from error


def read_units(segment: Segment, number: int, most: int) -> int:
    """Whole units from 1; zeros behind a point change nothing (“2.0” is 2)."""
    text = read_text(segment, number, "the units")
    said = f"{label(segment, number)} says “{text[:20]}” units"
    if re.fullmatch(r"[0-9]*\.[0-9]*[1-9][0-9]*", text):
        raise segment.fail(f"{said}: parts of a unit are not supported, only whole units or minutes")
    found = re.fullmatch(r"([0-9]{1,9})(?:\.0*)?", text)
    if not found or not 1 <= int(found[1]) <= most:
        raise segment.fail(f"{said}: a whole number from 1 to {most:,} should stand there")
    return int(found[1])
