"""The application with the small library, and browsers that look at it. CSRF protection is on, as always."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import CHEAP
from tests.support.browser import Browser
from tests.support.clock import Clock
from tests.support.code_book import build_small_book
from tests.support.library import publish
from tests.support.people import Learner, sign_up
from trainer.config import Settings, resource_folder
from trainer.db.engine import make_engines
from trainer.services.scope import Scopes
from trainer.web.app import make_app

MakeApp = Callable[[Settings], Flask]


def build(scopes: Scopes, settings: Settings) -> Flask:
    return make_app(scopes, settings, "only for tests", resource_folder("templates"))


@pytest.fixture
def app(scopes: Scopes, settings: Settings) -> Flask:
    publish(scopes)
    return build(scopes, settings)


@pytest.fixture
def ann(app: Flask, scopes: Scopes) -> Learner:
    """The learner behind `browser`."""
    return sign_up(scopes)


@pytest.fixture
def browser(app: Flask, ann: Learner) -> Browser:
    """Ann's browser, signed in."""
    return Browser(app).sign_in(ann)


@pytest.fixture
def stranger(app: Flask) -> Browser:
    """Somebody without an account."""
    return Browser(app)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared_scopes(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scopes]:
    """One database with the small library for all tests of a module that only add to it."""
    template = request.getfixturevalue(f"{request.param}_template")
    with template.copy() as url:
        engines = make_engines(url)
        settings = _settings(tmp_path_factory.mktemp("data"), url)
        scopes = Scopes(engines, settings, Clock(), random.Random(20260303))
        publish(scopes)
        build_small_book(settings.codebook_path)
        yield scopes
        engines.dispose()


@pytest.fixture(scope="module")
def shared_app(shared_scopes: Scopes) -> Flask:
    return build(shared_scopes, shared_scopes.settings)


def _settings(folder: Path, url: str) -> Settings:
    return Settings(
        data_folder=folder,
        database_url=url,
        password_cost=CHEAP,
        base_url="http://trainer.test",
        log_in_limit="100000 per minute",
    )
