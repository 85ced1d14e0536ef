"""The items of the CMS-1500 as a grader compares them, and what an error in each is called."""

import re

from trainer.domain.claims import form_values
from trainer.domain.claims.cms1500 import ITEMS, Kind, template_of
from trainer.domain.claims.money import MoneyError
from trainer.domain.claims.states import STATE_OF_NAME
from trainer.domain.grading.billing_faults import BillingFault
from trainer.domain.grading.billing_reading import (
    Value,
    bare_name,
    fold,
    fold_bare,
    fold_name,
    read_cents,
    read_day,
    read_whole,
    same_words,
)

LINE_PARTS = tuple(item.removeprefix("24.1.") for item in ITEMS if item.startswith("24.1."))
"""The parts of a service line, in the order of the form."""


def read_item(item: str, text: str) -> Value:
    """What an item says: two texts that mean the same are equal. Modifiers have no order, pointers only a first one;
    who signs or refers is named in either order.
    """
    match ITEMS[item].kind:
        case Kind.DATE:
            return _day(item, text)
        case Kind.MONEY:
            return _amount(text)
        case Kind.UNITS:
            return read_whole(text)
        case Kind.MODIFIERS:
            return tuple(sorted(re.findall("..?", fold(text))))
        case Kind.POINTERS:
            letters = read_pointers(text)
            return (*letters[:1], *sorted(letters[1:]))
        case Kind.PERSON | Kind.INSURED | Kind.PROVIDER:
            return fold_name(text)
        case Kind.SIGNER:
            last, comma, first = bare_name(text).partition(",")
            said = fold_name(f"{first} {last}" if comma else text)
            return "sof" if said == "signatureonfile" else said
        case Kind.TEXT | Kind.CHOICE:
            said = fold_bare(text)
            return "sof" if said == "signatureonfile" else said
        case _:
            return fold(text)


def _day(item: str, text: str) -> Value:
    """As the form reads it (`03 09 26`), or else generously."""
    try:
        return form_values.read_item_date(item, text)
    except form_values.ValueProblem:
        return read_day(text)


def _amount(text: str) -> Value:
    """As the form reads it (`120 00`), or else generously."""
    try:
        return form_values.read_amount(text)
    except MoneyError:
        return read_cents(text)


def read_pointers(text: str) -> tuple[str, ...]:
    """The letters of diagnoses in their order, each once."""
    return tuple(dict.fromkeys(fold(text).upper()))


_F = BillingFault
_OF_KIND = {
    Kind.DATE: _F.WRONG_DATE,
    Kind.MONEY: _F.WRONG_AMOUNT,
    Kind.UNITS: _F.WRONG_UNITS,
    Kind.MODIFIERS: _F.WRONG_CODE,
    Kind.PROCEDURE: _F.WRONG_CODE,
    Kind.DIAGNOSIS: _F.WRONG_CODE,
    Kind.DRUG: _F.WRONG_CODE,
    Kind.POINTERS: _F.WRONG_LINK,
    Kind.PLACE: _F.WRONG_PLACE,
    Kind.NPI: _F.WRONG_PROVIDER,
    Kind.AUTHORIZATION: _F.AUTHORIZATION,
}
_OF_NUMBER = {
    **dict.fromkeys(("carrier", "1", "11c", "11d"), _F.WRONG_PAYER),
    **dict.fromkeys(("1a", "9a", "9d", "11", "11b", "22", "25", "26"), _F.WRONG_NUMBER),
    **dict.fromkeys(("2", "3", "4", "5", "6", "7", "9", "11a"), _F.WRONG_PERSON),
    **dict.fromkeys(("17a", "32b", "33b"), _F.WRONG_NUMBER),
    **dict.fromkeys(("17", "31", "32", "33"), _F.WRONG_PROVIDER),
}


def fault_of(item: str) -> BillingFault:
    """What a wrong entry of an item is called where its key does not say."""
    if item == "28":
        return _F.NOT_ADDED_UP
    if part_of(item) in ("qualifier", "other"):
        return _F.WRONG_NUMBER
    return _OF_KIND.get(ITEMS[item].kind) or _OF_NUMBER.get(item.split(".", 1)[0], _F.WRONG_ANSWER)


def badly_written(item: str, typed: str, right: str) -> str:
    """Why a wrong entry says what is asked for, only not as the form wants it; "" where it says something else."""
    match ITEMS[item].kind:
        case Kind.PERSON | Kind.INSURED if same_words(typed, right):
            return "The right name in another order: last name, first name, middle initial, parted by commas."
        case Kind.STATE if STATE_OF_NAME.get(" ".join(typed.lower().split())) == right.strip().upper():
            return f"A state is written with its two letters: {right.strip().upper()}."
        case _:
            return ""


def part_of(item: str) -> str:
    """`code` of `24.3.code`; "" for what is not in a service line."""
    return template_of(item)[5:] if item.startswith("24.") else ""
