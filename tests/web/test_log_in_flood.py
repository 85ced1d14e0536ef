"""Thousands who log in at once, with passwords that cost what they should: whoever works goes on working."""

import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.client import HTTPConnection
from itertools import count
from urllib.parse import urlencode

import pytest
from flask import Flask

from tests.support.browser import Browser
from tests.support.library import RIGHT, WRONG, publish
from tests.support.people import PASSWORD, Learner, sign_up
from tests.support.served import served
from tests.web.conftest import build
from trainer.cli.serve import THREADS
from trainer.config import PasswordCost
from trainer.domain.attempts.attempt import Feedback
from trainer.services import passwords
from trainer.services.passwords import TooManyPasswords, hash_password
from trainer.services.scope import Scopes

DEAR = PasswordCost(passes=3, memory_kib=65_536, at_once=2)
"""A few hundred milliseconds."""
FLOOD_THREADS = 24
SAVES = 12
LONGEST_SAVE_SECONDS = 2.5
"""A save waits for a thread that answers somebody else: not for passwords, which would be many times that."""


@dataclass
class Visitor:
    """A browser over a connection that stays open."""

    port: int
    cookie: str = ""
    token: str = ""
    connection: HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.connection = HTTPConnection("127.0.0.1", self.port, timeout=60)

    def open(self, path: str) -> None:
        """Looks at a page for its token."""
        self.connection.request("GET", path, headers={"Cookie": self.cookie})
        response = self.connection.getresponse()
        (self.token,) = re.findall(r'name="csrf_token"[^>]* value="([^"]+)"', response.read().decode())[:1]
        for header in response.headers.get_all("Set-Cookie") or ():
            self.cookie = header.partition(";")[0]

    def post(self, path: str, form: dict[str, str]) -> tuple[int, str]:
        """The status, and how long one is asked to wait."""
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        self.connection.request("POST", path, urlencode({"csrf_token": self.token} | form), headers)
        response = self.connection.getresponse()
        response.read()
        return response.status, response.headers.get("Retry-After", "")


@pytest.fixture
def dear(scopes: Scopes, settings) -> Flask:
    publish(scopes)
    scopes.settings = replace(settings, password_cost=DEAR, log_in_limit="100000 per minute")
    return build(scopes, scopes.settings)


@pytest.fixture
def port(dear: Flask) -> Iterator[int]:
    with served(dear, threads=THREADS) as port:
        yield port


def flood(port: int, stop: threading.Event, statuses: Counter[tuple[int, str]], numbers: Iterator[int]) -> None:
    visitor = Visitor(port)
    visitor.open("/log-in")
    while not stop.is_set():
        email = f"somebody{next(numbers)}@example.org"
        statuses[visitor.post("/log-in", {"email": email, "password": "guessed at random"})] += 1
    visitor.connection.close()


def test_answers_are_saved_while_everybody_logs_in(dear: Flask, port: int, scopes: Scopes) -> None:
    ann = sign_up(scopes)
    number = ann.start(Feedback.AT_END, 6)
    worker = Visitor(port, cookie_of(dear, ann))
    worker.open(f"/practice/{number}/questions/1")
    statuses: Counter[tuple[int, str]] = Counter()
    stop, numbers = threading.Event(), count()
    threads = [threading.Thread(target=flood, args=(port, stop, statuses, numbers)) for _ in range(FLOOD_THREADS)]
    taken, saved = [], []
    try:
        for thread in threads:
            thread.start()
        while statuses.total() < FLOOD_THREADS:
            time.sleep(0.01)
        kind = ann.question(number, 1).response.kind
        for sequence in range(1, SAVES + 1):
            begun = time.perf_counter()
            form = {"client_id": "tab", "sequence": str(sequence), "base_revision": str(sequence - 1)}
            saved.append(worker.post(f"/practice/{number}/answers/1", form | one_of(kind, sequence))[0])
            taken.append(time.perf_counter() - begun)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
        worker.connection.close()
    assert saved == [303] * SAVES
    assert max(taken) < LONGEST_SAVE_SECONDS
    assert {status for status, _ in statuses} == {422, 503}, "tried, or told to come again: nothing else"
    assert {wait for status, wait in statuses if status == 503} == {"5"}


def cookie_of(app: Flask, learner: Learner) -> str:
    browser = Browser(app).sign_in(learner)
    browser.get("/")
    return f"trainer={browser.client.get_cookie('trainer').value}"


def one_of(kind: str, sequence: int) -> dict[str, str]:
    fields = RIGHT if sequence % 2 else WRONG
    return {name: values[0] for name, values in fields[kind].items()}


def test_whoever_comes_when_all_places_are_taken_is_told_so_at_once_and_kept_out_of_nothing_afterwards() -> None:
    cost = PasswordCost(passes=1, memory_kib=8, at_once=7)
    gate = passwords._gate(cost.at_once)
    for _ in range(2 * cost.at_once):
        assert gate.door.acquire(blocking=False)
    begun = time.perf_counter()
    with pytest.raises(TooManyPasswords):
        hash_password(PASSWORD, cost)
    assert time.perf_counter() - begun < 0.5
    for _ in range(2 * cost.at_once):
        gate.door.release()
    assert hash_password(PASSWORD, cost).startswith("$argon2id$")


def test_whoever_waits_at_the_desk_waits_a_second_at_most(monkeypatch) -> None:
    cost = PasswordCost(passes=1, memory_kib=8, at_once=5)
    monkeypatch.setattr(passwords, "MOST_WAIT_SECONDS", 0.05)
    gate = passwords._gate(cost.at_once)
    for _ in range(cost.at_once):
        gate.desk.acquire()
    with pytest.raises(TooManyPasswords):
        hash_password(PASSWORD, cost)
    for _ in range(cost.at_once):
        gate.desk.release()
    assert all(gate.door.acquire(blocking=False) for _ in range(2 * cost.at_once)), "and leaves the door behind"
