"""Medicare's payment as secondary payer for a physician's service (42 CFR 411.33(a)): the lowest of three amounts.

One: the charge, or the lower amount that must be accepted in full, less the primary payment. Two: what Medicare would
pay if it were alone. Three: the higher of both allowed amounts less the primary payment.
"""

import random
from dataclasses import dataclass
from datetime import date

from trainer.domain.generators.billing.figures import day_between, dollars, wrong_amounts
from trainer.domain.generators.family import Draft, Family
from trainer.domain.generators.wording import long_day, money, patient


@dataclass(frozen=True, slots=True)
class _Claim:
    """A claim in cents. `accepted` is what the contract with the plan makes full payment, or the charge without one.

    `deductible_left`: what the patient has still to meet of the Part B deductible.
    """

    charge: int
    allowed: int
    paid: int
    fee: int
    has_contract: bool
    deductible_left: int

    @property
    def accepted(self) -> int:
        return self.allowed if self.has_contract else self.charge

    @property
    def first(self) -> int:
        return self.accepted - self.paid

    @property
    def second(self) -> int:
        return (self.fee - self.deductible_left) * 80 // 100

    @property
    def third(self) -> int:
        return max(self.fee, self.allowed) - self.paid

    @property
    def right(self) -> int:
        return max(0, min(self.first, self.second, self.third))


def _claim(rng: random.Random) -> _Claim:
    """Fees in whole half-dollars, so that 80% of them are whole cents."""
    fee = rng.randrange(8_000, 60_000, 50)
    allowed = rng.choice((fee * rng.randint(84, 97), fee * rng.randint(104, 150))) // 100 // 50 * 50
    how = rng.choice(("coinsurance", "coinsurance", "deductible"))
    paid = allowed * rng.choice((70, 75, 80)) // 100
    if how == "deductible":
        paid = allowed * rng.randint(5, 40) // 100 // 100 * 100
    charge = max(fee, allowed) + dollars(rng, 30, 240, 5)
    left = rng.choice((0, 0, 0, dollars(rng, 20, 60, 5)))
    return _Claim(charge, allowed, paid, fee, rng.random() < 0.5, left)


def _stem(rng: random.Random, claim: _Claim) -> str:
    day = long_day(day_between(rng, date(2026, 1, 20), date(2026, 9, 25)))
    person = patient(rng, 66, 74).phrase
    inner = f"{person[0].lower()}{person[1:]}"
    work = rng.choice(("still works", "has a spouse who works"))
    contract = (
        f"A contract with the plan makes the physician accept the plan's {money(claim.allowed)} as payment in full."
        if claim.has_contract
        else "The physician has no contract with the plan and need not accept less than the charge from it."
    )
    left = (
        f"{money(claim.deductible_left)} of the Part B deductible is still to be met"
        if claim.deductible_left
        else "the Part B deductible has been met"
    )
    plan = (
        f"The plan allows {money(claim.allowed)} and, after the patient's share, pays {money(claim.paid)}.",
        f"The plan's remittance: allowed {money(claim.allowed)}, paid {money(claim.paid)}, the rest patient's share.",
    )
    opening = rng.choice(
        (
            f"{person} {work}, and the employer's group plan is primary to Medicare. A participating physician charges "
            f"{money(claim.charge)} for a service on {day}.",
            f"A participating physician bills {money(claim.charge)} for a service on {day} to {inner}, who {work}: the "
            "employer's group plan pays first and Medicare second.",
            f"For a service of {day} to {inner} the group plan of a current employment is primary and Medicare "
            "secondary. "
            f"The participating physician's charge is {money(claim.charge)}.",
        )
    )
    medicare = f"The Medicare fee schedule amount is {money(claim.fee)}; {left}, and Medicare alone would pay 80%."
    ask = rng.choice(
        (
            "Leaving sequestration aside, how much does Medicare pay as secondary payer?",
            "What is Medicare's secondary payment, sequestration left aside?",
        )
    )
    return f"{opening} {rng.choice(plan)} {contract} {medicare} {ask}"


