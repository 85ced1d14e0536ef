"""The pages of a month in the practice: choose, work at the desk and on accounts, read the closing report."""

import re
from fractions import Fraction
from html import unescape

import pytest
from sqlalchemy import update

from tests.support.browser import Browser
from tests.support.html import Page
from tests.support.months import SEED, account, as_form, day, move, play_at_once, start
from tests.support.people import sign_up
from tests.web.test_query_counts import counted
from trainer.config import resource_folder
from trainer.db.models.billing import PracticeMonth
from trainer.domain.kernel.errors import Refused
from trainer.domain.simulation.bots import play_carelessly, play_perfectly
from trainer.domain.simulation.closing import Figure
from trainer.domain.simulation.deciding import replay
from trainer.domain.simulation.moves import (
    MINUTES,
    Appeal,
    BillPatient,
    BillSecondary,
    Call,
    CheckCoverage,
    EndDay,
    Fix,
    Post,
    Submit,
    WriteOff,
)
from trainer.domain.simulation.scenario import FIRST_DAY, SCENARIOS, SIMULATION_VERSION, Scenario, Trouble
from trainer.domain.simulation.state import Stage
from trainer.domain.simulation.words import ARGUMENTS, day_words, dollars
from trainer.domain.simulation.world import Argument, Item
from trainer.services.month_pages import WorkOrder, get_day
from trainer.services.month_reports import get_report
from trainer.web.months import forms, pages, words

MONTHS = "/billing/months"
MOST_FOR_A_DESK = 5
MOST_FOR_A_MOVE = 7
NOT_TOLD = tuple(each.value for each in Trouble if each not in (Trouble.NONE, Trouble.DEDUCTIBLE, Trouble.SECOND_PAYER))
"""Names of troubles. The others are plain words of every answer of a payer."""
TOLD_BY_PAYERS = re.compile(r"coverage ended( on \w+ \d+ \w+)?[.)]?")
"""A payer tells it when it is asked, and with the denial PR-27."""


def number_of(address):
    return int(address.rpartition("/")[2])


def act(browser, address, made, count, **fields):
    return browser.post(f"{address}/moves", as_form(made, count) | fields)


@pytest.fixture
def easy(browser):
    """The address of an easy month, just begun."""
    return browser.post(MONTHS, {"scenario": "easy"}).headers["Location"]


def age_rules(scopes):
    with scopes.writing() as scope:
        scope.session.execute(update(PracticeMonth).values(engine_version=SIMULATION_VERSION - 1))


def test_the_first_visit_teaches_and_offers_three_levels(browser):
    page = browser.page(MONTHS)
    assert "No month closed yet. A month has 22 working days" in page.text
    for scenario, minutes in (("easy", 180), ("normal", 100), ("hard", 55)):
        assert f"{minutes} minutes a day" in page.text
        assert f"Start the {scenario} month" in page.text
    assert "Choose a month" in page.text
    assert MONTHS in browser.page("/billing").links


def test_a_month_that_is_begun_is_gone_on_with_from_the_list(browser, ann, easy):
    act(browser, easy, EndDay(), 0)
    page = browser.page(MONTHS)
    assert "Thu 2 Apr, day 2 of 22 · 7 accounts wait for you" in page.text
    owed = sum(row.account.receivable_cents for row in day(ann, number_of(easy)).rows)
    assert f"$0.00 came in, {dollars(owed)} is owed" in page.text
    assert easy in page.links


@pytest.mark.parametrize("typed", ["0", "1000000", "12.5", "-3", "seven", "٣", "99999999999"])
def test_a_number_that_no_month_has_is_told_and_kept(browser, typed):
    response = browser.post(MONTHS, {"scenario": "hard", "other": "yes", "seed": typed})
    assert response.status_code == 422
    page = Page(response.text)
    assert "from 1 to 999,999" in page.text
    assert page.named("seed")[0]["value"] == typed
    assert page.named("seed")[0]["aria-invalid"] == "true"
    assert page.chosen == ["hard"]
    assert "In progress" not in browser.page(MONTHS).text


def test_a_month_by_its_number_a_drawn_one_and_an_unknown_level(browser):
    address = browser.post(MONTHS, {"scenario": "hard", "other": "yes", "seed": " 4,711 "}).headers["Location"]
    assert "Hard, month 4,711 · day 1 of 22" in browser.page(address).text
    drawn = {"scenario": "easy", "other": "yes", "seed": "", "request_id": "one"}
    address = browser.post(MONTHS, drawn).headers["Location"]
    assert browser.post(MONTHS, drawn).headers["Location"] == address
    response = browser.post(MONTHS, {"scenario": "brutal"})
    assert response.status_code == 422
    assert "Choose a level: easy, normal or hard." in response.text


