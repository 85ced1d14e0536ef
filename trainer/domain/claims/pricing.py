"""What a contract allows for the lines of a claim, before anybody's share is taken: fees, sides, several procedures.

Source: Medicare Claims Processing Manual, chapter 12, sections 40.6 (multiple), 40.7 (bilateral), 50 (anesthesia).
"""

from collections.abc import Sequence

from trainer.domain.claims.adjudication_steps import Rule, WorkLine
from trainer.domain.claims.contracts import Contract, Fee, MultipleRule
from trainer.domain.claims.fees import anesthesia_fee, anesthesia_units, limiting_charge, nonparticipating_fee
from trainer.domain.claims.money import share_half_up, write_cents
from trainer.domain.claims.professional import ProfessionalClaim, Profile

BILATERAL = 15_000
"""Both sides of a paired organ are paid at 150 %."""

_DIRECTED = {"QK", "QX", "QY"}
_WHOLE = 10_000
_LIMITED = {Profile.MEDICARE, Profile.TRICARE}
_ALWAYS_ASSIGNED = {Profile.MEDICAID, Profile.WORKERS_COMPENSATION}


def is_unassigned(claim: ProfessionalClaim, contract: Contract) -> bool:
    """Whether the provider may collect more than the payer allows: neither contract, nor assignment, nor law forbids.

    Medicaid (42 CFR 447.15) and workers' compensation are always payment in full.
    """
    return not (contract.is_participating or claim.accepts_assignment or contract.profile in _ALWAYS_ASSIGNED)


def price(works: Sequence[WorkLine], claim: ProfessionalClaim, contract: Contract) -> None:
    """Sets the allowed amount and the ceiling of every open line.

    In this order: fee times units (or anesthesia units), the nonparticipating rate, both sides, several procedures of
    a day; then the lower of that and the charge.
    """
    open_works = [work for work in works if work.is_open]
    for work in open_works:
        _schedule(work, contract)
    for day in sorted({work.line.on for work in open_works}):
        _reduce_day([work for work in open_works if work.line.on == day], contract)
    for work in open_works:
        _allow(work, claim, contract)


def _schedule(work: WorkLine, contract: Contract) -> None:
    line, fee = work.line, work.fee
    cents = _anesthesia(work, contract) if line.is_minutes else _units(work, contract)
    if "50" in line.modifiers:
        before, cents = cents, share_half_up(cents, BILATERAL) if fee.is_bilateral else cents
        sentence = (
            f"Both sides: 150 % of {write_cents(before)} is {write_cents(cents)}."
            if fee.is_bilateral
            else f"The fee of {line.code} is not raised for a second side."
        )
        work.note(Rule.BILATERAL, sentence, before, cents)
    work.scheduled_cents = cents


def _unit_cents(fee: Fee, contract: Contract) -> int:
    if contract.is_participating:
        return fee.allowed_cents
    return nonparticipating_fee(fee.allowed_cents, contract.nonparticipating_rate)


def _units(work: WorkLine, contract: Contract) -> int:
    line, fee = work.line, work.fee
    unit = _unit_cents(fee, contract)
    if not contract.is_participating:
        rate = percent(contract.nonparticipating_rate)
        sentence = f"The provider does not participate: {rate} of the fee {write_cents(fee.allowed_cents)} counts."
        work.note(Rule.NONPARTICIPATING, sentence, fee.allowed_cents, unit)
    named = f"{line.code}-{fee.modifier}" if fee.modifier else line.code
    each = f" a unit, {write_cents(unit * line.units)} for {line.units} units" if line.units > 1 else ""
    work.note(Rule.FEE, f"The fee for {named} is {write_cents(unit)}{each}.", unit, unit * line.units)
    return unit * line.units


