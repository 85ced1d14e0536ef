"""Workers: every job once, none lost; leases, waits, what is given up, the sweep, and a database that goes away."""

import threading
import time
from collections import Counter
from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import make_url
from structlog.testing import capture_logs

from tests.support.jobs import KIND, a_kind, all_jobs, by_the_wall, changed, let_do, queue, the_job
from tests.support.requirements import postgresql_url
from trainer.db.models.jobs import Job
from trainer.db.queries import jobs as queries
from trainer.services import jobs
from trainer.services.grading import Tidied
from trainer.services.job_work import GivesUp, LeaseLost, Work
from trainer.services.jobs import LOST, SWEEP_EVERY, SWEEP_ID, Worker, keep_sweeping, run_due_jobs, work_until


def start(*targets) -> list[threading.Thread]:
    threads = [threading.Thread(target=target, daemon=True) for target in targets]
    for thread in threads:
        thread.start()
    return threads


def wait_until(condition) -> None:
    for _ in range(1000):
        if condition():
            return
        time.sleep(0.01)
    pytest.fail("this took more than ten seconds")


def test_several_workers_do_every_job_exactly_once(scopes, monkeypatch):
    done: list[str] = []
    let_do(monkeypatch, a_kind(lambda work: done.append(work.payload)))
    queue(scopes, *map(str, range(60)))
    counts: list[int] = []
    for thread in start(*[lambda: counts.append(Worker(scopes).run_due())] * 4):
        thread.join(30)
    assert Counter(done) == Counter(map(str, range(60)))
    assert sum(counts) == 60
    assert {(job.state, job.tries, job.worker) for job in all_jobs(scopes)} == {("done", 1, "")}


def test_a_job_that_takes_longer_than_its_lease_is_not_taken_by_another_worker(scopes, monkeypatch):
    scopes = by_the_wall(scopes)
    started, ends, runs = threading.Event(), threading.Event(), []

    def take_long(work: Work) -> None:
        runs.append(work.tries)
        started.set()
        assert ends.wait(20)

    let_do(monkeypatch, a_kind(take_long, lease=0.6))
    queue(scopes, "long")
    (thread,) = start(Worker(scopes).run_due)
    assert started.wait(10)
    leased_until = the_job(scopes).run_at
    wait_until(lambda: the_job(scopes).run_at > leased_until + timedelta(seconds=0.6))
    assert Worker(scopes).run_due() == 0
    ends.set()
    thread.join(10)
    job = the_job(scopes)
    assert (runs, job.state, job.tries) == ([1], "done", 1)


def test_a_job_whose_worker_died_is_taken_again_after_its_lease_and_not_before(scopes, clock, monkeypatch):
    done = []
    let_do(monkeypatch, a_kind(lambda work: done.append(work.tries)))
    (number,) = queue(scopes, "x")
    assert Worker(scopes)._take([KIND]).id == number, "and that is the last that is heard of this worker"
    clock.advance(seconds=119)
    assert run_due_jobs(scopes) == 0
    clock.advance(seconds=1)
    assert run_due_jobs(scopes) == 1
    assert done == [2]


def test_a_job_that_ends_its_worker_at_every_try_is_given_up(scopes, clock, monkeypatch):
    done = []
    let_do(monkeypatch, a_kind(done.append, tries=3))
    queue(scopes, "poison", "good")
    for _ in range(3):
        Worker(scopes)._take([KIND])
        Worker(scopes)._take([KIND])
        clock.advance(seconds=120)
    assert run_due_jobs(scopes) == 0
    assert {(job.state, job.tries, job.last_error, job.worker) for job in all_jobs(scopes)} == {("failed", 3, LOST, "")}
    assert done == []


