"""The table of worked money examples, read from the file beside it."""

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.domain.claims.adjudication_builders import DAY, PAYER_ID, RECEIVED, a_claim, an_answer
from trainer.domain.claims.adjudication import Adjudication, Member, adjudicate
from trainer.domain.claims.contracts import Accumulators, Benefits, Bundle, Contract, Fee, MultipleRule
from trainer.domain.claims.money import read_cents
from trainer.domain.claims.professional import Profile, Sequence

Example = dict[str, Any]

TABLE: dict[str, list[Example]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def adjudicated(example: Example) -> Adjudication:
    """The engine's answer to an example of adjudication."""
    profile = Profile(example.get("payer", "commercial"))
    priors = example.get("prior", [])
    turn = list(Sequence)[len(priors)]
    claim = replace(
        a_claim(example["lines"], profile, turn),
        accepts_assignment=example.get("assigned", True),
        assigns_benefits=example.get("benefits_assigned", True),
    )
    prior = tuple(an_answer(lines, claim, str(place)) for place, lines in enumerate(priors, 1))
    so_far = Accumulators(_cents(example, "deductible_met") or 0, _cents(example, "out_of_pocket_met") or 0)
    member = Member(_benefits(example), so_far, prior)
    return adjudicate(claim, _contract(example, profile), member, example.get("received", RECEIVED))


def _cents(example: Example, name: str) -> int | None:
    return read_cents(example[name]) if name in example else None


def _rate(example: Example, name: str, otherwise: int = 0) -> int:
    return int(example.get(name, otherwise)) * 100


def _benefits(example: Example) -> Benefits:
    return Benefits(
        deductible_cents=_cents(example, "deductible") or 0,
        coinsurance=_rate(example, "coinsurance"),
        copay_cents=_cents(example, "copay") or 0,
        copay_codes=frozenset(example.get("copay_codes", ())),
        out_of_pocket_cents=_cents(example, "out_of_pocket"),
        covered_from=example.get("covered_from"),
        covered_through=example.get("covered_through"),
        excluded_codes=frozenset(example.get("excluded", ())),
        is_deductible_waived_for_copay=example.get("deductible_waived", False),
    )


def _contract(example: Example, profile: Profile) -> Contract:
    return Contract(
        payer="Lakeshore Health",
        payer_id=PAYER_ID,
        profile=profile,
        fees=tuple(_fee(text) for text in example["fees"]),
        year=DAY.year,
        bundles=tuple(_bundle(text) for text in example.get("bundles", ())),
        timely_days=example.get("timely_days", 365),
        multiple_rates=tuple(rate * 100 for rate in example.get("multiple_rates", (100, 50))),
        sequestration=_rate(example, "sequestration"),
        is_participating=example.get("participating", True),
        nonparticipating_rate=_rate(example, "nonparticipating_rate", 95),
        anesthesia_factor=read_factor(example.get("anesthesia_factor", "0.0000")),
        is_nonduplicating=example.get("nonduplicating", False),
    )


def _fee(text: str) -> Fee:
    """`45380 430.00 multiple=3 base=45378`, `71046-26 8.95`, `20610 80.00 bilateral`."""
    code, cents, *words = text.split()
    code, _, modifier = code.partition("-")
    values = dict(word.split("=") for word in words if "=" in word)
    return Fee(
        code,
        read_cents(cents),
        multiple=MultipleRule(values.get("multiple", "0")),
        base_code=values.get("base", ""),
        is_addon="addon" in words,
        is_bilateral="bilateral" in words,
        needs_authorization="authorization" in words,
        is_preventive="preventive" in words,
        modifier=modifier,
        base_units=int(values.get("units", 0)),
    )


def _bundle(text: str) -> Bundle:
    one, two, *words = text.split()
    return Bundle(one, two, "allowed" in words)


def read_factor(text: str) -> int:
    """A conversion factor of four decimals in ten-thousandths of a dollar."""
    whole, decimals = text.split(".")
    assert len(decimals) == 4, text
    return int(whole + decimals)
