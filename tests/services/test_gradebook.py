"""The gradebook of a class and the work behind its cells: what it shows, to whom, in how many statements."""

from datetime import timedelta

import pytest

from tests.support import billing, reviews
from tests.support.cases import hand_in as hand_in_case
from tests.support.cases import start as start_case
from tests.support.gradebooks import Course, a_course, an_exam, change_sitting, hide_key, quiz
from tests.support.library import AUDIT_SLUG, CASE_RATIONALE, CASE_SLUG, QUERY_SLUG, RIGHT_CLAIM
from tests.support.people import Learner
from tests.support.school import a_spec, an_assignment, at, belongs_to, enrol
from trainer.db.models.classes import AssignmentOverride, AssignmentRow, ClassRow, Enrolment
from trainer.db.models.exams import AccommodationRow
from trainer.domain.attempts.attempt import AttemptState
from trainer.domain.classes.marks import Cell, CellState
from trainer.domain.classes.roles import Role
from trainer.domain.classes.work import CaseWork, Counts, ReviewWork
from trainer.domain.kernel.errors import NotFound
from trainer.domain.kernel.points import Points
from trainer.services import (
    class_joining,
    class_readiness,
    gradebook,
    gradebook_exports,
    gradebook_work,
    marks_by_hand,
    my_assignments,
)
from trainer.services.billing_reports import BillingReport
from trainer.services.case_reports import CaseReport
from trainer.services.exam_sessions import View, record_view
from trainer.services.scope import Scopes

NOW = at("2026-03-02 09:00")
DUE = NOW + timedelta(days=1)


@pytest.fixture
def course(scopes: Scopes) -> Course:
    return a_course(scopes, due_at=DUE, closes_at=DUE + timedelta(days=7), late_percent_per_day=10)


def test_learners_by_name_and_assignments_in_their_order(course, scopes):
    second = an_assignment(course.school, a_spec("q-1", title="Week 2", weight=3))
    page = course.page()
    assert [row.name for row in page.rows] == ["Classmate", "Learner"]
    assert [(column.assignment_id, column.title) for column in page.columns] == [
        (course.assignment_id, "Week 1"),
        (second, "Week 2"),
    ]
    assert [row.cells for row in page.rows] == [(Cell(CellState.TO_DO), Cell(CellState.TO_DO))] * 2
    assert page.rows[0].total is None
    assert (page.mean, page.columns[0].mean, page.columns[0].scored) == (None, None, 0)
    assert page.column(second) == (1, page.columns[1])
    assert page.column(99) is None


def test_cells_totals_mean_and_median(course, clock):
    second = an_assignment(course.school, a_spec("q-1", title="Week 2", weight=3))
    quiz(course, "+++---")
    quiz(Course(course.school, second), "++++++")
    clock.advance(days=1, hours=1)
    quiz(course, "++++++", learner=course.school.classmate)
    page = course.page()
    classmate, learner = page.rows
    assert classmate.cells[0] == Cell(CellState.LATE, 900, 10, 1, 1)
    assert (classmate.total, learner.total) == (900, 875)
    assert [cell.permille for cell in learner.cells] == [500, 1000]
    assert (page.mean, page.median) == (888, 888)
    assert [(column.mean, column.median, column.scored) for column in page.columns] == [(700, 700, 2), (1000, 1000, 1)]


def test_missing_work_counts_nothing_in_the_total_and_is_left_out_of_the_mean(course, clock):
    quiz(course, "+++---", learner=course.school.classmate)
    clock.advance(days=9)
    page = course.page()
    assert page.rows[1].cells == (Cell(CellState.MISSING, 0),)
    assert (page.rows[1].total, page.columns[0].mean, page.columns[0].scored) == (0, 500, 1)


def test_the_gradebook_is_read_in_at_most_fifteen_statements_however_many_there_are(course, scopes):
    before = reviews.statements(scopes, course.page)
    for number in range(2, 5):
        other = Course(course.school, an_assignment(course.school, a_spec("q-1", title=f"Week {number}")))
        quiz(other)
        quiz(other, learner=course.school.classmate)
    assert reviews.statements(scopes, course.page) == before <= 15


def grant(course: Course, scopes: Scopes, **values: object) -> None:
    with scopes.writing() as scope:
        scope.session.add(
            AssignmentOverride(
                class_id=course.school.class_id,
                learner_id=course.school.learner.id,
                assignment_id=course.assignment_id,
                reason="Ill.",
                granted_at=scope.now,
                granted_by=course.school.instructor.id,
                **values,
            )
        )


