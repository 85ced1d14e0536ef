"""The report of an exam: what it counts, what it sets beside what, and what its policy lets a learner see of it."""

from datetime import timedelta

import pytest

from tests.support.exam_reports import (
    change_answer,
    flag,
    give_up,
    look_at,
    report_of,
    result_of,
    review_of,
    set_policy,
    sit,
)
from tests.support.exams import ANATOMY, SHORT, an_exam_library, first_of_each_area, publish_exams
from tests.support.library import RIGHT
from tests.support.people import Learner, sign_up
from tests.support.regrades import CORRECTED, REASON, correct, mark, publish_ten, regrade
from tests.support.regrades import sit as sit_ten
from trainer.db.models.attempts import AttemptItem
from trainer.domain.attempts.attempt import AttemptState
from trainer.domain.attempts.decisions import Submit
from trainer.domain.exams.review import Shows
from trainer.domain.exams.scoring import Band, Shift
from trainer.domain.kernel.errors import NotFound
from trainer.domain.kernel.points import Points
from trainer.services import exam_clock, exam_reports, grading, sittings
from trainer.services.exam_reports import ExamReport, GivenUp, NotGraded, Part, Withheld

ALL_RIGHT = "+" * 25
PASSES = {"cpc": ("short-25", 18, 25), "cpb": ("full", 7, 10)}
"""The form that is sat of each track, its pass mark and its number of questions."""


@pytest.mark.parametrize("track", PASSES)
@pytest.mark.parametrize("short_by", [0, 1])
def test_the_exam_passes_at_the_mark_of_its_form(candidate, track, short_by):
    form, mark_of_form, questions = PASSES[track]
    number = sit(candidate, "+" * (mark_of_form - short_by) + "-" * questions, form, track=track)
    report = report_of(candidate, number)
    score = report.score
    assert (score.correct, score.questions, score.pass_questions) == (mark_of_form - short_by, questions, mark_of_form)
    assert score.has_passed is (short_by == 0)
    assert (report.heading.track, report.heading.form.slug) == (track, form)
    assert report.shows_answers
    assert len(report.questions) == questions


@pytest.mark.parametrize("track", PASSES)
def test_areas_stand_in_the_order_of_the_form_with_their_weight_in_the_whole_exam(candidate, track):
    form, _, questions = PASSES[track]
    report = report_of(candidate, sit(candidate, "+-" * questions, form, track=track))
    expected = {
        "cpc": [("Anatomy", 7, 13, 20), ("Compliance", 3, 7, 12), ("Cases", 3, 5, 8)],
        "cpb": [("Billing", 4, 7, 7), ("Reimbursement", 1, 3, 3)],
    }
    assert [(area.title, area.score.correct, area.score.questions, area.weight) for area in report.areas] == expected[
        track
    ]
    assert report.exam_questions == {"cpc": 40, "cpb": 10}[track]


def test_an_exam_of_one_area_has_no_pass_mark(candidate):
    report = report_of(candidate, sit(candidate, "+" * 9, ANATOMY))
    assert (report.score.correct, report.score.has_passed) == (9, None)
    assert [(area.score.band, area.score.has_percentage) for area in report.areas] == [(Band.ABOVE, True)]
    assert report.to_study == ()


def test_unanswered_flagged_slow_and_changed_questions_can_be_listed(candidate, clock):
    number = candidate.start_exam(SHORT)
    candidate.answer_exam(number, "+-+.-" + "+" * 20)
    clock.advance(minutes=20)
    flag(candidate, number, 4)
    look_at(candidate, number, 3, 400)
    change_answer(candidate, number, 5, "+")
    candidate.hand_in(number)
    report = report_of(candidate, number)
    assert {part: [row.position for row in report.part(part)] for part in Part} == {
        Part.ALL: list(range(1, 26)),
        Part.WRONG: [2, 4],
        Part.FLAGGED: [4],
        Part.SLOW: [3],
        Part.UNANSWERED: [4],
        Part.CHANGED: [5],
    }
    assert report.score.unanswered == 1
    assert report.questions[3].opening.startswith("The stem of ")
    assert report.questions[4].points.is_full


def test_the_time_of_every_question_is_set_beside_the_pace(candidate, clock):
    number = candidate.start_exam(SHORT)
    clock.advance(minutes=30)
    look_at(candidate, number, 1, 100)
    look_at(candidate, number, 1, 90, sequence=50)
    look_at(candidate, number, 2, 60)
    candidate.hand_in(number)
    report = report_of(candidate, number)
    assert report.has_times
    assert (report.score.pace_seconds, report.score.slow) == (91, (1,)), "38 minutes for 25 questions"
    assert [(point.seconds, point.used_seconds, point.even_seconds) for point in report.pace[:3]] == [
        (190, 190, 91),
        (60, 250, 182),
        (0, 250, 273),
    ]
    assert report.pace[-1].even_seconds == 38 * 60
    assert (report.heading.used_seconds, report.heading.allowed_seconds) == (1800, 38 * 60)


