"""What is told after the due date, or never, is told nowhere before: keys are planted, verdicts are compared.

Whoever has handed in right answers and whoever has handed in wrong ones are shown the same until then.
"""

import re
from datetime import timedelta
from difflib import unified_diff

import pytest
from flask import Flask

from tests.support.assignments import begin
from tests.support.browser import Browser
from tests.support.clock import Clock
from tests.support.exams import an_exam_library, exam_items, publish_exams
from tests.support.library import ITEMS, RIGHT, WRONG
from tests.support.people import Learner
from tests.support.school import School, a_school, a_spec, an_assignment
from tests.web.conftest import build
from tests.web.test_exam_secrets import crawl, examined, plain, plant, planted
from trainer.domain.classes.work import FeedbackRule
from trainer.services import sittings
from trainer.services.scope import Scopes

DAY = timedelta(days=1)
QUIZ, TIMED, NEVER = ("anatomy-1", "anatomy-2"), ("compliance-1", "compliance-2"), ("cases-1", "cases-2")
TOLD_BY_VERDICT = ("✓ right", "✗ wrong", "is-right", "is-wrong", "verdict-box", "key-line")


@pytest.fixture
def app(scopes: Scopes, settings) -> Flask:
    """With one question of every kind, those that are set, and two of an area more: a crawl looks at each again."""
    wanted = {*QUIZ, *TIMED, *NEVER, "anatomy-3", "anatomy-4", "compliance-3", "compliance-4", "cases-3", "cases-4"}
    kinds = {item.slug for item in ITEMS}
    publish_exams(scopes, an_exam_library(tuple(item for item in exam_items() if item.slug in wanted | kinds)))
    return build(scopes, settings)


@pytest.fixture
def school(app: Flask, scopes: Scopes) -> School:
    plant(scopes)
    return a_school(scopes)


@pytest.fixture
def set_work(school: School, clock: Clock) -> list[int]:
    """A quiz and a timed one that tell after the due date, and a quiz and a timed one that never tell keys."""
    due, never = clock() + DAY, FeedbackRule.NEVER_KEYS
    specs = (
        a_spec(*QUIZ, title="quiz", due_at=due, is_shuffled=False),
        a_spec(*TIMED, title="timed", due_at=due, is_shuffled=False, time_limit_minutes=10),
        a_spec(*NEVER[:1], title="never", due_at=due, is_shuffled=False, feedback=never),
        a_spec(*NEVER[1:], title="never timed", due_at=due, is_shuffled=False, feedback=never, time_limit_minutes=10),
    )
    return [an_assignment(school, spec) for spec in specs]


def hand_all_in(school: School, learner: Learner, assignments: list[int], *, rightly: bool) -> list[int]:
    """Everything answered, all right or all wrong; the numbers of the sittings."""
    numbers = []
    for assignment in assignments:
        started = begin(school, learner, assignment)
        with learner.reading() as scope:
            count = sittings.get_question(scope, started.number, 1, started.kind).item_count
        for position in range(1, count + 1):
            fields = (RIGHT if rightly else WRONG)["single"]
            assert learner.save(started.number, position, fields, kind=started.kind) == sittings.Saved(1)
        learner.hand_in(started.number)
        numbers.append(started.number)
    return numbers


def addresses(school: School, assignments: list[int], numbers: list[int]) -> list[str]:
    pages = ["/", "/progress", "/readiness", "/review", "/practice", "/exams", "/account/export", "/plan", "/errata"]
    pages += [f"/classes/{school.class_id}/assignments/{each}/mine" for each in assignments]
    for number in numbers:
        pages += [f"/practice/{number}/result", f"/practice/{number}/finish"]
        pages += [f"/exams/{number}/{page}" for page in ("result", "finish", "result.pdf", "pace.svg", "paper")]
        pages += [f"/{part}/{number}/questions/{at}" for part in ("practice", "exams") for at in (1, 2)]
        pages += [f"/exams/{number}/review/{at}" for at in (1, 2)]
    return pages


def test_no_page_tells_a_key_before_it_may_be_told(app, school, set_work, scopes, clock):
    numbers = hand_all_in(school, school.learner, set_work, rightly=False)
    browser = Browser(app).sign_in(school.learner)
    dealt = [examined(scopes, number) for number in numbers]
    everything = set().union(*dealt)
    assert len(everything) == 6
    sent = crawl(browser, addresses(school, set_work, numbers))
    assert len(sent) > 40
    assert not {(where, mark) for where, text in sent.items() for mark in map(planted, everything) if mark in text}
    own = {where: text for where, text in sent.items() if where.startswith(("/practice/", "/exams/"))}
    assert not {(where, tell) for where, text in own.items() for tell in TOLD_BY_VERDICT if tell in text}
    exported = browser.get("/account/export.json").get_json()
    assert {row["is_held_back"] for row in exported["answers"]} == {True}
    assert {row["points_earned"] for row in exported["answers"]} == {None}
    assert exported["grades"] == []
    clock.advance(seconds=DAY.total_seconds() + 3600)
    after = crawl(browser, addresses(school, set_work, numbers))
    told = {version for version in everything if any(planted(version) in text for text in after.values())}
    assert told == dealt[0] | dealt[1], "the crawl finds what may be told, and nothing of what never may"


