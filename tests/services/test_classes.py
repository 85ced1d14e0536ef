"""Classes: making, changing, archiving and copying them; coming in by code, leaving, members."""

import random

import pytest
from sqlalchemy import event, func, select

from tests.support.people import sign_up
from tests.support.school import School, a_class, a_school, a_spec, an_assignment, at, enrol
from trainer.db.models.audit import AuditEvent
from trainer.db.models.classes import AssignmentOverride, AssignmentRow, AssignmentVersion, ClassRow, Enrolment
from trainer.domain.classes.roles import Act, Role
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services import class_copies, class_joining, class_members, classes
from trainer.services.class_access import member_for
from trainer.services.class_copies import CopyRequest
from trainer.services.classes import ClassSpec
from trainer.services.scope import Scopes

SPEC = ClassSpec("Coding II", "Fall 2026", "cpc", "America/New_York")
CODE = "C1"


@pytest.fixture
def school(scopes: Scopes) -> School:
    return a_school(scopes)


def row_of(school: School, class_id: int | None = None) -> ClassRow:
    with school.scopes.reading() as scope:
        return scope.session.get_one(ClassRow, class_id or school.class_id)


def change(school: School, **values: object) -> None:
    with school.scopes.writing() as scope:
        for name, value in values.items():
            setattr(scope.session.get_one(ClassRow, school.class_id), name, value)


def enrolment(school: School, person_id: int) -> Enrolment:
    with school.scopes.reading() as scope:
        return scope.session.get_one(Enrolment, (school.class_id, person_id))


def audit(school: School) -> list[tuple[str, str]]:
    with school.scopes.reading() as scope:
        rows = scope.session.scalars(
            select(AuditEvent).where(AuditEvent.action.like("class.%")).order_by(AuditEvent.id)
        )
        return [(row.action, row.detail) for row in rows]


# Making and changing


def test_who_may_teach_makes_a_class_and_is_its_instructor(school):
    with school.other_instructor.writing() as scope:
        class_id = classes.create_class(scope, SPEC)
    row = row_of(school, class_id)
    assert (row.title, row.term, row.track, row.time_zone, row.is_joinable) == (
        "Coding II",
        "Fall 2026",
        "cpc",
        "America/New_York",
        True,
    )
    with school.other_instructor.reading() as scope:
        assert member_for(scope, class_id, Act.MANAGE).role is Role.INSTRUCTOR
    assert audit(school) == [("class.create", "Coding II")]


def test_an_administrator_may_make_classes_and_a_learner_may_not(school):
    with school.administrator.writing() as scope:
        assert classes.create_class(scope, SPEC)
    with school.learner.writing() as scope, pytest.raises(NotFound):
        classes.create_class(scope, SPEC)


def test_what_is_wrong_with_a_class_is_said_field_by_field():
    problems = classes.problems_of(ClassSpec(" ", "", "cxc", "Mars/Olympus"))
    assert problems.keys() == {"title", "term", "track", "time_zone"}
    assert classes.problems_of(ClassSpec("t" * 121, "t" * 61, "cpb", "UTC")).keys() == {"title", "term"}


def test_a_time_zone_is_stored_in_its_usual_spelling_and_texts_on_one_line(school):
    with school.instructor.writing() as scope:
        class_id = classes.create_class(scope, ClassSpec(" Coding\r\nII ", "Fall", "cpb", " europe/london "))
    row = row_of(school, class_id)
    assert (row.title, row.time_zone) == ("Coding II", "Europe/London")


def test_a_bad_spec_is_refused_by_the_service_too(school):
    with school.instructor.writing() as scope, pytest.raises(Refused) as refused:
        classes.edit_class(scope, school.class_id, ClassSpec("Coding", "Fall", "cpc", "Chicago"))
    assert refused.value.field == "time_zone"


