"""Looks the diagnoses of a form up in the code book.

Services are not looked up: a book need not hold CPT, nor all of HCPCS Level II, so that nothing follows from their
being absent.
"""

from datetime import date

from trainer.domain.claims.cms1500 import DIAGNOSES, ITEMS, LINES
from trainer.domain.claims.form_values import Entries, FormProblem, ProblemKind, ValueProblem, read_item_date, text_of
from trainer.domain.codesets.book import CodeBook
from trainer.domain.codesets.codes import dotted, normalise_code


def first_service_on(entries: Entries) -> date | None:
    """The first day of service that can be read; its release decides which codes exist."""
    days = []
    for line in LINES:
        item = f"24.{line}.from"
        try:
            days.append(read_item_date(item, text_of(entries, item)))
        except ValueProblem:
            continue
    return min((day for day in days if day), default=None)


def code_problems(entries: Entries, book: CodeBook, on: date) -> tuple[FormProblem, ...]:
    """Every diagnosis that was no billable code of ICD-10-CM on that day, in form order.

    A heading with codes below it is told apart from what does not exist.
    """
    found = []
    for item in DIAGNOSES:
        code = normalise_code(text_of(entries, item))
        if not code or book.valid_on(code, on):
            continue
        if book.get(code):
            why = f"{dotted(code)} is not complete or not in force on {on:%m/%d/%Y}: choose a code below it"
        else:
            why = f"{dotted(code)} is no code of ICD-10-CM: look it up in the code book"
        found.append(FormProblem(item, f"{ITEMS[item].title}: {why}.", ProblemKind.DISAGREES))
    return tuple(found)
