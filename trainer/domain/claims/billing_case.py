"""A billing exercise as a learner sees it: exhibits, and what is to be filled in, chosen, put in order or found."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from trainer.domain.claims.case import Offer
from trainer.domain.claims.professional import Profile
from trainer.domain.claims.remittance import Remittance


class BillingKind(StrEnum):
    """The nine kinds of billing work."""

    FILL = "fill-the-claim"
    SCRUB = "scrub-the-claim"
    POST = "post-the-remittance"
    DENIAL = "work-the-denial"
    COVERAGE = "verify-coverage"
    PAYS_FIRST = "who-pays-first"
    WORKLIST = "work-the-list"
    PATIENT = "answer-the-patient"
    ARITHMETIC = "statement-arithmetic"


class FieldType(StrEnum):
    """How a field is entered and compared.

    Money in dollars and cents; dates as 2026-03-09 or 03/09/2026; codes without regard to case, dots and spaces; texts
    without regard to case, punctuation and spaces; numbers whole; one choice; several choices; all offers in order.
    """

    MONEY = "money"
    DATE = "date"
    CODE = "code"
    TEXT = "text"
    NUMBER = "number"
    CHOICE = "choice"
    CHOICES = "choices"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A paper on the desk: face sheet, insurance card, note, letter, policy. `text` is Markdown."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to enter. `section` is the heading that it stands under; `offers` those of a choice or an order."""

    id: str
    label: str
    type: FieldType
    section: str = ""
    hint: str = ""
    offers: tuple[Offer, ...] = ()


@dataclass(frozen=True, slots=True)
class Account:
    """A row of the A/R ageing list: what is owed by whom, since when, and what is known of it."""

    id: str
    patient: str
    payer: str
    balance_cents: int
    service_on: date
    status: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class WorkAction:
    """Something that may be done with an account, and how long it takes."""

    id: str
    text: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Worklist:
    """The accounts, what may be done, and the working minutes of a day: work goes on the next weekday."""

    accounts: tuple[Account, ...]
    actions: tuple[WorkAction, ...]
    minutes_a_day: int


FormEntries = tuple[tuple[str, str], ...]
"""(item of the CMS-1500, what it says), in the order of the form."""

Worksheet = tuple[tuple[str, str], ...]
"""What a learner entered, exactly as typed: (field, text). Several choices, or an order, are ids parted by spaces.

Fields of a form are its items; a scrubbed item has `<item>.mark` and `<item>.value`, an account `<id>.rank` and
`<id>.action`.
"""


@dataclass(frozen=True, slots=True)
class BillingContent:
    """Everything that the learner may see. `task` is Markdown; `on` is the day on which the exercise plays.

    `form` is the claim to be scrubbed, or what is printed in it beforehand; `remittance` what is to be posted.
    """

    kind: BillingKind
    title: str
    specialty: str
    level: int
    edition: str
    payer: str
    profile: Profile
    on: date
    summary: str
    task: str
    exhibits: tuple[Exhibit, ...]
    fields: tuple[Field, ...] = ()
    form: FormEntries = ()
    remittance: Remittance | None = None
    worklist: Worklist | None = None
