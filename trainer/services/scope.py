"""The Scope of one use case: its transaction, its moment, its dice and who acts."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session, sessionmaker

from trainer.codebook.shelf import Shelf
from trainer.config import Settings
from trainer.db.engine import Engines
from trainer.db.replica import LAG_SECONDS
from trainer.domain.kernel.errors import DomainError
from trainer.services.counts import Counts
from trainer.services.outages import Outages

__all__ = ["Scope", "Scopes", "Shelf", "SignedIn"]


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The person who acts, as read from a valid session. `email` is "" for a guest.

    `administrator_id`: the administrator who looks at the program as this person, and may change nothing.
    """

    id: int
    session_id: int
    display_name: str
    email: str
    is_email_verified: bool
    is_administrator: bool
    may_teach: bool
    track: str
    administrator_id: int | None = None

    @property
    def is_guest(self) -> bool:
        """Whether they only try the program: a person without an address, until they sign up."""
        return not self.email


class NotSignedIn(DomainError):
    """The use case needs somebody who is signed in."""


@dataclass(slots=True)
class Scope:
    """What a use case may touch. `now` is one moment for the whole use case, in UTC; `shelf` has the code book.

    `lag` is how far what it reads lies behind: more than nothing only for reports, where there is a replica.
    """

    session: Session
    now: datetime
    rng: random.Random
    settings: Settings
    shelf: Shelf
    actor: SignedIn | None = None
    lag: timedelta = timedelta()

    @property
    def learner(self) -> SignedIn:
        """The person who acts.

        Raises:
            NotSignedIn: nobody is signed in.
        """
        if self.actor is None:
            raise NotSignedIn
        return self.actor


class Scopes:
    """Makes scopes. The clock and the dice come from outside."""

    def __init__(self, engines: Engines, settings: Settings, clock: Callable[[], datetime], rng: random.Random) -> None:
        self.engines = engines
        self.settings = settings
        self.clock = clock
        self.shelf = Shelf(settings.codebook_path)
        self.counts = Counts()
        self.outages = Outages()
        self._rng = rng
        self._write = sessionmaker(engines.write, expire_on_commit=False)
        self._read = sessionmaker(engines.read, expire_on_commit=False, autoflush=False)
        self._reports = sessionmaker(engines.reports, expire_on_commit=False, autoflush=False)

    def open(self, *, writes: bool) -> Scope:
        """A scope that the caller commits and closes; see `writing` and `reading` for the usual way."""
        session = self._write() if writes else self._read()
        return Scope(session, self.clock(), self._rng, self.settings, self.shelf)

    @property
    def has_replica(self) -> bool:
        """Whether reports are read from a server of their own."""
        return self.engines.replica is not None

    def open_report(self) -> Scope:
        """A scope that only reads, and for which what was written last may be missing. Its moment is that of its data.

        It is not for whoever wants to see what they have just done, nor for asking who is signed in.
        """
        session = self._reports()
        lag = timedelta(seconds=session.connection().info.get(LAG_SECONDS, 0) if self.has_replica else 0)
        return Scope(session, self.clock() - lag, self._rng, self.settings, self.shelf, lag=lag)

    @contextmanager
    def reporting(self) -> Iterator[Scope]:
        """See `open_report`."""
        scope = self.open_report()
        with scope.session:
            yield scope

    @contextmanager
    def writing(self) -> Iterator[Scope]:
        """One transaction: committed at the end, rolled back when something is raised."""
        scope = self.open(writes=True)
        with scope.session, scope.session.begin():
            yield scope
        self.outages.works(has_written=True)

    @contextmanager
    def reading(self) -> Iterator[Scope]:
        """A transaction that can only read."""
        scope = self.open(writes=False)
        with scope.session:
            yield scope
