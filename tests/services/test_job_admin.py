"""The queue as whoever runs the site sees it; what was given up is queued again or deleted, as the audit log says."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from tests.support.jobs import KIND, all_jobs, changed, queue, the_job
from tests.support.people import Learner, an_administrator, sign_up
from trainer.db.models.audit import AuditEvent
from trainer.db.models.jobs import Job
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services import job_admin
from trainer.services.scope import Scope


@pytest.fixture
def ada(scopes) -> Learner:
    return an_administrator(scopes)


@pytest.fixture
def given_up(scopes) -> list[int]:
    """Two of three."""
    numbers = queue(scopes, "a", "b", "c")[:2]
    for number in numbers:
        with changed(scopes, number) as job:
            job.state, job.tries, job.last_error, job.finished_at = "failed", 8, "OSError: no", scopes.clock()
    return numbers


def events(scopes) -> list[tuple[str, str, str]]:
    with scopes.reading() as scope:
        rows = scope.session.scalars(select(AuditEvent).where(AuditEvent.action.like("job.%")).order_by(AuditEvent.id))
        return [(row.action, row.subject, row.detail) for row in rows]


def test_what_was_given_up_stands_there_with_its_error_and_not_with_what_is_in_it(ada, given_up):
    with ada.reading() as scope:
        page = job_admin.list_jobs(scope)
        waiting = job_admin.list_jobs(scope, "queued", KIND)
    assert [row.id for row in page.rows] == given_up[::-1]
    assert {(row.tries, row.error, row.state) for row in page.rows} == {(8, "OSError: no", "failed")}
    assert not hasattr(page.rows[0], "payload")
    assert len(waiting.rows) == waiting.total == 1
    (kind,) = [row for row in page.kinds if row.kind == KIND]
    assert (kind.queued, kind.due, kind.failed) == (1, 1, 2)


def test_pages_hold_fifty(ada, scopes):
    queue(scopes, *map(str, range(60)))
    with ada.reading() as scope:
        first, second = (job_admin.list_jobs(scope, "queued", KIND, page) for page in (1, 2))
    assert (len(first.rows), len(second.rows), first.pages, first.total) == (50, 10, 2, 60)


def test_one_is_queued_again_with_all_its_tries(ada, scopes, given_up, clock):
    clock.advance(hours=1)
    with ada.writing() as scope:
        assert job_admin.requeue_job(scope, given_up[0]) == KIND
    job = next(job for job in all_jobs(scopes) if job.id == given_up[0])
    assert (job.state, job.tries, job.run_at, job.finished_at) == ("queued", 0, clock(), None)
    assert events(scopes) == [("job.requeue", f"job {given_up[0]}", KIND)]


def test_all_of_a_kind_are_queued_again(ada, scopes, given_up):
    with ada.writing() as scope:
        assert job_admin.requeue_kind(scope, KIND) == 2
        assert job_admin.requeue_kind(scope, KIND) == 0
        assert job_admin.requeue_kind(scope, "mail") == 0
    assert {job.state for job in all_jobs(scopes)} == {"queued"}
    assert events(scopes) == [("job.requeue", f"jobs of kind {KIND}", "2 jobs")]


def test_one_is_deleted_for_a_reason(ada, scopes, given_up):
    with ada.writing() as scope, pytest.raises(Refused):
        job_admin.delete_job(scope, given_up[0], " ")
    with ada.writing() as scope:
        job_admin.delete_job(scope, given_up[0], "The class is over.")
    assert [job.id for job in all_jobs(scopes)] == [given_up[1], given_up[1] + 1]
    assert events(scopes) == [("job.delete", f"job {given_up[0]}", f"{KIND}: The class is over.")]


ACTS: list[Callable[[Scope, int], object]] = [
    job_admin.requeue_job,
    lambda scope, job_id: job_admin.delete_job(scope, job_id, "Why not."),
]


@pytest.mark.parametrize("act", ACTS)
def test_what_waits_or_is_not_there_is_left_alone(ada, scopes, act):
    (number,) = queue(scopes, "waits")
    with ada.writing() as scope, pytest.raises(Refused, match="not given up"):
        act(scope, number)
    with ada.writing() as scope, pytest.raises(NotFound):
        act(scope, 999)
    assert the_job(scopes).state == "queued"


def test_nobody_else_sees_or_does_anything(scopes, given_up):
    ann = sign_up(scopes)
    acts = [
        *ACTS,
        lambda scope, _: job_admin.list_jobs(scope),
        lambda scope, _: job_admin.requeue_kind(scope, KIND),
    ]
    for act in acts:
        with ann.writing() as scope, pytest.raises(NotFound):
            act(scope, given_up[0])
    with scopes.reading() as scope:
        assert len(scope.session.scalars(select(Job.id).where(Job.state == "failed")).all()) == 2
