"""Billing exercises on paper: those made of exhibits and questions. The key is apart from what a learner is given."""

from collections.abc import Iterator

from reportlab.platypus import Flowable, KeepTogether, Paragraph

from trainer.domain.claims.billing_case import BillingContent, Field, FieldType
from trainer.domain.grading.billing_key import BillingKey, FieldKey
from trainer.web.billing.words import KIND_TITLES, PROFILE_TITLES
from trainer.web.papers import words
from trainer.web.papers.answer_row import AnswerRow, Cell
from trainer.web.papers.markdown_flow import Look, flow, inline
from trainer.web.papers.sheet import INDENT, OPTION, Sheet
from trainer.web.rendering import day

_HOW = {
    FieldType.MONEY: "Dollars and cents.",
    FieldType.DATE: "A date, as 03/09/2026.",
    FieldType.NUMBER: "A whole number.",
    FieldType.CHOICE: "",
    FieldType.CHOICES: "Choose every answer that applies.",
    FieldType.ORDER: "Write the letters in the right order, first to last.",
    FieldType.CODE: "",
    FieldType.TEXT: "",
}


def exercise(sheet: Sheet, content: BillingContent) -> Iterator[Flowable]:
    """What a learner is given: the facts, the task, the papers on the desk, the questions."""
    about = f"{KIND_TITLES[content.kind]} · {content.specialty} · level {content.level} of 5"
    yield sheet.write(about, sheet.hint)
    facts = (("Today", day(content.on)), ("Payer", f"{content.payer} ({PROFILE_TITLES[content.profile]})"))
    rows = [[sheet.write(name, sheet.hint), sheet.write(value)] for name, value in facts]
    yield sheet.grid(rows, (sheet.width * 0.2, sheet.width * 0.8))
    yield from flow(sheet, content.task, Look(sheet.strong))
    for exhibit in content.exhibits:
        yield sheet.write(exhibit.title, sheet.heading)
        yield from flow(sheet, exhibit.text, Look(sheet.text))
    section = None
    for number, field in enumerate(content.fields, start=1):
        if field.section != section:
            section = field.section
            yield sheet.write(section or "Questions", sheet.heading)
        yield from _asked(sheet, number, field)


def _asked(sheet: Sheet, number: int, field: Field) -> Iterator[Flowable]:
    yield _line(sheet, f"{number}.", field.label, 0, INDENT)
    how = "" if field.hint and field.type is FieldType.CHOICES else _HOW[field.type]
    if told := " ".join(part for part in (field.hint, how) if part):
        yield sheet.write(told, sheet.indented(sheet.hint, INDENT))
    for place, offer in enumerate(field.offers):
        yield _line(sheet, f"{words.letter_of(place)}.", offer.text, INDENT, INDENT + OPTION)


def _line(sheet: Sheet, bullet: str, text: str, bullet_indent: float, indent: float) -> Paragraph:
    return Paragraph(inline(sheet, text), sheet.indented(sheet.text, indent, bullet_indent), bulletText=bullet)


def answer_lines(sheet: Sheet, content: BillingContent) -> Iterator[Flowable]:
    """Circles and lines for every question."""
    for number, field in enumerate(content.fields, start=1):
        yield AnswerRow(sheet, f"{number}.", _cells(field))


def _cells(field: Field) -> list[Cell]:
    circles = [Cell(words.letter_of(place)) for place in range(len(field.offers))]
    match field.type:
        case FieldType.CHOICE:
            return circles
        case FieldType.CHOICES:
            return [*circles, Cell("", 0, "all that apply")]
        case FieldType.ORDER:
            return [Cell(f"{place}.", 22) for place in range(1, len(circles) + 1)]
        case FieldType.MONEY:
            return [Cell("$", 120)]
        case _:
            return [Cell("", 200)]


def exercise_key(sheet: Sheet, content: BillingContent, key: BillingKey) -> Iterator[Flowable]:
    """Every answer with the reason, its computation, and where the rule is written."""
    keys = {each.field: each for each in key.fields}
    for number, field in enumerate(content.fields, start=1):
        if (right := keys.get(field.id)) is not None:
            yield KeepTogether([*_right(sheet, number, field, right)])


def _right(sheet: Sheet, number: int, field: Field, right: FieldKey) -> Iterator[Flowable]:
    letters = {offer.id: words.letter_of(place) for place, offer in enumerate(field.offers)}
    answers = [", ".join(letters.get(part, part) for part in _parts(field, each)) for each in right.accepts]
    yield sheet.write(
        f"{' or '.join(each or 'left empty' for each in answers)} · {field.label}",
        sheet.indented(sheet.strong, INDENT, 0),
        bullet=f"{number}.",
    )
    yield from flow(sheet, right.why, Look(sheet.text, INDENT))
    told = [f"Computed: {right.sum}"] if right.sum else []
    told += [f"The papers: “{right.span}”"] if right.span else []
    told += [f"Source: {right.source}"] if right.source else []
    for line in told:
        yield sheet.write(line, sheet.indented(sheet.hint, INDENT))


def _parts(field: Field, answer: str) -> list[str]:
    """Ids of offers, where there are any; else the answer as it is."""
    return answer.split() if field.offers else [answer]


def texts_of(content: BillingContent) -> Iterator[str]:
    """What people wrote in an exercise."""
    yield from (content.title, content.task, content.payer)
    yield from (text for exhibit in content.exhibits for text in (exhibit.title, exhibit.text))
    for field in content.fields:
        yield from (field.label, field.section, field.hint, *(offer.text for offer in field.offers))


def texts_of_key(key: BillingKey) -> Iterator[str]:
    """What people wrote in its key."""
    for field in key.fields:
        yield from (field.why, field.source, field.sum, field.span, *field.accepts)
