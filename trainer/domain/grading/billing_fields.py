"""Grades the fields of a billing exercise: amounts, days, codes, choices, orders, each for itself.

A field is worth 12 points. Several choices earn the right ones less the wrong ones; an order earns by the quarter what
share of its pairs stands right; a whole number that was not rounded earns half; everything else is right or wrong. What
follows, by the key's computation, from a wrong answer elsewhere is right. A field that the key wants empty counts
neither way when it is left so, and adds 12 points that nobody can earn when something is entered.
"""

from collections.abc import Mapping
from datetime import date
from functools import partial

from trainer.domain.claims.billing_case import BillingContent, BillingKind, Field, FieldType
from trainer.domain.claims.money import write_cents
from trainer.domain.grading.billing_faults import BillingFault
from trainer.domain.grading.billing_follows import follow_on
from trainer.domain.grading.billing_key import BillingKey, FieldKey
from trainer.domain.grading.billing_reading import (
    NOT_WHOLE,
    is_blank,
    ordered_pairs,
    read_value,
    right_less_wrong,
    round_decimals,
    same_words,
)
from trainer.domain.grading.billing_rows import fault_found, graded_rows, name_error, verdict_of
from trainer.domain.grading.findings import Severity
from trainer.domain.grading.lines import LINE_POINTS, CaseGrade, GradedLine, Verdict

SECTION = "fields"
_QUARTER = LINE_POINTS // 4
_F = BillingFault
_FAULTS = {
    FieldType.MONEY: _F.WRONG_AMOUNT,
    FieldType.DATE: _F.WRONG_DATE,
    FieldType.CODE: _F.WRONG_CODE,
    FieldType.ORDER: _F.WRONG_ORDER,
}


def grade_fields(content: BillingContent, key: BillingKey, sheet: Mapping[str, str]) -> CaseGrade:
    """A row for each field in the order of the page; `sheet` says what was typed into it.

    Mending an answer together with all that follow from it never lowers the score, and mending one that only follows
    from others never does. Mending alone an answer from which others follow may: they follow from it no longer.
    """
    keys = {each.field: each for each in key.fields}
    rows = []
    for place, field in enumerate(content.fields):
        row = _row(place, field, keys[field.id], sheet.get(field.id, ""), content.kind)
        rows.append(_carried(row, field, content, keys, sheet) or row)
    return graded_rows(SECTION, rows)


def points_for(field: Field, key: FieldKey, typed: str) -> int:
    """What an entry earns, of 12."""
    read = partial(read_value, field.type)
    if any(is_blank(typed) if is_blank(right) else read(typed) == read(right) for right in key.accepts):
        return LINE_POINTS
    return max((_share(field.type, typed, right) for right in key.accepts), default=0)


