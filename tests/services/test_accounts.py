"""Accounts: what a person may do, and what of it is stored."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select

from tests.support.clock import Clock
from tests.support.people import PASSWORD, Learner, sign_up
from trainer.config import PasswordCost
from trainer.db.models.audit import AuditEvent
from trainer.db.models.jobs import Job
from trainer.db.models.people import EmailToken, User, UserSession
from trainer.db.queries import people
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services import accounts, sign_in
from trainer.services.scope import NotSignedIn, Scopes

NEW_PASSWORD = "another long password"


def log_in(scopes: Scopes, email: str = "ann@example.org", password: str = PASSWORD) -> Learner:
    with scopes.writing() as scope:
        return Learner(scopes, sign_in.log_in(scope, email, password, "another device"))


def is_signed_in(person: Learner) -> bool:
    with person.scopes.reading() as scope:
        return accounts.find_signed_in(scope, person.token) is not None


def mails(scopes: Scopes) -> list[str]:
    """The payloads of all queued mails, oldest first."""
    with scopes.reading() as scope:
        return list(scope.session.scalars(select(Job.payload).order_by(Job.id)))


def last_token(scopes: Scopes) -> str:
    """The token in the link of the newest mail."""
    found = re.findall(r"/(?:reset-password|verify-email)/([0-9a-f]+)", mails(scopes)[-1])
    return str(found[-1])


def ask_for_reset(scopes: Scopes, email: str = "ann@example.org") -> str:
    with scopes.writing() as scope:
        accounts.request_password_reset(scope, email)
    return last_token(scopes)


def ask_for_change(person: Learner, email: str) -> str:
    with person.writing() as scope:
        accounts.request_email_change(scope, PASSWORD, email)
    return last_token(person.scopes)


def test_a_new_account_is_signed_in_with_its_name_track_and_unverified_address(scopes):
    ann = sign_up(scopes, " Ann@Example.org ", " Ann ", track="cpb")
    with ann.reading() as scope:
        who = scope.learner
    assert (who.display_name, who.email, who.track) == ("Ann", "Ann@Example.org", "cpb")
    assert not who.is_email_verified
    assert not who.is_administrator


@pytest.mark.parametrize(
    ("told", "stored"),
    [
        ("America/Chicago", "America/Chicago"),
        ("america/chicago", "America/Chicago"),
        ("UTC", "UTC"),
        ("", "UTC"),
        ("Mars/Olympus", "UTC"),
        ("../../etc/passwd", "UTC"),
        ("x" * 5000, "UTC"),
    ],
)
def test_a_newcomer_lives_in_the_time_zone_of_the_browser_if_it_is_one(scopes, told, stored):
    with scopes.writing() as scope:
        user_id = accounts.sign_up(scope, "ann@example.org", "Ann", PASSWORD, "cpc", time_zone=told)
    with scopes.reading() as scope:
        assert people.get_profile(scope.session, user_id).time_zone == stored


def test_an_address_is_taken_in_whatever_case_it_is_written(scopes):
    sign_up(scopes, "ann@example.org")
    with pytest.raises(Refused) as refused:
        sign_up(scopes, "ANN@Example.ORG")
    assert refused.value.field == "email"
    with scopes.reading() as scope:
        assert len(scope.session.scalars(select(User)).all()) == 1


@pytest.mark.parametrize("password", ["short", "x" * 201, "Somebody@Example.org"])
def test_a_weak_password_is_refused_and_nothing_is_stored(scopes, password):
    with pytest.raises(Refused) as refused, scopes.writing() as scope:
        accounts.sign_up(scope, "somebody@example.org", "Somebody", password, "cpc")
    assert refused.value.field == "new_password"
    with scopes.reading() as scope:
        assert scope.session.scalars(select(User)).all() == []


def test_logging_in_takes_the_address_in_any_case(scopes):
    sign_up(scopes)
    assert is_signed_in(log_in(scopes, " ANN@example.org"))


def test_a_wrong_password_and_an_unknown_address_are_refused_with_the_same_words(scopes):
    sign_up(scopes)
    with pytest.raises(Refused) as wrong:
        log_in(scopes, password="not the password")
    with pytest.raises(Refused) as unknown:
        log_in(scopes, email="nobody@example.org")
    assert (wrong.value.reason, wrong.value.field) == (unknown.value.reason, unknown.value.field)


def test_the_password_of_the_decoy_opens_no_unknown_account(scopes):
    with pytest.raises(Refused):
        log_in(scopes, "nobody@example.org", "nobody has this password")


def test_a_disabled_person_can_neither_log_in_nor_go_on_nor_ask_for_a_password(scopes, clock):
    ann = sign_up(scopes)
    with scopes.writing() as scope:
        people.get_user(scope.session, ann.id).disabled_at = clock()
    assert not is_signed_in(ann)
    with pytest.raises(Refused):
        log_in(scopes)
    before = len(mails(scopes))
    with scopes.writing() as scope:
        accounts.request_password_reset(scope, "ann@example.org")
    assert len(mails(scopes)) == before


def test_a_person_whose_data_are_being_deleted_is_signed_out(scopes, clock):
    ann = sign_up(scopes)
    with scopes.writing() as scope:
        people.get_user(scope.session, 1).purge_started_at = clock()
    assert not is_signed_in(ann)


def test_a_session_ends_after_its_lifetime(scopes, clock: Clock):
    ann = sign_up(scopes)
    clock.advance(days=29, hours=23)
    assert is_signed_in(ann)
    clock.advance(hours=1)
    assert not is_signed_in(ann)


def test_logging_out_ends_this_session_and_no_other(scopes):
    ann = sign_up(scopes)
    elsewhere = log_in(scopes)
    with ann.writing() as scope:
        accounts.log_out(scope)
    assert not is_signed_in(ann)
    assert is_signed_in(elsewhere)


def test_logging_out_everywhere_ends_all_sessions_of_this_person_only(scopes):
    ann, ben = sign_up(scopes), sign_up(scopes, "ben@example.org", "Ben")
    elsewhere = log_in(scopes)
    with ann.writing() as scope:
        accounts.log_out_everywhere(scope)
    assert [is_signed_in(person) for person in (ann, elsewhere, ben)] == [False, False, True]


def test_the_sessions_in_force_are_listed_newest_first(scopes, clock: Clock):
    ann = sign_up(scopes)
    clock.advance(minutes=5)
    log_in(scopes)
    with ann.reading() as scope:
        rows = sign_in.list_sessions(scope)
    assert [(row.device, row.is_this_one) for row in rows] == [("another device", False), ("a browser", True)]


def test_changing_the_password_keeps_this_session_and_ends_the_others(scopes):
    ann = sign_up(scopes)
    elsewhere = log_in(scopes)
    with ann.writing() as scope:
        accounts.change_password(scope, PASSWORD, NEW_PASSWORD)
    assert is_signed_in(ann)
    assert not is_signed_in(elsewhere)
    assert is_signed_in(log_in(scopes, password=NEW_PASSWORD))
    with pytest.raises(Refused):
        log_in(scopes, password=PASSWORD)


def test_changing_the_password_asks_for_the_present_one(scopes):
    ann = sign_up(scopes)
    with pytest.raises(Refused) as refused, ann.writing() as scope:
        accounts.change_password(scope, "a wrong password", NEW_PASSWORD)
    assert refused.value.field == "password"
    assert is_signed_in(log_in(scopes))


def test_a_reset_link_that_was_sent_before_a_password_change_is_useless(scopes):
    ann = sign_up(scopes)
    token = ask_for_reset(scopes)
    with ann.writing() as scope:
        accounts.change_password(scope, PASSWORD, NEW_PASSWORD)
    with pytest.raises(NotFound), scopes.writing() as scope:
        accounts.reset_password(scope, token, "yet another password")


def test_a_reset_link_sets_the_password_once_and_ends_all_sessions(scopes):
    ann = sign_up(scopes)
    token = ask_for_reset(scopes, "ANN@example.org")
    with scopes.reading() as scope:
        accounts.check_reset_link(scope, token)
    with scopes.writing() as scope:
        accounts.reset_password(scope, token, NEW_PASSWORD)
    assert not is_signed_in(ann)
    again = log_in(scopes, password=NEW_PASSWORD)
    with again.reading() as scope:
        assert scope.learner.is_email_verified, "who follows the link reads the address"
    with pytest.raises(NotFound), scopes.writing() as scope:
        accounts.reset_password(scope, token, "yet another password")


def test_a_weak_password_does_not_use_the_reset_link_up(scopes):
    sign_up(scopes)
    token = ask_for_reset(scopes)
    with pytest.raises(Refused), scopes.writing() as scope:
        accounts.reset_password(scope, token, "short")
    with scopes.writing() as scope:
        accounts.reset_password(scope, token, NEW_PASSWORD)


def test_a_reset_link_expires_after_an_hour(scopes, clock: Clock):
    sign_up(scopes)
    token = ask_for_reset(scopes)
    clock.advance(minutes=60)
    with pytest.raises(NotFound), scopes.reading() as scope:
        accounts.check_reset_link(scope, token)


def test_a_newer_reset_link_replaces_the_one_before(scopes):
    sign_up(scopes)
    older, newer = ask_for_reset(scopes), ask_for_reset(scopes)
    with pytest.raises(NotFound), scopes.reading() as scope:
        accounts.check_reset_link(scope, older)
    with scopes.reading() as scope:
        accounts.check_reset_link(scope, newer)


def test_a_reset_for_an_unknown_address_mails_nothing_and_says_nothing(scopes):
    with scopes.writing() as scope:
        accounts.request_password_reset(scope, "nobody@example.org")
    assert mails(scopes) == []


def test_following_the_link_verifies_the_address_once(scopes):
    ann = sign_up(scopes)
    token = last_token(scopes)
    with scopes.reading() as scope:
        assert accounts.find_address_to_verify(scope, token) == "ann@example.org"
    with scopes.writing() as scope:
        accounts.verify_email(scope, token)
    with ann.reading() as scope:
        assert scope.learner.is_email_verified
    with pytest.raises(NotFound), scopes.writing() as scope:
        accounts.verify_email(scope, token)


def test_a_verification_link_expires_and_can_be_asked_for_again(scopes, clock: Clock):
    ann = sign_up(scopes)
    first = last_token(scopes)
    clock.advance(days=3)
    with ann.writing() as scope:
        accounts.request_verification(scope)
    second = last_token(scopes)
    with pytest.raises(NotFound), scopes.reading() as scope:
        accounts.find_address_to_verify(scope, first)
    with scopes.reading() as scope:
        assert accounts.find_address_to_verify(scope, second) == "ann@example.org"


@pytest.mark.parametrize("action", [accounts.check_reset_link, accounts.verify_email])
def test_a_link_serves_only_its_own_purpose(scopes, action: Callable[..., None]):
    sign_up(scopes)
    verification = last_token(scopes)
    reset = ask_for_reset(scopes)
    wrong = verification if action is accounts.check_reset_link else reset
    with pytest.raises(NotFound), scopes.writing() as scope:
        action(scope, wrong)


def test_the_old_address_stays_until_the_new_one_is_confirmed_and_is_told_then(scopes):
    ann = sign_up(scopes)
    token = ask_for_change(ann, "ann@new.example")
    assert '"to": "ann@new.example"' in mails(scopes)[-1]
    assert is_signed_in(log_in(scopes, "ann@example.org"))
    with pytest.raises(Refused):
        log_in(scopes, "ann@new.example")
    with scopes.writing() as scope:
        accounts.verify_email(scope, token)
    with ann.reading() as scope:
        assert (scope.learner.email, scope.learner.is_email_verified) == ("ann@new.example", True)
    told = mails(scopes)[-1]
    assert '"to": "ann@example.org"' in told
    assert "ann@new.example" in told
    with pytest.raises(Refused):
        log_in(scopes, "ann@example.org")


def test_an_address_cannot_be_changed_to_that_of_somebody_else(scopes):
    ann = sign_up(scopes)
    sign_up(scopes, "ben@example.org", "Ben")
    with pytest.raises(Refused) as refused:
        ask_for_change(ann, "BEN@example.org")
    assert refused.value.field == "email"


def test_changing_the_address_asks_for_the_password(scopes):
    ann = sign_up(scopes)
    with pytest.raises(Refused) as refused, ann.writing() as scope:
        accounts.request_email_change(scope, "a wrong password", "ann@new.example")
    assert refused.value.field == "password"


def test_an_address_that_was_taken_before_the_link_was_followed_stays_with_its_owner(scopes):
    ann = sign_up(scopes)
    token = ask_for_change(ann, "late@example.org")
    sign_up(scopes, "late@example.org", "Ben")
    with pytest.raises(Refused), scopes.writing() as scope:
        accounts.verify_email(scope, token)
    with ann.reading() as scope:
        assert scope.learner.email == "ann@example.org"


def test_only_hashes_of_passwords_and_tokens_are_stored(scopes):
    ann = sign_up(scopes)
    reset = ask_for_reset(scopes)
    with scopes.reading() as scope:
        user = scope.session.scalars(select(User)).one()
        hashes = [*scope.session.scalars(select(UserSession.token_hash))]
        hashes += scope.session.scalars(select(EmailToken.token_hash))
    assert user.password_hash.startswith("$argon2id$")
    assert len(hashes) == 3
    for secret in (PASSWORD, ann.token, reset):
        assert all(secret not in stored for stored in [user.password_hash, *hashes])


def test_a_password_is_hashed_anew_at_log_in_when_the_cost_was_raised(engines, settings, clock, scopes):
    import random

    sign_up(scopes)
    dearer = replace(settings, password_cost=PasswordCost(passes=2, memory_kib=16, lanes=1))
    log_in(Scopes(engines, dearer, clock, random.Random(1)))
    with scopes.reading() as scope:
        stored = scope.session.scalars(select(User.password_hash)).one()
    assert "m=16,t=2,p=1" in stored
    assert is_signed_in(log_in(scopes)), "the lower cost still reads it"


def test_name_and_track_can_be_changed(scopes):
    ann = sign_up(scopes)
    with ann.writing() as scope:
        accounts.set_profile(scope, " Anna ", "cpb")
    with ann.reading() as scope:
        assert (scope.learner.display_name, scope.learner.track) == ("Anna", "cpb")


def test_an_administrator_counts_as_verified_and_leaves_a_trace(scopes):
    with scopes.writing() as scope:
        user_id = accounts.create_administrator(scope, "admin@example.org", "Ada", PASSWORD)
    with log_in(scopes, "admin@example.org").reading() as scope:
        who = scope.learner
        actions = list(scope.session.scalars(select(AuditEvent.action)))
    assert (who.id, who.is_administrator, who.may_teach, who.is_email_verified) == (user_id, True, True, True)
    assert "user.create-administrator" in actions


def test_what_needs_a_person_refuses_nobody(scopes):
    with pytest.raises(NotSignedIn), scopes.writing() as scope:
        accounts.log_out(scope)


def test_what_is_too_long_for_the_audit_trail_is_cut(scopes):
    with scopes.writing() as scope:
        accounts.record(scope, "test.long", "s" * 121, "d" * 100_000)
        accounts.record(scope, "test.fits", "s" * 120, "d" * accounts.MOST_DETAIL)
    with scopes.reading() as scope:
        long, fits = scope.session.scalars(select(AuditEvent).order_by(AuditEvent.id))
    assert (long.subject, long.detail) == ("s" * 119 + "…", "d" * (accounts.MOST_DETAIL - 1) + "…")
    assert (fits.subject, fits.detail) == ("s" * 120, "d" * accounts.MOST_DETAIL)
