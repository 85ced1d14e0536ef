"""A claim as a CMS-1500. What paper cannot say is left out, what it has no room for is refused.

Left out: taxonomy codes of others than the biller and who rendered; a second address line (joined to the first); what
others have paid, their relationship beyond self, their dates and addresses; a third insurance; which of several
commercial payers pays first; names of those who rendered single lines; an item 32 that repeats item 33. On a Medicare
form also: taxonomy codes in 24J, all pointers but the first, items 15 and 22, the qualifier of item 14, and the claim
number of an accident insurer.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from trainer.domain.claims import form_values as values
from trainer.domain.claims.cms1500 import DIAGNOSES, MAX_LINES, ORDER
from trainer.domain.claims.form_parts import HOME, MEDIGAP, TYPES
from trainer.domain.claims.lines import MAX_DIAGNOSES, POINTER_LETTERS
from trainer.domain.claims.money import write_cents
from trainer.domain.claims.professional import (
    Address,
    Coverage,
    Frequency,
    Person,
    ProfessionalClaim,
    Profile,
    Provider,
    Relationship,
    Sequence,
    ServiceLine,
    Sex,
)
from trainer.domain.kernel.errors import DomainError

ON_FILE = "Signature on file"

Written = Iterator[tuple[str, str]]


@dataclass(eq=False)
class NotOnPaper(DomainError):
    """The claim has more of something than a form has room for."""

    what: str
    count: int
    at_most: int

    def __str__(self) -> str:
        return f"A form has room for {self.at_most} {self.what}, the claim has {self.count}."


def write_form(claim: ProfessionalClaim) -> dict[str, str]:
    """The items that say something, in form order.

    Raises:
        NotOnPaper: more than six lines or twelve diagnoses, or two numbers for item 23.
    """
    numbers = [each for each in (claim.prior_authorization, claim.clia_number) if each]
    for what, count, at_most in (
        ("service lines", len(claim.lines), MAX_LINES),
        ("diagnoses", len(claim.diagnoses), MAX_DIAGNOSES),
        ("number in item 23", len(numbers), 1),
    ):
        if count > at_most:
            raise NotOnPaper(what, count, at_most)
    written = dict(_written(claim, "".join(numbers)))
    return {item: str(written[item]) for item in sorted(written, key=ORDER.__getitem__) if written[item]}


def pages(claim: ProfessionalClaim) -> tuple[dict[str, str], ...]:
    """The claim as forms of at most six lines, each with the total of its own lines; what was paid stands on the first.

    Raises:
        NotOnPaper: more than twelve diagnoses, or two numbers for item 23.
    """
    starts = range(0, len(claim.lines), MAX_LINES)
    return tuple(
        write_form(
            replace(
                claim,
                lines=claim.lines[start : start + MAX_LINES],
                patient_paid_cents=0 if start else claim.patient_paid_cents,
            )
        )
        for start in starts
    )


def _written(claim: ProfessionalClaim, number: str) -> Written:
    coverage = claim.coverage
    yield "carrier.name", coverage.payer.name
    yield "carrier.id", coverage.payer.payer_id
    yield from _address("carrier", coverage.payer.address)
    yield "1", TYPES[coverage.payer.profile][0]
    yield "1a", coverage.member_id
    yield "2", values.write_person(claim.patient.name)
    yield "3.born", values.write_date(claim.patient.born_on)
    yield "3.sex", claim.patient.sex
    yield from _address("5", claim.patient.address)
    yield "5.phone", claim.patient.phone
    yield from (_medicare_coverages if _is_medicare(claim) else _coverages)(claim)
    yield from _circumstances(claim)
    yield from zip(DIAGNOSES, claim.diagnoses, strict=False)
    yield "21.indicator", "0"
    yield "23", number
    for place, line in enumerate(claim.lines, 1):
        for part, text in _line(claim, line):
            yield f"24.{place}.{part}", text
    yield from _providers(claim)


def _is_medicare(claim: ProfessionalClaim) -> bool:
    return claim.coverage.payer.profile is Profile.MEDICARE


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _address(block: str, address: Address | None) -> Written:
    if address:
        postal = address.postal_code
        yield f"{block}.street", f"{address.line} {address.second_line}".strip()
        yield f"{block}.city", address.city
        yield f"{block}.state", address.state
        yield f"{block}.zip", f"{postal[:5]}-{postal[5:]}" if len(postal) > 5 else postal


def _insured(person: Person) -> Written:
    yield "4", values.write_person(person.name)
    yield from _address("7", person.address)
    yield "7.phone", person.phone
    yield "11a.born", values.write_date(person.born_on)
    yield "11a.sex", "" if person.sex is Sex.UNKNOWN else person.sex


def _coverages(claim: ProfessionalClaim) -> Written:
    """Items 4 to 11 where they belong to the insurance that is billed."""
    coverage = claim.coverage
    is_self = coverage.relationship is Relationship.SELF
    yield "6", coverage.relationship
    yield from _insured(coverage.insured)
    if is_self and coverage.payer.profile is Profile.WORKERS_COMPENSATION:
        yield "4", "SAME"
    yield "11", coverage.group_number
    yield "11b", f"Y4 {claim.claim_number}" if claim.claim_number else ""
    yield "11c", coverage.plan_name
    yield "11d", _yes(bool(claim.others))
    for other in claim.others[:1]:
        yield "9", values.write_person(other.insured.name)
        yield "9a", other.member_id
        yield "9d", other.payer.name


def _medicare_coverages(claim: ProfessionalClaim) -> Written:
    """Items 4, 6, 7 and 11 belong to the insurance that pays before Medicare, 9 to a Medigap policy after it."""
    before = [each for each in claim.others if each.sequence is Sequence.PRIMARY]
    after = [each for each in claim.others if each.sequence is not Sequence.PRIMARY]
    yield "11", before[0].member_id if before else "NONE"
    for other in before[:1]:
        yield "6", other.relationship
        yield "11c", other.payer.name
        yield from _same() if other.relationship is Relationship.SELF else _insured(other.insured)
    for other in after[:1]:
        yield from _medigap(other)


def _same() -> Written:
    yield "4", "SAME"
    yield "7.street", "SAME"


def _medigap(other: Coverage) -> Written:
    is_self = other.relationship is Relationship.SELF
    yield "9", "SAME" if is_self else values.write_person(other.insured.name)
    yield "9a", f"MEDIGAP {other.member_id}"
    yield "9d", other.payer.payer_id if other.payer.name == MEDIGAP else other.payer.name


def _circumstances(claim: ProfessionalClaim) -> Written:
    said = claim.circumstances
    yield "10a", _yes(said.is_employment)
    yield "10b", _yes(said.is_auto_accident)
    yield "10b.state", said.auto_state
    yield "10c", _yes(said.is_other_accident)
    yield "12", ON_FILE if claim.is_signed_by_patient else ""
    yield "13", ON_FILE if claim.assigns_benefits else ""
    yield "14", values.write_date(said.onset_on)
    yield "16.from", values.write_date(said.unable_from)
    yield "16.through", values.write_date(said.unable_through)
    yield "18.from", values.write_date(said.hospital_from)
    yield "18.through", values.write_date(said.hospital_through)
    yield "19", claim.note
    if claim.referral:
        yield "17.qualifier", claim.referral.role
        yield "17", values.write_signer(claim.referral.provider.name)
        yield "17b", claim.referral.provider.npi
    if not _is_medicare(claim):
        yield "14.qualifier", said.onset_qualifier if said.onset_on else ""
        yield "15", values.write_date(said.other_on)
        yield "15.qualifier", said.other_date_qualifier
        yield "22.code", "" if claim.frequency is Frequency.ORIGINAL else claim.frequency
        yield "22.reference", claim.original_reference


def _line(claim: ProfessionalClaim, line: ServiceLine) -> Written:
    rendering = line.rendering or claim.rendering
    pointers = line.pointers[:1] if _is_medicare(claim) else line.pointers
    yield "from", values.write_date(line.on)
    yield "through", values.write_date(line.through or line.on)
    yield "place", line.place_of_service
    yield "emergency", "Y" if line.is_emergency else ""
    yield "code", line.code
    yield "modifiers", " ".join(line.modifiers)
    yield "pointers", "".join(POINTER_LETTERS[place] for place in pointers)
    yield "charge", write_cents(line.charge_cents)
    yield "units", str(line.units)
    yield "epsdt", "Y" if line.is_epsdt and not _is_medicare(claim) else ""
    if rendering and rendering.taxonomy and not _is_medicare(claim):
        yield "qualifier", values.TAXONOMY
        yield "other", rendering.taxonomy
    yield "rendering", rendering.npi if rendering else ""
    yield "shaded", f"N4{line.ndc} {line.ndc_quantity}" if line.ndc else ""


def _providers(claim: ProfessionalClaim) -> Written:
    billing, facility = claim.billing, claim.facility
    yield "25", billing.tax_id
    yield "25.kind", "SSN" if billing.is_social_security else "EIN"
    yield "26", claim.account_number
    yield "27", _yes(claim.accepts_assignment)
    yield "28", write_cents(claim.charge_cents)
    yield "29", write_cents(claim.patient_paid_cents) if claim.patient_paid_cents else ""
    yield "31", _signature(claim.rendering or billing.provider)
    yield "31.date", values.write_date(claim.signed_on)
    if facility:
        yield "32.name", facility.name
        yield from _address("32", facility.address)
        yield "32a", facility.npi
    elif _is_medicare(claim) and all(line.place_of_service == HOME for line in claim.lines):
        # Since 2011 Medicare wants the address of services at home too (Transmittal 2015)
        yield from _address("32", claim.patient.address)
    elif _is_medicare(claim):
        yield "32.name", _provider(billing.provider)
        yield from _address("32", billing.address)
    yield "33.name", _provider(billing.provider)
    yield from _address("33", billing.address)
    yield "33.phone", billing.phone
    yield "33a", billing.provider.npi
    yield "33b", f"{values.TAXONOMY}{billing.provider.taxonomy}" if billing.provider.taxonomy else ""


def _provider(provider: Provider) -> str:
    return values.write_person(provider.name)


def _signature(provider: Provider) -> str:
    return values.write_signer(provider.name) if provider.is_person and provider.name.last else ON_FILE