def test_an_edit_is_audited_with_what_changed_and_none_without_a_change(school):
    with school.instructor.writing() as scope:
        before = classes.get_class(scope, school.class_id).spec
        classes.edit_class(scope, school.class_id, before)
    assert audit(school) == []
    with school.instructor.writing() as scope:
        classes.edit_class(scope, school.class_id, SPEC)
    ((action, detail),) = audit(school)
    assert action == "class.edit"
    assert detail == "title: Coding I → Coding II; term: Spring 2026 → Fall 2026; time_zone: America/Chicago → " + (
        "America/New_York"
    )


def test_codes_have_no_letters_that_are_taken_for_one_another():
    codes = "".join(classes.draw_code(random.Random(seed)) for seed in range(200))
    assert set(codes) == set(classes.CODE_LETTERS)
    assert not set(codes) & set("O0I1")


def test_a_code_that_another_class_has_is_drawn_again(school):
    with school.instructor.writing() as scope:
        taken = classes.draw_code(random.Random(7))
        scope.session.get_one(ClassRow, school.other_class_id).join_code = taken
        scope.session.flush()
        scope.rng = random.Random(7)
        assert classes.renew_join_code(scope, school.class_id) != taken


def test_a_new_code_ends_the_old_one(school):
    with school.instructor.writing() as scope:
        code = classes.renew_join_code(scope, school.class_id)
    with school.stranger.writing() as scope:
        with pytest.raises(Refused):
            class_joining.join_class(scope, CODE)
        assert class_joining.join_class(scope, code) == school.class_id


def test_an_archived_class_cannot_be_changed_and_is_taken_up_again(school):
    with school.instructor.writing() as scope:
        classes.archive_class(scope, school.class_id)
        classes.archive_class(scope, school.class_id)
    with school.instructor.writing() as scope:
        for change_it in (
            lambda: classes.edit_class(scope, school.class_id, SPEC),
            lambda: classes.renew_join_code(scope, school.class_id),
            lambda: class_members.remove_member(scope, school.class_id, school.learner.id),
            lambda: class_members.change_member(scope, school.class_id, school.learner.id, "assistant", ""),
        ):
            with pytest.raises(Refused, match="archived"):
                change_it()
    with school.learner.reading() as scope:
        page = classes.list_classes(scope)
    assert [entry.title for entry in page.archived] == ["Coding I"]
    assert page.attending == ()
    with school.instructor.writing() as scope:
        classes.unarchive_class(scope, school.class_id)
        classes.unarchive_class(scope, school.class_id)
        classes.edit_class(scope, school.class_id, SPEC)
    assert [action for action, _ in audit(school)] == ["class.archive", "class.unarchive", "class.edit"]


def test_the_list_tells_teaching_from_attending(school):
    enrol(school.scopes, school.other_class_id, school.assistant)
    with school.assistant.reading() as scope:
        page = classes.list_classes(scope)
    (teaching,), (attending,) = page.teaching, page.attending
    assert (teaching.title, teaching.role, teaching.learners) == ("Coding I", Role.ASSISTANT, 2)
    assert (attending.title, attending.role, attending.learners) == ("Billing I", Role.LEARNER, 2)
    assert not page.may_create
    with school.administrator.reading() as scope:
        assert classes.list_classes(scope).may_create


def test_a_class_is_shown_with_its_counts(school):
    an_assignment(school, a_spec())
    an_assignment(school, a_spec(), is_published=False)
    with school.instructor.reading() as scope:
        page = classes.get_class(scope, school.class_id)
    assert page.counts == classes.Counts(2, 1, 1, 0, 1, 1)
    assert page.instructors == ("Ines Okafor",)
    assert page.join_link == "http://trainer.test/classes/join/C1"
    assert page.shown_code == "C1"
    assert page.may_copy


def test_a_code_of_full_length_is_shown_in_two_halves(school):
    change(school, join_code="ABCDEFGH")
    with school.learner.reading() as scope:
        page = classes.get_class(scope, school.class_id)
    assert page.shown_code == "ABCD-EFGH"
    assert not page.may_copy


# Coming in by code, and leaving


