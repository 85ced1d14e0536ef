"""Assignments on paper: forms, answer sheets, keys."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services import papers
from trainer.services.papers import MOST_FORMS, PaperForm, PaperSet
from trainer.web.papers.parts import PART_WORDS, PaperSize, Part
from trainer.web.requests import current_scope

blueprint = Blueprint("papers", __name__, url_prefix="/classes/<int:class_id>/papers")


@blueprint.get("/<int:assignment_id>")
def show(class_id: int, assignment_id: int) -> str | tuple[str, int]:
    try:
        return _page(papers.get_papers(current_scope(), class_id, assignment_id, _count()))
    except Refused as error:
        return _page(papers.get_papers(current_scope(), class_id, assignment_id), error), 422


def _page(page: PaperSet, error: Refused | None = None) -> str:
    return render_template(
        "papers/show.html",
        page=page,
        error=error,
        typed=request.args.get("forms", "1"),
        size=_size(),
        sizes=PaperSize,
        parts=[part for part in Part if part is not Part.NUMBERS],
        part_words=PART_WORDS,
        most=MOST_FORMS,
    )


@blueprint.get("/<int:assignment_id>/<any(paper, answers, key, numbers):part>.pdf")
def pdf(class_id: int, assignment_id: int, part: str) -> AnyResponse:
    """One document of all forms, or of the one that is asked for."""
    try:
        page = papers.get_papers(current_scope(), class_id, assignment_id, _count())
    except Refused:
        return _back(class_id, assignment_id)
    wanted = Part(part)
    if not page.forms or (wanted is Part.NUMBERS and not page.has_numbers):
        return _back(class_id, assignment_id)
    letter = request.args.get("form", "")
    forms = [form for form in page.forms if letter in ("", form.letter)]
    if not forms:
        raise NotFound("form")
    name = "-".join(["assignment", str(assignment_id), part, *([f"form-{letter}"] if letter else [])])
    headers = {"Content-Disposition": f'attachment; filename="{name}.pdf"'}
    return Response(_document(page, forms, wanted), mimetype="application/pdf", headers=headers)


def _back(class_id: int, assignment_id: int) -> AnyResponse:
    """To the page that says why there is nothing to print."""
    forms = request.args.get("forms")
    return redirect(url_for("papers.show", class_id=class_id, assignment_id=assignment_id, forms=forms), 303)


def _document(page: PaperSet, forms: list[PaperForm], part: Part) -> bytes:
    from trainer.web.papers import documents  # noqa: PLC0415 - large, and rarely needed

    size = _size()
    match part:
        case Part.PAPER:
            return documents.make_papers(page, forms, size)
        case Part.ANSWERS:
            return documents.make_answer_sheets(page, forms, size)
        case Part.KEY:
            return documents.make_keys(page, forms, papers.get_keys(current_scope(), page), size)
        case Part.NUMBERS:
            return documents.make_numbers(page, size)


def _count() -> int:
    typed = request.args.get("forms", "1").strip()
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 4):
        raise Refused(f"Choose 1 to {MOST_FORMS} forms.", "forms")
    return int(typed)


def _size() -> PaperSize:
    return PaperSize.A4 if request.args.get("size") == PaperSize.A4 else PaperSize.LETTER
