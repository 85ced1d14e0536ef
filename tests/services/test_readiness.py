"""The estimate as it stands now, what counts for it and what does not."""

from dataclasses import replace
from math import exp

import pytest
from sqlalchemy import event, select, update

from tests.support.families import a_family, authored
from tests.support.library import a_library
from tests.support.people import Learner, first_to_sign_up, sign_up
from tests.support.readiness import BLUEPRINT, a_big_library, answer_many, bank_items, log_in_again, publish_big
from trainer.db.models.attempts import AttemptItem, AttemptRow
from trainer.db.models.calibration import CalibrationRun, ItemCalibrationRow
from trainer.db.models.content import Item, ItemVersion
from trainer.domain.attempts.attempt import AttemptKind, Feedback
from trainer.domain.calibration.calibrate import FITTED_LEARNERS, ItemCalibration
from trainer.domain.calibration.difficulty import author_difficulty
from trainer.domain.readiness.ability import GENERAL_MEAN, SLOPE
from trainer.domain.readiness.estimate import NotEnough
from trainer.domain.readiness.evidence import Level
from trainer.services import practice, readiness, regrading
from trainer.services.practice import Pool
from trainer.services.readiness import Examination, ReadinessPage, ReadinessView
from trainer.services.scope import Scopes

THREE_OF_FOUR = "+++-" * 25


@pytest.fixture
def student(scopes: Scopes) -> Learner:
    """Ann, with a bank of 140 items of the middle level."""
    return first_to_sign_up(scopes, publish_big)


@pytest.fixture
def noise(scopes: Scopes, student: Learner) -> Learner:
    """Ben, who answers everything wrongly."""
    ben = sign_up(scopes, "ben@example.org", "Ben")
    answer_many(ben, "-" * 30)
    return ben


def view_of(learner: Learner, track: str = "cpc") -> ReadinessView:
    with learner.reading() as scope:
        return readiness.get_readiness(scope, track)


def page_of(learner: Learner, track: str = "cpc") -> ReadinessPage:
    with learner.reading() as scope:
        return readiness.get_readiness_page(scope, track)


def right_and_seen(view: ReadinessView) -> tuple[int, int]:
    return sum(area.right for area in view.areas), sum(area.seen for area in view.areas)


def test_at_first_there_is_nothing_and_every_area_is_blank(student):
    view = view_of(student)
    assert view.found == NotEnough(0, 100)
    assert (view.questions, view.pass_questions, view.answered, view.last_at) == (10, 7, 0, None)
    assert [(area.slug, area.unseen) for area in view.blank] == [("anatomy", 80), ("compliance", 60)]


@pytest.mark.usefixtures("noise")
def test_ninety_nine_first_answers_are_not_enough_and_the_hundredth_makes_a_number(student, clock):
    answer_many(student, THREE_OF_FOUR[:99])
    assert view_of(student).not_enough == NotEnough(99, 1)
    assert view_of(student).estimate is None
    clock.advance(minutes=5)
    answer_many(student, "+")
    view = view_of(student)
    assert view.estimate.first_sights == view.answered == 100
    assert view.not_enough is None
    assert view.last_at == clock()
    assert view.estimate.level is Level.FIRST, "a hundred untimed answers weigh 75"
    assert (view.estimate.questions, view.estimate.pass_questions) == (10, 7)
    assert right_and_seen(view) == (76, 100), "74 of the first 99, the last one, and none of Ben's"
    assert sum(area.unseen for area in view.areas) == 40


@pytest.mark.parametrize(("level", "percent"), [(1, 88), (2, 82), (3, 73), (4, 62), (5, 50)])
def test_the_average_learner_is_right_as_often_as_the_authors_level_says(level, percent):
    """By the curve of the estimate with its slope and its floor, at the middle of its prior."""
    difficulty = readiness.logits_of(author_difficulty(level), 0.25)
    right = 0.25 + 0.75 / (1 + exp(-SLOPE * (GENERAL_MEAN - difficulty)))
    assert round(100 * right) == percent


def test_who_gets_73_of_100_middling_items_right_is_projected_so(student):
    """A mock of the same level brings 7.3 of 10: the average learner of the author's levels."""
    answer_many(student, "+" * 37 + "-" * 13, areas=("anatomy",), is_timed=True)
    answer_many(student, "+" * 36 + "-" * 14, areas=("compliance",), is_timed=True)
    found = view_of(student).estimate
    assert sum(area.expected for area in found.areas) == pytest.approx(7.3, abs=0.25)
    assert found.low <= 7 <= found.high
    assert found.score in (7, 8)


@pytest.mark.usefixtures("noise")
def test_what_was_left_empty_is_no_first_answer(student):
    answer_many(student, "+-..+....")
    assert right_and_seen(view_of(student)) == (2, 3)