def _anesthesia(work: WorkLine, contract: Contract) -> int:
    line, fee = work.line, work.fee
    units = anesthesia_units(fee.base_units, line.units)
    is_directed = bool(_DIRECTED & set(line.modifiers))
    cents = anesthesia_fee(units, contract.anesthesia_factor, is_directed=is_directed)
    factor = f"{contract.anesthesia_factor // 10_000}.{contract.anesthesia_factor % 10_000:04}"
    half = ", half of it for a directed case," if is_directed else ""
    sentence = (
        f"{fee.base_units} base units and {line.units} minutes make {float(units):.1f} units;"
        f" at {factor} a unit{half} that is {write_cents(cents)}."
    )
    work.note(Rule.FEE, sentence, cents, cents)
    if contract.is_participating:
        return cents
    reduced = nonparticipating_fee(cents, contract.nonparticipating_rate)
    rate = percent(contract.nonparticipating_rate)
    work.note(Rule.NONPARTICIPATING, f"The provider does not participate: {rate} of that counts.", cents, reduced)
    return reduced


def _reduce_day(works: list[WorkLine], contract: Contract) -> None:
    """Ranks the procedures of a day by fee; a family of endoscopies is ranked as one, with its sum.

    Add-on codes and codes without the rule keep their fee. A line is one procedure, whatever its units.
    """
    bases = {work.fee.base_code for work in works if work.fee.multiple is MultipleRule.ENDOSCOPY} - {""}
    families: dict[str, list[WorkLine]] = {}
    for work in works:
        fee = work.fee
        if fee.is_addon or (fee.multiple is MultipleRule.NONE and fee.code not in bases):
            continue
        base = fee.base_code if fee.multiple is MultipleRule.ENDOSCOPY else fee.code
        families.setdefault(base if base in bases else f"line {work.number}", []).append(work)
    for base, family in families.items():
        _reduce_family(family, contract.fee_of(base), contract)
    ranked = sorted(families.values(), key=lambda family: -sum(work.scheduled_cents for work in family))
    for rank, family in enumerate(ranked):
        rate = contract.multiple_rates[min(rank, len(contract.multiple_rates) - 1)]
        if rate == _WHOLE:
            continue
        for work in family:
            cents = share_half_up(work.scheduled_cents, rate)
            sentence = (
                f"Procedure {rank + 1} of {len(ranked)} by fee is paid at {percent(rate)}:"
                f" {write_cents(cents)} of {write_cents(work.scheduled_cents)}."
            )
            work.note(Rule.MULTIPLE, sentence, work.scheduled_cents, cents)
            work.scheduled_cents = cents


def _reduce_family(family: list[WorkLine], base: Fee | None, contract: Contract) -> None:
    """The highest endoscopy of a family in full, each other one without the base endoscopy that it contains too."""
    if base is None:
        return
    base_cents = _unit_cents(base, contract)
    for work in sorted(family, key=lambda work: -work.scheduled_cents)[1:]:
        cents = max(0, work.scheduled_cents - base_cents)
        sentence = (
            f"The same family of endoscopies: {write_cents(work.scheduled_cents)} less the base endoscopy"
            f" {base.code}, {write_cents(base_cents)}, is {write_cents(cents)}."
        )
        work.note(Rule.MULTIPLE, sentence, work.scheduled_cents, cents)
        work.scheduled_cents = cents


def _allow(work: WorkLine, claim: ProfessionalClaim, contract: Contract) -> None:
    charge = work.line.charge_cents
    work.allowed_cents = work.ceiling_cents = min(charge, work.scheduled_cents)
    words = {-1: "The charge is below the fee", 0: "Charge and fee are the same", 1: "The fee is below the charge"}
    order = (charge > work.scheduled_cents) - (charge < work.scheduled_cents)
    sentence = f"{words[order]}: {write_cents(work.allowed_cents)} is allowed."
    work.note(Rule.ALLOWED, sentence, charge, work.allowed_cents)
    if is_unassigned(claim, contract):
        limit = limiting_charge(work.scheduled_cents, contract.limiting_rate)
        work.ceiling_cents = min(charge, limit) if contract.profile in _LIMITED else charge
        sentence = f"Without assignment the provider may collect up to {write_cents(work.ceiling_cents)}."
        work.note(Rule.NONPARTICIPATING, sentence, charge, work.ceiling_cents)


def percent(rate: int) -> str:
    """Basis points as they are spoken of: `20 %`, `12.5 %`."""
    whole, rest = divmod(rate, 100)
    return f"{whole}{f'.{rest:02}'.rstrip('0') if rest else ''} %"
