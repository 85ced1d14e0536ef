"""The written form of the numbers on a claim. Each check returns None, or a sentence that says what is wrong.

Checks take a number as people write it, with dashes and spaces; `bare` is how it is stored.
"""

import re

from trainer.domain.claims.places import PLACES, STATES

_MBI = re.compile(
    r"[1-9][{a}][0-9{a}][0-9][{a}][0-9{a}][0-9][{a}]{{2}}[0-9]{{2}}".format(a="AC-HJKMNP-RT-Y")  # no S, L, O, I, B, Z
)


def bare(text: str) -> str:
    """The number without dashes, spaces, dots, slashes and brackets, in upper case."""
    return re.sub(r"[\s\-./()]+", "", text).upper()


def _is_digits(text: str, *lengths: int) -> bool:
    return bool(re.fullmatch(r"[0-9]+", text)) and len(text) in lengths


def _luhn_sum(digits: str) -> int:
    """Every second digit from the right doubled, its digits added; the last digit is the check digit."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total


def check_npi(text: str) -> str | None:
    """National Provider Identifier: ten digits, Luhn over 80840 and the number (45 CFR 162.406, ISO 7812)."""
    number = text.strip()
    if not _is_digits(number, 10):
        return f"“{number}” is not an NPI: an NPI has ten digits."
    if number[0] not in "12":
        return f"“{number}” is not an NPI: an NPI begins with 1 or 2."
    if _luhn_sum("80840" + number) % 10:
        return f"“{number}” is not an NPI: its check digit does not fit. Look for a wrong or transposed digit."
    return None


def make_npi(first_nine: str) -> str:
    """The NPI that begins with these nine digits: they and their check digit.

    Raises:
        ValueError: they are not nine digits that begin with 1 or 2.
    """
    if not re.fullmatch(r"[12][0-9]{8}", first_nine):
        raise ValueError(f"not the first nine digits of an NPI: {first_nine!r}")
    return first_nine + str(-_luhn_sum(f"80840{first_nine}0") % 10)


def check_mbi(text: str) -> str | None:
    """Medicare Beneficiary Identifier: eleven characters, each place of its kind (CMS, MBI format)."""
    number = bare(text)
    if len(number) != 11:
        return f"“{text.strip()}” is not an MBI: an MBI has eleven characters, this has {len(number)}."
    if not _MBI.fullmatch(number):
        return (
            f"“{text.strip()}” is not an MBI: the places are digit, letter, letter or digit, digit, letter, letter or "
            "digit, digit, letter, letter, digit, digit; the first is not 0 and no letter is S, L, O, I, B or Z."
        )
    return None


def check_tax_id(text: str) -> str | None:
    """Employer's number (EIN) or social security number: nine digits, the dashes may be left out."""
    if re.fullmatch(r"[0-9]{9}|[0-9]{2}-[0-9]{7}|[0-9]{3}-[0-9]{2}-[0-9]{4}", text.strip()):
        return None
    return f"“{text.strip()}” is not a tax number: it has nine digits, as 12-3456789 (EIN) or 123-45-6789 (SSN)."


def check_zip(text: str) -> str | None:
    """ZIP code: five digits, or nine with or without the dash."""
    if re.fullmatch(r"[0-9]{5}(?:-?[0-9]{4})?", text.strip()):
        return None
    return f"“{text.strip()}” is not a ZIP code: it has five digits, or nine as 43085-1234."


def check_state(text: str) -> str | None:
    """The two letters of a state, a territory or a military post."""
    if text.strip().upper() in STATES:
        return None
    return f"“{text.strip()}” is not a state: write its two letters, like OH."


def check_phone(text: str) -> str | None:
    """Telephone number: ten digits with the area code, however they are parted."""
    if _is_digits(bare(text), 10):
        return None
    return f"“{text.strip()}” is not a telephone number: it has ten digits with the area code."


def check_clia(text: str) -> str | None:
    """Number of a laboratory's CLIA certificate: two digits, D, seven digits."""
    if re.fullmatch(r"[0-9]{2}D[0-9]{7}", bare(text)):
        return None
    return f"“{text.strip()}” is not a CLIA number: it has two digits, the letter D and seven digits, like 36D0123456."


def check_taxonomy(text: str) -> str | None:
    """Provider taxonomy code: ten letters and digits, the last an X."""
    if re.fullmatch(r"[0-9A-Z]{9}X", text.strip().upper()):
        return None
    return f"“{text.strip()}” is not a taxonomy code: it has ten letters and digits and ends in X, like 207Q00000X."


def check_ndc(text: str) -> str | None:
    """National Drug Code as it is billed: eleven digits, or 5-4-2 with dashes."""
    if re.fullmatch(r"[0-9]{11}|[0-9]{5}-[0-9]{4}-[0-9]{2}", text.strip()):
        return None
    return f"“{text.strip()}” is not a billed drug code: it has eleven digits, 5-4-2; pad a short part with a zero."


def check_dod_number(text: str) -> str | None:
    """TRICARE: the eleven digits of the DoD Benefits Number, or the sponsor's nine-digit social security number."""
    if _is_digits(bare(text), 9, 11):
        return None
    return f"“{text.strip()}” is no TRICARE number: use the eleven-digit DoD Benefits Number on the back of the card."


def check_place(text: str) -> str | None:
    """Place of service: two digits of the CMS list."""
    if text.strip() in PLACES:
        return None
    return f"“{text.strip()}” is not a place of service: use two digits of the CMS list, like 11 for the office."
