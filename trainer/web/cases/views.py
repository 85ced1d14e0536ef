"""Coding cases: choose, code the chart, hand in, read the report."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from trainer.domain.attempts.attempt import AttemptKind, AttemptState
from trainer.domain.claims.lines import MAX_DIAGNOSES, POINTER_LETTERS, TypedClaim, typed_lines
from trainer.services import cases, grading
from trainer.web.requests import current_scope, next_step

blueprint = Blueprint("cases", __name__, url_prefix="/cases")

Page = str | Response | tuple[str, int]
BLANK_DIAGNOSES = 4
BLANK_PROCEDURES = 2
MORE_LINES = 4


@blueprint.get("")
def index() -> str:
    return render_template("cases/index.html", cases=cases.list_cases(current_scope()))


@blueprint.post("/<slug>/start")
def start(slug: str) -> Response:
    return redirect(url_for("cases.work", number=cases.start_case(current_scope(), slug)), 303)


@blueprint.get("/sittings/<int:number>")
def work(number: int) -> Page:
    page = cases.get_workbench(current_scope(), number)
    if page.state is not AttemptState.IN_PROGRESS:
        return redirect(url_for("cases.report", number=number), 303)
    more = MORE_LINES if request.args.get("more") else 0
    return render_template(
        "cases/work.html",
        page=page,
        diagnosis_rows=min(MAX_DIAGNOSES, max(BLANK_DIAGNOSES, len(page.typed.diagnoses) + 1 + more)),
        procedure_rows=max(BLANK_PROCEDURES, len(page.typed.procedures) + 1 + more // 2),
        letters=POINTER_LETTERS,
    )


@blueprint.post("/sittings/<int:number>/claim")
def save(number: int) -> Response:
    cases.save_claim(current_scope(), number, _claim(), _base_revision())
    flash("Your claim is saved.")
    more = "1" if request.form.get("more") else None
    return redirect(url_for("cases.work", number=number, more=more), 303)


@blueprint.post("/sittings/<int:number>/submission")
def submit(number: int) -> Response:
    problems = cases.save_claim(current_scope(), number, _claim(), _base_revision())
    if problems:
        flash("Not handed in yet: some entries cannot be read. They are saved as you typed them.")
        return redirect(url_for("cases.work", number=number), 303)
    grading.submit_attempt(next_step(), number, AttemptKind.CASE)
    grading.grade_attempt(next_step(), number)
    return redirect(url_for("cases.report", number=number), 303)


@blueprint.post("/sittings/<int:number>/abandon")
def abandon(number: int) -> Response:
    grading.abandon_attempt(current_scope(), number, AttemptKind.CASE)
    flash("The case was given up; your claim stays in the history, ungraded.")
    return redirect(url_for("cases.index"), 303)


@blueprint.get("/sittings/<int:number>/report")
def report(number: int) -> Page:
    page = cases.get_report(current_scope(), number)
    if page is None:
        return render_template("cases/ungraded.html", page=cases.get_workbench(current_scope(), number))
    return render_template("cases/report.html", page=page)


@blueprint.post("/sittings/<int:number>/grading")
def grade(number: int) -> Response:
    """Grading again what a crash left ungraded."""
    grading.grade_attempt(current_scope(), number)
    return redirect(url_for("cases.report", number=number), 303)


def _claim() -> TypedClaim:
    form = request.form
    columns = [form.getlist(f"procedure_{name}") for name in ("code", "modifiers", "units", "pointers")]
    return TypedClaim(typed_lines([form.getlist("diagnosis_code")]), typed_lines(columns))


def _base_revision() -> int:
    text = request.form.get("base_revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
