"""`today`: what the learner may see of the month. Hidden troubles, answers to come and worths are not in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from trainer.domain.claims.filing_limits import last_appeal_day, last_filing_day
from trainer.domain.claims.remittance import ClaimPayment
from trainer.domain.simulation import words
from trainer.domain.simulation.bots import offered
from trainer.domain.simulation.moves import (
    MINUTES,
    AccountMove,
    Appeal,
    BillPatient,
    BillSecondary,
    Call,
    CheckCoverage,
    Disposition,
    Fix,
    Move,
    Post,
    Submit,
    WriteOff,
)
from trainer.domain.simulation.payers import Fields, Remitted, service_lines
from trainer.domain.simulation.practice import AGREEMENTS, PAYERS
from trainer.domain.simulation.refusals import choices, refusal
from trainer.domain.simulation.scenario import WORKING_DAYS, Scenario
from trainer.domain.simulation.state import Account, Asked, Complaint, Entry, Stage, State
from trainer.domain.simulation.world import Argument, Card, Encounter, Item


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    words: str


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item of the claim with its value; `choices` is empty where it cannot be changed now."""

    item: Item
    label: str
    value: str
    words: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class CardView:
    """A card as it was scanned, and the payer's terms: days to file from the service, days to appeal a denial."""

    id: str
    payer: str
    member_id: str
    insured: str
    relationship: str
    timely_days: int
    appeal_days: int


@dataclass(frozen=True, slots=True)
class LineView:
    number: int
    code: str
    modifiers: tuple[str, ...]
    place: str
    pointers: str
    charge_cents: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class PartView:
    """An amount to decide on; `offered` is what the group code alone proposes, right or not."""

    words: str
    cents: int
    offered: Disposition


@dataclass(frozen=True, slots=True)
class RemittanceView:
    """The remittance in the inbox, whole as it came, and its amounts to decide on."""

    payment: ClaimPayment
    is_second: bool
    parts: tuple[PartView, ...]


@dataclass(frozen=True, slots=True)
class MoveView:
    """A move with its minutes; `reason` says why it is not possible now, "" where it is."""

    move: Move
    minutes: int
    words: str
    reason: str


@dataclass(frozen=True, slots=True)
class CheckView:
    on: date
    payer: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AccountView:
    """One encounter with its papers and its books. `file_by` is the last day to file with the insurance that is
    billed now; `denied_on` and `appeal_by` stand while a denial is open. `open_cents` payers owe, `patient_open_cents`
    the patient, and `receivable_cents` is both together with what was billed in error. Of `insurers_cents`,
    `insurers_before_cents` came before the month. `waits_words` say what is with the payer.
    """

    id: str
    patient: str
    born_on: date | None
    sex: str
    on: date
    arrived_on: date
    doctor: str
    chart: str
    note: str
    cards: tuple[CardView, ...]
    diagnoses: tuple[tuple[str, str, str], ...]
    lines: tuple[LineView, ...]
    items: tuple[ItemView, ...]
    stage: Stage
    stage_words: str
    needs_work: bool
    waits_for: Asked | None
    sent_on: date | None
    file_by: date
    denial: tuple[str, ...]
    denied_on: date | None
    appeal_by: date | None
    remittance: RemittanceView | None
    checks: tuple[CheckView, ...]
    charge_cents: int
    insurers_cents: int
    patients_cents: int
    contractual_cents: int
    given_up_cents: int
    open_cents: int
    patient_open_cents: int
    receivable_cents: int
    age_days: int
    moves: tuple[MoveView, ...]
    insurers_before_cents: int
    waits_words: str


@dataclass(frozen=True, slots=True)
class Bucket:
    """Receivables by age from the day of service: `label` in days, `accounts` with something open, cents."""

    label: str
    accounts: int
    cents: int


