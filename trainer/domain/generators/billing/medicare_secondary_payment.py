"""Medicare's payment as secondary payer for a physician's service (42 CFR 411.33(a)): the lowest of three amounts.

One: the charge, or the lower amount that must be accepted in full, less the primary payment. Two: what Medicare would
pay if it were alone. Three: the higher of both allowed amounts less the primary payment.
"""

import random
from dataclasses import dataclass
from datetime import date

from trainer.domain.generators.billing.figures import day_between, dollars, wrong_amounts
from trainer.domain.generators.family import Draft, Family
from trainer.domain.generators.wording import long_day, money, patient, percent_of


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
    def basis(self) -> int:
        """What Medicare would take 80% of if it were alone: the fee schedule amount, or a lower charge."""
        return min(self.fee, self.charge)

    @property
    def second(self) -> int:
        return (self.basis - self.deductible_left) * 80 // 100

    @property
    def third(self) -> int:
        return max(self.fee, self.allowed) - self.paid

    @property
    def right(self) -> int:
        return max(0, min(self.first, self.second, self.third))


def _claim(rng: random.Random) -> _Claim:
    """A claim of a drawn kind for which one drawn computation of the three is the lowest and decides.

    Where a contract makes the plan's allowed amount full payment, the third is never lower than the first; without one
    the first is the lowest only of a charge below the fee schedule amount.
    """
    has_contract = rng.random() < 0.5
    wanted = rng.choice(("first", "second") if has_contract else ("first", "second", "third", "third"))
    while True:
        claim = _drawn(rng, has_contract=has_contract, is_low=not has_contract and wanted == "first")
        amounts = {"first": claim.first, "second": claim.second, "third": claim.third}
        if not has_contract and wanted == "third" and claim.fee <= claim.allowed and rng.random() < 0.7:
            continue
        if min(amounts, key=lambda name: amounts[name]) == wanted and claim.right > 500:
            return claim


def _drawn(rng: random.Random, *, has_contract: bool, is_low: bool) -> _Claim:
    """Fees and charges in whole half-dollars, so that 80% of them are whole cents; `is_low`: charged below the fee."""
    fee = rng.randrange(8_000, 60_000, 50)
    allowed = rng.choice((fee * rng.randint(84, 97), fee * rng.randint(104, 150))) // 100 // 50 * 50
    charge = max(fee, allowed) + dollars(rng, 30, 240, 5)
    if is_low:
        charge = fee * rng.randint(82, 96) // 100 // 100 * 100
        allowed = charge * rng.randint(84, 97) // 100 // 50 * 50
    paid = percent_of(allowed, rng.choice((70, 75, 80)))
    if rng.random() < 0.35:  # the plan has taken off a deductible
        paid = allowed * rng.randint(5, 40) // 100 // 100 * 100
    left = rng.choice((0, 0, 0, dollars(rng, 20, 60, 5)))
    return _Claim(charge, allowed, paid, fee, has_contract, left)


def _stem(rng: random.Random, claim: _Claim) -> str:
    day = long_day(day_between(rng, date(2026, 1, 20), date(2026, 9, 25)))
    person = patient(rng, 66, 74).phrase
    inner = f"{person[0].lower()}{person[1:]}"
    work, also, plan_of = rng.choice(
        (
            ("still works", "who still works", "the employer's group plan"),
            ("has a spouse who works", "whose spouse works", "the group plan of the spouse's employer"),
        )
    )
    opening = rng.choice(
        (
            f"{person} {work}, and {plan_of} is primary to Medicare. A participating physician charges "
            f"{money(claim.charge)} for a service on {day}.",
            f"A participating physician bills {money(claim.charge)} for a service on {day} to {inner}, {also}: "
            f"{plan_of} pays first and Medicare second.",
            f"For a service of {day} to {inner} a group health plan based on current employment is primary and "
            f"Medicare secondary. The participating physician's charge is {money(claim.charge)}.",
        )
    )
    ask = rng.choice(
        (
            "Leaving sequestration aside, how much does Medicare pay as secondary payer?",
            "What is Medicare's secondary payment, sequestration left aside?",
        )
    )
    return f"{opening} {_terms(rng, claim)} {ask}"


def _terms(rng: random.Random, claim: _Claim) -> str:
    """What the plan did, whether a contract binds the physician to it, and Medicare's amount."""
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
        f"The plan's remittance shows an allowed amount of {money(claim.allowed)} and a payment of "
        f"{money(claim.paid)}; the rest of the allowed amount is the patient's share.",
    )
    medicare = f"The Medicare fee schedule amount is {money(claim.fee)}; {left}, and Medicare alone would pay 80%."
    return f"{rng.choice(plan)} {contract} {medicare}"


def _working(claim: _Claim) -> str:
    accepted = "amount to be accepted in full" if claim.has_contract else "charge"
    alone = money(claim.basis)
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
            claim.second - claim.paid,
            "Medicare's share less payment",
            f"Takes the plan's payment off Medicare's own {money(claim.second)}. That is no part of the rule.",
        ),
        (
            percent_of(share, 80),
            "80% of the rest",
            f"Takes 80% of the {money(share)} that the plan left. The 80% are taken of {money(claim.basis)}.",
        ),
        (
            percent_of(claim.right, 80),
            "80% of the lowest amount",
            f"Takes 80% of the lowest amount. The 80% are part of one computation only. {lowest}",
        ),
        (
            percent_of(claim.basis, 20),
            "20% paid",
            f"Pays 20% of {money(claim.basis)}, as a supplement plan would. {lowest}",
        ),
        (claim.charge - claim.paid, "rest of the charge", f"Takes the rest of the charge. {lowest}"),
        *_own_amounts(claim, lowest),
    ]


def _own_amounts(claim: _Claim, lowest: str) -> list[tuple[int, str, str]]:
    """Mistaken payments for which a fee or an allowed amount is taken as if the plan had paid nothing."""
    found = [
        (
            max(claim.fee, claim.allowed) * 80 // 100,
            "80% of the higher allowed amount",
            f"Takes 80% of the higher allowed amount. The 80% are taken of {money(claim.basis)}, and the plan's "
            f"payment counts. {lowest}",
        ),
        (
            claim.fee - claim.deductible_left,
            "fee schedule amount in full",
            f"Pays the whole fee schedule amount. Medicare alone would pay 80%, {money(claim.second)}. {lowest}",
        ),
    ]
    if not claim.has_contract:
        share = claim.allowed - claim.paid
        found.append((share, "patient's share under the plan", f"Pays what the plan left to the patient. {lowest}"))
    if claim.accepted >= claim.fee:
        why = f"Takes 80% of {money(claim.accepted)}. The 80% are taken of the fee schedule amount. {lowest}"
        found.append((claim.accepted * 80 // 100, "80% of what must be accepted", why))
    if claim.deductible_left:
        why = (
            f"Takes 80% of {money(claim.basis)} without the {money(claim.deductible_left)} of the deductible that are "
            f"still to be met. {lowest}"
        )
        found.insert(0, (claim.basis * 80 // 100, "deductible forgotten", why))
    return found


def _draw(rng: random.Random) -> Draft:
    claim = _claim(rng)
    stem, mistakes = _stem(rng, claim), _mistakes(claim)
    mistakes = [*rng.sample(mistakes[:6], 6), *rng.sample(mistakes[6:], len(mistakes) - 6)]
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
