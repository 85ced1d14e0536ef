"""Months in the practice for tests: played by bots through the services, and moves as the forms that ask for them."""

from collections.abc import Iterable

from tests.support.clock import START
from tests.support.people import Learner
from trainer.domain.simulation.moves import Appeal, EndDay, Fix, Move, Post
from trainer.domain.simulation.scenario import SCENARIOS, SIMULATION_VERSION, WORKING_DAYS, Scenario
from trainer.services import month_pages, month_records, months
from trainer.services.month_records import MonthState
from trainer.services.months import NewMonth

SEED = SCENARIOS[Scenario.EASY].seed


def start(learner: Learner, scenario: str = "easy", seed: int | None = None) -> int:
    """The number of a new month."""
    with learner.writing() as scope:
        return months.start_month(scope, NewMonth(scenario, seed))


def move(learner: Learner, number: int, made: Move, base_count: int | None = None) -> MonthState:
    """Makes one move, on the count as it is unless another is given."""
    with learner.writing() as scope:
        count = month_records.get_month(scope, number).move_count if base_count is None else base_count
        return months.make_move(scope, number, made, count)


def play(learner: Learner, number: int, moves: Iterable[Move]) -> None:
    """Makes these moves one after the other, each in a transaction of its own."""
    for place, made in enumerate(moves):
        move(learner, number, made, place)


def play_at_once(learner: Learner, number: int, moves: Iterable[Move], count: int = 0) -> None:
    """Makes these moves in one transaction, after `count` others: the same course, for less time."""
    with learner.writing() as scope:
        for place, made in enumerate(moves, count):
            months.make_move(scope, number, made, place)


def day(learner: Learner, number: int) -> month_pages.DayPage:
    with learner.reading() as scope:
        return month_pages.get_day(scope, number)


def account(learner: Learner, number: int, account_id: str) -> month_pages.AccountPage:
    with learner.reading() as scope:
        return month_pages.get_account(scope, number, account_id)


def as_form(made: Move, base_count: int) -> dict[str, str]:
    """The fields of the form that asks for this move."""
    form = {"kind": made.kind, "base_count": str(base_count)}
    if not isinstance(made, EndDay):
        form["account"] = made.encounter
    match made:
        case Fix(_, item, value):
            return form | {"item": item.value, "value": value}
        case Post(_, decisions):
            return form | {f"decision.{place}": each.value for place, each in enumerate(decisions, 1)}
        case Appeal(_, argument):
            return form | {"argument": argument.value}
        case _:
            return form


def as_head(scenario: Scenario) -> month_records.MonthHead:
    """The head of an open month that is not stored anywhere."""
    seed = SCENARIOS[scenario].seed
    counted = (MonthState.IN_PROGRESS, 0, START, None, None)
    return month_records.MonthHead(1, scenario, seed, SIMULATION_VERSION, *counted)


def a_month(learner: Learner) -> dict[str, object]:
    """The address of a month that was just begun."""
    return {"number": start(learner)}


def an_account(learner: Learner) -> dict[str, object]:
    return a_month(learner) | {"account": "E01"}


def a_closed_month(learner: Learner) -> dict[str, object]:
    """Nothing was done in it."""
    number = start(learner)
    play_at_once(learner, number, [EndDay()] * len(WORKING_DAYS))
    return {"number": number}
