"""Marks and comments by hand: with a reason, audited, once however often it is sent, never over somebody else's."""

from dataclasses import replace

import pytest

from tests.support.gradebooks import Course, a_course, audited, notices_of, quiz
from tests.support.people import Learner
from tests.support.school import a_spec, an_assignment
from trainer.db.models.classes import ClassRow
from trainer.domain.classes.marks import Cell, CellState, MarkKind
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.domain.kernel.points import Points
from trainer.services import marks_by_hand
from trainer.services.scope import Scopes

REASON = "The printer failed."


@pytest.fixture
def course(scopes: Scopes) -> Course:
    return a_course(scopes)


def set_score(
    course: Course, permille: int = 900, base: int = 0, reason: str = REASON, who: str = "instructor"
) -> None:
    with getattr(course.school, who).writing() as scope:
        marks_by_hand.set_score(scope, course.place(scope), base, permille, reason)


def excuse(course: Course, base: int = 0) -> None:
    with course.school.instructor.writing() as scope:
        marks_by_hand.excuse(scope, course.place(scope), base, "In hospital.")


def excuse_all(course: Course, learners: list[Learner], reason: str = REASON, who: str = "instructor") -> int:
    with getattr(course.school, who).writing() as scope:
        cell = (course.school.class_id, course.assignment_id)
        return marks_by_hand.excuse_learners(scope, *cell, [each.id for each in learners], reason)


def clear(course: Course, base: int) -> None:
    with course.school.instructor.writing() as scope:
        marks_by_hand.clear_mark(scope, course.place(scope), base, "A mix-up.")


def say(course: Course, text: str = "Well done.", who: str = "instructor", **where: int) -> None:
    with getattr(course.school, who).writing() as scope:
        marks_by_hand.add_comment(scope, course.place(scope), text, **where)


def withdraw(course: Course, number: int, who: str = "instructor") -> None:
    with getattr(course.school, who).writing() as scope:
        marks_by_hand.withdraw_comment(scope, course.place(scope), number)


def test_a_score_by_hand_stands_with_its_reason_and_the_name_of_whoever_set_it(course, scopes, clock):
    quiz(course, "+-----")
    set_score(course, 875, who="assistant")
    assert course.cells_of(course.school.learner)[0] == Cell(CellState.DONE, 875, 0, 1, 1, is_by_hand=True)
    (mark,) = course.work().marks
    assert (mark.kind, mark.permille, mark.reason, mark.made_at) == (MarkKind.SCORE, 875, REASON, clock())
    assert mark.made_by == "Assistant"
    subject = f"user {course.school.learner.id}, assignment {course.assignment_id}"
    assert audited(scopes, "assignment.mark") == [(subject, "87.5 %")]


def test_marks_follow_each_other_and_the_newest_holds(course):
    set_score(course, 500)
    excuse(course, base=1)
    assert course.cells_of(course.school.learner)[0].state is CellState.EXCUSED
    clear(course, base=2)
    assert course.cells_of(course.school.learner)[0] == Cell(CellState.TO_DO)
    assert [mark.kind for mark in course.work().marks] == ["cleared", "excused", "score"]
    assert course.work().mark_number == 3


def test_a_form_that_is_sent_twice_acts_once(course, scopes):
    set_score(course)
    set_score(course)
    excuse(course, base=1)
    excuse(course, base=1)
    assert course.work().mark_number == 2
    assert len(audited(scopes, "assignment.mark")) == 2


@pytest.mark.parametrize(
    "again", [{"permille": 100}, {"who": "assistant"}, {"reason": "Another one."}, {"base": 2}], ids=str
)
def test_of_two_who_decide_at_the_same_time_the_second_is_told(course, again):
    set_score(course)
    with pytest.raises(Refused, match="Somebody else has changed this"):
        set_score(course, **again)
    assert course.work().mark_number == 1


@pytest.mark.parametrize("permille", [-1, 1001])
def test_a_score_is_nought_to_a_hundred(course, permille):
    with pytest.raises(Refused, match="0 to 100"):
        set_score(course, permille)


def test_nothing_is_set_without_a_reason(course):
    with pytest.raises(Refused, match="Say why"):
        set_score(course, reason="  ")
    with pytest.raises(Refused, match="Say why"):
        excuse_all(course, [course.school.learner], "")


def test_only_what_was_set_can_be_cleared(course):
    with pytest.raises(Refused, match="Nothing is set"):
        clear(course, base=0)
    set_score(course)
    clear(course, base=1)
    with pytest.raises(Refused, match="Nothing is set"):
        clear(course, base=2)


def test_in_an_archived_class_nothing_is_changed(course, scopes):
    number = quiz(course)
    with scopes.writing() as scope:
        scope.session.get_one(ClassRow, course.school.class_id).archived_at = scope.now
    for act in (set_score, excuse, say, lambda each: points(each, number)):
        with pytest.raises(Refused, match="archived"):
            act(course)


@pytest.mark.parametrize("who", ["learner", "stranger", "other_instructor", "administrator"])
def test_only_those_who_grade_in_the_class_may(course, who):
    with pytest.raises(NotFound):
        set_score(course, who=who)
    with pytest.raises(NotFound):
        excuse_all(course, [course.school.learner], who=who)


