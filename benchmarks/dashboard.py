"""The start page of a learner with 20,000 answers beside that of one with 200, on the shipped content.

`make bench NAME=dashboard`. Both are in one SQLite file: `tests/support/histories.py` stores answers, sittings, grades,
cases, reviews and estimates in bulk, then the caches are made as the program makes them, and each gets a plan. Both
have an estimate. The one has answered on 300 days of the last year, the other on 20 of the last 60 days.

`dashboard.ms` is a whole request inside the server, from its head to the last byte of the page; the two learners take
turns, and medians are compared. `dashboard.growth` is the ratio; `dashboard.queries` counts the statements of a
request, sign-in included. The plots are requests of their own.
"""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from statistics import median

from flask.testing import FlaskClient
from sqlalchemy import event

from benchmarks.figures import Figures
from benchmarks.serving import SECRET, published_database, sign_cookie, sign_up
from tests.support.histories import Past, add_past
from trainer.config import resource_folder
from trainer.db.queries import items, people
from trainer.services.dashboard import get_dashboard
from trainer.services.plans import plan_again
from trainer.services.scope import Scopes
from trainer.web.app import make_app

MUCH = Past(answers=20_000, days=300, cases=120, span_days=365)
LITTLE = Past(answers=200, days=20, cases=6, span_days=60)
ROUNDS = 100
EXAM_IN_DAYS = 60
PAGE_BAR_MS, GROWTH_BAR, QUERY_BAR = 80, 1.3, 12
PLOT_BAR_MS, PLOT_QUERY_BAR = 80, 5
PLOTS = ("readiness", "errors", "days", "pace")


def main() -> int:
    figures = Figures()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with published_database(f"sqlite:///{folder / 'trainer.sqlite3'}", folder) as scopes:
            much, little = (_client(scopes, name, past) for name, past in (("much", MUCH), ("little", LITTLE)))
            _measure_page(figures, scopes, much, little)
            _measure_plots(figures, scopes, much)
    return figures.exit_code()


def _client(scopes: Scopes, name: str, past: Past) -> FlaskClient:
    """The browser of a new learner with this past."""
    with scopes.writing() as scope:
        token = sign_up(scope, name)
        learner_id = scope.learner.id
        _, blueprint = items.last_blueprint(scope.session, past.track)
        assert blueprint is not None
        add_past(scope, learner_id, past, blueprint)
        people.get_profile(scope.session, learner_id).exam_on = scope.now.date() + timedelta(days=EXAM_IN_DAYS)
        scope.session.flush()
        assert plan_again(scope)
        page = get_dashboard(scope)
        assert page.readiness.estimate is not None, page.readiness.found
        assert page.history.days
        assert page.errors.has_course
    client = make_app(scopes, scopes.settings, SECRET, resource_folder("templates")).test_client()
    client.set_cookie("trainer", sign_cookie(token).partition("=")[2])
    return client


def _measure_page(figures: Figures, scopes: Scopes, much: FlaskClient, little: FlaskClient) -> None:
    taken: dict[FlaskClient, list[float]] = {much: [], little: []}
    for place in range(ROUNDS + 3):
        for client, times in taken.items():
            spent = _milliseconds(client, "/")
            if place >= 3:  # the first ones fill caches that every later request finds
                times.append(spent)
    with_much, with_little = median(taken[much]), median(taken[little])
    figures.add("dashboard.ms", with_much, "ms", at_most=PAGE_BAR_MS)
    figures.add("dashboard.small_ms", with_little, "ms")
    figures.add("dashboard.growth", with_much / with_little, "ratio", at_most=GROWTH_BAR)
    queries = max(_count(scopes, client, "/") for client in taken)
    figures.add("dashboard.queries", queries, "statements", at_most=QUERY_BAR)


def _measure_plots(figures: Figures, scopes: Scopes, client: FlaskClient) -> None:
    for name in PLOTS:
        address = f"/today/{name}.svg"
        times = [_milliseconds(client, address) for _ in range(ROUNDS // 4)]
        figures.add(f"dashboard.{name}_plot_ms", median(times), "ms", at_most=PLOT_BAR_MS)
        figures.add(
            f"dashboard.{name}_plot_queries", _count(scopes, client, address), "statements", at_most=PLOT_QUERY_BAR
        )


def _milliseconds(client: FlaskClient, address: str) -> float:
    started = time.perf_counter()
    response = client.get(address)
    spent = (time.perf_counter() - started) * 1_000
    assert response.status_code == 200, (address, response.status_code)
    return spent


def _count(scopes: Scopes, client: FlaskClient, address: str) -> int:
    with _heard(scopes) as sent:
        client.get(address)
    return len(sent)


@contextmanager
def _heard(scopes: Scopes) -> Iterator[list[str]]:
    """The statements that are sent meanwhile; what begins a transaction is not counted."""
    sent: list[str] = []

    def hear(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            sent.append(statement)

    event.listen(scopes.engines.read, "before_cursor_execute", hear)
    yield sent
    event.remove(scopes.engines.read, "before_cursor_execute", hear)


if __name__ == "__main__":
    raise SystemExit(main())
