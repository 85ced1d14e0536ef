"""Five hot pages and the saved answer at 10,000 and at 5,000,000 stored answers, on SQLite and PostgreSQL.

`make bench NAME=growth` (`ARGS="--answers 500000"` for a quicker run). The pages: the start page, a question of a
practice set, the paper of an exam that is being sat, the result of an exam, the gradebook of a class. Two databases lie
side by side, with the shipped content; in both the same learner has done the same work, and teaches a class of thirty.
The large one holds the work of thousands of others besides. Requests go through the whole program inside this process,
small and large by turns, so that whatever else the machine does meets both.

`growth.<page>.<database>` is the ratio of latencies, large ÷ small: the median of the rounds. `growth.worst_ratio` is
the worst of all. `growth.bytes_per_answer.<database>` is how much the database grew for each stored answer, with all
that belongs to it: the event, the grade, its share of sitting, score, review cards and log.
"""

import argparse
import logging
import random
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

import psycopg
import structlog
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy import text as sql

from benchmarks import growth_fill
from benchmarks.figures import Figures
from benchmarks.growth_fill import Copies
from benchmarks.postgresql import OwnPostgresql, find_binaries
from benchmarks.processes import cpu_seconds_of_tree
from benchmarks.serving import CHEAP, SECRET, end_tidily, published_database, sign_cookie, sign_up
from tests.support.big_class import Size, add_big_class
from tests.support.histories import Past, add_past
from trainer.config import Settings, resource_folder
from trainer.db.engine import make_engines
from trainer.db.models.attempts import AttemptRow
from trainer.db.models.classes import Enrolment
from trainer.db.queries import items, people
from trainer.domain.attempts.attempt import Feedback
from trainer.services import accounts, exams, practice
from trainer.services.plans import plan_again
from trainer.services.scope import Scope, Scopes
from trainer.web.app import make_app

ANSWERS = 5_000_000
TEMPLATES = 7
OF_TEMPLATE = 500
CLASS = Size(learners=30, assignments=10, questions=20)
ROUNDS = 15
BATCH = 6
BAR = 1.3
EXAM_IN_DAYS = 60
MEASURED = growth_fill.FIRST_COPY


@dataclass(frozen=True, slots=True)
class Pair:
    """Two databases of a kind. `cpu` tells the CPU seconds of this process and of the database server."""

    kind: str
    small: str
    large: str
    cpu: Callable[[], float]


@dataclass(slots=True)
class Place:
    """A database with a browser in it. `pages`: name -> address."""

    client: FlaskClient
    scopes: Scopes
    pages: dict[str, str]
    saves: Iterator[tuple[str, dict[str, str]]]
    latencies: dict[str, list[list[float]]] = field(default_factory=dict)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--answers", type=int, default=ANSWERS)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    options = parser.parse_args()
    end_tidily()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    figures, worst = Figures(), list[float]()
    with tempfile.TemporaryDirectory(prefix="trainer-growth-") as name, ExitStack() as stack:
        folder = Path(name)
        if options.only != "postgresql":
            small, large = (folder / f"{size}.sqlite3" for size in ("small", "large"))
            prepare(f"sqlite:///{small}", folder)
            shutil.copyfile(small, large)
            pair = Pair("sqlite", f"sqlite:///{small}", f"sqlite:///{large}", time.process_time)
            worst += _run(figures, pair, folder, options.answers)
        if options.only != "sqlite":
            binaries = find_binaries()
            if binaries is None:
                print("PostgreSQL is not installed here", file=sys.stderr)
                return 1
            worst += _run(
                figures, _on_postgresql(stack.enter_context(OwnPostgresql(binaries)), folder), folder, options.answers
            )
    figures.add("growth.worst_ratio", max(worst), "ratio", at_most=BAR)
    return figures.exit_code()


