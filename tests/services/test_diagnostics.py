"""The diagnostic: dealt one by one by what was answered, stopped and resumed, finished, given up."""

from collections import Counter
from datetime import timedelta
from threading import Thread

import pytest
from sqlalchemy import select

from tests.support.diagnostics import (
    about,
    answer,
    answer_all,
    count,
    current,
    dealt,
    finish_early,
    grade,
    pass_on,
    send,
    start,
    state,
)
from tests.support.library import RIGHT, WRONG
from tests.support.people import Learner, sign_up
from trainer.db.models.attempts import AnswerEvent, AnswerRow, AttemptRow
from trainer.db.models.content import Item
from trainer.db.models.study import ItemSight
from trainer.db.queries import diagnostics as queries
from trainer.domain.attempts.attempt import AttemptKind, AttemptState
from trainer.domain.attempts.decisions import AttemptClosed
from trainer.domain.kernel.errors import Conflict, NotFound, Refused
from trainer.services import diagnostics, grading, practice
from trainer.services.diagnostics import (
    AnsweredBefore,
    DoneDiagnostic,
    Finished,
    NextDealt,
    NoDiagnostic,
    OpenDiagnostic,
)
from trainer.services.progress import get_history
from trainer.services.scope import Scopes
from trainer.services.sittings import Event, NotUnderstood


def test_a_diagnostic_is_dealt_one_by_one_to_the_end_and_graded_then(candidate: Learner) -> None:
    assert state(candidate) == NoDiagnostic()
    number = start(candidate)
    assert len(dealt(candidate, number)) == 1
    page = current(candidate, number)
    assert (page.position, page.item_count, page.title, page.deadline_at) == (1, 30, "CPC diagnostic", None)
    for position in range(1, 30):
        assert answer(candidate, number) == NextDealt(position + 1)
        assert len(dealt(candidate, number)) == position + 1
    assert answer(candidate, number) == Finished()
    with candidate.reading() as scope:
        assert diagnostics.get_current(scope, number) is None
        assert diagnostics.get_open(scope, number) is None
        assert list(scope.session.scalars(select(ItemSight))) == [], "grading is a step of its own"
    grade(candidate, number)
    assert len({item.id for item in dealt(candidate, number)}) == 30
    with candidate.reading() as scope:
        (row,) = get_history(scope, 1).rows
        sights = list(scope.session.scalars(select(ItemSight)))
    assert (row.kind, row.title, row.score and row.score.is_full) == ("diagnostic", "CPC diagnostic", True)
    assert len(sights) == 30
    assert all(sight.first_is_right and sight.first_is_answered for sight in sights)


def test_the_areas_have_their_share(candidate: Learner) -> None:
    number = start(candidate)
    answer_all(candidate, number)
    shares = Counter(item.area for item in dealt(candidate, number))
    assert shares == {"anatomy": 15, "compliance": 9, "cases": 6}, "20, 12 and 8 of 40"


def test_right_answers_lead_to_harder_questions_than_wrong_ones(candidate: Learner, neighbour: Learner) -> None:
    levels = []
    for learner, rightly in ((candidate, True), (neighbour, False)):
        number = start(learner)
        for _ in range(12):
            answer(learner, number, rightly=rightly)
        levels.append(sum(item.difficulty for item in dealt(learner, number)[4:]))
    assert levels[0] > levels[1] + 8, "a level a question"


def test_the_same_dice_and_answers_deal_the_same_questions(candidate: Learner, neighbour: Learner) -> None:
    sequences = []
    for learner in (candidate, neighbour):
        with learner.writing() as scope:
            scope.rng.seed(7)
        number = start(learner)
        for rightly in (True, False, True, True, False, True):
            answer(learner, number, rightly=rightly)
        sequences.append([item.slug for item in dealt(learner, number)])
    assert sequences[0] == sequences[1]


def test_of_a_scenario_one_question_is_dealt(candidate: Learner) -> None:
    number = start(candidate)
    answer_all(candidate, number)
    assert sum(item.slug.startswith("story-") for item in dealt(candidate, number)) <= 1


def test_a_small_bank_makes_a_short_diagnostic(learner: Learner) -> None:
    assert about(learner).questions == 6
    number = start(learner)
    assert current(learner, number).item_count == 6
    answer_all(learner, number)
    assert state(learner) == DoneDiagnostic(number, state(learner).at)  # type: ignore[union-attr]
    assert about(learner, "cpb").questions == 2, "two of its three questions share a scenario"


def test_without_questions_there_is_no_diagnostic(scopes: Scopes) -> None:
    nobody = sign_up(scopes)
    assert about(nobody).questions == 0
    with pytest.raises(Refused):
        start(nobody)


