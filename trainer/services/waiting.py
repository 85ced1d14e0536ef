"""What a person has asked for and waits for: how far it is, what came of it, the file that it made. Theirs alone."""

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import RowMapping

from trainer.db.queries import jobs as queries
from trainer.domain.kernel.errors import NotFound
from trainer.services import gradebook_jobs
from trainer.services.scope import Scope

MOST_ROWS = 50


class Stage(StrEnum):
    """How far something is."""

    WAITS = "waits"
    AT_WORK = "at work"
    TRIED_AGAIN = "is tried again"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class WaitedFor:
    """One thing. `done` and `total` count `unit`s; a total of 0 is not known. `counts` are what came of it so far.

    `wanted` is what was asked for, by names that belong to the kind.
    """

    id: int
    kind: str
    about: str
    stage: Stage
    done: int
    total: int
    unit: str
    counts: dict[str, Any]
    wanted: dict[str, Any]
    asked_at: datetime
    run_at: datetime
    finished_at: datetime | None
    file_name: str
    file_expires_at: datetime | None

    @property
    def is_over(self) -> bool:
        return self.stage in (Stage.DONE, Stage.FAILED)


@dataclass(frozen=True, slots=True)
class File:
    """A file to take away."""

    name: str
    media_type: str
    content: bytes


def list_waited_for(scope: Scope) -> tuple[WaitedFor, ...]:
    """The newest fifty, newest first."""
    return tuple(_waited_for(scope, row) for row in queries.list_waited_for(scope.session, scope.learner.id, MOST_ROWS))


def get_waited_for(scope: Scope, job_id: int) -> WaitedFor:
    """One of them.

    Raises:
        NotFound: this person has not asked for such a thing, or it was deleted.
    """
    row = queries.find_waited_for(scope.session, scope.learner.id, job_id)
    if row is None:
        raise NotFound("job")
    return _waited_for(scope, row)


def get_file(scope: Scope, job_id: int) -> File:
    """The file that it made.

    Raises:
        NotFound: this person has no such file, or none any more.
    """
    file = queries.find_file(scope.session, scope.learner.id, job_id, scope.now)
    if file is None or not get_waited_for(scope, job_id).file_name:
        raise NotFound("file")
    return File(file.name, file.media_type, file.content)


def _waited_for(scope: Scope, row: RowMapping) -> WaitedFor:
    is_kept = row["expires_at"] is not None and row["expires_at"] > scope.now and _may_have_file(scope, row)
    return WaitedFor(
        row["id"],
        row["kind"],
        row["about"],
        _stage(row, scope.now),
        row["progress_done"],
        row["progress_total"],
        row["progress_unit"],
        json.loads(row["result"]) if row["result"] else {},
        json.loads(row["payload"]),
        row["created_at"],
        row["run_at"],
        row["finished_at"],
        row["file_name"] if is_kept else "",
        row["expires_at"] if is_kept else None,
    )


def _may_have_file(scope: Scope, row: RowMapping) -> bool:
    return row["kind"] != queries.GRADEBOOK or gradebook_jobs.may_have(scope, row["payload"])


def _stage(row: RowMapping, now: datetime) -> Stage:
    if row["state"] == "done":
        return Stage.DONE
    if row["state"] == "failed":
        return Stage.FAILED
    if row["worker"] and row["run_at"] > now:
        return Stage.AT_WORK
    return Stage.TRIED_AGAIN if row["last_error"] else Stage.WAITS
