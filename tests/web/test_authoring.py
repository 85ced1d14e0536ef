"""Authoring in the browser, without a script: banks, lists, copies, history, review, publishing."""

from flask import Flask
from sqlalchemy import event

from tests.support.authoring import BANK, WHY, Desk, item_form, item_values, row_of, sound_item
from tests.support.browser import Browser
from tests.support.html import Page
from tests.support.school import a_class, enrol
from trainer.config import resource_folder
from trainer.content.draft_files import item_text
from trainer.db.models.cases import Case
from trainer.domain.classes.roles import Role
from trainer.domain.items.drafts import DraftState
from trainer.services import draft_publishing
from trainer.services.scope import Scopes


def test_every_page_reminds_that_nobody_is_real(ines: Browser, otto: Browser, desk: Desk) -> None:
    draft_id = desk.draft()
    desk.submit(draft_id)
    pages = ["/authoring", BANK, "/authoring/banks/shipped", "/authoring/items/a-single"]
    pages += [
        f"/authoring/drafts/{draft_id}",
        f"/authoring/drafts/{draft_id}/edit",
        f"/authoring/drafts/{draft_id}/history",
    ]
    for url in pages:
        assert "No data of real patients." in ines.page(url).text
    assert "No data of real patients." in otto.page(f"/authoring/drafts/{draft_id}/solve").text


def test_a_bank_is_made_renamed_and_keeps_what_was_typed_when_it_is_refused(ines: Browser) -> None:
    assert ines.post("/authoring/banks", {"title": "Hearts"}).headers["Location"] == "/authoring/banks/hearts"
    refused = ines.post("/authoring/banks", {"title": "x" * 121, "shared": "yes"})
    assert refused.status_code == 422
    assert Page(refused.text).named("title")[0]["value"] == "x" * 121
    assert "private" in ines.page("/authoring/banks/hearts").text
    assert ines.post("/authoring/banks/hearts", {"title": "Lungs", "shared": "yes"}).status_code == 303
    page = ines.page("/authoring/banks/hearts")
    assert "Lungs" in page.text
    assert "shared with everybody" in page.text
    assert "Give the bank a title" in ines.post("/authoring/banks/hearts", {"title": ""}).text


def test_a_draft_is_begun_from_the_page_of_its_bank(ines: Browser, desk: Desk) -> None:
    form = {"kind": "item", "slug": "CPC two Lesions", "place": "cpc/compliance", "item_kind": "matching"}
    response = ines.post(f"{BANK}/drafts", form)
    assert response.status_code == 303
    page = ines.page(response.headers["Location"])
    assert "Nobody else" not in page.text
    assert len(page.named("prompt_text")) == 3
    row = row_of(desk, int(response.headers["Location"].split("/")[3]))
    assert (row["id"], row["kind"]) == ("cpc-two-lesions", "matching")
    taken = ines.post(f"{BANK}/drafts", form)
    assert taken.status_code == 422
    assert "The id cpc-two-lesions is taken" in taken.text
    assert Page(taken.text).named("slug")[0]["value"] == "CPC two Lesions"


def test_the_history_shows_lines_and_restores_a_revision(ines: Browser, desk: Desk) -> None:
    draft_id = desk.draft()
    desk.save(draft_id, sound_item(references=["Another atlas"]))
    page = ines.page(f"/authoring/drafts/{draft_id}/history")
    assert "taken out" in page.text
    assert "Another atlas" in page.text
    restored = ines.post(f"/authoring/drafts/{draft_id}/history/2", {"base_revision": "3"})
    assert restored.status_code == 303
    assert row_of(desk, draft_id)["references"] == ["An atlas"]


