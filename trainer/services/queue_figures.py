"""How much work waits, in numbers: for whoever watches the program."""

from dataclasses import dataclass

from trainer.db.queries import jobs
from trainer.services.scope import Scope


@dataclass(frozen=True, slots=True)
class QueueFigures:
    """Jobs of one kind. `lag_seconds`: how long the one that has waited longest is overdue; 0 when none is due."""

    kind: str
    queued: int
    due: int
    running: int
    failed: int
    lag_seconds: float


def measure_queue(scope: Scope) -> tuple[QueueFigures, ...]:
    """One row for each kind that waits, runs or was given up."""
    return tuple(
        QueueFigures(
            row["kind"],
            row["queued"],
            row["due"],
            row["running"],
            row["failed"],
            (scope.now - row["oldest_due_at"]).total_seconds() if row["oldest_due_at"] else 0.0,
        )
        for row in jobs.queue_state(scope.session, scope.now)
    )


def seconds_since_sweep(scope: Scope) -> float | None:
    """Since overdue sittings were last looked for; None: never yet."""
    at = jobs.last_swept_at(scope.session)
    return None if at is None else max(0.0, (scope.now - at).total_seconds())
