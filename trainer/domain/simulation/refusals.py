"""Why a move is not possible now; asked before every move, and by the page that offers them."""

from typing import assert_never

from trainer.domain.simulation.moves import (
    MINUTES,
    Appeal,
    BillPatient,
    BillSecondary,
    Call,
    CheckCoverage,
    EndDay,
    Fix,
    Move,
    Post,
    Submit,
    WriteOff,
)
from trainer.domain.simulation.payers import PartKind, Silent
from trainer.domain.simulation.state import Account, Stage, State
from trainer.domain.simulation.words import SAID
from trainer.domain.simulation.world import Encounter, Item

_FIRST_LINE = (Item.CODE, Item.MODIFIERS)


def refusal(state: State, move: Move) -> str:
    """The reason in words; "" where the move is possible."""
    if state.is_closed:
        return SAID["closed"]
    if isinstance(move, EndDay):
        return ""
    account = state.accounts.get(move.encounter)
    if account is None:
        return SAID["unknown"]
    if reason := _of_account(account, state.encounter(account.id), move):
        return reason
    return SAID["minutes"] if MINUTES[type(move)] > state.minutes_left else ""


def _of_account(account: Account, encounter: Encounter, move: Move) -> str:
    match move:
        case CheckCoverage():
            return SAID["settled"] if account.stage is Stage.SETTLED else ""
        case Fix():
            return _of_fix(account, encounter, move)
        case Submit():
            return _of_submit(account)
        case Post():
            return _of_post(account, move)
        case Appeal():
            return _of_appeal(account)
        case BillSecondary():
            return _of_secondary(account, encounter)
        case BillPatient():
            return "" if account.stage is Stage.OPEN else SAID["nothing open"]
        case WriteOff():
            return "" if account.stage in (Stage.OPEN, Stage.DRAFT) else SAID["nothing open"]
        case Call():
            return "" if account.stage is Stage.WAITING or account.denial_is_open else SAID["nobody to call"]
        case EndDay():  # pragma: no cover
            return ""
        case unreachable:
            assert_never(unreachable)


def is_editable(account: Account) -> bool:
    """A draft, or a denied claim with lines that are still open."""
    return account.stage is Stage.DRAFT or (account.stage is Stage.OPEN and bool(account.lines))


def choices(account: Account, encounter: Encounter, item: Item) -> tuple[str, ...]:
    """The values that can be chosen for an item now; empty where it is not offered or its line is settled."""
    offer = encounter.offer(item)
    if offer is None or not is_editable(account):
        return ()
    if item is Item.MEMBER_ID:
        return encounter.card(account.fields[Item.PAYER]).ids
    if item in _FIRST_LINE and 0 not in account.lines:
        return ()
    if item is Item.POINTER and len(encounter.lines) - 1 not in account.lines:
        return ()
    return offer.values


def _of_fix(account: Account, encounter: Encounter, move: Fix) -> str:
    if not is_editable(account):
        return SAID["not editable"]
    if move.value not in choices(account, encounter, move.item):
        return SAID["not offered"]
    return SAID["same value"] if account.fields[move.item] == move.value else ""


def _of_submit(account: Account) -> str:
    if account.stage is Stage.WAITING:
        return SAID["with payer"]
    return "" if is_editable(account) else SAID["not editable"]


def _of_post(account: Account, move: Post) -> str:
    if account.inbox is None:
        return SAID["posted" if account.is_posted else "nothing to post"]
    return "" if len(move.decisions) == len(account.inbox.parts) else SAID["one decision each"]


def _of_appeal(account: Account) -> str:
    if not account.denial_is_open:
        return SAID["not denied"]
    return SAID["appealed"] if account.denial and account.denial.is_appealed else ""


def _of_secondary(account: Account, encounter: Encounter) -> str:
    if len(encounter.cards) == 1 or account.first_payment is None:
        return SAID["no second"]
    if account.is_second_done or account.stage is not Stage.OPEN or account.lines:
        return SAID["not second"]
    if not any(part.kind is PartKind.SHARE for part in account.parts):
        return SAID["not second"]
    return "" if encounter.second else SAID["ended"]


def is_silent(account: Account) -> bool:
    """Whether the payer does not have the claim that the books say was sent."""
    return account.waiting is not None and isinstance(account.waiting.answer, Silent)
