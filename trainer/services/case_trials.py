"""Grades a claim file against the files of a case, without a database: for authors, and from the command line."""

from dataclasses import dataclass
from pathlib import Path

from trainer.codebook.shelf import Shelf
from trainer.content.case_files import AuthoredCase, read_case
from trainer.content.claim_files import read_claim_file
from trainer.domain.claims.case import CaseKind
from trainer.domain.claims.lines import LineProblem, TypedClaim, read_claim
from trainer.domain.grading.context import Policy
from trainer.domain.grading.lines import CaseGrade, GradedLine
from trainer.domain.kernel.problems import Report
from trainer.services.case_grading import entered_text, grade_work
from trainer.services.case_reports import expected_text
from trainer.services.cases import CaseWork

__all__ = [
    "CaseGrade",
    "CaseKind",
    "GradedLine",
    "LineProblem",
    "Policy",
    "Report",
    "Trial",
    "find_case_folder",
    "try_claim",
]


@dataclass(frozen=True, slots=True)
class Trial:
    """A graded claim file, or (`grade` None) what keeps it from being graded."""

    case: AuthoredCase
    claim: TypedClaim
    grade: CaseGrade | None
    problems: tuple[LineProblem, ...]

    def entered(self, row: GradedLine) -> str:
        """The line as it was entered, "" for none."""
        return entered_text(self.claim, row, is_audit=self.case.content.kind is CaseKind.AUDIT)

    def expected(self, row: GradedLine) -> str:
        """The key's line, "" for none."""
        if row.key_line is None or row.section not in ("diagnoses", "procedures"):
            return ""
        key = self.case.key
        return (
            key.diagnoses[row.key_line].code
            if row.section == "diagnoses"
            else expected_text(key.procedures[row.key_line])
        )


def find_case_folder(cases: Path, slug: str) -> Path | None:
    """The folder of a case among the files of cases; None where there is none."""
    return next(
        (path for path in sorted(cases.glob("*/*")) if path.name == slug and (path / "case.toml").is_file()), None
    )


def try_claim(folder: Path, claim: Path, shelf: Shelf, policy: Policy, report: Report) -> Trial | None:
    """A claim graded for the case in `folder`; None, and the problems in `report`, if one of the files cannot be read.

    Raises:
        NoCodeBook: there is no code book to grade with.
    """
    case = read_case(folder, f"{folder.parent.name}/{folder.name}", report)
    work = read_claim_file(claim, report)
    if case is None or work is None:
        return None
    typed, query = work
    problems = read_claim(typed)[1]
    if problems:
        return Trial(case, typed, None, problems)
    grade = grade_work(case.content, case.key, CaseWork(claim=typed, query=query), shelf, policy)
    return Trial(case, typed, grade, ())
