"""The editor of drafts, with its preview; history. Every step is a form that works without a script."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from trainer.domain.claims.billing_case import BillingContent
from trainer.domain.claims.case import CaseContent
from trainer.domain.items.drafts import DraftKind
from trainer.domain.kernel.errors import Refused
from trainer.services import draft_history, draft_openings, drafts
from trainer.services.draft_beginnings import list_families
from trainer.services.draft_checks import Checked, check_draft
from trainer.services.draft_history import FileDiff, differences
from trainer.services.drafts import DraftPage, StaleDraft
from trainer.web.answer_forms import whole
from trainer.web.authoring.blueprint import blueprint
from trainer.web.authoring.forms import form_data, read_files
from trainer.web.billing.pages import eob_words, form_page, sections
from trainer.web.cases.chart import chart_html
from trainer.web.requests import current_scope, forget_this_step

Page = str | Response | tuple[str, int]


def preview_values(draft: DraftPage, checked: Checked) -> dict[str, object]:
    """What the fragment of the preview needs."""
    papers = chart_html(checked.papers) if checked.papers else ""
    return {"draft": draft, "checked": checked, "papers": papers} | _desk_values(checked.case)


def _desk_values(case: CaseContent | BillingContent | None) -> dict[str, object]:
    """What the page of a billing exercise draws its papers and fields with."""
    if not isinstance(case, BillingContent):
        return {}
    return {"sections": sections(case.fields), "printed": dict(case.form)} | form_page() | eob_words()


@blueprint.get("/drafts/<int:draft_id>/edit")
def edit(draft_id: int) -> Page:
    try:
        draft = draft_openings.get_draft_with_key(current_scope(), draft_id)
    except Refused as error:
        return _to_its_page(draft_id, error)
    return _editor(draft, draft.files, is_text=request.args.get("as") == "text")


def _to_its_page(draft_id: int, error: Refused) -> Response:
    flash(error.reason)
    return redirect(url_for("authoring.draft", draft_id=draft_id), 303)


def _editor(
    draft: DraftPage,
    files: Mapping[str, str],
    *,
    is_text: bool = False,
    conflict: tuple[FileDiff, ...] | None = None,
    error: Refused | None = None,
    is_closed: bool = False,
) -> str:
    scope = current_scope()
    data = None if is_text else form_data(draft, files)
    checked = check_draft(scope, draft, files)
    return render_template(
        "authoring/edit.html",
        files=files,
        data=data,
        is_saved=files == draft.files,
        conflict=conflict,
        error=error,
        is_closed=is_closed,
        base_revision=whole(request.form.get("base_revision")) if is_closed else draft.life.revision,
        note=request.form.get("note", ""),
        places=drafts.list_places(scope),
        scenarios=drafts.list_scenarios(scope, draft) if draft.kind is DraftKind.ITEM else (),
        families=list_families() if draft.kind is DraftKind.FAMILY else (),
        **preview_values(draft, checked),
    )


def _sent_files(draft: DraftPage) -> dict[str, str]:
    scenarios = drafts.list_scenarios(current_scope(), draft) if draft.kind is DraftKind.ITEM else ()
    return read_files(request.form, draft, scenarios)


@blueprint.post("/drafts/<int:draft_id>/edit")
def save(draft_id: int) -> Page:
    """Saves; any other button than that of saving shows the form again, as typed, with what the button did."""
    try:
        draft = draft_openings.get_draft_with_key(current_scope(), draft_id)
    except Refused as error:
        return _kept(draft_id, error)
    files = _sent_files(draft)
    is_text = _is_text()
    if request.form.get("do") != "save":
        return _editor(draft, files, is_text=is_text)
    try:
        base, note = whole(request.form.get("base_revision")), request.form.get("note", "")
        number = drafts.save_draft(current_scope(), draft_id, files, base, note)
    except StaleDraft:
        forget_this_step()
        return _differing(draft_id, files)
    except Refused as error:
        forget_this_step()
        return _editor(draft, files, is_text=is_text, error=error), 422
    changed = number != draft.life.revision
    flash(f"Saved as revision {number}." if changed else "Nothing has changed since it was saved.")
    target = url_for("authoring.edit", draft_id=draft_id)
    return redirect(f"{target}?as=text" if is_text and draft.kind is not DraftKind.CASE else target, 303)


def _is_text() -> bool:
    return any(name.startswith("file-") for name in request.form)


def _differing(draft_id: int, files: Mapping[str, str]) -> Page:
    try:
        newer = draft_openings.get_draft_with_key(current_scope(), draft_id)
    except Refused as error:
        return _kept(draft_id, error)
    return _editor(newer, files, is_text=_is_text(), conflict=differences(newer.files, files)), 409


def _kept(draft_id: int, error: Refused) -> Page:
    """What was typed, and nothing of a newer revision whose key is closed to whoever typed it."""
    draft = draft_openings.get_draft_without_key(current_scope(), draft_id)
    return _editor(draft, _sent_files(draft), is_text=_is_text(), error=error, is_closed=True), 422


@blueprint.post("/preview")
def preview() -> str:
    """The fragment beside the form: what is wrong with what was typed, and what learners would see of it."""
    draft = draft_openings.get_draft_with_key(current_scope(), whole(request.form.get("draft")))
    checked = check_draft(current_scope(), draft, _sent_files(draft))
    return render_template("authoring/_preview.html", **preview_values(draft, checked))


@blueprint.get("/drafts/<int:draft_id>/history")
def history(draft_id: int) -> Page:
    try:
        page = draft_history.get_history(current_scope(), draft_id, whole(request.args.get("page")))
    except Refused as error:
        return _to_its_page(draft_id, error)
    return render_template("authoring/history.html", page=page)


@blueprint.post("/drafts/<int:draft_id>/history/<int:number>")
def restore_revision(draft_id: int, number: int) -> Response:
    base = whole(request.form.get("base_revision"))
    newest = draft_history.restore_revision(current_scope(), draft_id, number, base)
    flash(f"Revision {number} is the newest again, as revision {newest}.")
    return redirect(url_for("authoring.edit", draft_id=draft_id), 303)
