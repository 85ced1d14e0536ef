"""The texts of single items as values, and back: dates, names, units, pointers, drugs; and what a problem is."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from trainer.domain.claims.cms1500_rows import NUMBER_QUALIFIERS
from trainer.domain.claims.drugs import split_quantity
from trainer.domain.claims.identifiers import bare, check_ndc, check_taxonomy
from trainer.domain.claims.lines import MAX_MODIFIERS, MAX_POINTERS, MAX_UNITS, POINTER_LETTERS
from trainer.domain.claims.money import read_cents
from trainer.domain.claims.professional import Name
from trainer.domain.codesets.codes import MODIFIER, normalise_code
from trainer.domain.kernel.errors import DomainError

Entries = Mapping[str, str]
"""A form: item id → what is written in it."""

BIRTHS = ("3.born", "11a.born")
"""Items whose year has four digits: with two nobody knows the century."""

TAXONOMY = "ZZ"
"""The qualifier that a taxonomy code has on paper."""


class ProblemKind(StrEnum):
    """What is wrong: not readable, empty, filled where it must not be, at odds with another item, no such item."""

    FORMAT = "format"
    MISSING = "missing"
    NOT_WANTED = "not_wanted"
    DISAGREES = "disagrees"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class FormProblem:
    """One thing that is wrong with a form: where, a sentence that says what and what to do, of which kind."""

    item: str
    message: str
    kind: ProblemKind


@dataclass(eq=False)
class ValueProblem(DomainError):
    """A text that cannot be read as its kind, and the sentence that says why."""

    reason: str

    def __str__(self) -> str:
        return self.reason


def text_of(entries: Entries, item: str) -> str:
    """What an item says, without space around it; "" where nothing stands."""
    return entries.get(item, "").strip()


def read_date(text: str) -> date:
    """A day from `03/09/2026`, `2026-03-09`, or as it is printed on the form: `03 09 2026`, `03092026`, `03 09 26`.

    Two digits of the year only in the last of these, where their place is sure; they are of this century.

    Raises:
        ValueProblem: written otherwise, or a day that no calendar has.
    """
    written = text.strip()
    if found := re.fullmatch(r"([0-9]{1,2})[/ \-]([0-9]{1,2})[/ \-]([0-9]{4})|([0-9]{2})([0-9]{2})([0-9]{4})", written):
        month, day, year = (int(part) for part in found.groups() if part)
    elif found := re.fullmatch(r"([0-9]{2}) +([0-9]{2}) +([0-9]{2})", written):
        month, day, year = map(int, found.groups())
        year += 2000
    elif found := re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", written):
        year, month, day = map(int, found.groups())
    else:
        raise ValueProblem(f"“{written}” is not a date: write it like 03/09/2026, with four digits of the year.")
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueProblem(f"“{written}” is no day of the calendar: month first, then day, then year.") from None


def read_item_date(item: str, text: str) -> date:
    """The day in an item of the form: as `read_date`, but a birth has four digits of the year.

    Raises:
        ValueProblem: cannot be read as a date.
    """
    if item in BIRTHS and re.fullmatch(r"[0-9]{2} +[0-9]{2} +[0-9]{2}", text.strip()):
        raise ValueProblem(f"“{text.strip()}” leaves the century open: write the year of a birth with four digits.")
    return read_date(text)


def read_amount(text: str) -> int:
    """Integer cents from `120.00`, or as it is printed on the form, with a blank: `120 00`.

    Raises:
        MoneyError: neither of them.
    """
    return read_cents(re.sub(r"^([0-9]+) +([0-9]{2})$", r"\1.\2", text.strip()))


def write_date(day: date | None) -> str:
    return f"{day:%m/%d}/{day.year:04}" if day else ""


_SUFFIXES = frozenset(("JR", "SR", "II", "III", "IV"))
_COMPANIES = frozenset("LLC LLP PLLC PC PA INC CORP LTD CO".split())  # noqa: SIM905
_DOCTORS = frozenset("MD DO DPM OD PhD PHD PsyD PSYD NP APRN CNM CRNA PAC LCSW DDS DMD DC RN OT SLP".split())  # noqa: SIM905
_TITLES = _DOCTORS | frozenset(("PA", "PT"))
"""Titles in capitals, so that a surname like Do stays one; PA and PT also end the names of practices."""


def read_person(text: str) -> Name:
    """A name from `Last, First, Middle`, a suffix behind the last name.

    Raises:
        ValueProblem: no comma between last and first name, or more than three parts.
    """
    parts = [" ".join(part.split()) for part in text.split(",")]
    if len(parts) not in (2, 3) or not parts[0] or not parts[1]:
        raise ValueProblem(f"“{text.strip()}” is not a person's name: write Last, First, Middle.")
    last, suffix = _without_suffix(parts[0])
    return Name(last, parts[1], parts[2] if len(parts) == 3 else "", suffix)


def write_person(name: Name) -> str:
    """`Last Suffix, First, Middle`; an organisation's name as it is."""
    last = f"{name.last} {name.suffix}" if name.suffix else name.last
    return ", ".join(part for part in (last, name.first, name.middle) if part)