@dataclass(frozen=True, slots=True)
class DayView:
    """The desk on one day. `inbox` is what came in since the day before, newest last; `work` are the ids of accounts
    on which it is the biller's turn."""

    scenario: Scenario
    day: date
    working_day: int
    working_days: int
    minutes_left: int
    minutes_a_day: int
    is_closed: bool
    inbox: tuple[Entry, ...]
    work: tuple[str, ...]
    accounts: tuple[AccountView, ...]
    ageing: tuple[Bucket, ...]
    complaints: tuple[Complaint, ...]
    moves_made: int


@dataclass(frozen=True, slots=True)
class PayerView:
    """A payer's terms as the practice has them in its drawer; rates in basis points, money in cents."""

    payer: str
    timely_days: int
    appeal_days: int
    coinsurance: int
    copay_cents: int
    needs_authorization: tuple[str, ...]


_BUCKETS = ((30, "0-30"), (60, "31-60"), (90, "61-90"), (120, "91-120"))
_OLDEST = "over 120"
_TURNS = (Stage.DRAFT, Stage.ANSWERED, Stage.OPEN)


def today(state: State) -> DayView:
    """The desk as it is now, accounts in the order of their arrival."""
    accounts = tuple(view_account(state, account_id) for account_id in state.accounts)
    return DayView(
        state.world.scenario,
        state.today,
        WORKING_DAYS.index(state.today) + 1,
        len(WORKING_DAYS),
        state.minutes_left,
        state.world.minutes,
        state.is_closed,
        tuple(_inbox(state)),
        tuple(account.id for account in accounts if account.needs_work),
        accounts,
        _ageing(accounts),
        state.complaints,
        state.moves,
    )


def payer_terms() -> tuple[PayerView, ...]:
    """The five payers of the practice."""
    return tuple(
        PayerView(
            PAYERS[payer_id].name,
            agreement.contract.timely_days,
            agreement.contract.appeal_days,
            agreement.benefits.coinsurance,
            agreement.benefits.copay_cents,
            tuple(fee.code for fee in agreement.contract.fees if fee.needs_authorization),
        )
        for payer_id, agreement in AGREEMENTS.items()
    )


def _inbox(state: State) -> Iterator[Entry]:
    """What the last night brought: the entries of the move that ended the day before; none on the first day."""
    return (entry for entry in state.log if entry.move == state.night)


def _ageing(accounts: tuple[AccountView, ...]) -> tuple[Bucket, ...]:
    labels = [label for _, label in _BUCKETS] + [_OLDEST]
    sums = dict.fromkeys(labels, (0, 0))
    for account in accounts:
        if account.receivable_cents:
            label = next((label for days, label in _BUCKETS if account.age_days <= days), _OLDEST)
            count, cents = sums[label]
            sums[label] = (count + 1, cents + account.receivable_cents)
    return tuple(Bucket(label, *sums[label]) for label in labels)


def view_account(state: State, account_id: str) -> AccountView:
    """One account as the learner sees it."""
    account, encounter = state.accounts[account_id], state.encounter(account_id)
    open_cents = account.open_cents(encounter)
    person = encounter.patient
    return AccountView(
        account.id,
        _full_name(encounter),
        person.born_on,
        person.sex,
        encounter.on,
        encounter.arrives_on,
        f"Dr. {encounter.doctor.name.last}",
        encounter.chart,
        encounter.note,
        tuple(_card(card) for card in encounter.cards),
        tuple(("ABCD"[place], *each) for place, each in enumerate(encounter.diagnoses)),
        _lines(account, encounter),
        tuple(_items(account, encounter)),
        account.stage,
        words.STAGES[account.stage],
        account.stage in _TURNS and not state.is_closed,
        account.waiting.asked if account.waiting else None,
        account.waiting.on if account.waiting else None,
        _file_by(account, encounter),
        *_denied(account),
        _remittance(account.inbox) if account.inbox else None,
        tuple(_checks(account, encounter)),
        account.charge_cents(encounter),
        account.insurer_cents,
        account.patient_cents,
        account.contractual_cents,
        account.given_up_cents,
        open_cents,
        account.patient_open_cents,
        open_cents + account.patient_open_cents + account.misbilled_cents,
        (state.today - encounter.on).days,
        tuple(_move(state, move, label) for move, label in _moves(account, encounter)),
        account.insurer_before_cents,
        words.waits_words(encounter, account),
    )


