"""The practice pages: what they show, what they keep back, and forms that arrive twice."""

from threading import Thread

import pytest

from tests.support.browser import Browser, text_of
from tests.support.html import Page
from tests.support.library import RATIONALE, RIGHT, WRONG
from tests.support.people import sign_up
from trainer.domain.attempts.attempt import Feedback
from trainer.services import sittings

QUIZ, TUTOR = Feedback.AT_END, Feedback.AT_ONCE


def question_form(browser: Browser, number: int, position: int) -> dict[str, str]:
    """The hidden fields of the question's form, without what is chosen."""
    form = browser.page(f"/practice/{number}/questions/{position}").form(f"/practice/{number}/answers/{position}")
    return {name: form.fields[name] for name in ("client_id", "sequence", "base_revision", "note_before")}


def a_question(ann, kind: str, feedback: Feedback = TUTOR) -> tuple[int, int]:
    """(sitting, position) of a question of this kind that has no answer."""
    number = ann.start(feedback)
    return number, ann.position_of(number, kind)


def test_the_setup_page_shows_areas_pools_and_open_sittings(browser, ann):
    ann.start(TUTOR)
    page = browser.page("/practice")
    assert [field["value"] for field in page.named("area")] == ["anatomy", "compliance"]
    assert [field["value"] for field in page.named("pool")] == ["all", "unseen", "missed", "flagged"]
    assert "Not finished yet" in page.text
    assert "144 seconds a question" in page.text
    assert "/practice/1" in page.links
    assert [field["value"] for field in browser.page("/practice?track=cpb").named("area")] == [
        "billing",
        "reimbursement",
    ]
    assert "nonsense" not in browser.page("/practice?track=nonsense").text


def test_without_any_content_the_setup_page_says_who_can_help(scopes, settings):
    from tests.web.conftest import build

    browser = Browser(build(scopes, settings)).sign_in(sign_up(scopes))
    assert "trainer content publish" in browser.page("/practice").text


def test_starting_opens_the_first_question_of_what_was_asked_for(browser):
    form = {"track": "cpc", "area": ["compliance"], "number": "2", "feedback": "at_end", "is_timed": "yes"}
    response = browser.post("/practice", form)
    assert (response.status_code, response.headers["Location"]) == (303, "/practice/1/questions/1")
    page = browser.page("/practice/1/questions/1")
    assert "Question 1 of 2" in page.text
    assert "CPC quiz · Compliance" in page.text
    assert "ends 2 Mar 2026, 09:04 UTC" in page.text


def test_the_same_start_form_posted_twice_opens_one_sitting(browser):
    form = browser.page("/practice").form("/practice").fields | {"number": "3"}
    places = [browser.post("/practice", form).headers["Location"] for _ in range(2)]
    assert places == ["/practice/1/questions/1"] * 2
    assert browser.get("/practice/2/questions/1").status_code == 404


@pytest.mark.parametrize("number", ["", "0", "101", "-1", "ten", "1e1", "²", "9" * 30, " 3"])
def test_a_number_that_makes_no_sense_is_explained_and_the_choice_kept(browser, number):
    response = browser.post("/practice", {"track": "cpb", "area": ["billing"], "number": number, "pool": "unseen"})
    page = Page(response.text)
    assert response.status_code == 422
    assert "Choose from 1 to 100 questions." in page.text
    assert "checked" in next(field for field in page.named("area") if field["value"] == "billing")
    assert "checked" in next(field for field in page.named("pool") if field["value"] == "unseen")


@pytest.mark.parametrize("form", [{"pool": "all of them"}, {"feedback": "never"}, {"pool": "missed"}])
def test_a_choice_that_cannot_be_dealt_is_explained(browser, form):
    response = browser.post("/practice", {"number": "5"} | form)
    assert response.status_code == 422
    assert 'role="alert"' in response.text
    assert browser.get("/practice/1").status_code == 404


@pytest.mark.parametrize("kind", sorted(RIGHT))
def test_a_tutor_answer_of_each_kind_is_followed_by_its_verdict_and_reasons(browser, ann, kind):
    number, position = a_question(ann, kind)
    url = f"/practice/{number}/questions/{position}"
    before = browser.get(url).text
    assert RATIONALE not in before
    form = question_form(browser, number, position)
    response = browser.post(f"/practice/{number}/answers/{position}", form | RIGHT[kind] | {"go": "stay"})
    assert (response.status_code, response.headers["Location"]) == (303, url)
    after = browser.page(url)
    assert "✓ right" in after.text
    assert RATIONALE in after.text
    assert "True for the 2026 code books." in after.text


