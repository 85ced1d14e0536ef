"""The pages of an exam while it is sat, as forms and as the script of the runner sees them; and what is sent amiss."""

import json

import pytest

from tests.support.browser import Browser
from tests.support.clock import Clock
from tests.support.exams import ANATOMY, SHORT, publish_exams
from tests.support.html import Page
from tests.support.people import Learner, sign_up
from tests.web.conftest import Fill
from trainer.db.queries.exams import time_by_position
from trainer.domain.attempts.attempt import AttemptState
from trainer.services import exam_clock, exam_sessions
from trainer.services.exam_sessions import Paper
from trainer.services.scope import Scopes

JSON = {"headers": {"Accept": "application/json"}}


@pytest.fixture
def fill() -> Fill:
    return publish_exams


def start(browser: Browser, **changes: str) -> str:
    """Starts an exam through its form; its address."""
    form = {"track": "cpc", "form": SHORT, "manner": "study", "order": "areas", "request_id": "one"} | changes
    response = browser.post("/exams", form)
    assert response.status_code == 303, response.text
    return response.headers["Location"]


def paper_of(ann: Learner, exam: str) -> Paper:
    with ann.reading() as scope:
        return exam_sessions.get_paper(scope, int(exam.rsplit("/", 1)[1]))


def single(ann: Learner, exam: str) -> int:
    """The position of a single-best question."""
    return next(each.position for each in paper_of(ann, exam).questions if each.response.kind == "single")


def event(sequence: int = 1, base: int = 0, client: str = "tab", **fields: str) -> dict[str, str]:
    return {"client_id": client, "sequence": str(sequence), "base_revision": str(base)} | fields


def test_the_list_offers_forms_and_says_what_is_missing(browser):
    page = browser.page("/exams")
    forms = {field["value"]: field for field in page.named("form")}
    assert SHORT in forms
    assert "disabled" not in forms[SHORT]
    assert "disabled" in forms["area-cases"] or "area-cases" in forms
    assert "No mock yet" in page.text


def test_a_start_leads_to_the_first_question_and_the_list_to_the_open_exam(browser):
    exam = start(browser)
    question = browser.page(f"{exam}/questions/1")
    assert "Question 1 of 25" in question.text
    assert f"{exam}/answers/1" in [form.action for form in question.forms]
    again = browser.page("/exams")
    assert exam in again.links
    assert "/exams" not in [form.action for form in again.forms]


def test_the_same_start_twice_and_another_one_meanwhile_give_one_exam(browser):
    exam = start(browser)
    assert start(browser) == exam
    assert start(browser, request_id="two", form=ANATOMY) == exam


@pytest.mark.parametrize("form", ["no-such-form", "full'--"])
def test_an_unknown_form_is_not_found(browser, form):
    assert browser.post("/exams", {"track": "cpc", "form": form}).status_code == 404


def test_a_form_that_cannot_be_filled_is_refused_with_what_is_missing(browser):
    response = browser.post("/exams", {"track": "cpb", "form": "area-reimbursement", "request_id": "r"})
    assert response.status_code == 422
    assert "There are not enough questions yet" in response.text
    assert 'value="exam"' in response.text


def test_without_a_script_an_answer_is_saved_and_the_next_question_follows(browser, ann):
    exam = start(browser)
    position = single(ann, exam)
    form = browser.page(f"{exam}/questions/{position}").form(f"{exam}/answers/{position}").fields
    response = browser.post(f"{exam}/answers/{position}", form | {"choice": "B", "go": str(position + 1)})
    assert response.headers["Location"] == f"{exam}/questions/{position + 1}"
    assert paper_of(ann, exam).questions[position - 1].answer.option == "B"


def test_without_a_script_the_time_on_a_question_is_taken_from_its_page(browser, ann, clock: Clock, scopes: Scopes):
    exam = start(browser)
    position = single(ann, exam)
    form = browser.page(f"{exam}/questions/{position}").form(f"{exam}/answers/{position}").fields
    clock.advance(seconds=90)
    browser.post(f"{exam}/answers/{position}", form | {"choice": "B"})
    for forged in ("", "yesterday", "9999-01-01T00:00:00Z", "2026-03-02T09:00:00"):
        browser.post(f"{exam}/answers/{position}", form | {"client_id": f"x{forged}"[:20], "shown_at": forged})
    with ann.reading() as scope:
        spent = time_by_position(scope.session, ann.id, int(exam[-1]))
    assert spent == {position: 90_000}


