"""The word game as a service: what is asked, what an answer leads to, what is refused."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

import pytest
from sqlalchemy import select

from tests.support.clock import Clock
from tests.support.people import PASSWORD, Learner, sign_up
from trainer.db.models.people import LearnerProfile
from trainer.db.models.words import WordAnswer
from trainer.domain.kernel.errors import Refused
from trainer.domain.review.word_memory import NEW_A_DAY, ROUND
from trainer.services import accounts, guests, words
from trainer.services.scope import Scope, Scopes


@pytest.fixture
def ann(scopes: Scopes) -> Learner:
    return sign_up(scopes)


def game(learner: Learner, after: str = "", *, plays_on: bool = False) -> words.GamePage:
    with learner.reading() as scope:
        return words.get_game(scope, after, plays_on=plays_on)


def send(learner: Learner, part: str, repetition: int | str, chosen: str) -> None:
    with learner.writing() as scope:
        words.answer(scope, words.read_answer(scope, part, str(repetition), chosen))


def play(learner: Learner, *, rightly: bool = True, plays_on: bool = False) -> words.GamePage:
    """Answers the question that is asked; the page after that. A second later, as answers are."""
    question = game(learner, plays_on=plays_on).question
    assert question is not None
    wrong = next(each.id for each in question.choices if each.id != question.id)
    send(learner, question.id, question.repetition, question.id if rightly else wrong)
    clock = learner.scopes.clock
    assert isinstance(clock, Clock)
    clock.advance(seconds=1)
    return game(learner, question.id, plays_on=plays_on)


def stored(scopes: Scopes) -> list[tuple[str, int, str, bool]]:
    with scopes.reading() as scope:
        rows = scope.session.scalars(select(WordAnswer).order_by(WordAnswer.answered_at)).all()
        return [(row.part, row.repetition, row.chosen, row.is_right) for row in rows]


@contextmanager
def refused(reason: str) -> Iterator[None]:
    with pytest.raises(Refused) as error:
        yield
    assert error.value.reason == reason


def test_a_stranger_is_asked_the_question_that_is_still_theirs_as_a_guest(scopes):
    with scopes.reading() as scope:
        page = words.get_game(scope)
        assert words.get_game(scope) == page
    with scopes.writing() as scope:
        token = guests.begin_guest(scope, "a browser")
    assert game(Learner(scopes, token)).question == page.question
    assert (page.standing.known, page.standing.learning, page.verdict) == (0, 0, None)
    assert page.standing.new == len(words.shipped_parts())
    assert page.question is not None
    assert (page.question.number, page.question.repetition) == (1, 1)
    assert page.question.id in [each.id for each in page.question.choices]


def test_a_right_answer_is_stored_and_told(ann, scopes):
    asked = game(ann).question
    page = play(ann)
    assert stored(scopes) == [(asked.id, 1, asked.id, True)]
    assert page.verdict is not None
    assert (page.verdict.part.id, page.verdict.is_right, page.verdict.mixed_up) == (asked.id, True, None)
    assert page.verdict.days == 2
    assert page.verdict.is_apart
    assert "".join(piece.letters for piece in page.verdict.pieces) == page.verdict.part.example
    assert page.question is not None
    assert (page.question.number, page.standing.learning, page.round.right) == (2, 1, 1)
    assert page.question.id != asked.id


def test_a_wrong_answer_names_what_was_mixed_up_and_comes_back_tomorrow(ann, clock):
    asked = game(ann).question
    page = play(ann, rightly=False)
    assert page.verdict is not None
    assert not page.verdict.is_right
    assert page.verdict.mixed_up is not None
    assert page.verdict.mixed_up.id in {each.id for each in asked.choices} - {asked.id}
    assert page.verdict.days == 1
    clock.advance(days=1)
    again = game(ann).question
    assert (again.id, again.repetition, again.number) == (asked.id, 2, 1)
    assert {each.id for each in again.choices} >= {asked.id}


def test_a_question_is_the_same_however_often_it_is_looked_at(ann, clock):
    play(ann, rightly=False)
    clock.advance(days=1)
    assert game(ann) == game(ann)


def test_a_verdict_is_told_on_its_day_alone_and_of_nothing_else(ann, clock):
    part = game(ann).question.id
    play(ann)
    assert game(ann).verdict is None
    assert game(ann, "thing").verdict is None
    clock.advance(days=1)
    assert game(ann, part).verdict is None


def test_a_round_ends_after_ten_and_the_next_one_begins(ann):
    for place in range(ROUND - 1):
        page = play(ann, rightly=place not in (2, 5))
    assert page.question is not None
    page = play(ann)
    assert page.question is None
    assert not page.is_done
    assert (page.round.asked, page.round.right, page.round.new) == (ROUND, ROUND - 2, ROUND)
    assert game(ann).question.number == 1


def test_the_day_is_done_when_nothing_is_due_and_its_new_parts_are_used_up(ann, clock):
    for place in range(NEW_A_DAY):
        page = play(ann, rightly=place > 2)
    assert page.is_done
    page = game(ann)
    assert (page.question, page.is_done) == (None, True)
    assert (page.standing.due, page.standing.fresh) == (0, 0)
    assert (page.standing.next_days, page.standing.next_count) == (1, 3)
    clock.advance(days=1)
    page = game(ann)
    assert not page.is_done
    assert (page.standing.due, page.standing.fresh) == (3, NEW_A_DAY)


def test_whoever_plays_on_is_asked_the_weakest_and_it_counts(ann, scopes):
    for place in range(NEW_A_DAY):
        play(ann, rightly=place != 4)
    missed = stored(scopes)[4][0]
    page = game(ann, plays_on=True)
    assert not page.is_done
    assert page.question is not None
    assert (page.question.id, page.question.is_extra, page.question.repetition) == (missed, True, 2)
    play(ann, plays_on=True)
    assert stored(scopes)[-1] == (missed, 2, missed, True)


def test_a_part_that_is_right_three_times_when_it_is_due_is_known(ann, scopes, clock):
    part = game(ann).question.id
    play(ann)
    for _ in range(2):
        while part not in due_now(ann):
            clock.advance(days=1)
        send(ann, part, stored(scopes)[-1][1] + 1, part)
        clock.advance(seconds=1)
    assert (game(ann).standing.known, game(ann).standing.learning) == (1, 0)


def due_now(learner: Learner) -> list[str]:
    page = game(learner)
    return [page.question.id] if page.question and page.question.repetition > 1 else []


def test_the_day_is_that_of_the_learner(ann, scopes, clock):
    """At 9:00 UTC of 2 March it is 22:00 in Auckland; seven hours later a new day of study has begun there."""
    with ann.writing() as scope:
        scope.session.get_one(LearnerProfile, ann.id).time_zone = "Pacific/Auckland"
    for _ in range(NEW_A_DAY):
        play(ann)
    assert game(ann).is_done
    clock.advance(hours=5)
    assert game(ann).is_done
    clock.advance(hours=2)
    assert not game(ann).is_done


def test_the_same_answer_sent_twice_is_stored_once(ann, scopes):
    part = game(ann).question.id
    for _ in range(2):
        send(ann, part, 1, part)
    assert stored(scopes) == [(part, 1, part, True)]


def test_the_same_answer_sent_twice_at_the_same_moment_is_stored_once(ann, scopes):
    part, together = game(ann).question.id, Barrier(2)

    def send_at_once(_: int) -> None:
        together.wait(10)
        send(ann, part, 1, part)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(send_at_once, range(2)))
    assert stored(scopes) == [(part, 1, part, True)]


def test_another_answer_to_the_same_question_is_refused(ann, scopes):
    question = game(ann).question
    send(ann, question.id, 1, question.id)
    other = next(each.id for each in question.choices if each.id != question.id)
    with refused(words.ANSWERED):
        send(ann, question.id, 1, other)
    assert len(stored(scopes)) == 1


@pytest.mark.parametrize("repetition", ["0", "2", "-1", "", "1.0", "²", "9" * 30, "1\n"])
def test_a_repetition_that_is_not_the_next_one_is_refused(ann, scopes, repetition):
    part = game(ann).question.id
    with ann.reading() as scope:
        chosen = [each.id for each in words._offered(scope, words.shipped_parts()[part], 2)] + [part]
    with refused(words.NOT_ASKED):
        send(ann, part, repetition, chosen[-1])
    assert stored(scopes) == []


def test_an_unknown_part_is_refused(ann):
    with refused(words.UNKNOWN):
        send(ann, "thing", 1, "thing")


def test_a_choice_that_was_not_offered_is_refused(ann, scopes):
    question = game(ann).question
    offered = {each.id for each in question.choices}
    for chosen in ("", "thing", next(each for each in words.shipped_parts() if each not in offered)):
        with refused(words.NOT_OFFERED):
            send(ann, question.id, 1, chosen)
    assert stored(scopes) == []


def test_of_a_stranger_only_a_first_answer_is_taken(scopes):
    with scopes.reading() as scope:
        question = words.get_game(scope).question
        assert words.read_answer(scope, question.id, "1", question.id).repetition == 1
        with refused(words.NOT_ASKED):
            words.read_answer(scope, question.id, "2", question.id)


def test_answers_of_others_are_nothing_to_me(ann, scopes):
    play(sign_up(scopes, "ben@example.org", "Ben"))
    assert game(ann).standing.learning == 0


def test_whoever_signs_up_keeps_the_game(scopes):
    with scopes.writing() as scope:
        token = guests.begin_guest(scope, "a browser")
    guest = Learner(scopes, token)
    play(guest)
    before = game(guest)
    with guest.writing() as scope:
        user_id = accounts.sign_up(scope, "ann@example.org", "Ann", PASSWORD, "cpc")
        member = Learner(scopes, accounts.open_session(scope, user_id, "a browser"))
    assert game(member) == before
    assert before.standing.learning == 1


def test_a_part_that_is_gone_from_the_file_is_left_out(ann, scopes):
    with ann.writing() as scope:
        add_answer(scope, "gone")
    page = game(ann, "gone")
    assert (page.standing.learning, page.round.asked, page.verdict) == (0, 0, None)


def add_answer(scope: Scope, part: str) -> None:
    values = {"repetition": 1, "chosen": part, "is_right": True, "answered_at": scope.now}
    scope.session.add(WordAnswer(learner_id=scope.learner.id, part=part, **values))


def test_the_list_holds_every_part_once(scopes):
    groups = words.list_parts()
    listed = [part.id for group in groups for part in group.parts]
    assert sorted(listed) == sorted(words.shipped_parts())
    assert [group.title for group in groups][:1] == ["Prefixes"]
    assert groups[-1].title == "Suffixes"


def test_an_unusable_file_names_its_problems(monkeypatch, tmp_path):
    monkeypatch.setattr(words, "resource_folder", lambda _: tmp_path)
    words.shipped_parts.cache_clear()
    try:
        with pytest.raises(words.WordsUnusable, match="cannot be read"):
            words.shipped_parts()
    finally:
        words.shipped_parts.cache_clear()
