"""Banks, and what is in them: lists, search, copies. The editor and the review lie in modules of their own."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from trainer.domain.claims.case import CaseKind
from trainer.domain.items.drafts import DraftKind
from trainer.domain.kernel.errors import Refused
from trainer.services import banks, draft_solutions, drafts
from trainer.services.draft_beginnings import NewDraft, list_families
from trainer.services.draft_checks import Shown, question_of
from trainer.web.answer_forms import whole
from trainer.web.authoring import editing, reviewing, words
from trainer.web.authoring.blueprint import blueprint
from trainer.web.authoring.forms import typed_place
from trainer.web.requests import current_scope, forget_this_step

__all__ = ["blueprint", "editing", "reviewing"]

Page = str | Response | tuple[str, int]


@blueprint.context_processor
def _names() -> dict[str, object]:
    names = (words.KINDS, words.STATES, words.ITEM_KINDS, words.BLOOM, words.SYSTEMS, words.REVIEWS)
    titles = dict(zip(("kinds", "states", "item_kinds", "blooms", "systems", "review_words"), names, strict=True))
    titles |= {"case_kinds": words.CASE_KINDS, "case_titles": words.CASE_TITLES}
    return titles | {"sentence": words.sentence, "where": words.where, "begun": words.begun, "typed_place": typed_place}


@blueprint.get("")
def index() -> str:
    return _index({})


def _index(typed: dict[str, str], error: Refused | None = None) -> str:
    scope = current_scope()
    search = _search()
    return render_template(
        "authoring/index.html",
        banks=banks.list_banks(scope),
        waiting=draft_solutions.list_waiting(scope),
        found=drafts.search_drafts(scope, search),
        search=search,
        places=drafts.list_places(scope),
        typed=typed,
        error=error,
    )


def _search(bank: str = "") -> drafts.DraftSearch:
    names = ("words", "kind", "state", "track", "area", "tag")
    fields = {name: request.args.get(name, "")[:120] for name in names}
    return drafts.DraftSearch(
        **fields, bank=bank or request.args.get("bank", "")[:80], page=max(1, whole(request.args.get("page")))
    )


@blueprint.post("/banks")
def create_bank() -> Page:
    form = request.form
    try:
        slug = banks.create_bank(current_scope(), form.get("title", ""), is_shared=form.get("shared") == "yes")
    except Refused as error:
        forget_this_step()
        return _index(form.to_dict(), error), 422
    flash("The bank is there. Begin something in it, or copy into it.")
    return redirect(url_for("authoring.bank", slug=slug), 303)


@blueprint.get("/banks/<slug>")
def bank(slug: str) -> str:
    return _bank(slug, {})


def _bank(slug: str, typed: dict[str, str], error: Refused | None = None) -> str:
    scope = current_scope()
    found = banks.get_bank(scope, slug)
    search = _search(slug)
    items = None
    if found.seat.is_from_files:
        items = banks.list_items(scope, found, search.words, track=search.track, area=search.area, page=search.page)
    return render_template(
        "authoring/bank.html",
        bank=found,
        items=items,
        drafts=None if items else drafts.search_drafts(scope, search),
        search=search,
        places=drafts.list_places(scope),
        families=list_families() if found.seat.may_write else (),
        targets=drafts.writable_banks(scope) if items else (),
        typed=typed,
        error=error,
    )


@blueprint.post("/banks/<slug>")
def change_bank(slug: str) -> Page:
    form = request.form
    try:
        banks.change_bank(current_scope(), slug, form.get("title", ""), is_shared=form.get("shared") == "yes")
    except Refused as error:
        forget_this_step()
        return _bank(slug, form.to_dict(), error), 422
    flash("Saved.")
    return redirect(url_for("authoring.bank", slug=slug), 303)


@blueprint.post("/banks/<slug>/drafts")
def create_draft(slug: str) -> Page:
    form = request.form
    kind = next((kind for kind in DraftKind if kind == form.get("kind")), DraftKind.ITEM)
    track, _, area = form.get("place", "").partition("/")
    own = banks.slug_of(form.get("slug", ""))
    wanted = form.get("family" if kind is DraftKind.FAMILY else "item_kind", "single")
    new = NewDraft(kind, own, track, area, wanted, form.get("case_kind", CaseKind.CODE))
    try:
        draft_id = drafts.create_draft(current_scope(), slug, new)
    except Refused as error:
        forget_this_step()
        return _bank(slug, form.to_dict(), error), 422
    return redirect(url_for("authoring.edit", draft_id=draft_id), 303)


@blueprint.get("/items/<slug>")
def item(slug: str) -> str:
    return _item(slug, {})


def _item(slug: str, typed: dict[str, str], error: Refused | None = None) -> str:
    found = banks.get_item(current_scope(), slug)
    question = question_of(found.content, found.stimulus, Shown(found.key, found.explanation))
    targets = drafts.writable_banks(current_scope())
    return render_template(
        "authoring/item.html", item=found, question=question, targets=targets, typed=typed, error=error
    )


@blueprint.post("/items/<slug>/copies")
def copy_item(slug: str) -> Page:
    form = request.form
    try:
        target, own = form.get("bank", ""), banks.slug_of(form.get("slug", ""))
        draft_id = drafts.copy_item(current_scope(), slug, target, own)
    except Refused as error:
        forget_this_step()
        return _item(slug, form.to_dict(), error), 422
    flash("Copied. This is a draft of your own now; the original stays as it is.")
    return redirect(url_for("authoring.edit", draft_id=draft_id), 303)


@blueprint.post("/cases/<slug>/copies")
def copy_case(slug: str) -> Response:
    form = request.form
    own = banks.slug_of(form.get("slug", ""))
    draft_id = drafts.copy_case(current_scope(), slug, form.get("bank", ""), own)
    flash("Copied. This is a draft of your own now; the original stays as it is.")
    return redirect(url_for("authoring.edit", draft_id=draft_id), 303)
