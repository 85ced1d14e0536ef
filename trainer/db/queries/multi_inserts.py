"""Rows of several tables written by one statement: one way to the server and back for all of them.

PostgreSQL has this in SQL, as parts of a WITH. A statement of SQLite writes to one table: there a temporary view, which
every connection that writes makes for itself, takes the row, and its trigger hands the columns on.
"""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, cast

from sqlalchemy import Column, Executable, MetaData, Table, bindparam, insert, literal_column, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.orm import Session

from trainer.db.models.base import Base
from trainer.db.queries.lean import send
from trainer.db.queries.upserts import Changes, or_change

Row = Mapping[str, Any]


class MultiInsert:
    """One row for each of several tables, stored in their order; all are stored or none.

    Where the row of a table with `Changes` exists, that one is changed. Every column must be given.
    """

    def __init__(self, name: str, parts: Mapping[type[Base], Changes | None]) -> None:
        self.name = name
        self._parts = {cast(Table, model.__table__): changes for model, changes in parts.items()}
        self._names = [[(_name(column), column.name) for column in table.c] for table in self._parts]
        columns = [Column(_name(column), column.type) for table in self._parts for column in table.c]
        self._statements: dict[str, Executable] = {
            "sqlite": insert(Table(name, MetaData(), *columns)),
            "postgresql": self._for_postgresql(),
        }

    def send(self, session: Session, rows: Sequence[Sequence[Row]]) -> None:
        """Stores several times one row for each table."""
        if rows:
            values = [self._values(each) for each in rows]
            statement = self._statements[session.get_bind().dialect.name]
            send(session, statement, values[0] if len(values) == 1 else values)

    def _values(self, rows: Sequence[Row]) -> dict[str, Any]:
        pairs = zip(self._names, rows, strict=True)
        return {name: row[column] for names, row in pairs for name, column in names}

    def prepare(self, connection: sqlite3.Connection) -> None:
        """Makes the view of one connection to SQLite, whether or not the tables are there yet."""
        for statement in self._view:
            connection.execute(statement)

    def forget(self, cursor: DBAPICursor) -> None:
        """Takes away the view of one connection to SQLite, with its trigger."""
        cursor.execute(f"DROP VIEW IF EXISTS temp.{self.name}")

    @cached_property
    def _view(self) -> tuple[str, str]:
        """The statements that make the view and its trigger."""
        columns = ", ".join(f"NULL AS {name}" for names in self._names for name, _ in names)
        body = "; ".join(self._hand_on())
        trigger = f"CREATE TEMP TRIGGER {self.name}_insert INSTEAD OF INSERT ON {self.name} BEGIN {body}; END"
        return f"CREATE TEMP VIEW {self.name} AS SELECT {columns}", trigger

    def _hand_on(self) -> Iterator[str]:
        for table, changes in self._parts.items():
            new: Row = {column.name: literal_column(f"NEW.{_name(column)}") for column in table.c}
            statement = or_change(sqlite.insert(table).inline().values(new), table, changes)
            yield str(statement.compile(dialect=sqlite.dialect()))

    def _for_postgresql(self) -> Executable:
        """Each part reads from the one before it: they are done in their order, in which all lock such rows."""
        statement: Any = None
        for table, changes in self._parts.items():
            row = select(*(bindparam(_name(column), type_=column.type) for column in table.c))
            if statement is not None:
                row = row.select_from(statement.returning(literal_column("1").label("one")).cte())
            adding = postgresql.insert(table).from_select(list(table.c), row, include_defaults=False)
            statement = or_change(adding, table, changes)
        return cast(Executable, statement)


def _name(column: Column[Any]) -> str:
    return f"{column.table.name}_{column.name}"
