"""Every page of an instructor, in both looks, on a desk and on a phone."""

import pytest
from playwright.sync_api import Page

from tests.browser.classroom_steps import (
    Classroom,
    Pages,
    administration_pages,
    authoring_pages,
    class_pages,
    dispute_pages,
    learner_pages,
    log_in,
)
from tests.browser.looks import assert_good
from tests.support.people import Learner


def email_of(who: Learner) -> str:
    with who.reading() as scope:
        return scope.learner.email


def look_at(page: Page, room: Classroom, pages: Pages) -> None:
    for name, address in pages(room).items():
        response = page.goto(address)
        assert response is not None
        assert response.status == 200, (name, address)
        assert_good(page)


@pytest.mark.parametrize("pages", [class_pages, authoring_pages, dispute_pages], ids=["class", "authoring", "disputes"])
def test_every_page_of_an_instructor_is_good_on_a_desk_and_on_a_phone(
    page: Page, classroom: Classroom, pages: Pages
) -> None:
    log_in(page, email_of(classroom.school.instructor))
    look_at(page, classroom, pages)


def test_every_page_of_the_administration_is_good_on_a_desk_and_on_a_phone(page: Page, classroom: Classroom) -> None:
    log_in(page, email_of(classroom.school.administrator))
    look_at(page, classroom, administration_pages)


def test_every_page_of_a_learner_in_a_class_is_good_on_a_desk_and_on_a_phone(page: Page, classroom: Classroom) -> None:
    log_in(page, email_of(classroom.learners[0]))
    look_at(page, classroom, learner_pages)
