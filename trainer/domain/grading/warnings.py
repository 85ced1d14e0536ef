"""What asks to be looked at on a claim and costs nothing: conflicts, missing partners, patients that do not fit."""

from collections.abc import Sequence
from dataclasses import replace

from trainer.domain.claims.lines import Claim
from trainer.domain.codesets.codes import dotted, normalise_code
from trainer.domain.codesets.demographics import unfit_for
from trainer.domain.codesets.references import references_in
from trainer.domain.grading.case_key import CaseKey, RelatedPair
from trainer.domain.grading.context import Context
from trainer.domain.grading.diagnoses import SECTION as DIAGNOSES
from trainer.domain.grading.diagnoses import excludes_rule
from trainer.domain.grading.findings import Finding, FindingKind, Severity, finding
from trainer.domain.grading.lines import GradedLine
from trainer.domain.grading.rules import Rule
from trainer.domain.grading.services import alone, bundled, exceeds


def with_warnings(key: CaseKey, lines: Sequence[GradedLine], claim: Claim, context: Context) -> list[GradedLine]:
    """The rows with what the claim as a whole gives rise to, on lines that are right as well."""
    return [_with(line, _warnings(key, line, claim, context)) for line in lines]


def _with(line: GradedLine, found: Sequence[Finding]) -> GradedLine:
    known = {each.kind for each in line.findings}
    new = tuple(each for each in found if each.kind not in known)
    return replace(line, findings=(*line.findings, *new)) if new else line


def _warnings(key: CaseKey, line: GradedLine, claim: Claim, context: Context) -> list[Finding]:
    if line.learner_line is None:
        return []
    if line.section != DIAGNOSES:
        return _of_service(line, claim, context)
    code = claim.diagnoses[line.learner_line]
    found = _of_code(code, line.learner_line, claim, context)
    for other in claim.diagnoses[: line.learner_line]:
        found += _conflicts(key, code, other, context)
    return found


def _of_code(code: str, place: int, claim: Claim, context: Context) -> list[Finding]:
    found = []
    if misfit := unfit_for(code, context.content.patient.age_years, context.content.patient.sex):
        found.append(finding(FindingKind.AGE_SEX, misfit, severity=Severity.WARNING, look_up=code))
    if context.book.manifestation_only(code):
        found += _without_cause(code, place, claim, context)
    return found


def _without_cause(code: str, place: int, claim: Claim, context: Context) -> list[Finding]:
    """The warning for a manifestation whose cause is nowhere on the claim. A wrong order is an error of its own."""
    notes = [note for note in context.book.first_required_by(code) if references_in(note.text)]
    named = [each for note in notes for each in references_in(note.text)]
    is_behind_any = not named and place > 0  # the note names no code: any condition may be the cause
    if is_behind_any or any(each.covers(other) for each in named for other in claim.diagnoses):
        return []
    rule = None
    if notes:
        source = f"ICD-10-CM tabular list, note at {dotted(notes[0].owner)}"
        rule = Rule(f"Code first {notes[0].text}", source)
    remark = "can never be listed first" if place == 0 else "needs what it is due to before it"
    remark = f"{dotted(code)} is a manifestation and {remark}."
    return [finding(FindingKind.CODE_FIRST, remark, severity=Severity.WARNING, rule=rule, look_up=code)]


def _conflicts(key: CaseKey, code: str, other: str, context: Context) -> list[Finding]:
    for conflict in context.book.conflicts(code, other)[:1]:
        remark = f"{dotted(code)} and {dotted(other)} go together only if the conditions are unrelated: are they?"
        said = next((pair.why for pair in key.related if _is_pair(pair, code, other)), remark)
        rule = excludes_rule(conflict.note.text, conflict.note.owner)
        owner = conflict.note.owner
        return [finding(FindingKind.EXCLUDES1, said, severity=Severity.WARNING, rule=rule, look_up=owner)]
    return []


def _is_pair(pair: RelatedPair, code: str, other: str) -> bool:
    return {normalise_code(pair.one), normalise_code(pair.other)} == {code, other}


def _of_service(line: GradedLine, claim: Claim, context: Context) -> list[Finding]:
    assert line.learner_line is not None
    typed = claim.procedures[line.learner_line]
    others = [each for place, each in enumerate(claim.procedures) if place != line.learner_line]
    above = claim.procedures[: line.learner_line]
    found = []
    if edit := bundled(typed, others, context):
        found.append(finding(FindingKind.UNBUNDLED, edit, severity=Severity.WARNING, look_up=typed.code))
    if exceeds(typed, above, context):
        found.append(finding(FindingKind.MUE, severity=Severity.WARNING, look_up=typed.code))
    if primaries := alone(typed, others, context):
        found.append(finding(FindingKind.ADDON_ALONE, primaries, severity=Severity.WARNING, look_up=typed.code))
    return found
