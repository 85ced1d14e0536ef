"""Grades the procedure lines of a claim: right 12, link wrong 9, modifier, units or one visit level wrong 6, else 0.

A visit one level off earns half only under the teaching policy, and only where nothing else is wrong with its line.
"""

from collections.abc import Sequence

from trainer.domain.claims.lines import Claim, ProcedureLine
from trainer.domain.codesets.codes import normalise_code
from trainer.domain.grading.alignment import align
from trainer.domain.grading.case_key import CaseKey, ProcedureKey
from trainer.domain.grading.context import Context, Policy
from trainer.domain.grading.em import are_other_kinds, category_of, fits_place, is_visit, levels_between
from trainer.domain.grading.findings import Finding, FindingKind, Severity, finding
from trainer.domain.grading.lines import LINE_POINTS, GradedLine, Verdict
from trainer.domain.grading.modifiers import modifiers_fit, name_modifiers, stood_for
from trainer.domain.grading.remarks import remark_on_absence, remark_on_code, remark_on_line, stands_for
from trainer.domain.grading.services import (
    alone,
    bundled,
    exceeds,
    in_global_period,
    is_like_a_diagnosis,
    is_of_another_payer,
)

SECTION = "procedures"
_HALF = LINE_POINTS // 2
_LINK = LINE_POINTS // 4

Aligned = dict[int, int]


def align_procedures(
    key: CaseKey, entered: Sequence[ProcedureLine], diagnoses: Aligned, context: Context, *, is_hopeful: bool = False
) -> Aligned:
    """Learner place -> key place; required lines come before optional ones, credit before likeness.

    `is_hopeful`: a line that points to a diagnosis which answers nothing may be meant for a missing one (`link_pairs`).
    """
    wanted = [normalise_code(line.code) for line in key.procedures]

    def worth(place: int, key_place: int) -> int:
        line, typed = key.procedures[key_place], entered[place]
        likeness = _likeness(key, typed.code, wanted[key_place])
        if not likeness:
            return 0
        if typed.code == wanted[key_place]:
            links = diagnoses | _hoped_for(typed, line, diagnoses) if is_hopeful else diagnoses
            credit = _credit(_faults(typed, line, key_place, links))
        elif line.status == "required":
            credit = _level_credit(typed, key_place, key, diagnoses, context)
        else:
            credit = 0
        if line.status != "required":
            return likeness + credit * 1_000
        is_right = typed.code == wanted[key_place] and credit == LINE_POINTS
        return likeness + credit * 1_000_000 + 500_000 * is_right  # of equal totals the one with more right lines

    return align([_content(line, diagnoses) for line in entered], len(wanted), worth)


def _hoped_for(typed: ProcedureLine, line: ProcedureKey, diagnoses: Aligned) -> Aligned:
    """The diagnosis that a line points to first, taken for the one it should point to, where neither has a partner."""
    if line.pointers is None or not typed.pointers:
        return {}
    first, reason = typed.pointers[0], line.pointers.first
    return {} if first in diagnoses or reason in diagnoses.values() else {first: reason}


def _content(line: ProcedureLine, diagnoses: Aligned) -> tuple[str, tuple[str, ...], int, tuple[int, ...]]:
    """All there is to say about a line, whatever the order of diagnoses and modifiers."""
    return (
        line.code,
        tuple(sorted(line.modifiers)),
        line.units,
        tuple(diagnoses.get(place, -1) for place in line.pointers),
    )


def grade_procedures(
    key: CaseKey, entered: Sequence[ProcedureLine], aligned: Aligned, diagnoses: Aligned, context: Context
) -> list[GradedLine]:
    """One row for each line of the claim, then one for each required line of the key that is missing."""
    graded = [
        _answer(key, entered[place], (place, aligned[place]), diagnoses, context)
        if place in aligned
        else _unsupported(key, place, entered, aligned, context)
        for place in range(len(entered))
    ]
    return graded + [
        _missed(key, place)
        for place, line in enumerate(key.procedures)
        if place not in aligned.values() and line.status == "required"
    ]


def _answer(
    key: CaseKey, typed: ProcedureLine, pair: tuple[int, int], diagnoses: Aligned, context: Context
) -> GradedLine:
    """The row of a line that answers a line of the key; `pair` is its place and that line's."""
    place, key_place = pair
    line = key.procedures[key_place]
    if normalise_code(line.code) != typed.code:
        return _wrong(key, typed, pair, diagnoses, context)
    faults = _faults(typed, line, key_place, diagnoses)
    if not faults:
        verdict, earned = Verdict.RIGHT, LINE_POINTS
        if line.status == "optional":
            verdict, earned = Verdict.OPTIONAL, 0
        return GradedLine(SECTION, place, key_place, verdict, earned, _stand_in(typed, line), line.why)
    credit = _credit(faults)
    earned, cost = (credit, LINE_POINTS - credit) if line.status == "required" else (0, 0)
    said = remark_on_line(key, typed)
    kinds = [_named(fault, typed, line, key_place, context) for fault in faults]
    if said and said[0] not in kinds and faults[0] is not FindingKind.POINTER:
        kinds[0] = said[0]
    findings = tuple(
        finding(
            kind,
            said[1] if said and (kind is said[0] or number == 0) else _difference(kind, typed, line),
            cost=0 if number else cost,
            span=line.span,
            look_up=typed.code,
        )
        for number, kind in enumerate(kinds)
    )
    return GradedLine(SECTION, place, key_place, Verdict.PARTLY, earned, findings, line.why)


