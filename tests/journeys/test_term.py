"""A term in one class of thirty, through the pages of the program: everybody does what such people do, in its order."""

import random
from collections.abc import Iterator

import pytest

from tests.journeys.term import beginning, setting
from tests.journeys.term.cast import term_library
from tests.support.clock import Clock
from tests.support.code_book import build_small_book
from tests.support.term import Term
from tests.web.conftest import _settings, build
from trainer.db.engine import make_engines
from trainer.services.publishing import publish_library
from trainer.services.scope import Scopes


@pytest.fixture
def term(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Term]:
    """A fresh program with its content, on the first Monday of March, at nine in the morning."""
    engines = make_engines(database_url)
    settings = _settings(tmp_path_factory.mktemp("data"), database_url)
    clock = Clock()
    scopes = Scopes(engines, settings, clock, random.Random(20260302))
    with scopes.writing() as scope:
        publish_library(scope, term_library())
    build_small_book(settings.codebook_path)
    term = Term(scopes, build(scopes, settings), clock)
    term.goes_to("2026-03-02 09:00")
    yield term
    engines.dispose()


def test_a_term_in_a_class_of_thirty(term: Term) -> None:
    beginning.an_administrator_lets_two_people_teach(term)
    beginning.a_class_is_made(term)
    beginning.a_roster_with_bad_rows_is_looked_at_and_imported(term)
    beginning.thirty_people_come_in_by_link_by_code_and_from_their_list(term)
    beginning.a_co_instructor_and_an_assistant_are_invited(term)
    setting.assignments_of_every_kind_are_written(term)
    setting.they_are_run_dry_previewed_and_published(term)
    setting.more_time_adds_up_and_is_seen_with_its_reasons(term)
