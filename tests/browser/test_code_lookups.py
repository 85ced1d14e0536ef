"""Looking something up beside a question is noted, and nobody is disturbed when it cannot be."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import select

from tests.browser.live import LiveServer
from tests.browser.steps import Learner, start_exam, start_practice, wait_for_keys
from trainer.db.models.people import User
from trainer.db.models.study import CodeLookup

Noted = Callable[[], list[tuple[int, str]]]
LOOK_UPS = "**/codes/look-ups"


@pytest.fixture
def noted(live_server: LiveServer, learner: Learner) -> Noted:
    def noted() -> list[tuple[int, str]]:
        """(position, text) of what this learner looked up, first to last."""
        with live_server.scopes.reading() as scope:
            statement = (
                select(CodeLookup.position, CodeLookup.text)
                .join(User, User.id == CodeLookup.learner_id)
                .where(User.email == learner.email)
                .order_by(CodeLookup.looked_up_at)
            )
            return [(row.position, row.text) for row in scope.session.execute(statement)]

    return noted


def panel(page: Page):
    return page.get_by_role("complementary", name="Code book")


def search(page: Page, text: str, code: str) -> None:
    """Types into the panel's box and waits until this code is the first result."""
    panel(page).get_by_role("searchbox").fill(text)
    expect(panel(page).locator(".hit .code-link").first).to_have_text(code)


def test_a_search_that_has_stood_and_an_entry_that_is_opened_are_noted_beside_their_question(
    page: Page, noted: Noted
) -> None:
    start_practice(page, 2, mode="Quiz")
    wait_for_keys(page)
    page.get_by_role("button", name="Code book").click()
    with page.expect_response(LOOK_UPS) as told:
        search(page, "copd", "J44.9")
    assert told.value.status == 200
    with page.expect_response(LOOK_UPS):
        panel(page).get_by_role("link", name="J44.9", exact=True).first.click()
    page.get_by_role("button", name="Next ▸").click()
    page.wait_for_url("**/questions/2*")
    expect(panel(page).get_by_role("heading", level=2).first).to_contain_text("J44.9")
    panel(page).get_by_role("button", name="Start").click()
    with page.expect_response(LOOK_UPS):
        search(page, "E11.22", "E11.22")
    assert [(position, text.replace(".", "")) for position, text in noted()] == [
        (1, "copd"),
        (1, "J449"),
        (2, "E1122"),
    ], "the page that came along to the second question was not looked up there"


def test_what_is_typed_while_a_page_of_the_panel_is_on_its_way_is_searched_for(page: Page, noted: Noted) -> None:
    start_practice(page, 2, mode="Quiz")
    wait_for_keys(page)
    page.get_by_role("button", name="Code book").click()
    search(page, "copd", "J44.9")
    panel(page).get_by_role("link", name="J44.9", exact=True).first.click()
    expect(panel(page).get_by_role("heading", level=2).first).to_contain_text("J44.9")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(re.compile("/codes/?$"), hold)
    with page.expect_request(re.compile("/codes/?$")):
        panel(page).get_by_role("button", name="Start").click()
    panel(page).get_by_role("searchbox").fill("E11.22")
    held[0].continue_()
    expect(panel(page).locator(".hit .code-link").first).to_have_text("E11.22")
    expect(panel(page).get_by_role("searchbox")).to_have_value("E11.22")


def test_in_an_exam_it_is_the_question_on_the_screen(page: Page, noted: Noted) -> None:
    start_exam(page, "/exams", "CPC exam, 25 questions")
    page.get_by_role("button", name="Next ▸").click()
    page.wait_for_url("**/questions/2")
    page.get_by_role("button", name="Code book").click()
    with page.expect_response(LOOK_UPS):
        search(page, "copd", "J44.9")
    assert noted() == [(2, "copd")]


def test_a_look_up_that_cannot_be_noted_disturbs_nobody_and_is_not_sent_again(page: Page, noted: Noted) -> None:
    asked: list[str] = []
    page.route(LOOK_UPS, lambda route: (asked.append(route.request.url), route.fulfill(status=204)))
    start_practice(page, 2, mode="Quiz")
    wait_for_keys(page)
    page.get_by_role("button", name="Code book").click()
    with page.expect_response(LOOK_UPS):
        search(page, "copd", "J44.9")
    page.evaluate("Object.defineProperty(navigator, 'onLine', { get: () => false })")
    with page.expect_response("**/codes/icd-10-cm/*"):
        panel(page).get_by_role("link", name="J44.9", exact=True).first.click()
    expect(panel(page).get_by_role("heading", level=2).first).to_contain_text("J44.9")
    page.wait_for_timeout(1500)
    assert len(asked) == 1
    assert noted() == []
    expect(page.get_by_role("alert")).to_have_count(0)
