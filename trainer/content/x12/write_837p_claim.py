"""A claim and its lines as segments of an 837P (loops 2300 to 2420), and the names that stand in every loop.

Source: ASC X12 837 005010X222A1.
"""

from collections.abc import Iterator
from datetime import date

from trainer.content.x12.codes_837p import (
    ACCIDENT,
    MOST_LINES,
    MOST_UNITS,
    ONSETS,
    OTHER_DATES,
    RELATIONSHIPS,
    secondary_reason,
)
from trainer.content.x12.elements import amount, composite, day_text, needed_text, optional_text
from trainer.content.x12.segments import Segment, X12Error
from trainer.domain.claims.drugs import DRUG_UNITS, split_quantity
from trainer.domain.claims.lines import MAX_DIAGNOSES, MAX_MODIFIERS, MAX_POINTERS
from trainer.domain.claims.professional import (
    Address,
    Circumstances,
    Coverage,
    Name,
    Payer,
    ProfessionalClaim,
    Provider,
    Relationship,
    ServiceLine,
)


def entity(name: Name) -> str:
    """NM102 of an insured: 1 a person, 2 an organisation (the employer in workers' compensation), with one name."""
    return "1" if name.first or name.middle or name.suffix else "2"


def party(
    role: str, kind: str, name: Name, number: tuple[str, str] = ("", ""), address: Address | None = None
) -> Iterator[Segment]:
    """NM1 with N3 and N4: who, as what (`kind` is NM102), under which number."""
    what = f"the name in NM1*{role}"
    first, middle = optional_text(name.first, 35, what), optional_text(name.middle, 25, what)
    names = (needed_text(name.last, 60, what), first, middle, "", optional_text(name.suffix, 10, what))
    yield Segment("NM1", (role, kind, *names, *number))
    if address:
        what = f"the address behind NM1*{role}"
        yield Segment("N3", (needed_text(address.line, 55, what), optional_text(address.second_line, 55, what)))
        state, postal_code = optional_text(address.state, 2, what), optional_text(address.postal_code, 15, what)
        yield Segment("N4", (needed_text(address.city, 30, f"{what} (city)"), state, postal_code))


def provider_party(role: str, provider: Provider, address: Address | None = None) -> Iterator[Segment]:
    number = ("XX", needed_text(provider.npi, 80, "an NPI")) if provider.npi else ("", "")
    return party(role, "1" if provider.is_person else "2", provider.name, number, address)


def taxonomy(role: str, provider: Provider) -> Iterator[Segment]:
    """PRV, where a specialty is told."""
    if provider.taxonomy:
        yield Segment("PRV", (role, "PXC", needed_text(provider.taxonomy, 50, "a taxonomy")))


def payer_party(payer: Payer) -> Iterator[Segment]:
    number = needed_text(payer.payer_id, 80, "the payer's number")
    return party("PR", "2", Name(payer.name), ("PI", number), payer.address)


def subscriber(coverage: Coverage, relationship: str, claim: ProfessionalClaim) -> Segment:
    """SBR: the payer's turn, the relationship, group and plan, why Medicare is not first, the kind of insurance."""
    group = optional_text(coverage.group_number, 50, "the group number")
    plan = optional_text(coverage.plan_name, 60, "the plan's name")
    reason, filing = secondary_reason(coverage, claim), coverage.payer.profile.filing_code
    return Segment("SBR", (coverage.sequence, relationship, group, plan, reason, "", "", "", filing))


def claim_segments(claim: ProfessionalClaim) -> Iterator[Segment]:
    """Loop 2300 with all that lies below it."""
    if not 1 <= len(claim.lines) <= MOST_LINES:
        raise X12Error(f"the claim has {len(claim.lines)} lines; an 837P has 1 to {MOST_LINES}")
    yield _claim(claim)
    yield from _dates(claim.circumstances)
    if claim.patient_paid_cents:
        yield Segment("AMT", ("F5", amount(claim.patient_paid_cents)))
    references = {"G1": claim.prior_authorization, "F8": claim.original_reference, "X4": claim.clia_number}
    for qualifier, reference in references.items():
        if reference:
            yield Segment("REF", (qualifier, needed_text(reference, 50, f"REF*{qualifier}")))
    if claim.note:
        yield Segment("NTE", ("ADD", needed_text(claim.note, 80, "the note")))
    yield _diagnoses(claim.diagnoses)
    yield from _providers(claim)
    for other in claim.others:
        yield from _other_coverage(other, claim)
    for number, line in enumerate(claim.lines, 1):
        yield from _line(number, line, claim)


