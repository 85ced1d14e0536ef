"""The official ICD-10-CM release in the package `simple-icd-10-cm`, read without importing it (2.5 s, 190 MB)."""

import importlib.util
import re
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

from trainer.domain.codesets.codes import normalise_code

ICD_10_CM = re.compile(r"(?<![0-9A-Za-z.])[A-Z][0-9][0-9A-Z](?:\.[0-9A-Z]{1,4})?(?![0-9A-Za-z])")
"""An ICD-10-CM code as it is printed: the dot after the third character tells it from a HCPCS number."""

FIVE_CHARACTERS = re.compile(r"(?<![0-9A-Za-z.$])(?<![A-Z]-)(?:[0-9]{4}[0-9A-Z]|[A-Z][0-9]{4})(?![0-9A-Za-z])")
"""A CPT or HCPCS number; not an amount of money, nor a piece of a payer's claim number (LM-60310-448)."""


def tabular_file() -> Path:
    """The tabular list that the package carries."""
    package = importlib.util.find_spec("simple_icd_10_cm")
    assert package is not None
    assert package.origin is not None
    return next((Path(package.origin).parent / "data").glob("icd10c*-tabular-*.xml"))


@cache
def icd_10_cm() -> tuple[frozenset[str], frozenset[str]]:
    """All codes and the billable ones among them, without dots.

    A code is billable when nothing lies below it. Where a 7th character is asked for, the bare code is not: it is
    filled up with the placeholder X to six characters and takes each character of the nearest definition. One
    exception is written only in words (note at S06): who died before waking up has no later encounter.
    """
    existing: set[str] = set()
    billable: set[str] = set()
    for section in ET.parse(tabular_file()).getroot().iter("section"):
        for category in section.findall("diag"):
            _read(category, (), existing, billable)
    return frozenset(existing), frozenset(billable)


def _read(element: ET.Element, sevenths: tuple[str, ...], existing: set[str], billable: set[str]) -> None:
    code = normalise_code(element.findtext("name", ""))
    sevenths = tuple(each.attrib["char"] for each in element.findall("sevenChrDef/extension")) or sevenths
    children = element.findall("diag")
    existing.add(code)
    for child in children:
        _read(child, sevenths, existing, billable)
    if not children:
        complete = {f"{code:X<6}{seventh}" for seventh in sevenths if not _is_after_death(code, seventh)} or {code}
        existing |= complete
        billable |= complete


def _is_after_death(code: str, seventh: str) -> bool:
    return code[:3] == "S06" and code[5:6] in ("7", "8") and seventh in ("D", "S")
