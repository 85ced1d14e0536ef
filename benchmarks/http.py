"""Server CPU per request of the question page and of a graded answer, beside a floor app in the same run.

Nine alternating rounds of floor and ours; the ratio is floor CPU ÷ our CPU of a round, and the median of nine counts,
because throughput swings on a shared machine and CPU per request does not. Runs on SQLite, and on PostgreSQL with
`--postgresql postgresql://user:password@127.0.0.1/database` (a database that may be overwritten).
"""

import argparse
import http.client
import os
import random
import re
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.figures import Figures
from benchmarks.postgresql import with_driver
from benchmarks.serving import (
    Server,
    cpu_seconds,
    free_port,
    fresh_database,
    run_alone,
    shipped_server,
    sign_cookie,
    sign_up,
)
from trainer.domain.attempts.attempt import Feedback
from trainer.services import practice

ROUNDS = 9
REQUESTS = 240
FLOOR_REQUESTS = 720
"""More than ours, because CPU time is counted in ticks of 10 ms."""
CLIENTS = 4
BAR = 0.20


@dataclass(frozen=True, slots=True)
class Learner:
    """One signed-in learner with a tutor sitting: cookie, CSRF token, number of questions."""

    cookie: str
    csrf_token: str
    questions: int


@dataclass(frozen=True, slots=True)
class Round:
    """One round: CPU ms of the server per request, requests a second, latencies in ms."""

    cpu_ms: float
    per_second: float
    latencies: list[float]


Request = tuple[str, str, str, dict[str, str]]


def run_round(pid: int, port: int, requests: list[Request], expected: int) -> Round:
    """Sends the requests over a few kept-alive connections.

    Raises:
        RuntimeError: an answer had another status than expected.
    """
    latencies: list[float] = []
    wrong: list[int] = []

    def send(part: list[Request]) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        for method, path, body, headers in part:
            begun = time.perf_counter()
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            response.read()
            latencies.append((time.perf_counter() - begun) * 1000)
            if response.status != expected:
                wrong.append(response.status)
        connection.close()

    threads = [threading.Thread(target=send, args=(requests[start::CLIENTS],)) for start in range(CLIENTS)]
    cpu, begun = cpu_seconds(pid), time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds, cpu = time.perf_counter() - begun, cpu_seconds(pid) - cpu
    if wrong or len(latencies) != len(requests):
        raise RuntimeError(f"{len(wrong)} of {len(requests)} requests were not answered with {expected}: {wrong[:5]}")
    return Round(cpu * 1000 / len(requests), len(requests) / seconds, latencies)


def prepare(url: str, folder: Path, learners: int) -> list[str]:
    """A published database with learners, each in a tutor sitting; their session tokens."""
    tokens = []
    with fresh_database(url, folder) as scopes:
        for number in range(learners):
            with scopes.writing() as scope:
                tokens.append(sign_up(scope, f"learner-{number}"))
                request = practice.PracticeRequest("cpc", (), 100, practice.Pool.ALL, Feedback.AT_ONCE)
                practice.start_practice(scope, request)
    return tokens