def test_several_are_excused_at_once_and_whoever_was_already_is_left_alone(course, scopes):
    set_score(course, 400)

    both = [course.school.learner, course.school.classmate]
    assert [excuse_all(course, both) for _ in range(2)] == [2, 0]
    assert [row.cells[0].state for row in course.page().rows] == [CellState.EXCUSED] * 2
    assert [mark.number for mark in course.work().marks] == [2, 1]
    assert len(audited(scopes, "assignment.mark")) == 3


def test_only_learners_of_the_class_are_excused_from_its_own_assignments(course):
    with pytest.raises(Refused, match="Choose"):
        excuse_all(course, [])
    with pytest.raises(NotFound):
        excuse_all(course, [course.school.learner, course.school.stranger])
    elsewhere = replace(course, school=replace(course.school, class_id=course.school.other_class_id))
    with pytest.raises(NotFound):
        excuse_all(elsewhere, [course.school.stranger], who="other_instructor")


def points(
    course: Course, number: int, *, base: int = 0, earned: int = 1, position: int = 2, reason: str = REASON
) -> None:
    with course.school.instructor.writing() as scope:
        place = course.place(scope)
        marks_by_hand.mark_question(scope, place, number, position, base=base, earned=earned, reason=reason)


def test_a_question_gets_other_points_which_the_learner_is_told_once(course, scopes):
    number = quiz(course, "+-----")
    points(course, number)
    points(course, number)
    assert course.cells_of(course.school.learner)[0].permille == 333
    (told,) = notices_of(scopes, course.school.learner)
    assert "question 2 in your practice 1 was changed by hand" in told
    assert REASON in told
    assert len(audited(scopes, "grade.mark-by-hand")) == 1


def test_a_question_that_was_left_blank_gets_points_without_becoming_an_answer(course):
    number = quiz(course, "+     ")
    points(course, number)
    assert course.sitting(number).questions[1].verdict.points == Points(1, 1)
    assert course.cells_of(course.school.learner)[0].permille == 333
    points(course, number, base=1, earned=0)
    assert course.cells_of(course.school.learner)[0].permille == 167


def test_points_that_were_changed_meanwhile_are_not_written_over(course):
    number = quiz(course, "+-----")
    points(course, number)
    with pytest.raises(Refused, match="Somebody else"):
        points(course, number, earned=0)
    with pytest.raises(Refused, match="Somebody else"):
        points(course, number, reason="Other words.")
    points(course, number, base=1, earned=0)
    assert course.sitting(number).questions[1].verdict.points == Points(0, 1)


def test_what_cannot_be_marked_is_refused(course):
    number = quiz(course, "+-----")
    going_on = quiz(course, "+", attempt=2, hands_in=False)
    with pytest.raises(Refused, match="not graded yet"):
        points(course, going_on)
    with pytest.raises(Refused, match="0 to 1 points"):
        points(course, number, earned=2)
    with pytest.raises(NotFound):
        points(course, number, position=7)
    practice = course.school.learner.start(number=3)
    with pytest.raises(NotFound):
        points(course, practice)


def test_what_is_said_stands_about_the_work_a_sitting_or_a_question(course, clock, scopes):
    number = quiz(course)
    say(course)
    say(course, "See page 12.", "assistant", number=number, position=2)
    first, second = course.work().comments
    assert (first.text, first.said_by, first.said_at, first.is_own, first.sitting) == (
        "Well done.",
        "Ines Okafor",
        clock(),
        True,
        None,
    )
    assert (second.sitting, second.position, second.is_own) == (number, 2, False)
    assert [comment.text for comment in course.sitting(number).comments] == ["See page 12."]
    assert len(audited(scopes, "assignment.comment")) == 2


def test_the_same_said_twice_in_a_row_is_one_comment(course):
    say(course)
    say(course, " Well done. ")
    say(course, "Read on.")
    say(course)
    assert [comment.text for comment in course.work().comments] == ["Well done.", "Read on.", "Well done."]


def test_what_says_nothing_or_too_much_or_is_about_nothing_is_not_kept(course):
    number = quiz(course)
    with pytest.raises(Refused, match="Write"):
        say(course, "  ")
    with pytest.raises(Refused, match="4,000"):
        say(course, "x" * 4001)
    with pytest.raises(NotFound):
        say(course, number=number, position=7)
    with pytest.raises(NotFound):
        say(course, number=99)


def test_so_many_comments_are_kept_and_no_more(course, monkeypatch):
    monkeypatch.setattr(marks_by_hand, "MAX_COMMENTS", 1)
    say(course)
    with pytest.raises(Refused, match="At most 1"):
        say(course, "More.")


def test_one_takes_back_what_one_said_oneself_and_nobody_elses(course, scopes):
    say(course)
    with pytest.raises(NotFound):
        withdraw(course, 1, "assistant")
    with pytest.raises(NotFound):
        withdraw(course, 2)
    withdraw(course, 1)
    withdraw(course, 1)
    assert course.work().comments == ()
    assert len(audited(scopes, "assignment.comment-withdrawn")) == 1
    say(course)
    assert [comment.number for comment in course.work().comments] == [2]


def test_marks_of_one_assignment_are_not_those_of_another(course):
    other = Course(course.school, an_assignment(course.school, a_spec("q-1", title="Week 2")))
    set_score(course)
    assert [cell.state for cell in course.cells_of(course.school.learner)] == [CellState.DONE, CellState.TO_DO]
    assert other.work().marks == ()
