"""A read replica as one more engine, for reports. While it is away, or too far behind, the primary stands in for it.

It all happens where the pool hands out a connection, so that nobody above knows of two servers. What a person has just
written may be missing: nothing that must see it may read here.
"""

import threading
import time
from collections.abc import Mapping
from typing import Any

import structlog
from sqlalchemy import Engine, event
from sqlalchemy.exc import DisconnectionError

AWAY_SECONDS = 30
"""So long the primary stands in before the replica is tried again."""
MOST_LAG_SECONDS = 60
"""A replica that is further behind counts as away."""

LAG_SECONDS = "lag_seconds"
"""Where a connection to the replica carries, in its `info`, how far it lay behind when it was handed out."""

_LAG = """
    SELECT CASE
        WHEN NOT pg_is_in_recovery() THEN 0
        WHEN pg_last_wal_receive_lsn() <= pg_last_wal_replay_lsn() AND EXISTS (SELECT FROM pg_stat_wal_receiver) THEN 0
        ELSE extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())
    END
"""
"""Seconds behind. A replica that hears of its primary and has replayed all is not behind, however long ago that was."""

log = structlog.get_logger()


class Replica:
    """Steers the pool of `engine` to its own server or, while that is away, to the server of `primary`.

    `how` is what the driver is told when it connects to the primary, beside its URL.
    """

    def __init__(self, engine: Engine, primary: Engine, how: Mapping[str, Any]) -> None:
        self.engine = engine
        self._primary = primary
        self._how = how
        self._lock = threading.Lock()
        self._away_until = 0.0
        self._is_told = False
        event.listen(engine, "do_connect", self._connect)
        event.listen(engine, "checkout", self._check_out)

    def _connect(self, dialect: Any, record: Any, arguments: Any, options: Any) -> Any:
        """The driver's connection: to the replica, or to the primary in its stead."""
        if time.monotonic() >= self._away_until:
            try:
                return dialect.connect(*arguments, **options)
            except dialect.dbapi.OperationalError as error:
                self._turn_away(str(error).partition("\n")[0])
        record.info["stands_in_until"] = self._away_until
        arguments, options = self._primary.dialect.create_connect_args(self._primary.url)
        return self._primary.dialect.connect(*arguments, **(options | self._how))

    def _check_out(self, connection: Any, record: Any, proxy: Any) -> None:
        """Asks how far behind it is. Raising makes the pool connect anew, to the other server.

        Raises:
            DisconnectionError: this connection is not to be used.
        """
        stands_in_until = record.info.get("stands_in_until")
        if stands_in_until is not None:
            if time.monotonic() >= stands_in_until:
                raise DisconnectionError
            return
        try:
            connection.read_only = True  # a replica refuses to begin anything else, and its last user has reset it
            lag = connection.execute(_LAG).fetchone()[0]
            connection.commit()
        except self.engine.dialect.dbapi.Error as error:  # type: ignore[union-attr]
            raise DisconnectionError from error  # the server may be there: the next connection shows
        if lag is None or lag > MOST_LAG_SECONDS:
            self._turn_away(f"it is {'an unknown time' if lag is None else f'{lag:.0f} s'} behind")
            raise DisconnectionError
        record.info[LAG_SECONDS] = float(lag)
        self._come_back()

    def _turn_away(self, reason: str) -> None:
        with self._lock:
            self._away_until = time.monotonic() + AWAY_SECONDS
            if not self._is_told:
                log.warning("the read replica is away; reports are read from the primary", reason=reason)
            self._is_told = True

    def _come_back(self) -> None:
        if self._is_told:
            with self._lock:
                self._is_told = False
            log.info("the read replica is back")