def test_ending_an_override_leaves_what_was_handed_in_before_in_time(course, scopes, clock):
    clock.advance(days=2)
    quiz(course)
    grant(course, scopes, due_at=DUE + timedelta(days=3), ended_at=clock() + timedelta(hours=1))
    clock.advance(days=1)
    assert course.cells_of(course.school.learner)[0] == Cell(CellState.DONE, 1000, 0, 1, 1)
    work = course.work()
    assert (work.cell.state, work.tries[0].is_late, work.granted) == (CellState.DONE, False, ())
    with course.school.learner.reading() as scope:
        (mine,) = my_assignments.list_mine(scope, course.school.class_id).rows
    assert (mine.cell.late_percent, mine.granted, mine.terms.due_at) == (0, (), DUE)
    quiz(course, attempt=2)
    assert [each.late_percent for each in course.work().tries] == [0, 20]


def test_extra_time_behind_the_due_date_is_not_late(course, clock):
    clock.advance(hours=23, minutes=30)
    numbers = [quiz(course, learner=who, hands_in=False) for who in (course.school.learner, course.school.classmate)]
    change_sitting(course.school.scopes, course.school.learner, numbers[0], extra_seconds=15 * 60)
    clock.advance(minutes=40)
    for who, number in zip((course.school.learner, course.school.classmate), numbers, strict=True):
        who.hand_in(number)
    classmate, learner = [row.cells[0] for row in course.page().rows]
    assert (learner.state, learner.permille) == (CellState.DONE, 1000)
    assert (classmate.state, classmate.permille) == (CellState.LATE, 900)
    assert not course.work().tries[0].is_late


def test_what_was_closed_before_somebody_joined_does_not_count_for_them(course, clock):
    open_one = an_assignment(course.school, a_spec("q-1", title="Week 2"))
    clock.advance(days=9)
    newcomer = course.school.stranger
    enrol(course.school.scopes, course.school.class_id, newcomer)
    row = next(row for row in course.page().rows if row.learner_id == newcomer.id)
    assert ([cell.state for cell in row.cells], row.total) == ([CellState.BEFORE_JOINING, CellState.TO_DO], None)
    assert course.work(newcomer).cell.state is CellState.BEFORE_JOINING
    with newcomer.reading() as scope:
        mine = my_assignments.list_mine(scope, course.school.class_id).rows
    assert [(each.id, each.is_done) for each in mine] == [(course.assignment_id, True), (open_one, False)]
    with course.school.instructor.reading() as scope:
        rows = class_readiness.get_readiness(scope, course.school.class_id).rows
    assert {row.learner_id: row.situation.missing for row in rows}[newcomer.id] == 0
    data = export_of(course)
    assert "closed before joining" in data


@pytest.mark.parametrize("sign", ["work", "trail"])
def test_whoever_leaves_and_comes_back_does_not_get_rid_of_missing_work(course, clock, sign):
    other = Course(course.school, an_assignment(course.school, a_spec("q-1", title="Week 2")))
    learner = course.school.learner
    if sign == "work":
        quiz(other)
    clock.advance(hours=1)
    for is_there in (False, True, False):
        with learner.writing() as scope:
            if is_there:
                class_joining.enrol(scope, course.school.class_id, Role.LEARNER)
            elif sign == "work":
                scope.session.get_one(Enrolment, (course.school.class_id, learner.id)).left_at = scope.now
            else:
                class_joining.leave_class(scope, course.school.class_id)
        clock.advance(days=9)
    with learner.writing() as scope:
        class_joining.enrol(scope, course.school.class_id, Role.LEARNER)
    assert course.cells_of(learner)[0].state is CellState.MISSING


def export_of(course: Course) -> str:
    with course.school.instructor.reading() as scope:
        return gradebook_exports.export_csv(scope, course.school.class_id).data.decode()


@pytest.mark.parametrize("who", ["learner", "stranger", "other_instructor", "administrator"])
def test_only_those_who_grade_in_the_class_see_it(course, who):
    number = quiz(course)
    with getattr(course.school, who).reading() as scope:
        with pytest.raises(NotFound):
            gradebook.get_gradebook(scope, course.school.class_id)
        with pytest.raises(NotFound):
            gradebook_work.get_work(scope, *course.cell)
        with pytest.raises(NotFound):
            gradebook_work.get_sitting_work(scope, *course.cell, number)