@pytest.mark.parametrize("typed", ["C1AB-2345", "c1ab2345", "  c1 ab 23 45 "])
def test_a_code_is_taken_in_any_case_with_or_without_hyphens(school, typed):
    change(school, join_code="C1AB2345")
    with school.stranger.writing() as scope:
        assert class_joining.join_class(scope, typed) == school.class_id
    assert enrolment(school, school.stranger.id).role == Role.LEARNER
    assert audit(school) == [("class.join", "by code")]


@pytest.mark.parametrize(
    ("values", "code", "words"),
    [
        ({}, "NOSUCH", "No class has this code"),
        ({"is_joinable": False}, CODE, "takes nobody in by its code at the moment"),
        ({"archived_at": at("2026-03-01 10:00")}, CODE, "archived"),
    ],
)
def test_codes_that_let_nobody_in_say_why(school, values, code, words):
    change(school, **values)
    with school.stranger.writing() as scope, pytest.raises(Refused, match=words) as refused:
        class_joining.join_class(scope, code)
    assert refused.value.field == "code"


def test_who_is_in_the_class_stays_what_they_are(school):
    change(school, is_joinable=False)
    with school.assistant.writing() as scope:
        assert class_joining.get_joinable(scope, CODE).is_member
        assert class_joining.join_class(scope, CODE) == school.class_id
    assert enrolment(school, school.assistant.id).role == Role.ASSISTANT
    assert audit(school) == []


def test_the_page_before_joining_names_the_class_and_its_instructors(school):
    with school.stranger.reading() as scope:
        page = class_joining.get_joinable(scope, CODE)
    assert (page.title, page.term, page.track, page.instructors) == ("Coding I", "Spring 2026", "cpc", ("Ines Okafor",))


def test_who_left_is_no_member_and_coming_back_fills_the_same_row(school, clock):
    with school.instructor.writing() as scope:
        class_members.change_member(scope, school.class_id, school.learner.id, "learner", "A-17")
    with school.learner.writing() as scope:
        assert class_joining.leave_class(scope, school.class_id) == "Coding I"
    with school.learner.reading() as scope, pytest.raises(NotFound):
        member_for(scope, school.class_id, Act.ATTEND)
    clock.advance(days=1)
    with school.learner.writing() as scope:
        class_joining.join_class(scope, CODE)
    row = enrolment(school, school.learner.id)
    assert (row.left_at, row.student_number, row.joined_at) == (None, "A-17", clock.now)


def test_an_assistant_who_left_comes_back_by_code_as_a_learner(school):
    with school.assistant.writing() as scope:
        class_joining.leave_class(scope, school.class_id)
        class_joining.join_class(scope, CODE)
    assert enrolment(school, school.assistant.id).role == Role.LEARNER


def test_the_last_instructor_can_neither_leave_nor_be_demoted_nor_removed(school):
    me = school.instructor.id
    with school.instructor.writing() as scope:
        for act in (
            lambda: class_joining.leave_class(scope, school.class_id),
            lambda: class_members.change_member(scope, school.class_id, me, "learner", ""),
            lambda: class_members.remove_member(scope, school.class_id, me),
        ):
            with pytest.raises(Refused, match="needs an instructor"):
                act()
        class_members.change_member(scope, school.class_id, school.assistant.id, "instructor", "")
        class_joining.leave_class(scope, school.class_id)
    with school.assistant.reading() as scope:
        assert member_for(scope, school.class_id, Act.MANAGE).role is Role.INSTRUCTOR


def test_leaving_works_in_an_archived_class_too(school):
    change(school, archived_at=at("2026-03-01 10:00"))
    with school.learner.writing() as scope:
        class_joining.leave_class(scope, school.class_id)
    assert enrolment(school, school.learner.id).left_at is not None


