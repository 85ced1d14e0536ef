"""Beginnings of drafts: a case of every kind is begun, checked, shown, and written to its end."""

from datetime import date
from functools import cache
from time import perf_counter

import pytest

from tests.support.authoring import Desk, a_desk
from trainer.config import resource_folder
from trainer.content.draft_files import CASE, CHART, EXHIBITS, KEY, read_case_files
from trainer.domain.claims.billing_case import BillingContent, BillingKind
from trainer.domain.claims.case import CaseContent
from trainer.domain.items.drafts import DraftKind
from trainer.domain.kernel.errors import Refused
from trainer.domain.kernel.problems import Report
from trainer.services import drafts
from trainer.services.banks import renamed_case
from trainer.services.draft_beginnings import CASE_KINDS, NewDraft, empty_files
from trainer.services.draft_checks import Checked, check_draft
from trainer.services.draft_placeholders import MAX_NAMED, placeholder_problems
from trainer.services.draft_sketches import sketch_case
from trainer.services.scope import Scopes


@pytest.fixture
def desk(scopes: Scopes) -> Desk:
    return a_desk(scopes)


def begin(desk: Desk, kind: str, slug: str = "my-case") -> int:
    with desk.ines.writing() as scope:
        return drafts.create_draft(scope, desk.bank, NewDraft(DraftKind.CASE, slug, case_kind=kind))


def check(desk: Desk, draft_id: int) -> Checked:
    with desk.ines.reading() as scope:
        draft = drafts.get_draft(scope, draft_id)
        return check_draft(scope, draft, draft.files)


@cache
def shipped(kind: str) -> dict[str, str]:
    """The texts of the first case of a kind, under the id of the tests."""
    folder = sorted((resource_folder("case_studies") / kind).iterdir())[0]
    return dict(renamed_case({path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}, "my-case"))


def begun(kind: str) -> dict[str, str]:
    return empty_files(NewDraft(DraftKind.CASE, "my-case", case_kind=kind), "2027")


@pytest.mark.parametrize("kind", CASE_KINDS)
def test_a_case_of_each_kind_begins_with_problems_that_say_what_is_to_be_written(desk: Desk, kind: str) -> None:
    draft_id = begin(desk, kind)
    checked, draft = check(desk, draft_id), desk.page(draft_id)
    papers = EXHIBITS if kind in list(BillingKind) else CHART
    assert draft.file_names == (CASE, papers, KEY)
    assert (draft.track, draft.title) == ("cpb" if papers == EXHIBITS else "cpc", "my-case")
    assert checked.at("title") == ["string should have at least 1 character"]
    assert {problem.file for problem in checked.problems} == set(draft.file_names)
    assert any("is still to be written: ‹" in problem.message for problem in checked.problems)
    assert "is not TOML" not in str(checked.problems)
    assert (checked.authored, checked.warnings) == (None, ())


@pytest.mark.parametrize("kind", CASE_KINDS)
def test_a_beginning_is_of_its_kind_and_year_and_shows_what_learners_would_see(kind: str) -> None:
    files = begun(kind)
    case = sketch_case(files)
    assert case is not None
    assert (case.kind, case.edition, case.title) == (kind, "2027", "…")
    assert "{slug}" not in str(files)
    assert "{year}" not in str(files)
    if isinstance(case, BillingContent):
        assert case.exhibits
        assert case.fields or case.form or case.worklist
        assert case.on == date(2027, 4, 14)
    else:
        assert isinstance(case, CaseContent)
        assert (case.billed is None, case.query is None) == (kind != "audit-the-coder", kind != "query-the-provider")


@pytest.mark.parametrize("kind", CASE_KINDS)
def test_but_for_what_is_empty_or_open_a_beginning_has_the_form_of_its_files(desk: Desk, kind: str) -> None:
    """Nothing in it is a field that the format does not know, or of the wrong type."""
    draft_id = begin(desk, kind)
    said = [problem.message for problem in check(desk, draft_id).problems]
    others = [each for each in said if not each.startswith(("is still to be written", "string should"))]
    assert others == []


@pytest.mark.parametrize("kind", BillingKind)
def test_the_invented_figures_of_a_billing_exercise_hold(kind: str) -> None:
    """A remittance balances, sums come out, mistakes are graded as declared; what is missing by number is counted."""
    files = begun(kind)
    report = Report()
    read_case_files(files | {CASE: files[CASE].replace('title = ""', 'title = "A title"')}, "my-case", report)
    left = {problem.message for problem in report}
    match kind:
        case BillingKind.FILL:
            assert left == {"explains 2 items; at least 12 are explained"}
        case BillingKind.WORKLIST:
            assert left == {"there are 3, not 15"}
        case BillingKind.SCRUB:
            assert all("needs it on every claim" in each or "no diagnosis stands there" in each for each in left)
        case _:
            assert left == set()


