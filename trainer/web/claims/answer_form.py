"""The question to a payer, read from an address: which contract, what the member's plan makes the member pay."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from trainer.domain.claims.form_values import ValueProblem, read_date, write_date
from trainer.domain.claims.money import MoneyError, read_cents, write_cents
from trainer.domain.claims.professional import ProfessionalClaim
from trainer.services.claim_answers import (
    FIRST_YEAR,
    LAST_YEAR,
    ContractOnFile,
    Question,
    default_question,
    list_contracts,
)


@dataclass(slots=True)
class AnswerForm:
    """What was typed, the question that it makes, and what cannot be read in it. With problems nothing is asked."""

    contracts: Sequence[ContractOnFile]
    typed: Mapping[str, str]
    question: Question
    problems: dict[str, str] = field(default_factory=dict)


def read_question(arguments: Mapping[str, str], claim: ProfessionalClaim) -> AnswerForm:
    """The question of an address; what it does not say is as the contract's members usually have it.

    Raises:
        Refused: a day of the claim is in no usual year.
    """
    contracts = list_contracts(claim)
    chosen = next((each for each in contracts if each.id == arguments.get("contract")), contracts[0])
    usual = default_question(claim, chosen)
    if "asked" not in arguments:
        return AnswerForm(contracts, _as_typed(usual), usual)
    typed = {name: arguments.get(name, "").strip() for name in _as_typed(usual)}
    form = AnswerForm(contracts, typed, usual)
    maximum = _money(form, "maximum") if typed["maximum"] else None
    form.question = replace(
        usual,
        received_on=_day(form, usual.received_on),
        deductible_cents=_money(form, "deductible"),
        coinsurance=_rate(form),
        copay_cents=_money(form, "copay"),
        out_of_pocket_cents=maximum,
        is_active=bool(typed["active"]),
        is_authorized=bool(typed["authorized"]),
    )
    return form


def _as_typed(question: Question) -> dict[str, str]:
    maximum = question.out_of_pocket_cents
    whole, rest = divmod(question.coinsurance, 100)
    return {
        "received": write_date(question.received_on),
        "deductible": write_cents(question.deductible_cents),
        "coinsurance": f"{whole}.{rest:02}".rstrip("0") if rest else str(whole),
        "copay": write_cents(question.copay_cents),
        "maximum": "" if maximum is None else write_cents(maximum),
        "active": "1" if question.is_active else "",
        "authorized": "1" if question.is_authorized else "",
    }


def _money(form: AnswerForm, name: str) -> int:
    try:
        return read_cents(form.typed[name])
    except MoneyError as error:
        form.problems[name] = str(error)
        return 0


def _rate(form: AnswerForm) -> int:
    """Basis points from per cent."""
    text = form.typed["coinsurance"]
    found = re.fullmatch(r"([0-9]{1,3})(?:\.([0-9]{1,2}))?", text)
    rate = int(found[1]) * 100 + int(f"{found[2] or '':0<2}") if found else None
    if rate is None or rate > 10_000:
        form.problems["coinsurance"] = f"“{text}” is no share: write per cent from 0 to 100, like 20."
        return 0
    return rate


def _day(form: AnswerForm, usual: date) -> date:
    try:
        day = read_date(form.typed["received"])
    except ValueProblem as error:
        form.problems["received"] = str(error)
        return usual
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        form.problems["received"] = f"Write a day between {FIRST_YEAR} and {LAST_YEAR}."
        return usual
    return day