def _claim(claim: ProfessionalClaim) -> Segment:
    account = needed_text(claim.account_number, 38, "the account number")
    place = needed_text(claim.lines[0].place_of_service, 2, "the place of service of line 1")
    assignment, benefits = ("A" if claim.accepts_assignment else "C"), ("Y" if claim.assigns_benefits else "N")
    answers = ("Y", assignment, benefits, _release(claim), "", _causes(claim.circumstances))
    return Segment("CLM", (account, amount(claim.charge_cents), "", "", f"{place}:B:{claim.frequency}", *answers))


def _release(claim: ProfessionalClaim) -> str:
    """CLM09: Y, a statement signed by the patient permits to release; I, none is needed (informed consent)."""
    return "Y" if claim.is_signed_by_patient else "I"


def _causes(said: Circumstances) -> str:
    named = {"EM": said.is_employment, "AA": said.is_auto_accident, "OA": said.is_other_accident}
    causes = [code for code, is_so in named.items() if is_so]
    if len(causes) > 2:
        raise X12Error("an 837P names at most two causes out of employment, auto accident and other accident")
    state = optional_text(said.auto_state, 2, "the state of the accident") if said.is_auto_accident else ""
    return composite(*(*causes, "", "")[:2], "", state)


def _dates(said: Circumstances) -> Iterator[Segment]:
    """Item 16 is one segment: 314 with both days, else 360 or 361 with the one that is known."""
    if said.onset_on:
        yield _date(said.onset_qualifier, said.onset_on, ONSETS)
    if said.other_on:
        yield _date(said.other_date_qualifier, said.other_on, OTHER_DATES)
    yield from _accident(said)
    if said.unable_from and said.unable_through:
        period = f"{day_text(said.unable_from)}-{day_text(said.unable_through)}"
        yield Segment("DTP", ("314", "RD8", period))
    elif unable := said.unable_from or said.unable_through:
        yield Segment("DTP", ("360" if said.unable_from else "361", "D8", day_text(unable)))
    for qualifier, day in (("435", said.hospital_from), ("096", said.hospital_through)):
        if day:
            yield Segment("DTP", (qualifier, "D8", day_text(day)))


def _accident(said: Circumstances) -> Iterator[Segment]:
    """The day of an auto or other accident, which the guide requires, where item 15 is taken by another date."""
    if not (said.is_auto_accident or said.is_other_accident) or said.other_date_qualifier == ACCIDENT:
        return
    if not (said.other_on and said.onset_on and said.onset_qualifier == ONSETS[0]):
        raise X12Error(f"the day of the accident is missing: item 15 says it, with the qualifier {ACCIDENT}")
    yield _date(ACCIDENT, said.onset_on, OTHER_DATES)


def _date(qualifier: str, day: date, known: tuple[str, ...]) -> Segment:
    if qualifier not in known:
        raise X12Error(f"“{qualifier}” does not say what a date is; {', '.join(known)} do")
    return Segment("DTP", (qualifier, "D8", day_text(day)))


def _diagnoses(diagnoses: tuple[str, ...]) -> Segment:
    if not 1 <= len(diagnoses) <= MAX_DIAGNOSES:
        raise X12Error(f"the claim has {len(diagnoses)} diagnoses; an 837P has 1 to {MAX_DIAGNOSES}")
    codes = [needed_text(code, 30, "a diagnosis") for code in diagnoses]
    return Segment("HI", tuple(f"{'ABF' if place else 'ABK'}:{code}" for place, code in enumerate(codes)))