def _stand_in(typed: ProcedureLine, line: ProcedureKey) -> tuple[Finding, ...]:
    """The note that another X modifier than the one that fits best was taken for it."""
    best = stood_for(frozenset(typed.modifiers), line.modifiers)
    if not best:
        return ()
    remark = f"{best} says more exactly what set the service apart."
    return (finding(FindingKind.MODIFIER_WRONG, remark, severity=Severity.NOTE, look_up=typed.code),)


def _faults(typed: ProcedureLine, line: ProcedureKey, key_place: int, diagnoses: Aligned) -> tuple[FindingKind, ...]:
    """What differs at a line of the right code, the dearest first: modifiers, units, link."""
    faults = []
    if not modifiers_fit(frozenset(typed.modifiers), line.modifiers, is_secondary=key_place > 0):
        faults.append(FindingKind.MODIFIER_WRONG)
    if not line.units_low <= typed.units <= line.units_high:
        faults.append(FindingKind.UNITS)
    if not _pointers_fit(typed.pointers, line, diagnoses):
        faults.append(FindingKind.POINTER)
    return tuple(faults)


def _credit(faults: tuple[FindingKind, ...]) -> int:
    if not faults:
        return LINE_POINTS
    return LINE_POINTS - _LINK if faults == (FindingKind.POINTER,) else _HALF


def _pointers_fit(pointers: tuple[int, ...], line: ProcedureKey, diagnoses: Aligned) -> bool:
    """Read through the alignment, so that a wrong diagnosis is not counted again at every link."""
    if line.pointers is None:
        return True
    answered = [diagnoses.get(pointer, -1) for pointer in pointers]
    permitted = {line.pointers.first, *line.pointers.allowed}
    return bool(answered) and answered[0] == line.pointers.first and set(answered) <= permitted


def _named(
    fault: FindingKind, typed: ProcedureLine, line: ProcedureKey, key_place: int, context: Context
) -> FindingKind:
    if fault is FindingKind.MODIFIER_WRONG:
        return name_modifiers(frozenset(typed.modifiers), line.modifiers, is_secondary=key_place > 0)
    if fault is FindingKind.UNITS and {"JW", "JZ"} & {*line.modifiers.all, *typed.modifiers}:
        return FindingKind.DRUG_WASTE
    if fault is FindingKind.UNITS and typed.units > line.units_high and exceeds(typed, (), context):
        return FindingKind.MUE
    return fault


def _difference(kind: FindingKind, typed: ProcedureLine, line: ProcedureKey) -> str:
    """What was entered beside what is right, in a few words."""
    rule = line.modifiers
    if kind in (FindingKind.UNITS, FindingKind.MUE) or (
        kind is FindingKind.DRUG_WASTE and not line.units_low <= typed.units <= line.units_high
    ):
        span = str(line.units_low) if line.units_low == line.units_high else f"{line.units_low} to {line.units_high}"
        return f"{typed.units} entered; {span} is right."
    if kind is FindingKind.POINTER:
        return "It points to other diagnoses than the one that made it necessary."
    wanted = " ".join(rule.all) + (" and " if rule.all and rule.one_of else "") + " or ".join(rule.one_of)
    return f"Entered: {' '.join(typed.modifiers) or 'none'}; right: {wanted or 'none'}."


def _wrong(
    key: CaseKey, typed: ProcedureLine, pair: tuple[int, int], diagnoses: Aligned, context: Context
) -> GradedLine:
    place, key_place = pair
    line = key.procedures[key_place]
    wanted = normalise_code(line.code)
    earned = _level_credit(typed, key_place, key, diagnoses, context) if line.status == "required" else 0
    cost = LINE_POINTS - earned if line.status == "required" else 0
    said = remark_on_line(key, typed) or remark_on_code(key, typed.code, wanted)
    other_payer = FindingKind.WRONG_SYSTEM if is_of_another_payer(typed.code, wanted) else None
    kind = _visit_kind(typed.code, wanted) or other_payer or (said[0] if said else FindingKind.WRONG_CODE)
    found = finding(kind, said[1] if said else "", cost=cost, span=line.span, look_up=typed.code)
    findings = (found, *_out_of_place(typed.code, context))
    return GradedLine(SECTION, place, key_place, Verdict.WRONG, earned, findings, line.why)


def _visit_kind(code: str, wanted: str) -> FindingKind | None:
    """How one visit in the place of another is named; None where either is no visit with levels."""
    apart = levels_between(code, wanted)
    if apart is not None:
        return FindingKind.EM_OVER if apart > 0 else FindingKind.EM_UNDER
    return FindingKind.EM_CATEGORY if are_other_kinds(code, wanted) else None


