"""The pages of the diagnostic."""

import re

import pytest

from tests.support.browser import Browser
from tests.support.html import Page
from tests.support.library import RATIONALE, RIGHT, WRONG
from tests.support.people import Learner, sign_up
from tests.web.conftest import build
from tests.web.test_exam_secrets import TELLS, crawl, plant, planted
from tests.web.test_query_counts import counted
from trainer.db.models.attempts import AttemptItem, AttemptRow
from trainer.domain.attempts.attempt import AttemptKind, Feedback
from trainer.services import diagnostics, grading
from trainer.services.scope import Scopes


def start(browser: Browser, track: str = "cpc") -> str:
    """The address of a new diagnostic."""
    response = browser.post("/diagnostic", {"track": track})
    assert response.status_code == 303
    return str(response.headers["Location"])


def fields_of(learner: Learner, address: str, *, rightly: bool = True) -> dict[str, list[str]]:
    """A right or a wrong answer to the question that waits."""
    with learner.reading() as scope:
        page = diagnostics.get_current(scope, int(address.rsplit("/", 1)[1]))
    assert page is not None
    return (RIGHT if rightly else WRONG)[page.response.kind]


def position_on(page: Page) -> int:
    found = re.search(r"Question (\d+) of", page.text)
    assert found
    return int(found[1])


def send(browser: Browser, address: str, fields: dict[str, list[str]], **more: str):
    """Fills in the form of the question that waits and sends it."""
    page = browser.page(address)
    form = page.form(f"{address}/answers/{position_on(page)}")
    hidden = {name: form.fields[name] for name in ("client_id", "sequence", "base_revision")}
    return browser.post(form.action, hidden | fields | more)


def finish(browser: Browser, learner: Learner, address: str, *, rightly: bool = True) -> str:
    """Answers what is left; the address of the result."""
    while True:
        target = send(browser, address, fields_of(learner, address, rightly=rightly)).headers["Location"]
        if target != address:
            return str(target)


def test_the_entry_says_what_it_is_and_can_be_skipped(browser: Browser) -> None:
    page = browser.page("/diagnostic")
    for words in ("6 questions", "about 8 minutes", "No verdict and no score", "No way back", "Skip it"):
        assert words in page.text
    assert 'href="/"' in browser.get("/diagnostic").text
    assert page.form("/diagnostic").fields["track"] == "cpc"
    assert "CPB exam" in browser.page("/diagnostic?track=cpb").text


def test_without_questions_the_entry_says_what_to_do(scopes: Scopes, settings) -> None:
    browser = Browser(build(scopes, settings)).sign_in(sign_up(scopes))
    assert "There are no questions for this track yet." in browser.page("/diagnostic").text
    response = browser.post("/diagnostic", {"track": "cpc"})
    assert response.status_code == 422
    assert "There are no questions for this track yet." in response.text


def test_a_walk_from_the_entry_to_the_review(browser: Browser, ann: Learner) -> None:
    address = start(browser)
    page = browser.page(address)
    assert "Question 1 of 6" in page.text
    assert "CPC diagnostic" in page.text
    for position in range(2, 7):
        answered = send(browser, address, fields_of(ann, address))
        assert (answered.status_code, answered.headers["Location"]) == (303, address)
        assert position_on(browser.page(address)) == position
    result = finish(browser, ann, address)
    page = browser.page(result)
    assert "Your starting profile" in page.text
    assert "6 answers say too little about the whole." in page.text
    assert "3 of 3" in page.text
    assert "firm so far" in page.text
    assert 'href="/plan"' in browser.get(result).text
    assert browser.get(address).headers["Location"] == result
    review = browser.page(f"{address}/review/1")
    assert RATIONALE in review.text
    assert "✓ right" in review.text
    assert browser.get(f"{address}/review/7").status_code == 404


def test_what_was_missed_is_named_to_begin_with_and_can_be_listed_alone(browser: Browser, ann: Learner) -> None:
    address = start(browser)
    send(browser, address, {}, go="unknown")
    result = finish(browser, ann, address, rightly=False)
    text = browser.get(result).text
    assert "Begin with" in text
    assert "area=anatomy&amp;area=compliance" in text, "the larger area first"
    assert "1 not known" in text
    only_wrong = browser.page(f"{result}?show=wrong")
    assert "not known" in only_wrong.text
    review = browser.page(f"{address}/review/1").text
    assert "You said that you do not know this one." in review