def test_a_script_is_told_the_revision_and_the_clock(browser, ann):
    exam = start(browser)
    position = single(ann, exam)
    told = browser.post(f"{exam}/answers/{position}", event(choice="B"), **JSON).get_json()
    assert told["outcome"] == "saved"
    assert told["revision"] == 1
    assert told["state"] == "in_progress"
    assert told["deadline_at"] > told["now"]


def test_a_stale_save_is_told_both_versions_and_overwrites_nothing(browser, ann):
    exam = start(browser)
    position = single(ann, exam)
    browser.post(f"{exam}/answers/{position}", event(choice="B"), **JSON)
    response = browser.post(f"{exam}/answers/{position}", event(client="other", choice="C"), **JSON)
    assert response.status_code == 409
    assert (
        response.get_json() | {"outcome": "conflict", "revision": 1, "fields": {"choice": ["B"]}} == response.get_json()
    )
    plain = browser.post(f"{exam}/answers/{position}", event(client="third", choice="C"))
    assert plain.status_code == 409
    page = Page(plain.text)
    letter = "ABCD"[[each.id for each in paper_of(ann, exam).questions[position - 1].options].index("C")]
    assert f"You had entered: {letter}. Nothing was overwritten" in page.text
    assert "B" in page.chosen, "the newer answer is the one shown"
    assert page.form(f"{exam}/answers/{position}").fields["base_revision"] == "1"
    assert paper_of(ann, exam).questions[position - 1].answer.option == "B"


def test_events_out_of_order_never_undo_a_later_one(browser, ann):
    exam = start(browser)
    position = single(ann, exam)
    assert browser.post(f"{exam}/answers/{position}", event(2, choice="C"), **JSON).status_code == 200
    assert browser.post(f"{exam}/answers/{position}", event(1, choice="B"), **JSON).status_code == 409
    assert browser.post(f"{exam}/answers/{position}", event(2, choice="C"), **JSON).get_json()["revision"] == 1
    assert paper_of(ann, exam).questions[position - 1].answer.option == "C"


def test_what_is_no_answer_is_named_and_nothing_is_stored(browser, ann):
    exam = start(browser)
    position = single(ann, exam)
    response = browser.post(f"{exam}/answers/{position}", event(choice="Z"), **JSON)
    assert response.status_code == 422
    assert response.get_json()["outcome"] == "not_understood"
    page = browser.post(f"{exam}/answers/{position}", event(choice="Z"))
    assert page.status_code == 422
    assert "Choose one of the options shown." in page.text
    assert paper_of(ann, exam).questions[position - 1].answer is None


@pytest.mark.parametrize("position", ["0", "26", "999999999999", "-1", "one"])
def test_a_forged_position_is_not_found(browser, position):
    exam = start(browser)
    for address in (f"{exam}/answers/{position}", f"{exam}/marks/{position}", f"{exam}/aids/{position}"):
        form = event(choice="B") | {"aids": "{}", "flag": "yes"}
        assert browser.post(address, form, **JSON).status_code == 404, address
    assert browser.get(f"{exam}/questions/{position}").status_code == 404


def test_five_megabytes_are_refused_before_they_are_read(browser, ann):
    exam = start(browser)
    position = single(ann, exam)
    assert browser.post(f"{exam}/answers/{position}", event(choice="B" * 5_000_000), **JSON).status_code == 413
    assert browser.post(f"{exam}/answers/{position}", event(choice="B" * 900_000), **JSON).status_code in (413, 422)
    assert paper_of(ann, exam).questions[position - 1].answer is None


