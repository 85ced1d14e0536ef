"""What is deleted at night, and what never is."""

import pytest
from sqlalchemy import func, select

from tests.support.everything import publish_everything, work_alone
from tests.support.people import PASSWORD, Learner, an_administrator, sign_up
from trainer.db.models.attempts import AnswerRow
from trainer.db.models.audit import AuditEvent
from trainer.db.models.base import Base
from trainer.db.models.jobs import Job
from trainer.db.models.people import EmailToken, User, UserSession
from trainer.domain.kernel.errors import NotFound
from trainer.services import accounts, acting_as, guests, retention, site_settings
from trainer.services.jobs import run_due_jobs
from trainer.services.nightly import TASKS, queue_nightly
from trainer.services.retention import Deleted, apply_retention
from trainer.services.scope import Scopes

NOTHING = Deleted(0, 0, 0, 0, 0)


@pytest.fixture
def ada(scopes: Scopes) -> Learner:
    return an_administrator(scopes)


def count(scopes: Scopes, model: type) -> int:
    with scopes.reading() as scope:
        return scope.session.execute(select(func.count()).select_from(model)).scalar_one()


def a_guest(scopes: Scopes) -> Learner:
    with scopes.writing() as scope:
        return Learner(scopes, guests.begin_guest(scope, "a browser"))


def test_nothing_is_deleted_before_its_time(scopes, clock):
    sign_up(scopes)
    a_guest(scopes)
    clock.advance(days=29)
    assert apply_retention(scopes) == NOTHING


def test_sign_ins_go_some_time_after_they_ended(scopes, clock):
    ann = sign_up(scopes)
    with scopes.writing() as scope:
        accounts.open_session(scope, 1, "a phone")
    with ann.writing() as scope:
        accounts.log_out(scope)
    clock.advance(days=90)
    assert apply_retention(scopes).sessions == 0
    clock.advance(hours=1)
    assert apply_retention(scopes).sessions == 1, "the one that was ended; the phone's expired 60 days ago"
    clock.advance(days=30)
    assert apply_retention(scopes).sessions == 1
    assert count(scopes, UserSession) == 0


def test_sign_ins_in_which_an_administrator_looked_in_stay(scopes, ada, clock):
    ann = sign_up(scopes)
    with ada.writing() as scope:
        acting_as.start_acting(scope, ann.id, "A question.")
    clock.advance(days=1000)
    apply_retention(scopes)
    with scopes.writing() as scope:
        ann = Learner(scopes, accounts.open_session(scope, 2, "a browser"))
    with ann.reading() as scope:
        assert [visit.reason for visit in acting_as.list_visits(scope)] == ["A question."]


def test_links_go_some_time_after_they_were_used_or_expired(scopes, clock):
    sign_up(scopes)
    clock.advance(days=33)
    assert apply_retention(scopes).tokens == 0
    clock.advance(hours=1)
    assert apply_retention(scopes).tokens == 1
    assert count(scopes, EmailToken) == 0


def test_jobs_go_when_they_are_done_and_later_when_they_failed_and_never_while_they_wait(scopes, clock):
    with scopes.writing() as scope:
        common = {"kind": "mail", "payload": "{}", "run_at": scope.now, "created_at": scope.now}
        for state, finished_at in (("done", scope.now), ("failed", scope.now), ("queued", None)):
            scope.session.add(Job(**common, state=state, finished_at=finished_at))
    clock.advance(days=31)
    assert apply_retention(scopes) == Deleted(0, 0, 1, 0, 0)
    clock.advance(days=150)
    assert apply_retention(scopes) == Deleted(0, 0, 0, 1, 0)
    clock.advance(days=5000)
    assert apply_retention(scopes) == NOTHING
    assert count(scopes, Job) == 1


