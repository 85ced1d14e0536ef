"""The night's work: queued once whoever looks, tried again when it fails; calibration when there is something new."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from tests.support.classroom import RIGHT, answer, publish_questions, questions
from tests.support.people import sign_up
from trainer.db.models.calibration import CalibrationRun
from trainer.db.models.jobs import Job
from trainer.services import nightly
from trainer.services.jobs import LONG_RETRY, run_due_jobs
from trainer.services.nightly import NightlyTask, due_at, queue_nightly
from trainer.services.scope import Scopes


def jobs(scopes: Scopes) -> list[Job]:
    with scopes.reading() as scope:
        statement = select(Job).where(Job.kind == nightly.KIND).order_by(Job.run_at, Job.id.desc())
        return list(scope.session.scalars(statement))


def runs(scopes: Scopes) -> int:
    with scopes.reading() as scope:
        return len(scope.session.scalars(select(CalibrationRun.id)).all())


def turn(scopes: Scopes) -> int:
    """What a server does from time to time; the number of jobs that were done."""
    queue_nightly(scopes)
    return run_due_jobs(scopes)


def a_task(name: str, run: object, *, number: int = 7, hour: int | None = 3) -> NightlyTask:
    return NightlyTask(number, name, hour, run)


@pytest.mark.parametrize(
    ("hour", "now", "due"),
    [
        (3, (2, 3, 0), (2, 3)),
        (3, (2, 23, 59), (2, 3)),
        (3, (2, 2, 59), (1, 3)),
        (0, (2, 0, 0), (2, 0)),
        (None, (2, 14, 59), (2, 14)),
        (None, (2, 0, 0), (2, 0)),
    ],
)
def test_a_task_is_due_from_its_hour_on_until_that_of_the_next_day(hour, now, due):
    assert due_at(hour, datetime(2026, 3, *now, 30, tzinfo=UTC)) == datetime(2026, 3, *due, tzinfo=UTC)


def test_every_task_has_a_number_and_a_name_of_its_own():
    assert len({task.number for task in nightly.TASKS}) == len({task.name for task in nightly.TASKS})
    assert all(1 <= task.number <= 99 for task in nightly.TASKS)
    assert len({task.number for task in nightly.TASKS}) == len(nightly.TASKS)


def test_without_answers_the_night_passes_without_a_run(scopes):
    assert turn(scopes) == len(nightly.TASKS)
    assert [job.state for job in jobs(scopes)] == ["done"] * len(nightly.TASKS)
    assert runs(scopes) == 0


def test_items_are_calibrated_once_a_day_after_three_when_there_are_new_first_answers(scopes, clock):
    publish_questions(scopes, questions(3))
    ann = sign_up(scopes)
    run_due_jobs(scopes)
    clock.now = datetime(2026, 3, 2, 2, 30, tzinfo=UTC)
    turn(scopes)
    answer(ann, {"q-0": RIGHT})
    made = []
    for hours, answered in ((0.4, None), (0.2, None), (1, None), (20, "q-1"), (3, None), (24, None), (24, "q-2")):
        clock.advance(hours=hours)
        turn(scopes)
        made.append(runs(scopes))
        if answered:
            answer(ann, {answered: RIGHT})
    assert made[:4] == [0, 1, 1, 1], "at 2:54, 3:06, 4:06, 0:06 with one answer"
    assert made[4:] == [1, 1, 1], "q-1 and q-2 were left unanswered at first sight: no news"
    answer(sign_up(scopes, "ben@example.org", "Ben"), {"q-0": RIGHT})
    clock.advance(hours=24)
    turn(scopes)
    assert runs(scopes) == 2


def test_a_day_is_not_done_twice_nor_made_up_for_many_times(scopes, clock, monkeypatch):
    done = []
    monkeypatch.setattr(nightly, "TASKS", (a_task("noting", lambda scopes: done.append(scopes.clock())),))
    assert [turn(scopes) for _ in range(3)] == [1, 0, 0]
    clock.advance(days=5)
    assert [turn(scopes) for _ in range(3)] == [1, 0, 0]
    assert len(done) == 2


def test_a_task_of_every_hour_is_done_every_hour(scopes, clock, monkeypatch):
    done = []
    monkeypatch.setattr(nightly, "TASKS", (a_task("noting", done.append, hour=None),))
    for _ in range(6):
        turn(scopes)
        clock.advance(minutes=30)
    assert len(done) == 3


def test_several_processes_queue_and_do_each_task_once(scopes, monkeypatch):
    done = []
    tasks = [a_task(f"task {number}", done.append, number=number) for number in range(1, 5)]
    monkeypatch.setattr(nightly, "TASKS", tuple(tasks))
    gate, queued = threading.Barrier(4), []

    def serve() -> None:
        gate.wait()
        queued.append(queue_nightly(scopes))
        run_due_jobs(scopes)

    servers = [threading.Thread(target=serve) for _ in range(4)]
    for server in servers:
        server.start()
    for server in servers:
        server.join()
    run_due_jobs(scopes)
    assert (sum(queued), len(done)) == (4, 4)
    assert [job.state for job in jobs(scopes)] == ["done"] * 4


def test_who_comes_second_to_an_occurrence_queues_nothing(scopes, monkeypatch):
    """Both have seen that nobody had queued it yet."""
    task = a_task("noting", lambda scopes: None)
    due = due_at(task.hour, scopes.clock())
    number = nightly._job_id(task, due)
    assert number == -202603020307
    assert [nightly._queue(scopes, number, task, due) for _ in range(2)] == [True, False]
    assert len(jobs(scopes)) == 1


def test_a_task_that_fails_is_logged_and_tried_again_and_holds_up_no_other(scopes, clock, monkeypatch):
    tries, done = [], []

    def fail_once(scopes: Scopes) -> None:
        tries.append(scopes.clock())
        if len(tries) == 1:
            raise RuntimeError("the disk is full")

    monkeypatch.setattr(nightly, "TASKS", (a_task("failing", fail_once), a_task("noting", done.append, number=8)))
    with capture_logs() as logs:
        assert turn(scopes) == 1
    (entry,) = logs
    assert (entry["event"], entry["error"]) == ("job failed", "RuntimeError: the disk is full")
    assert len(done) == 1
    clock.advance(seconds=LONG_RETRY.total_seconds() - 1)
    assert turn(scopes) == 0, "whatever was in its way may need a while"
    clock.advance(seconds=LONG_RETRY.total_seconds() / 4 + 1)
    assert turn(scopes) == 1
    assert len(tries) == 2
    assert [job.state for job in jobs(scopes)] == ["done", "done"]


def test_a_task_that_this_program_does_not_know_waits_for_one_that_does(scopes, clock, monkeypatch):
    monkeypatch.setattr(nightly, "TASKS", (a_task("of a newer release", lambda scopes: None),))
    queue_nightly(scopes)
    monkeypatch.setattr(nightly, "TASKS", ())
    with capture_logs():
        assert run_due_jobs(scopes) == 0
    (job,) = jobs(scopes)
    assert job.state == "queued"
    assert clock() + LONG_RETRY <= job.run_at <= clock() + LONG_RETRY * 1.25
    assert job.last_error == "KeyError: 'of a newer release'"


def test_what_is_queued_names_the_task_and_the_time(scopes, monkeypatch):
    monkeypatch.setattr(nightly, "TASKS", (a_task("noting", lambda scopes: None),))
    queue_nightly(scopes)
    (job,) = jobs(scopes)
    assert job.payload == '{"task": "noting", "due": "2026-03-02T03:00:00+00:00"}'
    assert job.run_at == datetime(2026, 3, 2, 3, tzinfo=UTC)
    assert job.created_at - job.run_at == timedelta(hours=6)
