"""During an exam no page and no reply that its candidate can reach tells anything about a key, planted everywhere.

The crawl starts at the start page, the pages of everything the learner ever did, and every address of the exam; it
follows all links. Before the exam and after it the same crawl finds the plants: so it would find them in between.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from tests.support.browser import Browser, text_of
from tests.support.exams import SHORT, an_exam_library, publish_exams
from tests.support.people import Learner, sign_up
from tests.web.conftest import build
from trainer.db.models.attempts import AttemptItem
from trainer.db.models.content import ItemKey
from trainer.domain.attempts.attempt import Feedback
from trainer.domain.items.keys import SingleKey
from trainer.services import exams
from trainer.services.exam_sessions import get_paper
from trainer.services.scope import Scope, Scopes

JSON = {"headers": {"Accept": "application/json"}}
TELLS = ("option-sign", "is-right", "key-line", "verdict-box", "✓ right", "✗ wrong", "not right", "% right")
"""What only a verdict or a score puts on a page of an exam."""


@pytest.fixture
def app(scopes: Scopes, settings) -> Flask:
    publish_exams(scopes, an_exam_library())
    return build(scopes, settings)


@pytest.fixture
def veteran(app: Flask, scopes: Scopes) -> Learner:
    """A learner who has practised every question before, with its result; those of an area again, still open."""
    learner = sign_up(scopes)
    for areas in ((), ("cases",)):
        number = learner.start(Feedback.AT_ONCE, 100, areas=areas)
        for position in range(1, learner.question(number).item_count + 1):
            learner.answer(number, position, rightly=position % 2 == 0)
    learner.hand_in(1)
    return learner


@pytest.fixture
def browser(app: Flask, veteran: Learner) -> Browser:
    return Browser(app).sign_in(veteran)


def start_exam(learner: Learner) -> int:
    with learner.writing() as scope:
        return exams.start_exam(scope, exams.ExamRequest("cpc", SHORT))


def crawl(browser: Browser, addresses: list[str]) -> dict[str, str]:
    """Address -> what is there, for these and everything that can be reached from them by links."""
    seen: dict[str, str] = {}
    waiting = list(addresses)
    while waiting:
        address = waiting.pop()
        if address in seen or not address.startswith("/") or address.startswith(("/static", "/bootstrap", "/codes")):
            continue
        response = browser.get(address, follow_redirects=True)
        seen[address] = text_of(response)
        if response.mimetype == "text/html":
            waiting += [link.split("#")[0] for link in re.findall(r'(?:href|src)="([^"]+)"', seen[address])]
    return seen


def everything(browser: Browser, learner: Learner, number: int) -> dict[str, str]:
    """The crawl, and what is replied to everything that the runner of exam `number` sends."""
    exam = f"/exams/{number}"
    starts = ["/", "/progress", "/exams", f"{exam}/paper", f"{exam}/state", f"{exam}/finish", f"{exam}/result"]
    starts += [f"{exam}/result.pdf", f"{exam}/pace.svg", "/errata"]
    starts += [f"{exam}/{page}/{position}" for page in ("questions", "review") for position in range(1, 26)]
    for sitting in (1, 2):
        count = learner.question(sitting).item_count
        starts += [f"/practice/{sitting}/questions/{position}" for position in range(1, count + 1)]
    starts += [f"/practice/{sitting}/{page}" for sitting in (1, 2, number) for page in ("result", "finish")]
    sent = crawl(browser, starts)
    for name, fields in _posts(exam):
        sent[f"{name} {fields}"] = browser.post(name, fields, **JSON).get_data(as_text=True)
    return sent


def _posts(exam: str) -> Iterator[tuple[str, dict[str, str]]]:
    for position in range(1, 26):
        event = {"client_id": "c", "sequence": str(position), "base_revision": "0"}
        yield f"{exam}/answers/{position}", event | {"choice": "B", "number": "80", "code": "J20.9"}
        yield f"{exam}/answers/{position}", event | {"client_id": "d", "choice": "A"}  # another page's: a conflict
        yield f"{exam}/marks/{position}", {"flag": "yes"}
    yield f"{exam}/take", {"client_id": "c"}
    yield f"{exam}/aids/1", {"aids": '{"struck": ["A"], "highlights": []}'}
    yield f"{exam}/notepad", {"text": "mine"}
    yield f"{exam}/views/1", {"client_id": "c", "sequence": "1", "spent_ms": "1000"}


def plant(scopes: Scopes) -> None:
    """Every explanation gets a text that is found nowhere else."""
    with scopes.writing() as scope:
        for row in list(scope.session.scalars(select(ItemKey))):
            mark = planted(row.item_version_id)
            explanation = replace(row.explanation, general=mark, references=(mark,))
            revise(scope, row, explanation=explanation, explanation_fingerprint=mark)


def planted(item_version_id: int) -> str:
    return f"planted-in-item-{item_version_id}-"


def revise(scope: Scope, row: ItemKey, **changes: object) -> None:
    names = ("item_version_id", "key", "key_fingerprint", "explanation", "explanation_fingerprint")
    values = (
        {name: getattr(row, name) for name in names} | {"revision": row.revision + 1, "reason": "A test."} | changes
    )
    scope.session.add(ItemKey(**values, created_at=scope.now))


def examined(scopes: Scopes, number: int) -> set[int]:
    """The versions of the items that were dealt."""
    with scopes.reading() as scope:
        dealt = select(AttemptItem.item_version_id).where(AttemptItem.attempt_number == number)
        return set(scope.session.scalars(dealt))


def found(sent: dict[str, str], versions: set[int]) -> set[tuple[str, str]]:
    """Which address tells what about these items, and which page of an exam a verdict."""
    plants = {(address, mark) for address, text in sent.items() for mark in map(planted, versions) if mark in text}
    pages = {address: text for address, text in sent.items() if address.startswith("/exams")}
    return plants | {(address, tell) for address, text in pages.items() for tell in TELLS if tell in text}


def change_keys(scope: Scope, versions: set[int]) -> None:
    """Every single-best item among these gets another right option."""
    for row in list(scope.session.scalars(select(ItemKey).where(ItemKey.item_version_id.in_(versions)))):
        if isinstance(row.key, SingleKey):
            revise(scope, row, key=SingleKey("C"), key_fingerprint="x")


def plain(text: str) -> str:
    """Without what is new at every request."""
    text = re.sub(r"[\w-]{40,}\.[\w-]{6}\.[\w-]{27}", "(token)", text)
    return re.sub(r'(name="(?:client_id|request_id)" value=)"[^"]*"', r"\1", text)


def test_nothing_about_a_key_is_sent_during_an_exam(browser: Browser, veteran: Learner, scopes: Scopes) -> None:
    plant(scopes)
    before = crawl(browser, ["/progress"])
    number = start_exam(veteran)
    dealt = examined(scopes, number)
    assert {mark for _, mark in found(before, dealt)} >= set(map(planted, dealt)), "the crawl finds what was planted"
    sent = everything(browser, veteran, number)
    assert found(sent, dealt) == set()
    assert len(sent) > 150
    browser.post(f"/exams/{number}/finish")
    after = found(everything(browser, veteran, number), dealt)
    assert {mark for _, mark in after} >= set(map(planted, dealt)), "and finds it again when the exam is over"
    assert {tell for _, tell in after} & set(TELLS)


def test_another_key_changes_no_byte_of_what_is_sent_during_an_exam(
    browser: Browser, veteran: Learner, scopes: Scopes
) -> None:
    """Not even an order, a count or a class of a page may depend on the key."""
    number = start_exam(veteran)
    everything(browser, veteran, number)  # the first round changes what is stored
    one = everything(browser, veteran, number)
    with scopes.writing() as scope:
        change_keys(scope, examined(scopes, number))
    other = everything(browser, veteran, number)
    assert {address for address in one if plain(one[address]) != plain(other[address])} <= {"/errata"}  # public


def test_a_new_tutor_sitting_deals_no_question_of_an_open_exam(veteran: Learner) -> None:
    number = start_exam(veteran)
    with veteran.reading() as scope:
        examined = {question.content.stem for question in get_paper(scope, number).questions}
    tutor = veteran.start(Feedback.AT_ONCE, 100)
    count = veteran.question(tutor).item_count
    dealt = {veteran.question(tutor, position).content.stem for position in range(1, count + 1)}
    assert count > 0
    assert not examined & dealt
