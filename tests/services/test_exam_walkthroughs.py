"""Walkthroughs of one exam: save, save same, flag, late, replayed, out of order, handed in twice, regraded."""

from threading import Thread

import pytest
from sqlalchemy import func, select

from tests.support.exams import ANATOMY, COMPLIANCE, SHORT, an_exam_library, first_of_each_area, publish_exams
from tests.support.library import RIGHT, WRONG
from tests.support.people import Learner
from tests.support.regrades import changes, correct, mark, regrade, told
from trainer.db.models.attempts import AnswerEvent, AnswerRow, AttemptRow
from trainer.db.models.grades import AttemptScore, GradeRow
from trainer.domain.attempts.attempt import GRACE, AttemptKind, AttemptState
from trainer.domain.attempts.decisions import AttemptClosed, StaleAnswer
from trainer.domain.items.keys import SingleKey
from trainer.domain.kernel.errors import Conflict, DomainError, NotFound
from trainer.services import exam_clock, grading, sittings

SINGLE_RIGHT, SINGLE_WRONG = RIGHT["single"], WRONG["single"]
KINDS_OF_ANATOMY = ("single", "multiple", "ordering")


def single(learner: Learner, number: int, nth: int = 0) -> int:
    """The position of a question with one best option."""
    singles = [each.position for each in learner.paper(number).questions if each.response.kind == "single"]
    return singles[nth]


def count(learner: Learner, table: type) -> int:
    with learner.reading() as scope:
        return scope.session.execute(select(func.count()).select_from(table)).scalar_one()


def events(learner: Learner) -> list[tuple[str, int, int, bool]]:
    """(client, sequence, base revision, is late) of every event, in the order of arrival."""
    with learner.reading() as scope:
        rows = scope.session.scalars(
            select(AnswerEvent).order_by(AnswerEvent.received_at, AnswerEvent.base_revision, AnswerEvent.sequence)
        )
        return [(row.client_id, row.sequence, row.base_revision, row.is_late) for row in rows]


def stored(learner: Learner, number: int, position: int) -> tuple[int, str | None] | None:
    """(revision, option) of the current answer."""
    with learner.reading() as scope:
        row = scope.session.get(AnswerRow, (learner.id, number, position))
        return row and (row.revision, row.answer and row.answer.option)


def correct_answers(learner: Learner, number: int) -> int | None:
    return next(row.correct for row in learner.exam_list().earlier if row.number == number)


def flag(learner: Learner, number: int, position: int, *, is_flagged: bool = True) -> None:
    with learner.writing() as scope:
        sittings.set_flag(scope, number, position, is_flagged=is_flagged, kind=AttemptKind.EXAM)


def test_a_whole_exam(candidate, clock):
    number = candidate.start_exam(SHORT)
    at = single(candidate, number)
    assert (candidate.at(number, at).answer, candidate.at(number, at).revision) == (None, 0)
    assert candidate.save_in_exam(number, at, SINGLE_WRONG, sequence=1) == sittings.Saved(1)
    assert candidate.save_in_exam(number, at, SINGLE_WRONG, sequence=2, base=1) == sittings.Saved(1), "nothing changed"
    flag(candidate, number, at)
    assert candidate.save_in_exam(number, at, {}, sequence=3, base=1) == sittings.Saved(2)
    assert not candidate.paper(number).cells[at - 1].is_answered
    assert candidate.save_in_exam(number, at, SINGLE_RIGHT, sequence=4, base=2) == sittings.Saved(3)
    question, cell = candidate.at(number, at), candidate.paper(number).cells[at - 1]
    assert (question.answer.option, question.revision, question.is_flagged) == ("B", 3, True)
    assert (cell.position, cell.is_answered, cell.is_flagged) == (at, True, True)
    assert events(candidate) == [("tab", 1, 0, False), ("tab", 3, 1, False), ("tab", 4, 2, False)]
    clock.advance(minutes=10)
    handed_in_at = clock()
    for _ in range(2):
        candidate.hand_in(number)
        clock.advance(hours=1)
    with candidate.reading() as scope:
        row = scope.session.get_one(AttemptRow, (candidate.id, number))
        assert (row.state, row.closed_at, row.graded_at) == (AttemptState.SUBMITTED, handed_in_at, handed_in_at)
    assert (count(candidate, GradeRow), count(candidate, AttemptScore)) == (25, 1)
    assert correct_answers(candidate, number) == 1


