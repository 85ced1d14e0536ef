"""Big regrades of a case in the background: in parts, gone on with where they were cut off, run twice nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.support.case_keys import FACTS, NO_MODIFIER, correct, corrected, foresee, queue, scores, wanted
from tests.support.cases import hand_in
from tests.support.jobs import changed
from tests.support.library import CASE_SLUG, RIGHT_CLAIM, a_case, a_library, publish
from tests.support.people import Learner, add_people
from tests.support.regrades import count, told
from tests.support.school import School, a_school
from trainer.db.models.audit import AuditEvent
from trainer.db.models.grades import CaseGradeRow, GradingRun
from trainer.domain.exams.regrades import Mode, RunKind
from trainer.services import case_regrading, jobs, regrade_jobs, waiting
from trainer.services.case_key_corrections import CaseForeseen
from trainer.services.case_regrading import CASES, CaseRegrading
from trainer.services.codes import NoCodeBook
from trainer.services.jobs import run_due_jobs
from trainer.services.publishing import publish_library
from trainer.services.regrade_jobs import Later
from trainer.services.regrade_runs import Applied
from trainer.services.scope import Scopes
from trainer.services.waiting import Stage, WaitedFor


@pytest.fixture
def school(scopes: Scopes, code_book: object, monkeypatch: pytest.MonkeyPatch) -> School:
    publish(scopes)
    monkeypatch.setattr(CaseRegrading, "at_once", 2)
    monkeypatch.setattr(regrade_jobs, "LEARNERS_AT_ONCE", 2)
    return a_school(scopes)


@pytest.fixture
def places(school: School, scopes: Scopes) -> list[tuple[Learner, int]]:
    """Five learners who handed in the case, by turns as the corrected key has it; the last one's grade is by hand."""
    people = add_people(scopes, {f"p{number}@example.org": f"P{number}" for number in range(5)})
    claims = (NO_MODIFIER, RIGHT_CLAIM, NO_MODIFIER, RIGHT_CLAIM, NO_MODIFIER)
    found = [(person, hand_in(person, claim).number) for person, claim in zip(people, claims, strict=True)]
    _mark_by_hand(scopes, *found[-1])
    return found


def _mark_by_hand(scopes: Scopes, person: Learner, number: int) -> None:
    with scopes.writing() as scope:
        run = GradingRun(kind=RunKind.MANUAL, reason="A kind word.", created_at=scope.now)
        scope.session.add(run)
        scope.session.flush()
        own = select(CaseGradeRow).where(CaseGradeRow.learner_id == person.id, CaseGradeRow.attempt_number == number)
        first = scope.session.scalars(own).one()
        columns = {name.key: getattr(first, name.key) for name in CaseGradeRow.__table__.c}
        scope.session.add(CaseGradeRow(**columns | {"run_id": run.id, "is_clean": True}))


def queued(person: Learner, mode: Mode = Mode.ALL) -> Later:
    later = queue(person, mode)
    assert isinstance(later, Later)
    return later


def waited_for(person: Learner, job_id: int) -> WaitedFor:
    with person.reading() as scope:
        return waiting.get_waited_for(scope, job_id)


@pytest.mark.parametrize("mode", Mode)
def test_in_parts_comes_to_what_the_preview_said_and_everybody_is_told_once(school, places, scopes, mode):
    foreseen = foresee(school.instructor, wanted(), mode)
    assert isinstance(foreseen, CaseForeseen)
    assert (foreseen.raised, foreseen.by_hand, len(foreseen.kept)) == (2, 1, 1)
    correct(school.instructor, wanted())
    later = queued(school.instructor, mode)
    assert later.number == 4
    assert queued(school.instructor, mode) == later, "the same waits already"
    run_due_jobs(scopes)
    row = waited_for(school.instructor, later.job_id)
    assert (row.stage, row.done, row.total, row.unit) == (Stage.DONE, 4, 4, "submissions")
    assert (row.counts["graded"], row.counts["changed"]) == (4 if mode is Mode.ALL else 2, foreseen.changed)
    assert (row.counts["by_hand"], row.counts["told"]) == (1, foreseen.changed + 1)
    assert [len(told(person)) for person, _ in places] == [1, int(mode is Mode.ALL)] * 2 + [1]
    assert "set by hand and stays" in told(places[4][0])[0]
    with scopes.reading() as scope:
        (run,) = scope.session.scalars(select(GradingRun).where(GradingRun.kind == "regrade"))
        (event,) = scope.session.scalars(select(AuditEvent).where(AuditEvent.action == "case.regrade"))
    assert (run.created_by, event.actor_id, event.subject) == (school.instructor.id, school.instructor.id, CASE_SLUG)
    assert event.detail.startswith(f"run {run.id}, {mode}: {row.counts['graded']} graded, {foreseen.changed} changed")