def test_the_desk_tells_the_day_the_minutes_the_work_and_the_books(browser, ann, easy):
    page = browser.page(easy)
    rows = {row.account.id: row.account for row in day(ann, number_of(easy)).rows}
    for told in (
        "Wednesday, 1 April",
        "Easy · day 1 of 22",
        "180 of 180 minutes left",
        f"Take the first: {rows['A01'].patient}",
        "Your turn 5",
        "With payers 3",
        "All 8",
        "Denied · CO-197 on line 1: authorization missing",
        "appeal by Wed 15 Apr, in 14 days",
        "Came in from payers $0.00",
        f"Payers owe {dollars(sum(each.open_cents for each in rows.values()))}",
        "Your first morning.",
        "File within 90 days of the service, appeal within 60 days of the denial.",
    ):
        assert told in page.text
    act(browser, easy, Submit("E01"), 0)
    act(browser, easy, EndDay(), 1)
    text = browser.page(easy).text
    assert "Thursday, 2 April" in text
    assert "New on the desk 2" in text
    assert "visit of Thu 2 Apr." in text


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("?show=payers", "Claim sent to Medicare"),
        ("?show=patients", "No patient owes anything."),
        ("?show=done", "No account is settled yet."),
        ("?show=all&order=name", "All 8"),
        ("?show=nonsense&order=nonsense", "Take the first:"),
    ],
)
def test_the_piles_are_shown_as_asked(browser, easy, asked, shown):
    assert shown in browser.page(easy + asked).text


@pytest.mark.parametrize("order", WorkOrder)
def test_the_first_account_to_take_is_that_of_the_order_asked_for(browser, ann, easy, order):
    with ann.reading() as scope:
        rows = get_day(scope, number_of(easy), order).rows
    first = next(row.account for row in rows if row.account.needs_work)
    page = browser.page(f"{easy}?order={order.value}")
    assert f"Take the first: {first.patient}" in page.text
    asked = "" if order is WorkOrder.ARRIVAL else f"?order={order.value}"
    assert f"{easy}/accounts/{first.id}{asked}" in page.links


def test_an_account_shows_its_papers_its_claim_and_what_can_be_done(browser, ann, easy):
    page = browser.page(f"{easy}/accounts/E01")
    found = account(ann, number_of(easy), "E01")
    shown = found.row.account
    for told in (
        "Face sheet",
        shown.patient,
        shown.chart,
        *(card.member_id for card in shown.cards),
        *(meaning for _, _, meaning in shown.diagnoses),
        *(f"{item.label} {item.words}" for item in shown.items),
        f"Charge {dollars(shown.charge_cents)}",
        "Send the claim 6 min",
        f"Ask {shown.items[0].words} about the coverage 8 min",
        "Nothing yet.",
        "There is no other insurance to bill, or the first has not answered.",
        f"Next: {found.following.patient}",
    ):
        assert told in page.text
    for item in shown.items:
        for choice in item.choices:
            if choice.value != item.value:
                assert f"{item.label}, change to {choice.words}" in page.text
    assert browser.get(f"{easy}/accounts/E03").status_code == 404
    assert browser.get(f"{easy}/accounts/nobody").status_code == 404


def test_a_move_leads_back_to_its_account_and_says_what_it_did(browser, ann, easy):
    response = act(browser, easy, CheckCoverage("E01"), 0)
    assert (response.status_code, response.headers["Location"]) == (303, f"{easy}/accounts/E01#coverage")
    text = browser.page(f"{easy}/accounts/E01").text
    payer = account(ann, number_of(easy), "E01").row.account.items[0].words
    assert f"{payer} answered, Wed 1 Apr Active on the day of service" in text
    assert "172 of 180 minutes left" in text
    response = act(browser, easy, Submit("E01"), 1, order="deadline")
    assert response.headers["Location"] == f"{easy}/accounts/E01?order=deadline#work"
    text = browser.page(f"{easy}/accounts/E01").text
    assert text.count(f"Claim sent to {payer}.") == 2
    assert f"Claim sent to {payer} on Wed 1 Apr." in text
    assert act(browser, easy, EndDay(), 2).headers["Location"] == easy


