"""A job in hand, as its handler sees it: what to do, how far it is, and whether it may go on.

A handler may be cut off anywhere and run again from the start of its `payload`; what it keeps of itself is `result`.
"""

import json
import os
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy.exc import DBAPIError

from trainer.db.models.jobs import Job
from trainer.db.models.people import User
from trainer.db.queries import jobs as queries
from trainer.services.scope import Scope, Scopes, SignedIn
from trainer.services.stand_ins import stand_in_for

LONGEST = timedelta(hours=6)
"""The lease of a job that is not finished by then is extended no further: it hangs."""
MOST_ABOUT = 120

log = structlog.get_logger()


class GivesUp(Exception):
    """Trying again cannot help. The message is kept with the job: it names no person."""


class ServiceAway(Exception):
    """What all jobs of this kind need is away: it is tried again, and the others of its kind wait meanwhile."""


class LeaseLost(Exception):
    """Somebody else has the job by now: whatever this transaction did is rolled back."""


class Stopped(Exception):
    """The worker was told to end: the job goes back to the queue, and this was no try."""


@dataclass(slots=True)
class Work:
    """A job in hand. `tries` is the number of this try, by which the database knows who has it."""

    scopes: Scopes
    id: int
    kind: str
    tries: int
    payload: str
    requested_by: int | None
    lease: timedelta
    result: dict[str, Any] = field(default_factory=dict)
    stop: threading.Event = field(default_factory=threading.Event)

    def advance(
        self,
        scope: Scope,
        *,
        done: int | None = None,
        total: int | None = None,
        unit: str | None = None,
        result: Mapping[str, Any] | None = None,
    ) -> None:
        """Says how far it is, in the transaction of what was done, and extends the lease. None: as it was.

        Raises:
            LeaseLost: somebody else has the job.
        """
        values: dict[str, Any] = {"run_at": scope.now + self.lease}
        told = {"progress_done": done, "progress_total": total, "progress_unit": unit}
        values |= {name: value for name, value in told.items() if value is not None}
        if result is not None:
            values["result"] = json.dumps(result)
        if not queries.keep(scope.session, self.id, self.tries, values):
            raise LeaseLost
        if result is not None:
            self.result = dict(result)

    def check(self) -> None:
        """Called between two steps, when it could be cut off without loss.

        Raises:
            Stopped: the worker was told to end.
        """
        if self.stop.is_set():
            raise Stopped


Handler = Callable[[Work], object]


@dataclass(frozen=True, slots=True)
class Kind:
    """How jobs of a kind are done.

    `lease`: for how long nobody else takes one up while nothing is heard of its worker. A failed one is tried again
    after `first_wait`, then after twice as long and so on up to `most_wait`, each with up to a quarter more by chance;
    `tries` times in all (None: always). `every`: it is never done, but due again after this time.
    """

    run: Handler
    lease: timedelta
    first_wait: timedelta
    most_wait: timedelta
    tries: int | None
    every: timedelta | None = None

    def wait(self, tries: int, chance: float) -> timedelta:
        """How long to wait after the `tries`th try; `chance` is between 0 and 1."""
        return min(self.first_wait * (1 << min(tries - 1, 20)), self.most_wait) * (1 + chance / 4)

    def is_last(self, tries: int) -> bool:
        return self.tries is not None and tries >= self.tries


@contextmanager
def kept_in_hand(work: Work) -> Iterator[None]:
    """Extends the lease again and again while the work goes on, however long a step of it takes."""
    over = threading.Event()
    every = work.lease.total_seconds() / 3

    def beat() -> None:
        for _ in range(int(LONGEST / work.lease) * 3):
            if over.wait(every):
                return
            try:
                with work.scopes.writing() as scope:
                    work.advance(scope)
            except LeaseLost:
                return
            except DBAPIError as error:
                log.warning("a lease could not be extended", job=work.id, error=type(error).__name__)

    heart = threading.Thread(target=beat, daemon=True, name=f"job {work.id}")
    heart.start()
    try:
        yield
    finally:
        over.set()
        heart.join(every)


def queue_job(
    scope: Scope, kind: str, payload: Mapping[str, Any], *, about: str, unit: str = "", total: int = 0
) -> int:
    """Queues work that the person who acts waits for: its number. While the same waits already, it is that one's.

    At the command line nobody acts: whoever runs the site sees it among all jobs.
    """
    text = json.dumps(payload, sort_keys=True)
    person_id = scope.actor.id if scope.actor else None
    waiting = queries.find_queued(scope.session, person_id, kind, text)
    if waiting is not None:
        return waiting
    job = Job(
        kind=kind,
        payload=text,
        run_at=scope.now,
        created_at=scope.now,
        about=about[:MOST_ABOUT],
        requested_by=person_id,
        progress_total=total,
        progress_unit=unit,
    )
    scope.session.add(job)
    scope.session.flush()
    return job.id


def find_requester(scope: Scope, work: Work) -> SignedIn | None:
    """The person who waits for a job, to act in their name; None where nobody does, or their data are deleted."""
    user = scope.session.get(User, work.requested_by) if work.requested_by is not None else None
    if user is None or user.purge_started_at is not None:
        return None
    return stand_in_for(scope, user.id)


def worker_name() -> str:
    """Who works here: the machine, the process and the thread."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{threading.get_ident() % 10**6}"