def _on_postgresql(server: OwnPostgresql, folder: Path) -> Pair:
    small, large = (server.url.replace("/postgres", f"/{size}") for size in ("small", "large"))
    _ask(server, "CREATE DATABASE small")
    prepare(small, folder)
    _ask(server, "CREATE DATABASE large TEMPLATE small")
    return Pair("postgresql", small, large, lambda: time.process_time() + cpu_seconds_of_tree(server.pid))


def _ask(server: OwnPostgresql, statement: str) -> None:
    address = server.url.replace("+psycopg", "")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[arg-type]


def prepare(url: str, folder: Path) -> None:
    """The small database: a class with its work, a few pasts, and the learner who is measured."""
    with published_database(url, folder) as scopes:
        templates = [_add_template(scopes, number) for number in range(TEMPLATES)]
        with scopes.writing() as scope:
            sign_up(scope, "instructor")
            add_big_class(scope, scope.learner.id, CLASS)
    growth_fill.add_copies(url, Copies(templates, 1))
    growth_fill.settle(url)


def _add_template(scopes: Scopes, number: int) -> int:
    with scopes.writing() as scope:
        sign_up(scope, f"template-{number}")
        _, blueprint = items.last_blueprint(scope.session, "cpc")
        assert blueprint is not None
        past = Past(answers=OF_TEMPLATE, days=40, cases=10, span_days=120, seed=number)
        add_past(scope, scope.learner.id, past, blueprint)
        return scope.learner.id


def _run(figures: Figures, pair: Pair, folder: Path, answers: int) -> list[float]:
    """Fills the large database, then measures both; the ratios."""
    kind, large = pair.kind, pair.large
    before, stored = growth_fill.database_bytes(large), growth_fill.count_answers(large)
    figures.add(f"growth.small_answers.{kind}", stored, "answers")
    copies = Copies(templates_in(large), (answers - stored) // OF_TEMPLATE + 1, MEASURED + 1)
    began = time.perf_counter()
    growth_fill.add_copies(large, copies)
    growth_fill.settle(large)
    grown = growth_fill.database_bytes(large) - before
    stored = growth_fill.count_answers(large) - stored
    figures.add(f"growth.bytes_per_answer.{kind}", grown / stored, "bytes")
    growth_fill.add_around(large, copies, datetime.now(UTC))
    growth_fill.settle(large)
    figures.add(f"growth.fill_s.{kind}", time.perf_counter() - began, "s")
    figures.add(f"growth.large_answers.{kind}", growth_fill.count_answers(large), "answers", at_least=answers)
    figures.add(f"growth.large_gb.{kind}", growth_fill.database_bytes(large) / 1e9, "GB")
    with ExitStack() as stack:
        places = [_open(stack, url, folder) for url in (pair.small, large)]
        return _measure(figures, pair, places)


def templates_in(url: str) -> list[int]:
    engines = make_engines(url)
    with engines.read.connect() as connection:
        found = connection.execute(sql("SELECT id FROM users WHERE email LIKE 'template-%' ORDER BY id"))
        templates = list(found.scalars())
    engines.dispose()
    return templates


def _open(stack: ExitStack, url: str, folder: Path) -> Place:
    """The learner's browser, an exam and a practice set begun."""
    settings = Settings(data_folder=folder, database_url=url, secret_key=SECRET, password_cost=CHEAP)
    engines = make_engines(url)
    stack.callback(engines.dispose)
    scopes = Scopes(engines, settings, lambda: datetime.now(UTC), random.Random(1))
    with scopes.writing() as scope:
        token = accounts.open_session(scope, MEASURED, "benchmark")
        scope.actor = accounts.find_signed_in(scope, token)
        people.get_profile(scope.session, MEASURED).exam_on = scope.now.date() + timedelta(days=EXAM_IN_DAYS)
        scope.session.flush()
        assert plan_again(scope)
        class_id = _teach(scope)
        done = select(AttemptRow.number).where(AttemptRow.learner_id == MEASURED, AttemptRow.kind == "exam")
        result = scope.session.scalars(done.order_by(AttemptRow.number.desc())).first()
        exam = exams.start_exam(scope, exams.ExamRequest("cpc", "short-25"))
    numbers = [_start(scopes, token) for _ in range(2)]
    client = make_app(scopes, settings, SECRET, resource_folder("templates")).test_client()
    client.set_cookie("trainer", sign_cookie(token).partition("=")[2])
    pages = {
        "start": "/",
        "question": f"/practice/{numbers[0]}/questions/7",
        "exam_paper": f"/exams/{exam}/paper",
        "exam_result": f"/exams/{result}/result",
        "gradebook": f"/classes/{class_id}/gradebook",
    }
    csrf_token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(pages["question"]).text)
    assert csrf_token
    return Place(client, scopes, pages, _saves(numbers, csrf_token[1]))


