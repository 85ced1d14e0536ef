"""Work that is done once a night (or an hour), by one of however many processes.

Each occurrence is a job whose id its date, hour and task give: the database takes it once. From then on it is a job
like any other: logged and tried again when it fails. Whatever stands here can be run twice.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy.exc import IntegrityError

from trainer.db.models.jobs import Job
from trainer.db.queries import jobs as queries
from trainer.services.calibration import calibrate_if_due
from trainer.services.class_analyses import queue_due
from trainer.services.daily_mail import queue_daily_mails
from trainer.services.practice import TRACKS
from trainer.services.readiness import snapshot_all
from trainer.services.retention import apply_retention
from trainer.services.scope import Scopes

KIND = "nightly"

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class NightlyTask:
    """What is due once a day from `hour` (UTC) on; None: once an hour. `number` (1 to 99) is the task's own for good.

    A task whose hour was missed is done as soon as somebody looks, once, however many days were missed.
    """

    number: int
    name: str
    hour: int | None
    run: Callable[[Scopes], object]


def _calibrate(scopes: Scopes, track: str) -> None:
    made = calibrate_if_due(scopes, track)
    if made is not None:
        log.info("calibrated", track=track, run=made.run_id, answers=made.answers, flagged=made.flagged)


TASKS: tuple[NightlyTask, ...] = (
    *(
        NightlyTask(number, f"calibration of {track}", 3, partial(_calibrate, track=track))
        for number, track in enumerate(TRACKS, start=1)
    ),
    NightlyTask(3, "readiness", 4, snapshot_all),
    NightlyTask(5, "retention", 2, apply_retention),
    NightlyTask(4, "item analyses", None, queue_due),
    NightlyTask(10, "daily mails", None, queue_daily_mails),
)


def queue_nightly(scopes: Scopes) -> int:
    """Queues every task that has become due and was not queued by anybody; how many there were."""
    now = scopes.clock()
    wanted = {_job_id(task, due): (task, due) for task in TASKS for due in [due_at(task.hour, now)]}
    with scopes.reading() as scope:
        known = queries.known_ids(scope.session, wanted)
    return sum(_queue(scopes, number, *wanted[number]) for number in sorted(wanted.keys() - known))


def due_at(hour: int | None, now: datetime) -> datetime:
    """The last full hour, or the last time at which it was this hour, up to `now`."""
    this_hour = now.replace(minute=0, second=0, microsecond=0)
    if hour is None:
        return this_hour
    due = this_hour.replace(hour=hour)
    return due if due <= now else due - timedelta(days=1)


def _job_id(task: NightlyTask, due: datetime) -> int:
    """Negative, so that no other job has it."""
    return -int(f"{due:%Y%m%d%H}{task.number:02d}")


def _queue(scopes: Scopes, number: int, task: NightlyTask, due: datetime) -> bool:
    payload = json.dumps({"task": task.name, "due": due.isoformat()})
    try:
        with scopes.writing() as scope:
            job = Job(id=number, kind=KIND, payload=payload, run_at=due, created_at=scope.now, about=task.name)
            scope.session.add(job)
    except IntegrityError:  # another process was quicker
        return False
    return True


def run_nightly(payload: str, scopes: Scopes) -> None:
    """Does the task that a nightly job names.

    Raises:
        KeyError: there is no such task (any more).
    """
    {task.name: task for task in TASKS}[json.loads(payload)["task"]].run(scopes)
