"""An exam at a server that is killed again and again: what was acknowledged is there afterwards, and nothing twice.

`make bench NAME=exam_load` does the same with more kills. SIGKILL does not test the disk: tests/db/test_engine.py does.
"""

import os
import random
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import make_url

from benchmarks.candidates import Candidate, Page, Save, seat
from benchmarks.exam_kill import Target, audit, outlive
from benchmarks.postgresql import OwnPostgresql, find_binaries
from benchmarks.serving import published_database, shipped_server
from tests.support import loops
from tests.support.code_book import BUILT, a_collection
from tests.support.requirements import require
from trainer.codebook.compile import compile_book
from trainer.codebook.sources import fingerprint
from trainer.config import resource_folder
from trainer.domain.attempts.attempt import AttemptKind
from trainer.services import accounts, sittings
from trainer.services.scope import Scopes

pytestmark = pytest.mark.skipif(os.name != "posix", reason="no SIGKILL: this is not a POSIX system")
CANDIDATES = 8
KILLS = 2
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def data_folder(tmp_path: Path) -> Path:
    """With a small code book that passes for the shipped one, so that the first start need not compile that."""
    made_from = fingerprint(resource_folder("question_banks") / "code_sets", ())
    compile_book(tmp_path / "codebook.sqlite3", replace(a_collection(), fingerprint=made_from), BUILT, lambda *_: None)
    return tmp_path


@pytest.fixture(scope="module")
def published_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database with the shipped content."""
    file = tmp_path_factory.mktemp("published") / "trainer.sqlite3"
    with published_database(f"sqlite:///{file}", file.parent):
        pass
    return file


@pytest.fixture
def program(database_url: str, data_folder: Path, request: pytest.FixtureRequest) -> Iterator[Scopes]:
    """The program with the shipped content and the clock on the wall."""
    if file := make_url(database_url).database if database_url.startswith("sqlite") else None:
        shutil.copyfile(request.getfixturevalue("published_file"), file)
    with published_database(database_url, data_folder) as scopes:
        yield scopes


async def outlive_kills(pages: list[Page], target: Target) -> int:
    """How many times the target came back."""
    for page in pages:
        await page.open()
    return len(await outlive(pages, target, KILLS, random.Random(3)))


def test_every_acknowledged_answer_outlives_the_server(database_url: str, program: Scopes, data_folder: Path) -> None:
    candidates = seat(program, CANDIDATES)
    with shipped_server(database_url, data_folder) as server:
        pages = [Page(candidate, server.port) for candidate in candidates]
        assert loops.run(outlive_kills(pages, server)) == KILLS
    found = audit(database_url, pages)
    assert found.lost == ()
    assert found.doubled == ()
    assert found.saves > CANDIDATES
    assert found.unanswered > 0


def test_every_acknowledged_answer_outlives_postgresql_and_the_server_recovers_by_itself(data_folder: Path) -> None:
    binaries = find_binaries()
    require("postgresql", binaries is not None, "no PostgreSQL to kill: install Debian's package postgresql")
    assert binaries is not None
    with OwnPostgresql(binaries) as postgresql:
        with published_database(postgresql.url, data_folder) as scopes:
            candidates = seat(scopes, CANDIDATES)
        with shipped_server(postgresql.url, data_folder) as server:
            pages = [Page(candidate, server.port) for candidate in candidates]
            assert loops.run(outlive_kills(pages, postgresql)) == KILLS
        found = audit(postgresql.url, pages)
    assert found.lost == ()
    assert found.doubled == ()
    assert found.saves > CANDIDATES
    assert found.unanswered > 0


@pytest.fixture
def page(program: Scopes) -> Page:
    """A page that has saved three answers at the first question, and one at the second."""
    (candidate,) = seat(program, 1)
    page = Page(candidate, port=0)
    first, second = sorted(candidate.choices)[:2]
    for position in (first, first, first, second):
        acknowledge(page, store(program, candidate, page.choose(position), page.client_id))
    return page


def store(program: Scopes, candidate: Candidate, save: Save, client_id: str) -> Save:
    event = sittings.Event(client_id, save.sequence, save.base_revision)
    with program.writing() as scope:
        scope.actor = accounts.find_signed_in(scope, candidate.token)
        fields = {"choice": [save.choice]}
        sittings.save_answer(scope, candidate.exam, save.position, fields, event, kind=AttemptKind.EXAM)
    return save


def acknowledge(page: Page, save: Save) -> None:
    page.note(save, save.base_revision + 1)


@on_sqlite
def test_the_audit_finds_nothing_where_nothing_is_wrong(database_url: str, page: Page) -> None:
    found = audit(database_url, [page])
    assert (found.saves, found.lost, found.doubled) == (4, (), ())


@on_sqlite
def test_the_audit_finds_an_acknowledged_answer_that_is_not_stored(database_url: str, page: Page) -> None:
    acknowledge(page, page.choose(page.saves[0].position))
    assert len(audit(database_url, [page]).lost) == 2  # no event, and the current answer is an older one


@on_sqlite
def test_the_audit_finds_an_answer_that_was_stored_as_another(database_url: str, page: Page) -> None:
    page.saves[0] = replace(page.saves[0], choice="another")
    assert len(audit(database_url, [page]).lost) == 1


@on_sqlite
def test_the_audit_finds_a_current_answer_that_is_not_the_last_acknowledged(
    database_url: str, page: Page, program: Scopes
) -> None:
    store(program, page.candidate, page.choose(page.saves[0].position), page.client_id)
    assert len(audit(database_url, [page]).lost) == 1


@on_sqlite
def test_the_audit_finds_an_answer_that_is_stored_twice(database_url: str, page: Page, program: Scopes) -> None:
    again = replace(page.saves[2], base_revision=3, choice=page.saves[1].choice)
    store(program, page.candidate, again, "the same, sent by another name")
    assert len(audit(database_url, [page]).doubled) == 1


@on_sqlite
def test_the_audit_takes_a_refusal_for_a_loss(database_url: str, page: Page) -> None:
    page.refusals.append("an event that was right: 409")
    assert len(audit(database_url, [page]).lost) == 1
