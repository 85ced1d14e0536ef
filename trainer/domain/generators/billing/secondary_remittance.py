"""Posting a secondary plan's remittance: OA-23 repeats what the primary paid and adjusted, and is not posted again."""

import random
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from trainer.domain.generators.billing.figures import day_between, dollars
from trainer.domain.generators.family import Draft, Family, Wrong
from trainer.domain.generators.wording import long_day, money

_REASONS = (("PR-1", "deductible"), ("PR-2", "coinsurance"), ("PR-3", "copayment"))


@dataclass(frozen=True, slots=True)
class _Entries:
    """What is posted, in cents."""

    payment: int
    write_off: int
    patient: int

    @property
    def text(self) -> str:
        return (
            f"Payment {money(self.payment)}; write-off {money(self.write_off)}; due from the patient "
            f"{money(self.patient)}"
        )


@dataclass(frozen=True, slots=True)
class _Mistake:
    """Wrong entries, their name, why they are wrong, and which amounts are taken wrongly on their own."""

    entries: _Entries
    name: str
    why: str
    parts: frozenset[str] = frozenset()


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
    cut = left * rng.choice((0, 10, 15, 20)) // 100
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


def _mistakes(claim: _Claim) -> list[_Mistake]:
    paid, cut, patient = claim.paid, claim.cut, claim.patient
    found = [
        _Mistake(
            _Entries(paid, claim.handled + cut, patient),
            "OA-23 written off",
            f"Writes off {money(claim.handled)}, which the account already shows as payment and adjustment.",
            frozenset(("payment", "write-off")),
        ),
        _Mistake(
            _Entries(paid, cut + patient, 0),
            "patient's share written off",
            f"Writes off {money(patient)}. Group code PR leaves it to the patient.",
        ),
        _Mistake(
            _Entries(paid, 0, claim.left),
            "primary's share billed",
            f"Bills the {money(claim.left)} that the primary left; the secondary has dealt with a part of it.",
        ),
        _Mistake(
            _Entries(paid, claim.contractual + cut, patient),
            "contractual adjustment repeated",
            f"Writes off the {money(claim.contractual)} a second time. It came with the primary's remittance.",
            frozenset(("write-off",)),
        ),
        _Mistake(
            _Entries(paid + claim.primary, cut, patient),
            "primary's payment repeated",
            f"Posts the primary's {money(claim.primary)} a second time. The account already shows it.",
            frozenset(("payment",)),
        ),
        _Mistake(
            _Entries(paid, cut, 0),
            "patient's share left out",
            f"Asks nothing of the patient because two plans have paid. PR leaves {money(patient)} to the patient.",
            frozenset(("patient",)),
        ),
    ]
    return [*found, *_own_mistakes(claim)] if cut else found


def _own_mistakes(claim: _Claim) -> list[_Mistake]:
    """What goes wrong with the secondary's own adjustment."""
    paid, cut, patient = claim.paid, claim.cut, claim.patient
    billed = f"Bills the secondary's CO-45 of {money(cut)}. Its contract makes that a write-off."
    left_out = f"Leaves out the secondary's CO-45 of {money(cut)}, which is its own and new."
    return [
        _Mistake(_Entries(paid, 0, patient + cut), "secondary's adjustment billed", billed),
        _Mistake(_Entries(paid, 0, patient), "secondary's adjustment left out", left_out, frozenset(("write-off",))),
    ]


def _paired(right: _Entries, mistakes: list[_Mistake]) -> list[_Mistake]:
    """The first two mistakes in different entries, and then both at once: the right answer is no common element."""
    for one, other in combinations(mistakes, 2):
        if one.parts and other.parts and not one.parts & other.parts:
            both = _Entries(
                one.entries.payment + other.entries.payment - right.payment,
                one.entries.write_off + other.entries.write_off - right.write_off,
                one.entries.patient + other.entries.patient - right.patient,
            )
            name = " and ".join(sorted((one.name, other.name)))
            return [one, other, _Mistake(both, name, f"{one.why} {other.why}"), *mistakes]
    return mistakes


def _draw(rng: random.Random) -> Draft:
    claim = _claim(rng)
    reason, name = rng.choice(_REASONS)
    stem = _stem(rng, claim, reason)
    own = f", the secondary's own adjustment of {money(claim.cut)} (CO-45)" if claim.cut else ""
    why = (
        f"OA-23 is what the primary did, {money(claim.contractual)} + {money(claim.primary)}, and has been posted. "
        "New are "
        f"the payment of {money(claim.paid)}{own} and the {name} ({reason}) of {money(claim.patient)}, which the "
        "patient owes."
    )
    right, mistakes = _Entries(claim.paid, claim.cut, claim.patient), _mistakes(claim)
    rng.shuffle(mistakes)
    if rng.random() < 0.6:
        mistakes = _paired(right, mistakes)
    return Draft(stem, right.text, why, tuple(Wrong(each.entries.text, each.name, each.why) for each in mistakes))


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
