"""The page of a case's key: its text, correction with its preview, regrade."""

from flask import flash, redirect, render_template, request
from werkzeug.wrappers import Response

from trainer.domain.kernel.errors import Refused
from trainer.services import case_key_corrections
from trainer.services.case_key_corrections import CaseCorrection, KeyProblems
from trainer.services.case_regrade_preview import CaseRegradeLine
from trainer.services.regrade_jobs import Later
from trainer.services.regrade_runs import Applied
from trainer.web.answer_forms import whole
from trainer.web.disputes.blueprint import blueprint
from trainer.web.disputes.items import kept_fields, later_words, next_page, read_mode
from trainer.web.rendering import plural
from trainer.web.requests import current_scope, forget_this_step, next_step

Page = str | Response | tuple[str, int]


@blueprint.get("/cases/<slug>")
def case(slug: str) -> str:
    return _case_page(slug)


def _case_page(slug: str, problems: tuple[str, ...] = (), error: Refused | None = None) -> str:
    page = case_key_corrections.get_case_page(current_scope(), slug)
    return render_template(
        "disputes/case.html",
        page=page,
        exhibits=tuple(case_key_corrections.exhibits_of(page.content)),
        form=request.form if request.method == "POST" else {},
        problems=problems,
        error=error,
    )


def _correction() -> CaseCorrection:
    form = request.form
    return CaseCorrection(
        whole(form.get("revision")), form.get("text", ""), form.get("reason", ""), form.get("answer", "")
    )


@blueprint.post("/case-previews/<slug>")
def preview_case(slug: str) -> Page:
    """What a correction would do. Nothing is stored; its form goes on to the correction itself."""
    if "edit" in request.form:
        return _case_page(slug)
    mode = read_mode()
    try:
        foreseen = case_key_corrections.foresee_case_correction(
            current_scope(), slug, _correction(), mode, whole(request.form.get("page")) or 1
        )
    except Refused as error:
        forget_this_step()
        return _case_page(slug, error=error), 422
    if isinstance(foreseen, KeyProblems):
        return _case_page(slug, foreseen.problems), 422
    page = case_key_corrections.get_case_page(current_scope(), slug)
    return render_template("disputes/case_preview.html", page=page, foreseen=foreseen, mode=mode, kept=kept_fields())


@blueprint.post("/case-corrections/<slug>")
def correct_case(slug: str) -> Page:
    """Corrects in one step and regrades in another, which can be done again."""
    try:
        answered = case_key_corrections.correct_case_key(current_scope(), slug, _correction())
    except Refused as error:
        forget_this_step()
        return _case_page(slug, error=error), 422
    if isinstance(answered, KeyProblems):
        forget_this_step()
        return _case_page(slug, answered.problems), 422
    done = case_key_corrections.regrade_or_queue(next_step(), slug, read_mode())
    flash(f"The key is corrected. {_done(done)} {plural(answered, 'dispute')} answered.")
    return redirect(next_page(done, "disputes.case", slug), 303)


def _done(done: Applied[CaseRegradeLine] | Later) -> str:
    if isinstance(done, Later):
        return later_words(done, "submission")
    return (
        f"{plural(done.graded, 'submission')} graded anew, {len(done.lines):,} changed; "
        f"{plural(done.told, 'learner')} told."
    )


@blueprint.get("/case-regrades/<slug>")
def case_regrade(slug: str) -> str:
    """What grading again by the key in force would do."""
    page, mode = case_key_corrections.get_case_page(current_scope(), slug), read_mode()
    foreseen = case_key_corrections.foresee_case_regrade(
        current_scope(), slug, mode, whole(request.args.get("page")) or 1
    )
    return render_template("disputes/case_regrade.html", page=page, foreseen=foreseen, mode=mode)


@blueprint.post("/case-regrades/<slug>")
def regrade_case(slug: str) -> Response:
    done = case_key_corrections.regrade_or_queue(current_scope(), slug, read_mode())
    flash(_done(done))
    return redirect(next_page(done, "disputes.case", slug), 303)
