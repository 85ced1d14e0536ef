"""The items of the CMS-1500 as a grader compares them, and what an error in each is called."""

import re

from trainer.domain.claims.cms1500 import ITEMS, Kind, template_of
from trainer.domain.grading.billing_faults import BillingFault
from trainer.domain.grading.billing_reading import Value, fold, read_cents, read_day, read_whole

LINE_PARTS = tuple(item.removeprefix("24.1.") for item in ITEMS if item.startswith("24.1."))
"""The parts of a service line, in the order of the form."""


def read_item(item: str, text: str) -> Value:
    """What an item says: two texts that mean the same are equal. Modifiers have no order, pointers only a first one."""
    match ITEMS[item].kind:
        case Kind.DATE:
            return read_day(text)
        case Kind.MONEY:
            return read_cents(text)
        case Kind.UNITS:
            return read_whole(text)
        case Kind.MODIFIERS:
            return tuple(sorted(re.findall("..?", fold(text))))
        case Kind.POINTERS:
            letters = read_pointers(text)
            return (*letters[:1], *sorted(letters[1:]))
        case _:
            said = fold(text)
            return "sof" if said == "signatureonfile" else said


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
    **dict.fromkeys(("17", "31", "32", "33"), _F.WRONG_PROVIDER),
}


def fault_of(item: str) -> BillingFault:
    """What a wrong entry of an item is called where its key does not say."""
    if item == "28":
        return _F.NOT_ADDED_UP
    return _OF_KIND.get(ITEMS[item].kind) or _OF_NUMBER.get(item.split(".", 1)[0], _F.WRONG_ANSWER)


def part_of(item: str) -> str:
    """`code` of `24.3.code`; "" for what is not in a service line."""
    return template_of(item)[5:] if item.startswith("24.") else ""
