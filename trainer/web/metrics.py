"""Figures for Prometheus at /metrics. Labels are endpoints, never addresses; no figure tells of one person.

With several processes on a machine, PROMETHEUS_MULTIPROC_DIR names the folder in which they add up what they count.
"""

import hmac
import ipaddress
import os
from collections.abc import Iterator
from time import perf_counter

from flask import Blueprint, Flask, Response, abort, current_app, g, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from trainer.config import Settings
from trainer.services.job_counters import JobCounters
from trainer.services.outages import Fault
from trainer.services.queue_figures import measure_queue, seconds_since_sweep
from trainer.services.scope import Scopes
from trainer.web.health import health
from trainer.web.request_log import QUIET
from trainer.web.requests import scopes

blueprint = Blueprint("metrics", __name__)

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10)
_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_HEADERS_OF_PROXIES = ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via")
_METHODS = frozenset({"GET", "HEAD", "POST"})

disable_created_metrics()  # type: ignore[no-untyped-call]

SAVES = {
    "practice.answer": "practice",
    "exams.answer": "exam",
    "diagnostics.answer": "diagnostic",
    "cases.save": "case",
    "billing.save": "billing",
}
"""The endpoints that save answers, and of what."""
LOG_INS = {"accounts.log_in": "password", "accounts.log_in_code": "second_step"}
"""The endpoints that let somebody in, and what is refused there."""


def save_outcome(status: int) -> str:
    """What became of an answer, by the status of the reply."""
    if status < 400:
        return "saved"
    return {409: "stale", 422: "not_understood", 503: "unavailable", 507: "unavailable"}.get(
        status, "failed" if status >= 500 else "refused"
    )


class Metrics:
    """What one application counts."""

    def __init__(self) -> None:
        own = self.registry = CollectorRegistry()
        labels = ("endpoint", "method", "status")
        self.requests = Counter("trainer_requests", "Requests that were answered", labels, registry=own)
        self.seconds = Histogram(
            "trainer_request_seconds", "How long answering took", ("endpoint",), buckets=SECONDS, registry=own
        )
        self.saves = Counter("trainer_answer_saves", "Answers that were sent", ("kind", "outcome"), registry=own)
        self.log_in_failures = Counter("trainer_log_in_failures", "Log-ins refused", ("reason",), registry=own)
        self.database_errors = Counter("trainer_database_errors", "Database not usable", ("fault",), registry=own)
        self.jobs = JobCounters(own)
        self._children: dict[tuple[str, str, str], Counter] = {}
        self._timers: dict[str, Histogram] = {}

    def answered(self, endpoint: str, method: str, status: int, seconds: float) -> None:
        """Counts one request. Endpoints, methods and classes of status are few: each is looked up once."""
        key = (endpoint, method if method in _METHODS else "other", f"{status // 100}xx")
        child = self._children.get(key)
        if child is None:
            child = self._children[key] = self.requests.labels(*key)
        child.inc()
        timer = self._timers.get(endpoint)
        if timer is None:
            timer = self._timers[endpoint] = self.seconds.labels(endpoint)
        timer.observe(seconds)
        if method == "POST":
            self._posted(endpoint, status)

    def _posted(self, endpoint: str, status: int) -> None:
        if endpoint in SAVES:
            self.saves.labels(SAVES[endpoint], save_outcome(status)).inc()
        elif endpoint in LOG_INS and status in (422, 429):
            self.log_in_failures.labels("throttled" if status == 429 else LOG_INS[endpoint]).inc()

    def database_failed(self, fault: Fault) -> None:
        self.database_errors.labels(fault.value).inc()


class _Now:
    """What is asked of the database when it is looked at."""

    def __init__(self, app_scopes: Scopes, is_up: bool) -> None:
        self._scopes = app_scopes
        self._is_up = is_up

    def collect(self) -> Iterator[Metric]:
        yield GaugeMetricFamily("trainer_database_up", "Whether the database answers", value=float(self._is_up))
        if not self._is_up:
            return
        with self._scopes.reading() as scope:
            rows, swept = measure_queue(scope), seconds_since_sweep(scope)
        for name, words in (
            ("queued", "Jobs that wait, due or not"),
            ("due", "Jobs that are due"),
            ("running", "Jobs that a worker has in hand"),
            ("failed", "Jobs that were given up"),
            ("lag_seconds", "How long the job that has waited longest is overdue"),
        ):
            gauge = GaugeMetricFamily(f"trainer_jobs_{name}", words, labels=["kind"])
            for row in rows:
                gauge.add_metric([row.kind], getattr(row, name))
            yield gauge
        if swept is not None:
            yield GaugeMetricFamily("trainer_sweep_age_seconds", "Since overdue sittings were looked for", value=swept)


def install(app: Flask, settings: Settings) -> None:
    """Counts every request, and what services and outages tell. Goes before all that may end a request."""
    metrics = Metrics()
    app.extensions["metrics"] = metrics
    app.config["METRICS_TOKEN"] = settings.metrics_token
    with app.app_context():
        scopes().counts.job_listeners.append(metrics.jobs.job_ended)
        scopes().outages.listeners.append(metrics.database_failed)
    app.register_blueprint(blueprint)

    @app.after_request
    def _count(response: Response) -> Response:
        endpoint = request.endpoint or "none"
        if endpoint not in QUIET:
            metrics.answered(endpoint, request.method, response.status_code, perf_counter() - g.began)
        return response


def forget_worker(pid: int) -> None:
    """For gunicorn's `child_exit`: what a worker that ended had counted stays, what it showed of itself goes."""
    if os.environ.get(_FOLDER):
        mark_process_dead(pid)  # type: ignore[no-untyped-call]


@blueprint.get("/metrics")
def show() -> Response:
    """The figures, for whoever knows the token or, without one, for this machine."""
    if not _may_look():
        abort(404)
    metrics: Metrics = current_app.extensions["metrics"]
    registry = metrics.registry
    if os.environ.get(_FOLDER):
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    is_up = health().look().database
    now = CollectorRegistry(auto_describe=False)
    now.register(_Now(scopes(), is_up))
    return Response(generate_latest(registry) + generate_latest(now), content_type=CONTENT_TYPE_LATEST)


def _may_look() -> bool:
    token: str = current_app.config["METRICS_TOKEN"]
    if token:
        given = request.headers.get("Authorization", "").encode("utf-8", "replace")
        return hmac.compare_digest(given, f"Bearer {token}".encode())
    if any(name in request.headers for name in _HEADERS_OF_PROXIES):
        return False
    try:
        return ipaddress.ip_address(request.remote_addr or "").is_loopback
    except ValueError:  # no address, as through a socket of the file system
        return False