@pytest.mark.parametrize("kind", sorted(RIGHT))
def test_answers_of_every_kind_are_kept_and_graded_at_the_end(candidate, kind):
    publish_exams(candidate.scopes, an_exam_library(first_of_each_area(10)))
    number = candidate.start_exam(ANATOMY if kind in KINDS_OF_ANATOMY else COMPLIANCE)
    at = next(each.position for each in candidate.paper(number).questions if each.response.kind == kind)
    assert candidate.save_in_exam(number, at, RIGHT[kind]) == sittings.Saved(1)
    assert candidate.at(number, at).answer.kind == kind
    assert (candidate.at(number, at).verdict, count(candidate, GradeRow)) == (None, 0)
    candidate.hand_in(number)
    assert correct_answers(candidate, number) == 1


def test_flagging_twice_is_flagging_once_and_changes_no_answer(candidate):
    number = candidate.start_exam(ANATOMY)
    for is_flagged in (True, True, False, False):
        flag(candidate, number, 2, is_flagged=is_flagged)
        assert candidate.at(number, 2).is_flagged is is_flagged
        assert [cell.is_flagged for cell in candidate.paper(number).cells].count(True) == int(is_flagged)
    assert count(candidate, AnswerEvent) == 0


def test_an_answer_within_the_grace_counts(candidate, clock):
    number = candidate.start_exam(ANATOMY)
    at = single(candidate, number)
    clock.now = candidate.exam(number).deadline_at + GRACE
    assert candidate.save_in_exam(number, at, SINGLE_RIGHT) == sittings.Saved(1)
    candidate.hand_in(number)
    assert correct_answers(candidate, number) == 1
    with candidate.reading() as scope:
        row = scope.session.get_one(AttemptRow, (candidate.id, number))
        assert (row.state, row.closed_at) == (AttemptState.SUBMITTED, row.deadline_at)


def test_a_later_one_is_told_kept_as_evidence_and_does_not_count(candidate, clock):
    number = candidate.start_exam(ANATOMY)
    first, second = single(candidate, number), single(candidate, number, 1)
    candidate.save_in_exam(number, first, SINGLE_RIGHT, sequence=1)
    clock.now = candidate.exam(number).deadline_at + GRACE
    clock.advance(seconds=2)
    assert candidate.save_in_exam(number, first, SINGLE_WRONG, sequence=2, base=1) == sittings.TooLate(7)
    clock.advance(seconds=60)
    assert candidate.save_in_exam(number, second, SINGLE_RIGHT, sequence=3) == sittings.TooLate(67)
    assert events(candidate) == [("tab", 1, 0, False), ("tab", 2, 1, True), ("tab", 3, 0, True)]
    assert (stored(candidate, number, first), stored(candidate, number, second)) == ((1, "B"), None)
    assert candidate.exam(number).state is AttemptState.EXPIRED
    candidate.hand_in(number)
    assert correct_answers(candidate, number) == 1


def test_a_late_answer_that_is_sent_again_is_told_again_that_it_does_not_count(candidate, clock):
    number = candidate.start_exam(ANATOMY)
    at = single(candidate, number)
    clock.now = candidate.exam(number).deadline_at
    clock.advance(seconds=30)
    assert candidate.save_in_exam(number, at, SINGLE_RIGHT, sequence=1) == sittings.TooLate(30)
    clock.advance(minutes=10)
    assert candidate.save_in_exam(number, at, SINGLE_RIGHT, sequence=1) == sittings.TooLate(30), "it came then"
    candidate.hand_in(number)
    assert candidate.save_in_exam(number, at, SINGLE_RIGHT, sequence=1) == sittings.TooLate(30)
    assert events(candidate) == [("tab", 1, 0, True)]
    assert correct_answers(candidate, number) == 0


def test_handing_in_after_the_deadline_is_having_run_out_of_time_at_the_deadline(candidate, clock):
    number = candidate.start_exam(ANATOMY)
    candidate.save_in_exam(number, single(candidate, number), SINGLE_RIGHT)
    ends_at = candidate.exam(number).deadline_at
    clock.now = ends_at + GRACE
    clock.advance(seconds=1)
    candidate.hand_in(number)
    with candidate.reading() as scope:
        row = scope.session.get_one(AttemptRow, (candidate.id, number))
        assert (row.state, row.closed_at, row.graded_at) == (AttemptState.EXPIRED, ends_at, clock())
    assert correct_answers(candidate, number) == 1


def test_after_the_end_nothing_is_stored(candidate, clock):
    number = candidate.start_exam(ANATOMY)
    at = single(candidate, number)
    candidate.hand_in(number)
    with pytest.raises(AttemptClosed):
        candidate.save_in_exam(number, at, SINGLE_RIGHT)
    clock.advance(hours=2)
    with pytest.raises(AttemptClosed):
        candidate.save_in_exam(number, at, SINGLE_RIGHT)
    assert (count(candidate, AnswerEvent), count(candidate, AnswerRow)) == (0, 0)


