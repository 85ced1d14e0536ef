"""Where the shipped release comes from: the data file inside an installed package, which is never imported."""

import re
from datetime import date, datetime
from importlib.util import find_spec
from pathlib import Path

from trainer.codebook.errors import ReleaseUnusable
from trainer.codebook.parts import Release
from trainer.codebook.tabular import read_tabular
from trainer.domain.codesets.book import System

_PACKAGE = "simple_icd_10_cm"
_DATED = re.compile(r"tabular-([A-Za-z]+-\d{1,2}-\d{4})\.xml$")


def shipped_tabular() -> Path:
    """The tabular list that the installed package carries.

    Raises:
        ReleaseUnusable: the package, or the file in it, is not there.
    """
    spec = find_spec(_PACKAGE)
    folders = [Path(place) for place in (spec.submodule_search_locations or [])] if spec else []
    files = sorted(path for folder in folders for path in (folder / "data").glob("*tabular*.xml"))
    if not files:
        raise ReleaseUnusable(_PACKAGE, 0, "holds no tabular list; install it again")
    return files[-1]


def read_icd10cm(path: Path) -> Release:
    """The release in a tabular XML file, whose name says from when it is in force.

    Raises:
        ReleaseUnusable: the file cannot be read, or is of another year than it says.
    """
    effective_from = _effective_from(path.name)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ReleaseUnusable(path.name, 0, f"cannot be read: {error.strerror}") from error
    version, entries = read_tabular(data, path.name)
    if version != str(_fiscal_year(effective_from)):
        raise ReleaseUnusable(path.name, 0, f"is of {version}, not of {_fiscal_year(effective_from)} as its name says")
    name = f"ICD-10-CM FY{version}, {effective_from:%B %Y}"
    return Release(System.ICD10CM, name, effective_from, path.name, entries)


def _effective_from(name: str) -> date:
    dated = _DATED.search(name)
    try:
        return datetime.strptime(dated[1] if dated else "", "%B-%d-%Y").date()  # noqa: DTZ007 - a day has no zone
    except ValueError as error:
        message = "does not say in its name when it takes effect (…-April-1-2026.xml)"
        raise ReleaseUnusable(name, 0, message) from error


def _fiscal_year(day: date) -> int:
    """ICD-10-CM turns over each 1 October."""
    return day.year + (day.month >= 10)
