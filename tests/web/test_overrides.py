"""The page of what was granted to single learners."""

from uuid import uuid4

import pytest
from flask import Flask

from tests.support.browser import Browser
from tests.support.exams import publish_exams
from tests.support.html import Page
from tests.support.school import School, a_class, a_school, a_spec, an_assignment, at, belongs_to, enrol
from tests.web.conftest import build
from tests.web.test_query_counts import counted
from trainer.db.models.attempts import AttemptRow
from trainer.domain.classes.work import MockWork
from trainer.services.exams import ExamRequest, start_exam
from trainer.services.overrides import OverridesPage, list_overrides
from trainer.services.scope import Scopes

SPEC = a_spec("anatomy-1", opens_at=at("2026-03-02 15:00"), due_at=at("2026-03-20 15:00"))


@pytest.fixture(scope="module")
def app(shared_scopes: Scopes) -> Flask:
    publish_exams(shared_scopes)
    return build(shared_scopes, shared_scopes.settings)


@pytest.fixture
def school(app: Flask, shared_scopes: Scopes) -> School:
    return a_school(shared_scopes, uuid4().hex)


@pytest.fixture
def ines(app: Flask, school: School) -> Browser:
    return Browser(app).sign_in(school.instructor)


def here(school: School, rest: str = "") -> str:
    return f"/classes/{school.class_id}/assignments/overrides{rest}"


def stored(school: School, class_id: int = 0) -> OverridesPage:
    with school.instructor.reading() as scope:
        return list_overrides(scope, class_id or school.class_id)


def typed(school: School, **values: object) -> dict[str, object]:
    return {"learners": [str(school.learner.id)], "assignment": "", "percent": "50", "reason": "A letter"} | values


def test_an_empty_page_teaches_and_offers_the_form(school, ines):
    page = ines.page(here(school))
    assert "Nothing is granted yet" in page.text
    assert [each["value"] for each in page.named("learners")] == [str(school.classmate.id), str(school.learner.id)]


def test_several_learners_are_granted_the_same_at_once(school, ines):
    both = [str(school.learner.id), str(school.classmate.id)]
    assignment_id = an_assignment(school, SPEC)
    form = typed(
        school, learners=both, assignment=str(assignment_id), minutes="10", attempts="1", due="2026-03-21T12:00"
    )
    page = ines.page(ines.post(here(school), form).headers["Location"])
    assert "Granted to 2 learners." in page.text
    assert "50 % and 10 min more time; 1 more attempt; due Sat 21 Mar 2026, 12:00" in page.text
    assert "What holds for Learner in 1 published assignment" in page.text
    assert [row.name for row in stored(school).rows] == ["Classmate", "Learner"]


def test_of_several_either_all_are_granted_it_or_none(school, ines):
    assignment_id = an_assignment(school, SPEC)
    later = typed(school, assignment=str(assignment_id), percent="", opens="2026-03-19T12:00")
    assert ines.post(here(school), later).status_code == 303
    both = [str(school.classmate.id), str(school.learner.id)]
    earlier = typed(school, learners=both, assignment=str(assignment_id), due="2026-03-18T12:00", percent="")
    response = ines.post(here(school), earlier)
    page = Page(response.text)
    assert response.status_code == 422
    assert "Learner: It would be due before it opens for this learner." in page.text
    assert page.named("due")[0]["value"] == "2026-03-18T12:00"
    assert [each["value"] for each in page.named("learners") if "checked" in each] == both
    assert [row.name for row in stored(school).rows] == ["Learner"]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"learners": []}, "Choose a learner of this class."),
        ({"reason": " "}, "Say why"),
        ({"percent": "half"}, "“half” is no whole number."),
        ({"percent": ""}, "Grant something"),
        ({"minutes": "1.5"}, "“1.5” is no whole number."),
        ({"due": "2026-03-08T02:30"}, "There is no 02:30 on 2026-03-08"),
        ({"due": "2026-03-09T02:30"}, "choose which"),
    ],
)
def test_what_makes_no_sense_is_refused_and_stays_typed(school, ines, values, words):
    response = ines.post(here(school), typed(school, **values))
    assert response.status_code == 422
    assert words in Page(response.text).text
    assert stored(school).rows == ()


