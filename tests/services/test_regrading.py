"""Walkthroughs of a regrade: preview, apply, apply again, raises only, marks by hand, at the same moment as answers."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import event, select

from tests.support.library import publish
from tests.support.people import Learner, first_to_sign_up, sign_up
from tests.support.regrades import (
    CORRECTED,
    FACTS,
    PASS_QUESTIONS,
    REASON,
    SLUG,
    assert_sums_agree,
    changes,
    correct,
    count,
    grades_at,
    mark,
    position_in_exam,
    practise,
    preview,
    publish_ten,
    regrade,
    scores,
    sit,
    told,
)
from trainer.db.models.attempts import AttemptRow
from trainer.db.models.audit import AuditEvent
from trainer.db.models.content import ItemKey
from trainer.db.models.grades import GradingRun
from trainer.db.models.people import User
from trainer.domain.attempts.attempt import AttemptKind, Feedback
from trainer.domain.attempts.decisions import Abandon
from trainer.domain.exams.regrades import Flip, Mode
from trainer.domain.exams.review import Shows
from trainer.domain.items.keys import CodeKey, MatchingKey, MultipleKey, NumericKey, OrderingKey, SingleKey
from trainer.domain.kernel.errors import NotFound
from trainer.domain.kernel.points import Points
from trainer.services import errata, grading
from trainer.services.regrading import GradeChange
from trainer.services.scope import Scopes

QUIZ, TUTOR = Feedback.AT_END, Feedback.AT_ONCE
ON = "2 Mar 2026"


@pytest.fixture
def ann(scopes: Scopes) -> Learner:
    return first_to_sign_up(scopes, publish_ten)


@pytest.fixture
def ben(scopes: Scopes, ann: Learner) -> Learner:
    return sign_up(scopes, "ben@example.org", "Ben")


def test_a_key_is_corrected_previewed_and_applied_and_both_grades_remain(ann, scopes, clock):
    number, position = sit(ann, "A", others_right=PASS_QUESTIONS - 1)
    assert ann.exam_list().earlier[0].has_passed is False
    clock.advance(days=1)
    assert correct(scopes) == 2
    before = count(scopes, *FACTS)
    seen = preview(scopes)
    assert count(scopes, *FACTS) == before
    (line,) = seen.lines
    assert (line.display_name, line.email, line.number, line.kind) == ("Ann", "ann@example.org", number, "exam")
    assert (line.position, line.before, line.after) == (position, Points(0, 1), Points(1, 1))
    assert (line.correct_before, line.correct_after, line.flip) == (6, 7, Flip.PASSED)
    done = regrade(scopes)
    assert (done.lines, done.graded, done.by_hand, done.told) == (seen.lines, 1, 0, 1)
    assert grades_at(ann, (number, position)) == [(0, 1), (1, 1)]
    assert scores(ann, number) == [(6, 10, 6, 10), (7, 10, 7, 10)]
    assert ann.exam_list().earlier[0].has_passed is True
    assert changes(ann, number) == (
        GradeChange(position, Points(0, 1), Points(1, 1), clock(), REASON, is_by_hand=False),
    )
    assert told(ann) == [
        f"The key of question {position} in your exam {number} was corrected on 3 Mar 2026: {REASON} "
        f"Your answer now earns 1 of 1, before 0 of 1. Your exam {number} went from 6 to 7 of 10 right: passed."
    ]
    assert_sums_agree(scopes)


def test_a_second_time_adds_nothing(ann, scopes):
    sit(ann, "A")
    practise(ann, "C")
    correct(scopes)
    assert regrade(scopes).graded == 2
    before = count(scopes, *FACTS)
    for mode in Mode:
        again = regrade(scopes, mode)
        assert (again.graded, again.lines, again.told) == (0, (), 0)
    assert count(scopes, *FACTS) == before
    assert preview(scopes).is_done


def test_what_is_previewed_before_the_key_is_stored_is_what_is_applied(ann, ben, scopes):
    sit(ann, "A", others_right=6)
    sit(ben, "B", others_right=6)
    practise(ben, "A")
    practise(ann, "D")
    for mode in reversed(Mode):
        before = count(scopes, ItemKey, *FACTS)
        foreseen = preview(scopes, mode, CORRECTED)
        assert count(scopes, ItemKey, *FACTS) == before
        assert {line.display_name for line in foreseen.lines} == ({"Ann", "Ben"})
    correct(scopes)
    assert preview(scopes) == foreseen
    assert regrade(scopes).lines == foreseen.lines


def test_all_takes_what_the_corrected_key_takes_and_an_exam_may_fail_by_it(ann, ben, scopes):
    raised, lowered = sit(ann, "A", 6), sit(ben, "B", 6)
    correct(scopes)
    assert {line.display_name: line.flip for line in regrade(scopes).lines} == {"Ann": Flip.PASSED, "Ben": Flip.FAILED}
    assert grades_at(ann, raised) == [(0, 1), (1, 1)]
    assert grades_at(ben, lowered) == [(1, 1), (0, 1)]
    assert told(ben)[0].endswith("Your exam 1 went from 7 to 6 of 10 right: no longer passed.")
    assert_sums_agree(scopes)


def test_raises_take_nothing_from_anybody_and_the_rest_can_follow_later(ann, ben, scopes):
    raised, lowered = sit(ann, "A"), sit(ben, "B")
    correct(scopes)
    seen = preview(scopes, Mode.RAISES)
    assert ([line.display_name for line in seen.lines], seen.unchanged, seen.is_done) == (["Ann"], 1, False)
    done = regrade(scopes, Mode.RAISES)
    assert (done.graded, [line.display_name for line in done.lines]) == (1, ["Ann"])
    assert grades_at(ben, lowered) == [(1, 1)]
    assert (told(ben), changes(ben, lowered[0])) == ([], ())
    assert regrade(scopes, Mode.RAISES).graded == 0
    assert [line.display_name for line in regrade(scopes).lines] == ["Ben"]
    assert grades_at(ann, raised) == [(0, 1), (1, 1)]
    assert grades_at(ben, lowered) == [(1, 1), (0, 1)]
    assert_sums_agree(scopes)


def test_answers_whose_points_stay_are_graded_by_the_new_key_and_say_nothing(ann, scopes):
    number, position = sit(ann, "C")
    correct(scopes)
    done = regrade(scopes)
    assert (done.graded, done.lines, done.told) == (1, (), 0)
    assert grades_at(ann, (number, position)) == [(0, 1), (0, 1)]
    assert len(scores(ann, number)) == 1
    assert (changes(ann, number), told(ann)) == ((), [])


def test_a_question_left_out_stays_without_points(ann, scopes):
    place = sit(ann, "")
    correct(scopes)
    assert regrade(scopes).lines == ()
    assert grades_at(ann, place) == [(0, 1), (0, 1)]


def test_a_key_that_is_taken_back_gives_everybody_the_first_grade_again(ann, ben, scopes, clock):
    place, other = sit(ann, "A"), sit(ben, "B")
    correct(scopes)
    regrade(scopes, Mode.RAISES)
    clock.advance(days=1)
    correct(scopes, SingleKey("B"), "The correction was wrong.")
    done = regrade(scopes)
    assert [line.display_name for line in done.lines] == ["Ann"], "Ben's grade is of this key already"
    assert grades_at(ann, place) == [(0, 1), (1, 1), (0, 1)]
    assert grades_at(ben, other) == [(1, 1)]
    assert [(change.after.earned, change.reason) for change in changes(ann, place[0])] == [
        (1, REASON),
        (0, "The correction was wrong."),
    ]
    assert_sums_agree(scopes)


def test_learners_who_met_the_question_in_practice_are_told_once_whatever_their_points(ann, ben, scopes):
    first = practise(ann, "C")
    number, position = practise(ann, "C", QUIZ)
    practise(ben, "B")
    correct(scopes)
    assert regrade(scopes, Mode.RAISES).told == 2
    assert told(ann) == [
        f"The key of question {position} in your practice {number} was corrected on {ON}: {REASON} "
        "Your points stay as they are. Look at the question again: what counts as right has changed."
    ]
    assert len(told(ben)) == 1
    assert (regrade(scopes, Mode.RAISES).told, len(told(ann))) == (0, 1)
    assert regrade(scopes, Mode.ALL).told == 1, "only Ben's points fall"
    assert (len(told(ann)), len(told(ben))) == (1, 2)
    assert grades_at(ann, first) == [(0, 1), (0, 1)]


def test_an_open_tutor_sitting_is_regraded_and_summed_up_at_its_end(ann, scopes):
    number, position = practise(ann, "A", hands_in=False)
    correct(scopes)
    (line,) = regrade(scopes).lines
    assert (line.correct_before, line.correct_after, line.flip) == (None, None, None)
    assert scores(ann, number) == []
    assert told(ann) == [
        f"The key of question {position} in your practice {number} was corrected on {ON}: {REASON} "
        "Your answer now earns 1 of 1, before 0 of 1."
    ]
    assert [change.after for change in changes(ann, number)] == [Points(1, 1)]
    ann.hand_in(number)
    assert scores(ann, number) == [(1, 10, 1, 1)]
    assert_sums_agree(scopes)


def test_what_was_given_up_keeps_its_grades_and_gets_the_new_ones(ann, scopes):
    number, position = practise(ann, "A", hands_in=False)
    with ann.writing() as scope:
        grading.close_attempt(scope, ann.id, number, Abandon())
    correct(scopes)
    assert regrade(scopes).graded == 1
    assert (grades_at(ann, (number, position)), scores(ann, number)) == ([(0, 1), (1, 1)], [])


def test_an_open_exam_is_graded_by_the_key_in_force_at_its_end(ann, scopes):
    number = ann.start_exam("full")
    position = position_in_exam(ann, number)
    ann.save_in_exam(number, position, {"choice": ["A"]})
    correct(scopes)
    assert (preview(scopes).lines, regrade(scopes).graded) == ((), 0)
    ann.hand_in(number)
    assert (grades_at(ann, (number, position)), regrade(scopes).graded) == ([(1, 1)], 0)
    assert told(ann) == []


@pytest.mark.parametrize(
    ("slug", "answer", "key", "after"),
    [
        ("a-single", {"choice": ["A"]}, SingleKey("A"), (1, 1)),
        ("a-multiple", {"choice": ["A", "B"]}, MultipleKey(("A", "B", "D")), (2, 3)),
        ("an-ordering", {"place-A": ["1"], "place-B": ["2"], "place-C": ["3"]}, OrderingKey(("A", "B", "C")), (3, 3)),
        ("a-code", {"code": ["J20.0"]}, CodeKey(("J20.9", "J20.0")), (1, 1)),
        ("a-number", {"number": ["81"]}, NumericKey(Decimal(81)), (1, 1)),
        ("a-matching", {"match-P": ["A"], "match-Q": ["B"]}, MatchingKey((("P", "A"), ("Q", "A"))), (1, 2)),
    ],
)
def test_items_of_every_kind_are_corrected_and_regraded(scopes, slug, answer, key, after):
    publish(scopes)
    learner = sign_up(scopes)
    number = learner.start(QUIZ)
    position = next(at for at in range(1, 7) if f"**{slug}**" in learner.question(number, at).content.stem)
    learner.save(number, position, answer)
    learner.hand_in(number)
    (before,) = grades_at(learner, (number, position))
    correct(scopes, key, slug=slug)
    (line,) = regrade(scopes, slug=slug).lines
    assert ((line.before.earned, line.before.possible), (line.after.earned, line.after.possible)) == (before, after)
    assert grades_at(learner, (number, position)) == [before, after]
    assert_sums_agree(scopes)


def test_the_reason_of_a_regrade_is_that_of_the_correction_though_the_explanation_was_revised_since(ann, scopes):
    number, _ = sit(ann, "A")
    correct(scopes)
    with scopes.writing() as scope:
        last = scope.session.scalars(select(ItemKey).order_by(ItemKey.id.desc())).first()
        assert last is not None
        columns = {name: getattr(last, name) for name in ("item_version_id", "key", "explanation", "key_fingerprint")}
        scope.session.add(
            ItemKey(**columns, revision=3, explanation_fingerprint="x", reason="Typo.", created_at=scope.now)
        )
    assert regrade(scopes).graded == 1
    assert [change.reason for change in changes(ann, number)] == [REASON]
    assert regrade(scopes).graded == 0
    with scopes.reading() as scope:
        assert [(row.reason, row.regraded) for row in errata.get_errata(scope, 1).rows] == [(REASON, 1)]


def test_a_key_that_was_never_corrected_has_nothing_to_regrade(ann, scopes):
    sit(ann, "A")
    before = count(scopes, *FACTS)
    assert preview(scopes).is_done
    assert (regrade(scopes).graded, count(scopes, *FACTS)) == (0, before)


def test_an_unknown_item_is_not_found(ann, scopes):
    for act in (preview, regrade):
        with pytest.raises(NotFound):
            act(scopes, slug="nowhere")


def test_somebody_whose_data_is_being_removed_is_left_alone(ann, scopes):
    sit(ann, "A")
    with scopes.writing() as scope:
        scope.session.get_one(User, ann.id).purge_started_at = scope.now
    correct(scopes)
    assert (preview(scopes).lines, regrade(scopes).graded) == ((), 0)


def test_nobody_sees_the_changes_of_somebody_else(ann, ben, scopes):
    number, _ = sit(ann, "A")
    correct(scopes)
    regrade(scopes)
    for learner, sitting in ((ben, number), (ann, 99)):
        with pytest.raises(NotFound):
            changes(learner, sitting)


@pytest.mark.parametrize("shows", [Shows.SCORE, Shows.NOTHING])
def test_where_points_are_not_shown_by_question_no_change_is(ann, scopes, shows):
    number, _ = sit(ann, "A")
    set_policy(ann, number, shows)
    correct(scopes)
    regrade(scopes)
    assert changes(ann, number) == ()


def set_policy(learner: Learner, number: int, shows: Shows, after: timedelta | None = None) -> None:
    with learner.writing() as scope:
        row = scope.session.get_one(AttemptRow, (learner.id, number))
        row.shows, row.shows_from = shows, scope.now + after if after else None


def test_changes_are_shown_from_the_day_on_that_the_policy_names(ann, scopes, clock):
    number, _ = sit(ann, "A")
    set_policy(ann, number, Shows.EVERYTHING, timedelta(days=2))
    correct(scopes)
    regrade(scopes)
    assert changes(ann, number) == ()
    clock.advance(days=2)
    assert len(changes(ann, number)) == 1


def test_while_the_question_stands_in_an_open_exam_no_change_is_shown(ann, scopes, clock):
    number, _ = practise(ann, "A")
    exam = ann.start_exam("full")
    correct(scopes)
    regrade(scopes)
    assert changes(ann, number) == ()
    ann.hand_in(exam)
    assert len(changes(ann, number)) == 1


def test_who_did_what_is_in_the_audit_trail(ann, scopes):
    place = sit(ann, "A")
    correct(scopes)
    regrade(scopes)
    mark(ann, place, 0)
    with scopes.reading() as scope:
        rows = scope.session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [(row.action, row.subject) for row in rows] == [
        ("item.correct-key", SLUG),
        ("item.regrade", SLUG),
        ("grade.mark-by-hand", f"user {ann.id}, sitting {place[0]}, question {place[1]}"),
    ]
    assert all(REASON in row.detail for row in rows[:1])
    assert rows[-1].detail == "1 to 0 of 1", "why stands with the run, and nowhere for ever"
    with scopes.reading() as scope:
        runs = scope.session.scalars(select(GradingRun).where(GradingRun.kind != "first").order_by(GradingRun.id)).all()
        keys = scope.session.scalars(select(ItemKey.id).where(ItemKey.revision == 2)).all()
    assert [(run.kind, run.reason, run.item_key_id) for run in runs] == [
        ("regrade", REASON, keys[0]),
        ("manual", "The stem was unclear.", keys[0]),
    ]


def statements(scopes: Scopes) -> tuple[list[str], object]:
    seen: list[str] = []

    def note(connection, cursor, statement, *rest):
        seen.append(statement)

    event.listen(scopes.engines.write, "before_cursor_execute", note)
    return seen, note


def test_many_answers_cost_as_many_statements_as_one(ann, scopes):
    sit(ann, "A")
    correct(scopes)
    seen, listener = statements(scopes)
    regrade(scopes)
    for_one = len(seen)
    event.remove(scopes.engines.write, "before_cursor_execute", listener)
    for place in range(8):
        learner = sign_up(scopes, f"learner-{place}@example.org")
        sit(learner, "A")
        practise(learner, "B")
    correct(scopes, SingleKey("B"))
    seen, listener = statements(scopes)
    assert regrade(scopes).graded == 17
    event.remove(scopes.engines.write, "before_cursor_execute", listener)
    assert len(seen) == for_one


def test_lines_come_in_the_order_of_learner_and_sitting(ann, ben, scopes):
    sit(ben, "A")
    sit(ann, "A")
    practise(ann, "A")
    correct(scopes)
    lines = preview(scopes).lines
    assert [(line.display_name, line.number, line.kind) for line in lines] == [
        ("Ann", 1, AttemptKind.EXAM),
        ("Ann", 2, AttemptKind.PRACTICE),
        ("Ben", 1, AttemptKind.EXAM),
    ]
    assert all(line.is_raised for line in lines)
