"""The page of an item's key: evidence, correction with its preview, regrade."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from trainer.domain.exams.regrades import Mode
from trainer.domain.kernel.errors import Refused
from trainer.services import item_evidence, key_corrections
from trainer.services.disputes import ItemDispute
from trainer.services.item_evidence import ItemPage
from trainer.services.key_corrections import Correction
from trainer.services.regrade_jobs import Later
from trainer.services.regrade_preview import RegradeLine
from trainer.services.regrade_runs import Applied
from trainer.web.answer_forms import typed_answer, whole
from trainer.web.disputes.blueprint import blueprint
from trainer.web.disputes.words import key_fields
from trainer.web.rendering import plural
from trainer.web.requests import current_scope, forget_this_step, next_step

Page = str | Response | tuple[str, int]
_NOT_KEPT = ("csrf_token", "mode", "page")


def read_mode() -> Mode:
    """The mode that is asked for; all for a word that is none of ours."""
    return Mode.RAISES if request.values.get("mode") == Mode.RAISES else Mode.ALL


def kept_fields() -> list[tuple[str, str]]:
    """What the form of a correction said, to be sent again from the page of its preview."""
    return [(name, value) for name, value in request.form.items(multi=True) if name not in _NOT_KEPT]


@blueprint.get("/items/<path:slug>")
def item(slug: str) -> str:
    return item_page(item_evidence.get_item_page(current_scope(), slug))


def item_page(page: ItemPage, dispute: ItemDispute | None = None, error: Refused | None = None) -> str:
    """The page, with a report that led there; what was typed stands in the form again."""
    is_typed = request.method == "POST" and "reason" in request.form
    return render_template(
        "disputes/item.html",
        page=page,
        dispute=dispute,
        error=error,
        is_typed=is_typed,
        typed=_key_fields() if is_typed else key_fields(page.key),
        form=request.form if is_typed else {},
    )


def _key_fields() -> dict[str, list[str]]:
    return typed_answer(request.form) | {"tolerance": request.form.getlist("tolerance")}


def _correction() -> Correction:
    form, prefix = request.form, "rationale-"
    rationales = {name.removeprefix(prefix): form[name] for name in form if name.startswith(prefix)}
    return Correction(
        whole(form.get("revision")),
        _key_fields(),
        form.get("reason", ""),
        form.get("answer", ""),
        form.get("general"),
        rationales,
    )


@blueprint.post("/item-previews/<path:slug>")
def preview_item(slug: str) -> Page:
    """What a correction would do. Nothing is stored; its form goes on to the correction itself."""
    page = item_evidence.get_item_page(current_scope(), slug)
    if "edit" in request.form:
        return item_page(page)
    mode = read_mode()
    try:
        foreseen = key_corrections.foresee_correction(
            current_scope(), slug, _correction(), mode, whole(request.form.get("page")) or 1
        )
    except Refused as error:
        forget_this_step()
        return item_page(page, error=error), 422
    return render_template("disputes/preview.html", page=page, foreseen=foreseen, mode=mode, kept=kept_fields())


@blueprint.post("/item-corrections/<path:slug>")
def correct_item(slug: str) -> Page:
    """Corrects in one step and regrades in another, which can be done again."""
    try:
        answered = key_corrections.correct_key(current_scope(), slug, _correction())
    except Refused as error:
        forget_this_step()
        return item_page(item_evidence.get_item_page(current_scope(), slug), error=error), 422
    done = key_corrections.regrade_or_queue(next_step(), slug, read_mode())
    flash(f"The key is corrected. {_done(done)} {plural(answered, 'report')} answered.")
    return redirect(next_page(done, "disputes.item", slug), 303)


def next_page(done: Applied[object] | Later, page: str, slug: str) -> str:
    """The page of the key, or the one that shows how far the regrade is."""
    return url_for("waiting.job", job_id=done.job_id) if isinstance(done, Later) else url_for(page, slug=slug)


def later_words(later: Later, what: str) -> str:
    """That so many answers, or whatever they are called, are graded in the background."""
    return f"{plural(later.number, what)} {'is' if later.number == 1 else 'are'} graded anew in the background."


def _done(done: Applied[RegradeLine] | Later) -> str:
    if isinstance(done, Later):
        return later_words(done, "answer")
    return (
        f"{plural(done.graded, 'answer')} graded anew, {len(done.lines):,} with other points; "
        f"{plural(done.told, 'learner')} told."
    )


@blueprint.get("/item-regrades/<path:slug>")
def item_regrade(slug: str) -> str:
    """What grading again by the key in force would do."""
    page, mode = item_evidence.get_item_page(current_scope(), slug), read_mode()
    foreseen = key_corrections.foresee_regrade(current_scope(), slug, mode, whole(request.args.get("page")) or 1)
    return render_template("disputes/regrade.html", page=page, foreseen=foreseen, mode=mode)


@blueprint.post("/item-regrades/<path:slug>")
def regrade_item(slug: str) -> Response:
    done = key_corrections.regrade_or_queue(current_scope(), slug, read_mode())
    flash(_done(done))
    return redirect(next_page(done, "disputes.item", slug), 303)
