"""An exam while it is sat: what its candidate sees and marks, what others see, and what is held back elsewhere."""

import dataclasses

import pytest
from sqlalchemy import func, select

from tests.support.exams import ANATOMY, CASES, COMPLIANCE, an_exam_library, first_of_each_area, publish_exams
from tests.support.library import RATIONALE, RIGHT, WRONG
from tests.support.people import Learner
from trainer.db.models.attempts import AnswerEvent, AnswerRow
from trainer.db.models.exams import QuestionView
from trainer.db.queries.exams import time_by_position
from trainer.domain.attempts.attempt import AttemptKind, AttemptState, Feedback
from trainer.domain.attempts.decisions import AttemptClosed, Submit
from trainer.domain.exams.aids import Highlight, QuestionAids
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services import exam_sessions, grading, practice, practice_results, sittings
from trainer.services.exam_sessions import MAX_NOTEPAD_CHARACTERS, View
from trainer.services.practice import Pool

AIDS = QuestionAids(("C", "A"), (Highlight("stem", 4, 9),))


def set_aids(learner: Learner, number: int, position: int, aids: QuestionAids = AIDS) -> None:
    with learner.writing() as scope:
        exam_sessions.set_aids(scope, number, position, aids)


def set_notepad(learner: Learner, number: int, text: str) -> None:
    with learner.writing() as scope:
        exam_sessions.set_notepad(scope, number, text)


def view(
    learner: Learner, number: int, position: int, spent_ms: int, *, sequence: int = 1, client: str = "tab"
) -> None:
    with learner.writing() as scope:
        exam_sessions.record_view(scope, number, View(client, sequence, position, spent_ms))


def time_spent(learner: Learner, number: int) -> dict[int, int]:
    with learner.reading() as scope:
        return time_by_position(scope.session, learner.id, number)


def count(learner: Learner, table: type) -> int:
    with learner.reading() as scope:
        return scope.session.execute(select(func.count()).select_from(table)).scalar_one()


def single(learner: Learner, number: int) -> int:
    """The position of a question with one best option."""
    questions = learner.paper(number).questions
    return next(each.position for each in questions if each.response.kind == "single")


def result(learner: Learner, number: int) -> practice_results.ResultPage:
    with learner.reading() as scope:
        return practice_results.get_result(scope, number)


def missed(learner: Learner) -> int:
    with learner.reading() as scope:
        return practice.get_setup(scope, "cpc").total(Pool.MISSED)


def test_the_paper_shows_all_questions_or_one_and_every_cell(candidate):
    number = candidate.start_exam(CASES)
    paper = candidate.paper(number)
    assert [question.position for question in paper.questions] == list(range(1, 11))
    assert [cell.position for cell in paper.cells] == list(range(1, 11))
    for question in paper.questions:
        alone = candidate.paper(number, question.position)
        assert (alone.questions, alone.cells, alone.sitting) == ((question,), paper.cells, paper.sitting)
        is_story = "story" in question.content.stem
        assert (question.stimulus_title, question.area_title) == ("A long story" if is_story else "", "Cases")
        assert ("three times" in question.stimulus_body) is is_story


def test_nothing_of_a_key_is_in_the_paper(candidate):
    number = candidate.start_exam(ANATOMY)
    candidate.answer_exam(number, "+-" * 5)
    shown = repr(dataclasses.asdict(candidate.paper(number)))
    assert "The stem of" in shown
    assert RATIONALE not in shown
    assert "SingleKey" not in shown


@pytest.mark.parametrize("ending", ["handed in", "run out of time", "given up"])
def test_once_it_is_over_the_paper_is_closed(candidate, clock, ending):
    number = candidate.start_exam(ANATOMY)
    set_notepad(candidate, number, "a thought")
    match ending:
        case "handed in":
            candidate.hand_in(number)
        case "given up":
            with candidate.writing() as scope:
                grading.abandon_attempt(scope, number, AttemptKind.EXAM)
        case _:
            clock.advance(hours=1)
    paper = candidate.paper(number)
    assert (paper.questions, paper.notepad, len(paper.cells), paper.sitting.is_open) == ((), "", 10, False)


