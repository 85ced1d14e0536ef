"""A draft as files: the 837P, looked at and downloaded, and the form as a PDF."""

from flask import render_template
from werkzeug.wrappers import Response

from trainer.services import claim_drafts, claim_papers
from trainer.services.claim_papers import ClaimUnreadable
from trainer.web.claims.blueprint import blueprint
from trainer.web.claims.pages import Found, draft_page
from trainer.web.requests import current_scope

Page = str | Response | tuple[str, int]


@blueprint.get("/<int:number>/837p")
def electronic(number: int) -> Page:
    draft = claim_drafts.get_draft(current_scope(), number)
    try:
        file = claim_papers.write_claim_file(current_scope(), draft, is_judged=True)
    except ClaimUnreadable as error:
        return unreadable(draft, error, "No 837P yet")
    return render_template("billing/claims/electronic.html", page=draft, file=file)


@blueprint.get("/<int:number>/837p.txt")
def electronic_file(number: int) -> Page:
    draft = claim_drafts.get_draft(current_scope(), number)
    try:
        file = claim_papers.write_claim_file(current_scope(), draft)
    except ClaimUnreadable as error:
        return unreadable(draft, error, "No 837P yet")
    return text_file(file.name, file.text)


@blueprint.get("/<int:number>/form.pdf")
def pdf(number: int) -> Response:
    draft = claim_drafts.get_draft(current_scope(), number)
    headers = {"Content-Disposition": f'attachment; filename="CMS-1500-claim-{number}.pdf"'}
    from trainer.web.claims.form_pdf import make_pdf  # noqa: PLC0415 - large, and rarely needed

    return Response(make_pdf(draft), mimetype="application/pdf", headers=headers)


def text_file(name: str, text: str) -> Response:
    """A text to be kept under a name of ours."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, mimetype="text/plain", headers=headers)


def unreadable(draft: claim_drafts.Draft, error: ClaimUnreadable, title: str) -> tuple[str, int]:
    """The form with everything at its box that keeps it from being a claim."""
    message = error.message or "The form does not make a claim yet. Mend these boxes, then try again."
    page = draft_page(draft, Found(title, message, error.problems))
    return render_template("billing/claims/edit.html", **page), 422
