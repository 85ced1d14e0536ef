"""The navigator beside a practice question: a cell for each question of the sitting.

Written here and not in the template: it is half of the page, and in the template it was half of the page's cost.
"""

from flask import url_for
from markupsafe import Markup

from trainer.services.navigator import Cell
from trainer.services.sittings import QuestionPage

_SIGNS = {"right": "✓", "partly right": "◐", "wrong": "✗", "answered": "●", "unanswered": ""}


def navigator(page: QuestionPage, *, saves: bool) -> Markup:
    """The cells as items of a list. `saves`: going to another question saves this one, so they are buttons."""
    address = url_for("practice.question", number=page.number, position=page.position).rpartition("/")[0]
    here = page.position
    shown = (
        _button(cell) if saves and cell.position != here else _link(cell, address, is_here=cell.position == here)
        for cell in page.cells
    )
    items = "\n".join(f"      <li>\n        {cell}\n      </li>" for cell in shown)
    return Markup(items)  # noqa: S704 - numbers, and words from this file


def _link(cell: Cell, address: str, *, is_here: bool) -> str:
    number, state, flagged, sign = _marks(cell)
    current = ' aria-current="page"' if is_here else ""
    tag = f'<a href="{address}/{number}" class="cell is-{state.partition(" ")[0]}"'
    return f'{tag} aria-label="Question {number}, {state}{flagged}"{current}>{number}{sign}</a>'


def _button(cell: Cell) -> str:
    number, state, flagged, sign = _marks(cell)
    tag = f'<button type="submit" name="go" value="{number}" class="cell is-{state.partition(" ")[0]}"'
    return f'{tag} aria-label="Question {number}, {state}{flagged}">{number}{sign}</button>'


def _marks(cell: Cell) -> tuple[int, str, str, str]:
    state = _state(cell)
    sign = "⚑" if cell.is_flagged else _SIGNS[state]
    return cell.position, state, ", flagged" if cell.is_flagged else "", f'<span aria-hidden="true">{sign}</span>'


def _state(cell: Cell) -> str:
    points = cell.points
    if points is not None and points.is_full:
        return "right"
    if points is not None and points.earned:
        return "partly right"
    if cell.is_answered:
        return "answered" if points is None else "wrong"
    return "unanswered"