def test_a_term_of_a_question_from_draft_to_learners(ines: Browser, otto: Browser, desk: Desk) -> None:
    draft_id = desk.draft()
    url = f"/authoring/drafts/{draft_id}"
    assert ines.post(f"{url}/submit").status_code == 303
    assert f"{url}/solve" not in ines.page("/authoring").links
    assert f"{url}/solve" in otto.page("/authoring").links
    for page in (f"{url}/solve", url):
        response = otto.get(page)
        assert response.status_code == 200
        for secret in (WHY, "An atlas", "Right answer", "option-sign"):
            assert secret not in response.text
    nothing = otto.post(f"{url}/solve", {"revision": "2", "comment": "Hm."})
    assert nothing.status_code == 422
    assert "Answer the question first." in nothing.text
    assert "Hm." in nothing.text
    assert otto.post(f"{url}/solve", {"revision": "2", "choice": "B"}).status_code == 303
    shown = otto.page(url).text
    assert "answers otherwise" in shown
    assert WHY in shown
    assert otto.post(f"{url}/remarks", {"comment": "Look at B again."}).status_code == 303
    assert "Look at B again." in ines.page(url).text
    assert ines.post(f"{url}/publish").status_code == 422
    assert ines.post(f"{url}/settle", {"reason": ""}).status_code == 422
    assert ines.post(f"{url}/settle", {"reason": "It is the aorta."}).status_code == 303
    assert "You have seen the key of an earlier revision" in otto.page(f"{url}/solve").text
    assert otto.post(f"{url}/solve", {"revision": "3", "choice": "A"}).status_code == 303
    assert otto.get(f"{url}/solve").status_code == 303
    assert ines.post(f"{url}/publish").status_code == 303
    assert "Published: items added." in ines.page(url).text
    assert desk.page(draft_id).life.state is DraftState.PUBLISHED
    assert ines.post(f"{url}/retire").status_code == 303
    assert "retired" in ines.page(url).text
    assert ines.post(f"{url}/restore").status_code == 303


def test_a_corrected_key_leads_to_the_regrade(ines: Browser, desk: Desk) -> None:
    draft_id = desk.draft()
    desk.through(draft_id)
    desk.save(draft_id, sound_item(key="B", key_reason="The atlas was misread."))
    desk.submit(draft_id)
    desk.solve(draft_id, "B")
    assert ines.post(f"/authoring/drafts/{draft_id}/publish").status_code == 303
    page = ines.page(f"/authoring/drafts/{draft_id}")
    assert "Answers given before still count by the old key." in page.text
    assert "/disputes/items/cpc-vessel" in page.links


def test_what_cannot_be_done_says_why_on_the_page_of_the_draft(ines: Browser, otto: Browser, desk: Desk) -> None:
    draft_id = desk.draft(references=[])
    url = f"/authoring/drafts/{draft_id}"
    assert "Mend these first" in ines.post(f"{url}/submit").text
    for act, words in (
        ("withdraw", "not in review"),
        ("restore", "not retired"),
        ("settle", "nothing to settle"),
        ("remarks", "nothing to solve"),
        ("publish", "handed in for review"),
        ("solve", "nothing to solve"),
    ):
        response = otto.post(f"{url}/{act}", {"revision": "2"})
        assert (response.status_code, words in response.text) == (422, True), act
    with desk.ines.writing() as scope:
        draft_publishing.retire_draft(scope, draft_id)
    assert ines.post(f"{url}/retire").status_code == 422
    assert "restore it before you change it" in ines.page(f"{url}/edit").text
    assert ines.post(f"{url}/edit", item_form(tags="new")).status_code == 422


def test_the_bank_of_files_is_read_searched_and_copied_from(ines: Browser, desk: Desk) -> None:
    page = ines.page("/authoring/banks/shipped")
    assert "9 questions" in page.text
    assert "/authoring/items/a-single" in page.links
    assert not page.named("kind")
    assert "No question fits." in ines.page("/authoring/banks/shipped?words=nowhere").text
    shown = ines.page("/authoring/items/a-single")
    assert "Copy to edit" in shown.text
    assert "rationale of B" in shown.text.replace("-", " ")
    response = ines.post("/authoring/items/a-single/copies", {"bank": desk.bank, "slug": "my-single"})
    assert response.status_code == 303
    assert "The stem of" in ines.page(response.headers["Location"]).text
    refused = ines.post("/authoring/items/a-single/copies", {"bank": desk.bank, "slug": "my-single"})
    assert refused.status_code == 422
    assert "is taken" in refused.text


def test_a_case_is_copied_from_the_bank_of_files(ines: Browser, desk: Desk, scopes: Scopes) -> None:
    with scopes.writing() as scope:
        scope.session.query(Case).filter(Case.slug == "ear-with-wax").update(
            {"slug": "urgent-care-ear", "kind": "code-the-encounter"}
        )
    copied = ines.post("/authoring/cases/urgent-care-ear/copies", {"bank": desk.bank, "slug": "my-ear"})
    assert copied.status_code == 303
    assert "Nothing is wrong with it" in ines.page(copied.headers["Location"]).text


