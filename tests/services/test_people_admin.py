"""People as an administrator finds and changes them: who is found, what is refused, what the audit trail says."""

import random
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Thread

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from tests.services.test_mail import free_port
from tests.support.assignments import begin
from tests.support.exams import publish_exams
from tests.support.people import PASSWORD, Learner, an_administrator, sign_up
from tests.support.school import a_school, a_spec, an_assignment
from trainer.config import Mail
from trainer.db.models.attempts import AttemptRow
from trainer.db.models.audit import AuditEvent
from trainer.db.models.content import Bank
from trainer.db.models.jobs import Job
from trainer.db.models.people import User
from trainer.domain.classes.work import FeedbackRule
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services import accounts, administration, class_joining, people_admin, property_admin, sign_in
from trainer.services.jobs import run_due_jobs
from trainer.services.scope import Scopes

WHY = "The school asked for it."


@pytest.fixture
def ada(scopes: Scopes) -> Learner:
    return an_administrator(scopes)


@pytest.fixture
def ann(scopes: Scopes) -> Learner:
    return sign_up(scopes)


def events(scopes: Scopes) -> list[tuple[str, str, str]]:
    with scopes.reading() as scope:
        rows = scope.session.scalars(select(AuditEvent).order_by(AuditEvent.id))
        return [(row.action, row.subject, row.detail) for row in rows]


def user(scopes: Scopes, user_id: int) -> User:
    with scopes.reading() as scope:
        return scope.session.get_one(User, user_id)


def page_of(ada: Learner, user_id: int) -> people_admin.PersonPage:
    with ada.reading() as scope:
        return people_admin.get_person(scope, user_id)


def found(ada: Learner, words: str = "", kind: str = "", page: int = 1) -> list[str]:
    with ada.reading() as scope:
        return [row.name for row in people_admin.find_people(scope, words, kind, page).rows]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("", ["Ada", "Ann", "Bea Ortiz"]),
        ("ORTIZ", ["Bea Ortiz"]),
        ("  bea   ortiz ", ["Bea Ortiz"]),
        ("bea@", ["Bea Ortiz"]),
        ("example.org", ["Ada", "Ann", "Bea Ortiz"]),
        ("%", []),
        ("_", []),
        ("nobody", []),
    ],
)
def test_people_are_found_by_a_part_of_name_or_address(scopes, ada, ann, words, names):
    sign_up(scopes, "bea@example.org", "Bea Ortiz")
    assert found(ada, words) == names


def test_people_are_found_by_what_they_are(scopes, ada, ann):
    with scopes.writing() as scope:
        scope.session.add(User(display_name="Guest", password_hash="!", created_at=scope.now))
        scope.session.add(
            User(display_name="Deleted person", password_hash="!", created_at=scope.now, purge_started_at=scope.now)
        )
    sets = {kind: found(ada, "", kind) for kind in people_admin.KINDS}
    assert sets == {
        "": ["Ada", "Ann", "Guest"],
        "administrators": ["Ada"],
        "teachers": ["Ada"],
        "unconfirmed": ["Ann"],
        "disabled": [],
        "guests": ["Guest"],
        "deleted": ["Deleted person"],
    }
    assert found(ada, "", "a kind that there is not") == sets[""]


def test_pages_of_people_follow_one_another(scopes, ada, monkeypatch):
    monkeypatch.setattr(people_admin, "PEOPLE_A_PAGE", 2)
    for name in ("Cy", "Bo", "Di"):
        sign_up(scopes, f"{name.lower()}@example.org", name)
    assert [found(ada, page=page) for page in (1, 2, 3)] == [["Ada", "Bo"], ["Cy", "Di"], []]
    with ada.reading() as scope:
        first, second = (people_admin.find_people(scope, "", "", page) for page in (1, 2))
    assert (first.total, first.has_more, second.has_more) == (4, True, False)


