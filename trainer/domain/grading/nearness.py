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
from trainer.domain.grading.lines import CaseGrade, Verdict


def distance(key: CaseKey, claim: Claim, grade: CaseGrade) -> tuple[bool, int, int]:
    """Whether anything is wrong; codes too many or missing; faults at lines of the right code. Low is near."""
    codes = _codes(claim.diagnoses, key.diagnoses) + _codes([line.code for line in claim.procedures], key.procedures)
    return not grade.is_clean, codes, sum(len(row.faults) for row in grade.lines if row.verdict is Verdict.PARTLY)


def _codes(entered: Iterable[str], lines: Sequence[DiagnosisKey | ProcedureKey]) -> int:
    """Codes that would have to go or to come."""
    here = Counter(entered)
    required = Counter(normalise_code(line.code) for line in lines if line.status == "required")
    permitted = Counter(normalise_code(line.code) for line in lines)
    return (required - here).total() + (here - permitted).total()
