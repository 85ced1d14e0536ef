import pytest

from trainer.domain.exams.blueprint import Area, Blueprint


def a_blueprint(*counts: int, questions: int | None = None, minutes: int = 240, slug: str = "area-{}") -> Blueprint:
    areas = tuple(Area(slug.format(place), f"Area {place}", count, "AAPC") for place, count in enumerate(counts))
    total = sum(counts) if questions is None else questions
    return Blueprint("cpc", "CPC", total, minutes, 70, "2026", areas)


def test_the_areas_add_up_to_the_exam() -> None:
    assert a_blueprint(6, 4).questions == 10


@pytest.mark.parametrize("questions", [9, 11])
def test_areas_that_do_not_add_up_are_refused(questions: int) -> None:
    with pytest.raises(ValueError, match=f"the areas have 10 questions, the exam {questions}"):
        a_blueprint(6, 4, questions=questions)


def test_two_areas_with_the_same_slug_are_refused() -> None:
    with pytest.raises(ValueError, match="same slug"):
        a_blueprint(6, 4, slug="anatomy")


@pytest.mark.parametrize(
    ("questions", "minutes", "seconds"),
    [
        pytest.param(100, 240, 144, id="CPC"),
        pytest.param(135, 240, 106, id="CPB: 106.67 rounded down"),
        pytest.param(1, 1, 60, id="one question"),
        pytest.param(7, 1, 8, id="8.57 rounded down"),
    ],
)
def test_the_pace_is_in_whole_seconds_rounded_down(questions: int, minutes: int, seconds: int) -> None:
    assert a_blueprint(questions, minutes=minutes).seconds_per_question == seconds
