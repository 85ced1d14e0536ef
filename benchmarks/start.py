"""How soon a server that was set up before answers its first page, and how much memory it takes after some use.

`start.cold_s` is the time from the start of the process of `trainer serve` to the first page that it has answered
with 200, the median of several starts on a folder whose database, content and code book are there; files that were
read before may be in the system's cache. `worker.mb` is the proportional set size (PSS) of that one process, with its
threads, after some hundred requests of varied pages; memory of libraries that it shares with others counts in part.
"""

import http.client
import random
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.figures import Figures
from benchmarks.http import Learner, answer_requests, open_page, prepare
from benchmarks.serving import Server, cpu_seconds, run_alone, shipped_server

STARTS = 7
MOST_SECONDS = 2.0
MOST_MB = 180.0
ROUNDS = 12
LEARNERS = 4
QUESTIONS = 70
CASE = "first-visit-sore-throat"
PAGES = (
    *("/", "/practice", "/exams", "/cases", "/billing", "/plan", "/progress", "/readiness", "/review", "/classes"),
    *("/account", "/lessons", "/words", "/field", "/field/wages", "/field/costs", "/help", "/help/exams", "/errata"),
    *("/codes?q=fracture+of+radius", "/codes?q=E11.9", "/codes?q=knee", "/practice/1", "/practice/1/finish"),
    *("/today/readiness.svg", "/today/days.svg", "/help/numbers", "/help/privacy", "/disputes/mine", "/no-such-page"),
)


def serving(url: str, folder: Path) -> Server:
    """What `make run` starts. Compiled modules are kept, as they are wherever nobody forbids it."""
    server = shipped_server(url, folder)
    kept = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}
    server.environment |= kept
    return server


def first_page_seconds(server: Server) -> float:
    """From the start of the process to its first page.

    Raises:
        RuntimeError: it ended, or its first page was not answered with 200.
    """
    began = time.perf_counter()
    server.launch()
    while not server.takes_connections():
        time.sleep(0.005)
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    connection.request("GET", "/")
    response = connection.getresponse()
    response.read()
    seconds = time.perf_counter() - began
    connection.close()
    if response.status != 200:
        raise RuntimeError(f"The first page was answered with {response.status}.")
    return seconds


def browse(port: int, learners: list[Learner], rng: random.Random) -> int:
    """Asks for pages of every kind and answers questions; how many requests were answered.

    Raises:
        RuntimeError: one was answered with an error of the server's.
    """
    connection = http.client.HTTPConnection("127.0.0.1", port)
    answers = answer_requests(learners)
    count = 0

    def send(method: str, path: str, body: str, headers: dict[str, str]) -> str:
        nonlocal count
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        response.read()
        count += 1
        if response.status >= 500:
            raise RuntimeError(f"{method} {path} was answered with {response.status}.")
        return response.getheader("Location", "")

    for number in range(ROUNDS):
        one = learners[number % len(learners)]
        cookie = {"Cookie": one.cookie}
        for path in PAGES:
            send("GET", path, "", cookie)
        for _ in range(20):
            send("GET", f"/practice/1/questions/{rng.randint(1, QUESTIONS)}", "", cookie)
            send(*next(answers))
        _code_a_case(send, cookie, one.csrf_token)
    connection.close()
    return count


def _code_a_case(send: Callable[..., str], cookie: dict[str, str], token: str) -> None:
    """A case from its chart to the audited report, which is graded on the way."""
    form = {**cookie, "Content-Type": "application/x-www-form-urlencoded"}
    work = send("POST", f"/cases/{CASE}/start", urlencode({"csrf_token": token}), form)
    send("GET", work, "", cookie)
    claim = {"csrf_token": token, "base_revision": "0", "diagnosis_code": "J02.0", "procedure_code": "99213"}
    report = send("POST", f"{work}/submission", urlencode(claim), form)
    if not report.endswith("/report"):
        raise RuntimeError(f"The case was not handed in: {report}")
    send("GET", report, "", cookie)


def proportional_mb(pid: int) -> float:
    """The PSS of a process."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def run(figures: Figures, folder: Path) -> None:
    """One start that is not counted makes what is missing, such as code book and bytecode; then the measurements."""
    url = f"sqlite:///{folder / 'bench.sqlite3'}"
    tokens = prepare(url, folder, LEARNERS)
    with serving(url, folder):
        pass
    seconds, cpu = [], []
    for _ in range(STARTS):
        server = serving(url, folder)
        try:
            seconds.append(first_page_seconds(server))
            cpu.append(cpu_seconds(server.pid))
        finally:
            server.stop()
    figures.add("start.cold_s", statistics.median(seconds), "s", at_most=MOST_SECONDS)
    figures.add("start.cpu_s", statistics.median(cpu), "s")
    figures.add("start.slowest_s", max(seconds), "s")
    with serving(url, folder) as server:
        figures.add("worker.fresh_mb", proportional_mb(server.pid), "MB")
        learners = [open_page(token, server.port) for token in tokens]
        figures.add("worker.requests", browse(server.port, learners, random.Random(7)), "1")
        figures.add("worker.mb", proportional_mb(server.pid), "MB", at_most=MOST_MB)


def main() -> int:
    """Runs on SQLite, as `make run` serves."""
    return run_alone(run)


if __name__ == "__main__":
    sys.exit(main())