def test_right_and_wrong_answers_look_alike_until_then(app, school, set_work, clock):
    two = set_work[:2]  # the others tell their score at once
    pages = {}
    for name, is_right in (("learner", True), ("classmate", False)):
        person = getattr(school, name)
        numbers = hand_all_in(school, person, two, rightly=is_right)
        browser = Browser(app).sign_in(person)
        alike = [page for page in addresses(school, two, numbers) if "/questions/" not in page and "paper" not in page]
        pages[name] = {
            page: plain(browser.get(page, follow_redirects=True).get_data().decode("utf-8", "replace"))
            .replace(name.capitalize(), "NAME")
            .replace(f"{name}@", "NAME@")
            for page in alike
            if not page.endswith(".pdf")
        }
    ignored = re.compile(r'data-learner="\d+"|value="\d+" name="learner"|name="learner" value="\d+"')
    one, other = ({page: ignored.sub("", text) for page, text in pages[name].items()} for name in pages)
    differing = {page: list(unified_diff(one[page].split(), other[page].split(), n=1)) for page in one}
    assert {page: lines for page, lines in differing.items() if lines} == {}


def test_own_practice_tells_nothing_of_what_is_set_while_it_may_be_tried(app, school, scopes, clock):
    """The way round: flag the questions of a quiz, practise them in tutor mode; a case beside the assigned one."""
    tutor = school.learner.start(number=100)
    for position in range(1, school.learner.question(tutor).item_count + 1):
        school.learner.answer(tutor, position, rightly=True)
    due = clock() + DAY
    specs = (
        a_spec(*QUIZ, title="quiz", due_at=due),
        a_spec(*NEVER, title="never", due_at=due, attempts=2, feedback=FeedbackRule.NEVER_KEYS),
    )
    numbers = [begin(school, school.learner, an_assignment(school, spec)).number for spec in specs]
    secret = set().union(*(examined(scopes, number) for number in numbers)) & examined(scopes, tutor)
    assert len(secret) == 4
    browser = Browser(app).sign_in(school.learner)
    pages = ["/", "/progress", "/reviews", "/practice", f"/practice/{tutor}/result"]
    pages += [f"/practice/{tutor}/questions/{at}" for at in range(1, school.learner.question(tutor).item_count + 1)]
    for number in (None, *numbers):  # while they are open, then handed in one after the other
        if number is not None:
            school.learner.hand_in(number)
        sent = crawl(browser, pages)
        assert not {(where, mark) for where, text in sent.items() for mark in map(planted, secret) if mark in text}
        others = examined(scopes, tutor) - secret
        assert {version for version in others if any(planted(version) in text for text in sent.values())} == others
    clock.advance(seconds=DAY.total_seconds() + 3600)
    after = crawl(browser, pages)
    assert all(any(planted(version) in text for text in after.values()) for version in secret)


def test_an_open_timed_one_hides_its_questions_everywhere(app, school, set_work, scopes, clock):
    tutor = school.learner.start(number=100)
    count = school.learner.question(tutor).item_count
    for position in range(1, count + 1):
        school.learner.answer(tutor, position, rightly=True)
    school.learner.hand_in(tutor)
    browser = Browser(app).sign_in(school.learner)
    pages = ["/", "/progress", "/exams"] + [f"/practice/{tutor}/questions/{at}" for at in range(1, count + 1)]
    number = begin(school, school.learner, set_work[1]).number
    dealt = examined(scopes, number) & examined(scopes, tutor)
    assert len(dealt) == 2
    sent = crawl(browser, pages)
    assert not {(where, mark) for where, text in sent.items() for mark in map(planted, dealt) if mark in text}
    school.learner.hand_in(number)
    sent = crawl(browser, pages)
    assert not {(where, mark) for where, text in sent.items() for mark in map(planted, dealt) if mark in text}
    clock.advance(seconds=DAY.total_seconds() + 3600)
    after = crawl(browser, pages)
    assert all(any(planted(version) in text for text in after.values()) for version in dealt)