def test_a_second_answer_is_no_first_one(student):
    number = student.start(Feedback.AT_END, 10, areas=("anatomy",), pool=Pool.UNSEEN)
    for position in range(1, 11):
        student.answer(number, position, rightly=False)
    student.hand_in(number)
    again = student.start(Feedback.AT_END, 10, pool=Pool.MISSED)
    for position in range(1, 11):
        student.answer(again, position, rightly=True)
    student.hand_in(again)
    assert right_and_seen(view_of(student)) == (0, 10)


def test_a_second_variant_of_a_family_is_no_first_sight(scopes, student):
    publish_big(scopes, replace(a_big_library(), families=(authored(a_family()),)))
    family = with_variants(student)
    for _ in range(3):
        number = deal_only(student, family)
        student.save(number, 1, {"choice": ["A"]})
    view = view_of(student)
    assert right_and_seen(view)[1] == 1
    assert dict(view.unseen) == {"anatomy": 80, "compliance": 60}


def with_variants(learner: Learner) -> int:
    with learner.reading() as scope:
        return scope.session.scalars(select(ItemVersion.item_id).where(ItemVersion.variant == 1)).one()


def deal_only(learner: Learner, item_id: int) -> int:
    """A sitting of one item, dealt by practice itself: all other items are out of it meanwhile."""
    with learner.writing() as scope:
        others = (Item.id != item_id, Item.track == "cpc")
        scope.session.execute(update(Item).where(*others).values(is_sealed=True))
    number = learner.start(Feedback.AT_ONCE, 1, areas=("anatomy",))
    with learner.writing() as scope:
        scope.session.execute(update(Item).where(*others).values(is_sealed=False))
        dealt = scope.session.get_one(AttemptItem, (learner.id, number, 1))
        assert scope.session.get_one(ItemVersion, dealt.item_version_id).item_id == item_id
    return number


def test_a_corrected_verdict_counts_as_corrected(student):
    number = answer_many(student, "-----")
    with student.writing() as scope:
        regrading.mark_by_hand(scope, student.id, number, 2, earned=1, reason="The stem was unclear.")
    assert right_and_seen(view_of(student)) == (1, 5)


def test_questions_of_an_open_exam_wait_until_it_is_over(student):
    answer_many(student, "+" * 80, areas=("anatomy",))
    exam = student.start_exam("area-anatomy")
    count = student.exam(exam).form.questions
    page = page_of(student)
    assert page.examination == Examination(exam, AttemptKind.EXAM)
    assert right_and_seen(page.view) == (80 - count, 80 - count)
    assert dict(page.view.unseen) == {"anatomy": 0, "compliance": 60}, "what may not be told of is seen all the same"
    student.answer_exam(exam, "-" * count)
    assert right_and_seen(view_of(student)) == (80 - count, 80 - count)
    student.hand_in(exam)
    page = page_of(student)
    assert page.examination is None
    assert right_and_seen(page.view) == (80, 80), "seen before: what the exam found is no first sight"


def test_a_sitting_that_must_not_show_its_verdicts_does_not_count(student):
    number = answer_many(student, "+-+")
    with student.writing() as scope:
        scope.session.get_one(AttemptRow, (student.id, number)).shows = "score"
    view = view_of(student)
    assert (view.answered, sum(area.unseen for area in view.areas)) == (0, 140 - 3)


def test_new_questions_that_stand_in_an_open_exam_are_not_left_to_be_seen(student):
    exam = student.start_exam("area-anatomy")
    count = student.exam(exam).form.questions
    assert dict(view_of(student).unseen) == {"anatomy": 80 - count, "compliance": 60}
    with student.reading() as scope:
        setup = practice.get_setup(scope, "cpc")
    assert {area.slug: area.unseen for area in setup.areas} == dict(view_of(student).unseen)


def test_what_narrows_the_estimate_is_told_of_the_questions_that_are_left(scopes, student):
    """A mock of 100, half of it compliance, of which eight questions are published and none is answered at first."""
    areas = tuple(replace(area, questions=50) for area in BLUEPRINT.areas)
    blueprint = replace(BLUEPRINT, questions=100, pass_questions=70, areas=areas)
    publish_big(scopes, replace(a_big_library(anatomy=100, compliance=8), blueprints=(blueprint,)))
    answer_many(student, THREE_OF_FOUR, areas=("anatomy",), is_timed=True)
    for left, next_ones in ((8, "+--"), (5, "+-+-+"), (0, "")):
        view = view_of(student)
        assert dict(view.unseen) == {"anatomy": 0, "compliance": left}
        told = {each.area: each.items for each in view.estimate.moves.narrowings}
        assert told == ({"compliance": left} if left else {})
        answer_many(student, next_ones, areas=("compliance",))


