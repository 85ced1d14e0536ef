from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from trainer.domain.attempts.attempt import AttemptState
from trainer.domain.attempts.decisions import AnswerFinal, AttemptClosed, StaleAnswer
from trainer.domain.grading.items import KeyMismatch
from trainer.domain.kernel.errors import Conflict, DomainError, NotFound, Refused

ERRORS = [
    NotFound("case"),
    Conflict("answer"),
    Refused("too many", "number"),
    AttemptClosed(AttemptState.SUBMITTED),
    StaleAnswer(3),
    AnswerFinal(),
    KeyMismatch("single", "code"),
]


@contextmanager
def a_transaction() -> Iterator[None]:
    yield


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_an_error_passes_through_a_context_manager_as_itself(error: Exception) -> None:
    with pytest.raises(type(error)) as caught, a_transaction():
        raise error
    assert caught.value is error


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_an_error_can_be_a_member_of_a_set(error: Exception) -> None:
    assert error in {error}


@pytest.mark.parametrize("error", ERRORS[:-1], ids=lambda error: type(error).__name__)
def test_every_rule_that_a_caller_can_break_is_a_domain_error(error: Exception) -> None:
    assert isinstance(error, DomainError)


def test_a_refusal_names_the_input_to_correct_if_one_does() -> None:
    assert Refused("too many", "number").field == "number"
    assert Refused("nothing fits").field == ""