def test_nobody_but_an_administrator_learns_anything(scopes, ada, ann):
    acts = [
        lambda scope: people_admin.find_people(scope, "", "", 1),
        lambda scope: people_admin.get_person(scope, ada.id),
        lambda scope: people_admin.set_roles(scope, ann.id, is_administrator=True, may_teach=True, reason=WHY),
        lambda scope: people_admin.disable(scope, ada.id, WHY),
        lambda scope: people_admin.enable(scope, ada.id, WHY),
        lambda scope: people_admin.end_sessions(scope, ada.id),
        lambda scope: people_admin.verify_address(scope, ann.id, WHY),
        lambda scope: people_admin.send_password_link(scope, ada.id),
        lambda scope: people_admin.grant_extra_time(scope, ann.id, 25, 0, WHY),
        lambda scope: people_admin.end_extra_time(scope, ann.id, 1),
        lambda scope: people_admin.record_export(scope, ada.id, WHY),
        property_admin.list_banks,
        lambda scope: property_admin.share_bank(scope, 1, WHY),
        lambda scope: property_admin.add_instructor(scope, 1, "ann@example.org", WHY),
        administration.get_overview,
        administration.get_releases,
    ]
    for act in acts:
        with pytest.raises(NotFound), ann.writing() as scope:
            act(scope)
    assert not user(scopes, ann.id).is_administrator


def test_the_page_of_a_person_tells_everything_that_is_acted_on(scopes, clock):
    school = a_school(scopes)
    with scopes.writing() as scope:
        scope.session.add(Bank(slug="own", title="Own bank", origin="browser", owner_id=None, is_shared=False))
    with school.administrator.writing() as scope:
        people_admin.grant_extra_time(scope, school.learner.id, 25, 5, "Reads slowly.")
        property_admin.hand_over_bank(scope, 1, "ines@example.org", WHY)
    page = page_of(school.administrator, school.learner.id)
    assert (page.person.name, page.person.email, page.is_self) == ("Learner", "learner@example.org", False)
    assert [(each.title, each.role, each.left_at) for each in page.classes] == [("Coding I", "learner", None)]
    assert [(each.device, each.is_look) for each in page.sessions] == [("a browser", False)]
    assert [(each.percent, each.seconds, each.reason) for each in page.extra_time] == [(25, 300, "Reads slowly.")]
    assert page.work == ()
    assert page_of(school.administrator, school.instructor.id).banks == ("Own bank",)
    assert page_of(school.administrator, school.administrator.id).is_self


def test_a_person_who_is_not_there_is_not_found(ada):
    for act in (
        lambda scope: people_admin.get_person(scope, 999),
        lambda scope: people_admin.disable(scope, 999, WHY),
        lambda scope: people_admin.end_extra_time(scope, ada.id, 1),
    ):
        with pytest.raises(NotFound), ada.writing() as scope:
            act(scope)


def test_roles_are_given_and_taken_with_a_reason(scopes, ada, ann):
    ann_id = ann.id
    for is_administrator, may_teach in ((False, True), (True, True), (False, False)):
        with ada.writing() as scope:
            people_admin.set_roles(
                scope, ann_id, is_administrator=is_administrator, may_teach=may_teach, reason=f" {WHY} "
            )
        row = user(scopes, ann_id)
        assert (row.is_administrator, row.may_teach) == (is_administrator, may_teach)
    assert events(scopes)[-3:] == [
        ("user.roles", f"user {ann_id}", f"no role -> may teach: {WHY}"),
        ("user.roles", f"user {ann_id}", f"may teach -> administrator and may teach: {WHY}"),
        ("user.roles", f"user {ann_id}", f"administrator and may teach -> no role: {WHY}"),
    ]


def test_the_last_administrator_stays_one(scopes, ada, ann):
    with pytest.raises(Refused, match="last administrator"), ada.writing() as scope:
        people_admin.set_roles(scope, ada.id, is_administrator=False, may_teach=True, reason=WHY)
    with pytest.raises(Refused, match="last administrator"), scopes.writing() as scope:
        people_admin.disable(scope, ada.id, WHY)
    other = an_administrator(scopes, "abe@example.org")
    with other.writing() as scope:
        people_admin.disable(scope, ada.id, WHY)
    with pytest.raises(Refused, match="last administrator"), other.writing() as scope:
        people_admin.set_roles(scope, other.id, is_administrator=False, may_teach=True, reason=WHY)


def test_one_of_two_administrators_may_step_down(scopes, ada):
    an_administrator(scopes, "abe@example.org")
    with ada.writing() as scope:
        people_admin.set_roles(scope, ada.id, is_administrator=False, may_teach=True, reason=WHY)
    assert not user(scopes, ada.id).is_administrator


def test_a_change_of_roles_without_change_or_reason_or_account_is_refused(scopes, ada, ann):
    with scopes.writing() as scope:
        guest = User(display_name="Guest", password_hash="!", created_at=scope.now)
        scope.session.add(guest)
        scope.session.flush()
        guest_id = guest.id
    for user_id, may_teach, reason in (
        (ann.id, False, WHY),
        (ann.id, True, "  "),
        (ann.id, True, "x" * 501),
        (guest_id, True, WHY),
    ):
        with pytest.raises(Refused), ada.writing() as scope:
            people_admin.set_roles(scope, user_id, is_administrator=False, may_teach=may_teach, reason=reason)
    assert [action for action, *_ in events(scopes)] == ["user.create-administrator"]


