"""The billing lab: its start page, and the exercises: choose, work at the desk, hand in, read the report."""

from collections import Counter

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from trainer.domain.attempts.attempt import AttemptKind, AttemptState
from trainer.domain.claims.billing_case import BillingKind
from trainer.services import billing, billing_reports, case_reports, class_work, first_visit, grading
from trainer.web.billing.forms import read_note, read_worksheet
from trainer.web.billing.pages import desk_page, entry_notes, report_page
from trainer.web.billing.words import KIND_TITLES
from trainer.web.cases.forms import base_revision, typed_text
from trainer.web.requests import current_scope, next_step

blueprint = Blueprint("billing", __name__, url_prefix="/billing")

Page = str | Response


@blueprint.get("")
def index() -> str:
    rows = billing.list_exercises(current_scope())
    kind = request.args.get("kind", "")
    shown = [row for row in rows if kind in ("", row.kind)]
    counts = Counter(row.kind for row in rows)
    kinds = {"kind": kind, "kinds": list(BillingKind), "titles": KIND_TITLES, "counts": counts}
    return render_template("billing/index.html", exercises=shown, total=len(rows), **kinds)


@blueprint.post("/exercises/<slug>/start")
def start(slug: str) -> Response:
    is_from_last = bool(request.form.get("from_last"))
    number = billing.start_exercise(current_scope(), slug, is_from_last=is_from_last)
    return redirect(url_for("billing.work", number=number), 303)


@blueprint.get("/sittings/<int:number>")
def work(number: int) -> Page:
    desk = billing.get_desk(current_scope(), number)
    if desk.state is not AttemptState.IN_PROGRESS:
        return redirect(url_for("billing.report", number=number), 303)
    is_guided = first_visit.is_guided(current_scope(), desk.slug)
    return render_template("billing/work.html", **desk_page(desk), is_guided=is_guided)


@blueprint.post("/sittings/<int:number>/worksheet")
def save(number: int) -> Response:
    """Keeps the work; a script asks for JSON, and saves while one types."""
    revision, notes = _save(number)
    if request.accept_mimetypes.best == "application/json":
        return jsonify(revision=revision, problems=notes)
    flash("Your work is saved.")
    return redirect(url_for("billing.work", number=number), 303)


@blueprint.post("/sittings/<int:number>/submission")
def submit(number: int) -> Response:
    _save(number)
    grading.submit_attempt(next_step(), number, AttemptKind.CASE)
    grading.grade_attempt(next_step(), number)
    return redirect(url_for("billing.report", number=number), 303)


@blueprint.post("/sittings/<int:number>/abandon")
def abandon(number: int) -> Response:
    grading.abandon_attempt(current_scope(), number, AttemptKind.CASE)
    flash("The exercise was given up; your work stays in the history, ungraded.")
    return redirect(url_for("billing.index"), 303)


@blueprint.get("/sittings/<int:number>/report")
def report(number: int) -> str:
    found = billing_reports.get_billing_report(current_scope(), number)
    if found is None:
        return render_template("billing/ungraded.html", page=billing.get_desk(current_scope(), number))
    if isinstance(found, case_reports.HeldBack):
        place = class_work.find_place(current_scope(), number)
        return render_template("cases/held_back.html", page=found, place=place)
    return render_template("billing/report.html", **report_page(found), is_try=found.slug in first_visit.TRIES)


@blueprint.post("/sittings/<int:number>/disputes")
def dispute(number: int) -> Response:
    billing.get_content(current_scope(), number)  # theirs, and of this track
    case_reports.dispute_key(current_scope(), number, typed_text(request.form, "text"))
    flash("Your dispute is stored. The answer will stand on this page.")
    return redirect(url_for("billing.report", number=number, _anchor="disputes"), 303)


@blueprint.post("/sittings/<int:number>/grading")
def grade(number: int) -> Response:
    """Grading again what a crash left ungraded, or what the clock has closed."""
    grading.sweep_attempt(current_scope(), number)
    grading.grade_attempt(next_step(), number)
    return redirect(url_for("billing.report", number=number), 303)


def _save(number: int) -> tuple[int, tuple[str, ...]]:
    """The new revision, and what looks like a slip in the entries."""
    scope = current_scope()
    content = billing.get_content(scope, number)
    worksheet = read_worksheet(request.form, content)
    revision = billing.save_worksheet(scope, number, worksheet, read_note(request.form), base_revision(request.form))
    return revision, entry_notes(content, worksheet)