def _out_of_place(code: str, context: Context) -> tuple[Finding, ...]:
    """The warning for a visit of a kind that is not given where this one was."""
    category, place = category_of(code), context.content.place_of_service
    if category is None or fits_place(category, place):
        return ()
    remark = f"Visits of this kind are not given in place of service {place}."
    return (finding(FindingKind.POS, remark, severity=Severity.WARNING, look_up=code),)


def _level_credit(typed: ProcedureLine, key_place: int, key: CaseKey, diagnoses: Aligned, context: Context) -> int:
    """Half for a visit one level off whose line is right otherwise, under the teaching policy."""
    line = key.procedures[key_place]
    if context.policy is Policy.STRICT or levels_between(typed.code, normalise_code(line.code)) not in (-1, 1):
        return 0
    return 0 if _faults(typed, line, key_place, diagnoses) else _HALF


def _unsupported(
    key: CaseKey, place: int, entered: Sequence[ProcedureLine], aligned: Aligned, context: Context
) -> GradedLine:
    twins = [other for other, line in enumerate(entered) if line.code == entered[place].code]
    is_again = any(other < place or other in aligned for other in twins if other != place)
    found = _why_unsupported(key, place, entered, is_again, context)
    why = found.remark or "Nothing in the chart supports this line."
    return GradedLine(SECTION, place, None, Verdict.UNSUPPORTED, 0, (found,), why)


def _why_unsupported(
    key: CaseKey, place: int, entered: Sequence[ProcedureLine], is_again: bool, context: Context
) -> Finding:
    """What edits and code book prove, then what the author said, then what the facts suggest.

    `is_again`: the same service stands above, or is the one that answers the key.
    """
    typed = entered[place]
    others = [line for number, line in enumerate(entered) if number != place]
    if is_like_a_diagnosis(typed.code, context):
        return finding(FindingKind.WRONG_SYSTEM, "A diagnosis is no service.", cost=LINE_POINTS, look_up=typed.code)
    if edit := bundled(typed, others, context):
        return finding(FindingKind.UNBUNDLED, edit, cost=LINE_POINTS, look_up=typed.code)
    said = remark_on_line(key, typed) or remark_on_code(key, typed.code)
    if said:
        return finding(said[0], said[1], cost=LINE_POINTS, look_up=typed.code)
    if is_again:
        return finding(FindingKind.DUPLICATE, "The same service is on the claim already.", cost=LINE_POINTS)
    if primaries := alone(typed, others, context):
        return finding(FindingKind.ADDON_ALONE, primaries, cost=LINE_POINTS, look_up=typed.code)
    if operation := in_global_period(typed.code, context):
        return finding(FindingKind.GLOBAL_INCLUDED, operation, cost=LINE_POINTS, look_up=typed.code)
    if warned := _out_of_place(typed.code, context):
        return finding(FindingKind.POS, warned[0].remark, cost=LINE_POINTS, look_up=typed.code)
    return finding(FindingKind.UNSUPPORTED, cost=LINE_POINTS)


def _missed(key: CaseKey, key_place: int) -> GradedLine:
    line = key.procedures[key_place]
    said = remark_on_absence(key, line.code)
    waste = FindingKind.DRUG_WASTE if "JW" in line.modifiers.all else FindingKind.MISSED
    kind, remark = said or (waste, "")
    found = finding(kind, remark, cost=LINE_POINTS, span=line.span, look_up=normalise_code(line.code))
    return GradedLine(SECTION, None, key_place, Verdict.MISSED, 0, (found,), line.why)


def _likeness(key: CaseKey, code: str, wanted: str) -> int:
    """How surely two codes answer the same question: the same, by the author's word, of one neighbourhood; else 0."""
    if code == wanted:
        return 50
    if stands_for(key, code, wanted):
        return 20
    return int(code[:3] == wanted[:3] or (is_visit(code) and is_visit(wanted)) or is_of_another_payer(code, wanted))


def link_pairs(key: CaseKey, claim: Claim, aligned: Aligned, diagnoses: Aligned) -> Aligned:
    """Diagnoses that answer a missing one because the right service points to them as its reason.

    Learner place -> key place. What is the wrong reason for a service is one mistake: the diagnosis, not the link too.
    """
    found: Aligned = {}
    for place, key_place in sorted(aligned.items(), key=lambda pair: (pair[1], pair[0])):
        line, typed = key.procedures[key_place], claim.procedures[place]
        if line.pointers is None or not typed.pointers or normalise_code(line.code) != typed.code:
            continue
        if typed.pointers[0] >= len(claim.diagnoses):
            continue
        reason, first = line.pointers.first, claim.diagnoses.index(claim.diagnoses[typed.pointers[0]])
        is_missing = reason not in diagnoses.values() and reason not in found.values()
        if is_missing and first not in diagnoses and first not in found:
            found[first] = reason
    return found