def test_who_is_disabled_is_signed_out_and_let_in_again(scopes, ada, ann):
    ann_id = ann.id
    with ada.writing() as scope:
        people_admin.disable(scope, ann_id, WHY)
    with scopes.writing() as scope:
        assert accounts.find_signed_in(scope, ann.token) is None
        with pytest.raises(Refused):
            sign_in.log_in(scope, "ann@example.org", PASSWORD, "a browser")
    with pytest.raises(Refused, match="already"), ada.writing() as scope:
        people_admin.disable(scope, ann_id, WHY)
    with pytest.raises(Refused), ada.writing() as scope:
        people_admin.send_password_link(scope, ann_id)
    with ada.writing() as scope:
        people_admin.enable(scope, ann_id, WHY)
    with scopes.writing() as scope:
        assert sign_in.log_in(scope, "ann@example.org", PASSWORD, "a browser")
    with pytest.raises(Refused, match="not disabled"), ada.writing() as scope:
        people_admin.enable(scope, ann_id, WHY)
    assert [action for action, *_ in events(scopes)[-2:]] == ["user.disable", "user.enable"]


def test_nobody_disables_themselves(scopes, ada):
    an_administrator(scopes, "abe@example.org")
    with pytest.raises(Refused, match="yourself"), ada.writing() as scope:
        people_admin.disable(scope, ada.id, WHY)


def test_one_sign_in_or_all_are_ended(scopes, ada, ann):
    ann_id = ann.id
    with scopes.writing() as scope:
        accounts.open_session(scope, ann_id, "a phone")
    phone, browser = page_of(ada, ann_id).sessions
    assert (phone.device, browser.device) == ("a phone", "a browser")
    with ada.writing() as scope:
        people_admin.end_sessions(scope, ann_id, phone.id)
    assert page_of(ada, ann_id).sessions == (browser,)
    with ada.writing() as scope:
        people_admin.end_sessions(scope, ann_id)
    assert page_of(ada, ann_id).sessions == ()
    assert [detail for *_, detail in events(scopes)[-2:]] == [f"one: {phone.id}", "all"]


def test_a_sign_in_of_somebody_else_is_not_ended_through_a_person(scopes, ada, ann):
    ben = sign_up(scopes, "ben@example.org", "Ben")
    (session,) = page_of(ada, ben.id).sessions
    with ada.writing() as scope:
        people_admin.end_sessions(scope, ann.id, session.id)
    assert page_of(ada, ben.id).sessions == (session,)


def test_an_address_is_confirmed_by_hand_once(scopes, ada, ann):
    with ada.writing() as scope:
        people_admin.verify_address(scope, ann.id, WHY)
    assert page_of(ada, ann.id).person.is_verified
    with pytest.raises(Refused), ada.writing() as scope:
        people_admin.verify_address(scope, ann.id, WHY)


def test_a_link_to_set_a_password_is_mailed_to_the_person_alone(scopes, ada, ann):
    with ada.writing() as scope:
        people_admin.send_password_link(scope, ann.id)
    with scopes.reading() as scope:
        job = scope.session.scalars(select(Job).order_by(Job.id.desc())).first()
        assert job is not None
        assert "ann@example.org" in job.payload
        assert "/reset-password/" in job.payload
    assert events(scopes)[-1] == ("user.password-link", f"user {ann.id}", "")


def test_extra_time_is_granted_and_ended(scopes, ada, ann):
    with ada.writing() as scope:
        people_admin.grant_extra_time(scope, ann.id, 50, 0, "Reads slowly.")
    with pytest.raises(Refused), ada.writing() as scope:
        people_admin.grant_extra_time(scope, ann.id, 0, 0, "Reads slowly.")
    assert len(page_of(ada, ann.id).extra_time) == 1
    with ada.writing() as scope:
        people_admin.end_extra_time(scope, ann.id, 1)
    assert page_of(ada, ann.id).extra_time == ()
    assert "Reads slowly" not in str(events(scopes)), "a reason may tell of health: it stands with the extra time only"


def test_that_data_were_taken_is_written_down(scopes, ada, ann):
    with ada.writing() as scope:
        people_admin.record_export(scope, ann.id, WHY)
    assert events(scopes)[-1] == ("user.export", f"user {ann.id}", WHY)


