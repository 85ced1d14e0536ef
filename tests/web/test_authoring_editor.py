"""The editor, without a script: a form for every kind, files as texts, preview, two who save at once."""

import pytest

from tests.support.authoring import BANK, WHY, Desk, data_of, item_form, row_of, sound_item
from tests.support.browser import Browser
from tests.support.html import Page
from trainer.config import resource_folder
from trainer.content.draft_files import plain_data
from trainer.domain.items.drafts import DraftKind
from trainer.services import drafts
from trainer.services.draft_beginnings import NewDraft


def test_a_question_is_saved_from_its_form_with_all_that_it_may_say(ines: Browser, desk: Desk) -> None:
    draft_id = desk.draft()
    more = {
        "tags": "hearts; arteries, hearts",
        "references": "An atlas\r\n\r\nA manual",
        "service_on": "2026-03-04",
        "odd_codes": "S72.001: no seventh character",
        "accepted": "stem-length: on purpose",
        "key_reason": "Misread.",
        "sealed": "yes",
        "stimulus": "own",
        "scenario_title": "A day",
        "scenario_text": "Line one\r\n\r\nLine two",
        "note": "More of it.",
    }
    assert ines.post(f"/authoring/drafts/{draft_id}/edit", item_form(**more)).status_code == 303
    row = row_of(desk, draft_id)
    assert row["tags"] == ["hearts", "arteries"]
    assert row["references"] == ["An atlas", "A manual"]
    assert (row["odd_codes"], row["accepted"]) == ({"S72.001": "no seventh character"}, {"stem-length": "on purpose"})
    assert (row["sealed"], row["key_reason"], str(row["service_on"])) == (True, "Misread.", "2026-03-04")
    stimulus = data_of(desk, draft_id)["stimuli"][0]
    assert stimulus == {"id": "cpc-vessel-scenario", "title": "A day", "text": "Line one\n\nLine two"}
    assert ines.page(f"/authoring/drafts/{draft_id}/history").text.count("More of it.") == 1


def test_the_form_that_is_shown_says_what_is_stored_and_saves_as_the_same(ines: Browser, desk: Desk) -> None:
    draft_id = desk.draft()
    page = ines.page(f"/authoring/drafts/{draft_id}/edit")
    assert {"A", "cpc/anatomy", "single", "2", "recall"} <= set(page.chosen)
    assert "Nothing is wrong with it" in page.text
    response = ines.post(f"/authoring/drafts/{draft_id}/edit", item_form())
    assert response.status_code == 303
    assert desk.page(draft_id).life.revision == 2
    assert "Nothing has changed" in ines.page(f"/authoring/drafts/{draft_id}/edit").text


def rows(name: str, ids: str, *texts: str) -> dict[str, object]:
    return {f"{name}_id": list(ids), f"{name}_text": list(texts), f"{name}_why": [WHY] * len(texts)}


@pytest.mark.parametrize(
    ("kind", "form", "expected"),
    [
        ("multiple", {"key": ["A", "C", "Z"]}, {"key": ["A", "C"]}),
        (
            "numeric",
            {"key_value": "140.28", "tolerance": "0.01", "decimals": "2", "unit": "US$", "why": WHY},
            {"decimals": 2, "unit": "US$", "why": WHY},
        ),
        ("code", {"system": "cpt", "codes": "12032, 12031", "why": WHY}, {"system": "cpt", "key": ["12032", "12031"]}),
        ("ordering", {"place_A": "2", "place_B": "1", "place_C": "3", "place_D": "4"}, {"key": ["B", "A", "C", "D"]}),
        (
            "matching",
            rows("prompt", "PQ", "nephr", "hepat")
            | rows("option", "KL", "kidney", "liver")
            | {"pair_P": "K", "pair_Q": "L"},
            {"key": {"P": "K", "Q": "L"}, "options": [{"id": "K", "text": "kidney"}, {"id": "L", "text": "liver"}]},
        ),
    ],
)
def test_each_kind_of_question_has_fields_of_its_own(
    ines: Browser, desk: Desk, kind: str, form: dict[str, object], expected: dict[str, object]
) -> None:
    draft_id = desk.draft()
    why = {"why": WHY} if kind != "multiple" else {}
    sent = item_form(**({"kind": kind} | why | form))
    assert ines.post(f"/authoring/drafts/{draft_id}/edit", sent).status_code == 303
    row = row_of(desk, draft_id)
    assert {name: row[name] for name in expected} == expected
    page = ines.page(f"/authoring/drafts/{draft_id}/edit")
    assert "Nothing is wrong with it" in page.text
    assert "After the answer" in page.text


