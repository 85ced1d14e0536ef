"""Case folders: `case_studies/<kind>/<slug>/{case.toml, chart.md, key.toml}`."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from trainer.content.case_shapes import (
    BilledShape,
    CaseKeyShape,
    CaseShape,
    LineShape,
    ProcedureShape,
    QueryKeyShape,
    SeededShape,
    TrapShape,
    UnitsShape,
)
from trainer.content.em_checks import trap_problem, visit_problems
from trainer.content.toml_files import read_text, read_toml
from trainer.domain.claims.case import (
    CaseContent,
    CaseKind,
    Offer,
    Patient,
    PriorEncounter,
    QueryPart,
    QueryTask,
)
from trainer.domain.claims.lines import TypedClaim, TypedLine, read_claim
from trainer.domain.codesets.book import NothingKnown
from trainer.domain.codesets.codes import normalise_code
from trainer.domain.codesets.edits import NoEdits
from trainer.domain.grading.case_key import (
    CaseKey,
    Choice,
    DiagnosisKey,
    ModifierRule,
    NotReportable,
    OrderRule,
    PointerRule,
    ProcedureKey,
    QueryKey,
    QueryPartKey,
    RelatedPair,
    SeededError,
    Trap,
    VisitElements,
)
from trainer.domain.grading.cases import grade_case
from trainer.domain.grading.context import Context
from trainer.domain.grading.findings import FindingKind
from trainer.domain.grading.variants import Variant, exact_claim, variants
from trainer.domain.kernel.problems import Report

_COMPARISONS = frozenset(
    {
        FindingKind.WRONG_CODE,
        FindingKind.LESS_SPECIFIC,
        FindingKind.LATERALITY,
        FindingKind.SEVENTH_CHARACTER,
        FindingKind.PLACEHOLDER,
        FindingKind.SEQUELA,
        FindingKind.EM_OVER,
        FindingKind.EM_UNDER,
        FindingKind.EM_CATEGORY,
    }
)
"""What can only be said of a code beside the one that is right."""


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
    content = make_content(facts, chart)
    for where, message in _fact_problems(content, key_shape):
        report.add(f"{name}/case.toml", where, message)
    for where, message in key_problems(content, key_shape):
        report.add(f"{name}/key.toml", where, message)
    if len(report) > before:
        return None
    key = make_key(key_shape)
    for where, message in contradictions(content, key):
        report.add(f"{name}/key.toml", where, message)
        return None
    second_solution = key_shape.review.second_solution if key_shape.review else ""
    return AuthoredCase(facts.id, content, key, key_shape.key_reason, second_solution)


def key_problems(content: CaseContent, key: CaseKeyShape) -> Iterator[tuple[str, str]]:
    """What is wrong with a key as it is written, beside the case that it is for: (field of the file, sentence)."""
    yield from _key_problems(key, content.chart)
    yield from _kind_problems(content, key)
    yield from _em_problems(key, content.patient.status)


def contradictions(content: CaseContent, key: CaseKey) -> Iterator[tuple[str, str]]:
    """Whether a claim that a key asks for would not be graded as clean: two of its lines contradict each other."""
    if any(not _is_sound(content, key, variant) for variant in variants(key, content.payer, content.convention)):
        yield "", "the key's own claim is not graded as clean: two of its lines contradict"


def _is_sound(content: CaseContent, key: CaseKey, variant: Variant) -> bool:
    """Whether a claim that the key asks for is graded as clean, whatever a code book may say."""
    if key.query is not None:
        return True
    return grade_case(key, exact_claim(variant.key), Context(content, NothingKnown(), NoEdits())).is_clean


def _fact_problems(facts: CaseContent, key: CaseKeyShape) -> Iterator[tuple[str, str]]:
    if (facts.billed is not None) is not (facts.kind is CaseKind.AUDIT):
        yield "claim", "an audit, and no other kind of case, has a finished claim"
    if (facts.query is not None) is not (facts.kind is CaseKind.QUERY):
        yield "query", "a query, and no other kind of case, has choices of a query"
    if facts.billed and (problems := read_claim(facts.billed)[1]):
        yield "claim", "; ".join(f"{each.section} {each.line}: {each.message}" for each in problems)
    leveled = sum(line.elements is not None for line in key.procedures)
    if facts.asks_elements and leveled != 1:
        yield "asks_elements", f"asks for the elements of one visit; the key has {leveled} with elements"
    for prior in facts.prior_encounters:
        if prior.on > facts.date_of_service:
            yield "prior_encounters", f"{prior.on} is after the date of service"


def _key_problems(key: CaseKeyShape, chart: str) -> Iterator[tuple[str, str]]:
    first_listed = [place for place, line in enumerate(key.diagnoses) if line.role == "first-listed"]
    if key.diagnoses and (first_listed[:1] != [0] or any(not key.diagnoses[at].alternative for at in first_listed[1:])):
        yield "diagnoses", "the first diagnosis, and no other, has the role first-listed"
    lines = [*(("diagnoses", line) for line in key.diagnoses), *(("procedures", line) for line in key.procedures)]
    for section, line in lines:
        if line.span not in chart:
            yield f"{section}[{line.code}].span", f"is not in the chart word for word: {line.span!r}"
    codes = {normalise_code(line.code) for _, line in lines}
    for refused in key.not_reportable:
        if normalise_code(refused.code) in codes:
            yield f"not_reportable[{refused.code}]", "is a line of the key as well"
    for procedure in key.procedures:
        yield from _procedure_problems(procedure, len(key.diagnoses))
    yield from _choice_problems([line for _, line in lines])
    yield from _optional_problems(key.procedures)
    yield from _reference_problems(key, codes)


def _choice_problems(lines: list[LineShape]) -> Iterator[tuple[str, str]]:
    groups: dict[str, set[str]] = {}
    for line in lines:
        if line.alternative:
            group, name = line.alternative.split("/")
            groups.setdefault(group, set()).add(name)
    for group, names in groups.items():
        if len(names) < 2:
            yield f"alternative {group}", "has only one choice"


def _optional_problems(procedures: list[ProcedureShape]) -> Iterator[tuple[str, str]]:
    """An optional service that could be taken for a required one: nobody could tell which of them was meant."""
    required = {normalise_code(line.code)[:3] for line in procedures if line.status == "required"}
    for line in procedures:
        if line.status == "optional" and normalise_code(line.code)[:3] in required:
            yield f"procedures[{line.code}].status", "is optional beside a required service of the same neighborhood"


def _reference_problems(key: CaseKeyShape, codes: set[str]) -> Iterator[tuple[str, str]]:
    """Codes that other parts of the key speak of must be lines of it."""
    diagnoses = [normalise_code(line.code) for line in key.diagnoses]
    for rule in key.order:
        pair = [normalise_code(rule.before), normalise_code(rule.after)]
        if not set(pair) <= set(diagnoses):
            yield "order", f"{rule.before} and {rule.after} are not both diagnoses of the key"
        elif diagnoses.index(pair[0]) > diagnoses.index(pair[1]):
            yield "order", f"the key itself has {rule.after} before {rule.before}"
    for trap in key.traps:
        is_comparison = trap.finding in _COMPARISONS and not trap.instead_of
        if is_comparison and normalise_code(trap.line.code) not in codes:
            yield f"traps[{trap.line.code}].instead_of", f"{trap.finding} is said of a line in the place of another one"
        spoken_of = trap.instead_of or (trap.line.code if trap.line.place or trap.line.left_out else "")
        if spoken_of and normalise_code(spoken_of) not in codes:
            yield f"traps[{trap.line.code}]", f"{spoken_of} is no line of the key"
        if trap.line.pointers and max(trap.line.pointers) > len(diagnoses):
            yield f"traps[{trap.line.code}].pointers", f"there are only {len(diagnoses)} diagnoses"


def _kind_problems(facts: CaseContent, key: CaseKeyShape) -> Iterator[tuple[str, str]]:
    is_query = facts.kind is CaseKind.QUERY
    if not is_query and not any(line.status == "required" for line in (*key.diagnoses, *key.procedures)):
        yield "", "the key has no required line"
    if is_query and (key.diagnoses or key.procedures):
        yield "", "a query has no lines of a claim"
    if bool(key.seeded) is not (facts.kind is CaseKind.AUDIT):
        yield "seeded", "an audit, and no other kind of case, has seeded errors"
    for each in key.seeded:
        yield from _seeded_problems(each, facts, key)
    if (key.query is not None) is not is_query:
        yield "query", "a query, and no other kind of case, has the key of a query"
    if key.query and facts.query:
        yield from _query_problems(facts.query, key.query)


def _seeded_problems(each: SeededShape, facts: CaseContent, key: CaseKeyShape) -> Iterator[tuple[str, str]]:
    if (each.line is None) is not bool(each.missing):
        yield "seeded", "is at a line, or names a missing code"
        return
    if each.line is not None and facts.billed is not None and each.line > len(getattr(facts.billed, each.section)):
        yield "seeded", f"the claim has no such line: {each.section} {each.line}"
    codes = {normalise_code(line.code) for line in getattr(key, each.section)}
    if each.missing and normalise_code(each.missing) not in codes:
        yield "seeded", f"{each.missing} is no line of the key's {each.section}"


def _query_problems(task: QueryTask, key: QueryKeyShape) -> Iterator[tuple[str, str]]:
    gaps = {gap.id for gap in task.gaps}
    if len(gaps) < len(task.gaps):
        yield "query.gaps", "two gaps have the same id"
    if set(key.gap_reasons) != gaps or not set(key.gaps) <= gaps:
        yield "query.gaps", "every gap of the case, and no other, has its reason"
    if bool(key.gaps) is not key.needed:
        yield "query.needed", "a query is needed exactly where something is missing"
    if len({part.id for part in task.parts}) < len(task.parts):
        yield "query.parts", "two parts have the same id"
        return
    if set(key.parts) != {part.id for part in task.parts}:
        yield "query.parts", "every part of the case, and no other, has its key"
        return
    for part in task.parts:
        choices = {choice.id for choice in part.choices}
        answer = key.parts[part.id]
        if len(choices) < len(part.choices):
            yield f"query.parts.{part.id}", "two choices have the same id"
        elif set(answer.why) != choices or answer.right not in choices:
            yield f"query.parts.{part.id}", "every choice, and no other, has its remark"


def _em_problems(key: CaseKeyShape, patient_status: str) -> Iterator[tuple[str, str]]:
    for line in key.procedures:
        elements = line.elements.model_dump() if line.elements else {}
        for field, message in visit_problems(line.code, elements, patient_status):
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


def make_content(facts: CaseShape, chart: str) -> CaseContent:
    shaped = {"schema_", "id", "patient", "prior_encounters", "claim", "query"}
    query = facts.query
    return CaseContent(
        **facts.model_dump(exclude=shaped),
        patient=Patient(facts.patient.age_years, facts.patient.sex, facts.patient.status),
        chart=chart,
        prior_encounters=tuple(
            PriorEncounter(each.on, each.service, each.code, each.global_days, each.same_specialty, each.face_to_face)
            for each in facts.prior_encounters
        ),
        billed=_billed(facts.claim) if facts.claim else None,
        query=QueryTask(
            tuple(Offer(gap.id, gap.text) for gap in query.gaps),
            tuple(
                QueryPart(part.id, part.title, tuple(Offer(choice.id, choice.text) for choice in part.choices))
                for part in query.parts
            ),
        )
        if query
        else None,
    )


def _billed(claim: BilledShape) -> TypedClaim:
    return TypedClaim(
        tuple(TypedLine(code) for code in claim.diagnoses),
        tuple(
            TypedLine(line.code, " ".join(line.modifiers), str(line.units), line.pointers) for line in claim.procedures
        ),
    )


def make_key(shape: CaseKeyShape) -> CaseKey:
    """The key as it is written."""
    return CaseKey(
        diagnoses=tuple(
            DiagnosisKey(
                line.code, line.span, line.why, line.status, line.role == "first-listed", _choice(line), line.when
            )
            for line in shape.diagnoses
        ),
        procedures=tuple(map(_procedure, shape.procedures)),
        not_reportable=tuple(NotReportable(line.code, line.why, line.finding) for line in shape.not_reportable),
        traps=tuple(map(_trap, shape.traps)),
        references=tuple(shape.references),
        order=tuple(OrderRule(rule.before, rule.after, rule.why) for rule in shape.order),
        related=tuple(RelatedPair(pair.codes[0], pair.codes[1], pair.why, pair.related) for pair in shape.related),
        seeded=tuple(map(_seeded, shape.seeded)),
        query=_query(shape.query) if shape.query else None,
    )


def _choice(line: LineShape) -> Choice | None:
    return Choice(*line.alternative.split("/")) if line.alternative else None


def _procedure(line: ProcedureShape) -> ProcedureKey:
    units = line.units if isinstance(line.units, UnitsShape) else UnitsShape(low=line.units, high=line.units)
    rule, elements = line.modifiers, line.elements
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
        choice=_choice(line),
        when=line.when,
        elements=VisitElements(elements.problems, elements.data, elements.risk) if elements else None,
    )


def _trap(trap: TrapShape) -> Trap:
    line = trap.line
    return Trap(
        code=line.code,
        modifiers=tuple(line.modifiers),
        finding=trap.finding,
        why=trap.why,
        units=line.units,
        pointers=None if line.pointers is None else tuple(place - 1 for place in line.pointers),
        instead_of=trap.instead_of,
        place=line.place,
        is_left_out=line.left_out,
    )


def _seeded(each: SeededShape) -> SeededError:
    place = None if each.line is None else each.line - 1
    return SeededError(each.section, (each.finding, *each.also), each.why, place, each.missing)


def _query(shape: QueryKeyShape) -> QueryKey:
    parts = tuple(QueryPartKey(name, part.right, tuple(sorted(part.why.items()))) for name, part in shape.parts.items())
    return QueryKey(shape.needed, shape.why, tuple(shape.gaps), tuple(sorted(shape.gap_reasons.items())), parts)