def test_ending_what_is_over_or_never_was_changes_nothing(school):
    with school.instructor.writing() as scope:
        class_joining.end_enrolment(scope, school.class_id, school.stranger.id)
        class_joining.end_enrolment(scope, school.class_id, school.learner.id)
        left_at = scope.session.get_one(Enrolment, (school.class_id, school.learner.id)).left_at
        scope.now = at("2027-01-01 00:00")
        class_joining.end_enrolment(scope, school.class_id, school.learner.id)
    assert left_at is not None
    assert enrolment(school, school.learner.id).left_at == left_at


# Members


def test_members_are_listed_staff_first_then_by_name(school):
    with school.assistant.reading() as scope:
        page = class_members.get_members(scope, school.class_id)
    assert [(row.name, row.role) for row in page.members] == [
        ("Ines Okafor", Role.INSTRUCTOR),
        ("Assistant", Role.ASSISTANT),
        ("Classmate", Role.LEARNER),
        ("Learner", Role.LEARNER),
    ]
    assert page.members[3].email == "learner@example.org"
    assert page.invitations == ()


def test_roles_and_numbers_are_changed_and_audited(school):
    with school.instructor.writing() as scope:
        class_members.change_member(scope, school.class_id, school.learner.id, "assistant", " B\n7 ")
        class_members.change_member(scope, school.class_id, school.learner.id, "assistant", "B 7")
        _, row = class_members.get_member(scope, school.class_id, school.learner.id)
    assert (row.role, row.student_number) == (Role.ASSISTANT, "B 7")
    person = f"user {school.learner.id}"
    assert audit(school) == [
        ("class.role", f"{person}: learner → assistant"),
        ("class.student-number", person),
    ]


@pytest.mark.parametrize(("role", "number", "field"), [("dean", "", "role"), ("learner", "9" * 41, "student_number")])
def test_unknown_roles_and_long_numbers_are_refused(school, role, number, field):
    with school.instructor.writing() as scope, pytest.raises(Refused) as refused:
        class_members.change_member(scope, school.class_id, school.learner.id, role, number)
    assert refused.value.field == field


def test_somebody_elses_learner_cannot_be_changed_or_removed(school):
    with school.instructor.writing() as scope:
        class_members.remove_member(scope, school.class_id, school.learner.id)
        for person in (school.stranger.id, school.learner.id):
            with pytest.raises(NotFound):
                class_members.change_member(scope, school.class_id, person, "learner", "")
            with pytest.raises(NotFound):
                class_members.remove_member(scope, school.class_id, person)
    assert audit(school) == [("class.remove", f"user {school.learner.id}")]


# Copies


def grant(school: School, learner_id: int, assignment_id: int | None, **values: object) -> None:
    with school.scopes.writing() as scope:
        scope.session.add(
            AssignmentOverride(
                class_id=school.class_id,
                learner_id=learner_id,
                assignment_id=assignment_id,
                reason="letter",
                granted_at=scope.now,
                granted_by=school.instructor.id,
                **values,
            )
        )


def test_a_copy_has_the_assignments_as_drafts_with_moved_dates_and_nobody_in_it(school):
    an_assignment(school, a_spec(due_at=at("2026-03-02 18:00")))  # noon in Chicago, in winter
    with school.instructor.writing() as scope:
        copied = class_copies.copy_class(scope, school.class_id, CopyRequest("Coding I", "Fall 2026", 182))
    assert (copied.assignments, copied.members) == (1, 0)
    row = row_of(school, copied.class_id)
    assert (row.term, row.copied_from_id, row.time_zone) == ("Fall 2026", school.class_id, "America/Chicago")
    assert row.join_code != CODE
    with school.scopes.reading() as scope:
        draft = scope.session.scalars(select(AssignmentRow).where(AssignmentRow.class_id == copied.class_id)).one()
        version = scope.session.get_one(AssignmentVersion, (draft.id, 1))
    assert draft.published_at is None
    assert version.spec.due_at == at("2026-08-31 17:00")  # noon in Chicago, in summer
    with school.learner.reading() as scope, pytest.raises(NotFound):
        member_for(scope, copied.class_id, Act.ATTEND)


