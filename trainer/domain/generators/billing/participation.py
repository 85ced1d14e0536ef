"""Medicare participation: who is paid what for a physician's service under the fee schedule.

Participating: 80% to the physician and 20% from the patient. Non-participating: the approved amount is 95% of the
participating amount, paid to the physician where assignment is accepted. Without assignment Medicare pays the patient
80% of the approved amount, and the physician may charge at most 115% of it, the limiting charge (Social Security Act
1848(a)(3) and (g); 42 CFR 414.20 and 414.48). Each amount is rounded to the cent as it arises.
"""

import random
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import assert_never

from trainer.domain.generators.billing.figures import day_between, wrong_amounts
from trainer.domain.generators.family import Draft, Family, Wrong
from trainer.domain.generators.wording import long_day, money, patient, percent_of

_REFERENCES = ("Social Security Act 1848(a)(3) and (g)", "42 CFR 414.20", "42 CFR 414.48")


class _Status(StrEnum):
    PARTICIPATING = "participating"
    ASSIGNED = "non-participating, assigned"
    UNASSIGNED = "non-participating, not assigned"


_SERVICES = (
    ("an office visit", 5800, 20_000),
    ("a minor procedure", 8500, 32_000),
    ("a joint injection", 5400, 7900),
    ("a skin biopsy", 8800, 14_500),
    ("an echocardiogram", 17_500, 24_500),
    ("a vein ablation", 85_000, 128_000),
)
"""Services in an office, and what the fee schedule allows for them, from lowest to highest, in cents."""


@dataclass(frozen=True, slots=True)
class _Account:
    """A service: who renders it on what terms, the charge and the participating fee schedule amount, in cents."""

    service: str
    status: _Status
    charge: int
    fee: int

    @property
    def reduced(self) -> int:
        return percent_of(self.fee, 95)

    @property
    def limit(self) -> int:
        return percent_of(self.reduced, 115)

    @property
    def approved(self) -> int:
        return self.fee if self.status is _Status.PARTICIPATING else self.reduced

    @property
    def medicare(self) -> int:
        return percent_of(self.approved, 80)

    @property
    def collected(self) -> int:
        """The most that the physician may collect from everybody together."""
        return min(self.charge, self.limit) if self.status is _Status.UNASSIGNED else self.approved


