"""Grades the diagnoses of a claim: right 12, listed too late 6, another code of the category 3 (teaching), else 0."""

from collections.abc import Sequence

from trainer.domain.codesets.codes import dotted, normalise_code
from trainer.domain.codesets.demographics import unfit_for
from trainer.domain.grading.alignment import align
from trainer.domain.grading.case_key import CaseKey, DiagnosisKey
from trainer.domain.grading.context import Context, Policy
from trainer.domain.grading.findings import Finding, FindingKind, finding
from trainer.domain.grading.lines import LINE_POINTS, GradedLine, Verdict
from trainer.domain.grading.naming import (
    code_fault,
    doubt_about,
    missed_beside,
    name_pair,
    suspect_pair,
    suspect_unsupported,
)
from trainer.domain.grading.order import Late, late, precedence
from trainer.domain.grading.remarks import Remark, remark_on_absence, remark_on_code, remark_on_place, stands_for
from trainer.domain.grading.rules import Rule

SECTION = "diagnoses"
_NEAR = LINE_POINTS // 4
_OPTIONAL = _NEAR + 1
"""What an optional line is worth to the code that says exactly it: more than being near to another line."""


def align_diagnoses(key: CaseKey, codes: Sequence[str], context: Context) -> dict[int, int]:
    """Learner place -> key place; required lines come before optional ones, credit before likeness.

    Of codes that are equally near to a line the first in the order of codes answers it, whatever else is entered.
    """
    wanted = [normalise_code(line.code) for line in key.diagnoses]
    ranks = {code: rank for rank, code in enumerate(sorted(set(codes)))}

    def worth(place: int, key_place: int) -> int:
        return 1_000 * value - ranks[codes[place]] if (value := value_of(place, key_place)) else 0

    def value_of(place: int, key_place: int) -> int:
        line, code = key.diagnoses[key_place], codes[place]
        if code in codes[:place]:
            return 0  # the same diagnosis again answers nothing
        if code == wanted[key_place]:
            return LINE_POINTS * 1_000_000 if line.status == "required" else _OPTIONAL * 1_000_000
        likeness = _likeness(code, wanted[key_place]) + 10 * stands_for(key, code, wanted[key_place])
        near = _near_credit(code, line, context) * 1_000_000
        return near + (likeness * 100 if line.status == "required" else likeness) if likeness else 0

    return align(codes, len(wanted), worth)


def with_repeated(codes: Sequence[str], aligned: dict[int, int]) -> dict[int, int]:
    """The alignment as pointers read it: a diagnosis that stands again leads where its first one leads."""
    first = {code: place for place, code in reversed(list(enumerate(codes)))}
    return {place: aligned[first[code]] for place, code in enumerate(codes) if first[code] in aligned}


def _likeness(code: str, wanted: str) -> int:
    """Characters that two codes of a category have in common from the left; 0 for other categories."""
    if code[:3] != wanted[:3]:
        return 0
    return next((place for place, pair in enumerate(zip(code, wanted, strict=False)) if len(set(pair)) > 1), 6)


def _near_credit(code: str, line: DiagnosisKey, context: Context) -> int:
    """What another code of the right category earns: nothing where it is not valid, or the policy is strict."""
    is_near = code[:3] == normalise_code(line.code)[:3] and line.status == "required"
    if not is_near or context.policy is Policy.STRICT:
        return 0
    return _NEAR if context.book.valid_on(code, context.content.date_of_service) else 0


def grade_diagnoses(
    key: CaseKey, codes: Sequence[str], answers: dict[int, int], linked: dict[int, int], context: Context
) -> list[GradedLine]:
    """One row for each line of the claim, then one for each required line of the key that is missing.

    `linked` are lines that only a pointer makes answers: they are named, and have no say about the order of others.
    """
    placed = {place: at for place, at in answers.items() if _has_a_place(key.diagnoses[at], codes[place])}
    behind = late(placed, precedence(key, context.book))
    aligned = answers | linked
    graded = [
        _answer(key, codes[place], (place, aligned[place]), behind, context)
        if place in aligned
        else _unsupported(key, codes, place, context)
        for place in range(len(codes))
    ]
    present = [normalise_code(key.diagnoses[place].code) for place in aligned.values()]
    return graded + [
        _missed(key, place, present, context)
        for place, line in enumerate(key.diagnoses)
        if place not in aligned.values() and line.status == "required"
    ]


def _has_a_place(line: DiagnosisKey, code: str) -> bool:
    """Another code in the place of an optional line is one too many: it has no say about the order of others."""
    return line.status == "required" or code == normalise_code(line.code)


def _answer(key: CaseKey, code: str, pair: tuple[int, int], behind: Late, context: Context) -> GradedLine:
    """The row of a code that answers a line of the key; `pair` is its place and that line's."""
    place, key_place = pair
    line = key.diagnoses[key_place]
    if normalise_code(line.code) != code:
        return _wrong(key, place, key_place, code, context)
    if line.status == "optional":
        return GradedLine(SECTION, place, key_place, Verdict.OPTIONAL, 0, (), line.why)
    if place in behind:
        kind, rule = behind[place]
        cost = LINE_POINTS // 2
        remark = remark_on_place(key, code) or f"{dotted(code)} stands before what depends on it."
        found = finding(kind, remark, cost=cost, span=line.span, rule=rule, look_up=code)
        return GradedLine(SECTION, place, key_place, Verdict.PARTLY, LINE_POINTS - cost, (found,), line.why)
    return GradedLine(SECTION, place, key_place, Verdict.RIGHT, LINE_POINTS, (), line.why)


