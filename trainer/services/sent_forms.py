"""Forms that make something: sent twice, also at the same moment, they make it once."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from trainer.db.queries import sent_forms as queries
from trainer.services.scope import Scope

MAX_REQUEST_CHARACTERS = 32


class Form(StrEnum):
    """A kind of form; its name is stored."""

    CLASS = "class"
    CLASS_COPY = "class-copy"
    ASSIGNMENT = "assignment"
    ASSIGNMENT_COPY = "assignment-copy"
    ASSIGNMENTS_COPY = "assignments-copy"


@dataclass(frozen=True, slots=True)
class Made:
    """What a form made. Not `is_new`: the same form made it before, and nothing was done now."""

    id: int
    is_new: bool


def make_once(scope: Scope, form: Form, request_id: str, make: Callable[[], int]) -> Made:
    """What `make` makes, by its id, or what it made when the person who acts sent the same form before.

    A form without a `request_id` is a new one each time. What `make` raises leaves the form unsent once the
    transaction is rolled back.
    """
    if not request_id:
        return Made(make(), is_new=True)
    place = (scope.learner.id, form, request_id[:MAX_REQUEST_CHARACTERS])
    if queries.claim(scope.session, *place, scope.now):
        made_id = make()
        queries.get_sent(scope.session, *place).made_id = made_id
        return Made(made_id, is_new=True)
    known = queries.get_sent(scope.session, *place).made_id
    assert known is not None  # stored with the row that the claim has found
    return Made(known, is_new=False)
