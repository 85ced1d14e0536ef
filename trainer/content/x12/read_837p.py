"""An 837P read into professional claims: our own files and other people's.

What the guide allows and a claim does not hold is passed over; what somebody left out stays empty where a claim can do
without it, and nothing is made up. Source: ASC X12 837 005010X222A1.
"""

import re

from trainer.content.x12.codes_837p import MOST_LINES, RELATIONSHIPS, VERSION
from trainer.content.x12.elements import amount, read_cents, read_choice, read_text
from trainer.content.x12.loops_837p import PATIENT, ClaimLoops, Level, Loop, read_levels
from trainer.content.x12.read_837p_parts import (
    DENTAL,
    INSTITUTIONAL,
    address_of,
    read_address,
    read_circumstances,
    read_diagnoses,
    read_lines,
    read_name,
    read_person,
    read_phone,
    read_provider,
    read_rendering,
)
from trainer.content.x12.segments import Segment, Transaction, X12Error, read_interchange
from trainer.domain.claims.professional import (
    Address,
    BillingProvider,
    Coverage,
    Facility,
    Frequency,
    Payer,
    Person,
    ProfessionalClaim,
    Profile,
    Provider,
    Referral,
    Relationship,
    Sequence,
)

_GUIDES = {"005010X223": INSTITUTIONAL, "005010X224": DENTAL}
_PROFILES = {profile.filing_code: profile for profile in Profile} | {"MA": Profile.MEDICARE}
_RELATIONS = {code: relationship for relationship, code in RELATIONSHIPS.items()}


def read_837p(data: bytes, *, check_counts: bool = True) -> tuple[ProfessionalClaim, ...]:
    """Every claim of a file, in its order; at least one. Without `check_counts` wrong counts are passed over.

    A kind of insurance (SBR09) without a profile of its own is read as commercial, a relationship without one as other.
    Item 17 is the referring or supervising provider of the claim, else the ordering one of the first line that has one.

    Raises:
        X12Error: with the segment: an envelope that does not close, another kind of file or version, something missing
            that a claim cannot do without, money, units, days or pointers that cannot be, a total that is not the sum.
    """
    interchange = read_interchange(data, check_counts=check_counts)
    for transaction in interchange.transactions:
        _check_kind(transaction)
    component = interchange.separators.component
    return tuple(
        _claim(level, loops, component)
        for transaction in interchange.transactions
        for level in read_levels(transaction)
        for loops in level.claims
    )


def _check_kind(transaction: Transaction) -> None:
    """ST stands right before the first segment."""
    position = transaction.segments[0].position - 1 if transaction.segments else 0
    version = transaction.version
    problem = ""
    if transaction.kind == "835":
        problem = "this is a remittance (835), not a professional claim (837P)"
    elif transaction.kind != "837":
        problem = f"this is a transaction {transaction.kind}, not a professional claim (837P)"
    elif version.startswith("004010"):
        problem = f"version 4010 ({version}) is out of use; {VERSION} is read"
    elif version[:10] in _GUIDES:
        problem = f"{_GUIDES[version[:10]]}: {version}"
    elif not version.startswith(VERSION[:10]):
        problem = f"the version is “{version}”; {VERSION} is read"
    if problem:
        raise X12Error(problem, position, "ST" if position else "")


def _claim(level: Level, loops: ClaimLoops, component: str) -> ProfessionalClaim:
    claim, clm = loops.claim, loops.claim.opening
    account_number = read_text(clm, 1, "the account number")
    frequency = _frequency(clm, component)
    coverage, patient, claim_number = _people(level)
    diagnoses = read_diagnoses(claim, component)
    lines = read_lines(loops, len(diagnoses), component)
    _check_lines(clm, sum(line.charge_cents for line in lines), len(lines))
    paid, facility = claim.first("AMT", "F5"), claim.party("77")
    return ProfessionalClaim(
        account_number=account_number,
        coverage=coverage,
        patient=patient,
        billing=_billing(level),
        diagnoses=diagnoses,
        lines=lines,
        others=tuple(_other_coverage(other, patient) for other in loops.others),
        rendering=read_rendering(claim),
        referral=_referral(loops),
        facility=_facility(facility) if facility else None,
        circumstances=read_circumstances(claim, component),
        frequency=frequency,
        original_reference=claim.value("REF", "F8"),
        prior_authorization=claim.value("REF", "G1"),
        clia_number=claim.value("REF", "X4"),
        claim_number=claim_number,
        note=claim.value("NTE", "ADD"),
        patient_paid_cents=read_cents(paid, 2, "what the patient paid") if paid else 0,
        accepts_assignment=clm[7] == "A",
        is_signed_by_patient=clm[9] == "Y",
        assigns_benefits=clm[8] == "Y",
    )


def _frequency(clm: Segment, component: str) -> Frequency:
    _, kind, frequency = (*clm[5].split(component), "", "", "")[:3]
    if kind == "A":
        raise clm.fail(f"CLM05 says A: {INSTITUTIONAL}")
    if frequency not in tuple(Frequency):
        raise clm.fail(f"CLM05 ends with frequency “{frequency}”; 1 original, 7 replacement and 8 void are read")
    return Frequency(frequency)


