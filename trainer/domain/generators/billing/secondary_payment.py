"""What a secondary commercial plan pays after the primary, by the rule in its contract, which the stem states.

Standard: the lesser of the plan's normal benefit and what the primary left of its allowed amount. Non-duplication: the
normal benefit less what the primary paid. Own limit: what the primary left, but with both payments together no more
than the secondary's own allowed amount.
"""

import random
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import assert_never

from trainer.domain.generators.billing.figures import day_between, dollars, wrong_amounts
from trainer.domain.generators.family import Draft, Family
from trainer.domain.generators.wording import long_day, money, patient


class _Rule(StrEnum):
    STANDARD = "standard coordination"
    CARVE_OUT = "non-duplication"
    OWN_LIMIT = "own allowed amount as the limit"


@dataclass(frozen=True, slots=True)
class _Claim:
    """A claim under two plans, in cents and whole percents; the deductible is the primary's, still to be met."""

    rule: _Rule
    charge: int
    allowed: int
    deductible: int
    percent: int
    own: int
    own_percent: int

    @property
    def coinsurance(self) -> int:
        return (self.allowed - self.deductible) * self.percent // 100

    @property
    def left(self) -> int:
        """The patient's share after the primary plan."""
        return self.deductible + self.coinsurance

    @property
    def paid(self) -> int:
        return self.allowed - self.left

    @property
    def normal(self) -> int:
        """What the secondary would have paid as the only plan."""
        return self.own - self.own * self.own_percent // 100

    def second(self, rule: _Rule) -> int:
        """The secondary's payment under this rule."""
        match rule:
            case _Rule.STANDARD:
                return min(self.normal, self.left)
            case _Rule.CARVE_OUT:
                return max(0, self.normal - self.paid)
            case _Rule.OWN_LIMIT:
                return min(self.left, max(0, self.own - self.paid))
            case unreachable:
                assert_never(unreachable)


def _claim(rng: random.Random) -> _Claim:
    """A claim whose rule mostly bites: the plan pays something, but less than what is left."""
    rule, is_tight = rng.choice(tuple(_Rule)), rng.random() < 0.7
    while True:
        claim = _drawn(rng, rule)
        if is_tight == (0 < claim.second(rule) < claim.left):
            return claim