def test_nobody_reaches_the_exam_of_another_learner(browser, ann, app, scopes):
    exam = start(browser)
    eve = Browser(app).sign_in(sign_up(scopes, "eve@example.org", "Eve"))
    assert eve.get(f"{exam}/questions/1").status_code == 404
    for name in ("answers/1", "marks/1", "aids/1", "views/1", "take", "notepad", "pause", "go-on", "finish", "abandon"):
        form = event(choice="B") | {"aids": "{}", "flag": "yes", "spent_ms": "1"}
        assert eve.post(f"{exam}/{name}", form).status_code == 404, name
    for name in ("paper", "state", "finish"):
        assert eve.get(f"{exam}/{name}").status_code == 404, name
    assert paper_of(ann, exam).sitting.state is AttemptState.IN_PROGRESS


def test_a_late_answer_is_kept_told_and_does_not_count(browser, ann, clock):
    exam = start(browser)
    position = single(ann, exam)
    clock.advance(seconds=38 * 60 + 30)
    told = browser.post(f"{exam}/answers/{position}", event(choice="B"), **JSON).get_json()
    assert (told["outcome"], told["state"]) == ("late", "expired")
    assert told["seconds"] > 0
    page = browser.post(f"{exam}/answers/{position}", event(2, choice="C"), follow_redirects=True)
    assert "does not count" in page.text
    assert "Time is up" in page.text


def test_submitting_twice_and_answering_afterwards_change_nothing(browser, ann):
    exam = start(browser)
    position = single(ann, exam)
    browser.post(f"{exam}/answers/{position}", event(choice="B"), **JSON)
    assert browser.post(f"{exam}/finish").headers["Location"] == f"{exam}/result"
    first = browser.page(f"{exam}/result").text
    assert browser.post(f"{exam}/finish").status_code == 303
    told = browser.post(f"{exam}/answers/{position}", event(2, 1, choice="C"), **JSON)
    assert (told.status_code, told.get_json()["outcome"]) == (409, "closed")
    assert browser.post(f"{exam}/answers/{position}", event(3, 1, choice="C")).status_code == 409
    assert browser.page(f"{exam}/result").text == first


def test_a_pause_hides_the_questions_and_stops_the_clock(browser, ann, clock):
    exam = start(browser)
    position = single(ann, exam)
    before = browser.get(f"{exam}/state").get_json()["deadline_at"]
    assert browser.post(f"{exam}/pause").status_code == 303
    assert "Paused" in browser.page(f"{exam}/questions/1").text
    assert "exam-question" not in browser.get(f"{exam}/paper").text
    told = browser.post(f"{exam}/answers/{position}", event(choice="B"), **JSON)
    assert (told.status_code, told.get_json()["outcome"]) == (409, "paused")
    assert browser.post(f"{exam}/answers/{position}", event(choice="B")).status_code == 409
    clock.advance(seconds=600)
    browser.post(f"{exam}/go-on")
    after = browser.get(f"{exam}/state").get_json()
    assert not after["is_paused"]
    assert after["deadline_at"] > before


def test_an_exam_like_sitting_has_neither_pauses_nor_aids(browser):
    exam = start(browser, manner="exam")
    page = browser.post(f"{exam}/pause", follow_redirects=True)
    assert "no pauses" in page.text
    assert browser.post(f"{exam}/aids/1", {"aids": '{"struck": [], "highlights": []}'}, **JSON).status_code == 422
    assert browser.post(f"{exam}/notepad", {"text": "mine"}, **JSON).status_code == 422
    assert 'id="notepad"' not in browser.get(f"{exam}/questions/1").text


AIDS = {"struck": ["A"], "highlights": [{"block": "stem", "start": 0, "end": 4}]}


def test_aids_notepad_flag_and_page_are_kept(browser, ann):
    exam = start(browser)
    assert browser.post(f"{exam}/aids/2", {"aids": json.dumps(AIDS)}, **JSON).status_code == 200
    assert browser.post(f"{exam}/aids/2", {"aids": json.dumps(AIDS | {"struck": ["B"]})}, **JSON).status_code == 200
    assert browser.post(f"{exam}/notepad", {"text": "look again"}, **JSON).status_code == 200
    assert browser.post(f"{exam}/marks/2", {"flag": "yes"}, **JSON).status_code == 200
    assert browser.post(f"{exam}/take", {"client_id": "here"}, **JSON).get_json()["active_client"] == "here"
    paper = paper_of(ann, exam)
    assert paper.questions[1].aids.struck == ("B",)
    assert paper.questions[1].is_flagged
    assert paper.notepad == "look again"
    html = browser.get(f"{exam}/questions/2").text
    assert "look again" in html
    assert "&#34;start&#34;:0" in html


