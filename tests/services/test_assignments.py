"""Assignments through their life, as an instructor sees it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from tests.support.exams import publish_exams
from tests.support.people import Learner
from tests.support.school import School, a_school, a_spec, at, belongs_to
from trainer.db.models.attempts import AttemptRow
from trainer.db.models.audit import AuditEvent
from trainer.db.models.classes import AssignmentVersion, ClassRow, Enrolment
from trainer.db.models.content import Bank, Item
from trainer.domain.classes.changes import Change
from trainer.domain.classes.work import (
    AssignmentSpec,
    CaseWork,
    Draw,
    DrawBy,
    DrawnItems,
    FeedbackRule,
    FixedItems,
    MockWork,
)
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services import assignments
from trainer.services.assignment_checks import InvalidAssignment
from trainer.services.assignment_dealing import Gone
from trainer.services.assignment_options import get_options, search_items
from trainer.services.assignments import Stage, StaleEdit
from trainer.services.scope import Scope, Scopes

DRAW = DrawnItems((Draw(DrawBy.AREA, "anatomy", 5), Draw(DrawBy.DIFFICULTY, "3", 2)), is_per_learner=False)


@pytest.fixture
def school(scopes: Scopes) -> School:
    publish_exams(scopes)
    return a_school(scopes)


@contextmanager
def acting(who: Learner) -> Iterator[Scope]:
    with who.writing() as scope:
        yield scope


def create(school: School, spec: AssignmentSpec, *, is_published: bool = False) -> int:
    with acting(school.instructor) as scope:
        assignment_id = assignments.create_assignment(scope, school.class_id, spec)
        if is_published:
            assignments.publish_assignment(scope, school.class_id, assignment_id)
        return assignment_id


def entry(school: School, assignment_id: int) -> assignments.AssignmentEntry:
    with school.instructor.reading() as scope:
        return assignments.get_entry(scope, school.class_id, assignment_id)


def edit(school: School, assignment_id: int, spec: AssignmentSpec, base: int = 1) -> assignments.Edited:
    with acting(school.instructor) as scope:
        return assignments.edit_assignment(scope, school.class_id, assignment_id, spec, base)


def begin(school: School, learner: Learner, assignment_id: int) -> int:
    number = learner.start()
    belongs_to(school, learner, number, assignment_id)
    return number


def dealt(school: School, assignment_id: int) -> dict[int, tuple[int, ...]]:
    with school.scopes.reading() as scope:
        found = scope.session.query(AssignmentVersion).filter_by(assignment_id=assignment_id)
        return {row.number: row.dealt for row in found}


def test_a_new_assignment_is_a_draft_at_the_end_of_the_list(school):
    first = create(school, a_spec("anatomy-1", title="First"))
    second = create(school, a_spec("anatomy-2", title="Second"))
    with school.assistant.reading() as scope:
        found = assignments.list_assignments(scope, school.class_id)
    assert [(each.id, each.spec.title, each.stage, each.number) for each in found] == [
        (first, "First", Stage.DRAFT, 1),
        (second, "Second", Stage.DRAFT, 1),
    ]


def test_everything_that_is_wrong_is_said_at_once(school):
    spec = a_spec("anatomy-1", "no-such", "billing-1", title="", opens_at=at("2026-04-01 12:00"))
    spec = replace(spec, due_at=at("2026-03-01 12:00"))
    with pytest.raises(InvalidAssignment) as caught, acting(school.instructor) as scope:
        assignments.create_assignment(scope, school.class_id, spec)
    assert [(each.field, each.entry) for each in caught.value.problems] == [
        ("title", 0),
        ("due", 0),
        ("items", 2),
        ("items", 3),
    ]
    assert "“billing-1” is an item of the CPB" in caught.value.reason


def test_items_that_are_retired_or_sealed_or_private_to_others_are_named(school):
    with school.scopes.writing() as scope:
        rows = {row.slug: row for row in scope.session.query(Item)}
        rows["anatomy-1"].retired_at = scope.now
        rows["anatomy-2"].is_sealed = True
        rows["anatomy-4"].lesson = "reading-a-chart"
        private = Bank(slug="ottos", title="Otto's", origin="browser", owner_id=school.other_instructor.id)
        private.is_shared = False
        scope.session.add(private)
        scope.session.flush()
        rows["anatomy-3"].bank_id = private.id
    with pytest.raises(InvalidAssignment) as caught:
        create(school, a_spec("anatomy-1", "anatomy-2", "anatomy-3", "anatomy-4"))
    assert [each.message for each in caught.value.problems] == [
        "“anatomy-1” was retired.",
        "“anatomy-2” is kept for the sealed mock.",
        "There is no item “anatomy-3” that this class can use.",
        "“anatomy-4” stands at the end of a lesson, where everybody sees its key.",
    ]


def test_an_instructors_own_bank_is_there_for_their_class(school):
    with school.scopes.writing() as scope:
        own = Bank(slug="ines", title="Ines's", origin="browser", owner_id=school.instructor.id, is_shared=False)
        scope.session.add(own)
        scope.session.flush()
        scope.session.query(Item).filter_by(slug="anatomy-3").one().bank_id = own.id
    assert create(school, a_spec("anatomy-3"))


@pytest.mark.parametrize(
    ("work", "field"),
    [
        (DrawnItems((Draw(DrawBy.AREA, "billing", 3),), is_per_learner=False), "draws"),
        (DrawnItems((Draw(DrawBy.FAMILY, "anatomy-1", 1),), is_per_learner=True), "draws"),
        (CaseWork(("no-such-case",)), "cases"),
        (MockWork("short-77"), "form"),
    ],
)
def test_names_that_lead_nowhere_are_problems(school, work, field):
    with pytest.raises(InvalidAssignment) as caught:
        create(school, a_spec(work=work))
    assert [each.field for each in caught.value.problems] == [field]


def test_an_edit_that_changes_nothing_makes_no_version(school):
    assignment_id = create(school, a_spec("anatomy-1"))
    assert edit(school, assignment_id, a_spec("anatomy-1")) == assignments.Edited(1, Change.NOTHING, 0)


def test_every_edit_appends_a_version_that_says_what_it_changed(school):
    assignment_id = create(school, a_spec("anatomy-1"), is_published=True)
    begin(school, school.learner, assignment_id)
    assert edit(school, assignment_id, a_spec("anatomy-1", weight=2)) == assignments.Edited(2, Change.ALIKE, 1, (1,))
    done = edit(school, assignment_id, a_spec("anatomy-2", weight=2, time_limit_minutes=30), base=2)
    assert done == assignments.Edited(3, Change.OTHER, 1, (1,))
    with school.instructor.reading() as scope:
        page = assignments.get_assignment(scope, school.class_id, assignment_id)
    assert [(row.number, row.changed, row.change, row.begun) for row in page.versions] == [
        (3, ("work", "time_limit_minutes"), Change.OTHER, 0),
        (2, ("weight",), Change.ALIKE, 0),
        (1, (), Change.NOTHING, 1),
    ]
    assert (page.entry.begun, page.learners, page.versions[0].author) == (1, 2, "Ines Okafor")


def test_of_two_who_edit_the_same_version_the_second_loses_nothing_and_overwrites_nothing(school):
    assignment_id = create(school, a_spec("anatomy-1"))
    edit(school, assignment_id, a_spec("anatomy-1", title="Hers"))
    with pytest.raises(StaleEdit) as caught:
        edit(school, assignment_id, a_spec("anatomy-1", title="His"))
    assert caught.value.number == 2
    assert entry(school, assignment_id).spec.title == "Hers"
    edit(school, assignment_id, a_spec("anatomy-1", title="His"), base=2)
    assert entry(school, assignment_id).spec.title == "His"


def test_a_draw_for_all_is_drawn_when_it_is_published_and_the_draft_stays_as_it_was(school):
    assignment_id = create(school, a_spec(work=DRAW))
    assert dealt(school, assignment_id) == {1: ()}
    with acting(school.instructor) as scope:
        assignments.publish_assignment(scope, school.class_id, assignment_id)
        assignments.publish_assignment(scope, school.class_id, assignment_id)
    found = dealt(school, assignment_id)
    assert found[1] == ()
    assert len(set(found[2])) == 7


def test_an_edit_draws_anew_only_if_the_work_changed(school):
    assignment_id = create(school, a_spec(work=DRAW), is_published=True)
    edit(school, assignment_id, a_spec(work=DRAW, weight=3), base=2)
    more = replace(DRAW, draws=(Draw(DrawBy.AREA, "compliance", 6),))
    edit(school, assignment_id, a_spec(work=more, weight=3), base=3)
    edit(school, assignment_id, a_spec(work=replace(more, is_per_learner=True), weight=3), base=4)
    found = dealt(school, assignment_id)
    assert found[2] == found[3] != found[4]
    assert (len(found[4]), found[5]) == (6, ())


def test_what_the_banks_lack_is_named_and_nothing_is_published(school):
    wanted = DrawnItems((Draw(DrawBy.AREA, "cases", 40), Draw(DrawBy.AREA, "anatomy", 300)), is_per_learner=True)
    assignment_id = create(school, a_spec(work=wanted))
    words = "Cases needs 40 and has 10; Anatomy needs 300 and has 26"
    with pytest.raises(Refused, match=words), acting(school.instructor) as scope:
        assignments.publish_assignment(scope, school.class_id, assignment_id)
    assert entry(school, assignment_id).stage is Stage.DRAFT


def test_a_published_assignment_cannot_be_edited_into_one_that_nobody_can_be_dealt(school):
    assignment_id = create(school, a_spec("anatomy-1"), is_published=True)
    wanted = DrawnItems((Draw(DrawBy.AREA, "cases", 40),), is_per_learner=False)
    with pytest.raises(Refused, match="Cases needs 40"):
        edit(school, assignment_id, a_spec(work=wanted))


def test_what_was_retired_since_it_was_written_is_found_when_it_is_published(school):
    assignment_id = create(school, a_spec("anatomy-1"))
    with school.scopes.writing() as scope:
        scope.session.query(Item).filter_by(slug="anatomy-1").one().retired_at = scope.now
    with pytest.raises(InvalidAssignment, match="was retired"), acting(school.instructor) as scope:
        assignments.publish_assignment(scope, school.class_id, assignment_id)


def test_it_becomes_a_draft_again_only_while_nobody_began(school):
    assignment_id = create(school, a_spec("anatomy-1"), is_published=True)
    with acting(school.instructor) as scope:
        assignments.unpublish_assignment(scope, school.class_id, assignment_id)
    assert entry(school, assignment_id).stage is Stage.DRAFT
    with acting(school.instructor) as scope:
        assignments.publish_assignment(scope, school.class_id, assignment_id)
    begin(school, school.learner, assignment_id)
    with pytest.raises(Refused, match="One learner has begun"), acting(school.instructor) as scope:
        assignments.unpublish_assignment(scope, school.class_id, assignment_id)
    begin(school, school.classmate, assignment_id)
    with pytest.raises(Refused, match="2 learners have begun"), acting(school.instructor) as scope:
        assignments.unpublish_assignment(scope, school.class_id, assignment_id)


def test_the_archive_keeps_it_and_gives_it_back(school):
    assignment_id = create(school, a_spec("anatomy-1"), is_published=True)
    with acting(school.instructor) as scope:
        assignments.archive_assignment(scope, school.class_id, assignment_id)
    assert entry(school, assignment_id).stage is Stage.ARCHIVED
    with pytest.raises(Refused, match="archived"):
        edit(school, assignment_id, a_spec("anatomy-2"))
    with pytest.raises(Refused, match="archived"), acting(school.instructor) as scope:
        assignments.publish_assignment(scope, school.class_id, assignment_id)
    with acting(school.instructor) as scope:
        assignments.restore_assignment(scope, school.class_id, assignment_id)
    assert entry(school, assignment_id).stage is Stage.PUBLISHED


def test_assignments_change_places_past_those_in_the_archive(school):
    first, second, third = (create(school, a_spec("anatomy-1", title=title)) for title in ("a", "b", "c"))
    with acting(school.instructor) as scope:
        assignments.archive_assignment(scope, school.class_id, second)
        assignments.move_assignment(scope, school.class_id, third, is_up=True)
    with school.instructor.reading() as scope:
        assert [each.id for each in assignments.list_assignments(scope, school.class_id)] == [third, first, second]
    with acting(school.instructor) as scope:
        assignments.move_assignment(scope, school.class_id, third, is_up=True)
        assignments.move_assignment(scope, school.class_id, third, is_up=False)
        assignments.move_assignment(scope, school.class_id, third, is_up=False)
    with school.instructor.reading() as scope:
        assert [each.id for each in assignments.list_assignments(scope, school.class_id)] == [first, third, second]
    with pytest.raises(NotFound), acting(school.instructor) as scope:
        assignments.move_assignment(scope, school.class_id, second, is_up=True)


def test_new_dates_move_the_moment_from_which_keys_are_told(school):
    spec = a_spec("anatomy-1", due_at=at("2026-03-20 12:00"), feedback=FeedbackRule.AFTER_DUE)
    assignment_id = create(school, spec, is_published=True)
    number = begin(school, school.learner, assignment_id)
    edit(school, assignment_id, replace(spec, due_at=at("2026-03-27 12:00")))
    with school.scopes.reading() as scope:
        row = scope.session.get_one(AttemptRow, (school.learner.id, number))
        assert row.shows_from == at("2026-03-27 12:00")


def test_nobody_but_an_instructor_writes_and_others_do_not_learn_that_it_is_there(school):
    assignment_id = create(school, a_spec("anatomy-1"))
    for who in (school.assistant, school.learner, school.stranger, school.other_instructor, school.administrator):
        with pytest.raises(NotFound), acting(who) as scope:
            assignments.edit_assignment(scope, school.class_id, assignment_id, a_spec("anatomy-2"), 1)
        with pytest.raises(NotFound), acting(who) as scope:
            assignments.create_assignment(scope, school.class_id, a_spec("anatomy-2"))
    with pytest.raises(NotFound), acting(school.other_instructor) as scope:
        assignments.edit_assignment(scope, school.other_class_id, assignment_id, a_spec("anatomy-2"), 1)
    with pytest.raises(NotFound), school.learner.reading() as scope:
        assignments.list_assignments(scope, school.class_id)


def test_an_archived_class_is_not_written_in(school):
    with school.scopes.writing() as scope:
        scope.session.get_one(ClassRow, school.class_id).archived_at = scope.now
    with pytest.raises(Refused, match="archived"):
        create(school, a_spec("anatomy-1"))


def test_acts_are_in_the_audit_trail(school):
    assignment_id = create(school, a_spec("anatomy-1"), is_published=True)
    edit(school, assignment_id, a_spec("anatomy-2"))
    with school.scopes.reading() as scope:
        found = scope.session.query(AuditEvent).filter_by(subject=f"assignment {assignment_id}")
        assert [each.action for each in found] == ["assignment.create", "assignment.publish", "assignment.edit"]


def test_the_editor_offers_what_the_class_can_use(school):
    with school.instructor.reading() as scope:
        options = get_options(scope, school.class_id)
    assert ("cpc", "anatomy", "Anatomy") in options.areas
    assert options.tags[0][0] == "small"
    assert {track for track, forms in options.forms if forms} == {"cpc", "cpb"}
    with pytest.raises(NotFound), school.assistant.reading() as scope:
        get_options(scope, school.class_id)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", []),
        ("anatomy-22", ["anatomy-22"]),
        ("the STEM story-3", ["story-3"]),
        ("anatomy difficulty:3", ["anatomy-12", "anatomy-17", "anatomy-2", "anatomy-22", "anatomy-7"]),
        ("100%_", []),
    ],
)
def test_items_are_found_by_their_words(school, words, found):
    with school.instructor.reading() as scope:
        assert [each.slug for each in search_items(scope, school.class_id, "cpc", words)] == found


def test_fixed_items_keep_the_order_in_which_they_were_written(school):
    assignment_id = create(school, a_spec("story-2", "anatomy-9", "a-code"))
    assert entry(school, assignment_id).spec.work == FixedItems(("story-2", "anatomy-9", "a-code"))


@pytest.mark.parametrize(
    ("work", "said"),
    [
        (FixedItems(tuple(map(str, range(300_000)))), "These are 300000 items"),
        (CaseWork(tuple(map(str, range(300_000)))), "These are 300000 cases"),
    ],
)
def test_more_names_than_an_assignment_takes_are_not_looked_for(school, work, said):
    with pytest.raises(InvalidAssignment, match=said) as caught:
        create(school, a_spec(work=work))
    assert len(caught.value.problems) == 1


def retire(school: School, slug: str) -> None:
    with school.scopes.writing() as scope:
        scope.session.query(Item).filter_by(slug=slug).one().retired_at = scope.now


def test_what_was_retired_since_hinders_no_edit_that_leaves_the_work_as_it_is(school):
    spec = a_spec("anatomy-1", "anatomy-2", due_at=at("2026-03-20 12:00"))
    assignment_id = create(school, spec, is_published=True)
    retire(school, "anatomy-2")
    longer = replace(spec, due_at=at("2026-03-27 12:00"))
    assert edit(school, assignment_id, longer).number == 2
    with pytest.raises(InvalidAssignment, match="was retired"):
        edit(school, assignment_id, replace(longer, work=FixedItems(("anatomy-2", "anatomy-1"))), base=2)
    with pytest.raises(InvalidAssignment, match="due before it opens"):
        edit(school, assignment_id, replace(longer, opens_at=at("2026-04-20 12:00")), base=2)
    with school.instructor.reading() as scope:
        assert assignments.get_assignment(scope, school.class_id, assignment_id).gone == Gone("question", 1, 2)


def test_who_has_left_is_not_among_those_who_have_begun_and_their_work_stays(school):
    spec = a_spec("anatomy-1", due_at=at("2026-03-20 12:00"))
    assignment_id = create(school, spec, is_published=True)
    number = begin(school, school.learner, assignment_id)
    with school.scopes.writing() as scope:
        scope.session.get_one(Enrolment, (school.class_id, school.learner.id)).left_at = scope.now
    assert (entry(school, assignment_id).begun, entry(school, assignment_id).has_work) == (0, True)
    with school.instructor.reading() as scope:
        page = assignments.get_assignment(scope, school.class_id, assignment_id)
    assert [row.begun for row in page.versions] == [0]
    with pytest.raises(Refused, match="Somebody who has left has begun"), acting(school.instructor) as scope:
        assignments.unpublish_assignment(scope, school.class_id, assignment_id)
    assert edit(school, assignment_id, replace(spec, due_at=at("2026-03-27 12:00"))).begun == 0
    with school.scopes.reading() as scope:
        assert scope.session.get_one(AttemptRow, (school.learner.id, number)).shows_from == at("2026-03-27 12:00")


def test_an_edit_that_gives_more_time_says_how_many_have_seen_the_keys(school, clock):
    spec = a_spec("anatomy-1", due_at=at("2026-03-20 12:00"))
    assignment_id = create(school, spec, is_published=True)
    number = begin(school, school.learner, assignment_id)
    edit(school, assignment_id, replace(spec, due_at=at("2026-03-10 12:00")))  # sets when keys are shown
    assert edit(school, assignment_id, replace(spec, due_at=at("2026-03-11 12:00")), base=2).seen == 0
    school.learner.hand_in(number)
    clock.advance(hours=24 * 12)
    assert edit(school, assignment_id, replace(spec, due_at=at("2026-03-11 12:00"), weight=2), base=3).seen == 0
    assert edit(school, assignment_id, replace(spec, due_at=at("2026-03-30 12:00"), weight=2), base=4).seen == 1
