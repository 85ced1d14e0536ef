"""Files of big gradebooks in the background: as they would be at once, for whoever asked while they grade there."""

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from tests.support.gradebooks import Course, a_course, quiz
from tests.support.people import Learner
from trainer.db.models.classes import Enrolment
from trainer.db.models.jobs import JobFile
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services import export_jobs, gradebook_exports, gradebook_jobs, purges, waiting
from trainer.services.jobs import run_due_jobs
from trainer.services.scope import Scopes
from trainer.services.waiting import Stage


@pytest.fixture
def course(scopes: Scopes) -> Course:
    return a_course(scopes, title="Week 1")


def ask(course: Course, ending: str = "csv", person: Learner | None = None) -> int:
    with (person or course.school.instructor).writing() as scope:
        return gradebook_jobs.queue_file(scope, course.school.class_id, ending)


def leave(course: Course, person: Learner) -> None:
    with course.school.scopes.writing() as scope:
        scope.session.get_one(Enrolment, (course.school.class_id, person.id)).left_at = scope.now


def files(scopes: Scopes) -> list[JobFile]:
    with scopes.reading() as scope:
        return list(scope.session.scalars(select(JobFile)))


def test_the_file_is_what_the_export_at_once_would_be(course, scopes):
    quiz(course, "+++---")
    job_id = ask(course)
    assert ask(course) == job_id, "the same waits already"
    assert run_due_jobs(scopes) > 0
    with course.school.instructor.reading() as scope:
        at_once = gradebook_exports.export_csv(scope, course.school.class_id)
        row, file = waiting.get_waited_for(scope, job_id), waiting.get_file(scope, job_id)
    assert (row.stage, row.about, row.file_name) == (Stage.DONE, "gradebook as CSV: Coding I", at_once.name)
    assert (file.name, file.content, file.media_type) == (at_once.name, at_once.data, "text/csv; charset=utf-8")


def test_it_is_big_from_so_many_cells_on(course, monkeypatch):
    with course.school.instructor.reading() as scope:
        page = course.page()
        cells = len(page.rows) * len(page.columns)
        assert cells == 2
        for most, is_big in ((cells, False), (cells - 1, True)):
            monkeypatch.setattr(gradebook_jobs, "AT_ONCE_CELLS", most)
            assert gradebook_jobs.is_big(scope, course.school.class_id) is is_big
            assert gradebook_jobs.has_many_cells(page) is is_big


def test_only_who_grades_may_ask_and_for_two_kinds(course):
    for person in (course.school.learner, course.school.stranger, course.school.administrator):
        with pytest.raises(NotFound):
            ask(course, person=person)
    with pytest.raises(Refused):
        ask(course, "exe")


def test_who_grades_there_no_more_has_the_file_no_more_until_they_do_again(course, scopes):
    assistant = course.school.assistant
    job_id = ask(course, "xlsx", assistant)
    run_due_jobs(scopes)
    leave(course, assistant)
    with assistant.reading() as scope:
        assert waiting.get_waited_for(scope, job_id).file_name == ""
        assert [row.file_name for row in waiting.list_waited_for(scope)] == [""]
        with pytest.raises(NotFound):
            waiting.get_file(scope, job_id)
    with course.school.instructor.reading() as scope, pytest.raises(NotFound):
        waiting.get_file(scope, job_id)
    with scopes.writing() as scope:
        scope.session.get_one(Enrolment, (course.school.class_id, assistant.id)).left_at = None
    with assistant.reading() as scope:
        assert waiting.get_file(scope, job_id).content[:2] == b"PK"


def test_a_file_that_was_asked_for_is_not_written_for_who_left_meanwhile(course, scopes):
    job_id = ask(course, person=course.school.assistant)
    leave(course, course.school.assistant)
    with capture_logs():
        run_due_jobs(scopes)
    assert files(scopes) == []
    with course.school.assistant.reading() as scope:
        assert waiting.get_waited_for(scope, job_id).stage is Stage.FAILED


def test_a_file_goes_when_the_data_of_somebody_who_may_be_in_it_are_deleted_and_can_be_made_again(course, scopes):
    ask(course)
    run_due_jobs(scopes)
    assert len(files(scopes)) == 1
    with scopes.writing() as scope:
        purges.purge_person(scope, course.school.learner.id, "They asked for it.")
    assert files(scopes) == []
    job_id = ask(course)
    run_due_jobs(scopes)
    with course.school.instructor.reading() as scope:
        assert b"Classmate" in waiting.get_file(scope, job_id).content
    assert b"learner@" not in files(scopes)[0].content


def test_a_file_that_is_being_written_meanwhile_is_written_anew(course, scopes, monkeypatch):
    job_id = ask(course)

    def keep_after_a_purge(*arguments):
        monkeypatch.undo()
        with scopes.writing() as scope:
            purges.purge_person(scope, course.school.learner.id, "They asked for it.")
        export_jobs.keep_file(*arguments)

    monkeypatch.setattr(gradebook_jobs, "keep_file", keep_after_a_purge)
    with capture_logs():
        run_due_jobs(scopes)
    assert files(scopes) == []
    scopes.clock.advance(minutes=2)
    run_due_jobs(scopes)
    (file,) = files(scopes)
    assert file.job_id == job_id
    assert b"Classmate" in file.content
    assert b"learner@" not in file.content


def test_nothing_is_written_for_whoever_is_gone(course, scopes):
    ask(course, person=course.school.assistant)
    with scopes.writing() as scope:
        purges.purge_person(scope, course.school.assistant.id, "They asked for it.")
    with capture_logs():
        run_due_jobs(scopes)
    assert files(scopes) == []
