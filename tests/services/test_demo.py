"""The demo: a class that has everything an instructor wants to see, made by the program's own services."""

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.conftest import CHEAP
from tests.support.browser import Browser
from tests.support.clock import Clock
from tests.support.code_book import build_small_book
from tests.support.demos import SMALL, SmallDemo, a_part_of_the_content, a_small_demo
from tests.support.library import ITEMS
from tests.support.people import sign_up
from trainer.config import Settings, resource_folder
from trainer.db.engine import make_engines
from trainer.db.models.analyses import ClassAnalysis
from trainer.db.models.attempts import AnswerRow
from trainer.db.models.classes import AssignmentOverride, ClassInvitation, ItemReport, WorkComment
from trainer.db.models.grades import GradingRun
from trainer.db.models.jobs import Job
from trainer.domain.claims.lines import read_claim
from trainer.domain.classes.marks import CellState
from trainer.domain.classes.risk import RiskKind
from trainer.domain.grading.billing import exact_worksheet
from trainer.domain.grading.items import grade_item
from trainer.domain.items.answers import Blank, Malformed, parse_answer
from trainer.services import class_readiness, demo, drafts, gradebook, live_exams, notices
from trainer.services.demo.answers import fields_of
from trainer.services.demo.claims import billing_work, coding_work
from trainer.services.live_exams import LiveState
from trainer.services.scope import Scopes
from trainer.web.app import make_app

SEED = 2
"""With these dice every state of the gradebook comes up in a class of this size."""
PAGES = ("assignments", "authoring", "classes", "disputes", "gradebook", "insight")


def scopes_on(url: str, folder: Path, seed: int = 1) -> Scopes:
    settings = Settings(folder, url, password_cost=CHEAP, base_url="http://trainer.test")
    if not settings.codebook_path.exists():
        build_small_book(settings.codebook_path)
    return Scopes(make_engines(url), settings, Clock(), random.Random(seed))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def small(request, tmp_path_factory) -> Iterator[SmallDemo]:
    """One demo on each database; tests only look at it."""
    template = request.getfixturevalue(f"{request.param}_template")
    with template.copy() as url:
        scopes = scopes_on(url, tmp_path_factory.mktemp("demo"))
        yield a_small_demo(scopes, seed=SEED)
        scopes.engines.dispose()


@pytest.fixture(scope="module")
def instructor(small):
    return small.who(demo.INSTRUCTOR.email)


@pytest.fixture(scope="module")
def book(small, instructor):
    with instructor.reading() as scope:
        return gradebook.get_gradebook(scope, small.filled.class_id)


def count(small: SmallDemo, table, *conditions) -> int:
    with small.scopes.reading() as scope:
        return scope.session.scalar(select(func.count()).select_from(table).where(*conditions))


def test_the_gradebook_has_every_state(book):
    assert {cell.state for row in book.rows for cell in row.cells} == set(CellState)
    assert any(cell.is_by_hand and cell.state is not CellState.EXCUSED for row in book.rows for cell in row.cells)
    assert any(cell.tries > 1 for row in book.rows for cell in row.cells)


def test_somebody_has_missing_work_and_whoever_came_late_is_not_asked_for_what_was_closed(small, instructor, book):
    with instructor.reading() as scope:
        page = class_readiness.get_readiness(scope, small.filled.class_id)
    missing = {row.learner_id: sum(cell.is_missing for cell in row.cells) for row in book.rows}
    assert {row.learner_id: row.situation.missing for row in page.rows} == missing
    assert any(missing.values())
    assert any(cell.state is CellState.BEFORE_JOINING for row in book.rows for cell in row.cells)


def test_the_exam_is_under_way_and_somebody_has_lost_the_connection(small, instructor):
    with instructor.reading() as scope:
        page = live_exams.get_live(scope, small.filled.class_id, small.filled.assignments["final"])
    assert {row.state for row in page.rows} == set(LiveState) - {LiveState.BETWEEN}


def test_one_key_was_corrected_regraded_and_told(small):
    assert count(small, GradingRun, GradingRun.kind == "regrade") == 1
    assert count(small, ItemReport, ItemReport.outcome == "corrected") >= 1
    assert count(small, ItemReport, ItemReport.outcome == "explained") == 1
    assert count(small, ItemReport, ItemReport.answered_at.is_(None)) == 1
    told = 0
    for person in demo.CANDIDATES[: SMALL.learners]:
        with small.who(person.email).reading() as scope:
            told += len(notices.list_notices(scope))
    assert told


def test_teachers_have_said_and_granted_something_and_people_are_invited(small):
    assert count(small, WorkComment) >= 2
    assert count(small, AssignmentOverride) == 3
    assert count(small, ClassInvitation, ClassInvitation.accepted_at.is_(None)) == 4


def test_the_instructor_has_one_question_published_and_one_in_review(instructor):
    with instructor.reading() as scope:
        found = drafts.search_drafts(scope, drafts.DraftSearch())
    assert sorted(row.state for row in found.rows) == ["in_review", "published"]


def test_the_night_is_done_and_no_mail_waits(small):
    assert count(small, ClassAnalysis) >= 3
    assert count(small, Job, Job.state != "done") == 0


