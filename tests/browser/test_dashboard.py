"""The start page of a learner with a past in a real browser: every look, its plots, its tables, one step to go on."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests.browser.live import LiveServer
from tests.browser.looks import assert_accessible, assert_good_in_every_look
from tests.browser.steps import Learner
from tests.support.histories import Past, add_past
from trainer.db.models.people import User
from trainer.db.queries import items
from trainer.services.accounts import email_key

PLOTS = ("readiness", "errors", "days", "pace")


@pytest.fixture
def dashboard(page: Page, learner: Learner, live_server: LiveServer) -> Page:
    """Half a year with 400 answers and thirty cases, on the start page."""
    with live_server.scopes.writing() as scope:
        of_learner = select(User.id).where(User.email_key == email_key(learner.email))
        learner_id = scope.session.execute(of_learner).scalar_one()
        _, blueprint = items.last_blueprint(scope.session, "cpc")
        assert blueprint is not None
        add_past(scope, learner_id, Past(400, days=60, cases=30), blueprint)
    page.goto("/")
    return page


def test_the_start_page_is_good_in_every_look(dashboard: Page) -> None:
    assert_good_in_every_look(dashboard)


def test_the_start_page_of_a_newcomer_is_good_in_every_look(page: Page, learner: Learner) -> None:
    page.goto("/")
    expect(page.get_by_role("heading", name="See where you stand")).to_be_visible()
    assert_good_in_every_look(page)


def test_the_plots_are_drawn_in_the_theme_and_for_the_width(dashboard: Page) -> None:
    for scheme, width, query in (
        ("light", 1280, "?theme=light"),
        ("dark", 1280, "?theme=dark"),
        ("dark", 390, "?theme=dark&size=narrow"),
        ("light", 390, "?theme=light&size=narrow"),
    ):
        dashboard.emulate_media(color_scheme=scheme)
        dashboard.set_viewport_size({"width": width, "height": 900})
        for place, name in enumerate(PLOTS):
            plot = dashboard.locator(".plot img").nth(place)
            plot.scroll_into_view_if_needed()
            expect(plot).to_have_js_property("complete", value=True)
            assert plot.evaluate("image => image.naturalWidth") > 0
            drawn = plot.evaluate(
                "image => { const url = new URL(image.currentSrc); return url.pathname + url.search }"
            )
            assert drawn == f"/today/{name}.svg{query}"


def test_a_plot_looks_the_same_when_it_is_opened_alone(dashboard: Page) -> None:
    """Its response forbids styles and scripts too: the look stands in attributes."""
    for name in PLOTS:
        dashboard.goto(f"/today/{name}.svg?theme=dark")
        assert dashboard.evaluate("getComputedStyle(document.querySelector('rect')).fill") == "rgb(30, 33, 39)"


def test_every_table_opens_with_the_keyboard(dashboard: Page) -> None:
    for name in ("Readiness over time", "Errors by fortnight", "Study by week", "Pace by week"):
        dashboard.get_by_text(f"{name} as a table").focus()
        dashboard.keyboard.press("Enter")
        assert dashboard.get_by_role("region", name=name).get_by_role("row").count() > 2
    assert_accessible(dashboard)


def test_one_button_leads_into_the_reviews_of_today(dashboard: Page) -> None:
    primary = dashboard.locator("main .btn-primary")
    expect(primary).to_have_count(1)
    expect(primary).to_have_text("Start 30 reviews")
    primary.click()
    dashboard.wait_for_url("**/questions/1")
    dashboard.goto("/")
    expect(dashboard.get_by_role("heading", name="Go on where you stopped")).to_be_visible()
    expect(dashboard.locator("main .btn-primary")).to_have_text("Continue")
