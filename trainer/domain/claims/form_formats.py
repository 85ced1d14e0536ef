"""Whether each item of a form can be read as what it has to be: one check for each kind of item."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from trainer.domain.claims import form_values as values
from trainer.domain.claims import identifiers
from trainer.domain.claims.cms1500 import ITEMS, ORDER, Item, Kind
from trainer.domain.claims.form_values import Entries, FormProblem, ProblemKind, ValueProblem, text_of
from trainer.domain.claims.money import MoneyError
from trainer.domain.claims.professional import Profile

Check = Callable[[str], str | None]


def _readable(read: Callable[[str], Any], text: str) -> str | None:
    try:
        read(text)
    except (ValueProblem, MoneyError) as error:
        return str(error)
    return None


def _check_insured(text: str) -> str | None:
    return None if values.is_same(text) else _readable(values.read_person, text)


def _check_authorization(text: str) -> str | None:
    """A number that begins like that of a laboratory has to be one."""
    return identifiers.check_clia(text) if re.match(r"[0-9]{2}D", identifiers.bare(text)) else None


_CHECKS: dict[Kind, Check] = {
    Kind.MONEY: partial(_readable, values.read_amount),
    Kind.PERSON: partial(_readable, values.read_person),
    Kind.INSURED: _check_insured,
    Kind.SIGNER: partial(_readable, values.read_signer),
    Kind.STATE: identifiers.check_state,
    Kind.ZIP: identifiers.check_zip,
    Kind.PHONE: identifiers.check_phone,
    Kind.NPI: identifiers.check_npi,
    Kind.TAX: identifiers.check_tax_id,
    Kind.AUTHORIZATION: _check_authorization,
    Kind.DIAGNOSIS: partial(_readable, values.read_diagnosis),
    Kind.PROCEDURE: partial(_readable, values.read_procedure),
    Kind.MODIFIERS: partial(_readable, values.read_modifiers),
    Kind.POINTERS: partial(_readable, values.read_pointers),
    Kind.UNITS: partial(_readable, values.read_units),
    Kind.PLACE: identifiers.check_place,
    Kind.DRUG: partial(_readable, values.read_drug),
    Kind.OTHER_ID: partial(_readable, values.read_other_id),
}
_MEMBER_CHECKS: dict[Profile, Check] = {
    Profile.MEDICARE: identifiers.check_mbi,
    Profile.TRICARE: identifiers.check_dod_number,
}
_PLAIN = frozenset(
    (Kind.TEXT, Kind.MEMBER, Kind.PERSON, Kind.INSURED, Kind.PROVIDER, Kind.SIGNER, Kind.AUTHORIZATION, Kind.OTHER_ID)
)
"""Kinds whose own check does not bound their length."""


def _check(item: Item, text: str, profile: Profile) -> str | None:
    if item.choices and text.lower() not in {each.value.lower() for each in item.choices}:
        offered = ", ".join(f"{each.value} ({each.label})" for each in item.choices)
        return f"“{text}” is no choice here: {offered}."
    if item.kind is Kind.MEMBER and profile in _MEMBER_CHECKS:
        return _MEMBER_CHECKS[profile](text)
    if item.id == "4" and profile is Profile.WORKERS_COMPENSATION:
        return None  # the employer, who has a name of any form
    if item.kind is Kind.DATE:
        return _readable(partial(values.read_item_date, item.id), text)
    check = _CHECKS.get(item.kind)
    return check(text) if check else None


def format_problems(entries: Entries, profile: Profile) -> tuple[FormProblem, ...]:
    """Everything on a form that cannot be read, and items that no form has; in form order, one for each item."""
    found: list[FormProblem] = []
    for item in sorted(entries, key=lambda each: (ORDER.get(each, len(ORDER)), each)):
        text = text_of(entries, item)
        if item not in ITEMS:
            if text:
                message = f"The form has no item {item} that takes an entry: leave it empty."
                found.append(FormProblem(item, message, ProblemKind.UNKNOWN))
        elif text and (message_or_none := _check(ITEMS[item], text, profile)):
            found.append(FormProblem(item, f"{ITEMS[item].title}: {message_or_none}", ProblemKind.FORMAT))
    return tuple(found)


def length_problems(entries: Entries) -> tuple[FormProblem, ...]:
    """Texts that are longer than their box, in form order. They can be read all the same."""
    return tuple(
        FormProblem(
            item.id,
            f"{item.title} is too long: the box has room for {item.max_length} characters, this has {len(text)}.",
            ProblemKind.FORMAT,
        )
        for item in ITEMS.values()
        if item.kind in _PLAIN and len(text := text_of(entries, item.id)) > item.max_length
    )