def _denied(account: Account) -> tuple[tuple[str, ...], date | None, date | None]:
    """The parts of an open denial in words, its day, and the last day of an appeal."""
    denial = account.denial if account.denial_is_open else None
    if denial is None:
        return (), None, None
    last = last_appeal_day(denial.on, AGREEMENTS[denial.payer_id].contract)
    return tuple(words.part_words(part) for part in denial.parts), denial.on, last


def _file_by(account: Account, encounter: Encounter) -> date:
    return last_filing_day(encounter.on, encounter.card(account.fields[Item.PAYER]).contract)


def _full_name(encounter: Encounter) -> str:
    return f"{encounter.patient.name.first} {encounter.patient.name.last}"


def _card(card: Card) -> CardView:
    insured = f"{card.insured.name.first} {card.insured.name.last}"
    contract = card.contract
    days = contract.timely_days, contract.appeal_days
    return CardView(card.id, card.payer.name, card.member_id, insured, card.relationship, *days)


def _lines(account: Account, encounter: Encounter) -> tuple[LineView, ...]:
    return tuple(
        LineView(
            place + 1,
            line.code,
            line.modifiers,
            line.place_of_service,
            "".join("ABCD"[pointer] for pointer in line.pointers),
            line.charge_cents,
            place in account.lines,
        )
        for place, line in enumerate(service_lines(encounter, account.fields))
    )


def _items(account: Account, encounter: Encounter) -> Iterator[ItemView]:
    fields: Fields = account.fields
    for offer in encounter.offers:
        item, value = offer.item, fields[offer.item]
        values = choices(account, encounter, item)
        told = tuple(Choice(each, words.value_words(encounter, item, each)) for each in values)
        yield ItemView(item, words.ITEM_LABELS[item], value, words.value_words(encounter, item, value), told)


def _checks(account: Account, encounter: Encounter) -> Iterator[CheckView]:
    for check in account.checks:
        payer = encounter.card(check.card).payer.name
        yield CheckView(check.on, payer, words.eligibility(encounter, check))


def _remittance(answer: Remitted) -> RemittanceView:
    parts = tuple(PartView(words.part_words(part), part.cents, offered(part)) for part in answer.parts)
    return RemittanceView(answer.payment, answer.is_second, parts)


def _moves(account: Account, encounter: Encounter) -> Iterator[tuple[AccountMove, str]]:
    """Every kind of move that can have a meaning at this stage; fixes for each other value, appeals for each argument.

    A posting is offered with what the group codes propose.
    """
    name = account.id
    yield CheckCoverage(name), words.MOVES["check"]
    for offer in encounter.offers:
        for value in choices(account, encounter, offer.item):
            if value != account.fields[offer.item]:
                told = words.value_words(encounter, offer.item, value)
                yield Fix(name, offer.item, value), f"{words.ITEM_LABELS[offer.item]}: {told}"
    yield Submit(name), words.MOVES[words.sending(encounter, account)]
    if account.inbox:
        yield Post(name, tuple(offered(part) for part in account.inbox.parts)), words.MOVES["post"]
    if account.denial_is_open:
        for argument in Argument:
            yield Appeal(name, argument), words.ARGUMENTS[argument]
    for move in (BillSecondary(name), BillPatient(name), WriteOff(name), Call(name)):
        yield move, words.MOVES[move.kind]


def _move(state: State, move: AccountMove, label: str) -> MoveView:
    return MoveView(move, MINUTES[type(move)], label, refusal(state, move))