@pytest.mark.parametrize("position", [0, -1, 11, 2**31 - 1])
def test_a_forged_position_cannot_be_found(candidate, position):
    number = candidate.start_exam(ANATOMY)
    for call in (
        lambda: candidate.paper(number, position),
        lambda: candidate.save_in_exam(number, position, {"choice": ["A"]}, sequence=1),
        lambda: set_aids(candidate, number, position),
        lambda: view(candidate, number, position, 1),
        lambda: flag(candidate, number, position),
    ):
        with pytest.raises(NotFound):
            call()
    assert (count(candidate, AnswerEvent), count(candidate, QuestionView)) == (0, 0)


def flag(learner: Learner, number: int, position: int) -> None:
    with learner.writing() as scope:
        sittings.set_flag(scope, number, position, is_flagged=True, kind=AttemptKind.EXAM)


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"choice": ["E"]}, id="an option that there is not"),
        pytest.param({"choice": ["b"]}, id="nearly an option"),
        pytest.param({"choice": ["A", "B"]}, id="two of one best option"),
        pytest.param({"choice": ["B'; DROP TABLE answers"]}, id="an attempt"),
        pytest.param({"choice": ["A" * 5_000_000]}, id="five megabytes"),
        pytest.param({"choice": ["A"], "padding": ["x" * 5_000_000]}, id="five megabytes beside an answer"),
        pytest.param({"choice": ["A"] * 100_000}, id="a hundred thousand options"),
    ],
)
def test_what_is_no_answer_to_the_question_is_not_stored(candidate, fields):
    number = candidate.start_exam(ANATOMY)
    outcome = candidate.save_in_exam(number, single(candidate, number), fields)
    assert isinstance(outcome, sittings.NotUnderstood)
    assert (count(candidate, AnswerEvent), count(candidate, AnswerRow)) == (0, 0)


@pytest.mark.parametrize(
    ("form", "kind", "fields"),
    [
        (ANATOMY, "ordering", {"place-A": ["1"], "place-B": ["2"], "place-D": ["3"]}),
        (ANATOMY, "multiple", {"choice": ["A", "Q"]}),
        (COMPLIANCE, "matching", {"match-P": ["B"], "match-Q": ["D"]}),
        (COMPLIANCE, "numeric", {"number": ["A"]}),
    ],
)
def test_the_options_of_another_question_are_no_answer_to_this_one(candidate, form, kind, fields):
    publish_exams(candidate.scopes, an_exam_library(first_of_each_area(10)))
    number = candidate.start_exam(form)
    at = next(each.position for each in candidate.paper(number).questions if each.response.kind == kind)
    assert isinstance(candidate.save_in_exam(number, at, fields), sittings.NotUnderstood)
    assert (count(candidate, AnswerEvent), count(candidate, AnswerRow)) == (0, 0)


def test_another_learners_exam_cannot_be_found(candidate, neighbour):
    number = candidate.start_exam(ANATOMY)
    before = candidate.paper(number)
    for call in (
        lambda: neighbour.exam(number),
        lambda: neighbour.paper(number),
        lambda: neighbour.save_in_exam(number, 1, {"choice": ["A"]}),
        lambda: neighbour.take_over(number, "mine"),
        lambda: set_aids(neighbour, number, 1),
        lambda: set_notepad(neighbour, number, "mine"),
        lambda: view(neighbour, number, 1, 1000),
        lambda: flag(neighbour, number, 1),
        lambda: neighbour.hand_in(number),
    ):
        with pytest.raises(NotFound):
            call()
    assert candidate.paper(number) == before


def test_with_the_same_number_everybody_has_their_own_exam(candidate, neighbour):
    number = candidate.start_exam(ANATOMY)
    assert neighbour.start_exam(CASES) == number
    neighbour.save_in_exam(number, 1, {"choice": ["A"]})
    assert candidate.at(number).answer is None
    assert neighbour.exam(number).form.slug == CASES