def _teach(scope: Scope) -> int:
    """The learner is an instructor of the class besides."""
    class_id = int(scope.session.scalars(select(Enrolment.class_id).order_by(Enrolment.class_id)).first() or 0)
    if scope.session.get(Enrolment, (class_id, MEASURED)) is None:
        scope.session.add(Enrolment(class_id=class_id, person_id=MEASURED, role="instructor", joined_at=scope.now))
    return class_id


def _start(scopes: Scopes, token: str) -> int:
    with scopes.writing() as scope:
        scope.actor = accounts.find_signed_in(scope, token)
        request = practice.PracticeRequest("cpc", (), 100, practice.Pool.ALL, Feedback.AT_ONCE)
        return practice.start_practice(scope, request)


def _saves(numbers: list[int], csrf_token: str) -> Iterator[tuple[str, dict[str, str]]]:
    """First answers, each graded at once."""
    for number in numbers:
        for position in range(1, 61):
            fields = {
                "csrf_token": csrf_token,
                "client_id": f"growth{position:04d}",
                "sequence": "1",
                "base_revision": "0",
                "note": "",
                "note_before": "",
                "choice": "ABCD"[position % 4],
                "go": "stay",
            }
            yield f"/practice/{number}/answers/{position}", fields


def _measure(figures: Figures, pair: Pair, places: list[Place]) -> list[float]:
    kind, ratios = pair.kind, []
    for page in (*places[0].pages, "save"):
        spent = [0.0, 0.0]
        for round_ in range(ROUNDS + 1):  # the first one fills caches that every later request finds
            for number, place in enumerate(places):
                began = pair.cpu()
                taken = [_one(place, page) for _ in range(BATCH)]
                if round_:
                    spent[number] += pair.cpu() - began
                    place.latencies.setdefault(page, []).append(taken)
        rounds = [[median(taken) for taken in place.latencies[page]] for place in places]
        ratio = median(large / small for small, large in zip(*rounds, strict=True))
        ratios.append(ratio)
        figures.add(f"growth.{page}.{kind}", ratio, "ratio", at_most=BAR)
        figures.add(f"growth.{page}_cpu.{kind}", spent[1] / spent[0], "ratio")
        for name, medians, seconds in zip(("small", "large"), rounds, spent, strict=True):
            figures.add(f"growth.{page}_{name}_ms.{kind}", median(medians), "ms")
            figures.add(f"growth.{page}_{name}_cpu_ms.{kind}", seconds * 1000 / (ROUNDS * BATCH), "ms")
    return ratios


def _one(place: Place, page: str) -> float:
    """Milliseconds of one request."""
    if page == "save":
        address, fields = next(place.saves)
        began = time.perf_counter()
        status = place.client.post(address, data=fields).status_code
    else:
        address = place.pages[page]
        began = time.perf_counter()
        status = place.client.get(address).status_code
    spent = (time.perf_counter() - began) * 1000
    if status != (303 if page == "save" else 200):
        raise RuntimeError(f"{page}: {address} was answered with {status}")
    return spent


if __name__ == "__main__":
    sys.exit(main())