def _drawn(rng: random.Random, rule: _Rule) -> _Claim:
    allowed = dollars(rng, 300, 2400, 10)
    deductible = rng.choice((0, 0, dollars(rng, 50, allowed // 100 * 6 // 10, 10)))
    percent, own_percent = rng.choice((20, 25, 30, 40)), rng.choice((10, 20, 30, 40))
    own = allowed * rng.randint(78, 110) // 100 // 1000 * 1000
    charge = max(allowed, own) + dollars(rng, 60, 600, 10)
    return _Claim(rule, charge, allowed, deductible, percent, own, own_percent)


_TERMS = {
    _Rule.STANDARD: (
        "pays, as secondary, what the primary plan left of the primary's allowed amount, but never more than it "
        "would have "
        "paid as the only plan",
        "coordinates so that it pays the lesser of its normal benefit and the share of the primary's allowed amount "
        "that "
        "the primary left to the patient",
    ),
    _Rule.CARVE_OUT: (
        "has a non-duplication clause: as secondary it pays the benefit it would have paid as the only plan less "
        "what the "
        "primary paid, and nothing where the primary paid as much or more",
        "takes the primary's payment off its own normal benefit and pays only the difference, if there is one "
        "(non-duplication)",
    ),
    _Rule.OWN_LIMIT: (
        "pays, as secondary, what the primary plan left to the patient, but only until both payments together reach "
        "its "
        "own allowed amount",
        "covers what the primary left to the patient to the extent that both plans' payments together do not exceed "
        "the secondary's own allowed amount",
    ),
}


def _stem(rng: random.Random, claim: _Claim, ask: str) -> str:
    day = long_day(day_between(rng, date(2026, 1, 20), date(2026, 9, 25)))
    person = patient(rng, 24, 62).phrase
    inner = f"{person[0].lower()}{person[1:]}"
    part = (
        f"applies {money(claim.deductible)} to the deductible and {claim.percent}% coinsurance to the rest"
        if claim.deductible
        else f"applies {claim.percent}% coinsurance, the deductible having been met"
    )
    primary = f"The primary plan allows {money(claim.allowed)} and {part}."
    own = (
        f"The secondary plan, whose deductible has been met, allows {money(claim.own)} with {claim.own_percent}% "
        f"coinsurance; it {rng.choice(_TERMS[claim.rule])}."
    )
    opening = rng.choice(
        (
            f"{person} has two commercial group plans. A service of {day} is charged at {money(claim.charge)}.",
            f"A claim of {money(claim.charge)} for {day} concerns {inner} with a primary and a secondary commercial "
            "plan.",
            f"Two commercial plans cover {inner}; the charge for a service on {day} is {money(claim.charge)}.",
        )
    )
    ends = {
        "secondary": ("How much does the secondary plan pay?", "What is the secondary plan's payment?"),
        "patient": (
            "By its contracts the practice collects no more than the primary's allowed amount in all. How much is left "
            "for the patient after both plans?",
            "The practice may collect the primary's allowed amount in total. What does the patient owe after both "
            "plans "
            "have paid?",
        ),
    }
    return f"{opening} {primary} {own} The practice is in network with both. {rng.choice(ends[ask])}"


def _working(claim: _Claim, ask: str) -> str:
    right = claim.second(claim.rule)
    start = (
        f"The primary pays {money(claim.paid)} and leaves {money(claim.left)}. As the only plan the secondary would "
        "pay "
        f"{money(claim.normal)}."
    )
    match claim.rule:
        case _Rule.STANDARD:
            step = f"The lesser of {money(claim.normal)} and {money(claim.left)} is {money(right)}."
        case _Rule.CARVE_OUT:
            step = f"{money(claim.normal)} less {money(claim.paid)} leaves {money(max(0, claim.normal - claim.paid))}"
            step += f", so it pays {money(right)}."
        case _Rule.OWN_LIMIT:
            room = money(max(0, claim.own - claim.paid))
            start = f"The primary pays {money(claim.paid)} and leaves {money(claim.left)}."
            step = f"Up to the secondary's own {money(claim.own)} there is room for {room}, so it pays {money(right)}."
        case unreachable:
            assert_never(unreachable)
    end = f" The patient owes {money(claim.left)} − {money(right)} = {money(claim.left - right)}."
    return f"{start} {step}{end if ask == 'patient' else ''}"


_NAMES = {
    _Rule.STANDARD: (
        "coordination up to the normal benefit",
        "the lesser of the normal benefit and the patient's share",
    ),
    _Rule.CARVE_OUT: ("non-duplication", "the normal benefit less the primary's payment"),
    _Rule.OWN_LIMIT: (
        "limit of the own allowed amount",
        "the patient's share up to the secondary's own allowed amount",
    ),
}


def _mistakes(claim: _Claim) -> list[tuple[int, str, str]]:
    """Mistaken payments of the secondary plan."""
    others = [rule for rule in _Rule if rule is not claim.rule]
    kept = claim.left * (100 - claim.own_percent) // 100
    return [
        (
            claim.normal,
            "normal benefit paid again",
            f"Pays {money(claim.normal)} as if there were no other plan; this plan's rule limits what it adds.",
        ),
        (
            claim.left,
            "whole remainder paid",
            f"Pays the whole {money(claim.left)} that the primary left, without the limit in this plan's rule.",
        ),
        *(
            (claim.second(rule), _NAMES[rule][0], f"Pays {_NAMES[rule][1]}. That is another rule than this plan's.")
            for rule in others
        ),
        (
            kept,
            "coinsurance on the remainder",
            f"Takes {100 - claim.own_percent}% of the {money(claim.left)} left. The benefit is calculated from the "
            "plan's own allowed amount.",
        ),
        (0, "nothing paid", "Pays nothing, as if a secondary plan paid only where the primary paid nothing."),
        (
            claim.charge - claim.paid,
            "balance of the charge",
            f"Pays the rest of the charge. Above {money(claim.allowed)} the practice writes off.",
        ),
        *_own_mistakes(claim),
    ]


def _own_mistakes(claim: _Claim) -> list[tuple[int, str, str]]:
    """Mistaken payments from the plan's own amounts, and the primary's deductible left out."""
    found = [
        (
            max(0, claim.own - claim.paid),
            "difference of allowed amounts",
            f"Takes the own {money(claim.own)} less the primary's {money(claim.paid)} and looks at nothing else, "
            f"neither at this plan's rule nor at the {money(claim.left)} left.",
        ),
        (
            claim.left * claim.own_percent // 100,
            "percents exchanged",
            f"Pays {claim.own_percent}% of the {money(claim.left)} left. That is the patient's percent in this plan, "
            "and not the basis of its benefit.",
        ),
        (
            claim.normal - claim.left,
            "remainder taken off the benefit",
            f"Takes off the {money(claim.left)} that the primary left. The rule in this plan's contract does not.",
        ),
        (
            claim.own,
            "own allowed amount in full",
            f"Pays the own allowed amount of {money(claim.own)} as if the plan had no coinsurance and were alone.",
        ),
    ]
    if claim.deductible:
        why = (
            f"Pays the primary's coinsurance of {money(claim.coinsurance)} only. What is left to the patient is the "
            f"deductible too, {money(claim.left)} in all."
        )
        found.append((claim.coinsurance, "deductible left out", why))
    return found


def _draw(rng: random.Random) -> Draft:
    claim, ask = _claim(rng), rng.choice(("secondary", "secondary", "secondary", "patient"))
    right = claim.second(claim.rule)
    mistakes = _mistakes(claim)
    if ask == "patient":
        mistakes = [
            (claim.left - cents, mistake, f"Calculates with {money(cents)} from the secondary. {why}")
            for cents, mistake, why in mistakes
        ]
        mistakes.append(
            (
                claim.charge - claim.paid - right,
                "balance of the charge",
                f"Bills what is left of the charge. Above {money(claim.allowed)} the practice writes off.",
            )
        )
        right = claim.left - right
    stem = _stem(rng, claim, ask)
    rng.shuffle(mistakes)
    return Draft(stem, money(right), _working(claim, ask), wrong_amounts(rng, right, mistakes))


FAMILIES = (
    Family(
        slug="family-cpb-secondary-plan-payment",
        title="What the secondary plan pays under its coordination rule",
        track="cpb",
        area="insurance",
        difficulty=4,
        bloom="apply",
        tags=("coordination of benefits", "secondary plan", "non-duplication"),
        references=("The plans' coordination rules as stated in the stem", "NAIC model regulation 120, section 7"),
        draw=_draw,
    ),
)