def _providers(claim: ProfessionalClaim) -> Iterator[Segment]:
    referral, facility = claim.referral, claim.facility
    if referral and referral.role not in ("DN", "DK", "DQ"):
        raise X12Error(f"“{referral.role}” is no role in item 17; DN, DK and DQ are")
    if referral and referral.role == "DN":
        yield from provider_party("DN", referral.provider)
    yield from _rendering(claim.rendering)
    if facility:
        yield from provider_party("77", Provider(Name(facility.name), facility.npi, is_person=False), facility.address)
    if referral and referral.role == "DQ":
        yield from provider_party("DQ", referral.provider)


def _rendering(provider: Provider | None) -> Iterator[Segment]:
    if provider:
        yield from provider_party("82", provider)
        yield from taxonomy("PE", provider)


def _other_coverage(other: Coverage, claim: ProfessionalClaim) -> Iterator[Segment]:
    """Loop 2320. A claim knows what the payer paid, not its adjustments (CAS) nor the day of its answer (DTP*573)."""
    yield subscriber(other, RELATIONSHIPS[other.relationship], claim)
    if other.paid_cents is not None:
        yield Segment("AMT", ("D", amount(other.paid_cents)))
    yield Segment("OI", ("", "", "Y" if claim.assigns_benefits else "N", "", "", _release(claim)))
    is_patient = other.relationship is Relationship.SELF
    insured = claim.patient if is_patient else other.insured
    member = ("MI", needed_text(other.member_id, 80, "the number of another insured"))
    yield from party("IL", "1" if is_patient else entity(insured.name), insured.name, member, insured.address)
    yield from payer_party(other.payer)


def _line(number: int, line: ServiceLine, claim: ProfessionalClaim) -> Iterator[Segment]:
    yield Segment("LX", (str(number),))
    yield _service(number, line, claim)
    if line.through:
        yield Segment("DTP", ("472", "RD8", f"{day_text(line.on)}-{day_text(line.through)}"))
    else:
        yield Segment("DTP", ("472", "D8", day_text(line.on)))
    yield Segment("REF", ("6R", str(number)))
    if line.ndc:
        unit, quantity = _drug_quantity(number, line.ndc_quantity)
        yield Segment("LIN", ("", "N4", needed_text(line.ndc, 48, f"the drug of line {number}")))
        yield Segment("CTP", ("", "", "", quantity, unit))
    yield from _rendering(line.rendering)
    if claim.referral and claim.referral.role == "DK":
        yield from provider_party("DK", claim.referral.provider)


def _service(number: int, line: ServiceLine, claim: ProfessionalClaim) -> Segment:
    """SV1. The place stands only where it is another than the claim's, which is that of line 1."""
    if len(line.modifiers) > MAX_MODIFIERS or not 1 <= len(line.pointers) <= MAX_POINTERS:
        raise X12Error(
            f"line {number}: an 837P has at most {MAX_MODIFIERS} modifiers, and 1 to {MAX_POINTERS} pointers"
        )
    if not all(0 <= pointer < len(claim.diagnoses) for pointer in line.pointers):
        raise X12Error(f"line {number} points to a diagnosis that the claim does not have")
    if not 1 <= line.units <= MOST_UNITS or line.charge_cents < 0:
        raise X12Error(f"line {number}: units are 1 to {MOST_UNITS:,}, and a charge is not negative")
    parts = [needed_text(line.code, 48, f"the code of line {number}")]
    parts += [needed_text(modifier, 2, f"a modifier of line {number}") for modifier in line.modifiers]
    place = needed_text(line.place_of_service, 2, f"the place of service of line {number}")
    pointers = composite(*(str(pointer + 1) for pointer in line.pointers))
    flags = ("", "Y" if line.is_emergency else "", "", "Y" if line.is_epsdt else "")
    return Segment(
        "SV1",
        (
            composite("HC", *parts),
            amount(line.charge_cents),
            "MJ" if line.is_minutes else "UN",
            str(line.units),
            "" if place == claim.lines[0].place_of_service else place,
            "",
            pointers,
            *flags,
        ),
    )


def _drug_quantity(number: int, text: str) -> tuple[str, str]:
    """CTP05 and CTP04."""
    quantity = split_quantity(text)
    if not quantity:
        raise X12Error(
            f"line {number}: “{text}” is no quantity of a drug; {', '.join(DRUG_UNITS)} and a number, as ML2.5"
        )
    return quantity