def _working(claim: _Claim) -> str:
    accepted = "amount to be accepted in full" if claim.has_contract else "charge"
    alone = money(claim.fee)
    if claim.deductible_left:
        alone = f"({alone} − {money(claim.deductible_left)})"
    higher = "the fee schedule amount" if claim.fee >= claim.allowed else "the plan's allowed amount"
    paid = money(claim.paid)
    return (
        f"The lowest of three: {accepted} less payment, {money(claim.accepted)} − {paid} = {money(claim.first)}; "
        "Medicare "
        f"alone, 80% of {alone} = {money(claim.second)}; the higher allowed amount, {higher}, less payment, "
        f"{money(max(claim.fee, claim.allowed))} − {paid} = {money(claim.third)}."
    )


def _mistakes(claim: _Claim) -> list[tuple[int, str, str]]:
    """Mistaken payments, likeliest first."""
    lowest = f"The lowest of the three amounts is {money(claim.right)}."
    share = claim.allowed - claim.paid
    return [
        (claim.second, "paid as if alone", f"This is what Medicare would pay without the plan. {lowest}"),
        (claim.first, "first amount", f"This is {money(claim.accepted)} less the plan's payment. {lowest}"),
        (claim.third, "third amount", f"This is the higher allowed amount less the plan's payment. {lowest}"),
        (
            claim.fee - claim.paid,
            "fee schedule less payment",
            f"Takes {money(claim.fee)} less the payment. The rule compares three amounts and takes the higher "
            "allowed one.",
        ),
        (
            (claim.fee - claim.deductible_left) * 80 // 100 - claim.paid,
            "Medicare's share less payment",
            f"Takes the plan's payment off Medicare's own {money(claim.second)}. That is no part of the rule.",
        ),
        (
            share * 80 // 100,
            "80% of the rest",
            f"Takes 80% of the {money(share)} that the plan left. The 80% are taken of the fee schedule amount.",
        ),
        (
            claim.charge - claim.paid,
            "rest of the charge",
            f"Takes the rest of the charge. {lowest}",
        ),
        (0, "nothing paid", "Pays nothing. As secondary payer Medicare adds the lowest of the three amounts."),
        *_own_amounts(claim, lowest),
    ]


def _own_amounts(claim: _Claim, lowest: str) -> list[tuple[int, str, str]]:
    """Mistaken payments for which a fee or an allowed amount is taken as if the plan had paid nothing."""
    found = [
        (
            max(claim.fee, claim.allowed) * 80 // 100,
            "80% of the higher allowed amount",
            f"Takes 80% of the higher allowed amount. The 80% are taken of {money(claim.fee)}, and the plan's payment "
            f"counts. {lowest}",
        ),
        (
            claim.fee - claim.deductible_left,
            "fee schedule amount in full",
            f"Pays the whole fee schedule amount. Medicare alone would pay 80%, {money(claim.second)}. {lowest}",
        ),
        (
            claim.accepted * 80 // 100,
            "80% of what must be accepted",
            f"Takes 80% of {money(claim.accepted)}. The 80% are taken of the fee schedule amount. {lowest}",
        ),
    ]
    if not claim.has_contract:
        share = claim.allowed - claim.paid
        why = f"Pays what the plan left to the patient, {money(share)}, which is not among the three amounts here."
        found.append((share, "patient's share under the plan", why))
    if claim.deductible_left:
        why = (
            f"Takes 80% of {money(claim.fee)} without the {money(claim.deductible_left)} of the deductible that are "
            f"still to be met. {lowest}"
        )
        found.insert(0, (claim.fee * 80 // 100, "deductible forgotten", why))
    return found


def _draw(rng: random.Random) -> Draft:
    claim = _claim(rng)
    stem, mistakes = _stem(rng, claim), _mistakes(claim)
    mistakes = [*rng.sample(mistakes[:5], 5), *rng.sample(mistakes[5:], len(mistakes) - 5)]
    return Draft(stem, money(claim.right), _working(claim), wrong_amounts(rng, claim.right, mistakes))


FAMILIES = (
    Family(
        slug="family-cpb-medicare-secondary-payment",
        title="Medicare secondary payment: the lowest of three amounts",
        track="cpb",
        area="reimbursement",
        difficulty=4,
        bloom="apply",
        tags=("Medicare secondary payer", "secondary payment"),
        references=("42 CFR 411.33(a)", "Medicare Secondary Payer Manual, chapter 5"),
        draw=_draw,
    ),
)
