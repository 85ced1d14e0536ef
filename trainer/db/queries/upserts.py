"""Inserting or changing rows of a cache in one statement, on both databases."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from trainer.db.models.base import Base

Changes = Callable[[Table, Any], Mapping[str, Any]]
"""The columns to set where the row exists, from the table and the row that could not be inserted."""


def upsert(session: Session, model: type[Base], rows: Sequence[Mapping[str, Any]], changes: Changes) -> None:
    """Inserts the rows one after the other; a row whose primary key exists changes that one instead."""
    if not rows:
        return
    table = cast(Table, model.__table__)
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    insert = postgresql.insert(table) if is_postgresql else sqlite.insert(table)
    statement = insert.on_conflict_do_update(
        index_elements=list(table.primary_key.columns), set_=dict(changes(table, insert.excluded))
    )
    session.execute(statement, list(rows))