def _without_suffix(last: str) -> tuple[str, str]:
    before, _, end = last.rpartition(" ")
    return (before, end) if before and _plain(end) in _SUFFIXES else (last, "")


def _plain(word: str) -> str:
    return re.sub(r"[^A-Z]", "", word.upper())


def read_provider(text: str) -> tuple[Name, bool]:
    """A provider's name and whether it is a person's: `Last, First`, or `First Middle Last MD` with a doctor's title.

    Everything else is an organisation: a name without comma and title, or with a company's letters behind the comma.
    """
    written = " ".join(text.split())
    stem = _without_titles(written, _DOCTORS)
    stem = _without_titles(written, _TITLES) if written.endswith((", PT", ",PT")) else stem
    if "," in stem:
        is_company = _plain(stem.rsplit(",", 1)[1]) in _COMPANIES
        if is_company or not 2 <= len([part for part in stem.split(",") if part.strip()]) <= 3:
            return Name(written), False
        return read_person(stem), True
    if stem != written and 2 <= len(stem.split()) <= 3:
        return _in_natural_order(stem), True
    return Name(written), False


def may_be_person(text: str) -> bool:
    """Whether a provider's name is a person's, or could be one: behind two or three words PA and PT say both."""
    written = " ".join(text.split())
    stem = _without_titles(written, _TITLES)
    return read_provider(text)[1] or ("," not in written and stem != written and len(stem.split()) <= 3)


def read_signer(text: str) -> Name:
    """The person who signs or refers, from `Last, First` or `First Middle Last`, titles left out; no name on file.

    Raises:
        ValueProblem: commas that make no name.
    """
    if is_on_file(text):
        return Name("")
    stem = _without_titles(" ".join(text.split()), _TITLES)
    return read_person(stem) if "," in stem else _in_natural_order(stem)


def write_signer(name: Name) -> str:
    """`First Middle Last Suffix` where that can be read back, otherwise `Last, First, Middle`."""
    natural = " ".join(part for part in (name.first, name.middle, name.last, name.suffix) if part)
    return natural if natural and read_signer(natural) == name else write_person(name)


def _in_natural_order(text: str) -> Name:
    words, suffix = _without_suffix(text)
    *before, last = words.split() or [""]
    first, middle = (before[0], " ".join(before[1:])) if before else ("", "")
    return Name(last, first, middle, suffix)


def _without_titles(text: str, titles: frozenset[str]) -> str:
    words = text.split()
    while len(words) > 2 and re.sub(r"[^A-Za-z]", "", words[-1]) in titles:
        words.pop()
    return " ".join(words).rstrip(", ")


def is_on_file(text: str) -> bool:
    """Whether a signature box says that the signature is on file."""
    return _plain(text) in ("SOF", "SIGNATUREONFILE")


def is_same(text: str) -> bool:
    return _plain(text) == "SAME"


def is_none(text: str) -> bool:
    """Whether item 11 declares that no insurance comes before."""
    return _plain(text) == "NONE"


