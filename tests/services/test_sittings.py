"""Walkthroughs of one sitting: answer, answer again, late, twice, by the wrong person; then the result."""

from dataclasses import fields
from threading import Thread

import pytest
from sqlalchemy import func, select

from tests.support.library import RIGHT, WRONG
from tests.support.people import Learner
from trainer.db.models.attempts import AnswerEvent, AnswerRow
from trainer.db.models.grades import AttemptScore, GradeRow
from trainer.domain.attempts.attempt import GRACE, AttemptKind, AttemptState, Feedback
from trainer.domain.attempts.decisions import AnswerFinal, AttemptClosed, StaleAnswer
from trainer.domain.items.answers import CodeAnswer
from trainer.domain.kernel.errors import Conflict, NotFound
from trainer.services import grading, practice_results, sittings
from trainer.services.practice import Pool

KINDS = sorted(RIGHT)
QUIZ, TUTOR = Feedback.AT_END, Feedback.AT_ONCE


def result(learner: Learner, number: int) -> practice_results.ResultPage:
    with learner.reading() as scope:
        return practice_results.get_result(scope, number)


def count(learner: Learner, table: type) -> int:
    with learner.reading() as scope:
        return scope.session.execute(select(func.count()).select_from(table)).scalar_one()


def events(learner: Learner) -> list[tuple[int, bool]]:
    """(position, is late) of every event, in the order of arrival."""
    with learner.reading() as scope:
        rows = scope.session.scalars(select(AnswerEvent).order_by(AnswerEvent.received_at, AnswerEvent.sequence))
        return [(row.position, row.is_late) for row in rows]


@pytest.mark.parametrize("kind", KINDS)
def test_tutor_mode_shows_the_verdict_of_each_kind_as_soon_as_it_is_answered(learner, kind):
    number = learner.start(TUTOR)
    position = learner.position_of(number, kind)
    before = learner.question(number, position)
    assert (before.verdict, before.answer, before.revision) == (None, None, 0)
    assert learner.save(number, position, RIGHT[kind]) == sittings.Saved(1)
    page = learner.question(number, position)
    assert page.revision == 1
    assert page.verdict.points.is_full
    assert page.verdict.key.kind == kind
    assert page.verdict.explanation.references
    assert page.cells[position - 1].points.is_full


@pytest.mark.parametrize("kind", KINDS)
def test_a_wrong_answer_earns_less_than_all(learner, kind):
    number = learner.start(TUTOR)
    position = learner.position_of(number, kind)
    learner.save(number, position, WRONG[kind])
    assert not learner.question(number, position).verdict.points.is_full


@pytest.mark.parametrize("kind", KINDS)
def test_quiz_mode_keeps_the_key_back_until_the_sitting_is_over(learner, kind):
    number = learner.start(QUIZ)
    position = learner.position_of(number, kind)
    learner.save(number, position, RIGHT[kind])
    page = learner.question(number, position)
    assert page.verdict is None
    assert page.answer is not None
    assert [cell.points for cell in page.cells] == [None] * 6
    assert count(learner, GradeRow) == 0
    learner.hand_in(number)
    assert learner.question(number, position).verdict.points.is_full


def test_a_page_without_a_verdict_holds_nothing_of_the_key(learner):
    number = learner.start(TUTOR)
    page = learner.question(number)
    values = {field.name: getattr(page, field.name) for field in fields(page)}
    assert "only-a-graded-answer" not in repr(values)


def test_in_tutor_mode_an_answer_stands_once_its_verdict_is_out(learner):
    number = learner.start(TUTOR)
    position = learner.position_of(number, "single")
    learner.save(number, position, WRONG["single"])
    with pytest.raises(AnswerFinal):
        learner.save(number, position, RIGHT["single"], sequence=99, base=1)
    assert not learner.question(number, position).verdict.points.is_full
    assert learner.save(number, position, WRONG["single"], sequence=100, base=1) == sittings.Saved(1)
    assert events(learner) == [(position, False)], "the same answer again is no new event"


def test_in_tutor_mode_an_empty_answer_is_asked_for_and_not_stored(learner):
    number = learner.start(TUTOR)
    assert isinstance(learner.save(number, 1, {}), sittings.NotUnderstood)
    assert learner.question(number).verdict is None
    assert count(learner, AnswerEvent) == 0


