"""Posting a secondary plan's remittance: OA-23 repeats what the primary paid and adjusted, and is not posted again."""

import random
from dataclasses import dataclass
from datetime import date

from trainer.domain.generators.billing.figures import day_between, dollars
from trainer.domain.generators.family import Draft, Family, Wrong
from trainer.domain.generators.wording import long_day, money

_REASONS = (("PR-1", "deductible"), ("PR-2", "coinsurance"), ("PR-3", "copayment"))


@dataclass(frozen=True, slots=True)
class _Claim:
    """A claim after the primary's remittance, and what the secondary's says of it; in cents.

    `cut`: a contractual adjustment of the secondary's own (CO-45), 0 where there is none.
    """

    charge: int
    contractual: int
    primary: int
    left: int
    paid: int
    cut: int

    @property
    def handled(self) -> int:
        return self.contractual + self.primary

    @property
    def patient(self) -> int:
        return self.left - self.paid - self.cut


def _claim(rng: random.Random) -> _Claim:
    allowed, contractual = dollars(rng, 150, 900, 5), dollars(rng, 60, 400, 5)
    left = allowed * rng.choice((20, 30, 40)) // 100
    cut = left * rng.choice((0, 0, 10, 20)) // 100
    paid = (left - cut) * rng.choice((40, 50, 60, 75, 80)) // 100
    return _Claim(allowed + contractual, contractual, allowed - left, left, paid, cut)


def _stem(rng: random.Random, claim: _Claim, reason: str) -> str:
    day = long_day(day_between(rng, date(2026, 3, 2), date(2026, 9, 25)))
    own = f"CO-45 {money(claim.cut)}, " if claim.cut else ""
    second = f"charge {money(claim.charge)}, OA-23 {money(claim.handled)}, {own}{reason} {money(claim.patient)}, paid "
    first = (
        f"contractual adjustment {money(claim.contractual)}, payment {money(claim.primary)}, patient's share "
        f"{money(claim.left)}"
    )
    opening = rng.choice(
        (
            f"A practice is in network with a patient's primary and secondary commercial plans. The charge is "
            f"{money(claim.charge)}. Posted from the primary's remittance: {first}, sent to the secondary. The "
            "secondary's "
            f"remittance of {day}: {second}{money(claim.paid)}.",
            f"The patient has two commercial plans, and the practice is in network with both. On {day} the secondary's "
            f"remittance arrives: {second}{money(claim.paid)}. The account already shows, from the primary: {first}.",
            f"An account with a charge of {money(claim.charge)} shows the primary plan's {first}. The secondary plan's "
            f"remittance of {day} reads: {second}{money(claim.paid)}. The practice is in network with both plans.",
        )
    )
    asks = ("What is posted now?", "Which entries follow from the secondary's remittance?")
    return f"{opening} The patient has paid nothing. {rng.choice(asks)}"


def _entries(payment: int, write_off: int, patient: int) -> str:
    return f"Payment {money(payment)}; write-off {money(write_off)}; due from the patient {money(patient)}"


def _mistakes(claim: _Claim) -> list[Wrong]:
    paid, cut, patient = claim.paid, claim.cut, claim.patient
    found = [
        Wrong(
            _entries(paid, claim.handled + cut, patient),
            "OA-23 written off",
            f"Writes off {money(claim.handled)}, which the account already shows as payment and adjustment.",
        ),
        Wrong(
            _entries(paid, cut + patient, 0),
            "patient's share written off",
            f"Writes off {money(patient)}. Group code PR leaves it to the patient.",
        ),
        Wrong(
            _entries(paid, 0, claim.left),
            "primary's share billed",
            f"Bills the {money(claim.left)} that the primary left; the secondary has dealt with a part of it.",
        ),
        Wrong(
            _entries(paid, claim.contractual + cut, patient),
            "contractual adjustment repeated",
            f"Writes off the {money(claim.contractual)} a second time. It came with the primary's remittance.",
        ),
    ]
    if cut:
        own = f"Bills the secondary's CO-45 of {money(cut)}. Its contract makes that a write-off."
        found.append(Wrong(_entries(paid, 0, patient + cut), "secondary's adjustment billed", own))
    return found


def _draw(rng: random.Random) -> Draft:
    claim = _claim(rng)
    reason, name = rng.choice(_REASONS)
    own = f", the secondary's own adjustment of {money(claim.cut)} (CO-45)" if claim.cut else ""
    why = (
        f"OA-23 is what the primary did, {money(claim.contractual)} + {money(claim.primary)}, and has been posted. "
        "New are "
        f"the payment of {money(claim.paid)}{own} and the {name} ({reason}) of {money(claim.patient)}, which the "
        "patient owes."
    )
    wrong = _mistakes(claim)
    rng.shuffle(wrong)
    return Draft(_stem(rng, claim, reason), _entries(claim.paid, claim.cut, claim.patient), why, tuple(wrong))


FAMILIES = (
    Family(
        slug="family-cpb-secondary-remittance-posting",
        title="Posting a secondary plan's remittance with OA-23",
        track="cpb",
        area="billing",
        difficulty=4,
        bloom="apply",
        tags=("remittance", "secondary plan", "posting"),
        references=("Claim adjustment group and reason codes (X12): OA-23, PR-1, PR-2, PR-3",),
        draw=_draw,
    ),
)
