"""Learners on a database in which the small library is published, or a press with a folder of content of its own."""

from pathlib import Path

import pytest

from tests.support.clock import Clock
from tests.support.content_files import ContentFolder, Press
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


@pytest.fixture
def press(tmp_path: Path, scopes: Scopes, clock: Clock) -> Press:
    """Everything is published once."""
    press = Press(ContentFolder.valid(tmp_path / "content"), scopes, clock)
    published = press.publish()
    assert list(published.report) == []
    assert published.changes == {"items added": 8, "cases added": 1}
    return press
