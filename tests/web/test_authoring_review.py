"""A draft's closed page in the browser: what it is, no text and no key, and the button that opens it."""

import pytest

from tests.support.authoring import BANK, WHY, Desk, item_form, sound_item
from tests.support.browser import Browser
from tests.support.html import Page
from tests.support.people import Learner
from tests.support.school import a_class, enrol
from trainer.domain.classes.roles import Role
from trainer.services import acting_as


def is_without_key(text: str) -> bool:
    return WHY not in text and "An atlas" not in text and "Duct" not in text


@pytest.mark.parametrize("is_submitted", [False, True])
def test_whoever_may_solve_is_led_past_the_key_until_they_choose_to_open_it(
    otto: Browser, desk: Desk, is_submitted: bool
) -> None:
    draft_id = desk.draft()
    if is_submitted:
        desk.submit(draft_id)
    url = f"/authoring/drafts/{draft_id}"
    for page in (f"{url}/edit", f"{url}/edit?as=text", f"{url}/history"):
        assert otto.get(page).headers["Location"] == url
    for page, form in (("/authoring/preview", {"draft": str(draft_id)}), (f"{url}/edit", {"base_revision": "1"})):
        response = otto.post(page, form)
        assert (response.status_code, is_without_key(response.text)) == (422, True)
    closed = otto.page(url)
    assert is_without_key(otto.get(url).text)
    for words in ("A surgeon names the great vessel", "vessels", "Question", "Ines Okafor", "Open it with its key"):
        assert words in closed.text, words
    assert ("Solve it without the key" in closed.text) is is_submitted
    assert ("Its key is closed" in closed.text) is not is_submitted
    assert otto.post(f"{url}/open").headers["Location"] == f"{url}/edit"
    assert WHY in otto.page(f"{url}/edit").text
    assert otto.get(f"{url}/history").status_code == 200
    assert otto.get(f"{url}/solve").headers["Location"] == url
    shown = otto.page(url).text
    assert "opened it with its key instead of solving it" in shown
    assert "answers otherwise" not in shown


def test_authors_see_no_such_step_and_learn_who_opened_it(ines: Browser, otto: Browser, desk: Desk) -> None:
    draft_id = desk.draft()
    url = f"/authoring/drafts/{draft_id}"
    assert WHY in ines.page(url).text
    assert WHY in ines.page(f"{url}/edit").text
    assert ines.get(f"{url}/history").status_code == 200
    otto.post(f"{url}/open")
    shown = ines.page(url).text
    assert "Otto Lindqvist" in shown
    assert "opened it with its key" in shown
    desk.save(draft_id, sound_item(tags=["hearts"]))
    desk.submit(draft_id)
    assert "You have seen the key of an earlier revision" in otto.page(f"{url}/solve").text
    desk.solve(draft_id, "A")
    assert "had seen the key of an earlier revision" in ines.page(url).text


def test_what_was_typed_on_an_older_revision_is_kept_and_the_newer_one_stays_closed(otto: Browser, desk: Desk) -> None:
    draft_id = desk.draft()
    url = f"/authoring/drafts/{draft_id}"
    otto.post(f"{url}/open")
    desk.save(draft_id, sound_item(references=["Secret atlas"], key="B"))
    sent = item_form(references="Otto's manual", key="C")
    for do in ("save", "preview"):
        kept = otto.post(f"{url}/edit", sent | {"do": do})
        page = Page(kept.text)
        assert kept.status_code == 422
        assert "Ines Okafor saved revision 3, which you have not opened" in page.text
        assert "Otto's manual" in page.text
        assert "Secret atlas" not in kept.text
        assert page.form(f"{url}/edit").fields["base_revision"] == "2"
    otto.post(f"{url}/open")
    conflict = otto.post(f"{url}/edit", sent)
    assert conflict.status_code == 409
    assert "Secret atlas" in conflict.text
    assert Page(conflict.text).form(f"{url}/edit").fields["base_revision"] == "3"
    assert otto.post(f"{url}/edit", sent | {"base_revision": "3"}).status_code == 303


def test_texts_that_were_typed_are_kept_as_texts(otto: Browser, desk: Desk) -> None:
    draft_id = desk.draft()
    text = sound_item(tags=["mine"])["item.toml"]
    kept = otto.post(f"/authoring/drafts/{draft_id}/edit", {"file-item.toml": text, "do": "save", "base_revision": "1"})
    assert kept.status_code == 422
    assert Page(kept.text).named("file-item.toml")
    assert "mine" in kept.text


def test_a_colleague_who_only_reads_is_asked_as_well(otto: Browser, ines: Browser, desk: Desk) -> None:
    ines.post("/authoring/banks", {"title": "Private"})
    url = f"/authoring/drafts/{desk.draft('cpc-own', bank='private')}"
    enrol(desk.scopes, a_class(desk.scopes, desk.ines), desk.otto, Role.INSTRUCTOR)
    page = otto.page(url)
    assert "I would rather read it" in page.text
    assert is_without_key(otto.get(url).text)


def test_the_page_of_files_says_what_an_export_opens_before_it_does(ines: Browser, otto: Browser, desk: Desk) -> None:
    url = f"/authoring/drafts/{desk.draft()}"
    assert "closed to you" not in ines.page(f"{BANK}/files").text
    assert "1 draft of this bank has a key that is closed to you" in otto.page(f"{BANK}/files").text
    assert "Its key is closed" in otto.page(url).text
    desk.draft("cpc-second")
    assert "2 drafts of this bank have a key that is closed to you" in otto.page(f"{BANK}/files").text
    assert otto.post(f"{BANK}/files/export", {"as": "csv"}).status_code == 200
    assert "closed to you" not in otto.page(f"{BANK}/files").text
    assert "opened it with its key instead of solving it" in otto.page(url).text
    assert WHY in otto.page(f"{url}/edit").text


def test_whoever_looks_in_as_the_author_sees_a_closed_page_without_a_button(otto: Browser, desk: Desk) -> None:
    url = f"/authoring/drafts/{desk.draft()}"
    with desk.ada.writing() as scope:
        looking = Learner(desk.scopes, acting_as.start_acting(scope, desk.ines.id, "A question of hers."))
    browser = otto.sign_in(looking)
    page = browser.page(url)
    assert "while you look in as Ines Okafor" in page.text
    assert "Open it with its key" not in page.text
    assert is_without_key(browser.get(url).text)
    assert browser.get(f"{url}/edit").headers["Location"] == url
    assert browser.post(f"{url}/open").status_code == 403


def test_opening_what_is_open_stores_nothing(ines: Browser, otto: Browser, desk: Desk) -> None:
    draft_id = desk.draft()
    desk.through(draft_id)
    for browser in (ines, otto):
        assert browser.post(f"/authoring/drafts/{draft_id}/open").status_code == 303
    assert [each.is_look for each in desk.standing(draft_id).solutions] == [False]
