"""Word parts: what is offered, how a word is taken apart, what is asked next and when it comes back."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.domain.review.cards import USUAL_PERCENT, Card, review
from trainer.domain.review.ratings import Rating
from trainer.domain.review.word_memory import (
    NEW_A_DAY,
    ROUND,
    Memory,
    PastAnswer,
    Round,
    coming,
    due_parts,
    last_round,
    new_parts,
    next_part,
    remember,
    teaching_order,
)
from trainer.domain.review.words import CHOICES, PartKind, WordPart, means_the_same, offer, take_apart

TODAY = datetime(2026, 3, 2, tzinfo=UTC)
DAY = timedelta(days=1)
ROOT, PREFIX, SUFFIX = PartKind.ROOT, PartKind.PREFIX, PartKind.SUFFIX


def a_part(part: str, example: str = "", meaning: str = "", kind: PartKind = ROOT, **values: object) -> WordPart:
    id_ = part.partition("/")[0].strip("-")
    return WordPart(id_, part, kind, meaning or f"meaning of {id_}", example or id_, "a word", **values)


HEART = a_part("cardi/o", "cardiomegaly", "heart")
MUSCLE = a_part("my/o", "myalgia", "muscle")
EAR = a_part("ot/o", "otitis", "ear")
BELLY = a_part("lapar/o", "laparotomy", "wall of the abdomen")
DISEASE = a_part("-pathy", "cardiomyopathy", "disease", SUFFIX)
CUTTING = a_part("-otomy", "laparotomy", "cutting into", SUFFIX)
LARGE = a_part("-megaly", "cardiomegaly", "enlargement", SUFFIX)
SLOW = a_part("brady-", "bradycardia", "slow", PREFIX)
PARTS = (HEART, MUSCLE, EAR, BELLY, DISEASE, CUTTING, LARGE, SLOW)


@st.composite
def part_sets(draw: st.DrawFn, *, are_distinct: bool = False) -> dict[str, WordPart]:
    """Parts of any kind, of which some are mixed up and, unless they are distinct, some mean the same."""
    ids = [chr(ord("a") + place) * 2 for place in range(draw(st.integers(CHOICES, 14)))]
    joined = draw(st.lists(st.tuples(st.sampled_from(ids), st.sampled_from(ids)), max_size=0 if are_distinct else 6))
    parts = {}
    for each in ids:
        same = {one for pair in joined for one in pair if each in pair and one != each}
        confused = draw(st.lists(st.sampled_from([other for other in ids if other != each]), unique=True, max_size=4))
        parts[each] = WordPart(
            each,
            f"{each}-",
            draw(st.sampled_from(PartKind)),
            f"of {each}" if are_distinct else draw(st.sampled_from(["of one", "of two", f"of {each}"])),
            each,
            "a word",
            draw(st.sampled_from(["", "blood"])),
            tuple(confused),
            tuple(same),
        )
    return parts


@given(part_sets(), st.integers(), st.data())
def test_exactly_one_of_the_offered_meanings_is_right(parts, seed, data):
    part = parts[data.draw(st.sampled_from(sorted(parts)))]
    offered = offer(part, parts, random.Random(seed))
    assert [each for each in offered if means_the_same(each, part)] == [part]
    assert not any(means_the_same(one, other) for one in offered for other in offered if one is not other)
    assert len({each.meaning for each in offered}) == len(offered) <= CHOICES


@given(part_sets(are_distinct=True), st.integers(), st.data())
def test_four_are_offered_where_the_parts_suffice(parts, seed, data):
    part = parts[data.draw(st.sampled_from(sorted(parts)))]
    assert len(offer(part, parts, random.Random(seed))) == CHOICES


@given(part_sets(), st.integers(), st.data())
def test_the_same_dice_offer_the_same_in_the_same_order(parts, seed, data):
    part = parts[data.draw(st.sampled_from(sorted(parts)))]
    assert offer(part, parts, random.Random(seed)) == offer(part, parts, random.Random(seed))


@pytest.mark.parametrize("seed", range(20))
def test_what_is_mixed_up_comes_first_then_the_same_system_then_the_same_kind(seed):
    asked = a_part("a/o", confused_with=("b",), system="blood")
    mixed_up, near = a_part("b-", kind=PREFIX), a_part("c/o", system="blood")
    kin, far = a_part("d/o", system="skin"), a_part("-e", kind=SUFFIX)
    parts = {part.id: part for part in (far, kin, near, mixed_up, asked)}
    assert set(offer(asked, parts, random.Random(seed))) == {asked, mixed_up, near, kin}


def test_the_right_meaning_stands_at_every_place():
    parts = {part.id: part for part in PARTS}
    places = {offer(HEART, parts, random.Random(seed)).index(HEART) for seed in range(60)}
    assert places == set(range(CHOICES))


@pytest.mark.parametrize(
    ("part", "pieces"),
    [
        (HEART, [("cardio", "cardi"), ("megaly", "megaly")]),
        (DISEASE, [("cardio", "cardi"), ("myo", "my"), ("pathy", "pathy")]),
        (MUSCLE, [("my", "my"), ("algia", None)]),
        (EAR, [("ot", "ot"), ("itis", None)]),
        (SLOW, [("brady", "brady"), ("cardia", None)]),
        (a_part("-ology", "cytology", kind=SUFFIX), [("cyt", None), ("ology", "ology")]),
        (a_part("ot/o", "parotid", "ear"), [("par", None), ("ot", "ot"), ("id", None)]),
    ],
    ids=lambda value: value.id if isinstance(value, WordPart) else "",
)
def test_a_word_is_taken_apart_as_far_as_its_parts_are_known(part, pieces):
    parts = (*(each for each in PARTS if each.id != part.id), part)
    found = [(piece.letters, piece.part and piece.part.id) for piece in take_apart(part, parts)]
    assert found == pieces


def test_of_several_ways_the_one_with_the_fewest_pieces_is_taken():
    """`laparotomy` is no ear and no muscle."""
    assert [piece.part for piece in take_apart(BELLY, PARTS)] == [BELLY, CUTTING]


@pytest.mark.parametrize(
    ("part", "is_in"),
    [
        (SLOW, True),
        (a_part("brady-", "tachybrady", kind=PREFIX), False),
        (DISEASE, True),
        (a_part("-pathy", "pathyology", kind=SUFFIX), False),
        (MUSCLE, True),
        (a_part("my/o", "heart"), False),
        (a_part("my/o", "intramyal"), True),
    ],
)
def test_an_example_holds_its_part_where_its_kind_stands(part, is_in):
    assert part.is_in_example() is is_in


def the_past(*answers: tuple[str, bool, int]) -> list[PastAnswer]:
    """Answers as (part, right, days ago), in the order of time."""
    counts: dict[str, int] = {}
    past = []
    for part, is_right, days in answers:
        counts[part] = counts.get(part, 0) + 1
        past.append(PastAnswer(part, counts[part], is_right, TODAY - days * DAY))
    return past


def test_a_memory_is_what_the_answers_replay_to():
    memories = remember(the_past(("cardi", True, 5), ("my", False, 4), ("cardi", False, 3), ("my", True, 0)), TODAY)
    first = review(None, Rating.GOOD, TODAY - 5 * DAY, USUAL_PERCENT)
    assert memories["cardi"].card == review(first, Rating.AGAIN, TODAY - 3 * DAY, USUAL_PERCENT)
    assert (memories["cardi"].asked, memories["cardi"].asked_today) == (2, 0)
    assert (memories["my"].asked, memories["my"].asked_today, memories["my"].first_on) == (2, 1, TODAY - 4 * DAY)


def test_a_right_answer_comes_back_in_two_days_and_a_wrong_one_tomorrow():
    memories = remember(the_past(("cardi", True, 0), ("my", False, 0)), TODAY)
    assert {part: memory.card.due_at - TODAY for part, memory in memories.items()} == {"cardi": 2 * DAY, "my": DAY}


@given(st.lists(st.tuples(st.sampled_from(["a", "b", "c"]), st.booleans(), st.integers(0, 60)), max_size=30))
def test_nothing_that_was_answered_is_due_again_on_the_same_day(answers):
    ordered = sorted(answers, key=lambda each: -each[2])
    memories = remember(the_past(*ordered), TODAY)
    assert all(memory.card.due_at > TODAY for memory in memories.values() if memory.asked_today)


def test_a_part_is_known_when_it_is_put_off_for_three_weeks():
    card = review(None, Rating.GOOD, TODAY, USUAL_PERCENT)
    for days, is_known in ((20, False), (21, True)):
        off = Card(card.stability, card.difficulty, TODAY + days * DAY, TODAY)
        assert Memory(off, TODAY, 1, 1).is_known is is_known


@given(st.lists(st.sampled_from(PartKind), min_size=1, max_size=60))
def test_new_parts_come_in_the_order_of_the_file_with_the_kinds_mixed_evenly(kinds):
    parts = [a_part(f"p{place}/o", kind=kind) for place, kind in enumerate(kinds)]
    order = teaching_order(parts)
    for kind in set(kinds):
        own = [part for part in parts if part.kind is kind]
        assert [part for part in order if part.kind is kind] == own
        for length in range(len(order) + 1):
            there = sum(part.kind is kind for part in order[:length])
            assert abs(there - length * len(own) / len(order)) < 2


def ids(number: int) -> list[str]:
    return [f"p{place}" for place in range(number)]


@given(st.lists(st.tuples(st.sampled_from(ids(6)), st.booleans(), st.integers(0, 40)), max_size=25))
def test_what_is_due_comes_first_and_what_is_due_longest_first_of_all(answers):
    order = ids(8)
    memories = remember(the_past(*sorted(answers, key=lambda each: -each[2])), TODAY)
    due = due_parts(order, memories, TODAY)
    assert set(due) == {part for part, memory in memories.items() if memory.card.due_at <= TODAY}
    moments = [memories[part].card.due_at for part in due]
    assert moments == sorted(moments)
    expected = due[0] if due else new_parts(order, memories, TODAY)[0]
    assert next_part(order, memories, TODAY) == expected


def test_at_most_so_many_new_parts_come_a_day():
    order = ids(NEW_A_DAY + 5)
    past = the_past(*((part, True, 0) for part in order[:NEW_A_DAY]))
    for number in range(NEW_A_DAY):
        assert next_part(order, remember(past[:number], TODAY), TODAY) == order[number]
    memories = remember(past, TODAY)
    assert new_parts(order, memories, TODAY) == []
    assert next_part(order, memories, TODAY) is None
    tomorrow = remember(past, TODAY + DAY)
    assert next_part(order, tomorrow, TODAY + DAY) == order[NEW_A_DAY]


def test_whoever_plays_on_gets_the_weakest_of_those_asked_least_today():
    order = ids(3)
    past = the_past(("p0", True, 0), ("p1", False, 0), ("p2", True, 1))
    assert next_part(order, remember(past, TODAY), TODAY) is None
    assert next_part(order, remember(past, TODAY), TODAY, plays_on=True) == "p2"
    past += [PastAnswer("p2", 2, is_right=True, on=TODAY)]
    assert next_part(order, remember(past, TODAY), TODAY, plays_on=True) == "p1"
    past += [PastAnswer("p1", 2, is_right=True, on=TODAY)]
    assert next_part(order, remember(past, TODAY), TODAY, plays_on=True) == "p0"


def test_nobody_plays_on_with_nothing():
    assert next_part([], {}, TODAY, plays_on=True) is None


def test_a_round_holds_ten_answers_of_the_day():
    past = the_past(("old", True, 1), *((part, place != 3, 0) for place, part in enumerate(ids(ROUND))))
    before = last_round(past[:1], TODAY, is_looking_back=True)
    assert before == Round(0, 0, 0)
    assert last_round(past[:5], TODAY, is_looking_back=True) == Round(4, 3, 4)
    assert last_round(past, TODAY, is_looking_back=True) == Round(10, 9, 10)
    assert last_round(past, TODAY, is_looking_back=True).is_full
    assert last_round(past, TODAY, is_looking_back=False) == Round(0, 0, 0)
    past.append(PastAnswer("old", 2, is_right=True, on=TODAY))
    assert last_round(past, TODAY, is_looking_back=True) == Round(1, 1, 0)


def test_what_comes_next_is_counted():
    order = ids(4)
    assert coming(order, {}, TODAY) == (0, 0)
    memories = remember(the_past(("p0", True, 0), ("p1", True, 0), ("gone", False, 0), ("p2", True, 9)), TODAY)
    assert coming(order, memories, TODAY) == (2, 2)
