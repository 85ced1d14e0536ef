"""What is wrong with a draft: the checks of files, what cannot be seen in files alone, what looks real."""

from pathlib import Path
from time import perf_counter

import pytest

from tests.support.authoring import Desk, a_desk, item_values, sound_item
from trainer.config import resource_folder
from trainer.content.draft_files import item_text, scenario_text
from trainer.domain.items.drafts import DraftKind
from trainer.services import drafts
from trainer.services.draft_beginnings import NewDraft
from trainer.services.draft_checks import Checked, check_draft, signs_of_real_data
from trainer.services.scope import Scopes


@pytest.fixture
def desk(scopes: Scopes) -> Desk:
    return a_desk(scopes)


def check(desk: Desk, draft_id: int, files: dict[str, str]) -> Checked:
    with desk.ines.reading() as scope:
        return check_draft(scope, drafts.get_draft(scope, draft_id), files)


def said(checked: Checked) -> list[str]:
    return [str(problem) for problem in checked.problems]


def test_a_sound_question_has_no_problem_and_shows_itself_with_and_without_its_key(desk: Desk) -> None:
    checked = check(desk, desk.draft(), sound_item())
    assert said(checked) == []
    assert checked.authored is not None
    assert checked.has_codes is False
    assert checked.questions[0].verdict is None
    assert checked.solved[0].verdict is not None
    assert [warning for warning in checked.warnings if "second-solution" in warning] == []


def test_lint_gives_problems_and_warnings_as_for_files(desk: Desk) -> None:
    checked = check(desk, desk.draft(), sound_item(stem="Name the vessel that leaves the left chamber of the heart."))
    assert said(checked) == ["item.toml: the stem does not end in a question (no-question)"]
    short = check(desk, desk.draft("cpc-short"), sound_item("cpc-short", stem="Which vessel is it?"))
    assert short.warnings == ("the stem has 4 words (stem-length)",)
    assert short.problems == ()


def test_an_area_is_one_of_the_blueprint(desk: Desk) -> None:
    values = item_values() | {"area": "astrology"}
    checked = check(desk, desk.draft(), {"item.toml": item_text(values)})
    assert said(checked) == ["item.toml: area: the blueprint of cpc has no area 'astrology'"]


def test_codes_are_looked_up_where_there_is_a_code_book(desk: Desk, code_book: Path) -> None:
    row = {"kind": "code", "system": "icd-10-cm", "key": ["X99.999"], "why": "Said at length.", "options": None}
    values = item_values()
    values["items"][0] = {name: value for name, value in (values["items"][0] | row).items() if value is not None}
    checked = check(desk, desk.draft(), {"item.toml": item_text(values)})
    assert checked.has_codes
    assert "X99.999 is no billable code of ICD-10-CM 2026" in " ".join(said(checked))


def test_a_case_is_graded_by_its_own_key_where_there_is_a_code_book(desk: Desk, code_book: Path) -> None:
    folder = resource_folder("case_studies") / "code-the-encounter" / "urgent-care-ear"
    files = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    with desk.ines.writing() as scope:
        draft_id = drafts.create_draft(scope, desk.bank, NewDraft(DraftKind.CASE, "urgent-care-ear"))
    checked = check(desk, draft_id, files | {"key.toml": files["key.toml"].replace("H66.001", "H66.091")})
    assert {problem.file for problem in checked.problems} == {"key.toml"}
    assert checked.papers.startswith("**") or checked.papers
    assert check(desk, draft_id, {**files, "case.toml": "x ="}).authored is None


