"""What is deleted at night, and what never is."""

import pytest
from sqlalchemy import func, select

from tests.support.people import Learner, an_administrator, sign_up
from trainer.db.models.audit import AuditEvent
from trainer.db.models.jobs import Job
from trainer.db.models.people import EmailToken, LearnerProfile, User, UserSession
from trainer.domain.kernel.errors import NotFound
from trainer.services import accounts, acting_as, retention, site_settings
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
        user = User(display_name="Guest", password_hash="!", created_at=scope.now)
        scope.session.add(user)
        scope.session.flush()
        scope.session.add(LearnerProfile(learner_id=user.id, track="cpc"))
        return Learner(scopes, accounts.open_session(scope, user.id, "a browser"))


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


def test_guests_without_work_go_and_those_with_work_stay(scopes, learner, clock, monkeypatch):
    monkeypatch.setattr(retention, "GUESTS_AT_ONCE", 2)
    guests = [a_guest(scopes) for _ in range(4)]
    guests[0].start()
    people = count(scopes, User)
    clock.advance(days=31)
    deleted = apply_retention(scopes)
    assert deleted.guests == 3
    assert count(scopes, User) == people - 3
    with scopes.reading() as scope:
        left = scope.session.scalars(select(User).where(User.email.is_(None))).one()
        assert left.next_attempt_number == 2


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