def test_a_second_person_enters_lines_of_a_case_and_compares_them(ines: Browser, otto: Browser, desk: Desk) -> None:
    folder = resource_folder("case_studies") / "audit-the-coder" / "dermatology-back-and-cheek"
    texts = {f"file-{path.name}": path.read_text(encoding="utf-8") for path in folder.iterdir()}
    url = ines.post(f"{BANK}/drafts", {"kind": "case", "slug": folder.name}).headers["Location"]
    assert ines.post(url, texts | {"do": "save", "base_revision": "1"}).status_code == 303
    url = url.removesuffix("/edit")
    assert ines.post(f"{url}/submit").status_code == 303
    blind = otto.get(f"{url}/solve").text
    assert "The claim to be audited" in blind
    assert "second_solution" not in blind
    assert "seeded" not in blind
    empty = otto.post(f"{url}/solve", {"revision": "2", "lines": ""})
    assert (empty.status_code, "Enter the lines" in empty.text) == (422, True)
    assert otto.post(f"{url}/solve", {"revision": "2", "lines": "L82.1\r\n17110;;1;A"}).status_code == 303
    shown = otto.page(url).text
    assert "has not yet said whether the key agrees" in shown
    assert "[[seeded]]" in shown
    assert otto.post(f"{url}/remarks", {}).status_code == 422
    assert otto.post(f"{url}/remarks", {"agrees": "yes"}).status_code == 303
    assert ines.post(f"{url}/publish").status_code == 303


def test_drafts_are_searched_over_all_banks(ines: Browser, desk: Desk) -> None:
    desk.draft("cpc-vessel")
    desk.draft("cpc-lung", stem="Which lobe of the lung is it that the surgeon names in this report?")
    page = ines.page("/authoring?words=lobe&kind=item&state=draft&area=anatomy")
    assert "1 draft, the last saved first." in page.text
    assert "No draft fits." in ines.page("/authoring?words=lobe&tag=other").text
    assert "Nothing fits." in ines.page(f"{BANK}?words=nowhere").text


def statements(desk: Desk, browser: Browser, url: str) -> int:
    """How many statements a page costs."""
    sent: list[str] = []

    def count(*arguments: object) -> None:
        sent.append(str(arguments[2]))

    engine = desk.scopes.engines.read
    event.listen(engine, "before_cursor_execute", count)
    try:
        browser.page(url)
    finally:
        event.remove(engine, "before_cursor_execute", count)
    return len(sent)


def test_lists_cost_as_many_statements_however_much_is_in_them(ines: Browser, desk: Desk) -> None:
    pages = (BANK, "/authoring", "/authoring/banks/shipped")
    first = desk.draft("cpc-first")
    before = [statements(desk, ines, url) for url in (*pages, f"/authoring/drafts/{first}/history")]
    for number in range(4):
        desk.submit(desk.draft(f"cpc-more-{number}"))
        desk.save(first, sound_item("cpc-first", references=[f"Atlas {number}"]))
    assert [statements(desk, ines, url) for url in (*pages, f"/authoring/drafts/{first}/history")] == before


def test_a_colleague_reads_a_private_bank_and_saves_nothing(desk_app: Flask, ines: Browser, desk: Desk) -> None:
    ines.post("/authoring/banks", {"title": "Private"})
    draft_id = desk.draft("cpc-own", bank="private")
    enrol(desk.scopes, a_class(desk.scopes, desk.ines), desk.otto, Role.INSTRUCTOR)
    otto = Browser(desk_app).sign_in(desk.otto)
    assert otto.post(f"/authoring/drafts/{draft_id}/open").status_code == 303
    assert "You may read this bank, not change it." in otto.page(f"/authoring/drafts/{draft_id}/edit").text
    assert otto.post(f"/authoring/drafts/{draft_id}/edit", item_form("cpc-own", tags="x")).status_code == 422
    assert item_text(item_values("cpc-own")) == desk.page(draft_id).files["item.toml"]
    assert "Begin something new" not in otto.page("/authoring/banks/private").text


def test_a_long_history_has_pages_and_says_what_is_too_long_to_compare(ines: Browser, desk: Desk) -> None:
    draft_id = desk.draft()
    desk.save(draft_id, {"item.toml": "#\n" * 3_000})
    for number in range(4, 23):
        desk.save(draft_id, sound_item(tags=[f"tag {number}"]))
    url = f"/authoring/drafts/{draft_id}/history"
    page = ines.page(url)
    assert "22 revisions" in page.text
    assert "too long to compare" in page.text
    assert f"{url}?page=2" in page.links
    assert "What it began with" in ines.page(f"{url}?page=2").text
