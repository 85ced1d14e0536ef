"""Guests who sign up, work, and are deleted at the same moment: nothing is half there, nobody waits for each other."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select

from tests.support.library import RIGHT, publish
from tests.support.people import PASSWORD, Learner
from trainer.db.models.attempts import AttemptRow
from trainer.db.models.base import Base
from trainer.db.models.people import User
from trainer.domain.attempts.attempt import AttemptState, Feedback
from trainer.domain.attempts.decisions import Submit
from trainer.domain.kernel.errors import DomainError
from trainer.services import accounts, grading, guests, retention, sittings, words
from trainer.services.scope import Scope, Scopes

TIMES = 6


def a_guest(scopes: Scopes) -> Learner:
    with scopes.writing() as scope:
        return Learner(scopes, guests.begin_guest(scope, "a browser"))


def at_once(*acts: Callable[[], object]) -> list[BaseException | None]:
    """Runs them at the same moment; what each raised."""
    raised: list[BaseException | None] = [None] * len(acts)
    together = Barrier(len(acts))

    def run(place: int) -> None:
        together.wait()
        try:
            acts[place]()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            raised[place] = error

    threads = [Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def people(scopes: Scopes) -> list[User]:
    with scopes.reading() as scope:
        return list(scope.session.scalars(select(User).order_by(User.id)))


def owners_of_sittings(scopes: Scopes) -> set[int]:
    with scopes.reading() as scope:
        return set(scope.session.scalars(select(AttemptRow.learner_id)))


def left_of(scopes: Scopes, user_id: int) -> dict[str, int]:
    """Table -> rows that belong to this person."""
    found = {}
    with scopes.reading() as scope:
        for table in Base.metadata.sorted_tables:
            for name in {"learner_id", "user_id", "person_id"} & set(table.c.keys()):
                counting = select(func.count()).select_from(table).where(table.c[name] == user_id)
                found[table.name] = scope.session.execute(counting).scalar_one()
    return {name: number for name, number in found.items() if number}


def signing_up(guest: Learner, email: str) -> Callable[[], object]:
    def act() -> None:
        with guest.writing() as scope:
            accounts.sign_up(scope, email, "Gil", PASSWORD, "cpc")

    return act


def forgetting(guest: Learner) -> Callable[[], object]:
    def act() -> None:
        with guest.writing() as scope:
            if scope.actor is not None:
                guests.forget_guest(scope)

    return act


@contextmanager
def still_signed_in(guest: Learner) -> Iterator[Scope]:
    """A scope of somebody who was signed in when their request came."""
    with guest.reading() as scope:
        actor = scope.learner
    with guest.scopes.writing() as scope:
        scope.actor = actor
        yield scope


def test_of_two_sign_ups_of_one_guest_one_gets_the_work(scopes):
    publish(scopes)
    for time in range(TIMES):
        guest = a_guest(scopes)
        guest.start(number=2)
        raised = at_once(signing_up(guest, f"one-{time}@example.org"), signing_up(guest, f"two-{time}@example.org"))
        assert [error for error in raised if error and not isinstance(error, DomainError)] == []
        owners = [
            each for each in people(scopes) if each.email_key in (f"one-{time}@example.org", f"two-{time}@example.org")
        ]
        assert sum(each.id in owners_of_sittings(scopes) for each in owners) == 1


def test_a_sign_up_that_is_sent_twice_makes_one_account(scopes):
    publish(scopes)
    for time in range(TIMES):
        guest, email = a_guest(scopes), f"gil-{time}@example.org"
        guest_id = guest.id
        raised = at_once(signing_up(guest, email), signing_up(guest, email))
        assert [type(error).__name__ for error in raised if error] in ([], ["Refused"])
        assert [each.id for each in people(scopes) if each.email == email] == [guest_id]


def test_whoever_signs_up_while_the_night_deletes_guests_keeps_everything_or_begins_anew(scopes, clock):
    publish(scopes)
    for time in range(TIMES):
        guest, email = a_guest(scopes), f"gil-{time}@example.org"
        guest_id = guest.id
        guest.start(number=2)
        clock.advance(days=29, hours=23)
        with guest.reading() as scope:
            actor = scope.learner
        clock.advance(hours=2)

        def sign_up(actor=actor, email=email) -> None:
            with scopes.writing() as scope:
                scope.actor = actor
                accounts.sign_up(scope, email, "Gil", PASSWORD, "cpc")

        assert at_once(sign_up, lambda: retention.apply_retention(scopes)) == [None, None]
        (account,) = [each for each in people(scopes) if each.email == email]
        if account.id == guest_id:
            assert account.id in owners_of_sittings(scopes)
        else:
            assert left_of(scopes, guest_id) == {}


@pytest.mark.parametrize("feedback", [Feedback.AT_ONCE, Feedback.AT_END])
def test_an_answer_that_comes_while_a_guest_is_deleted_is_kept_with_them_or_gone_with_them(scopes, feedback):
    publish(scopes)
    for _ in range(TIMES):
        guest = a_guest(scopes)
        guest_id, number = guest.id, guest.start(feedback, 6)
        kinds = [guest.question(number, at).response.kind for at in range(1, 7)]

        def answer(guest=guest, number=number, kinds=kinds) -> None:
            with guest.reading() as scope:
                actor = scope.learner
            for position, kind in enumerate(kinds, start=1):
                with scopes.writing() as scope:
                    scope.actor = actor
                    event = sittings.Event("tab", position, 0)
                    sittings.save_answer(scope, number, position, RIGHT[kind], event)

        answered, forgotten = at_once(answer, forgetting(guest))
        assert forgotten is None
        assert answered is None or isinstance(answered, DomainError), answered
        assert left_of(scopes, guest_id) == {}


def test_a_sitting_that_is_handed_in_while_its_guest_is_deleted(scopes):
    publish(scopes)
    for _ in range(TIMES):
        guest = a_guest(scopes)
        guest_id, number = guest.id, guest.start(Feedback.AT_END, 6)

        def hand_in(guest=guest, number=number) -> None:
            with still_signed_in(guest) as scope:
                grading.close_attempt(scope, scope.learner.id, number, Submit())
                grading.grade_attempt(scope, number)

        handed_in, forgotten = at_once(hand_in, forgetting(guest))
        assert forgotten is None
        assert handed_in is None or isinstance(handed_in, DomainError), handed_in
        assert left_of(scopes, guest_id) == {}


def test_what_is_begun_while_a_guest_is_deleted_is_gone_or_refused(scopes):
    publish(scopes)
    part = next(iter(words.shipped_parts()))
    for _ in range(TIMES):
        guest = a_guest(scopes)
        guest_id = guest.id

        def play(guest=guest) -> None:
            with still_signed_in(guest) as scope:
                words.answer(scope, words.read_answer(scope, part, "1", part))

        played, started, forgotten = at_once(play, lambda guest=guest: guest.start(), forgetting(guest))
        assert forgotten is None
        for error in (played, started):
            assert error is None or isinstance(error, DomainError), error
        assert left_of(scopes, guest_id) == {}


def test_what_ran_out_of_time_is_tidied_up_though_a_guest_is_deleted_meanwhile(scopes, clock):
    publish(scopes)
    for _ in range(TIMES):
        guest, other = a_guest(scopes), a_guest(scopes)
        guest.start(Feedback.AT_END, is_timed=True)
        number = other.start(Feedback.AT_END, is_timed=True)
        clock.advance(hours=1)
        tidied, forgotten = at_once(lambda: grading.tidy_up(scopes), forgetting(guest))
        assert (tidied, forgotten) == (None, None)
        with other.reading() as scope:
            row = scope.session.get_one(AttemptRow, (other.id, number))
            assert (row.state, row.graded_at is not None) == (AttemptState.EXPIRED, True)