@pytest.mark.parametrize("kind", CASE_KINDS)
def test_a_beginning_of_each_kind_is_written_to_a_draft_without_problems(desk: Desk, kind: str) -> None:
    draft_id = begin(desk, kind)
    desk.save(draft_id, shipped(kind))
    checked = check(desk, draft_id)
    assert [str(problem) for problem in checked.problems] == []
    assert checked.authored is not None
    assert checked.case == checked.authored.content  # type: ignore[union-attr]
    desk.submit(draft_id)


def test_without_a_kind_a_case_is_an_encounter_to_be_coded_and_unknown_kinds_are_refused() -> None:
    assert 'kind = "code-the-encounter"' in empty_files(NewDraft(DraftKind.CASE, "a"), "2026")[CASE]
    for unknown in (NewDraft(DraftKind.CASE, "a", case_kind="../poem"), NewDraft(DraftKind.ITEM, "a", form="essay")):
        with pytest.raises(Refused):
            empty_files(unknown, "2026")


def test_placeholders_are_named_by_field_or_line_and_not_without_end() -> None:
    files = {
        CASE: 'title = "‹a›"\nfields = [{ id = "x", label = "‹b›" }, { label = "‹c› or ‹d›" }]\nlist = ["", "‹e›"]',
        KEY: 'broken = "‹f›',
        CHART: "\n‹g›\n‹not\nclosed›",
    }
    found = [(problem.file, problem.field, problem.message[-3:]) for problem in placeholder_problems(files)]
    fields = [("title", "a"), ("fields[x].label", "b"), ("fields[2].label", "c"), ("fields[2].label", "d")]
    assert found == [
        *((CASE, field, f"‹{letter}›") for field, letter in [*fields, ("list[2]", "e")]),
        (KEY, "line 1", "‹f›"),
        (CHART, "line 2", "‹g›"),
    ]
    assert len(list(placeholder_problems({CHART: "‹a›" * 1000}))) == MAX_NAMED


@pytest.mark.parametrize("key", ["a." * 2_000 + "a", "[" * 100 + "a"], ids=["dotted", "broken"])
def test_a_text_that_goes_down_without_end_is_looked_through_in_a_moment(key: str) -> None:
    files = {CASE: f'kind = "verify-coverage"\n{key} = "‹x›"', KEY: ""}
    started = perf_counter()
    list(placeholder_problems(files))
    sketch_case(files)
    assert perf_counter() - started < 2


def changed(kind: str, *changes: tuple[str, str]) -> dict[str, str]:
    files = shipped(kind)
    text = files[CASE]
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return files | {CASE: text}


def test_a_sketch_leaves_out_what_cannot_be_read_and_shows_the_rest() -> None:
    whole = sketch_case(shipped("post-the-remittance"))
    assert isinstance(whole, BillingContent)
    assert whole.remittance is not None
    broken = (('type = "money"', 'type = "gold"'), ("level = ", "odd = 1\nlevel = "), ('payment = "', 'payment = "x'))
    case = sketch_case(changed("post-the-remittance", *broken, ('label = "', 'label = "" #')))
    assert isinstance(case, BillingContent)
    assert (case.title, case.exhibits, case.remittance) == (whole.title, whole.exhibits, None)
    assert len(case.fields) == len(whole.fields) - 1
    assert case.fields[0].label == "…"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("date_of_service = ", 'date_of_service = "soon" # '),
        ("patient = ", "patient = 4 # "),
        ("level = ", "level = 9"),
    ],
)
def test_facts_that_a_case_cannot_do_without_are_stood_in_for(old: str, new: str) -> None:
    case = sketch_case(changed("code-the-encounter", (old, new)))
    assert isinstance(case, CaseContent)
    assert case.chart == shipped("code-the-encounter")[CHART]


@pytest.mark.parametrize("text", ["= broken", "", 'kind = "poem"', "kind = [1]", "kind = 3"])
def test_without_a_kind_there_is_no_sketch(text: str) -> None:
    assert sketch_case({CASE: text}) is None


@pytest.mark.parametrize("kind", CASE_KINDS)
def test_the_kind_alone_is_enough_for_a_sketch(kind: str) -> None:
    case = sketch_case({CASE: f'kind = "{kind}"'})
    assert case is not None
    assert case.task == "…"


@pytest.mark.parametrize("kind", CASE_KINDS)
@pytest.mark.parametrize("value", ["[]", "{}", '""', "3", "[[]]", "[{}]", '{ a = "" }', "[3, {}]"])
def test_whatever_stands_in_a_field_a_case_is_sketched(kind: str, value: str) -> None:
    names = ("title", "patient", "claim", "query", "prior_encounters", "fields", "form", "remittance", "worklist", "on")
    for name in names:
        assert sketch_case({CASE: f'kind = "{kind}"\n{name} = {value}'}) is not None, name
