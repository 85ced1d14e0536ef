"""Assignments begun and taken back at the same moment: there is no draft that somebody works on."""

from threading import Barrier, Thread

from tests.support.assignments import begin
from tests.support.exams import publish_exams
from tests.support.school import a_school, a_spec, an_assignment
from trainer.db.models.classes import AssignmentRow
from trainer.domain.kernel.errors import DomainError
from trainer.services import assignments
from trainer.services.scope import Scopes


def test_a_start_and_going_back_to_a_draft_wait_for_each_other(scopes: Scopes):
    publish_exams(scopes)
    school = a_school(scopes)
    for _ in range(4):
        assignment = an_assignment(school, a_spec("anatomy-1"))
        together, done = Barrier(2), []

        def start(assignment=assignment, together=together, done=done) -> None:
            together.wait()
            try:
                begin(school, school.learner, assignment)
                done.append("started")
            except DomainError:
                pass

        def take_back(assignment=assignment, together=together, done=done) -> None:
            together.wait()
            try:
                with school.instructor.writing() as scope:
                    assignments.unpublish_assignment(scope, school.class_id, assignment)
                done.append("taken back")
            except DomainError:
                pass

        threads = [Thread(target=start), Thread(target=take_back)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(done) == 1
        with scopes.reading() as scope:
            assert (scope.session.get_one(AssignmentRow, assignment).published_at is None) == (done == ["taken back"])
