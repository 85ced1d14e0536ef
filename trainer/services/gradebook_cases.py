"""The graded case of one sitting as whoever grades sees it: the whole report, whatever its learner may see by now."""

from sqlalchemy import RowMapping

from trainer.db.models.grades import GradedLineRow
from trainer.db.queries import cases as queries
from trainer.domain.claims.billing_case import BillingContent
from trainer.domain.grading.case_key import CaseKey
from trainer.domain.kernel.points import Points
from trainer.services.billing_reports import BillingReport, BillingRow
from trainer.services.case_reports import CaseReport, ReportLine, expected_text
from trainer.services.cases import read_work
from trainer.services.scope import Scope


def find_report(scope: Scope, learner_id: int, number: int) -> CaseReport | BillingReport | None:
    """The newest grade with the whole key; None while there is none.

    Other tries, disputes and the clean claim are left out: they are for the learner.
    """
    work = queries.find_work(scope.session, learner_id, number)
    grade = queries.find_grade(scope.session, learner_id, number)
    if work is None or grade is None:
        return None
    is_billing = isinstance(work["content"], BillingContent)
    return (_billing_report if is_billing else _coding_report)(scope, (learner_id, number), work, grade)


def _coding_report(scope: Scope, sitting: tuple[int, int], work: RowMapping, grade: RowMapping) -> CaseReport:
    learner_id, number = sitting
    key: CaseKey = grade["key"]
    lines = queries.list_graded_lines(scope.session, learner_id, number, grade["run_id"])
    return CaseReport(
        number=number,
        slug=work["slug"],
        content=work["content"],
        key=key,
        work=read_work(scope, learner_id, number),
        lines=tuple(_report_line(line, key) for line in lines),
        score=Points(grade["earned"], grade["possible"]),
        sections=grade["sections"],
        correct_lines=grade["correct_lines"],
        key_lines=grade["key_lines"],
        is_clean=grade["is_clean"],
        clean_claim=(),
        key_elements=next((line.elements for line in key.procedures if line.elements), None),
        tries=(),
        disputes=(),
    )


def _report_line(line: GradedLineRow, key: CaseKey) -> ReportLine:
    expected, span = _of_key(line, key)
    return ReportLine(
        line.section,
        line.learner_line,
        line.key_line,
        line.verdict,
        line.entered,
        expected,
        span or next((found.span for found in line.findings if found.span), ""),
        line.explanation,
        line.earned,
        line.faults,
        line.findings,
    )


def _of_key(line: GradedLineRow, key: CaseKey) -> tuple[str, str]:
    """What the key has at a line, and the words of the chart for it."""
    if line.key_line is None or line.section not in ("diagnoses", "procedures"):
        return "", ""
    if line.section == "diagnoses":
        return key.diagnoses[line.key_line].code, key.diagnoses[line.key_line].span
    return expected_text(key.procedures[line.key_line]), key.procedures[line.key_line].span


def _billing_report(scope: Scope, sitting: tuple[int, int], work: RowMapping, grade: RowMapping) -> BillingReport:
    learner_id, number = sitting
    lines = queries.list_graded_lines(scope.session, learner_id, number, grade["run_id"])
    return BillingReport(
        number=number,
        slug=work["slug"],
        content=work["content"],
        key=grade["key"],
        worksheet=work["worksheet"],
        note=queries.get_submission(scope.session, learner_id, number).note,
        rows=tuple(_billing_row(line) for line in lines),
        score=Points(grade["earned"], grade["possible"]),
        sections=grade["sections"],
        correct=grade["correct_lines"],
        asked=grade["key_lines"],
        is_clean=grade["is_clean"],
        tries=(),
        disputes=(),
    )


def _billing_row(line: GradedLineRow) -> BillingRow:
    return BillingRow(
        line.section,
        line.learner_line,
        line.key_line,
        line.verdict,
        line.entered,
        line.explanation,
        line.earned,
        line.faults,
        line.findings,
    )
