"""The professional claim: what a CMS-1500 (02/12) and an 837P say, whichever of the two it is written as.

Money is in integer cents, dates are calendar days, texts are as they would be printed, "" where nothing is said.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Profile(StrEnum):
    """Whose rules a claim follows. The value of `filing_code` is what SBR09 says of it."""

    MEDICARE = "medicare"
    COMMERCIAL = "commercial"
    MEDICAID = "medicaid"
    TRICARE = "tricare"
    WORKERS_COMPENSATION = "workers-compensation"

    @property
    def filing_code(self) -> str:
        """The claim filing indicator of the 837P: MB, CI, MC, CH or WC."""
        return _FILING_CODES[self]


_FILING_CODES = {
    Profile.MEDICARE: "MB",
    Profile.COMMERCIAL: "CI",
    Profile.MEDICAID: "MC",
    Profile.TRICARE: "CH",
    Profile.WORKERS_COMPENSATION: "WC",
}


class Sex(StrEnum):
    FEMALE = "F"
    MALE = "M"
    UNKNOWN = "U"


class Relationship(StrEnum):
    """What the patient is to the insured."""

    SELF = "self"
    SPOUSE = "spouse"
    CHILD = "child"
    OTHER = "other"


class Sequence(StrEnum):
    """The turn of a payer."""

    PRIMARY = "P"
    SECONDARY = "S"
    TERTIARY = "T"


class Frequency(StrEnum):
    """Item 22: an original claim, or one that replaces or voids what was paid."""

    ORIGINAL = "1"
    REPLACEMENT = "7"
    VOID = "8"


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name; an organisation has only `last`."""

    last: str
    first: str = ""
    middle: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """`postal_code` is digits only: five, or nine."""

    line: str
    city: str
    state: str
    postal_code: str
    second_line: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """A patient or an insured person. `phone` is ten digits."""

    name: Name
    address: Address | None = None
    born_on: date | None = None
    sex: Sex = Sex.UNKNOWN
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Payer:
    name: str
    payer_id: str
    profile: Profile
    address: Address | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """One insurance of the patient: whose it is, its numbers, its payer and its turn.

    `paid_cents` is what this payer has paid on the claim, None where it has not answered. `insured` is the patient
    where the relationship is self.
    """

    payer: Payer
    sequence: Sequence
    relationship: Relationship
    insured: Person
    member_id: str
    group_number: str = ""
    plan_name: str = ""
    paid_cents: int | None = None


@dataclass(frozen=True, slots=True)
class Provider:
    """A person or an organisation (`is_person` false: `name.last` is its name); `npi` has ten digits."""

    name: Name
    npi: str
    is_person: bool = True
    taxonomy: str = ""


@dataclass(frozen=True, slots=True)
class BillingProvider:
    """Items 25 and 33. `tax_id` is nine digits, an employer's (EIN) unless `is_social_security`."""

    provider: Provider
    address: Address
    tax_id: str
    is_social_security: bool = False
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Facility:
    """Item 32: where the services were given, when that is not the billing provider's place."""

    name: str
    address: Address
    npi: str = ""


@dataclass(frozen=True, slots=True)
class Referral:
    """Item 17. `role`: DN referring, DK ordering, DQ supervising."""

    role: str
    provider: Provider


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """One line of item 24. `pointers` are 0-based places among the diagnoses, at most four; `units` 1 or more.

    `is_minutes` counts anesthesia time instead of units. `rendering` stands only where it differs from the claim's.
    """

    code: str
    on: date
    charge_cents: int
    pointers: tuple[int, ...]
    place_of_service: str
    modifiers: tuple[str, ...] = ()
    units: int = 1
    is_minutes: bool = False
    through: date | None = None
    is_emergency: bool = False
    is_epsdt: bool = False
    rendering: Provider | None = None
    ndc: str = ""
    """The drug of the shaded line above: an 11-digit National Drug Code, with its quantity as printed (`ML2.5`)."""
    ndc_quantity: str = ""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Items 10 and 14 to 18: what the condition comes from, and its days. `auto_state` only with an auto accident.

    `other_date_qualifier` is that of item 15 (454 first treatment, 304 latest visit, 453 acute manifestation of a
    chronic condition, 439 accident, 455 last x-ray, 471 prescription, 090 and 091 report, 444 first visit).
    `onset_qualifier` is that of item 14 (431 onset, 484 last menstrual period).
    """

    is_employment: bool = False
    is_auto_accident: bool = False
    auto_state: str = ""
    is_other_accident: bool = False
    onset_on: date | None = None
    onset_qualifier: str = "431"
    other_on: date | None = None
    other_date_qualifier: str = ""
    unable_from: date | None = None
    unable_through: date | None = None
    hospital_from: date | None = None
    hospital_through: date | None = None


@dataclass(frozen=True, slots=True)
class ProfessionalClaim:
    """A whole claim to one payer. `diagnoses` are ICD-10-CM codes without dots, in order A to L.

    `coverage` is the insurance that it goes to, `others` are those that pay before or after it. `claim_number` of a
    workers' compensation or property and casualty claim is item 11b.
    """

    account_number: str
    coverage: Coverage
    patient: Person
    billing: BillingProvider
    diagnoses: tuple[str, ...]
    lines: tuple[ServiceLine, ...]
    others: tuple[Coverage, ...] = ()
    rendering: Provider | None = None
    referral: Referral | None = None
    facility: Facility | None = None
    circumstances: Circumstances = Circumstances()
    frequency: Frequency = Frequency.ORIGINAL
    original_reference: str = ""
    prior_authorization: str = ""
    clia_number: str = ""
    claim_number: str = ""
    note: str = ""
    patient_paid_cents: int = 0
    accepts_assignment: bool = True
    is_signed_by_patient: bool = True
    assigns_benefits: bool = True
    signed_on: date | None = None

    @property
    def charge_cents(self) -> int:
        """Item 28: the charges of all lines."""
        return sum(line.charge_cents for line in self.lines)
