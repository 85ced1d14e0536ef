"""Statements of the hottest paths, sent without the layer that makes objects of rows."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import CursorResult, Executable
from sqlalchemy.orm import Session


def send(
    session: Session, statement: Executable, values: Mapping[str, Any] | Sequence[Mapping[str, Any]]
) -> CursorResult[Any]:
    """What `session.execute` gives for a statement of columns or of a table, for half its cost.

    Objects that wait to be stored go first, as they do there.
    """
    if session.autoflush:
        session.flush()
    return session.connection().execute(statement, values)
