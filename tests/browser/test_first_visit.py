"""A stranger's first ten minutes, on a phone and at a desk, and signing up with the work kept."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looks import assert_accessible
from tests.browser.steps import PASSWORD, NewPage, wait_for_keys

SIZES = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1280, "height": 900}}
MOST_KILOBYTES = 250
MOST_PAINT_MS = 1000
SLOW_DOWN = 4


def answer_the_live_question(page: Page) -> None:
    page.goto("/")
    question = page.get_by_role("region", name="A question to begin with")
    question.get_by_text("R51.9", exact=True).click()
    question.get_by_role("button", name="Answer").click()
    expect(page.get_by_text("✓ right · your answer")).to_be_visible()
    expect(page.locator(".rationale:visible")).to_have_count(4)
    expect(question).to_be_in_viewport()
    assert_accessible(page)


def code_the_chart(page: Page) -> None:
    """By the guide: the diagnosis is looked up in its field."""
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Try it").click()
    page.get_by_role("button", name="Open the chart").click()
    expect(page.get_by_role("heading", name="Your first chart, step by step")).to_be_visible()
    page.get_by_text("Guide: hide or show the steps").click()
    expect(page.get_by_role("heading", name="Your first chart, step by step")).to_be_hidden()
    page.get_by_label("Diagnosis A", exact=True).press_sequentially("strep throat", delay=5)
    page.get_by_role("option", name="J02.0").click()
    expect(page.get_by_label("Diagnosis A", exact=True)).to_have_value("J02.0")
    for place, code in ((1, "99213"), (2, "87880")):
        page.get_by_label(f"Procedure {place}, code").fill(code)
        page.get_by_label(f"Procedure {place}, pointers").fill("A")
    assert_accessible(page)
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_text("3 of 3", exact=True)).to_be_visible()
    expect(page.get_by_role("heading", name="What you just did")).to_be_visible()
    assert_accessible(page)


def fix_the_denial(page: Page) -> None:
    page.get_by_role("link", name="Go on trying").click()
    expect(page.get_by_text("Done: 100 %")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Open the papers").click()
    for words in (
        "The plan finds nobody who fits the claim",
        "Two digits of the member number are exchanged",
        "Put the error right and send a corrected claim",
    ):
        page.locator("label", has_text=words).click()
    page.get_by_label("Last day on which the plan accepts it").fill("2026-06-08")
    page.get_by_label("Still to ask of the patient").fill("0.00")
    page.get_by_label("Payment to expect").fill("87.00")
    assert_accessible(page)
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("heading", name="What you just did")).to_be_visible()


def see_which_job_fits(page: Page) -> None:
    page.get_by_role("link", name="Which job fits?").click()
    expect(page.get_by_text("which of three tests was run (right)")).to_be_visible()
    page.get_by_role("radio", name="The chart").check()
    page.get_by_role("group", name="Arithmetic").get_by_role("radio", name="Rather not").check()
    page.get_by_role("button", name="Show what that speaks for").click()
    expect(page.get_by_text("More for coding.")).to_be_visible()
    assert_accessible(page)


def play_one_word(page: Page) -> None:
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Words").click()
    wait_for_keys(page)
    page.keyboard.press("1")
    expect(page.get_by_text("Comes back").or_(page.get_by_text("comes back")).first).to_be_visible()


def sign_up_and_keep_the_work(page: Page, address: str) -> None:
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Sign up").click()
    page.get_by_label("Name").fill("Gil Curious")
    page.get_by_label("E-mail address").fill(address)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create the account").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Good to see you, Gil Curious")
    page.goto("/try")
    expect(page.get_by_text("Done: 100 %")).to_have_count(2)
    expect(page.get_by_text("here without an account")).to_have_count(0)
    page.get_by_role("link", name="Read the report").first.click()
    expect(page.get_by_text("3 of 3", exact=True)).to_be_visible()


@pytest.mark.parametrize("size", SIZES)
def test_a_strangers_first_ten_minutes_end_in_an_account_with_all_the_work(new_page: NewPage, size: str) -> None:
    page = new_page(viewport=SIZES[size])
    answer_the_live_question(page)
    code_the_chart(page)
    fix_the_denial(page)
    see_which_job_fits(page)
    play_one_word(page)
    sign_up_and_keep_the_work(page, f"gil-{size}@example.org")


def test_the_first_visit_needs_no_javascript(new_page: NewPage) -> None:
    page = new_page(java_script_enabled=False)
    page.goto("/")
    page.get_by_role("radio", name="G43.909").first.check()
    page.get_by_role("button", name="Answer").click()
    expect(page.get_by_text("✗ not right · your answer")).to_be_visible()
    page.goto("/try")
    page.get_by_role("button", name="Ten questions").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Question 1 of 10")
    page.goto("/lessons/first-diagnosis-codes")
    expect(page.get_by_role("heading", name="What to keep")).to_be_visible()
    page.goto("/words")
    page.locator("button[name=chosen]").first.click()
    expect(page.get_by_role("main")).to_contain_text("comes back")


@pytest.mark.parametrize("size", SIZES)
def test_the_landing_page_is_light_and_soon_there_on_a_slow_machine(new_page: NewPage, size: str) -> None:
    """On the local server with the processor slowed down four times; nothing leaves the origin (`new_page` watches)."""
    page = new_page(viewport=SIZES[size])
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    client.send("Network.setCacheDisabled", {"cacheDisabled": True})
    client.send("Emulation.setCPUThrottlingRate", {"rate": SLOW_DOWN})
    received: list[int] = []
    client.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    paints = []
    for _ in range(3):
        received.clear()
        page.goto("/", wait_until="networkidle")
        paints.append(
            page.evaluate(
                """() => new Promise((resolve) => new PerformanceObserver((list) =>
                resolve(list.getEntries().at(-1).startTime))
                .observe({ type: "largest-contentful-paint", buffered: true }))"""
            )
        )
    assert 0 < sum(received) < MOST_KILOBYTES * 1000
    assert sorted(paints)[1] < MOST_PAINT_MS, paints
