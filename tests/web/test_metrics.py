"""The figures at /metrics: what is counted, who may look, several processes together."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.support.browser import Browser
from tests.web.conftest import build
from trainer.db.models.jobs import Job
from trainer.domain.attempts.attempt import Feedback
from trainer.services.jobs import run_due_jobs
from trainer.web.metrics import SAVES, save_outcome


def figures(text: str) -> dict[tuple[str, ...], float]:
    """Value by name and values of labels."""
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def read(browser: Browser) -> dict[tuple[str, ...], float]:
    response = browser.client.get("/metrics")
    assert response.status_code == 200
    return figures(response.text)


def test_requests_are_counted_by_endpoint_method_and_class_of_status(browser):
    before = read(browser)
    for path in ("/account", "/account", "/no-such-page", "/practice/999"):
        browser.get(path)
    browser.client.get("/health/live")
    after = read(browser)
    name = "trainer_requests_total"
    assert after[name, "accounts.account", "GET", "2xx"] == 2
    assert after[name, "none", "GET", "4xx"] == 1
    assert after[name, "practice.resume", "GET", "4xx"] == 1
    assert after["trainer_request_seconds_count", "accounts.account"] == 2
    assert not [key for key in after if "health" in str(key) or "metrics" in str(key)]
    assert before.get((name, "accounts.account", "GET", "2xx")) is None


def test_saves_are_counted_with_what_became_of_them(browser, ann):
    number = ann.start(Feedback.AT_END)
    url, form = f"/practice/{number}/answers/1", {"choice": "A", "client_id": "tab", "go": "stay"}
    endpoint = browser.client.application.url_map.bind("").match(url, "POST")[0]
    assert endpoint in SAVES
    browser.post(url, form | {"sequence": "1", "base_revision": "0"})
    browser.post(url, form | {"sequence": "2", "base_revision": "7"})
    found = read(browser)
    name = "trainer_answer_saves_total"
    assert (found[name, "practice", "saved"], found[name, "practice", "stale"]) == (1, 1)


def test_the_endpoints_that_save_are_there(app):
    assert set(SAVES) <= set(app.view_functions)
    outcomes = {status: save_outcome(status) for status in (200, 303, 404, 409, 422, 500, 503, 507)}
    assert list(outcomes.values()) == [
        *("saved", "saved", "refused", "stale", "not_understood", "failed", "unavailable", "unavailable")
    ]


def test_refused_log_ins_are_counted(scopes, settings):
    browser = Browser(build(scopes, replace(settings, log_in_limit="2 per minute")))
    for _ in range(3):
        browser.post("/log-in", {"email": "ann@example.org", "password": "wrong"})
    found = read(browser)
    name = "trainer_log_in_failures_total"
    assert (found[name, "password"], found[name, "throttled"]) == (2, 1)


def test_the_queue_is_read_when_it_is_looked_at(browser, scopes):
    run_due_jobs(scopes)
    with scopes.writing() as scope:
        ago, later = scope.now - timedelta(seconds=90), scope.now + timedelta(hours=1)
        for kind, state, run_at in (("x", "queued", ago), ("x", "queued", later), ("y", "failed", ago)):
            scope.session.add(Job(kind=kind, payload="{}", state=state, run_at=run_at, created_at=ago))
    found = read(browser)
    assert found["trainer_database_up",] == 1
    assert found["trainer_jobs_queued", "x"] == 2
    assert found["trainer_jobs_due", "x"] == 1
    assert found["trainer_jobs_lag_seconds", "x"] == 90
    assert found["trainer_jobs_failed", "y"] == 1
    run_due_jobs(scopes)


def test_mails_and_runs_of_jobs_are_counted(browser, scopes):
    with scopes.writing() as scope:
        for payload in ('{"to": "a", "subject": "b", "body": "c"}', "no mail"):
            scope.session.add(Job(kind="mail", payload=payload, run_at=scope.now, created_at=scope.now))
    before = read(browser)
    run_due_jobs(scopes)
    found = read(browser)
    assert found["trainer_mails_total", "sent"] == before.get(("trainer_mails_total", "sent"), 0) + 2
    assert found["trainer_mails_total", "retried"] == 1
    assert found["trainer_job_runs_total", "mail", "retried"] == 1


FROM_AFAR = {"environ_base": {"REMOTE_ADDR": "192.0.2.7"}}
TOKEN = "a-token-of-20-letters"


@pytest.mark.parametrize(
    ("token", "options", "status"),
    [
        ("", {}, 200),
        ("", {"environ_base": {"REMOTE_ADDR": "::1"}}, 200),
        ("", FROM_AFAR, 404),
        ("", {"environ_base": {"REMOTE_ADDR": ""}}, 404),
        ("", {"headers": {"X-Forwarded-For": "127.0.0.1"}}, 404),
        ("", {"headers": {"Forwarded": "for=127.0.0.1"}}, 404),
        ("", {"headers": {"X-Real-IP": "127.0.0.1"}}, 404),
        (TOKEN, {}, 404),
        (TOKEN, {"headers": {"Authorization": "Bearer another"}}, 404),
        (TOKEN, {"headers": {"Authorization": f"Bearer {TOKEN}\u00e9"}}, 404),
        (TOKEN, {"headers": {"Authorization": f"Bearer {TOKEN}"}} | FROM_AFAR, 200),
    ],
)
def test_only_this_machine_may_look_or_who_knows_the_token(scopes, settings, token, options: dict[str, Any], status):
    app = build(scopes, replace(settings, metrics_token=token))
    assert app.test_client().get("/metrics", **options).status_code == status


def test_behind_a_proxy_that_is_trusted_this_machine_is_not_whoever_says_so(scopes, settings):
    app = build(scopes, replace(settings, trusted_proxies=1))
    response = app.test_client().get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"})
    assert response.status_code == 404


COUNT = """
import sys
from trainer.web.metrics import Metrics
metrics = Metrics()
for _ in range(int(sys.argv[1])):
    metrics.answered("home.index", "GET", 200, 0.01)
"""
SHOW = """
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
registry = CollectorRegistry()
MultiProcessCollector(registry)
print(generate_latest(registry).decode())
"""


def test_several_processes_add_up_what_they_count(tmp_path: Path):
    environment = os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}

    def run(*arguments: str) -> str:
        command = [sys.executable, "-c", *arguments]
        return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout

    for times in ("2", "3"):
        run(COUNT, times)
    found = figures(run(SHOW))
    assert found["trainer_requests_total", "home.index", "GET", "2xx"] == 5
    assert found["trainer_request_seconds_count", "home.index"] == 5
