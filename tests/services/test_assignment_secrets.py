"""What the learner of an assignment is told of it and when; its cases; what is asked for now."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.support.assignments import (
    DAY,
    ITEMS,
    attempt_of,
    begin,
    grant,
    open_work,
    page_of,
    pass_time,
    reason_of,
    row_of,
)
from tests.support.library import AUDIT_SLUG, CASE_SLUG, publish
from tests.support.school import a_class, a_school, a_spec, an_assignment, enrol
from trainer.db.models.classes import (
    AssignmentMark,
    WorkComment,
)
from trainer.domain.attempts.attempt import AttemptState
from trainer.domain.attempts.decisions import AttemptClosed
from trainer.domain.classes.marks import CellState, MarkKind
from trainer.domain.classes.work import (
    CaseWork,
    FeedbackRule,
)
from trainer.domain.kernel.errors import Refused
from trainer.services import assignment_terms, billing_reports, case_reports, cases, exam_reports, grading
from trainer.services.case_sittings import tries_of
from trainer.services.practice_results import get_result


class TestCases:
    def test_each_case_has_a_sitting_of_its_own_beside_ones_own_practice(self, ward, code_book):
        assignment = an_assignment(ward, a_spec(work=CaseWork((CASE_SLUG, AUDIT_SLUG)), attempts=2))
        with ward.learner.writing() as scope:
            own = cases.start_case(scope, CASE_SLUG)
        first = begin(ward, ward.learner, assignment)
        second = begin(ward, ward.learner, assignment, part=2)
        assert len({own, first.number, second.number}) == 3
        assert begin(ward, ward.learner, assignment, part=2) == second
        with ward.learner.writing() as scope:
            assert cases.start_case(scope, CASE_SLUG) == own
            assert cases.get_workbench(scope, second.number).work.claim.procedures, "the claim as billed"
        ward.learner.hand_in(first.number)
        assert row_of(ward, ward.learner, assignment).cell.state is CellState.IN_PROGRESS
        ward.learner.hand_in(second.number)
        assert row_of(ward, ward.learner, assignment).cell.state is CellState.DONE
        with ward.learner.reading() as scope:
            (row,) = (row for row in cases.list_cases(scope) if row.slug == CASE_SLUG)
            assert row.open_number == own
        again = begin(ward, ward.learner, assignment)
        assert attempt_of(ward.learner, again.number).assignment_try == 2

    def test_it_is_handed_in_as_it_stands_when_the_assignment_closes(self, ward, clock, code_book):
        due = clock() + DAY
        assignment = an_assignment(ward, a_spec(work=CaseWork((CASE_SLUG,)), due_at=due))
        number = begin(ward, ward.learner, assignment).number
        pass_time(clock, DAY + timedelta(minutes=1))
        with pytest.raises(AttemptClosed), ward.learner.writing() as scope:
            cases.save_work(scope, number, cases.CaseWork(note="late"), 0)
        assert row_of(ward, ward.learner, assignment).cell.state is CellState.UNGRADED
        grading.tidy_up(ward.scopes)
        row = attempt_of(ward.learner, number)
        assert (row.state, row.closed_at) == (AttemptState.EXPIRED, due)
        assert row.graded_at is not None

    def test_the_report_waits_for_the_due_date(self, ward, clock, code_book):
        assignment = an_assignment(ward, a_spec(work=CaseWork((CASE_SLUG,)), due_at=clock() + DAY))
        number = begin(ward, ward.learner, assignment).number
        ward.learner.hand_in(number)
        with ward.learner.writing() as scope:
            held = case_reports.get_report(scope, number)
            assert isinstance(held, case_reports.HeldBack)
            assert (held.shown_from, held.score) == (clock() + DAY, None)
            assert case_reports.list_tries(scope, tries_of(scope, CASE_SLUG)) == ()
            with pytest.raises(Refused):
                case_reports.dispute_key(scope, number, "No.")
            (row,) = (row for row in cases.list_cases(scope) if row.slug == CASE_SLUG)
            assert (row.tries, row.best) == (1, None)
        cell = row_of(ward, ward.learner, assignment)
        assert (cell.cell.permille, cell.score_from) == (None, clock() + DAY)
        pass_time(clock, DAY)
        with ward.learner.reading() as scope:
            assert isinstance(case_reports.get_report(scope, number), case_reports.CaseReport)
        assert row_of(ward, ward.learner, assignment).cell.permille is not None

    def test_never_keys_shows_the_score_alone(self, ward, code_book):
        spec = a_spec(work=CaseWork((CASE_SLUG,)), feedback=FeedbackRule.NEVER_KEYS)
        number = begin(ward, ward.learner, an_assignment(ward, spec)).number
        ward.learner.hand_in(number)
        with ward.learner.reading() as scope:
            held = case_reports.get_report(scope, number)
        assert isinstance(held, case_reports.HeldBack)
        assert (held.shown_from, held.score.earned) == (None, 0)

    def test_a_case_that_was_retired_is_told_of(self, ward):
        assignment = an_assignment(ward, a_spec(work=CaseWork(("gone",))))
        assert "not on offer" in reason_of(ward, ward.learner, assignment)
        assert page_of(ward, ward.learner, assignment).parts == (), "there is nothing to begin"


class TestWhatIsTold:
    def test_a_quiz_tells_nothing_before_the_last_one_is_through(self, school, clock):
        assignment = an_assignment(school, a_spec(*ITEMS, due_at=clock() + DAY))
        number = begin(school, school.learner, assignment).number
        school.learner.hand_in(number)
        grant(school, school.classmate, assignment, due_at=clock() + 3 * DAY)
        with school.scopes.writing() as scope:
            assignment_terms.refresh_keys_shown(scope, assignment)
        assert attempt_of(school.learner, number).shows_from == clock() + 3 * DAY
        pass_time(clock, 2 * DAY)
        with school.learner.reading() as scope:
            result = get_result(scope, number)
        assert (result.correct, result.shows_answers, result.areas) == (None, False, ())
        assert {row.points for row in result.rows} == {None}
        assert school.learner.question(number).verdict is None
        pass_time(clock, DAY)
        with school.learner.reading() as scope:
            assert get_result(scope, number).correct == 0
        assert school.learner.question(number).verdict is not None

    def test_a_score_told_before_is_held_while_other_work_asks_the_same(self, school, clock):
        quiz = an_assignment(school, a_spec(*ITEMS, due_at=clock() + DAY))
        school.learner.hand_in(begin(school, school.learner, quiz).number)
        row = row_of(school, school.learner, quiz)
        assert (row.cell.permille, row.score_from, row.is_held) == (None, clock() + DAY, False)
        pass_time(clock, 2 * DAY)
        row = row_of(school, school.learner, quiz)
        assert (row.cell.permille, row.score_from, row.is_held) == (0, None, False)
        test = an_assignment(school, a_spec(*ITEMS[:1], time_limit_minutes=10))
        begin(school, school.learner, test)
        row = row_of(school, school.learner, quiz)
        assert (row.cell.permille, row.score_from, row.is_held) == (None, None, True)

    def test_a_quiz_without_keys_tells_score_and_areas(self, school):
        number = begin(
            school, school.learner, an_assignment(school, a_spec(*ITEMS, feedback=FeedbackRule.NEVER_KEYS))
        ).number
        school.learner.hand_in(number)
        with school.learner.reading() as scope:
            result = get_result(scope, number)
        assert (result.correct, result.shows_answers) == (0, False)
        assert [(area.title, area.questions) for area in result.areas] == [("Anatomy", 2), ("Compliance", 1)]
        assert {row.points for row in result.rows} == {None}

    @pytest.mark.parametrize(
        ("feedback", "shows_answers"), [(FeedbackRule.NEVER_KEYS, False), (FeedbackRule.AFTER_DUE, True)]
    )
    def test_a_timed_one_has_the_report_of_an_exam(self, school, feedback, shows_answers):
        spec = a_spec(*ITEMS, feedback=feedback, time_limit_minutes=10)
        number = begin(school, school.learner, an_assignment(school, spec)).number
        school.learner.hand_in(number)
        with school.learner.reading() as scope:
            report = exam_reports.get_result(scope, number)
        assert isinstance(report, exam_reports.ExamReport)
        assert (report.shows_answers, bool(report.questions), report.mocks) == (shows_answers, shows_answers, ())
        assert [area.slug for area in report.areas] == ["anatomy", "compliance"]

    def test_its_report_waits_for_the_due_date(self, school, clock):
        spec = a_spec(*ITEMS, due_at=clock() + DAY, time_limit_minutes=10)
        number = begin(school, school.learner, an_assignment(school, spec)).number
        school.learner.hand_in(number)
        with school.learner.reading() as scope:
            report = exam_reports.get_result(scope, number)
        assert isinstance(report, exam_reports.Withheld)
        assert report.shown_from == clock() + DAY

    def test_its_questions_are_under_examination_meanwhile(self, school):
        tutor = school.learner.start(number=100)
        for position in range(1, school.learner.question(tutor).item_count + 1):
            school.learner.answer(tutor, position, rightly=True)
        begin(school, school.learner, an_assignment(school, a_spec("anatomy-1", time_limit_minutes=10)))
        pages = [school.learner.question(tutor, at) for at in range(1, school.learner.question(tutor).item_count + 1)]
        assert sum(page.is_held_back for page in pages) == 1

    def test_what_was_set_and_said_by_hand_is_read(self, school, clock):
        assignment = an_assignment(school, a_spec(*ITEMS, due_at=clock() + DAY))
        number = begin(school, school.learner, assignment).number
        with school.scopes.writing() as scope:
            mine = {"learner_id": school.learner.id, "assignment_id": assignment}
            made = {"made_at": scope.now, "made_by": school.instructor.id}
            scope.session.add(AssignmentMark(**mine, number=1, kind="score", permille=500, reason="Half.", **made))
            scope.session.add(AssignmentMark(**mine, number=2, kind="excused", reason="Flu.", **made))
            said = {"said_at": scope.now, "said_by": school.assistant.id}
            scope.session.add(WorkComment(**mine, number=1, attempt_number=number, position=2, text="Read on.", **said))
            scope.session.add(WorkComment(**mine, number=2, text="Wrong page.", withdrawn_at=scope.now, **said))
        page = page_of(school, school.learner, assignment)
        assert page.row.cell.state is CellState.EXCUSED
        assert [(each.kind, each.reason, each.by) for each in page.marks] == [
            (MarkKind.EXCUSED, "Flu.", "Ines Okafor"),
            (MarkKind.SCORE, "Half.", "Ines Okafor"),
        ]
        assert [(each.number, each.position, each.text, each.by) for each in page.comments] == [
            (number, 2, "Read on.", "Assistant")
        ]
        assert page_of(school, school.classmate, assignment).marks == ()
        assert open_work(school.learner) == []


class TestWhatIsAskedNow:
    def test_over_all_classes_the_soonest_first(self, school, clock):
        other = a_class(school.scopes, school.other_instructor, "Anatomy", code="OTHER1")
        enrol(school.scopes, other, school.learner)
        an_assignment(school, a_spec(*ITEMS, title="no end"))
        an_assignment(school, a_spec(*ITEMS, title="later", due_at=clock() + 3 * DAY))
        an_assignment(school, a_spec(*ITEMS, title="not open", opens_at=clock() + DAY))
        an_assignment(school, a_spec(*ITEMS, title="a draft"), is_published=False)
        an_assignment(replace(school, class_id=other), a_spec(*ITEMS, title="soon", due_at=clock() + DAY))
        assert open_work(school.learner) == ["soon", "later", "no end"]
        assert open_work(school.classmate) == ["later", "no end"]
        assert open_work(school.instructor) == []
        pass_time(clock, 2 * DAY)
        assert open_work(school.learner) == ["later", "no end", "not open"]

    def test_until_it_is_handed_in(self, school):
        assignment = an_assignment(school, a_spec(*ITEMS, attempts=2))
        number = begin(school, school.learner, assignment).number
        assert open_work(school.learner) == ["Week 1"]
        school.learner.hand_in(number)
        assert open_work(school.learner) == []
        begin(school, school.learner, assignment)
        assert open_work(school.learner) == ["Week 1"], "the second try is open"


def test_billing_reports_wait_too(scopes, clock, code_book):
    from tests.support.billing import FILL, publish_exercises

    publish(scopes)
    publish_exercises(scopes)
    school = a_school(scopes)
    assignment = an_assignment(school, a_spec(work=CaseWork((FILL,)), due_at=clock() + DAY))
    started = begin(school, school.learner, assignment)
    assert started.track == "cpb"
    school.learner.hand_in(started.number)
    with school.learner.reading() as scope:
        assert isinstance(billing_reports.get_billing_report(scope, started.number), case_reports.HeldBack)
    pass_time(clock, DAY)
    with school.learner.reading() as scope:
        assert isinstance(billing_reports.get_billing_report(scope, started.number), billing_reports.BillingReport)
