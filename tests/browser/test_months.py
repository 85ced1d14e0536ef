"""A month in the practice in a browser: played to its end by clicks, let slide, resumed, in two tabs, in every look."""

import re

from playwright.sync_api import Page, expect

from tests.browser.looks import assert_good_in_every_look
from tests.browser.steps import PASSWORD, Learner, NewPage, sign_up
from tests.support.months import SEED
from trainer.domain.simulation.bots import play_perfectly
from trainer.domain.simulation.moves import (
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
from trainer.domain.simulation.scenario import WORKING_DAYS, Scenario
from trainer.domain.simulation.words import ARGUMENTS, ITEM_LABELS

DRAFT, DENIED = "E01", "A01"
BUTTONS: dict[type[Move], tuple[str, str]] = {
    CheckCoverage: ("", "Ask "),
    BillSecondary: ("", "Bill the other insurance"),
    Call: ("", "Call the payer"),
    BillPatient: ("Bill the patient for what is open", "Bill the patient"),
    WriteOff: ("Write off what is open, or void a double entry", "Write it off"),
    EndDay: ("", "End the day"),
}
"""What is to be opened first, and how the words of the button begin."""


def begin(page: Page, level: str = "easy") -> str:
    """Starts the month of a level; the address of its desk."""
    page.goto("/billing")
    page.get_by_role("link", name="A month in the practice").click()
    page.get_by_role("button", name=f"Start the {level} month").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Wednesday, 1 April")
    return page.url


def click(page: Page, name: str) -> None:
    """Presses a button and waits for the page that answers."""
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile(f"^{re.escape(name)}")).click()


def make(page: Page, desk: str, move: Move) -> None:
    """Makes a move on the page that offers it, as a person would."""
    address = desk if isinstance(move, EndDay) else f"{desk}/accounts/{move.encounter}"
    if re.sub(r"[?#].*", "", page.url) != address:
        page.goto(address)
    match move:
        case Fix(_, item, value):
            with page.expect_navigation():
                page.get_by_role("form", name=f"Change {ITEM_LABELS[item]}").locator(f"button[value='{value}']").click()
        case Submit():
            with page.expect_navigation():
                page.locator("form:has(input[name=kind][value=submit]) button").click()
        case Post(_, decisions):
            for place, decision in enumerate(decisions, 1):
                page.locator(f"input[name='decision.{place}'][value='{decision.value}']").check()
            click(page, "Post the remittance")
        case Appeal(_, argument):
            page.get_by_text("Appeal", exact=True).click()
            page.get_by_label(ARGUMENTS[argument]).check()
            click(page, "Send the appeal")
        case _:
            summary, button = BUTTONS[type(move)]
            if summary:
                page.get_by_text(summary, exact=True).click()
            click(page, button)


def test_a_month_in_the_practice_is_played_to_its_end_and_nothing_is_left_on_the_table(
    page: Page, learner: Learner
) -> None:
    desk = begin(page)
    for move in play_perfectly(Scenario.EASY, SEED):
        make(page, desk, move)
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing was left on the table")
    expect(page.locator(".closing-share")).to_contain_text("100 % of the money that was to be had is secured")
    figures = page.locator(".closing-figures > div")
    expect(figures.filter(has_text="Clean-claim rate")).to_contain_text("100.0 %")
    expect(figures.filter(has_text="Denials overturned")).to_contain_text("100.0 %")
    expect(page.get_by_role("heading", name="Where it was left")).to_have_count(0)
    click(page, "Play the normal month")
    expect(page.get_by_text("100 of 100 minutes left")).to_be_visible()
    page.get_by_role("link", name="Months").click()
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name="Easy"))
    expect(row).to_contain_text("100 %")
    expect(row).to_contain_text("$0.00")


