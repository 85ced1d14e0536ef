"""Posting a secondary plan's remittance: OA-23 repeats what the primary paid and adjusted, and is not posted again."""

import random
from dataclasses import dataclass, fields
from datetime import date

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

    def parts(self, other: "_Entries") -> frozenset[str]:
        """The names of the amounts in which this differs from the other."""
        return frozenset(each.name for each in fields(self) if getattr(self, each.name) != getattr(other, each.name))


@dataclass(frozen=True, slots=True)
class _Mistake:
    """Wrong entries, their name and why they are wrong."""

    entries: _Entries
    name: str
    why: str

    def plus(self, other: "_Mistake", right: _Entries) -> "_Mistake":
        """Both mistakes at once, for mistakes in different amounts."""
        mine, yours = self.entries, other.entries
        both = _Entries(
            mine.payment + yours.payment - right.payment,
            mine.write_off + yours.write_off - right.write_off,
            mine.patient + yours.patient - right.patient,
        )
        return _Mistake(both, " and ".join(sorted((self.name, other.name))), f"{self.why} {other.why}")


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


def _claim(rng: random.Random, reason: str) -> _Claim:
    """A claim of which something is left to the patient; a copayment (PR-3) is a round sum."""
    allowed, contractual = dollars(rng, 180, 900, 5), dollars(rng, 60, 400, 5)
    left = allowed * rng.choice((20, 30, 40)) // 100
    cut = left * rng.choice((0, 10, 15, 20)) // 100
    paid = (left - cut) * rng.choice((40, 50, 60, 75, 80)) // 100
    if reason == "PR-3":
        paid = left - cut - dollars(rng, 10, min(60, (left - cut) // 100 - 15), 5)
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
    """Mistakes about the write-off and what the patient owes."""
    paid, cut, patient = claim.paid, claim.cut, claim.patient
    found = [
        _Mistake(
            _Entries(paid, claim.handled + cut, patient),
            "OA-23 written off",
            f"Writes off {money(claim.handled)}, which the account already shows as payment and adjustment.",
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
        ),
        _Mistake(
            _Entries(paid, cut, 0),
            "patient's share left out",
            f"Asks nothing of the patient because two plans have paid. PR leaves {money(patient)} to the patient.",
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
        _Mistake(_Entries(paid, 0, patient), "secondary's adjustment left out", left_out),
    ]


def _payment_mistakes(claim: _Claim) -> list[_Mistake]:
    """What goes wrong with the payment, once together with the write-off."""
    paid, cut, patient, primary = claim.paid, claim.cut, claim.patient, claim.primary
    shown = "The account already shows it."
    return [
        _Mistake(
            _Entries(paid + primary, cut, patient),
            "primary's payment repeated",
            f"Posts the primary's {money(primary)} a second time. {shown}",
        ),
        _Mistake(
            _Entries(paid + claim.handled, cut, patient),
            "OA-23 posted as payment",
            f"Posts OA-23, {money(claim.handled)}, as payment. It is no money from the secondary.",
        ),
        _Mistake(
            _Entries(claim.left, cut, patient),
            "amount sent posted as payment",
            f"Posts all of the {money(claim.left)} sent to the secondary as its payment; it paid {money(paid)}.",
        ),
        _Mistake(
            _Entries(paid + primary, claim.contractual + cut, patient),
            "primary's remittance posted again",
            f"Posts the primary's {money(primary)} and {money(claim.contractual)} a second time. {shown}",
        ),
    ]


def _too_little_paid(claim: _Claim) -> list[_Mistake]:
    """Mistakes for which less is posted than the secondary paid."""
    paid, cut, patient = claim.paid, claim.cut, claim.patient
    found = []
    for cents, name in ((cut, "secondary's adjustment"), (patient, "patient's share")):
        if 0 < cents < paid:
            why = f"Takes the {money(cents)} off the payment. It has been taken off before: {money(paid)} were paid."
            found.append(_Mistake(_Entries(paid - cents, cut, patient), f"{name} taken off the payment", why))
    return found


def _arranged(rng: random.Random, right: _Entries, payments: list[_Mistake], others: list[_Mistake]) -> list[_Mistake]:
    """One mistake about the payment, one about the rest, and both: mostly no amount then recurs more than another.

    Now and then a third mistake stands beside the first two, or beside the first alone and both, so that the right
    answer, or a wrong one, is nearest to the others.
    """
    one = rng.choice(payments)
    apart = [each for each in others if not each.entries.parts(right) & one.entries.parts(right)]
    rng.shuffle(apart)
    two, three = apart[0], apart[-1]
    both, other = two.plus(one, right), three.plus(one, right)
    if len(apart) == 1:
        return [one, two, both]
    return rng.choices(([one, two, both], [one, two, three], [one, both, other]), (70, 15, 15))[0]


def _draw(rng: random.Random) -> Draft:
    reason, name = rng.choice(_REASONS)
    claim = _claim(rng, reason)
    stem = _stem(rng, claim, reason)
    own = f", the secondary's own adjustment of {money(claim.cut)} (CO-45)" if claim.cut else ""
    why = (
        f"OA-23 is what the primary did, {money(claim.contractual)} + {money(claim.primary)}, and has been posted. "
        f"New are the payment of {money(claim.paid)}{own} and the {name} ({reason}) of {money(claim.patient)}, which "
        "the patient owes."
    )
    right = _Entries(claim.paid, claim.cut, claim.patient)
    too_little = _too_little_paid(claim)
    payments = too_little if too_little and rng.random() < 0.5 else _payment_mistakes(claim)
    wrong = _arranged(rng, right, payments, _mistakes(claim))
    return Draft(stem, right.text, why, tuple(Wrong(each.entries.text, each.name, each.why) for each in wrong))


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