def test_a_question_and_its_answer_cost_few_statements(browser: Browser, ann: Learner, scopes: Scopes) -> None:
    address = start(browser)
    for most_for_page, most_for_answer in ((7, 16), (7, 16)):
        fields = fields_of(ann, address)
        with counted(scopes) as sent:
            page = browser.page(address)
        assert 0 < len(sent) <= most_for_page, "\n".join(sent)
        form = page.form(f"{address}/answers/{position_on(page)}")
        with counted(scopes) as sent:
            browser.post(form.action, form.fields | fields)
        assert 0 < len(sent) <= most_for_answer, "\n".join(sent)
    with ann.reading() as scope, counted(scopes) as sent:
        assert diagnostics.diagnostic_state(scope, "cpc") == diagnostics.OpenDiagnostic(1, 3, 6, scope.now)
    assert len(sent) == 1


def test_an_empty_form_is_told_what_to_do_and_deals_nothing(browser: Browser) -> None:
    address = start(browser)
    response = send(browser, address, {})
    assert response.status_code == 422
    assert "Choose or enter an answer, or say that you do not know." in response.text
    assert position_on(browser.page(address)) == 1


def test_what_was_typed_is_kept_when_it_is_no_answer(browser: Browser, ann: Learner) -> None:
    address = start(browser)
    for _ in range(6):
        page = browser.get(address).text
        if 'name="number"' in page:
            break
        send(browser, address, {}, go="unknown")
    response = send(browser, address, {"number": ["eighty"]})
    assert response.status_code == 422
    assert 'value="eighty"' in response.text


def test_a_double_click_deals_one_question_and_an_old_page_overwrites_nothing(browser: Browser, ann: Learner) -> None:
    address = start(browser)
    form = browser.page(address).form(f"{address}/answers/1")
    event = {name: form.fields[name] for name in ("client_id", "sequence", "base_revision")}
    fields = fields_of(ann, address)
    for _ in range(2):
        assert browser.post(form.action, event | fields).headers["Location"] == address
    assert position_on(browser.page(address)) == 2
    assert browser.post(form.action, event | {"client_id": "old page"} | fields).status_code == 303
    page = browser.page(address)
    assert "Question 1 was answered on another page before." in page.text
    assert position_on(page) == 2


def test_it_is_gone_on_with_from_the_entry_the_practice_page_and_the_history(browser: Browser, ann: Learner) -> None:
    address = start(browser)
    send(browser, address, fields_of(ann, address))
    assert "Question 2 of 6 waits for you" in browser.page("/diagnostic").text
    assert "question 2 of 6" in browser.page("/practice").text
    for page in ("/diagnostic", "/practice", "/progress", "/"):
        assert f'href="{address}"' in browser.get(page).text, page
    assert start(browser) == address


def test_stopping_offers_to_go_on_to_see_what_there_is_or_to_give_up(browser: Browser, ann: Learner) -> None:
    address = start(browser)
    text = browser.page(f"{address}/finish").text
    assert "See what we have" not in text, "there is nothing yet"
    refused = browser.post(f"{address}/finish")
    assert refused.status_code == 422
    assert "Answer one question at least" in refused.text
    send(browser, address, fields_of(ann, address))
    assert "The profile is made from 1 answer." in browser.page(f"{address}/finish").text
    result = browser.post(f"{address}/finish").headers["Location"]
    assert "1 of 1" in browser.page(result).text
    assert browser.get(f"{address}/finish").headers["Location"] == result
    assert browser.post(f"{address}/finish").headers["Location"] == result
    assert f'href="{result}"' in browser.get("/progress").text
    assert "Earlier diagnostics" in browser.page("/diagnostic").text


def test_given_up_it_has_no_result(browser: Browser, ann: Learner) -> None:
    address = start(browser)
    send(browser, address, fields_of(ann, address))
    assert browser.post(f"{address}/abandon").headers["Location"] == "/diagnostic"
    assert "was given up" in browser.page("/diagnostic").text
    assert browser.get(address).headers["Location"] == f"{address}/result"
    assert "Given up" in browser.page(f"{address}/result").text
    assert browser.get(f"{address}/review/1").headers["Location"] == f"{address}/result"