def test_an_assistant_sees_it(course):
    assert len(course.page(course.school.assistant).rows) == 2


@pytest.mark.parametrize("what", ["assignment", "draft", "archived", "learner", "teacher"])
def test_work_needs_a_published_assignment_and_a_learner_of_the_class(course, scopes, what):
    class_id, assignment_id, learner_id = course.cell
    match what:
        case "assignment":
            class_id = course.school.other_class_id
        case "draft":
            assignment_id = an_assignment(course.school, a_spec("q-1"), is_published=False)
        case "archived":
            with scopes.writing() as scope:
                scope.session.get_one(AssignmentRow, assignment_id).archived_at = scope.now
        case "learner":
            learner_id = course.school.stranger.id
        case _:
            learner_id = course.school.assistant.id
    teacher = course.school.other_instructor if what == "assignment" else course.school.instructor
    with teacher.reading() as scope, pytest.raises(NotFound):
        gradebook_work.get_work(scope, class_id, assignment_id, learner_id)


def test_the_work_page_tells_tries_terms_and_what_was_granted(course, scopes, clock):
    with scopes.writing() as scope:
        granted = {"extra_seconds": 0, "opens_at": None, "closes_at": None, "extra_attempts": 1}
        common = {"class_id": course.school.class_id, "learner_id": course.school.learner.id, "granted_at": scope.now}
        common["granted_by"] = course.school.instructor.id
        scope.session.add(
            AssignmentOverride(assignment_id=course.assignment_id, reason="Ill.", due_at=DUE, **granted, **common)
        )
        scope.session.add(AssignmentOverride(assignment_id=None, reason="Dyslexia.", extra_percent=25, **common))
        accommodation = {"learner_id": course.school.learner.id, "number": 1, "percent": 50, "seconds": 0}
        scope.session.add(AccommodationRow(**accommodation, reason="Sight.", granted_at=scope.now))
    first, second = quiz(course, "+-----"), quiz(course, "++++--", attempt=2)
    page = course.work()
    assert (page.place.learner.name, page.place.previous.name, page.place.following) == ("Learner", "Classmate", None)
    assert (page.cell.permille, page.cell.counted, page.terms.attempts) == (667, 2, 2)
    assert [(each.reason, each.is_for_class) for each in page.granted] == [("Ill.", False), ("Dyslexia.", True)]
    assert page.extra_time_reasons == ("Sight.",)
    assert [(each.number, each.points, each.counts, each.is_late) for each in page.tries] == [
        (1, Points(1, 6), False, False),
        (2, Points(4, 6), True, False),
    ]
    assert [sitting.number for each in page.tries for sitting in each.sittings] == [first, second]
    assert (page.marks, page.mark_number, page.comments) == ((), 0, ())
    assert course.work(course.school.classmate).place.following.name == "Learner"


def test_late_tries_and_those_given_up_are_listed_as_such(course, clock):
    given_up = quiz(course, hands_in=False)
    change_sitting(course.school.scopes, course.school.learner, given_up, state=AttemptState.ABANDONED, closed_at=NOW)
    clock.advance(days=2)
    quiz(course, "++++++", attempt=2)
    first, second = course.work().tries
    assert (first.points, first.handed_in_at, first.sittings[0].state) == (None, None, AttemptState.ABANDONED)
    assert (second.is_late, second.late_percent, second.counts) == (True, 10, True)


def test_reviews_are_a_try_without_a_sitting(course, clock):
    reviewing = Course(course.school, an_assignment(course.school, a_spec(title="Reviews", work=ReviewWork(1))))
    learner = course.school.learner
    number = learner.start(number=1)
    learner.answer(number, 1, rightly=False)
    learner.hand_in(number)
    clock.advance(days=1)
    number = reviews.start_reviews(learner)
    learner.answer(number, 1, rightly=True)
    (found,) = reviewing.work().tries
    assert (found.points, found.sittings, found.counts) == (Points(1, 1), (), True)


def test_every_answer_of_a_quiz_is_shown_with_its_key_whatever_the_learner_may_see(course, scopes):
    number = quiz(course, "+-    ")
    hide_key(scopes, course.school.learner, number)
    page = course.sitting(number)
    assert [question.verdict.points for question in page.questions] == [Points(1, 1), *[Points(0, 1)] * 5]
    assert [question.answer is None for question in page.questions] == [False, False, True, True, True, True]
    first = page.questions[0]
    assert (first.verdict.key.option, first.answer.option, len(first.options)) == ("B", "B", 4)
    assert (first.is_by_hand, first.reason, first.seconds, first.has_late_answer) == (False, "", None, False)
    assert (page.report, page.changes, page.run_id, page.is_billing) == (None, (), 0, False)
    assert (page.sitting.points, page.attempt) == (Points(1, 6), 1)


