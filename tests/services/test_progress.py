"""Progress by area, the history of sittings, and the start page."""

from datetime import timedelta

import pytest

from tests.support.exams import SHORT, publish_exams
from tests.support.library import AUDIT_SLUG, CASE_SLUG, QUERY_SLUG
from tests.support.people import Learner
from trainer.db.models.attempts import AttemptRow
from trainer.db.queries import items
from trainer.domain.attempts.attempt import AttemptKind, AttemptState, Feedback
from trainer.services import cases, dashboard, grading, practice, progress, regrading


def page_of(learner: Learner, track: str = "cpc", page: int = 1) -> progress.ProgressPage:
    with learner.reading() as scope:
        return progress.get_progress(scope, track, page)


def today(learner: Learner) -> dashboard.Dashboard:
    with learner.reading() as scope:
        return dashboard.get_dashboard(scope)


def test_at_first_nothing_is_claimed(learner):
    page = page_of(learner)
    assert (page.answers, page.correct, page.items_seen, page.items, page.missed) == (0, 0, 0, 6, 0)
    assert [(area.title, area.items, area.progress) for area in page.areas] == [
        ("Anatomy", 3, None),
        ("Compliance", 3, None),
    ]
    assert (page.history.rows, page.history.pages, page.history.total) == ((), 1, 0)


def test_answers_are_counted_in_their_area_and_track(learner, other, clock):
    number = learner.start(areas=("compliance",))
    learner.answer(number, 1, rightly=True)
    clock.advance(minutes=1)
    learner.answer(number, 2, rightly=False)
    page = page_of(learner)
    anatomy, compliance = page.areas
    assert anatomy.progress is None
    seen = compliance.progress
    assert (seen.items_seen, seen.answers, seen.correct, seen.last_seen_at) == (2, 2, 1, clock())
    assert seen.recent == (True, False)
    assert (page.answers, page.correct, page.items_seen, page.missed) == (2, 1, 2, 1)
    assert page_of(learner, "cpb").answers == 0
    assert page_of(other).answers == 0


def test_an_item_answered_twice_is_one_item_seen_and_two_answers(learner, clock):
    for rightly in (False, True):
        number = learner.start(areas=("anatomy",), number=3)
        learner.answer(number, learner.position_of(number, "single"), rightly=rightly)
        clock.advance(days=1)
    seen = page_of(learner).areas[0].progress
    assert (seen.items_seen, seen.answers, seen.correct) == (1, 2, 1)


def test_answers_of_a_quiz_count_when_it_is_graded_and_unanswered_questions_do_not(learner):
    number = learner.start(Feedback.AT_END)
    learner.answer(number, 1, rightly=True)
    assert page_of(learner).answers == 0
    learner.hand_in(number)
    page = page_of(learner)
    assert (page.answers, page.correct) == (1, 1)
    assert page.missed == 5, "what was left open in a graded quiz can be practised as missed"


def test_the_history_shows_every_sitting_with_its_state_newest_first(learner, clock):
    quiz = learner.start(Feedback.AT_END)
    learner.answer(quiz, learner.position_of(quiz, "single"), rightly=True)
    learner.hand_in(quiz)
    given_up = learner.start(Feedback.AT_END)
    with learner.writing() as scope:
        grading.abandon_attempt(scope, given_up, AttemptKind.PRACTICE)
    learner.start(Feedback.AT_END, number=1, is_timed=True)
    clock.advance(hours=1)
    learner.start(Feedback.AT_ONCE)
    rows = page_of(learner).history.rows
    assert [(row.number, row.state) for row in rows] == [
        (4, AttemptState.IN_PROGRESS),
        (3, AttemptState.EXPIRED),
        (2, AttemptState.ABANDONED),
        (1, AttemptState.SUBMITTED),
    ]
    assert (rows[-1].score.earned, rows[-1].score.possible, rows[-1].answered) == (1, 10, 1)
    assert [row.score for row in rows[:3]] == [None, None, None]


def test_a_long_history_comes_in_pages(learner):
    for _ in range(21):
        learner.start(number=1)
    first, second, past = (page_of(learner, page=page).history for page in (1, 2, 3))
    assert ([row.number for row in first.rows], first.pages, first.total) == (list(range(21, 1, -1)), 2, 21)
    assert [row.number for row in second.rows] == [1]
    assert past.rows == ()