def test_without_any_view_there_are_no_times(candidate):
    report = report_of(candidate, sit(candidate, "+"))
    assert not report.has_times
    assert report.score.slow == ()


def test_extra_time_is_shown_and_part_of_the_pace(candidate, clock):
    with candidate.writing() as scope:
        exam_clock.grant_extra_time(scope, candidate.id, 50, 0, "a letter")
    number = candidate.start_exam(SHORT)
    clock.advance(minutes=45)
    candidate.hand_in(number)
    report = report_of(candidate, number)
    assert report.heading.extra_seconds == 19 * 60
    assert report.heading.allowed_seconds == 57 * 60
    assert report.heading.used_seconds == 45 * 60
    assert report.score.pace_seconds == 136


def test_pauses_are_no_time_used(candidate, clock):
    number = candidate.start_exam(SHORT)
    clock.advance(minutes=10)
    candidate.pause(number)
    clock.advance(hours=2)
    candidate.resume(number)
    clock.advance(minutes=5)
    candidate.hand_in(number)
    heading = report_of(candidate, number).heading
    assert (heading.used_seconds, heading.paused_seconds) == (15 * 60, 2 * 3600)


def test_an_exam_handed_in_during_a_pause_ended_when_the_pause_began(candidate, clock):
    number = candidate.start_exam(SHORT)
    clock.advance(minutes=10)
    candidate.pause(number)
    clock.advance(hours=2)
    candidate.hand_in(number)
    heading = report_of(candidate, number).heading
    assert (heading.used_seconds, heading.paused_seconds) == (10 * 60, 0)


def singles(learner: Learner, number: int) -> list[int]:
    """The positions of questions with one best option."""
    return [each.position for each in learner.paper(number).questions if each.response.kind == "single"]


def test_changed_answers_are_told_by_what_they_came_to(candidate):
    number = candidate.start_exam(SHORT)
    expected = {
        "-+": (True, Shift.WRONG_TO_RIGHT),
        "+-": (True, Shift.RIGHT_TO_WRONG),
        "-0+": (True, Shift.WRONG_TO_RIGHT),
        "-+-": (True, Shift.WRONG_TO_WRONG),
        "+-+": (True, None),
        "+-0": (True, None),
        "+0+": (False, None),
        "+": (False, None),
    }
    places = dict(zip(expected, singles(candidate, number), strict=False))
    for verdicts, position in places.items():
        change_answer(candidate, number, position, verdicts)
    candidate.hand_in(number)
    report = report_of(candidate, number)
    rows = {verdicts: report.questions[position - 1] for verdicts, position in places.items()}
    assert {verdicts: (row.is_changed, row.shift) for verdicts, row in rows.items()} == expected
    assert report.score.shifts == ((Shift.WRONG_TO_RIGHT, 2), (Shift.RIGHT_TO_WRONG, 1), (Shift.WRONG_TO_WRONG, 1))


def test_an_answer_of_several_boxes_is_changed_only_by_coming_back_to_it(scopes, clock):
    publish_exams(scopes, an_exam_library(first_of_each_area(13)))  # all of anatomy is dealt, of whatever kind
    learner = sign_up(scopes)
    number = learner.start_exam(SHORT)
    several = next(each.position for each in learner.paper(number).questions if each.response.kind == "multiple")
    saves = [(several, "A"), (several, "AB"), (several, "AC"), (singles(learner, number)[0], "B"), (several, "BC")]
    for place, (position, chosen) in enumerate(saves):
        clock.advance(seconds=1)
        base = sum(earlier == position for earlier, _ in saves[:place])
        learner.save_in_exam(number, position, {"choice": list(chosen)}, sequence=place + 1, base=base)
    learner.hand_in(number)
    row = report_of(learner, number).questions[several - 1]
    assert (row.shift, row.points.is_full) == (Shift.RIGHT_TO_WRONG, False)


