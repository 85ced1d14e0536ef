"""Every page that needs no account: accessible in both themes, on a phone and at a desk, readable without scripts."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.live import LiveServer
from tests.browser.looks import Look, assert_good
from tests.support.public_pages import PAGES

ADDRESSES = [address for addresses in PAGES.values() for address in addresses]
FEWEST_CHARACTERS = 60


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_public_page_is_good_on_a_desk_and_on_a_phone(look: Look, address: str) -> None:
    assert_good(look(address))


def test_all_public_pages_can_be_read_without_javascript(live_server: LiveServer, browser: Browser) -> None:
    """What stands there without scripts is all that stands there with them."""
    texts = {}
    for has_script in (True, False):
        context = browser.new_context(base_url=live_server.address, java_script_enabled=has_script)
        page = context.new_page()
        for address in ADDRESSES:
            page.goto(address)
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            texts[address, has_script] = page.locator("main p, main li, main td, main h2").count()
            assert len(page.locator("main").inner_text()) > FEWEST_CHARACTERS, address
        context.close()
    assert {address: texts[address, False] for address in ADDRESSES} == {
        address: texts[address, True] for address in ADDRESSES
    }
