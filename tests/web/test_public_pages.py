"""The list of public pages that the browser tests go through is whole."""

from tests.support.public_pages import FILES, PAGES, WHILE_LOGGING_IN
from trainer.web.security import PUBLIC_ENDPOINTS


def test_every_public_page_is_looked_at_in_the_browser(app):
    with_get = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert set(PAGES) | FILES | WHILE_LOGGING_IN == PUBLIC_ENDPOINTS & with_get


def test_the_addresses_are_those_of_the_endpoints(app):
    with app.test_request_context():
        adapter = app.create_url_adapter(None) or app.url_map.bind("trainer.test")
    found = {
        endpoint: {adapter.match(address.partition("?")[0], method="GET")[0] for address in addresses}
        for endpoint, addresses in PAGES.items()
    }
    assert found == {endpoint: {endpoint} for endpoint in PAGES}
