"""Claims, answers and their amounts as short texts, for the tests of adjudication."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from trainer.domain.claims.money import read_cents, write_cents
from trainer.domain.claims.professional import (
    Address,
    BillingProvider,
    Coverage,
    Name,
    Payer,
    Person,
    ProfessionalClaim,
    Profile,
    Provider,
    Relationship,
    ServiceLine,
    Sex,
)
from trainer.domain.claims.professional import (
    Sequence as Turn,
)
from trainer.domain.claims.remittance import Adjustment, ClaimPayment, Group, Party, ServicePayment

DAY = date(2026, 3, 10)
RECEIVED = date(2026, 3, 20)
PAYER_ID = "77001"
ADDRESS = Address("12 Alder Way", "Fairview", "OH", "441260000")
PATIENT = Person(Name("Diaz", "Luis"), ADDRESS, date(1960, 5, 4), Sex.MALE)
DOCTOR = Provider(Name("Okafor", "Ada"), "1234567893")
PRACTICE = BillingProvider(Provider(Name("Alder Way Clinic"), "1245319599", is_person=False), ADDRESS, "341234567")


def a_line(text: str) -> ServiceLine:
    """`45385-59 900.00 x2 2026-03-11`: code with modifiers, charge, then units (`x2`), minutes (`m95`) or a day."""
    code, charge, *words = text.split()
    code, *modifiers = code.split("-")
    line = ServiceLine(code, DAY, read_cents(charge), (0,), "11", tuple(modifiers))
    for word in words:
        if word[0] in "xm":
            line = replace(line, units=int(word[1:]), is_minutes=word[0] == "m")
        else:
            line = replace(line, on=date.fromisoformat(word))
    return line


def a_claim(
    lines: Sequence[str], profile: Profile = Profile.COMMERCIAL, turn: Turn = Turn.PRIMARY
) -> ProfessionalClaim:
    payer = Payer("Lakeshore Health", PAYER_ID, profile)
    coverage = Coverage(payer, turn, Relationship.SELF, PATIENT, "MB100200")
    services = tuple(a_line(line) for line in lines)
    return ProfessionalClaim("A1", coverage, PATIENT, PRACTICE, ("I10",), services, rendering=DOCTOR)


def an_answer(lines: Sequence[str], claim: ProfessionalClaim, status: str = "1") -> ClaimPayment:
    """An earlier payer's answer, one text a line: `paid 80.00, CO-45 90.00, PR-2 20.00, allowed 160.00`."""
    services = tuple(_answered(text, line) for text, line in zip(lines, claim.lines, strict=True))
    everything = [each for service in services for each in service.adjustments]
    return ClaimPayment(
        account_number=claim.account_number,
        status=status,
        patient=claim.patient.name,
        member_id=claim.coverage.member_id,
        control_number="1",
        filing_code="CI",
        billed_cents=sum(service.billed_cents for service in services),
        paid_cents=sum(service.paid_cents for service in services),
        patient_cents=sum(each.cents for each in everything if each.group is Group.PATIENT),
        lines=services,
    )


def _answered(text: str, line: ServiceLine) -> ServicePayment:
    words = [word.split() for word in text.split(", ")]
    amounts = {word: read_cents(amount) for word, amount in words}
    paid, allowed = amounts.pop("paid"), amounts.pop("allowed", None)
    adjustments = []
    for word, cents in amounts.items():
        group, reason = word.split("-")
        adjustments.append(Adjustment(Group(group), reason, cents))
    assert line.charge_cents - sum(amounts.values()) == paid, text
    return ServicePayment(line.code, line.on, line.charge_cents, paid, tuple(adjustments), allowed_cents=allowed)


def said(line: ServicePayment) -> str:
    """A line's amounts: `CO-45 90.00, PR-1 60.00, paid 100.00`."""
    words = [f"{each.group}-{each.reason} {write_cents(each.cents)}" for each in line.adjustments]
    return ", ".join([*words, f"paid {write_cents(line.paid_cents)}"])


A_PAYER = Party("Lakeshore Health", PAYER_ID, ADDRESS, phone="5550100200")
A_PAYEE = Party("Alder Way Clinic", "1245319599", ADDRESS, "341234567")
