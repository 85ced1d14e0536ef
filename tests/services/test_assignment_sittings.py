"""Starting work on an assignment, and what the sitting then pins."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.support.assignments import (
    DAY,
    HOUR,
    ITEMS,
    attempt_of,
    begin,
    grant,
    items_of,
    open_work,
    page_of,
    pass_time,
    reason_of,
    row_of,
)
from tests.support.exams import SHORT
from tests.support.school import a_spec, an_assignment
from trainer.db.models.classes import (
    AssignmentRow,
    AssignmentVersion,
    ClassRow,
    Enrolment,
)
from trainer.db.models.exams import AccommodationRow
from trainer.domain.attempts.attempt import AttemptKind, AttemptState, Feedback
from trainer.domain.classes.dates import Window
from trainer.domain.classes.work import (
    Draw,
    DrawBy,
    DrawnItems,
    FeedbackRule,
    MockWork,
    ReviewWork,
)
from trainer.domain.exams.review import Shows
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services import grading
from trainer.services.assignment_sittings import Started


class TestWhoMay:
    @pytest.mark.parametrize("who", ["stranger", "assistant", "instructor", "other_instructor", "administrator"])
    def test_only_learners_of_the_class_start(self, school, who):
        assignment = an_assignment(school, a_spec(*ITEMS))
        with pytest.raises(NotFound):
            begin(school, getattr(school, who), assignment)

    def test_whoever_left_is_no_learner_any_more_and_keeps_the_work(self, school, clock):
        assignment = an_assignment(school, a_spec(*ITEMS))
        started = begin(school, school.learner, assignment)
        with school.scopes.writing() as scope:
            scope.session.get_one(Enrolment, (school.class_id, school.learner.id)).left_at = clock()
        with pytest.raises(NotFound):
            begin(school, school.learner, assignment)
        school.learner.hand_in(started.number)
        assert attempt_of(school.learner, started.number).state == AttemptState.SUBMITTED

    def test_a_draft_an_archived_one_and_one_of_another_class_are_not_there(self, school, clock):
        draft = an_assignment(school, a_spec(*ITEMS), is_published=False)
        archived = an_assignment(school, a_spec(*ITEMS))
        with school.scopes.writing() as scope:
            scope.session.get_one(AssignmentRow, archived).archived_at = clock()
        other = an_assignment(replace(school, class_id=school.other_class_id), a_spec(*ITEMS))
        for assignment in (draft, archived, other, 99):
            with pytest.raises(NotFound):
                begin(school, school.learner, assignment)

    def test_nothing_is_started_in_an_archived_class(self, school, clock):
        assignment = an_assignment(school, a_spec(*ITEMS))
        with school.scopes.writing() as scope:
            scope.session.get_one(ClassRow, school.class_id).archived_at = clock()
        assert "archived" in reason_of(school, school.learner, assignment)
        assert not page_of(school, school.learner, assignment).can_start
        assert open_work(school.learner) == []

    @pytest.mark.parametrize("part", [0, 2])
    def test_there_is_no_other_part(self, school, part):
        assignment = an_assignment(school, a_spec(*ITEMS))
        with pytest.raises(NotFound):
            begin(school, school.learner, assignment, part=part)


class TestWhen:
    def test_not_before_it_opens_and_not_after_it_closes(self, school, clock):
        spec = a_spec(*ITEMS, opens_at=clock() + DAY, due_at=clock() + 2 * DAY, closes_at=clock() + 3 * DAY, attempts=0)
        assignment = an_assignment(school, spec)
        assert reason_of(school, school.learner, assignment) == (
            "This assignment opens on 3 Mar 2026, 03:00 America/Chicago."
        )
        pass_time(clock, DAY)
        first = begin(school, school.learner, assignment)
        school.learner.hand_in(first.number)
        pass_time(clock, DAY + HOUR)
        assert row_of(school, school.learner, assignment).window is Window.LATE
        assert begin(school, school.learner, assignment).number != first.number
        pass_time(clock, DAY)
        assert "closed on 5 Mar 2026, 03:00 America/Chicago" in reason_of(school, school.learner, assignment)

    def test_what_was_granted_holds(self, school, clock):
        assignment = an_assignment(school, a_spec(*ITEMS, due_at=clock() + DAY))
        grant(school, school.learner, assignment, due_at=clock() + 3 * DAY)
        pass_time(clock, 2 * DAY)
        assert begin(school, school.learner, assignment).number == 1
        assert "closed on 3 Mar" in reason_of(school, school.classmate, assignment)

    def test_a_sitting_that_outlasts_the_closing_date_is_gone_on_with(self, school, clock):
        assignment = an_assignment(
            school, a_spec(*ITEMS, due_at=clock() + HOUR, time_limit_minutes=60, access_code="quiet")
        )
        grant(school, school.learner, assignment, extra_percent=50)
        pass_time(clock, 50 * HOUR / 60)
        started = begin(school, school.learner, assignment, code="quiet")
        row = attempt_of(school.learner, started.number)
        assert (row.deadline_at, row.extra_seconds) == (clock() + 40 * HOUR / 60, 1800)
        pass_time(clock, 30 * HOUR / 60)
        assert begin(school, school.learner, assignment) == started


class TestAccessCode:
    def test_it_is_asked_for_and_neither_case_nor_blanks_matter(self, school):
        assignment = an_assignment(school, a_spec(*ITEMS, access_code="Quiet Room"))
        assert reason_of(school, school.learner, assignment).startswith("Enter the access code")
        assert reason_of(school, school.learner, assignment, code="noisy") == "That is not the access code."
        assert begin(school, school.learner, assignment, code="  quiet ROOM ").number == 1


class TestTries:
    def test_the_open_one_is_gone_on_with_and_used_ones_are_counted(self, school):
        assignment = an_assignment(school, a_spec(*ITEMS, attempts=2))
        first = begin(school, school.learner, assignment)
        assert begin(school, school.learner, assignment) == first
        school.learner.hand_in(first.number)
        second = begin(school, school.learner, assignment)
        assert attempt_of(school.learner, second.number).assignment_try == 2
        school.learner.hand_in(second.number)
        assert reason_of(school, school.learner, assignment) == "You have used all 2 tries at this."
        grant(school, school.learner, assignment, extra_attempts=1)
        assert begin(school, school.learner, assignment).number == 3

    def test_the_same_request_gives_the_same_sitting(self, school):
        assignment = an_assignment(school, a_spec(*ITEMS, attempts=0))
        first = begin(school, school.learner, assignment, request_id="a")
        school.learner.hand_in(first.number)
        assert begin(school, school.learner, assignment, request_id="a") == first
        assert begin(school, school.learner, assignment, request_id="b") != first

    def test_two_starts_at_the_same_moment_end_in_one_sitting(self, school):
        assignment = an_assignment(school, a_spec(*ITEMS, attempts=0))
        with ThreadPoolExecutor(4) as pool:
            found = list(pool.map(lambda _: begin(school, school.learner, assignment), range(4)))
        assert len(set(found)) == 1

    def test_one_whose_time_is_up_is_closed_and_counts(self, school, clock):
        assignment = an_assignment(school, a_spec(*ITEMS, attempts=2, time_limit_minutes=10))
        first = begin(school, school.learner, assignment)
        pass_time(clock, HOUR)
        second = begin(school, school.learner, assignment)
        assert second.number != first.number
        assert attempt_of(school.learner, first.number).state == AttemptState.EXPIRED
        pass_time(clock, HOUR)
        assert reason_of(school, school.learner, assignment).startswith("You have used all 2")

    def test_nothing_is_given_up(self, school):
        assignment = an_assignment(school, a_spec(*ITEMS))
        started = begin(school, school.learner, assignment)
        with pytest.raises(Refused), school.learner.writing() as scope:
            grading.abandon_attempt(scope, started.number, AttemptKind.PRACTICE)
        assert begin(school, school.learner, assignment) == started


class TestWhatIsPinned:
    def test_questions_to_be_told_at_once_are_practice(self, school):
        started = begin(school, school.learner, an_assignment(school, a_spec(*ITEMS, feedback=FeedbackRule.AT_ONCE)))
        row = attempt_of(school.learner, started.number)
        assert started == Started(AttemptKind.PRACTICE, row.number, "cpc")
        assert (row.feedback, row.shows, row.shows_from) == (Feedback.AT_ONCE, Shows.EVERYTHING, None)
        assert (row.assignment_version, row.assignment_try, row.assignment_part) == (1, 1, 1)
        assert (row.item_count, row.deadline_at, row.title) == (3, None, "Week 1")

    def test_without_a_limit_it_ends_when_the_assignment_closes(self, school, clock):
        due = clock() + DAY
        started = begin(school, school.learner, an_assignment(school, a_spec(*ITEMS, due_at=due)))
        row = attempt_of(school.learner, started.number)
        assert (row.kind, row.feedback, row.deadline_at, row.shows_from) == ("practice", "at_end", due, due)
        pass_time(clock, DAY + timedelta(minutes=1))
        grading.tidy_up(school.scopes)
        row = attempt_of(school.learner, started.number)
        assert (row.state, row.closed_at, row.graded_at) == (AttemptState.EXPIRED, due, clock())

    def test_with_a_limit_it_is_sat_in_the_runner_with_all_extra_time(self, school, clock):
        assignment = an_assignment(school, a_spec(*ITEMS, time_limit_minutes=20))
        grant(school, school.learner, extra_percent=25)
        grant(school, school.learner, assignment, extra_seconds=60)
        with school.scopes.writing() as scope:
            scope.session.add(
                AccommodationRow(
                    learner_id=school.learner.id,
                    number=1,
                    percent=50,
                    seconds=0,
                    reason="Reads slowly.",
                    granted_at=scope.now,
                )
            )
        started = begin(school, school.learner, assignment)
        row = attempt_of(school.learner, started.number)
        assert (started.kind, row.extra_seconds) == (AttemptKind.ASSIGNMENT, 15 * 60 + 60)
        assert row.deadline_at == clock() + timedelta(minutes=36)
        assert row.form.quotas == (("anatomy", 2), ("compliance", 1))
        assert (row.is_exam_like, row.allows_pause) == (False, False)
        assert school.learner.exam(started.number).is_assigned
        assert [each.reason for each in row_of(school, school.learner, assignment).granted] == (
            ["Reads slowly.", "Illness.", "Illness."]
        )

    def test_a_mock_is_an_exam_like_one(self, school):
        started = begin(school, school.learner, an_assignment(school, a_spec(work=MockWork(SHORT))))
        row = attempt_of(school.learner, started.number)
        assert (started.kind, row.item_count, row.is_exam_like, row.form.slug) == (AttemptKind.EXAM, 25, True, SHORT)

    def test_a_mock_may_have_another_limit(self, school, clock):
        started = begin(
            school, school.learner, an_assignment(school, a_spec(work=MockWork(SHORT), time_limit_minutes=10))
        )
        row = attempt_of(school.learner, started.number)
        assert (row.deadline_at, row.form.minutes) == (clock() + timedelta(minutes=10), 10)

    def test_the_order_is_that_of_the_instructor_where_nothing_is_shuffled(self, school):
        items = ("story-2", "anatomy-3", "compliance-1", "story-1")
        started = begin(school, school.learner, an_assignment(school, a_spec(*items, is_shuffled=False)))
        dealt = items_of(school.learner, started.number, 4)
        assert [each.option_order for each in dealt] == [("A", "B", "C", "D")] * 4
        other = begin(school, school.classmate, an_assignment(school, a_spec(*items, is_shuffled=False)))
        same = items_of(school.classmate, other.number, 4)
        assert [each.item_version_id for each in dealt] == [each.item_version_id for each in same]

    def test_a_new_version_leaves_what_was_begun(self, school):
        assignment = an_assignment(school, a_spec(*ITEMS))
        started = begin(school, school.learner, assignment)
        with school.scopes.writing() as scope:
            scope.session.add(
                AssignmentVersion(
                    assignment_id=assignment,
                    number=2,
                    spec=a_spec("anatomy-9", attempts=2),
                    created_at=scope.now,
                    created_by=school.instructor.id,
                )
            )
            scope.session.get_one(AssignmentRow, assignment).current_number = 2
        assert attempt_of(school.learner, started.number).item_count == 3
        school.learner.hand_in(started.number)
        second = begin(school, school.learner, assignment)
        row = attempt_of(school.learner, second.number)
        assert (row.assignment_version, row.item_count) == (2, 1)

    def test_a_draw_for_each_is_made_at_the_start(self, school):
        work = DrawnItems((Draw(DrawBy.AREA, "anatomy", 5), Draw(DrawBy.AREA, "cases", 2)), is_per_learner=True)
        started = begin(school, school.learner, an_assignment(school, a_spec(work=work)))
        assert attempt_of(school.learner, started.number).item_count == 7

    def test_reviews_are_not_started(self, school):
        assignment = an_assignment(school, a_spec(work=ReviewWork(30)))
        assert "not started here" in reason_of(school, school.learner, assignment)
        row = row_of(school, school.learner, assignment)
        assert (row.reviews.earned, row.reviews.possible) == (0, 30)
        assert page_of(school, school.learner, assignment).parts == ()
        assert open_work(school.learner) == ["Week 1"]


class TestMocksOfOnesOwn:
    def test_an_assigned_mock_and_one_of_ones_own_do_not_get_in_each_others_way(self, school):
        assigned = begin(school, school.learner, an_assignment(school, a_spec(work=MockWork(SHORT))))
        assert school.learner.exam_list().open_exam is None
        own = school.learner.start_exam()
        assert own != assigned.number
        assert school.learner.exam_list().open_exam.number == own
        assert school.learner.start_exam() == own
        school.learner.hand_in(assigned.number)
        assert [row.number for row in school.learner.exam_list().earlier] == [assigned.number]

    def test_a_timed_assignment_is_no_mock(self, school):
        started = begin(school, school.learner, an_assignment(school, a_spec(*ITEMS, time_limit_minutes=9)))
        school.learner.hand_in(started.number)
        page = school.learner.exam_list()
        assert (page.open_exam, page.earlier) == (None, ())
