"""Big regrades in the background: in parts, gone on with where they were cut off, run twice nothing."""

import threading

import pytest
from sqlalchemy import select

from tests.support.jobs import changed
from tests.support.people import Learner, an_administrator, sign_up
from tests.support.regrades import (
    FACTS,
    SLUG,
    assert_sums_agree,
    correct,
    count,
    grades_at,
    mark,
    practise,
    preview,
    publish_ten,
    regrade,
    sit,
    told,
)
from trainer.db.models.audit import AuditEvent
from trainer.db.models.grades import GradingRun
from trainer.domain.exams.regrades import Mode
from trainer.domain.items.keys import SingleKey
from trainer.services import regrade_jobs, waiting
from trainer.services.jobs import Worker, run_due_jobs
from trainer.services.regrade_jobs import Later, regrade_or_queue
from trainer.services.regrade_runs import Applied
from trainer.services.regrading import ITEMS, ItemRegrading
from trainer.services.scope import Scopes
from trainer.services.waiting import Stage, WaitedFor

PEOPLE = 5


@pytest.fixture
def ada(scopes: Scopes) -> Learner:
    publish_ten(scopes)
    return an_administrator(scopes)


@pytest.fixture
def places(ada: Learner, monkeypatch: pytest.MonkeyPatch) -> list[tuple[Learner, tuple[int, int]]]:
    """Five people who answered the question, three of them in an exam, two as the corrected key has it, one by hand."""
    monkeypatch.setattr(ItemRegrading, "at_once", 2)
    monkeypatch.setattr(regrade_jobs, "LEARNERS_AT_ONCE", 2)
    people = [sign_up(ada.scopes, f"p{number}@example.org", f"P{number}") for number in range(PEOPLE)]
    found = [
        (person, sit(person, choice) if number < 3 else practise(person, choice))
        for number, (person, choice) in enumerate(zip(people, "BABAB", strict=True))
    ]
    mark(*found[4], 0)
    return found


def queue(ada: Learner, mode: Mode = Mode.ALL) -> Later | Applied:
    with ada.writing() as scope:
        return regrade_or_queue(scope, ITEMS, SLUG, mode)


def waited_for(ada: Learner, job_id: int) -> WaitedFor:
    with ada.reading() as scope:
        return waiting.get_waited_for(scope, job_id)


@pytest.mark.parametrize("mode", Mode)
def test_in_parts_comes_to_what_the_preview_said_and_what_one_at_once_would_do(places, ada, mode):
    correct(ada.scopes)
    foreseen = preview(ada.scopes, mode)
    later = queue(ada, mode)
    assert isinstance(later, Later)
    assert later.number == len(foreseen.lines) + foreseen.unchanged
    assert run_due_jobs(ada.scopes) >= 1
    row = waited_for(ada, later.job_id)
    assert (row.stage, row.done, row.total, row.unit) == (Stage.DONE, 4, 4, "answers")
    assert row.counts["changed"] == len(foreseen.lines)
    assert row.counts["graded"] == (4 if mode is Mode.ALL else len(foreseen.lines))
    assert row.counts["by_hand"] == foreseen.by_hand == 1
    assert row.counts["told"] == sum(any("was corrected" in text for text in told(person)) for person, _ in places)
    assert preview(ada.scopes, mode).lines == ()
    assert_sums_agree(ada.scopes)
    with ada.scopes.reading() as scope:
        (run,) = scope.session.scalars(select(GradingRun).where(GradingRun.kind == "regrade"))
        events = scope.session.scalars(select(AuditEvent).where(AuditEvent.action == "item.regrade")).all()
    assert run.created_by == ada.id
    assert [(event.actor_id, event.subject) for event in events] == [(ada.id, SLUG)]
    assert events[0].detail.startswith(f"run {run.id}, {mode}: {row.counts['graded']} graded, {row.counts['changed']}")


def test_few_are_graded_at_once(places, ada, monkeypatch):
    monkeypatch.setattr(ItemRegrading, "at_once", 5)
    correct(ada.scopes)
    done = queue(ada)
    assert isinstance(done, Applied)
    assert done.graded == 4


