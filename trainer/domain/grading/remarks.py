"""What the author of a case said of wrong lines: traps, and codes that are not reported."""

from trainer.domain.claims.lines import ProcedureLine
from trainer.domain.codesets.codes import normalise_code
from trainer.domain.grading.case_key import CaseKey, Trap
from trainer.domain.grading.findings import FindingKind

Remark = tuple[FindingKind, str]


def remark_on_code(key: CaseKey, code: str, instead_of: str = "") -> Remark | None:
    """The name and the remark for a code that stands in the place of `instead_of`, or ("") beside the key's lines."""
    for trap in key.traps:
        if _is_line(trap, code) and normalise_code(trap.instead_of) == normalise_code(instead_of):
            return trap.finding, trap.why
    for refused in key.not_reportable:
        if normalise_code(refused.code) == code:
            return refused.finding, refused.why
    loose = [trap for trap in key.traps if _is_line(trap, code)]
    return (loose[0].finding, loose[0].why) if loose else None


def remark_on_line(key: CaseKey, entered: ProcedureLine) -> Remark | None:
    """The name and the remark for exactly this line: code, modifiers in any order, units, pointers if it names any."""
    for trap in key.traps:
        if (
            _is_line(trap, entered.code)
            and set(trap.modifiers) == set(entered.modifiers)
            and trap.units == entered.units
            and trap.pointers in (None, entered.pointers)
        ):
            return trap.finding, trap.why
    return None


def remark_on_absence(key: CaseKey, code: str) -> Remark | None:
    """The name and the remark for a line that was left out."""
    for trap in key.traps:
        if trap.is_left_out and normalise_code(trap.code) == normalise_code(code):
            return trap.finding, trap.why
    return None


def remark_on_place(key: CaseKey, code: str) -> str:
    """The remark for a diagnosis that stands in the wrong place; "" if there is none."""
    return next((trap.why for trap in key.traps if trap.place and normalise_code(trap.code) == code), "")


def stands_for(key: CaseKey, code: str, wanted: str) -> bool:
    """Whether a trap says that this code is entered in the place of `wanted`."""
    return any(_is_line(trap, code) and normalise_code(trap.instead_of) == wanted for trap in key.traps)


def _is_line(trap: Trap, code: str) -> bool:
    return normalise_code(trap.code) == code and trap.place is None and not trap.is_left_out
