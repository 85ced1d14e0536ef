"""Invitations: sent, answered by the link or on the page of classes, renewed, withdrawn."""

import pytest
from sqlalchemy import func, select

from tests.support.invitations import confirm_address, invitation_id, invite, mails_to, token_to
from tests.support.people import Learner, sign_up
from tests.support.school import School, a_school, enrol
from trainer.db.models.audit import AuditEvent
from trainer.db.models.classes import ClassInvitation, Enrolment
from trainer.db.queries.authoring import agreed_to_instruct
from trainer.domain.classes.roles import Act, Role
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services import class_joining, class_members, classes, invitations, rosters
from trainer.services.class_access import member_for
from trainer.services.invitations import Invitee
from trainer.services.scope import Scopes

MIA = "mia@example.org"


@pytest.fixture
def school(scopes: Scopes) -> School:
    return a_school(scopes)


@pytest.fixture
def mia(school: School) -> Learner:
    """Has an account whose address is not confirmed yet."""
    return sign_up(school.scopes, MIA, "Mia Torres")


def enrolment(school: School, person: Learner) -> Enrolment | None:
    with school.scopes.reading() as scope:
        return scope.session.get(Enrolment, (school.class_id, person.id))


def row_to(school: School, email: str) -> ClassInvitation:
    with school.scopes.reading() as scope:
        return scope.session.get_one(ClassInvitation, invitation_id(school, email))


def test_an_invitation_is_mailed_and_enrols_nobody(school, mia):
    token = invite(school, MIA, number="A-17")
    (mail,) = mails_to(school.scopes, MIA)[1:]  # the first asks to confirm the address
    assert mail["subject"] == "Invitation to Coding I"
    assert "Ines Okafor invites you to the class Coding I (Spring 2026) as a learner." in mail["body"]
    assert f"http://trainer.test/classes/invitations/{token}" in mail["body"]
    assert enrolment(school, mia) is None
    assert token not in row_to(school, MIA).token_hash


def test_the_link_shows_the_class_and_takes_its_reader_in(school, mia):
    token = invite(school, MIA, number="A-17")
    with mia.reading() as scope:
        page = invitations.get_invitation(scope, token)
        assert (page.title, page.role, page.email, page.is_member) == ("Coding I", Role.LEARNER, MIA, False)
        assert page.instructors == ("Ines Okafor",)
    with mia.writing() as scope:
        assert invitations.accept_by_link(scope, token) == school.class_id
    found = enrolment(school, mia)
    assert found is not None
    assert (found.role, found.student_number) == (Role.LEARNER, "A-17")
    assert row_to(school, MIA).accepted_by == mia.id


def test_a_link_works_once(school, mia):
    token = invite(school, MIA)
    with mia.writing() as scope:
        invitations.accept_by_link(scope, token)
    with school.stranger.writing() as scope, pytest.raises(NotFound):
        invitations.accept_by_link(scope, token)


def test_a_learners_link_is_good_for_another_account_of_whoever_reads_the_mail(school):
    token = invite(school, MIA)
    with school.stranger.writing() as scope:
        invitations.accept_by_link(scope, token)
    assert row_to(school, MIA).accepted_by == school.stranger.id


@pytest.mark.parametrize("role", [Role.ASSISTANT, Role.INSTRUCTOR])
def test_a_role_of_the_staff_takes_the_confirmed_address_itself(school, mia, role):
    token = invite(school, MIA, role)
    for person in (school.stranger, mia):
        with person.writing() as scope, pytest.raises(Refused, match=MIA):
            invitations.accept_by_link(scope, token)
    confirm_address(school.scopes, mia)
    with mia.writing() as scope:
        invitations.accept_by_link(scope, token)
    with mia.reading() as scope:
        assert member_for(scope, school.class_id, Act.GRADE).role is role


def test_open_invitations_are_listed_for_confirmed_addresses_only(school, mia):
    invite(school, MIA.upper())
    with mia.reading() as scope:
        assert invitations.list_my_invitations(scope) == ()
    confirm_address(school.scopes, mia)
    with mia.writing() as scope:
        (mine,) = invitations.list_my_invitations(scope)
        assert (mine.title, mine.term, mine.role, mine.invited_by) == (
            "Coding I",
            "Spring 2026",
            Role.LEARNER,
            "Ines Okafor",
        )
        assert invitations.accept_mine(scope, mine.id) == school.class_id
        assert invitations.list_my_invitations(scope) == ()


