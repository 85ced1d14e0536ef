"""The clock of an exam: extra time, pauses, more time during a sitting, the grace, and what happens when time is up."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.support.exams import ANATOMY, SHORT
from tests.support.library import RIGHT
from tests.support.people import Learner, an_administrator
from trainer.db.models.attempts import AnswerEvent, AttemptRow
from trainer.db.models.exams import AccommodationRow, TimeExtension
from trainer.db.models.grades import GradeRow
from trainer.domain.attempts.attempt import GRACE, AttemptKind, AttemptState
from trainer.domain.attempts.decisions import AttemptClosed, AttemptPaused, PauseNotAllowed, Submit
from trainer.domain.exams.clock import Accommodation
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services import exam_clock, grading, sittings
from trainer.services.exam_clock import ExtraTime
from trainer.services.grading import Tidied

MINUTES = 38
"""Of the short form: 60 minutes for 40 questions, 37.5 for 25, rounded up."""


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def grant(learner: Learner, percent: int = 0, seconds: int = 0, reason: str = "dyslexia") -> int:
    with learner.writing() as scope:
        return exam_clock.grant_extra_time(scope, learner.id, percent, seconds, reason)


def end(learner: Learner, number: int) -> None:
    with learner.writing() as scope:
        exam_clock.end_extra_time(scope, learner.id, number)


def extend(learner: Learner, number: int, seconds: int, reason: str = "a fire drill") -> None:
    with learner.scopes.writing() as scope:
        exam_clock.extend(scope, learner.id, number, seconds, reason)


def granted(learner: Learner) -> tuple[ExtraTime, ...]:
    with learner.reading() as scope:
        return exam_clock.list_extra_time(scope, learner.id)


def stored(learner: Learner, number: int) -> AttemptRow:
    with learner.reading() as scope:
        return scope.session.get_one(AttemptRow, (learner.id, number))


def save(learner: Learner, number: int, position: int = 1, **event: object):
    return learner.save_in_exam(number, position, RIGHT[learner.at(number, position).response.kind], **event)


def test_an_exam_ends_after_the_minutes_of_its_form(candidate, clock):
    assert candidate.exam(candidate.start_exam(SHORT)).deadline_at == clock() + minutes(MINUTES)


@pytest.mark.parametrize(
    ("given", "extra"),
    [
        pytest.param([(50, 0)], 1140, id="half as long again"),
        pytest.param([(0, 900)], 900, id="a quarter of an hour"),
        pytest.param([(25, 600), (25, 0), (0, 60)], 1800, id="per cent and minutes of several grants stack"),
        pytest.param([(33, 0)], 753, id="752.4 seconds rounded up"),
    ],
)
def test_extra_time_is_part_of_the_deadline_and_told_beforehand(candidate, clock, given, extra):
    assert [grant(candidate, *each) for each in given] == list(range(1, len(given) + 1))
    page = candidate.exam_list()
    assert {row.form.slug: row.extra_seconds for row in page.forms}[SHORT] == extra
    assert page.accommodations == tuple(Accommodation(*each) for each in given)
    sitting = candidate.exam(candidate.start_exam(SHORT))
    assert sitting.deadline_at == clock() + minutes(MINUTES) + timedelta(seconds=extra)
    assert sitting.extra_seconds == extra


def test_extra_time_is_of_one_learner_and_of_exams_that_start_while_it_is_in_force(candidate, neighbour, clock):
    before = candidate.start_exam(SHORT)
    ends_at = candidate.exam(before).deadline_at
    grant(candidate, 50)
    grant(candidate, 0, 60)
    assert candidate.exam(before).deadline_at == ends_at, "an exam keeps what it started with"
    assert neighbour.exam(neighbour.start_exam(SHORT)).extra_seconds == 0
    candidate.hand_in(before)
    second = candidate.start_exam(SHORT)
    end(candidate, 1)
    assert candidate.exam(second).extra_seconds == 1140 + 60
    candidate.hand_in(second)
    assert candidate.exam(candidate.start_exam(SHORT)).extra_seconds == 60
    assert [each.number for each in granted(candidate)] == [2]


def test_what_was_granted_is_listed_with_its_reason_until_it_is_ended(candidate, clock):
    grant(candidate, 50, 900, "  a note from the office ")
    since = clock()
    clock.advance(days=1)
    grant(candidate, 0, 60)
    assert granted(candidate) == (
        ExtraTime(1, 50, 900, "a note from the office", since),
        ExtraTime(2, 0, 60, "dyslexia", clock()),
    )
    end(candidate, 1)
    ended_at = clock()
    clock.advance(days=1)
    end(candidate, 1)
    with candidate.reading() as scope:
        assert scope.session.get_one(AccommodationRow, (candidate.id, 1)).ended_at == ended_at, "it was ended before"
    assert grant(candidate, 10) == 3, "numbers are not used twice"


@pytest.mark.parametrize(("percent", "seconds"), [(0, 0), (-1, 60), (50, -60), (301, 0), (0, 24 * 3600 + 1)])
def test_no_extra_time_and_too_much_of_it_are_refused(candidate, percent, seconds):
    with pytest.raises(Refused, match="at most 300 % and 1440 minutes"):
        grant(candidate, percent, seconds)
    assert granted(candidate) == ()


def test_extra_time_without_a_reason_is_refused(candidate):
    number = candidate.start_exam(SHORT)
    for call in (lambda: grant(candidate, 50, 0, " "), lambda: extend(candidate, number, 60, "")):
        with pytest.raises(Refused, match="Say why"):
            call()


def test_extra_time_that_was_never_granted_cannot_be_ended(candidate, neighbour):
    grant(neighbour, 50)
    with pytest.raises(NotFound):
        end(candidate, 1)


def test_more_time_during_a_sitting_adds_to_everything_else(candidate, clock):
    grant(candidate, 50)
    number = candidate.start_exam(SHORT)
    extend(candidate, number, 600)
    extend(candidate, number, 300, "the lift was stuck")
    sitting = candidate.exam(number)
    assert sitting.deadline_at == clock() + minutes(MINUTES * 1.5 + 15)
    assert sitting.extra_seconds == 1140 + 900
    with candidate.reading() as scope:
        rows = scope.session.scalars(select(TimeExtension).order_by(TimeExtension.number)).all()
        assert [(row.number, row.seconds, row.reason, row.granted_by) for row in rows] == [
            (1, 600, "a fire drill", None),
            (2, 300, "the lift was stuck", None),
        ]


def test_who_gave_more_time_is_kept(candidate):
    number = candidate.start_exam(SHORT)
    admin = an_administrator(candidate.scopes)
    with admin.writing() as scope:
        exam_clock.extend(scope, candidate.id, number, 60, "noise")
        exam_clock.grant_extra_time(scope, candidate.id, 10, 0, "noise")
    with candidate.reading() as scope:
        for table in (TimeExtension, AccommodationRow):
            assert scope.session.scalars(select(table.granted_by)).one() == admin.id


@pytest.mark.parametrize("seconds", [0, -60, 24 * 3600 + 1])
def test_nothing_is_taken_away_and_no_day_is_added(candidate, seconds):
    number = candidate.start_exam(SHORT)
    before = candidate.exam(number)
    with pytest.raises(Refused):
        extend(candidate, number, seconds)
    assert candidate.exam(number) == before


def test_more_time_within_the_grace_still_comes_in_time_and_later_it_is_refused(candidate, clock):
    number = candidate.start_exam(SHORT)
    clock.advance(minutes=MINUTES, seconds=5)
    extend(candidate, number, 60)
    assert save(candidate, number) == sittings.Saved(1)
    clock.advance(seconds=61)
    with pytest.raises(AttemptClosed) as closed:
        extend(candidate, number, 60)
    assert closed.value.state is AttemptState.EXPIRED
    assert candidate.exam(number).extra_seconds == 60


def test_a_pause_stops_the_clock_and_what_was_left_is_left(candidate, clock):
    number = candidate.start_exam(SHORT)
    clock.advance(minutes=8)
    candidate.pause(number)
    clock.advance(hours=5)
    sitting = candidate.exam(number)
    assert (sitting.is_paused, sitting.is_open) == (True, True)
    assert sitting.deadline_at == clock() + minutes(MINUTES - 8), "it moves along"
    candidate.pause(number)
    candidate.resume(number)
    candidate.resume(number)
    sitting = candidate.exam(number)
    assert (sitting.is_paused, sitting.deadline_at) == (False, clock() + minutes(MINUTES - 8))
    clock.advance(minutes=MINUTES - 8, seconds=6)
    assert candidate.exam(number).state is AttemptState.EXPIRED


def test_while_it_is_paused_nothing_is_shown_or_saved(candidate, clock):
    number = candidate.start_exam(SHORT)
    fields = RIGHT[candidate.at(number).response.kind]
    candidate.pause(number)
    paper = candidate.paper(number)
    assert (paper.questions, paper.notepad, len(paper.cells)) == ((), "", 25)
    with pytest.raises(AttemptPaused):
        candidate.save_in_exam(number, 1, fields)
    with candidate.reading() as scope:
        assert scope.session.scalars(select(AnswerEvent)).all() == []
    candidate.resume(number)
    assert candidate.save_in_exam(number, 1, fields) == sittings.Saved(1), "the same event, sent again"


def test_a_paused_exam_never_runs_out_of_time(candidate, scopes, clock):
    number = candidate.start_exam(SHORT)
    candidate.pause(number)
    clock.advance(days=20)
    assert grading.tidy_up(scopes) == Tidied()
    assert candidate.exam(number).is_open


def test_an_exam_like_sitting_knows_no_pauses(candidate):
    number = candidate.start_exam(SHORT, is_exam_like=True)
    with pytest.raises(PauseNotAllowed):
        candidate.pause(number)
    candidate.resume(number)
    assert not candidate.exam(number).is_paused
    assert save(candidate, number) == sittings.Saved(1)


def test_more_time_during_a_pause_is_there_afterwards(candidate, clock):
    number = candidate.start_exam(SHORT)
    candidate.pause(number)
    clock.advance(minutes=10)
    extend(candidate, number, 60)
    assert candidate.exam(number).is_paused
    clock.advance(minutes=10)
    candidate.resume(number)
    assert candidate.exam(number).deadline_at == clock() + minutes(MINUTES + 1)


def test_handing_in_during_a_pause_ends_the_exam_when_it_was_paused(candidate, clock):
    number = candidate.start_exam(SHORT)
    clock.advance(minutes=5)
    candidate.pause(number)
    paused_at = clock()
    clock.advance(hours=1)
    candidate.hand_in(number)
    row = stored(candidate, number)
    assert (row.state, row.closed_at, row.paused_at) == (AttemptState.SUBMITTED, paused_at, None)


@pytest.mark.parametrize("touch", ["save", "pause", "resume", "submit", "abandon", "sweep"])
def test_an_exam_whose_time_is_up_is_closed_at_its_deadline_by_the_next_touch(candidate, scopes, clock, touch):
    number = candidate.start_exam(SHORT)
    ends_at = candidate.exam(number).deadline_at
    fields = RIGHT[candidate.at(number).response.kind]
    clock.now = ends_at + GRACE + timedelta(hours=1)
    assert candidate.exam(number).state is AttemptState.EXPIRED, "whether or not anybody has stored that"
    assert candidate.paper(number).questions == ()
    assert stored(candidate, number).state == AttemptState.IN_PROGRESS
    match touch:
        case "save":
            candidate.save_in_exam(number, 1, fields)
        case "pause":
            candidate.pause(number)
        case "resume":
            candidate.resume(number)
        case "sweep":
            grading.tidy_up(scopes)
        case _:
            with candidate.writing() as scope:
                step = grading.submit_attempt if touch == "submit" else grading.abandon_attempt
                assert step(scope, number, AttemptKind.EXAM) is AttemptState.EXPIRED
    row = stored(candidate, number)
    assert (row.state, row.closed_at) == (AttemptState.EXPIRED, ends_at)


def test_a_save_that_changes_nothing_closes_what_has_run_out_of_time_too(candidate, clock):
    number = candidate.start_exam(SHORT)
    fields = RIGHT[candidate.at(number).response.kind]
    candidate.save_in_exam(number, 1, fields)
    clock.advance(hours=1)
    assert candidate.save_in_exam(number, 1, fields, sequence=99, base=1) == sittings.Saved(1), "it was saved in time"
    assert stored(candidate, number).state == AttemptState.EXPIRED
    with candidate.reading() as scope:
        assert [row.is_late for row in scope.session.scalars(select(AnswerEvent))] == [False]


def test_the_sweep_leaves_an_exam_within_the_grace_alone(candidate, scopes, clock):
    number = candidate.start_exam(SHORT)
    clock.now = candidate.exam(number).deadline_at + GRACE
    assert grading.tidy_up(scopes) == Tidied()
    assert save(candidate, number) == sittings.Saved(1)
    clock.advance(seconds=1)
    assert grading.tidy_up(scopes) == Tidied(closed=1, graded=1)
    assert grading.tidy_up(scopes) == Tidied(), "running it again finds nothing to do"
    assert candidate.exam_list().earlier[0].correct == 1


@pytest.mark.parametrize("by_sweep", [False, True])
def test_what_a_crash_left_closed_and_ungraded_is_graded_by_the_sweep(candidate, neighbour, scopes, clock, by_sweep):
    number = candidate.start_exam(SHORT)
    candidate.answer_exam(number, "++-")
    if by_sweep:  # it closed, and died before it graded
        clock.advance(hours=2)
        with scopes.writing() as scope:
            grading.close_attempt(scope, candidate.id, number, Submit())
    else:
        with candidate.writing() as scope:
            grading.submit_attempt(scope, number, AttemptKind.EXAM)
    still_open = neighbour.start_exam(ANATOMY)
    (row,) = candidate.exam_list().earlier
    assert (row.correct, candidate.exam(number).is_graded) == (None, False)
    assert grading.tidy_up(scopes) == Tidied(closed=0, graded=1)
    (row,) = candidate.exam_list().earlier
    assert (row.correct, candidate.exam(number).is_graded) == (2, True)
    assert row.state is (AttemptState.EXPIRED if by_sweep else AttemptState.SUBMITTED)
    with candidate.reading() as scope:
        assert len(scope.session.scalars(select(GradeRow)).all()) == 25
    assert grading.tidy_up(scopes) == Tidied()
    assert neighbour.exam(still_open).is_open


def test_extra_time_is_kept_out_of_no_sweep(candidate, neighbour, scopes, clock):
    grant(candidate, 100)
    slow, quick = candidate.start_exam(SHORT), neighbour.start_exam(SHORT)
    clock.advance(minutes=MINUTES + 1)
    assert grading.tidy_up(scopes) == Tidied(closed=1, graded=1)
    assert candidate.exam(slow).is_open
    assert neighbour.exam(quick).state is AttemptState.EXPIRED


def test_the_clock_of_another_learners_exam_or_of_practice_cannot_be_found(candidate, neighbour):
    exam, practice = candidate.start_exam(SHORT), candidate.start()
    for call in (
        lambda: neighbour.pause(exam),
        lambda: neighbour.resume(exam),
        lambda: extend(neighbour, exam, 60),
        lambda: candidate.pause(practice),
        lambda: candidate.resume(practice),
        lambda: extend(candidate, practice, 60),
        lambda: candidate.pause(99),
    ):
        with pytest.raises(NotFound):
            call()
    assert not candidate.exam(exam).is_paused
