"""The application with the small library, and browsers that look at it. CSRF protection is on, as always."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask

from tests.conftest import CHEAP, QUIET
from tests.support.authoring import Desk, a_desk
from tests.support.browser import Browser
from tests.support.clock import Clock
from tests.support.code_book import build_small_book
from tests.support.exams import an_exam_library, publish_exams
from tests.support.library import a_library, publish
from tests.support.people import Learner, first_to_sign_up
from tests.support.school import School, a_school
from trainer.config import Settings, resource_folder
from trainer.db.engine import make_engines
from trainer.services.scope import Scopes
from trainer.web.app import make_app

MakeApp = Callable[[Settings], Flask]
Fill = Callable[[Scopes], object]


def build(scopes: Scopes, settings: Settings) -> Flask:
    return make_app(scopes, settings, "only for tests", resource_folder("templates"))


@pytest.fixture
def fill() -> Fill:
    """What puts content into the empty database; modules have their own."""
    return publish


@pytest.fixture
def ann(scopes: Scopes, fill: Fill) -> Learner:
    """The learner behind `browser`."""
    return first_to_sign_up(scopes, fill)


@pytest.fixture
def app(request: pytest.FixtureRequest, scopes: Scopes, settings: Settings, fill: Fill) -> Flask:
    """With its content, and with Ann where a test has to do with her."""
    if "ann" in request.fixturenames:
        request.getfixturevalue("ann")
    else:
        fill(scopes)
    return build(scopes, settings)


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


@pytest.fixture(scope="module")
def course_app(shared_scopes: Scopes) -> Flask:
    """With a library that is big enough for exams, and with cases."""
    publish_exams(shared_scopes, replace(an_exam_library(), cases=a_library().cases))
    return build(shared_scopes, shared_scopes.settings)


@pytest.fixture
def school(course_app: Flask, shared_scopes: Scopes) -> School:
    return a_school(shared_scopes, uuid4().hex)


@pytest.fixture
def teacher(course_app: Flask, school: School) -> Browser:
    """The browser of the instructor of `school`."""
    return Browser(course_app).sign_in(school.instructor)


@pytest.fixture
def desk(scopes: Scopes) -> Desk:
    """Authors at work: Ines with a bank of hers, Otto who teaches too."""
    return a_desk(scopes)


@pytest.fixture
def desk_app(desk: Desk, settings: Settings) -> Flask:
    return build(desk.scopes, settings)


@pytest.fixture
def ines(desk_app: Flask, desk: Desk) -> Browser:
    return Browser(desk_app).sign_in(desk.ines)


@pytest.fixture
def otto(desk_app: Flask, desk: Desk) -> Browser:
    return Browser(desk_app).sign_in(desk.otto)


def _settings(folder: Path, url: str) -> Settings:
    return Settings(
        data_folder=folder,
        database_url=url,
        password_cost=CHEAP,
        base_url="http://trainer.test",
        log_in_limit="100000 per minute",
        guest_limit="100000 per minute",
        log=QUIET,
    )
