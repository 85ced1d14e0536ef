"""Taking a backup back, and proving that it can be: what is restored is compared with what was written down."""

import filecmp
import random
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import Engine, inspect
from sqlalchemy.exc import DBAPIError

from trainer.config import Settings
from trainer.db import postgresql_dumps, sqlite_copies
from trainer.db.digests import TableDigest, digest_tables
from trainer.db.engine import make_engines
from trainer.db.migrate import head_revision, upgrade
from trainer.services import backups
from trainer.services.backup_files import (
    CODE_FILES,
    DATABASES,
    POSTGRESQL,
    SECRET_KEY,
    SQLITE,
    BackupUnusable,
    Manifest,
    check_parts,
    extract,
    mark_of,
    open_part,
    read_manifest,
)
from trainer.services.maintenance import after_upgrade
from trainer.services.scope import Scopes

__all__ = ["BackupUnusable", "RestoreRefused", "Restored", "Verified", "restore_backup", "verify_backup"]


class RestoreRefused(Exception):
    """Nothing was restored, and what was there is there; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Verified:
    """A backup that was restored aside. `differences`: what is not as it was written down; empty when all is well."""

    manifest: Manifest
    differences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Restored:
    """What was done. `kept`: copies of what was there before. `migrated_from`: "" when it was of this revision.

    `is_key_another`: the program signs with another key than the backup was made with.
    """

    manifest: Manifest
    kept: tuple[Path, ...]
    migrated_from: str
    is_key_another: bool


@dataclass(frozen=True, slots=True)
class _Work:
    """One restore; `kept` grows as what was there is set aside."""

    scopes: Scopes
    path: Path
    manifest: Manifest
    kept: list[Path] = field(default_factory=list)


def verify_backup(scopes: Scopes, path: Path) -> Verified:
    """Restores the backup aside, a SQLite file among temporary files, a dump into a scratch database, and compares.

    Raises:
        BackupUnusable: it is no backup, or damaged, or needs a PostgreSQL server and the program has none.
        RestoreRefused: there is no room, or no scratch database can be made.
    """
    with _failures():
        manifest = read_manifest(path)
        check_parts(path, manifest)
        if manifest.database == SQLITE:
            with tempfile.TemporaryDirectory(prefix="trainer-verify-") as folder:
                file = Path(folder) / DATABASES[SQLITE]
                extract(path, manifest, DATABASES[SQLITE], file)
                found = _whole(file)
        else:
            found = _restored_aside(scopes, path, manifest)
    return Verified(manifest, _differences(manifest.tables, found))


def restore_backup(scopes: Scopes, path: Path, *, replaces: bool = False) -> Restored:
    """Puts the backup in the database's place, migrated to this version of the program.

    Only what was compared with the manifest and migrated gets there. With `replaces`, what is there is kept: a SQLite
    file under another name, a PostgreSQL database as a backup.

    Raises:
        BackupUnusable: it is no backup, damaged, of another kind of database or of a newer version.
        RestoreRefused: the database has content and is not to be replaced, is in use, or cannot be written.
    """
    with _failures():
        manifest = read_manifest(path)
        _check_fit(scopes.settings, manifest)
        check_parts(path, manifest)
        work = _Work(scopes, path, manifest)
        restore = _restore_sqlite if manifest.database == SQLITE else _restore_postgresql
        restore(work, replaces=replaces)
        _restore_files(work)
    migrated_from = manifest.revision if manifest.revision != head_revision() else ""
    return Restored(manifest, tuple(work.kept), migrated_from, _is_key_another(scopes.settings, manifest))


def _check_fit(settings: Settings, manifest: Manifest) -> None:
    kind = SQLITE if settings.sqlite_path else POSTGRESQL
    if manifest.database != kind:
        raise BackupUnusable(
            f"This is a backup of a {manifest.database} database, and DATABASE_URL names a {kind} one. "
            "Nothing was changed."
        )
    if manifest.revision > head_revision():
        raise BackupUnusable(
            f"The backup is of revision {manifest.revision} (program {manifest.program}); this version of the program "
            f"knows revisions up to {head_revision()}. Nothing was changed. Install that version, or a newer one."
        )


def _restore_sqlite(work: _Work, *, replaces: bool) -> None:
    scopes, file = work.scopes, work.scopes.settings.sqlite_path
    assert file is not None
    if file.exists() and not replaces and _has_tables(scopes.engines.write):
        raise _has_content(str(file))
    scopes.engines.dispose()
    file.parent.mkdir(parents=True, exist_ok=True)
    aside = file.with_name(f".{file.name}.restoring")
    try:
        for left in (aside, *_beside(aside)):
            left.unlink(missing_ok=True)
        extract(work.path, work.manifest, DATABASES[SQLITE], aside)
        _compare(work.manifest, _whole(aside))
        _migrate_file(scopes, aside)
        if file.exists():
            name = _unused(file, scopes)
            sqlite_copies.set_aside(file, name)
            work.kept.append(name)
        aside.replace(file)
        backups.sync_folder(file.parent)
    finally:
        for left in (aside, *_beside(aside)):
            left.unlink(missing_ok=True)


def _migrate_file(scopes: Scopes, file: Path) -> None:
    """Brings a restored file to this revision, and into one piece."""
    engines = make_engines(f"sqlite:///{file}")
    try:
        done = upgrade(engines.write, None, scopes.clock())
        settings = replace(scopes.settings, database_url=f"sqlite:///{file}")
        after_upgrade(Scopes(engines, settings, scopes.clock, random.Random(0)), done)  # noqa: S311 - no secret
    finally:
        engines.dispose()
    sqlite_copies.fold(file)


def _restore_postgresql(work: _Work, *, replaces: bool) -> None:
    scopes, engine = work.scopes, work.scopes.engines.write
    has_tables = _has_tables(engine)
    if has_tables and not replaces:
        raise _has_content(engine.url.render_as_string(hide_password=True))
    scopes.engines.dispose()
    if others := postgresql_dumps.others_connected(engine):
        raise RestoreRefused(
            f"{others} other connections to the database are open. Stop the program on every machine, and the pooler, "
            "then restore. Nothing was changed."
        )
    if has_tables:
        folder = backups.backups_folder(scopes.settings) / "before-restore"
        try:
            work.kept.append(backups.make_backup(scopes, folder).path)
        except backups.BackupFailed as error:
            raise RestoreRefused(f"What is there cannot be kept: {error} Nothing was restored.") from error
    postgresql_dumps.set_aside(engine)
    try:
        _fill(engine, work.path, work.manifest)
        with engine.connect() as connection:
            _compare(work.manifest, digest_tables(connection))
        after_upgrade(scopes, upgrade(engine, None, scopes.clock()))
    except BaseException:
        postgresql_dumps.take_back(engine)
        raise
    postgresql_dumps.forget_aside(engine)


def _restored_aside(scopes: Scopes, path: Path, manifest: Manifest) -> dict[str, TableDigest]:
    if scopes.settings.sqlite_path:
        raise BackupUnusable(
            "This is a backup of a PostgreSQL database. Set DATABASE_URL to a database on a PostgreSQL server: it is "
            "restored into a scratch database there, and that database itself is left alone."
        )
    name = f"trainer_verify_{scopes.clock():%Y%m%d%H%M%S%f}"
    with postgresql_dumps.scratch_database(scopes.engines.write, name) as engine:
        _fill(engine, path, manifest)
        with engine.connect() as connection:
            return digest_tables(connection)


def _fill(engine: Engine, path: Path, manifest: Manifest) -> None:
    with engine.connect() as connection:
        programs = postgresql_dumps.find_programs(postgresql_dumps.server_version(connection))
    with open_part(path, manifest, DATABASES[POSTGRESQL]) as source:
        postgresql_dumps.restore(programs, engine.url, source)


def _restore_files(work: _Work) -> None:
    """Code files and the key. What is there and differs is kept under another name."""
    settings = work.scopes.settings
    for name in work.manifest.parts:
        if name.startswith(f"{CODE_FILES}/"):
            _put(work, name, settings.imported_codes / name.removeprefix(f"{CODE_FILES}/"))
    if work.manifest.has_secret_key and not settings.secret_key:
        _put(work, SECRET_KEY, settings.data_folder / SECRET_KEY)


def _put(work: _Work, name: str, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f".{target.name}.restoring")
    aside.unlink(missing_ok=True)
    try:
        extract(work.path, work.manifest, name, aside)
        if target.is_file() and filecmp.cmp(target, aside, shallow=False):
            return
        if target.exists():
            kept_as = _unused(target, work.scopes)
            target.rename(kept_as)
            work.kept.append(kept_as)
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)


def _whole(file: Path) -> dict[str, TableDigest]:
    """Rows and digests of a restored file.

    Raises:
        BackupUnusable: it is damaged.
    """
    try:
        sqlite_copies.check_copy(file)
        return backups.digest_of_file(file)
    except (sqlite_copies.CopyBroken, DBAPIError) as error:
        raise BackupUnusable(f"The database in the backup is damaged: {error}") from error


def _compare(manifest: Manifest, found: Mapping[str, TableDigest]) -> None:
    if differences := _differences(manifest.tables, found):
        raise BackupUnusable(f"What was restored differs from what was backed up: {'; '.join(differences)}.")


def _differences(written: Mapping[str, TableDigest], found: Mapping[str, TableDigest]) -> tuple[str, ...]:
    """In words, by table."""
    told = [f"table {name} is missing" for name in sorted(written.keys() - found.keys())]
    told += [f"table {name} was not backed up" for name in sorted(found.keys() - written.keys())]
    for name in sorted(written.keys() & found.keys()):
        before, after = written[name], found[name]
        if before.rows != after.rows:
            told.append(f"table {name} has {after.rows:,} rows, and had {before.rows:,}")
        elif before != after:
            told.append(f"rows of table {name} differ")
    return tuple(told)


def _has_tables(engine: Engine) -> bool:
    return bool(inspect(engine).get_table_names())


def _has_content(place: str) -> RestoreRefused:
    return RestoreRefused(
        f"{place} has content, and was left as it is. To replace it, and keep a copy of it: --replace"
    )


def _is_key_another(settings: Settings, manifest: Manifest) -> bool:
    key = settings.data_folder / SECRET_KEY
    text = settings.secret_key or (key.read_text().strip() if key.is_file() else "")
    return bool(manifest.key_mark) and (not text or mark_of(text) != manifest.key_mark)


def _unused(path: Path, scopes: Scopes) -> Path:
    """The name under which a file is kept. Hidden among code files, where every other file is compiled."""
    dot = "." if path.is_relative_to(scopes.settings.imported_codes) else ""
    return path.with_name(f"{dot}{path.name}.{scopes.clock():%Y%m%dT%H%M%S%fZ}.before-restore.bak")


def _beside(file: Path) -> list[Path]:
    return [file.with_name(file.name + ending) for ending in ("-wal", "-shm", "-journal")]


@contextmanager
def _failures() -> Iterator[None]:
    try:
        yield
    except sqlite_copies.InUse as error:
        raise RestoreRefused("The database is in use. Stop the program, then restore. Nothing was changed.") from error
    except postgresql_dumps.DumpFailed as error:
        raise RestoreRefused(f"{error} What was there is there.") from error
    except (OSError, sqlite3.Error, DBAPIError) as error:
        reason = str(getattr(error, "orig", None) or error).strip()
        raise RestoreRefused(f"It cannot be restored: {reason}. What was there is there.") from error
