"""The cells beside a practice question: each state by its word and its sign."""

from types import SimpleNamespace

import pytest

from tests.support.html import Page
from trainer.domain.kernel.points import Points
from trainer.services.navigator import Cell
from trainer.web.practice.navigator import navigator


def a_cell(states: str, points: Points | None, position: int = 4) -> Cell:
    return Cell(position, "answered" in states, "flagged" in states, points)


RIGHT, PARTLY, WRONG = Points(12, 12), Points(6, 12), Points(0, 12)


@pytest.mark.parametrize(
    ("cell", "state", "sign"),
    [
        (a_cell("answered", RIGHT), "right", "✓"),
        (a_cell("answered", PARTLY), "partly", "◐"),
        (a_cell("answered", WRONG), "wrong", "✗"),
        (a_cell("answered", None), "answered", "●"),
        (a_cell("", WRONG), "unanswered", ""),
        (a_cell("", None), "unanswered", ""),
        (a_cell("answered flagged", RIGHT), "right", "⚑"),
    ],
)
@pytest.mark.parametrize("saves", [True, False])
def test_a_cell_says_its_state(app, cell, state, sign, saves):
    with app.test_request_context("/"):
        html = navigator(SimpleNamespace(number=3, position=1, cells=(cell,)), saves=saves)
    (shown,) = (each for each in Page(html).elements if each.tag in ("a", "button"))
    assert shown.attributes["class"] == f"cell is-{state}"
    assert shown.attributes["aria-label"].startswith("Question 4, ")
    assert shown.attributes["aria-label"].endswith(", flagged") is cell.is_flagged
    where = {"type": "submit", "name": "go", "value": "4"} if saves else {"href": "/practice/3/questions/4"}
    assert shown.attributes.items() >= where.items()
    assert f'<span aria-hidden="true">{sign}</span>' in html


def test_the_question_that_is_shown_is_a_link_that_says_so(app):
    cells = tuple(a_cell("", None, position) for position in (1, 2))
    with app.test_request_context("/"):
        page = Page(navigator(SimpleNamespace(number=3, position=2, cells=cells), saves=True))
    button, link = (each for each in page.elements if each.tag in ("a", "button"))
    assert (button.tag, link.tag) == ("button", "a")
    assert link.attributes["aria-current"] == "page"
    assert "aria-current" not in button.attributes
