"""A class at its largest: the gradebook, an item analysis over a million answers, a start of 200 at once.

`make bench NAME=classroom`; `ARGS="--part gradebook"` (or `analysis`, `start`) runs one part. Everything is on SQLite
files with the shipped content; `tests/support/big_class.py` stores the work in bulk.

`classroom.gradebook_ms`: whole requests for the page of 200 learners × 40 assignments inside the server, median of
five; `classroom.gradebook_queries` counts its statements, sign-in included. `classroom.item_analysis_s`: the job that
analyses the answers of 2,000 learners to ten assignments of 50 questions; `classroom.item_analysis_page_ms` the page
that shows it. `classroom.start_errors`: 200 learners start an assignment that is drawn for each of them, at random
moments of one minute, at the server that `make run` starts; whatever is no started paper is an error.
"""

import argparse
import http.client
import random
import re
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

from flask.testing import FlaskClient
from sqlalchemy import event

from benchmarks.figures import Figures
from benchmarks.serving import (
    SECRET,
    end_tidily,
    published_database,
    shipped_server,
    sign_cookie,
    sign_up,
)
from tests.support.big_class import BigClass, Size, add_big_class
from trainer.config import resource_folder
from trainer.db.models.classes import ClassRow, Enrolment
from trainer.domain.classes.work import AssignmentSpec, Draw, DrawBy, DrawnItems, FeedbackRule
from trainer.services import assignments, class_analyses
from trainer.services.scope import Scopes
from trainer.web.app import make_app

GRADEBOOK = Size(learners=200, assignments=40, questions=2)
ANSWERS = Size(learners=2_000, assignments=10, questions=50)
STARTERS = 200
START_SECONDS = 60
ROUNDS = 5
GRADEBOOK_BAR_MS, GRADEBOOK_BAR_QUERIES = 250, 15
ANALYSIS_BAR_SECONDS, ANALYSIS_PAGE_BAR_MS = 10, 50


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=("gradebook", "analysis", "start"), help="only this part")
    wanted = parser.parse_args().part
    end_tidily()
    figures = Figures()
    for part, measure in (("gradebook", _gradebook), ("analysis", _analysis), ("start", _start)):
        if wanted in (None, part):
            with tempfile.TemporaryDirectory() as name:
                measure(figures, Path(name))
    return figures.exit_code()


@contextmanager
def _class_of(folder: Path, size: Size) -> Iterator[tuple[Scopes, FlaskClient, BigClass]]:
    """A class of this size, with the browser of its instructor."""
    with published_database(_url(folder), folder) as scopes:
        with scopes.writing() as scope:
            token = sign_up(scope, "instructor")
            big = add_big_class(scope, scope.learner.id, size)
        yield scopes, _client(scopes, token), big


def _url(folder: Path) -> str:
    return f"sqlite:///{folder / 'trainer.sqlite3'}"


def _client(scopes: Scopes, token: str) -> FlaskClient:
    client = make_app(scopes, scopes.settings, SECRET, resource_folder("templates")).test_client()
    client.set_cookie("trainer", sign_cookie(token).partition("=")[2])
    return client


def _gradebook(figures: Figures, folder: Path) -> None:
    with _class_of(folder, GRADEBOOK) as (scopes, client, big):
        path = f"/classes/{big.class_id}/gradebook"
        with _counted(scopes) as statements:
            body = _get(client, path)
        assert body.count("Learner ") >= GRADEBOOK.learners, "not everybody is on the page"
        spent = _median_ms(lambda: _get(client, path))
        figures.add("classroom.gradebook_ms", spent, "ms", at_most=GRADEBOOK_BAR_MS)
        figures.add("classroom.gradebook_queries", len(statements), "statements", at_most=GRADEBOOK_BAR_QUERIES)
        figures.add("classroom.gradebook_kib", len(body) / 1024, "KiB")


def _analysis(figures: Figures, folder: Path) -> None:
    with _class_of(folder, ANSWERS) as (scopes, client, big):
        began = time.perf_counter()
        assert class_analyses.make_analysis(scopes, big.class_id, None)
        spent = time.perf_counter() - began
        path = f"/classes/{big.class_id}/insight/items"
        body = _get(client, path)
        assert "1,000,000" in body, "the page does not tell a million answers"
        figures.add("classroom.item_analysis_s", spent, "s", at_most=ANALYSIS_BAR_SECONDS)
        shown = _median_ms(lambda: _get(client, path))
        figures.add("classroom.item_analysis_page_ms", shown, "ms", at_most=ANALYSIS_PAGE_BAR_MS)


