"""What was done of a plan: which answers, exams and cases tick which task off, and since when."""

from datetime import timedelta

from sqlalchemy import select, update

from tests.support.exams import SHORT
from tests.support.people import Learner
from tests.support.plans import MONDAY, a_task, anatomy, done, page, practise, save, today, with_plan
from tests.web.test_query_counts import counted
from trainer.db.models.reviews import ReviewCard, ReviewLog
from trainer.domain.attempts.attempt import Feedback
from trainer.domain.readiness.plan_values import Task, TaskKind
from trainer.services import cases, plans
from trainer.services.accounts import set_profile
from trainer.services.practice import Pool


def test_answers_of_practice_fill_the_tasks_of_their_area_from_the_first_one_on(candidate):
    with_plan(candidate, anatomy(4, 20), anatomy(4, 20, 1), anatomy(4, 20, 2))
    practise(candidate, "+-+-+")
    practise(candidate, "+++", area="compliance")
    week = page(candidate).this_week
    assert [done(day.tasks) for day in week.days[:3]] == [[(4, 4)], [(1, 4)], [(0, 4)]]
    assert (week.minutes, week.minutes_done) == (60, 25)


def test_an_answer_counts_when_it_is_saved_also_in_a_quiz_that_is_not_handed_in(candidate):
    with_plan(candidate, anatomy(4, 20))
    number = candidate.start(Feedback.AT_END, 4, areas=("anatomy",))
    candidate.answer(number, 1, rightly=True)
    assert done(today(candidate)) == [(1, 4)]


def test_what_was_done_before_the_week_began_does_not_count(candidate, clock):
    clock.now -= timedelta(hours=9, minutes=1)  # a minute before Monday
    practise(candidate, "++")
    with_plan(candidate, anatomy(4, 20))
    clock.advance(minutes=2)
    assert done(today(candidate)) == [(0, 4)]
    practise(candidate, "+")
    assert done(today(candidate)) == [(1, 4)]


def test_the_week_begins_at_midnight_where_the_learner_lives(candidate, clock):
    save(candidate, time_zone="America/New_York")
    clock.now = clock.now.replace(hour=4, minute=30)  # 23:30 of Sunday
    practise(candidate, "++")
    clock.advance(hours=1)
    with_plan(candidate, anatomy(4, 20))
    practise(candidate, "+")
    assert done(today(candidate)) == [(1, 4)]


def test_an_answer_of_an_old_sitting_that_is_still_open_counts(candidate, clock):
    number = candidate.start(Feedback.AT_END, 4, areas=("anatomy",))
    candidate.answer(number, 1, rightly=True)
    clock.advance(days=14)
    with_plan(
        candidate,
        Task(TaskKind.PRACTICE, "anatomy", "Anatomy", 4, 20, MONDAY + timedelta(14)),
        starts_on=MONDAY + timedelta(14),
    )
    candidate.answer(number, 2, rightly=True)
    assert done(today(candidate)) == [(1, 4)]


def test_an_exam_counts_as_a_mock_of_its_form_and_not_as_practice(candidate):
    with_plan(candidate, anatomy(4, 20), a_task(TaskKind.MOCK, 25, 38, subject=SHORT, title="CPC, 25 questions"))
    number = candidate.start_exam(SHORT)
    candidate.answer_exam(number, "+" * 25)
    assert done(today(candidate)) == [(0, 4), (0, 1)], "nothing of an exam that is not finished"
    candidate.hand_in(number)
    assert done(today(candidate)) == [(0, 4), (1, 1)]
    other_form = candidate.start_exam("area-anatomy")
    candidate.hand_in(other_form)
    assert done(today(candidate)) == [(0, 4), (1, 1)]


def test_a_case_counts_when_it_is_handed_in(learner, code_book):
    with_plan(learner, a_task(TaskKind.CASES, 2, 40))
    with learner.writing() as scope:
        number = cases.start_case(scope, "ear-with-wax")
    assert done(today(learner)) == [(0, 2)]
    learner.hand_in(number)
    assert done(today(learner)) == [(1, 2)]


def test_an_answer_to_what_was_due_counts_as_a_review_and_not_as_practice(candidate, clock):
    practise(candidate, "--")
    make_due(candidate)
    clock.advance(days=7)
    monday = MONDAY + timedelta(7)
    with_plan(
        candidate,
        Task(TaskKind.PRACTICE, "anatomy", "Anatomy", 4, 20, monday),
        Task(TaskKind.REVIEWS, "", "", 4, 6, monday),
        starts_on=monday,
    )
    due = candidate.start(Feedback.AT_END, 2, areas=("anatomy",), pool=Pool.MISSED)
    for position in (1, 2):
        candidate.answer(due, position, rightly=True)
    candidate.hand_in(due)
    practise(candidate, "+", area="anatomy")
    assert done(today(candidate)) == [(1, 4), (2, 4)]


