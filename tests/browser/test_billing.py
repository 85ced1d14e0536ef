"""Billing exercises in a browser: a claim by keyboard alone, a remittance, an A/R list, no script, every look."""

import random
import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from tests.browser.live import LiveServer
from tests.browser.looks import assert_fits, assert_good
from tests.browser.steps import NewPage, sign_up
from tests.conftest import CHEAP
from tests.support.billing import FILL, LIST, ONE_OF_EACH, POST, SCRUB, SLUGS, exact, exercise, publish_exercises
from tests.support.requirements import chromium_path
from tests.support.served import served
from trainer.config import Settings, resource_folder
from trainer.db.engine import make_engines
from trainer.domain.claims.billing_case import BillingKind, FieldType
from trainer.domain.claims.cms1500 import ITEMS
from trainer.services.maintenance import prepare_database
from trainer.services.scope import Scopes
from trainer.web.app import make_app

DENIAL = ONE_OF_EACH[BillingKind.DENIAL]


@pytest.fixture(scope="module")
def live_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """The program with the small library and one exercise of each kind, whatever their reviews say."""
    chromium_path()
    folder = tmp_path_factory.mktemp("billing")
    settings = Settings(
        data_folder=folder,
        database_url=f"sqlite:///{folder / 'trainer.sqlite3'}",
        password_cost=CHEAP,
        log_in_limit="10000 per minute",
    )
    scopes = Scopes(make_engines(settings.database_url), settings, lambda: datetime.now(UTC), random.Random(8))
    prepare_database(scopes)
    assert list(publish_exercises(scopes).report) == []
    app = make_app(scopes, settings, "only for tests", resource_folder("templates"))
    with served(app) as port:
        yield LiveServer(f"http://127.0.0.1:{port}", scopes)
    scopes.engines.dispose()


def start(page: Page, slug: str) -> str:
    """The address of the desk of a new try."""
    page.goto("/billing")
    page.locator(f"form[action='/billing/exercises/{slug}/start'] button").click()
    expect(page.get_by_role("heading", level=1, name=exercise(slug).content.title)).to_be_visible()
    return page.url


def wait_until_saved(page: Page) -> None:
    expect(page.locator("#saved")).to_have_text("saved ✓")


def hand_in(page: Page) -> None:
    page.get_by_role("button", name="Hand in").click()
    page.wait_for_url("**/report")


def score(page: Page) -> str:
    text = page.get_by_text("Score", exact=True).locator("xpath=following-sibling::dd[1]").text_content()
    assert text
    return text


def focused(page: Page) -> str:
    name: str = page.evaluate("document.activeElement.name || document.activeElement.textContent.trim()")
    return name


def tab_to(page: Page, wanted: str) -> None:
    """Moves on with the Tab key until a control of this name, or with these words, has the focus."""
    for _ in range(260):
        page.keyboard.press("Tab")
        if focused(page) == wanted:
            return
    raise AssertionError(f"the Tab key does not reach {wanted}")


def fill_in(page: Page, slug: str) -> None:
    """Enters the work that earns everything into an exercise of fields."""
    types = {field.id: field.type for field in exercise(slug).content.fields}
    for name, text in exact(slug):
        field = page.locator(f"[name='field.{name}']")
        if types[name] in (FieldType.CHOICE, FieldType.CHOICES):
            for value in text.split():
                page.locator(f"[name='field.{name}'][value='{value}']").check()
        elif types[name] is FieldType.ORDER:
            for place, value in enumerate(text.split()):
                field.nth(place).select_option(value)
        else:
            field.fill(text)