def test_what_is_retired_meanwhile_is_not_dealt_and_the_diagnostic_ends_with_what_there_is(learner: Learner) -> None:
    number = start(learner)
    answer(learner, number)
    kept = {item.id for item in dealt(learner, number)}
    with learner.writing() as scope:
        for item in list(scope.session.scalars(select(Item).where(Item.id.not_in(kept)))):
            item.retired_at = scope.now
    assert answer(learner, number) == Finished()
    grade(learner, number)
    with learner.reading() as scope:
        (row,) = get_history(scope, 1).rows
    assert (row.item_count, row.answered, row.score and row.score.is_full) == (2, 2, True)


def test_not_to_know_is_kept_as_a_blank_and_is_not_right(candidate: Learner, clock) -> None:
    number = start(candidate)
    clock.advance(seconds=40)
    assert pass_on(candidate, number) == NextDealt(2)
    clock.advance(seconds=25)
    answer(candidate, number)
    finish_early(candidate, number)
    with candidate.reading() as scope:
        blank = scope.session.get_one(AnswerRow, (candidate.id, number, 1))
        rows = queries.list_dealt(scope.session, candidate.id, number)
        seconds = scope.session.execute(
            select(ItemSight.first_is_answered, ItemSight.first_seconds).order_by(ItemSight.first_position)
        ).all()
    assert (blank.revision, blank.answer) == (1, None)
    assert [row["earned"] == row["possible"] for row in rows] == [False, True]
    assert [tuple(row) for row in seconds] == [(True, 40), (True, 25)], "its time is not the next question's"


def test_an_empty_answer_is_not_taken_for_not_knowing(candidate: Learner) -> None:
    number = start(candidate)
    outcome = send(candidate, number, 1, {})
    assert outcome == NotUnderstood("Choose or enter an answer, or say that you do not know.")
    assert len(dealt(candidate, number)) == 1
    assert count(candidate, AnswerEvent) == 0


def test_what_is_no_answer_is_said_and_nothing_is_kept(candidate: Learner) -> None:
    number = start(candidate)
    assert isinstance(send(candidate, number, 1, {"choice": ["Z"], "number": ["x"]}), NotUnderstood)
    assert len(dealt(candidate, number)) == 1


@pytest.mark.parametrize("knows", [True, False])
def test_the_same_form_twice_deals_one_question(candidate: Learner, knows: bool) -> None:
    number = start(candidate)
    fields = RIGHT[current(candidate, number).response.kind]
    for _ in range(2):
        assert send(candidate, number, 1, fields, knows=knows) == NextDealt(2)
    assert len(dealt(candidate, number)) == 2
    assert count(candidate, AnswerEvent) == 1


def test_the_same_form_twice_at_the_same_moment_deals_one_question(candidate: Learner) -> None:
    number = start(candidate)
    fields = RIGHT[current(candidate, number).response.kind]
    outcomes: list[diagnostics.Outcome] = []
    second = Thread(target=lambda: outcomes.append(send(candidate, number, 1, fields)))
    with candidate.writing() as scope:
        outcomes.append(diagnostics.answer_question(scope, number, 1, fields, Event("tab", 1, 0), knows=True))
        second.start()
        second.join(0.5)
        assert second.is_alive(), "the second waits for the first"
    second.join(20)
    assert outcomes == [NextDealt(2), NextDealt(2)]
    assert len(dealt(candidate, number)) == 2


def test_the_last_form_twice_finishes_once(learner: Learner) -> None:
    number = start(learner)
    for _ in range(5):
        answer(learner, number)
    fields = RIGHT[current(learner, number).response.kind]
    assert [send(learner, number, 6, fields), send(learner, number, 6, fields)] == [Finished(), Finished()]


def test_an_answer_stands_whatever_another_page_sends_later(candidate: Learner) -> None:
    number = start(candidate)
    kind = current(candidate, number).response.kind
    send(candidate, number, 1, RIGHT[kind])
    assert send(candidate, number, 1, WRONG[kind], client="other tab") == AnsweredBefore()
    assert send(candidate, number, 1, {}, knows=False, client="third tab") == AnsweredBefore()
    with candidate.reading() as scope:
        assert queries.list_dealt(scope.session, candidate.id, number)[0]["revision"] == 1
    assert len(dealt(candidate, number)) == 2


def test_an_event_that_was_sent_for_another_question_is_refused(candidate: Learner) -> None:
    number = start(candidate)
    answer(candidate, number)
    fields = RIGHT[current(candidate, number).response.kind]
    for knows in (True, False):
        with pytest.raises(Conflict), candidate.writing() as scope:
            diagnostics.answer_question(scope, number, 2, fields, Event("tab", 1, 0), knows=knows)


def test_questions_that_are_not_dealt_yet_are_not_there(candidate: Learner) -> None:
    number = start(candidate)
    for position in (0, 2, 31):
        with pytest.raises(NotFound):
            send(candidate, number, position, RIGHT["single"])


