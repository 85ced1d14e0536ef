"""A class at work: sittings that are tries at an assignment, and what its teachers see and do."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

from sqlalchemy import select

from tests.support.classroom import questions
from tests.support.library import a_library
from tests.support.people import Learner
from tests.support.published import publish_once
from tests.support.school import School, a_school, a_spec, an_assignment, belongs_to
from trainer.content.library import Library
from trainer.db.models.attempts import AttemptRow
from trainer.db.models.audit import AuditEvent
from trainer.db.models.exams import Notice
from trainer.domain.attempts.attempt import AttemptKind, Feedback
from trainer.domain.classes.marks import Cell
from trainer.domain.exams.review import Shows
from trainer.services import gradebook, gradebook_work, marks_by_hand
from trainer.services.gradebook import GradebookPage
from trainer.services.gradebook_work import SittingPage, WorkPage, WorkPlace
from trainer.services.scope import Scope, Scopes

QUESTIONS = 6
"""What `quiz` deals."""


@dataclass(frozen=True, slots=True)
class Course:
    """A school with the small library and one assignment of the first class."""

    school: School
    assignment_id: int

    @property
    def cell(self) -> tuple[int, int, int]:
        """Class, assignment and learner."""
        return self.school.class_id, self.assignment_id, self.school.learner.id

    def page(self, teacher: Learner | None = None) -> GradebookPage:
        with (teacher or self.school.instructor).reading() as scope:
            return gradebook.get_gradebook(scope, self.school.class_id)

    def cells_of(self, learner: Learner) -> tuple[Cell, ...]:
        return next(row.cells for row in self.page().rows if row.learner_id == learner.id)

    def work(self, learner: Learner | None = None) -> WorkPage:
        with self.school.instructor.reading() as scope:
            who = (learner or self.school.learner).id
            return gradebook_work.get_work(scope, self.school.class_id, self.assignment_id, who)

    def sitting(self, number: int) -> SittingPage:
        with self.school.instructor.reading() as scope:
            return gradebook_work.get_sitting_work(scope, *self.cell, number)

    def place(self, scope: Scope) -> WorkPlace:
        return marks_by_hand.place_to_change(scope, *self.cell)


@cache
def _of_ten_questions() -> Library:
    return replace(a_library(), items=questions(10))


def a_course(scopes: Scopes, *, has_every_kind: bool = False, **values: object) -> Course:
    """With an assignment as `a_spec` makes it; ten questions of one point, or one of each kind."""
    publish_once(scopes, a_library() if has_every_kind else _of_ten_questions())
    school = a_school(scopes)
    return Course(school, an_assignment(school, a_spec("q-0", **values)))


def quiz(
    course: Course, verdicts: str = "++++++", *, learner: Learner | None = None, attempt: int = 1, hands_in: bool = True
) -> int:
    """A try of six questions, answered `+` rightly, `-` wrongly or not at all; its number."""
    who = learner or course.school.learner
    number = who.start(Feedback.AT_END, QUESTIONS)
    for position, verdict in enumerate(verdicts, start=1):
        if verdict in "+-":
            who.answer(number, position, rightly=verdict == "+")
    belongs_to(course.school, who, number, course.assignment_id, attempt=attempt)
    if hands_in:
        who.hand_in(number)
    return number


def an_exam(course: Course, learner: Learner | None = None, *, attempt: int = 1, **columns: object) -> int:
    """A sitting in the runner that is work on the assignment, in progress; its number."""
    who = learner or course.school.learner
    number = who.start_exam(is_exam_like=True)
    belongs_to(course.school, who, number, course.assignment_id, attempt=attempt)
    change_sitting(course.school.scopes, who, number, kind=AttemptKind.ASSIGNMENT, **columns)
    return number


def change_sitting(scopes: Scopes, learner: Learner, number: int, **columns: object) -> None:
    with scopes.writing() as scope:
        row = scope.session.get_one(AttemptRow, (learner.id, number))
        for name, value in columns.items():
            setattr(row, name, value)


def hide_key(scopes: Scopes, learner: Learner, number: int, until: datetime | None = None) -> None:
    """What the learner may not see, whoever grades sees all the same."""
    change_sitting(scopes, learner, number, shows=Shows.SCORE if until is None else Shows.EVERYTHING, shows_from=until)


def audited(scopes: Scopes, action: str) -> list[tuple[str, str]]:
    """Subject and detail of every such act, in order."""
    with scopes.reading() as scope:
        events = scope.session.scalars(select(AuditEvent).where(AuditEvent.action == action).order_by(AuditEvent.id))
        return [(event.subject, event.detail) for event in events]


def notices_of(scopes: Scopes, learner: Learner) -> list[str]:
    """What the learner was told, in order."""
    with scopes.reading() as scope:
        rows = scope.session.scalars(select(Notice).where(Notice.learner_id == learner.id).order_by(Notice.number))
        return [row.text for row in rows]