def test_guests_go_with_everything_they_did_and_members_stay(scopes, learner, clock, monkeypatch):
    monkeypatch.setattr(retention, "GUESTS_AT_ONCE", 2)
    number = learner.start()
    learner.answer(number, 1, rightly=True)
    visitors = [a_guest(scopes) for _ in range(4)]
    for visitor in visitors[:2]:
        number = visitor.start()
        visitor.answer(number, 1, rightly=False)
        visitor.hand_in(number)
    answers, people = count(scopes, AnswerRow), count(scopes, User)
    with visitors[3].writing() as scope:
        accounts.sign_up(scope, "cy@example.org", "Cy", PASSWORD, "cpb")
    clock.advance(days=30)
    assert apply_retention(scopes).guests == 0, "the thirty days are not over"
    clock.advance(hours=1)
    assert apply_retention(scopes).guests == 3
    assert count(scopes, User) == people - 3
    assert count(scopes, AnswerRow) == answers - 2
    assert apply_retention(scopes).guests == 0


def test_a_guest_who_cannot_be_deleted_keeps_nobody_else(scopes, clock, monkeypatch, capsys):
    monkeypatch.setattr(retention, "GUESTS_AT_ONCE", 3)
    visitors = [a_guest(scopes).id for _ in range(5)]
    with scopes.writing() as scope:
        scope.session.add(AuditEvent(at=scope.now, actor_id=visitors[1], action="test", subject="", detail=""))
    clock.advance(days=31)
    assert apply_retention(scopes).guests == 4
    assert "a guest could not be deleted" in capsys.readouterr().out
    with scopes.reading() as scope:
        assert scope.session.scalars(select(User.id)).all() == [visitors[1]]
    assert apply_retention(scopes).guests == 0


def test_a_guest_with_one_of_everything_leaves_nothing_behind(scopes, clock, code_book):
    """Every table that holds something of a person, by the columns that name one."""
    publish_everything(scopes)
    guest = a_guest(scopes)
    guest_id = guest.id
    work_alone(guest, "guest")
    clock.advance(days=31)
    assert apply_retention(scopes).guests == 1
    with scopes.reading() as scope:
        for table in Base.metadata.sorted_tables:
            for name in {"learner_id", "user_id", "person_id"} & set(table.c.keys()):
                assert not scope.session.execute(select(table.c[name]).where(table.c[name] == guest_id)).all()
        assert scope.session.get(User, guest_id) is None


def test_a_setting_says_how_long(scopes, ada, clock):
    with ada.writing() as scope:
        site_settings.change_settings(scope, {"token_days": "1"})
    sign_up(scopes)
    clock.advance(days=4, hours=1)
    assert apply_retention(scopes).tokens == 1


def test_facts_are_never_deleted(scopes, ada, clock):
    clock.advance(days=5000)
    apply_retention(scopes)
    assert count(scopes, AuditEvent) == 1
    assert count(scopes, User) == 1


def test_it_is_done_every_night(scopes, clock):
    sign_up(scopes)
    clock.advance(days=40)
    queue_nightly(scopes)
    assert run_due_jobs(scopes) == len(TASKS) + 1
    assert count(scopes, EmailToken) == 0


def inactive(ada: Learner) -> list[str]:
    with ada.reading() as scope:
        rows, total = retention.list_inactive(scope)
    assert total == len(rows)
    return [row.name for row in rows]


def test_accounts_that_nobody_uses_are_listed_and_left_alone(scopes, ada, learner, clock):
    ben = sign_up(scopes, "ben@example.org", "Ben")
    cy = sign_up(scopes, "cy@example.org", "Cy")
    ada_id, cy_id = ada.id, cy.id
    a_guest(scopes)
    with ada.writing() as scope:
        site_settings.change_settings(scope, {"inactive_months": "2"})
    assert inactive(ada) == []
    ben.start()
    clock.advance(days=89)
    with scopes.writing() as scope:
        accounts.open_session(scope, cy_id, "a browser")
        ada = Learner(scopes, accounts.open_session(scope, ada_id, "a browser"))
    assert inactive(ada) == [], "a sign-in is good for 30 days, and may be used to its end"
    clock.advance(days=2)
    assert inactive(ada) == ["Ann", "Ben"]
    apply_retention(scopes)
    assert inactive(ada) == ["Ann", "Ben"]


def test_the_list_is_for_administrators(scopes):
    with sign_up(scopes).reading() as scope, pytest.raises(NotFound):
        retention.list_inactive(scope)
