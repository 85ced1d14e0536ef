"""Fresh, migrated databases: copies of one that is migrated once in each test process."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from sqlalchemy import create_engine, make_url, text

from tests.support.requirements import postgresql_url
from trainer.db.engine import make_engines
from trainer.db.migrate import head_revision, migrate_to


class SqliteTemplate:
    """Copies a migrated file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "template.sqlite3"
        engines = make_engines(f"sqlite:///{self.file}")
        migrate_to(engines.write, head_revision())
        with engines.write.connect() as connection:
            connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        engines.dispose()

    @contextmanager
    def copy(self) -> Iterator[str]:
        target = self.folder / f"{uuid4().hex}.sqlite3"
        shutil.copyfile(self.file, target)
        yield f"sqlite:///{target}"
        for leftover in self.folder.glob(f"{target.name}*"):
            leftover.unlink()


class PostgresqlTemplate:
    """Copies a migrated database with CREATE DATABASE … TEMPLATE."""

    def __init__(self) -> None:
        self.server = make_url(postgresql_url())
        self.name = f"trainer_template_{uuid4().hex[:12]}"
        self._run(f'CREATE DATABASE "{self.name}"')
        engines = make_engines(self._url(self.name))
        migrate_to(engines.write, head_revision())
        engines.dispose()

    @contextmanager
    def copy(self) -> Iterator[str]:
        name = f"trainer_test_{uuid4().hex[:12]}"
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{self.name}"')
        yield self._url(name)
        self._run(f'DROP DATABASE "{name}" WITH (FORCE)')

    def drop(self) -> None:
        self._run(f'DROP DATABASE "{self.name}" WITH (FORCE)')

    def _url(self, name: str) -> str:
        return self.server.set(database=name).render_as_string(hide_password=False)

    def _run(self, statement: str) -> None:
        engine = create_engine(self.server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()
