"""The paper of a form: its cover, then questions with the scenarios that they share, or cases. No key is known here."""

from collections.abc import Iterator
from itertools import groupby

from reportlab.platypus import Flowable, KeepTogether, PageBreak, Paragraph, Spacer

from trainer.domain.claims.billing_case import BillingContent
from trainer.domain.claims.case import CaseContent
from trainer.domain.items.content import Matching
from trainer.services.papers import PaperCase, PaperForm, PaperQuestion, PaperSet
from trainer.web.assignments.words import in_hours
from trainer.web.cases.views import KIND_TITLES
from trainer.web.papers import words
from trainer.web.papers.billing_pdf import exercise
from trainer.web.papers.markdown_flow import Look, flow, inline
from trainer.web.papers.sheet import INDENT, OPTION, Foot, FormBegin, Sheet
from trainer.web.rendering import day, is_codes, plural


def paper_flow(sheet: Sheet, papers: PaperSet, form: PaperForm) -> Iterator[Flowable]:
    """One form from its cover on; the next begins on a page of its own."""
    yield FormBegin(foot_of(papers, form))
    yield from _cover(sheet, papers, form)
    yield PageBreak()
    yield from _questions(sheet, form)
    for case in form.cases:
        if case.position > 1:
            yield PageBreak()
        yield from _case(sheet, case)


def foot_of(papers: PaperSet, form: PaperForm, what: str = "") -> Foot:
    """Names the class, the assignment and the check, and at the right the form."""
    spec, member = papers.entry.spec, papers.member
    return Foot(
        f"Check {form.check} · {spec.title} · {member.title}",
        f"{what} · Form {form.letter}" if what else f"Form {form.letter}",
    )


def head(sheet: Sheet, papers: PaperSet, form: PaperForm, what: str) -> list[Flowable]:
    """Class, assignment, form, and what this document is."""
    member, spec = papers.member, papers.entry.spec
    return [
        sheet.write(" · ".join(part for part in (member.title, member.term) if part), sheet.hint),
        sheet.write(spec.title, sheet.title),
        sheet.write(f"Form {form.letter}{f' · {what}' if what else ''}", sheet.heading),
    ]


def name_lines(sheet: Sheet) -> Flowable:
    """Room for a name and a date."""
    row = [sheet.write("Name"), "", sheet.write("Date"), ""]
    return sheet.grid([row], [sheet.width * share for share in (0.1, 0.5, 0.1, 0.3)], heights=[24])


def _cover(sheet: Sheet, papers: PaperSet, form: PaperForm) -> Iterator[Flowable]:
    yield from head(sheet, papers, form, "")
    yield Spacer(1, 8)
    yield name_lines(sheet)
    yield Spacer(1, 6)
    if papers.entry.spec.instructions.strip():
        yield sheet.write("Instructions", sheet.heading)
        yield from flow(sheet, papers.entry.spec.instructions, Look(sheet.text))
    yield sheet.write("How to work on it", sheet.heading)
    for line in _rules(papers, form):
        yield sheet.write(line, sheet.indented(sheet.text, 14, 0), bullet="•")
    yield Spacer(1, 8)
    yield sheet.write("Do not turn the page before you are told to.", sheet.strong)


def _rules(papers: PaperSet, form: PaperForm) -> Iterator[str]:
    """What holds for everybody."""
    count = plural(len(form.questions), "question") if form.questions else plural(len(form.cases), "case")
    yield f"{count}. Time: {in_hours(papers.minutes * 60) if papers.minutes else 'no limit'}."
    of_questions = {question.content.edition for question in form.questions}
    editions = sorted(of_questions | {case.content.edition for case in form.cases})
    yield f"The answers are true for the code books of {' and '.join(editions)}."
    if form.questions:
        yield "Write your answers on the answer sheet: only what stands there counts."
        yield "Where it does not say otherwise, one answer is best."
    else:
        yield "Write your answers on the answer sheet: only what stands there counts."
    yield f"Write your name and the letter of your form, {form.letter}, on everything that you hand in."
    yield words.OWN_WORK


def _questions(sheet: Sheet, form: PaperForm) -> Iterator[Flowable]:
    for set_id, group in groupby(form.questions, key=lambda each: each.set_id):
        questions = list(group)
        if set_id:
            yield from _scenario(sheet, questions)
        for question in questions:
            yield KeepTogether([*_question(sheet, question), Spacer(1, 10)])


