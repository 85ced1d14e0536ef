"""Items of a lesson stand in no exam, diagnostic or draw, in practice only once seen, and in no estimate."""

from dataclasses import replace

import pytest

from tests.support.exams import COMPLIANCE, SHORT, an_exam_library, exam_items, publish_exams
from tests.support.lessons import WHO_PAYS, answer_lesson, dealt, is_of_lesson, lesson_items, publish_course
from tests.support.people import Learner, first_to_sign_up
from tests.support.school import School, a_school, a_spec
from trainer.db.models.content import Item, ItemVersion
from trainer.domain.attempts.attempt import Feedback
from trainer.domain.classes.work import Draw, DrawBy, DrawnItems
from trainer.domain.exams.assembly import Dealt
from trainer.services import diagnostics, readiness, reviews
from trainer.services.assignment_dealing import Shortage, deal, shortages
from trainer.services.exams import ExamRequest, start_exam
from trainer.services.mock_counts import count_mocks
from trainer.services.practice import Pool, get_setup
from trainer.services.readiness import ReadinessView
from trainer.services.scope import Scopes
from trainer.services.sittings import Event

FIVE = {f"{WHO_PAYS}-{place}" for place in range(1, 6)}


@pytest.fixture
def reader(scopes: Scopes) -> Learner:
    return first_to_sign_up(scopes, publish_course)


@pytest.fixture
def school(scopes: Scopes) -> School:
    publish_course(scopes)
    return a_school(scopes)


def practise(learner: Learner, pool: Pool = Pool.ALL) -> set[str]:
    """What a sitting of as many questions of compliance as there are is dealt of."""
    return set(dealt(learner, learner.start(Feedback.AT_END, 100, areas=("compliance",), pool=pool)))


def estimate_of(learner: Learner) -> ReadinessView:
    with learner.reading() as scope:
        return readiness.get_readiness(scope, "cpc")


def test_practice_is_dealt_of_other_items_before_they_were_seen(reader: Learner) -> None:
    assert not FIVE & practise(reader)
    assert not FIVE & practise(reader, Pool.UNSEEN)


def test_once_answered_they_are_practised_and_come_back_when_missed(reader: Learner) -> None:
    answer_lesson(reader, "+-")
    assert FIVE & practise(reader) == {f"{WHO_PAYS}-1", f"{WHO_PAYS}-2"}
    assert practise(reader, Pool.MISSED) == {f"{WHO_PAYS}-2"}


def test_they_do_not_count_among_what_can_be_practised(reader: Learner, scopes: Scopes) -> None:
    with reader.reading() as scope:
        counted = get_setup(scope, "cpc").total(Pool.ALL)
    publish_exams(scopes)
    with reader.reading() as scope:
        assert get_setup(scope, "cpc").total(Pool.ALL) == counted


def test_reviews_bring_them_back(reader: Learner, clock) -> None:
    answer_lesson(reader, "--")
    clock.advance(hours=72)
    with reader.writing() as scope:
        number = reviews.start_reviews(scope, "cpc")
    assert set(dealt(reader, number)) == {f"{WHO_PAYS}-1", f"{WHO_PAYS}-2"}


@pytest.mark.parametrize("form", [SHORT, COMPLIANCE, "full"])
def test_no_mock_is_dealt_of_them_seen_or_not(reader: Learner, form: str) -> None:
    for _ in range(2):
        number = reader.start_exam(form)
        assert not [slug for slug in dealt(reader, number) if is_of_lesson(slug)]
        reader.hand_in(number)
        answer_lesson(reader, "+-+-+")


def test_a_mock_that_needs_them_falls_short(reader: Learner, scopes: Scopes) -> None:
    few = [item for item in exam_items() if item.area != "compliance"]
    publish_exams(scopes, an_exam_library((*few, *lesson_items(WHO_PAYS))))
    short = next(row for row in reader.exam_list().forms if row.form.slug == SHORT)
    assert [(title, has) for title, _, has in short.missing] == [("Compliance", 0)]


def test_no_count_of_whole_mocks_rests_on_them() -> None:
    plain = an_exam_library()
    with_lessons = replace(plain, items=(*plain.items, *lesson_items(WHO_PAYS)))
    assert count_mocks(with_lessons) == count_mocks(plain)


def test_no_diagnostic_is_dealt_of_them_seen_or_not(reader: Learner) -> None:
    answer_lesson(reader, "+-+-+")
    with reader.writing() as scope:
        number = diagnostics.start_diagnostic(scope, "cpc")
    for position in range(1, 100):
        with reader.writing() as scope:
            done = diagnostics.answer_question(scope, number, position, {}, Event("tab", position, 0), knows=False)
        if isinstance(done, diagnostics.Finished):
            break
    asked = dealt(reader, number)
    assert len(asked) >= 10
    assert not [slug for slug in asked if is_of_lesson(slug)]


def drawn(school: School, draw: Draw) -> list[str]:
    """The items of a learner's paper."""
    with school.learner.writing() as scope:
        papers: list[Dealt] = deal(scope, school.class_id, a_spec(work=DrawnItems((draw,), is_per_learner=True)), ())
        versions = [scope.session.get_one(ItemVersion, each.item_version_id) for each in papers]
        return [scope.session.get_one(Item, version.item_id).slug for version in versions]


@pytest.mark.parametrize(
    "draw", [Draw(DrawBy.AREA, "compliance", 14), Draw(DrawBy.TAG, "small", 30), Draw(DrawBy.DIFFICULTY, "2", 10)]
)
def test_no_draw_of_an_assignment_takes_them(school: School, draw: Draw) -> None:
    answer_lesson(school.learner, "+-+-+")
    slugs = drawn(school, draw)
    assert len(slugs) == draw.count
    assert not [slug for slug in slugs if is_of_lesson(slug)]


def test_a_draw_that_needs_them_falls_short(school: School) -> None:
    spec = a_spec(work=DrawnItems((Draw(DrawBy.AREA, "compliance", 99),), is_per_learner=False))
    with school.instructor.reading() as scope:
        lacking = shortages(scope, school.class_id, spec)
    assert lacking == (Shortage("Compliance", 99, sum(item.area == "compliance" for item in exam_items())),)


def test_the_estimate_is_the_same_with_their_answers_as_without(reader: Learner, scopes: Scopes) -> None:
    before = estimate_of(reader)
    answer_lesson(reader, "+++++")
    answer_lesson(reader, "-----", "three-code-sets")
    assert estimate_of(reader) == before
    number = reader.start(Feedback.AT_ONCE, 5, areas=("cases",))
    reader.answer(number, 1, rightly=True)
    assert estimate_of(reader) != before


def test_an_exam_can_be_begun_while_the_questions_of_a_lesson_are_open(reader: Learner) -> None:
    answer_lesson(reader, "+-")
    with reader.writing() as scope:
        assert start_exam(scope, ExamRequest("cpc", SHORT)) == 2
    assert reader.question(1, 2).verdict is not None
