"""The four documents of an assignment on paper, as PDF: paper, answer sheet, key, and the numbers from form to form."""

from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO

from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageBreak, PageTemplate

from trainer.domain.claims.billing_case import BillingContent
from trainer.domain.grading.billing_key import BillingKey
from trainer.domain.grading.case_key import CaseKey
from trainer.domain.items.content import Matching
from trainer.domain.items.keys import Explanation
from trainer.services.papers import PaperCase, PaperForm, PaperKeys, PaperQuestion, PaperSet
from trainer.web.papers.answer_sheet import answer_flow, answer_pages
from trainer.web.papers.billing_pdf import texts_of, texts_of_key
from trainer.web.papers.key_pdf import key_flow
from trainer.web.papers.paper_pdf import paper_flow
from trainer.web.papers.parts import PART_WORDS, PaperSize, Part
from trainer.web.papers.sheet import FOOT, MARGIN, Foot, FormBegin, Sheet, canvas_of
from trainer.web.pdf_letters import letters_for


def make_papers(papers: PaperSet, forms: Sequence[PaperForm], size: PaperSize) -> bytes:
    """These forms of the assignment, each from a cover on."""
    sheet = _sheet(papers, forms, size)
    story = _in_turn(paper_flow(sheet, papers, form) for form in forms)
    return _built(sheet, papers, Part.PAPER, story)


def make_answer_sheets(papers: PaperSet, forms: Sequence[PaperForm], size: PaperSize) -> bytes:
    """The sheets that the answers to these forms are written on."""
    sheet = _sheet(papers, forms, size)
    return _built(sheet, papers, Part.ANSWERS, answer_flow(sheet, papers, forms), answer_pages(sheet, papers, forms))


def make_keys(papers: PaperSet, forms: Sequence[PaperForm], keys: PaperKeys, size: PaperSize) -> bytes:
    """The keys of these forms, with reasons and references."""
    sheet = _sheet(papers, forms, size, keys)
    story = _in_turn(key_flow(sheet, papers, form, keys) for form in forms)
    return _built(sheet, papers, Part.KEY, story)


def make_numbers(papers: PaperSet, size: PaperSize) -> bytes:
    """Which number a question has in every form; the forms share their questions."""
    sheet = _sheet(papers, papers.forms, size)
    return _built(sheet, papers, Part.NUMBERS, list(_numbers(sheet, papers)))


def _numbers(sheet: Sheet, papers: PaperSet) -> Iterator[Flowable]:
    spec, member = papers.entry.spec, papers.member
    yield FormBegin(Foot(f"{spec.title} · {member.title}", "Numbers"))
    yield sheet.write(" · ".join(part for part in (member.title, member.term) if part), sheet.hint)
    yield sheet.write(spec.title, sheet.title)
    yield sheet.write(PART_WORDS[Part.NUMBERS], sheet.heading)
    yield sheet.write("Each row is one question, by its number in every form. For staff only.", sheet.hint)
    top = [sheet.write(f"Form {form.letter} ({form.check})", sheet.hint) for form in papers.forms]
    rows = [[sheet.write(str(number)) for number in row] for row in papers.numbers]
    yield sheet.grid([top, *rows], [sheet.width / max(3, len(top))] * len(top), has_head=True)


def _in_turn(forms: Iterable[Iterable[Flowable]]) -> list[Flowable]:
    story: list[Flowable] = []
    for form in forms:
        if story:
            story.append(PageBreak())
        story += form
    return story


def _sheet(papers: PaperSet, forms: Sequence[PaperForm], size: PaperSize, keys: PaperKeys | None = None) -> Sheet:
    texts = set(_texts(papers, forms))
    if keys is not None:
        texts |= {text for _, explanation in keys.items.values() for text in _texts_of_explanation(explanation)}
        texts |= {text for key in keys.cases.values() for text in _texts_of_case_key(key)}
    return Sheet(size, letters_for(texts))


def _built(
    sheet: Sheet, papers: PaperSet, part: Part, story: list[Flowable], pages: Sequence[PageTemplate] = ()
) -> bytes:
    """The document, the same to the byte whenever it is made."""
    file = BytesIO()
    frame = Frame(MARGIN, MARGIN + FOOT, sheet.width, sheet.height, 0, 0, 0, 0)
    document = BaseDocTemplate(
        file,
        pagesize=sheet.page_size,
        pageTemplates=list(pages) or [PageTemplate("plain", [frame], pagesize=sheet.page_size)],
        title=f"{papers.entry.spec.title}: {PART_WORDS[part].lower()}",
        subject=papers.member.title,
        author="Medcode Trainer",
        creator="Medcode Trainer",
        lang="en-US",
        invariant=1,
    )
    document.build(story, canvasmaker=canvas_of(sheet))
    return file.getvalue()


def _texts(papers: PaperSet, forms: Sequence[PaperForm]) -> Iterator[str]:
    """What people wrote: only there letters of other scripts can stand."""
    yield from (papers.member.title, papers.member.term, papers.entry.spec.title, papers.entry.spec.instructions)
    for form in forms:
        for question in form.questions:
            yield from _texts_of_question(question)
        for case in form.cases:
            yield from _texts_of_case(case)


def _texts_of_question(question: PaperQuestion) -> Iterator[str]:
    yield from (question.content.stem, question.stimulus_title, question.stimulus_body)
    yield from (option.text for option in question.options)
    if isinstance(question.response, Matching):
        yield from (prompt.text for prompt in question.response.prompts)


def _texts_of_case(case: PaperCase) -> Iterator[str]:
    content = case.content
    if isinstance(content, BillingContent):
        yield from texts_of(content)
        return
    yield from (content.title, content.task, content.chart, content.provider, content.setting, content.payer)
    yield from (prior.service for prior in content.prior_encounters)
    if content.query is not None:
        yield from (gap.text for gap in content.query.gaps)
        yield from (
            text for part in content.query.parts for text in (part.title, *(each.text for each in part.choices))
        )


def _texts_of_explanation(explanation: Explanation) -> Iterator[str]:
    yield from (explanation.general, *explanation.references, *(text for _, text in explanation.rationales))


def _texts_of_case_key(key: CaseKey | BillingKey) -> Iterator[str]:
    if isinstance(key, BillingKey):
        yield from texts_of_key(key)
        return
    yield from (text for diagnosis in key.diagnoses for text in (diagnosis.why, diagnosis.span))
    yield from (text for procedure in key.procedures for text in (procedure.why, procedure.span))
    for remarks in (key.not_reportable, key.order, key.related, key.seeded):
        yield from (remark.why for remark in remarks)
    yield from key.references
    if key.query is not None:
        yield from (key.query.why, *(text for _, text in key.query.gap_remarks))
        yield from (text for part in key.query.parts for _, text in part.remarks)
