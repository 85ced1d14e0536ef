"""What a learner's browser sends from the workbench of the small library's cases."""

from collections.abc import Sequence

from tests.support.browser import Browser
from tests.support.library import CASE_SLUG

Claim = dict[str, str | Sequence[str]]

RIGHT: Claim = {
    "diagnosis_code": ["H66.001", "H61.21", "", ""],
    "procedure_code": ["99213", "69210"],
    "procedure_modifiers": ["25", ""],
    "procedure_units": ["1", "1"],
    "procedure_pointers": ["A", "B"],
    "base_revision": "0",
}
AUDIT: Claim = RIGHT | {
    "diagnosis_code": ["H66.001", "H61.21", "J20.9"],
    "diagnosis_mark": ["laterality", "unsupported", ""],
    "procedure_mark": ["units", ""],
    "struck": ["d1"],
    "procedure_pointers": ["A", "A"],
}
"""One error settled, one not named, one not put right; two false alarms."""
QUERY: Claim = {"needed": "yes", "gap": ["a", "b"], "part_facts": "a", "part_question": "a", "base_revision": "0"}


def start(browser: Browser, slug: str = CASE_SLUG, **fields: str) -> str:
    """The address of the workbench of a new try."""
    response = browser.post(f"/cases/{slug}/start", fields)
    assert response.status_code == 303
    return response.headers["Location"]


def hand_in(browser: Browser, work: Claim, slug: str = CASE_SLUG) -> str:
    """The address of the report on a new try."""
    response = browser.post(f"{start(browser, slug)}/submission", work)
    assert response.status_code == 303
    return response.headers["Location"]