@pytest.mark.parametrize("scenario", Scenario)
def test_a_whole_month_is_played_with_forms_and_closes_with_its_report(browser, ann, scenario):
    """A part of each month goes through the pages, a different one each time: the rest costs only time."""
    address = browser.post(MONTHS, {"scenario": scenario.value}).headers["Location"]
    number, moves = number_of(address), play_perfectly(scenario, SCENARIOS[scenario].seed)
    share = list(Scenario).index(scenario)
    for count, made in enumerate(moves):
        if count % 3 == share or made == moves[-1]:
            response = act(browser, address, made, count)
            assert response.status_code == 303
        else:
            move(ann, number, made, count)
    assert response.headers["Location"] == f"{address}/report"
    assert browser.get(address).headers["Location"] == f"{address}/report"
    text = browser.page(f"{address}/report").text
    assert "Nothing was left on the table" in text
    assert "100 % of the money that was to be had is secured" in text
    assert f"Play {'this month again' if scenario is Scenario.HARD else 'the '}" in text
    assert "100 % $0.00 100.0 %" in browser.page(MONTHS).text


def test_a_posting_asks_for_each_amount_and_keeps_what_was_chosen_when_it_is_refused(browser, ann, easy):
    number = number_of(easy)
    moves = play_perfectly(Scenario.EASY, SEED)
    place = next(place for place, made in enumerate(moves) if isinstance(made, Post) and len(made.decisions) == 2)
    play_at_once(ann, number, moves[:place])
    made = moves[place]
    page = browser.page(f"{easy}/accounts/{made.encounter}")
    assert "Remittance to post" in page.text
    assert "Where does the rest go?" in page.text
    assert [each["value"] for each in page.named("decision.1") if "checked" in each] == ["write-off"]
    assert [each["value"] for each in page.named("decision.2") if "checked" in each] == ["patient"]
    form = as_form(made, place) | {"decision.1": "open"}
    del form["decision.2"]
    response = browser.post(f"{easy}/moves", form)
    assert response.status_code == 422
    kept = Page(response.text)
    assert "Decide on every amount of the remittance." in kept.text
    assert [each["value"] for each in kept.named("decision.1") if "checked" in each] == ["open"]
    assert act(browser, easy, made, place).status_code == 303
    assert "Posted $" in browser.page(f"{easy}/accounts/{made.encounter}").text


def test_an_appeal_needs_its_argument_and_is_made_once(browser, easy):
    page = browser.page(f"{easy}/accounts/A01")
    assert all(text in page.text for text in ARGUMENTS.values())
    assert "An error on the claim can be mended until Tue 30 Jun (in 90 days)" in page.text
    assert "an appeal is taken until Wed 15 Apr (in 14 days)" in page.text
    response = browser.post(f"{easy}/moves", {"kind": "appeal", "account": "A01", "base_count": "0"})
    assert response.status_code == 422
    assert "Choose what the appeal says." in response.text
    assert re.search(r'<details class="appeal" open>', response.text)
    assert act(browser, easy, Appeal("A01", Argument.GOODWILL), 0).status_code == 303
    assert "Appeal sent on Wed 1 Apr." in browser.page(f"{easy}/accounts/A01").text
    for count in range(1, 11):
        act(browser, easy, EndDay(), count)
    text = browser.page(f"{easy}/accounts/A01").text
    assert "The appeal was turned down: the denial stands." in text
    assert "This denial was appealed before." in text
    assert "Send the appeal" not in text


def test_a_move_that_is_not_possible_comes_back_with_its_reason(browser, easy):
    response = act(browser, easy, Fix("E01", Item.PLACE, "99"), 0)
    assert response.status_code == 422
    assert "This value cannot be chosen here." in response.text
    assert "180 of 180 minutes left" in Page(response.text).text
    for forged in (
        {"kind": "win"},
        {"kind": "fix", "item": "name", "account": "E01"},
        {"kind": "post", "decision.1": "x"},
    ):
        response = browser.post(f"{easy}/moves", forged | {"base_count": "0"})
        assert response.status_code == 422
        assert "What was sent is no move of this month." in response.text
    assert act(browser, easy, Submit("E09"), 0).status_code == 404


def test_a_move_that_does_not_say_what_it_saw_is_a_conflict_even_on_the_first_day(browser, easy):
    for seen in ({}, {"base_count": "x"}, {"base_count": "7"}):
        assert browser.post(f"{easy}/moves", {"kind": "end-day"} | seen).status_code == 409