def test_who_has_lost_a_job_can_store_nothing_with_it_any_more(scopes, clock, monkeypatch):
    let_do(monkeypatch, a_kind(lambda work: None))
    queue(scopes, "x")
    slow = Worker(scopes)._take([KIND])
    clock.advance(seconds=121)
    quick = Worker(scopes)._take([KIND])
    with pytest.raises(LeaseLost):
        leave_a_trace(slow)
    assert all_jobs(scopes, "trace") == []
    with scopes.writing() as scope:
        quick.advance(scope, done=2, total=3, unit="parts", result={"at": 2})
    job = the_job(scopes)
    assert (job.progress_done, job.progress_total, job.progress_unit, job.result) == (2, 3, "parts", '{"at": 2}')


def leave_a_trace(work: Work) -> None:
    with work.scopes.writing() as scope:
        scope.session.add(Job(kind="trace", payload="", run_at=scope.now, created_at=scope.now))
        work.advance(scope, done=1)


def test_a_worker_that_lost_its_job_leaves_it_to_the_other(scopes, clock, monkeypatch):
    def be_overtaken(work: Work) -> None:
        clock.advance(seconds=121)
        assert Worker(scopes)._take([KIND]).tries == 2

    let_do(monkeypatch, a_kind(be_overtaken))
    queue(scopes, "x")
    with capture_logs() as logs:
        Worker(scopes).run_due()
    job = the_job(scopes)
    assert (job.state, job.tries) == ("queued", 2)
    assert "job was taken by another worker" in [entry["event"] for entry in logs]


def test_a_worker_that_is_told_to_stop_gives_back_what_it_can_go_on_with_later(scopes, monkeypatch):
    stop = threading.Event()

    def two_steps(work: Work) -> None:
        with scopes.writing() as scope:
            work.advance(scope, done=work.result.get("step", 0) + 1, total=2, result={"step": 1})
        if work.tries == 1 and not stop.is_set():
            stop.set()
        work.check()

    let_do(monkeypatch, a_kind(two_steps))
    queue(scopes, "x", "y")
    assert Worker(scopes, stop).run_due() == 0
    first, second = all_jobs(scopes)
    assert (first.state, first.tries, first.progress_done, first.worker) == ("queued", 0, 1, "")
    assert second.tries == 0, "nothing more is taken"
    monkeypatch.setattr(stop, "is_set", lambda: True)
    assert run_due_jobs(scopes) == 2
    assert [job.state for job in all_jobs(scopes)] == ["done", "done"]
    assert all_jobs(scopes)[0].progress_done == 2, "it went on where it was"


def test_what_cannot_succeed_is_not_tried_again(scopes, monkeypatch):
    def refuse(work: Work) -> None:
        raise GivesUp("the thing is gone")

    let_do(monkeypatch, a_kind(refuse))
    queue(scopes, "x")
    with capture_logs():
        assert run_due_jobs(scopes) == 0
    job = the_job(scopes)
    assert (job.state, job.tries, job.last_error) == ("failed", 1, "the thing is gone")


def test_waits_double_up_to_a_bound_and_differ_by_chance(scopes):
    kind = a_kind(print, wait=30)
    assert [kind.wait(tries, 0).total_seconds() for tries in (1, 2, 3, 7, 8, 60)] == [30, 60, 120, 1920, 3600, 3600]
    assert kind.wait(1, 1).total_seconds() == 37.5


def test_how_runs_end_is_told_to_whoever_counts_them(scopes, clock, monkeypatch):
    def fail_twice(work: Work) -> None:
        if work.tries < 3:
            raise RuntimeError("no")

    told = []
    scopes.counts.job_listeners.append(lambda *what: told.append(what))
    let_do(monkeypatch, a_kind(fail_twice))
    queue(scopes, "x")
    with capture_logs():
        for _ in range(3):
            run_due_jobs(scopes)
            clock.advance(hours=1)
    assert told == [(KIND, "retried"), (KIND, "retried"), (KIND, "done")]