def _scenario(sheet: Sheet, questions: list[PaperQuestion]) -> Iterator[Flowable]:
    first, last = questions[0].position, questions[-1].position
    of = f"For question {first}" if first == last else f"For questions {first} to {last}"
    title = questions[0].stimulus_title
    parts = [sheet.write(f"{of}: {title}" if title else of, sheet.heading)]
    parts += flow(sheet, questions[0].stimulus_body, Look(sheet.text))
    yield KeepTogether(parts)
    yield Spacer(1, 6)


def _question(sheet: Sheet, question: PaperQuestion) -> Iterator[Flowable]:
    response = question.response
    yield from flow(sheet, question.content.stem, Look(sheet.text, INDENT, f"{question.position}."))
    if task := words.task_words(response):
        yield sheet.write(task, sheet.indented(sheet.hint, INDENT))
    if isinstance(response, Matching):
        for number, prompt in enumerate(response.prompts, start=1):
            yield _choice(sheet, f"{number}.", prompt.text)
        yield Spacer(1, 4)
    for place, option in enumerate(question.options):
        yield _choice(sheet, f"{words.letter_of(place)}.", option.text)


def _choice(sheet: Sheet, bullet: str, text: str) -> Flowable:
    style = sheet.indented(sheet.text, INDENT + OPTION, INDENT)
    shown = inline(sheet, text)
    if is_codes(text):
        shown = f'<font name="{sheet.mono}">{shown}</font>'
    return Paragraph(shown, style, bulletText=bullet)


def _case(sheet: Sheet, case: PaperCase) -> Iterator[Flowable]:
    content = case.content
    yield sheet.write(f"Case {case.position}: {content.title}", sheet.heading)
    if isinstance(content, BillingContent):
        yield from exercise(sheet, content)
        return
    yield sheet.write(f"{KIND_TITLES[content.kind]} · {content.specialty} · level {content.level} of 5", sheet.hint)
    rows = [[sheet.write(name, sheet.hint), sheet.write(value)] for name, value in _facts(content)]
    yield sheet.grid(rows, (sheet.width * 0.2, sheet.width * 0.8))
    yield from flow(sheet, content.task, Look(sheet.strong))
    yield sheet.write("The record", sheet.heading)
    yield from flow(sheet, content.chart, Look(sheet.text))
    yield from _billed(sheet, content)
    yield from _query(sheet, content)


def _facts(content: CaseContent) -> Iterator[tuple[str, str]]:
    patient = content.patient
    status = "" if patient.status == "not applicable" else f", {patient.status}"
    yield "Date of service", day(content.date_of_service)
    yield "Setting", f"{content.setting}, place of service {content.place_of_service}"
    yield "Payer", f"{content.payer}, {content.convention} conventions"
    if content.provider:
        yield "Provider", content.provider
    yield "Patient", f"{patient.age_years} years, {patient.sex}{status}"
    for prior in content.prior_encounters:
        yield "Before", f"{day(prior.on)}: {prior.service}{f' ({prior.code})' if prior.code else ''}"


def _billed(sheet: Sheet, content: CaseContent) -> Iterator[Flowable]:
    """The finished claim of an audit."""
    if content.billed is None:
        return
    yield sheet.write("The claim as it was billed", sheet.heading)
    rows = [
        [sheet.write(f"Diagnosis {words.letter_of(place)}"), sheet.write(line.code), "", "", ""]
        for place, line in enumerate(content.billed.diagnoses)
    ]
    rows += [
        [sheet.write(f"Procedure {number}"), *map(sheet.write, words.billed_words(line))]
        for number, line in enumerate(content.billed.procedures, start=1)
    ]
    named = [sheet.write(name, sheet.hint) for name in ("Line", "Code", "Modifiers", "Units", "Pointers")]
    yield sheet.grid([named, *rows], [sheet.width * share for share in (0.24, 0.22, 0.22, 0.12, 0.2)], has_head=True)


def _query(sheet: Sheet, content: CaseContent) -> Iterator[Flowable]:
    """What a query to the provider is put together from."""
    if content.query is None:
        return
    yield sheet.write("1. Does this record need a query to the provider?", sheet.heading)
    yield sheet.write(
        "2. What is missing? Choose all that the code needs; nothing where the record is enough.", sheet.heading
    )
    for place, gap in enumerate(content.query.gaps):
        yield _choice(sheet, f"{words.letter_of(place)}.", gap.text)
    for number, part in enumerate(content.query.parts, start=3):
        yield sheet.write(f"{number}. {part.title}. Without need of a query, leave this open.", sheet.heading)
        for place, choice in enumerate(part.choices):
            yield _choice(sheet, f"{words.letter_of(place)}.", choice.text)