def test_cut_off_after_a_part_it_goes_on_there_and_nothing_is_done_twice(places, ada, monkeypatch):
    correct(ada.scopes)
    later = queue(ada)
    parts, apply = [], ITEMS.apply_part
    stop = threading.Event()

    def part(*arguments, **options):
        done = apply(*arguments, **options)
        parts.append(done.graded)
        if len(parts) == 2:
            raise KeyboardInterrupt  # as hard as an end within the process can be: the part is rolled back
        return done

    monkeypatch.setattr(ITEMS, "apply_part", part)
    with pytest.raises(KeyboardInterrupt):
        Worker(ada.scopes, stop).run_due()
    row = waited_for(ada, later.job_id)
    assert (row.stage, row.done, row.total) == (Stage.AT_WORK, parts[0], 4)
    before = count(ada.scopes, *FACTS)
    ada.scopes.clock.advance(minutes=2)
    run_due_jobs(ada.scopes)
    row = waited_for(ada, later.job_id)
    assert (row.stage, row.done, row.counts["graded"]) == (Stage.DONE, 4, 4)
    assert count(ada.scopes, *FACTS)[0] == before[0] + 4 - parts[0]
    assert count(ada.scopes, GradingRun)[0] == 3, "the first, the mark by hand, and one for all parts"
    assert all(len(grades_at(*place)) == 2 for place in places)
    assert_sums_agree(ada.scopes)


def test_run_twice_it_adds_nothing(places, ada):
    correct(ada.scopes)
    first = queue(ada)
    assert queue(ada) == first, "the same waits already"
    run_due_jobs(ada.scopes)
    before = count(ada.scopes, *FACTS)
    second = queue(ada)
    assert second.job_id != first.job_id
    run_due_jobs(ada.scopes)
    assert waited_for(ada, second.job_id).counts["graded"] == 0
    with changed(ada.scopes, first.job_id) as job:
        job.state, job.tries, job.result, job.run_at = "queued", 0, "", ada.scopes.clock()
    run_due_jobs(ada.scopes)
    assert waited_for(ada, first.job_id).counts["graded"] == 0
    assert count(ada.scopes, *FACTS) == before
    assert regrade(ada.scopes).graded == 0


def test_that_nothing_is_left_to_grade_is_seen_at_once_among_however_many(ada, monkeypatch):
    monkeypatch.setattr(ItemRegrading, "at_once", 1)
    for number in range(2):
        practise(sign_up(ada.scopes, f"p{number}@example.org", f"P{number}"), "A")
    correct(ada.scopes)
    assert isinstance(queue(ada), Later)
    run_due_jobs(ada.scopes)
    assert queue(ada) == Applied(0, (), 0, 0)


def test_a_key_that_is_corrected_again_meanwhile_ends_the_run_of_the_one_before(places, ada):
    correct(ada.scopes)
    later = queue(ada)
    correct(ada.scopes, SingleKey("C"), "Neither was right.")
    run_due_jobs(ada.scopes)
    row = waited_for(ada, later.job_id)
    assert (row.stage, row.counts["graded"], row.counts["is_overtaken"]) == (Stage.DONE, 0, True)
    newer = queue(ada)
    run_due_jobs(ada.scopes)
    assert waited_for(ada, newer.job_id).counts["graded"] == 4
    assert preview(ada.scopes).is_done


def test_a_worker_that_is_told_to_stop_ends_between_two_parts(places, ada, monkeypatch):
    correct(ada.scopes)
    later = queue(ada)
    stop, apply = threading.Event(), ITEMS.apply_part

    def part(*arguments, **options):
        stop.set()
        return apply(*arguments, **options)

    monkeypatch.setattr(ITEMS, "apply_part", part)
    Worker(ada.scopes, stop).run_due()
    row = waited_for(ada, later.job_id)
    assert row.stage is Stage.WAITS
    assert 0 < row.done < row.total
    run_due_jobs(ada.scopes)
    assert waited_for(ada, later.job_id).counts["graded"] == 4
