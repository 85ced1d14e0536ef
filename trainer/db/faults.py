"""Tells errors of a database that is away, busy or full from errors of the program. Nothing here asks a database."""

import errno
import sqlite3
from enum import StrEnum

from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as NoFreeConnection

_PRIMARY_CODE = 0xFF
"""SQLite's extended codes carry the primary one in their lowest byte."""


class Fault(StrEnum):
    """`away`: it cannot be reached or read; `busy`: it did not get to it in time; `full`: there is no room to write."""

    AWAY = "away"
    BUSY = "busy"
    FULL = "full"


_OF_SQLITE = {
    sqlite3.SQLITE_BUSY: Fault.BUSY,
    sqlite3.SQLITE_LOCKED: Fault.BUSY,
    sqlite3.SQLITE_FULL: Fault.FULL,
    sqlite3.SQLITE_CANTOPEN: Fault.AWAY,
    sqlite3.SQLITE_IOERR: Fault.AWAY,
    sqlite3.SQLITE_PERM: Fault.AWAY,
    sqlite3.SQLITE_CORRUPT: Fault.AWAY,
    sqlite3.SQLITE_NOTADB: Fault.AWAY,
}
_OF_POSTGRESQL = {
    "53100": Fault.FULL,  # disk_full
    "53200": Fault.BUSY,  # out_of_memory
    "53300": Fault.BUSY,  # too_many_connections
    "40001": Fault.BUSY,  # serialization_failure
    "40P01": Fault.BUSY,  # deadlock_detected
    "55P03": Fault.BUSY,  # lock_not_available
    "57014": Fault.BUSY,  # query_canceled, as by a time limit
    "57P01": Fault.AWAY,  # admin_shutdown
    "57P02": Fault.AWAY,  # crash_shutdown
    "57P03": Fault.AWAY,  # cannot_connect_now
    "58030": Fault.AWAY,  # io_error
}
_CONNECTION_CLASS, _UNIQUE_VIOLATION = "08", "23505"
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT}


def is_duplicate(error: IntegrityError) -> bool:
    """Whether a row with this key is there already; else one refers to nothing, or breaks a rule."""
    if isinstance(error.orig, sqlite3.Error):
        code = getattr(error.orig, "sqlite_errorcode", 0)
        return code in (sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_UNIQUE)
    return getattr(error.orig, "sqlstate", None) == _UNIQUE_VIOLATION


def fault_of(error: BaseException) -> Fault | None:
    """What is wrong with the database or the disk, or None when the error says nothing of the kind."""
    if isinstance(error, NoFreeConnection):
        return Fault.BUSY
    if isinstance(error, OSError):
        return Fault.FULL if error.errno in _NO_ROOM else None
    if not isinstance(error, DBAPIError):
        return None
    if isinstance(error.orig, sqlite3.Error):
        return _OF_SQLITE.get(getattr(error.orig, "sqlite_errorcode", 0) & _PRIMARY_CODE)
    state = getattr(error.orig, "sqlstate", None)
    if state is None:  # the driver itself: nobody answers, or the connection broke
        return Fault.AWAY if error.connection_invalidated or isinstance(error, OperationalError) else None
    return Fault.AWAY if state.startswith(_CONNECTION_CLASS) else _OF_POSTGRESQL.get(state)


def code_of(error: BaseException) -> str:
    """The name or number that the database gave the error: safe to log, unlike its words, which may quote a row."""
    orig = getattr(error, "orig", None)
    code = getattr(orig, "sqlite_errorname", None) or getattr(orig, "sqlstate", None)
    return f"{type(orig or error).__name__}{f' {code}' if code else ''}"