def test_after_the_end_nothing_is_taken(learner: Learner) -> None:
    number = start(learner)
    answer(learner, number)
    finish_early(learner, number)
    with pytest.raises(AttemptClosed):
        send(learner, number, 1, RIGHT["single"], client="other tab")


def test_a_diagnostic_is_nobody_elses_and_no_other_sitting_is_one(candidate: Learner, neighbour: Learner) -> None:
    number = start(candidate)
    practised = candidate.start()
    for learner, at in ((neighbour, number), (candidate, practised)):
        with pytest.raises(NotFound):
            send(learner, at, 1, RIGHT["single"])
        with learner.reading() as scope:
            for ask in (diagnostics.get_current, diagnostics.get_open):
                with pytest.raises(NotFound):
                    ask(scope, at)
        with learner.writing() as scope, pytest.raises(NotFound):
            diagnostics.finish_early(scope, at)


def test_it_goes_on_where_it_stopped_with_the_same_question(candidate: Learner, clock) -> None:
    number = start(candidate)
    answer(candidate, number)
    pass_on(candidate, number)
    before = current(candidate, number)
    began = state(candidate)
    clock.advance(days=20)
    assert current(candidate, number) == before
    assert state(candidate) == began == OpenDiagnostic(number, 3, 30, clock() - timedelta(days=20))
    assert start(candidate) == number, "starting again goes on with it"
    with candidate.reading() as scope:
        (sitting,) = practice.list_open_sittings(scope)
    assert (sitting.kind, sitting.dealt, sitting.item_count) == (AttemptKind.DIAGNOSTIC, 3, 30)


def test_each_track_has_its_own(candidate: Learner) -> None:
    cpc, cpb = start(candidate), start(candidate, "cpb")
    assert cpc != cpb
    assert current(candidate, cpb).title == "CPB diagnostic"
    assert state(candidate, "cpb").number == cpb  # type: ignore[union-attr]


def test_the_same_request_starts_one_however_often_it_is_sent(learner: Learner) -> None:
    number = start(learner, request_id="a" * 40)
    answer(learner, number)
    finish_early(learner, number)
    assert start(learner, request_id="a" * 40) == number
    assert start(learner, request_id="b") != number


def test_two_requests_at_the_same_moment_start_one(candidate: Learner) -> None:
    numbers: list[int] = []
    second = Thread(target=lambda: numbers.append(start(candidate)))
    with candidate.writing() as scope:
        numbers.append(diagnostics.start_diagnostic(scope, "cpc"))
        second.start()
        second.join(0.5)
        assert second.is_alive()
    second.join(20)
    assert numbers == [1, 1]
    assert count(candidate, AttemptRow) == 1


def test_finished_early_it_is_graded_on_what_was_answered(candidate: Learner) -> None:
    number = start(candidate)
    answer(candidate, number)
    answer(candidate, number, rightly=False)
    pass_on(candidate, number)
    waiting = dealt(candidate, number)[-1]
    finish_early(candidate, number)
    finish_early(candidate, number)  # once more changes nothing
    with candidate.reading() as scope:
        (row,) = get_history(scope, 1).rows
        seen = set(scope.session.scalars(select(ItemSight.item_id)))
    assert (row.item_count, row.answered, row.score and row.score.earned < row.score.possible) == (3, 2, True)
    assert len(seen) == 3
    assert waiting.id not in seen, "what was not answered stays new"


def test_with_nothing_answered_there_is_nothing_to_finish(candidate: Learner) -> None:
    number = start(candidate)
    with pytest.raises(Refused), candidate.writing() as scope:
        diagnostics.finish_early(scope, number)
    assert isinstance(state(candidate), OpenDiagnostic)


def test_given_up_it_has_no_result_and_another_can_be_started(candidate: Learner) -> None:
    number = start(candidate)
    answer(candidate, number)
    with candidate.writing() as scope:
        grading.abandon_attempt(scope, number, AttemptKind.DIAGNOSTIC)
    grade(candidate, number)
    assert state(candidate) == NoDiagnostic()
    with candidate.reading() as scope:
        (sight,) = scope.session.scalars(select(ItemSight))
    assert (sight.first_position, sight.first_is_answered, sight.answered) == (1, False, 0), "seen, and no more"
    (earlier,) = about(candidate).earlier
    assert (earlier.number, earlier.state, earlier.correct) == (number, AttemptState.ABANDONED, None)
    assert start(candidate) == number + 1


def test_the_one_that_is_open_is_named_before_one_that_is_done(candidate: Learner) -> None:
    first = start(candidate)
    answer(candidate, first)
    finish_early(candidate, first)
    assert isinstance(state(candidate), DoneDiagnostic)
    second = start(candidate)
    assert isinstance(state(candidate), OpenDiagnostic)
    page = about(candidate)
    assert page.state.number == second  # type: ignore[union-attr]
    assert [(row.number, row.questions, row.correct) for row in page.earlier] == [(first, 1, 1)]
