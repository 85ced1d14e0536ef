"""A figure about the field with all that belongs to it: source, year, what it does not say, and when it is old."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

OLD_AFTER_YEARS = 2
"""A figure is old when more than these years have passed since the first day of which it is true."""

_AS_OF = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


class Kind(StrEnum):
    """What a figure is about. The wage of a survey is never shown without an official one."""

    OFFICIAL_WAGE = "official-wage"
    SURVEY_WAGE = "survey-wage"
    OUTLOOK = "outlook"
    WORK = "work"
    EXAM = "exam"
    COST = "cost"
    TIME = "time"
    ASSUMPTION = "assumption"


class Evidence(StrEnum):
    """How we know: from whoever made the figure, from a page that passes it on, from a note, or from nobody else."""

    OFFICIAL = "official"
    SECONDARY = "secondary"
    NOTED = "noted"
    COMPUTED = "computed"
    ASSUMPTION = "assumption"


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` is the text as shown; `cents` or `number` are there where one reckons with it.

    `year` is what it speaks of (`2024`, `2024-2034`), `as_of` when it was true (`2026`, `2024-05`, `2026-09-30`),
    `beside` the ids of what has to stand next to it. `url` is empty where there is no page to link.
    """

    id: str
    kind: Kind
    label: str
    value: str
    unit: str
    year: str
    as_of: str
    source: str
    url: str
    evidence: Evidence
    caveat: str
    beside: tuple[str, ...] = ()
    cents: int | None = None
    number: int | None = None


def first_day(as_of: str) -> date:
    """The first day of the year, the month or the day that `as_of` names: the earliest at which it can be true.

    Raises:
        ValueError: it is none of them.
    """
    found = _AS_OF.fullmatch(as_of)
    if not found:
        raise ValueError("should be a year, a month or a day, such as 2026, 2026-02 or 2026-02-28")
    year, month, day = (int(part) if part else 1 for part in found.groups())
    return date(year, month, day)


def is_old(as_of: str, today: date) -> bool:
    """Whether more than two years have passed. What is only known by its year counts from the first of January."""
    begun = first_day(as_of)
    years_later = (begun.year + OLD_AFTER_YEARS, begun.month, begun.day)
    return (today.year, today.month, today.day) > years_later


def lonely_wages(figures: Mapping[str, Figure]) -> tuple[str, ...]:
    """The ids of survey wages that name no official wage to stand beside them."""
    return tuple(
        figure.id
        for figure in figures.values()
        if figure.kind is Kind.SURVEY_WAGE
        and not any(other in figures and figures[other].kind is Kind.OFFICIAL_WAGE for other in figure.beside)
    )


def together(figures: Mapping[str, Figure], ids: tuple[str, ...]) -> tuple[Figure, ...]:
    """The figures of these ids in their order, each one after what has to stand beside it; none twice."""
    chosen = dict.fromkeys(other for id_ in ids for other in (*figures[id_].beside, id_))
    return tuple(figures[id_] for id_ in chosen)
