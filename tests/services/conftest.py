"""Learners on a database in which the small library is published, or a press with a folder of content of its own."""

from pathlib import Path

import pytest

from tests.support.clock import Clock
from tests.support.content_files import ContentFolder, Press
from tests.support.exams import publish_exams
from tests.support.library import publish
from tests.support.people import Learner, first_to_sign_up, sign_up
from tests.support.school import School, a_school
from trainer.services.scope import Scopes


@pytest.fixture
def learner(scopes: Scopes) -> Learner:
    """Ann, who prepares for the CPC, with the small library to practise from."""
    return first_to_sign_up(scopes, publish)


@pytest.fixture
def other(scopes: Scopes, learner: Learner) -> Learner:
    """Ben, who has nothing to do with Ann's work."""
    return sign_up(scopes, "ben@example.org", "Ben")


@pytest.fixture
def candidate(scopes: Scopes) -> Learner:
    """Cleo, who sits exams; the library is big enough for them."""
    return first_to_sign_up(scopes, publish_exams, "cleo@example.org", "Cleo")


@pytest.fixture
def neighbour(scopes: Scopes, candidate: Learner) -> Learner:
    """Dan, who has nothing to do with Cleo's exams."""
    return sign_up(scopes, "dan@example.org", "Dan")


@pytest.fixture
def press(tmp_path: Path, scopes: Scopes, clock: Clock) -> Press:
    """Everything is published once."""
    press = Press(ContentFolder.valid(tmp_path / "content"), scopes, clock)
    published = press.publish()
    assert list(published.report) == []
    assert published.changes == {"items added": 8, "cases added": 1}
    return press


@pytest.fixture
def school(scopes: Scopes) -> School:
    """A school whose library is big enough for exams."""
    publish_exams(scopes)
    return a_school(scopes)


@pytest.fixture
def ward(scopes: Scopes) -> School:
    """A school whose library has cases."""
    publish(scopes)
    return a_school(scopes)
