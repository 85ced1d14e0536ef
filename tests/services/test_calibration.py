"""Calibration on what learners did: which answers count, what is found of items and mocks, what others read of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from math import sqrt

import pytest
from sqlalchemy import event, select

from tests.support.classroom import (
    RIGHT,
    WRONG,
    a_divided_class,
    answer,
    found,
    publish_questions,
    pupils,
    questions,
    reworded,
    slugs_of,
)
from tests.support.exams import publish_exams
from tests.support.families import a_family, authored
from tests.support.library import ITEMS
from tests.support.people import Learner, sign_up
from tests.support.regrades import CORRECTED, correct, mark, publish_ten, regrade
from trainer.db.models.calibration import CalibrationRun
from trainer.db.models.content import Item, ItemVersion
from trainer.db.models.people import User
from trainer.domain.attempts.attempt import Feedback
from trainer.domain.attempts.decisions import Abandon
from trainer.domain.calibration.difficulty import Difficulty
from trainer.domain.calibration.flags import Flag
from trainer.services import calibration, grading
from trainer.services.calibration import CalibrationReport
from trainer.services.scope import Scopes

AUTHORS = Difficulty(-1.5, 0.75)
"""What the author of an item of the second level says of it."""


@pytest.fixture
def ann(scopes: Scopes) -> Learner:
    publish_questions(scopes, questions(3))
    return sign_up(scopes)


@pytest.fixture
def ben(scopes: Scopes, ann: Learner) -> Learner:
    return sign_up(scopes, "ben@example.org", "Ben")


def calibrate(scopes: Scopes, track: str = "cpc") -> CalibrationReport:
    report = calibration.calibrate(scopes, track)
    assert report is not None
    return report


def counted(scopes: Scopes, slug: str = "q-0") -> tuple[int, float | None]:
    """First answers and facility index of an item in a new run."""
    calibrate(scopes)
    item = found(scopes)[slug]
    return item.n, item.facility


def runs(scopes: Scopes) -> list[CalibrationRun]:
    with scopes.reading() as scope:
        return list(scope.session.scalars(select(CalibrationRun).order_by(CalibrationRun.id)))


def flagged(scopes: Scopes) -> dict[str, calibration.FlaggedItem]:
    with scopes.reading() as scope:
        return {item.slug: item for item in calibration.list_flagged(scope, "cpc")}


def difficulties(scopes: Scopes) -> dict[str, Difficulty]:
    """Slug -> difficulty of every current item."""
    with scopes.reading() as scope:
        slugs = dict(scope.session.execute(select(Item.id, Item.slug)).all())
        by_id = calibration.latest_difficulties(scope, "cpc")
        assert {row.item_id: row.difficulty for row in calibration.bank_difficulties(scope, "cpc")} == by_id
    return {slugs[item_id]: difficulty for item_id, difficulty in by_id.items()}


@contextmanager
def statements(scopes: Scopes) -> Iterator[list[str]]:
    sent: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if statement.startswith("SELECT"):
            sent.append(statement)

    event.listen(scopes.engines.read, "before_cursor_execute", note)
    yield sent
    event.remove(scopes.engines.read, "before_cursor_execute", note)


@pytest.mark.parametrize("has_content", [False, True])
def test_where_nobody_has_answered_there_is_no_run(scopes, has_content):
    if has_content:
        publish_questions(scopes, questions(3))
        learner = sign_up(scopes)
        learner.start()
    assert calibration.calibrate(scopes, "cpc") is None
    assert calibration.calibrate_if_due(scopes, "cpc") is None
    assert runs(scopes) == []
    with scopes.reading() as scope:
        assert calibration.list_flagged(scope, "cpc") == ()
        assert calibration.find_latest(scope, "cpc") is None
        assert set(calibration.latest_difficulties(scope, "cpc").values()) == ({AUTHORS} if has_content else set())


def test_only_the_first_answer_of_a_learner_counts(ann, ben, scopes):
    answer(ann, {"q-0": RIGHT, "q-1": WRONG})
    answer(ben, {"q-0": WRONG})
    first = calibrate(scopes)
    assert (first.learners, first.answers, first.items, first.answered) == (2, 3, 3, 2)
    assert {slug: (item.n, item.facility) for slug, item in found(scopes).items()} == {
        "q-0": (2, 0.5),
        "q-1": (1, 0.0),
        "q-2": (0, None),
    }
    answer(ann, {"q-0": WRONG, "q-1": RIGHT})
    answer(ben, {"q-0": RIGHT})
    calibrate(scopes)
    assert found(scopes, 2) == found(scopes, 1)


def test_what_was_left_unanswered_is_no_first_answer_and_neither_is_what_comes_after(ann, scopes):
    answer(ann, {"q-1": RIGHT})
    answer(ann, {"q-0": RIGHT})
    assert counted(scopes) == (0, None)


def test_in_practice_an_answer_counts_before_the_sitting_is_over(ann, scopes):
    answer(ann, {"q-0": RIGHT}, Feedback.AT_ONCE, hands_in=False)
    assert counted(scopes) == (1, 1.0)


def test_a_sitting_that_was_given_up_does_not_count(ann, ben, scopes):
    answer(ben, {"q-0": RIGHT})
    number = answer(ann, {"q-0": WRONG}, Feedback.AT_ONCE, hands_in=False)
    assert counted(scopes) == (2, 0.5)
    with ann.writing() as scope:
        grading.close_attempt(scope, ann.id, number, Abandon())
    assert counted(scopes) == (1, 1.0)


def test_a_learner_whose_data_is_being_deleted_is_left_out(ann, ben, scopes, clock):
    answer(ann, {"q-0": RIGHT})
    answer(ben, {"q-0": WRONG})
    assert counted(scopes) == (2, 0.5)
    with scopes.writing() as scope:
        scope.session.get_one(User, ben.id).purge_started_at = clock()
    assert counted(scopes) == (1, 1.0)


def test_a_new_version_starts_from_nothing_and_has_the_difficulty_of_its_author(ann, ben, scopes):
    answer(ann, {"q-0": RIGHT, "q-1": RIGHT})
    calibrate(scopes)
    first, *others = questions(3)
    publish_questions(scopes, (reworded(first), *others))
    assert (counted(scopes), counted(scopes, "q-1")) == ((0, None), (1, 1.0))
    answer(ann, {"q-0": RIGHT})
    answer(ben, {"q-0": WRONG})
    assert counted(scopes) == (1, 0.0), "Ann had met the question in other words"
    with scopes.reading() as scope:
        versions = scope.session.scalars(select(ItemVersion.number).join(Item).where(Item.slug == "q-0"))
        assert sorted(versions) == [1, 2]


def test_an_item_that_was_retired_is_left_out(ann, scopes):
    answer(ann, {"q-0": RIGHT, "q-1": RIGHT})
    publish_questions(scopes, questions(3)[1:])
    report = calibrate(scopes)
    assert (report.items, report.answers) == (2, 1)
    assert "q-0" not in found(scopes)


def test_the_variants_of_a_family_are_pooled_under_the_first_one(scopes):
    family = authored(a_family())
    publish_questions(scopes, (), family)
    by_stem = {each.content.stem: each.key.option for each in family.variants}
    met = set()
    for place, learner in enumerate(pupils(scopes, 8)):
        number = learner.start(Feedback.AT_END, 1)
        stem = learner.question(number).content.stem
        met.add(stem)
        right = by_stem[stem]
        learner.save(number, 1, {"choice": [right if place < 6 else "ABCD".replace(right, "")[0]]})
        learner.hand_in(number)
    assert len(met) > 1, "they met different variants"
    calibrate(scopes)
    (item,) = found(scopes).values()
    assert (item.n, item.facility, item.options) == (8, 6 / 8, ())
    with scopes.reading() as scope:
        (row,) = calibration.bank_difficulties(scope, "cpc")
        version = scope.session.get_one(ItemVersion, row.item_version_id)
        assert (version.variant, version.id, row.variant) == (1, item.item, 1)


def test_an_answer_that_was_graded_anew_counts_by_its_new_verdict(scopes):
    publish_ten(scopes)
    ann, ben, cleo = pupils(scopes, 3)
    answer(ann, {"anatomy-1": "A"})
    answer(ben, {"anatomy-1": "B"})
    number = answer(cleo, {"anatomy-1": "C"})
    assert counted(scopes, "anatomy-1") == (3, 1 / 3)
    mark(cleo, (number, slugs_of(cleo, number)["anatomy-1"]), 1)
    assert counted(scopes, "anatomy-1") == (3, 2 / 3)
    correct(scopes, CORRECTED)
    regrade(scopes)
    assert counted(scopes, "anatomy-1") == (3, 2 / 3), "Ann is right now, Ben is not, Cleo's mark was set by hand"
    options = {option.option: option for option in found(scopes)["anatomy-1"].options}
    assert {letter for letter, option in options.items() if option.is_right} == {"A"}
    assert {letter: option.n for letter, option in options.items()} == {"A": 1, "B": 1, "C": 1, "D": 0}


def test_options_are_told_apart_where_an_answer_chooses_among_fixed_ones(scopes):
    publish_questions(scopes, [item for item in ITEMS if item.track == "cpc"])
    learner = sign_up(scopes)
    number = learner.start(Feedback.AT_END, 6)
    for position in range(1, 7):
        learner.answer(number, position, rightly=False)
    learner.hand_in(number)
    report = calibrate(scopes)
    assert report.answers == 6
    chosen = {slug: [each.option for each in item.options if each.n] for slug, item in found(scopes).items()}
    assert chosen == {
        "a-single": ["A"],
        "a-multiple": ["B", "D"],
        "an-ordering": [],
        "a-code": [],
        "a-number": [],
        "a-matching": [],
    }


def test_the_time_of_first_answers_is_told_where_it_is_known(ann, scopes, clock):
    number = ann.start(Feedback.AT_END, 3)
    places = slugs_of(ann, number)
    for slug, seconds in (("q-0", 40), ("q-1", 3600)):
        clock.advance(seconds=seconds)
        ann.save(number, places[slug], {"choice": [RIGHT]})
    ann.hand_in(number)
    calibrate(scopes)
    items = found(scopes)
    assert (items["q-0"].timed_n, items["q-0"].median_seconds) == (1, 40)
    assert (items["q-1"].n, items["q-1"].timed_n) == (1, 0), "an hour is a break, not an answer"


def test_the_other_track_has_runs_of_its_own(scopes):
    publish_questions(scopes, [replace(item, track="cpb", area="billing") for item in questions(1)])
    learner = sign_up(scopes, track="cpb")
    number = learner.start(Feedback.AT_END, 1, track="cpb")
    learner.answer(number, 1, rightly=True)
    learner.hand_in(number)
    assert calibration.calibrate(scopes, "cpc") is None
    assert calibrate(scopes, "cpb").answers == 1
    assert [run.track for run in runs(scopes)] == ["cpb"]


def test_a_class_is_measured_as_by_hand(scopes):
    a_divided_class(scopes)
    report = calibrate(scopes)
    assert (report.learners, report.answers, report.items, report.answered) == (60, 660, 11, 11)
    assert (report.flagged, report.is_fitted, report.has_settled) == (1, True, True)
    items = found(scopes)
    odd = items["q-0"]
    assert odd.n == 60
    assert odd.facility == pytest.approx(30 / 60)
    assert odd.point_biserial == pytest.approx((10 * 10 - 20 * 20) / (30 * 30))
    assert {option.option: option.n for option in odd.options} == {"A": 30, "B": 30, "C": 0, "D": 0}
    by_option = {option.option: option for option in odd.options}
    assert by_option["A"].mean_rest == pytest.approx((20 * 0.5 - 10 * 0.5) / 30)
    assert by_option["B"].mean_rest == pytest.approx((10 * 0.5 - 20 * 0.5) / 30)
    assert items["q-1"].point_biserial > 0.9
    assert {slug: item.flags for slug, item in items.items() if item.flags} == {
        "q-0": (Flag.NEGATIVE_DISCRIMINATION, Flag.DISTRACTOR_BEATS_KEY)
    }
    (item,) = flagged(scopes).values()
    assert (item.slug, item.area, item.n, item.facility) == ("q-0", "anatomy", 60, 0.5)
    assert item.words == ("better learners get it wrong", "a wrong option beats the right one")
    with scopes.reading() as scope:
        assert calibration.find_latest(scope, "cpc") == report


def test_a_second_run_has_the_same_figures_and_a_number_of_its_own(scopes):
    a_divided_class(scopes)
    first, second = calibrate(scopes), calibrate(scopes)
    assert second == replace(first, run_id=first.run_id + 1)
    assert found(scopes, first.run_id) == found(scopes, second.run_id)


def test_difficulties_are_those_of_the_latest_run_until_an_item_has_a_new_version(scopes):
    a_divided_class(scopes)
    items = (*questions(11), replace(questions(12)[11], difficulty=4))
    publish_questions(scopes, items)
    calibrate(scopes)
    measured, stored = difficulties(scopes), found(scopes)
    for slug in ("q-0", "q-5"):
        assert measured[slug] == Difficulty(stored[slug].difficulty, stored[slug].standard_error)
        assert measured[slug].logits > AUTHORS.logits, "half of the class got it wrong"
        assert measured[slug].standard_error < AUTHORS.standard_error
    assert measured["q-11"] == Difficulty(-0.5, 0.75), "nobody has answered it: its author's level 4"
    publish_questions(scopes, (replace(reworded(items[0]), difficulty=5), *items[1:]))
    now = difficulties(scopes)
    assert now["q-0"] == Difficulty(0.0, 0.75), "level 5"
    assert now["q-5"] == measured["q-5"]
    assert flagged(scopes) == {}, "what was wrong with it may be mended"


def test_under_thirty_learners_difficulties_follow_the_authors_even_after_a_run(ann, scopes):
    answer(ann, {"q-0": WRONG})
    assert not calibrate(scopes).is_fitted
    publish_questions(scopes, [replace(item, difficulty=4) for item in questions(3)])
    assert set(difficulties(scopes).values()) == {Difficulty(-0.5, 0.75)}


def test_the_bank_is_told_with_what_choosing_needs(scopes):
    publish_exams(scopes)
    with scopes.reading() as scope:
        items = dict(scope.session.execute(select(Item.id, Item.slug)).all())
        rows = {items[row.item_id]: row for row in calibration.bank_difficulties(scope, "cpc")}
        assert {row.area for row in rows.values()} == {"anatomy", "compliance", "cases"}
        stories = {rows[f"story-{number}"].stimulus_id for number in (1, 2, 3)}
    assert len(stories) == 1
    assert stories != {0}
    assert (rows["a-single"].guess, rows["a-single"].stimulus_id, rows["a-single"].variant) == (0.25, 0, 0)
    assert rows["a-multiple"].guess == pytest.approx(1 / 15)
    assert (rows["a-code"].guess, rows["a-code"].is_sealed) == (0, False)


def test_difficulties_cost_one_statement_however_many_runs_there_are(scopes):
    publish_exams(scopes)
    learner = sign_up(scopes)
    number = learner.start(Feedback.AT_END, 5)
    learner.answer(number, 1, rightly=True)
    learner.hand_in(number)
    for _ in range(3):
        calibrate(scopes)
        for tell in (calibration.latest_difficulties, calibration.bank_difficulties):
            with statements(scopes) as sent, scopes.reading() as scope:
                tell(scope, "cpc")
            assert len(sent) == 1


def test_calibrating_costs_few_statements_however_many_learners(scopes):
    publish_questions(scopes, questions(3))
    sent_by_size = []
    for name in ("one", "two"):
        for learner in pupils(scopes, 4, name):
            answer(learner, {"q-0": RIGHT})
        with statements(scopes) as sent, scopes.reading() as scope:
            calibration.measure(scope, "cpc")
        sent_by_size.append(len(sent))
    assert sent_by_size[0] == sent_by_size[1] <= 5


OTHERS = {f"q-{number}": RIGHT for number in range(1, 6)}


def _a_term(scopes: Scopes, name: str, right: int) -> None:
    """Thirty learners; so many of them get `q-0` right, all but three of them each of the other items."""
    for place, learner in enumerate(pupils(scopes, 30, name)):
        wrong = {f"q-{number}": WRONG for number in range(1, 6) if place % 10 == number}
        answer(learner, OTHERS | wrong | {"q-0": RIGHT if place < right else WRONG})


def test_an_item_that_has_become_harder_is_flagged(scopes, clock):
    publish_questions(scopes, questions(6))
    _a_term(scopes, "before", right=27)
    clock.advance(days=91)
    calibrate(scopes)
    assert found(scopes)["q-0"].drift is None, "there is nothing to compare with"
    _a_term(scopes, "after", right=3)
    calibrate(scopes)
    drift = found(scopes)["q-0"].drift
    assert drift.difference > 1
    assert drift.is_notable
    assert found(scopes)["q-1"].drift is not None
    assert {slug: item.flags for slug, item in flagged(scopes).items()} == {"q-0": (Flag.DRIFT,)}
    assert flagged(scopes)["q-0"].words == ("has become harder in the last 90 days",)


def test_an_item_that_has_leaked_is_flagged_as_easier(scopes, clock):
    publish_questions(scopes, questions(6))
    _a_term(scopes, "before", right=3)
    clock.advance(days=91)
    _a_term(scopes, "after", right=30)
    calibrate(scopes)
    assert flagged(scopes)["q-0"].words == ("has become easier in the last 90 days",)


def test_answers_of_the_last_weeks_alone_show_no_drift(scopes, clock):
    publish_questions(scopes, questions(6))
    _a_term(scopes, "before", right=27)
    clock.advance(days=80)
    _a_term(scopes, "after", right=3)
    calibrate(scopes)
    assert [item.drift for item in found(scopes).values()] == [None] * 6


def _sit_full(learner: Learner, right: int) -> None:
    """The mock of exactly ten questions, the first by name so many answered rightly, the others wrongly."""
    number = learner.start_exam("full")
    for rank, (_, position) in enumerate(sorted(slugs_of(learner, number).items())):
        learner.save_in_exam(number, position, {"choice": [RIGHT if rank < right else WRONG]})
    learner.hand_in(number)


def test_a_mock_that_is_the_same_for_everybody_has_the_reliability_of_its_table(scopes):
    """Scores 10, 5, 0: variance 25. Each question 1,1,0 or 1,0,0: variance 1/3 each. KR-20 = 10/9 (1 - (10/3)/25)."""
    publish_ten(scopes)
    learners = pupils(scopes, 3)
    for learner, right in zip(learners, (10, 5, 0), strict=True):
        _sit_full(learner, right)
    _sit_full(learners[2], 10)  # a second mock is no news
    (form,) = calibrate(scopes).forms
    assert (form.form, form.is_fixed, form.learners, form.questions, form.mean, form.sd) == ("full", True, 3, 10, 5, 5)
    assert form.reliability == pytest.approx(26 / 27)
    assert form.sem == pytest.approx(5 * sqrt(1 / 27))


def test_mocks_that_are_drawn_have_the_reliability_of_a_sample_of_questions(scopes):
    """Right of ten: 8, 4, 6, variance 4. Error variance: mean of 16, 24, 24, over 9, which is 64/27."""
    publish_exams(scopes)
    for learner, verdicts in zip(pupils(scopes, 3), ("++++++++--", "++++------", "++++++    "), strict=True):
        number = learner.start_exam("area-anatomy")
        learner.answer_exam(number, verdicts)
        learner.hand_in(number)
    idle = sign_up(scopes)
    idle.hand_in(idle.start_exam("area-anatomy"))
    (form,) = calibrate(scopes).forms
    assert (form.form, form.is_fixed, form.learners, form.questions) == ("area-anatomy", False, 3, 10)
    assert form.mean == pytest.approx(6)
    assert form.reliability == pytest.approx(1 - 64 / 27 / 4)
    assert form.sem == pytest.approx(sqrt(64 / 27))


def test_mocks_that_are_open_or_given_up_or_of_one_learner_tell_nothing_of_a_form(scopes):
    publish_ten(scopes)
    ann, ben, cleo = pupils(scopes, 3)
    _sit_full(ann, 7)
    number = ben.start_exam("full")
    ben.answer_exam(number, "+++")
    cleo.start_exam("full")
    assert calibrate(scopes).forms == ()
    with ben.writing() as scope:
        grading.close_attempt(scope, ben.id, number, Abandon())
    assert calibrate(scopes).forms == ()


def test_a_calibration_is_due_when_a_first_answer_was_graded_since(ann, ben, scopes, clock):
    def is_made() -> bool:
        clock.advance(hours=1)
        return calibration.calibrate_if_due(scopes, "cpc") is not None

    assert not is_made()
    number = answer(ann, {"q-0": RIGHT})
    assert (is_made(), is_made()) == (True, False)
    answer(ann, {"q-0": WRONG})
    assert not is_made(), "a second answer is no news"
    answer(ben, {"q-0": RIGHT})
    assert (is_made(), is_made()) == (True, False)
    mark(ann, (number, slugs_of(ann, number)["q-0"]), 0)
    assert (is_made(), is_made()) == (True, False)
    assert len(runs(scopes)) == 3