@pytest.mark.parametrize(
    "aids",
    [
        "",
        "[]",
        "{",
        '{"struck": 5}',
        json.dumps(AIDS | {"highlights": [{"block": "key", "start": 0, "end": 4}]}),
        json.dumps(AIDS | {"highlights": [{"block": "stem", "start": 4, "end": 4}]}),
        json.dumps(AIDS | {"struck": ["A"] * 27}),
    ],
)
def test_marks_that_cannot_be_read_are_refused(browser, aids):
    exam = start(browser)
    assert browser.post(f"{exam}/aids/2", {"aids": aids}, **JSON).status_code == 422


def test_after_the_end_nothing_of_the_runner_is_taken(browser, ann):
    exam = start(browser)
    browser.post(f"{exam}/finish")
    for name, form in (
        ("take", {"client_id": "x"}),
        ("aids/1", {"aids": json.dumps(AIDS)}),
        ("notepad", {"text": "x"}),
    ):
        told = browser.post(f"{exam}/{name}", form, **JSON)
        assert (told.status_code, told.get_json()["outcome"]) == (409, "closed"), name


def test_the_review_names_what_is_open_and_giving_up_keeps_the_exam_ungraded(browser, ann):
    exam = start(browser)
    position = single(ann, exam)
    browser.post(f"{exam}/answers/{position}", event(choice="B"), **JSON)
    page = browser.page(f"{exam}/finish")
    assert "24 questions not answered" in page.text
    first_open = 1 if position > 1 else 2
    assert f"{exam}/questions/{first_open}" in page.links
    browser.post(f"{exam}/abandon")
    assert "Given up" in browser.page(f"{exam}/finish").text
    assert "given up" in browser.page("/exams").text


def test_extra_time_is_named_on_the_list_and_on_the_page(browser, ann):
    with ann.writing() as scope:
        exam_clock.grant_extra_time(scope, ann.id, 50, 0, "Dyslexia.")
    assert "Your extra time is included" in browser.page("/exams").text
    exam = start(browser)
    assert "extra time included" in browser.page(f"{exam}/questions/1").text


def test_exam_and_practice_pages_do_not_open_each_others_sittings(browser, ann):
    exam = int(start(browser).rsplit("/", 1)[1])
    tutor = ann.start()
    assert browser.get(f"/practice/{exam}/questions/1").status_code == 404
    assert browser.post(f"/practice/{exam}/answers/1", event(choice="B")).status_code == 404
    assert browser.post(f"/practice/{exam}/finish").status_code == 404
    assert browser.get(f"/exams/{tutor}/questions/1").status_code == 404
    assert browser.post(f"/exams/{tutor}/answers/1", event(choice="B")).status_code == 404


def test_dashboard_and_history_lead_back_to_the_exam(browser):
    exam = start(browser)
    assert exam in browser.page("/").links
    assert exam in browser.page("/progress").links
    browser.post(f"{exam}/finish")
    assert f"{exam}/finish" in browser.page("/progress").links


def test_a_form_must_be_chosen_and_one_that_can_be_sat_is_chosen_at_first(browser):
    response = browser.post("/exams", {"track": "cpc"})
    assert response.status_code == 422
    assert "Choose an exam first." in response.text
    for address in ("/exams?track=cpc", "/exams?track=cpb&form=area-reimbursement", "/exams?form=nonsense"):
        chosen = [field for field in browser.page(address).named("form") if "checked" in field]
        assert len(chosen) == 1, address
        assert "disabled" not in chosen[0]


def test_an_event_that_is_sent_again_with_another_answer_is_a_stale_save(browser, ann):
    """An old form that a browser brings back, say: its new answer must not be acknowledged and dropped."""
    exam = start(browser)
    position = single(ann, exam)
    browser.post(f"{exam}/answers/{position}", event(choice="B"), **JSON)
    told = browser.post(f"{exam}/answers/{position}", event(choice="C"), **JSON)
    assert (told.status_code, told.get_json()["fields"]) == (409, {"choice": ["B"]})


