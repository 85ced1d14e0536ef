"""Statements of the hottest paths, sent without the layer that makes objects of rows."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import CursorResult, Executable, Select, SQLColumnExpression, Text, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class _Gathered(FunctionElement[str]):
    """All rows of columns as the text of one JSON array of arrays, in no order; NULL or empty where there is none."""

    type = Text()
    inherit_cache = True


@compiles(_Gathered, "sqlite")
def _for_sqlite(element: _Gathered, compiler: SQLCompiler, **given: Any) -> str:
    return f"json_group_array(json_array({compiler.process(element.clauses, **given)}))"


@compiles(_Gathered, "postgresql")
def _for_postgresql(element: _Gathered, compiler: SQLCompiler, **given: Any) -> str:
    return f"json_agg(json_build_array({compiler.process(element.clauses, **given)}))::text"


def gathered(*columns: SQLColumnExpression[Any]) -> Select[str]:
    """Rows as one value, for many short ones that are read at every request.

    SQLite's driver lets other threads run before each row: where several are at work, a hundred rows are a hundred
    changes of thread, a fifth of what a page costs.
    """
    return select(_Gathered(*columns))


def send(
    session: Session, statement: Executable, values: Mapping[str, Any] | Sequence[Mapping[str, Any]]
) -> CursorResult[Any]:
    """What `session.execute` gives for a statement of columns or of a table, for half its cost.

    Objects that wait to be stored go first, as they do there.
    """
    if session.autoflush:
        session.flush()
    return session.connection().execute(statement, values)


def send_gathered(session: Session, statement: Select[str], values: Mapping[str, Any]) -> list[list[Any]]:
    """The rows of a statement of `gathered` columns, sorted by them; SQLite says 0 and 1 for a condition."""
    return sorted(json.loads(send(session, statement, values).scalar_one() or "[]"))
