"""Case folders: `case_studies/<kind>/<slug>/{case.toml, chart.md, key.toml}`."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from trainer.content.em_checks import trap_problem, visit_problems
from trainer.content.item_files import ReviewShape, Slug, Text
from trainer.content.toml_files import Shape, read_text, read_toml
from trainer.domain.claims.case import CaseContent, Patient
from trainer.domain.claims.lines import MAX_DIAGNOSES
from trainer.domain.codesets.codes import normalise_code
from trainer.domain.grading.case_key import (
    CaseKey,
    DiagnosisKey,
    ModifierRule,
    NotReportable,
    PointerRule,
    ProcedureKey,
    Trap,
)
from trainer.domain.grading.cases import exact_claim, grade_case
from trainer.domain.kernel.problems import Report

Code = Annotated[str, StringConstraints(pattern=r"^[0-9A-Z][0-9A-Z.]{2,8}$")]
Modifier = Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{2}$")]
Place = Annotated[int, Field(ge=1, le=MAX_DIAGNOSES)]
Units = Annotated[int, Field(ge=1, le=999)]


class PatientShape(Shape):
    age_years: Annotated[int, Field(ge=0, le=120)]
    sex: Literal["female", "male", "unknown"]
    status: Literal["new", "established", "not applicable"] = "not applicable"


class CaseShape(Shape):
    schema_: Literal[1] = Field(alias="schema")
    id: Slug
    kind: Literal["code-the-encounter"]
    title: Text
    specialty: Text
    level: Annotated[int, Field(ge=1, le=5)]
    edition: Annotated[str, StringConstraints(pattern=r"^20\d\d$")]
    setting: Text
    place_of_service: Annotated[str, StringConstraints(pattern=r"^\d\d$")]
    payer: Text
    convention: Literal["CPT", "Medicare"]
    patient: PatientShape
    date_of_service: date
    summary: Text
    task: Text


class LineShape(Shape):
    code: Code
    status: Literal["required", "optional"] = "required"
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


class ProcedureShape(LineShape):
    modifiers: ModifiersShape = ModifiersShape()
    units: Units | UnitsShape = 1
    pointers: PointersShape | None = None
    elements: dict[str, str] = {}


class NotReportableShape(Shape):
    code: Code
    why: Text


class TrapLineShape(Shape):
    code: Code
    modifiers: list[Modifier] = []
    units: Units = 1


class TrapShape(Shape):
    line: TrapLineShape
    finding: Text
    why: Text


class CaseKeyShape(Shape):
    schema_: Literal[1] = Field(alias="schema")
    references: list[Text] = []
    diagnoses: Annotated[list[DiagnosisShape], Field(max_length=MAX_DIAGNOSES)] = []
    procedures: list[ProcedureShape] = []
    not_reportable: list[NotReportableShape] = []
    traps: list[TrapShape] = []
    key_reason: str = ""
    review: ReviewShape | None = None


@dataclass(frozen=True, slots=True)
class AuthoredCase:
    """A case as its folder describes it."""

    slug: str
    content: CaseContent
    key: CaseKey
    key_reason: str
    second_solution: str


def read_case(folder: Path, name: str, report: Report) -> AuthoredCase | None:
    """The case in `folder`; None, and its problems in `report`, if something is wrong with it."""
    facts = read_toml(folder / "case.toml", f"{name}/case.toml", CaseShape, report)
    chart = read_text(folder / "chart.md", f"{name}/chart.md", report)
    key_shape = read_toml(folder / "key.toml", f"{name}/key.toml", CaseKeyShape, report)
    if facts is None or chart is None or key_shape is None:
        return None
    before = len(report)
    if (facts.kind, facts.id) != (folder.parent.name, folder.name):
        report.add(f"{name}/case.toml", "id", f"the folder should be {facts.kind}/{facts.id}")
    for where, message in (*_key_problems(key_shape, chart), *_em_problems(key_shape, facts.patient.status)):
        report.add(f"{name}/key.toml", where, message)
    if len(report) > before:
        return None
    key = _key(key_shape)
    if not grade_case(key, exact_claim(key)).is_clean:
        report.add(f"{name}/key.toml", "", "the key's own claim is not graded as clean: two of its lines contradict")
        return None
    second_solution = key_shape.review.second_solution if key_shape.review else ""
    return AuthoredCase(facts.id, _content(facts, chart), key, key_shape.key_reason, second_solution)


def _key_problems(key: CaseKeyShape, chart: str) -> Iterator[tuple[str, str]]:
    first_listed = [place for place, line in enumerate(key.diagnoses) if line.role == "first-listed"]
    if key.diagnoses and first_listed != [0]:
        yield "diagnoses", "the first diagnosis, and no other, has the role first-listed"
    lines = [*(("diagnoses", line) for line in key.diagnoses), *(("procedures", line) for line in key.procedures)]
    if not any(line.status == "required" for _, line in lines):
        yield "", "the key has no required line"
    for section, line in lines:
        if line.span not in chart:
            yield f"{section}[{line.code}].span", f"is not in the chart word for word: {line.span!r}"
    codes = {normalise_code(line.code) for _, line in lines}
    for refused in key.not_reportable:
        if normalise_code(refused.code) in codes:
            yield f"not_reportable[{refused.code}]", "is a line of the key as well"
    for procedure in key.procedures:
        yield from _procedure_problems(procedure, len(key.diagnoses))


def _em_problems(key: CaseKeyShape, patient_status: str) -> Iterator[tuple[str, str]]:
    for line in key.procedures:
        for field, message in visit_problems(line.code, line.elements, patient_status):
            yield f"procedures[{line.code}].{field}", message
    for trap in key.traps:
        misfit = trap_problem(trap.line.code, trap.finding, [line.code for line in key.procedures])
        if misfit:
            yield f"traps[{trap.line.code}].finding", misfit


def _procedure_problems(line: ProcedureShape, diagnoses: int) -> Iterator[tuple[str, str]]:
    where = f"procedures[{line.code}]"
    if line.pointers and max(line.pointers.first, *line.pointers.allowed, 0) > diagnoses:
        yield f"{where}.pointers", f"there are only {diagnoses} diagnoses"
    if isinstance(line.units, UnitsShape) and line.units.low > line.units.high:
        yield f"{where}.units", "low is more than high"
    permitted = {*line.modifiers.all, *line.modifiers.one_of, *line.modifiers.optional}
    if permitted & {*line.modifiers.forbidden}:
        yield f"{where}.modifiers", "the same modifier is permitted and forbidden"


def _content(facts: CaseShape, chart: str) -> CaseContent:
    patient = Patient(facts.patient.age_years, facts.patient.sex, facts.patient.status)
    fields = facts.model_dump(exclude={"schema_", "id", "patient"})
    return CaseContent(**fields, patient=patient, chart=chart)


def _key(shape: CaseKeyShape) -> CaseKey:
    return CaseKey(
        diagnoses=tuple(
            DiagnosisKey(line.code, line.span, line.why, line.status, line.role == "first-listed")
            for line in shape.diagnoses
        ),
        procedures=tuple(map(_procedure, shape.procedures)),
        not_reportable=tuple(NotReportable(line.code, line.why) for line in shape.not_reportable),
        traps=tuple(
            Trap(trap.line.code, tuple(trap.line.modifiers), trap.finding, trap.why, trap.line.units)
            for trap in shape.traps
        ),
        references=tuple(shape.references),
    )


def _procedure(line: ProcedureShape) -> ProcedureKey:
    units = line.units if isinstance(line.units, UnitsShape) else UnitsShape(low=line.units, high=line.units)
    rule = line.modifiers
    pointers = None
    if line.pointers:
        pointers = PointerRule(line.pointers.first - 1, tuple(place - 1 for place in line.pointers.allowed))
    return ProcedureKey(
        code=line.code,
        span=line.span,
        why=line.why,
        status=line.status,
        modifiers=ModifierRule(tuple(rule.all), tuple(rule.one_of), tuple(rule.optional), tuple(rule.forbidden)),
        units_low=units.low,
        units_high=units.high,
        pointers=pointers,
    )
