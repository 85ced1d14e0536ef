"""Work that was begun goes on as it was begun, whatever is changed in the assignment or withdrawn meanwhile."""

from dataclasses import replace

import pytest
from sqlalchemy import update

from tests.support.assignments import begin, open_work, page_of, row_of
from tests.support.library import AUDIT_SLUG, CASE_SLUG, CASE_TITLE, QUERY_SLUG, publish
from tests.support.school import School, a_school, a_spec, an_assignment
from trainer.db.models.attempts import AttemptRow
from trainer.db.models.cases import Case
from trainer.db.models.classes import AssignmentRow, AssignmentVersion
from trainer.domain.classes.marks import CellState
from trainer.domain.classes.work import AssignmentSpec, CaseWork, FixedItems
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services import gradebook
from trainer.services.scope import Scopes

pytestmark = pytest.mark.usefixtures("code_book")
TWO = a_spec(title="Cases", work=CaseWork((CASE_SLUG, QUERY_SLUG)))
THREE = replace(TWO, work=CaseWork((AUDIT_SLUG, CASE_SLUG, QUERY_SLUG)))


@pytest.fixture
def school(scopes: Scopes) -> School:
    publish(scopes)
    return a_school(scopes)


def change(school: School, assignment: int, spec: AssignmentSpec) -> None:
    """A next version."""
    with school.scopes.writing() as scope:
        row = scope.session.get_one(AssignmentRow, assignment)
        row.current_number += 1
        common = {"created_at": scope.now, "created_by": school.instructor.id}
        scope.session.add(AssignmentVersion(assignment_id=assignment, number=row.current_number, spec=spec, **common))


def withdraw(school: School, slug: str) -> None:
    with school.scopes.writing() as scope:
        scope.session.execute(update(Case).where(Case.slug == slug).values(retired_at=scope.now))


def do(school: School, assignment: int, part: int = 1) -> AttemptRow:
    started = begin(school, school.learner, assignment, part=part)
    school.learner.hand_in(started.number)
    with school.learner.reading() as scope:
        return scope.session.get_one(AttemptRow, (school.learner.id, started.number))


def cell_of(school: School):
    with school.instructor.reading() as scope:
        page = gradebook.get_gradebook(scope, school.class_id)
    return next(row.cells[0] for row in page.rows if row.learner_id == school.learner.id)


def headings(school: School, assignment: int) -> list[tuple[str, int, int | None]]:
    """Title, sittings and tries left of each part."""
    page = page_of(school, school.learner, assignment)
    return [(part.title, len(part.sittings), part.tries_left) for part in page.parts]


def test_a_case_that_is_added_leaves_the_parts_of_a_try_that_is_begun(school):
    assignment = an_assignment(school, TWO)
    do(school, assignment)
    change(school, assignment, THREE)
    assert [title for title, _, _ in headings(school, assignment)] == [CASE_TITLE, "An ear, but which"]
    assert headings(school, assignment)[0][1] == 1
    page = page_of(school, school.learner, assignment)
    assert (page.is_changed, page.asked.work) == (True, TWO.work)
    with pytest.raises(NotFound):
        begin(school, school.learner, assignment, part=3)
    second = do(school, assignment, part=2)
    assert (second.assignment_version, second.assignment_try) == (1, 1)
    assert "An ear, but which" in second.title
    assert cell_of(school).state is CellState.DONE
    assert open_work(school.learner) == []
    with pytest.raises(Refused):
        begin(school, school.learner, assignment, part=1)


def test_the_next_try_is_of_the_newest_version(school):
    assignment = an_assignment(school, replace(TWO, attempts=2))
    do(school, assignment)
    do(school, assignment, part=2)
    change(school, assignment, replace(THREE, attempts=2))
    assert headings(school, assignment) == [
        ("A claim about an ear", 0, 1),
        (CASE_TITLE, 1, 1),
        ("An ear, but which", 1, 1),
    ]
    third = do(school, assignment, part=1)
    assert (third.assignment_version, third.assignment_try) == (2, 2)
    assert (do(school, assignment, part=2).assignment_try, cell_of(school).counted) == (2, 1)


@pytest.mark.parametrize("is_withdrawn", [True, False], ids=["withdrawn", "taken out"])
def test_a_case_that_is_gone_costs_nobody_who_had_begun(school, is_withdrawn):
    assignment = an_assignment(school, TWO)
    do(school, assignment)
    assert cell_of(school).state is CellState.IN_PROGRESS
    if is_withdrawn:
        withdraw(school, QUERY_SLUG)
    else:
        change(school, assignment, replace(TWO, work=CaseWork((CASE_SLUG,))))
    assert cell_of(school).state is CellState.DONE
    assert row_of(school, school.learner, assignment).cell.state is CellState.DONE
    assert headings(school, assignment) == [(CASE_TITLE, 1, 0)]
    assert open_work(school.learner) == []
    with pytest.raises(Refused, match="not on offer"):
        begin(school, school.learner, assignment, part=2)


def test_a_case_that_is_gone_and_was_done_still_counts(school):
    assignment = an_assignment(school, TWO)
    do(school, assignment)
    do(school, assignment, part=2)
    before = cell_of(school)
    withdraw(school, QUERY_SLUG)
    assert cell_of(school) == before
    assert [sat for _, sat, _ in headings(school, assignment)] == [1, 1]


def test_whoever_starts_later_is_asked_for_what_is_left(school):
    assignment = an_assignment(school, TWO)
    withdraw(school, CASE_SLUG)
    assert headings(school, assignment) == [("An ear, but which", 0, 1)]
    do(school, assignment, part=2)
    assert cell_of(school).state is CellState.DONE
    assert open_work(school.learner) == []


def test_a_case_that_was_done_once_and_is_taken_out_keeps_its_place_on_the_page(school):
    assignment = an_assignment(school, replace(TWO, attempts=2))
    do(school, assignment)
    do(school, assignment, part=2)
    change(school, assignment, replace(TWO, attempts=2, work=CaseWork((CASE_SLUG,))))
    assert headings(school, assignment) == [(CASE_TITLE, 1, 1), ("An ear, but which", 1, 0)]


def test_an_open_sitting_is_described_as_it_was_begun(school):
    spec = a_spec("a-single", "a-multiple", time_limit_minutes=30)
    assignment = an_assignment(school, spec)
    begin(school, school.learner, assignment)
    newer = replace(spec, title="New", work=FixedItems(("a-single",)), time_limit_minutes=50, weight=3)
    change(school, assignment, newer)
    page = page_of(school, school.learner, assignment)
    assert page.asked == replace(newer, work=spec.work, time_limit_minutes=30)
    assert (page.is_changed, page.limit_seconds) == (True, 1800)
    fresh = page_of(school, school.classmate, assignment)
    assert (fresh.is_changed, fresh.asked, fresh.limit_seconds) == (False, newer, 3000)