def _get(client: FlaskClient, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, (path, response.status_code)
    return response.get_data(as_text=True)


def _median_ms(request: Callable[[], object]) -> float:
    spent = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        request()
        spent.append((time.perf_counter() - began) * 1000)
    return statistics.median(spent)


@contextmanager
def _counted(scopes: Scopes) -> Iterator[list[str]]:
    """The statements that are executed meanwhile."""
    seen: list[str] = []

    def note(*arguments: object) -> None:
        seen.append(str(arguments[2]))

    for engine in (scopes.engines.read, scopes.engines.write):
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        for engine in (scopes.engines.read, scopes.engines.write):
            event.remove(engine, "before_cursor_execute", note)


def _start(figures: Figures, folder: Path) -> None:
    url = _url(folder)
    with published_database(url, folder) as scopes:
        path, tokens = _seat(scopes)
    with shipped_server(url, folder) as server:
        pages = [_open(server.port, token, path) for token in tokens]
        latencies, errors = _start_all(server.port, pages, path)
    for line in errors[:10]:
        print(line, file=sys.stderr)
    figures.add("classroom.start_errors", len(errors), "starts", at_most=0)
    figures.add("classroom.starts", len(latencies), "starts", at_least=STARTERS)
    figures.add("classroom.start_p95_ms", statistics.quantiles(latencies, n=100)[94], "ms")


def _seat(scopes: Scopes) -> tuple[str, list[str]]:
    """The address at which the assignment is started, and the session tokens of the learners."""
    tokens = []
    with scopes.writing() as scope:
        sign_up(scope, "instructor")
        row = ClassRow(title="Coding I", term="Spring", track="cpc", time_zone="UTC", created_at=scope.now)
        row.join_code = "START200"
        scope.session.add(row)
        scope.session.flush()
        scope.session.add(
            Enrolment(class_id=row.id, person_id=scope.learner.id, role="instructor", joined_at=scope.now)
        )
        scope.session.flush()
        spec = AssignmentSpec(
            title="Midterm",
            instructions="",
            track="cpc",
            work=DrawnItems(tuple(Draw(DrawBy.DIFFICULTY, str(level), 8) for level in (2, 3, 4)), is_per_learner=True),
            due_at=scope.now + timedelta(days=1),
            time_limit_minutes=60,
            feedback=FeedbackRule.AFTER_DUE,
        )
        assignment_id = assignments.create_assignment(scope, row.id, spec)
        assignments.publish_assignment(scope, row.id, assignment_id)
        for number in range(STARTERS):
            tokens.append(sign_up(scope, f"starter-{number}"))
            scope.session.add(
                Enrolment(class_id=row.id, person_id=scope.learner.id, role="learner", joined_at=scope.now)
            )
    return f"/classes/{row.id}/assignments/{assignment_id}", tokens


Opened = tuple[str, str]
"""Cookie and CSRF token of a page."""


def _open(port: int, token: str, path: str) -> Opened:
    cookie = sign_cookie(token)
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", path, headers={"Cookie": cookie})
    response = connection.getresponse()
    page = response.read().decode()
    for name, value in response.getheaders():
        if name.lower() == "set-cookie" and value.startswith("trainer="):
            cookie = value.split(";")[0]
    connection.close()
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found, f"no page of the assignment: {response.status}"
    return cookie, found[1]


def _start_all(port: int, pages: list[Opened], path: str) -> tuple[list[float], list[str]]:
    """Latencies in ms of the papers that were started and shown, and what went wrong."""
    dice, latencies, errors = random.Random(200), list[float](), list[str]()
    began = time.perf_counter()

    def start(page: Opened, due: float) -> None:
        time.sleep(max(0.0, began + due - time.perf_counter()))
        sent = time.perf_counter()
        wrong = _start_one(port, page, path)
        if wrong:
            errors.append(wrong)
        else:
            latencies.append((time.perf_counter() - sent) * 1000)

    threads = [threading.Thread(target=start, args=(page, dice.uniform(0, START_SECONDS))) for page in pages]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return latencies, errors


def _start_one(port: int, page: Opened, path: str) -> str:
    """Starts the assignment and opens its first page, as a browser does; what went wrong, "" for nothing."""
    cookie, csrf_token = page
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("POST", f"{path}/start", urlencode({"csrf_token": csrf_token}), headers)
        response = connection.getresponse()
        response.read()
        target = response.getheader("Location", "")
        if response.status != 303 or not target.startswith("/exams/"):
            return f"start: {response.status} {target}"
        for _ in range(3):
            connection.request("GET", target, headers={"Cookie": cookie})
            response = connection.getresponse()
            body = response.read().decode()
            if response.status == 303:
                target = response.getheader("Location", "")
                continue
            return "" if response.status == 200 and "csrf_token" in body else f"paper: {response.status}"
        return "the paper leads from page to page"
    except OSError as error:
        return repr(error)
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main())
