"""What comes next in a class: dates that lie ahead, who has handed in, and what waits."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from tests.support.assignments import begin
from tests.support.library import CASE_SLUG, QUERY_SLUG
from tests.support.school import School, a_spec, an_assignment
from trainer.domain.classes.marks import CellState
from trainer.domain.classes.work import CaseWork, ReviewWork
from trainer.domain.kernel.errors import NotFound
from trainer.services import assignments, class_joining, gradebook, marks_by_hand
from trainer.services.class_next import ClassNext, Coming, HandedIn, get_next

DAY = timedelta(days=1)


def next_of(school: School) -> ClassNext:
    with school.instructor.reading() as scope:
        return get_next(scope, school.class_id, with_risks=True)


def test_of_a_class_without_assignments_nothing_comes(school):
    found = next_of(school)
    assert (found.due, found.opens, found.handed_in) == (None, None, None)
    assert (found.counts.learners, found.counts.published, found.counts.drafts) == (2, 0, 0)
    assert found.at_risk == 2, "nothing is known of anybody yet"


def test_the_soonest_date_that_is_not_over_comes_next(school, clock):
    now = clock()
    an_assignment(school, a_spec("anatomy-1", title="Over", due_at=now - DAY))
    an_assignment(school, a_spec("anatomy-1", title="Later", opens_at=now + 2 * DAY, due_at=now + 9 * DAY))
    soon = an_assignment(school, a_spec("anatomy-1", title="Soon", due_at=now + DAY))
    an_assignment(school, a_spec("anatomy-1", title="Draft", due_at=now + DAY / 2), is_published=False)
    found = next_of(school)
    assert (found.due, found.handed_in) == (Coming(soon, "Soon", now + DAY), HandedIn(0, 2))
    assert found.opens is not None
    assert (found.opens.title, found.opens.at) == ("Later", now + 2 * DAY)


def in_gradebook(school: School, assignment_id: int) -> HandedIn:
    """The same, counted from the cells of the gradebook."""
    with school.instructor.reading() as scope:
        page = gradebook.get_gradebook(scope, school.class_id)
    found = page.column(assignment_id)
    assert found is not None
    states = [row.cells[found[0]].state for row in page.rows]
    handed_in = sum(state in (CellState.DONE, CellState.LATE, CellState.UNGRADED) for state in states)
    return HandedIn(handed_in, sum(state is not CellState.EXCUSED for state in states))


def agreed(school: School, assignment_id: int) -> HandedIn | None:
    found = next_of(school)
    assert found.due is not None
    assert found.due.assignment_id == assignment_id
    assert found.handed_in == in_gradebook(school, assignment_id)
    return found.handed_in


def test_who_has_handed_in_is_counted_as_in_the_gradebook(school, clock):
    due = an_assignment(school, a_spec("anatomy-1", time_limit_minutes=5, due_at=clock() + DAY))
    assert agreed(school, due) == HandedIn(0, 2)
    school.learner.hand_in(begin(school, school.learner, due).number)
    begin(school, school.classmate, due)
    assert agreed(school, due) == HandedIn(1, 2)
    clock.advance(hours=1)
    assert agreed(school, due) == HandedIn(2, 2), "whose time is up has handed in"
    with school.instructor.writing() as scope:
        marks_by_hand.excuse_learners(scope, school.class_id, due, [school.classmate.id], "Illness.")
    assert agreed(school, due) == HandedIn(1, 1)


def test_a_score_by_hand_counts_and_whoever_has_left_does_not(school, clock):
    due = an_assignment(school, a_spec("anatomy-1", due_at=clock() + DAY))
    with school.instructor.writing() as scope:
        place = marks_by_hand.place_to_change(scope, school.class_id, due, school.classmate.id)
        marks_by_hand.set_score(scope, place, 0, 800, "On paper.")
    school.learner.hand_in(begin(school, school.learner, due).number)
    assert agreed(school, due) == HandedIn(2, 2)
    with school.learner.writing() as scope:
        class_joining.leave_class(scope, school.class_id)
    assert agreed(school, due) == HandedIn(1, 1)


@pytest.mark.usefixtures("code_book")
def test_of_cases_every_part_is_to_be_handed_in(ward, clock):
    work = CaseWork((CASE_SLUG, QUERY_SLUG))
    due = an_assignment(ward, a_spec(work=work, due_at=clock() + DAY))
    ward.learner.hand_in(begin(ward, ward.learner, due, part=1).number)
    assert agreed(ward, due) == HandedIn(0, 2)
    ward.learner.hand_in(begin(ward, ward.learner, due, part=2).number)
    assert agreed(ward, due) == HandedIn(1, 2)


def test_reviews_are_due_without_a_count(school, clock):
    an_assignment(school, a_spec(work=ReviewWork(5), due_at=clock() + DAY))
    found = next_of(school)
    assert found.due is not None
    assert found.handed_in is None


def test_risks_are_counted_where_they_are_asked_for(school):
    with school.instructor.reading() as scope:
        assert get_next(scope, school.class_id).at_risk == 0


def test_a_date_is_ahead_until_its_last_moment(school, clock):
    an_assignment(school, a_spec("anatomy-1", due_at=clock() + DAY))
    clock.advance(days=1)
    assert next_of(school).due is not None
    clock.advance(seconds=1)
    assert next_of(school).due is None


def test_learners_do_not_see_it(school):
    with school.learner.reading() as scope, pytest.raises(NotFound):
        get_next(scope, school.class_id)


def test_as_many_statements_for_many_assignments_and_learners_as_for_few(school, clock):
    def statements() -> int:
        found: list[str] = []
        engine = school.scopes.engines.read

        def count(connection, cursor, statement, *_) -> None:
            found.append(statement)

        event.listen(engine, "before_cursor_execute", count)
        try:
            next_of(school)
        finally:
            event.remove(engine, "before_cursor_execute", count)
        return len(found)

    def work() -> None:
        due = an_assignment(school, a_spec("anatomy-1", due_at=clock() + DAY))
        for learner in (school.learner, school.classmate):
            learner.hand_in(begin(school, learner, due).number)

    work()
    few = statements()
    for _ in range(4):
        work()
    assert statements() == few


def test_an_archived_assignment_does_not_come(school, clock):
    due = an_assignment(school, a_spec("anatomy-1", due_at=clock() + DAY))
    with school.instructor.writing() as scope:
        assignments.archive_assignment(scope, school.class_id, due)
    assert next_of(school).due is None
