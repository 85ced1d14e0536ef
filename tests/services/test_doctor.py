"""`trainer doctor`: each check with each of its outcomes, on what it really looks at."""

import os
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.support.inbox import an_inbox
from tests.support.own_redis import OwnRedis
from tests.support.requirements import redis_url
from trainer.config import Mail, PasswordCost, Settings
from trainer.db import probes
from trainer.db.compatibility import note_oldest_program
from trainer.db.engine import make_engines
from trainer.db.migrate import head_revision, migrate_to
from trainer.db.models.jobs import Job
from trainer.services.backups import make_backup
from trainer.services.doctor import database, surroundings
from trainer.services.doctor import settings as settings_checks
from trainer.services.doctor.examination import Examination, examine
from trainer.services.doctor.findings import Finding, Outcome
from trainer.services.scope import Scopes

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
POSTGRESQL = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture
def plain(tmp_path: Path) -> Settings:
    return Settings(tmp_path, f"sqlite:///{tmp_path / 'trainer.sqlite3'}")


def told(findings: Iterable[Finding]) -> list[tuple[str, str]]:
    """Outcome and words; whatever is not well says what to do."""
    found = list(findings)
    assert all(bool(each.advice) == (each.outcome is not Outcome.OK) for each in found)
    return [(each.outcome.value, each.what) for each in found]


def only(findings: Iterable[Finding]) -> tuple[str, str]:
    (one,) = told(findings)
    return one


@pytest.mark.parametrize(
    ("changes", "outcome", "words"),
    [
        ({}, "ok", "agree"),
        ({"base_url": "https://a.example", "secure_cookies": True, "trusted_proxies": 1}, "ok", "https://a.example"),
        ({"base_url": "https://a.example", "trusted_proxies": 1}, "problem", "cookies would be sent by http"),
        ({"base_url": "https://a.example", "secure_cookies": True}, "problem", "count all visitors as one"),
        ({"base_url": "http://localhost:8000"}, "ok", "agree"),
        ({"base_url": "http://a.example"}, "warning", "unencrypted"),
        ({"host": "0.0.0.0"}, "warning", "links in mails begin with http://0.0.0.0:8000"),
        (
            {"host": "0.0.0.0", "base_url": "https://a.example", "secure_cookies": True, "trusted_proxies": 1},
            "warning",
            "past the proxy",
        ),
    ],
)
def test_addresses_that_contradict_each_other_are_told(
    plain: Settings, changes: dict, outcome: str, words: str
) -> None:
    found, said = only(settings_checks.check_addresses(replace(plain, **changes)))
    assert found == outcome
    assert words in said


def test_cookies_that_never_arrive_are_told(plain: Settings) -> None:
    own = replace(plain, base_url="http://a.example", secure_cookies=True)
    outcome, words = told(settings_checks.check_addresses(own))[0]
    assert outcome == "problem"
    assert "nobody can log in" in words


def test_a_key_that_can_be_guessed_or_read_is_told(plain: Settings) -> None:
    assert only(settings_checks.check_secret_key(plain)) == ("ok", "is made at the first start")
    assert only(settings_checks.check_secret_key(replace(plain, secret_key="secret")))[0] == "problem"
    assert only(settings_checks.check_secret_key(replace(plain, secret_key="a" * 40)))[0] == "problem"
    assert only(settings_checks.check_secret_key(replace(plain, secret_key="0123456789abcdef" * 4)))[0] == "ok"
    file = plain.data_folder / "secret.key"
    file.write_text("0123456789abcdef" * 4)
    file.chmod(0o600)
    assert only(settings_checks.check_secret_key(plain))[0] == "ok"
    on_a_server = replace(plain, database_url="postgresql+psycopg://h/d")
    assert told(settings_checks.check_secret_key(on_a_server))[0][0] == "warning"
    file.chmod(0o644)
    outcomes = told(settings_checks.check_secret_key(plain))
    assert outcomes[1][0] == "problem"
    assert "mode 644" in outcomes[1][1]
    assert "0123456789abcdef" not in str(outcomes), "the key is never shown"


@pytest.mark.parametrize(
    ("cost", "milliseconds", "outcome"),
    [
        (PasswordCost(), 100, "ok"),
        (PasswordCost(), 5, "warning"),
        (PasswordCost(), 1_500, "warning"),
        (PasswordCost(1, 8, 1), 100, "problem"),
        (PasswordCost(1, 19_456, 1), 100, "problem"),
        (PasswordCost(1, 47_104, 1), 100, "ok"),
    ],
)
def test_passwords_that_are_cheap_or_dear_are_told(
    plain: Settings, cost: PasswordCost, milliseconds: float, outcome: str
) -> None:
    assert only(settings_checks.check_password_cost(replace(plain, password_cost=cost), milliseconds))[0] == outcome


