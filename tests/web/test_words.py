"""The pages of the word game: a stranger plays, becomes a guest, signs up; forms sent twice and hostile ones."""

import re

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.support.browser import Browser
from tests.support.html import Form, Page
from tests.support.people import PASSWORD, Learner, an_administrator, sign_up
from tests.web.conftest import build
from tests.web.test_query_counts import counted
from trainer.db.models.people import User
from trainer.db.models.words import WordAnswer
from trainer.domain.review.word_memory import NEW_A_DAY, ROUND
from trainer.services import acting_as, words
from trainer.services.scope import Scopes

MOST_FOR_A_PAGE = 3  # the sign-in, the profile, the answers


@pytest.fixture
def app(scopes: Scopes, settings) -> Flask:
    """Nothing needs to be published to play."""
    return build(scopes, settings)


@pytest.fixture
def ann(scopes: Scopes) -> Learner:
    return sign_up(scopes)


def people(scopes: Scopes) -> int:
    with scopes.reading() as scope:
        return scope.session.execute(select(func.count()).select_from(User)).scalar_one()


def stored(scopes: Scopes) -> list[tuple[int, str, int, str]]:
    with scopes.reading() as scope:
        rows = scope.session.scalars(select(WordAnswer).order_by(WordAnswer.answered_at)).all()
        return [(row.learner_id, row.part, row.repetition, row.chosen) for row in rows]


def question(page: Page) -> Form:
    return page.form("/words")


def offered(page: Page) -> list[str]:
    return [each["value"] for each in page.named("chosen")]


def play(browser: Browser, clock, *, rightly: bool = True, address: str = "/words") -> Page:
    """Answers the question on the page; the page after that."""
    page = browser.page(address)
    fields = question(page).fields
    part = fields["part"]
    wrong = next(each for each in offered(page) if each != part)
    response = browser.post("/words", fields | {"chosen": part if rightly else wrong})
    assert response.status_code == 303
    clock.advance(seconds=1)
    return browser.page(response.headers["Location"])


def test_a_stranger_is_asked_and_nothing_is_stored(stranger, scopes):
    first, second = stranger.page("/words"), stranger.page("/words")
    assert len(offered(first)) == 4
    assert offered(first) == offered(second)
    assert "No account is needed" in first.text
    assert "cardiomegaly" not in first.text
    assert (people(scopes), stored(scopes)) == (0, [])
    stranger.page("/words/list")
    assert people(scopes) == 0


def test_the_first_answer_makes_a_guest_and_the_second_none(stranger, scopes, clock):
    page = play(stranger, clock)
    assert people(scopes) == 1
    assert "right: cardi/o means heart" in page.text
    assert "cardiomegaly : an enlarged heart" in page.text
    assert "cardio heart megaly enlargement" in page.text
    assert "Comes back in 2 days." in page.text
    assert "You play as a guest" in page.text
    assert "Question 2 of 10" in page.text
    play(stranger, clock)
    assert people(scopes) == 1
    assert len(stored(scopes)) == 2


def test_a_wrong_answer_says_what_was_mixed_up(stranger, clock):
    asked = stranger.page("/words")
    wrong = next(each for each in offered(asked) if each != "cardi")
    page = play(stranger, clock, rightly=False)
    other = words.shipped_parts()[wrong]
    assert "wrong: cardi/o means heart" in page.text
    assert f"You chose “{other.meaning}”: that is {other.part} , as in {other.example} ," in page.text
    assert "Comes back tomorrow." in page.text


def test_signing_up_keeps_the_answers(stranger, scopes, clock):
    page = play(stranger, clock)
    address = next(link for link in page.links if link.startswith("/sign-up?next="))
    form = {"email": "ann@example.org", "display_name": "Ann", "new_password": PASSWORD, "track": "cpc"}
    response = stranger.post(address, form)
    assert (response.status_code, response.headers["Location"]) == (303, "/words")
    page = stranger.page("/words")
    assert "Known 0 Learning 1" in page.text
    assert "guest" not in page.text
    assert people(scopes) == 1


def test_whoever_is_signed_in_plays_as_themselves(browser, ann, scopes, clock):
    play(browser, clock)
    assert people(scopes) == 1
    assert [row[0] for row in stored(scopes)] == [ann.id]


def test_the_same_form_sent_twice_changes_nothing(browser, scopes):
    form = question(browser.page("/words")).fields | {"chosen": "cardi"}
    first, second = browser.post("/words", form), browser.post("/words", form)
    assert first.status_code == second.status_code == 303
    assert first.headers["Location"] == second.headers["Location"]
    assert len(stored(scopes)) == 1