def test_a_queue_that_is_replayed_changes_nothing_while_sat_paused_or_over(candidate, clock):
    number = candidate.start_exam(ANATOMY)
    at = single(candidate, number)
    queue = [({"choice": [option]}, sequence) for sequence, option in enumerate("ABCB", start=1)]

    def replay() -> list[int]:
        return [
            candidate.save_in_exam(number, at, fields, sequence=sequence, base=sequence - 1).revision
            for fields, sequence in queue
        ]

    assert replay() == replay() == [1, 2, 3, 4]
    candidate.pause(number)
    assert replay() == [1, 2, 3, 4]
    candidate.resume(number)
    candidate.hand_in(number)
    clock.advance(days=1)
    assert replay() == [1, 2, 3, 4]
    assert (stored(candidate, number, at), len(events(candidate))) == ((4, "B"), 4)
    assert (correct_answers(candidate, number), count(candidate, GradeRow)) == (1, 10)


def test_events_out_of_order_overwrite_nothing(candidate):
    number = candidate.start_exam(ANATOMY)
    at = single(candidate, number)
    assert candidate.save_in_exam(number, at, {"choice": ["C"]}, sequence=2) == sittings.Saved(1)
    with pytest.raises(StaleAnswer) as stale:
        candidate.save_in_exam(number, at, {"choice": ["A"]}, sequence=1)
    assert stale.value.current_revision == 1
    assert stored(candidate, number, at) == (1, "C")
    assert events(candidate) == [("tab", 2, 0, False)]


@pytest.mark.parametrize("base", [0, 1, 3, 99])
def test_a_save_on_any_revision_but_the_current_one_overwrites_nothing(candidate, base):
    number = candidate.start_exam(ANATOMY)
    at = single(candidate, number)
    candidate.save_in_exam(number, at, SINGLE_WRONG, sequence=1)
    candidate.save_in_exam(number, at, SINGLE_RIGHT, sequence=2, base=1)
    with pytest.raises(StaleAnswer) as stale:
        candidate.save_in_exam(number, at, {"choice": ["D"]}, client="another tab", sequence=1, base=base)
    assert stale.value.current_revision == 2
    assert (stored(candidate, number, at), len(events(candidate))) == ((2, "B"), 2)


def test_an_event_belongs_to_one_question(candidate):
    number = candidate.start_exam(ANATOMY)
    first, second = single(candidate, number), single(candidate, number, 1)
    candidate.save_in_exam(number, first, SINGLE_RIGHT, sequence=7)
    with pytest.raises(Conflict):
        candidate.save_in_exam(number, second, SINGLE_RIGHT, sequence=7)
    assert stored(candidate, number, second) is None
    assert candidate.save_in_exam(number, second, SINGLE_RIGHT, client="another", sequence=7) == sittings.Saved(1)


def test_taking_over_says_which_page_is_worked_in_and_changes_nothing_else(candidate, neighbour):
    number = candidate.start_exam(ANATOMY)
    at = single(candidate, number)
    candidate.save_in_exam(number, at, SINGLE_RIGHT, client="first")
    before, paper = candidate.exam(number), candidate.paper(number)
    candidate.take_over(number, "second" * 10)
    after = candidate.exam(number)
    assert after.active_client == ("second" * 10)[:32]
    assert {name for name in before.__slots__ if getattr(before, name) != getattr(after, name)} == {"active_client"}
    assert candidate.paper(number).questions == paper.questions
    assert candidate.save_in_exam(number, at, SINGLE_WRONG, client="first", sequence=99, base=1) == sittings.Saved(2), (
        "what the first page still holds is not lost"
    )
    candidate.take_over(number, "third")
    assert candidate.exam(number).active_client == "third"
    with pytest.raises(NotFound):
        neighbour.take_over(number, "mine")
    candidate.hand_in(number)
    with pytest.raises(AttemptClosed):
        candidate.take_over(number, "fourth")


@pytest.mark.parametrize("base", [0, 1])
def test_two_tabs_at_the_same_moment_do_not_overwrite_each_other(candidate, base):
    number = candidate.start_exam(ANATOMY)
    at = single(candidate, number)
    if base:
        candidate.save_in_exam(number, at, {"choice": ["C"]}, client="before")
    lost: list[DomainError] = []

    def second_tab() -> None:
        try:
            candidate.save_in_exam(number, at, SINGLE_WRONG, client="second", base=base)
        except (StaleAnswer, Conflict) as error:
            lost.append(error)

    at_once(candidate, lambda scope: save(scope, number, at, base), second_tab)
    assert len(lost) == 1
    assert stored(candidate, number, at) == (base + 1, "B")