def test_an_account_of_a_month_that_was_given_up_says_so(browser, easy):
    browser.post(f"{easy}/abandon")
    page = browser.page(f"{easy}/accounts/A01")
    assert "You gave this month up" in page.text
    assert not [form for form in page.forms if form.action.endswith("/moves")]


def test_buttons_are_off_where_the_minutes_do_not_suffice(browser, ann):
    address = browser.post(MONTHS, {"scenario": "hard"}).headers["Location"]
    number = number_of(address)
    for count, name in enumerate(("E01", "E02", "A01", "A02", "A05", "A06")):
        move(ann, number, CheckCoverage(name), count)
    assert day(ann, number).view.minutes_left == 7
    response = browser.get(f"{address}/accounts/A01")
    assert "Not enough" not in response.text
    assert "There are not enough minutes left today." in response.text
    assert re.search(r'type="submit" disabled>Send the appeal', response.text)
    assert not re.search(r'type="submit" disabled>Send a corrected', response.text)
    move(ann, number, WriteOff("E01"), 6)
    page = browser.page(address)
    assert "No move fits into the minutes that are left." in page.text
    assert "Take the first" not in page.text
    assert "A change takes 5 minutes. There are not enough" in browser.page(f"{address}/accounts/E02").text


def test_a_page_that_is_older_than_the_month_changes_nothing_and_shows_how_it_stands(browser, easy):
    act(browser, easy, Submit("E01"), 0)
    response = act(browser, easy, Submit("E02"), 0)
    assert response.status_code == 409
    page = Page(response.text)
    assert "This month was played on in another tab or on another device." in page.text
    assert "Send the claim" in page.text
    assert page.form(f"{easy}/moves").fields["base_count"] == "1"
    response = act(browser, easy, EndDay(), 7)
    assert response.status_code == 409
    assert "Wednesday, 1 April" in response.text
    response = browser.post(f"{easy}/moves", {"kind": "submit", "account": "E02"})
    assert response.status_code == 409
    assert act(browser, easy, Submit("E02"), 1).status_code == 303


def test_a_patient_who_is_billed_in_error_complains_in_the_inbox(browser, ann, easy):
    act(browser, easy, BillPatient("A05"), 0)
    text = browser.page(f"{easy}?show=patients").text
    billed = dollars(account(ann, number_of(easy), "A05").row.account.receivable_cents)
    assert f"The patient owes $0.00 , and was billed {billed} more" in text
    for count in range(1, 5):
        act(browser, easy, EndDay(), count)
        text = browser.page(easy).text
        if "Complaints" in text:
            break
    assert f"The patient complains of a bill over {billed} that is not owed." in text
    assert "A complaint takes 20 minutes of the day on which it comes." in text
    assert "160 of 180 minutes left" in text


def test_the_report_traces_every_dollar_and_its_accounts_can_be_looked_at(browser, ann):
    address = browser.post(MONTHS, {"scenario": "normal"}).headers["Location"]
    number = number_of(address)
    assert browser.get(f"{address}/report").headers["Location"] == address
    moves = play_carelessly(Scenario.NORMAL, SCENARIOS[Scenario.NORMAL].seed)
    play_at_once(ann, number, moves)
    page = browser.page(f"{address}/report")
    with ann.reading() as scope:
        stored = get_report(scope, number).stored
    found = stored.report
    for told in (
        f"{dollars(found.left_cents)} left on the table",
        f"{stored.secured_percent} % of the money that was to be had is secured",
        f"{found.clean_claims.part} of {found.clean_claims.whole}. {found.clean_claims.definition}",
        found.days_in_receivables.definition,
        found.net_collection.definition,
        f"{found.denials_overturned.part} of {found.denials_overturned.whole}. {found.denials_overturned.definition}",
        f"{found.rework.part} of {found.rework.whole} minutes. {found.rework.definition}",
        f"Came in from payers {dollars(found.insurers_cents)}",
        *("Given away $", "Overdue $", "Left lying $", "Complaints"),
    ):
        assert told in page.text
    for loss in found.losses:
        told = f"{dollars(loss.cents)} {stored.patients[loss.encounter]} {day_words(loss.on)} · move {loss.move}"
        assert f"{told} {loss.done} {loss.right}" in page.text
    looked_at = next(link for link in page.links if "/accounts/" in link)
    text = browser.page(looked_at).text
    assert "Left on the table here" in text
    assert "The month is closed. So it stood in the end." in text
    assert "Send the claim" not in text
    response = act(browser, address, CheckCoverage("E01"), len(moves))
    assert (response.status_code, response.headers["Location"]) == (303, address)


