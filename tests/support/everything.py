"""A learner who has done one of everything, so that no table that is kept by learner is empty."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from sqlalchemy import select

from tests.support import cases
from tests.support.exam_reports import look_at
from tests.support.exams import ANATOMY, an_exam_library, publish_exams
from tests.support.library import RIGHT_CLAIM, a_library
from tests.support.people import Learner
from tests.support.remittances import the_example
from trainer.db.models.billing import ClaimDraft, PracticeMonth, PracticeMove, RemittanceImport
from trainer.db.models.classes import (
    AssignmentMark,
    AssignmentOverride,
    AssignmentRow,
    ClassRow,
    Enrolment,
    ItemReport,
    Presence,
    WorkComment,
)
from trainer.db.models.content import ItemKey
from trainer.db.models.people import SentForm
from trainer.db.models.study import ExamOutcome, ReadinessSnapshot, StudyPlan
from trainer.db.models.words import WordAnswer
from trainer.db.queries import cases as case_queries
from trainer.domain.attempts.attempt import Feedback
from trainer.domain.claims.lines import TypedClaim
from trainer.domain.exams.aids import Highlight, QuestionAids
from trainer.domain.grading.case_key import VisitElements
from trainer.domain.readiness.plan_values import Plan, PlanWarning, PlanWeek, Task, TaskKind, WarningKind
from trainer.services import (
    case_reports,
    code_lookups,
    exam_clock,
    exam_sessions,
    regrading,
    sittings,
)
from trainer.services.cases import CaseWork
from trainer.services.code_lookups import LookedUp
from trainer.services.scope import Scopes

MADE_AT = datetime(2026, 3, 1, 20, 30, tzinfo=UTC)
WRONG_SIDE = TypedClaim(
    (replace(RIGHT_CLAIM.diagnoses[0], code="H66.002"), RIGHT_CLAIM.diagnoses[1]), RIGHT_CLAIM.procedures[:1]
)
"""The claim of the ear with the wrong side, and without the removal of the wax."""


@dataclass(frozen=True, slots=True)
class Done:
    """The numbers of the learner's sittings."""

    tutor: int
    quiz: int
    exam: int
    case: int


def publish_everything(scopes: Scopes) -> None:
    """The library that fills exams, and the cases of the small one."""
    publish_exams(scopes, replace(an_exam_library(), cases=a_library().cases))


def do_everything(learner: Learner, mark: str) -> Done:
    """Works through everything; every text that is typed begins with `mark`."""
    with learner.writing() as scope:
        exam_clock.grant_extra_time(scope, scope.learner.id, 25, 60, f"{mark} reads slowly.")
    tutor, quiz, case = work_alone(learner, mark)
    exam = _sit_exam(learner, mark)
    _attend(learner, mark, tutor)
    return Done(tutor, quiz, exam, case)


def work_alone(learner: Learner, mark: str) -> tuple[int, int, int]:
    """What needs nobody who grants or grades by hand: practice, a quiz, a case, a plan, papers, the word game.

    The numbers of the first three.
    """
    tutor = _practise(learner, mark)
    quiz = learner.start(Feedback.AT_END, 3, areas=("compliance",))
    learner.save(quiz, 1, {}, client=f"{mark}-tab")
    case = _code_case(learner, mark)
    _plan(learner, mark)
    _keep_papers(learner, mark, case)
    return tutor, quiz, case


def _practise(learner: Learner, mark: str) -> int:
    """Of three questions of anatomy the first is answered rightly and the second wrongly."""
    number = learner.start(Feedback.AT_ONCE, 3, areas=("anatomy",))
    learner.answer(number, 1, rightly=True)
    learner.answer(number, 2, rightly=False)
    with learner.writing() as scope:
        sittings.set_note(scope, number, 1, f"{mark}: mind the arch, twice.\nIt bends.")
        sittings.set_flag(scope, number, 2, is_flagged=True)
        code_lookups.record_lookup(scope, number, 1, LookedUp(f"{mark}-tab", 1, f"{mark} aorta"))
    return number


def _sit_exam(learner: Learner, mark: str) -> int:
    """Of ten questions the first is answered rightly, the second wrongly; the second is then marked right by hand."""
    number = learner.start_exam(ANATOMY)
    learner.answer_exam(number, "+-")
    look_at(learner, number, 1, 90)
    with learner.writing() as scope:
        exam_sessions.set_aids(scope, number, 1, QuestionAids(("A", "D"), (Highlight("stem", 4, 8),)))
        exam_sessions.set_notepad(scope, number, f"{mark} notes")
        exam_clock.extend(scope, scope.learner.id, number, 600, f"{mark} heard the fire alarm.")
    learner.hand_in(number)
    with learner.writing() as scope:
        regrading.mark_by_hand(scope, scope.learner.id, number, 2, earned=1, reason=f"{mark} was right after all.")
    return number


def _code_case(learner: Learner, mark: str) -> int:
    number = cases.start(learner)
    cases.save(
        learner, number, CaseWork(WRONG_SIDE, f"{mark} is not sure.", VisitElements("low", "minimal", "moderate"))
    )
    learner.hand_in(number)
    with learner.writing() as scope:
        case_reports.dispute_key(scope, number, f"{mark} disputes it.")
    return number


