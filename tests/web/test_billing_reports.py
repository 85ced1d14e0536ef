"""The report of a billing exercise: what is right, what is to be looked at, tries, the note, disputes."""

import pytest

from tests.support.billing import (
    FILL,
    LIST,
    ONE_OF_EACH,
    POST,
    SCRUB,
    SLUGS,
    exact,
    exercise,
    form_of,
    publish_exercises,
)
from tests.support.billing_forms import hand_in, start, values
from tests.support.html import Page
from tests.web.conftest import Fill
from trainer.domain.claims.billing_case import BillingKind, FieldType
from trainer.web.billing.pages import shown_value
from trainer.web.billing.words import fault_words
from trainer.web.cases.words import kind_words

ORDER_SLUG = ONE_OF_EACH[BillingKind.PAYS_FIRST]


@pytest.fixture
def fill() -> Fill:
    return publish_exercises


@pytest.mark.parametrize("slug", SLUGS)
def test_right_work_is_told_to_be_right_with_every_reason_behind_a_line(browser, slug):
    response = browser.get(hand_in(browser, slug))
    page = Page(response.text)
    assert "Score 100 %" in page.text
    assert "0 to look at" in page.text
    assert "Everything is as the papers want it." in page.text
    assert 'class="finding is-right"' not in response.text, "right lines are folded"
    assert "finding is-folded is-right" in response.text
    for exhibit in exercise(slug).content.exhibits:
        assert exhibit.title in page.text


@pytest.mark.parametrize("slug", SLUGS)
def test_an_empty_sheet_is_told_what_was_to_be_done_with_links_to_each_row(browser, slug):
    response = browser.get(hand_in(browser, slug, {"base_revision": "0"}))
    page = Page(response.text)
    assert "Score 0 %" in page.text
    links = [link for link in page.links if link.startswith("#row-")]
    assert f"{len(links)} to look at" in page.text
    ids = {each.attributes.get("id") for each in page.elements}
    assert {link[1:] for link in links} <= ids
    assert len(links) == len(set(links)) > 1


def test_a_report_on_a_claim_goes_by_the_parts_of_the_form(browser):
    form = form_of(FILL)
    form["item.1a"], form["item.24.1.charge"] = "WRONG", ""
    page = browser.page(hand_in(browser, FILL, form))
    for words in (
        *("2 to look at", "Patient and insured", "Condition and diagnoses", "Services", "Provider and totals"),
        *("Item 1a (insured's member number)", "You: WRONG", "The finished claim", "you: WRONG", "you: empty"),
    ):
        assert words in page.text
    assert dict(exact(FILL))["1a"] in page.text


def test_a_report_on_a_scrubbed_claim_tells_false_alarms_apart(browser):
    page = browser.page(hand_in(browser, SCRUB, form_of(SCRUB) | {"item.2.mark": "wrong_person"}))
    for words in ("1 to look at", "Defects settled", "Marked, and right as it stood", "✗ false alarm"):
        assert words in page.text
    assert "You: wrong person or name" in page.text, "in the words in which it was chosen"
    assert "The claim with its defects" in page.text


def test_a_report_on_a_remittance_names_the_line_and_shows_the_computation(browser):
    content, key = exercise(POST).content, exercise(POST).key
    field = next(field for field in content.fields if field.type is FieldType.MONEY)
    page = browser.page(hand_in(browser, POST, form_of(POST) | {f"field.{field.id}": "1.23"}))
    found = next(each for each in key.fields if each.field == field.id)
    assert f"{field.section}: {field.label} wrong amount" in page.text
    assert f"You: 1.23 The key: {found.accepts[0]}" in page.text
    assert f"Computed: {found.sum}" in page.text
    assert "Explanation of benefits" in page.text


def test_a_report_on_a_list_tells_day_by_day_what_became_of_each_account(browser):
    accounts = exercise(LIST).content.worklist.accounts
    form = form_of(LIST)
    last = next(name.split(".")[1] for name, text in form.items() if text == "1")
    form[f"account.{last}.rank"] = "9999"
    page = browser.page(hand_in(browser, LIST, form))
    for words in ("Dollars saved", "Deadlines kept", "Day by day", "Monday, 4 May 2026", "A best order", "last day"):
        assert words in page.text
    assert all(account.patient in page.text for account in accounts)
    wrong = {f"account.{account.id}.{part}": text for account in accounts for part, text in (("action", "nothing"),)}
    assert "✗ does not help" in browser.page(hand_in(browser, LIST, wrong)).text
    assert "Nothing was worked." in browser.page(hand_in(browser, LIST, {"note": "no time"})).text


def test_tries_the_note_and_a_dispute_stand_on_the_report(browser):
    first = hand_in(browser, POST, {"note": "Mine"})
    assert "Mine" in browser.page(first).text
    assert "Your tries" not in browser.page(first).text
    second = hand_in(browser, POST)
    page = browser.page(second)
    assert "Your tries" in page.text
    assert first in page.links
    work = second.removesuffix("/report")
    assert browser.post(f"{work}/disputes", {"text": "The deposit comes first."}).headers["Location"] == (
        f"{second}#disputes"
    )
    page = browser.page(second)
    assert "The deposit comes first." in page.text
    assert "Not answered yet." in page.text
    assert browser.post(f"{work}/disputes", {"text": " "}).status_code == 422


def test_trying_again_from_the_last_work_begins_with_it(browser):
    hand_in(browser, POST)
    field = next(field for field in exercise(POST).content.fields if field.type is FieldType.MONEY)
    work = start(browser, POST, from_last="1")
    assert values(browser.page(work), f"field.{field.id}") == [dict(exact(POST))[field.id]]


def test_a_value_without_offers_is_shown_as_it_is_and_an_empty_one_by_a_word():
    content = exercise(POST).content
    money = next(field for field in content.fields if field.type is FieldType.MONEY)
    assert (shown_value(content, money.id, "90.00"), shown_value(content, money.id, "")) == ("90.00", "empty")
    ordered = exercise(ORDER_SLUG).content
    field = next(field for field in ordered.fields if field.type is FieldType.ORDER)
    one, two = field.offers[:2]
    assert shown_value(ordered, field.id, f"{two.id} {one.id}") == f"{two.text} → {one.text}"


def test_errors_of_billing_are_named_on_the_start_page_as_in_the_report():
    assert kind_words("wrong_bucket") == fault_words("wrong_bucket") == "booked in the wrong place"
    assert kind_words("laterality") == "wrong side"
    assert kind_words("of_an_older_version") == "of an older version"
