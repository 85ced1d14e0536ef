"""Which pages read a replica, and who sees the primary nevertheless. Another database stands in for the replica."""

import random
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.support.browser import Browser
from tests.support.clock import Clock
from tests.support.databases import PostgresqlTemplate
from tests.support.school import School, a_school
from tests.web.conftest import build
from trainer.config import Settings
from trainer.db import replica
from trainer.db.engine import make_engines
from trainer.services.scope import Scopes
from trainer.web.requests import JUST_WROTE, PRIMARY_SECONDS

REPORTS = {
    "administration.index",
    "administration.show_storage",
    "gradebook.column",
    "gradebook.export_csv",
    "gradebook.export_xlsx",
    "gradebook.index",
    "insight.areas",
    "insight.areas_csv",
    "insight.choices_plot",
    "insight.errors",
    "insight.errors_csv",
    "insight.errors_plot",
    "insight.index",
    "insight.item",
    "insight.items",
    "insight.items_csv",
    "insight.readiness_csv",
}
on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture
def behind(
    database_url: str, postgresql_template: PostgresqlTemplate, settings: Settings, clock: Clock
) -> Iterator[Scopes]:
    """Its reports come from a database in which nothing has happened yet."""
    with postgresql_template.copy() as other:
        engines = make_engines(database_url, replica_url=other)
        yield Scopes(engines, replace(settings, database_replica_url=other), clock, random.Random(5))
        engines.dispose()


@pytest.fixture
def school(behind: Scopes) -> School:
    return a_school(behind)


def test_these_pages_are_reports(app) -> None:
    marked = {name for name, view in app.view_functions.items() if getattr(view, "reports", False)}
    assert marked == REPORTS
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint in REPORTS]
    assert all("GET" in (rule.methods or ()) and "POST" not in (rule.methods or ()) for rule in rules)
    assert not any(getattr(app.view_functions[name], "writes", False) for name in REPORTS)


@on_postgresql
def test_a_report_is_read_from_the_replica_by_somebody_whom_only_the_primary_knows(
    behind: Scopes, school: School, settings: Settings
) -> None:
    teacher = Browser(build(behind, settings)).sign_in(school.instructor)
    assert teacher.get(f"/classes/{school.class_id}").status_code == 200
    assert teacher.get(f"/classes/{school.class_id}/gradebook").status_code == 404, "the class is not there yet"


@on_postgresql
def test_who_has_just_sent_a_form_sees_what_it_did(behind: Scopes, school: School, settings: Settings) -> None:
    teacher = Browser(build(behind, settings)).sign_in(school.instructor)
    sent = teacher.post("/theme", {"theme": "dark"})
    (cookie,) = (one for one in sent.headers.getlist("Set-Cookie") if one.startswith(JUST_WROTE))
    assert f"Max-Age={PRIMARY_SECONDS}" in cookie
    assert "HttpOnly" in cookie
    assert PRIMARY_SECONDS > replica.MOST_LAG_SECONDS
    assert teacher.get(f"/classes/{school.class_id}/gradebook").status_code == 200


@on_postgresql
def test_a_sign_in_that_was_ended_ends_reports_at_once(behind: Scopes, school: School, settings: Settings) -> None:
    teacher = Browser(build(behind, settings)).sign_in(school.instructor)
    with behind.writing() as scope:
        scope.session.connection().exec_driver_sql("UPDATE user_sessions SET revoked_at = created_at")
    response = teacher.get(f"/classes/{school.class_id}/gradebook")
    assert (response.status_code, response.headers["Location"].partition("?")[0]) == (303, "/log-in")


@on_postgresql
def test_a_page_says_how_old_its_figures_are(
    database_url: str, behind: Scopes, school: School, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replica, "_LAG", "SELECT 12")
    engines = make_engines(database_url, replica_url=database_url)
    scopes = Scopes(engines, settings, behind.clock, random.Random(5))
    teacher = Browser(build(scopes, settings)).sign_in(school.instructor)
    words = "The figures on this page are as they were 12 seconds ago."
    assert words in teacher.get(f"/classes/{school.class_id}/gradebook").text
    assert words not in teacher.get(f"/classes/{school.class_id}").text
    engines.dispose()


def test_without_a_replica_no_cookie_is_set(app, stranger: Browser) -> None:
    assert JUST_WROTE not in str(stranger.post("/theme", {"theme": "dark"}).headers)
