"""What learners do with the coding cases of the small library, through the services."""

from tests.support.library import CASE_SLUG
from tests.support.people import Learner
from trainer.domain.claims.lines import TypedClaim, TypedLine
from trainer.domain.grading.queries import QueryAnswer
from trainer.services import case_reports, cases
from trainer.services.cases import CaseWork

EMPTY = TypedClaim((), ())


def claimed(claim: TypedClaim) -> CaseWork:
    """Work that is nothing but a claim."""
    return CaseWork(claim=claim)


def diagnoses(*codes: str) -> TypedClaim:
    return TypedClaim(tuple(map(TypedLine, codes)), ())


def an_answer(gaps: str = "ac", facts: str = "a", question: str = "b", *, is_needed: bool | None = True) -> CaseWork:
    """By default the query that the key asks for; an empty part is left open."""
    parts = tuple((part, choice) for part, choice in (("facts", facts), ("question", question)) if choice)
    return CaseWork(query=QueryAnswer(is_needed, tuple(gaps), parts))


def start(learner: Learner, slug: str = CASE_SLUG, *, is_from_last: bool = False) -> int:
    with learner.writing() as scope:
        return cases.start_case(scope, slug, is_from_last=is_from_last)


def save(learner: Learner, number: int, work: CaseWork | TypedClaim, base: int = 0) -> tuple[str, ...]:
    """Where the claim cannot be read: `diagnoses 1` and the like."""
    if isinstance(work, TypedClaim):
        work = claimed(work)
    with learner.writing() as scope:
        saved = cases.save_work(scope, number, work, base)
    return tuple(f"{problem.section} {problem.line}" for problem in saved.problems)


def workbench(learner: Learner, number: int) -> cases.Workbench:
    with learner.reading() as scope:
        return cases.get_workbench(scope, number)


def hand_in(
    learner: Learner, work: CaseWork | TypedClaim, slug: str = CASE_SLUG, *, is_from_last: bool = False
) -> case_reports.CaseReport:
    """The report on a new try with this work."""
    number = start(learner, slug, is_from_last=is_from_last)
    save(learner, number, work)
    learner.hand_in(number)
    page = report(learner, number)
    assert page is not None
    return page


def report(learner: Learner, number: int) -> case_reports.CaseReport | None:
    with learner.reading() as scope:
        return case_reports.get_report(scope, number)


def listed(learner: Learner, slug: str = CASE_SLUG) -> cases.CaseRow:
    with learner.reading() as scope:
        return next(row for row in cases.list_cases(scope) if row.slug == slug)
