"""Backup and restore, on both databases: what was acknowledged is there again, and nothing is lost by trying."""

import json
import os
import sqlite3
import stat
import zipfile
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import text

from tests.db.sample_rows import insert_first, rows_of, tables_of
from tests.support.backups import server_that_refuses_passwords, tamper
from trainer.db.engine import Engines, make_engines
from trainer.db.frozen import trigger_names
from trainer.db.migrate import DatabaseUnusable, head_revision, migrate_to
from trainer.db.postgresql_dumps import DumpFailed, connection_of, find_programs, without_secrets
from trainer.services import backups
from trainer.services.backup_files import read_manifest
from trainer.services.backups import BackupFailed, make_backup
from trainer.services.restoring import BackupUnusable, RestoreRefused, restore_backup, verify_backup
from trainer.services.scope import Scopes

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
POSTGRESQL = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


_THROW_OUT = (
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


@pytest.fixture
def filled(scopes: Scopes) -> Scopes:
    """A row in every table; the program has its key in a file."""
    with scopes.engines.write.begin() as connection:
        insert_first(connection, tables_of(connection))
        if connection.dialect.name == "postgresql":  # the fixture's own connection: a database in use is not replaced
            connection.execute(text(_THROW_OUT))
    scopes.engines.dispose()
    scopes.settings = replace(scopes.settings, secret_key="")
    (scopes.settings.data_folder / "secret.key").write_text("the old key")
    return scopes


@pytest.fixture
def backup(filled: Scopes, tmp_path: Path) -> Path:
    return make_backup(filled, tmp_path / "disk").path


def content(engines: Engines) -> tuple[object, ...]:
    with engines.write.connect() as connection:
        names = (
            "SELECT name FROM sqlite_master WHERE type IN ('trigger', 'index') AND name NOT LIKE 'sqlite%'"
            if connection.dialect.name == "sqlite"
            else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal UNION ALL SELECT conname FROM pg_constraint "
            "WHERE connamespace = 'public'::regnamespace UNION ALL SELECT indexname FROM pg_indexes "
            "WHERE schemaname = 'public'"
        )
        return rows_of(connection, tables_of(connection)), sorted(connection.execute(text(names)).scalars())


def change(scopes: Scopes, name: str = "Eve") -> None:
    with scopes.engines.write.begin() as connection:
        connection.execute(text("UPDATE users SET display_name = :name"), {"name": name})


def test_a_backup_tells_what_is_in_it_and_can_be_verified(filled: Scopes, backup: Path) -> None:
    manifest = read_manifest(backup)
    assert manifest.revision == head_revision()
    assert manifest.database == filled.engines.write.dialect.name
    assert manifest.made_at == filled.clock()
    assert {name for name, table in manifest.tables.items() if table.rows} >= {"users", "answers", "grades"}
    verified = verify_backup(filled, backup)
    assert verified.differences == ()
    assert verified.manifest == manifest
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert [path.name for path in backup.parent.iterdir()] == [backup.name]


def test_what_is_restored_is_what_was_and_what_was_there_is_kept(filled: Scopes, backup: Path) -> None:
    before = content(filled.engines)
    change(filled)
    changed = content(filled.engines)
    filled.engines.dispose()
    filled.clock.now += timedelta(days=1)
    done = restore_backup(filled, backup, replaces=True)
    assert content(filled.engines) == before
    assert set(before[1]) >= set(trigger_names())
    with pytest.raises(Exception, match="frozen"), filled.engines.write.begin() as connection:
        connection.execute(text("UPDATE stimuli SET title = ''"))
    (kept,) = done.kept
    assert done.migrated_from == ""
    assert not done.is_key_another
    filled.engines.dispose()
    if filled.settings.sqlite_path:
        kept.replace(filled.settings.sqlite_path)
    else:
        filled.clock.now += timedelta(days=1)
        restore_backup(filled, kept, replaces=True)
    assert content(filled.engines) == changed, "the way back is open"


def test_a_backup_is_restored_where_nothing_was(filled: Scopes, backup: Path) -> None:
    before = content(filled.engines)
    filled.engines.dispose()
    if file := filled.settings.sqlite_path:
        file.unlink()
    else:
        migrate_to(filled.engines.write, "base")
        with filled.engines.write.begin() as connection:
            connection.execute(text("DROP TABLE alembic_version"))
        filled.engines.dispose()
    assert restore_backup(filled, backup).kept == ()
    assert content(filled.engines) == before


def test_a_database_with_content_is_not_replaced_unless_that_is_wanted(filled: Scopes, backup: Path) -> None:
    change(filled)
    changed = content(filled.engines)
    with pytest.raises(RestoreRefused, match=r"has content, and was left as it is.*--replace"):
        restore_backup(filled, backup)
    assert content(filled.engines) == changed


def test_a_database_that_somebody_uses_is_not_replaced(filled: Scopes, backup: Path) -> None:
    other = make_engines(filled.settings.database_url)
    with other.write.connect() as connection:
        connection.execute(text("SELECT count(*) FROM users")).scalar()
        with pytest.raises(RestoreRefused, match="Stop the program"):
            restore_backup(filled, backup, replaces=True)
    other.dispose()
    assert list(filled.settings.data_folder.rglob("*.restoring")) == []


def test_an_older_backup_is_migrated_and_a_newer_one_refused(filled: Scopes, tmp_path: Path) -> None:
    filled.engines.dispose()
    migrate_to(filled.engines.write, "0013")
    older = make_backup(filled, tmp_path / "older.zip").path
    assert restore_backup(filled, older, replaces=True).migrated_from == "0013"
    with filled.engines.write.begin() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == head_revision()
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    newer = make_backup(filled, tmp_path / "newer.zip").path
    assert verify_backup(filled, newer).differences == ()
    with pytest.raises(BackupUnusable, match=r"9999.*Nothing was changed"):
        restore_backup(filled, newer, replaces=True)


@SQLITE
def test_one_wrong_byte_is_found_and_nothing_is_changed(filled: Scopes, backup: Path) -> None:
    whole = backup.read_bytes()
    before = content(filled.engines)
    for share in (0.02, 0.3, 0.6, 0.9):
        damaged = bytearray(whole)
        damaged[int(len(whole) * share)] ^= 0x55
        backup.write_bytes(damaged)
        with pytest.raises(BackupUnusable):
            verify_backup(filled, backup)
        with pytest.raises(BackupUnusable):
            restore_backup(filled, backup, replaces=True)
    assert content(filled.engines) == before


@SQLITE
def test_a_backup_that_was_broken_off_is_none(filled: Scopes, backup: Path) -> None:
    whole = backup.read_bytes()
    for share in (0, 0.5, 0.999):
        backup.write_bytes(whole[: int(len(whole) * share)])
        with pytest.raises(BackupUnusable, match="broken off"):
            restore_backup(filled, backup, replaces=True)


def test_rows_that_differ_are_named_by_their_table(filled: Scopes, backup: Path) -> None:
    def forge(manifest: dict) -> None:
        manifest["tables"]["users"]["rows"] += 1
        manifest["tables"]["answers"]["digest"] = "0" * 16
        manifest["tables"]["poems"] = {"rows": 1, "digest": "0" * 16}
        del manifest["tables"]["grades"]

    tamper(backup, forge)
    assert verify_backup(filled, backup).differences == (
        "table poems is missing",
        "table grades was not backed up",
        "rows of table answers differ",
        "table users has 1 rows, and had 2",
    )
    before = content(filled.engines)
    with pytest.raises(BackupUnusable, match="rows of table answers differ"):
        restore_backup(filled, backup, replaces=True)
    assert content(filled.engines) == before


def test_a_database_that_is_damaged_inside_the_backup_changes_nothing(filled: Scopes, backup: Path) -> None:
    name = "database.sqlite3" if filled.settings.sqlite_path else "database.dump"
    with zipfile.ZipFile(backup) as archive:
        damaged = archive.read(name)
    tamper(backup, lambda _: None, (name, damaged[: len(damaged) * 2 // 3]))
    before = content(filled.engines)
    with pytest.raises((BackupUnusable, RestoreRefused)):
        restore_backup(filled, backup, replaces=True)
    assert content(filled.engines) == before


@SQLITE
def test_a_part_lies_where_parts_lie_whatever_the_archive_says(filled: Scopes, backup: Path) -> None:
    whole = backup.read_bytes()
    for name in ("../out", "code_sets/../../out", "/etc/out", "code_sets/a/b/c", "code_sets/..", "code_sets/../out"):
        backup.write_bytes(whole)
        tamper(backup, lambda _: None, (name, b"out"))
        with pytest.raises(BackupUnusable):
            restore_backup(filled, backup, replaces=True)


def test_a_backup_of_the_other_kind_of_database_is_refused(filled: Scopes, backup: Path, tmp_path: Path) -> None:
    other = "postgresql+psycopg://127.0.0.1:1/x" if filled.settings.sqlite_path else f"sqlite:///{tmp_path / 'x'}"
    settings = replace(filled.settings, database_url=other)
    there = Scopes(make_engines(other), settings, filled.clock, filled._rng)
    with pytest.raises(BackupUnusable, match=r"backup of a (sqlite|postgresql) database"):
        restore_backup(there, backup, replaces=True)
    if not filled.settings.sqlite_path:
        with pytest.raises(BackupUnusable, match="DATABASE_URL"):
            verify_backup(there, backup)
    there.engines.dispose()


@SQLITE
def test_code_files_and_the_key_come_back_and_what_was_there_is_kept(filled: Scopes, tmp_path: Path) -> None:
    folder = filled.settings.data_folder
    codes = folder / "code_sets" / "2026-10-01" / "codes.txt"
    codes.parent.mkdir(parents=True)
    codes.write_text("as imported")
    path = make_backup(filled, tmp_path / "one.zip").path
    codes.write_text("another")
    (folder / "secret.key").write_text("a new key")
    kept = restore_backup(filled, path, replaces=True).kept
    assert codes.read_text() == "as imported"
    assert (folder / "secret.key").read_text() == "the old key"
    assert stat.S_IMODE((folder / "secret.key").stat().st_mode) == 0o600
    assert {each.read_text() for each in kept[1:]} == {"another", "a new key"}
    assert [each.name for each in codes.parent.iterdir() if not each.name.startswith(".")] == ["codes.txt"]


@SQLITE
def test_the_key_can_be_left_out_and_another_one_is_noticed(filled: Scopes, tmp_path: Path) -> None:
    path = make_backup(filled, tmp_path / "one.zip", with_secret_key=False).path
    with zipfile.ZipFile(path) as archive:
        assert "secret.key" not in archive.namelist()
        assert b"the old key" not in b"".join(archive.read(name) for name in archive.namelist())
    assert not restore_backup(filled, path, replaces=True).is_key_another
    (filled.settings.data_folder / "secret.key").write_text("a new key")
    filled.clock.now += timedelta(days=1)
    assert restore_backup(filled, path, replaces=True).is_key_another


@SQLITE
def test_only_the_newest_backups_are_kept_and_files_of_other_names_stay(filled: Scopes, tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    made = []
    for _ in range(4):
        filled.clock.now += timedelta(days=1)
        made.append(make_backup(filled, folder).path)
    (folder / "holiday.zip").write_text("")
    (folder / "medcode-trainer-mine.zip").write_text("")
    assert backups.rotate(folder, 2) == [made[1], made[0]]
    assert [backup.path for backup in backups.list_backups(folder)] == [made[3], made[2]]
    assert (folder / "holiday.zip").exists()
    assert (folder / "medcode-trainer-mine.zip").exists()
    latest = backups.latest_backup(filled.settings)
    assert latest is not None
    assert (latest.path, latest.made_at) == (made[3], filled.clock())


@SQLITE
def test_a_backup_that_is_there_is_never_overwritten(filled: Scopes, backup: Path) -> None:
    before = backup.read_bytes()
    with pytest.raises(BackupFailed, match="there already"):
        make_backup(filled, backup.parent)
    assert backup.read_bytes() == before


def test_an_empty_database_is_not_backed_up(scopes: Scopes, tmp_path: Path) -> None:
    migrate_to(scopes.engines.write, "base")
    with pytest.raises(DatabaseUnusable, match="empty"):
        make_backup(scopes, tmp_path / "disk")


@SQLITE
def test_a_disk_that_is_nearly_full_is_left_alone(filled: Scopes, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(backups, "_ROOM_BESIDE", 1 << 60)
    with pytest.raises(BackupFailed, match="no room"):
        make_backup(filled, tmp_path / "disk")
    assert list((tmp_path / "disk").iterdir()) == []


@SQLITE
def test_a_place_that_cannot_be_written_is_named(filled: Scopes, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(BackupFailed, match="cannot be written"):
        make_backup(filled, tmp_path / "file" / "disk")


@SQLITE
def test_what_a_killed_backup_left_is_removed_a_day_later(filled: Scopes, tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    old, young = (folder / f".medcode-trainer-partial-{number}" for number in (1, 2))
    now = filled.clock().timestamp()
    for path, age in ((old, 2 * 24 * 3600), (young, 60)):
        path.mkdir(parents=True)
        os.utime(path, (now - age, now - age))
    make_backup(filled, folder)
    assert not old.exists()
    assert young.exists(), "another process may be at work on it"


def test_what_was_acknowledged_before_the_start_is_in_and_references_are_whole(filled: Scopes, tmp_path: Path) -> None:
    """Three people save all the time, each row with one that refers to it; the copy takes several steps."""
    _make_large(filled)
    stop, acknowledged = Event(), list[int]()

    def save(first: int) -> None:
        number = first
        while not stop.is_set():
            with filled.engines.write.begin() as connection:
                connection.execute(text(_PERSON), {"id": number, "at": "2026-03-02 09:00:00+00:00"})
                connection.execute(
                    text("INSERT INTO learner_profiles (learner_id, track) VALUES (:id, 'cpc')"), {"id": number}
                )
            acknowledged.append(number)
            number += 1

    writers = [Thread(target=save, args=(1_000_000 * place,)) for place in range(1, 4)]
    for writer in writers:
        writer.start()
    while len(acknowledged) < 20:
        stop.wait(0.005)
    before = set(acknowledged)
    made = make_backup(filled, tmp_path / "busy.zip")
    meanwhile = len(acknowledged) - len(before)
    stop.set()
    for writer in writers:
        writer.join()
    assert meanwhile > 0, "the backup held up everybody"
    restore_backup(filled, made.path, replaces=True)
    with filled.engines.write.connect() as connection:
        people = set(connection.execute(text("SELECT id FROM users WHERE id >= 1000000")).scalars())
        profiles = set(connection.execute(text("SELECT learner_id FROM learner_profiles")).scalars())
    assert before <= people <= set(acknowledged)
    assert people <= profiles


_PERSON = (
    "INSERT INTO users (id, display_name, password_hash, is_administrator, may_teach, next_attempt_number, "
    "next_paper_number, created_at) VALUES (:id, 'Ada', 'x', false, false, 1, 1, :at)"
)


def _make_large(scopes: Scopes) -> None:
    """Some eight megabytes."""
    with scopes.engines.write.begin() as connection:
        rows = [{"slug": f"big-{number}", "id": number, "body": os.urandom(25_000).hex()} for number in range(100, 260)]
        insert = (
            "INSERT INTO stimuli (id, slug, number, title, body, fingerprint) VALUES (:id, :slug, 1, '', :body, 'f')"
        )
        connection.execute(text(insert), rows)


@SQLITE
def test_a_damaged_database_is_told_and_not_backed_up(filled: Scopes, tmp_path: Path) -> None:
    file = filled.settings.sqlite_path
    assert file is not None
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("PRAGMA ignore_check_constraints=ON")
        connection.execute("INSERT INTO learner_profiles (learner_id, track) VALUES (99, 'cpc')")
    with pytest.raises(BackupFailed, match="learner_profiles refers to a row of users that is not there"):
        make_backup(filled, tmp_path / "disk")
    assert list((tmp_path / "disk").iterdir()) == []
    assert backups.latest_backup(filled.settings) is None


@POSTGRESQL
def test_a_wrong_password_is_named_and_the_password_is_not(filled: Scopes, tmp_path: Path) -> None:
    with server_that_refuses_passwords() as port:
        url = f"postgresql+psycopg://trainer:hush-hush@127.0.0.1:{port}/trainer"
        there = Scopes(make_engines(url), replace(filled.settings, database_url=url), filled.clock, filled._rng)
        with pytest.raises(DatabaseUnusable, match="password authentication failed") as refused:
            make_backup(there, tmp_path / "disk")
        assert "hush" not in str(refused.value)
        there.engines.dispose()
    assert not (tmp_path / "disk").exists()


@POSTGRESQL
def test_pg_dump_gets_the_password_in_its_environment_only(filled: Scopes) -> None:
    url = filled.engines.write.url.set(password="hush'hush", query={"sslmode": "prefer"})
    conninfo, environment = connection_of(url)
    assert "hush" not in conninfo
    assert "sslmode=prefer" in conninfo
    assert environment == {"PGPASSWORD": "hush'hush"}
    assert without_secrets("no: hush'hush", url) == "no: ***"


@POSTGRESQL
def test_a_server_newer_than_pg_dump_is_told_with_what_to_install(filled: Scopes) -> None:
    with pytest.raises(DumpFailed, match=r"refuses a newer server.*postgresql-client-99"):
        find_programs(99)


@POSTGRESQL
def test_pg_dump_that_is_missing_is_told_and_nothing_is_left(filled: Scopes, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("trainer.db.postgresql_dumps._INSTALLED", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BackupFailed, match="found neither on the PATH"):
        make_backup(filled, tmp_path / "disk")
    assert list((tmp_path / "disk").iterdir()) == []


@POSTGRESQL
def test_a_dump_that_fails_is_told_and_nothing_is_left(filled: Scopes, tmp_path: Path, monkeypatch) -> None:
    programs = tmp_path / "99" / "bin"
    programs.mkdir(parents=True)
    for name in ("pg_dump", "pg_restore"):
        (programs / name).write_text(
            '#!/bin/sh\n[ "$1" = --version ] && echo "x (PostgreSQL) 99.0" && exit\n'
            'echo half; echo "it broke in the middle" >&2; exit 3\n'
        )
        (programs / name).chmod(0o700)
    monkeypatch.setattr("trainer.db.postgresql_dumps._INSTALLED", tmp_path)
    monkeypatch.setenv("PATH", str(programs))
    with pytest.raises(BackupFailed, match=r"pg_dump has failed \(3\): it broke in the middle"):
        make_backup(filled, tmp_path / "disk")
    assert list((tmp_path / "disk").iterdir()) == []


@SQLITE
def test_a_manifest_of_another_format_is_refused(filled: Scopes, backup: Path) -> None:
    tamper(backup, lambda manifest: manifest.update(format=2))
    with pytest.raises(BackupUnusable, match="format 2"):
        verify_backup(filled, backup)


def test_what_the_manifest_holds_can_be_read_by_anybody(backup: Path) -> None:
    with zipfile.ZipFile(backup) as archive:
        told = json.loads(archive.read("manifest.json"))
    assert told["tables"]["users"]["rows"] == 1
    assert set(told["parts"]) == {"secret.key", f"database.{'dump' if told['database'] == 'postgresql' else 'sqlite3'}"}
