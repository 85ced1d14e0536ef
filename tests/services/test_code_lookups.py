"""Look-ups beside a question: whose they are, when they are kept, and that each is kept once."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.support.cases import start as start_case
from tests.support.clock import Clock
from tests.support.people import Learner
from trainer.db.models.study import CodeLookup
from trainer.domain.attempts.attempt import AttemptKind, Feedback
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services import code_lookups, grading
from trainer.services.code_lookups import LookedUp


def look_up(
    learner: Learner, number: int, position: int = 1, text: str = "ear", *, client: str = "tab", sequence: int = 1
) -> None:
    with learner.writing() as scope:
        code_lookups.record_lookup(scope, number, position, LookedUp(client, sequence, text))


def kept(learner: Learner) -> list[tuple[int, int, int, str]]:
    """(learner, sitting, position, text) of everybody's look-ups, first to last."""
    with learner.reading() as scope:
        rows = scope.session.scalars(select(CodeLookup).order_by(CodeLookup.looked_up_at, CodeLookup.sequence))
        return [(row.learner_id, row.attempt_number, row.position, row.text) for row in rows]


@pytest.mark.parametrize("feedback", list(Feedback))
def test_a_look_up_beside_a_question_of_practice_is_kept_as_it_was_typed(
    learner: Learner, clock: Clock, feedback: Feedback
) -> None:
    number = learner.start(feedback)
    look_up(learner, number, 2, "  Broken wrist ")
    assert kept(learner) == [(learner.id, number, 2, "Broken wrist")]
    with learner.reading() as scope:
        assert scope.session.scalars(select(CodeLookup)).one().looked_up_at == clock()


def test_a_look_up_in_an_exam_with_study_aids_is_kept(candidate: Learner) -> None:
    number = candidate.start_exam()
    look_up(candidate, number, 10)
    assert kept(candidate) == [(candidate.id, number, 10, "ear")]


def test_the_same_event_is_kept_once_and_another_one_beside_it(learner: Learner) -> None:
    number = learner.start()
    look_up(learner, number)
    look_up(learner, number, 2, "sent again")
    look_up(learner, number, text="nose", sequence=2)
    look_up(learner, number, text="throat", client="another tab")
    assert sorted(text for *_, text in kept(learner)) == ["ear", "nose", "throat"]


def test_two_learners_may_name_their_events_alike(learner: Learner, other: Learner) -> None:
    for each in (learner, other):
        look_up(each, each.start())
    assert {row[0] for row in kept(learner)} == {learner.id, other.id}


@pytest.mark.parametrize("position", [7, 1000])
def test_a_position_that_does_not_exist_is_not_found(learner: Learner, position: int) -> None:
    number = learner.start(number=6)
    with pytest.raises(NotFound):
        look_up(learner, number, position)
    assert kept(learner) == []


def test_the_sitting_of_somebody_else_is_not_found(learner: Learner, other: Learner) -> None:
    number = learner.start()
    with pytest.raises(NotFound):
        look_up(other, number)
    assert kept(learner) == []


def test_a_sitting_that_was_handed_in_is_not_found(learner: Learner) -> None:
    number = learner.start()
    learner.hand_in(number)
    with pytest.raises(NotFound):
        look_up(learner, number)


def test_a_sitting_that_was_given_up_is_not_found(learner: Learner) -> None:
    number = learner.start()
    with learner.writing() as scope:
        grading.abandon_attempt(scope, number, AttemptKind.PRACTICE)
    with pytest.raises(NotFound):
        look_up(learner, number)


def test_a_sitting_whose_time_is_up_is_not_found_though_nobody_has_closed_it(learner: Learner, clock: Clock) -> None:
    number = learner.start(Feedback.AT_END, is_timed=True)
    clock.now += timedelta(days=1)
    with pytest.raises(NotFound):
        look_up(learner, number)


def test_nothing_is_looked_up_beside_a_paused_exam_nor_in_one_without_study_aids(candidate: Learner) -> None:
    number = candidate.start_exam()
    candidate.pause(number)
    with pytest.raises(NotFound):
        look_up(candidate, number)
    candidate.resume(number)
    look_up(candidate, number)
    candidate.hand_in(number)
    strict = candidate.start_exam(is_exam_like=True)
    with pytest.raises(NotFound):
        look_up(candidate, strict)


def test_a_case_has_no_questions(learner: Learner) -> None:
    with pytest.raises(NotFound):
        look_up(learner, start_case(learner))


@pytest.mark.parametrize("text", ["", "   ", "x" * 101])
def test_nothing_and_too_much_are_refused(learner: Learner, text: str) -> None:
    number = learner.start()
    with pytest.raises(Refused):
        look_up(learner, number, text=text)
    look_up(learner, number, text="x" * 100)


@pytest.mark.parametrize("name", [{"client": ""}, {"client": "x" * 33}, {"sequence": 0}, {"sequence": 2**31}])
def test_an_event_without_a_name_is_refused(learner: Learner, name: dict[str, str | int]) -> None:
    number = learner.start()
    with pytest.raises(Refused):
        look_up(learner, number, **name)


@pytest.mark.parametrize("place", [(0, 1), (1, 0), (-1, 1)])
def test_places_count_from_one(learner: Learner, place: tuple[int, int]) -> None:
    learner.start()
    with pytest.raises(Refused):
        look_up(learner, *place)
