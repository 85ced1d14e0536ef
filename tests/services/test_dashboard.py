"""The start page: what comes first today, the course of the estimate, errors in cases, days and pace."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from tests.support.histories import Past, a_large_library, add_past
from tests.support.library import CASE_SLUG
from tests.support.people import Learner, sign_up
from tests.support.plans import a_task, with_plan
from tests.support.published import publish_once
from trainer.db.models.attempts import AttemptRow
from trainer.db.models.people import LearnerProfile
from trainer.domain.attempts.attempt import AttemptKind, Feedback
from trainer.domain.exams.review import Shows
from trainer.domain.readiness.plan_values import Task, TaskKind
from trainer.services import cases, dashboard, diagnostics
from trainer.services.dashboard_cases import Change, GradedCase, case_errors
from trainer.services.dashboard_history import Estimated, thinned, weekly_pace
from trainer.services.dashboard_today import (
    DoQuestions,
    DoReviews,
    DoTask,
    ExamDay,
    GoOn,
    TakeDiagnostic,
    order_work,
)
from trainer.services.plans import TaskLine
from trainer.services.practice import OpenSitting, Pool
from trainer.services.scope import Scopes
from trainer.services.sittings import Event

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
TEN = DoQuestions(10, Pool.UNSEEN, is_first=False)


@pytest.fixture
def large(scopes: Scopes) -> Learner:
    """A learner with enough questions for an estimate; nothing is done yet."""
    publish_once(scopes, a_large_library())
    return sign_up(scopes)


def today(learner: Learner) -> dashboard.Dashboard:
    with learner.reading() as scope:
        return dashboard.get_dashboard(scope)


def give_past(learner: Learner, past: Past) -> None:
    with learner.writing() as scope:
        add_past(scope, scope.learner.id, past, a_large_library().blueprints[0])


def set_profile(learner: Learner, **values: object) -> None:
    learner_id = learner.id
    with learner.scopes.writing() as scope:
        here = LearnerProfile.learner_id == learner_id
        scope.session.execute(update(LearnerProfile).where(here).values(**values))


def sitting(number: int, kind: AttemptKind) -> OpenSitting:
    return OpenSitting(number, kind, "cpc", f"a {kind}", 0, 1, 1, NOW, None)


def line(kind: TaskKind, done: int = 0, planned: int = 20, title: str = "Radiology") -> TaskLine:
    return TaskLine(Task(kind, "", title, planned, 30, TODAY), "words", done, planned)


EXAM, DIAGNOSTIC, QUIZ, CASE = (
    sitting(number, kind)
    for number, kind in enumerate(
        (AttemptKind.EXAM, AttemptKind.DIAGNOSTIC, AttemptKind.PRACTICE, AttemptKind.CASE), start=1
    )
)
PRACTICE, CASES, READING = line(TaskKind.PRACTICE), line(TaskKind.CASES, 0, 2), line(TaskKind.READING, 0, 1)


@pytest.mark.parametrize(
    ("sittings", "reviews", "tasks", "is_newcomer", "step"),
    [
        ([CASE, QUIZ, DIAGNOSTIC, EXAM], 3, [PRACTICE], True, GoOn(EXAM)),
        ([CASE, QUIZ, DIAGNOSTIC], 3, [PRACTICE], True, GoOn(DIAGNOSTIC)),
        ([CASE, QUIZ], 3, [PRACTICE], True, GoOn(QUIZ)),
        ([CASE], 3, [PRACTICE], True, GoOn(CASE)),
        ([sitting(9, AttemptKind.PRACTICE), QUIZ], 0, [], False, GoOn(sitting(9, AttemptKind.PRACTICE))),
        ([], 3, [PRACTICE], True, DoReviews(3)),
        ([], 0, [PRACTICE, CASES], True, DoTask(PRACTICE)),
        ([], 0, [line(TaskKind.PRACTICE, 20), CASES], True, DoTask(CASES)),
        ([], 0, [line(TaskKind.REVIEWS), READING], True, TakeDiagnostic()),
        ([], 0, [], True, TakeDiagnostic()),
        ([], 0, [line(TaskKind.PRACTICE, 20)], False, TEN),
        ([], 0, [], False, TEN),
    ],
)
def test_one_thing_comes_first(sittings, reviews, tasks, is_newcomer, step):
    found = order_work(sittings, reviews, tasks, TEN, has_plan=bool(tasks), is_newcomer=is_newcomer)
    assert found.step == step
    assert len(found.other_sittings) == max(0, len(sittings) - 1)


@pytest.mark.parametrize(
    ("sittings", "reviews", "tasks", "step"),
    [
        ([], 0, [], ExamDay(TODAY)),
        ([], 3, [PRACTICE], ExamDay(TODAY)),
        ([QUIZ], 3, [], GoOn(QUIZ)),
    ],
)
def test_on_the_day_of_the_exam_nothing_is_asked_for_but_to_end_what_stands_open(sittings, reviews, tasks, step):
    found = order_work(sittings, reviews, tasks, TEN, has_plan=True, is_newcomer=False, exam_on=TODAY)
    assert (found.step, found.questions, found.reviews) == (step, TEN, reviews)


def test_the_list_of_today_leaves_out_what_is_done_and_what_reviews_were_forecast():
    tasks = [
        line(TaskKind.PRACTICE, 20),
        line(TaskKind.PRACTICE, 5, title="Medicine"),
        line(TaskKind.CASES, 1, 3),
        line(TaskKind.REVIEWS),
        READING,
    ]
    found = order_work([], 0, tasks, TEN, has_plan=True, is_newcomer=False)
    assert (found.reviews, found.cases, found.is_empty) == (0, 2, False)
    assert [(task.kind, task.title) for task in found.other_tasks] == [
        (TaskKind.PRACTICE, "Medicine"),
        (TaskKind.READING, "Radiology"),
    ]
    assert order_work([], 0, tasks[:1], TEN, has_plan=True, is_newcomer=False).is_empty


def test_a_newcomer_is_offered_the_diagnostic_until_they_have_answered_as_much_as_it_asks(large):
    page = today(large)
    assert page.today.step == TakeDiagnostic()
    assert page.today.questions == DoQuestions(10, Pool.UNSEEN, is_first=True)
    number = large.start(Feedback.AT_END, 30)
    for position in range(1, 30):
        large.answer(number, position, rightly=True)
    large.hand_in(number)
    assert (today(large).answers, today(large).today.step) == (29, TakeDiagnostic())
    number = large.start(Feedback.AT_END, 1, pool=Pool.UNSEEN)
    large.answer(number, 1, rightly=True)
    large.hand_in(number)
    assert today(large).today.step == DoQuestions(10, Pool.UNSEEN, is_first=False)


def test_who_has_taken_the_diagnostic_is_no_newcomer(large):
    with large.writing() as scope:
        number = diagnostics.start_diagnostic(scope, "cpc")
    assert isinstance(today(large).today.step, GoOn)
    with large.writing() as scope:
        diagnostics.answer_question(scope, number, 1, {}, Event("tab", 1, 0), knows=False)
    with large.writing() as scope:
        diagnostics.finish_early(scope, number)
    assert isinstance(today(large).today.step, DoQuestions)


def test_what_was_missed_comes_back_as_a_review(large, clock):
    number = large.start(Feedback.AT_ONCE, 2)
    for position in (1, 2):
        large.answer(number, position, rightly=False)
    large.hand_in(number)
    clock.advance(days=2)
    page = today(large)
    assert (page.today.step, page.today.reviews, page.missed) == (DoReviews(2), 2, 2)


def test_the_plan_says_what_to_do_where_no_review_is_due_and_who_has_one_is_no_newcomer(large):
    with_plan(large, a_task(TaskKind.CASES, 2, 40), a_task(TaskKind.PRACTICE, 2, 9, subject="anatomy", title="Anatomy"))
    page = today(large)
    assert page.today.step.line.task.kind is TaskKind.CASES
    assert (page.today.has_plan, page.today.cases) == (True, 2)
    assert [task.title for task in page.today.other_tasks] == ["Anatomy"]
    with_plan(large, a_task(TaskKind.READING, 0, 30))
    assert today(large).today.step == DoQuestions(10, Pool.UNSEEN, is_first=True)


def test_few_unseen_questions_are_not_promised(learner):
    assert today(learner).today.questions == DoQuestions(10, Pool.ALL, is_first=True), "the bank has six"


def test_numbers_come_from_first_sights(large, clock):
    give_past(large, Past(answers=120, days=10, cases=0, span_days=40))
    page = today(large)
    seen = sum(area.seen for area in page.areas)
    assert (page.answers, seen, page.items, page.unseen) == (120, 120, 150, 30)
    assert [area.slug for area in page.areas] == ["anatomy", "compliance", "cases"]
    assert all(area.right <= area.seen and area.band is not None for area in page.areas)
    assert page.missed == seen - sum(area.right for area in page.areas), "each question was seen once"


def test_the_course_of_the_estimate_ends_with_what_is_known_now(large, clock):
    give_past(large, Past(answers=130, days=13, cases=0, span_days=40))
    page = today(large)
    found = page.readiness.estimate
    *before, now = page.estimates
    assert (now.day, now.score, now.low, now.high) == (clock().date(), found.score, found.low, found.high)
    assert before
    assert all(each.day < now.day for each in before)
    with large.reading() as scope:
        estimates, pass_questions = dashboard.get_course(scope)
    assert (estimates, pass_questions) == (page.estimates, found.pass_questions)


def test_without_enough_answers_there_is_no_estimate_and_no_band(large):
    give_past(large, Past(answers=60, days=6, cases=0, span_days=20))
    page = today(large)
    assert (page.readiness.estimate, page.estimates) == (None, ())
    assert page.readiness.not_enough.missing == 40
    assert {area.band for area in page.areas} == {None}


def test_while_an_exam_is_open_its_questions_are_in_no_number(large):
    give_past(large, Past(answers=150, days=15, cases=0, span_days=40))
    before = today(large)
    number = large.start_exam("short-25")
    during = today(large)
    assert during.today.step == GoOn(during.open_sittings[0])
    assert during.open_sittings[0].kind == AttemptKind.EXAM
    assert before.answers - during.answers == 25
    assert during.missed < before.missed
    large.hand_in(number)
    assert today(large).answers == before.answers


@pytest.mark.parametrize("values", [{"shows": Shows.NOTHING}, {"shows_from": NOW + timedelta(days=9)}])
def test_verdicts_that_are_held_back_are_in_no_number(learner, values):
    number = learner.start(Feedback.AT_END, 3)
    for position in (1, 2, 3):
        learner.answer(number, position, rightly=False)
    learner.hand_in(number)
    assert (today(learner).missed, today(learner).answers) == (3, 3)
    learner_id = learner.id
    with learner.scopes.writing() as scope:
        here = (AttemptRow.learner_id == learner_id) & (AttemptRow.number == number)
        scope.session.execute(update(AttemptRow).where(here).values(**values))
    assert (today(learner).missed, today(learner).answers) == (0, 0)


@pytest.mark.usefixtures("code_book")
def test_a_case_in_hand_comes_before_easier_ones_and_a_graded_one_not_again(learner, other):
    assert today(learner).next_case.slug == CASE_SLUG
    with learner.writing() as scope:
        number = cases.start_case(scope, "query-about-an-ear")
    assert (today(learner).next_case.slug, today(learner).next_case.open_number) == ("query-about-an-ear", number)
    learner.hand_in(number)
    assert (today(learner).next_case.slug, today(learner).cases) == (CASE_SLUG, 3)
    assert today(other).next_case.open_number is None


def test_days_are_counted_where_the_learner_lives(learner, clock):
    set_profile(learner, time_zone="America/New_York")
    clock.now = datetime(2026, 3, 3, 3, 0, tzinfo=UTC)
    number = learner.start(Feedback.AT_ONCE, 3)
    learner.answer(number, 1, rightly=True)
    clock.now = datetime(2026, 3, 3, 14, 0, tzinfo=UTC)
    learner.answer(number, 2, rightly=True)
    learner.answer(number, 3, rightly=True)
    history = today(learner).history
    assert history.today == date(2026, 3, 3)
    assert [(day.day, day.answers) for day in history.days] == [(date(2026, 3, 2), 1), (date(2026, 3, 3), 2)]
    assert (history.days_this_week, history.streak.days, history.reaches_back) == (2, 2, False)


def test_both_tracks_are_one_day_of_study_and_pace_is_of_one_track(learner, clock):
    for track in ("cpc", "cpb"):
        number = learner.start(Feedback.AT_ONCE, 3, track=track)
        clock.advance(minutes=1)
        learner.answer(number, 1, rightly=True)
    history = today(learner).history
    assert [(day.answers, day.cases, day.amount) for day in history.days] == [(2, 0, 2)]
    assert history.pace == (), "one timed answer is no pace"


@pytest.mark.usefixtures("code_book")
def test_a_case_is_work_of_its_day_and_its_errors_are_told(learner):
    with learner.writing() as scope:
        number = cases.start_case(scope, CASE_SLUG)
    learner.hand_in(number)
    page = today(learner)
    assert [(day.answers, day.cases, day.amount) for day in page.history.days] == [(0, 1, 10)]
    assert page.errors.cases == 1
    assert page.errors.kinds == ("missed",), "nothing was entered"
    assert page.errors.spans[-1].cases == 1
    assert not page.errors.has_course, "one fortnight is no course"
    with learner.reading() as scope:
        assert dashboard.get_case_errors(scope) == page.errors


def test_the_history_has_every_week_and_no_day_before_it(large, clock):
    give_past(large, Past(answers=200, days=190, cases=0, span_days=200))
    history = today(large).history
    assert history.since == clock().date() - timedelta(days=181)
    assert min(day.day for day in history.days) >= history.since
    weeks = history.weeks
    assert {week.starts_on.weekday() for week in weeks} == {0}
    assert {after.starts_on - before.starts_on for before, after in pairwise(weeks)} == {timedelta(days=7)}
    assert len(weeks) in (26, 27)
    assert sum(week.days for week in weeks) == len(history.days)
    assert sum(week.answers for week in weeks) == sum(day.answers for day in history.days)


def test_a_streak_that_fills_the_history_may_be_longer(large):
    give_past(large, Past(answers=199, days=199, cases=0, span_days=200))
    history = today(large).history
    assert history.streak.days == 181, "today is not over"
    assert history.reaches_back


def test_the_pace_of_a_week_needs_five_answers():
    monday = date(2026, 2, 23)
    days = [(monday, 3, 300), (date(2026, 3, 1), 2, 110), (date(2026, 3, 2), 4, 400)]
    (week,) = weekly_pace(days)
    assert (week.starts_on, week.answers, week.seconds) == (monday, 5, 82)


def test_many_estimates_are_told_one_a_week():
    monday = date(2026, 1, 5)
    days = [monday + timedelta(days=place) for place in range(28)]
    estimates = [Estimated(day, 70, 60, 80, 100, 100) for day in days]
    assert thinned(estimates[:26]) == tuple(estimates[:26])
    assert [each.day for each in thinned(estimates)] == [monday + timedelta(days=back) for back in (6, 13, 20, 27)]


def graded(days_ago: float, *faults: str) -> GradedCase:
    return GradedCase(NOW - timedelta(days=days_ago), Counter(faults))


def months(before: list[tuple[str, ...]], now: list[tuple[str, ...]]) -> list[GradedCase]:
    """Cases of the 30 days before the last 30, and of these."""
    return [*(graded(40, *faults) for faults in before), *(graded(5, *faults) for faults in now)]


L2, L, NONE = ("laterality",) * 2, ("laterality",), ()


@pytest.mark.parametrize(
    ("before", "now", "change"),
    [
        ([L2, L2, L2], [L, NONE, NONE], (6, 1, True)),
        ([NONE, NONE, L], [L, L, L], (1, 3, False)),
        ([L, L, NONE], [L, NONE, NONE], None),
        ([L2, L2], [NONE, NONE], None),
        ([L2, L2, L2], [L2, L2, L2, L2, L2, L2], None),
        ([L, L, L, L, L, L], [L2, L2, L2], (6, 6, False)),
    ],
    ids=["fell", "rose", "a change of one", "too few cases", "more cases, more errors", "fewer cases, as many errors"],
)
def test_errors_are_compared_where_that_is_fair(before, now, change):
    found = case_errors(months(before, now), NOW).changes
    assert found == (() if change is None else (Change("laterality", *change[:2], len(before), len(now)),))
    assert [each.is_fewer for each in found] == ([] if change is None else [change[2]])


def test_at_most_two_changes_are_told_the_largest_first():
    before = [("pointer",) * 3 + ("units",) * 2 + ("laterality",) * 4] * 3
    found = case_errors(months(before, [()] * 3), NOW).changes
    assert [change.kind for change in found] == ["laterality", "pointer"]


def test_fortnights_end_now_and_begin_with_the_first_case():
    cases_ = [graded(0), graded(13.9, "pointer"), graded(14.1, "pointer", "units"), graded(45, "units")]
    found = case_errors(cases_, NOW)
    assert [(NOW - span.ends_at).days for span in found.spans] == [42, 28, 14, 0]
    assert found.kinds == ("pointer", "units")
    assert [(span.cases, span.counts, span.errors) for span in found.spans] == [
        (1, (0, 1), 1),
        (0, (0, 0), 0),
        (1, (1, 1), 2),
        (2, (1, 0), 1),
    ]
    assert found.has_course


def test_fortnights_end_on_days_of_the_learners_own_calendar():
    there = datetime(2026, 3, 2, 23, 30, tzinfo=UTC).astimezone(ZoneInfo("Pacific/Auckland"))
    cases_ = [GradedCase(there - timedelta(days=days), Counter(("units",))) for days in (1, 20)]
    assert [span.ends_at.date() for span in case_errors(cases_, there).spans] == [date(2026, 2, 17), date(2026, 3, 3)]


def test_cases_without_errors_or_older_than_the_fortnights_have_no_course():
    assert not case_errors([graded(1), graded(20)], NOW).has_course
    assert case_errors([graded(183, "units")], NOW).spans == ()
    assert case_errors([], NOW).kinds == ()


def test_the_most_frequent_kinds_are_told_and_all_are_counted():
    faults = [kind for place, kind in enumerate("edcba", start=1) for _ in range(place)]
    found = case_errors([graded(1, *faults)], NOW)
    assert found.kinds == ("a", "b", "c", "d")
    assert found.spans[0].errors == 15
