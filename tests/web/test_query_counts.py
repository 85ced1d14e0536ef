"""How many statements a page costs: the two that every learner waits for all the time."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from tests.support.billing import FILL, LIST, POST, SCRUB, form_of, publish_exercises
from tests.support.case_forms import RIGHT as RIGHT_CLAIM
from tests.support.case_forms import hand_in, start
from tests.support.exams import SHORT, publish_exams
from tests.support.histories import Past, a_large_library, add_past
from tests.support.library import AUDIT_SLUG, CASE_SLUG, QUERY_SLUG, RIGHT
from tests.support.plans import a_task, with_plan
from trainer.domain.attempts.attempt import Feedback
from trainer.domain.readiness.plan_values import TaskKind
from trainer.services.publishing import publish_library
from trainer.services.scope import Scopes

MOST_FOR_A_QUESTION = 4
MOST_FOR_AN_ANSWER = 5  # graded at once or not
MOST_FOR_A_WORKBENCH = 4
MOST_FOR_A_SAVED_CLAIM = 8
MOST_FOR_A_REPORT = 9
MOST_FOR_THE_START_PAGE = 12
MOST_FOR_A_PLOT = 5


@contextmanager
def counted(scopes: Scopes) -> Iterator[list[str]]:
    """The statements that are sent meanwhile; what begins a transaction is not counted."""
    sent: list[str] = []

    def count(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA", "SET LOCAL")):
            sent.append(statement)

    read, write = scopes.engines.read, scopes.engines.write
    engines = {write} if read.pool is write.pool else {read, write}  # on PostgreSQL one hears what the other does
    for engine in engines:
        event.listen(engine, "before_cursor_execute", count)
    yield sent
    for engine in engines:
        event.remove(engine, "before_cursor_execute", count)


@pytest.mark.parametrize("feedback", list(Feedback))
def test_a_question_page_costs_few_statements_answered_or_not(browser, ann, scopes, feedback):
    number = ann.start(feedback)
    ann.answer(number, 1, rightly=True)
    for position in (1, 2):
        with counted(scopes) as sent:
            assert browser.get(f"/practice/{number}/questions/{position}").status_code == 200
        assert 0 < len(set(sent)) <= len(sent) <= MOST_FOR_A_QUESTION, "\n".join(sent)


def test_a_question_page_costs_as_few_beside_an_exam_that_holds_some_of_it_back(browser, ann, scopes):
    publish_exams(scopes)
    number = ann.start(number=100)
    positions = range(1, ann.question(number).item_count + 1)
    for position in positions:
        ann.answer(number, position, rightly=True)
    browser.post("/exams", {"track": "cpc", "form": SHORT})
    told = set()
    for position in positions:
        with counted(scopes) as sent:
            page = browser.get(f"/practice/{number}/questions/{position}").text
        told.add("This question also stands in" in page)
        assert 0 < len(set(sent)) <= len(sent) <= MOST_FOR_A_QUESTION, "\n".join(sent)
    assert told == {True, False}


@pytest.mark.parametrize("feedback", list(Feedback))
def test_saving_an_answer_costs_few_statements(browser, ann, scopes, feedback):
    number = ann.start(feedback)
    position = ann.position_of(number, "single")
    browser.get("/")
    with counted(scopes) as sent:
        response = browser.post(f"/practice/{number}/answers/{position}", RIGHT["single"] | {"client_id": "tab"})
    assert response.status_code == 303
    assert ann.question(number, position).revision == 1
    assert 0 < len(sent) <= MOST_FOR_AN_ANSWER, "\n".join(sent)
    with counted(scopes) as sent:
        fields = {"choice": ["A"], "client_id": "tab", "sequence": "2", "base_revision": "1"}
        browser.post(f"/practice/{number}/answers/{position}", fields)
    assert 0 < len(sent) <= MOST_FOR_AN_ANSWER, "\n".join(sent)


@pytest.mark.parametrize("slug", [CASE_SLUG, AUDIT_SLUG, QUERY_SLUG])
def test_the_workbench_and_its_saves_cost_few_statements(browser, scopes, slug):
    work = start(browser, slug)
    for revision, note in enumerate(("one", "two")):
        with counted(scopes) as sent:
            assert browser.get(work).status_code == 200
        assert 0 < len(set(sent)) <= len(sent) <= MOST_FOR_A_WORKBENCH, "\n".join(sent)
        form = RIGHT_CLAIM | {"note": note, "base_revision": str(revision)}
        with counted(scopes) as sent:
            assert browser.post(f"{work}/claim", form).status_code == 303
        assert 0 < len(sent) <= MOST_FOR_A_SAVED_CLAIM, "\n".join(sent)


@pytest.mark.usefixtures("code_book")
@pytest.mark.parametrize("slug", [CASE_SLUG, AUDIT_SLUG, QUERY_SLUG])
def test_a_report_costs_as_many_statements_after_many_tries_as_after_one(browser, scopes, slug):
    for _ in range(4):
        report = hand_in(browser, RIGHT_CLAIM, slug)
        with counted(scopes) as sent:
            assert browser.get(report).status_code == 200
        assert 0 < len(sent) <= MOST_FOR_A_REPORT, "\n".join(sent)


@pytest.mark.parametrize("slug", [FILL, SCRUB, LIST, POST])
def test_a_billing_exercise_costs_as_few_statements_as_a_case(browser, scopes, slug):
    publish_exercises(scopes)
    for _ in range(3):
        work = browser.post(f"/billing/exercises/{slug}/start").headers["Location"]
        for page, most in (("/billing", MOST_FOR_A_WORKBENCH), (work, MOST_FOR_A_WORKBENCH)):
            sent = _statements(browser, scopes, page)
            assert 0 < len(set(sent)) <= len(sent) <= most, "\n".join(sent)
        with counted(scopes) as sent:
            assert browser.post(f"{work}/worksheet", form_of(slug)).status_code == 303
        assert 0 < len(sent) <= MOST_FOR_A_SAVED_CLAIM, "\n".join(sent)
        browser.post(f"{work}/submission", form_of(slug, base=1))
        sent = _statements(browser, scopes, f"{work}/report")
        assert 0 < len(sent) <= MOST_FOR_A_REPORT, "\n".join(sent)


def test_an_exam_costs_few_statements(app, browser, ann, scopes):
    publish_exams(scopes)
    exam = browser.post("/exams", {"track": "cpc", "form": SHORT}).headers["Location"]
    for page in (f"{exam}/questions/1", f"{exam}/paper"):
        with counted(scopes) as sent:
            assert browser.get(page).status_code == 200
        assert 0 < len(sent) <= MOST_FOR_A_QUESTION, "\n".join(sent)
    for sequence, changed in enumerate(
        ({"choice": "B", "number": "80", "code": "J20.9"}, {"choice": "A", "number": "81"})
    ):
        form = {"client_id": "tab", "sequence": str(sequence + 1), "base_revision": str(sequence)} | changed
        with counted(scopes) as sent:
            saved = browser.post(f"{exam}/answers/25", form, headers={"Accept": "application/json"})
        assert saved.get_json() | {"outcome": "saved", "revision": sequence + 1} == saved.get_json()
        assert 0 < len(sent) <= MOST_FOR_AN_ANSWER, "\n".join(sent)


def _statements(browser, scopes, address):
    browser.get(address)  # what is read once for all requests
    with counted(scopes) as sent:
        assert browser.get(address).status_code == 200
    return sent


def test_the_start_page_costs_few_statements_however_much_there_is_to_tell(browser, ann, scopes):
    assert 0 < len(_statements(browser, scopes, "/")) <= MOST_FOR_THE_START_PAGE, "a newcomer"
    with scopes.writing() as scope:
        publish_library(scope, a_large_library())
    with ann.writing() as scope:
        add_past(scope, scope.learner.id, Past(150, days=20, cases=8, span_days=60), a_large_library().blueprints[0])
    with_plan(ann, a_task(TaskKind.CASES, 2, 40), a_task(TaskKind.MOCK, 40, 60, subject="full", title="CPC"))
    sent = _statements(browser, scopes, "/")
    assert 0 < len(sent) <= MOST_FOR_THE_START_PAGE, "\n".join(sent)
    ann.start()
    sent = _statements(browser, scopes, "/")
    assert 0 < len(sent) <= MOST_FOR_THE_START_PAGE, "\n".join(sent)
    for name in ("readiness", "errors", "days", "pace"):
        sent = _statements(browser, scopes, f"/today/{name}.svg")
        assert 0 < len(sent) <= MOST_FOR_A_PLOT, "\n".join(sent)
