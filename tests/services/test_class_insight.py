"""The heat map: shares of first answers by learner and area, with their numbers."""

import pytest

from tests.support.people import Learner, sign_up
from tests.support.readiness import answer_many, publish_big
from tests.support.reviews import statements
from tests.support.school import School, a_school, enrol
from trainer.db.models.classes import Enrolment
from trainer.domain.kernel.errors import NotFound
from trainer.services import class_insight
from trainer.services.class_insight import AreasPage, ShareCell
from trainer.services.scope import Scopes


@pytest.fixture
def school(scopes: Scopes) -> School:
    publish_big(scopes)
    return a_school(scopes)


def areas(school: School, who: Learner | None = None) -> AreasPage:
    with (who or school.instructor).reading() as scope:
        return class_insight.get_areas(scope, school.class_id)


@pytest.mark.parametrize(
    ("n", "right", "percent", "tone"),
    [(4, 4, None, None), (5, 0, 0, 0), (100, 49, 49, 0), (10, 5, 50, 1), (10, 6, 60, 2), (10, 7, 70, 3), (5, 4, 80, 4)],
)
def test_a_cell_has_a_share_and_a_tone_from_five_answers_on(n, right, percent, tone):
    cell = ShareCell(n, right)
    assert (cell.percent, cell.tone) == (percent, tone)


def test_without_answers_all_cells_are_empty(school):
    page = areas(school)
    assert page.areas == ("Anatomy", "Compliance")
    assert [row.name for row in page.rows] == ["Classmate", "Learner"]
    assert page.everybody.together == ShareCell(0, 0)
    assert page.weakest == ()


def test_first_answers_of_current_learners_count_by_area(school):
    answer_many(school.learner, "++++-", areas=("anatomy",))
    answer_many(school.learner, "+--", areas=("compliance",))
    answer_many(school.classmate, "-----+", areas=("compliance",))
    answer_many(school.assistant, "-----", areas=("anatomy",))
    page = areas(school, school.assistant)
    cells = {row.name: row.cells for row in page.rows}
    assert cells["Learner"] == (ShareCell(5, 4), ShareCell(3, 1))
    assert cells["Classmate"] == (ShareCell(0, 0), ShareCell(6, 1))
    assert page.everybody.cells == (ShareCell(5, 4), ShareCell(9, 2))
    assert page.everybody.together == ShareCell(14, 6)
    assert [area for area, _ in page.weakest] == ["Compliance", "Anatomy"]
    with school.scopes.writing() as scope:
        scope.session.get_one(Enrolment, (school.class_id, school.classmate.id)).left_at = scope.now
    assert areas(school).everybody.together == ShareCell(8, 5)


def test_the_table_gives_a_share_only_where_there_are_answers_enough(school):
    answer_many(school.learner, "++++-", areas=("anatomy",))
    answer_many(school.learner, "+--", areas=("compliance",))
    with school.instructor.reading() as scope:
        rows = [list(each) for each in class_insight.table_of_areas(scope, school.class_id)]
    assert rows[0] == [
        "Learner",
        *("Anatomy, % right", "Anatomy, answers", "Compliance, % right", "Compliance, answers"),
        *("All, % right", "All, answers"),
    ]
    assert rows[2] == ["Learner", 80, 5, None, 3, 63, 8]
    assert rows[3] == ["Class", 80, 5, None, 3, 63, 8]


def test_a_large_class_takes_no_more_statements_than_a_small_one(school):
    few = statements(school.scopes, lambda: areas(school))
    for number in range(3):
        learner = sign_up(school.scopes, f"more-{number}@example.org", f"More {number}")
        enrol(school.scopes, school.class_id, learner)
        answer_many(learner, "+-", areas=("anatomy",))
    assert statements(school.scopes, lambda: areas(school)) == few <= 5


@pytest.mark.parametrize("who", ["learner", "stranger", "other_instructor", "administrator"])
def test_only_who_may_grade_sees_it(school, who):
    with pytest.raises(NotFound):
        areas(school, getattr(school, who))