def test_reviews_of_another_track_are_no_work_of_this_plan(candidate, clock):
    reviews = Task(TaskKind.REVIEWS, "", "", 4, 6, MONDAY + timedelta(7))
    first = candidate.start(Feedback.AT_END, 2, track="cpb")
    for position in (1, 2):
        candidate.answer(first, position, rightly=False)
    candidate.hand_in(first)
    make_due(candidate)
    clock.advance(days=7)
    for track in ("cpc", "cpb"):
        with_plan(candidate, reviews, starts_on=MONDAY + timedelta(7), track=track)
    due = candidate.start(Feedback.AT_END, 2, track="cpb", pool=Pool.MISSED)
    for position in (1, 2):
        candidate.answer(due, position, rightly=True)
    candidate.hand_in(due)
    assert done(today(candidate)) == [(0, 4)]
    with candidate.writing() as scope:
        set_profile(scope, "Ann", "cpb")
    assert done(today(candidate)) == [(2, 4)]


def test_a_case_counts_in_the_plan_of_its_own_track(learner, code_book):
    with_plan(learner, a_task(TaskKind.CASES, 2, 40), track="cpc")
    with_plan(learner, a_task(TaskKind.CASES, 2, 40), track="cpb")
    with learner.writing() as scope:
        number = cases.start_case(scope, "ear-with-wax")
    learner.hand_in(number)
    assert done(today(learner)) == [(1, 2)]
    with learner.writing() as scope:
        set_profile(scope, "Ann", "cpb")
    assert done(today(learner)) == [(0, 2)]


def test_after_planning_again_earlier_work_of_the_day_does_not_count_a_second_time(candidate, clock):
    with_plan(candidate, anatomy(4, 20))
    practise(candidate, "++++")
    assert done(today(candidate)) == [(4, 4)]
    clock.advance(minutes=1)
    with_plan(candidate, anatomy(4, 20), anatomy(4, 20, 1))
    assert done(today(candidate)) == [(0, 4)]
    practise(candidate, "+")
    assert [done(day.tasks) for day in page(candidate).this_week.days[:2]] == [[(1, 4)], [(0, 4)]]


def test_after_a_missed_day_work_fills_the_tasks_of_today_first(candidate, clock):
    with_plan(candidate, anatomy(4, 20), anatomy(4, 20, 1), anatomy(4, 20, 2))
    clock.advance(days=1)
    practise(candidate, "++++")
    assert done(today(candidate)) == [(4, 4)]
    clock.advance(days=1)
    practise(candidate, "+++++")
    assert [done(day.tasks) for day in page(candidate).this_week.days[:3]] == [[(1, 4)], [(4, 4)], [(4, 4)]]


def test_a_case_fills_the_task_of_its_day_by_the_learners_clock(learner, code_book, clock):
    save(learner, time_zone="America/New_York")
    with_plan(learner, a_task(TaskKind.CASES, 1, 20), a_task(TaskKind.CASES, 1, 20, day=1))
    clock.now = clock.now.replace(hour=3) + timedelta(days=2)  # 22:00 of Tuesday there, Wednesday by UTC
    with learner.writing() as scope:
        number = cases.start_case(scope, "ear-with-wax")
    learner.hand_in(number)
    assert [done(day.tasks) for day in page(learner).this_week.days[:2]] == [[(0, 1)], [(1, 1)]]


def test_a_plan_made_on_a_sunday_has_a_week_of_one_day(candidate, clock):
    sunday = MONDAY + timedelta(6)
    clock.advance(days=6)
    with_plan(candidate, Task(TaskKind.PRACTICE, "anatomy", "Anatomy", 4, 20, sunday), starts_on=sunday)
    practise(candidate, "+")
    assert done(today(candidate)) == [(1, 4)]


def make_due(learner: Learner) -> None:
    with learner.writing() as scope:
        scope.session.execute(
            update(ReviewCard).where(ReviewCard.learner_id == learner.id).values(due_at=scope.now + timedelta(days=3))
        )
        assert scope.session.scalars(select(ReviewLog).where(ReviewLog.learner_id == learner.id)).all()


def test_half_an_hour_behind_is_worth_planning_again_and_less_is_not(candidate, clock):
    with_plan(candidate, anatomy(6, 30), anatomy(6, 30, 1))
    clock.advance(days=1)
    assert page(candidate).this_week.behind_minutes == 30
    practise(candidate, "+")
    assert page(candidate).this_week.behind_minutes == 0


def test_today_costs_at_most_three_statements(candidate, scopes):
    with_plan(candidate, anatomy(4, 20), a_task(TaskKind.MOCK, 25, 38, subject=SHORT, title="CPC, 25 questions"))
    with candidate.reading() as scope, counted(scopes) as sent:
        assert len(plans.todays_tasks(scope)) == 2
    assert len(sent) == 3


def test_nobody_sees_the_plan_or_the_work_of_somebody_else(candidate, neighbour):
    with_plan(candidate, anatomy(4, 20))
    practise(neighbour, "++++")
    assert done(today(candidate)) == [(0, 4)]
    assert today(neighbour) == ()
