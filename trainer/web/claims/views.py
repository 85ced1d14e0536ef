"""The claims desk: the list, new claims, the form with its checks, copies, deletion; claims out of a file."""

from flask import flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from trainer.domain.kernel.errors import Refused
from trainer.services import claim_drafts, claim_papers
from trainer.web.billing.forms import read_items
from trainer.web.cases.forms import base_revision
from trainer.web.claims.blueprint import blueprint
from trainer.web.claims.pages import Found, draft_page, list_page
from trainer.web.rendering import plural
from trainer.web.requests import current_scope, forget_this_step
from trainer.web.uploads import MOST_NOTES, read_file, take_files

take_files(blueprint, "claims.import_file")

Page = str | Response | tuple[str, int]
"""What an import has to say of single claims travels in a cookie, which is small."""


@blueprint.get("")
def index() -> str:
    return render_template("billing/claims/index.html", **list_page(current_scope()))


@blueprint.post("")
def create() -> Page:
    typed = {name: request.form.get(name, "") for name in ("title", "profile")}
    is_sample = request.form.get("start") == "sample"
    try:
        number = claim_drafts.create_draft(current_scope(), typed["title"], typed["profile"], is_sample=is_sample)
    except Refused as error:
        return _refused(error, typed)
    return redirect(url_for("claims.edit", number=number), 303)


@blueprint.post("/import")
def import_file() -> Page:
    try:
        data, name = read_file()
        is_strict = not request.form.get("option")
        imported = claim_papers.import_claims(current_scope(), data, name, check_counts=is_strict)
    except Refused as error:
        return _refused(error, {})
    flash(f"{plural(len(imported.numbers), 'form was', 'forms were')} filled from the file.")
    for note in imported.notes[:MOST_NOTES]:
        flash(note)
    if len(imported.numbers) == 1:
        return redirect(url_for("claims.edit", number=imported.numbers[0]), 303)
    return redirect(url_for("claims.index"), 303)


def _refused(error: Refused, typed: dict[str, str]) -> tuple[str, int]:
    """The list again, with what was typed and the reason at its field; nothing was stored."""
    forget_this_step()
    page = list_page(current_scope()) | {"typed": typed, "problems": {error.field or "title": error.reason}}
    return render_template("billing/claims/index.html", **page), 422


@blueprint.get("/<int:number>")
def edit(number: int) -> str:
    scope = current_scope()
    draft = claim_drafts.get_draft(scope, number)
    found = None
    if request.args.get("check"):
        problems = claim_drafts.check_draft(scope, draft)
        title = f"{plural(len(problems), 'thing')} to mend" if problems else "Nothing to mend"
        found = Found(title, problems=problems)
    return render_template("billing/claims/edit.html", **draft_page(draft, found))


@blueprint.post("/<int:number>/form")
def save(number: int) -> Page:
    """Keeps the items; a script asks for JSON, and saves while one types."""
    wants_json = request.accept_mimetypes.best == "application/json"
    try:
        saved = _save(number)
    except Refused as error:
        if wants_json:
            raise
        return _not_kept(number, error)
    if wants_json:
        problems = [{"item": each.item, "message": each.message} for each in saved.problems]
        return jsonify(revision=saved.revision, problems=problems)
    flash("Your claim is saved.")
    return redirect(url_for("claims.edit", number=number), 303)


@blueprint.post("/<int:number>/check")
def check(number: int) -> Page:
    try:
        _save(number)
    except Refused as error:
        return _not_kept(number, error)
    return redirect(url_for("claims.edit", number=number, check=1, _anchor="found"), 303)


@blueprint.post("/<int:number>/settings")
def change(number: int) -> Page:
    title, profile = request.form.get("title", ""), request.form.get("profile", "")
    try:
        claim_drafts.change_draft(current_scope(), number, title, profile)
    except Refused as error:
        forget_this_step()
        page = draft_page(claim_drafts.get_draft(current_scope(), number), Found("Not changed", error.reason))
        return render_template("billing/claims/edit.html", **page, typed_title=title), 422
    flash("Title and payer are changed.")
    return redirect(url_for("claims.edit", number=number), 303)


@blueprint.post("/<int:number>/copy")
def copy(number: int) -> Page:
    try:
        copied = claim_drafts.copy_draft(current_scope(), number)
    except Refused as error:
        return _refused(error, {})
    flash("This is the copy.")
    return redirect(url_for("claims.edit", number=copied), 303)


@blueprint.post("/<int:number>/delete")
def delete(number: int) -> Response:
    claim_drafts.delete_draft(current_scope(), number)
    flash("The claim is deleted.")
    return redirect(url_for("claims.index"), 303)


def _save(number: int) -> claim_drafts.SavedDraft:
    return claim_drafts.save_draft(current_scope(), number, read_items(request.form), base_revision(request.form))


def _not_kept(number: int, error: Refused) -> tuple[str, int]:
    """The form as it was typed, and why it was not kept."""
    forget_this_step()
    draft = claim_drafts.get_draft(current_scope(), number)
    page = draft_page(draft, Found("Not saved", error.reason), read_items(request.form))
    return render_template("billing/claims/edit.html", **page), 422
