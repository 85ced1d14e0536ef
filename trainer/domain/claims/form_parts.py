"""The people, insurances and providers that a readable CMS-1500 names. Only for forms without format problems."""

import re
from datetime import date

from trainer.domain.claims import form_values as values
from trainer.domain.claims.form_conditions import medicare_second, standing_lines
from trainer.domain.claims.form_values import Entries, text_of
from trainer.domain.claims.identifiers import bare
from trainer.domain.claims.professional import (
    Address,
    BillingProvider,
    Coverage,
    Facility,
    Payer,
    Person,
    Profile,
    Provider,
    Referral,
    Relationship,
    Sequence,
    Sex,
)

HOME = "12"
MEDIGAP = "Medigap"
"""Name of a payer of which item 9d gives only the five-digit number."""
MEDIGAP_PREFIX = re.compile(r"(?:MEDIGAP|MGAP|MG)\s+", re.IGNORECASE)
TYPES = {
    Profile.MEDICARE: ("medicare",),
    Profile.COMMERCIAL: ("group", "other"),
    Profile.MEDICAID: ("medicaid",),
    Profile.TRICARE: ("tricare", "champva"),
    Profile.WORKERS_COMPENSATION: ("other", "feca"),
}
"""What item 1 may say for a kind of payer, the usual word first."""
PAYS_AFTER_OTHERS = frozenset((Profile.MEDICAID, Profile.TRICARE))


def day_of(entries: Entries, item: str) -> date | None:
    text = text_of(entries, item)
    return values.read_date(text) if text else None


def _sex(entries: Entries, item: str) -> Sex:
    return Sex(text_of(entries, item).upper() or Sex.UNKNOWN)


def read_address(entries: Entries, block: str) -> Address | None:
    """The address of a block such as `5` or `carrier`; None where nothing of it is written."""
    street, city, state, postal = (text_of(entries, f"{block}.{part}") for part in ("street", "city", "state", "zip"))
    if not street + city + state + postal:
        return None
    return Address(street, city, state.upper(), postal.replace("-", ""))


def read_patient(entries: Entries) -> Person:
    """Items 2, 3 and 5."""
    return Person(
        values.read_person(text_of(entries, "2")),
        read_address(entries, "5"),
        day_of(entries, "3.born"),
        _sex(entries, "3.sex"),
        bare(text_of(entries, "5.phone")),
    )


def _relationship(entries: Entries, profile: Profile, patient: Person) -> Relationship:
    """Item 6. Where it is empty item 4 decides; an employer in item 4 is never the patient."""
    name, said = text_of(entries, "4"), text_of(entries, "6").lower()
    is_patient = not name or values.is_same(name)
    if profile is Profile.WORKERS_COMPENSATION:
        said = said if said != "self" else ""
        return Relationship.SELF if is_patient else Relationship(said or "other")
    is_patient = is_patient or values.read_person(name) == patient.name
    return Relationship(said or ("self" if is_patient else "other"))


def _insured(entries: Entries, profile: Profile, patient: Person) -> tuple[Relationship, Person]:
    """Items 4, 6, 7 and 11a; the patient where the relationship is self."""
    relationship = _relationship(entries, profile, patient)
    if relationship is Relationship.SELF:
        return relationship, patient
    text = text_of(entries, "4")
    if not text or values.is_same(text):
        name = patient.name
    elif profile is Profile.WORKERS_COMPENSATION:
        name = values.read_provider(text)[0]
    else:
        name = values.read_person(text)
    address = patient.address if values.is_same(text_of(entries, "7.street")) else read_address(entries, "7")
    phone = bare(text_of(entries, "7.phone"))
    return relationship, Person(name, address, day_of(entries, "11a.born"), _sex(entries, "11a.sex"), phone)


def read_coverages(entries: Entries, profile: Profile, patient: Person) -> tuple[Coverage, tuple[Coverage, ...]]:
    """The insurance that is billed, and the others.

    A Medicare form gives items 4, 6, 7 and 11 to the insurance that pays first and 9 to a Medigap policy.
    """
    payer = Payer(
        text_of(entries, "carrier.name"), text_of(entries, "carrier.id"), profile, read_address(entries, "carrier")
    )
    member = text_of(entries, "1a")
    if profile is Profile.MEDICARE:
        first = (_pays_before_medicare(entries, patient),) if medicare_second(entries, "11") else ()
        turn, next_turn = (Sequence.SECONDARY, Sequence.TERTIARY) if first else (Sequence.PRIMARY, Sequence.SECONDARY)
        coverage = Coverage(payer, turn, Relationship.SELF, patient, bare(member))
        return coverage, (*first, *_other(entries, profile, patient, next_turn))
    is_last = profile in PAYS_AFTER_OTHERS
    others = _other(entries, profile, patient, Sequence.PRIMARY if is_last else Sequence.SECONDARY)
    turn = Sequence.SECONDARY if is_last and others else Sequence.PRIMARY
    relationship, insured = _insured(entries, profile, patient)
    group = text_of(entries, "11")
    group = "" if values.is_none(group) else group
    member = bare(member) if profile is Profile.TRICARE else member
    return Coverage(payer, turn, relationship, insured, member, group, text_of(entries, "11c")), others