def open_page(token: str, port: int) -> Learner:
    """The cookie and CSRF token of a learner, read from a page as a browser would."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    cookie = sign_cookie(token)
    connection.request("GET", "/practice/1/questions/1", headers={"Cookie": cookie})
    response = connection.getresponse()
    page = response.read().decode()
    for name, value in response.getheaders():
        if name.lower() == "set-cookie" and value.startswith("trainer="):
            cookie = value.split(";")[0]
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    questions = re.search(r"of (\d+)</span>", page)
    assert found, f"no question page: {response.status}"
    assert questions
    return Learner(cookie, found[1], int(questions[1]))


def question_requests(learners: list[Learner], rng: random.Random) -> list[Request]:
    """Unanswered questions of sittings of several learners."""
    picked = [rng.choice(learners) for _ in range(REQUESTS)]
    return [
        ("GET", f"/practice/1/questions/{rng.randint(1, one.questions)}", "", {"Cookie": one.cookie}) for one in picked
    ]


def answer_requests(learners: list[Learner]) -> Iterator[Request]:
    """First answers, each graded at once; every question of every learner once."""
    for one in learners:
        headers = {"Cookie": one.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        for position in range(1, one.questions + 1):
            fields = {
                "csrf_token": one.csrf_token,
                "client_id": f"bench{position:04d}",
                "sequence": "1",
                "base_revision": "0",
                "note": "",
                "note_before": "",
                "choice": "ABCD"[position % 4],
                "go": "stay",
            }
            yield "POST", f"/practice/1/answers/{position}", urlencode(fields), headers


def floor_requests(kind: str) -> list[Request]:
    if kind == "question":
        return [("GET", f"/rows/{number % 100 + 1}", "", {}) for number in range(FLOOR_REQUESTS)]
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    return [("POST", "/notes", urlencode({"text": f"note {number}"}), headers) for number in range(FLOOR_REQUESTS)]


def measure(floor: Callable[[], Round], ours: Callable[[], Round]) -> tuple[list[Round], list[Round]]:
    """Nine alternating rounds after one of each to warm up."""
    floor()
    ours()
    rounds = [(floor(), ours()) for _ in range(ROUNDS)]
    return [pair[0] for pair in rounds], [pair[1] for pair in rounds]


def report(figures: Figures, kind: str, database: str, floor: list[Round], ours: list[Round]) -> None:
    """The ratio with its bar, then the numbers behind it."""
    ratios = [below.cpu_ms / own.cpu_ms for below, own in zip(floor, ours, strict=True)]
    figures.add(f"http.{kind}.floor_ratio.{database}", statistics.median(ratios), "ratio", at_least=BAR)
    for name, rounds in (("floor", floor), ("ours", ours)):
        latencies = statistics.quantiles([one for each in rounds for one in each.latencies], n=100)
        figures.add(f"http.{kind}.{name}_cpu_ms.{database}", statistics.median(one.cpu_ms for one in rounds), "ms")
        figures.add(f"http.{kind}.{name}_per_s.{database}", statistics.median(one.per_second for one in rounds), "1/s")
        figures.add(f"http.{kind}.{name}_p50_ms.{database}", latencies[49], "ms")
        figures.add(f"http.{kind}.{name}_p95_ms.{database}", latencies[94], "ms")


def run(figures: Figures, database: str, url: str, folder: Path) -> None:
    """Both measurements on one database."""
    rng = random.Random(7)
    needed = (ROUNDS + 2) * REQUESTS
    tokens = prepare(url, folder, needed // 70 + 4)
    with ExitStack() as stack:
        ours = stack.enter_context(shipped_server(url, folder))
        our_pid, our_port = ours.pid, ours.port
        floor_port = free_port()
        floor_command = [sys.executable, "-m", "benchmarks.http_floor", url, str(floor_port)]
        floor_pid = stack.enter_context(Server(floor_command, floor_port, {})).pid
        learners = [open_page(token, our_port) for token in tokens]
        answers = answer_requests(learners)
        questions = measure(
            lambda: run_round(floor_pid, floor_port, floor_requests("question"), 200),
            lambda: run_round(our_pid, our_port, question_requests(learners, rng), 200),
        )
        report(figures, "question", database, *questions)
        saved = measure(
            lambda: run_round(floor_pid, floor_port, floor_requests("answer"), 200),
            lambda: run_round(our_pid, our_port, [next(answers) for _ in range(REQUESTS)], 303),
        )
        report(figures, "answer", database, *saved)


def main() -> int:
    """Runs on SQLite and, when asked, on PostgreSQL."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--postgresql", default=os.environ.get("TRAINER_BENCH_POSTGRESQL", ""))
    postgresql = parser.parse_args().postgresql

    def on_each(figures: Figures, folder: Path) -> None:
        run(figures, "sqlite", f"sqlite:///{folder / 'bench.sqlite3'}", folder)
        if postgresql:
            run(figures, "postgres", with_driver(postgresql), folder)

    return run_alone(on_each)


if __name__ == "__main__":
    sys.exit(main())
