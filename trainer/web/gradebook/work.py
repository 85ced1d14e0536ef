"""The work behind a cell: one learner's tries, and every answer of a sitting."""

from typing import Any

from flask import render_template, request

from trainer.domain.grading.findings import Severity
from trainer.domain.grading.queries import query_text
from trainer.domain.kernel.errors import Refused
from trainer.services import gradebook_work
from trainer.services.billing_reports import BillingReport
from trainer.services.case_reports import CaseReport
from trainer.services.gradebook_work import SittingPage
from trainer.web.billing.pages import report_page
from trainer.web.cases.chart import marked_chart
from trainer.web.cases.words import kind_words
from trainer.web.gradebook.blueprint import blueprint
from trainer.web.gradebook.words import granted_words
from trainer.web.requests import current_scope


@blueprint.get("/<int:assignment_id>/<int:learner_id>")
def work(class_id: int, assignment_id: int, learner_id: int) -> str:
    return work_page(class_id, assignment_id, learner_id)


def work_page(class_id: int, assignment_id: int, learner_id: int, error: Refused | None = None) -> str:
    """With an error: what was typed stays."""
    page = gradebook_work.get_work(current_scope(), class_id, assignment_id, learner_id)
    zone = page.place.member.time_zone
    return render_template(
        "gradebook/work.html",
        page=page,
        place=page.place,
        zone=zone,
        granted=[(each, granted_words(each.override, zone)) for each in page.granted],
        typed=request.form,
        error=error,
    )


@blueprint.get("/<int:assignment_id>/<int:learner_id>/sittings/<int:number>")
def sitting(class_id: int, assignment_id: int, learner_id: int, number: int) -> str:
    return sitting_page(class_id, assignment_id, learner_id, number)


def sitting_page(class_id: int, assignment_id: int, learner_id: int, number: int, error: Refused | None = None) -> str:
    """With an error: what was typed stays."""
    found = gradebook_work.get_sitting_work(current_scope(), class_id, assignment_id, learner_id, number)
    only_wrong = request.args.get("show") == "wrong"
    return render_template(
        "gradebook/sitting.html",
        work=found,
        place=found.place,
        zone=found.place.member.time_zone,
        questions=[
            each
            for each in found.questions
            if not only_wrong or each.verdict.points is None or not each.verdict.points.is_full
        ],
        only_wrong=only_wrong,
        typed=request.form,
        error=error,
        **_case(found),
    )


def _case(found: SittingPage) -> dict[str, Any]:
    """What the report of a case takes, and its lines and errors to choose from."""
    match found.report:
        case CaseReport() as report:
            shown = [(line.section.capitalize(), line.entered or line.expected, line) for line in report.lines]
            return _coding(report) | {"lines": _choices(shown), "errors": _errors(shown)}
        case BillingReport() as report:
            drawn = report_page(report)
            by_anchor = {each.anchor: each for _, group in drawn["rows"] for each in group}
            places = (by_anchor[f"row-{place}"] for place, _ in enumerate(report.rows, 1))
            rows = [(each.heading, each.label, each.row) for each in places]
            has_lines = not report.content.worklist
            return drawn | {"lines": _choices(rows) if has_lines else [], "errors": _errors(rows) if has_lines else []}
    return {}


def _coding(report: CaseReport) -> dict[str, Any]:
    spans = tuple(dict.fromkeys(line.span for line in report.lines if line.span))
    chart, found = marked_chart(report.content.chart, spans)
    query = report.content.query
    return {
        "page": report,
        "chart": chart,
        "marks": {
            span: number for number, (span, is_there) in enumerate(zip(spans, found, strict=True), 1) if is_there
        },
        "composed": query_text(query, report.work.query) if query else "",
    }


def _choices(rows: list[tuple[str, str, Any]]) -> list[tuple[int, str]]:
    """The lines that can be given other points: place and words."""
    return [
        (place, f"{_name(place, heading, label)}: {row.earned} of 12")
        for place, (heading, label, row) in enumerate(rows)
        if row.verdict != "optional"
    ]


def _errors(rows: list[tuple[str, str, Any]]) -> list[tuple[str, str]]:
    """The errors that can be withdrawn: line and place, and words."""
    return [
        (f"{place}.{number}", f"{_name(place, heading, label)}: {kind_words(found.kind)}")
        for place, (heading, label, row) in enumerate(rows)
        if row.verdict != "optional"
        for number, found in enumerate(row.findings)
        if found.severity is Severity.ERROR
    ]


def _name(place: int, heading: str, label: str) -> str:
    return " ".join(part for part in (f"{place + 1}.", heading, label) if part)
