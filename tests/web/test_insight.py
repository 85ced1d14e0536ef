"""The pages on insight: what they show, their tables to take away, their plots, and the analysis on request."""

import csv
import io
import re
import xml.etree.ElementTree as ET

import pytest
from flask import Flask

from tests.support.browser import Browser
from tests.support.cases import EMPTY, start
from tests.support.cases import save as save_case
from tests.support.classroom import RIGHT, WRONG, answer, publish_questions, pupils, questions
from tests.support.clock import Clock
from tests.support.people import Learner
from tests.support.school import School, a_school, a_spec, an_assignment, belongs_to, enrol
from trainer.db.models.classes import Enrolment
from trainer.db.models.study import ReadinessSnapshot
from trainer.services.class_analyses import make_analysis
from trainer.services.jobs import run_due_jobs
from trainer.services.scope import Scopes


@pytest.fixture
def school(app: Flask, scopes: Scopes) -> School:
    return a_school(scopes)


@pytest.fixture
def staff(app: Flask, school: School) -> Browser:
    return Browser(app).sign_in(school.instructor)


def url(school: School, rest: str = "") -> str:
    return f"/classes/{school.class_id}/insight{rest}"


def table(browser: Browser, address: str) -> list[list[str]]:
    response = browser.get(address)
    assert response.status_code == 200
    assert response.content_type == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"].startswith("attachment; filename=")
    return list(csv.reader(io.StringIO(response.get_data().decode("utf-8-sig"))))


def drawn(browser: Browser, address: str) -> str:
    """The document of a plot, which is well-formed."""
    response = browser.get(address)
    assert (response.status_code, response.mimetype) == (200, "image/svg+xml")
    ET.fromstring(response.text)
    return response.text


def a_divided_class(school: School, learners: int) -> int:
    """Of eleven questions the weak half gets `q-0` right and all others wrong, the strong half the other way round."""
    publish_questions(school.scopes, questions(11))
    assignment = an_assignment(school, a_spec(*(f"q-{place}" for place in range(11))))
    for place, learner in enumerate(pupils(school.scopes, learners)):
        enrol(school.scopes, school.class_id, learner)
        own, others = (RIGHT, WRONG) if place < learners // 2 else (WRONG, RIGHT)
        number = answer(learner, {f"q-{each}": others for each in range(1, 11)} | {"q-0": own})
        belongs_to(school, learner, number, assignment)
    make_analysis(school.scopes, school.class_id, assignment)
    make_analysis(school.scopes, school.class_id, None)
    return assignment


def test_readiness_names_who_is_at_risk_and_why(staff, school):
    with school.scopes.writing() as scope:
        scope.session.add(
            ReadinessSnapshot(
                learner_id=school.learner.id, track="cpc", day=scope.now.date(), taken_at=scope.now, first_sights=200,
                questions=100, pass_questions=70, score=58, low=51, high=66, chance_permille=10, level="fair",
            )
        )  # fmt: skip
    text = staff.page(url(school)).text
    assert "2 of 2 learners have something to talk about." in text
    assert "below the pass mark All of the interval (51–66) lies under the pass mark of 70." in text
    assert "58 of 100" in text
    assert "No estimate: 0 first answers, about 100 are needed." in text
    rows = table(staff, url(school, "/readiness.csv"))
    assert [row[0] for row in rows] == ["Learner", "Learner", "Classmate"]
    assert rows[1][2:7] == ["58", "51", "66", "100", "70"]


def test_empty_pages_teach(app, scopes, school):
    other = Browser(app).sign_in(school.other_instructor)
    with scopes.writing() as scope:
        scope.session.get_one(Enrolment, (school.other_class_id, school.stranger.id)).left_at = scope.now
    for rest, words in (
        ("", "No learner is in this class yet."),
        ("/areas", "Nobody has answered a question yet."),
        ("/errors", "No case of an assignment is graded yet."),
        ("/items", "No analysis yet."),
    ):
        assert words in other.page(f"/classes/{school.other_class_id}/insight{rest}").text


def test_the_heat_map_shows_shares_with_their_numbers_and_says_where_there_are_too_few(staff, school):
    publish_questions(school.scopes, questions(11))
    answer(school.learner, {f"q-{place}": RIGHT for place in range(6)})
    answer(school.classmate, {"q-0": WRONG, "q-1": WRONG})
    page = staff.page(url(school, "/areas"))
    assert "Weakest in the class: Anatomy (75 %)." in page.text
    assert "100 6" in page.text
    assert "too few 2" in page.text
    tones = [each.attributes.get("class", "") for each in page.elements if each.tag == "td"]
    assert {"heat heat-4", "heat heat-3", "heat heat-few"} <= set(tones)
    assert table(staff, url(school, "/areas.csv"))[-1][:3] == ["Class", "75", "8"]


