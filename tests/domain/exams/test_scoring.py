import pytest

from trainer.domain.exams.forms import Form
from trainer.domain.exams.scoring import Band, Marked, Shift, band, distinct_answers, score
from trainer.domain.items.answers import SingleAnswer
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
    ],
)
@pytest.mark.parametrize("form", [a_form(), a_form(passing=0)], ids=["of the form", "70 % where there is none"])
def test_bands_are_one_question_or_a_tenth_wide(correct: int, questions: int, expected: Band, form: Form) -> None:
    assert band(correct, questions, form) is expected


def test_unanswered_and_slow_questions_are_named() -> None:
    report = score(a_form(), [marked(1, is_answered=False), marked(2, seconds=121), marked(3, seconds=120)])
    assert (report.unanswered, report.pace_seconds, report.slow) == (1, 60, (2,))


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        ((WRONG, RIGHT), ((Shift.WRONG_TO_RIGHT, 1),)),
        ((RIGHT, WRONG), ((Shift.RIGHT_TO_WRONG, 1),)),
        ((WRONG, WRONG), ((Shift.WRONG_TO_WRONG, 1),)),
        ((RIGHT, WRONG, RIGHT), ()),  # back to where it was
        ((WRONG, None, RIGHT), ((Shift.WRONG_TO_RIGHT, 1),)),
        ((RIGHT, WRONG, None), ()),  # cleared at the end: unanswered, not changed
        ((RIGHT,), ()),
        ((), ()),
    ],
)
def test_changed_answers_are_counted_by_what_they_came_to(
    history: tuple[Points | None, ...], expected: tuple[tuple[Shift, int], ...]
) -> None:
    assert score(a_form(), [marked(1, history=history)]).shifts == expected


def test_an_answer_saved_again_without_a_change_is_no_change() -> None:
    one, other = SingleAnswer("A"), SingleAnswer("B")
    assert distinct_answers([one, one, other, None, None, one]) == [one, other, None, one]
