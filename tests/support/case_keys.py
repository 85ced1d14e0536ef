"""Keys of cases corrected and work graded again, through the services."""

from dataclasses import replace

from sqlalchemy import select

from tests.support.library import CASE_SLUG, RIGHT_CLAIM, a_case
from tests.support.people import Learner
from trainer.content.key_files import write_key
from trainer.db.models.audit import AuditEvent
from trainer.db.models.exams import Notice
from trainer.db.models.grades import CaseGradeRow, GradedLineRow, GradingRun
from trainer.domain.exams.regrades import Mode
from trainer.domain.grading.billing_key import BillingKey
from trainer.domain.grading.case_key import CaseKey, ModifierRule
from trainer.services import case_key_corrections
from trainer.services.case_key_corrections import CaseCorrection, CaseForeseen, CasePage, KeyProblems
from trainer.services.case_regrade_preview import CaseRegradeLine
from trainer.services.regrade_jobs import Later
from trainer.services.regrade_runs import Applied

REASON = "The note of the second payer was misread."
FACTS = (CaseGradeRow, GradedLineRow, GradingRun, Notice, AuditEvent)
NO_MODIFIER = replace(
    RIGHT_CLAIM, procedures=(replace(RIGHT_CLAIM.procedures[0], modifiers=""), RIGHT_CLAIM.procedures[1])
)
"""The claim that the corrected key asks for: its visit has no modifier."""


def corrected() -> CaseKey:
    """The key of the case without the modifier at its visit."""
    key = a_case().key
    visit, removal = key.procedures
    return replace(key, procedures=(replace(visit, modifiers=ModifierRule()), removal))


def page(person: Learner, slug: str = CASE_SLUG) -> CasePage:
    with person.reading() as scope:
        return case_key_corrections.get_case_page(scope, slug)


def wanted(key: CaseKey | BillingKey | str | None = None, revision: int = 1, **values: str) -> CaseCorrection:
    chosen = corrected() if key is None else key
    text = chosen if isinstance(chosen, str) else write_key(chosen)
    return CaseCorrection(**{"base_revision": revision, "text": text, "reason": REASON} | values)  # type: ignore[arg-type]


def correct(person: Learner, correction: CaseCorrection, slug: str = CASE_SLUG) -> int | KeyProblems:
    with person.writing() as scope:
        return case_key_corrections.correct_case_key(scope, slug, correction)


def foresee(
    person: Learner, correction: CaseCorrection, mode: Mode = Mode.ALL, slug: str = CASE_SLUG
) -> CaseForeseen | KeyProblems:
    with person.reading() as scope:
        return case_key_corrections.foresee_case_correction(scope, slug, correction, mode)


def queue(person: Learner, mode: Mode = Mode.ALL, slug: str = CASE_SLUG) -> Applied[CaseRegradeLine] | Later:
    """Graded at once or, where there is much, in the background."""
    with person.writing() as scope:
        return case_key_corrections.regrade_or_queue(scope, slug, mode)


def regrade(person: Learner, mode: Mode = Mode.ALL, slug: str = CASE_SLUG) -> Applied[CaseRegradeLine]:
    done = queue(person, mode, slug)
    assert isinstance(done, Applied)
    return done


def scores(learner: Learner, number: int) -> list[tuple[int, int, bool]]:
    """(earned, possible, clean) of every grade, first to last."""
    with learner.reading() as scope:
        rows = scope.session.scalars(
            select(CaseGradeRow)
            .where(CaseGradeRow.learner_id == learner.id, CaseGradeRow.attempt_number == number)
            .order_by(CaseGradeRow.run_id)
        )
        return [(row.earned, row.possible, row.is_clean) for row in rows]
