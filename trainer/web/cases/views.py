"""Coding cases: choose, work on the chart, hand in, read the report."""

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from trainer.domain.attempts.attempt import AttemptKind, AttemptState
from trainer.domain.claims.case import CaseKind
from trainer.domain.claims.lines import MAX_DIAGNOSES, POINTER_LETTERS
from trainer.domain.codesets.codes import dotted
from trainer.domain.grading.queries import query_text
from trainer.services import case_reports, cases, class_work, first_visit, grading
from trainer.services.cases import Saved
from trainer.web.cases.chart import chart_html, marked_chart
from trainer.web.cases.forms import base_revision, read_form, typed_text
from trainer.web.cases.words import kind_choices, kind_words
from trainer.web.requests import current_scope, next_step

blueprint = Blueprint("cases", __name__, url_prefix="/cases")

Page = str | Response | tuple[str, int]
BLANK_DIAGNOSES = 4
BLANK_PROCEDURES = 2
MORE_LINES = 4
_TEMPLATES = {CaseKind.CODE: "cases/work_code.html", CaseKind.AUDIT: "cases/work_audit.html"}


KIND_TITLES = {
    CaseKind.CODE: "Code the encounter",
    CaseKind.AUDIT: "Audit the coder",
    CaseKind.QUERY: "Query the provider",
}
KIND_VERBS = {
    CaseKind.CODE: "Code this chart",
    CaseKind.AUDIT: "Audit this claim",
    CaseKind.QUERY: "Read this record",
}


@blueprint.app_context_processor
def _kinds() -> dict[str, object]:
    return {"kind_titles": KIND_TITLES, "kind_verbs": KIND_VERBS, "kind_words": kind_words}


@blueprint.app_template_filter("kind_words")
def _kind_words(kind: str) -> str:
    return kind_words(kind)


@blueprint.app_template_filter("display_code")
def _display_code(code: str) -> str:
    is_service = len(code) == 5 and code[1:].isdigit()
    return code if is_service or "-" in code else dotted(code)


@blueprint.app_template_filter("chart")
def _chart(text: str) -> str:
    return chart_html(text)


@blueprint.get("")
def index() -> str:
    rows = cases.list_cases(current_scope())
    kind = request.args.get("kind", "")
    shown = [case for case in rows if kind in ("", case.kind)]
    return render_template("cases/index.html", cases=shown, kind=kind, kinds=list(CaseKind), total=len(rows))


@blueprint.post("/<slug>/start")
def start(slug: str) -> Response:
    is_from_last = bool(request.form.get("from_last"))
    number = cases.start_case(current_scope(), slug, is_from_last=is_from_last)
    return redirect(url_for("cases.work", number=number), 303)


@blueprint.get("/sittings/<int:number>")
def work(number: int) -> Page:
    page = cases.get_workbench(current_scope(), number)
    if page.state is not AttemptState.IN_PROGRESS:
        return redirect(url_for("cases.report", number=number), 303)
    query = page.content.query
    if query is not None:
        return render_template("cases/work_query.html", page=page, composed=query_text(query, page.work.query))
    more = MORE_LINES if request.args.get("more") else 0
    claim, least = page.work.claim, 0 if page.content.kind is CaseKind.AUDIT else BLANK_DIAGNOSES
    offered = max(least, len(claim.diagnoses) + 1 + more)
    diagnosis_rows = max(len(claim.diagnoses), min(MAX_DIAGNOSES, offered))  # more were pasted: they are kept and named
    return render_template(
        _TEMPLATES[page.content.kind],
        page=page,
        diagnosis_rows=diagnosis_rows,
        procedure_rows=max(BLANK_PROCEDURES, len(claim.procedures) + 1 + more // 2),
        letters=[*POINTER_LETTERS, *map(str, range(MAX_DIAGNOSES + 1, diagnosis_rows + 1))],
        kinds={section: kind_choices(section) for section in ("diagnoses", "procedures")},
        is_guided=first_visit.is_guided(current_scope(), page.slug),
    )


@blueprint.post("/sittings/<int:number>/claim")
def save(number: int) -> Response:
    """Keeps the work; a script asks for JSON, and saves while one types."""
    saved = _save(number)
    if request.accept_mimetypes.best == "application/json":
        problems = [f"{each.section} {each.line}: {each.message}" for each in saved.problems]
        return jsonify(revision=saved.revision, problems=problems)
    if not request.form.get("edit"):
        flash("Your work is saved.")
    more = "1" if request.form.get("more") else None
    return redirect(url_for("cases.work", number=number, more=more), 303)


@blueprint.post("/sittings/<int:number>/submission")
def submit(number: int) -> Response:
    if _save(number).problems:
        flash("Not handed in yet: some entries cannot be read. They are saved as you typed them.")
        return redirect(url_for("cases.work", number=number), 303)
    grading.submit_attempt(next_step(), number, AttemptKind.CASE)
    grading.grade_attempt(next_step(), number)
    return redirect(url_for("cases.report", number=number), 303)


@blueprint.post("/sittings/<int:number>/abandon")
def abandon(number: int) -> Response:
    grading.abandon_attempt(current_scope(), number, AttemptKind.CASE)
    flash("The case was given up; your work stays in the history, ungraded.")
    return redirect(url_for("cases.index"), 303)


@blueprint.get("/sittings/<int:number>/report")
def report(number: int) -> Page:
    page = case_reports.get_report(current_scope(), number)
    if page is None:
        return render_template("cases/ungraded.html", page=cases.get_workbench(current_scope(), number))
    if isinstance(page, case_reports.HeldBack):
        place = class_work.find_place(current_scope(), number)
        return render_template("cases/held_back.html", page=page, place=place)
    spans = tuple(dict.fromkeys(line.span for line in page.lines if line.span))
    chart, found = marked_chart(page.content.chart, spans)
    marks = {span: number for number, (span, is_found) in enumerate(zip(spans, found, strict=True), 1) if is_found}
    query = page.content.query
    composed = query_text(query, page.work.query) if query else ""
    return render_template(
        "cases/report.html",
        page=page,
        chart=chart,
        marks=marks,
        composed=composed,
        is_try=page.slug in first_visit.TRIES,
    )


@blueprint.post("/sittings/<int:number>/disputes")
def dispute(number: int) -> Response:
    cases.get_content(current_scope(), number)  # theirs, and of this track
    case_reports.dispute_key(current_scope(), number, typed_text(request.form, "text"))
    flash("Your dispute is stored. The answer will stand on this page.")
    return redirect(url_for("cases.report", number=number, _anchor="disputes"), 303)


@blueprint.post("/sittings/<int:number>/grading")
def grade(number: int) -> Response:
    """Grading again what a crash left ungraded, or what the clock has closed."""
    grading.sweep_attempt(current_scope(), number)
    grading.grade_attempt(next_step(), number)
    return redirect(url_for("cases.report", number=number), 303)


def _save(number: int) -> Saved:
    scope = current_scope()
    content = cases.get_content(scope, number)
    return cases.save_work(scope, number, read_form(request.form, content), base_revision(request.form))