def test_an_exam_is_no_practice_and_practice_no_exam(candidate):
    exam, quiz = candidate.start_exam(ANATOMY), candidate.start(Feedback.AT_END)
    fields = {"choice": ["A"]}

    def close(number: int, kind: AttemptKind):
        with candidate.writing() as scope:
            return grading.close_attempt(scope, candidate.id, number, Submit(), kind)

    def in_practice(call):
        with candidate.writing() as scope:
            return call(scope)

    for call in (
        lambda: candidate.exam(quiz),
        lambda: candidate.paper(quiz),
        lambda: candidate.save_in_exam(quiz, 1, fields),
        lambda: candidate.take_over(quiz, "tab"),
        lambda: set_aids(candidate, quiz, 1),
        lambda: set_notepad(candidate, quiz, "mine"),
        lambda: view(candidate, quiz, 1, 1000),
        lambda: flag(candidate, quiz, 1),
        lambda: close(quiz, AttemptKind.EXAM),
        lambda: candidate.question(exam),
        lambda: candidate.save(exam, 1, fields),
        lambda: result(candidate, exam),
        lambda: close(exam, AttemptKind.PRACTICE),
        lambda: in_practice(lambda scope: sittings.set_note(scope, exam, 1, "mine")),
        lambda: in_practice(lambda scope: sittings.set_flag(scope, exam, 1, is_flagged=True)),
        lambda: in_practice(lambda scope: sittings.first_open_position(scope, exam)),
    ):
        with pytest.raises(NotFound):
            call()
    assert candidate.exam(exam).is_open
    assert candidate.question(quiz).is_open
    assert (count(candidate, AnswerEvent), count(candidate, QuestionView)) == (0, 0)


def test_what_is_struck_out_and_highlighted_is_kept_at_its_question(candidate):
    number = candidate.start_exam(ANATOMY)
    assert candidate.at(number, 2).aids == QuestionAids()
    set_aids(candidate, number, 2)
    assert candidate.at(number, 2).aids == AIDS
    set_aids(candidate, number, 2, QuestionAids(("B",)))
    assert (candidate.at(number, 2).aids, candidate.at(number, 3).aids) == (QuestionAids(("B",)), QuestionAids())
    assert count(candidate, AnswerEvent) == 0


def test_the_notepad_is_kept_with_the_exam_and_cut_where_it_is_full(candidate):
    number = candidate.start_exam(ANATOMY)
    assert candidate.paper(number).notepad == ""
    for text in ("modifier 25?\nunits × 3", ""):
        set_notepad(candidate, number, text)
        assert [candidate.paper(number, position).notepad for position in (None, 1, 2)] == [text] * 3
    set_notepad(candidate, number, "x" * 5_000_000)
    assert candidate.paper(number).notepad == "x" * MAX_NOTEPAD_CHARACTERS


def test_an_exam_like_sitting_has_no_study_aids(candidate):
    number = candidate.start_exam(ANATOMY, is_exam_like=True)
    for call in (lambda: set_aids(candidate, number, 1), lambda: set_notepad(candidate, number, "a thought")):
        with pytest.raises(Refused, match="without study aids"):
            call()
    assert (candidate.at(number).aids, candidate.paper(number).notepad) == (QuestionAids(), "")
    flag(candidate, number, 1)
    assert candidate.at(number).is_flagged, "the real exam knows flags too"


def test_after_the_end_nothing_is_marked(candidate, clock):
    number = candidate.start_exam(ANATOMY)
    clock.advance(hours=1)
    for call in (lambda: set_aids(candidate, number, 1), lambda: set_notepad(candidate, number, "a thought")):
        with pytest.raises(AttemptClosed) as closed:
            call()
        assert closed.value.state is AttemptState.EXPIRED


def test_time_on_the_screen_adds_up_and_the_same_view_counts_once(candidate, clock):
    number = candidate.start_exam(ANATOMY)
    clock.advance(minutes=1)
    for _ in range(2):
        view(candidate, number, 3, 2500)
    view(candidate, number, 3, 500, sequence=2)
    view(candidate, number, 3, 250, client="another tab")
    view(candidate, number, 4, 100, sequence=3)
    assert time_spent(candidate, number) == {3: 3250, 4: 100}


@pytest.mark.parametrize(("told", "kept"), [(59_000, 59_000), (61_000, 60_000), (10**12, 60_000), (-5, 0)])
def test_no_question_was_looked_at_longer_than_the_exam_has_lasted(candidate, clock, told, kept):
    number = candidate.start_exam(ANATOMY)
    clock.advance(seconds=60)
    view(candidate, number, 1, told)
    assert time_spent(candidate, number) == {1: kept}