def read_units(text: str) -> int:
    """Units from 1 to 999.

    Raises:
        ValueProblem: negative, decimals, zero, too many, or no number.
    """
    written = text.strip()
    if written.startswith("-"):
        raise ValueProblem(f"“{written}” is negative: units count what was done, 1 or more.")
    if re.fullmatch(r"[0-9]*[.,][0-9]*", written):
        raise ValueProblem(
            f"“{written}” has decimals: whole numbers only; tenths of ambulance miles are not offered here."
        )
    if not re.fullmatch(r"[0-9]{1,9}", written) or not 1 <= int(written) <= MAX_UNITS:
        raise ValueProblem(f"“{written}” is not a number of units: write a whole number from 1 to {MAX_UNITS}.")
    return int(written)


def read_modifiers(text: str) -> tuple[str, ...]:
    """Up to four modifiers in the order written, from `25 59`.

    Raises:
        ValueProblem: one that has not two characters, or more than four.
    """
    found = tuple(word for word in re.split(r"[\s,;/\-]+", text.upper()) if word)
    for each in found:
        if not MODIFIER.fullmatch(each):
            raise ValueProblem(
                f"“{each}” is not a modifier: a modifier has two letters or digits; part them by spaces."
            )
    if len(found) > MAX_MODIFIERS:
        raise ValueProblem(f"There are {len(found)} modifiers: a line takes at most {MAX_MODIFIERS}.")
    return found


def read_pointers(text: str) -> str:
    """Up to four letters of item 21 in the order written, from `AB` or `A, B`.

    Raises:
        ValueProblem: anything but the letters A to L, a letter twice, or more than four.
    """
    letters = bare(text.replace(",", ""))
    for each in letters:
        if each not in POINTER_LETTERS:
            raise ValueProblem(f"“{each}” is not a pointer: point with the letters A to L of item 21.")
    if len(set(letters)) < len(letters):
        raise ValueProblem(f"“{text.strip()}” points to one diagnosis twice: name each letter once.")
    if len(letters) > MAX_POINTERS:
        raise ValueProblem(f"“{text.strip()}” has {len(letters)} pointers: a line takes at most {MAX_POINTERS}.")
    return letters


def read_diagnosis(text: str) -> str:
    """An ICD-10-CM code without its dot.

    Raises:
        ValueProblem: not written like one.
    """
    code = normalise_code(text)
    if not re.fullmatch(r"[A-Z][0-9][0-9A-Z]{1,5}", code):
        raise ValueProblem(
            f"“{text.strip()}” is not written like an ICD-10-CM code: letter, digit, then one to five more."
        )
    return code


def read_procedure(text: str) -> str:
    """A CPT or HCPCS Level II code.

    Raises:
        ValueProblem: not written like one.
    """
    code = normalise_code(text)
    if not re.fullmatch(r"[0-9]{4}[0-9A-Z]|[A-Z][0-9]{4}", code):
        raise ValueProblem(
            f"“{text.strip()}” is not written like a procedure code: five characters, like 99213 or J1885."
        )
    return code


def read_drug(text: str) -> tuple[str, str]:
    """Drug code (eleven digits) and quantity (`ML2.5`) of the shaded line; both "" where it says something else.

    Raises:
        ValueProblem: it begins with N4 and does not go on like a drug (NUCC manual of the form, item 24).
    """
    written = " ".join(text.upper().split())
    if not written.startswith("N4"):
        return "", ""
    number, _, quantity = written[2:].strip().partition(" ")
    if problem := check_ndc(number):
        raise ValueProblem(problem)
    if not split_quantity(quantity):
        raise ValueProblem(f"“{written}” has no quantity: behind the drug code stand a unit and a number, like ML2.5.")
    return bare(number), quantity


def read_other_id(text: str) -> tuple[str, str]:
    """Qualifier and number of items 32b and 33b, which stand in one piece; PXC, the 837P's word, is read as ZZ.

    Raises:
        ValueProblem: no qualifier in front, nothing behind it, or a taxonomy code that is none.
    """
    written = text.strip().upper()
    found = re.fullmatch(rf"({'|'.join(NUMBER_QUALIFIERS)}|PXC)\s*(\S+)", written)
    if not found:
        raise ValueProblem(
            f"“{text.strip()}” has no qualifier: it stands before the number, like ZZ207Q00000X for a taxonomy code."
        )
    qualifier, number = TAXONOMY if found[1] == "PXC" else found[1], found[2]
    if qualifier == TAXONOMY and (problem := check_taxonomy(number)):
        raise ValueProblem(problem)
    return qualifier, number