def test_a_round_has_a_small_result(browser, clock):
    for place in range(ROUND):
        page = play(browser, clock, rightly=place not in (1, 4))
    assert "8 of 10 right · 10 new parts" in page.text
    assert "Today still holds 10 new parts." in page.text
    assert page.named("chosen") == []
    assert "Question 1 of 10" in browser.page("/words").text


def test_the_day_ends_and_one_may_play_on(browser, clock):
    for _ in range(NEW_A_DAY):
        play(browser, clock)
    page = browser.page("/words")
    assert "Done for today" in page.text
    assert "20 parts come back in 2 days, and up to 20 new ones come tomorrow." in page.text
    assert "/words?more=yes" in page.links
    page = play(browser, clock, address="/words?more=yes")
    assert "once more" in page.text
    assert question(page).fields["more"] == "yes"


HOSTILE = [
    ({"part": "thing"}, words.UNKNOWN),
    ({"part": ""}, words.UNKNOWN),
    ({"repetition": "2"}, words.NOT_ASKED),
    ({"repetition": "x"}, words.NOT_ASKED),
    ({"repetition": "9" * 400}, words.NOT_ASKED),
    ({"chosen": ""}, words.NOT_OFFERED),
    ({"chosen": "itis"}, words.NOT_OFFERED),
    ({"chosen": "<script>"}, words.NOT_OFFERED),
]


@pytest.mark.parametrize(("change", "reason"), HOSTILE)
def test_what_was_never_asked_makes_no_guest(stranger, scopes, change, reason):
    page = stranger.page("/words")
    response = stranger.post("/words", question(page).fields | {"chosen": "cardi"} | change)
    assert response.status_code == 422
    assert reason in Page(response.text).text
    assert offered(Page(response.text)) == offered(page)
    assert (people(scopes), stored(scopes)) == (0, [])
    assert "/log-in" in stranger.page("/words").links


@pytest.mark.parametrize(("change", "reason"), HOSTILE[:2] + HOSTILE[3:])
def test_what_was_never_asked_of_a_learner_is_refused(browser, scopes, change, reason):
    form = question(browser.page("/words")).fields | {"chosen": "cardi"} | change
    response = browser.post("/words", form)
    assert response.status_code == 422
    assert reason in Page(response.text).text
    assert stored(scopes) == []


def test_another_answer_to_a_question_is_refused_with_a_sentence(browser, scopes):
    page = browser.page("/words")
    form, wrong = question(page).fields, next(each for each in offered(page) if each != "cardi")
    browser.post("/words", form | {"chosen": "cardi"})
    response = browser.post("/words", form | {"chosen": wrong})
    assert response.status_code == 422
    assert words.ANSWERED in Page(response.text).text
    assert [row[3] for row in stored(scopes)] == ["cardi"]


@pytest.mark.parametrize("query", ["?after=thing", "?after=cardi", "?after=%00", "?after=" + "x" * 3000, "?more=maybe"])
def test_any_address_is_a_question(stranger, query):
    assert stranger.get(f"/words{query}").status_code in (200, 400)


def test_so_many_guests_may_begin_from_one_address(scopes, settings, clock):
    app = build(scopes, settings)
    app.config["GUEST_LIMIT"] = "2 per hour"
    for _ in range(2):
        visitor = Browser(app)
        for _ in range(3):
            play(visitor, clock)
    late = Browser(app)
    form = question(late.page("/words")).fields | {"chosen": "cardi"}
    assert late.post("/words", form).status_code == 429
    assert people(scopes) == 2


def test_an_administrator_who_looks_in_answers_nothing(app, ann, scopes):
    with an_administrator(scopes).writing() as scope:
        token = acting_as.start_acting(scope, ann.id, "A question about the game.")
    looking = Browser(app).sign_in(Learner(scopes, token))
    form = question(looking.page("/words")).fields | {"chosen": "cardi"}
    assert looking.post("/words", form).status_code == 403
    assert stored(scopes) == []


def test_a_page_costs_few_statements(stranger, browser, scopes, clock):
    play(stranger, clock)
    play(browser, clock)
    for visitor in (stranger, browser):
        for address in ("/words", "/words?after=cardi"):
            with counted(scopes) as sent:
                assert visitor.get(address).status_code == 200
            assert 0 < len(set(sent)) <= len(sent) <= MOST_FOR_A_PAGE, "\n".join(sent)


def test_the_list_names_every_part_with_its_meaning_and_example(stranger):
    text = stranger.page("/words/list").text
    for part in words.shipped_parts().values():
        assert f"{part.part} {part.meaning} {part.example} : {part.example_meaning}" in text
    assert re.search(r"Prefixes \d+ .*Roots: blood \d+ .*Suffixes \d+ ", text)
