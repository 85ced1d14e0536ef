"""What the plan makes the member pay of an allowed amount: deductible, copayment, coinsurance, up to the maximum."""

from dataclasses import dataclass, field
from datetime import date

from trainer.domain.claims.adjudication_steps import Rule, WorkLine
from trainer.domain.claims.contracts import Accumulators, Benefits
from trainer.domain.claims.money import share_half_up, write_cents
from trainer.domain.claims.pricing import percent

DEDUCTIBLE, COINSURANCE, COPAYMENT = "1", "2", "3"


@dataclass(frozen=True, slots=True)
class SharePart:
    """One kind of the member's share: its CARC, its cents and what it was taken from."""

    rule: Rule
    reason: str
    cents: int
    of_cents: int
    sentence: str


@dataclass(slots=True)
class Limits:
    """What is left of the member's limits while the lines are worked through; `copays` is what a day still owes."""

    benefits: Benefits
    deductible: int
    out_of_pocket: int | None
    copays: dict[date, int] = field(default_factory=dict)

    @classmethod
    def after(cls, benefits: Benefits, so_far: Accumulators) -> "Limits":
        most = benefits.out_of_pocket_cents
        return cls(
            benefits,
            max(0, benefits.deductible_cents - so_far.deductible_cents),
            None if most is None else max(0, most - so_far.out_of_pocket_cents),
        )


def shares_of(work: WorkLine, limits: Limits) -> tuple[SharePart, ...]:
    """The member's share of a line: deductible, then copayment or coinsurance, cut where the maximum is reached.

    Coinsurance is rounded half up, line by line. Preventive services are free of all three.
    """
    if work.fee.is_preventive:
        allowed = work.allowed_cents
        work.note(Rule.PREVENTIVE, "A preventive service is paid in full: the patient owes nothing.", allowed, allowed)
        return ()
    parts = [part for part in _raw_shares(work, limits) if part.cents]
    return _capped(work, parts, limits.out_of_pocket)


def _raw_shares(work: WorkLine, limits: Limits) -> tuple[SharePart, ...]:
    benefits, allowed = limits.benefits, work.allowed_cents
    has_copay = work.line.code in benefits.copay_codes
    is_waived = has_copay and benefits.is_deductible_waived_for_copay
    deductible = 0 if is_waived else min(allowed, limits.deductible)
    rest = allowed - deductible
    left = write_cents(limits.deductible)
    sentence = (
        f"Allowed {write_cents(allowed)} less deductible left {left} leaves {write_cents(rest)}."
        if rest
        else f"The deductible left is {left}: the patient pays all of the allowed {write_cents(allowed)}."
    )
    first = SharePart(Rule.DEDUCTIBLE, DEDUCTIBLE, deductible, allowed, sentence)
    return first, _copayment(work, rest, limits) if has_copay else _coinsurance(rest, benefits.coinsurance)


def _copayment(work: WorkLine, rest: int, limits: Limits) -> SharePart:
    owed = limits.copays.setdefault(work.line.on, limits.benefits.copay_cents)
    cents = min(rest, owed)
    if limits.benefits.copay_cents and not owed:
        work.note(Rule.COPAYMENT, "The copayment of the visit is taken on another line.", rest, rest)
    whole = "The" if owed == limits.benefits.copay_cents else "The rest of the"
    sentence = f"{whole} copayment of the visit is {write_cents(owed)}."
    if cents < owed:
        sentence += f" Only {write_cents(rest)} is left to pay, so the patient pays {write_cents(cents)}."
    return SharePart(Rule.COPAYMENT, COPAYMENT, cents, rest, sentence)


def _coinsurance(rest: int, rate: int) -> SharePart:
    cents = share_half_up(rest, rate)
    sentence = f"{percent(rate)} coinsurance of {write_cents(rest)} is {write_cents(cents)}."
    return SharePart(Rule.COINSURANCE, COINSURANCE, cents, rest, sentence)


def _capped(work: WorkLine, parts: list[SharePart], most: int | None) -> tuple[SharePart, ...]:
    total = sum(part.cents for part in parts)
    if most is None or total <= most:
        return tuple(parts)
    sentence = (
        f"The patient's share would be {write_cents(total)}, but only {write_cents(most)} is left of the out-of-pocket"
        f" maximum: the plan pays the other {write_cents(total - most)}."
    )
    work.note(Rule.OUT_OF_POCKET, sentence, total, most)
    capped, left = [], most
    for part in parts:
        cents = min(part.cents, left)
        left -= cents
        cut = part.sentence if cents == part.cents else f"{part.sentence} The maximum cuts it to {write_cents(cents)}."
        capped.append(SharePart(part.rule, part.reason, cents, part.of_cents, cut))
    return tuple(part for part in capped if part.cents)


def use(limits: Limits, day: date, shares: tuple[SharePart, ...], paid_by_patient: int) -> None:
    """Lowers what is left by a line's shares.

    Deductible and copayment count as if there were no other payer (42 CFR 411.30(b); NAIC model regulation 120,
    section 7); the out-of-pocket maximum counts only what the patient really pays.
    """
    for part in shares:
        if part.reason == DEDUCTIBLE:
            limits.deductible -= part.cents
        if part.reason == COPAYMENT:
            limits.copays[day] -= part.cents
    if limits.out_of_pocket is not None:
        limits.out_of_pocket -= paid_by_patient
