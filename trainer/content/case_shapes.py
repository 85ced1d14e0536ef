"""The shape of case files: `case.toml` (what the learner may see) and `key.toml`."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from trainer.content.item_files import ReviewShape, Slug, Text, Title
from trainer.content.toml_files import Shape
from trainer.domain.claims.case import CaseKind
from trainer.domain.claims.lines import MAX_DIAGNOSES
from trainer.domain.grading.findings import FindingKind

Code = Annotated[str, StringConstraints(pattern=r"^[0-9A-Z][0-9A-Z.]{2,8}$")]
Modifier = Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{2}$")]
Place = Annotated[int, Field(ge=1, le=MAX_DIAGNOSES)]
Units = Annotated[int, Field(ge=1, le=999)]
OptionId = Annotated[str, StringConstraints(pattern=r"^[a-z]$")]
Kind = Annotated[FindingKind, Field(strict=False)]
Specialty = Annotated[str, StringConstraints(min_length=1, max_length=80, strip_whitespace=True)]
Section = Literal["diagnoses", "procedures"]


class PatientShape(Shape):
    age_years: Annotated[int, Field(ge=0, le=120)]
    sex: Literal["female", "male", "unknown"]
    status: Literal["new", "established", "not applicable"] = "not applicable"


class PriorEncounterShape(Shape):
    on: date
    service: Text
    code: Code | Literal[""] = ""
    global_days: Annotated[int, Field(ge=0, le=90)] = 0
    same_specialty: bool = True
    face_to_face: bool = True


class BilledLineShape(Shape):
    code: Text
    modifiers: list[Modifier] = []
    units: Units = 1
    pointers: Annotated[str, StringConstraints(pattern=r"^[A-L]{0,4}$")] = ""


class BilledShape(Shape):
    diagnoses: Annotated[list[Text], Field(min_length=1, max_length=MAX_DIAGNOSES)]
    procedures: Annotated[list[BilledLineShape], Field(min_length=1)]


class OfferShape(Shape):
    id: OptionId
    text: Text


class QueryPartShape(Shape):
    id: Slug
    title: Text
    choices: Annotated[list[OfferShape], Field(min_length=2)]


class QueryShape(Shape):
    gaps: Annotated[list[OfferShape], Field(min_length=2)]
    parts: Annotated[list[QueryPartShape], Field(min_length=1)]


class CaseShape(Shape):
    schema_: Literal[1] = Field(alias="schema")
    id: Slug
    kind: Annotated[CaseKind, Field(strict=False)]
    title: Title
    specialty: Specialty
    level: Annotated[int, Field(ge=1, le=5)]
    edition: Annotated[str, StringConstraints(pattern=r"^20\d\d$")]
    setting: Literal["outpatient", "inpatient"]
    place_of_service: Annotated[str, StringConstraints(pattern=r"^\d\d$")]
    payer: Text
    convention: Literal["CPT", "Medicare"]
    patient: PatientShape
    date_of_service: date
    provider: str = ""
    asks_elements: bool = False
    prior_encounters: list[PriorEncounterShape] = []
    summary: Text
    task: Text
    claim: BilledShape | None = None
    query: QueryShape | None = None


class LineShape(Shape):
    code: Code
    status: Literal["required", "optional"] = "required"
    alternative: Annotated[str, StringConstraints(pattern=r"^[^/]+/[^/]+$")] | None = None
    when: str = ""
    span: Text
    why: Text


class DiagnosisShape(LineShape):
    role: Literal["first-listed", "secondary"] = "secondary"


class ModifiersShape(Shape):
    all: list[Modifier] = []
    one_of: list[Modifier] = []
    optional: list[Modifier] = []
    forbidden: list[Modifier] = []


class UnitsShape(Shape):
    low: Units
    high: Units


class PointersShape(Shape):
    first: Place
    allowed: list[Place] = []


class ElementsShape(Shape):
    problems: Text
    data: Text
    risk: Text


class ProcedureShape(LineShape):
    modifiers: ModifiersShape = ModifiersShape()
    units: Units | UnitsShape = 1
    pointers: PointersShape | None = None
    elements: ElementsShape | None = None


class OrderShape(Shape):
    before: Code
    after: Code
    why: Text


class RelatedShape(Shape):
    codes: Annotated[list[Code], Field(min_length=2, max_length=2)]
    related: bool = True
    why: Text


class NotReportableShape(Shape):
    code: Code
    finding: Kind = FindingKind.UNSUPPORTED
    why: Text


class TrapLineShape(Shape):
    code: Code
    modifiers: list[Modifier] = []
    units: Units = 1
    pointers: list[Place] | None = None
    place: Place | None = None
    left_out: bool = False


class TrapShape(Shape):
    line: TrapLineShape
    instead_of: Code | Literal[""] = ""
    finding: Kind
    why: Text


class SeededShape(Shape):
    section: Section
    line: Annotated[int, Field(ge=1)] | None = None
    missing: Code | Literal[""] = ""
    finding: Kind
    also: list[Kind] = []
    why: Text


class QueryPartKeyShape(Shape):
    right: OptionId
    why: dict[OptionId, Text]


class QueryKeyShape(Shape):
    needed: bool
    why: Text
    gaps: list[OptionId]
    gap_reasons: dict[OptionId, Text]
    parts: dict[str, QueryPartKeyShape]


class CaseKeyShape(Shape):
    schema_: Literal[1] = Field(alias="schema")
    references: list[Text] = []
    diagnoses: Annotated[list[DiagnosisShape], Field(max_length=MAX_DIAGNOSES)] = []
    procedures: list[ProcedureShape] = []
    order: list[OrderShape] = []
    related: list[RelatedShape] = []
    not_reportable: list[NotReportableShape] = []
    traps: list[TrapShape] = []
    seeded: list[SeededShape] = []
    query: QueryKeyShape | None = None
    key_reason: str = ""
    review: ReviewShape | None = None
