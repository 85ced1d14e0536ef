"""What would a payer say? The answer to a draft: page, 835, and keeping it among the remittances."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from trainer.domain.kernel.errors import Refused
from trainer.services import claim_answers, claim_drafts, remittances
from trainer.services.claim_papers import ClaimUnreadable, read_claim
from trainer.web.billing.pages import eob_words
from trainer.web.claims.answer_form import AnswerForm, read_question
from trainer.web.claims.blueprint import blueprint
from trainer.web.claims.files import text_file, unreadable
from trainer.web.requests import current_scope, forget_this_step

Page = str | Response | tuple[str, int]


@blueprint.get("/<int:number>/answer")
def answer(number: int) -> Page:
    draft = claim_drafts.get_draft(current_scope(), number)
    try:
        form = read_question(request.args, read_claim(draft))
        found = None if form.problems else claim_answers.answer_claim(draft, form.question)
    except ClaimUnreadable as error:
        return unreadable(draft, error, "No payer would read this yet")
    except Refused as error:
        return unreadable(draft, ClaimUnreadable((), error.reason), "No payer would answer this")
    page = render_template("billing/claims/answer.html", **_page(draft, form), answer=found)
    return (page, 422) if form.problems else page


@blueprint.get("/<int:number>/answer.txt")
def answer_file(number: int) -> Page:
    draft, form = _asked(number)
    if form.problems:
        return redirect(url_for("claims.answer", number=number, **_values(form)), 303)
    return text_file(*claim_answers.write_answer(current_scope(), draft, form.question))


@blueprint.post("/<int:number>/answer")
def keep_answer(number: int) -> Page:
    """Keeps the remittance among those that were read in, as if the payer had sent it."""
    draft, form = _asked(number)
    if form.problems:
        return redirect(url_for("claims.answer", number=number, **_values(form)), 303)
    made = claim_answers.answer_claim(draft, form.question).remittance
    kept = remittances.keep_remittances(current_scope(), (made,), f"Answer to claim {number}")
    if kept.known:
        flash(
            f"An answer with the trace number {made.number} was kept before, and that is what stands here. To keep "
            "another one in its place, delete it and ask again."
        )
    else:
        flash("The remittance is kept.")
    shown = kept.new[0] if kept.new else kept.known[0][1]
    return redirect(url_for("remittances.show", number=shown), 303)


def _asked(number: int) -> tuple[claim_drafts.Draft, AnswerForm]:
    """Draft and question. What keeps the draft from being a claim is said on the page of the answer."""
    draft = claim_drafts.get_draft(current_scope(), number)
    try:
        return draft, read_question(request.args, read_claim(draft))
    except ClaimUnreadable as error:
        forget_this_step()
        raise Refused("The form does not make a claim yet: check it first.") from error


def _values(form: AnswerForm) -> dict[str, Any]:
    """What an address says that asks the same again."""
    return {"contract": form.question.contract.id, "asked": "1", **form.typed}


def _page(draft: claim_drafts.Draft, form: AnswerForm) -> dict[str, Any]:
    return {
        "page": draft,
        "form": form,
        "typed": form.typed,
        "asked": _values(form),
        "made": claim_answers.MADE,
        **eob_words(),
    }
