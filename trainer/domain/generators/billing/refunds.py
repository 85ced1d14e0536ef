"""Credit balances: what is refunded and to whom.

A credit is traced to its cause: what a patient or a plan paid beyond its share goes back to the one who paid it; an
adjustment posted twice is reversed and is nobody's money.
"""

import random
from dataclasses import dataclass
from datetime import date

from trainer.domain.generators.billing.figures import day_between, days_later, dollars
from trainer.domain.generators.family import Draft, Family, Wrong
from trainer.domain.generators.wording import long_day, money


@dataclass(frozen=True, slots=True)
class _Ledger:
    """An account with one commercial plan, in cents: charge, allowed amount, the patient's share and what was paid.

    `again`: what the plan paid a second time; `reposted`: what of the contractual adjustment was posted twice.
    """

    charge: int
    allowed: int
    share: int
    prepaid: int
    again: int
    reposted: int

    @property
    def contractual(self) -> int:
        return self.charge - self.allowed

    @property
    def paid(self) -> int:
        return self.allowed - self.share

    @property
    def patients(self) -> int:
        return self.prepaid - self.share

    @property
    def credit(self) -> int:
        return self.patients + self.again + self.reposted


def _ledger(rng: random.Random) -> _Ledger:
    """One or two of the three causes of a credit; where an adjustment posted twice is the only one, nobody is owed."""
    allowed = dollars(rng, 120, 600, 5)
    charge = allowed + dollars(rng, 40, 260, 5)
    share = dollars(rng, 15, allowed // 400, 5)
    over = dollars(rng, 10, 70, 5)
    is_over, is_twice, is_reposted = rng.choice(
        (
            (True, False, False),
            (False, True, False),
            (False, False, True),
            (True, True, False),
            (True, False, True),
            (False, True, True),
        )
    )
    again = allowed - share if is_twice else 0
    return _Ledger(charge, allowed, share, share + over * is_over, again, (charge - allowed) * is_reposted)


def _rows(rng: random.Random, ledger: _Ledger) -> str:
    visit = day_between(rng, date(2026, 1, 20), date(2026, 8, 20))
    paid_on = days_later(rng, visit, 16, 34)
    later = days_later(rng, paid_on, 7, 21)
    rows = [
        (visit, "Charge", ledger.charge),
        (visit, "Paid by the patient (estimate)", -ledger.prepaid),
        (paid_on, "Plan: contractual adjustment", -ledger.contractual),
        (paid_on, "Plan: payment", -ledger.paid),
    ]
    if ledger.again:
        rows.append((later, "Plan: payment, second remittance for the same claim", -ledger.again))
    if ledger.reposted:
        rows.append((later, "Plan: contractual adjustment, keyed from a paper copy", -ledger.reposted))
    lines = "\n".join(f"| {long_day(day)} | {text} | {_signed(cents)} |" for day, text, cents in rows)
    return f"| Date | Entry | Amount |\n|---|---|---|\n{lines}"


def _signed(cents: int) -> str:
    return f"−{money(-cents)}" if cents < 0 else money(cents)


def _to(patient: int, plan: int) -> str:
    return f"{money(patient)} to the patient; {money(plan)} to the plan"


def _stem(rng: random.Random, ledger: _Ledger) -> str:
    kind = rng.choice(("copayment", "coinsurance"))
    terms = (
        f"allows {money(ledger.allowed)} for the visit, of which the member owes {money(ledger.share)} {kind}",
        f"allows {money(ledger.allowed)} for the visit; the {kind} on its remittance is {money(ledger.share)}",
    )
    opening = rng.choice(
        (
            f"An account shows a credit of {money(ledger.credit)}. The patient's only plan, a commercial one in whose "
            f"network the practice is, {rng.choice(terms)}. The ledger of 2026:",
            f"A practice in network with the patient's only plan finds a credit balance of {money(ledger.credit)}. "
            "The plan "
            f"{rng.choice(terms)}. The ledger reads:",
        )
    )
    ask = rng.choice(
        (
            "The patient has no other open balance. After wrong entries have been reversed, what is refunded, and to "
            "whom?",
            "Nothing else is open for this patient. Wrong entries, if any, are reversed first. What is then refunded, "
            "and to whom?",
        )
    )
    return f"{opening}\n\n{_rows(rng, ledger)}\n\n{ask}"


def _working(ledger: _Ledger) -> str:
    parts = []
    if ledger.reposted:
        parts.append(
            f"The second adjustment of {money(ledger.reposted)} is a posting error; it is reversed, not refunded."
        )
    if ledger.patients:
        over = f"{money(ledger.prepaid)} − {money(ledger.share)} = {money(ledger.patients)}"
        parts.append(f"The patient paid more than the share: {over} go back to the patient.")
    else:
        parts.append(f"The patient paid exactly the share of {money(ledger.share)}.")
    if ledger.again:
        parts.append(f"The plan paid {money(ledger.again)} twice, and the second payment goes back to it.")
    else:
        parts.append(f"The plan paid what it owed, {money(ledger.paid)}.")
    return " ".join(parts)


@dataclass(frozen=True, slots=True)
class _Mistake:
    """A mistaken refund to one of the two, in cents, its name and why it is one."""

    cents: int
    name: str
    why: str


def _to_patient(ledger: _Ledger) -> list[_Mistake]:
    """Mistakes about the patient's refund."""
    over, share = ledger.patients, money(ledger.share)
    whole = f"Returns all that the patient paid, but {share} of it was the patient's share."
    found = [_Mistake(ledger.prepaid, "patient's whole payment returned", whole)]
    if over:
        kept = f"Keeps the {money(over)} that the patient paid beyond the share of {share}."
        found.append(_Mistake(0, "patient's overpayment kept", kept))
    if ledger.reposted:
        unpaid = f"Refunds {money(ledger.reposted)} to the patient that nobody paid: an adjustment was posted twice."
        found.append(_Mistake(over + ledger.reposted, "adjustment refunded to the patient", unpaid))
    return found


def _to_plan(ledger: _Ledger) -> list[_Mistake]:
    """Mistakes about the plan's refund."""
    again = ledger.again
    if again:
        found = [
            _Mistake(0, "second payment kept", f"Keeps the {money(again)} that the plan paid a second time."),
            _Mistake(again + ledger.paid, "both payments returned", "Returns both payments of the plan; one was due."),
        ]
    else:
        due = f"Returns the plan's payment of {money(ledger.paid)}, which was due."
        found = [_Mistake(ledger.paid, "plan's right payment returned", due)]
    if ledger.reposted:
        unpaid = f"Refunds {money(ledger.reposted)} to the plan that nobody paid: an adjustment was posted twice."
        found.append(_Mistake(again + ledger.reposted, "adjustment refunded to the plan", unpaid))
    return found


def _mistakes(ledger: _Ledger) -> list[tuple[int, int, str, str]]:
    """Mistaken refunds: (to the patient, to the plan, the mistake, why)."""
    over, again, credit, share = ledger.patients, ledger.again, ledger.credit, ledger.share
    return [
        (credit, 0, "whole credit to the patient", "Gives the patient the whole credit."),
        (0, credit, "whole credit to the plan", "Gives the plan the whole credit."),
        (
            ledger.prepaid,
            credit - ledger.prepaid,
            "patient's whole payment returned, the rest to the plan",
            f"Returns all that the patient paid, but {money(share)} of it was the patient's share.",
        ),
        (again, over, "refunds exchanged", "Exchanges the two."),
        (0, 0, "credit kept", "Refunds nothing and keeps the credit for later visits."),
        (
            credit - share,
            0,
            "share kept out of the credit",
            f"Keeps {money(share)} of the credit as the patient's share and refunds the rest to the patient.",
        ),
        (share, 0, "share for overpayment", f"Returns the patient's share of {money(share)}, which was due."),
        (
            share,
            credit - share,
            "share for overpayment, the rest to the plan",
            f"Returns the patient's share of {money(share)}, which was due, and gives the plan the rest of the credit.",
        ),
    ]


def _paired(rng: random.Random, ledger: _Ledger) -> list[tuple[int, int, str, str]]:
    """A mistake about either refund, and both at once: the right answer is then no common element of the options."""
    one, other = rng.choice(_to_patient(ledger)), rng.choice(_to_plan(ledger))
    return [
        (one.cents, ledger.again, one.name, one.why),
        (ledger.patients, other.cents, other.name, other.why),
        (one.cents, other.cents, f"{one.name} and {other.name}", f"{one.why} {other.why}"),
    ]


def _draw(rng: random.Random) -> Draft:
    ledger = _ledger(rng)
    stem = _stem(rng, ledger)
    mistakes = [*_paired(rng, ledger), *_mistakes(ledger)]
    if rng.random() < 0.5:
        rng.shuffle(mistakes)
    truth = f"The patient overpaid {money(ledger.patients)} and the plan {money(ledger.again)}."
    wrong = tuple(
        Wrong(_to(patient, plan), mistake, f"{why} {truth}")
        for patient, plan, mistake, why in mistakes
        if min(patient, plan) >= 0 and patient + plan <= ledger.credit
    )
    return Draft(stem, _to(ledger.patients, ledger.again), _working(ledger), wrong)


FAMILIES = (
    Family(
        slug="family-cpb-credit-balance-refund",
        title="Credit balance: what is refunded and to whom",
        track="cpb",
        area="reimbursement",
        difficulty=4,
        bloom="analyze",
        tags=("credit balance", "refund", "posting error"),
        references=("General principle: an overpayment goes back to the one who made it; a wrong entry is reversed",),
        draw=_draw,
    ),
)
