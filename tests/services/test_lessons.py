"""The course, how far somebody is in it, the items of a lesson, and which lesson helps with what was missed."""

from dataclasses import replace

import pytest
from sqlalchemy import update

from tests.support.exams import an_exam_library, exam_items, publish_exams
from tests.support.lessons import (
    CODE_SETS,
    WHO_PAYS,
    a_lesson,
    answer_lesson,
    dealt,
    lesson_items,
    publish_course,
    start,
    title_of,
)
from tests.support.people import Learner, first_to_sign_up, sign_up
from trainer.config import resource_folder
from trainer.content.lesson_files import Lesson
from trainer.db.models.content import Bank
from trainer.domain.attempts.attempt import AttemptKind, Feedback
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services import course, grading, guests, lessons, practice_results
from trainer.services.course import LessonLink, helping_lesson, lesson_for, lesson_of_sitting
from trainer.services.lessons import LessonPage, Standing
from trainer.services.practice_results import ResultPage
from trainer.services.scope import Scopes


@pytest.fixture
def reader(scopes: Scopes) -> Learner:
    return first_to_sign_up(scopes, publish_course)


@pytest.fixture
def noise(scopes: Scopes, reader: Learner) -> Learner:
    """Ben, who answers everything wrongly."""
    ben = sign_up(scopes, "ben@example.org", "Ben")
    answer_lesson(ben, "-----")
    return ben


def page_of(learner: Learner, slug: str = WHO_PAYS) -> LessonPage:
    with learner.reading() as scope:
        return lessons.get_lesson(scope, slug)


def standings(learner: Learner) -> dict[str, Standing]:
    """Of the lessons that have items."""
    with learner.reading() as scope:
        return {row.slug: row.standing for row in lessons.get_index(scope).rows if row.standing.items}


def result_of(learner: Learner, number: int) -> ResultPage:
    with learner.reading() as scope:
        return practice_results.get_result(scope, number)


def test_the_course_is_what_is_shipped_and_is_read_once() -> None:
    files = {path.stem for path in (resource_folder("question_banks") / "lessons").glob("*.md")}
    assert {lesson.slug for lesson in course.the_course()} == files
    assert course.the_course() is course.the_course()


def test_somebody_without_an_account_sees_all_of_it_and_no_standing(reader: Learner) -> None:
    with reader.scopes.reading() as scope:
        page = lessons.get_index(scope)
        own = lessons.get_lesson(scope, WHO_PAYS)
    assert [row.number for row in page.rows] == list(range(1, len(course.the_course()) + 1))
    assert page.next == page.rows[0]
    assert (page.done, page.is_begun, page.minutes) == (0, False, sum(row.minutes for row in page.rows))
    assert own.standing == Standing(5, 0, 0)
    assert own.sitting is None
    assert own.guest_days == 30


def test_a_lesson_has_its_neighbours(reader: Learner) -> None:
    with reader.reading() as scope:
        first, last = (course.the_course()[place].slug for place in (0, -1))
        assert lessons.get_lesson(scope, first).place.previous is None
        assert lessons.get_lesson(scope, last).place.following is None
    page = page_of(reader)
    assert page.place.previous is not None
    assert page.place.following is not None
    assert (page.place.previous.slug, page.place.following.slug) == (first, CODE_SETS)
    assert (page.place.lesson.number, page.lesson.number, page.count) == (2, 2, len(course.the_course()))
    assert page.guest_days == 0


@pytest.mark.usefixtures("noise")
def test_the_standing_counts_what_was_answered_and_what_was_right_at_the_last_time(reader: Learner) -> None:
    assert standings(reader) == {WHO_PAYS: Standing(5, 0, 0), CODE_SETS: Standing(5, 0, 0)}
    number = answer_lesson(reader, "+-+")
    assert standings(reader)[WHO_PAYS] == Standing(5, 3, 2)
    for position in (4, 5):
        reader.answer(number, position, rightly=False)
    assert standings(reader) == {WHO_PAYS: Standing(5, 5, 2), CODE_SETS: Standing(5, 0, 0)}
    answer_lesson(reader, "-+")
    assert standings(reader)[WHO_PAYS] == Standing(5, 5, 2)
    with reader.reading() as scope:
        page = lessons.get_index(scope)
    assert (page.done, page.is_begun) == (1, True)
    assert page.next is not None
    assert page.next.number == 1


def test_a_guest_counts_like_anybody(reader: Learner) -> None:
    with reader.scopes.writing() as scope:
        guest = Learner(reader.scopes, guests.begin_guest(scope, "a browser"))
    answer_lesson(guest, "++")
    assert standings(guest)[WHO_PAYS] == Standing(5, 2, 2)
    assert page_of(guest).guest_days == 30


def test_the_sitting_asks_the_items_of_the_lesson_in_their_order_with_feedback_at_once(reader: Learner) -> None:
    number = start(reader)
    assert dealt(reader, number) == [f"{WHO_PAYS}-{place}" for place in range(1, 6)]
    question = reader.question(number)
    assert question.title == "Lesson 2 · Who pays"
    assert (question.feedback, question.item_count) == (Feedback.AT_ONCE, 5)


def test_the_same_request_starts_one_sitting_and_so_does_another_while_it_is_open(reader: Learner) -> None:
    number = start(reader, request_id="one")
    assert start(reader, request_id="one") == start(reader, request_id="two") == start(reader) == number
    sitting = page_of(reader).sitting
    assert sitting is not None
    assert (sitting.number, sitting.answered, sitting.kind) == (number, 0, AttemptKind.PRACTICE)
    assert page_of(reader, CODE_SETS).sitting is None