def test_the_sweep_is_one_row_that_queues_itself_again(scopes, clock, monkeypatch):
    swept = []
    monkeypatch.setattr(jobs, "tidy_up", lambda scopes: swept.append(1) or jobs_tidied())
    for thread in start(*[lambda: keep_sweeping(scopes)] * 4):
        thread.join(10)
    keep_sweeping(scopes)
    counts: list[int] = []
    for _ in range(3):
        for thread in start(*[lambda: counts.append(run_due_jobs(scopes))] * 3):
            thread.join(10)
        clock.advance(seconds=SWEEP_EVERY.total_seconds())
    job = the_job(scopes, queries.SWEEP)
    assert (job.id, job.state, job.tries, len(swept), sum(counts)) == (SWEEP_ID, "queued", 0, 3, 3)
    with scopes.reading() as scope:
        assert queries.last_swept_at(scope.session) == clock() - SWEEP_EVERY
    assert job.result == '{"closed": 1, "graded": 2, "waiting": 0}'


def jobs_tidied():
    return Tidied(1, 2, 0)


def test_a_sweep_goes_before_mail_that_has_waited_for_longer(scopes, clock, monkeypatch):
    order = []
    let_do(monkeypatch, a_kind(lambda work: order.append("other")))
    monkeypatch.setattr(jobs, "tidy_up", lambda scopes: order.append("sweep") or jobs_tidied())
    queue(scopes, "x", "y")
    clock.advance(seconds=1)
    keep_sweeping(scopes)
    run_due_jobs(scopes)
    assert order == ["sweep", "other", "other"]


def test_a_sweep_that_a_program_which_does_not_know_it_gave_up_comes_back(scopes, clock):
    keep_sweeping(scopes)
    with changed(scopes, SWEEP_ID) as job:
        job.state, job.tries, job.last_error, job.finished_at = "failed", 8, "KeyError: 'sweep'", clock()
    keep_sweeping(scopes)
    assert run_due_jobs(scopes) == 1
    assert the_job(scopes, queries.SWEEP).state == "queued"


def test_the_state_of_the_queue_by_kind(scopes, clock, monkeypatch):
    let_do(monkeypatch, a_kind(print))
    first, _, given_up, _ = queue(scopes, "1", "2", "3", "4")
    since = clock()
    clock.advance(seconds=50)
    with changed(scopes, first) as job:
        job.run_at = clock() + timedelta(hours=1)
    with changed(scopes, given_up) as job:
        job.state = "failed"
    assert Worker(scopes)._take([KIND]) is not None
    with scopes.reading() as scope:
        (row,) = queries.queue_state(scope.session, scope.now)
    assert dict(row) == {
        "kind": KIND,
        "queued": 2,
        "due": 1,
        "running": 1,
        "failed": 1,
        "oldest_due_at": since,
    }


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_worker_outlives_a_database_that_is_away_and_says_so_once(scopes, settings, monkeypatch):
    monkeypatch.setattr(jobs, "POLL_SECONDS", 0.02)
    monkeypatch.setattr(jobs, "MOST_POLL_SECONDS", 0.1)
    done, stop = [], threading.Event()
    let_do(monkeypatch, a_kind(lambda work: done.append(work.payload)))
    scopes = by_the_wall(scopes)
    failures: list[object] = []
    scopes.outages.listeners.append(failures.append)
    with capture_logs() as logs:
        (thread,) = start(lambda: work_until(scopes, stop, first_nightly=3600))
        set_open(settings.database_url, is_open=False)
        try:
            wait_until(lambda: len(failures) >= 3)
        finally:
            set_open(settings.database_url, is_open=True)
        queue(scopes, "after")
        wait_until(lambda: done)
        stop.set()
        thread.join(10)
    said = [entry["event"] for entry in logs if entry["log_level"] in ("error", "warning")]
    assert (done, said) == (["after"], ["the database cannot be used", "the database can be used again"])


def set_open(url: str, *, is_open: bool) -> None:
    """Whether the server lets anybody into this database; who is in it is thrown out otherwise, all at once.

    One after the other, a worker with two connections would lose it, find it again by the second, and lose it again.
    """
    name = make_url(url).database
    address = postgresql_url().replace("postgresql+psycopg", "postgresql")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS {is_open}')
        if not is_open:
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
