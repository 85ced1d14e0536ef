"""Rows of a graded billing exercise and their score: 12 points each; what is optional counts neither way."""

from collections.abc import Callable, Sequence

from trainer.domain.grading.billing_faults import BILLING_RULES, BillingFault
from trainer.domain.grading.billing_key import Mistake
from trainer.domain.grading.billing_reading import Unreadable, Value, is_blank
from trainer.domain.grading.findings import Finding, Severity, finding
from trainer.domain.grading.lines import LINE_POINTS, CaseGrade, GradedLine, Verdict
from trainer.domain.grading.rules import Rule
from trainer.domain.kernel.points import Points


def fault_found(
    fault: BillingFault,
    remark: str = "",
    *,
    cost: int = LINE_POINTS,
    span: str = "",
    source: str = "",
    severity: Severity = Severity.ERROR,
) -> Finding:
    """A finding with the general rule of its fault; `source` says where the key found it written, if it does."""
    general = BILLING_RULES[fault]
    rule = Rule(general.text, source) if source else general
    return finding(fault, remark, severity=severity, cost=cost, span=span, rule=rule)


def name_error(
    typed: str, mistakes: Sequence[Mistake], read: Callable[[str], Value], fault: BillingFault, remark: str = ""
) -> tuple[BillingFault, str]:
    """The name and the remark of a wrong answer: what the key says of exactly this one, else why it cannot be read,
    else `fault` and `remark`. An answer left blank is `left_blank`, unless the key says more of that.
    """
    if is_blank(typed):
        said = [mistake for mistake in mistakes if is_blank(mistake.value)]
        return (said[0].fault, said[0].why) if said else (BillingFault.LEFT_BLANK, "Nothing is entered.")
    value = read(typed)
    for mistake in mistakes:
        if not is_blank(mistake.value) and read(mistake.value) == value:
            return mistake.fault, mistake.why
    return (BillingFault.BAD_FORMAT, value.reason) if isinstance(value, Unreadable) else (fault, remark)


def verdict_of(earned: int) -> Verdict:
    """The verdict over something that was entered."""
    return Verdict.RIGHT if earned == LINE_POINTS else Verdict.PARTLY if earned else Verdict.WRONG


def graded_rows(section: str, rows: Sequence[GradedLine]) -> CaseGrade:
    """The grade that rows of one section make. Clean is work in which every row that counts is right."""
    counted = [row for row in rows if row.verdict is not Verdict.OPTIONAL]
    wanted = sum(row.verdict is not Verdict.UNSUPPORTED for row in counted)
    earned = sum(row.earned for row in counted)
    return CaseGrade(
        lines=tuple(rows),
        sections=((section, Points(earned, LINE_POINTS * len(counted))),) if counted else (),
        correct_lines=sum(row.verdict is Verdict.RIGHT for row in counted),
        key_lines=wanted,
        is_clean=wanted > 0 and all(row.verdict is Verdict.RIGHT for row in counted),
    )
