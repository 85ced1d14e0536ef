"""A remittance written as an 835, as a payer sends it beside its payment.

Source: ASC X12 835 005010X221A1. The bank numbers are invented: their routing numbers have right check digits and
begin with 98 and 99, which no bank has.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from trainer.content.x12.elements import amount, composite, day_text, needed_text, optional_text
from trainer.content.x12.segments import Envelope, Segment, X12Error, write_interchange
from trainer.domain.claims.remittance import (
    Adjustment,
    ClaimPayment,
    Party,
    ProviderAdjustment,
    Remittance,
    ServicePayment,
)

VERSION = "005010X221A1"
NO_TAX_ID = "0" * 9
"""Stands in TRN03, where the guide wants a payer's number, for a payer whose tax id is not told."""
INDEMNITY = "15"
"""CLP06 knows no CI: a commercial plan (CI in SBR09) is written as indemnity insurance and read back as CI."""

_PAYER_BANK = ("01", "987654320", "DA", "1000200030")
_PAYEE_BANK = ("01", "998877662", "DA", "4000500060")
_TRIPLETS = 6
_PAIRS = 6
_MODIFIERS = 4
_CLAIM_REMARKS = 5


def write_835(remittance: Remittance, envelope: Envelope) -> str:
    """The file, whatever its sums are. Adjustments of one level come grouped by group code, in order of appearance.

    The envelope's functional id and version are those of an 835, whichever it names.

    Raises:
        X12Error: the format cannot say it: a number or name missing or too long, a negative payment, more than five
            remarks on a claim or four modifiers on a line.
    """
    segments = [
        *_payment(remittance),
        *_payer(remittance.payer),
        *_payee(remittance.payee),
        *([Segment("LX", ("1",))] if remittance.claims else []),
        *(segment for claim in remittance.claims for segment in _claim(claim)),
        *_provider_adjustments(remittance),
    ]
    return write_interchange(replace(envelope, functional_id="HP", version=VERSION), [("835", segments)])


def _payment(remittance: Remittance) -> Iterator[Segment]:
    """BPR, TRN and DTM. An H in BPR01 only informs, an I has its money sent apart."""
    if remittance.payment_cents < 0:
        raise X12Error("a payment cannot be negative; what is owed is carried forward with an adjustment FB", 0, "BPR")
    company = "1" + (optional_text(remittance.payer.tax_id, 9, "the payer's tax id") or NO_TAX_ID)
    method = remittance.method
    how = "H" if method == "NON" else "I"
    bank = [""] * 11
    if method not in ("CHK", "NON"):
        bank = ["CCP" if method == "ACH" else "", *_PAYER_BANK, company, "", *_PAYEE_BANK]
    yield Segment("BPR", (how, amount(remittance.payment_cents), "C", method, *bank, day_text(remittance.paid_on)))
    yield Segment("TRN", ("1", needed_text(remittance.number, 50, "the check or trace number"), company))
    yield Segment("DTM", ("405", day_text(remittance.paid_on)))


def _payer(party: Party) -> Iterator[Segment]:
    yield Segment("N1", ("PR", needed_text(party.name, 60, "the payer's name")))
    yield from _address(party, "the payer's address")
    if party.identifier:
        yield Segment("REF", ("2U", needed_text(party.identifier, 50, "the payer's number")))
    phone = ("TE", optional_text(party.phone, 20, "a phone number")) if party.phone else ()
    if phone:
        yield Segment("PER", ("CX", "", *phone))
    yield Segment("PER", ("BL", "Electronic remittances", *phone))


def _payee(party: Party) -> Iterator[Segment]:
    tax_id = optional_text(party.tax_id, 50, "the payee's tax id")
    number = ("XX", optional_text(party.identifier, 80, "the payee's NPI")) if party.identifier else ("FI", tax_id)
    if not number[1]:
        raise X12Error("the payee has neither an NPI nor a tax id", 0, "N1")
    yield Segment("N1", ("PE", needed_text(party.name, 60, "the payee's name"), *number))
    yield from _address(party, "the payee's address")
    if tax_id:
        yield Segment("REF", ("TJ", tax_id))