def test_every_page_of_the_instructor_answers(small, instructor, book):
    app = make_app(small.scopes, small.scopes.settings, "only for tests", resource_folder("templates"))
    browser = Browser(app).sign_in(instructor)
    place = {
        "class_id": small.filled.class_id,
        "assignment_id": small.filled.assignments["week 1"],
        "learner_id": book.rows[0].learner_id,
    }
    looked_at = 0
    with app.test_request_context():
        rules = [
            rule
            for rule in app.url_map.iter_rules()
            if "GET" in rule.methods and rule.endpoint.split(".")[0] in PAGES and rule.arguments <= place.keys()
            if not rule.rule.endswith(".svg")  # of too little there is no plot
        ]
        addresses = [
            app.url_for(rule.endpoint, **{name: place[name] for name in rule.arguments}, _external=False)
            for rule in rules
        ]
    for address in addresses:
        assert browser.get(address).status_code in (200, 303), address
        looked_at += 1
    assert looked_at > 20


def test_those_who_sit_the_exam_go_on_with_it_while_somebody_looks(small, instructor):
    before = count(small, AnswerRow)
    beats = [demo.keep_alive(small.scopes, random.Random(seed)) for seed in range(4)]
    assert set(beats) == {1}
    assert count(small, AnswerRow) > before
    with instructor.reading() as scope:
        page = live_exams.get_live(scope, small.filled.class_id, small.filled.assignments["final"])
    assert LiveState.LOST in {row.state for row in page.rows}


def test_a_whole_demo_is_known_and_one_with_other_people_is_left_alone(small):
    with small.scopes.reading() as scope:
        assert demo.standing_of(scope) is demo.Standing.WHOLE


def test_an_empty_database_can_be_filled_and_one_with_people_cannot(scopes):
    with scopes.reading() as scope:
        assert demo.standing_of(scope) is demo.Standing.EMPTY
    sign_up(scopes, "somebody@example.org", "Somebody")
    with scopes.reading() as scope, pytest.raises(demo.DemoUnusable, match="has accounts that the demo did not make"):
        demo.standing_of(scope)


LONGER = demo.Size(11, 5, 10, 10, 4, "full", "short-25", "short-25")
"""The first eleven are those whose habits are told; an estimate wants a hundred first answers."""


def test_somebody_is_at_risk_for_each_reason_that_there_is(sqlite_template, tmp_path):
    with sqlite_template.copy() as url:
        scopes = scopes_on(url, tmp_path)
        made = a_small_demo(scopes, LONGER, of_an_area=20)
        with made.who(demo.INSTRUCTOR.email).reading() as scope:
            page = class_readiness.get_readiness(scope, made.filled.class_id)
        scopes.engines.dispose()
    found = {risk.kind: row for row in page.rows for risk in row.risks}
    assert set(found) == set(RiskKind)
    assert found[RiskKind.NO_STUDY].name == "Wyatt Brandvold"
    assert found[RiskKind.FALLING].name == "Brianna Colter"
    assert found[RiskKind.NOT_ENOUGH_EVIDENCE].situation.first_answers > 0
    assert page.at_risk < len(page.rows), "most of a class need no talk"


def grades(small: SmallDemo) -> list[object]:
    with small.who(demo.INSTRUCTOR.email).reading() as scope:
        page = gradebook.get_gradebook(scope, small.filled.class_id)
    return [page.rows, page.mean, page.median]


def test_the_same_seed_at_the_same_moment_gives_the_same_gradebook(sqlite_template, tmp_path):
    found = []
    tiny = replace(SMALL, learners=5, weeks=2, items=4)
    for dice in (1, 2):  # those of the scopes do not matter
        with sqlite_template.copy() as url:
            scopes = scopes_on(url, tmp_path, dice)
            found.append(grades(a_small_demo(scopes, tiny)))
            scopes.engines.dispose()
    assert found[0] == found[1]


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.slug)
def test_right_and_wrong_answers_to_every_kind_of_question_are_what_they_are_meant_to_be(item):
    for seed in range(12):
        for is_right in (True, False):
            fields = fields_of(item.content.response, item.key, random.Random(seed), is_right=is_right, mark=item.slug)
            answer = parse_answer(item.content.response, fields)
            assert not isinstance(answer, Blank | Malformed), fields
            assert grade_item(item.key, answer).is_full is is_right, fields


def test_who_makes_no_errors_does_what_the_keys_say_and_who_makes_them_does_not():
    content = a_part_of_the_content()
    dice = random.Random(5)
    for case in content.cases:
        able = coding_work(case.content, case.key, 1.0, dice)
        assert read_claim(able.claim)[1] == ()
        weak = [coding_work(case.content, case.key, 0.0, dice) for _ in range(40)]
        assert all(work.claim != able.claim for work in weak)
    for exercise in content.exercises:
        right = exact_worksheet(exercise.content, exercise.key)
        assert billing_work(exercise.content, exercise.key, 1.0, dice) == right
        assert any(billing_work(exercise.content, exercise.key, 0.0, dice) != right for _ in range(10))