def _check_lines(clm: Segment, charged_cents: int, lines: int) -> None:
    if not 1 <= lines <= MOST_LINES:
        raise clm.fail(f"the claim has {lines} lines (LX, SV1); a claim has 1 to {MOST_LINES}")
    if read_cents(clm, 2, "the total charge") != charged_cents:
        raise clm.fail(f"CLM02 says {clm[2]}; the lines add up to {amount(charged_cents)}")


def _people(level: Level) -> tuple[Coverage, Person, str]:
    """The coverage, the patient, and the number of a property and casualty claim, out of levels 22 and 23."""
    subscriber = level.above if level.kind == PATIENT and level.above else level
    sbr = subscriber.loop.first("SBR")
    if not sbr:
        raise subscriber.loop.opening.fail("the subscriber level has no SBR")
    member = _required(subscriber, "IL", "the insured")
    insured, patient, relationship = read_person(member), None, Relationship.SELF
    parties = [member]
    if level.kind == PATIENT:
        pat = level.loop.first("PAT")
        if not pat:
            raise level.loop.opening.fail("the patient level has no PAT, which says what the patient is to the insured")
        parties.insert(0, _required(level, "QC", "the patient"))
        patient, relationship = read_person(parties[0]), _RELATIONS.get(pat[1], Relationship.OTHER)
    payer = subscriber.loop.party("PR")
    coverage = _coverage(sbr, relationship, insured, (member, payer))
    claim_number = next((number for party in parties if (number := party.value("REF", "Y4"))), "")
    return coverage, patient or insured, claim_number


def _required(level: Level, role: str, who: str) -> Loop:
    party = level.loop.party(role)
    if not party:
        raise level.loop.opening.fail(f"NM1*{role} is missing below this level: {who}")
    read_text(party.opening, 3, f"the name of {who}")
    return party


def _coverage(
    sbr: Segment,
    relationship: Relationship,
    insured: Person,
    names: tuple[Loop, Loop | None],
    paid_cents: int | None = None,
) -> Coverage:
    member, payer = names
    sequence = Sequence(read_choice(sbr, 1, tuple(Sequence), "the payer's turn"))
    return Coverage(
        payer=_payer(payer, _PROFILES.get(sbr[9].strip(), Profile.COMMERCIAL)),
        sequence=sequence,
        relationship=relationship,
        insured=insured,
        member_id=member.opening[9].strip(),
        group_number=sbr[3].strip(),
        plan_name=sbr[4].strip(),
        paid_cents=paid_cents,
    )


def _payer(party: Loop | None, profile: Profile) -> Payer:
    """A payer whom nobody named has no name and no number."""
    if not party:
        return Payer("", "", profile)
    return Payer(read_name(party.opening).last, party.opening[9].strip(), profile, read_address(party))


def _other_coverage(loop: Loop, patient: Person) -> Coverage:
    sbr, member = loop.opening, loop.party("IL")
    if not member:
        raise sbr.fail("NM1*IL is missing below this SBR: the other insured")
    relationship = _RELATIONS.get(sbr[2].strip(), Relationship.OTHER)
    insured = patient if relationship is Relationship.SELF else read_person(member)
    paid = loop.first("AMT", "D")
    paid_cents = read_cents(paid, 2, "what the payer paid") if paid else None
    return _coverage(sbr, relationship, insured, (member, loop.party("PR")), paid_cents)


def _billing(level: Level) -> BillingProvider:
    while level.above:
        level = level.above
    party = _required(level, "85", "the billing provider")
    tax = party.first("REF", "EI", "SY")
    if not tax:
        raise party.opening.fail("the billing provider has no tax id (REF with EI or SY)")
    provider, specialty = read_provider(party), level.loop.first("PRV", "BI")
    return BillingProvider(
        provider=Provider(provider.name, provider.npi, provider.is_person, specialty[3].strip() if specialty else ""),
        address=_whole_address(party, "the billing provider"),
        tax_id=re.sub(r"[^0-9]", "", tax[2]),
        is_social_security=tax[1] == "SY",
        phone=read_phone(party),
    )


def _whole_address(party: Loop, who: str) -> Address:
    n3, n4 = party.first("N3"), party.first("N4")
    if not n3 or not n4:
        raise party.opening.fail(f"{who} has no {'N4' if n3 else 'N3'}, which is half of the address")
    return address_of(n3, n4)


def _facility(party: Loop) -> Facility:
    facility = read_provider(party)
    return Facility(facility.name.last, _whole_address(party, "the service facility"), facility.npi)


def _referral(loops: ClaimLoops) -> Referral | None:
    party = loops.claim.party("DN", "DQ") or next((found for line in loops.lines if (found := line.party("DK"))), None)
    return Referral(party.opening[1], read_provider(party)) if party else None
