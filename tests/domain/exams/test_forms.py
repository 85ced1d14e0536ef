from pathlib import Path

import pytest

from tests.domain.exams.test_blueprint import a_blueprint
from trainer.config import resource_folder
from trainer.content.blueprint_files import read_blueprint
from trainer.domain.exams.blueprint import Blueprint
from trainer.domain.exams.forms import AREA_FORM_QUESTIONS, area_form, forms_of, short_form
from trainer.domain.kernel.problems import Report


def shipped(track: str) -> Blueprint:
    path = resource_folder("question_banks") / "blueprints" / f"{track}.toml"
    found = read_blueprint(Path(path), path.name, Report())
    assert found is not None
    return found


@pytest.mark.parametrize(("track", "questions", "passing"), [("cpc", 100, 70), ("cpb", 135, 95)])
def test_the_full_form_is_the_exam(track: str, questions: int, passing: int) -> None:
    form = forms_of(shipped(track))[0]
    assert (form.questions, form.minutes, form.pass_questions) == (questions, 240, passing)


@pytest.mark.parametrize(
    ("track", "questions", "minutes", "passing"),
    [("cpc", 50, 120, 35), ("cpc", 25, 60, 18), ("cpb", 50, 89, 36), ("cpb", 25, 45, 18)],
)
def test_short_forms_keep_pace_and_pass_mark_rounded_up(track: str, questions: int, minutes: int, passing: int) -> None:
    form = short_form(shipped(track), questions)
    assert (form.questions, form.minutes, form.pass_questions) == (questions, minutes, passing)


@pytest.mark.parametrize("track", ["cpc", "cpb"])
@pytest.mark.parametrize("questions", [25, 50])
def test_no_area_of_a_short_form_is_more_than_one_question_from_its_share(track: str, questions: int) -> None:
    blueprint = shipped(track)
    quotas = dict(short_form(blueprint, questions).quotas)
    for area in blueprint.areas:
        share = area.questions * questions / blueprint.questions
        assert abs(quotas.get(area.slug, 0) - share) < 1


def test_the_largest_remainders_get_the_questions_left_over_and_ties_go_to_the_earlier_area() -> None:
    assert short_form(a_blueprint(5, 5, 2, minutes=12), 3).quotas == (("area-0", 1), ("area-1", 1), ("area-2", 1))
    assert short_form(a_blueprint(5, 5, 5, minutes=12), 4).quotas == (("area-0", 2), ("area-1", 1), ("area-2", 1))


def test_an_area_alone_has_ten_questions_at_the_pace_of_the_exam_and_no_pass_mark() -> None:
    form = area_form(shipped("cpc"), "radiology")
    assert (form.quotas, form.minutes, form.pass_questions) == ((("radiology", AREA_FORM_QUESTIONS),), 24, 0)


def test_a_small_area_alone_has_twice_its_share_of_the_exam() -> None:
    form = area_form(shipped("cpc"), "hcpcs")
    assert (form.quotas, form.minutes) == ((("hcpcs", 6),), 15)


def test_an_unknown_area_has_no_form() -> None:
    with pytest.raises(KeyError):
        area_form(shipped("cpc"), "astrology")


def test_every_area_has_its_form_and_short_forms_are_shorter_than_the_exam() -> None:
    forms = forms_of(a_blueprint(20, 10, minutes=30))
    assert [form.slug for form in forms] == ["full", "short-25", "area-area-0", "area-area-1"]
