"""What goes wrong in a class's assignments, by week: kinds of errors in cases, wrong first answers by area."""

from datetime import date

import pytest

from tests.support.cases import EMPTY, diagnoses, start
from tests.support.cases import save as save_case
from tests.support.clock import Clock
from tests.support.library import publish
from tests.support.people import Learner
from tests.support.readiness import answer_many, publish_big
from tests.support.reviews import statements
from tests.support.school import School, a_school, a_spec, an_assignment, belongs_to
from trainer.domain.claims.lines import TypedClaim
from trainer.domain.classes.work import CaseWork
from trainer.domain.kernel.errors import NotFound
from trainer.services import class_errors
from trainer.services.class_errors import ErrorsPage
from trainer.services.class_insight import ShareCell
from trainer.services.scope import Scopes


@pytest.fixture
def school(scopes: Scopes, code_book) -> School:
    publish(scopes)
    return a_school(scopes)


def errors(school: School, who: Learner | None = None) -> ErrorsPage:
    with (who or school.instructor).reading() as scope:
        return class_errors.get_errors(scope, school.class_id)


@pytest.fixture
def with_items(school: School) -> School:
    """With a bank of single-best items in the place of the small library."""
    publish_big(school.scopes)
    return school


def a_case(school: School, learner: Learner, claim: TypedClaim, assignment: int | None) -> None:
    """Begun anew and handed in with this claim, for an assignment or for oneself."""
    number = start(learner)
    save_case(learner, number, claim)
    if assignment is not None:
        belongs_to(school, learner, number, assignment)
    learner.hand_in(number)


def test_without_work_there_are_twelve_empty_weeks_from_monday_on(school):
    page = errors(school)
    assert (page.weeks[-1].starts_on, len(page.weeks)) == (date(2026, 3, 2), 12)
    assert (page.kinds, page.areas, page.cases, page.has_course) == ((), (), 0, False)


def test_kinds_of_errors_are_counted_by_week_in_cases_of_the_class_alone(school, clock: Clock):
    assignment = an_assignment(school, a_spec(work=CaseWork(("x",))))
    a_case(school, school.learner, EMPTY, assignment)
    a_case(school, school.classmate, EMPTY, None)
    once = errors(school)
    assert not once.has_course
    clock.advance(days=8)
    again = Learner(school.scopes, school.classmate.token)
    a_case(school, again, diagnoses("Z99.89"), assignment)
    page = errors(school)
    assert page.has_course
    assert page.kinds[0] == "missed"
    assert [week.cases for week in page.weeks[-2:]] == [1, 1]
    assert page.weeks[-2].counts == once.weeks[-1].counts + (0,) * (len(page.kinds) - len(once.kinds))
    assert page.weeks[-2].errors == sum(page.weeks[-2].counts)
    assert page.kinds_in_all == len(page.kinds)
    assert page.cases == 2


def test_a_week_begins_at_midnight_in_the_zone_of_the_class(with_items, clock: Clock):
    school = with_items
    assignment = an_assignment(school, a_spec())
    clock.advance(hours=-4)  # Sunday evening in Chicago, Monday in UTC
    number = answer_many(school.learner, "-", areas=("anatomy",))
    belongs_to(school, school.learner, number, assignment)
    page = errors(school)
    assert page.weeks[-1].starts_on == date(2026, 2, 23)
    clock.advance(hours=4)
    (area,) = errors(school).areas
    assert [cell.n for cell in area.weeks[-2:]] == [1, 0]


def test_wrong_first_answers_are_counted_by_area_most_first(with_items):
    school = with_items
    assignment = an_assignment(school, a_spec())
    for learner, area, verdicts in (
        (school.learner, "anatomy", "+-"),
        (school.learner, "compliance", "--"),
        (school.classmate, "anatomy", "+-"),
    ):
        belongs_to(school, learner, answer_many(learner, verdicts, areas=(area,)), assignment)
    answer_many(school.classmate, "--", areas=("compliance",))  # own practice
    page = errors(school)
    assert {area.area: area.together for area in page.areas} == {
        "Anatomy": ShareCell(4, 2),
        "Compliance": ShareCell(2, 0),
    }
    assert [area.weeks[-1] for area in page.areas] == [area.together for area in page.areas]


def test_the_table_has_a_row_for_each_week_and_kind_or_area(school):
    assignment = an_assignment(school, a_spec())
    a_case(school, school.learner, EMPTY, assignment)
    publish_big(school.scopes)
    belongs_to(school, school.learner, answer_many(school.learner, "+-", areas=("anatomy",)), assignment)
    with school.instructor.reading() as scope:
        rows = [list(each) for each in class_errors.table_of_errors(scope, school.class_id)]
    page = errors(school)
    assert len(rows) == 1 + 12 * (len(page.kinds) + 1)
    assert rows[-1] == [date(2026, 3, 2), "items", "Anatomy", 2, 1]
    assert [date(2026, 3, 2), "cases", "missed", 1, page.weeks[-1].counts[0]] in rows


def test_more_work_takes_no_more_statements(school):
    few = statements(school.scopes, lambda: errors(school))
    assignment = an_assignment(school, a_spec())
    for learner in (school.learner, school.classmate):
        belongs_to(school, learner, answer_many(learner, "+-", areas=("anatomy",)), assignment)
    assert statements(school.scopes, lambda: errors(school)) == few <= 5


@pytest.mark.parametrize("who", ["learner", "stranger", "other_instructor", "administrator"])
def test_only_who_may_grade_sees_it(school, who):
    with pytest.raises(NotFound):
        errors(school, getattr(school, who))
