"""How far a claim is from one of the claims that its key takes for right.

Codes count first, each section as a bag: every correction of a code that a report asks for takes one that is too many
away, or adds one that is missing, and brings no other alternative nearer by more than that. So the alternative that a
claim is held against stays the nearest while it is put right.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from trainer.domain.claims.lines import Claim
from trainer.domain.codesets.codes import normalise_code
from trainer.domain.grading.case_key import CaseKey, DiagnosisKey, ProcedureKey
from trainer.domain.grading.diagnoses import SECTION as DIAGNOSES
from trainer.domain.grading.findings import FindingKind
from trainer.domain.grading.lines import CaseGrade, GradedLine, Verdict
from trainer.domain.grading.procedures import parts_amiss


def distance(key: CaseKey, claim: Claim, grade: CaseGrade) -> tuple[bool, int, int, int]:
    """Whether anything is wrong; codes too many or missing; lines with a wrong part; places and links. Low is near."""
    codes = _codes(claim.diagnoses, key.diagnoses) + _codes([line.code for line in claim.procedures], key.procedures)
    amiss = sum(_is_amiss(key, claim, row) for row in grade.lines)
    return not grade.is_clean, codes, amiss, sum(map(_is_out_of_place, grade.lines))


def _codes(entered: Iterable[str], lines: Sequence[DiagnosisKey | ProcedureKey]) -> int:
    """Codes that would have to go or to come."""
    here = Counter(entered)
    required = Counter(normalise_code(line.code) for line in lines if line.status == "required")
    permitted = Counter(normalise_code(line.code) for line in lines)
    return (required - here).total() + (here - permitted).total()


def _is_amiss(key: CaseKey, claim: Claim, row: GradedLine) -> bool:
    if row.verdict is not Verdict.PARTLY or row.section == DIAGNOSES:
        return False
    assert row.learner_line is not None
    assert row.key_line is not None
    return parts_amiss(key, row.key_line, claim.procedures[row.learner_line]) > 0


def _is_out_of_place(row: GradedLine) -> bool:
    return row.verdict is Verdict.PARTLY and (row.section == DIAGNOSES or FindingKind.POINTER in row.faults)
