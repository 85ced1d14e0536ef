"""The starting profile: areas in words, where to begin, how the whole stands to the pass mark."""

from dataclasses import replace

import pytest

from tests.support.diagnostics import answer, answer_all, dealt, finish_early, grade, pass_on, start
from tests.support.exams import SHORT, an_exam_library, publish_exams
from tests.support.people import Learner
from trainer.domain.attempts.attempt import AttemptKind, AttemptState
from trainer.domain.kernel.errors import NotFound
from trainer.services import diagnostic_results, grading
from trainer.services.diagnostic_results import AreaProfile, DiagnosticResult, Footing, Standing, begin_with
from trainer.services.exams import ExamRequest, start_exam
from trainer.services.scope import Scopes


def result(learner: Learner, number: int) -> DiagnosticResult:
    with learner.reading() as scope:
        return diagnostic_results.get_result(scope, number)


def an_area(slug: str, right: int, asked: int, exam_questions: int) -> AreaProfile:
    return AreaProfile(slug, slug.title(), right, asked, exam_questions)


@pytest.mark.parametrize(("right", "footing"), [(2, Footing.FIRM), (1, Footing.PARTLY), (0, Footing.OPEN)])
def test_an_area_has_a_word_by_what_was_right(right: int, footing: Footing) -> None:
    assert an_area("anatomy", right, 2, 4).footing is footing


def test_one_begins_where_most_of_the_exam_may_be_lost() -> None:
    """Expected losses: 10 × 3/5 = 6, 6 × 3/4 = 4.5, 3 × 2/3 = 2, 20 × 3/8 = 7.5; nothing where all was right."""
    cases = an_area("cases", 1, 3, 10)
    medicine = an_area("medicine", 0, 2, 6)
    hcpcs = an_area("hcpcs", 0, 1, 3)
    billing = an_area("billing", 4, 6, 20)
    anatomy = an_area("anatomy", 2, 2, 100)
    assert begin_with((hcpcs, anatomy, medicine, cases, billing)) == (billing, cases, medicine)
    assert begin_with((anatomy,)) == ()
    assert begin_with(()) == ()


def test_the_profile_counts_areas_in_the_order_of_the_exam(candidate: Learner) -> None:
    number = start(candidate)
    answer_all(candidate, number)
    page = result(candidate, number)
    assert [(area.slug, area.right, area.asked, area.exam_questions) for area in page.areas] == [
        ("anatomy", 15, 15, 20),
        ("compliance", 9, 9, 12),
        ("cases", 6, 6, 8),
    ]
    assert (page.right, page.unknown, page.standing, page.begin_with) == (30, 0, Standing.ABOVE, ())
    assert [row.position for row in page.rows] == list(range(1, 31))
    assert all(row.points and row.points.is_full and row.is_answered for row in page.rows)


def test_nothing_right_stands_below_the_mark_and_begins_with_the_largest_area(candidate: Learner) -> None:
    number = start(candidate)
    answer_all(candidate, number, rightly=False)
    page = result(candidate, number)
    assert (page.right, page.standing) == (0, Standing.BELOW)
    assert [area.slug for area in page.begin_with] == ["anatomy", "compliance", "cases"]


def test_a_few_answers_say_nothing_of_the_whole(candidate: Learner) -> None:
    number = start(candidate)
    for _ in range(4):
        answer(candidate, number)
    pass_on(candidate, number)
    finish_early(candidate, number)
    page = result(candidate, number)
    assert (page.right, page.unknown, len(page.rows), page.standing) == (4, 1, 5, Standing.TOO_FEW)


def test_half_right_of_what_was_asked_leaves_the_side_of_the_mark_open(candidate: Learner) -> None:
    number = start(candidate)
    for place in range(12):
        answer(candidate, number, rightly=place % 4 != 0)
    finish_early(candidate, number)
    assert result(candidate, number).standing is Standing.UNCLEAR


def test_before_grading_and_when_given_up_there_is_no_profile(candidate: Learner) -> None:
    number = start(candidate)
    answer(candidate, number)
    page = result(candidate, number)
    assert (page.state, page.is_graded, page.rows, page.areas) == (AttemptState.IN_PROGRESS, False, (), ())
    with candidate.writing() as scope:
        grading.abandon_attempt(scope, number, AttemptKind.DIAGNOSTIC)
    assert (result(candidate, number).state, result(candidate, number).rows) == (AttemptState.ABANDONED, ())


def test_while_its_questions_stand_in_an_open_exam_nothing_is_told(learner: Learner, scopes: Scopes) -> None:
    number = start(learner)
    answer_all(learner, number)
    publish_exams(scopes, an_exam_library())
    while True:  # the dice put at least one of six known questions into the exam before long
        with learner.writing() as scope:
            exam = start_exam(scope, ExamRequest("cpc", SHORT))
        if {item.slug for item in dealt(learner, exam)} & {item.slug for item in dealt(learner, number)}:
            break
        learner.hand_in(exam)
    page = result(learner, number)
    assert page.is_held_back
    assert (page.rows, page.areas, page.begin_with, page.right) == ((), (), (), 0)
    learner.hand_in(exam)
    assert not result(learner, number).is_held_back


def test_an_area_that_the_blueprint_has_no_more_comes_last(candidate: Learner, scopes: Scopes) -> None:
    number = start(candidate)
    answer_all(candidate, number)
    library = an_exam_library()
    cpc, cpb = library.blueprints
    others = tuple(area for area in cpc.areas if area.slug != "anatomy")
    smaller = replace(cpc, areas=others, questions=20, pass_questions=14)
    items = tuple(item for item in library.items if item.area != "anatomy")
    publish_exams(scopes, replace(library, items=items, blueprints=(smaller, cpb)))
    assert [(area.slug, area.exam_questions) for area in result(candidate, number).areas] == [
        ("compliance", 12),
        ("cases", 8),
        ("anatomy", 0),
    ]


def test_every_question_can_be_reviewed_when_it_is_graded(candidate: Learner) -> None:
    number = start(candidate)
    pass_on(candidate, number)
    answer(candidate, number)
    with candidate.reading() as scope:
        assert diagnostic_results.get_review(scope, number, 1) is None
    finish_early(candidate, number)
    with candidate.reading() as scope:
        page = diagnostic_results.get_review(scope, number, 1)
        with pytest.raises(NotFound):
            diagnostic_results.get_review(scope, number, 3)
    assert page is not None
    assert page.verdict is not None
    assert page.answer is None
    assert [cell.points is not None for cell in page.cells] == [True, True]


def test_it_is_nobody_elses(candidate: Learner, neighbour: Learner) -> None:
    number = start(candidate)
    answer(candidate, number)
    finish_early(candidate, number)
    grade(candidate, number)
    practised = candidate.start()
    for learner, at in ((neighbour, number), (candidate, practised)):
        with learner.reading() as scope:
            with pytest.raises(NotFound):
                diagnostic_results.get_result(scope, at)
            with pytest.raises(NotFound):
                diagnostic_results.get_review(scope, at, 1)
