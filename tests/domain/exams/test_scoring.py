import pytest

from trainer.domain.exams.forms import Form
from trainer.domain.exams.scoring import (
    AreaScore,
    Band,
    Marked,
    PacePoint,
    Shift,
    answers_in_turn,
    areas_to_study,
    band,
    pace,
    score,
)
from trainer.domain.items.answers import Answer, CodeAnswer, MatchingAnswer, MultipleAnswer, SingleAnswer
from trainer.domain.kernel.points import Points

RIGHT, WRONG, HALF = Points(1, 1), Points(0, 1), Points(1, 2)


def a_form(questions: int = 10, passing: int = 7) -> Form:
    return Form("test", "cpc", "Test", (("one", questions - 4), ("two", 4)), questions, passing)


def marked(position: int, area: str = "one", points: Points = RIGHT, **fields: object) -> Marked:
    return Marked(position, area, points, **({"is_answered": True, "seconds": 60} | fields))  # type: ignore[arg-type]


def sitting(right: int, of: int = 10) -> list[Marked]:
    """The first `right` questions right, the last four of area two."""
    return [
        marked(place + 1, "two" if place >= of - 4 else "one", RIGHT if place < right else WRONG) for place in range(of)
    ]


@pytest.mark.parametrize(("right", "has_passed"), [(6, False), (7, True), (10, True)])
def test_the_cut_is_met_at_its_number(right: int, has_passed: bool) -> None:
    report = score(a_form(), sitting(right))
    assert (report.correct, report.questions, report.has_passed) == (right, 10, has_passed)


def test_a_form_without_a_pass_mark_says_nothing_about_passing() -> None:
    assert score(a_form(passing=0), sitting(10)).has_passed is None


def test_only_full_points_are_right() -> None:
    assert score(a_form(), [marked(1, points=HALF)]).correct == 0


def test_areas_stand_in_the_order_of_the_form_as_n_of_m() -> None:
    areas = score(a_form(), sitting(7)).areas
    assert [(area.area, area.correct, area.questions) for area in areas] == [("one", 6, 6), ("two", 1, 4)]
    assert not areas[0].has_percentage


def test_eight_questions_and_more_have_a_percentage() -> None:
    assert score(a_form(12), sitting(6, 12)).areas[0].has_percentage


@pytest.mark.parametrize(
    ("correct", "questions", "expected"),
    [
        (7, 10, Band.NEAR),
        (8, 10, Band.NEAR),  # one question above
        (9, 10, Band.ABOVE),
        (6, 10, Band.NEAR),
        (5, 10, Band.BELOW),
        (4, 4, Band.ABOVE),  # 1.2 above the mark of 2.8
        (3, 4, Band.NEAR),
        (1, 4, Band.BELOW),
        (80, 100, Band.NEAR),  # a tenth of the questions
        (81, 100, Band.ABOVE),
        (59, 100, Band.BELOW),
        (3, 3, Band.NEAR),
        (0, 3, Band.BELOW),
        (2, 2, Band.UNCLEAR),  # a single guess decides
        (0, 2, Band.UNCLEAR),
        (1, 1, Band.UNCLEAR),
        (0, 0, Band.UNCLEAR),
    ],
)
@pytest.mark.parametrize("form", [a_form(), a_form(passing=0)], ids=["of the form", "70 % where there is none"])
def test_bands_are_one_question_or_a_tenth_wide(correct: int, questions: int, expected: Band, form: Form) -> None:
    assert band(correct, questions, form) is expected


def test_unanswered_and_slow_questions_are_named() -> None:
    report = score(a_form(), [marked(1, is_answered=False), marked(2, seconds=121), marked(3, seconds=120)])
    assert (report.unanswered, report.pace_seconds, report.slow) == (1, 60, (2,))


def test_extra_time_is_part_of_the_pace() -> None:
    questions = [marked(1, seconds=121), marked(2, seconds=181)]
    report = score(a_form(), questions, extra_seconds=300)
    assert (report.pace_seconds, report.slow) == (90, (2,))


