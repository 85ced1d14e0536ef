"""Which of the claims that a key takes for right a claim is held against: the one with the nearest codes.

Codes are compared as bags. Every correction of a code that a report asks for takes one away that is too many or adds
one that is missing, and no other alternative comes nearer by more than that: so the alternative that a claim is held
against stays the nearest while the claim is put right. Modifiers, units, links and order have a say only between
alternatives of the same codes, which are worth the same number of points: there the best score counts.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction

from trainer.domain.claims.lines import Claim
from trainer.domain.codesets.codes import normalise_code
from trainer.domain.grading.case_key import CaseKey, DiagnosisKey, ProcedureKey
from trainer.domain.grading.lines import CaseGrade
from trainer.domain.grading.variants import Variant

Measured = tuple[Variant, CaseGrade]
KeyLines = Sequence[DiagnosisKey | ProcedureKey]


def nearest(measures: Sequence[Measured], claim: Claim) -> Measured:
    """The alternative that the claim is held against: a clean one, else the nearest; of equals the first written."""
    if len(measures) == 1:
        return measures[0]
    for variant, grade in measures:
        if grade.is_clean:
            return variant, grade
    first, _ = min(measures, key=lambda measured: _codes_apart(measured[0].key, claim))
    alike = [measured for measured in measures if _codes(measured[0].key) == _codes(first.key)]
    return max(alike, key=lambda measured: _worth(measured[1]))


def _worth(grade: CaseGrade) -> tuple[Fraction, int]:
    return Fraction(grade.line_score.earned, grade.line_score.possible), grade.correct_lines


def _codes(key: CaseKey) -> tuple[Counter[tuple[str, str]], ...]:
    """The codes of both sections with whether they are required."""
    return tuple(Counter((line.code, line.status) for line in lines) for lines in (key.diagnoses, key.procedures))


def _codes_apart(key: CaseKey, claim: Claim) -> int:
    """How many codes would have to come or to go."""
    return _apart(claim.diagnoses, key.diagnoses) + _apart((line.code for line in claim.procedures), key.procedures)


def _apart(entered: Iterable[str], lines: KeyLines) -> int:
    here = Counter(entered)
    required = Counter(normalise_code(line.code) for line in lines if line.status == "required")
    permitted = Counter(normalise_code(line.code) for line in lines)
    return (required - here).total() + (here - permitted).total()
