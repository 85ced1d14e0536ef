"""A draft on its way to learners: its page, the second person's blind solution, publishing, retiring."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from trainer.domain.kernel.errors import Refused
from trainer.services import draft_openings, draft_publishing, draft_solutions, drafts
from trainer.services.draft_checks import check_draft
from trainer.web.answer_forms import typed_answer, whole
from trainer.web.authoring.blueprint import blueprint
from trainer.web.authoring.editing import preview_values
from trainer.web.cases.chart import chart_html
from trainer.web.requests import current_scope, forget_this_step

Page = str | Response | tuple[str, int]


@blueprint.get("/drafts/<int:draft_id>")
def draft(draft_id: int) -> str:
    return _draft(draft_id)


def _draft(draft_id: int, error: Refused | None = None) -> str:
    """Whoever could still solve it sees what it is, and nothing of its text and key."""
    scope = current_scope()
    found = drafts.get_draft(scope, draft_id)
    standing = draft_solutions.get_standing(scope, found)
    if standing.is_closed:
        return render_template("authoring/closed.html", draft=found, standing=standing, error=error)
    return render_template(
        "authoring/draft.html",
        standing=standing,
        users=drafts.list_users(scope, found),
        has_corrected_key=draft_publishing.has_corrected_key(scope, found),
        error=error,
        typed=request.form,
        **preview_values(found, check_draft(scope, found, found.files)),
    )


def _back(draft_id: int) -> Response:
    return redirect(url_for("authoring.draft", draft_id=draft_id), 303)


def _refused(draft_id: int, error: Refused) -> Page:
    forget_this_step()
    return _draft(draft_id, error), 422


@blueprint.post("/drafts/<int:draft_id>/submit")
def submit(draft_id: int) -> Page:
    try:
        draft_publishing.submit_draft(current_scope(), draft_id)
    except Refused as error:
        return _refused(draft_id, error)
    flash("Handed in for review. Somebody else who sees this bank solves it without its key.")
    return _back(draft_id)


@blueprint.post("/drafts/<int:draft_id>/withdraw")
def withdraw(draft_id: int) -> Page:
    try:
        draft_publishing.withdraw_draft(current_scope(), draft_id)
    except Refused as error:
        return _refused(draft_id, error)
    flash("Taken back from review.")
    return _back(draft_id)


@blueprint.post("/drafts/<int:draft_id>/settle")
def settle(draft_id: int) -> Page:
    try:
        number = draft_solutions.settle_draft(current_scope(), draft_id, request.form.get("reason", ""))
    except Refused as error:
        return _refused(draft_id, error)
    flash(f"Settled as revision {number}. It is published once a second person agrees with that.")
    return _back(draft_id)


@blueprint.post("/drafts/<int:draft_id>/publish")
def publish(draft_id: int) -> Page:
    try:
        done = draft_publishing.publish_draft(current_scope(), draft_id)
    except Refused as error:
        return _refused(draft_id, error)
    flash(f"Published: {', '.join(done.changes) or 'learners have this revision already'}.")
    if done.has_corrected_key:
        flash("Answers given before still count by the old key. Regrade them from here.")
    return _back(draft_id)


@blueprint.post("/drafts/<int:draft_id>/retire")
def retire(draft_id: int) -> Page:
    try:
        draft_publishing.retire_draft(current_scope(), draft_id)
    except Refused as error:
        return _refused(draft_id, error)
    flash("Retired. Nobody is dealt it any more; work that was done on it stays.")
    return _back(draft_id)


@blueprint.post("/drafts/<int:draft_id>/restore")
def restore(draft_id: int) -> Page:
    try:
        draft_publishing.restore_draft(current_scope(), draft_id)
    except Refused as error:
        return _refused(draft_id, error)
    flash("Restored.")
    return _back(draft_id)


@blueprint.get("/drafts/<int:draft_id>/solve")
def solve(draft_id: int) -> Page:
    try:
        return _solve(draft_id)
    except Refused as error:
        flash(error.reason)
        return _back(draft_id)


def _solve(draft_id: int, error: Refused | None = None) -> str:
    sheet = draft_solutions.get_blind_sheet(current_scope(), draft_id)
    return render_template(
        "authoring/solve.html",
        sheet=sheet,
        papers=chart_html(sheet.papers) if sheet.papers else "",
        typed=typed_answer(request.form),
        form=request.form,
        error=error,
    )


@blueprint.post("/drafts/<int:draft_id>/solve")
def send_solution(draft_id: int) -> Page:
    form = request.form
    fields = typed_answer(form) | {"lines": form.getlist("lines")}
    try:
        draft_solutions.solve_draft(
            current_scope(), draft_id, whole(form.get("revision")), fields, form.get("comment", "")
        )
    except Refused as error:
        if not error.field:
            return _refused(draft_id, error)
        forget_this_step()
        return _solve(draft_id, error), 422
    flash("Your answer is stored. Here is the key.")
    return _back(draft_id)


@blueprint.post("/drafts/<int:draft_id>/open")
def open_draft(draft_id: int) -> Response:
    draft_openings.open_with_key(current_scope(), draft_id)
    return redirect(url_for("authoring.edit", draft_id=draft_id), 303)


@blueprint.post("/drafts/<int:draft_id>/remarks")
def say(draft_id: int) -> Page:
    said = {"yes": True, "no": False}.get(request.form.get("agrees", ""))
    try:
        draft_solutions.say_of_solution(current_scope(), draft_id, request.form.get("comment", ""), agrees=said)
    except Refused as error:
        return _refused(draft_id, error)
    flash("Stored.")
    return _back(draft_id)