def test_somebody_elses_invitation_cannot_be_answered_by_its_number(school):
    invite(school, MIA)
    confirm_address(school.scopes, school.stranger)
    with school.stranger.writing() as scope:
        for answer in (invitations.accept_mine, invitations.decline_mine):
            for number in (invitation_id(school, MIA), 999):
                with pytest.raises(NotFound):
                    answer(scope, number)


@pytest.mark.parametrize("is_by_link", [True, False])
def test_a_declined_invitation_waits_no_longer_and_may_be_sent_again(school, mia, is_by_link):
    token = invite(school, MIA)
    confirm_address(school.scopes, mia)
    with mia.writing() as scope:
        if is_by_link:
            invitations.decline_by_link(scope, token)
        else:
            invitations.decline_mine(scope, invitation_id(school, MIA))
        assert invitations.list_my_invitations(scope) == ()
    assert enrolment(school, mia) is None
    again = invite(school, MIA)
    with mia.writing() as scope:
        invitations.accept_by_link(scope, again)
    assert enrolment(school, mia) is not None


def test_the_same_address_twice_is_refreshed_not_doubled(school):
    first = invite(school, MIA, Role.LEARNER)
    second = invite(school, "Mia@Example.org", Role.ASSISTANT, "Mia T.", "7")
    with school.scopes.reading() as scope:
        assert scope.session.scalar(select(func.count()).select_from(ClassInvitation)) == 1
    row = row_to(school, MIA)
    assert (row.email, row.name, row.role, row.student_number) == ("Mia@Example.org", "Mia T.", "assistant", "7")
    with school.stranger.reading() as scope:
        with pytest.raises(NotFound):
            invitations.get_invitation(scope, first)
        assert invitations.get_invitation(scope, second).title == "Coding I"


def test_an_invitation_is_sent_again_with_a_new_link(school, mia, clock):
    first = invite(school, MIA)
    clock.advance(days=2)
    with school.instructor.writing() as scope:
        assert invitations.resend_invitation(scope, school.class_id, invitation_id(school, MIA)) == MIA
    second = token_to(school.scopes, MIA)
    with mia.writing() as scope:
        with pytest.raises(NotFound):
            invitations.accept_by_link(scope, first)
        invitations.accept_by_link(scope, second)


def test_a_withdrawn_invitation_lets_nobody_in_and_cannot_be_sent_again(school, mia):
    token = invite(school, MIA)
    number = invitation_id(school, MIA)
    with school.instructor.writing() as scope:
        assert invitations.withdraw_invitation(scope, school.class_id, number) == MIA
        assert class_members.get_members(scope, school.class_id).invitations == ()
        with pytest.raises(NotFound):
            invitations.resend_invitation(scope, school.class_id, number)
    with mia.writing() as scope, pytest.raises(NotFound):
        invitations.accept_by_link(scope, token)


def test_another_classs_invitation_cannot_be_touched(school):
    invite(school, MIA)
    number = invitation_id(school, MIA)
    with school.other_instructor.writing() as scope:
        for act in (invitations.resend_invitation, invitations.withdraw_invitation):
            with pytest.raises(NotFound):
                act(scope, school.other_class_id, number)


def test_an_archived_class_lets_nobody_in_by_invitation(school, mia):
    token = invite(school, MIA)
    confirm_address(school.scopes, mia)
    with school.instructor.writing() as scope:
        classes.archive_class(scope, school.class_id)
    with mia.writing() as scope:
        assert invitations.list_my_invitations(scope) == ()
        with pytest.raises(NotFound):
            invitations.accept_by_link(scope, token)
    with school.instructor.writing() as scope, pytest.raises(Refused, match="archived"):
        invitations.invite(scope, school.class_id, Invitee("Bo", "bo@example.org", "learner"))


def test_invitations_that_wait_are_listed_by_name(school):
    for name in ("zoe", "Ana"):
        invite(school, f"{name.lower()}@example.org", name=name)
    with school.assistant.reading() as scope:
        page = class_members.get_members(scope, school.class_id)
    assert [row.name for row in page.invitations] == ["Ana", "zoe"]


