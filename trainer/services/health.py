"""Whether this process can do its work: asked by a load balancer every few seconds, answered within a limit."""

import threading
import time
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TookTooLong
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from trainer.codebook.book import CodeBookUnusable
from trainer.db.migrate import DatabaseUnusable, State, head_revision, read_state
from trainer.services.scope import Scopes

LIMIT_SECONDS = 2.0
"""A database that takes longer to answer counts as away."""
KEPT_SECONDS = 1.0
"""So long a finding is given again: whoever asks all the time costs nothing."""


@dataclass(frozen=True, slots=True)
class Findings:
    """`migrations`: the database is at the revision that this program knows, or at a newer one that it may work on."""

    database: bool = False
    migrations: bool = False
    code_book: bool = False


class Health:
    """Looks at what the program stands on. One look at a time, in a thread: a database that hangs holds nobody up."""

    def __init__(self, scopes: Scopes, limit_seconds: float = LIMIT_SECONDS) -> None:
        self._scopes = scopes
        self._limit = limit_seconds
        self._lock = threading.Lock()
        self._began = 0.0
        self._look: Future[Findings] | None = None

    def look(self) -> Findings:
        """What was found at most KEPT_SECONDS ago, or now; all bad when the limit is over."""
        with self._lock:
            now = time.monotonic()
            if self._look is None or (self._look.done() and now - self._began > KEPT_SECONDS):
                self._began, self._look = now, Future()
                threading.Thread(target=self._find, args=(self._look,), daemon=True, name="health").start()
            look, left = self._look, self._began + self._limit - now
        try:
            return look.result(max(0.0, left))
        except TookTooLong:
            return Findings()

    def _find(self, look: "Future[Findings]") -> None:
        try:
            look.set_result(self._findings())
        except Exception as error:  # noqa: BLE001 - the thread has nobody else to tell
            look.set_exception(error)

    def _findings(self) -> Findings:
        try:
            state = read_state(self._scopes.engines.read)
        except (DatabaseUnusable, SQLAlchemyError):
            return Findings(code_book=self._has_code_book())
        self._scopes.outages.works(has_written=False)
        return Findings(database=True, migrations=is_known(state), code_book=self._has_code_book())

    def _has_code_book(self) -> bool:
        try:
            self._scopes.shelf.on(self._scopes.clock().date())
        except CodeBookUnusable:
            return False
        return True


def is_known(state: State) -> bool:
    """Whether this program can work with the database as it is; see docs/migrations.md."""
    return state.revision >= head_revision() and state.is_usable
