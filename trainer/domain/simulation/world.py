"""The world of one month, fixed by scenario and seed: encounters with what the learner may see and what is hidden."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from trainer.domain.claims.contracts import Accumulators, Benefits, Contract
from trainer.domain.claims.filing_limits import last_filing_day
from trainer.domain.claims.professional import Payer, Person, Provider, Relationship, ServiceLine
from trainer.domain.simulation.practice import AGREEMENTS, PAYERS
from trainer.domain.simulation.scenario import Scenario, Trouble


class Item(StrEnum):
    """What of a drafted claim can be changed. CODE and MODIFIERS are those of line 1, POINTER is that of the last."""

    PAYER = "payer"
    MEMBER_ID = "member_id"
    PATIENT = "patient"
    PLACE = "place"
    CODE = "code"
    MODIFIERS = "modifiers"
    POINTER = "pointer"
    AUTHORIZATION = "authorization"


class Argument(StrEnum):
    """What an appeal says."""

    RECORDS = "records"
    SEPARATE = "separate"
    AUTHORIZED = "authorized"
    TIMELY = "timely"
    NOTICE = "notice"
    GOODWILL = "goodwill"


class Turn(StrEnum):
    """Hidden: when a card's payer really pays for the visit."""

    FIRST = "first"
    SECOND = "second"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Card:
    """An insurance card in the file. `registered_id` is what the front desk typed, `member_id` what the card says."""

    id: str
    payer_id: str
    member_id: str
    registered_id: str
    insured: Person
    relationship: Relationship
    benefits: Benefits
    so_far: Accumulators
    turn: Turn
    other_id: str = ""
    """A likely misreading of the number, offered beside the right one."""

    @property
    def ids(self) -> tuple[str, ...]:
        """The numbers that can be chosen with this card."""
        return tuple(sorted({self.member_id, self.other_id}))

    @property
    def payer(self) -> Payer:
        return PAYERS[self.payer_id]

    @property
    def contract(self) -> Contract:
        return AGREEMENTS[self.payer_id].contract


@dataclass(frozen=True, slots=True)
class Offer:
    """An item with the values that a learner can choose; `right` are the ones that hold, and stay hidden."""

    item: Item
    values: tuple[str, ...]
    drafted: str
    right: frozenset[str]


@dataclass(frozen=True, slots=True)
class PayerError:
    """Hidden: the payer denies these lines (places from 0) of a right claim; this argument overturns it."""

    reason: str
    lines: tuple[int, ...]
    argument: Argument


@dataclass(frozen=True, slots=True)
class Draws:
    """Hidden: days that pass until things come back. `pays_after` None: the patient does not pay this month."""

    answers: tuple[int, ...]
    appeal: int
    pays_after: int | None
    complains_after: int


@dataclass(frozen=True, slots=True)
class Encounter:
    """A visit with its papers. `arrives_on` is the day on which it lies on the desk; `lines` are those of a right
    claim before the items of `offers` are filled in."""

    id: str
    arrives_on: date
    on: date
    patient: Person
    doctor: Provider
    cards: tuple[Card, ...]
    chart: str
    note: str
    lines: tuple[ServiceLine, ...]
    diagnoses: tuple[tuple[str, str], ...]
    offers: tuple[Offer, ...]
    troubles: frozenset[Trouble]
    draws: Draws
    duplicate_of: str = ""
    payer_error: PayerError | None = None

    @property
    def first(self) -> Card:
        """The card whose payer is to pay first."""
        return next(card for card in self.cards if card.turn is Turn.FIRST)

    @property
    def second(self) -> Card | None:
        """The card whose payer pays after the first, if there is one."""
        return next((card for card in self.cards if card.turn is Turn.SECOND), None)

    @property
    def file_by(self) -> date:
        """The last day on which the first payer takes the claim."""
        return last_filing_day(self.on, self.first.contract)

    def card(self, card_id: str) -> Card:
        return next(card for card in self.cards if card.id == card_id)

    def offer(self, item: Item) -> Offer | None:
        return next((offer for offer in self.offers if offer.item is item), None)


class Standing(StrEnum):
    """How far an account of the months before has come when the month begins."""

    SENT = "sent"
    LOST = "sent, never received"
    DENIED = "denied"
    SECOND_DUE = "second payer due"


@dataclass(frozen=True, slots=True)
class Old:
    """An account that the month begins with, and the day of its last step."""

    encounter: str
    standing: Standing
    since: date


@dataclass(frozen=True, slots=True)
class World:
    """Everything that is fixed at the start. `encounters` by id, in the order of arrival."""

    scenario: Scenario
    seed: int
    minutes: int
    encounters: Mapping[str, Encounter]
    old: tuple[Old, ...]