@pytest.mark.parametrize("kind", sorted(WRONG))
def test_a_wrong_answer_shows_the_key(browser, ann, kind):
    number, position = a_question(ann, kind)
    browser.post(f"/practice/{number}/answers/{position}", question_form(browser, number, position) | WRONG[kind])
    text = browser.page(f"/practice/{number}/questions/{position}").text
    key = {"numeric": "Right: 80", "code": "Right: J20.9"}.get(kind, "right")
    assert key in text
    assert "Check" not in text


@pytest.mark.parametrize("kind", sorted(RIGHT))
def test_a_quiz_question_shows_the_saved_answer_and_nothing_of_the_key(browser, ann, kind):
    number, position = a_question(ann, kind, QUIZ)
    url, form = f"/practice/{number}/questions/{position}", question_form(browser, number, position)
    unanswered = browser.get(url).text
    browser.post(f"/practice/{number}/answers/{position}", form | RIGHT[kind])
    answered = browser.get(url).text
    for text in (unanswered, answered):
        assert RATIONALE not in text
        assert not any(mark in text for mark in ("is-right", "is-wrong", "key-line", "✓ right", "verdict-box"))
    assert "saved ✓" in answered
    sent = Page(answered).form(f"/practice/{number}/answers/{position}").fields
    if kind in ("single", "numeric", "code", "ordering"):
        expected = {"numeric": {"number": "80.00"}, "code": {"code": "J209"}, "single": {"choice": "B"}}
        wanted = expected.get(kind) or {name: values[0] for name, values in RIGHT[kind].items()}
        assert {name: sent[name] for name in wanted} == wanted


def test_the_navigator_tells_no_verdict_during_a_quiz(browser, ann):
    number = ann.start(QUIZ)
    ann.answer(number, 1, rightly=False)
    page = browser.page(f"/practice/{number}/questions/2")
    labels = [element.attributes.get("aria-label", "") for element in page.elements]
    assert "Question 1, answered" in labels
    assert not any("wrong" in label or "right" in label for label in labels)


def test_the_same_answer_form_posted_twice_is_saved_once(browser, ann):
    for feedback in (QUIZ, TUTOR):
        number, position = a_question(ann, "single", feedback)
        form = question_form(browser, number, position) | {"choice": "B"}
        answers = [browser.post(f"/practice/{number}/answers/{position}", form) for _ in range(2)]
        assert [response.status_code for response in answers] == [303, 303]
        assert ann.question(number, position).revision == 1


def test_the_same_answer_form_arriving_twice_at_the_same_moment_is_saved_once(browser, ann):
    number, position = a_question(ann, "single", QUIZ)
    form = question_form(browser, number, position) | {"choice": "B", "note": "kept"}
    statuses: list[int] = []

    def send_again() -> None:
        statuses.append(browser.post(f"/practice/{number}/answers/{position}", form).status_code)

    second = Thread(target=send_again)
    with ann.writing() as scope:
        event = sittings.Event(form["client_id"], int(form["sequence"]), 0)
        sittings.save_answer(scope, number, position, {"choice": ["B"]}, event)
        second.start()
        second.join(0.5)
        assert second.is_alive(), "the second form waits for the first"
    second.join(20)
    assert statuses == [303]
    page = ann.question(number, position)
    assert (page.revision, page.note) == (1, "kept")


def test_what_is_no_answer_is_explained_and_what_was_typed_is_kept(browser, ann):
    number, position = a_question(ann, "numeric")
    form = question_form(browser, number, position) | {"number": "about eighty"}
    response = browser.post(f"/practice/{number}/answers/{position}", form)
    page = Page(response.text)
    assert response.status_code == 422
    assert "Enter a number" in page.text
    assert page.named("number")[0]["value"] == "about eighty"
    assert ann.question(number, position).revision == 0


def test_places_that_were_entered_twice_are_kept_to_be_corrected(browser, ann):
    number, position = a_question(ann, "ordering")
    form = question_form(browser, number, position) | {"place-A": "1", "place-B": "1", "place-C": "2"}
    page = Page(browser.post(f"/practice/{number}/answers/{position}", form).text)
    assert [page.named(f"place-{letter}")[0]["value"] for letter in "ABC"] == ["1", "1", "2"]


