"""Professional claims written as an 837P, as a practice sends them to a payer or a clearinghouse.

Source: ASC X12 837 005010X222A1. What a claim knows and an 837P has no place for is not written: the day of the
signature, what the payer that it goes to has paid, birth, sex and phone of another insured, a referrer's taxonomy.
What the guide wants and a claim does not know is missing: of earlier payers the adjustments (CAS) and the day of their
answer (DTP*573); four more digits where a postal code has five.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count, groupby

from trainer.content.x12.codes_837p import RELATIONSHIPS, VERSION, secondary_reason
from trainer.content.x12.elements import day_text, needed_text, optional_text
from trainer.content.x12.segments import Envelope, Segment, X12Error, write_interchange
from trainer.content.x12.write_837p_claim import (
    claim_segments,
    entity,
    party,
    payer_party,
    provider_party,
    subscriber,
    taxonomy,
)
from trainer.domain.claims.professional import (
    BillingProvider,
    Coverage,
    Person,
    ProfessionalClaim,
    Relationship,
    Sex,
)


@dataclass(frozen=True, slots=True)
class Submitter:
    """Who sends the file and who gets it, by name; their numbers are the envelope's. `phone` is ten digits."""

    name: str
    contact: str
    phone: str
    receiver: str


def write_837p(claims: Sequence[ProfessionalClaim], submitter: Submitter, envelope: Envelope) -> str:
    """The file: one transaction; neighbours with the same provider, insured and patient share a level.

    The envelope's functional id and version are those of an 837P, whichever it names. Where the patient is the insured,
    the patient is written. An ordering provider (DK) stands on every line, because a claim has no place for one.

    Why Medicare pays after others (SBR05) is derived, see `secondary_reason`. The day of an accident is that of item
    15; where that holds another date, it is that of item 14.

    Raises:
        X12Error: the format cannot say it: something missing or too long, a letter that has no plain one, too many
            diagnoses, lines, modifiers or pointers, a pointer without a diagnosis, three causes, an accident without
            its day.
    """
    if not claims:
        raise X12Error("a file holds at least one claim")
    segments = [*_heading(submitter, envelope), *_levels(claims)]
    return write_interchange(replace(envelope, functional_id="HC", version=VERSION), [("837", segments)])


def _heading(submitter: Submitter, envelope: Envelope) -> Iterator[Segment]:
    at = envelope.at
    yield Segment("BHT", ("0019", "00", str(envelope.control_number), day_text(at.date()), f"{at:%H%M}", "CH"))
    sender = needed_text(submitter.name, 60, "the submitter's name")
    yield Segment("NM1", ("41", "2", sender, "", "", "", "", "46", needed_text(envelope.sender, 80, "the sender")))
    contact = optional_text(submitter.contact, 60, "the submitter's contact")
    yield Segment("PER", ("IC", contact, "TE", needed_text(submitter.phone, 256, "the submitter's phone")))
    receiver = needed_text(submitter.receiver, 60, "the receiver's name")
    number = needed_text(envelope.receiver, 80, "the receiver")
    yield Segment("NM1", ("40", "2", receiver, "", "", "", "", "46", number))


def _levels(claims: Sequence[ProfessionalClaim]) -> Iterator[Segment]:
    """The tree: billing provider (20), subscriber (22), patient where that is somebody else (23)."""
    numbers = count(1)
    for billing, of_provider in groupby(claims, lambda claim: claim.billing):
        number = next(numbers)
        yield Segment("HL", (str(number), "", "20", "1"))
        yield from _billing(billing)
        for _, of_subscriber in groupby(of_provider, _shared_by_subscriber):
            yield from _subscriber_level(list(of_subscriber), numbers, number)


def _billing(billing: BillingProvider) -> Iterator[Segment]:
    provider = billing.provider
    yield from taxonomy("BI", provider)
    yield from provider_party("85", provider, billing.address)
    kind = "SY" if billing.is_social_security else "EI"
    yield Segment("REF", (kind, needed_text(billing.tax_id, 50, "the billing provider's tax id")))
    if billing.phone:
        contact = optional_text(f"{provider.name.first} {provider.name.last}", 60, "the billing provider's contact")
        yield Segment("PER", ("IC", contact, "TE", needed_text(billing.phone, 256, "the billing provider's phone")))


def _is_insured(claim: ProfessionalClaim) -> bool:
    """Whether the patient is."""
    return claim.coverage.relationship is Relationship.SELF


def _shared_by_subscriber(claim: ProfessionalClaim) -> tuple[Coverage, str, str]:
    reason = secondary_reason(claim.coverage, claim)
    if _is_insured(claim):
        return replace(claim.coverage, insured=claim.patient, paid_cents=None), reason, claim.claim_number
    return replace(claim.coverage, relationship=Relationship.OTHER, paid_cents=None), reason, ""


def _shared_by_patient(claim: ProfessionalClaim) -> tuple[Relationship, Person, str]:
    return claim.coverage.relationship, claim.patient, claim.claim_number


def _subscriber_level(claims: Sequence[ProfessionalClaim], numbers: Iterator[int], parent: int) -> Iterator[Segment]:
    first, number = claims[0], next(numbers)
    coverage, is_insured = first.coverage, _is_insured(first)
    yield Segment("HL", (str(number), str(parent), "22", "0" if is_insured else "1"))
    yield subscriber(coverage, RELATIONSHIPS[coverage.relationship] if is_insured else "", first)
    member = ("MI", needed_text(coverage.member_id, 80, "the insured's number"))
    if is_insured:
        yield from _patient("IL", first, member)
    else:
        insured = coverage.insured
        yield from party("IL", entity(insured.name), insured.name, member, insured.address)
        yield from _particulars(insured)
    yield from payer_party(coverage.payer)
    if is_insured:
        yield from _claims(claims)
        return
    for _, of_patient in groupby(claims, _shared_by_patient):
        yield from _patient_level(list(of_patient), next(numbers), number)


def _patient_level(claims: Sequence[ProfessionalClaim], number: int, parent: int) -> Iterator[Segment]:
    yield Segment("HL", (str(number), str(parent), "23", "0"))
    yield Segment("PAT", (RELATIONSHIPS[claims[0].coverage.relationship],))
    yield from _patient("QC", claims[0], ("", ""))
    yield from _claims(claims)


def _claims(claims: Sequence[ProfessionalClaim]) -> Iterator[Segment]:
    for claim in claims:
        yield from claim_segments(claim)


def _patient(role: str, claim: ProfessionalClaim, number: tuple[str, str]) -> Iterator[Segment]:
    patient = claim.patient
    if patient.address is None or patient.born_on is None:
        raise X12Error(f"the patient's {'day of birth' if patient.address else 'address'} is missing")
    yield from party(role, "1", patient.name, number, patient.address)
    yield from _particulars(patient, claim.claim_number)


def _particulars(person: Person, claim_number: str = "") -> Iterator[Segment]:
    """Birth and sex, the number of a property and casualty claim, the phone (PER is the only place that takes one)."""
    if person.born_on:
        yield Segment("DMG", ("D8", day_text(person.born_on), person.sex))
    elif person.sex is not Sex.UNKNOWN:
        raise X12Error("the insured's day of birth is missing beside the sex")
    if claim_number:
        yield Segment("REF", ("Y4", needed_text(claim_number, 50, "the claim number")))
    if person.phone:
        yield Segment("PER", ("IC", "", "TE", needed_text(person.phone, 256, "the phone")))