def test_a_month_is_given_up_or_started_again(browser, easy):
    act(browser, easy, EndDay(), 0)
    again = browser.post(f"{easy}/again").headers["Location"]
    assert again != easy
    assert "You gave this month up after 1 move" in browser.page(easy).text
    assert act(browser, easy, EndDay(), 1).headers["Location"] == easy
    assert browser.post(f"{again}/abandon").headers["Location"] == MONTHS
    text = browser.page(MONTHS).text
    assert "given up after 1 move" in text
    assert "given up after 0 moves" in text
    assert browser.get(f"{again}/report").headers["Location"] == again


def test_a_month_of_older_rules_says_so_and_offers_a_new_one(browser, scopes, ann, easy):
    number = number_of(easy)
    act(browser, easy, EndDay(), 0)
    closed = start(ann, "hard")
    play_at_once(ann, closed, [EndDay()] * 22)
    age_rules(scopes)
    for address in (easy, f"{easy}/accounts/E01"):
        text = browser.page(address).text
        assert "The rules of the month have changed since you began this one" in text
        assert "Start it again" in text
    assert act(browser, easy, EndDay(), 1).headers["Location"] == easy
    assert browser.post(f"{easy}/moves", {"kind": "win"}).headers["Location"] == easy
    assert "it can be started again, not played on" in browser.page(MONTHS).text
    page = browser.page(f"{MONTHS}/{closed}/report")
    assert "left on the table" in page.text
    assert not [link for link in page.links if "/accounts/" in link]
    assert "its accounts can no longer be shown" in browser.page(f"{MONTHS}/{closed}/accounts/E01").text
    assert browser.post(f"{easy}/again").headers["Location"] != f"{MONTHS}/{number}"


def test_past_months_are_listed_page_by_page(browser, ann):
    for seed in range(1, 23):
        number = start(ann, seed=seed)
        assert browser.post(f"{MONTHS}/{number}/abandon").status_code == 303
    first, second = browser.page(MONTHS), browser.page(f"{MONTHS}?page=2")
    assert "Page 1 of 2" in first.text
    assert f"{MONTHS}?page=2" in first.links
    assert "Easy, month 1 " in second.text
    assert f"{MONTHS}?page=1" in second.links
    assert "Page 1 of 2" in browser.page(f"{MONTHS}?page=x").text


@pytest.mark.parametrize("scenario", Scenario)
def test_no_page_of_an_open_month_names_a_trouble_or_what_would_have_been_right(browser, ann, scenario):
    number = start(ann, scenario.value)
    address = f"{MONTHS}/{number}"
    moves = play_carelessly(scenario, SCENARIOS[scenario].seed)
    at = 0
    for stop in (8, 45, len(moves) - 1):
        play_at_once(ann, number, moves[at:stop], at)
        at = stop
        state = replay(scenario, SCENARIOS[scenario].seed, moves[:stop])
        losses = {loss.right for loss in state.losses} | {loss.done for loss in state.losses}
        addresses = [address, f"{address}?show=all", *(f"{address}/accounts/{name}" for name in state.accounts)]
        for each in addresses:
            text = unescape(browser.get(each).text).lower()
            allowed = TOLD_BY_PAYERS.sub("", text)
            assert [name for name in NOT_TOLD if name in allowed] == [], each
            posted = re.sub(r"posted [^<]*", "", text)  # what was done stands in the history
            assert [told for told in losses if told.lower() in posted and not told.startswith("Posted")] == [], each
    assert any(each.stage is Stage.SETTLED for each in state.accounts.values())


def test_the_desk_an_account_and_a_move_cost_few_statements_however_far_the_month(browser, ann, scopes, easy):
    number = number_of(easy)
    moves = play_perfectly(Scenario.EASY, SEED)
    made = 0
    for upto in (1, 60):
        play_at_once(ann, number, moves[made:upto], made)
        made = upto + 1
        for page in (easy, f"{easy}/accounts/E01"):
            with counted(scopes) as sent:
                assert browser.get(page).status_code == 200
            assert 0 < len(sent) <= MOST_FOR_A_DESK, "\n".join(sent)
        with counted(scopes) as sent:
            assert act(browser, easy, moves[upto], upto).status_code == 303
        assert 0 < len(sent) <= MOST_FOR_A_MOVE, "\n".join(sent)