def test_a_claim_is_filled_by_keyboard_alone_and_handed_in_for_full_marks(page: Page) -> None:
    sign_up(page)
    start(page, FILL)
    printed = dict(exercise(FILL).content.form)
    wanted = [(item, text) for item, text in exact(FILL) if text != printed.get(item, "")]
    order = list(ITEMS)
    for item, text in sorted(wanted, key=lambda pair: order.index(pair[0])):
        tab_to(page, f"item.{item}")
        if ITEMS[item].choices:
            page.keyboard.type(next(each.label for each in ITEMS[item].choices if each.value == text))
        else:
            page.keyboard.press("Control+a")
            page.keyboard.type(text or "x")
            if not text:
                page.keyboard.press("Backspace")
        expect(page.locator(f"[name='item.{item}']")).to_have_value(text)
    expect(page.locator("#cms-help")).not_to_contain_text("Go to a box")
    wait_until_saved(page)
    tab_to(page, "Hand in")
    page.keyboard.press("Enter")
    page.wait_for_url("**/report")
    assert score(page) == "100 %"
    expect(page.get_by_role("heading", name="0 to look at")).to_be_visible()


def test_a_remittance_is_posted_and_what_was_wrong_is_found_from_the_top_of_the_report(page: Page) -> None:
    sign_up(page)
    start(page, POST)
    fill_in(page, POST)
    wait_until_saved(page)
    page.reload()
    hand_in(page)
    assert score(page) == "100 %"
    page.get_by_role("button", name="Try again from my last work").click()
    money = next(field for field in exercise(POST).content.fields if field.type is FieldType.MONEY)
    page.locator(f"[name='field.{money.id}']").fill("1.23")
    hand_in(page)
    page.get_by_role("navigation", name="1 to look at").get_by_role("link").press("Enter")
    row = page.locator(".finding:target")
    expect(row).to_be_in_viewport()
    expect(row).to_contain_text("You: 1.23")
    expect(page.get_by_role("heading", name="Your tries")).to_be_visible()


def test_marks_on_a_claim_are_listed_as_they_are_made_and_a_link_leads_back_to_each(page: Page) -> None:
    sign_up(page)
    start(page, SCRUB)
    for name, text in exact(SCRUB):
        item, part = name.rsplit(".", 1)
        box = page.locator(f"[id='box-{item}']")
        if not box.locator("select").is_visible():
            box.locator("summary").press("Enter")
        if part == "mark":
            box.locator("select").select_option(text)
        else:
            box.locator("input").fill(text)
    marks = page.get_by_role("region", name="Your marks")
    expect(marks.get_by_role("listitem")).to_have_count(len(exercise(SCRUB).key.defects))
    wait_until_saved(page)
    page.keyboard.press("Escape")
    expect(page.locator(".item-mark[open]")).to_have_count(0)
    marks.get_by_role("link").first.press("Enter")
    first = exercise(SCRUB).key.defects[0].item
    expect(page.locator(f"[id='mark-{first}']")).to_be_focused()
    hand_in(page)
    assert score(page) == "100 %"


def test_accounts_are_moved_by_buttons_and_by_alt_and_an_arrow(page: Page) -> None:
    sign_up(page)
    start(page, LIST)
    names = page.locator(".account-head strong")
    first, second, third = names.all_text_contents()[:3]
    page.get_by_role("button", name=f"Move {second} up").press("Enter")
    expect(page.get_by_role("button", name=f"Move {second} up")).to_be_focused()
    expect(page.locator("#moved")).to_have_text(f"{second} is number 1 of 15.")
    page.get_by_label(f"Rank of {third}").press("Alt+ArrowUp")
    assert names.all_text_contents()[:3] == [second, third, first]
    assert [field.input_value() for field in page.locator(".rank").all()] == [str(rank) for rank in range(1, 16)]
    page.get_by_label(f"Rank of {third}").fill("1")
    page.get_by_label(f"Rank of {first}").focus()
    expect(page.locator("#slips")).to_contain_text(f"Rank 1 stands at {second}; {third}.")
    wait_until_saved(page)
    page.reload()
    assert names.all_text_contents()[:3] == [second, third, first]
    expect(page.locator("#slips")).to_contain_text(f"Rank 1 stands at {second}; {third}.")


