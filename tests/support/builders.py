"""Domain values with sensible defaults: a test names only what it is about."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.support.clock import START
from trainer.domain.attempts.attempt import Attempt, AttemptState, Feedback
from trainer.domain.claims.case import CaseContent, CaseKind, Patient
from trainer.domain.claims.lines import Claim, ProcedureLine
from trainer.domain.codesets.book import CodeBook, NothingKnown
from trainer.domain.codesets.edits import ClaimEdits, NoEdits
from trainer.domain.exams.practice import Candidate
from trainer.domain.grading.case_key import (
    CaseKey,
    DiagnosisKey,
    ModifierRule,
    NotReportable,
    PointerRule,
    ProcedureKey,
    Status,
    Trap,
)
from trainer.domain.grading.cases import grade_case
from trainer.domain.grading.context import Context, Policy
from trainer.domain.grading.lines import CaseGrade
from trainer.domain.items.content import (
    CodeEntry,
    Matching,
    MultipleResponse,
    NumericEntry,
    Option,
    Ordering,
    Response,
    SingleBest,
)
from trainer.domain.items.keys import CodeKey, Key, MatchingKey, MultipleKey, NumericKey, OrderingKey, SingleKey
from trainer.domain.readiness.progress import Sight


def some_options(ids: str = "ABCD") -> tuple[Option, ...]:
    """One option for each letter."""
    return tuple(Option(letter, f"the text of {letter}") for letter in ids)


def a_matching(prompts: str = "PQR", options: str = "ABC") -> Matching:
    return Matching(some_options(prompts), some_options(options))


def every_kind() -> tuple[tuple[Response, Key], ...]:
    """One response of every kind with a key that fits it."""
    return (
        (SingleBest(some_options()), SingleKey("B")),
        (MultipleResponse(some_options("ABCDE")), MultipleKey(("A", "C", "E"))),
        (NumericEntry("USD", 2), NumericKey(Decimal("80.00"), Decimal("0.01"))),
        (CodeEntry("icd-10-cm"), CodeKey(("J20.9", "J20.8"))),
        (Ordering(some_options()), OrderingKey(("D", "A", "C", "B"))),
        (a_matching(), MatchingKey((("P", "B"), ("Q", "A"), ("R", "B")))),
    )


def a_diagnosis_key(code: str = "H66.001", *, status: Status = "required", first: bool = False) -> DiagnosisKey:
    return DiagnosisKey(code, f"the chart on {code}", f"why {code}", status, first)


def a_procedure_key(
    code: str = "69210",
    *,
    status: Status = "required",
    modifiers: ModifierRule | None = None,
    units: tuple[int, int] = (1, 1),
    pointers: PointerRule | None = None,
) -> ProcedureKey:
    """`units` are the lowest and the highest number that is right."""
    rule = modifiers or ModifierRule()
    return ProcedureKey(code, f"the chart on {code}", f"why {code}", status, rule, *units, pointers)


def a_case_key(
    diagnoses: tuple[DiagnosisKey, ...] | None = None,
    procedures: tuple[ProcedureKey, ...] | None = None,
    traps: tuple[Trap, ...] = (),
    not_reportable: tuple[NotReportable, ...] = (),
) -> CaseKey:
    """By default an infected ear with wax in it: a visit with modifier 25 and the removal of the wax."""
    if diagnoses is None:
        diagnoses = (a_diagnosis_key("H66.001", first=True), a_diagnosis_key("H61.21"))
    if procedures is None:
        procedures = (
            a_procedure_key("99213", modifiers=ModifierRule(all=("25",)), pointers=PointerRule(0)),
            a_procedure_key(
                "69210", modifiers=ModifierRule(optional=("RT",), forbidden=("50",)), pointers=PointerRule(1)
            ),
        )
    return CaseKey(diagnoses, procedures, not_reportable, traps)


def a_case(**facts: Any) -> CaseContent:
    """By default a boy of seven with commercial insurance in urgent care; `facts` are fields of the case."""
    fields: dict[str, Any] = {
        "kind": CaseKind.CODE,
        "title": "A case",
        "specialty": "urgent care",
        "level": 2,
        "edition": "2026",
        "setting": "outpatient",
        "place_of_service": "20",
        "payer": "commercial",
        "convention": "CPT",
        "patient": Patient(7, "male", "established"),
        "date_of_service": date(2026, 6, 10),
        "summary": "…",
        "task": "…",
        "chart": "",
    }
    return CaseContent(**(fields | facts))


def a_context(
    book: CodeBook | None = None,
    edits: ClaimEdits | None = None,
    policy: Policy = Policy.TEACHING,
    **facts: Any,
) -> Context:
    """By default with a code book that knows nothing and holds every code for valid, and without edits."""
    return Context(a_case(**facts), book or NothingKnown(), edits or NoEdits(), policy)


def grade_claim(key: CaseKey, claim: Claim, context: Context | None = None) -> CaseGrade:
    """The claim graded in a context that by default knows nothing of codes."""
    return grade_case(key, claim, context or a_context())


VISIT = ProcedureLine("99213", ("25",), 1, (0,))
REMOVAL = ProcedureLine("69210", (), 1, (1,))


def a_claim(
    diagnoses: tuple[str, ...] = ("H66001", "H6121"), procedures: tuple[ProcedureLine, ...] = (VISIT, REMOVAL)
) -> Claim:
    """By default what `a_case_key` asks for."""
    return Claim(diagnoses, procedures)


def an_attempt(
    state: AttemptState = AttemptState.IN_PROGRESS,
    feedback: Feedback = Feedback.AT_END,
    started_at: datetime = START,
    minutes: int | None = 60,
) -> Attempt:
    """A sitting of an hour; `minutes` None sets no time limit."""
    deadline_at = None if minutes is None else started_at + timedelta(minutes=minutes)
    return Attempt(state, feedback, started_at, deadline_at)


def a_candidate(item_version_id: int = 1, stimulus_id: int = 0, times_seen: int = 0) -> Candidate:
    return Candidate(item_version_id, stimulus_id, times_seen)


def some_sights(verdicts: str, area: str = "anatomy", first_at: datetime = START) -> list[Sight]:
    """A minute apart, each of another item: `+` is a right answer, `-` a wrong one."""
    return [
        Sight(area, number, verdict == "+", first_at + timedelta(minutes=number))
        for number, verdict in enumerate(verdicts)
    ]
