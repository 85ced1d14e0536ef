"""An administrator looks in as somebody: a short sign-in of its own, with a reason that the person sees."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.support.people import Learner, an_administrator, sign_up
from trainer.db.models.audit import AuditEvent
from trainer.db.models.people import User
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services import accounts, acting_as, people_admin, sign_in
from trainer.services.scope import Scopes

WHY = "She cannot open her exam."


@pytest.fixture
def ada(scopes: Scopes) -> Learner:
    return an_administrator(scopes)


@pytest.fixture
def ann(scopes: Scopes) -> Learner:
    return sign_up(scopes)


def look_in(ada: Learner, ann: Learner, reason: str = WHY) -> Learner:
    with ada.writing() as scope:
        return Learner(ada.scopes, acting_as.start_acting(scope, ann.id, reason))


def is_signed_in(learner: Learner) -> bool:
    with learner.reading() as scope:
        return scope.actor is not None


def events(scopes: Scopes) -> list[AuditEvent]:
    with scopes.reading() as scope:
        return list(scope.session.scalars(select(AuditEvent).order_by(AuditEvent.id)))


def test_the_program_is_seen_as_the_person_sees_it_and_both_stay_signed_in(scopes, ada, ann):
    look = look_in(ada, ann)
    with look.reading() as scope:
        assert (scope.learner.id, scope.learner.is_administrator) == (ann.id, False)
        assert scope.learner.administrator_id == ada.id
        visit = acting_as.find_present_visit(scope)
    assert visit is not None
    assert (visit.administrator, visit.reason) == ("Ada", WHY)
    assert is_signed_in(ada)
    assert is_signed_in(ann)


def test_who_is_who_they_are_has_no_visit(ada, scopes):
    with ada.reading() as scope:
        assert acting_as.find_present_visit(scope) is None
        assert scope.learner.administrator_id is None
    with scopes.reading() as scope:
        assert acting_as.find_present_visit(scope) is None
    with pytest.raises(NotFound), ada.writing() as scope:
        acting_as.stop_acting(scope)


def test_it_ends_after_an_hour(ada, ann, clock):
    look = look_in(ada, ann)
    clock.advance(minutes=59)
    assert is_signed_in(look)
    clock.advance(minutes=1)
    assert not is_signed_in(look)
    assert is_signed_in(ada)


def test_it_is_stopped_and_both_ends_are_in_the_audit_trail_under_the_administrator(scopes, ada, ann):
    look = look_in(ada, ann)
    with look.writing() as scope:
        acting_as.stop_acting(scope)
    assert not is_signed_in(look)
    assert is_signed_in(ann)
    start, stop = events(scopes)[-2:]
    assert (start.actor_id, start.action, start.subject, start.detail) == (
        ada.id,
        "acting.start",
        f"user {ann.id}",
        WHY,
    )
    assert (stop.actor_id, stop.action, stop.subject) == (ada.id, "acting.stop", f"user {ann.id}")


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501])
def test_it_needs_a_reason(ada, ann, reason):
    with pytest.raises(Refused):
        look_in(ada, ann, reason)


def test_it_is_for_administrators_and_not_into_administrators_disabled_or_deleted_people(scopes, ada, ann):
    other = an_administrator(scopes, "abe@example.org")
    with pytest.raises(NotFound):
        look_in(ann, ada)
    with pytest.raises(Refused, match="as an administrator"):
        look_in(ada, other)
    with pytest.raises(Refused, match="as an administrator"):
        look_in(ada, ada)
    ben = sign_up(scopes, "ben@example.org", "Ben")
    ben_id = ben.id
    with ada.writing() as scope:
        people_admin.disable(scope, ben_id, WHY)
    with pytest.raises(Refused, match="disabled"), ada.writing() as scope:
        acting_as.start_acting(scope, ben_id, WHY)
    with scopes.writing() as scope:
        scope.session.get_one(User, ben_id).purge_started_at = scope.now
    for user_id in (ben_id, 999):
        with pytest.raises(NotFound), ada.writing() as scope:
            acting_as.start_acting(scope, user_id, WHY)


@pytest.mark.parametrize("end", ["role", "account"])
def test_it_ends_with_the_role_or_the_account_of_the_administrator(scopes, ada, ann, end):
    other = an_administrator(scopes, "abe@example.org")
    look = look_in(other, ann)
    assert is_signed_in(look)
    with ada.writing() as scope:
        if end == "role":
            people_admin.set_roles(scope, other.id, is_administrator=False, may_teach=True, reason=WHY)
        else:
            people_admin.disable(scope, other.id, WHY)
    assert not is_signed_in(look)


def test_it_ends_when_the_person_becomes_an_administrator(ada, ann):
    look = look_in(ada, ann)
    with ada.writing() as scope:
        people_admin.set_roles(scope, ann.id, is_administrator=True, may_teach=False, reason=WHY)
    assert not is_signed_in(look)


@pytest.mark.parametrize("who", ["the administrator", "the person"])
def test_it_ends_when_either_logs_out_everywhere(ada, ann, who):
    look = look_in(ada, ann)
    with (ada if who == "the administrator" else ann).writing() as scope:
        accounts.log_out_everywhere(scope)
    assert not is_signed_in(look)


def test_the_person_sees_who_looked_in_when_and_why(scopes, ada, ann, clock):
    look = look_in(ada, ann)
    with look.writing() as scope:
        scope.now += timedelta(minutes=5)
        acting_as.stop_acting(scope)
    clock.advance(days=1)
    look_in(ada, ann, "Once more.")
    look_in(ada, sign_up(scopes, "ben@example.org", "Ben"), "About Ben.")
    with ann.reading() as scope:
        visits = acting_as.list_visits(scope)
        assert [row.device for row in sign_in.list_sessions(scope)] == [acting_as.DEVICE, "a browser"]
    assert [(visit.administrator, visit.reason) for visit in visits] == [("Ada", "Once more."), ("Ada", WHY)]
    assert visits[1].ended_at - visits[1].started_at == timedelta(minutes=5)
    assert visits[0].ended_at - visits[0].started_at == acting_as.LIFETIME
    with ada.reading() as scope:
        assert acting_as.list_visits(scope, ann.id) == visits
        assert acting_as.list_visits(scope) == ()
    with pytest.raises(NotFound), ann.reading() as scope:
        acting_as.list_visits(scope, ada.id)