def test_a_long_note_does_not_keep_an_answer_from_being_saved(browser, ann):
    number, position = a_question(ann, "single")
    note = "A thought about this question. " * 20
    form = question_form(browser, number, position) | {"choice": "B", "note": note}
    assert browser.post(f"/practice/{number}/answers/{position}", form).status_code == 303
    page = ann.question(number, position)
    assert (page.note, page.revision) == (note.strip(), 1)


def test_a_note_is_kept_even_when_the_answer_beside_it_cannot_be_read(browser, ann):
    number, position = a_question(ann, "numeric")
    form = question_form(browser, number, position) | {"number": "many", "note": "ask the teacher"}
    assert browser.post(f"/practice/{number}/answers/{position}", form).status_code == 422
    assert ann.question(number, position).note == "ask the teacher"


def test_flagging_keeps_what_was_entered_and_not_saved(browser, ann):
    for kind, fields in (("single", {"choice": "C"}), ("numeric", {"number": "12.5"})):
        number, position = a_question(ann, kind, QUIZ)
        response = browser.post(f"/practice/{number}/flags/{position}", fields | {"flag": "yes"})
        page = browser.page(response.headers["Location"])
        assert "⚑ flagged" in page.text
        sent = page.form(f"/practice/{number}/answers/{position}").fields
        assert {name: sent[name] for name in fields} == fields
        assert ann.question(number, position).revision == 0


def test_an_option_named_in_the_address_does_not_look_like_the_answer_given(browser, ann):
    number, position = a_question(ann, "single")
    ann.save(number, position, {"choice": ["A"]})
    page = browser.page(f"/practice/{number}/questions/{position}?choice=C")
    assert [field["value"] for field in page.named("choice") if "checked" in field] == ["A"]


def test_a_note_can_be_saved_and_is_shown_as_text(browser, ann):
    number = ann.start()
    response = browser.post(f"/practice/{number}/notes/1", {"note": "<b>margin</b>"})
    assert response.status_code == 303
    shown = browser.get(f"/practice/{number}/questions/1").text
    assert "&lt;b&gt;margin&lt;/b&gt;" in shown
    assert "Your note is saved." in shown


def test_returning_resumes_at_the_first_unanswered_question(browser, ann):
    number = ann.start()
    ann.answer(number, 1, rightly=True)
    assert browser.get(f"/practice/{number}").headers["Location"] == f"/practice/{number}/questions/2"


@pytest.mark.parametrize(("go", "place"), [("2", "questions/2"), ("finish", "finish"), ("stay", "questions/1")])
def test_each_button_saves_and_leads_where_it_says(browser, ann, go, place):
    number = ann.start(QUIZ)
    form = question_form(browser, number, 1) | {"go": go}
    assert browser.post(f"/practice/{number}/answers/1", form).headers["Location"] == f"/practice/{number}/{place}"


def test_handing_in_shows_what_is_open_and_then_the_result(browser, ann):
    number = ann.start(QUIZ)
    ann.answer(number, 1, rightly=True)
    ann.answer(number, 2, rightly=False)
    before = browser.page(f"/practice/{number}/finish")
    assert "2 of 6 questions answered" in before.text
    unanswered = [f"/practice/{number}/questions/{position}" for position in (3, 4, 5, 6)]
    assert [link for link in before.links if "/questions/" in link] == unanswered
    assert browser.get(f"/practice/{number}/result").headers["Location"].endswith("/finish")
    assert browser.post(f"/practice/{number}/finish").headers["Location"].endswith("/result")
    page = browser.page(f"/practice/{number}/result")
    assert "1 of 6 right" in page.text
    assert "4 not answered" in page.text
    assert "Anatomy" in page.text
    assert "Practice missed questions" in page.text
    assert browser.get(f"/practice/{number}/finish").headers["Location"].endswith("/result")
    assert browser.post(f"/practice/{number}/finish").status_code == 303, "handing in twice does no harm"
    review = browser.page(f"/practice/{number}/questions/3")
    assert "You left this question unanswered." in review.text
    assert RATIONALE in review.text