def _share(type_: FieldType, typed: str, right: str) -> int:
    if type_ is FieldType.NUMBER:
        return LINE_POINTS // 2 if _is_unrounded(typed, right) else 0
    if type_ is FieldType.CHOICES:
        hits, wrong, wanted = right_less_wrong(typed, right)
        return LINE_POINTS * max(0, hits - wrong) // wanted if wanted else 0
    if type_ is FieldType.ORDER:
        held, pairs = ordered_pairs(typed, right)
        return min(3, 4 * held // pairs) * _QUARTER if pairs else 0
    return 0


def _is_unrounded(typed: str, right: str) -> bool:
    """Whether a number has decimals where a whole one is asked for, and would be right when rounded."""
    return not is_blank(right) and round_decimals(typed) == read_value(FieldType.NUMBER, right)


def _carried(
    row: GradedLine, field: Field, content: BillingContent, keys: Mapping[str, FieldKey], sheet: Mapping[str, str]
) -> GradedLine | None:
    """The row of a wrong answer that is right by the learner's other ones; None where it is not, or is not wrong."""
    key = keys[field.id]
    if row.verdict is not Verdict.WRONG or not key.follows:
        return None
    computations = {name: each.follows for name, each in keys.items() if each.follows}
    types = {each.id: each.type for each in content.fields}
    if read_value(field.type, sheet[field.id]) not in follow_on(field.id, types, computations, sheet):
        return None
    wrong = [
        f"“{each.label}”"
        for each in content.fields
        if f"{{{each.id}}}" in key.follows and points_for(each, keys[each.id], sheet.get(each.id, "")) < LINE_POINTS
    ]
    remark = f"Follows from your {' and '.join(wrong) or 'other answers'}; by the papers it is {key.accepts[0]}."
    fault = _FAULTS.get(field.type, _F.WRONG_ANSWER)
    note = fault_found(fault, remark, cost=0, span=key.span, source=key.source, severity=Severity.NOTE)
    return GradedLine(SECTION, row.learner_line, row.key_line, Verdict.RIGHT, LINE_POINTS, (note,), row.explanation)


def _row(place: int, field: Field, key: FieldKey, typed: str, kind: BillingKind) -> GradedLine:
    entered = None if is_blank(typed) else place
    earned = points_for(field, key, _said(field, key, typed))
    if earned == LINE_POINTS:
        is_free = any(map(is_blank, key.accepts))
        verdict, earned = (Verdict.OPTIONAL, 0) if is_free else (Verdict.RIGHT, earned)
        return GradedLine(SECTION, entered, place, verdict, earned, (), key.why)
    fault, remark = _error(field, key, typed, kind)
    found = fault_found(fault, remark, cost=LINE_POINTS - earned, span=key.span, source=key.source)
    verdict = verdict_of(earned)
    if entered is None:
        verdict = Verdict.MISSED
    elif all(map(is_blank, key.accepts)):
        verdict = Verdict.UNSUPPORTED
    return GradedLine(SECTION, entered, place, verdict, earned, (found,), key.why)


def _said(field: Field, key: FieldKey, typed: str) -> str:
    """Nothing to enter and an amount of nothing are the same."""
    is_nothing = field.type is FieldType.MONEY and not is_blank(typed) and read_value(field.type, typed) == 0
    return "" if is_nothing and any(map(is_blank, key.accepts)) else typed


def _error(field: Field, key: FieldKey, typed: str, kind: BillingKind) -> tuple[BillingFault, str]:
    read = partial(read_value, field.type)
    fault = _FAULTS.get(field.type, _F.WRONG_ANSWER)
    if field.type is FieldType.ORDER and kind is BillingKind.PAYS_FIRST:
        fault = _F.WRONG_PAYER
    if all(map(is_blank, key.accepts)):
        return name_error(typed, key.mistakes, read, _F.NOT_WANTED)
    remark = _remark(field, key, typed)
    if field.type is FieldType.TEXT and _has_words_of(typed, key):
        fault, remark = _F.BAD_FORMAT, "The right words in another order."
    fault, remark = name_error(typed, key.mistakes, read, fault, remark)
    is_unrounded = remark == NOT_WHOLE and points_for(field, key, typed) > 0
    return fault, "Right, but not rounded as asked." if is_unrounded else remark


def _has_words_of(typed: str, key: FieldKey) -> bool:
    return any(same_words(typed, right) for right in key.accepts if not is_blank(right))


def _remark(field: Field, key: FieldKey, typed: str) -> str:
    """How far a wrong answer is from the one that is shown; "" where there is no distance."""
    right = next(each for each in key.accepts if not is_blank(each))
    entered, wanted = read_value(field.type, typed), read_value(field.type, right)
    match field.type, entered, wanted:
        case FieldType.MONEY, int(), int():
            return f"{write_cents(abs(entered - wanted))} too {'much' if entered > wanted else 'little'}."
        case FieldType.DATE, date(), date():
            days = abs((entered - wanted).days)
            return f"{days} day{'s' * (days != 1)} too {'late' if entered > wanted else 'early'}."
        case FieldType.CHOICES, _, _:
            hits, wrong, number = right_less_wrong(typed, right)
            return f"{hits} of {number} right ones chosen, {wrong} wrong."
        case FieldType.ORDER, _, _:
            held, pairs = ordered_pairs(typed, right)
            return f"{held} of {pairs} pairs stand in the right order."
        case _:
            return ""