def test_a_month_that_is_let_slide_tells_what_was_lost_by_whom_and_what_was_right(page: Page, learner: Learner) -> None:
    desk = begin(page, "hard")
    make(page, desk, WriteOff(DENIED))
    for _ in WORKING_DAYS:
        make(page, desk, EndDay())
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"^\$[\d,]+\.\d\d left on the table$"))
    for kind in ("Given away", "Overdue", "Left lying"):
        expect(page.get_by_role("heading", level=3, name=kind)).to_be_visible()
    given = page.locator(".loss-group").filter(has_text="Given away").locator("li")
    expect(given).to_have_count(1)
    expect(given).to_contain_text("Wed 1 Apr · move 1")
    expect(given).to_contain_text("Wrote off what could still be collected.")
    expect(given.locator(".loss-right")).to_contain_text("Appeal by")
    given.get_by_role("link").click()
    expect(page.get_by_role("heading", name="Left on the table here")).to_be_visible()
    page.get_by_role("link", name="Closing report").click()
    page.emulate_media(media="print", color_scheme="dark")
    for hidden in (".masthead", ".footer", ".closing-next", ".way-back"):
        expect(page.locator(hidden)).to_be_hidden()
    assert page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor") == "rgb(255, 255, 255)"
    page.emulate_media(media="screen", color_scheme="light")
    click(page, "Play this month again")
    expect(page.get_by_role("heading", level=1)).to_have_text("Wednesday, 1 April")


def test_a_month_goes_on_where_it_was_left_after_logging_out(page: Page, learner: Learner) -> None:
    desk = begin(page)
    make(page, desk, CheckCoverage(DRAFT))
    expect(page.get_by_text("Active on the day of service")).to_be_visible()
    make(page, desk, Submit(DRAFT))
    make(page, desk, EndDay())
    page.get_by_role("button", name="Log out").click()
    page.goto("/log-in")
    page.get_by_label("E-mail address").fill(learner.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.goto("/billing/months")
    expect(page.get_by_text("Thu 2 Apr, day 2 of 22")).to_be_visible()
    page.get_by_role("link", name="Go on with Easy").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thursday, 2 April")
    page.get_by_role("link", name="With payers").click()
    expect(page.locator(".desk-account").filter(has_text=f"{DRAFT} ·")).to_contain_text("1 day ago")


def test_an_older_tab_is_told_and_shows_how_the_month_stands(page: Page, learner: Learner) -> None:
    desk = begin(page)
    older = page.context.new_page()
    older.goto(f"{desk}/accounts/E02")
    make(page, desk, Submit(DRAFT))
    with older.expect_navigation():
        older.get_by_role("button", name="Send the claim").click()
    expect(older.get_by_role("alert")).to_contain_text("This month was played on in another tab")
    expect(older.get_by_text("174 of 180 minutes left")).to_be_visible()
    click(older, "Send the claim")
    expect(older.locator("#work [role=status]")).to_contain_text("Claim sent to")
    expect(older.get_by_text("168 of 180 minutes left")).to_be_visible()


def test_the_desk_is_worked_with_the_keyboard_alone(page: Page, learner: Learner) -> None:
    begin(page)
    page.get_by_role("link", name=re.compile("^Take the first")).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/accounts/*")
    page.get_by_text("Appeal", exact=True).focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", checked=True)).to_have_value("authorized")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_text("Appeal sent on Wed 1 Apr.")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("^Next:"))).to_be_visible()


def test_a_month_is_played_without_javascript(new_page: NewPage) -> None:
    page = new_page(java_script_enabled=False)
    page.goto("/sign-up")
    for label, text in (("Name", "Ada"), ("E-mail address", "ada-nojs-months@example.org"), ("Password", PASSWORD)):
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name="Create the account").click()
    desk = begin(page)
    make(page, desk, Appeal(DENIED, next(iter(ARGUMENTS))))
    expect(page.get_by_text("Appeal sent on Wed 1 Apr.")).to_be_visible()
    make(page, desk, EndDay())
    expect(page.get_by_role("heading", level=1)).to_have_text("Thursday, 2 April")


def test_every_page_of_the_month_is_good_in_every_look(page: Page) -> None:
    sign_up(page)
    look(page, "/billing/months")
    desk = begin(page)
    look(page, desk)
    look(page, f"{desk}/accounts/{DRAFT}")
    look(page, f"{desk}/accounts/{DENIED}", opened=".appeal > summary")
    look(page, f"{desk}/accounts/A06", opened=".letting-go > summary")
    while not page.locator(".desk-account").filter(has_text="Remittance to post").count():
        make(page, desk, EndDay())
    look(page, desk)
    page.locator(".desk-account").filter(has_text="Remittance to post").get_by_role("link").click()
    look(page, page.url)
    page.goto(desk)
    while "/report" not in page.url:
        click(page, "End the day")
    look(page, page.url)
    look(page, "/billing/months", opened=".other-month > summary")


def look(page: Page, address: str, opened: str = "") -> None:
    """The page at this address is good, with what a summary opens."""
    page.goto(address)
    if opened:
        page.locator(opened).first.click()
    assert_good_in_every_look(page)