def test_answers_after_the_end_are_counted_by_question_and_change_nothing(candidate, clock):
    number = candidate.start_exam(SHORT)
    first, second = singles(candidate, number)[:2]
    candidate.save_in_exam(number, first, {"choice": ["A"]})
    clock.advance(hours=2)
    for place, position in enumerate((first, first, second)):
        late = candidate.save_in_exam(number, position, RIGHT["single"], client="late", sequence=place + 1)
        assert isinstance(late, sittings.TooLate)
    candidate.hand_in(number)
    report = report_of(candidate, number)
    assert (report.late, report.score.correct, report.score.unanswered) == (2, 0, 24)
    assert not report.questions[first - 1].is_changed
    assert report.heading.state is AttemptState.EXPIRED
    assert report.heading.closed_at == report.heading.started_at + timedelta(minutes=38)


def test_earlier_results_of_the_same_form_stand_beside_this_one(candidate, clock):
    first = sit(candidate, "+" * 10)
    clock.advance(days=1)
    sit(candidate, "+" * 3, ANATOMY)
    sit(candidate, "+" * 9, "full", track="cpb")
    give_up(candidate, candidate.start_exam(SHORT))
    hidden = sit(candidate, "+" * 25)
    set_policy(candidate, hidden, Shows.NOTHING)
    clock.advance(days=1)
    this = sit(candidate, "+" * 20)
    clock.advance(days=1)
    sit(candidate, "+" * 24)
    mocks = report_of(candidate, this).mocks
    assert [(mock.number, mock.correct, mock.has_passed) for mock in mocks] == [(first, 10, False), (this, 20, True)]
    assert [mock.number for mock in report_of(candidate, first).mocks] == [first]


def test_areas_to_study_are_ordered_by_what_they_cost_and_name_what_was_missed(candidate):
    number = sit(candidate, "-" * 4 + "+" * 9 + "-" * 7 + "+----")
    report = report_of(candidate, number)
    assert [area.title for area in report.to_study] == ["Compliance", "Cases", "Anatomy"]
    assert [area.missed for area in report.to_study] == [
        (14, 15, 16, 17, 18, 19, 20),
        (22, 23, 24, 25),
        (1, 2, 3, 4),
    ]


def dealt(learner: Learner, number: int, position: int) -> list[str]:
    """The ids of the options in the order in which they were shown."""
    with learner.reading() as scope:
        return list(scope.session.get_one(AttemptItem, (learner.id, number, position)).option_order)


@pytest.mark.parametrize("is_shuffled", [False, True])
def test_questions_are_reviewed_one_after_the_other_within_a_part(candidate, is_shuffled):
    number = sit(candidate, "+-+-+-" + "+" * 19, shuffled=is_shuffled)
    places = {at: review_of(candidate, number, at, Part.WRONG) for at in (1, 2, 4, 6, 9)}
    assert {at: (page.previous, page.following) for at, page in places.items()} == {
        1: (None, 2),
        2: (None, 4),
        4: (2, 6),
        6: (4, None),
        9: (6, None),
    }
    page = review_of(candidate, number, 2)
    assert (page.previous, page.following, len(page.rows)) == (1, 3, 25)
    assert page.question.verdict.points == page.row.points == Points(0, 1)
    assert page.question.verdict.explanation.references
    assert [option.id for option in page.question.options] == dealt(candidate, number, 2)


def test_a_report_before_the_exam_is_graded_is_none_yet(candidate, clock):
    number = candidate.start_exam(SHORT)
    candidate.answer_exam(number, ALL_RIGHT)
    assert result_of(candidate, number) == NotGraded()
    clock.advance(hours=2)
    assert result_of(candidate, number) == NotGraded(), "expired, and nobody has closed it"
    with candidate.writing() as scope:
        grading.close_attempt(scope, scope.learner.id, number, Submit())
    assert result_of(candidate, number) == NotGraded()
    assert review_of(candidate, number, 1) is None
    with candidate.writing() as scope:
        grading.grade_attempt(scope, number)
    assert isinstance(result_of(candidate, number), ExamReport)


def test_an_exam_that_was_given_up_has_no_report(candidate, clock):
    number = candidate.start_exam(SHORT)
    candidate.answer_exam(number, ALL_RIGHT)
    clock.advance(minutes=4)
    give_up(candidate, number)
    result = result_of(candidate, number)
    assert isinstance(result, GivenUp)
    assert result.heading.used_seconds == 240
    assert review_of(candidate, number, 1) is None


