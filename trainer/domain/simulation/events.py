"""What a move or a night changes, and how it changes the state. `apply` knows no rules."""

from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never

from trainer.domain.simulation.state import Account, Complaint, Entry, Loss, State


@dataclass(frozen=True, slots=True)
class AccountChanged:
    """The account as it is now. `text` says what happened, for the history; "" where there is nothing to say."""

    account: Account
    text: str = ""


@dataclass(frozen=True, slots=True)
class MinutesSpent:
    minutes: int


@dataclass(frozen=True, slots=True)
class DayBegan:
    day: date
    minutes: int


@dataclass(frozen=True, slots=True)
class Complained:
    complaint: Complaint


@dataclass(frozen=True, slots=True)
class Lost:
    loss: Loss


@dataclass(frozen=True, slots=True)
class MonthClosed:
    pass


Event = AccountChanged | MinutesSpent | DayBegan | Complained | Lost | MonthClosed


def apply(state: State, event: Event) -> State:
    """The state after the event; entries of the history carry the number of the move that is being made."""
    number = state.moves + 1
    match event:
        case AccountChanged(account, text):
            accounts = {**state.accounts, account.id: account}
            log = (*state.log, Entry(state.today, number, account.id, text)) if text else state.log
            return replace(state, accounts=accounts, log=log)
        case MinutesSpent(minutes):
            worked = state.minutes_worked + minutes
            return replace(state, minutes_left=state.minutes_left - minutes, minutes_worked=worked)
        case DayBegan(day, minutes):
            return replace(state, today=day, minutes_left=minutes, night=number)
        case Complained(complaint):
            return replace(state, complaints=(*state.complaints, complaint))
        case Lost(loss):
            return replace(state, losses=(*state.losses, loss))
        case MonthClosed():
            return replace(state, is_closed=True)
        case unreachable:
            assert_never(unreachable)