def test_answers_are_seen_while_the_sitting_goes_on_without_points(course):
    number = quiz(course, "+", hands_in=False)
    page = course.sitting(number)
    assert (page.questions[0].verdict.points, page.questions[0].verdict.key.option) == (None, "B")
    assert (page.sitting.handed_in_at, page.questions[0].answered_at) == (None, NOW)


def test_an_answer_that_came_late_is_named_and_time_on_the_screen_told(course, clock):
    number = an_exam(course)
    learner = course.school.learner
    with learner.writing() as scope:
        clock.advance(seconds=40)
        scope.now = clock()
        record_view(scope, number, View("tab", 1, 1, 40_400))
    clock.advance(days=1)
    learner.save_in_exam(number, 2, {"choice": ["B"]})
    page = course.sitting(number)
    assert [question.seconds for question in page.questions[:2]] == [40, None]
    assert [question.has_late_answer for question in page.questions[:2]] == [False, True]


def test_a_points_change_by_hand_is_named_with_its_reason(course):
    number = quiz(course, "+-----")
    with course.school.assistant.writing() as scope:
        place = course.place(scope)
        marks_by_hand.mark_question(scope, place, number, 2, base=0, earned=1, reason="Misprinted.")
    question = course.sitting(number).questions[1]
    assert (question.verdict.points, question.is_by_hand, question.reason) == (Points(1, 1), True, "Misprinted.")


def test_what_a_learner_practises_for_themselves_is_never_shown(course):
    practice = course.school.learner.start(number=3)
    other = Course(course.school, an_assignment(course.school, a_spec("q-1", title="Week 2")))
    elsewhere = quiz(other)
    for number in (practice, elsewhere, 99):
        with pytest.raises(NotFound):
            course.sitting(number)


@pytest.mark.usefixtures("code_book")
@pytest.mark.parametrize("slug", [CASE_SLUG, AUDIT_SLUG, QUERY_SLUG])
def test_a_graded_case_is_shown_whole_though_its_learner_may_not_see_it_yet(course, scopes, slug):
    learner = course.school.learner
    cases = Course(course.school, an_assignment(course.school, a_spec(title="Case", work=CaseWork((slug,)))))
    number = start_case(learner, slug)
    belongs_to(course.school, learner, number, cases.assignment_id)
    assert cases.sitting(number).report is None
    learner.hand_in(number)
    hide_key(scopes, learner, number)
    page = cases.sitting(number)
    assert isinstance(page.report, CaseReport)
    assert page.report.score == page.sitting.points
    assert CASE_RATIONALE in page.report.lines[0].explanation
    assert [change.kind for change in page.changes] == ["first"]
    assert page.run_id == 1


@pytest.mark.usefixtures("code_book")
def test_a_case_without_a_mistake_names_the_lines_of_the_key(course):
    learner = course.school.learner
    cases = Course(course.school, an_assignment(course.school, a_spec(title="Case", work=CaseWork((CASE_SLUG,)))))
    number = hand_in_case(learner, RIGHT_CLAIM).number
    belongs_to(course.school, learner, number, cases.assignment_id)
    report = cases.sitting(number).report
    assert isinstance(report, CaseReport)
    assert [line.expected for line in report.lines] == ["H66.001", "H61.21", "99213-25 → A", "69210 → B"]


def test_a_billing_exercise_is_shown_whole(course, scopes):
    billing.publish_exercises(scopes)
    learner: Learner = course.school.learner
    spec = a_spec(title="Billing", track="cpb", work=CaseWork((billing.FILL,)), counts=Counts.LAST)
    exercises = Course(course.school, an_assignment(course.school, spec))
    number = billing.start(learner, billing.FILL)
    belongs_to(course.school, learner, number, exercises.assignment_id)
    learner.hand_in(number)
    page = exercises.sitting(number)
    assert isinstance(page.report, BillingReport)
    assert page.is_billing
    assert page.report.score == page.sitting.points


def test_an_archived_class_can_still_be_read(course, scopes):
    quiz(course)
    with scopes.writing() as scope:
        scope.session.get_one(ClassRow, course.school.class_id).archived_at = scope.now
    assert course.page().member.is_archived
    assert course.work().cell.permille == 1000
