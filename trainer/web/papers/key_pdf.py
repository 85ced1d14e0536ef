"""The key of a form, for its staff only: the answers at a glance, then each with its reasons and references."""

from collections.abc import Iterator, Sequence

from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, Paragraph, Spacer

from trainer.domain.claims.billing_case import BillingContent
from trainer.domain.claims.case import CaseContent
from trainer.domain.grading.billing_key import BillingKey
from trainer.domain.grading.case_key import CaseKey
from trainer.domain.items.content import Option
from trainer.domain.items.keys import Explanation, MatchingKey, right_options
from trainer.services.papers import PaperCase, PaperForm, PaperKeys, PaperQuestion, PaperSet
from trainer.web.cases.words import kind_words
from trainer.web.papers import words
from trainer.web.papers.billing_pdf import exercise_key
from trainer.web.papers.markdown_flow import Look, flow, inline
from trainer.web.papers.paper_pdf import foot_of, head
from trainer.web.papers.sheet import INDENT, OPTION, FormBegin, Sheet

NOT_FOR_LEARNERS = (
    "For staff only. The check at the foot of the page is the same on the paper that this key belongs to."
)
_COLUMNS = 5
_LEAST = 150
"""Room below which a case begins on the next page."""


def key_flow(sheet: Sheet, papers: PaperSet, form: PaperForm, keys: PaperKeys) -> Iterator[Flowable]:
    """The key of one form."""
    yield FormBegin(foot_of(papers, form, "Key"))
    yield from head(sheet, papers, form, "Key")
    yield sheet.write(NOT_FOR_LEARNERS, sheet.hint)
    if form.questions:
        yield from _at_a_glance(sheet, form, keys)
        yield sheet.write("Reasons and references", sheet.heading)
    for question in form.questions:
        yield KeepTogether([*_question(sheet, papers, form, question, keys), Spacer(1, 8)])
    for case in form.cases:
        yield from _case(sheet, papers, form, case, keys.cases[case.version_id])


def _answer(question: PaperQuestion, keys: PaperKeys) -> str:
    return words.key_words(question.response, question.options, keys.items[question.version_id][0])


