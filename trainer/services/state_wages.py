"""Wages by state from the official file of the Bureau of Labor Statistics: imported whole or not at all, and shown."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from trainer.codebook.archives import MOST_AT_ONCE
from trainer.codebook.errors import ReleaseUnusable
from trainer.codebook.tables import columns, rows_of
from trainer.db.models.field import StateWage
from trainer.db.queries import field as queries
from trainer.domain.careers.figures import is_old
from trainer.domain.kernel.problems import Report
from trainer.services.accounts import record
from trainer.services.scope import Scope, Scopes

OCCUPATIONS: Mapping[str, str] = {
    "29-2072": "Medical records specialists",
    "43-3021": "Billing and posting clerks",
}
LEAST_STATES = 45
"""The official file has 50 states, the District of Columbia and three territories; a few are left out in some years."""
LEAST_MEDIANS = 40
"""Of so many states at least it has a median; formulas without their results would leave none."""
FIRST_YEAR = 2021
"""Before it, medical records specialists were counted in another occupation."""
MOST_PROBLEMS = 20

_STATE_OR_TERRITORY = ("2", "3")
_NOT_PUBLISHED = ("*", "**", "#", "")
_AMOUNTS: Mapping[str, str] = {
    "A_MEDIAN": "median_dollars",
    "A_MEAN": "mean_dollars",
    "A_PCT10": "p10_dollars",
    "A_PCT25": "p25_dollars",
    "A_PCT75": "p75_dollars",
    "A_PCT90": "p90_dollars",
}
_ASCENDING = ("p10_dollars", "p25_dollars", "median_dollars", "p75_dollars", "p90_dollars")
_COLUMNS = ("AREA_TITLE", "AREA_TYPE", "PRIM_STATE", "OCC_CODE", "TOT_EMP", *_AMOUNTS)
_NUMBER = re.compile(r"[0-9]{1,9}(?:\.0+)?")
_YEAR_IN_NAME = re.compile(r"_M([0-9]{4})_")

Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ImportedWages:
    """How many states of each occupation were stored; where `report` holds problems, nothing was."""

    year: int
    states: Mapping[str, int]
    report: Report


@dataclass(frozen=True, slots=True)
class WageRow:
    """Whole dollars a year; None where the Bureau publishes nothing."""

    state: str
    title: str
    employment: int | None
    median: int | None
    p10: int | None
    p25: int | None
    p75: int | None
    p90: int | None


@dataclass(frozen=True, slots=True)
class WagesPage:
    """Wages of one occupation by state; no rows where nothing was imported. `most` is the highest wage on the page."""

    occupation: str
    title: str
    year: int | None
    is_old: bool
    rows: tuple[WageRow, ...]
    most: int


def import_wages(scopes: Scopes, path: Path, year: int) -> ImportedWages:
    """Stores the wages of May of a year from `state_M<year>_dl.xlsx`; what was imported of that year is replaced.

    The file, which takes seconds to read, is read before anything is locked.
    """
    report, now = Report(), scopes.clock()
    wages = _read(path, year, now, report)
    if report.problems:
        return ImportedWages(year, {}, report)
    states = {number: sum(wage.occupation == number for wage in wages) for number in OCCUPATIONS}
    with scopes.writing() as scope:
        queries.delete_wages(scope.session, year)
        scope.session.add_all(wages)
        record(scope, "field.import-wages", str(year), f"{path.name}: {len(wages)} rows")
    return ImportedWages(year, states, report)


def get_wages(scope: Scope, occupation: str) -> WagesPage:
    """The newest imported wages of an occupation; of medical records specialists where it is none of `OCCUPATIONS`."""
    number = occupation if occupation in OCCUPATIONS else next(iter(OCCUPATIONS))
    year = queries.find_newest_year(scope.session, number)
    rows = tuple(
        WageRow(
            row["state"],
            row["area_title"],
            row["employment"],
            row["median_dollars"],
            row["p10_dollars"],
            row["p25_dollars"],
            row["p75_dollars"],
            row["p90_dollars"],
        )
        for row in (queries.list_wages(scope.session, number, year) if year else ())
    )
    most = max((wage for row in rows for wage in (row.median, row.p90) if wage is not None), default=0)
    is_past = year is not None and is_old(f"{year}-05", scope.now.date())
    return WagesPage(number, OCCUPATIONS[number], year, is_past, rows, most)


def _read(path: Path, year: int, now: datetime, report: Report) -> list[StateWage]:
    named = _YEAR_IN_NAME.search(path.name)
    if not FIRST_YEAR <= year <= now.year:
        report.add(path.name, "", f"the year should lie from {FIRST_YEAR} to {now.year}, not {year}")
    elif named and int(named[1]) != year:
        report.add(path.name, "", f"is named for {named[1]}, not for {year}")
    if report.problems:
        return []
    try:
        if path.stat().st_size > MOST_AT_ONCE:
            report.add(path.name, "", f"is larger than {MOST_AT_ONCE >> 20} MB; the official file is not")
            return []
        data = path.read_bytes()
        if not data.startswith(b"PK"):
            report.add(path.name, "", "is no Excel workbook (.xlsx)")
            return []
        wages = _wages(path.name, data, year, report)
    except ReleaseUnusable as error:
        report.add(path.name, f"row {error.line}" if error.line else "", error.message)
        return []
    except OSError as error:
        report.add(path.name, "", f"cannot be read: {error.strerror}")
        return []
    for wage in wages:
        wage.imported_at = now
    _check_whole(path.name, wages, report)
    del report.problems[MOST_PROBLEMS:]
    return wages


def _wages(name: str, data: bytes, year: int, report: Report) -> list[StateWage]:
    rows = rows_of(name, data)
    first = next(rows, (1, []))
    places = columns(name, first, _COLUMNS)
    found: dict[tuple[str, str], StateWage] = {}
    for number, cells in rows:
        row = {column: cells[place] if place < len(cells) else "" for column, place in places.items()}
        if row["OCC_CODE"] not in OCCUPATIONS:
            continue
        wage = _wage(row, year)
        key = (wage.state, wage.occupation)
        problems = [*_row_problems(row, wage)]
        if key in found:
            problems.append(("OCC_CODE", f"{wage.occupation} of {wage.state} stands twice: not the file of states"))
        for column, problem in problems:
            report.add(name, f"row {number}, {column}", problem)
        if len(report) >= MOST_PROBLEMS:
            break
        found[key] = wage
    return list(found.values())


def _wage(row: Cells, year: int) -> StateWage:
    amounts = {field: _whole(row[column]) for column, field in _AMOUNTS.items()}
    return StateWage(
        state=row["PRIM_STATE"],
        occupation=row["OCC_CODE"],
        year=year,
        area_title=row["AREA_TITLE"],
        employment=_whole(row["TOT_EMP"]),
        **amounts,
    )


def _whole(text: str) -> int | None:
    bare = text.replace(",", "")
    return int(bare.partition(".")[0]) if _NUMBER.fullmatch(bare) else None


def _row_problems(row: Cells, wage: StateWage) -> Iterator[tuple[str, str]]:
    if row["AREA_TYPE"] not in _STATE_OR_TERRITORY:
        yield "AREA_TYPE", f"{row['AREA_TYPE'][:20]!r} is neither a state (2) nor a territory (3)"
    if not re.fullmatch(r"[A-Z]{2}", wage.state):
        yield "PRIM_STATE", f"{wage.state[:20]!r} is no state of two letters"
    if not 0 < len(wage.area_title) <= 60:
        yield "AREA_TITLE", "is empty or longer than 60 characters"
    for column in ("TOT_EMP", *_AMOUNTS):
        if row[column] not in _NOT_PUBLISHED and _whole(row[column]) is None:
            yield column, f"{row[column][:20]!r} is neither a whole number nor * or #"
    published = [amount for field in _ASCENDING if (amount := getattr(wage, field)) is not None]
    if published != sorted(published):
        yield "A_MEDIAN", "the percentiles do not ascend"


def _check_whole(name: str, wages: Sequence[StateWage], report: Report) -> None:
    for number, title in OCCUPATIONS.items():
        medians = [wage.median_dollars for wage in wages if wage.occupation == number]
        known = sum(median is not None for median in medians)
        if len(medians) < LEAST_STATES:
            report.add(name, "", f"has {len(medians)} states of {number} ({title.lower()}); the official file has more")
        elif known < LEAST_MEDIANS:
            report.add(name, "", f"has a median of {number} for {known} states only; the official file has more")
