"""Setting up practice: what there is to choose from, and dealing a sitting."""

from datetime import timedelta
from threading import Thread

import pytest
from sqlalchemy import select

from tests.support.people import Learner
from trainer.db.models.attempts import AttemptRow
from trainer.domain.attempts.attempt import Feedback
from trainer.domain.kernel.errors import Refused
from trainer.services import practice, sittings
from trainer.services.practice import Pool


def setup(learner: Learner, track: str = "cpc") -> practice.SetupPage:
    with learner.reading() as scope:
        return practice.get_setup(scope, track)


def flag(learner: Learner, number: int, position: int) -> None:
    with learner.writing() as scope:
        sittings.set_flag(scope, number, position, is_flagged=True)


def stems(learner: Learner, number: int) -> list[str]:
    """The stems dealt, in order."""
    count = learner.question(number).item_count
    return [learner.question(number, position).content.stem for position in range(1, count + 1)]


def test_at_first_every_item_is_unseen_and_none_missed_or_flagged(learner):
    page = setup(learner)
    assert [(area.slug, area.items, area.unseen) for area in page.areas] == [("anatomy", 3, 3), ("compliance", 3, 3)]
    assert [page.total(pool) for pool in (Pool.ALL, Pool.UNSEEN, Pool.MISSED, Pool.FLAGGED)] == [6, 6, 0, 0]
    assert page.open_sittings == ()


def test_the_counts_follow_what_the_learner_does_and_nobody_else(learner, other):
    number = learner.start(Feedback.AT_ONCE)
    learner.answer(number, 1, rightly=True)
    learner.answer(number, 2, rightly=False)
    flag(learner, number, 3)
    page = setup(learner)
    assert [page.total(pool) for pool in (Pool.UNSEEN, Pool.MISSED, Pool.FLAGGED)] == [4, 1, 1]
    assert setup(other).total(Pool.UNSEEN) == 6
    assert setup(other).total(Pool.FLAGGED) == 0


def test_a_missed_item_that_is_answered_rightly_later_is_missed_no_more(learner, clock):
    number = learner.start(Feedback.AT_ONCE)
    learner.answer(number, 1, rightly=False)
    clock.advance(days=1)
    again = learner.start(Feedback.AT_ONCE, pool=Pool.MISSED)
    assert learner.question(again).item_count == 1
    learner.answer(again, 1, rightly=True)
    assert setup(learner).total(Pool.MISSED) == 0


def test_a_sitting_holds_as_many_items_as_asked_for_and_none_twice(learner):
    number = learner.start(number=4)
    assert learner.question(number).item_count == 4
    assert len(set(stems(learner, number))) == 4


def test_a_sitting_holds_all_there_are_when_more_are_asked_for(learner):
    assert learner.question(learner.start(number=100)).item_count == 6


def test_a_sitting_takes_items_of_the_chosen_areas_and_track_only(learner):
    number = learner.start(areas=("compliance",))
    assert {learner.question(number, at).area_title for at in (1, 2, 3)} == {"Compliance"}
    assert learner.question(number).item_count == 3
    assert learner.question(learner.start(track="cpb")).item_count == 3


def test_unseen_missed_and_flagged_pools_deal_only_such_items(learner):
    number = learner.start()
    learner.answer(number, 1, rightly=True)
    learner.answer(number, 2, rightly=False)
    flag(learner, number, 3)
    dealt = stems(learner, number)
    assert set(stems(learner, learner.start(pool=Pool.UNSEEN))) == set(dealt[2:])
    assert stems(learner, learner.start(pool=Pool.MISSED)) == [dealt[1]]
    assert stems(learner, learner.start(pool=Pool.FLAGGED)) == [dealt[2]]


def test_items_that_share_a_scenario_stay_together(learner):
    for _ in range(5):
        dealt = stems(learner, learner.start(track="cpb"))
        places = [place for place, stem in enumerate(dealt) if "denied" in stem]
        assert places[1] == places[0] + 1


@pytest.mark.parametrize("number", [0, -1, 101])
def test_a_number_out_of_range_is_refused(learner, number):
    with pytest.raises(Refused) as refused:
        learner.start(number=number)
    assert refused.value.field == "number"


@pytest.mark.parametrize("choice", [{"pool": Pool.MISSED}, {"pool": Pool.FLAGGED}, {"areas": ("no-such-area",)}])
def test_a_choice_that_nothing_fits_is_refused_and_starts_nothing(learner, choice):
    with pytest.raises(Refused):
        learner.start(**choice)
    assert setup(learner).open_sittings == ()


def test_sittings_are_numbered_from_one_for_each_learner(learner, other):
    assert [learner.start(), learner.start(), other.start()] == [1, 2, 1]


def test_the_same_request_starts_one_sitting_however_often_it_is_sent(learner, other):
    assert learner.start(request_id="a" * 32) == learner.start(request_id="a" * 32)
    assert learner.start(request_id="b" * 32) == 2
    assert other.start(request_id="a" * 32) == 1
    assert len(setup(other).open_sittings) == 1


def test_a_request_id_longer_than_the_column_is_cut_and_still_recognised(learner):
    assert learner.start(request_id="x" * 50) == learner.start(request_id="x" * 50)


def test_the_same_request_twice_at_the_same_moment_starts_one_sitting(learner):
    numbers: list[int] = []
    second = Thread(target=lambda: numbers.append(learner.start(request_id="double")))
    with learner.writing() as scope:
        request = practice.PracticeRequest("cpc", (), 6, Pool.ALL, Feedback.AT_ONCE, request_id="double")
        numbers.append(practice.start_practice(scope, request))
        second.start()
        second.join(0.5)
        assert second.is_alive(), "the second request waits for the first"
    second.join(20)
    assert numbers == [1, 1]
    with learner.reading() as scope:
        assert list(scope.session.scalars(select(AttemptRow.number))) == [1]


def test_a_timed_quiz_ends_at_the_pace_of_the_exam(learner, clock):
    cpc = learner.start(Feedback.AT_END, number=5, is_timed=True)
    cpb = learner.start(Feedback.AT_END, number=3, track="cpb", is_timed=True)
    assert learner.question(cpc).deadline_at == clock() + timedelta(minutes=12), "24 minutes for 10 questions"
    assert learner.question(cpb).deadline_at == clock() + 3 * timedelta(seconds=108), "18 minutes for 10 questions"


def test_tutor_mode_is_never_timed(learner):
    assert learner.question(learner.start(Feedback.AT_ONCE, is_timed=True)).deadline_at is None


def test_open_sittings_are_listed_newest_first_until_they_end(learner, clock):
    tutor = learner.start(Feedback.AT_ONCE)
    learner.answer(tutor, 1, rightly=True)
    timed = learner.start(Feedback.AT_END, number=1, is_timed=True)
    listed = setup(learner).open_sittings
    assert [(sitting.number, sitting.answered, sitting.item_count) for sitting in listed] == [
        (timed, 0, 1),
        (tutor, 1, 6),
    ]
    clock.advance(minutes=10)
    assert [sitting.number for sitting in setup(learner).open_sittings] == [tutor]
    learner.hand_in(tutor)
    assert setup(learner).open_sittings == ()


def test_areas_that_the_track_does_not_have_are_left_out(learner):
    with learner.reading() as scope:
        assert practice.known_areas(scope, "cpc", ["compliance", "billing", "nonsense"]) == ("compliance",)
