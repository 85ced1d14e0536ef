"""A month in the practice: begun, played move by move, resumed, closed with its report, and nobody else's."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select, update

from tests.support.clock import START
from tests.support.months import SEED, account, as_head, day, move, play, play_at_once, start
from trainer.db.models.billing import PracticeMonth, PracticeMove
from trainer.domain.kernel.errors import Conflict, NotFound, Refused
from trainer.domain.simulation.bots import play_carelessly, play_perfectly
from trainer.domain.simulation.closing import close
from trainer.domain.simulation.deciding import replay
from trainer.domain.simulation.moves import BillPatient, CheckCoverage, EndDay, Fix, Post, Submit, WriteOff
from trainer.domain.simulation.scenario import FIRST_DAY, SCENARIOS, SIMULATION_VERSION, WORKING_DAYS, Scenario
from trainer.domain.simulation.state import LossKind, Stage, State
from trainer.domain.simulation.world import Item, Turn
from trainer.services import month_pages, month_records, month_reports, months
from trainer.services.month_pages import Pile, WorkOrder
from trainer.services.month_records import MonthState, RulesChanged
from trainer.services.months import MAX_OPEN, MAX_SEED, NewMonth

DAYS = len(WORKING_DAYS)


def head(learner, number):
    with learner.reading() as scope:
        return month_records.get_month(scope, number)


def report(learner, number):
    with learner.reading() as scope:
        return month_reports.get_report(scope, number)


def listed(learner, page=1):
    with learner.reading() as scope:
        return month_pages.list_months(scope, page)


def begin(learner, new):
    with learner.writing() as scope:
        return months.start_month(scope, new)


def restart(learner, number):
    with learner.writing() as scope:
        return months.restart_month(scope, number)


def abandon(learner, number):
    with learner.writing() as scope:
        months.abandon_month(scope, number)


def age_rules(learner, number):
    """As if the month had been begun under the rules of an older version."""
    with learner.writing() as scope:
        scope.session.execute(
            update(PracticeMonth).where(PracticeMonth.number == number).values(engine_version=SIMULATION_VERSION - 1)
        )


def stored_moves(learner):
    with learner.reading() as scope:
        return scope.session.execute(select(func.count()).select_from(PracticeMove)).scalar_one()


@pytest.fixture
def careless(learner):
    """A month that was played carelessly to its end."""
    number = start(learner, "normal")
    play_at_once(learner, number, play_carelessly(Scenario.NORMAL, SCENARIOS[Scenario.NORMAL].seed))
    return number


@pytest.mark.parametrize("scenario", Scenario)
def test_a_level_begins_with_the_month_that_it_is_shipped_with(learner, scenario):
    number = start(learner, scenario.value)
    found = head(learner, number)
    assert (found.scenario, found.seed, found.engine_version) == (
        scenario,
        SCENARIOS[scenario].seed,
        SIMULATION_VERSION,
    )
    assert (found.state, found.move_count, found.started_at, found.moved_at) == (MonthState.IN_PROGRESS, 0, START, None)
    assert found.is_shipped
    page = day(learner, number)
    assert (page.view.day, page.view.minutes_left) == (FIRST_DAY, SCENARIOS[scenario].minutes)
    assert [row.account.id for row in page.rows] == ["A01", "A02", "A03", "A04", "A05", "A06", "E01", "E02"]


def test_a_month_in_which_nothing_was_done_yet_is_taken_again(learner, other):
    number = start(learner)
    assert start(learner) == number
    assert start(learner, seed=4711) != number
    assert start(learner, "hard") != number
    assert start(other) == 1
    move(learner, number, EndDay())
    assert start(learner) != number


def test_a_drawn_month_is_the_same_for_a_form_that_is_sent_twice_and_another_for_the_next_form(learner):
    first = begin(learner, NewMonth("easy", is_drawn=True, request_id="one"))
    assert begin(learner, NewMonth("easy", is_drawn=True, request_id="one")) == first
    second = begin(learner, NewMonth("easy", is_drawn=True, request_id="two"))
    third = begin(learner, NewMonth("easy", is_drawn=True))
    seeds = {head(learner, number).seed for number in (first, second, third)}
    assert len(seeds) == 3
    assert all(1 <= seed <= MAX_SEED for seed in seeds)
    assert not head(learner, first).is_shipped


@pytest.mark.parametrize(
    ("new", "field"),
    [(NewMonth("brutal"), "scenario"), (NewMonth("easy", 0), "seed"), (NewMonth("easy", MAX_SEED + 1), "seed")],
)
def test_a_level_and_a_number_that_there_are_not_are_refused(learner, new, field):
    with pytest.raises(Refused) as refused:
        begin(learner, new)
    assert refused.value.field == field
    assert listed(learner).open == ()


def test_so_many_months_can_be_open_and_no_more(learner):
    numbers = [start(learner, seed=seed) for seed in range(1, MAX_OPEN + 1)]
    with pytest.raises(Refused):
        start(learner, seed=MAX_OPEN + 1)
    assert [each.head.number for each in listed(learner).open] == numbers[::-1]
    abandon(learner, numbers[0])
    assert start(learner, seed=MAX_OPEN + 1)


def test_moves_are_kept_one_by_one_and_the_month_goes_on_where_it_was_left(learner, clock):
    number = start(learner)
    moves = play_perfectly(Scenario.EASY, SEED)[:30]
    play(learner, number, moves[:29])
    clock.advance(days=3)
    assert move(learner, number, moves[29], 29) is MonthState.IN_PROGRESS
    found = head(learner, number)
    assert (found.move_count, found.moved_at) == (30, START.replace(day=5))
    assert stored_moves(learner) == 30
    state = replay(Scenario.EASY, SEED, moves)
    page = day(learner, number)
    assert (page.view.day, page.view.minutes_left) == (state.today, state.minutes_left)
    assert page.view.moves_made == 30


@pytest.mark.parametrize("scenario", Scenario)
def test_a_month_played_rightly_closes_with_nothing_left_on_the_table(learner, scenario):
    number = start(learner, scenario.value)
    moves = play_perfectly(scenario, SCENARIOS[scenario].seed)
    play_at_once(learner, number, moves[:-1])
    assert report(learner, number) is None
    assert move(learner, number, moves[-1]) is MonthState.CLOSED
    found = head(learner, number)
    assert (found.state, found.move_count, found.ended_at) == (MonthState.CLOSED, len(moves), START)
    page = report(learner, number)
    assert page.stored.report == close(replay(scenario, found.seed, moves))
    assert (page.stored.report.left_cents, page.groups, page.stored.secured_percent) == (0, (), 100)
    assert page.stored.secured_cents == page.stored.report.entitled_cents
    levels = list(Scenario)
    expected = levels[min(levels.index(scenario) + 1, 2)]
    assert (page.suggestion.scenario, page.suggestion.focus) == (expected, None)
    assert page.suggestion.is_same is (scenario is Scenario.HARD)


def test_losses_are_grouped_by_kind_with_patient_and_sum_to_what_was_left(learner, careless):
    page = report(learner, careless)
    found = page.stored.report
    assert found.left_cents > 0
    assert sum(group.cents for group in page.groups) == found.left_cents
    assert [group.cents for group in page.groups] == sorted((group.cents for group in page.groups), reverse=True)
    for group in page.groups:
        assert sum(loss.cents for loss in group.losses) == group.cents
        assert {loss.kind for loss in group.losses} == {group.kind}
        assert all(page.stored.patients[loss.encounter] for loss in group.losses)
    assert {group.kind for group in page.groups} == set(LossKind)
    assert page.suggestion == month_reports.Suggestion(Scenario.NORMAL, is_same=True, focus=page.groups[0].kind)
    assert page.stored.secured_cents + found.left_cents == found.entitled_cents


def test_a_share_of_nearly_all_is_not_called_all(learner, careless):
    stored = report(learner, careless).stored
    nearly = replace(stored, report=replace(stored.report, left_cents=1, entitled_cents=500_000))
    assert nearly.secured_percent == 99
    assert replace(stored, report=replace(stored.report, left_cents=0, entitled_cents=0)).secured_percent == 0


def test_a_closed_month_shows_its_losses_on_the_accounts_and_an_open_one_none(learner, careless):
    losses = report(learner, careless).stored.report.losses
    page = account(learner, careless, losses[0].encounter)
    assert page.losses == tuple(loss for loss in losses if loss.encounter == losses[0].encounter)
    assert page.view.is_closed
    number = start(learner, "normal")
    move(learner, number, WriteOff("A01"))
    assert account(learner, number, "A01").losses == ()


def test_a_move_on_an_older_count_is_a_conflict_and_changes_nothing(learner):
    number = start(learner)
    move(learner, number, CheckCoverage("E01"), 0)
    for count in (0, 2, -1):
        with pytest.raises(Conflict) as conflict:
            move(learner, number, Submit("E01"), count)
        assert conflict.value.what == months.PLAYED_ELSEWHERE
    assert (head(learner, number).move_count, stored_moves(learner)) == (1, 1)


def test_the_same_form_sent_twice_makes_one_move(learner):
    number = start(learner)
    assert move(learner, number, EndDay(), 0) is MonthState.IN_PROGRESS
    assert move(learner, number, EndDay(), 0) is MonthState.IN_PROGRESS
    assert (head(learner, number).move_count, stored_moves(learner)) == (1, 1)
    for count in range(1, DAYS - 1):
        move(learner, number, EndDay(), count)
    assert move(learner, number, EndDay(), DAYS - 1) is MonthState.CLOSED
    assert move(learner, number, EndDay(), DAYS - 1) is MonthState.CLOSED
    assert stored_moves(learner) == DAYS


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (Submit("A03"), "The claim is with the payer. Call if no answer comes."),
        (Submit("E30"), "There is no such account."),
        (Submit("nobody"), "There is no such account."),
        (Fix("E01", Item.PLACE, "99"), "This value cannot be chosen here."),
        (Post("E01", ()), "There is no remittance to post."),
        (BillPatient("E01"), "Nothing is open with a payer on this account that is yours to move."),
    ],
)
def test_a_refused_move_tells_why_and_changes_nothing(learner, made, reason):
    number = start(learner)
    with pytest.raises(Refused) as refused:
        move(learner, number, made)
    assert refused.value.reason == reason
    assert (head(learner, number).move_count, stored_moves(learner)) == (0, 0)


def test_a_month_that_has_ended_takes_no_move(learner, careless):
    with pytest.raises(Refused) as refused:
        move(learner, careless, CheckCoverage("E01"))
    assert refused.value.reason == "The month is closed."
    number = start(learner)
    abandon(learner, number)
    with pytest.raises(Refused) as refused:
        move(learner, number, EndDay())
    assert "given up" in refused.value.reason


def test_what_another_learner_has_is_not_there(learner, other):
    number = start(learner)
    with other.writing() as scope:
        for use in (
            lambda: month_records.get_month(scope, number),
            lambda: month_pages.get_day(scope, number),
            lambda: month_pages.get_account(scope, number, "E01"),
            lambda: month_reports.get_report(scope, number),
            lambda: months.make_move(scope, number, EndDay(), 0),
            lambda: months.abandon_month(scope, number),
            lambda: months.restart_month(scope, number),
        ):
            with pytest.raises(NotFound):
                use()
    assert head(learner, number).state is MonthState.IN_PROGRESS


def test_an_account_is_there_when_it_has_come(learner):
    number = start(learner)
    with pytest.raises(NotFound):
        account(learner, number, "E03")
    move(learner, number, EndDay())
    assert account(learner, number, "E03").row.account.arrived_on == WORKING_DAYS[1]


def test_a_month_of_other_rules_cannot_be_played_on_but_begun_again(learner):
    number = start(learner)
    move(learner, number, EndDay())
    age_rules(learner, number)
    for use in (lambda: day(learner, number), lambda: account(learner, number, "E01")):
        with pytest.raises(RulesChanged):
            use()
    with pytest.raises(RulesChanged):
        move(learner, number, EndDay(), 1)
    (row,) = listed(learner).open
    assert (row.head.is_replayable, row.day, row.waiting) == (False, None, 0)
    again = restart(learner, number)
    assert (head(learner, again).engine_version, head(learner, number).state) == (
        SIMULATION_VERSION,
        MonthState.ABANDONED,
    )


def test_a_closed_month_of_other_rules_shows_its_report_as_it_was_stored(learner, careless):
    before = report(learner, careless)
    age_rules(learner, careless)
    after = report(learner, careless)
    assert after.stored == before.stored
    assert not after.head.is_replayable
    (past,) = listed(learner).past
    assert past.stored == before.stored


def test_a_month_started_again_is_a_new_one_and_the_open_one_is_given_up(learner, careless):
    number = start(learner, seed=4711)
    move(learner, number, EndDay())
    again = restart(learner, number)
    assert again != number
    assert (head(learner, again).scenario, head(learner, again).seed) == (Scenario.EASY, 4711)
    assert head(learner, again).move_count == 0
    assert head(learner, number).state is MonthState.ABANDONED
    assert restart(learner, number) == again
    fresh = restart(learner, careless)
    assert head(learner, careless).state is MonthState.CLOSED
    assert head(learner, fresh).scenario is Scenario.NORMAL


def test_a_month_that_is_given_up_stays_so_and_is_listed_without_a_report(learner, clock):
    number = start(learner)
    move(learner, number, EndDay())
    abandon(learner, number)
    clock.advance(days=1)
    abandon(learner, number)
    assert (head(learner, number).ended_at, stored_moves(learner)) == (START, 1)
    (past,) = listed(learner).past
    assert (past.head.number, past.stored) == (number, None)
    assert report(learner, number) is None


def test_the_list_tells_where_each_month_stands(learner):
    number = start(learner)
    play_at_once(learner, number, play_perfectly(Scenario.EASY, SEED)[:40])
    (row,) = listed(learner).open
    page = day(learner, number)
    accounts = [each.account for each in page.rows]
    assert (row.day, row.working_day, row.waiting) == (page.view.day, page.view.working_day, len(page.view.work))
    assert row.collected_cents == page.money.insurers_cents + page.money.patients_cents
    assert row.receivable_cents == sum(each.receivable_cents for each in accounts)


def test_months_that_have_ended_are_listed_page_by_page_the_last_first(learner, clock):
    numbers = []
    for seed in range(1, month_pages.PAST_ON_A_PAGE + 3):
        numbers.append(start(learner, seed=seed))
        clock.advance(minutes=1)
        abandon(learner, numbers[-1])
    first, second = listed(learner), listed(learner, 2)
    assert (first.pages, second.page) == (2, 2)
    assert [past.head.number for past in (*first.past, *second.past)] == numbers[::-1]
    assert listed(learner, 9) == second
    assert listed(learner, 0) == first


def test_news_are_what_the_night_brought_and_nothing_that_was_done_since(learner):
    number = start(learner, "normal")
    move(learner, number, CheckCoverage("E01"))
    assert day(learner, number).view.inbox == ()
    move(learner, number, Submit("E01"))
    move(learner, number, EndDay())
    news = day(learner, number).view.inbox
    assert [entry.encounter for entry in news if entry.text.startswith("New")] == ["E03", "E04"]
    move(learner, number, CheckCoverage("E03"))
    assert day(learner, number).view.inbox == news
    page = account(learner, number, "E03")
    assert [entry.text.startswith("Asked") for entry in page.history] == [False, True]
    assert page.done == page.history[1:]


def test_the_accounts_lie_in_the_order_that_was_asked_for(learner):
    number = start(learner)
    play_at_once(learner, number, play_carelessly(Scenario.EASY, SEED)[:30])

    def rows(order):
        with learner.reading() as scope:
            return month_pages.get_day(scope, number, order).rows

    by_arrival = rows(WorkOrder.ARRIVAL)
    assert [row.account.id for row in by_arrival] == sorted(row.account.id for row in by_arrival)
    due = [row.due_on for row in rows(WorkOrder.DEADLINE)]
    dated = [each for each in due if each]
    assert due == sorted(dated) + [None] * (len(due) - len(dated))
    owed = [row.account.receivable_cents for row in rows(WorkOrder.AMOUNT)]
    assert owed == sorted(owed, reverse=True)
    ages = [row.account.age_days for row in rows(WorkOrder.AGE)]
    assert ages == sorted(ages, reverse=True)
    names = [row.account.patient.split()[::-1] for row in rows(WorkOrder.NAME)]
    assert names == sorted(names)


def test_deadlines_are_those_of_what_can_be_done(learner):
    rows = {row.account.id: row for row in day(learner, start(learner)).rows}
    denied, draft, waiting = rows["A01"], rows["E01"], rows["A03"]
    assert (denied.is_appeal, denied.due_on) == (True, denied.account.appeal_by)
    assert (draft.is_appeal, draft.due_on) == (False, draft.account.file_by)
    assert (waiting.due_on, waiting.pile) == (None, Pile.PAYERS)


def test_the_next_account_is_the_next_of_the_learners_turn(learner):
    number = start(learner)
    mine = [row.account.id for row in day(learner, number).rows if row.pile is Pile.MINE]
    following = {name: account(learner, number, name).following.id for name in mine}
    assert following == dict(zip(mine, mine[1:] + mine[:1], strict=True))
    assert account(learner, number, "A02").following.id == "A05"


@pytest.mark.parametrize("bot", [play_perfectly, play_carelessly])
def test_every_account_lies_on_one_pile_and_the_books_add_up_on_every_day(bot):
    for scenario in Scenario:
        moves = bot(scenario, SCENARIOS[scenario].seed)
        for place in range(0, len(moves), 9):
            state = replay(scenario, SCENARIOS[scenario].seed, moves[:place])
            page = month_pages.make_day(as_head(scenario), state, WorkOrder.ARRIVAL)
            accounts = [row.account for row in page.rows]
            assert {row.account.id for row in page.rows if row.pile is Pile.MINE} == set(page.view.work)
            money = page.money
            assert money.payers_owe_cents + money.patients_owe_cents == sum(each.cents for each in page.view.ageing)
            contractual = sum(each.contractual_cents for each in accounts)
            before = sum(each.insurers_before_cents for each in accounts)
            came = before + money.insurers_cents + money.patients_cents
            gone = contractual + money.given_up_cents
            assert came + gone + money.payers_owe_cents + money.patients_owe_cents == sum(
                each.charge_cents for each in accounts
            )


def with_other_secrets(state: State) -> State:
    """The same desk with other hidden truths: what is right, whose turn a card's payer has, what comes when.

    Whose turn it is stays where a payer has paid: there the page may refuse to bill a plan that had ended.
    """
    encounters = {}
    for name, each in state.world.encounters.items():
        cards = tuple(replace(card, turn=Turn.FIRST if card is each.cards[-1] else Turn.NEVER) for card in each.cards)
        if name in state.accounts and state.accounts[name].first_payment:
            cards = each.cards
        offers = tuple(replace(offer, right=frozenset(offer.values)) for offer in each.offers)
        draws = replace(each.draws, answers=(1,), appeal=1, pays_after=None, complains_after=1)
        encounters[name] = replace(
            each, cards=cards, offers=offers, draws=draws, troubles=frozenset(), payer_error=None, duplicate_of=""
        )
    accounts = {
        name: replace(
            each, cure=replace(each.cure, cents=1, argument=None), kept_worth=7, is_copy=False, was_clean=None
        )
        for name, each in state.accounts.items()
    }
    return replace(state, world=replace(state.world, encounters=encounters), accounts=accounts, losses=())


@pytest.mark.parametrize("scenario", Scenario)
def test_pages_of_an_open_month_are_the_same_whatever_is_hidden(scenario):
    """Coverage answers are left out: they tell, when asked, what the payer knows."""
    moves = play_carelessly(scenario, SCENARIOS[scenario].seed)
    for place in range(0, len(moves), 15):
        state = replay(scenario, SCENARIOS[scenario].seed, moves[:place])
        if state.is_closed:
            break
        other = with_other_secrets(state)
        page = month_pages.make_day(as_head(scenario), state, WorkOrder.DEADLINE)
        assert page == month_pages.make_day(as_head(scenario), other, WorkOrder.DEADLINE)
        for name in state.accounts:
            shown = month_pages.make_account(as_head(scenario), state, name, WorkOrder.ARRIVAL)
            assert shown == month_pages.make_account(as_head(scenario), other, name, WorkOrder.ARRIVAL)
            assert shown.losses == ()
        assert any(each.stage is not Stage.DRAFT for each in state.accounts.values())


def test_a_report_as_it_was_stored_first_can_still_be_read():
    """Never changed: whoever adds a field to the report gives it a default, so that old reports are shown."""
    figure = '{"part":%d,"whole":%d,"definition":"Counted."}'
    stored = (
        '{"report":{"clean_claims":' + figure % (13, 30) + ',"days_in_receivables":' + figure % (600, 50) + ","
        '"net_collection":' + figure % (1, 2) + ',"denials_overturned":' + figure % (0, 0) + ',"left_cents":2600,'
        '"losses":[{"cents":2600,"on":"2026-04-30","encounter":"A06","move":0,"kind":"left lying","done":"Kept.",'
        '"right":"Bill it."}],"complaints":[{"on":"2026-04-13","encounter":"E01","move":24,"cents":15000}],'
        '"charges_cents":658000,"insurers_cents":111006,"patients_cents":17550,"receivables_cents":276200,'
        '"entitled_cents":5200,"rework":' + figure % (88, 380) + '},"patients":{"A06":"Ada Quill","E01":"Bo Quill"}}'
    )
    found = month_reports.read_report(stored)
    assert (found.secured_cents, found.secured_percent) == (2600, 50)
    assert found.report.losses[0].kind is LossKind.LEFT
    assert found.patients["A06"] == "Ada Quill"