def test_what_is_no_answer_is_not_stored_and_says_why(learner):
    number = learner.start(QUIZ)
    position = learner.position_of(number, "numeric")
    outcome = learner.save(number, position, {"number": ["a lot"]})
    assert isinstance(outcome, sittings.NotUnderstood)
    assert "number" in outcome.message
    assert (count(learner, AnswerEvent), count(learner, AnswerRow)) == (0, 0)


def test_in_quiz_mode_an_answer_can_be_changed_and_cleared(learner):
    number = learner.start(QUIZ)
    position = learner.position_of(number, "code")
    learner.save(number, position, {"code": ["j20.0"]}, sequence=1)
    learner.save(number, position, {"code": ["J20.9"]}, sequence=2, base=1)
    page = learner.question(number, position)
    assert (page.revision, page.answer) == (2, CodeAnswer("J209"))
    learner.save(number, position, {}, sequence=3, base=2)
    page = learner.question(number, position)
    assert (page.revision, page.answer) == (3, None)
    assert not page.cells[position - 1].is_answered
    assert count(learner, AnswerEvent) == 3


def test_the_same_event_twice_changes_nothing(learner):
    number = learner.start(QUIZ)
    position = learner.position_of(number, "single")
    learner.save(number, position, WRONG["single"], sequence=1)
    learner.save(number, position, RIGHT["single"], sequence=2, base=1)
    assert learner.save(number, position, WRONG["single"], sequence=1) == sittings.Saved(1, newer=2)
    page = learner.question(number, position)
    assert (page.revision, page.answer.option) == (2, "B")
    assert count(learner, AnswerEvent) == 2


def test_the_same_event_is_known_after_the_sitting_was_handed_in(learner):
    number = learner.start(QUIZ)
    learner.answer(number, 1, rightly=True)
    kind = learner.question(number).response.kind
    learner.hand_in(number)
    assert learner.save(number, 1, RIGHT[kind]) == sittings.Saved(1), "a client that lost the network sends it again"


def test_a_stale_tab_gets_a_conflict_and_overwrites_nothing(learner):
    number = learner.start(QUIZ)
    position = learner.position_of(number, "single")
    learner.save(number, position, RIGHT["single"], client="first tab", sequence=1)
    with pytest.raises(StaleAnswer) as stale:
        learner.save(number, position, WRONG["single"], client="second tab", sequence=1)
    assert stale.value.current_revision == 1
    assert learner.question(number, position).answer.option == "B"
    assert count(learner, AnswerEvent) == 1


@pytest.mark.parametrize("base", [0, 1])
def test_two_tabs_at_the_same_moment_do_not_overwrite_each_other(learner, base):
    number = learner.start(QUIZ)
    position = learner.position_of(number, "single")
    if base:
        learner.save(number, position, {"choice": ["C"]}, client="before")
    lost: list[Exception] = []

    def second_tab() -> None:
        try:
            learner.save(number, position, WRONG["single"], client="second tab", base=base)
        except (StaleAnswer, Conflict) as error:
            lost.append(error)

    second = Thread(target=second_tab)
    with learner.writing() as scope:
        event = sittings.Event("first tab", 1, base)
        sittings.save_answer(scope, number, position, RIGHT["single"], event)
        second.start()
        second.join(0.3)
        assert second.is_alive(), "the second tab waits for the first"
    second.join(20)
    assert len(lost) == 1
    page = learner.question(number, position)
    assert (page.answer.option, page.revision) == ("B", base + 1)


def test_answers_count_until_a_short_grace_after_the_deadline(learner, clock):
    number = learner.start(QUIZ, number=1, is_timed=True)
    clock.now = learner.question(number).deadline_at + GRACE
    learner.answer(number, 1, rightly=True)
    assert learner.question(number).state is AttemptState.IN_PROGRESS


