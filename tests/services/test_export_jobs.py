"""Big exports in the background: the same bytes as at once, for whoever asked alone, and not for ever."""

import io
import json
from datetime import timedelta

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from tests.support.people import Learner
from trainer.db.models.jobs import Job, JobFile
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services import export_jobs, exports, jobs, purges, waiting
from trainer.services.jobs import run_due_jobs
from trainer.services.retention import apply_retention
from trainer.services.waiting import Stage


def ask(learner: Learner, ending: str = "json") -> int:
    with learner.writing() as scope:
        return export_jobs.queue_export(scope, ending)


def test_the_file_is_what_the_export_at_once_would_be(scopes, learner, other):
    learner.answer(learner.start(), 1, rightly=True)
    job_id = ask(learner)
    assert run_due_jobs(scopes) > 0
    expected = io.BytesIO()
    with learner.reading() as scope:
        exports.write_json(scope, expected)
        row, file = waiting.get_waited_for(scope, job_id), waiting.get_file(scope, job_id)
        assert row.file_expires_at == scope.now + timedelta(days=7)
    assert (row.done, row.total, row.unit) == (len(exports.SHEETS), len(exports.SHEETS), "tables")
    assert (row.stage, row.file_name, file.name) == (Stage.DONE, file.name, "medcode-trainer-2026-03-02.json")
    assert json.loads(file.content) == json.loads(expected.getvalue())
    assert file.media_type == "application/json"
    for look in (waiting.get_waited_for, waiting.get_file):
        with other.reading() as scope, pytest.raises(NotFound):
            look(scope, job_id)
    with other.reading() as scope:
        assert waiting.list_waited_for(scope) == ()


def test_whoever_asks_twice_waits_for_one(learner):
    assert ask(learner) == ask(learner)
    assert ask(learner, "zip") != ask(learner)
    with learner.writing() as scope, pytest.raises(Refused):
        export_jobs.queue_export(scope, "exe")


def test_an_export_is_big_from_so_many_rows_on(learner, monkeypatch):
    number = learner.start()
    learner.answer(number, 1, rightly=True)
    with learner.reading() as scope:
        assert not export_jobs.is_big(scope)
        monkeypatch.setattr(export_jobs, "AT_ONCE_ROWS", 2)
        assert export_jobs.is_big(scope)


def test_a_file_goes_after_its_days_and_the_job_says_so(scopes, learner, clock):
    job_id = ask(learner)
    run_due_jobs(scopes)
    clock.advance(days=7)
    with learner.reading() as scope, pytest.raises(NotFound):
        waiting.get_file(scope, job_id)
    with learner.reading() as scope:
        assert waiting.get_waited_for(scope, job_id).file_name == ""
    assert apply_retention(scopes).files == 1
    with scopes.reading() as scope:
        assert scope.session.scalars(select(JobFile)).all() == []
        assert scope.session.get(Job, job_id).state == "done"


def test_a_file_goes_with_the_person_and_one_that_is_asked_for_is_not_written_any_more(scopes, learner):
    first = ask(learner)
    run_due_jobs(scopes)
    second = ask(learner, "zip")
    with scopes.writing() as scope:
        purges.purge_person(scope, learner.id, "They asked for it.")
    with capture_logs():
        run_due_jobs(scopes)
    with scopes.reading() as scope:
        assert scope.session.scalars(select(JobFile)).all() == []
        states = {number: scope.session.get(Job, number).state for number in (first, second)}
    assert states == {first: "done", second: "failed"}


def test_a_job_that_is_done_again_puts_the_newer_file_in_the_place_of_the_older(scopes, learner, clock, monkeypatch):
    """As when a worker is killed after it has stored the file and before it has said that it is done."""
    job_id = ask(learner)
    monkeypatch.setattr(jobs.Worker, "_record", lambda *_: None)
    run_due_jobs(scopes)
    monkeypatch.undo()
    clock.advance(minutes=3)
    run_due_jobs(scopes)
    with learner.reading() as scope:
        (file,) = scope.session.scalars(select(JobFile))
        assert (file.job_id, file.made_at) == (job_id, clock())
        assert waiting.get_waited_for(scope, job_id).stage is Stage.DONE