def _account(rng: random.Random) -> _Account:
    status = rng.choice(tuple(_Status))
    service, low, high = rng.choice(_SERVICES)
    fee = rng.randint(low, high)
    charge = fee * rng.randint(125, 220) // 100
    if status is _Status.UNASSIGNED and rng.random() < 0.35:
        charge = fee * rng.randint(98, 107) // 100
    return _Account(service, status, charge // 100 * 100, fee)


_TERMS = {
    _Status.PARTICIPATING: (
        "who participates in Medicare",
        "who has signed a Medicare participation agreement for 2026",
        "whose participation agreement with Medicare covers all of 2026",
    ),
    _Status.ASSIGNED: (
        "who does not participate in Medicare and accepts assignment on this claim",
        "who is non-participating in Medicare but takes assignment for this claim",
        'without a participation agreement, who checks "accept assignment" on this claim',
    ),
    _Status.UNASSIGNED: (
        "who does not participate in Medicare and does not accept assignment on this claim",
        "who is non-participating in Medicare and leaves this claim unassigned",
        "without a participation agreement, who declines assignment on this claim",
    ),
}


def _facts(rng: random.Random, account: _Account) -> str:
    day = long_day(day_between(rng, date(2026, 1, 20), date(2026, 9, 25)))
    person = patient(rng, 66, 90).phrase
    who = rng.choice(_TERMS[account.status])
    kind, comma = account.service, "," if ", " in who else ""
    opening = rng.choice(
        (
            f"{person} with Original Medicare has {kind} on {day} with a physician {who}. The physician's charge is "
            f"{money(account.charge)}; the fee schedule amount for participating physicians is {money(account.fee)}.",
            f"A physician {who}{comma} provides {kind} on {day} for {person[0].lower()}{person[1:]} with Original "
            f"Medicare. The charge is {money(account.charge)}, and participating physicians are allowed "
            f"{money(account.fee)}.",
            f"On {day} {person[0].lower()}{person[1:]} with Original Medicare sees a physician {who}, for {kind}. "
            f"The participating fee schedule amount is {money(account.fee)} and the physician's charge "
            f"{money(account.charge)}.",
        )
    )
    return (
        f"{opening} The service is covered, the Part B deductible has been met, and there is no other insurance and no "
        "stricter state limit. Sequestration is left aside, and every amount is rounded to the cent as it arises."
    )


def _line(is_paid_to_physician: bool, medicare: int, rest: int) -> str:
    payee = "the physician" if is_paid_to_physician else "the patient"
    return f"Medicare pays {payee} {money(medicare)}; the physician collects {money(rest)} from the patient"


def _working(account: _Account) -> str:
    medicare = money(account.medicare)
    match account.status:
        case _Status.PARTICIPATING:
            rest = money(account.fee - account.medicare)
            return (
                f"A participating physician accepts {money(account.fee)} as full payment: Medicare pays the physician "
                f"80%, {medicare}, and the patient owes the other {rest}."
            )
        case _Status.ASSIGNED:
            rest = money(account.reduced - account.medicare)
            return (
                f"The non-participating amount is 95% of {money(account.fee)}, {money(account.reduced)}. Assignment "
                "makes "
                f"it full payment: Medicare pays the physician 80%, {medicare}, and the patient owes {rest}."
            )
        case _Status.UNASSIGNED:
            most = f"The limiting charge is 115% of 95% of {money(account.fee)}: {money(account.limit)}."
            if account.charge < account.limit:
                most = f"{most} The charge of {money(account.charge)} lies below it and may be asked in full."
            return (
                f"{most} The physician collects it from the patient, whom Medicare pays 80% of the approved "
                f"{money(account.reduced)}, {medicare}."
            )
        case unreachable:
            assert_never(unreachable)


_Way = tuple[tuple[bool, int, int], str, str]
"""A wrong way to pay: (to the physician?, Medicare, from the patient), the mistake and why it is one."""


def _other_terms(account: _Account) -> dict[_Status, _Way]:
    """Payments under the terms of each status."""
    fee, reduced = account.fee, account.reduced
    full, less = percent_of(fee, 80), percent_of(reduced, 80)
    return {
        _Status.PARTICIPATING: (
            (True, full, fee - full),
            "participating terms",
            f"Pays as if the physician participated, of {money(fee)}.",
        ),
        _Status.ASSIGNED: (
            (True, less, reduced - less),
            "assigned terms",
            f"Takes 95% of {money(fee)} as full payment, which is for non-participating physicians who accept "
            "assignment.",
        ),
        _Status.UNASSIGNED: (
            (False, less, min(account.limit, account.charge)),
            "unassigned terms",
            "Lets the limiting charge be collected and pays the patient, as on claims without assignment.",
        ),
    }


def _payments(account: _Account) -> list[_Way]:
    """Wrong ways to pay."""
    terms = [way for status, way in _other_terms(account).items() if status is not account.status]
    if account.status is _Status.UNASSIGNED:
        return [*terms, *_unassigned_mistakes(account)]
    return [*terms, *_assigned_mistakes(account)]


def _loose(account: _Account, end: str) -> _Way:
    fee = account.fee
    return (
        (False, percent_of(fee, 80), min(percent_of(fee, 115), account.charge)),
        "115% of the participating amount",
        f"Takes 80% and 115% of {money(fee)}. Both are taken of the non-participating amount, "
        f"{money(account.reduced)}{end}.",
    )


def _excess(account: _Account) -> tuple[bool, int, int]:
    less = percent_of(account.reduced, 80)
    return True, less, min(account.limit, account.charge) - less


def _assigned_mistakes(account: _Account) -> list[_Way]:
    """Wrong ways to pay a participating physician or one who accepts assignment."""
    return [
        (
            (True, account.medicare, account.charge - account.medicare),
            "balance of the charge billed",
            f"Bills the patient the rest of the charge of {money(account.charge)}. No Medicare terms allow that here.",
        ),
        (
            (False, account.medicare, account.approved),
            "payment sent to the patient",
            "Sends Medicare's payment to the patient, who would then owe the whole. On assigned claims the physician "
            "is paid.",
        ),
        (
            _excess(account),
            "limiting charge on an assigned claim",
            f"Bills up to the limiting charge of {money(account.limit)}. It is for claims without assignment only.",
        ),
        _loose(account, ", and only on claims without assignment"),
    ]


def _unassigned_mistakes(account: _Account) -> list[_Way]:
    """Wrong ways to pay without assignment."""
    return [
        (
            _excess(account),
            "payment sent to the physician",
            "Sends Medicare's payment to the physician. Without assignment it goes to the patient, who owes the whole.",
        ),
        (
            (False, percent_of(account.fee, 80), min(account.fee, account.charge)),
            "participating amount without assignment",
            f"Takes {money(account.fee)} for the approved amount and for the most to be asked. Approved are "
            f"{money(account.reduced)}, and the limit is 115% of that.",
        ),
        _loose(account, ""),
    ]


def _draw_payee(rng: random.Random) -> Draft:
    account = _account(rng)
    is_assigned = account.status is not _Status.UNASSIGNED
    rest = account.collected - (account.medicare if is_assigned else 0)
    ask = rng.choice(
        (
            "Who pays what, if the physician collects all that is permitted?",
            "Which payments result if the physician asks for as much as the rules allow?",
            "How is the service paid if the patient is billed the most that is permitted?",
        )
    )
    stem = f"{_facts(rng, account)} {ask}"
    ways = _payments(account)
    rng.shuffle(ways)
    wrong = tuple(Wrong(_line(*way), mistake, why) for way, mistake, why in ways)
    return Draft(stem, _line(is_assigned, account.medicare, rest), _working(account), wrong)


def _totals(account: _Account) -> list[tuple[int, str, str]]:
    """Mistaken totals of what the physician may collect, likeliest first."""
    fee, reduced = money(account.fee), money(account.reduced)
    terms = "The terms here are: " + account.status.value + "."
    return [
        (
            percent_of(account.fee, 115),
            "115% of the participating amount",
            f"Takes 115% of {fee}. The limiting charge, where there is one, is 115% of {reduced}. {terms}",
        ),
        (account.limit, "limiting charge", f"The limiting charge is for unassigned claims only. {terms}"),
        (
            account.reduced,
            "non-participating amount",
            f"This is 95% of {fee}, the full payment under assignment. {terms}",
        ),
        (account.fee, "participating amount", f"This is the full payment of a participating physician. {terms}"),
        (account.charge, "the charge", f"Collects the charge in full. Medicare limits what may be asked. {terms}"),
        (account.medicare, "Medicare's share", "Counts only Medicare's 80% and leaves out what the patient owes."),
        (
            account.collected - account.medicare,
            "patient's share",
            f"Counts only what is left for the patient beside Medicare's {money(account.medicare)}. Both count.",
        ),
        (
            percent_of(account.fee if account.approved < account.fee else account.reduced, 80),
            "Medicare's share of the other amount",
            f"Takes 80% of the wrong fee schedule amount, and Medicare's part alone. {terms}",
        ),
    ]


def _draw_total(rng: random.Random) -> Draft:
    account = _account(rng)
    ask = rng.choice(
        (
            "What is the most that the physician may collect for the service from Medicare and patient together?",
            "Counting every payment for the service, from whomever it comes, how much may the physician keep at most?",
        )
    )
    stem, totals = f"{_facts(rng, account)} {ask}", _totals(account)
    rng.shuffle(totals)
    return Draft(stem, money(account.collected), _working(account), wrong_amounts(rng, account.collected, totals))


FAMILIES = (
    Family(
        slug="family-cpb-medicare-participation-payments",
        title="Participation and assignment: who pays what",
        track="cpb",
        area="reimbursement",
        difficulty=3,
        bloom="apply",
        tags=("participating", "non-participating", "limiting charge", "assignment"),
        references=_REFERENCES,
        draw=_draw_payee,
    ),
    Family(
        slug="family-cpb-medicare-participation-most-collected",
        title="Participation and assignment: the most that may be collected",
        track="cpb",
        area="reimbursement",
        difficulty=3,
        bloom="apply",
        tags=("participating", "non-participating", "limiting charge", "assignment"),
        references=_REFERENCES,
        draw=_draw_total,
    ),
)
