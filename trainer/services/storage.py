"""What the program takes up: the database with its tables, backups beside it, the code book, what is free."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from trainer.db.queries import administration as queries
from trainer.services.administration import administrator_of, database_bytes, free_bytes
from trainer.services.scope import Scope


@dataclass(frozen=True, slots=True)
class TableSize:
    """A table; `bytes` is None where the database does not say."""

    name: str
    rows: int
    bytes: int | None


@dataclass(frozen=True, slots=True)
class File:
    """A file of the data folder."""

    name: str
    bytes: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Storage:
    """Bytes are bytes. `backups`: copies that were made beside the database before a migration, newest first.

    None where the database is on a server of its own, which is backed up there.
    """

    kind: str
    place: str
    database_bytes: int
    free_bytes: int
    code_book_bytes: int
    tables: tuple[TableSize, ...]
    backups: tuple[File, ...] | None


def get_storage(scope: Scope) -> Storage:
    """Sizes as they are now; tables with most rows first.

    Raises:
        NotFound: no administrator asks.
    """
    administrator_of(scope)
    rows, sizes = queries.count_rows(scope.session), queries.table_bytes(scope.session)
    tables = [TableSize(name, count, sizes.get(name)) for name, count in rows.items()]
    file, book = scope.settings.sqlite_path, scope.settings.codebook_path
    return Storage(
        kind="SQLite" if file else "PostgreSQL",
        place=str(file) if file else scope.session.get_bind().engine.url.render_as_string(hide_password=True),
        database_bytes=database_bytes(scope),
        free_bytes=free_bytes(scope.settings),
        code_book_bytes=book.stat().st_size if book.is_file() else 0,
        tables=tuple(sorted(tables, key=lambda table: (-table.rows, table.name))),
        backups=_backups(file) if file else None,
    )


def _backups(database: Path) -> tuple[File, ...]:
    found = (File(path.name, path.stat().st_size, _changed(path)) for path in _copies(database))
    return tuple(sorted(found, key=lambda file: file.changed_at, reverse=True))


def _copies(database: Path) -> list[Path]:
    return [path for path in database.parent.glob("*.bak") if path.is_file()]


def _changed(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)
