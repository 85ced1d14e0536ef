"""What a query says by its form alone: the code set that it names, and the codes among its words."""

import re
from collections.abc import Iterator

from trainer.domain.codesets.book import System
from trainer.domain.codesets.codes import normalise_code

_LIKE_A_CODE = re.compile(r"(?=.*[0-9])[0-9A-Z-]{1,8}|[A-Z]{2}")
_CODE_AMONG_WORDS = re.compile(r"[A-Z](?=.*[0-9])[0-9A-Z]{2,6}|[0-9]{4}[0-9A-Z]")
"""Shorter ones and bare numbers (modifiers, places, reasons) are too often amounts, ages and stages."""

_NAMES = {
    System.MODIFIER: r"mod(?:ifier)?s?",
    System.PLACE_OF_SERVICE: r"pos|places? of service",
    System.CARC: r"carc|(?:(?:claim )?adjustment |denial )?reason codes?|denial codes?",
    System.RARC: r"rarc|(?:remittance )?remark(?: codes?)?",
    System.HCPCS: r"hcpcs(?: codes?)?",
    System.CPT: r"cpt(?: codes?)?",
    System.ICD10CM: r"icd[- ]?10(?:[- ]?cm)?(?: codes?)?|icd(?: codes?)?|diagnosis codes?",
}
_NAMED = {
    system: re.compile(rf"(?:{name})(?![a-z])[\s:#-]*(?P<behind>.+)|(?P<before>.+?)[\s:#-]+(?:{name})", re.IGNORECASE)
    for system, name in _NAMES.items()
}
_GROUPED_REASON = re.compile(r"(?:CO|PR|OA|PI)(?:[\s-]+(?P<spaced>[0-9A-Z]{1,4})|(?P<joined>\d{2,3}))", re.IGNORECASE)
"""A reason code behind its group, as a remittance prints it: CO-45."""


def is_like_a_code(code: str) -> bool:
    """Whether a normalised text may be a code or its beginning."""
    return _LIKE_A_CODE.fullmatch(code) is not None


def sets_named(query: str) -> Iterator[tuple[System, str]]:
    """The code sets that a query names, each with the rest of it: "modifier 25", "25 modifier", "CO-45"."""
    if grouped := _GROUPED_REASON.fullmatch(query):
        yield System.CARC, grouped["spaced"] or grouped["joined"]
    for system, pattern in _NAMED.items():
        if found := pattern.fullmatch(query):
            yield system, found["behind"] or found["before"]


def codes_among(query: str) -> Iterator[tuple[str, str]]:
    """The words of a query of several words that have the form of a code, as written and normalised."""
    words = query.split()
    for word in words if len(words) > 1 else ():
        code = normalise_code(word.strip(",;:()"))
        if _CODE_AMONG_WORDS.fullmatch(code):
            yield word, code