def test_the_result_can_be_narrowed_to_what_was_not_right_or_flagged(browser, ann):
    number = ann.start(QUIZ, areas=("anatomy",))
    ann.answer(number, 1, rightly=True)
    browser.post(f"/practice/{number}/flags/1", {"flag": "yes"})
    ann.hand_in(number)
    listed = {
        shown: browser.page(f"/practice/{number}/result?show={shown}").text.count("The stem of")
        for shown in ("all", "wrong", "flagged", "nonsense")
    }
    assert listed == {"all": 3, "wrong": 2, "flagged": 1, "nonsense": 3}


def test_an_answer_after_the_end_is_told_to_be_late_and_the_result_can_be_seen(browser, ann, clock):
    number = ann.start(QUIZ, number=1, is_timed=True)
    form = question_form(browser, number, 1)
    kind = ann.question(number).response.kind
    clock.advance(hours=1)
    response = browser.post(f"/practice/{number}/answers/1", form | RIGHT[kind])
    assert response.headers["Location"] == f"/practice/{number}/finish"
    page = browser.page(f"/practice/{number}/finish")
    assert "Time is up" in page.text
    assert "It is kept, but it does not count" in page.text
    browser.post(f"/practice/{number}/finish")
    assert "0 of 1 right" in browser.page(f"/practice/{number}/result").text


def test_a_stale_tab_is_told_so_and_shown_what_it_had_entered(browser, ann):
    number, position = a_question(ann, "code", QUIZ)
    stale = question_form(browser, number, position)
    ann.save(number, position, {"code": ["J20.9"]})
    response = browser.post(f"/practice/{number}/answers/{position}", stale | {"code": "J20.0"})
    assert response.status_code == 409
    assert "Nothing was overwritten" in Page(response.text).text
    assert "J20.0" in response.text
    assert ann.question(number, position).answer.code == "J209"


def test_a_second_answer_after_the_verdict_and_one_to_a_closed_sitting_are_refused(browser, ann):
    number, position = a_question(ann, "single")
    late = question_form(browser, number, position) | {"choice": "B"}
    ann.save(number, position, WRONG["single"])
    final = browser.post(f"/practice/{number}/answers/{position}", late)
    assert (final.status_code, "its answer stands" in Page(final.text).text) == (409, True)
    ann.hand_in(number)
    closed = browser.post(f"/practice/{number}/answers/{position}", late)
    assert (closed.status_code, "This sitting is closed" in Page(closed.text).text) == (409, True)


def test_giving_up_closes_the_sitting_without_a_grade(browser, ann):
    number = ann.start(QUIZ)
    assert browser.post(f"/practice/{number}/abandon").status_code == 303
    assert "Given up" in browser.page(f"/practice/{number}/finish").text
    page = browser.page(f"/practice/{number}/questions/1")
    assert "This sitting was given up." in page.text
    assert RATIONALE not in page.text


@pytest.mark.parametrize(
    "path",
    ["/practice/9", "/practice/1/questions/7", "/practice/1/questions/0", "/practice/9/result", "/practice/9/finish"],
)
def test_an_unknown_sitting_or_question_is_not_there(browser, ann, path):
    ann.start()
    response = browser.get(path)
    assert response.status_code == 404
    assert "There is no such page, or it is not yours." in Page(response.text).text


@pytest.mark.parametrize("number", ["99999999999", "9223372036854775808", "9" * 40])
def test_a_number_longer_than_any_column_is_not_there(browser, ann, number):
    assert browser.get(f"/practice/{number}").status_code == 404
    assert browser.get(f"/cases/sittings/{number}").status_code == 404
    assert browser.post(f"/practice/{number}/flags/1").status_code == 404


def test_no_page_of_a_running_quiz_holds_a_rationale(browser, ann):
    number = ann.start(QUIZ)
    ann.answer(number, 1, rightly=True)
    seen, to_see = set(), ["/", "/practice", "/progress", f"/practice/{number}"]
    to_see += [f"/practice/{number}/questions/{position}" for position in range(1, 7)]
    while to_see:
        url = to_see.pop()
        if url in seen or not url.startswith("/"):
            continue
        seen.add(url)
        response = browser.get(url, follow_redirects=True)
        text = text_of(response)
        assert RATIONALE not in text, url
        to_see += Page(text).links if response.mimetype == "text/html" else []
    assert len(seen) > 15
