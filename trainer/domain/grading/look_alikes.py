"""Reads codes in which O stands for 0, or I for 1, as what was meant: pointed out, never counted against anybody."""

from dataclasses import replace

from trainer.domain.claims.lines import Claim
from trainer.domain.codesets.book import System
from trainer.domain.grading.context import Context
from trainer.domain.grading.diagnoses import SECTION as DIAGNOSES
from trainer.domain.grading.findings import Finding, FindingKind, Severity, finding
from trainer.domain.grading.lines import GradedLine

_TO_DIGITS, _TO_LETTERS = str.maketrans("OI", "01"), str.maketrans("01", "OI")

Misread = dict[tuple[str, int], tuple[str, str]]
"""(section, line) -> the code as entered and as read."""


def read_look_alikes(claim: Claim, context: Context) -> tuple[Claim, Misread]:
    """The claim with look-alikes read as what they must mean, and which those were."""
    misread: Misread = {}
    diagnoses = [_diagnosis(code, context) for code in claim.diagnoses]
    procedures = [replace(line, code=_service(line.code, context)) for line in claim.procedures]
    for place, (entered, read) in enumerate(zip(claim.diagnoses, diagnoses, strict=True)):
        if entered != read:
            misread[DIAGNOSES, place] = entered, read
    for place, (line, taken) in enumerate(zip(claim.procedures, procedures, strict=True)):
        if line.code != taken.code:
            misread["procedures", place] = line.code, taken.code
    return Claim(tuple(diagnoses), tuple(procedures)), misread


def with_notes(lines: tuple[GradedLine, ...], misread: Misread) -> tuple[GradedLine, ...]:
    """The rows with a note at each code that was read as another one."""
    return tuple(
        replace(line, findings=(*line.findings, _note(*misread[line.section, line.learner_line])))
        if line.learner_line is not None and (line.section, line.learner_line) in misread
        else line
        for line in lines
    )


def _diagnosis(code: str, context: Context) -> str:
    day = context.content.date_of_service
    meant = code[:1].translate(_TO_LETTERS) + code[1:].translate(_TO_DIGITS)
    is_clear = meant != code and not context.book.valid_on(code, day) and context.book.valid_on(meant, day)
    return meant if is_clear else code


def _service(code: str, context: Context) -> str:
    """CPT and HCPCS codes have digits behind their first character, and none begins with O or I."""
    meant = code[:1].translate(_TO_DIGITS) + code[1:].translate(_TO_DIGITS)
    is_service = len(code) == 5 and meant[1:].isdigit()
    return meant if is_service and context.book.get(code, System.HCPCS) is None else code


def _note(entered: str, read: str) -> Finding:
    remark = f"“{entered}” was read as {read}: the letters O and I look like the digits 0 and 1."
    return finding(FindingKind.INVALID, remark, severity=Severity.NOTE, look_up=read)