@pytest.mark.usefixtures("code_book")
def test_the_start_page_offers_a_first_case_and_later_the_open_sitting(learner):
    page = today(learner)
    assert (page.items, page.unseen, page.missed, page.answers) == (6, 6, 0, 0)
    assert page.open_sittings == ()
    assert page.next_case.slug == CASE_SLUG
    number = learner.start()
    learner.answer(number, 1, rightly=False)
    with learner.writing() as scope:
        case = cases.start_case(scope, CASE_SLUG)
    page = today(learner)
    assert [sitting.number for sitting in page.open_sittings] == [case, number]
    assert (page.unseen, page.missed, page.answers) == (5, 1, 1)
    assert page.next_case.open_number == case
    for slug in (AUDIT_SLUG, QUERY_SLUG):
        learner.hand_in(case)
        assert today(learner).next_case.slug == slug
        with learner.writing() as scope:
            case = cases.start_case(scope, slug)
    learner.hand_in(case)
    assert today(learner).next_case is None, "every case was worked on once"


def test_a_stranger_is_told_how_much_there_is(scopes, learner):
    with scopes.reading() as scope:
        landing = dashboard.get_landing(scope)
    assert (landing.cpc_items, landing.cpb_items, landing.cases) == (6, 3, 3)


@pytest.mark.parametrize("policy", [{"shows": "score"}, {"shows": "nothing"}, {"shows_from": 60}])
def test_what_a_sitting_must_not_show_is_in_no_count(learner, clock, policy):
    """Neither progress nor the pool of missed questions tells a verdict that the review policy holds back."""
    number = learner.start(Feedback.AT_END, 3)
    learner.answer(number, 1, rightly=False)
    learner.hand_in(number)
    assert (page_of(learner).answers, page_of(learner).missed) == (1, 3)
    changes = {name: clock() + timedelta(minutes=60) if name == "shows_from" else to for name, to in policy.items()}
    with learner.writing() as scope:
        for name, value in changes.items():
            setattr(scope.session.get_one(AttemptRow, (learner.id, number)), name, value)
    page = page_of(learner)
    assert (page.answers, page.missed) == (0, 0)
    with learner.reading() as scope:
        setup = practice.get_setup(scope, "cpc")
    assert setup.total(practice.Pool.MISSED) == 0
    assert setup.total(practice.Pool.UNSEEN) == setup.total(practice.Pool.ALL) - 3, "seen they were"
    assert (page.history.rows[0].score is None) is (policy != {"shows": "score"})
    clock.advance(minutes=61)
    assert page_of(learner).answers == (1 if "shows_from" in policy else 0)


def test_a_regraded_answer_is_one_answer_at_the_time_it_was_given(learner, clock):
    """A mark set later by hand neither counts as a second answer nor outranks what was answered since."""
    first = learner.start(areas=("anatomy",), number=3)
    position = learner.position_of(first, "single")
    learner.answer(first, position, rightly=False)
    answered_at = clock()
    clock.advance(days=1)
    second = learner.start(areas=("anatomy",), number=3)
    learner.answer(second, learner.position_of(second, "single"), rightly=False)
    clock.advance(days=1)
    with learner.writing() as scope:
        regrading.mark_by_hand(scope, learner.id, first, position, earned=1, reason="The stem was unclear.")
    page = page_of(learner)
    assert (page.answers, page.correct, page.missed) == (2, 1, 1), "the newer answer is still the one that counts"
    assert page.areas[0].progress.recent == (True, False)
    assert page.areas[0].progress.last_seen_at == answered_at + timedelta(days=1)
    with learner.reading() as scope:
        rows = items.list_pool(scope.session, learner.id, "cpc", scope.now)
    assert sorted(row["times_seen"] for row in rows) == [0, 0, 0, 0, 0, 2]


def test_while_an_exam_is_open_no_count_tells_about_its_questions(scopes, learner, clock):
    """Progress, missed questions and the scores of earlier sittings come back when it is over."""
    publish_exams(scopes)
    earlier = learner.start(Feedback.AT_END, 60)
    for position in range(1, learner.question(earlier).item_count + 1):
        learner.answer(earlier, position, rightly=False)
    learner.hand_in(earlier)
    before = page_of(learner)
    assert before.history.rows[0].score is not None
    exam = learner.start_exam(SHORT)
    during = page_of(learner)
    assert (before.answers - during.answers, before.missed - during.missed) == (25, 25)
    assert [row.score for row in during.history.rows] == [None, None]
    learner.hand_in(exam)
    after = page_of(learner)
    assert after.answers == before.answers, "nothing was answered in the exam"
    assert None not in [row.score for row in after.history.rows]
