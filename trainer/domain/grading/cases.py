"""Grades a claim against the key of a coding case: every line named, three scores.

Credit in points of 12 a line, so that quarters are whole; only display divides. Optional lines count neither way: what
is wrong with one is named, and another code in its place is an unsupported line that earns nothing. Of several claims
that the key takes for right, the one that the learner's comes nearest to is the measure of all three scores.
"""

from collections.abc import Sequence
from dataclasses import replace

from trainer.domain.claims.lines import Claim
from trainer.domain.grading.case_key import CaseKey, DiagnosisKey, ProcedureKey
from trainer.domain.grading.context import Context
from trainer.domain.grading.diagnoses import SECTION as DIAGNOSES
from trainer.domain.grading.diagnoses import align_diagnoses, grade_diagnoses, with_repeated
from trainer.domain.grading.lines import LINE_POINTS, CaseGrade, GradedLine, Verdict
from trainer.domain.grading.look_alikes import read_look_alikes, with_notes
from trainer.domain.grading.nearness import nearest
from trainer.domain.grading.procedures import SECTION as PROCEDURES
from trainer.domain.grading.procedures import align_procedures, grade_procedures, link_pairs
from trainer.domain.grading.variants import Variant, variants
from trainer.domain.grading.warnings import with_warnings
from trainer.domain.kernel.points import Points

CASE_GRADER_VERSION = 3
"""Raised whenever the same claim and key could earn other points than before."""

KeyLine = DiagnosisKey | ProcedureKey


def grade_case(key: CaseKey, claim: Claim, context: Context) -> CaseGrade:
    """The claim, compared with the key. The same claim, key and context give the same grade, always."""
    content = context.content
    claim, misread = read_look_alikes(claim, context)
    measures = variants(key, content.payer, content.convention)
    graded = [(variant, _grade(variant, claim, context)) for variant in measures]
    measure, grade = nearest(graded, claim)
    placed = [_placed(row, measure) for row in grade.lines]
    rows = with_warnings(key, placed, claim, context)
    return replace(grade, lines=with_notes(tuple(rows), misread))


def _grade(variant: Variant, claim: Claim, context: Context) -> CaseGrade:
    key = variant.key
    diagnoses = align_diagnoses(key, claim.diagnoses, context)
    links = with_repeated(claim.diagnoses, diagnoses)
    services = align_procedures(key, claim.procedures, links, context, is_hopeful=True)
    linked = link_pairs(key, claim, services, links)
    links = with_repeated(claim.diagnoses, diagnoses | linked)
    services = align_procedures(key, claim.procedures, links, context)
    diagnosis_lines = grade_diagnoses(key, claim.diagnoses, diagnoses, linked, context)
    procedure_lines = grade_procedures(key, claim.procedures, services, links, context)
    rows = (*diagnosis_lines, *procedure_lines)
    required = sum(line.status == "required" for line in key.diagnoses)
    required += sum(line.status == "required" for line in key.procedures)
    return CaseGrade(
        lines=rows,
        sections=tuple(
            (section, points)
            for section, lines, wanted in (
                (DIAGNOSES, diagnosis_lines, key.diagnoses),
                (PROCEDURES, procedure_lines, key.procedures),
            )
            if (points := _section_points(lines, wanted))
        ),
        correct_lines=sum(row.verdict is Verdict.RIGHT for row in rows),
        key_lines=required,
        is_clean=all(row.verdict in (Verdict.RIGHT, Verdict.OPTIONAL) for row in rows) and required > 0,
    )


def _placed(row: GradedLine, variant: Variant) -> GradedLine:
    """The row with the place of its key line in the whole key."""
    if row.key_line is None:
        return row
    places = variant.diagnoses if row.section == DIAGNOSES else variant.procedures
    return replace(row, key_line=places[row.key_line])


def _section_points(lines: Sequence[GradedLine], key_lines: Sequence[KeyLine]) -> Points | None:
    optional = {place for place, line in enumerate(key_lines) if line.status == "optional"}
    counted = [line for line in lines if line.key_line not in optional or line.verdict is Verdict.WRONG]
    entered = sum(line.learner_line is not None for line in counted)
    possible = LINE_POINTS * max(entered, len(key_lines) - len(optional))
    return Points(sum(line.earned for line in counted), possible) if possible else None
