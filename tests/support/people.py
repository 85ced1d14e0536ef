"""Learners who act on the services as if signed in, and what they do all the time."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass, replace
from functools import cache
from pathlib import Path
from random import SystemRandom
from typing import Any

from tests.support.library import RIGHT, WRONG
from tests.support.published import made_once
from trainer.config import PasswordCost
from trainer.db.models.people import LearnerProfile, User
from trainer.domain.attempts.attempt import AttemptKind, Feedback
from trainer.domain.attempts.decisions import Submit
from trainer.services import accounts, exam_clock, exam_sessions, exams, grading, practice, sittings
from trainer.services.passwords import hash_password
from trainer.services.practice import Pool, PracticeRequest
from trainer.services.scope import Scope, Scopes

PASSWORD = "correct horse battery"


@dataclass(frozen=True, slots=True)
class Learner:
    """One sign-in of one person."""

    scopes: Scopes
    token: str
    known_id: int = 0
    """0: the session tells."""

    @contextmanager
    def writing(self) -> Iterator[Scope]:
        with self.scopes.writing() as scope:
            scope.actor = accounts.find_signed_in(scope, self.token)
            yield scope

    @contextmanager
    def reading(self) -> Iterator[Scope]:
        with self.scopes.reading() as scope:
            scope.actor = accounts.find_signed_in(scope, self.token)
            yield scope

    @property
    def id(self) -> int:
        if self.known_id:
            return self.known_id
        with self.reading() as scope:
            return scope.learner.id

    def start(
        self,
        feedback: Feedback = Feedback.AT_ONCE,
        number: int = 6,
        *,
        track: str = "cpc",
        areas: tuple[str, ...] = (),
        pool: Pool = Pool.ALL,
        is_timed: bool = False,
        request_id: str = "",
    ) -> int:
        """The number of a new sitting."""
        with self.writing() as scope:
            return practice.start_practice(
                scope, PracticeRequest(track, areas, number, pool, feedback, is_timed, request_id)
            )

    def question(self, number: int, position: int = 1) -> sittings.QuestionPage:
        with self.reading() as scope:
            return sittings.get_question(scope, number, position)

    def position_of(self, number: int, kind: str) -> int:
        """Where the first item of this kind was dealt."""
        count = self.question(number).item_count
        return next(at for at in range(1, count + 1) if self.question(number, at).response.kind == kind)

    def save(
        self,
        number: int,
        position: int,
        fields: Mapping[str, Sequence[str]],
        *,
        client: str = "tab",
        sequence: int = 0,
        base: int = 0,
        kind: AttemptKind = AttemptKind.PRACTICE,
    ) -> sittings.Saved | sittings.NotUnderstood | sittings.TooLate:
        """Saves an answer; each position is an event of its own unless `sequence` says otherwise."""
        with self.writing() as scope:
            event = sittings.Event(client, sequence or position, base)
            return sittings.save_answer(scope, number, position, fields, event, kind=kind)

    def answer(self, number: int, position: int, *, rightly: bool) -> None:
        """Answers a question that has no answer yet."""
        kind = self.question(number, position).response.kind
        outcome = self.save(number, position, (RIGHT if rightly else WRONG)[kind])
        assert isinstance(outcome, sittings.Saved)

    def hand_in(self, number: int) -> None:
        """Closes the sitting in one scope and grades it in another."""
        with self.writing() as scope:
            grading.close_attempt(scope, scope.learner.id, number, Submit())
        with self.writing() as scope:
            grading.grade_attempt(scope, number)

    def start_exam(
        self,
        form: str = "area-anatomy",
        *,
        track: str = "cpc",
        is_exam_like: bool = False,
        is_shuffled: bool = False,
        request_id: str = "",
    ) -> int:
        """The number of a new exam; of the open one where there is one."""
        with self.writing() as scope:
            return exams.start_exam(scope, exams.ExamRequest(track, form, is_exam_like, is_shuffled, request_id))

    def exam_list(self, track: str = "cpc") -> exams.ExamsPage:
        with self.reading() as scope:
            return exams.get_exams(scope, track)

    def exam(self, number: int) -> exam_sessions.Sitting:
        with self.reading() as scope:
            return exam_sessions.get_sitting(scope, number)

    def paper(self, number: int, position: int | None = None) -> exam_sessions.Paper:
        with self.reading() as scope:
            return exam_sessions.get_paper(scope, number, position)

    def at(self, number: int, position: int = 1) -> exam_sessions.PaperQuestion:
        """One question of an exam that is sat."""
        (question,) = self.paper(number, position).questions
        return question

    def save_in_exam(
        self,
        number: int,
        position: int,
        fields: Mapping[str, Sequence[str]],
        *,
        client: str = "tab",
        sequence: int = 0,
        base: int = 0,
    ) -> sittings.Saved | sittings.NotUnderstood | sittings.TooLate:
        return self.save(number, position, fields, client=client, sequence=sequence, base=base, kind=AttemptKind.EXAM)

    def answer_exam(self, number: int, verdicts: str) -> None:
        """Answers the first questions, which have no answer yet: `+` rightly, `-` wrongly, anything else not at all."""
        kinds = [question.response.kind for question in self.paper(number).questions]
        for position, (verdict, kind) in enumerate(zip(verdicts, kinds, strict=False), start=1):
            if verdict in "+-":
                assert self.save_in_exam(number, position, (RIGHT if verdict == "+" else WRONG)[kind]) == (
                    sittings.Saved(1)
                )

    def take_over(self, number: int, client: str) -> None:
        with self.writing() as scope:
            exam_sessions.take_over(scope, number, client)

    def pause(self, number: int) -> None:
        with self.writing() as scope:
            exam_clock.pause(scope, number)

    def resume(self, number: int) -> None:
        with self.writing() as scope:
            exam_clock.resume(scope, number)


def sign_up(scopes: Scopes, email: str = "ann@example.org", name: str = "Ann", track: str = "cpc") -> Learner:
    """A new account, signed in."""
    with scopes.writing() as scope:
        user_id = accounts.sign_up(scope, email, name, PASSWORD, track)
        return Learner(scopes, accounts.open_session(scope, user_id, "a browser"), user_id)


def an_administrator(scopes: Scopes, email: str = "admin@example.org") -> Learner:
    with scopes.writing() as scope:
        user_id = accounts.create_administrator(scope, email, "Ada", PASSWORD)
        return Learner(scopes, accounts.open_session(scope, user_id, "a browser"), user_id)


def add_people(scopes: Scopes, named: Mapping[str, str], **values: object) -> list[Learner]:
    """Accounts by address and name, signed in: rows, without the mail and the link of a sign-up, in less time."""
    with scopes.writing() as scope:
        password_hash = _hash_once(scopes.settings.password_cost)
        users = [
            User(
                email=email,
                email_key=accounts.email_key(email),
                display_name=name,
                password_hash=password_hash,
                created_at=scope.now,
                **values,
            )
            for email, name in named.items()
        ]
        scope.session.add_all(users)
        scope.session.flush()
        scope.session.add_all(LearnerProfile(learner_id=user.id, track="cpc", time_zone="UTC") for user in users)
        return [Learner(scopes, accounts.open_session(scope, user.id, "a browser"), user.id) for user in users]


@cache
def _hash_once(cost: PasswordCost) -> str:
    return hash_password(PASSWORD, cost)


def first_to_sign_up(
    scopes: Scopes, fill: Callable[[Scopes], object], email: str = "ann@example.org", name: str = "Ann"
) -> Learner:
    """A new account, signed in, in an empty database that `fill` has filled: both done once a process, then copied.

    The dice lie afterwards as they would.
    """
    assert "<locals>" not in fill.__qualname__, "its name has to tell all that it does"
    settings = replace(scopes.settings, data_folder=Path(), database_url="")
    told = (fill.__module__, fill.__qualname__, email, name, astuple(settings), _state(scopes))

    def make() -> tuple[str, int, Any]:
        fill(scopes)
        learner = sign_up(scopes, email, name)
        return learner.token, learner.id, _state(scopes)

    token, user_id, state = made_once(scopes, repr(told), make)
    if state is not None:
        scopes._rng.setstate(state)
    return Learner(scopes, token, user_id)


def _state(scopes: Scopes) -> Any:
    """Of the dice, where they are no real ones."""
    return None if isinstance(scopes._rng, SystemRandom) else scopes._rng.getstate()