def test_members_come_along_with_what_was_granted_to_them(school):
    assignment_id = an_assignment(school, a_spec(due_at=at("2026-03-02 18:00")))
    grant(school, school.learner.id, None, extra_percent=50)
    grant(school, school.learner.id, assignment_id, due_at=at("2026-03-03 18:00"))
    grant(school, school.classmate.id, None, extra_percent=25, ended_at=at("2026-03-01 00:00"))
    with school.classmate.writing() as scope:
        class_joining.leave_class(scope, school.class_id)
    with school.instructor.writing() as scope:
        class_members.change_member(scope, school.class_id, school.learner.id, "learner", "A-17")
        wanted = CopyRequest("Coding I", "Fall 2026", 182, with_members=True)
        copied = class_copies.copy_class(scope, school.class_id, wanted)
    assert copied.members == 2
    with school.scopes.reading() as scope:
        people = scope.session.scalars(select(Enrolment).where(Enrolment.class_id == copied.class_id))
        assert {(row.person_id, row.role, row.student_number) for row in people} == {
            (school.instructor.id, "instructor", ""),
            (school.assistant.id, "assistant", ""),
            (school.learner.id, "learner", "A-17"),
        }
        draft = scope.session.scalars(select(AssignmentRow).where(AssignmentRow.class_id == copied.class_id)).one()
        granted = scope.session.scalars(
            select(AssignmentOverride)
            .where(AssignmentOverride.class_id == copied.class_id)
            .order_by(AssignmentOverride.id)
        )
        assert [(row.learner_id, row.assignment_id, row.extra_percent, row.due_at) for row in granted] == [
            (school.learner.id, None, 50, None),
            (school.learner.id, draft.id, 0, at("2026-09-01 17:00")),
        ]


def test_an_archived_class_can_be_copied(school):
    change(school, archived_at=at("2026-03-01 10:00"), is_joinable=False)
    with school.instructor.writing() as scope:
        copied = class_copies.copy_class(scope, school.class_id, CopyRequest("Coding I", "Fall 2026", 0))
    row = row_of(school, copied.class_id)
    assert (row.archived_at, row.is_joinable) == (None, True)


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (CopyRequest("", "Fall", 0), "title"),
        (CopyRequest("Coding", "", 0), "term"),
        (CopyRequest("Coding", "Fall", 3_661), "days"),
        (CopyRequest("Coding", "Fall", -3_661), "days"),
    ],
)
def test_copies_that_are_not_possible_are_refused(school, wanted, field):
    with school.instructor.writing() as scope, pytest.raises(Refused) as refused:
        class_copies.copy_class(scope, school.class_id, wanted)
    assert refused.value.field == field


def test_an_instructor_who_may_not_make_classes_cannot_copy_one(school):
    with school.instructor.writing() as scope:
        class_members.change_member(scope, school.class_id, school.assistant.id, "instructor", "")
    with school.assistant.writing() as scope, pytest.raises(NotFound):
        class_copies.copy_class(scope, school.class_id, CopyRequest("Coding", "Fall", 0))


def test_the_number_of_statements_does_not_grow_with_classes_and_members(school):
    def statements() -> int:
        count = 0

        def counted(*_: object) -> None:
            nonlocal count
            count += 1

        with school.instructor.reading() as scope:
            connection = scope.session.connection()
            event.listen(connection, "before_cursor_execute", counted)
            classes.list_classes(scope)
            classes.get_class(scope, school.class_id)
            class_members.get_members(scope, school.class_id)
            event.remove(connection, "before_cursor_execute", counted)
        return count

    before = statements()
    for number in range(5):
        a_class(school.scopes, school.instructor, code=f"MORE{number}")
        enrol(school.scopes, school.class_id, sign_up(school.scopes, f"p{number}@example.org"))
    assert statements() == before <= 8
    with school.scopes.reading() as scope:
        assert scope.session.scalar(select(func.count()).select_from(ClassRow)) == 7
