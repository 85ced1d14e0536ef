"""Two biller bots: one knows the hidden troubles, one looks at nothing. They bound what a learner can reach."""

from collections.abc import Callable, Iterator
from datetime import date

from trainer.domain.simulation.deciding import play
from trainer.domain.simulation.making import start
from trainer.domain.simulation.moves import (
    Appeal,
    BillSecondary,
    Call,
    Disposition,
    EndDay,
    Fix,
    Move,
    Post,
    Submit,
    WriteOff,
)
from trainer.domain.simulation.opening import begin
from trainer.domain.simulation.payers import Part, right_fields
from trainer.domain.simulation.posting import proper
from trainer.domain.simulation.refusals import choices, is_silent, refusal
from trainer.domain.simulation.scenario import LAST_DAY, Scenario
from trainer.domain.simulation.state import Account, Stage, State
from trainer.domain.simulation.world import Encounter


def play_perfectly(scenario: Scenario, seed: int) -> tuple[Move, ...]:
    """The moves of a biller who sees everything, and takes first what is due first and then what is worth most."""
    return finish_perfectly(begin(start(scenario, seed)))


def finish_perfectly(state: State) -> tuple[Move, ...]:
    """The moves of that biller from this state to the end of the month."""
    return _finish(state, _right_moves)


def play_carelessly(scenario: Scenario, seed: int) -> tuple[Move, ...]:
    """The moves of a biller who sends every draft, posts what is offered, and follows nothing up."""
    return _finish(begin(start(scenario, seed)), _careless_moves)


def offered(part: Part) -> Disposition:
    """What a posting screen proposes by the group code alone: PR to the patient, everything else written off."""
    return Disposition.PATIENT if part.codes[0].startswith("PR") else Disposition.WRITE_OFF


def _finish(state: State, choose: Callable[[State], Iterator[Move]]) -> tuple[Move, ...]:
    moves: list[Move] = []
    while not state.is_closed:
        move = next((move for move in choose(state) if not refusal(state, move)), EndDay())
        state = play(state, move)
        moves.append(move)
    return tuple(moves)


def _right_moves(state: State) -> Iterator[Move]:
    def urgency(account: Account) -> tuple[object, ...]:
        is_dated = account.stage in (Stage.DRAFT, Stage.OPEN, Stage.WAITING)
        return (account.cure.by if is_dated else LAST_DAY, -account.open_cents(state.encounter(account.id)))

    for account in sorted(state.accounts.values(), key=urgency):
        yield from _right_move(account, state.encounter(account.id), state.today)


def _right_move(account: Account, encounter: Encounter, today: date) -> Iterator[Move]:
    """The next thing to do for the account, if it is the biller's turn."""
    match account.stage:
        case Stage.DRAFT:
            yield _send(account, encounter) if account.cure.worth(today) else WriteOff(account.id)
        case Stage.WAITING if is_silent(account):
            yield Call(account.id)
        case Stage.ANSWERED if account.inbox:
            answer = account.inbox
            yield Post(account.id, tuple(proper(part, answer, encounter) for part in answer.parts))
        case Stage.OPEN:
            yield _follow_up(account, encounter, today)
        case _:
            return


def _follow_up(account: Account, encounter: Encounter, today: date) -> Move:
    if account.lines:
        if not account.cure.worth(today):
            return WriteOff(account.id)
        return Appeal(account.id, account.cure.argument) if account.cure.argument else _send(account, encounter)
    return BillSecondary(account.id)


def _send(account: Account, encounter: Encounter) -> Move:
    """The first item that is not right, the insurance before its number; with none the claim goes out."""
    for item, value in (right_fields(encounter) or {}).items():
        if account.fields[item] != value and value in choices(account, encounter, item):
            return Fix(account.id, item, value)
    return Submit(account.id)


def _careless_moves(state: State) -> Iterator[Move]:
    for account in state.accounts.values():
        if account.stage is Stage.DRAFT and not account.sent_count:
            yield Submit(account.id)
        if account.inbox:
            yield Post(account.id, tuple(offered(part) for part in account.inbox.parts))