def test_a_late_answer_is_kept_as_evidence_and_does_not_count(learner, clock):
    number = learner.start(QUIZ, number=2, is_timed=True)
    learner.answer(number, 1, rightly=True)
    kind = learner.question(number, 2).response.kind
    clock.now = learner.question(number).deadline_at + GRACE
    clock.advance(seconds=25)
    assert learner.save(number, 2, RIGHT[kind]) == sittings.TooLate(30)
    assert events(learner) == [(1, False), (2, True)]
    page = learner.question(number, 2)
    assert (page.state, page.answer) == (AttemptState.EXPIRED, None)
    with learner.writing() as scope:
        grading.grade_attempt(scope, number)
    shown = result(learner, number)
    assert (shown.state, shown.answered, shown.correct) == (AttemptState.EXPIRED, 1, 1)
    assert shown.closed_at == page.deadline_at, "it ended at its deadline, whenever that was noticed"


def test_a_sitting_past_its_deadline_is_expired_before_anybody_has_stored_that(learner, clock):
    number = learner.start(QUIZ, number=1, is_timed=True)
    clock.advance(hours=1)
    page = learner.question(number)
    assert (page.state, page.is_open) == (AttemptState.EXPIRED, False)
    assert page.verdict.points is None, "the key may be seen; the grade is outstanding"


def test_a_closed_sitting_takes_no_answer(learner):
    number = learner.start(QUIZ)
    learner.hand_in(number)
    with pytest.raises(AttemptClosed):
        learner.answer(number, 1, rightly=True)
    assert count(learner, AnswerEvent) == 0


def test_another_learners_sitting_cannot_be_found(learner, other):
    number = learner.start()
    event = sittings.Event("tab", 1, 0)
    calls = (
        lambda scope: sittings.get_question(scope, number, 1),
        lambda scope: sittings.save_answer(scope, number, 1, {"choice": ["A"]}, event),
        lambda scope: sittings.set_note(scope, number, 1, "mine?"),
        lambda scope: sittings.set_flag(scope, number, 1, is_flagged=True),
        lambda scope: sittings.first_open_position(scope, number),
        lambda scope: practice_results.get_result(scope, number),
        lambda scope: grading.submit_attempt(scope, number, AttemptKind.PRACTICE),
        lambda scope: grading.grade_attempt(scope, number),
    )
    for call in calls:
        with pytest.raises(NotFound), other.writing() as scope:
            call(scope)
    assert learner.question(number).is_open


@pytest.mark.parametrize("position", [0, 7])
def test_a_position_outside_the_sitting_cannot_be_found(learner, position):
    number = learner.start()
    with pytest.raises(NotFound):
        learner.question(number, position)


def test_a_note_follows_the_item_into_other_sittings_and_stays_private(learner, other):
    number = learner.start()
    with learner.writing() as scope:
        sittings.set_note(scope, number, 1, "  remember the margin  ")
    stem = learner.question(number).content.stem
    assert learner.question(number).note == "remember the margin"
    for person, expected in ((learner, "remember the margin"), (other, "")):
        again = person.start()
        pages = [person.question(again, position) for position in range(1, 7)]
        assert next(page.note for page in pages if page.content.stem == stem) == expected
    with learner.writing() as scope:
        sittings.set_note(scope, number, 1, "changed")
    assert learner.question(number).note == "changed"
    for _ in range(2):
        with learner.writing() as scope:
            sittings.set_note(scope, number, 1, " ")
    assert learner.question(number).note == ""


def test_setting_or_taking_a_flag_twice_changes_nothing(learner):
    number = learner.start()
    for is_flagged in (True, True, False, False):
        with learner.writing() as scope:
            sittings.set_flag(scope, number, 1, is_flagged=is_flagged)
        page = learner.question(number)
        assert (page.is_flagged, page.cells[0].is_flagged) == (is_flagged, is_flagged)


def test_coming_back_resumes_at_the_first_unanswered_question(learner):
    number = learner.start(number=3)

    def where() -> int:
        with learner.reading() as scope:
            return sittings.first_open_position(scope, number)

    assert where() == 1
    learner.answer(number, 1, rightly=True)
    learner.answer(number, 3, rightly=True)
    assert where() == 2
    learner.answer(number, 2, rightly=True)
    assert where() == 3, "the last one when all are answered"


def test_questions_with_a_shared_scenario_show_it(learner):
    number = learner.start(track="cpb", areas=("billing",))
    for position in (1, 2):
        page = learner.question(number, position)
        assert page.stimulus_title == "A claim that was denied"
        assert "referral" in page.stimulus_body
    alone = learner.question(learner.start(track="cpb", areas=("reimbursement",)))
    assert (alone.stimulus_title, alone.stimulus_body) == ("", "")