def test_views_that_arrive_after_the_end_count_until_the_exam_is_graded(candidate, clock):
    number = candidate.start_exam(ANATOMY)
    clock.advance(seconds=60)
    with candidate.writing() as scope:
        grading.submit_attempt(scope, number, AttemptKind.EXAM)
    view(candidate, number, 1, 1000, sequence=1)
    with candidate.writing() as scope:
        grading.grade_attempt(scope, number)
    view(candidate, number, 1, 1000, sequence=2)
    assert time_spent(candidate, number) == {1: 1000}


def a_quiz_with(learner: Learner, feedback: Feedback, verdicts: str) -> int:
    """A practice sitting of all questions in cases, the first of them answered."""
    number = learner.start(feedback, 10, areas=("cases",))
    for position, verdict in enumerate(verdicts, start=1):
        learner.save(number, position, (RIGHT if verdict == "+" else WRONG)["single"])
    return number


def test_questions_of_an_open_exam_are_not_dealt_in_practice_until_it_is_over(candidate, neighbour, clock):
    number = candidate.start_exam(ANATOMY)
    examined = {question.content.stem for question in candidate.paper(number).questions}
    sitting = candidate.start(number=100, areas=("anatomy",))
    dealt = {candidate.question(sitting, at).content.stem for at in range(1, 17)}
    assert candidate.question(sitting).item_count == len(dealt) == 26 - 10
    assert not dealt & examined
    with candidate.reading() as scope:
        areas = {area.slug: area.items for area in practice.get_setup(scope, "cpc").areas}
    assert areas == {"anatomy": 16, "compliance": 14, "cases": 10}, "what can be chosen is what can be dealt"
    assert neighbour.question(neighbour.start(number=100, areas=("anatomy",))).item_count == 26
    clock.advance(hours=1)
    assert candidate.question(candidate.start(number=100, areas=("anatomy",))).item_count == 26


def test_an_exam_of_all_questions_of_an_area_leaves_none_to_practise(candidate):
    candidate.start_exam(CASES)
    with pytest.raises(Refused):
        candidate.start(areas=("cases",))


@pytest.mark.parametrize("end", ["hand in", "time"])
def test_verdicts_in_practice_are_held_back_while_their_questions_stand_in_an_open_exam(candidate, clock, end):
    quiz = a_quiz_with(candidate, Feedback.AT_END, "+-")
    tutor = a_quiz_with(candidate, Feedback.AT_ONCE, "+-")
    candidate.hand_in(quiz)
    assert not candidate.question(tutor).is_held_back
    exam = candidate.start_exam(CASES)
    candidate.save(tutor, 3, WRONG["single"])
    for number in (quiz, tutor):
        page = candidate.question(number, 1)
        assert (page.is_held_back, page.verdict) == (True, None)
        assert {cell.points for cell in page.cells} == {None}
    page = result(candidate, quiz)
    assert (page.is_graded, page.is_held_back, page.correct) == (True, True, 0)
    assert {row.points for row in page.rows} == {None}
    assert missed(candidate) == 0, "how many were missed tells nothing about the third"
    if end == "time":
        clock.advance(hours=1)
    else:
        candidate.hand_in(exam)
    for number in (quiz, tutor):
        page = candidate.question(number, 1)
        assert (page.is_held_back, page.verdict.points.is_full) == (False, True)
    assert not candidate.question(tutor, 3).verdict.points.is_full
    assert (result(candidate, quiz).is_held_back, result(candidate, quiz).correct) == (False, 1)
    assert missed(candidate) > 0


def test_practice_of_other_questions_and_of_other_learners_shows_its_verdicts(candidate, neighbour):
    quiz = a_quiz_with(neighbour, Feedback.AT_ONCE, "+")
    other = candidate.start(Feedback.AT_END, 10, areas=("compliance",))
    candidate.hand_in(other)
    candidate.start_exam(CASES)
    assert neighbour.question(quiz).verdict.points.is_full
    assert candidate.question(other).verdict is not None
    assert not result(candidate, other).is_held_back


def test_while_it_is_paused_an_exam_is_still_open(candidate, clock):
    quiz = a_quiz_with(candidate, Feedback.AT_ONCE, "+")
    exam = candidate.start_exam(CASES)
    candidate.pause(exam)
    clock.advance(days=7)
    assert candidate.question(quiz).is_held_back
    with candidate.writing() as scope:
        grading.abandon_attempt(scope, exam, AttemptKind.EXAM)
    assert not candidate.question(quiz).is_held_back
