"""The queue: what waits, what was given up, and what is done about it. What is in a mail is never shown."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services import job_admin
from trainer.web.administration.views import Page, blueprint
from trainer.web.requests import current_scope, forget_this_step
from trainer.web.waiting.words import title_of

MOST_PAGES = 10**6


@blueprint.get("/jobs")
def jobs() -> str:
    return _jobs()


def _jobs(error: Refused | None = None, failed: int = 0) -> str:
    """The page; `failed` is the job whose form was refused."""
    state, kind = request.args.get("state", ""), request.args.get("kind", "")[:40]
    number = min(max(request.args.get("page", 1, type=int), 1), MOST_PAGES)
    page = job_admin.list_jobs(current_scope(), state, kind, number)
    typed = request.form if error else {}
    return render_template(
        "administration/jobs.html", page=page, error=error, failed=failed, typed=typed, title_of=title_of
    )


@blueprint.post("/jobs/<int:job_id>/requeue")
def requeue_job(job_id: int) -> Page:
    try:
        kind = job_admin.requeue_job(current_scope(), job_id)
    except Refused as error:
        forget_this_step()
        return _jobs(error, job_id), 422
    flash(f"Number {job_id} ({title_of(kind)}) is queued again.")
    return redirect(url_for("administration.jobs"), 303)


@blueprint.post("/jobs/requeue")
def requeue_jobs() -> Response:
    """All of one kind."""
    kind = request.form.get("kind", "")[:40]
    count = job_admin.requeue_kind(current_scope(), kind)
    if not count:
        raise NotFound("job")
    flash(f"{count:,} of {title_of(kind)} {'is' if count == 1 else 'are'} queued again.")
    return redirect(url_for("administration.jobs"), 303)


@blueprint.post("/jobs/<int:job_id>/delete")
def delete_job(job_id: int) -> Page:
    try:
        kind = job_admin.delete_job(current_scope(), job_id, request.form.get("reason", ""))
    except Refused as error:
        forget_this_step()
        return _jobs(error, job_id), 422
    flash(f"Number {job_id} ({title_of(kind)}) is deleted.")
    return redirect(url_for("administration.jobs"), 303)