def test_a_sitting_that_is_open_gets_the_time_at_once_and_the_page_says_so(school, ines):
    mock = an_assignment(school, a_spec(work=MockWork("short-25")))
    with school.learner.writing() as scope:
        number = start_exam(scope, ExamRequest("cpc", "short-25"))
    belongs_to(school, school.learner, number, mock)
    page = ines.page(ines.post(here(school), typed(school, assignment=str(mock))).headers["Location"])
    assert "1 sitting that is open now got the time at once." in page.text


def test_what_is_ended_stays_listed(school, ines):
    ines.post(here(school), typed(school))
    ((override,),) = (row.overrides for row in stored(school).rows)
    page = ines.page(ines.post(here(school, f"/{override.id}/end")).headers["Location"])
    assert "A letter" in page.text
    assert "ended Mon 2 Mar 2026" in page.text
    assert "What holds for" not in page.text


def test_assistants_see_it_all_and_change_nothing(app, school, ines):
    ines.post(here(school), typed(school))
    browser = Browser(app).sign_in(school.assistant)
    page = browser.page(here(school))
    assert "A letter" in page.text
    assert page.named("learners") == []
    assert browser.post(here(school), typed(school)).status_code == 404


def test_what_was_granted_in_another_class_comes_along(school, ines):
    ines.post(here(school), typed(school))
    class_id = a_class(school.scopes, school.instructor, "Coding II", code="SECOND")
    enrol(school.scopes, class_id, school.learner)
    there = f"/classes/{class_id}/assignments/overrides"
    form = {"source": str(school.class_id), "days": "0"}
    assert "1 override came along." in ines.page(ines.post(f"{there}/copy", form).headers["Location"]).text
    assert "nothing to bring along" in ines.page(ines.post(f"{there}/copy", form).headers["Location"]).text
    assert [row.name for row in stored(school, class_id).rows] == ["Learner"]
    response = ines.post(f"{there}/copy", form | {"days": "soon"})
    assert response.status_code == 422
    assert "“soon” is no whole number" in response.text


def test_the_page_costs_as_many_statements_for_many_as_for_one(school, ines):
    an_assignment(school, SPEC)
    costs = []
    for learners in ([school.learner], [school.learner, school.classmate] * 5):
        for learner in learners:
            ines.post(here(school), typed(school, learners=[str(learner.id)]))
        ines.page(here(school))
        with counted(school.scopes) as sent:
            ines.page(here(school))
        costs.append(len(sent))
    assert costs[0] == costs[1] <= 12


def test_dates_in_the_past_and_keys_that_were_seen_are_told(school, ines):
    assignment_id = an_assignment(school, a_spec("anatomy-1", due_at=at("2026-03-01 15:00")))
    past = typed(school, assignment=str(assignment_id), percent="", due="2026-02-20T12:00", closes="2026-02-21T12:00")
    text = ines.page(ines.post(here(school), past).headers["Location"]).text
    assert "The due date that you granted lies before now." in text
    assert "The closing date that you granted lies before now." in text
    belongs_to(school, school.classmate, school.classmate.start(), assignment_id)
    with school.scopes.writing() as scope:
        row = scope.session.query(AttemptRow).filter_by(assignment_id=assignment_id).one()
        row.state, row.closed_at, row.shows_from = "submitted", scope.now, at("2026-03-01 15:00")
    later = typed(school, assignment=str(assignment_id), percent="", due="2026-03-20T12:00", closes="2026-03-20T12:00")
    text = ines.page(ines.post(here(school), later).headers["Location"]).text
    assert "1 learner has seen keys of this work already" in text
    assert "lies before now" not in text
