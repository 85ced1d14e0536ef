"""Releases of ICD-10-CM from their tabular list, that of the installed package among them, which is never imported."""

from datetime import date
from importlib.util import find_spec
from pathlib import Path

from trainer.codebook.dates import check_year, day_named, fiscal_year
from trainer.codebook.errors import ReleaseUnusable
from trainer.codebook.parts import Release
from trainer.codebook.tabular import read_tabular
from trainer.domain.codesets.book import System

_PACKAGE = "simple_icd_10_cm"


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


def read_icd10cm(name: str, data: bytes, effective_from: date | None = None) -> Release:
    """The release in a tabular XML file; its name says from when it is in force, unless that is given.

    Raises:
        ReleaseUnusable: the file cannot be read, or is of another year than it says.
    """
    begins = effective_from or day_named(name)
    version, entries = read_tabular(data, name)
    check_year(name, version, begins)
    return Release(System.ICD10CM, release_name(begins), begins, name, entries)


def release_name(begins: date) -> str:
    """What a release of ICD-10-CM is called."""
    return f"ICD-10-CM FY{fiscal_year(begins)}, {begins:%B %Y}"