def test_options_are_added_and_removed_by_buttons_and_nothing_is_saved_by_that(ines: Browser, desk: Desk) -> None:
    draft_id = desk.draft()
    url = f"/authoring/drafts/{draft_id}/edit"
    added = Page(ines.post(url, item_form(do="add-option", stem="Typed, not saved")).text)
    assert [each["value"] for each in added.named("option_id")] == list("ABCDE")
    assert "What you see is not saved yet." in added.text
    assert "Typed, not saved" in added.text
    removed = Page(ines.post(url, item_form(do="remove-option:B")).text)
    assert [each["value"] for each in removed.named("option_id")] == list("ACD")
    other = Page(ines.post(url, item_form(do="kind", kind="matching")).text)
    assert [each["value"] for each in other.named("prompt_id")] == ["A", "B"]
    assert desk.page(draft_id).life.revision == 2


def test_what_is_typed_wrongly_is_kept_and_named_at_its_field(ines: Browser, desk: Desk) -> None:
    draft_id = desk.draft()
    wrong = {"kind": "numeric", "key_value": "eighty", "difficulty": "hard", "decimals": "x", "service_on": "soon"}
    assert ines.post(f"/authoring/drafts/{draft_id}/edit", item_form(**wrong)).status_code == 303
    page = ines.page(f"/authoring/drafts/{draft_id}/edit")
    assert page.named("key_value")[0]["value"] == "eighty"
    assert page.named("service_on")[0]["value"] == "soon"
    assert page.named("decimals")[0]["value"] == "x"
    for words in (
        "Should be a number",
        "Difficulty : input should be a valid integer",
        "Decimals : input should",
        "Service on",
        "Why : is empty",
    ):
        assert words in page.text, words


def test_a_shared_scenario_is_chosen_and_its_text_is_taken_along(ines: Browser, desk: Desk) -> None:
    with desk.ines.writing() as scope:
        scenario = drafts.create_draft(scope, desk.bank, NewDraft(DraftKind.SCENARIO, "a-day", "cpc", "anatomy"))
    form = {"place": "cpc/anatomy", "title": "A day", "text": "Claims arrive.", "do": "save", "base_revision": "1"}
    assert ines.post(f"/authoring/drafts/{scenario}/edit", form).status_code == 303
    assert ines.post(f"/authoring/drafts/{scenario}/publish").status_code == 303
    draft_id = desk.draft()
    assert ines.post(f"/authoring/drafts/{draft_id}/edit", item_form(stimulus="a-day")).status_code == 303
    assert data_of(desk, draft_id)["stimuli"] == [{"id": "a-day", "title": "A day", "text": "Claims arrive."}]
    page = ines.page(f"/authoring/drafts/{draft_id}/edit")
    assert "a-day" in page.chosen
    assert "Claims arrive." in page.text
    shown = ines.page(f"/authoring/drafts/{scenario}").text
    assert "Questions that go with it" in shown
    assert "cpc-vessel" in shown


def test_a_family_is_set_by_its_parameters_and_shows_a_sample(ines: Browser, desk: Desk) -> None:
    begun = {"kind": "family", "slug": "my-sides", "family": "family-icd-laterality", "place": "cpc/anatomy"}
    url = ines.post(f"{BANK}/drafts", begun).headers["Location"]
    form = {"family": "family-icd-laterality", "variants": "12", "difficulty": "4", "bloom": "", "tags": "left, right"}
    assert ines.post(url, form | {"do": "save", "base_revision": "1"}).status_code == 303
    page = ines.page(url)
    assert {"family-icd-laterality", "4"} <= set(page.chosen)
    assert "The first 3 variants, with keys" in page.text
    data = plain_data(desk.page(int(url.split("/")[3])).files["family.toml"])
    assert data == {
        "schema": 1,
        "id": "my-sides",
        "family": "family-icd-laterality",
        "variants": 12,
        "difficulty": 4,
    } | {"tags": ["left", "right"]}


@pytest.mark.parametrize("typed", ["abc", "-5", "0"])
def test_variants_of_a_family_that_are_no_number_are_kept_and_a_problem(ines: Browser, desk: Desk, typed: str) -> None:
    begun = {"kind": "family", "slug": "my-sides", "family": "family-icd-laterality", "place": "cpc/anatomy"}
    url = ines.post(f"{BANK}/drafts", begun).headers["Location"]
    form = {"family": "family-icd-laterality", "variants": typed, "do": "save", "base_revision": "1"}
    assert ines.post(url, form).status_code == 303
    page = ines.page(url)
    assert page.named("variants")[0]["value"] == typed
    assert "Variants" in page.text
    assert "1 problem to mend" in page.text