def test_the_result_counts_by_area_and_treats_what_was_left_open_as_wrong(learner):
    number = learner.start(QUIZ)
    for position in range(1, 7):
        kind = learner.question(number, position).response.kind
        if kind == "single":
            learner.answer(number, position, rightly=True)
        elif kind in ("code", "matching"):
            learner.answer(number, position, rightly=kind == "matching")
    assert all(row.points is None for row in result(learner, number).rows), "nothing is shown before it is handed in"
    learner.hand_in(number)
    page = result(learner, number)
    assert (page.is_graded, page.answered, page.correct, page.track) == (True, 3, 2, "cpc")
    areas = {area.title: (area.questions, area.answered, area.correct) for area in page.areas}
    assert areas == {"Anatomy": (3, 1, 1), "Compliance": (3, 2, 1)}
    unanswered = [row for row in page.rows if not row.is_answered]
    assert all(row.points is not None and row.points.earned == 0 for row in unanswered)
    assert all(row.opening.startswith("The stem of a") for row in page.rows)


def test_closing_and_grading_again_adds_nothing(learner):
    number = learner.start(QUIZ)
    learner.answer(number, 1, rightly=True)
    learner.hand_in(number)
    first = result(learner, number)
    learner.hand_in(number)
    assert result(learner, number) == first
    assert (count(learner, GradeRow), count(learner, AttemptScore)) == (6, 1)


def test_grading_adds_only_what_tutor_mode_has_not_graded_yet(learner):
    number = learner.start(TUTOR)
    learner.answer(number, 1, rightly=True)
    assert count(learner, GradeRow) == 1
    learner.hand_in(number)
    assert count(learner, GradeRow) == 6
    assert result(learner, number).correct == 1


def test_an_open_sitting_is_not_graded(learner):
    number = learner.start(QUIZ)
    with learner.writing() as scope:
        grading.grade_attempt(scope, number)
    assert count(learner, GradeRow) == 0
    assert not result(learner, number).is_graded


def test_a_sitting_that_was_given_up_is_never_graded_and_shows_no_key(learner, scopes):
    number = learner.start(QUIZ)
    learner.answer(number, 1, rightly=True)
    with learner.writing() as scope:
        state = grading.abandon_attempt(scope, number, AttemptKind.PRACTICE)
    assert state is AttemptState.ABANDONED
    learner.hand_in(number)
    grading.tidy_up(scopes)
    page = learner.question(number)
    assert (page.state, page.verdict) == (AttemptState.ABANDONED, None)
    assert count(learner, GradeRow) == 0


def test_tidying_up_closes_what_is_overdue_and_grades_what_a_crash_left(learner, other, scopes, clock):
    timed = learner.start(QUIZ, number=2, is_timed=True)
    learner.answer(timed, 1, rightly=True)
    untimed = learner.start(QUIZ)
    crashed = other.start(QUIZ)
    with other.writing() as scope:
        grading.submit_attempt(scope, crashed, AttemptKind.PRACTICE)
    clock.advance(hours=2)
    assert grading.tidy_up(scopes) == grading.Tidied(closed=1, graded=2)
    assert (result(learner, timed).state, result(learner, timed).correct) == (AttemptState.EXPIRED, 1)
    assert result(other, crashed).is_graded
    assert learner.question(untimed).is_open
    assert grading.tidy_up(scopes) == grading.Tidied(), "running it again finds nothing to do"


def test_within_the_grace_tidying_up_leaves_a_sitting_open(learner, scopes, clock):
    number = learner.start(QUIZ, number=1, is_timed=True)
    clock.now = learner.question(number).deadline_at + GRACE
    grading.tidy_up(scopes)
    assert learner.question(number).is_open
    learner.answer(number, 1, rightly=True)


def test_a_full_quiz_is_summed_up_in_points(learner):
    number = learner.start(QUIZ, pool=Pool.ALL)
    for position in range(1, 7):
        learner.answer(number, position, rightly=True)
    learner.hand_in(number)
    points = sorted((row.points.earned, row.points.possible) for row in result(learner, number).rows)
    assert points == [(1, 1), (1, 1), (1, 1), (2, 2), (2, 2), (3, 3)]