def test_the_list_costs_as_many_statements_with_many_months_as_with_one(browser, ann, scopes):
    costs = []
    for seed in (1, 2, 3):
        move(ann, start(ann, seed=seed), EndDay())
        with counted(scopes) as sent:
            assert browser.get(MONTHS).status_code == 200
        costs.append(len(sent))
    assert costs == [costs[0]] * 3
    assert costs[0] <= 6


def test_somebody_else_s_month_is_not_there(app, scopes, browser, easy):
    ben = Browser(app).sign_in(sign_up(scopes, "ben@example.org", "Ben"))
    for address in (easy, f"{easy}/accounts/E01", f"{easy}/report"):
        assert ben.get(address).status_code == 404
    for address in (f"{easy}/moves", f"{easy}/again", f"{easy}/abandon"):
        assert ben.post(address, {"kind": "end-day", "base_count": "0"}).status_code == 404
    assert "day 1 of 22" in browser.page(easy).text


@pytest.mark.parametrize("scenario", Scenario)
@pytest.mark.parametrize("bot", [play_perfectly, play_carelessly])
def test_every_piece_of_news_has_its_heading(scenario, bot):
    seed = SCENARIOS[scenario].seed
    state = replay(scenario, seed, bot(scenario, seed))
    nights = {place for place, made in enumerate(bot(scenario, seed), 1) if isinstance(made, EndDay)}
    news = [entry for entry in state.log if entry.move in nights]
    grouped = pages.group_news(news)
    assert sorted(entry.text for _, entries in grouped for entry in entries) == sorted(entry.text for entry in news)
    assert {"Remittances", "New on the desk"} <= {kind for kind, _ in grouped}


@pytest.mark.parametrize(
    ("days", "said"), [(-1, "over"), (0, "today"), (1, "tomorrow"), (2, "in 2 days"), (30, "in 30 days")]
)
def test_deadlines_are_told_in_days(days, said):
    assert words.due_words(FIRST_DAY.fromordinal(FIRST_DAY.toordinal() + days), FIRST_DAY) == said


@pytest.mark.parametrize(
    ("figure", "rate", "days"),
    [
        (Figure(1, 3, ""), "33.3 %", "0.3 days"),
        (Figure(2, 3, ""), "66.7 %", "0.7 days"),
        (Figure(1, 1, ""), "100.0 %", "1.0 days"),
        (Figure(1, 2000, ""), "0.1 %", "0.0 days"),
        (Figure(0, 0, ""), "none", "none"),
    ],
)
def test_figures_have_one_decimal_half_up(figure, rate, days):
    assert (words.rate(figure), words.days(figure)) == (rate, days)
    assert figure.value is None or isinstance(figure.value, Fraction)


def test_a_posting_of_more_parts_than_any_remittance_has_is_cut_and_then_refused():
    fields = {f"decision.{place}": "open" for place in range(1, forms.MAX_PARTS + 9)} | {
        "kind": "post",
        "account": "E01",
    }
    made = forms.read_move(fields)
    assert isinstance(made, Post)
    assert len(made.decisions) == forms.MAX_PARTS
    with pytest.raises(Refused):
        forms.read_move({"kind": "appeal", "argument": "please"})


@pytest.mark.parametrize("typed", ["", "x", "-1", "1.5", "12345678", "²"])
def test_a_count_that_is_none_is_never_the_present_one(typed):
    assert forms.read_base_count({"base_count": typed}) == -1
    assert forms.read_order({"order": typed}) is WorkOrder.ARRIVAL


def test_the_page_in_docs_names_the_minutes_and_the_levels_as_they_are():
    page = (resource_folder("templates").parent / "docs" / "month.md").read_text(encoding="utf-8")
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in page.splitlines() if line.startswith("|")
    ]
    told = {row[0]: row[1:3] for row in cells}
    names = (
        ("check coverage", CheckCoverage),
        ("change an item", Fix),
        ("send the claim", Submit),
        ("post the remittance", Post),
        ("bill the other insurance", BillSecondary),
        ("appeal", Appeal),
        ("call the payer", Call),
        ("bill the patient", BillPatient),
        ("write off", WriteOff),
        ("end the day", EndDay),
    )
    assert {made: int(told[name][0]) for name, made in names} == dict(MINUTES)
    for scenario, terms in SCENARIOS.items():
        assert told[scenario.value] == [str(terms.seed), str(terms.minutes)]