def _pays_before_medicare(entries: Entries, patient: Person) -> Coverage:
    relationship, insured = _insured(entries, Profile.MEDICARE, patient)
    payer = Payer(text_of(entries, "11c"), "", Profile.COMMERCIAL)
    return Coverage(payer, Sequence.PRIMARY, relationship, insured, text_of(entries, "11"))


def _other(entries: Entries, profile: Profile, patient: Person, turn: Sequence) -> tuple[Coverage, ...]:
    """Item 9. Whose policy it is, is not said: the patient's where the name is, somebody else's otherwise."""
    name, number, plan = (text_of(entries, item) for item in ("9", "9a", "9d"))
    if not name + number + plan:
        return ()
    payer = Payer(plan, "", Profile.COMMERCIAL)
    if profile is Profile.MEDICARE:
        number = MEDIGAP_PREFIX.sub("", number, count=1)
        payer = Payer(MEDIGAP, plan, Profile.COMMERCIAL) if re.fullmatch("[0-9]{5}", plan) else payer
    holder = patient.name if not name or values.is_same(name) else values.read_person(name)
    if holder == patient.name:
        return (Coverage(payer, turn, Relationship.SELF, patient, number),)
    return (Coverage(payer, turn, Relationship.OTHER, Person(holder), number),)


def read_billing(entries: Entries) -> BillingProvider:
    """Items 25 and 33; of the numbers in 33b only a taxonomy code."""
    name, is_person = values.read_provider(text_of(entries, "33.name"))
    other = text_of(entries, "33b")
    qualifier, number = values.read_other_id(other) if other else ("", "")
    taxonomy = number if qualifier == values.TAXONOMY else ""
    return BillingProvider(
        Provider(name, text_of(entries, "33a"), is_person, taxonomy),
        read_address(entries, "33") or Address("", "", "", ""),
        bare(text_of(entries, "25")),
        text_of(entries, "25.kind").upper() == "SSN",
        bare(text_of(entries, "33.phone")),
    )


def read_facility(entries: Entries) -> Facility | None:
    """Item 32, None where it is empty, repeats the name and address of item 33, or is where the patient was at home."""
    name, address = text_of(entries, "32.name"), read_address(entries, "32")
    npi = text_of(entries, "32a")
    if not name + npi and address is None:
        return None
    places = {text_of(entries, f"24.{line}.place") for line in standing_lines(entries)}
    if places == {HOME} and address == read_address(entries, "5"):
        return None
    if name.upper() == text_of(entries, "33.name").upper() and address == read_address(entries, "33"):
        return None
    return Facility(name, address or Address("", "", "", ""), npi)


def read_referral(entries: Entries) -> Referral | None:
    """Items 17 and 17b; a role that is not said is that of who referred."""
    name, npi = text_of(entries, "17"), text_of(entries, "17b")
    if not name + npi:
        return None
    role = text_of(entries, "17.qualifier").upper() or "DN"
    return Referral(role, Provider(values.read_signer(name), npi))


def read_rendering(entries: Entries) -> Provider | None:
    """Who is named first in 24J, with the name of item 31; None where nobody is, or the biller in person.

    Item 24J has no room for names: those of others who rendered single lines are unknown.
    """
    lines = standing_lines(entries)
    line = next((each for each in lines if text_of(entries, f"24.{each}.rendering")), 0)
    npi = text_of(entries, f"24.{line}.rendering")
    if not npi or (npi == text_of(entries, "33a") and values.read_provider(text_of(entries, "33.name"))[1]):
        return None
    return Provider(values.read_signer(text_of(entries, "31")), npi, taxonomy=read_taxonomy(entries, line))


def read_taxonomy(entries: Entries, line: int) -> str:
    """The taxonomy code in the shaded half of 24J, "" where 24I says that another number stands there."""
    is_taxonomy = text_of(entries, f"24.{line}.qualifier").upper() == values.TAXONOMY
    return text_of(entries, f"24.{line}.other").upper() if is_taxonomy else ""
