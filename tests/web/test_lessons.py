"""The pages of lessons: read by anybody, answered as a guest or a member, and linked from what was missed."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from tests.support.browser import Browser
from tests.support.exams import SHORT
from tests.support.lessons import CODE_SETS, WHO_PAYS, publish_course, title_of
from tests.support.people import sign_up
from tests.web.conftest import Fill, build
from trainer.db.models.attempts import AttemptRow
from trainer.db.models.people import User
from trainer.domain.attempts.attempt import Feedback
from trainer.services.course import find_lesson, lesson_for, the_course
from trainer.services.scope import Scopes
from trainer.web.lessons.rendering import lesson_text

PAGE, START = f"/lessons/{WHO_PAYS}", f"/lessons/{WHO_PAYS}/items"
RIGHT, WRONG = {"choice": "B", "client_id": "tab"}, {"choice": "A", "client_id": "tab"}


@pytest.fixture
def fill() -> Fill:
    """The library that fills exams, and the items of two lessons."""
    return publish_course


def count(scopes: Scopes, table: type[User | AttemptRow]) -> int:
    with scopes.reading() as scope:
        return scope.session.execute(select(func.count()).select_from(table)).scalar_one()


def answer(browser: Browser, place: str, *forms: dict[str, str]) -> None:
    """Answers the questions from the one at this address on."""
    sitting = place.rsplit("/questions/", 1)[0]
    browser.get(place)
    for position, form in enumerate(forms, start=1):
        sent = form | {"sequence": str(position)}
        assert browser.post(f"{sitting}/answers/{position}", sent).status_code == 303


def link(slug: str) -> str:
    return f'<a href="/lessons/{slug}">{title_of(slug)}</a>'


def test_a_stranger_reads_the_course_and_is_told_where_to_begin(stranger, scopes):
    page = stranger.page("/lessons")
    assert [each for each in page.links if each.startswith("/lessons/")] == [
        f"/lessons/{the_course()[0].slug}",
        *(f"/lessons/{lesson.slug}" for lesson in the_course()),
    ]
    assert "Begin with lesson 1" in page.text
    assert "No account is needed" in page.text
    assert count(scopes, User) == 0


def test_a_stranger_reads_a_lesson_whole(stranger, scopes):
    lesson = find_lesson(WHO_PAYS)
    response = stranger.get(PAGE)
    for section in lesson.sections:
        assert f'href="#{section.anchor}"' in response.text or not section.anchor
        assert f'<section id="{section.anchor}"' in response.text or not section.anchor
    exercises = [part for section in lesson.sections for part in section.parts if not isinstance(part, str)]
    assert response.text.count('<summary>Answer<span class="visually-hidden"> to exercise') == len(exercises) > 0
    assert "{exercise" not in response.text
    assert all(reference in stranger.page(PAGE).text for reference in lesson.references)
    assert count(scopes, User) == 0


def test_the_prompt_of_an_exercise_stands_open_and_its_answer_inside_the_disclosure(stranger):
    text = stranger.get(PAGE).text
    for block in re.findall(r'<div class="exercise".*?</details>', text, re.DOTALL):
        prompt, _, answer_part = block.partition("<details>")
        assert prompt.count('<div class="reading">') == answer_part.count('<div class="reading">') == 1


@pytest.mark.parametrize("place", range(len(the_course())))
def test_every_shipped_lesson_is_shown_with_the_ones_before_and_after_it(stranger, place):
    lesson, links = the_course()[place], stranger.page(f"/lessons/{the_course()[place].slug}").links
    around = [*the_course()[max(place - 1, 0) : place], *the_course()[place + 1 : place + 2]]
    assert [each.slug for each in around if f"/lessons/{each.slug}" not in links] == []
    assert f"/lessons/{lesson.slug}" not in links


@pytest.mark.parametrize("address", ["/lessons/nowhere", "/lessons/word_parts", "/lessons/..%2Fblueprints%2Fcpc"])
def test_a_lesson_that_there_is_not_is_not_found_and_makes_nobody_a_guest(stranger, scopes, address):
    assert stranger.get(address).status_code == 404
    assert stranger.post(f"{address}/items").status_code == 404
    assert count(scopes, User) == 0


def test_a_stranger_answers_as_a_guest_and_finds_the_standing_again(stranger, scopes):
    form = stranger.page(PAGE).form(START).fields
    begun = stranger.post(START, form)
    assert begun.status_code == 303
    assert begun.headers["Location"] == "/practice/1/questions/1"
    answer(stranger, begun.headers["Location"], RIGHT, WRONG)
    assert count(scopes, User) == 1
    page = stranger.page(PAGE)
    assert "2 of 5 answered" in page.text
    assert "/practice/1" in page.links
    assert "2 of 5 answered, 1 right" in stranger.page("/lessons").text


def test_a_member_answers_all_five_and_is_led_on(browser, ann):
    begun = browser.post(START, browser.page(PAGE).form(START).fields).headers["Location"]
    answer(browser, begun, RIGHT, WRONG, RIGHT, RIGHT, RIGHT)
    assert browser.post("/practice/1/finish").headers["Location"] == "/practice/1/result"
    result = browser.get("/practice/1/result").text
    assert link(WHO_PAYS) in result
    assert f"Next comes {link(CODE_SETS)}" in result
    assert "4 of 5 right" in browser.page("/lessons").text
    assert "4 of 5 right at the last time" in browser.page(PAGE).text


def test_started_twice_it_is_one_sitting(browser, scopes):
    form = browser.page(PAGE).form(START).fields
    places = [browser.post(START, fields).headers["Location"] for fields in (form, form, {"request_id": "another"})]
    assert places == ["/practice/1/questions/1"] * 3
    assert count(scopes, AttemptRow) == 1


def test_one_that_is_open_is_gone_on_with_at_its_first_open_question(browser):
    begun = browser.post(START, browser.page(PAGE).form(START).fields).headers["Location"]
    answer(browser, begun, RIGHT, RIGHT)
    page = browser.page(PAGE)
    assert "You have begun them: 2 of 5 answered" in page.text
    assert [form for form in page.forms if form.action == START] == []
    assert browser.post(START).headers["Location"] == "/practice/1/questions/3"


def test_a_lesson_without_items_says_so_and_begins_nothing(stranger, scopes):
    page = stranger.page("/lessons/reading-a-chart")
    assert "are not on this server yet" in page.text
    assert [form for form in page.forms if form.action.endswith("/items")] == []
    sent = stranger.post("/lessons/reading-a-chart/items")
    assert (sent.status_code, sent.headers["Location"]) == (303, "/lessons/reading-a-chart")
    assert count(scopes, User) == 0


def test_so_many_guests_begin_from_one_address(app, scopes, settings):
    limited = build(scopes, replace(settings, guest_limit="2 per hour"))
    statuses = []
    for _ in range(3):
        browser = Browser(limited)
        browser.get(PAGE)
        statuses.append(browser.post(START).status_code)
    assert statuses == [303, 303, 429]
    member = Browser(limited).sign_in(sign_up(scopes))
    assert member.post(START).status_code == 303


def missed_link(area: str) -> str:
    """The line under a missed question of the exam library."""
    found = lesson_for("cpc", area, ("small",))
    assert found is not None
    return link(found.slug)


def test_a_wrong_answer_in_practice_links_to_the_lesson_and_a_right_one_does_not(browser, ann):
    number = ann.start(number=2, areas=("anatomy",))
    ann.answer(number, 1, rightly=True)
    ann.answer(number, 2, rightly=False)
    right, wrong = (browser.get(f"/practice/{number}/questions/{position}").text for position in (1, 2))
    assert "lesson-line" not in right
    assert f'<p class="lesson-line">{missed_link("anatomy")}</p>' in wrong
    ann.hand_in(number)
    assert browser.get(f"/practice/{number}/result").text.count(missed_link("anatomy")) == 1


def test_before_the_verdict_may_be_shown_there_is_no_link(browser, ann):
    number = ann.start(Feedback.AT_END, 2, areas=("anatomy",))
    ann.answer(number, 1, rightly=False)
    assert "lesson-line" not in browser.get(f"/practice/{number}/questions/1").text


def test_a_missed_question_of_an_exam_links_to_the_lesson_in_its_review(browser, ann):
    number = ann.start_exam(SHORT)
    ann.answer_exam(number, "+-")
    ann.hand_in(number)
    right, wrong, unanswered = (browser.get(f"/exams/{number}/review/{position}").text for position in (1, 2, 3))
    assert "lesson-line" not in right
    assert wrong.count("lesson-line") == unanswered.count("lesson-line") == 1


def test_a_missed_item_of_a_lesson_links_to_that_lesson(browser, ann):
    begun = browser.post(START).headers["Location"]
    answer(browser, begun, WRONG)
    assert f'<p class="lesson-line">{link(WHO_PAYS)}</p>' in browser.get(begun).text


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("See [Who *pays*](lesson:who-pays).", '<p>See <a href="/lessons/who-pays">Who <em>pays</em></a>.</p>'),
        ("**[Words](game:words)**", '<p><strong><a href="/words">Words</a></strong></p>'),
        ("- [a](lesson:a) [b](lesson:b)", '<a href="/lessons/a">a</a> <a href="/lessons/b">b</a>'),
        ("[x](https://example.org)", "<p>x</p>"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ('[x](lesson:a"onclick=b)', "<p>x</p>"),
        ("[<b>](lesson:a)", '<a href="/lessons/a">&lt;b&gt;</a>'),
        ("\ue000a\ue001x\ue002", "<p>ax</p>"),
        ("<a href='/'>x</a>", "&lt;a href='/'&gt;x&lt;/a&gt;"),
    ],
)
def test_only_links_within_the_course_are_links(app, text, html):
    with app.test_request_context():
        assert html in lesson_text(text)


def test_a_guest_keeps_the_answers_when_they_sign_up(stranger: Browser, scopes: Scopes) -> None:
    begun = stranger.post(START).headers["Location"]
    answer(stranger, begun, RIGHT)
    newcomer = {
        "display_name": "Gil",
        "new_password": "correct horse battery",
        "track": "cpc",
        "email": "g@example.org",
    }
    assert stranger.post("/sign-up", newcomer).status_code == 303
    assert "1 of 5 answered, 1 right" in stranger.page("/lessons").text
    assert count(scopes, User) == 1
