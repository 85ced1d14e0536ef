"""Tasters: what they are dealt from, their pace, and what is told of them while an exam is open."""

from dataclasses import replace

from sqlalchemy import select

from tests.support.exams import QUOTAS, SHORT, an_exam_library, exam_items, publish_exams
from tests.support.lessons import WHO_PAYS, dealt, lesson_items
from tests.support.lessons import start as start_lesson
from tests.support.people import Learner, sign_up
from trainer.db.models.attempts import AttemptRow
from trainer.services import exams, first_visit, guests
from trainer.services.scope import Scopes


def a_guest(scopes: Scopes) -> Learner:
    with scopes.writing() as scope:
        return Learner(scopes, guests.begin_guest(scope, "a browser"))


def taste(learner: Learner, request_id: str = "") -> int:
    with learner.writing() as scope:
        return first_visit.start_taster(scope, "cpc", request_id)


def taste_of(learner: Learner) -> first_visit.Taste:
    with learner.reading() as scope:
        return first_visit.get_first_visit(scope).tastes[0]


def test_a_taster_is_spread_as_the_exam_is_at_its_pace(scopes, clock):
    publish_exams(scopes)
    guest = a_guest(scopes)
    number = taste(guest)
    areas = [slug.rpartition("-")[0] for slug in dealt(guest, number)]
    assert len(areas) == 10
    with guest.reading() as scope:
        row = scope.session.scalars(select(AttemptRow)).one()
        assert (row.deadline_at - row.started_at).total_seconds() == 10 * 90
    assert set(QUOTAS) == {"anatomy", "compliance", "cases"}


def test_a_taster_has_nothing_of_the_sealed_mock_of_lessons_and_of_scenarios_not_even_what_was_seen(scopes):
    """Where an area has too little else, the taster is shorter."""
    plain = [item for item in exam_items() if item.area != "compliance"]
    law = [item for item in exam_items() if item.area == "compliance" and item.stimulus is None][:4]
    items = (*plain, law[0], *(replace(each, is_sealed=True) for each in law[1:]), *lesson_items(WHO_PAYS))
    assert not publish_exams(scopes, an_exam_library(items)).report.problems
    guest = a_guest(scopes)
    lesson = start_lesson(guest)
    for position in range(1, 6):
        guest.answer(lesson, position, rightly=True)
    guest.hand_in(lesson)
    for _ in range(3):
        found = dealt(guest, taste(guest))
        assert not [slug for slug in found if slug.startswith((WHO_PAYS, "story"))]
        assert not {each.slug for each in law[1:]} & set(found)
        assert law[0].slug in found


def test_the_result_of_a_taster_is_not_told_while_a_question_of_it_stands_in_an_open_exam(scopes):
    publish_exams(scopes)
    cleo = sign_up(scopes, "cleo@example.org", "Cleo")
    cleo.hand_in(taste(cleo))
    assert taste_of(cleo).right == 0
    with cleo.writing() as scope:
        exam = exams.start_exam(scope, exams.ExamRequest("cpc", "full"))
    shared = set(dealt(cleo, 1)) & set(dealt(cleo, exam))
    assert (taste_of(cleo).right is None) == bool(shared)
    assert shared
    cleo.hand_in(exam)
    assert taste_of(cleo).right == 0


def test_a_taster_beside_an_open_exam_asks_nothing_of_it(scopes):
    publish_exams(scopes)
    cleo = sign_up(scopes, "cleo@example.org", "Cleo")
    with cleo.writing() as scope:
        exam = exams.start_exam(scope, exams.ExamRequest("cpc", SHORT))
    assert not set(dealt(cleo, taste(cleo))) & set(dealt(cleo, exam))


def test_the_time_of_a_taster_runs_out(scopes, clock):
    publish_exams(scopes)
    guest = a_guest(scopes)
    number = taste(guest)
    assert (taste_of(guest).number, taste_of(guest).is_over) == (number, False)
    clock.advance(minutes=16)
    assert (taste_of(guest).is_graded, taste_of(guest).is_over) == (False, True)
    guest.hand_in(number)
    assert taste_of(guest).is_graded
