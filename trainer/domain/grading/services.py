"""What the imported edits, the code book and the case's facts say of a service beside others."""

import re
from collections.abc import Iterable
from datetime import timedelta

from trainer.domain.claims.lines import ProcedureLine
from trainer.domain.codesets.book import System
from trainer.domain.grading.context import Context
from trainer.domain.grading.em import category_of

_BYPASS = frozenset(
    [
        "24",
        "25",
        "27",
        "57",
        "58",
        "59",
        "78",
        "79",
        "91",
        "E1",
        "E2",
        "E3",
        "E4",
        "FA",
        "F1",
        "F2",
        "F3",
        "F4",
        "F5",
        "F6",
        "F7",
        "F8",
        "F9",
        "TA",
        "T1",
        "T2",
        "T3",
        "T4",
        "T5",
        "T6",
        "T7",
        "T8",
        "T9",
        "LT",
        "RT",
        "LC",
        "LD",
        "RC",
        "LM",
        "RI",
        "XE",
        "XP",
        "XS",
        "XU",
    ]
)
"""Modifiers that may lift an edit with indicator 1 (NCCI Policy Manual, chapter 1)."""

_SAME_SERVICE = frozenset(
    frozenset(pair)
    for pair in (
        ("99417", "G2212"),
        ("90471", "G0008"),
        ("90471", "G0009"),
        ("90471", "G0010"),
        ("45378", "G0105"),
        ("45378", "G0121"),
    )
)
"""One service: CPT for most payers, HCPCS for Medicare (Claims Processing Manual, chapters 12 and 18)."""

_SERVICE = re.compile(r"[0-9]{4}[0-9A-Z]|[A-Z][0-9]{4}")


def is_like_a_diagnosis(code: str, context: Context) -> bool:
    """Whether a code among the services is one of ICD-10-CM and nothing else."""
    is_service = _SERVICE.fullmatch(code) and context.book.get(code, System.HCPCS) is not None
    return not is_service and not code[:1].isdigit() and context.book.get(code) is not None


def is_of_another_payer(code: str, wanted: str) -> bool:
    """Whether one code is for the service what the other is to another payer."""
    return frozenset((code, wanted)) in _SAME_SERVICE


def bundled(line: ProcedureLine, others: Iterable[ProcedureLine], context: Context) -> str:
    """Why an edit in force on the day denies the line beside another one, "" if none does."""
    day = context.content.date_of_service
    for other in others:
        for edit in context.edits.ptp_edits(other.code, line.code, day):
            modifiers = {*line.modifiers, *other.modifiers}
            is_lifted = edit.modifier_indicator == 1 and modifiers & _BYPASS
            if edit.column_two == line.code and edit.modifier_indicator != 9 and not is_lifted:
                may = (
                    "a modifier may lift it where the record shows a distinct service"
                    if edit.modifier_indicator
                    else "no modifier lifts it"
                )
                return f"Part of {other.code}: NCCI edit in force since {edit.effective_on}; {may}."
    return ""


def exceeds(line: ProcedureLine, above: Iterable[ProcedureLine], context: Context) -> bool:
    """Whether the units are more than the imported list for practitioners expects: of the line, or (adjudication 2 and
    3) of the lines of the code on that day up to it.
    """
    limits = dict(context.edits.mue_edits(line.code, context.content.date_of_service))
    limit = limits.get("practitioner") or limits.get("")
    if limit is None:
        return False
    of_the_day = sum(other.units for other in above if other.code == line.code and limit.adjudication != 1)
    return line.units + of_the_day > limit.units


def alone(line: ProcedureLine, others: Iterable[ProcedureLine], context: Context) -> str:
    """Which services an add-on code belongs to, where none of them is on the claim; "" for all other lines.

    Only lists of type 1 name all primary codes; of types 2 and 3 contractors know more.
    """
    edits = context.edits.add_on_edits(line.code, context.content.date_of_service)
    primaries = sorted({edit.primary for edit in edits})
    if not edits or any(edit.kind != 1 for edit in edits) or any(other.code in primaries for other in others):
        return ""
    shown = ", ".join(primaries[:6]) + (" …" if len(primaries) > 6 else "")
    return f"An add-on code, reported only beside {shown}."


def in_global_period(code: str, context: Context) -> str:
    """Which earlier operation a visit of this day belongs to, "" if to none."""
    if category_of(code) is None and code != "99024":
        return ""
    day = context.content.date_of_service
    for prior in context.content.prior_encounters:
        if (
            prior.global_days
            and prior.is_same_specialty
            and prior.on <= day <= prior.on + timedelta(days=prior.global_days)
        ):
            return f"Within the {prior.global_days} days of {prior.service} on {prior.on}."
    return ""