def a_bank(scopes: Scopes, slug: str = "own", **values: object) -> int:
    with scopes.writing() as scope:
        bank = Bank(**{"slug": slug, "title": slug.title(), "origin": "browser", "is_shared": False} | values)
        scope.session.add(bank)
        scope.session.flush()
        return bank.id


def test_a_private_bank_is_shared_once(scopes, ada):
    bank_id = a_bank(scopes)
    with ada.writing() as scope:
        assert property_admin.share_bank(scope, bank_id, WHY) == "Own"
    with pytest.raises(Refused, match="already"), ada.writing() as scope:
        property_admin.share_bank(scope, bank_id, WHY)
    assert events(scopes)[-1] == ("bank.share", "bank own", WHY)


def test_a_bank_is_handed_to_somebody_who_may_teach(scopes, ada, ann):
    bank_id = a_bank(scopes, owner_id=ann.id)
    with pytest.raises(Refused, match="may teach"), ada.writing() as scope:
        property_admin.hand_over_bank(scope, bank_id, "ann@example.org", WHY)
    with ada.writing() as scope:
        property_admin.hand_over_bank(scope, bank_id, " ADMIN@example.org ", WHY)
    with ada.reading() as scope:
        (row,) = property_admin.list_banks(scope)
    assert (row.owner_id, row.owner, row.is_shared, row.published_at) == (ada.id, "Ada", False, None)
    assert events(scopes)[-1] == ("bank.hand-over", "bank own", f"user {ann.id} -> user {ada.id}: {WHY}")


def test_a_bank_from_files_belongs_to_everybody(scopes, ada):
    bank_id = a_bank(scopes, origin="files", is_shared=True)
    with pytest.raises(Refused, match="files"), ada.writing() as scope:
        property_admin.share_bank(scope, bank_id, WHY)
    with pytest.raises(NotFound), ada.writing() as scope:
        property_admin.share_bank(scope, bank_id + 1, WHY)


def test_banks_are_listed_with_what_is_in_them(scopes, learner):
    ada = an_administrator(scopes)
    with ada.reading() as scope:
        (row,) = property_admin.list_banks(scope)
    assert row.is_from_files
    assert row.items > 0
    assert row.cases > 0
    assert row.published_at == scopes.clock()


def test_a_class_whose_instructor_is_gone_gets_another(scopes):
    school = a_school(scopes)
    for class_id in (school.class_id, school.other_class_id):
        with school.administrator.writing() as scope:
            property_admin.add_instructor(scope, class_id, "otto@example.org", WHY)
    with school.administrator.reading() as scope:
        classes = people_admin.get_person(scope, school.other_instructor.id).classes
    assert [(each.title, each.role) for each in classes] == [("Billing I", "instructor"), ("Coding I", "instructor")]


def test_the_overview_counts_and_tells_how_it_is(scopes, learner, clock):
    ada = an_administrator(scopes)
    with scopes.writing() as scope:
        failing = {"kind": "mail", "payload": "{}", "run_at": scope.now, "created_at": scope.now, "tries": 8}
        scope.session.add(Job(**failing, state="failed", last_error="OSError: away", finished_at=scope.now))
        scope.session.add(Job(**failing, state="queued", last_error="OSError: away"))
    learner.start()
    clock.advance(hours=1)
    with ada.reading() as scope:
        counts, health = administration.get_overview(scope)
    assert (counts.people, counts.administrators, counts.sittings) == (2, 1, 1)
    assert counts.items > 0
    assert health.revision == health.newest_revision
    assert health.database.startswith(("SQLite 3", "PostgreSQL 1"))
    assert health.database_bytes > 0
    assert health.free_bytes > 0
    assert not health.is_mail_configured
    assert health.book is None
    assert (health.jobs_queued, health.jobs_due, health.jobs_failed) == (2, 2, 1), "the mail of the sign-up, and one"
    assert {(job.is_given_up, job.error) for job in health.failing} == {
        (True, "OSError: away"),
        (False, "OSError: away"),
    }


def test_releases_are_those_of_the_code_book(scopes, code_book):
    with an_administrator(scopes).reading() as scope:
        book, imported = administration.get_releases(scope)
    assert book is not None
    assert book.releases
    assert imported == ()


def test_a_sign_in_that_was_long_ago_is_still_the_last_one(scopes, ada, ann, clock):
    clock.advance(days=3)
    assert page_of(ada, ann.id).person.last_seen_at == clock() - timedelta(days=3)