def test_the_policy_decides_what_is_shown(candidate):
    number = sit(candidate, "+-" * 25)
    set_policy(candidate, number, Shows.SCORE)
    report = report_of(candidate, number)
    assert report.score.correct == 13
    assert [area.score.correct for area in report.areas] == [7, 3, 3]
    assert not report.shows_answers
    assert (report.questions, report.regrades, report.score.shifts) == ((), (), ())
    assert {area.missed for area in (*report.areas, *report.to_study)} == {()}
    assert review_of(candidate, number, 1) is None
    set_policy(candidate, number, Shows.NOTHING)
    result = result_of(candidate, number)
    assert isinstance(result, Withheld)
    assert result.shown_from is None
    assert review_of(candidate, number, 1) is None


@pytest.mark.parametrize("shows", [Shows.EVERYTHING, Shows.SCORE])
def test_nothing_is_shown_before_the_moment_that_the_policy_names(candidate, clock, shows):
    number = sit(candidate, "+-" * 25)
    shown_from = clock() + timedelta(days=1)
    set_policy(candidate, number, shows, shown_from)
    result = result_of(candidate, number)
    assert isinstance(result, Withheld)
    assert result.shown_from == shown_from
    assert review_of(candidate, number, 1) is None
    clock.advance(days=1)
    assert report_of(candidate, number).shows_answers is (shows is Shows.EVERYTHING)


def test_never_is_never_even_where_a_moment_is_named(candidate, clock):
    number = sit(candidate, "+")
    set_policy(candidate, number, Shows.NOTHING, clock() + timedelta(days=1))
    assert result_of(candidate, number).shown_from is None


def test_while_its_questions_stand_in_an_open_exam_nothing_tells_which_were_right(learner, scopes):
    publish_ten(scopes)
    done, _ = sit_ten(learner, "A")
    again = learner.start_exam("full")
    report = report_of(learner, done)
    assert report.is_held_back
    assert report.score.correct == 6
    assert (report.areas, report.score.areas, report.to_study, report.questions, report.regrades) == ((),) * 5
    assert not report.shows_answers
    assert review_of(learner, done, 1) is None
    learner.hand_in(again)
    assert report_of(learner, done).shows_answers
    assert not report_of(learner, done).is_held_back


def test_an_open_exam_with_other_questions_holds_nothing_back(candidate):
    done = sit(candidate, "+", ANATOMY)
    candidate.start_exam("area-compliance")
    assert report_of(candidate, done).shows_answers


def test_a_regrade_is_told_with_its_reason_and_what_it_did_to_the_result(learner, scopes, clock):
    publish_ten(scopes)
    number, position = sit_ten(learner, "A")
    assert report_of(learner, number).regrades == ()
    clock.advance(days=1)
    correct(scopes, CORRECTED)
    regrade(scopes)
    regraded_at = clock()
    clock.advance(days=1)
    mark(learner, (number, position), 0)
    report = report_of(learner, number)
    by_hand, by_key = report.regrades
    assert (by_key.at, by_key.reason, by_key.is_by_hand) == (regraded_at, REASON, False)
    assert (by_key.before, by_key.after, by_key.passed_before, by_key.passed_after) == (6, 7, False, True)
    assert [(change.position, change.before, change.after) for change in by_key.changes] == [
        (position, Points(0, 1), Points(1, 1))
    ]
    assert (by_hand.is_by_hand, by_hand.before, by_hand.after, by_hand.passed_after) == (True, 7, 6, False)
    assert report.score.correct == 6


def test_changed_answers_are_judged_by_the_key_that_the_grade_used(learner, scopes):
    publish_ten(scopes)
    number = learner.start_exam("full")
    position = next(each.position for each in learner.paper(number).questions if "**anatomy-1**" in each.content.stem)
    change_answer(learner, number, position, "-+")
    learner.hand_in(number)
    assert report_of(learner, number).questions[position - 1].shift is Shift.WRONG_TO_RIGHT
    correct(scopes, CORRECTED)
    assert report_of(learner, number).questions[position - 1].shift is Shift.WRONG_TO_RIGHT, "not regraded yet"
    regrade(scopes)
    assert report_of(learner, number).questions[position - 1].shift is Shift.RIGHT_TO_WRONG


def test_what_is_not_the_learners_exam_is_not_found(candidate, neighbour):
    exam, practice = sit(candidate, "+"), candidate.start()
    sign_up(candidate.scopes, "eve@example.org")
    for who, number in ((neighbour, exam), (candidate, practice), (candidate, 99)):
        with who.reading() as scope, pytest.raises(NotFound):
            exam_reports.get_result(scope, number)
        with who.reading() as scope, pytest.raises(NotFound):
            exam_reports.get_review(scope, number, 1, Part.ALL)
    for position in (0, 26):
        with candidate.reading() as scope, pytest.raises(NotFound):
            exam_reports.get_review(scope, exam, position, Part.ALL)
