"""Grades a query to the provider by criteria: whether one is needed, what is missing, and each part of its wording.

Criteria in the spirit of the ACDIS/AHIMA practice brief on compliant queries: quote what the record shows, lead
nowhere, offer what is clinically possible with "other" and "unable to determine", never speak of payment. Each is
worth 12 points.
"""

from dataclasses import dataclass

from trainer.domain.claims.case import QueryTask
from trainer.domain.grading.case_key import QueryKey
from trainer.domain.grading.lines import LINE_POINTS, CaseGrade, GradedLine, Verdict
from trainer.domain.kernel.points import Points

SECTION = "query"


@dataclass(frozen=True, slots=True)
class QueryAnswer:
    """What the learner decided; None where nothing was chosen yet. `parts`: (part, choice)."""

    is_needed: bool | None = None
    gaps: tuple[str, ...] = ()
    parts: tuple[tuple[str, str], ...] = ()


def grade_query(key: QueryKey, answer: QueryAnswer) -> CaseGrade:
    """The rows: the decision, what is missing, then the parts. Where no query is needed, the parts are not graded;
    where the learner decides against a needed one, nothing after the decision earns anything.
    """
    is_right = answer.is_needed is key.is_needed
    rows = [_row(0, LINE_POINTS if is_right else 0, key.why)]
    rows.append(_row(1, _gap_points(key, answer) if is_right else 0, _gap_remarks(key)))
    chosen = dict(answer.parts)
    for place, part in enumerate(key.parts if key.is_needed else (), start=2):
        choice = chosen.get(part.part, "") if answer.is_needed else ""
        remarks = dict(part.remarks)
        why = remarks[part.right] if choice in ("", part.right) else remarks.get(choice, "")
        rows.append(_row(place, LINE_POINTS if choice == part.right else 0, why, is_empty=not choice))
    earned = sum(row.earned for row in rows)
    return CaseGrade(
        lines=tuple(rows),
        sections=((SECTION, Points(earned, LINE_POINTS * len(rows))),),
        correct_lines=sum(row.verdict is Verdict.RIGHT for row in rows),
        key_lines=len(rows),
        is_clean=all(row.verdict is Verdict.RIGHT for row in rows),
    )


def _gap_points(key: QueryKey, answer: QueryAnswer) -> int:
    """Right gaps less wrong ones, of those that are missing; all or nothing where nothing is."""
    right, chosen = set(key.gaps), set(answer.gaps)
    if not right:
        return 0 if chosen else LINE_POINTS
    return LINE_POINTS * max(0, len(right & chosen) - len(chosen - right)) // len(right)


def _gap_remarks(key: QueryKey) -> str:
    remarks = dict(key.gap_remarks)
    return " ".join(remarks[gap] for gap in key.gaps) if key.gaps else key.why


def _row(place: int, earned: int, why: str, *, is_empty: bool = False) -> GradedLine:
    verdict = Verdict.RIGHT if earned == LINE_POINTS else Verdict.PARTLY if earned else Verdict.WRONG
    return GradedLine(SECTION, place, place, Verdict.MISSED if is_empty else verdict, earned, (), why)


def query_text(task: QueryTask, answer: QueryAnswer) -> str:
    """The query as composed, one paragraph for each part that was chosen."""
    chosen = dict(answer.parts)
    texts = [choice.text for part in task.parts for choice in part.choices if chosen.get(part.id) == choice.id]
    return "\n\n".join(texts)
