"""Learners on a database in which the small library is published."""

import pytest

from tests.support.library import publish
from tests.support.people import Learner, sign_up
from trainer.services.scope import Scopes


@pytest.fixture
def learner(scopes: Scopes) -> Learner:
    """Ann, who prepares for the CPC, with the small library to practise from."""
    publish(scopes)
    return sign_up(scopes)


@pytest.fixture
def other(scopes: Scopes, learner: Learner) -> Learner:
    """Ben, who has nothing to do with Ann's work."""
    return sign_up(scopes, "ben@example.org", "Ben")
