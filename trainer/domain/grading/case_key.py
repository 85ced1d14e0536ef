"""The key of a coding case: what a correct claim holds, what it may hold, and what it must not."""

from dataclasses import dataclass, field
from typing import Literal

Status = Literal["required", "optional"]


@dataclass(frozen=True, slots=True)
class DiagnosisKey:
    """One diagnosis; `span` is quoted from the chart."""

    code: str
    span: str
    why: str
    status: Status = "required"
    is_first_listed: bool = False


@dataclass(frozen=True, slots=True)
class ModifierRule:
    """All of `all`, exactly one of `one_of` (when it is not empty), any of `optional`, none of `forbidden`."""

    all: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PointerRule:
    """`first` and `allowed` are 0-based places in the key's diagnoses; `first` alone allows no others."""

    first: int
    allowed: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ProcedureKey:
    """One procedure line; units from `units_low` to `units_high`, both included."""

    code: str
    span: str
    why: str
    status: Status = "required"
    modifiers: ModifierRule = field(default_factory=ModifierRule)
    units_low: int = 1
    units_high: int = 1
    pointers: PointerRule | None = None


@dataclass(frozen=True, slots=True)
class NotReportable:
    """A code that the chart tempts one to report, and why it is not reported."""

    code: str
    why: str


@dataclass(frozen=True, slots=True)
class Trap:
    """A wrong line that learners are known to enter, with the name of its mistake."""

    code: str
    modifiers: tuple[str, ...]
    finding: str
    why: str
    units: int = 1


@dataclass(frozen=True, slots=True)
class CaseKey:
    """Diagnoses in claim order, procedures with the highest-valued first."""

    diagnoses: tuple[DiagnosisKey, ...]
    procedures: tuple[ProcedureKey, ...]
    not_reportable: tuple[NotReportable, ...] = ()
    traps: tuple[Trap, ...] = ()
    references: tuple[str, ...] = ()