def test_one_that_is_answered_throughout_is_handed_in_and_another_begins(reader: Learner) -> None:
    number = answer_lesson(reader, "++++-")
    assert page_of(reader).sitting is None
    assert start(reader) == number + 1
    assert result_of(reader, number).is_graded


def test_one_that_was_given_up_does_not_go_on(reader: Learner) -> None:
    number = start(reader)
    with reader.writing() as scope:
        grading.abandon_attempt(scope, number, AttemptKind.PRACTICE)
    assert start(reader) == number + 1


def test_retired_items_and_items_of_private_and_of_browser_banks_are_not_asked(reader: Learner) -> None:
    kept = (*lesson_items(WHO_PAYS),)[1:]
    publish_exams(reader.scopes, an_exam_library((*exam_items(), *kept)))
    assert standings(reader) == {WHO_PAYS: Standing(4, 0, 0)}
    assert dealt(reader, start(reader)) == [item.slug for item in kept]
    for values in ({"origin": "browser"}, {"origin": "files", "is_shared": False}):
        with reader.scopes.writing() as scope:
            scope.session.execute(update(Bank).values(**values))
        assert standings(reader) == {}


def test_an_item_is_asked_as_it_was_published_last(reader: Learner) -> None:
    first, *rest = lesson_items(WHO_PAYS)
    reworded = replace(first, content=replace(first.content, stem="Said otherwise."))
    publish_exams(reader.scopes, an_exam_library((*exam_items(), reworded, *rest)))
    assert reader.question(start(reader)).content.stem == "Said otherwise."


def test_a_lesson_without_items_and_one_that_there_is_not(reader: Learner) -> None:
    with pytest.raises(Refused):
        start(reader, "reading-a-chart")
    for slug in ("nowhere", ""):
        with pytest.raises(NotFound):
            start(reader, slug)
        with pytest.raises(NotFound):
            page_of(reader, slug)


def test_the_verdict_on_a_missed_item_names_its_lesson_and_that_on_a_right_one_none(reader: Learner) -> None:
    number = answer_lesson(reader, "+-")
    right, missed = (reader.question(number, position).verdict for position in (1, 2))
    assert right is not None
    assert missed is not None
    assert right.lesson is None
    assert missed.lesson == LessonLink(WHO_PAYS, 2, "Who pays")
    assert reader.question(number, 3).verdict is None


def test_the_result_names_lessons_of_missed_items_and_which_lesson_the_sitting_ends(reader: Learner) -> None:
    number = answer_lesson(reader, "+-+++")
    reader.hand_in(number)
    page = result_of(reader, number)
    assert [row.lesson is not None for row in page.rows] == [False, True, False, False, False]
    assert page.lesson is not None
    assert page.lesson.lesson.slug == WHO_PAYS
    assert page.lesson.following is not None
    assert page.lesson.following.slug == CODE_SETS


def test_other_practice_ends_no_lesson_and_an_unanswered_question_was_missed(reader: Learner) -> None:
    number = reader.start(Feedback.AT_END, 2, areas=("anatomy",))
    reader.answer(number, 1, rightly=True)
    verdicts = [reader.question(number, position).verdict for position in (1, 2)]
    assert verdicts == [None, None]
    reader.hand_in(number)
    page = result_of(reader, number)
    assert page.lesson is None
    assert [row.lesson for row in page.rows] == [None, lesson_for("cpc", "anatomy", ("small",))]


LESSONS = (
    a_lesson("first", 1, ("cpc/anatomy", "cpb/billing"), ("claim",)),
    a_lesson("second", 2, ("cpb/billing",), ("denial", "appeal")),
    a_lesson("third", 3, ("cpc/anatomy",), ("denial", "heart")),
)


@pytest.mark.parametrize(
    ("area", "tags", "own", "expected"),
    [
        ("cpc/anatomy", (), None, "first"),
        ("cpb/billing", ("other",), None, "first"),
        ("cpb/billing", ("denial",), None, "second"),
        ("cpc/anatomy", ("denial",), None, "third"),
        ("cpc/compliance", ("denial",), None, "second"),
        ("cpc/anatomy", ("appeal", "denial", "claim"), None, "second"),
        ("cpc/compliance", ("heart",), None, "third"),
        ("cpc/billing", ("other",), None, None),
        ("cpb/anatomy", (), None, None),
        ("cpc/anatomy", ("heart",), "second", "second"),
        ("cpc/anatomy", ("heart",), "gone", "third"),
    ],
)
def test_the_lesson_that_helps_has_most_of_the_tags_or_else_the_area(
    area: str, tags: tuple[str, ...], own: str | None, expected: str | None
) -> None:
    track, _, name = area.partition("/")
    found = helping_lesson(LESSONS, (track, name), tags, own)
    assert (found.slug if found else None) == expected


def test_in_the_shipped_course_a_question_about_two_insurances_leads_to_who_pays() -> None:
    found = lesson_for("cpb", "insurance", ())
    assert found is not None
    assert f"Lesson {found.number}: {found.title}" == title_of(WHO_PAYS)
    assert lesson_for("cpc", "nowhere", ()) is None


def test_a_sitting_is_known_by_its_title() -> None:
    lesson: Lesson = course.the_course()[2]
    place = lesson_of_sitting(course.sitting_title(lesson))
    assert place is not None
    assert place.lesson == course.link_to(lesson)
    assert lesson_of_sitting("CPC review") is None
