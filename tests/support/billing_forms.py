"""What a learner's browser sends in the billing lab, and what its pages show."""

from tests.support.billing import FormFields, form_of
from tests.support.browser import Browser
from tests.support.html import Page


def start(browser: Browser, slug: str, **fields: str) -> str:
    """The address of the desk of a new try."""
    response = browser.post(f"/billing/exercises/{slug}/start", fields)
    assert response.status_code == 303
    return response.headers["Location"]


def hand_in(browser: Browser, slug: str, form: FormFields | None = None) -> str:
    """The address of the report on a new try; by default of the work that earns everything."""
    response = browser.post(f"{start(browser, slug)}/submission", form or form_of(slug))
    assert response.status_code == 303
    return response.headers["Location"]


def values(page: Page, name: str) -> list[str]:
    return [field["value"] for field in page.named(name)]


def selected(html: str, name: str) -> list[str]:
    """What is chosen in the selects of this name."""
    parts = html.split(f'name="{name}"')[1:]
    found = []
    for part in parts:
        options = Page(part.split("</select>")[0]).chosen
        found.append(options[0] if options else "")
    return found
