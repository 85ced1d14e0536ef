"""Guests: they begin without an address, keep what they did by signing up, and can take it back."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.support.people import PASSWORD, Learner, an_administrator, sign_up
from trainer.db.models.attempts import AttemptRow
from trainer.db.models.audit import AuditEvent
from trainer.db.models.people import LearnerProfile, User
from trainer.domain.kernel.errors import Refused
from trainer.services import accounts, guests, sign_in, site_settings
from trainer.services.scope import Scopes


@pytest.fixture
def guest(scopes: Scopes) -> Learner:
    with scopes.writing() as scope:
        return Learner(scopes, guests.begin_guest(scope, "a browser", "cpb"))


def test_a_guest_is_a_person_without_an_address(guest, scopes):
    with guest.reading() as scope:
        assert (scope.learner.is_guest, scope.learner.email, scope.learner.track) == (True, "", "cpb")
    member = sign_up(scopes)
    with member.reading() as scope:
        assert not scope.learner.is_guest
        assert guests.kept_until(scope) is None


def test_signing_up_turns_the_same_row_into_the_account(guest, learner, scopes):
    number, guest_id = guest.start(number=2), guest.id
    guest.answer(number, 1, rightly=True)
    with guest.writing() as scope:
        user_id = accounts.sign_up(scope, "Gil@example.org", "Gil", PASSWORD, "cpc", time_zone="america/phoenix")
        token = accounts.open_session(scope, user_id, "a browser")
    assert user_id == guest_id
    gil = Learner(scopes, token)
    assert gil.question(number, 1).verdict is not None
    with gil.reading() as scope:
        assert (scope.learner.email, scope.learner.display_name, scope.learner.track) == (
            "Gil@example.org",
            "Gil",
            "cpc",
        )
        assert scope.session.get_one(LearnerProfile, guest_id).time_zone == "America/Phoenix"
        assert accounts.find_signed_in(scope, guest.token) is None, "the session of the guest has ended"
    with scopes.writing() as scope:
        assert sign_in.log_in(scope, "gil@example.org", PASSWORD, "a phone")


def test_a_sign_up_that_is_refused_leaves_the_guest_as_they_were(guest, scopes):
    sign_up(scopes, "ann@example.org")
    with pytest.raises(Refused), guest.writing() as scope:
        accounts.sign_up(scope, "ann@example.org", "Gil", PASSWORD, "cpc")
    with guest.reading() as scope:
        assert scope.learner.is_guest


def test_a_member_who_signs_somebody_up_stays_who_they_are(scopes):
    ann = sign_up(scopes)
    with ann.writing() as scope:
        assert accounts.sign_up(scope, "ben@example.org", "Ben", PASSWORD, "cpc") != ann.id


def test_a_guest_is_kept_for_as_long_as_the_site_says(guest, scopes, clock):
    began = clock()
    with guest.reading() as scope:
        assert guests.kept_until(scope) == began + timedelta(days=30)
    clock.advance(days=30)
    with guest.reading() as scope:
        assert scope.actor is None, "the session ends with the time"
    with an_administrator(scopes).writing() as scope:
        site_settings.change_settings(scope, {"guest_days": "7"})
    with scopes.writing() as scope:
        other = Learner(scopes, guests.begin_guest(scope, "a browser"))
    with other.reading() as scope:
        assert guests.kept_until(scope) == clock() + timedelta(days=7)


def test_a_guest_can_take_everything_back_at_once(guest, learner, scopes):
    number, guest_id = guest.start(), guest.id
    guest.answer(number, 1, rightly=False)
    with guest.writing() as scope:
        guests.forget_guest(scope)
    with scopes.reading() as scope:
        assert scope.session.get(User, guest_id) is None
        assert not scope.session.scalars(select(AttemptRow).where(AttemptRow.learner_id == guest_id)).all()
    with pytest.raises(Refused, match="account page"), learner.writing() as scope:
        guests.forget_guest(scope)


def test_nobody_gets_the_number_of_a_guest_who_was_deleted(guest, scopes):
    """The audit trail and the server's log name people by their number."""
    guest_id = guest.id
    with guest.writing() as scope:
        guests.forget_guest(scope)
    assert sign_up(scopes).id > guest_id


def test_nothing_that_a_guest_does_names_them_in_the_audit_trail(guest, scopes):
    """A link that was mailed to somebody else may be opened in the browser of a guest."""
    with guest.writing() as scope:
        accounts.record(scope, "password.reset", "user 7")
    with scopes.reading() as scope:
        assert scope.session.scalars(select(AuditEvent.actor_id)).all() == [None]
        assert scope.session.execute(select(func.count()).select_from(AuditEvent)).scalar_one() == 1