def test_a_scenario_that_was_changed_since_is_to_be_taken_in_again(desk: Desk) -> None:
    with desk.ines.writing() as scope:
        scenario = drafts.create_draft(scope, desk.bank, NewDraft(DraftKind.SCENARIO, "a-day", "cpc", "anatomy"))
    place = {"schema": 1, "track": "cpc", "area": "anatomy", "id": "a-day", "title": "A day"}
    desk.save(scenario, {"scenario.toml": scenario_text(place | {"text": "Claims arrive."})})
    values = item_values(stimulus="a-day")
    values["stimuli"] = [{"id": "a-day", "title": "A day", "text": "Claims arrive."}]
    files = {"item.toml": item_text(values)}
    draft_id = desk.draft()
    assert said(check(desk, draft_id, files)) == []
    assert check(desk, draft_id, files).questions[0].stimulus_title == "A day"
    assert check(desk, scenario, desk.page(scenario).files).scenario == ("A day", "Claims arrive.")
    desk.save(scenario, {"scenario.toml": scenario_text(place | {"text": "Two claims arrive."})})
    assert "has another text by now" in said(check(desk, draft_id, files))[0]


def test_a_scenario_of_another_bank_is_left_alone(desk: Desk) -> None:
    values = item_values(stimulus="shared-claim")
    values["stimuli"] = [{"id": "shared-claim", "title": "Mine", "text": "Now it is mine."}]
    assert (
        "belongs to a scenario of another bank" in said(check(desk, desk.draft(), {"item.toml": item_text(values)}))[0]
    )


def test_what_is_half_written_is_shown_as_far_as_it_is_there(desk: Desk) -> None:
    draft_id = desk.draft()
    values = item_values(stem="Half a", stimulus="x")
    values["items"][0]["options"] = [{"id": "A", "text": "One"}]
    values["stimuli"] = [{"id": "x", "title": "Title", "text": "Text"}]
    checked = check(desk, draft_id, {"item.toml": item_text(values)})
    (question,) = checked.questions
    assert (question.content.stem, question.options[0].text, question.stimulus_body) == ("Half a", "One", "Text")
    assert checked.solved == ()
    assert check(desk, draft_id, {"item.toml": "= broken"}).questions[0].content.stem == ""


@pytest.mark.parametrize(
    "text",
    [
        "SSN 123-45-6789",
        "call 312-867-5309",
        "call (312) 867-5309",
        "MRN 00482913",
        "mail jo@clinic.com",
        "x@mail.example.co",
    ],
)
def test_what_looks_real_is_pointed_out(text: str) -> None:
    assert len(list(signs_of_real_data(text))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "call 312-555-0142 or (312) 555-0199",
        "SSN 000-12-3456 and 999-12-3456",
        "jo@example.org, jo@mail.example.com, jo@example",
        "on 2026-03-10, 99213-25, $1,234,567.00, 1234567.89, 12032",
        "NDC 00000-1111-22",
        "MRN-1",
    ],
)
def test_what_is_invented_as_asked_is_let_pass(text: str) -> None:
    assert list(signs_of_real_data(text)) == []


def test_what_looks_real_warns_and_does_not_block(desk: Desk) -> None:
    checked = check(desk, desk.draft(), sound_item(references=["Ask 312-867-5309"]))
    assert said(checked) == []
    assert "looks like a telephone number" in checked.warnings[0]


@pytest.mark.parametrize(
    "text",
    ["a." * 100_000, "1" * 200_000 + ",1", "a@" * 100_000, f"a@{'a.' * 99_000}example.org", "a." * 60_000 + "a@b"],
    ids=["no address", "digits", "signs", "a long host", "a long name"],
)
def test_a_long_text_is_looked_through_in_a_moment(text: str) -> None:
    started = perf_counter()
    list(signs_of_real_data(text))
    assert perf_counter() - started < 2


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("x" * 200_001, "item.toml: a text has at most 200,000 characters"),
        ('title = "a\\u0000b"', "item.toml: contains a character that cannot be stored (NUL)"),
    ],
)
def test_texts_beyond_the_limits_are_not_looked_into(desk: Desk, text: str, problem: str) -> None:
    checked = check(desk, desk.draft(), {"item.toml": text})
    assert said(checked) == [problem]
    assert (checked.questions, checked.solved, checked.warnings, checked.authored) == ((), (), (), None)