def _plan(learner: Learner, mark: str) -> None:
    """A plan of two tasks, the estimate of a day, and a real result."""
    first = date(2026, 3, 2)
    tasks = (
        Task(TaskKind.PRACTICE, "anatomy", f"{mark} Anatomy", 10, 25, first),
        Task(TaskKind.REVIEWS, "", "", 12, 18, date(2026, 3, 3)),
    )
    warnings = (PlanWarning(WarningKind.FEW_HOURS, 6, 300, 900), PlanWarning(WarningKind.BANK_RUNS_OUT, 6, 10, 20))
    plan = Plan((PlanWeek(first, date(2026, 3, 8), tasks),), first, date(2026, 6, 1), warnings)
    own = {"learner_id": learner.id, "track": "cpc"}
    estimate = {"score": 28, "low": 24, "high": 33, "questions": 40, "chance_permille": 512, "first_sights": 120}
    with learner.writing() as scope:
        scope.session.add(StudyPlan(**own, number=1, plan=plan, made_at=MADE_AT))
        scope.session.add(
            WordAnswer(
                learner_id=learner.id, part="cardi", repetition=1, chosen="hepat", is_right=False, answered_at=MADE_AT
            )
        )
        scope.session.add(
            ReadinessSnapshot(
                **own, day=date(2026, 3, 1), taken_at=MADE_AT, pass_questions=28, level="first", **estimate
            )
        )
        scope.session.add(
            ExamOutcome(
                **own,
                number=1,
                taken_on=date(2026, 2, 14),
                has_passed=False,
                percent=66,
                areas={"anatomy": 75, "cases": 40},
                recorded_at=MADE_AT,
                withdrawn_at=None,
                **estimate,
            )
        )


def _attend(learner: Learner, mark: str, sitting: int) -> None:
    """A class with one assignment: something granted, set by hand and said, and a key reported as wrong."""
    by, at = {"granted_by": learner.id}, {"granted_at": MADE_AT}
    own = {"learner_id": learner.id, "attempt_number": sitting}
    with learner.writing() as scope:
        row = ClassRow(
            title=f"{mark} class", term="Spring", track="cpc", time_zone="UTC", join_code=mark[:12], created_at=MADE_AT
        )
        scope.session.add(row)
        scope.session.flush()
        scope.session.add(Enrolment(class_id=row.id, person_id=learner.id, role="learner", joined_at=MADE_AT))
        form = {"form": "class", "request_id": mark[:32], "made_id": row.id}
        scope.session.add(SentForm(person_id=learner.id, **form, sent_at=MADE_AT))
        assignment = AssignmentRow(class_id=row.id, position=1, current_number=1, created_at=MADE_AT)
        scope.session.add(assignment)
        scope.session.flush()
        granted = {"class_id": row.id, "learner_id": learner.id, "extra_percent": 50, "reason": f"{mark} is slow."}
        scope.session.add(AssignmentOverride(**granted, **by, **at))
        done = {"learner_id": learner.id, "assignment_id": assignment.id, "number": 1}
        scope.session.add(
            AssignmentMark(**done, kind="excused", reason=f"{mark} was ill.", made_at=MADE_AT, made_by=learner.id)
        )
        scope.session.add(WorkComment(**done, text=f"{mark} did well.", said_at=MADE_AT, said_by=learner.id))
        scope.session.add(Presence(**own, position=1, seen_at=MADE_AT))
        key = scope.session.scalars(select(ItemKey.id)).first()
        report = {"text": f"{mark} says left.", "created_at": MADE_AT, "item_key_id": key}
        scope.session.add(ItemReport(**own, position=1, number=1, **report))


def _keep_papers(learner: Learner, mark: str, case: int) -> None:
    """A field of a worksheet, a claim in draft, a remittance, and a month with one move."""
    own = {"learner_id": learner.id, "number": 1}
    with learner.writing() as scope:
        submission = case_queries.get_submission(scope.session, learner.id, case)
        submission.worksheet = (("write-off", f"{mark} 90.00"),)
        scope.session.add(
            ClaimDraft(
                **own,
                title=f"{mark} claim",
                profile="medicare",
                entries=(("1a", f"{mark} 1EG4TE5MK73"),),
                source=f"{mark}.837",
                created_at=MADE_AT,
                saved_at=MADE_AT,
            )
        )
        scope.session.add(RemittanceImport(**own, name=f"{mark}.835", remittance=the_example(), imported_at=MADE_AT))
        scope.session.add(
            PracticeMonth(
                **own,
                scenario="normal",
                seed=7,
                engine_version=1,
                state="closed",
                move_count=1,
                started_at=MADE_AT,
                moved_at=MADE_AT,
                ended_at=MADE_AT,
                report=f'["{mark}"]',
            )
        )
        scope.session.flush()
        scope.session.add(
            PracticeMove(learner_id=learner.id, month_number=1, sequence=1, move=f'["{mark}"]', made_at=MADE_AT)
        )
