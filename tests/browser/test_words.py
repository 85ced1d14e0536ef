"""The word game in the browser: ten answers by keyboard on a phone's width, without JavaScript, in every light."""

from playwright.sync_api import Page, expect

from tests.browser.looks import assert_good_in_every_look
from tests.browser.steps import NewPage, press, wait_for_keys

PHONE = {"width": 390, "height": 844}


def asked(page: Page) -> str:
    """The part that is asked."""
    part = page.locator("input[name=part]").get_attribute("value")
    assert part
    return part


def key_of(page: Page, *, rightly: bool) -> str:
    part = asked(page)
    fit = f"[value={part}]" if rightly else f":not([value={part}])"
    key = page.locator(f".word-choice{fit}").first.get_attribute("data-key")
    assert key
    return key


def choose(page: Page, *, rightly: bool) -> None:
    """Presses the button of an answer and waits for what is said about it."""
    part = asked(page)
    page.locator(f".word-choice[data-key='{key_of(page, rightly=rightly)}']").click()
    page.wait_for_url(f"**/words?after={part}#verdict")


def test_ten_answers_by_keyboard_on_a_phone(new_page: NewPage) -> None:
    page = new_page(viewport=PHONE)
    page.goto("/words")
    for place in range(1, 11):
        expect(page.locator(".word-place")).to_contain_text(f"Question {place} of 10")
        part = asked(page)
        press(page, key_of(page, rightly=place not in (3, 7)))
        page.wait_for_url(f"**/words?after={part}#verdict")
        verdict = page.get_by_role("region", name="means")
        expect(verdict).to_contain_text("Comes back tomorrow" if place in (3, 7) else "Comes back in 2 days")
        expect(verdict).to_be_in_viewport()
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    expect(page.get_by_role("heading", name="8 of 10 right · 10 new parts")).to_be_visible()
    page.get_by_role("link", name="Next 10").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".word-place")).to_contain_text("Question 1 of 10")


def test_the_next_question_is_seen_beside_the_verdict_on_a_phone(new_page: NewPage) -> None:
    page = new_page(viewport=PHONE)
    page.goto("/words")
    press(page, key_of(page, rightly=True))
    page.wait_for_url("**#verdict")
    expect(page.locator("#verdict")).to_be_in_viewport(ratio=1)
    expect(page.locator(".word-choice").last).to_be_in_viewport(ratio=1)


def test_keys_that_are_switched_off_or_held_do_nothing(page: Page) -> None:
    page.goto("/words")
    wait_for_keys(page)
    page.keyboard.press("Control+1")
    page.keyboard.press("5")
    page.goto("/help/keyboard")
    page.get_by_role("button", name="Switch them off").click()
    page.goto("/words")
    wait_for_keys(page)
    expect(page.locator(".keys")).to_contain_text("switched off")
    page.keyboard.press("1")
    page.goto("/words")
    expect(page.locator(".word-place")).to_contain_text("Question 1 of 10")
    expect(page.get_by_text("No account is needed")).to_be_visible()


def test_a_round_is_played_without_javascript(new_page: NewPage) -> None:
    page = new_page(java_script_enabled=False, viewport=PHONE)
    page.goto("/words")
    expect(page.locator(".keys")).to_be_hidden()
    for _ in range(10):
        choose(page, rightly=True)
        expect(page.locator("#verdict")).to_contain_text("right:")
    expect(page.get_by_role("heading", name="10 of 10 right · 10 new parts")).to_be_visible()
    page.get_by_role("link", name="All word parts").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Word parts")


def test_the_pages_are_good_in_every_look(page: Page) -> None:
    page.goto("/words")
    assert_good_in_every_look(page)
    for place in range(10):
        choose(page, rightly=place > 0)
        if place in (0, 1, 9):
            assert_good_in_every_look(page)
    page.goto("/words/list")
    assert_good_in_every_look(page)