@pytest.mark.parametrize("places", [("1", "1", "2"), ("1", "", "3"), ("a", "1", "2")])
def test_places_that_are_no_order_are_kept_and_a_problem(
    ines: Browser, desk: Desk, places: tuple[str, str, str]
) -> None:
    draft_id = desk.draft()
    typed = {f"place_{letter}": place for letter, place in zip("ABC", places, strict=True)}
    form = item_form(kind="ordering", option_id=list("ABC"), option_text=["One", "Two", "Three"], why=WHY, **typed)
    assert ines.post(f"/authoring/drafts/{draft_id}/edit", form).status_code == 303
    page = ines.page(f"/authoring/drafts/{draft_id}/edit")
    assert tuple(page.named(name)[0]["value"] for name in typed) == places
    assert "the places are 1, 2, 3 and so on" in page.text


def test_a_case_is_written_as_texts_with_problems_by_file(ines: Browser, desk: Desk) -> None:
    folder = resource_folder("case_studies") / "code-the-encounter" / "urgent-care-ear"
    texts = {f"file-{path.name}": path.read_text(encoding="utf-8") for path in folder.iterdir()}
    url = ines.post(f"{BANK}/drafts", {"kind": "case", "slug": "urgent-care-ear"}).headers["Location"]
    assert "Files of the case" in ines.page(url).text
    broken = Page(ines.post(url, texts | {"file-key.toml": "x = ", "do": "preview"}).text)
    assert "is not TOML" in broken.text
    saved = ines.post(url, texts | {"do": "save", "base_revision": "1"})
    assert saved.status_code == 303
    page = ines.page(url)
    assert "Nothing is wrong with it" in page.text
    assert "Earache" in page.text


def test_a_question_may_be_edited_as_the_text_of_its_file(ines: Browser, desk: Desk) -> None:
    draft_id = desk.draft()
    url = f"/authoring/drafts/{draft_id}/edit"
    page = ines.page(f"{url}?as=text")
    assert page.named("file-item.toml")
    sent = {"file-item.toml": sound_item(tags=["new"])["item.toml"], "do": "save", "base_revision": "2"}
    assert ines.post(url, sent).headers["Location"] == f"{url}?as=text"
    assert row_of(desk, draft_id)["tags"] == ["new"]
    ines.post(url, {"file-item.toml": "broken = ", "do": "save", "base_revision": "3"})
    assert ines.page(url).named("file-item.toml")  # there is no form for what cannot be read


def test_the_preview_is_a_fragment_with_problems_and_what_learners_see(ines: Browser, desk: Desk) -> None:
    draft_id = desk.draft()
    response = ines.post("/authoring/preview", item_form(draft=str(draft_id), stem="Typed **just now**"))
    assert response.status_code == 200
    assert "<html" not in response.text
    assert "<strong>just now</strong>" in response.text
    assert "the stem does not end in a question" in response.text
    assert desk.page(draft_id).life.revision == 2


def test_what_looks_real_is_warned_of_and_may_be_saved(ines: Browser, desk: Desk) -> None:
    draft_id = desk.draft()
    form = item_form(references="Ask 312-867-5309")
    assert "looks like a telephone number" in ines.post("/authoring/preview", form | {"draft": str(draft_id)}).text
    assert ines.post(f"/authoring/drafts/{draft_id}/edit", form).status_code == 303


def test_the_second_of_two_who_save_sees_both_texts_and_saves_knowingly(
    ines: Browser, otto: Browser, desk: Desk
) -> None:
    draft_id = desk.draft()
    url = f"/authoring/drafts/{draft_id}/edit"
    otto.post(f"/authoring/drafts/{draft_id}/open")
    assert otto.post(url, item_form(references="Otto's manual")).status_code == 303
    conflict = ines.post(url, item_form(references="Ines's atlas"))
    assert conflict.status_code == 409
    page = Page(conflict.text)
    assert "Otto Lindqvist saved revision 3 while you were writing" in page.text
    assert "Otto's manual" in page.text
    assert "Ines's atlas" in conflict.text.replace("&#39;", "'")
    assert page.form(url).fields["base_revision"] == "3"
    assert row_of(desk, draft_id)["references"] == ["Otto's manual"]
    assert ines.post(url, item_form(references="Both", base_revision="3")).status_code == 303
    assert row_of(desk, draft_id)["references"] == ["Both"]
    assert "Otto's manual" in ines.page(f"/authoring/drafts/{draft_id}/history").text
