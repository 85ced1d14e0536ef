"""An 837P read into professional claims: our own files and other people's.

What the guide allows and a claim does not hold is passed over; what somebody left out stays empty where a claim can do
without it, and nothing is made up. Source: ASC X12 837 005010X222A1.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

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
from trainer.content.x12.segments import Segment, Transaction, read_interchange
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
_Read = TypeVar("_Read")


@dataclass(frozen=True, slots=True)
class _Subscriber:
    """What level 22 says: the coverage, as of an insured who is the patient, and the number of a casualty claim."""

    coverage: Coverage
    claim_number: str


@dataclass(frozen=True, slots=True)
class _Around:
    """What the levels say of every claim in them."""

    coverage: Coverage
    patient: Person
    claim_number: str
    billing: BillingProvider


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
    return tuple(claim for transaction in interchange.transactions for claim in _claims(transaction, component))


def _check_kind(transaction: Transaction) -> None:
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
        raise transaction.fail(problem)


def _claims(transaction: Transaction, component: str) -> Iterator[ProfessionalClaim]:
    """What a level says of all claims below it is read once, however many there are."""
    billing: dict[int, BillingProvider] = {}
    subscribers: dict[int, _Subscriber] = {}
    for level in read_levels(transaction):
        if level.claims:
            subscriber_level = level.above if level.kind == PATIENT and level.above else level
            subscriber = _once(subscribers, subscriber_level, _subscriber)
            around = _Around(*_people(level, subscriber), _once(billing, _top(level), _billing))
            yield from (_claim(around, loops, component) for loops in level.claims)


def _top(level: Level) -> Level:
    return _top(level.above) if level.above else level


def _once(done: dict[int, _Read], level: Level, read: Callable[[Level], _Read]) -> _Read:
    position = level.loop.opening.position
    if position not in done:
        done[position] = read(level)
    return done[position]


def _claim(around: _Around, loops: ClaimLoops, component: str) -> ProfessionalClaim:
    claim, clm = loops.claim, loops.claim.opening
    account_number = read_text(clm, 1, "the account number")
    frequency = _frequency(clm, component)
    if len(loops.lines) not in range(1, MOST_LINES + 1):
        raise clm.fail(f"the claim has {len(loops.lines)} lines (LX, SV1); a claim has 1 to {MOST_LINES}")
    diagnoses = read_diagnoses(claim, component)
    lines = read_lines(loops, len(diagnoses), component)
    _check_total(clm, sum(line.charge_cents for line in lines))
    paid, facility = claim.first("AMT", "F5"), claim.party("77")
    return ProfessionalClaim(
        account_number=account_number,
        coverage=around.coverage,
        patient=around.patient,
        billing=around.billing,
        diagnoses=diagnoses,
        lines=lines,
        others=tuple(_other_coverage(other, around.patient) for other in loops.others),
        rendering=read_rendering(claim),
        referral=_referral(loops),
        facility=_facility(facility) if facility else None,
        circumstances=read_circumstances(claim, component),
        frequency=frequency,
        original_reference=claim.value("REF", "F8"),
        prior_authorization=claim.value("REF", "G1"),
        clia_number=claim.value("REF", "X4"),
        claim_number=around.claim_number,
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


def _check_total(clm: Segment, charged_cents: int) -> None:
    if read_cents(clm, 2, "the total charge") != charged_cents:
        raise clm.fail(f"CLM02 says {clm[2]}; the lines add up to {amount(charged_cents)}")


def _subscriber(level: Level) -> _Subscriber:
    sbr = level.loop.first("SBR")
    if not sbr:
        raise level.loop.opening.fail("the subscriber level has no SBR")
    member = _required(level, "IL", "the insured")
    coverage = _coverage(sbr, Relationship.SELF, read_person(member), (member, level.loop.party("PR")))
    return _Subscriber(coverage, member.value("REF", "Y4"))


def _people(level: Level, subscriber: _Subscriber) -> tuple[Coverage, Person, str]:
    """The coverage, the patient, and the number of a property and casualty claim, out of levels 22 and 23."""
    coverage = subscriber.coverage
    if level.kind != PATIENT:
        return coverage, coverage.insured, subscriber.claim_number
    pat = level.loop.first("PAT")
    if not pat:
        raise level.loop.opening.fail("the patient level has no PAT, which says what the patient is to the insured")
    party = _required(level, "QC", "the patient")
    relationship = _RELATIONS.get(pat[1], Relationship.OTHER)
    claim_number = party.value("REF", "Y4") or subscriber.claim_number
    return replace(coverage, relationship=relationship), read_person(party), claim_number


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
