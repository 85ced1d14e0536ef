"""Grades the scrubbing of a claim: each defect noticed, named and put right; what was right and is marked costs.

A defect is worth 12 points: 4 for noticing it, 4 for its kind, 4 for what should stand there. Marks at several of its
items count once. Every false alarm adds 12 points that cannot be earned.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from trainer.domain.claims.billing_case import BillingContent
from trainer.domain.claims.cms1500 import ITEMS, ORDER
from trainer.domain.grading.billing_faults import BillingFault
from trainer.domain.grading.billing_items import read_item
from trainer.domain.grading.billing_key import BillingKey, Defect
from trainer.domain.grading.billing_reading import is_blank
from trainer.domain.grading.billing_rows import fault_found, graded_rows
from trainer.domain.grading.findings import Severity
from trainer.domain.grading.lines import LINE_POINTS, CaseGrade, GradedLine, Verdict

SECTION = "form"
_STEP = LINE_POINTS // 3


@dataclass(frozen=True, slots=True)
class Mark:
    """What a learner says of an item: the kind of error ("" for none), and what should stand there ("": nothing)."""

    fault: str
    value: str


def read_marks(content: BillingContent, sheet: Mapping[str, str]) -> dict[str, Mark]:
    """The items that were marked or changed, in the order of the form.

    A value that says what stands there already is no change, and an empty one says something only beside a mark.
    """
    printed = dict(content.form)
    marks = {}
    for item in ITEMS:
        fault, value = sheet.get(f"{item}.mark", "").strip(), sheet.get(f"{item}.value", "").strip()
        is_changed = not is_blank(value) and read_item(item, value) != read_item(item, printed.get(item, ""))
        if fault or is_changed:
            marks[item] = Mark(fault, value)
    return marks


def grade_scrub(content: BillingContent, key: BillingKey, sheet: Mapping[str, str]) -> CaseGrade:
    """A row for each defect in the order of the key, then one for each false alarm in the order of the form."""
    marks = read_marks(content, sheet)
    faulty = {item for defect in key.defects for item in (defect.item, *defect.also)}
    rows = [_row(defect, marks) for defect in key.defects]
    rows += [_alarm(item) for item in marks if item not in faulty]
    return graded_rows(SECTION, rows)


def _row(defect: Defect, marks: Mapping[str, Mark]) -> GradedLine:
    items = [item for item in (defect.item, *defect.also) if item in marks]
    steps = {
        "not named": any(marks[item].fault == defect.fault for item in items),
        "not put right": any(_is_accepted(defect, item, marks[item].value) for item in items),
    }
    earned = _STEP * (bool(items) + sum(steps.values()))
    place = ORDER[items[0]] if items else None
    of_key = ORDER[defect.item]
    if earned == LINE_POINTS:
        return GradedLine(SECTION, place, of_key, Verdict.RIGHT, earned, (), defect.why)
    lacks = " and ".join(words for words, is_done in steps.items() if not is_done)
    cost, span, source = LINE_POINTS - earned, defect.span, defect.source
    if items:
        findings = (fault_found(defect.fault, f"Noticed, {lacks}.", cost=cost, span=span, source=source),)
        return GradedLine(SECTION, place, of_key, Verdict.PARTLY, earned, findings, defect.why)
    missed = fault_found(BillingFault.UNNOTICED, "Not noticed.", cost=cost, span=span)
    cause = fault_found(defect.fault, cost=0, span=span, source=source, severity=Severity.NOTE)
    return GradedLine(SECTION, None, of_key, Verdict.MISSED, 0, (missed, cause), defect.why)


def _is_accepted(defect: Defect, item: str, value: str) -> bool:
    if is_blank(value):
        return any(map(is_blank, defect.accepts))
    return read_item(item, value) in [read_item(item, right) for right in defect.accepts if not is_blank(right)]


def _alarm(item: str) -> GradedLine:
    found = fault_found(BillingFault.FALSE_ALARM)
    words = f"{ITEMS[item].title} was right as it stood."
    return GradedLine(SECTION, ORDER[item], None, Verdict.UNSUPPORTED, 0, (found,), words)