def test_nobody_becomes_the_instructor_of_a_class_that_there_is_not(scopes):
    school = a_school(scopes)
    with pytest.raises(NotFound), school.administrator.writing() as scope:
        property_admin.add_instructor(scope, 999, "otto@example.org", WHY)


def test_who_joins_a_class_at_the_same_moment_becomes_its_instructor(scopes):
    school = a_school(scopes)

    def add() -> None:
        with school.administrator.writing() as scope:
            property_admin.add_instructor(scope, school.class_id, "otto@example.org", WHY)

    second = Thread(target=add)
    with school.other_instructor.writing() as scope:
        class_joining.join_class(scope, "C1")
        second.start()
        second.join(0.5)
        assert second.is_alive(), "it waits for whoever joins"
    second.join(20)
    classes = page_of(school.administrator, school.other_instructor.id).classes
    assert {each.id: each.role for each in classes}[school.class_id] == "instructor"


def test_two_administrators_do_not_take_the_role_from_each_other(scopes, ada):
    abe = an_administrator(scopes, "abe@example.org")
    outcomes: list[type[Exception]] = []

    def demote(who: Learner, whom: Learner) -> None:
        with who.writing() as scope:
            people_admin.set_roles(scope, whom.id, is_administrator=False, may_teach=True, reason=WHY)

    def strike_back() -> None:
        try:
            demote(abe, ada)
        except (NotFound, Refused, OperationalError) as error:
            outcomes.append(type(error))

    ada_id, abe_id, second = ada.id, abe.id, Thread(target=strike_back)
    with ada.writing() as scope:
        people_admin.set_roles(scope, abe_id, is_administrator=False, may_teach=True, reason=WHY)
        second.start()
        second.join(0.5)
        assert second.is_alive(), "it waits for the other one"
    second.join(20)
    waited_to_sign_in = scopes.engines.write.dialect.name == "sqlite"  # there the sign-in of before has ended meanwhile
    assert outcomes == [Refused if waited_to_sign_in else NotFound]
    assert (user(scopes, ada_id).is_administrator, user(scopes, abe_id).is_administrator) == (True, False)


class Refusing:
    """A mail server that knows none of the addresses, and names them."""

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: object, envelope: object, address: str, options: object
    ) -> str:
        return f"550 5.1.1 <{address}>: no such mailbox"


def test_an_address_that_a_mail_server_refuses_is_kept_nowhere_but_in_the_mail(scopes, ada):
    controller = Controller(Refusing(), hostname="127.0.0.1", port=free_port())
    controller.start()
    settings = replace(scopes.settings, mail=Mail("127.0.0.1", controller.port))
    refusing = Scopes(scopes.engines, settings, scopes.clock, random.Random(1))
    sign_up(refusing)
    try:
        outcome = administration.send_test_mail(settings, "someone@example.org")
        with ada.writing() as scope:
            administration.record_test_mail(scope, outcome)
        with capture_logs():
            run_due_jobs(refusing)
    finally:
        controller.stop()
    assert "someone@example.org" in outcome.error, "the page tells all of it"
    assert events(scopes)[-1] == ("mail.test", "mail server", "SMTPRecipientsRefused: 550")
    with scopes.reading() as scope:
        assert set(scope.session.scalars(select(Job.last_error))) == {"SMTPRecipientsRefused: 550"}


def test_extra_time_moves_the_moment_from_which_classmates_are_told_the_keys(scopes, clock):
    publish_exams(scopes)
    school = a_school(scopes)
    dates = {"opens_at": clock(), "due_at": clock() + timedelta(days=1), "closes_at": clock() + timedelta(days=1)}
    spec = a_spec("anatomy-1", time_limit_minutes=60, feedback=FeedbackRule.AFTER_DUE, **dates)
    assignment_id = an_assignment(school, spec)
    number = begin(school, school.learner, assignment_id).number

    def told_from() -> datetime | None:
        with scopes.reading() as scope:
            return scope.session.get_one(AttemptRow, (school.learner.id, number)).shows_from

    before = told_from()
    with school.administrator.writing() as scope:
        people_admin.grant_extra_time(scope, school.classmate.id, 0, 30, WHY)
    after = told_from()
    assert before is not None
    assert after == before + timedelta(minutes=30)
    with school.administrator.writing() as scope:
        people_admin.end_extra_time(scope, school.classmate.id, 1)
    assert told_from() == before
