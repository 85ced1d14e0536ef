"""When official files are in force from, as their names say it."""

import re
from datetime import date, datetime

from trainer.codebook.errors import ReleaseUnusable

_DAY = re.compile(r"(?<![A-Za-z])[A-Za-z]+-\d{1,2}-\d{4}(?!\d)")
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_WHOLE_LIST = 1000
"""Rows from which a list is taken for a whole one; excerpts are too short to tell their year."""

_HOW_TO_SAY_IT = "; say it with --in-force-from YYYY-MM-DD"


def day_written_out(name: str) -> date | None:
    """The day in a name such as `icd10cm-tabular-April-1-2026.xml`; None where there is none."""
    for found in _DAY.findall(name):
        try:
            return datetime.strptime(found, "%B-%d-%Y").date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def day_named(name: str) -> date:
    """The day in a name; a year alone, `icd10cm_order_2027.txt`, is the fiscal one: from 1 October of the year before.

    Raises:
        ReleaseUnusable: the name has neither.
    """
    years = _YEAR.findall(name)
    day = day_written_out(name)
    if day is None and (not years or _DAY.search(name)):
        raise unsaid(name, "…-April-1-2026.xml, …_2027.txt")
    return day or date(int(years[-1]) - 1, 10, 1)


def unsaid(name: str, example: str) -> ReleaseUnusable:
    """The error for a name that does not say the day."""
    return ReleaseUnusable(name, 0, f"does not say in its name when it takes effect ({example}){_HOW_TO_SAY_IT}")


def fiscal_year(day: date) -> int:
    """ICD-10-CM turns over each 1 October."""
    return day.year + (day.month >= 10)


def check_year(name: str, version: str, begins: date, line: int = 0) -> None:
    """Raises:
    ReleaseUnusable: the file is of another fiscal year than its name says.
    """
    if version != str(fiscal_year(begins)):
        raise ReleaseUnusable(name, line, f"is of {version}, not of {fiscal_year(begins)} as its name says")


def check_newest(name: str, newest: date | None, rows: int, begins: date) -> None:
    """Every quarter adds to the lists of CMS, so that the newest day in a whole one lies in the year around its own.

    Raises:
        ReleaseUnusable: the list is of another year than its name says.
    """
    if newest is not None and rows >= _WHOLE_LIST and abs((newest - begins).days) >= 365:
        raise ReleaseUnusable(name, 0, f"is not of {begins:%B %Y} as its name says: the newest day in it is {newest}")


def day_written(text: str, name: str, line: int) -> date:
    """A day written yyyymmdd.

    Raises:
        ReleaseUnusable: it is none.
    """
    try:
        return datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError as error:
        raise ReleaseUnusable(name, line, f"has {text!r} where a day (yyyymmdd) belongs") from error