def test_the_data_folder_is_there_writable_and_not_for_everybody(plain: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    own = replace(plain, data_folder=folder)
    assert only(settings_checks.check_folder(own))[0] == "warning"
    folder.mkdir(mode=0o750)
    folder.chmod(0o750)
    assert only(settings_checks.check_folder(own))[0] == "ok"
    folder.chmod(0o755)
    assert "every user" in only(settings_checks.check_folder(own))[1]
    folder.chmod(0o500)
    try:
        if not os.access(folder, os.W_OK):
            assert only(settings_checks.check_folder(own))[0] == "problem"
    finally:
        folder.chmod(0o700)


@pytest.mark.parametrize(
    ("free", "outcome"), [(5_000_000_000, "ok"), (500_000_000, "warning"), (50_000_000, "problem")]
)
def test_a_disk_that_runs_full_is_told(plain: Settings, monkeypatch, free: int, outcome: str) -> None:
    usage = type("Usage", (), {"free": free})
    monkeypatch.setattr(surroundings.shutil, "disk_usage", lambda _: usage)
    assert only(surroundings.check_disk(plain))[0] == outcome


def test_backups_that_are_missing_old_or_gone_are_told(scopes: Scopes, tmp_path: Path) -> None:
    own, now = scopes.settings, scopes.clock()
    assert only(surroundings.check_backups(own, now))[0] == "warning"
    made = make_backup(scopes, tmp_path / "disk").path
    for days, outcome in ((1, "ok"), (3, "warning"), (20, "problem")):
        assert only(surroundings.check_backups(own, now + timedelta(days=days)))[0] == outcome
    made.unlink()
    found, words = only(surroundings.check_backups(own, now))
    assert found == "warning"
    assert "not there any more" in words


@SQLITE
def test_a_code_book_that_is_missing_or_of_other_files_is_told(scopes: Scopes, code_book: Path) -> None:
    assert only(surroundings.check_code_book(scopes.settings))[0] == "warning", "it is the small one of the tests"
    code_book.write_bytes(b"no code book")
    assert only(surroundings.check_code_book(scopes.settings))[0] == "problem"
    code_book.unlink()
    assert "is not there" in only(surroundings.check_code_book(scopes.settings))[1]


def test_the_whole_code_book_is_in_order(plain: Settings, book_file: Path) -> None:
    plain.codebook_path.symlink_to(book_file)
    outcome, words = only(surroundings.check_code_book(plain))
    assert outcome in ("ok", "warning")
    assert "ICD-10-CM" in words


def test_redis_that_is_away_or_left_out_is_told(plain: Settings, tmp_path: Path) -> None:
    redis_url()
    assert only(surroundings.check_redis(plain))[0] == "ok"
    on_a_server = replace(plain, database_url="postgresql+psycopg://h/d")
    assert only(surroundings.check_redis(on_a_server))[0] == "warning"
    with OwnRedis(tmp_path) as server:
        assert "answers, version" in only(surroundings.check_redis(replace(plain, redis_url=server.url)))[1]
    outcome, words = only(surroundings.check_redis(replace(plain, redis_url="redis://:hush@127.0.0.1:1/0")))
    assert outcome == "problem"
    assert "hush" not in words


def test_a_mail_server_that_is_away_or_open_is_told_and_no_mail_sent() -> None:
    assert only(surroundings.check_mail(Mail()))[0] == "warning"
    assert only(surroundings.check_mail(Mail("127.0.0.1", 1)))[0] == "problem"
    with an_inbox() as inbox:
        assert only(surroundings.check_mail(Mail("127.0.0.1", inbox.port)))[0] == "ok"
        no_tls = Mail("127.0.0.1", inbox.port, starttls=True)
        assert only(surroundings.check_mail(no_tls))[0] == "problem", "it offers no STARTTLS"
        assert inbox.envelopes == []


def test_versions_that_were_not_tested_are_told(tmp_path: Path) -> None:
    file = tmp_path / "constraints.txt"
    file.write_text("click==0.0.1\nno-such-package==1.0\n")
    outcome, words = only(surroundings.check_packages(file))
    assert outcome == "warning"
    assert "click" in words
    assert "no-such-package" not in words
    assert only(surroundings.check_packages(tmp_path / "none.txt"))[0] == "ok"


def test_time_zones_are_known(monkeypatch) -> None:
    assert only(surroundings.check_time_zones())[0] == "ok"
    monkeypatch.setattr(surroundings, "available_timezones", lambda: {"UTC"})
    assert only(surroundings.check_time_zones())[0] == "problem"


def test_the_revision_of_the_database_is_told(scopes: Scopes) -> None:
    def found() -> tuple[str, str]:
        return only(database.check_revision(scopes))

    assert found() == ("ok", f"revision {head_revision()}")
    later = f"{int(head_revision()) + 1:04}"
    with scopes.engines.write.begin() as connection:
        connection.execute(text(f"UPDATE alembic_version SET version_num = '{later}'"))
    assert found()[0] == "problem"
    with scopes.engines.write.begin() as connection:
        note_oldest_program(connection, later)
    assert found()[0] == "warning"
    with scopes.engines.write.begin() as connection:
        connection.execute(text(f"UPDATE alembic_version SET version_num = '{head_revision()}'"))
    migrate_to(scopes.engines.write, "0014")
    assert "the program needs" in found()[1]
    migrate_to(scopes.engines.write, "base")
    assert found() == ("problem", "is empty")


def test_a_database_that_does_not_answer_ends_the_questions_about_it(scopes: Scopes, tmp_path: Path) -> None:
    url = "postgresql+psycopg://trainer:hush@127.0.0.1:1/trainer"
    there = Scopes(make_engines(url), replace(scopes.settings, database_url=url), scopes.clock, scopes._rng)
    given = Examination(tmp_path, tmp_path, lambda: 0.0)
    found = list(examine(there, given))
    there.engines.dispose()
    assert [each.area for each in found].count("database") == 1
    assert "hush" not in str(found)


def test_a_database_in_order_tells_its_version_and_how_it_stores(scopes: Scopes) -> None:
    with scopes.engines.read.connect() as connection:
        now = probes.clock_of(connection) or scopes.clock()
        found = told(database.check_server(connection, now))
        weak = probes.weak_storage(connection)
    assert found[0][0] == "ok"
    assert found[1] == ("ok", "no damage was found")
    assert found[2][0] == ("problem" if weak else "ok"), "the server of the tests may do without fsync"


@POSTGRESQL
def test_clocks_that_differ_are_told(scopes: Scopes) -> None:
    with scopes.engines.read.connect() as connection:
        there = probes.clock_of(connection)
        assert there is not None
        for seconds, outcome in ((0, "ok"), (10, "warning"), (-90, "problem")):
            assert told(database.check_server(connection, there + timedelta(seconds=seconds)))[-1][0] == outcome


@POSTGRESQL
def test_an_index_that_was_never_finished_is_told(scopes: Scopes) -> None:
    with scopes.engines.write.begin() as connection:
        connection.execute(text("CREATE INDEX ix_unfinished ON users (created_at)"))
        connection.execute(text("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix_unfinished'::regclass"))
    with scopes.engines.read.connect() as connection:
        assert probes.damage(connection) == ["index ix_unfinished is not valid"]
        assert told(database.check_server(connection, scopes.clock()))[1][0] == "problem"


@SQLITE
def test_references_that_lead_nowhere_and_weak_storage_are_told(scopes: Scopes) -> None:
    file = scopes.settings.sqlite_path
    assert file is not None
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("INSERT INTO learner_profiles (learner_id, track) VALUES (99, 'cpc')")
    with scopes.engines.read.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA synchronous=OFF")
        assert probes.damage(connection) == ["a reference of learner_profiles leads nowhere"]
        assert probes.weak_storage(connection) == ["synchronous is 0, not 2"]
        assert [outcome for outcome, _ in told(database.check_server(connection, scopes.clock()))][1:] == [
            "problem",
            "problem",
        ]
    scopes.engines.dispose()


def test_a_trigger_that_is_missing_is_told(scopes: Scopes) -> None:
    with scopes.engines.write.begin() as connection:
        on = " ON grades" if connection.dialect.name == "postgresql" else ""
        connection.execute(text(f"DROP TRIGGER frozen_grades_update{on}"))
    with scopes.engines.read.connect() as connection:
        assert probes.missing_triggers(connection) == ["frozen_grades_update"]
        assert any("facts" in words for _, words in told(database.check_server(connection, scopes.clock())))


def test_work_that_waits_or_was_given_up_is_told(scopes: Scopes) -> None:
    def found() -> list[tuple[str, str]]:
        with scopes.reading() as scope:
            return told(database.check_jobs(scope))

    assert found() == [("ok", "0 queued, none of them late")]
    with scopes.writing() as scope:
        scope.session.add(Job(kind="mail", payload="{}", run_at=scope.now, created_at=scope.now))
        failed = Job(kind="mail", payload="{}", state="failed", run_at=scope.now, created_at=scope.now)
        failed.finished_at = scope.now
        scope.session.add(failed)
    assert found() == [("ok", "1 queued, none of them late"), ("warning", "1 were given up")]
    scopes.clock.now += timedelta(minutes=5)
    assert found()[0][0] == "warning"
    scopes.clock.now += timedelta(minutes=15)
    assert found()[0][0] == "problem"


def test_content_that_is_not_published_or_changed_is_told(scopes: Scopes, press) -> None:
    def found() -> tuple[str, str]:
        with scopes.reading() as scope:
            return only(database.check_content(scope, press.folder.banks, press.folder.cases))

    assert found()[0] == "ok"
    (press.folder.banks / "cpc" / "one-more.toml").write_text("schema = 1\n")
    assert found()[0] == "warning"


def test_without_any_content_that_is_told(scopes: Scopes, tmp_path: Path) -> None:
    with scopes.reading() as scope:
        assert only(database.check_content(scope, tmp_path, tmp_path)) == ("problem", "nothing is published")


def test_a_check_that_fails_is_a_problem_and_the_others_go_on(scopes: Scopes, tmp_path: Path) -> None:
    def broken() -> float:
        raise RuntimeError("no clock")

    found = list(examine(scopes, Examination(tmp_path, tmp_path, broken)))
    assert [each.what for each in found if each.area == "password cost"] == ["could not be looked at (RuntimeError)"]
    assert found[-1].area == "packages"