def _at_a_glance(sheet: Sheet, form: PaperForm, keys: PaperKeys) -> Iterator[Flowable]:
    told = [f"{question.position}. {_answer(question, keys)}" for question in form.questions]
    length = -(-len(told) // _COLUMNS)
    columns = [told[first : first + length] for first in range(0, len(told), length)]
    rows = [
        [sheet.write(column[place]) if place < len(column) else "" for column in columns] for place in range(length)
    ]
    yield sheet.grid(rows, [sheet.width / _COLUMNS] * len(columns))


def _elsewhere(papers: PaperSet, form: PaperForm, version_id: int) -> str:
    """Where the same stands in the other forms."""
    if not papers.has_numbers:
        return ""
    others = [each for each in papers.forms if each is not form]
    return ", ".join(f"{each.letter} {each.version_ids.index(version_id) + 1}" for each in others)


def _question(
    sheet: Sheet, papers: PaperSet, form: PaperForm, question: PaperQuestion, keys: PaperKeys
) -> Iterator[Flowable]:
    key, explanation = keys.items[question.version_id]
    right = right_options(key)
    texts = ", ".join(inline(sheet, option.text) for option in question.options if option.id in right)
    answer = sheet.markup(_answer(question, keys))
    style = sheet.indented(sheet.strong, INDENT, 0)
    yield Paragraph(f"{answer}: {texts}" if texts else answer, style, bulletText=f"{question.position}.")
    if others := _elsewhere(papers, form, question.version_id):
        yield sheet.write(f"In the other forms: {others}", sheet.indented(sheet.hint, INDENT))
    if isinstance(key, MatchingKey):
        yield from _pairs(sheet, question, key)
    if explanation.general:
        yield from flow(sheet, explanation.general, Look(sheet.text, INDENT))
    yield from _rationales(sheet, question.options, explanation)
    yield from _references(sheet, explanation.references, INDENT)


def _pairs(sheet: Sheet, question: PaperQuestion, key: MatchingKey) -> Iterator[Flowable]:
    texts = {option.id: option.text for option in question.options}
    prompts = {prompt.id: prompt.text for prompt in getattr(question.response, "prompts", ())}
    for prompt_id, option_id in key.pairs:
        told = f"{inline(sheet, prompts[prompt_id])}: {inline(sheet, texts[option_id])}"
        yield Paragraph(told, sheet.indented(sheet.text, INDENT))


def _rationales(sheet: Sheet, options: Sequence[Option], explanation: Explanation) -> Iterator[Flowable]:
    for place, option in enumerate(options):
        if why := explanation.rationale(option.id):
            yield from flow(sheet, why, Look(sheet.text, INDENT + OPTION, f"{words.letter_of(place)}.", INDENT))


def _references(sheet: Sheet, references: Sequence[str], indent: float) -> Iterator[Flowable]:
    if references:
        yield sheet.write(f"References: {'; '.join(references)}", sheet.indented(sheet.hint, indent))


def _case(
    sheet: Sheet, papers: PaperSet, form: PaperForm, case: PaperCase, key: CaseKey | BillingKey
) -> Iterator[Flowable]:
    yield CondPageBreak(_LEAST)
    yield sheet.write(f"Case {case.position}: {case.content.title}", sheet.heading)
    if others := _elsewhere(papers, form, case.version_id):
        yield sheet.write(f"In the other forms: {others}", sheet.hint)
    if isinstance(case.content, BillingContent) or isinstance(key, BillingKey):
        if isinstance(case.content, BillingContent) and isinstance(key, BillingKey):
            yield from exercise_key(sheet, case.content, key)
        return
    if case.content.query is not None:
        yield from _query(sheet, case.content, key)
    else:
        yield from _seeded(sheet, key)
        yield from _claim(sheet, key)
        yield from _remarks(sheet, key)
    yield from _references(sheet, key.references, 0)


def _claim(sheet: Sheet, key: CaseKey) -> Iterator[Flowable]:
    yield sheet.write("Diagnoses", sheet.heading)
    rows: list[list[object]] = [
        [
            sheet.write(words.letter_of(place)),
            sheet.write(words.shown_code(line.code)),
            sheet.write(words.status_words(line)),
            _why(sheet, line.why, line.span),
        ]
        for place, line in enumerate(key.diagnoses)
    ]
    yield _table(sheet, ("", "Code", "On the claim", "Why"), rows, (0.05, 0.15, 0.2, 0.6))
    yield sheet.write("Procedures and supplies", sheet.heading)
    rows = [
        [
            sheet.write(str(number)),
            sheet.write(line.code),
            sheet.write(words.modifier_words(line.modifiers)),
            sheet.write(words.units_words(line)),
            sheet.write(words.pointer_words(line.pointers)),
            sheet.write(words.status_words(line)),
            _why(sheet, line.why, line.span),
        ]
        for number, line in enumerate(key.procedures, start=1)
    ]
    named = ("", "Code", "Modifiers", "Units", "Points to", "On the claim", "Why")
    yield _table(sheet, named, rows, (0.05, 0.12, 0.13, 0.08, 0.12, 0.14, 0.36))
    for line in key.procedures:
        if line.elements is not None:
            told = ", ".join(f"{name} {getattr(line.elements, name)}" for name in words.ELEMENTS)
            yield sheet.write(f"The elements of {line.code}: {told}.")


def _why(sheet: Sheet, why: str, span: str) -> list[Flowable]:
    quoted = flow(sheet, f"“{span}”", Look(sheet.hint)) if span else []
    return [*flow(sheet, why, Look(sheet.text)), *quoted]


def _table(sheet: Sheet, named: Sequence[str], rows: Sequence[Sequence[object]], shares: Sequence[float]) -> Flowable:
    top = [sheet.write(name, sheet.hint) for name in named]
    return sheet.grid([top, *rows], [share * sheet.width for share in shares], has_head=True)


def _remarks(sheet: Sheet, key: CaseKey) -> Iterator[Flowable]:
    """Order, pairs that a note keeps apart, and codes that the record tempts one to report."""
    told = [
        f"{words.shown_code(rule.before)} stands before {words.shown_code(rule.after)}: {rule.why}"
        for rule in key.order
    ]
    for pair in key.related:
        both = f"{words.shown_code(pair.one)} and {words.shown_code(pair.other)}"
        told.append(f"{both} {'may not stand together' if pair.is_related else 'may both stand'}: {pair.why}")
    if told:
        yield sheet.write("Order and pairs", sheet.heading)
        for line in told:
            yield from flow(sheet, line, Look(sheet.text, 14, "•"))
    if key.not_reportable:
        yield sheet.write("Not reported", sheet.heading)
        for each in key.not_reportable:
            line = f"{words.shown_code(each.code)} ({kind_words(each.finding)}): {each.why}"
            yield from flow(sheet, line, Look(sheet.text, 14, "•"))


def _seeded(sheet: Sheet, key: CaseKey) -> Iterator[Flowable]:
    """The errors of a finished claim."""
    if not key.seeded:
        return
    yield sheet.write("Errors in the claim as billed", sheet.heading)
    for error in key.seeded:
        is_diagnosis = error.section == "diagnoses"
        line = error.line or 0
        name = f"Diagnosis {words.letter_of(line)}" if is_diagnosis else f"Procedure {line + 1}"
        where = f"{words.shown_code(error.missing)} is missing" if error.line is None else name
        kinds = " or ".join(kind_words(kind) for kind in error.kinds)
        yield from flow(sheet, f"{where} ({kinds}): {error.why}", Look(sheet.text, 14, "•"))


def _query(sheet: Sheet, content: CaseContent, key: CaseKey) -> Iterator[Flowable]:
    task, query = content.query, key.query
    if task is None or query is None:
        return
    yield from flow(sheet, query.why, Look(sheet.text, INDENT, "1."))
    yield sheet.write(
        "Yes: a query is needed." if query.is_needed else "No: the record is enough.",
        sheet.indented(sheet.strong, INDENT),
    )
    remarks = dict(query.gap_remarks)
    missing = ", ".join(words.letter_of(place) for place, gap in enumerate(task.gaps) if gap.id in query.gaps)
    yield sheet.write(f"What is missing: {missing or 'nothing'}", sheet.indented(sheet.strong, INDENT, 0), bullet="2.")
    for place, gap in enumerate(task.gaps):
        yield from _remark(sheet, place, remarks.get(gap.id, ""))
    by_part = {part.part: part for part in query.parts}
    for number, part in enumerate(task.parts, start=3):
        if (right := by_part.get(part.id)) is None:
            continue
        letters = {choice.id: words.letter_of(place) for place, choice in enumerate(part.choices)}
        style = sheet.indented(sheet.strong, INDENT, 0)
        yield sheet.write(f"{part.title}: {letters[right.right]}", style, bullet=f"{number}.")
        for place, choice in enumerate(part.choices):
            yield from _remark(sheet, place, dict(right.remarks).get(choice.id, ""))


def _remark(sheet: Sheet, place: int, text: str) -> Iterator[Flowable]:
    if text:
        yield from flow(sheet, text, Look(sheet.text, INDENT + OPTION, f"{words.letter_of(place)}.", INDENT))
