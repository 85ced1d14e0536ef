"""Disputed keys: stored once, refused when they say nothing or too much, answered where the learner reads it."""

import pytest

from tests.support.cases import hand_in, report, save, start
from tests.support.library import CASE_SLUG, QUERY_SLUG, RIGHT_CLAIM
from tests.support.people import Learner
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services.case_reports import MAX_DISPUTES, DisputeRow, dispute_key
from trainer.services.cases import CaseWork
from trainer.services.disputes import OpenDispute, answer_dispute, list_open_disputes
from trainer.services.scope import Scopes

pytestmark = pytest.mark.usefixtures("code_book")

TEXT = "The chart says *left*."


def dispute(learner: Learner, number: int, text: str = TEXT) -> None:
    with learner.writing() as scope:
        dispute_key(scope, number, text)


def disputes(learner: Learner, number: int) -> tuple[DisputeRow, ...]:
    page = report(learner, number)
    assert page is not None
    return page.disputes


def waiting(scopes: Scopes) -> tuple[OpenDispute, ...]:
    with scopes.reading() as scope:
        return list_open_disputes(scope)


def answer(scopes: Scopes, reference: str, text: str = "It says right.") -> None:
    with scopes.writing() as scope:
        answer_dispute(scope, reference, text)


def test_a_dispute_stands_on_the_report_and_waits_for_its_answer(learner, scopes, clock):
    number = hand_in(learner, RIGHT_CLAIM).number
    dispute(learner, number, f"  {TEXT}\n")
    assert disputes(learner, number) == (DisputeRow(TEXT, clock(), None, None),)
    assert waiting(scopes) == (OpenDispute(f"{learner.id}-{number}-1", CASE_SLUG, 1, TEXT, clock()),)


def test_a_dispute_that_is_sent_twice_is_stored_once(learner):
    number = hand_in(learner, RIGHT_CLAIM).number
    for text in (TEXT, TEXT, f"{TEXT} ", "Another line."):
        dispute(learner, number, text)
    assert [row.text for row in disputes(learner, number)] == [TEXT, "Another line."]


@pytest.mark.parametrize("text", ["", " \n\t", "x" * 2_001])
def test_a_dispute_that_says_nothing_or_too_much_is_refused(learner, text):
    number = hand_in(learner, RIGHT_CLAIM).number
    with pytest.raises(Refused):
        dispute(learner, number, text)
    dispute(learner, number, "x" * 2_000)
    assert len(disputes(learner, number)) == 1


def test_a_key_cannot_be_disputed_before_the_work_is_graded(learner, scopes):
    number = start(learner)
    save(learner, number, RIGHT_CLAIM)
    with pytest.raises(Refused, match="once the case is graded"):
        dispute(learner, number)
    assert waiting(scopes) == ()


def test_no_more_disputes_are_kept_than_somebody_can_read(learner, scopes):
    number = hand_in(learner, RIGHT_CLAIM).number
    for place in range(MAX_DISPUTES):
        dispute(learner, number, f"Line {place}.")
    with pytest.raises(Refused):
        dispute(learner, number, "One more.")
    dispute(learner, number, "Line 0.")
    assert len(waiting(scopes)) == MAX_DISPUTES


def test_the_answer_is_read_on_the_report_and_the_dispute_waits_no_more(learner, other, scopes, clock):
    number = hand_in(learner, CaseWork(), QUERY_SLUG).number
    dispute(learner, number)
    dispute(learner, number, "Part two.")
    hand_in(other, RIGHT_CLAIM)
    dispute(other, 1, "The other learner.")
    asked = clock()
    clock.advance(days=1)
    answer(scopes, f"{learner.id}-{number}-1", " It says right.\n")
    assert disputes(learner, number) == (
        DisputeRow(TEXT, asked, "It says right.", clock()),
        DisputeRow("Part two.", asked, None, None),
    )
    assert {row.text for row in waiting(scopes)} == {"Part two.", "The other learner."}


def test_the_oldest_dispute_is_listed_first(learner, scopes, clock):
    first, second = (hand_in(learner, RIGHT_CLAIM).number for _ in range(2))
    dispute(learner, second, "Earlier.")
    clock.advance(minutes=1)
    dispute(learner, first, "Later.")
    assert [row.text for row in waiting(scopes)] == ["Earlier.", "Later."]


def test_an_answer_stands_and_says_something(learner, scopes):
    number = hand_in(learner, RIGHT_CLAIM).number
    dispute(learner, number)
    reference = waiting(scopes)[0].reference
    with pytest.raises(Refused):
        answer(scopes, reference, " \n")
    answer(scopes, reference)
    with pytest.raises(Refused, match="answered already"):
        answer(scopes, reference, "Something else.")
    assert disputes(learner, number)[0].answer == "It says right."


@pytest.mark.parametrize(
    "reference", ["", "1", "1-1", "1-1-9", "9-1-1", "a-b-c", "1-1-1-1", "-1-1-1", f"{'9' * 10}-1-1"]
)
def test_what_names_no_dispute_is_not_found(learner, scopes, reference):
    hand_in(learner, RIGHT_CLAIM)
    dispute(learner, 1)
    with pytest.raises(NotFound):
        answer(scopes, reference)


def test_another_learners_sitting_cannot_be_disputed(learner, other, scopes):
    number = hand_in(learner, RIGHT_CLAIM).number
    with pytest.raises(NotFound):
        dispute(other, number)
    assert waiting(scopes) == ()