def test_a_result_whose_grading_was_interrupted_can_be_asked_for(browser: Browser, ann: Learner) -> None:
    address = start(browser)
    send(browser, address, fields_of(ann, address))
    with ann.writing() as scope:
        diagnostics.finish_early(scope, int(address.rsplit("/", 1)[1]))
    page = browser.page(f"{address}/result")
    assert "The grading was interrupted." in page.text
    browser.post(page.form(f"{address}/finish").action)
    assert "Your starting profile" in browser.page(f"{address}/result").text


def test_before_the_end_the_result_leads_back_to_the_question(browser: Browser) -> None:
    address = start(browser)
    assert browser.get(f"{address}/result").headers["Location"] == address
    assert browser.get(f"{address}/review/1").headers["Location"] == f"{address}/result"


def test_after_the_end_an_old_form_is_told_so(browser: Browser, ann: Learner) -> None:
    address = start(browser)
    finish(browser, ann, address)
    response = browser.post(f"{address}/answers/1", {"client_id": "old", "sequence": "1", "choice": "A"})
    assert response.status_code == 409


def test_somebody_elses_diagnostic_is_not_there(app, browser: Browser, scopes: Scopes) -> None:
    address = start(browser)
    ben = Browser(app).sign_in(sign_up(scopes, "ben@example.org"))
    for page in ("", "/finish", "/result", "/review/1"):
        assert ben.get(address + page).status_code == 404
    for form in ("/answers/1", "/finish", "/abandon"):
        assert ben.post(address + form).status_code == 404


def test_a_result_is_held_back_while_its_questions_stand_in_another_diagnostic(browser: Browser, ann: Learner) -> None:
    address = start(browser)
    result = finish(browser, ann, address)
    again = start(browser)
    assert again != address
    assert "in an exam or a diagnostic that you have not finished" in browser.page(result).text
    reviewed = [browser.page(f"{address}/review/{position}").text for position in range(1, 7)]
    assert sum("What is right is shown again" in text for text in reviewed) == 1
    browser.post(f"{again}/abandon")
    assert "Your starting profile" in browser.page(result).text


@pytest.fixture
def veteran(ann: Learner) -> Learner:
    """Ann has practised every question before: one tutor sitting is open, one has its result."""
    for _ in range(2):
        number = ann.start(Feedback.AT_ONCE, 100)
        for position in range(1, 7):
            ann.answer(number, position, rightly=position % 2 == 0)
    ann.hand_in(1)
    return ann


def test_nothing_about_a_key_is_sent_during_a_diagnostic(browser: Browser, veteran: Learner, scopes: Scopes) -> None:
    plant(scopes)
    address = start(browser)
    for rightly in (True, False, True, False, True):
        send(browser, address, fields_of(veteran, address, rightly=rightly))
    number = int(address.rsplit("/", 1)[1])
    with scopes.reading() as scope:
        rows = [scope.session.get_one(AttemptItem, (veteran.id, number, position)) for position in range(1, 7)]
        assert scope.session.get_one(AttemptRow, (veteran.id, number)).kind == AttemptKind.DIAGNOSTIC
    marks = [planted(row.item_version_id) for row in rows]
    starts = [address, f"{address}/finish", f"{address}/result", *(f"{address}/review/{at}" for at in range(1, 7))]
    starts += ["/", "/progress", "/diagnostic", "/practice"]
    starts += [f"/practice/{sitting}/questions/{at}" for sitting in (1, 2) for at in range(1, 7)]
    starts += [f"/practice/{sitting}/{page}" for sitting in (1, 2) for page in ("result", "finish")]
    sent = crawl(browser, starts)
    assert [(at, mark) for at, text in sent.items() for mark in marks if mark in text] == []
    own = {at: text for at, text in sent.items() if at.startswith("/diagnostic")}
    assert [(at, tell) for at, text in own.items() for tell in TELLS if tell in text] == []
    with veteran.writing() as scope:
        diagnostics.finish_early(scope, number)
    with veteran.writing() as scope:
        grading.grade_attempt(scope, number)
    after = crawl(browser, starts)
    assert {mark for text in after.values() for mark in marks if mark in text} == set(marks), (
        "the crawl would find them"
    )