@pytest.mark.parametrize(
    ("person", "field"),
    [
        (Invitee("", MIA, "learner"), "name"),
        (Invitee("Mia", "", "learner"), "email"),
        (Invitee("Mia", "mia at example", "learner"), "email"),
        (Invitee("Learner", "LEARNER@example.org", "learner"), "email"),
        (Invitee("Mia", MIA, "dean"), "role"),
        (Invitee("Mia", MIA, "learner", "9" * 41), "student_number"),
    ],
)
def test_what_is_wrong_with_an_invitation_is_said_at_its_field(school, person, field):
    with school.instructor.writing() as scope, pytest.raises(Refused) as refused:
        invitations.invite(scope, school.class_id, person)
    assert refused.value.field == field


def test_joining_by_code_settles_a_learners_invitation_and_keeps_its_number(school, mia):
    invite(school, MIA, number="A-17")
    confirm_address(school.scopes, mia)
    with mia.writing() as scope:
        class_joining.join_class(scope, "C1")
        assert invitations.list_my_invitations(scope) == ()
    found = enrolment(school, mia)
    assert found is not None
    assert found.student_number == "A-17"


def test_joining_by_code_leaves_an_invitation_to_the_staff_waiting(school, mia):
    invite(school, MIA, Role.ASSISTANT)
    confirm_address(school.scopes, mia)
    with mia.writing() as scope:
        class_joining.join_class(scope, "C1")
        (mine,) = invitations.list_my_invitations(scope)
        invitations.accept_mine(scope, mine.id)
    with mia.reading() as scope:
        assert member_for(scope, school.class_id, Act.GRADE).role is Role.ASSISTANT


def test_a_member_of_the_staff_who_accepts_as_a_learner_keeps_the_role(school):
    token = invite(school, MIA)
    with school.assistant.writing() as scope:
        assert invitations.get_invitation(scope, token).is_member
        invitations.accept_by_link(scope, token)
    found = enrolment(school, school.assistant)
    assert found is not None
    assert found.role == Role.ASSISTANT


def test_who_left_comes_back_by_invitation_in_the_role_of_it(school, mia):
    confirm_address(school.scopes, mia)
    with mia.writing() as scope:
        class_joining.join_class(scope, "C1")
        class_joining.leave_class(scope, school.class_id)
    token = invite(school, MIA, Role.INSTRUCTOR)
    with mia.writing() as scope:
        invitations.accept_by_link(scope, token)
        assert member_for(scope, school.class_id, Act.MANAGE)


def test_every_act_is_in_the_audit_trail(school, mia):
    token = invite(school, MIA)
    with mia.writing() as scope:
        invitations.accept_by_link(scope, token)
    invite(school, "bo@example.org")
    number = invitation_id(school, "bo@example.org")
    with school.instructor.writing() as scope:
        invitations.resend_invitation(scope, school.class_id, number)
        invitations.withdraw_invitation(scope, school.class_id, number)
    with school.scopes.reading() as scope:
        rows = scope.session.scalars(select(AuditEvent).where(AuditEvent.subject == f"class {school.class_id}"))
        assert [(row.actor_id, row.action) for row in rows] == [
            (school.instructor.id, "class.invite"),
            (mia.id, "class.join"),
            (school.instructor.id, "class.invite"),
            (school.instructor.id, "class.invite-again"),
            (school.instructor.id, "class.withdraw-invitation"),
        ]


def test_an_invitation_to_a_class_that_one_is_in_says_so(school, mia):
    confirm_address(school.scopes, mia)
    invite(school, MIA)
    with mia.reading() as scope:
        (waiting,) = invitations.list_my_invitations(scope)
    assert (waiting.own_role, waiting.adds_number) == (None, False)
    enrol(school.scopes, school.class_id, mia)
    with mia.reading() as scope:
        (waiting,) = invitations.list_my_invitations(scope)
    assert waiting.own_role is Role.LEARNER


