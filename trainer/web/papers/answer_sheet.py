"""The sheet that answers are written on: circles, lines and boxes, in the order of the form. No key is known here."""

from collections.abc import Iterator, Sequence
from functools import partial

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, NextPageTemplate, PageBreak, PageTemplate

from trainer.domain.claims.billing_case import BillingContent
from trainer.domain.claims.case import CaseContent
from trainer.domain.claims.lines import POINTER_LETTERS
from trainer.domain.items.content import (
    CodeEntry,
    Matching,
    MultipleResponse,
    NumericEntry,
    Ordering,
    Response,
    SingleBest,
)
from trainer.services.papers import PaperCase, PaperForm, PaperQuestion, PaperSet
from trainer.web.papers import words
from trainer.web.papers.answer_row import AnswerRow, Cell
from trainer.web.papers.billing_pdf import answer_lines
from trainer.web.papers.paper_pdf import foot_of, head, name_lines
from trainer.web.papers.sheet import FOOT, MARGIN, FormBegin, Sheet

PROCEDURE_LINES = 8
MORE_LINES = 4
_GAP = 18
_MOST_NARROW = 5
"""Circles that fit into one of three columns."""


def cells_of(question: PaperQuestion) -> list[Cell]:
    """Where the answer to a question goes."""
    return _cells(question.response, len(question.options))


def _cells(response: Response, options: int) -> list[Cell]:
    match response:
        case SingleBest() | MultipleResponse():
            circles = [Cell(words.letter_of(place)) for place in range(options)]
            return (
                circles
                if isinstance(response, SingleBest)
                else [*circles[:-1], Cell(circles[-1].label, 0, "all that apply")]
            )
        case NumericEntry(unit):
            return [Cell("", 120, unit)]
        case CodeEntry(system):
            return [Cell("", 100, words.SYSTEM_WORDS[system])]
        case Ordering():
            return [Cell(f"{place}.", 22) for place in range(1, options + 1)]
        case Matching(prompts):
            return [Cell(f"{number}", 22) for number in range(1, len(prompts) + 1)]


def answer_pages(sheet: Sheet, papers: PaperSet, forms: Sequence[PaperForm]) -> list[PageTemplate]:
    """The first page of every form under its head, then the rest: two or three columns for questions, one for cases."""
    columns = _columns(forms)
    pages = []
    for form in forms:
        top = [*head(sheet, papers, form, "Answer sheet"), name_lines(sheet), sheet.write(_how(form), sheet.hint)]
        heights = (part.wrap(sheet.width, sheet.height)[1] + _space(part) for part in top)
        pages.append(
            PageTemplate(
                f"first {form.letter}",
                _frames(sheet, columns, sum(heights) + 8),
                onPage=partial(_draw_top, sheet, top),
                pagesize=sheet.page_size,
                autoNextPageTemplate="rest",
            )
        )
    return [*pages, PageTemplate("rest", _frames(sheet, columns, 0), pagesize=sheet.page_size)]


def _columns(forms: Sequence[PaperForm]) -> int:
    if forms[0].cases:
        return 1
    questions = [question for form in forms for question in form.questions]
    is_narrow = all(
        isinstance(question.response, SingleBest) and len(question.options) <= _MOST_NARROW for question in questions
    )
    return 3 if is_narrow else 2


def answer_flow(sheet: Sheet, papers: PaperSet, forms: Sequence[PaperForm]) -> list[Flowable]:
    """What stands on these pages, form by form."""
    story: list[Flowable] = []
    for form in forms:
        if story:
            story += [NextPageTemplate(f"first {form.letter}"), PageBreak()]
        story += [FormBegin(foot_of(papers, form, "Answers")), *_rows(sheet, form)]
    return story


def _space(part: Flowable) -> float:
    return float(part.getSpaceBefore() + part.getSpaceAfter())


def _how(form: PaperForm) -> str:
    if any(isinstance(case.content, BillingContent) for case in form.cases):
        return words.OWN_WORK
    if form.cases:
        return (
            f"{words.OWN_WORK} Write one code to a line. Pointers are letters of diagnoses, the most important first."
        )
    return f"{words.OWN_WORK} Fill one circle for each question, more only where it says so. Cross out what you change."


