"""Forms of a paper: the same questions in another order, always the same one."""

import random

from trainer.domain.classes.papers import (
    Question,
    check_of,
    first_form,
    numbers_of,
    seed_of,
    shuffled_form,
    shuffled_numbers,
)
from trainer.domain.exams.assembly import Dealt
from trainer.domain.items.content import NumericEntry, Option, SingleBest

LETTERS = SingleBest(tuple(Option(letter, f"the text of {letter}") for letter in "ABCD"))
AMOUNTS = SingleBest(tuple(Option(letter, text) for letter, text in zip("ABCD", ("10", "20", "30", "40"), strict=True)))


def a_question(version_id: int, set_id: int = 0, response: SingleBest = LETTERS) -> Question:
    return Question(version_id, set_id, tuple("ABCD"), response)


TORN = [a_question(1, 7), a_question(2), a_question(3, 7), a_question(4), a_question(5, 8), a_question(6, 8)]


def ids(form: tuple[Dealt, ...]) -> list[int]:
    return [each.item_version_id for each in form]


def dice(text: str = "B") -> random.Random:
    return random.Random(seed_of(1, 1, text))


def test_the_first_form_keeps_its_order_and_joins_a_torn_scenario_at_its_first_question():
    assert ids(first_form(TORN)) == [1, 3, 2, 4, 5, 6]
    assert {each.option_order for each in first_form(TORN)} == {tuple("ABCD")}


def test_a_shuffled_form_has_every_question_once_and_whole_scenarios_in_their_order():
    for letter in "BCDEF":
        found = ids(shuffled_form(TORN, dice(letter)))
        assert sorted(found) == [1, 2, 3, 4, 5, 6]
        assert found[found.index(1) + 1] == 3
        assert found[found.index(5) + 1] == 6


def test_the_same_dice_give_the_same_form_and_others_another():
    assert shuffled_form(TORN, dice("B")) == shuffled_form(TORN, dice("B"))
    assert shuffled_form(TORN, dice("B")) != shuffled_form(TORN, dice("C"))


def test_seeds_differ_by_assignment_version_and_form():
    assert len({seed_of(1, 1), seed_of(1, 1, "B"), seed_of(1, 2, "B"), seed_of(2, 1, "B"), seed_of(1, 1, "C")}) == 5


def test_options_are_shuffled_but_for_quantities():
    form = shuffled_form([a_question(number) for number in range(1, 9)], dice())
    assert len({each.option_order for each in form}) > 1
    kept = shuffled_form([a_question(1, response=AMOUNTS), a_question(2, response=AMOUNTS)], dice())
    assert {each.option_order for each in kept} == {tuple("ABCD")}


def test_a_form_is_never_the_first_one_where_there_is_another():
    two = [a_question(1, response=AMOUNTS), a_question(2, response=AMOUNTS)]
    for number in range(30):
        assert ids(shuffled_form(two, random.Random(number))) == [2, 1]


def test_what_has_one_order_only_stays_as_it_is():
    one = [Question(1, 0, (), NumericEntry())]
    assert shuffled_form(one, dice()) == first_form(one)
    assert shuffled_numbers(1, dice()) == (0,)
    assert shuffled_numbers(0, dice()) == ()


def test_numbers_are_shuffled_into_another_order():
    for number in range(30):
        assert shuffled_numbers(2, random.Random(number)) == (1, 0)


def test_the_table_of_numbers_leads_from_the_first_form_to_the_others():
    assert numbers_of([(10, 20, 30), (30, 10, 20)]) == ((1, 2), (2, 3), (3, 1))


def test_the_check_tells_papers_apart_by_questions_and_by_the_order_of_options():
    one, other = Dealt(1, ("A", "B")), Dealt(1, ("B", "A"))
    assert len(check_of([one])) == 6
    assert check_of([one]) == check_of([one])
    assert len({check_of([one]), check_of([other]), check_of([one, one])}) == 3