@pytest.mark.parametrize(
    ("history", "shift", "is_changed"),
    [
        ((WRONG, RIGHT), Shift.WRONG_TO_RIGHT, True),
        ((RIGHT, WRONG), Shift.RIGHT_TO_WRONG, True),
        ((HALF, RIGHT), Shift.WRONG_TO_RIGHT, True),
        ((WRONG, WRONG), Shift.WRONG_TO_WRONG, True),
        ((RIGHT, WRONG, RIGHT), None, True),  # back to where it was
        ((RIGHT, WRONG, None), None, True),  # cleared at the end: unanswered
        ((RIGHT, RIGHT), None, True),  # two answers that the key takes
        ((RIGHT, None), None, False),
        ((RIGHT,), None, False),
        ((), None, False),
    ],
)
def test_changed_answers_are_counted_by_what_they_came_to(
    history: tuple[Points | None, ...], shift: Shift | None, is_changed: bool
) -> None:
    question = marked(1, history=history)
    assert (question.shift, question.is_changed) == (shift, is_changed)
    assert score(a_form(), [question, marked(2)]).shifts == (((shift, 1),) if shift else ())


A, B = SingleAnswer("A"), SingleAnswer("B")
J, J20 = CodeAnswer("J"), CodeAnswer("J20")
ONE, BOTH = MultipleAnswer(("A",)), MultipleAnswer(("A", "C"))
HALF_MATCHED, MATCHED = MatchingAnswer((("P", "B"),)), MatchingAnswer((("P", "B"), ("Q", "A")))


@pytest.mark.parametrize(
    ("saved", "expected"),
    [
        ([A, A, B], (A, B)),  # saved again without a change
        ([A, None, A], (A,)),  # cleared, and given again
        ([A, None, B], (A, B)),
        ([A, None], (A, None)),
        ([A, B, A], (A, B, A)),
        ([J, J20], (J20,)),  # typed letter by letter
        ([ONE, BOTH], (BOTH,)),
        ([HALF_MATCHED, MATCHED], (MATCHED,)),
        ([J, None, J20], (J20,)),
        ([J, None], (None,)),
    ],
)
def test_an_answer_is_what_stood_when_the_learner_was_done_with_it(
    saved: list[Answer | None], expected: tuple[Answer | None, ...]
) -> None:
    assert answers_in_turn((7, answer) for answer in saved) == {7: expected}


def test_an_answer_put_together_in_steps_is_changed_by_coming_back_to_it() -> None:
    saves: list[tuple[int, Answer | None]] = [(1, ONE), (1, BOTH), (2, A), (1, ONE), (2, B)]
    assert answers_in_turn(saves) == {1: (BOTH, ONE), 2: (A, B)}
    assert answers_in_turn([]) == {}


def test_the_time_used_is_added_up_beside_an_even_pace() -> None:
    taken = [marked(1, seconds=30), marked(2, seconds=0), marked(3, seconds=100)]
    assert pace(taken, 100) == (PacePoint(1, 30, 30, 33), PacePoint(2, 0, 30, 66), PacePoint(3, 100, 130, 100))
    assert pace([], 100) == ()


def an_area(slug: str, correct: int, questions: int) -> AreaScore:
    return AreaScore(slug, correct, questions, band(correct, questions, a_form()))


def test_areas_to_study_cost_most_in_the_whole_exam_first() -> None:
    areas = [
        an_area("strong", 9, 10),  # above the mark
        an_area("small", 0, 2),  # all of 2: costs 2 of 2
        an_area("large", 3, 6),  # half of 30: costs 15
        an_area("full", 3, 3),  # near the mark, and costs nothing
        an_area("middle", 1, 4),  # three quarters of 8: costs 6
        an_area("like middle", 1, 4),
    ]
    weights = {"strong": 50, "small": 2, "large": 30, "full": 90, "middle": 8, "like middle": 8}
    assert [area.area for area in areas_to_study(areas, weights)] == ["large", "middle", "like middle", "small"]
    assert [area.area for area in areas_to_study(areas, {})] == ["large", "middle", "like middle", "small"]


def test_what_an_area_lost_are_its_questions_that_were_not_right() -> None:
    assert an_area("one", 2, 6).lost == 4
