from trainer.domain.calibration.answers import AuthoredItem, FirstAnswer, tabulate

ITEMS = [AuthoredItem("wounds", 2), AuthoredItem(7, 3)]


def test_learners_and_items_are_counted_from_0_and_only_listed_items_count() -> None:
    answers = [
        FirstAnswer(50, 7, is_right=True),
        FirstAnswer(40, 99, is_right=True),
        FirstAnswer(41, "wounds", is_right=False),
        FirstAnswer(50, "wounds", is_right=True),
    ]
    table = tabulate(answers, ITEMS)
    assert table.persons.tolist() == [0, 1, 0]
    assert table.places.tolist() == [1, 0, 0]
    assert table.is_right.tolist() == [True, False, True]
    assert (table.learner_count, table.item_count) == (2, 2)
    assert table.answers == (answers[0], answers[2], answers[3])
    responses = table.responses()
    assert (responses.person_count, responses.item_count) == (2, 2)
    assert responses.items is table.places


def test_of_several_answers_to_one_item_the_first_counts() -> None:
    answers = [
        FirstAnswer(1, 7, is_right=False),
        FirstAnswer(2, 7, is_right=True),
        FirstAnswer(1, 7, is_right=True),
        FirstAnswer(1, "wounds", is_right=True),
    ]
    assert tabulate(answers, ITEMS).answers == (answers[0], answers[1], answers[3])


def test_no_answers_and_no_items_make_an_empty_table() -> None:
    assert tabulate([], []).learner_count == 0
    assert tabulate([FirstAnswer(1, 7, is_right=True)], []).answers == ()