def test_few_are_graded_at_once(school, places, monkeypatch):
    monkeypatch.setattr(CaseRegrading, "at_once", 5)
    correct(school.instructor, wanted())
    done = queue(school.instructor)
    assert isinstance(done, Applied)
    assert (done.graded, done.by_hand, done.told) == (4, 1, 5)


def test_cut_off_after_a_part_it_goes_on_there_and_run_twice_it_adds_nothing(school, places, scopes, monkeypatch):
    correct(school.instructor, wanted())
    later, apply, parts = queued(school.instructor), CASES.apply_part, []

    def part(*arguments, **options):
        done = apply(*arguments, **options)
        parts.append(done.graded)
        if len(parts) == 2:
            raise KeyboardInterrupt  # the part is rolled back
        return done

    monkeypatch.setattr(CASES, "apply_part", part)
    with pytest.raises(KeyboardInterrupt):
        run_due_jobs(scopes)
    row = waited_for(school.instructor, later.job_id)
    assert (row.stage, row.done, row.total) == (Stage.AT_WORK, 2, 4)
    scopes.clock.advance(minutes=2)
    run_due_jobs(scopes)
    assert waited_for(school.instructor, later.job_id).counts["graded"] == 4
    assert [len(scores(*place)) for place in places] == [2] * 5
    before = count(scopes, *FACTS)
    again = queued(school.instructor)
    run_due_jobs(scopes)
    assert waited_for(school.instructor, again.job_id).counts["graded"] == 0
    with changed(scopes, later.job_id) as job:
        job.state, job.tries, job.result, job.run_at = "queued", 0, "", scopes.clock()
    run_due_jobs(scopes)
    assert count(scopes, *FACTS) == before


def test_nothing_is_queued_when_nothing_is_left(school, places, scopes):
    assert queue(school.instructor) == Applied(0, (), 1, 0)


def test_a_key_that_is_corrected_again_meanwhile_ends_the_run_of_the_one_before(school, places, scopes):
    correct(school.instructor, wanted())
    later = queued(school.instructor)
    text = corrected()
    correct(school.instructor, wanted(a_case().key, 2, reason="The correction was wrong."))
    run_due_jobs(scopes)
    row = waited_for(school.instructor, later.job_id)
    assert (row.stage, row.counts["graded"], row.counts["is_overtaken"]) == (Stage.DONE, 0, True)
    correct(school.instructor, wanted(text, 3, reason="It was right after all."))
    newest = queued(school.instructor)
    run_due_jobs(scopes)
    assert waited_for(school.instructor, newest.job_id).counts["graded"] == 4


def test_another_version_that_is_published_meanwhile_takes_nothing_from_the_work_on_the_one_before(
    school, places, scopes
):
    correct(school.instructor, wanted())
    later = queued(school.instructor)
    other = replace(a_case(), content=replace(a_case().content, chart=a_case().content.chart + "\n\nSeen at noon."))
    with scopes.writing() as scope:
        publish_library(scope, replace(a_library(), cases=(other,)))
    run_due_jobs(scopes)
    assert waited_for(school.instructor, later.job_id).counts["graded"] == 4
    assert [len(scores(*place)) for place in places] == [2] * 5


def test_without_a_code_book_it_waits_and_goes_on_when_there_is_one(school, places, scopes, monkeypatch):
    correct(school.instructor, wanted())
    later = queued(school.instructor)

    def nothing_to_look_up(*_arguments):
        raise NoCodeBook

    with monkeypatch.context() as patched:
        patched.setattr(case_regrading, "plan_case_regrade", nothing_to_look_up)
        run_due_jobs(scopes)
    row = waited_for(school.instructor, later.job_id)
    assert (row.stage, row.done) == (Stage.TRIED_AGAIN, 0)
    kind = jobs.KINDS[regrade_jobs.CASE_KIND]
    assert sum((kind.wait(tries, 0) for tries in range(1, kind.tries)), timedelta()) > timedelta(hours=23)
    scopes.clock.advance(minutes=1)
    run_due_jobs(scopes)
    assert waited_for(school.instructor, later.job_id).counts["graded"] == 4


def test_a_case_that_is_gone_is_given_up(school, places, scopes):
    correct(school.instructor, wanted())
    later = queued(school.instructor)
    with changed(scopes, later.job_id) as job:
        job.payload = job.payload.replace(CASE_SLUG, "nothing")
    run_due_jobs(scopes)
    assert waited_for(school.instructor, later.job_id).stage is Stage.FAILED
    with scopes.reading() as scope:
        assert scope.session.scalar(select(func.count()).where(GradingRun.kind == "regrade")) == 0
