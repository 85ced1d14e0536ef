"""The key of a coding case: what a correct claim holds, what it may hold, and what it must not."""

from dataclasses import dataclass, field
from typing import Literal

from trainer.domain.grading.findings import FindingKind

Status = Literal["required", "optional"]


@dataclass(frozen=True, slots=True)
class Choice:
    """A line belongs to one choice of a group: of each group exactly one choice stands on a correct claim."""

    group: str
    name: str


@dataclass(frozen=True, slots=True)
class DiagnosisKey:
    """One diagnosis; `span` is quoted from the chart. `when` names the payer or convention it holds for, "" for all."""

    code: str
    span: str
    why: str
    status: Status = "required"
    is_first_listed: bool = False
    choice: Choice | None = None
    when: str = ""


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
class VisitElements:
    """The elements of decision making that level a visit, each in a word such as `low`, `limited`, `moderate`."""

    problems: str
    data: str
    risk: str


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
    choice: Choice | None = None
    when: str = ""
    elements: VisitElements | None = None


@dataclass(frozen=True, slots=True)
class OrderRule:
    """Among the diagnoses `before` stands before `after`, wherever both are on the claim."""

    before: str
    after: str
    why: str


@dataclass(frozen=True, slots=True)
class RelatedPair:
    """Two diagnoses that an Excludes1 note keeps apart. Where they are related here, coding both is an error; where
    not, both may stand, and `why` says so.
    """

    one: str
    other: str
    why: str
    is_related: bool = True


@dataclass(frozen=True, slots=True)
class NotReportable:
    """A code that the chart tempts one to report, the name of that mistake, and why it is not reported."""

    code: str
    why: str
    finding: FindingKind = FindingKind.UNSUPPORTED


@dataclass(frozen=True, slots=True)
class Trap:
    """A wrong line that learners are known to enter, with the name of its mistake.

    It stands in the place of the key's line `instead_of`, or beside a perfect claim where that is "". `place` (from 1)
    says that the key's line of this code was moved there; `is_left_out`, that it was forgotten.
    """

    code: str
    modifiers: tuple[str, ...]
    finding: FindingKind
    why: str
    units: int = 1
    pointers: tuple[int, ...] | None = None
    instead_of: str = ""
    place: int | None = None
    is_left_out: bool = False


@dataclass(frozen=True, slots=True)
class SeededError:
    """One error in a finished claim: its line (0-based), or the code that is missing; the kinds that fairly name it."""

    section: str
    kinds: tuple[FindingKind, ...]
    why: str
    line: int | None = None
    missing: str = ""


@dataclass(frozen=True, slots=True)
class QueryPartKey:
    """One part of a query: the compliant choice, and a remark on every choice (id, remark)."""

    part: str
    right: str
    remarks: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class QueryKey:
    """Whether the provider is to be asked, for what, and in which words."""

    is_needed: bool
    why: str
    gaps: tuple[str, ...]
    gap_remarks: tuple[tuple[str, str], ...]
    parts: tuple[QueryPartKey, ...]


@dataclass(frozen=True, slots=True)
class CaseKey:
    """Diagnoses in claim order, procedures with the highest-valued first."""

    diagnoses: tuple[DiagnosisKey, ...]
    procedures: tuple[ProcedureKey, ...]
    not_reportable: tuple[NotReportable, ...] = ()
    traps: tuple[Trap, ...] = ()
    references: tuple[str, ...] = ()
    order: tuple[OrderRule, ...] = ()
    related: tuple[RelatedPair, ...] = ()
    seeded: tuple[SeededError, ...] = ()
    query: QueryKey | None = None