def _frames(sheet: Sheet, columns: int, drop: float) -> list[Frame]:
    width = (sheet.width - _GAP * (columns - 1)) / columns
    return [
        Frame(MARGIN + place * (width + _GAP), MARGIN + FOOT, width, sheet.height - drop, 0, 0, 0, 0)
        for place in range(columns)
    ]


def _draw_top(sheet: Sheet, top: Sequence[Flowable], canvas: Canvas, document: BaseDocTemplate) -> None:
    y = MARGIN + FOOT + sheet.height
    for part in top:
        _, height = part.wrapOn(canvas, sheet.width, sheet.height)
        y -= height + part.getSpaceBefore()
        part.drawOn(canvas, MARGIN, y)
        y -= part.getSpaceAfter()


def _rows(sheet: Sheet, form: PaperForm) -> Iterator[Flowable]:
    for question in form.questions:
        yield AnswerRow(sheet, f"{question.position}", cells_of(question))
    for case in form.cases:
        if case.position > 1:
            yield PageBreak()
        yield sheet.write(f"Case {case.position}: {case.content.title}", sheet.heading)
        yield from _claim(sheet, case)


def _claim(sheet: Sheet, case: PaperCase) -> Iterator[Flowable]:
    content = case.content
    if isinstance(content, BillingContent):
        yield from answer_lines(sheet, content)
        return
    if content.query is not None:
        yield from _query(sheet, content)
    elif content.billed is not None:
        yield from _audit(sheet, content)
    else:
        yield from _diagnoses(sheet)
        yield from _procedures(sheet, "Procedures and supplies", PROCEDURE_LINES)
    if content.asks_elements:
        yield sheet.write("The visit's elements", sheet.heading)
        yield AnswerRow(sheet, "", [Cell(name.capitalize(), 90) for name in words.ELEMENTS], 0)


def _diagnoses(sheet: Sheet) -> Iterator[Flowable]:
    yield sheet.write("Diagnoses", sheet.heading)
    half = len(POINTER_LETTERS) // 2
    rows = [[left, "", right, ""] for left, right in zip(POINTER_LETTERS[:half], POINTER_LETTERS[half:], strict=True)]
    yield _blank(sheet, rows, (0.06, 0.44, 0.06, 0.44))


def _procedures(sheet: Sheet, title: str, lines: int) -> Iterator[Flowable]:
    yield sheet.write(title, sheet.heading)
    named = ["", "Code", "Modifiers", "Units", "Pointers"]
    rows = [[str(number), "", "", "", ""] for number in range(1, lines + 1)]
    yield _blank(sheet, [named, *rows], (0.06, 0.3, 0.32, 0.12, 0.2))


def _audit(sheet: Sheet, content: CaseContent) -> Iterator[Flowable]:
    billed = content.billed
    assert billed is not None
    yield sheet.write(
        "What is wrong, and how the line should stand; leave a line blank where it is right", sheet.heading
    )
    named = ["Line", "Billed", "What is wrong", "Should be (“strike” where it does not belong)"]
    rows = [[f"Dx {words.letter_of(place)}", line.code, "", ""] for place, line in enumerate(billed.diagnoses)]
    rows += [[f"{number}", line.code, "", ""] for number, line in enumerate(billed.procedures, start=1)]
    yield _blank(sheet, [named, *rows], (0.1, 0.16, 0.34, 0.4))
    yield from _procedures(sheet, "What is missing", MORE_LINES)


def _query(sheet: Sheet, content: CaseContent) -> Iterator[Flowable]:
    task = content.query
    assert task is not None
    yield AnswerRow(sheet, "1.", [Cell("Y", 0, "a query is needed   "), Cell("N", 0, "the record is enough")])
    yield AnswerRow(sheet, "2.", [*_circles(len(task.gaps)), Cell("", 0, "all that apply")])
    for number, part in enumerate(task.parts, start=3):
        yield AnswerRow(sheet, f"{number}.", [*_circles(len(part.choices)), Cell("", 0, part.title)])


def _circles(count: int) -> list[Cell]:
    return [Cell(words.letter_of(place)) for place in range(count)]


def _blank(sheet: Sheet, rows: Sequence[Sequence[str]], shares: Sequence[float]) -> Flowable:
    """A table with room to write in."""
    cells = [[sheet.write(cell, sheet.hint) if cell else "" for cell in row] for row in rows]
    return sheet.grid(cells, [share * sheet.width for share in shares], heights=[22] * len(rows))