def test_the_item_analysis_is_made_on_request_in_the_background(staff, school, clock):
    publish_questions(school.scopes, questions(3))
    assignment = an_assignment(school, a_spec("q-0", "q-1", "q-2", title="Skin"))
    belongs_to(school, school.learner, answer(school.learner, {"q-0": RIGHT}), assignment)
    place = url(school, f"/items/{assignment}")
    assert "No analysis yet." in staff.page(place).text
    response = staff.post(place)
    assert (response.status_code, response.headers["Location"]) == (303, place)
    text = staff.page(place).text
    assert "The analysis is queued." in text
    assert "Compute now" not in text
    staff.post(place)
    assert "already queued" in staff.page(place).text
    listed = staff.page("/waiting").text
    assert f"Item analysis: assignment {assignment}" in listed
    run_due_jobs(school.scopes)
    (job_id,) = re.findall(r'href="/waiting/(\d+)"', staff.get("/waiting").text)
    assert f'href="{place}">The analysis' in staff.get(f"/waiting/{job_id}").text
    text = staff.page(place).text
    assert "Item analysis: Skin" in text
    assert "of 1 answer by 1 learner. Nothing was graded since." in text
    assert "cannot be told" in text
    clock.advance(hours=1)
    belongs_to(school, school.classmate, answer(school.classmate, {"q-0": RIGHT}), assignment)
    assert "3 questions were graded since." in staff.page(place).text
    assert staff.post(url(school, "/items")).headers["Location"] == url(school, "/items")


def test_dubious_questions_stand_first_with_their_options_and_a_plot(staff, school):
    assignment = a_divided_class(school, 60)
    place = url(school, f"/items/{assignment}")
    page = staff.page(place)
    assert "11 questions, 1 dubious" in page.text
    assert "better learners get it wrong" in page.text
    assert "KR-20 (coefficient alpha)." in page.text
    link = next(each for each in page.links if each.startswith(f"{place}/"))
    shown = staff.page(link)
    assert "A wrong option beats the right one." in shown.text
    assert "A 30 50 % +50" in shown.text.replace("the text of A ", "")
    assert "/disputes/items/q-0" in shown.links
    plots = [each.attributes["src"] for each in shown.elements if each.tag == "img"]
    assert plots == [f"{link}.svg?theme=light"]
    picture = drawn(staff, f"{link}.svg?theme=dark&size=narrow")
    assert "B, the key" in picture
    assert "Who chose which option of q-0" in picture
    assert table(staff, f"{place}.csv")[1][0] == "q-0"
    everything = staff.page(url(school, "/items"))
    assert "all assignments together" in everything.text
    assert url(school, "/items/all/") in " ".join(everything.links)
    assert len(table(staff, url(school, "/items.csv"))) == 12


def test_few_learners_make_two_groups_and_a_word_of_caution(staff, school):
    assignment = a_divided_class(school, 20)
    place = url(school, f"/items/{assignment}")
    page = staff.page(place)
    assert "Of 20 learners; under 30 it can be far off." in page.text
    link = next(each for each in page.links if each.startswith(f"{place}/"))
    assert "Lower 10 0 % 100 %" in staff.page(link).text
    assert "Higher" in drawn(staff, f"{link}.svg")


def a_case(school: School, learner: Learner, assignment: int) -> None:
    number = start(learner)
    save_case(learner, number, EMPTY)
    belongs_to(school, learner, number, assignment)
    learner.hand_in(number)


def test_errors_by_week_are_drawn_from_two_weeks_with_cases_on(staff, school, code_book, clock: Clock):
    assignment = an_assignment(school, a_spec())
    a_case(school, school.learner, assignment)
    text = staff.page(url(school, "/errors")).text
    assert "Errors by week as a table" in text
    assert staff.get(url(school, "/errors.svg")).status_code == 404
    clock.advance(days=7)
    a_case(school, school.classmate, assignment)
    page = staff.page(url(school, "/errors"))
    pictures = [each.attributes for each in page.elements if each.tag == "img"]
    assert pictures[0]["src"] == f"{url(school, '/errors.svg')}?theme=light"
    assert "from the week of 2 Mar to that of 9 Mar" in pictures[0]["alt"]
    assert "Errors a case, by kind and week" in drawn(staff, url(school, "/errors.svg"))
    assert ["2026-03-09", "cases", "missed"] in [row[:3] for row in table(staff, url(school, "/errors.csv"))]


def test_wrong_answers_are_told_by_area_and_week(staff, school):
    publish_questions(school.scopes, questions(6))
    assignment = an_assignment(school, a_spec())
    number = answer(school.learner, dict.fromkeys((f"q-{place}" for place in range(5)), WRONG) | {"q-5": RIGHT})
    belongs_to(school, school.learner, number, assignment)
    text = staff.page(url(school, "/errors")).text
    assert "Anatomy 83 % 6" in text


def test_a_long_analysis_has_pages(staff, school, monkeypatch):
    publish_questions(school.scopes, questions(5))
    assignment = an_assignment(school, a_spec())
    belongs_to(school, school.learner, answer(school.learner, {"q-0": RIGHT}), assignment)
    make_analysis(school.scopes, school.class_id, assignment)
    monkeypatch.setattr("trainer.services.class_items.PAGE_ITEMS", 2)
    page = staff.page(url(school, f"/items/{assignment}?page=2"))
    assert "Page 2 of 3" in page.text
    assert url(school, f"/items/{assignment}?page=3") in page.links