def test_an_event_that_is_sent_again_after_a_newer_answer_is_told_the_newer_one(browser, ann):
    exam = start(browser)
    position = single(ann, exam)
    browser.post(f"{exam}/answers/{position}", event(choice="B"), **JSON)
    browser.post(f"{exam}/answers/{position}", event(base=1, client="phone", choice="C"), **JSON)
    told = browser.post(f"{exam}/answers/{position}", event(choice="B"), **JSON)
    assert (told.status_code, told.get_json()["revision"], told.get_json()["fields"]) == (409, 2, {"choice": ["C"]})
    assert paper_of(ann, exam).questions[position - 1].answer.option == "C"


def test_what_another_learner_entered_is_not_taken(browser, ann):
    """On a shared computer a tab of somebody else may still be open: exam 1 is everybody's first."""
    exam = start(browser)
    position = single(ann, exam)
    for name, form in ((f"answers/{position}", event(choice="B")), ("finish", {"because": "time"}), ("take", {})):
        told = browser.post(f"{exam}/{name}", form | {"learner": str(ann.id + 1)}, **JSON)
        assert (told.status_code, told.get_json()) == (409, {"outcome": "other_learner"}), name
    assert paper_of(ann, exam).questions[position - 1].answer is None
    assert browser.get(f"{exam}/state").get_json()["learner"] == str(ann.id)
    told = browser.post(f"{exam}/answers/{position}", event(choice="B", learner=str(ann.id)), **JSON)
    assert told.get_json()["outcome"] == "saved"


@pytest.mark.parametrize("button", ["flags", "pause"])
def test_without_a_script_a_flag_or_a_pause_keeps_the_answer_in_the_form(browser, ann, button):
    exam = start(browser)
    position = single(ann, exam)
    form = browser.page(f"{exam}/questions/{position}").form(f"{exam}/answers/{position}").fields
    address = f"{exam}/flags/{position}" if button == "flags" else f"{exam}/pause"
    assert browser.post(address, form | {"choice": "B", "flag": "yes"}).status_code == 303
    if button == "pause":
        assert "Paused" in browser.page(f"{exam}/questions/1").text
        browser.post(f"{exam}/go-on")
    question = paper_of(ann, exam).questions[position - 1]
    assert question.answer.option == "B"
    assert question.is_flagged is (button == "flags")


def test_a_flag_with_a_form_that_is_stale_or_no_answer_loses_neither(browser, ann):
    exam = start(browser)
    position = single(ann, exam)
    form = browser.page(f"{exam}/questions/{position}").form(f"{exam}/answers/{position}").fields
    refused = browser.post(f"{exam}/flags/{position}", form | {"choice": "Z", "flag": "yes"})
    assert (refused.status_code, "Choose one of the options" in refused.text) == (422, True)
    browser.post(f"{exam}/answers/{position}", event(choice="B"), **JSON)
    stale = browser.post(f"{exam}/flags/{position}", form | {"choice": "C", "flag": "yes"})
    assert (stale.status_code, "Nothing was overwritten" in stale.text) == (409, True)
    browser.post(f"{exam}/pause")
    assert browser.post(f"{exam}/flags/{position}", form | {"choice": "C", "flag": "no"}).status_code == 303


def test_the_clock_of_a_page_hands_nothing_in_before_the_end_that_counts(browser, ann, clock):
    """More time was given, and the page has not heard of it."""
    exam = start(browser)
    assert browser.post(f"{exam}/finish", {"because": "time"}).headers["Location"] == exam
    assert paper_of(ann, exam).sitting.is_open
    clock.advance(minutes=38)
    assert browser.post(f"{exam}/finish", {"because": "time"}).headers["Location"] == f"{exam}/result"


def test_reasons_for_more_time_are_shown(browser, ann):
    with ann.writing() as scope:
        exam_clock.grant_extra_time(scope, ann.id, 50, 0, "Dyslexia.")
    assert "Dyslexia." in browser.page("/exams").text
    exam = start(browser)
    with ann.writing() as scope:
        exam_clock.extend(scope, ann.id, int(exam[-1]), 600, "The fire alarm.")
    assert "(The fire alarm.)" in browser.page(f"{exam}/questions/1").text
