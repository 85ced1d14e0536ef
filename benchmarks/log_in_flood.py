"""10,000 log-ins in a minute, at the password cost that is shipped: who works goes on working, nobody meets an error.

`trainer serve` on SQLite, one process. Each log-in is due at a moment fixed beforehand; its account does not exist,
which costs as much as one that does. Limits by address are off, because a flood comes from many: every try gets as far
as the passwords. Meanwhile a learner saves answers, three a second.
"""

import http.client
import re
import statistics
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.figures import Figures
from benchmarks.http import Request, answer_requests, open_page, prepare
from benchmarks.serving import run_alone, shipped_server

LOG_INS = 10_000
SECONDS = 60
CONNECTIONS = 40
LEARNERS = 4
SAVES_A_SECOND = 3
TRIED, TOO_MANY, SAVED = 422, 503, 303


class Flood:
    """Its statuses, and how late the log-in was that was sent latest."""

    def __init__(self, port: int, begins: float) -> None:
        self.statuses = Counter[int]()
        self.latest = 0.0
        self._port = port
        self._begins = begins
        self._numbers = count()
        self._lock = threading.Lock()

    def send(self) -> None:
        """One connection's part of it."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port)
        connection.request("GET", "/log-in")
        response = connection.getresponse()
        (token,) = re.findall(r'name="csrf_token"[^>]* value="([^"]+)"', response.read().decode())[:1]
        cookie = (response.getheader("Set-Cookie") or "").partition(";")[0]
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        while (number := next(self._numbers)) < LOG_INS:
            due = self._begins + number * SECONDS / LOG_INS
            time.sleep(max(0.0, due - time.monotonic()))
            late = time.monotonic() - due
            form = {"csrf_token": token, "email": f"somebody{number}@example.org", "password": "guessed at random"}
            connection.request("POST", "/log-in", urlencode(form), headers)
            status = _status(connection)
            with self._lock:
                self.statuses[status] += 1
                self.latest = max(self.latest, late)
        connection.close()


def save(port: int, requests: Iterator[Request], stop: threading.Event) -> tuple[list[float], int]:
    """Seconds that each saved answer took; how many were not saved."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    taken, failed = [], 0
    for method, path, body, headers in requests:
        if stop.wait(1 / SAVES_A_SECOND):
            break
        begun = time.perf_counter()
        connection.request(method, path, body, headers)
        failed += _status(connection) != SAVED
        taken.append(time.perf_counter() - begun)
    connection.close()
    return taken, failed


def _status(connection: http.client.HTTPConnection) -> int:
    response = connection.getresponse()
    response.read()
    return response.status


def run(figures: Figures, folder: Path) -> None:
    url = f"sqlite:///{folder / 'bench.sqlite3'}"
    tokens = prepare(url, folder, LEARNERS)
    server = shipped_server(url, folder)
    server.environment["TRAINER_LOG_IN_LIMIT"] = "1000000 per minute"
    with server:
        answers = answer_requests([open_page(token, server.port) for token in tokens])
        flood, stop = Flood(server.port, time.monotonic() + 1), threading.Event()
        threads = [threading.Thread(target=flood.send) for _ in range(CONNECTIONS)]
        for thread in threads:
            thread.start()
        watch = threading.Thread(target=lambda: ([thread.join() for thread in threads], stop.set()))
        begun = time.monotonic()
        watch.start()
        taken, failed = save(server.port, answers, stop)
        watch.join()
        seconds = time.monotonic() - begun - 1
    figures.add("flood.log_ins", flood.statuses.total(), "log-ins", at_least=LOG_INS)
    figures.add("flood.seconds", seconds, "s", at_most=SECONDS * 1.1)
    figures.add("flood.sent_late_s", flood.latest, "s")
    figures.add("flood.tried", flood.statuses[TRIED], "log-ins")
    figures.add("flood.told_to_come_again", flood.statuses[TOO_MANY], "log-ins")
    others = flood.statuses.total() - flood.statuses[TRIED] - flood.statuses[TOO_MANY]
    figures.add("flood.errors", others, "log-ins", at_most=0)
    figures.add("flood.saves", len(taken), "saves")
    figures.add("flood.saves_lost", failed, "saves", at_most=0)
    figures.add("flood.save_p95_ms", statistics.quantiles(taken, n=20)[-1] * 1000, "ms")
    figures.add("flood.save_max_ms", max(taken) * 1000, "ms")


def main() -> int:
    return run_alone(run)


if __name__ == "__main__":
    sys.exit(main())
