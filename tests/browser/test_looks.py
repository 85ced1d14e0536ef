"""What looks at every page would see what is wrong with one."""

import pytest
from playwright.sync_api import Page

from tests.browser.looks import assert_accessible


def test_a_heading_that_is_too_pale_is_found_and_one_that_is_not_is_let_be(page: Page) -> None:
    page.goto("/")
    assert_accessible(page)
    page.locator("h1").evaluate("(heading) => { heading.style.color = '#e4e2dc'; }")
    with pytest.raises(AssertionError, match="color-contrast"):
        assert_accessible(page)
    page.locator("h1").evaluate("(heading) => { heading.style.color = ''; }")
    assert_accessible(page)