@pytest.mark.parametrize(
    ("own", "role"),
    [(Role.LEARNER, Role.ASSISTANT), (Role.LEARNER, Role.INSTRUCTOR), (Role.ASSISTANT, Role.INSTRUCTOR)],
)
def test_a_member_is_invited_to_a_higher_role_and_has_it_once_they_accept(school, mia, own, role):
    enrol(school.scopes, school.class_id, mia, own)
    confirm_address(school.scopes, mia)
    token = invite(school, MIA, role)
    with mia.reading() as scope:
        (waiting,) = invitations.list_my_invitations(scope)
        assert (waiting.own_role, waiting.role, waiting.is_higher) == (own, role, True)
        assert member_for(scope, school.class_id, Act.ATTEND).role is own
    with mia.writing() as scope:
        invitations.accept_by_link(scope, token)
    found = enrolment(school, mia)
    assert found is not None
    assert found.role == role


def test_a_member_who_declines_a_higher_role_stays_what_they_are(school, mia):
    enrol(school.scopes, school.class_id, mia, Role.ASSISTANT)
    token = invite(school, MIA, Role.INSTRUCTOR)
    with mia.writing() as scope:
        invitations.decline_by_link(scope, token)
    found = enrolment(school, mia)
    assert found is not None
    assert (found.role, found.left_at) == (Role.ASSISTANT, None)


@pytest.mark.parametrize(
    ("own", "role"),
    [
        (Role.LEARNER, Role.LEARNER),
        (Role.ASSISTANT, Role.LEARNER),
        (Role.ASSISTANT, Role.ASSISTANT),
        (Role.INSTRUCTOR, Role.LEARNER),
        (Role.INSTRUCTOR, Role.ASSISTANT),
    ],
)
def test_a_member_to_whom_an_invitation_gives_nothing_is_not_invited(school, mia, own, role):
    enrol(school.scopes, school.class_id, mia, own)
    with pytest.raises(Refused, match="is in the class already") as error:
        invite(school, MIA.upper(), role)
    assert error.value.field == "email"


def test_whoever_was_made_an_instructor_by_others_is_invited_once_more_and_agrees_in_place(school, mia, clock):
    clock.advance(days=1)
    enrol(school.scopes, school.class_id, mia)
    with school.instructor.writing() as scope:
        class_members.change_member(scope, school.class_id, mia.id, "instructor", "A-17")
    confirm_address(school.scopes, mia)
    joined_at = enrolment(school, mia).joined_at
    clock.advance(days=1)
    token = invite(school, MIA, Role.INSTRUCTOR)
    assert not has_agreed(school, mia)
    with mia.reading() as scope:
        (waiting,) = invitations.list_my_invitations(scope)
        assert (waiting.own_role, waiting.is_higher) == (Role.INSTRUCTOR, False)
    with mia.writing() as scope:
        invitations.accept_by_link(scope, token)
    found = enrolment(school, mia)
    assert (found.role, found.student_number, found.joined_at) == (Role.INSTRUCTOR, "A-17", joined_at)
    assert has_agreed(school, mia)
    with pytest.raises(Refused, match="is in the class already"):
        invite(school, MIA, Role.INSTRUCTOR)


def test_an_instructor_made_by_others_may_invite_themselves(school, mia, clock):
    clock.advance(days=1)
    enrol(school.scopes, school.class_id, mia, Role.INSTRUCTOR)
    confirm_address(school.scopes, mia)
    with mia.writing() as scope:
        invitations.invite(scope, school.class_id, Invitee("Mia Torres", MIA, "instructor"))
        (waiting,) = invitations.list_my_invitations(scope)
        invitations.accept_mine(scope, waiting.id)
    assert has_agreed(school, mia)


def test_whoever_made_the_class_has_agreed(school):
    assert has_agreed(school, school.instructor)
    with pytest.raises(Refused, match="is in the class already"):
        invite(school, "ines@example.org", Role.INSTRUCTOR)


def test_a_roster_leaves_members_out_whatever_role_it_gives_them(school):
    with school.instructor.writing() as scope:
        table = "name,email,role\nAssistant,assistant@example.org,instructor\nBo,bo@example.org,\n"
        imported = rosters.import_roster(scope, school.class_id, table)
    assert imported.invited == 1
    assert [problem.message for problem in imported.roster.problems] == [
        "assistant@example.org is in the class already."
    ]


def has_agreed(school: School, person: Learner) -> bool:
    with school.scopes.reading() as scope:
        statement = select(agreed_to_instruct(Enrolment)).where(
            Enrolment.class_id == school.class_id, Enrolment.person_id == person.id
        )
        return bool(scope.session.execute(statement).scalar_one())
