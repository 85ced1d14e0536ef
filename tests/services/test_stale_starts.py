"""A page that was left open begins what it showed, or nothing."""

from dataclasses import replace

import pytest

from tests.support.assignments import begin, page_of
from tests.support.library import AUDIT_SLUG, CASE_SLUG, QUERY_SLUG
from tests.support.school import School, a_spec, an_assignment
from trainer.db.models.attempts import AttemptRow
from trainer.db.models.classes import AssignmentRow, AssignmentVersion
from trainer.domain.classes.work import AssignmentSpec, CaseWork
from trainer.domain.kernel.errors import NotFound
from trainer.services import assignment_sittings
from trainer.services.assignment_parts import Shown, StalePage
from trainer.services.assignment_sittings import Started

pytestmark = pytest.mark.usefixtures("code_book")
TWO = a_spec(title="Cases", work=CaseWork((CASE_SLUG, QUERY_SLUG)))
OTHERS = replace(TWO, work=CaseWork((AUDIT_SLUG, CASE_SLUG, QUERY_SLUG)))


def change(school: School, assignment: int, spec: AssignmentSpec) -> None:
    """A next version."""
    with school.scopes.writing() as scope:
        row = scope.session.get_one(AssignmentRow, assignment)
        row.current_number += 1
        common = {"created_at": scope.now, "created_by": school.instructor.id}
        scope.session.add(AssignmentVersion(assignment_id=assignment, number=row.current_number, spec=spec, **common))


def offered(school: School, assignment: int, part: int = 1) -> Shown:
    """What the learner's page offers to begin now."""
    page = page_of(school, school.learner, assignment)
    line = next(each for each in page.parts if each.part == part)
    return Shown(page.version, line.next_try)


def start(school: School, assignment: int, shown: Shown, part: int = 1, request_id: str = "") -> Started:
    with school.learner.writing() as scope:
        return assignment_sittings.start_assignment(
            scope, school.class_id, assignment, part=part, request_id=request_id, shown=shown
        )


def refused(school: School, assignment: int, shown: Shown, part: int = 1) -> StalePage:
    with pytest.raises(StalePage) as caught:
        start(school, assignment, shown, part)
    return caught.value


def sittings(school: School) -> int:
    with school.learner.reading() as scope:
        number = 1
        while scope.session.get(AttemptRow, (school.learner.id, number)) is not None:
            number += 1
        return number - 1


def test_what_was_shown_is_begun(ward):
    assignment = an_assignment(ward, replace(TWO, attempts=2))
    assert offered(ward, assignment, 2) == Shown(1, 1)
    started = start(ward, assignment, Shown(1, 1), 2)
    ward.learner.hand_in(started.number)
    assert offered(ward, assignment, 2) == Shown(1, 2)
    assert offered(ward, assignment, 1) == Shown(1, 1)


def test_of_a_version_that_was_changed_nothing_is_begun_and_the_changes_are_named(ward):
    assignment = an_assignment(ward, TWO)
    shown = offered(ward, assignment, 2)
    change(ward, assignment, replace(OTHERS, weight=3))
    stale = refused(ward, assignment, shown, 2)
    assert (stale.changed, stale.attempt) == (("work", "weight"), 0)
    assert sittings(ward) == 0
    start(ward, assignment, offered(ward, assignment, 2), 2)
    assert sittings(ward) == 1


def test_a_part_that_is_gone_from_a_new_version_is_a_stale_page_and_no_missing_one(ward):
    assignment = an_assignment(ward, OTHERS)
    shown = offered(ward, assignment, 3)
    change(ward, assignment, TWO)
    assert refused(ward, assignment, shown, 3).changed == ("work",)
    with pytest.raises(NotFound):
        start(ward, assignment, offered(ward, assignment, 1), 3)


def test_whoever_has_begun_keeps_their_version_and_their_page(ward):
    assignment = an_assignment(ward, TWO)
    shown = offered(ward, assignment, 2)
    begin(ward, ward.learner, assignment, part=1)
    change(ward, assignment, OTHERS)
    start(ward, assignment, shown, 2)
    assert sittings(ward) == 2


def test_a_try_that_was_made_in_another_tab_is_not_followed_by_the_next_one(ward):
    assignment = an_assignment(ward, replace(TWO, attempts=3))
    shown = offered(ward, assignment)
    ward.learner.hand_in(begin(ward, ward.learner, assignment).number)
    stale = refused(ward, assignment, shown)
    assert (stale.changed, stale.attempt) == ((), 1)
    begin(ward, ward.learner, assignment)
    assert refused(ward, assignment, shown).attempt == 2
    assert sittings(ward) == 2


def test_the_try_that_was_shown_and_is_open_in_another_tab_is_gone_on_with(ward):
    assignment = an_assignment(ward, replace(TWO, attempts=3))
    shown = offered(ward, assignment)
    assert start(ward, assignment, shown) == begin(ward, ward.learner, assignment)
    assert start(ward, assignment, shown) == start(ward, assignment, shown)


def test_the_same_request_again_gives_the_same_sitting_whatever_happened_since(ward):
    assignment = an_assignment(ward, replace(TWO, attempts=3))
    shown = offered(ward, assignment)
    started = start(ward, assignment, shown, request_id="one")
    ward.learner.hand_in(started.number)
    change(ward, assignment, replace(OTHERS, attempts=3))
    assert start(ward, assignment, shown, request_id="one") == started


@pytest.mark.parametrize("shown", [Shown(9, 1), Shown(1, 7)], ids=["a version", "a try"])
def test_what_never_was_is_a_stale_page_without_a_reason(ward, shown):
    assignment = an_assignment(ward, TWO)
    stale = refused(ward, assignment, shown)
    assert (stale.changed, stale.attempt) == ((), 0)
