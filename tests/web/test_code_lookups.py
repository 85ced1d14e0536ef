"""What the panel's script sends when something was looked up beside a question."""

import pytest
from sqlalchemy import func, select

from tests.support.browser import Browser
from tests.support.exams import ANATOMY, publish_exams
from tests.support.people import Learner
from trainer.db.models.study import CodeLookup
from trainer.domain.attempts.attempt import Feedback

EVENT = {"client_id": "tab", "sequence": "1", "position": "1", "text": "heart attack"}


@pytest.fixture
def count(scopes):
    def count() -> int:
        with scopes.reading() as scope:
            return scope.session.execute(select(func.count()).select_from(CodeLookup)).scalar_one()

    return count


def test_a_look_up_is_kept_once_however_often_it_is_sent(browser: Browser, ann: Learner, count) -> None:
    event = EVENT | {"number": str(ann.start())}
    for _ in range(2):
        response = browser.post("/codes/look-ups", event)
        assert (response.status_code, response.json) == (200, {"outcome": "saved"})
    assert count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": ""},
        {"text": "x" * 101},
        {"text": "a\0b"},
        {"client_id": ""},
        {"client_id": "x" * 33},
        {"sequence": ""},
        {"sequence": "-1"},
        {"position": "first"},
        {"number": "mine"},
    ],
)
def test_bad_input_is_400_and_nothing_is_stored(browser: Browser, ann: Learner, count, wrong) -> None:
    response = browser.post("/codes/look-ups", EVENT | {"number": str(ann.start())} | wrong)
    assert response.status_code == 400
    assert count() == 0


@pytest.mark.parametrize("place", [{"number": "99"}, {"position": "99"}, {"number": "9" * 11}])
def test_what_is_not_there_is_404(browser: Browser, ann: Learner, count, place) -> None:
    assert browser.post("/codes/look-ups", EVENT | {"number": str(ann.start())} | place).status_code == 404
    assert count() == 0


def test_without_the_token_of_the_page_nothing_is_stored(browser: Browser, ann: Learner, count) -> None:
    response = browser.client.post("/codes/look-ups", data=EVENT | {"number": str(ann.start())})
    assert response.status_code == 400
    assert count() == 0


def toggle(browser: Browser, address: str) -> dict[str, str]:
    """The attributes of the button that opens the panel."""
    page = browser.page(address)
    return next(each.attributes for each in page.elements if "data-codebook" in each.attributes)


@pytest.mark.parametrize("feedback", list(Feedback))
def test_the_page_of_an_open_question_says_where_look_ups_go(browser: Browser, ann: Learner, feedback) -> None:
    number = ann.start(feedback)
    found = toggle(browser, f"/practice/{number}/questions/2")
    assert found["data-look-ups"] == "/codes/look-ups"
    assert (found["data-number"], found["data-position"]) == (str(number), "2")


def test_a_sitting_that_is_over_records_none(browser: Browser, ann: Learner) -> None:
    number = ann.start(Feedback.AT_END)
    ann.hand_in(number)
    assert "data-look-ups" not in toggle(browser, f"/practice/{number}/questions/2")


def test_an_exam_with_study_aids_says_where_look_ups_go(browser: Browser, ann: Learner, scopes) -> None:
    publish_exams(scopes)
    number = ann.start_exam(ANATOMY)
    page = browser.page(f"/exams/{number}/questions/3")
    exam = next(each.attributes for each in page.elements if each.attributes.get("id") == "exam")
    assert (exam["data-number"], exam["data-position"]) == (str(number), "3")
    assert toggle(browser, f"/exams/{number}/questions/3")["data-look-ups"] == "/codes/look-ups"