def test_sealed_items_are_in_the_mock_and_generated_ones_are_not(scopes, student):
    """Harder sealed items lower the projection; a hard family changes nothing."""
    answer_many(student, THREE_OF_FOUR)
    plain = view_of(student).estimate
    hard = tuple(replace(item, slug=f"sealed-{item.slug}", is_sealed=True) for item in bank_items(80, 5))
    family = authored(replace(a_family(), difficulty=5))
    publish_big(scopes, replace(a_big_library(), families=(family,)))
    assert view_of(student).estimate == plain
    publish_big(scopes, replace(a_big_library(), items=a_big_library().items + hard, families=(family,)))
    sealed = view_of(student).estimate
    assert sealed.areas[0].expected < plain.areas[0].expected - 0.5
    assert sealed.areas[1].expected == plain.areas[1].expected


def test_a_calibration_that_finds_items_harder_is_taken_up_at_once(scopes, student):
    answer_many(student, THREE_OF_FOUR)
    before = view_of(student).estimate
    with scopes.writing() as scope:
        run = CalibrationRun(
            track="cpc",
            made_at=scope.now,
            learners=FITTED_LEARNERS,
            answers=100,
            ability_sd=1.0,
            has_settled=True,
            forms=(),
        )
        scope.session.add(run)
        scope.session.flush()
        for version in scope.session.scalars(select(ItemVersion.id)):
            scope.session.add(measured(run.id, version, 0.5))
    after = view_of(student).estimate
    assert after.score == before.score, "as hard for those who answered them as in the mock"
    assert after.areas != before.areas


def measured(run_id: int, version: int, logits: float) -> ItemCalibrationRow:
    nothing = {"facility": None, "facility_standard_error": None, "point_biserial": None, "median_seconds": None}
    found = ItemCalibration(
        item=version,
        n=100,
        rest_n=0,
        options=(),
        timed_n=0,
        difficulty=logits,
        standard_error=0.2,
        drift=None,
        flags=(),
        **nothing,
    )
    return ItemCalibrationRow(
        run_id=run_id, item_version_id=version, answers=100, difficulty=logits, standard_error=0.2, found=found
    )


def test_an_item_that_left_the_bank_still_counts_by_its_authors_level(scopes, student):
    answer_many(student, THREE_OF_FOUR)
    before = view_of(student).estimate
    with scopes.writing() as scope:
        seen = select(ItemVersion.item_id).join(AttemptItem, AttemptItem.item_version_id == ItemVersion.id)
        scope.session.execute(update(Item).where(Item.id.in_(seen)).values(retired_at=scope.now))
    view = view_of(student)
    assert view.estimate.chance == pytest.approx(before.chance)
    same = replace(view.estimate, chance=before.chance, weight=before.weight)
    assert same == before, "what is left in the bank is of the same level"
    assert sum(area.unseen for area in view.areas) == 40


def test_where_an_area_has_no_items_there_is_no_mock_to_project(scopes, student):
    answer_many(student, "+-")
    with scopes.writing() as scope:
        scope.session.execute(update(Item).where(Item.area == "compliance").values(retired_at=scope.now))
    view = view_of(student)
    assert (view.found, view.answered) == (None, 2)
    assert [area.slug for area in view.areas] == ["anatomy", "compliance"]


def test_a_track_without_a_blueprint_has_no_areas(student):
    page = page_of(student, "cpb")
    assert (page.view.found, page.view.areas, page.view.questions) == (None, (), 0)
    assert page.habits.exam_seconds == 0


def test_once_the_bank_is_known_two_statements_are_enough(scopes, student):
    answer_many(student, THREE_OF_FOUR)
    view_of(student)
    sent: list[str] = []

    def count(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA", "SET LOCAL")):
            sent.append(statement)

    with student.reading() as scope:
        assert scope.learner
        event.listen(scopes.engines.read, "before_cursor_execute", count)
        assert readiness.get_readiness(scope, "cpc").estimate
        event.remove(scopes.engines.read, "before_cursor_execute", count)
    assert len(sent) == 2, "\n".join(sent)


def test_answers_that_are_too_old_are_not_enough_however_many(student, clock):
    """100 untimed answers weigh 75; after 45 days half of that, and 60 are needed."""
    answer_many(student, THREE_OF_FOUR)
    clock.advance(days=45)
    found = view_of(log_in_again(student)).not_enough
    assert found == NotEnough(100, 30), "(60 - 37.5) / 0.75"


def test_each_track_has_a_bank_of_its_own(scopes):
    publish_big(scopes, replace(a_library(), cases=()))
    ann = sign_up(scopes)
    assert [area.slug for area in view_of(ann, "cpb").areas] == ["billing", "reimbursement"]
    assert view_of(ann, "cpb").found == NotEnough(0, 100)
