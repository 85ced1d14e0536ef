"""What regrading a question and regrading a case have in common: the key that is gone by, the run, what came of it."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from sqlalchemy import RowMapping
from sqlalchemy.orm import Session

from trainer.db.models.grades import GradingRun
from trainer.db.queries.regrading import EVERYBODY, Span
from trainer.domain.exams.regrades import Mode, RunKind
from trainer.domain.kernel.errors import NotFound
from trainer.services.accounts import record
from trainer.services.scope import Scope

Line_co = TypeVar("Line_co", covariant=True)
"""What tells of one answer or submission that changes."""


@dataclass(frozen=True, slots=True)
class Applied(Generic[Line_co]):
    """What a regrade did: `graded` anew, those that changed, how many learners were told. All zero: nothing to do.

    `by_hand` counts grades that were set by hand and therefore stay.
    """

    graded: int
    lines: tuple[Line_co, ...]
    by_hand: int
    told: int


@dataclass(frozen=True, slots=True)
class KeyInForce:
    """A version of a question or case with its key, and the revision that brought the key in force."""

    row: RowMapping
    correction: RowMapping


@dataclass(frozen=True, slots=True)
class AppliedPart(Generic[Line_co]):
    """What was done for some learners; `left` keep the grade of another key, `told` counts learners.

    `run_id`: the run that the grades belong to; None where there was nothing to do.
    """

    run_id: int | None
    graded: int
    left: int
    lines: tuple[Line_co, ...]
    by_hand: int
    told: int
    messages: int


class Queries(Protocol):
    """What a module of queries asks of a version of a question or case, the key of which was corrected."""

    def find_current_key(self, session: Session, slug: str, version_id: int | None, /) -> RowMapping | None:
        """The current version (None), or that one, with the key in force."""

    def count_latest_grades(self, session: Session, version_id: int, key_fingerprint: str, /) -> RowMapping:
        """Graded ones: `answers` in all, `by_hand`, by `others` than this key, `to_regrade` of these."""

    def list_learners_with(self, session: Session, version_id: int, after: int, /) -> list[int]:
        """Everybody whose work may have to be graded anew, by number, from above the number `after` on."""

    def find_correction(self, session: Session, version_id: int, key_fingerprint: str, /) -> RowMapping:
        """The revision that brought the key in force: explanations may have been revised since."""


class Regrading(ABC, Generic[Line_co]):
    """How the answers to a question, or the submissions to a case, are graded again by a corrected key.

    `what` it is, in names of ours; `unit` counts what is graded. `at_once`: so many are looked at while their corrector
    waits for the page; a regrade among more is queued.
    """

    what: str
    unit: str
    at_once: int
    queries: Queries

    def version_of(self, row: RowMapping) -> int:
        """The number of the version that `find_key` gives."""
        return int(row[f"{self.what}_version_id"])

    def find_key(self, scope: Scope, slug: str, version_id: int | None = None) -> RowMapping:
        """The current version (None), or that one, with the key in force.

        Raises:
            NotFound: there is no such question or case.
        """
        row = self.queries.find_current_key(scope.session, slug, version_id)
        if row is None:
            raise NotFound(self.what)
        return row

    def count_latest_grades(self, scope: Scope, row: RowMapping) -> RowMapping:
        """See `Queries`; `row` as `find_key` gives it."""
        return self.queries.count_latest_grades(scope.session, self.version_of(row), row["key_fingerprint"])

    def learners_with(self, scope: Scope, row: RowMapping, after: int) -> list[int]:
        """See `Queries`."""
        return self.queries.list_learners_with(scope.session, self.version_of(row), after)

    def find_correction(self, scope: Scope, row: RowMapping) -> RowMapping:
        """See `Queries`."""
        return self.queries.find_correction(scope.session, self.version_of(row), row["key_fingerprint"])

    @abstractmethod
    def lock(self, scope: Scope, slug: str) -> None:
        """Nobody else corrects or regrades until the transaction ends."""

    @abstractmethod
    def apply_part(
        self, scope: Scope, in_force: KeyInForce, mode: Mode, learners: Span = EVERYBODY, run_id: int | None = None
    ) -> AppliedPart[Line_co]:
        """Regrades what some learners did, in a run that has begun or (None) one that begins with the first grade.

        Raises:
            NoCodeBook: a claim cannot be graded without one.
        """

    def lock_key(self, scope: Scope, slug: str, version_id: int | None = None) -> KeyInForce:
        """The key in force, see `find_key`, which nobody else corrects until the transaction ends.

        Raises:
            NotFound: there is no such question or case.
        """
        self.lock(scope, slug)
        row = self.find_key(scope, slug, version_id)
        return KeyInForce(row, self.find_correction(scope, row))

    def apply(self, scope: Scope, slug: str, mode: Mode) -> Applied[Line_co]:
        """Grades everything by the key in force, as one run, and tells the learners.

        What this key has graded, and grades set by hand, are left alone; so a second time adds nothing. To be run in a
        scope of its own, the corrected key stored before.

        Raises:
            NotFound: there is no such question or case.
            NoCodeBook: a claim cannot be graded without one.
        """
        done = self.apply_part(scope, self.lock_key(scope, slug), mode)
        if done.run_id is not None:
            self.record(scope, slug, mode, done.run_id, (done.graded, len(done.lines), done.messages))
        return Applied(done.graded, done.lines, done.by_hand, done.told)

    def record(self, scope: Scope, slug: str, mode: Mode, run_id: int, counts: tuple[int, int, int]) -> None:
        """Writes a run into the audit trail; `counts` of grades, of those that changed, of notices."""
        graded, changed, told = counts
        detail = f"run {run_id}, {mode}: {graded} graded, {changed} changed, {told} told"
        record(scope, f"{self.what}.regrade", slug, detail)


def new_run(scope: Scope, kind: RunKind, reason: str, item_key_id: int | None = None) -> int:
    """Begins a run in the name of the person who acts: its number."""
    by = scope.actor.id if scope.actor else None
    run = GradingRun(kind=kind, reason=reason, created_at=scope.now, created_by=by, item_key_id=item_key_id)
    scope.session.add(run)
    scope.session.flush()
    return run.id