def test_what_is_typed_is_not_called_saved_before_it_is(page: Page) -> None:
    sign_up(page)
    start(page, LIST)
    rank = page.locator(".rank").first
    rank.fill("7")
    wait_until_saved(page)
    typed = "rank.value = 8; rank.dispatchEvent(new Event('input', { bubbles: true }));"
    assert rank.evaluate(f"rank => {{ {typed} return saved.textContent; }}") == "saving …"
    wait_until_saved(page)
    page.reload()
    expect(page.locator(".rank").first).to_have_value("8")


def test_without_a_network_nothing_is_lost_and_another_tab_is_not_overwritten(page: Page, new_page: NewPage) -> None:
    sign_up(page)
    page.route("**/worksheet", lambda route: route.abort())  # a page that is there may send past it
    address = start(page, POST)
    name = next(field.id for field in exercise(POST).content.fields if field.type is FieldType.MONEY)
    field = page.locator(f"[name='field.{name}']")
    field.fill("90.00")
    expect(page.locator("#saved")).to_contain_text("Offline")
    page.unroute("**/worksheet")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    wait_until_saved(page)
    other = new_page(storage_state=page.context.storage_state())
    other.goto(address)
    other.locator(f"[name='field.{name}']").fill("80.00")
    wait_until_saved(other)
    field.fill("70.00")
    expect(page.locator("#saved")).to_contain_text("changed or handed in elsewhere")
    other.reload()
    expect(other.locator(f"[name='field.{name}']")).to_have_value("80.00")


@pytest.mark.parametrize("slug", SLUGS)
def test_every_kind_works_without_a_script(new_page: NewPage, slug: str) -> None:
    page = new_page(java_script_enabled=False)
    sign_up(page)
    start(page, slug)
    match exercise(slug).content.kind:
        case BillingKind.FILL:
            page.get_by_label("Insured's member number").fill("4RG2F47CT99")
        case BillingKind.SCRUB:
            page.locator("[id='box-2'] summary").click()
            page.get_by_label("Item 2 (patient's name): what is wrong").select_option("wrong_person")
        case BillingKind.WORKLIST:
            page.get_by_label(re.compile("^Rank of")).nth(4).fill("1")
        case _:
            fill_in(page, slug)
    page.get_by_role("button", name="Save the draft").last.click()
    expect(page.get_by_text("Your work is saved.")).to_be_visible()
    if slug == SCRUB:
        expect(page.get_by_role("region", name="Your marks").get_by_role("listitem")).to_have_count(1)
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("heading", name=re.compile("to look at"))).to_be_visible()
    assert (score(page) == "100 %") is (slug not in (FILL, SCRUB, LIST))


def test_the_start_page_of_the_lab_is_good_in_every_look(page: Page) -> None:
    sign_up(page)
    page.goto("/billing")
    assert_good(page)


@pytest.mark.parametrize("slug", [DENIAL, FILL, SCRUB, LIST, POST])
def test_desk_and_report_are_good_in_every_look(page: Page, slug: str) -> None:
    sign_up(page)
    start(page, slug)
    if slug == SCRUB:
        page.locator("[id='box-24.2.pointers'] summary").click()
        page.locator("[id='mark-24.2.pointers']").select_option("wrong_link")
    if slug == LIST:
        page.get_by_label(re.compile("^Rank of")).nth(0).fill("2")
        page.get_by_label(re.compile("^Action for")).nth(0).select_option(index=1)
    assert_good(page)
    hand_in(page)
    for summary in page.locator(".whole-form > summary, .findings > details > summary").all():
        summary.click()
    assert_good(page)


def test_a_small_phone_and_a_large_screen_hold_the_form(page: Page) -> None:
    sign_up(page)
    start(page, FILL)
    for width in (320, 768, 1000, 2560, 3840):
        page.set_viewport_size({"width": width, "height": 900})
        assert_fits(page)
        narrow = page.locator(".cms-form .form-control").evaluate_all(
            "fields => fields.filter((field) => field.clientWidth < 24).map((field) => field.id)"
        )
        assert narrow == [], width