def test_the_same_event_twice_at_the_same_moment_is_stored_once(candidate):
    number = candidate.start_exam(ANATOMY)
    at = single(candidate, number)
    outcomes: list[object] = []

    def again() -> None:
        try:
            outcomes.append(candidate.save_in_exam(number, at, SINGLE_RIGHT, client="first", sequence=1))
        except Conflict:  # the page sends it once more
            outcomes.append(candidate.save_in_exam(number, at, SINGLE_RIGHT, client="first", sequence=1))

    at_once(candidate, lambda scope: save(scope, number, at, 0), again)
    assert outcomes == [sittings.Saved(1)]
    assert events(candidate) == [("first", 1, 0, False)]


def test_an_answer_that_waits_while_the_exam_is_handed_in_does_not_count(candidate):
    number = candidate.start_exam(ANATOMY)
    at = single(candidate, number)
    lost: list[DomainError] = []

    def answer() -> None:
        try:
            candidate.save_in_exam(number, at, SINGLE_RIGHT)
        except AttemptClosed as error:
            lost.append(error)

    at_once(candidate, lambda scope: grading.submit_attempt(scope, number, AttemptKind.EXAM), answer)
    assert len(lost) == 1
    assert count(candidate, AnswerEvent) == 0


def test_an_answer_that_waits_while_more_time_is_given_is_in_time(candidate, clock):
    number = candidate.start_exam(ANATOMY)
    at = single(candidate, number)
    clock.now = candidate.exam(number).deadline_at
    saved: list[object] = []

    def answer() -> None:
        saved.append(candidate.save_in_exam(number, at, SINGLE_RIGHT))

    at_once(candidate, lambda scope: exam_clock.extend(scope, candidate.id, number, 60, "noise"), answer)
    assert saved == [sittings.Saved(1)]


def save(scope, number: int, position: int, base: int) -> None:
    event = sittings.Event("first", 1, base)
    sittings.save_answer(scope, number, position, SINGLE_RIGHT, event, kind=AttemptKind.EXAM)


def at_once(learner: Learner, first, second) -> None:
    """Does `first`, and `second` before that is committed: it waits."""
    waiting = Thread(target=second)
    with learner.writing() as scope:
        first(scope)
        scope.session.flush()
        waiting.start()
        waiting.join(0.3)
        assert waiting.is_alive(), "the second one waits for the first"
    waiting.join(20)
    assert not waiting.is_alive()


def test_a_key_that_is_corrected_during_the_exam_grades_it_and_one_corrected_later_only_by_a_regrade(candidate, scopes):
    number = candidate.start_exam(ANATOMY)
    questions = candidate.paper(number).questions
    singles = [each for each in questions if each.response.kind == "single"][:2]
    slugs = [each.content.stem.split("**")[1] for each in singles]
    for each in singles:
        candidate.save_in_exam(number, each.position, {"choice": ["A"]})
    correct(scopes, SingleKey("A"), "The book was misread.", slugs[0])
    assert candidate.paper(number).questions[0].verdict is None
    candidate.hand_in(number)
    assert correct_answers(candidate, number) == 1, "by the key in force when it was graded"
    correct(scopes, SingleKey("A"), "The book was misread again.", slugs[1])
    candidate.hand_in(number)
    grading.tidy_up(scopes)
    assert correct_answers(candidate, number) == 1, "grades do not change by themselves"
    regrade(scopes, slug=slugs[1])
    assert correct_answers(candidate, number) == 2
    assert [change.position for change in changes(candidate, number)] == [singles[1].position]
    assert "1 to 2 of 10 right" in told(candidate)[0]
    regrade(scopes, slug=slugs[1])
    assert count(candidate, GradeRow) == 11, "both grades remain, and a second run adds nothing"


def test_a_mark_by_hand_stands_whatever_becomes_of_the_key(candidate, scopes):
    number = candidate.start_exam(ANATOMY)
    question = candidate.at(number, single(candidate, number))
    candidate.save_in_exam(number, question.position, {"choice": ["C"]})
    candidate.hand_in(number)
    mark(candidate, (number, question.position), 1)
    assert correct_answers(candidate, number) == 1
    slug = question.content.stem.split("**")[1]
    correct(scopes, SingleKey("D"), "The book was misread.", slug)
    regrade(scopes, slug=slug)
    candidate.hand_in(number)
    assert correct_answers(candidate, number) == 1
    assert [change.is_by_hand for change in changes(candidate, number)] == [True]
