"""Inserting or changing rows of a cache in one statement, on both databases."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from trainer.db.models.base import Base
from trainer.db.queries.lean import send

Changes = Callable[[Table, Any], Mapping[str, Any]]
"""The columns to set where the row exists, from the table and the row that could not be inserted."""


def upsert(session: Session, model: type[Base], rows: Sequence[Mapping[str, Any]], changes: Changes) -> None:
    """Inserts the rows one after the other; a row whose primary key exists changes that one instead.

    `changes` is a function of a module, not one made at each call: the statement is built once for it.
    """
    if rows:
        send(session, _statement(model, changes, session.get_bind().dialect.name), list(rows))


@lru_cache(maxsize=64)
def _statement(model: type[Base], changes: Changes, dialect: str) -> Any:
    table = cast(Table, model.__table__)
    return or_change(postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table), table, changes)


def or_change(insert: Any, table: Table, changes: Changes | None) -> Any:
    """Has an insert change the row that is there, where it is; without changes it stays as it is."""
    if changes is None:
        return insert
    changed = dict(changes(table, insert.excluded))
    return insert.on_conflict_do_update(index_elements=list(table.primary_key.columns), set_=changed)


def replace_all(table: Table, new: Any) -> Mapping[str, Any]:
    """Every column but those of the primary key, from the row that could not be inserted."""
    return {column.name: new[column.name] for column in table.c if not column.primary_key}