def _address(party: Party, what: str) -> Iterator[Segment]:
    address = party.address
    yield Segment("N3", (needed_text(address.line, 55, what), optional_text(address.second_line, 55, what)))
    city = (needed_text(address.city, 30, f"{what} (city)"), optional_text(address.state, 2, f"{what} (state)"))
    yield Segment("N4", (*city, optional_text(address.postal_code, 15, f"{what} (ZIP code)")))


def _claim(claim: ClaimPayment) -> Iterator[Segment]:
    share = amount(claim.patient_cents) if claim.patient_cents else ""
    money = (amount(claim.billed_cents), amount(claim.paid_cents), share)
    filing = INDEMNITY if claim.filing_code == "CI" else needed_text(claim.filing_code, 2, "the filing code")
    account = needed_text(claim.account_number, 38, "the account number of a claim")
    control = needed_text(claim.control_number, 50, f"the payer's number of claim {account}")
    yield Segment("CLP", (account, claim.status, *money, filing, control))
    yield from _adjustments(claim.adjustments)
    name = claim.patient
    person = (
        optional_text(name.last, 60, "a patient's name"),
        optional_text(name.first, 35, "a patient's name"),
        optional_text(name.middle, 25, "a patient's name"),
    )
    member = ("MI", optional_text(claim.member_id, 80, "the member's number")) if claim.member_id else ("", "")
    yield Segment("NM1", ("QC", "1", *person, "", optional_text(name.suffix, 10, "a patient's name"), *member))
    if claim.rendering_npi:
        yield Segment(
            "NM1", ("82", "1", "", "", "", "", "", "XX", optional_text(claim.rendering_npi, 80, "the rendering NPI"))
        )
    if claim.remarks:
        yield Segment("MOA", ("", "", *_at_most(_CLAIM_REMARKS, claim.remarks, f"remarks on claim {account}")))
    if claim.received_on:
        yield Segment("DTM", ("050", day_text(claim.received_on)))
    allowed = [line.allowed_cents for line in claim.lines if line.allowed_cents is not None]
    if allowed and len(allowed) == len(claim.lines):
        yield Segment("AMT", ("AU", amount(sum(allowed))))
    for line in claim.lines:
        yield from _line(line)


def _line(line: ServicePayment) -> Iterator[Segment]:
    code = needed_text(line.code, 48, "the code of a line")
    service = ":".join(("HC", code, *_at_most(_MODIFIERS, line.modifiers, f"modifiers on {code}")))
    yield Segment("SVC", (service, amount(line.billed_cents), amount(line.paid_cents), "", str(line.units)))
    yield Segment("DTM", ("472", day_text(line.on)))
    yield from _adjustments(line.adjustments)
    if line.line_number:
        yield Segment("REF", ("6R", str(line.line_number)))
    if line.allowed_cents is not None:
        yield Segment("AMT", ("B6", amount(line.allowed_cents)))
    for remark in line.remarks:
        yield Segment("LQ", ("HE", needed_text(remark, 30, f"a remark on {code}")))


def _adjustments(adjustments: Sequence[Adjustment]) -> Iterator[Segment]:
    """CAS: one for a group code; a group of more than six reasons goes on in another."""
    for group in dict.fromkeys(each.group for each in adjustments):
        triplets = [(each.reason, amount(each.cents), "") for each in adjustments if each.group is group]
        for first in range(0, len(triplets), _TRIPLETS):
            yield Segment("CAS", (group, *(part for each in triplets[first : first + _TRIPLETS] for part in each)))


def _provider_adjustments(remittance: Remittance) -> Iterator[Segment]:
    """PLB: one for a fiscal year's end, with up to six pairs."""
    payee = remittance.payee.identifier or remittance.payee.tax_id
    for ends_on, of_year in groupby(remittance.provider_adjustments, lambda each: each.fiscal_year_ends_on):
        pairs = [(_reason(each), amount(each.cents)) for each in of_year]
        for first in range(0, len(pairs), _PAIRS):
            chunk = pairs[first : first + _PAIRS]
            yield Segment("PLB", (payee, day_text(ends_on), *(part for pair in chunk for part in pair)))


def _reason(adjustment: ProviderAdjustment) -> str:
    return composite(adjustment.reason, optional_text(adjustment.reference, 50, "the reference of an adjustment"))


def _at_most(most: int, texts: Sequence[str], what: str) -> Sequence[str]:
    if len(texts) > most:
        raise X12Error(f"{len(texts)} {what}; an 835 has room for {most}")
    return texts