def _wrong(key: CaseKey, place: int, key_place: int, code: str, context: Context) -> GradedLine:
    line = key.diagnoses[key_place]
    wanted = normalise_code(line.code)
    earned = _near_credit(code, line, context)
    cost = LINE_POINTS - earned if line.status == "required" else 0
    said = remark_on_code(key, code, wanted)
    fault = code_fault(code, context)
    if fault:
        kind, remark = fault.kind, f"{fault.remark} {said[1]}" if said else fault.remark
    else:
        kind, remark = _named(code, wanted, said, context)
    found = finding(kind, remark, cost=cost, span=line.span, look_up=wanted)
    return GradedLine(SECTION, place, key_place, Verdict.WRONG, earned, (found,), line.why)


def _named(code: str, wanted: str, said: Remark | None, context: Context) -> tuple[FindingKind, str]:
    """What a valid code in the place of another is called, and the remark on it."""
    patient = context.content.patient
    remark = said[1] if said else _titles(code, wanted, context)
    if misfit := unfit_for(code, patient.age_years, patient.sex):
        return FindingKind.AGE_SEX, f"{misfit} {said[1]}" if said else misfit
    if proven := name_pair(code, wanted, context.book):
        return proven, remark
    if said:
        return said
    mine = context.book.get(code)
    if doubt := doubt_about(code, mine.title if mine else "", context):
        return FindingKind.UNCERTAIN_CODED, f"The chart leaves it open: “{doubt}”"
    return suspect_pair(code, wanted, context.book), remark


def _titles(code: str, wanted: str, context: Context) -> str:
    mine, right = context.book.get(code), context.book.get(wanted)
    if mine is None or right is None:
        return ""
    return f"{mine.display} says “{mine.title}”; the chart is “{right.title}”."


def _unsupported(key: CaseKey, codes: Sequence[str], place: int, context: Context) -> GradedLine:
    found, why = _why_unsupported(key, codes, place, context)
    return GradedLine(SECTION, place, None, Verdict.UNSUPPORTED, 0, (found,), why)


def _why_unsupported(key: CaseKey, codes: Sequence[str], place: int, context: Context) -> tuple[Finding, str]:
    """The finding for a line that answers no line of the key, and the sentence that explains it."""
    code = codes[place]
    said = remark_on_code(key, code)
    why = said[1] if said else "Nothing in the chart supports this line."
    if code in codes[:place]:
        return finding(FindingKind.DUPLICATE, "The same diagnosis stands above.", cost=LINE_POINTS), why
    if fault := code_fault(code, context):
        return _costing(fault), fault.remark if not said else why
    for pair in (pair for pair in key.related if pair.is_related):
        one, other = normalise_code(pair.one), normalise_code(pair.other)
        if code in (one, other) and {one, other} <= set(codes):
            return _conflict(code, other if code == one else one, pair.why, context), pair.why
    if said:
        return finding(said[0], said[1], cost=LINE_POINTS, look_up=code), why
    found = suspect_unsupported(code, [normalise_code(line.code) for line in key.diagnoses], context)
    return _costing(found), found.remark or why


def _conflict(code: str, other: str, why: str, context: Context) -> Finding:
    conflicts = context.book.conflicts(code, other)
    rule = excludes_rule(conflicts[0].note.text, conflicts[0].note.owner) if conflicts else None
    return finding(
        FindingKind.EXCLUDES1, why, cost=LINE_POINTS, rule=rule, look_up=conflicts[0].note.owner if conflicts else ""
    )


def excludes_rule(text: str, owner: str) -> Rule:
    """The Excludes1 note as a rule."""
    return Rule(f"Excludes1: {text}", f"ICD-10-CM tabular list, note at {dotted(owner)}")


def _costing(found: Finding) -> Finding:
    return Finding(found.kind, found.severity, LINE_POINTS, found.remark, found.span, found.rule, found.look_up)


def _missed(key: CaseKey, key_place: int, present: Sequence[str], context: Context) -> GradedLine:
    line = key.diagnoses[key_place]
    code = normalise_code(line.code)
    said = remark_on_absence(key, code)
    beside = missed_beside(code, present, context.book)
    if beside:
        kind, rule, look_up = FindingKind.ADDITIONAL_CODE_MISSING, beside[1], beside[0]
    else:
        kind, rule, look_up = said[0] if said else FindingKind.MISSED, None, code
    found = finding(kind, said[1] if said else "", cost=LINE_POINTS, span=line.span, rule=rule, look_up=look_up)
    return GradedLine(SECTION, None, key_place, Verdict.MISSED, 0, (found,), line.why)
