"""A server that is told to end while answers are saved: each that was sent is acknowledged, and it ends by itself."""

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from http.client import HTTPConnection
from pathlib import Path

import pytest

from benchmarks.candidates import Candidate, NotReached, Page, Unanswered, seat
from benchmarks.exam_kill import audit
from benchmarks.serving import SECRET, Server, free_port, published_database, shipped_server
from tests.support import loops
from tests.support.code_book import BUILT, a_collection
from tests.support.databases import SqliteTemplate
from trainer.codebook.compile import compile_book
from trainer.codebook.sources import fingerprint
from trainer.config import resource_folder

pytestmark = pytest.mark.skipif(os.name != "posix", reason="no SIGTERM: this is not a POSIX system")
CANDIDATES = 8
SAVES_BEFORE = 60


@dataclass(frozen=True, slots=True)
class Site:
    """A database with the shipped content, and candidates for each server that is tried."""

    url: str
    folder: Path
    candidates: Mapping[str, Sequence[Candidate]]


@pytest.fixture(scope="module")
def site(sqlite_template: SqliteTemplate, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """With a small code book that passes for the shipped one."""
    folder = tmp_path_factory.mktemp("site")
    made_from = fingerprint(resource_folder("question_banks") / "code_sets", ())
    compile_book(folder / "codebook.sqlite3", replace(a_collection(), fingerprint=made_from), BUILT, lambda *_: None)
    with sqlite_template.copy() as url, published_database(url, folder) as scopes:
        seated = seat(scopes, CANDIDATES * len(SERVERS))
        groups = {name: seated[at :: len(SERVERS)] for at, name in enumerate(SERVERS)}
        yield Site(url, folder, groups)


def gunicorn_server(url: str, folder: Path) -> Server:
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py"]
    environment = {"DATABASE_URL": url, "TRAINER_DATA": str(folder), "TRAINER_SECRET_KEY": SECRET}
    return Server(command, free_port(), environment | {"TRAINER_WORKERS": "2"}, folder / "gunicorn.log")


SERVERS = {"waitress": shipped_server, "gunicorn": gunicorn_server}


@dataclass(frozen=True, slots=True)
class Asker:
    """A load balancer with a connection that stays open."""

    server: Server
    connection: HTTPConnection

    def ask(self) -> tuple[int, str, bytes]:
        self.connection.request("GET", "/health/ready")
        response = self.connection.getresponse()
        return response.status, response.headers.get("Connection", ""), response.read()

    def ask_while_it_ends(self) -> tuple[int, str, bytes]:
        while self.server.takes_connections():
            time.sleep(0.01)
        return self.ask()


async def save_until_it_is_gone(pages: list[Page], server: Server) -> list[str]:
    """Saves as fast as it is answered; the server is told to end meanwhile. What was sent and not answered."""
    for page in pages:
        await page.open()
    cut_off: list[str] = []
    asker = Asker(server, HTTPConnection("127.0.0.1", server.port, timeout=10))
    assert asker.ask()[0] == 200
    rng = random.Random(5)

    async def work(page: Page) -> None:
        positions = sorted(page.candidate.choices)
        with suppress(NotReached):
            while True:
                save = page.choose(rng.choice(positions))
                try:
                    await page.send(save)
                except Unanswered as error:
                    cut_off.append(f"{page.client_id} {save}: {error}")
                    page.close()

    tasks = [asyncio.create_task(work(page)) for page in pages]
    async with asyncio.timeout(60):
        while sum(page.acknowledged for page in pages) < SAVES_BEFORE:
            await asyncio.sleep(0.01)
        os.kill(server.pid, signal.SIGTERM)
        status, connection, told = await asyncio.to_thread(asker.ask_while_it_ends)
        await asyncio.gather(*tasks)
    for page in pages:
        page.close()
    asker.connection.close()
    assert (status, connection, b'"running":"failed"' in told) == (503, "close", True)
    return cut_off


def exit_code(server: Server) -> int:
    process = server._process
    assert isinstance(process, subprocess.Popen)
    return process.wait(30)


@pytest.mark.parametrize("name", SERVERS)
def test_nothing_that_was_sent_stays_unanswered(name: str, site: Site) -> None:
    """Meanwhile a connection that is open may ask once more whether it is ready, and is told that it is not."""
    with SERVERS[name](site.url, site.folder) as server:
        pages = [Page(candidate, server.port) for candidate in site.candidates[name]]
        cut_off = loops.run(save_until_it_is_gone(pages, server))
        assert exit_code(server) == 0, server.last_words()
    found = audit(site.url, pages)
    assert cut_off == []
    assert (found.lost, found.doubled) == ((), ())
    assert found.saves >= SAVES_BEFORE


def test_a_second_signal_ends_it_at_once(site: Site) -> None:
    with shipped_server(site.url, site.folder) as server:
        connection = HTTPConnection("127.0.0.1", server.port, timeout=10)
        connection.connect()
        connection.send(b"POST /log-in HTTP/1.1\r\nContent-Length: 9\r\n\r\nhalf")
        os.kill(server.pid, signal.SIGTERM)
        while server.takes_connections():
            time.sleep(0.01)
        os.kill(server.pid, signal.SIGTERM)
        assert exit_code(server) == -signal.SIGTERM
        connection.close()
