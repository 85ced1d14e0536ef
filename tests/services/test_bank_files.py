"""Banks in and out: what an export holds, what an import would do and does, and what it never does."""

import io
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from sqlalchemy import event, select

from tests.support.authoring import WHY, Desk, a_desk, item_values, sound_item
from tests.support.content_files import CPB_BLUEPRINT, CPC_BLUEPRINT
from trainer.config import resource_folder
from trainer.content.bank_tables import item_cells
from trainer.content.draft_files import item_text, read_item
from trainer.content.library import load_library
from trainer.content.table_columns import HEADINGS
from trainer.db.models.audit import AuditEvent
from trainer.db.models.authoring import DraftRevision
from trainer.domain.generators.registry import families
from trainer.domain.items.drafts import DraftKind, DraftState
from trainer.domain.kernel.errors import Conflict, NotFound, Refused
from trainer.domain.kernel.problems import Report
from trainer.services import bank_exports, bank_files, banks, draft_publishing, drafts
from trainer.services.banks import renamed_case
from trainer.services.draft_beginnings import NewDraft
from trainer.services.draft_checks import check_draft
from trainer.services.scope import Scopes
from trainer.services.tables import read_table, write_csv, write_xlsx

Write = Callable[[Sequence[Sequence[str]]], bytes]
SCENARIO = 'schema = 1\ntrack = "cpc"\narea = "anatomy"\nid = "cpc-visit"\ntitle = "A visit"\ntext = "What happened."\n'
NUMERIC = {"kind": "numeric", "key": 96, "why": WHY, "unit": "US$", "decimals": 2, "stem": "How much is allowed?"}


@pytest.fixture
def desk(scopes: Scopes) -> Desk:
    return a_desk(scopes)


def export(desk: Desk, ending: str = "zip", bank: str = "") -> bytes:
    with desk.ines.writing() as scope:
        return bank_exports.export_bank(scope, bank or desk.bank, ending).content


def preview(
    desk: Desk, data: bytes, name: str = "x.csv", *, who: object = None, bank: str = ""
) -> bank_files.ImportPage:
    with (who or desk.ines).reading() as scope:
        return bank_files.preview_import(scope, bank or desk.bank, data, name)


def store(desk: Desk, page: bank_files.ImportPage, *, replaces: bool = False) -> bank_files.ImportDone:
    with desk.ines.reading() as scope:
        plan = bank_files.plan_import(scope, page.bank.slug, page.carried, page.looked_at, replaces=replaces)
    with desk.ines.writing() as scope:
        return bank_files.store_import(scope, plan)


def a_row(slug: str = "cpc-vessel", **changes: object) -> list[str]:
    item = read_item(sound_item(slug), slug, Report())
    assert item is not None
    row = dict(zip(HEADINGS, item_cells(item), strict=True))
    return [str(cell) for cell in (row | changes).values()]


def table(*rows: list[str]) -> bytes:
    return write_csv([HEADINGS, *rows])


def verdicts(page: bank_files.ImportPage) -> dict[str, str]:
    return {row.slug: row.verdict for row in page.rows}


def new_bank(desk: Desk, title: str = "Second") -> str:
    with desk.ines.writing() as scope:
        return banks.create_bank(scope, title, is_shared=False)


def a_full_bank(desk: Desk) -> None:
    """Questions of three kinds, one unfinished and one retired, a scenario with its item, a case, a family."""
    with desk.ines.writing() as scope:
        for slug, files in {
            "cpc-vessel": sound_item(),
            "cpc-seen": {
                "item.toml": item_text(
                    item_values("cpc-seen", stimulus="cpc-visit")
                    | {"stimuli": [{"id": "cpc-visit", "title": "A visit", "text": "What happened."}]}
                )
            },
            "cpc-order": sound_item(
                "cpc-order",
                kind="ordering",
                key=list("BA"),
                why=WHY,
                options=[{"id": letter, "text": letter} for letter in "AB"],
            ),
            "cpc-amount": sound_item("cpc-amount", **NUMERIC).copy(),
            "cpc-unfinished": sound_item("cpc-unfinished", stem=""),
            "cpc-gone": sound_item("cpc-gone"),
        }.items():
            draft_id = drafts.create_draft(scope, desk.bank, NewDraft(DraftKind.ITEM, slug, "cpc", "anatomy"))
            text = files["item.toml"]
            if slug == "cpc-amount":
                values = item_values(slug, **NUMERIC)
                del values["items"][0]["options"]
                text = item_text(values)
            drafts.save_draft(scope, draft_id, {"item.toml": text}, 1)
            if slug == "cpc-gone":
                draft_publishing.retire_draft(scope, draft_id)
        seen = drafts.create_draft(scope, desk.bank, NewDraft(DraftKind.SCENARIO, "cpc-visit", "cpc", "anatomy"))
        drafts.save_draft(scope, seen, {"scenario.toml": SCENARIO}, 1)
        drafts.create_draft(scope, desk.bank, NewDraft(DraftKind.FAMILY, "my-sides", form=next(iter(families()))))
        case = drafts.create_draft(scope, desk.bank, NewDraft(DraftKind.CASE, "my-ear"))
        folder = resource_folder("case_studies") / "code-the-encounter" / "urgent-care-ear"
        texts = {name: (folder / name).read_text(encoding="utf-8") for name in ("case.toml", "chart.md", "key.toml")}
        drafts.save_draft(scope, case, renamed_case(texts, "my-ear"), 1)


def test_an_archive_is_accepted_by_the_reader_of_files(desk: Desk, tmp_path: Path) -> None:
    a_full_bank(desk)
    with ZipFile(io.BytesIO(export(desk))) as archive:
        archive.extractall(tmp_path)
        notes = archive.read("NOTES.txt").decode()
    blueprints = tmp_path / "question_banks" / "blueprints"
    blueprints.mkdir()
    (blueprints / "cpc.toml").write_text(CPC_BLUEPRINT)
    (blueprints / "cpb.toml").write_text(CPB_BLUEPRINT)
    library, report = load_library(tmp_path / "question_banks", tmp_path / "case_studies")
    assert list(report) == []
    assert [item.slug for item in library.items] == ["cpc-amount", "cpc-order", "cpc-vessel", "cpc-seen"]
    assert [case.slug for case in library.cases] == ["my-ear"]
    assert (tmp_path / "families" / "my-sides.toml").exists()
    assert (tmp_path / "scenarios" / "cpc-visit.toml").read_text() == SCENARIO
    assert (tmp_path / "unfinished" / "item" / "cpc-unfinished" / "item.toml").exists()
    assert "cpc-unfinished is unfinished." in notes
    assert "cpc-gone is retired and left out." in notes


def test_an_archive_comes_back_unchanged_and_as_new_where_nobody_has_it(desk: Desk, scopes: Scopes) -> None:
    a_full_bank(desk)
    data = export(desk)
    page = preview(desk, data, "mine.zip")
    assert set(verdicts(page).values()) == {"unchanged"}
    with pytest.raises(Refused, match="Nothing of it"):
        store(desk, page)
    assert set(verdicts(preview(desk, data, "mine.zip", bank=new_bank(desk))).values()) == {"wrong"}


def test_an_archive_is_imported_into_another_trainer(desk: Desk, tmp_path: Path) -> None:
    a_full_bank(desk)
    data = export(desk)
    renamed = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as old, ZipFile(renamed, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode().replace("cpc-", "new-").replace("my-", "your-")
            new.writestr(name.replace("my-", "your-"), text)
    page = preview(desk, renamed.getvalue(), "theirs.zip")
    assert {row.slug: row.problems for row in page.rows if row.verdict == "wrong"}.keys() == {
        "new-unfinished",
        "your-sides",
    }
    done = store(desk, page)
    assert (done.created, done.wrong) == (6, 2)
    with desk.ines.reading() as scope:
        rows = drafts.search_drafts(scope, drafts.DraftSearch(words="your-ear")).rows
        assert [(row.kind, row.state, row.revision) for row in rows] == [("case", DraftState.DRAFT, 1)]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_table_comes_back_unchanged_and_names_what_it_leaves_out(desk: Desk, ending: str) -> None:
    a_full_bank(desk)
    data = export(desk, ending)
    page = preview(desk, data, f"mine.{ending}")
    assert verdicts(page) == dict.fromkeys(("cpc-amount", "cpc-seen", "cpc-vessel"), "unchanged")
    assert page.problems == ()
    said = data.decode("utf-8-sig") if ending == "csv" else ""
    if ending == "xlsx":
        sheet = load_workbook(io.BytesIO(data))["Left out"]
        said = "\n".join(f"{row[0]} {row[1]}" for row in sheet.iter_rows(values_only=True))
    for words in ("cpc-order is left out", "cpc-unfinished is unfinished", "cpc-gone is retired", "my-ear is a case"):
        assert words in said


def test_a_bank_without_anything_left_out_has_no_note(desk: Desk) -> None:
    desk.draft()
    assert len(read_table(export(desk, "csv"), "x.csv")) == 2
    assert load_workbook(io.BytesIO(export(desk, "xlsx"))).sheetnames == ["Questions"]


def test_a_text_that_looks_like_a_formula_goes_out_guarded_and_comes_back_as_it_was(desk: Desk) -> None:
    desk.draft(stem="=1+1 is what a cell holds. Which vessel leaves the left chamber of the heart?")
    data = export(desk, "csv")
    assert b"'=1+1 is what" in data
    assert verdicts(preview(desk, data)) == {"cpc-vessel": "unchanged"}


def test_good_rows_are_stored_as_drafts_and_bad_ones_are_listed(desk: Desk) -> None:
    page = preview(desk, table(a_row(), a_row("cpc-bad", key="E"), a_row("cpc-good", area="nowhere")))
    assert verdicts(page) == {"cpc-vessel": "new", "cpc-bad": "wrong", "cpc-good": "wrong"}
    assert [(each.file, each.field) for row in page.rows for each in row.problems] == [
        ("row 3", "key"),
        ("row 4", "area"),
    ]
    with desk.ines.reading() as scope:
        listed = read_table(bank_files.list_problems(scope, desk.bank, page.carried), "x.csv")
    assert [row[:3] for row in listed[1:]] == [["row 3", "cpc-bad", "key"], ["row 4", "cpc-good", "area"]]
    assert store(desk, page) == bank_files.ImportDone(1, 0, 0, 0, 0, 2)
    with desk.ines.reading() as scope:
        row = drafts.search_drafts(scope, drafts.DraftSearch(words="cpc-vessel")).rows[0]
        draft = drafts.get_draft(scope, row.id)
        assert (draft.life.state, draft.life.revision, draft.tags) == (DraftState.DRAFT, 1, ("vessels",))
        assert check_draft(scope, draft, draft.files).problems == ()
        assert [each.note for each in scope.session.scalars(select(DraftRevision))] == ["Imported from x.csv."]
        said = scope.session.scalars(select(AuditEvent).where(AuditEvent.action == "import_bank")).one()
        assert (said.subject, said.detail) == (f"bank {desk.bank}", "x.csv: 1 new, 0 changed, 0 kept, 2 wrong")


def test_a_draft_that_differs_is_replaced_only_if_that_is_chosen(desk: Desk) -> None:
    draft_id = desk.draft()
    desk.submit(draft_id)
    page = preview(desk, table(a_row(difficulty=5), a_row("cpc-other")))
    assert verdicts(page) == {"cpc-vessel": "changes", "cpc-other": "new"}
    assert page.rows[0].draft_id == draft_id
    assert store(desk, page) == bank_files.ImportDone(1, 0, 1, 0, 0, 0)
    assert desk.page(draft_id).life.revision == 2
    assert store(desk, page, replaces=True) == bank_files.ImportDone(0, 1, 0, 0, 1, 0)
    life = desk.page(draft_id).life
    assert (life.revision, life.state) == (3, DraftState.DRAFT)


def test_what_somebody_saved_after_the_look_is_left_alone(desk: Desk, scopes: Scopes, clock: object) -> None:
    draft_id = desk.draft()
    page = preview(desk, table(a_row(difficulty=5), a_row("cpc-other")))
    clock.advance(minutes=1)
    desk.save(draft_id, sound_item(difficulty=4))
    assert store(desk, page, replaces=True) == bank_files.ImportDone(1, 0, 0, 1, 0, 0)
    assert desk.page(draft_id).life.revision == 3


def test_what_somebody_saves_between_plan_and_store_is_left_alone(desk: Desk) -> None:
    draft_id = desk.draft()
    page = preview(desk, table(a_row(difficulty=5)))
    with desk.ines.reading() as scope:
        plan = bank_files.plan_import(scope, desk.bank, page.carried, replaces=True)
    desk.save(draft_id, sound_item(difficulty=4))
    with desk.ines.writing() as scope:
        assert bank_files.store_import(scope, plan).moved == 1
    assert desk.page(draft_id).life.revision == 3


def test_an_id_that_is_taken_meanwhile_is_a_conflict_and_nothing_is_stored(desk: Desk) -> None:
    page = preview(desk, table(a_row("cpc-first"), a_row()))
    with desk.ines.reading() as scope:
        plan = bank_files.plan_import(scope, desk.bank, page.carried, replaces=False)
    desk.draft()
    with pytest.raises(Conflict), desk.ines.writing() as scope:
        bank_files.store_import(scope, plan)
    with desk.ines.reading() as scope:
        assert drafts.search_drafts(scope, drafts.DraftSearch()).total == 1


def test_ids_of_other_banks_retired_ones_and_ids_that_stand_twice_are_refused(desk: Desk) -> None:
    desk.draft("cpc-elsewhere", bank=new_bank(desk))
    retired = desk.draft("cpc-retired")
    with desk.ines.writing() as scope:
        draft_publishing.retire_draft(scope, retired)
    page = preview(
        desk,
        table(*map(a_row, ("cpc-elsewhere", "a-single", "cpc-twice", "cpc-twice")), a_row("cpc-retired", difficulty=5)),
    )
    words = [row.problems[0].message for row in page.rows]
    assert [row.verdict for row in page.rows] == ["wrong"] * 5
    assert "another bank" in words[0]
    assert "another bank" in words[1]
    assert words[2] == words[3] == "stands 2 times: row 4, row 5"
    assert "retired" in words[4]


def test_a_scenario_of_another_bank_or_with_another_text_is_named(desk: Desk) -> None:
    other = new_bank(desk)
    with desk.ines.writing() as scope:
        for bank, slug in ((other, "cpc-theirs"), (desk.bank, "cpc-visit")):
            draft_id = drafts.create_draft(scope, bank, NewDraft(DraftKind.SCENARIO, slug, "cpc", "anatomy"))
            drafts.save_draft(scope, draft_id, {"scenario.toml": SCENARIO.replace("cpc-visit", slug)}, 1)
    told = {"scenario_title": "A visit", "scenario_text": "Something else."}
    rows = (
        a_row("cpc-a", scenario_id="cpc-theirs", **told),
        a_row("cpc-b", scenario_id="cpc-visit", **told),
        a_row("cpc-c", scenario_id="cpc-visit"),
    )
    page = preview(desk, table(*rows))
    assert [row.verdict for row in page.rows] == ["wrong", "wrong", "new"]
    assert "another bank" in page.rows[0].problems[0].message
    assert {each.field for each in page.rows[0].problems} == {"scenario_id"}
    text = SCENARIO.replace("cpc-visit", "cpc-theirs").encode()
    assert preview(desk, text, "s.toml").rows[0].problems


SPOILED: tuple[Callable[[], dict[str, str]], ...] = (
    sound_item,
    lambda: sound_item(area="nowhere") | {"item.toml": sound_item()["item.toml"].replace("anatomy", "nowhere")},
    lambda: sound_item(stem="Short"),
    lambda: sound_item(key="E"),
    lambda: sound_item(references=[]),
    lambda: sound_item(options=[{"id": x, "text": "All of the above", "why": WHY} for x in "ABCD"]),
    lambda: sound_item(difficulty=9, bloom="guess"),
)


@pytest.mark.parametrize("files", SPOILED, ids=range(len(SPOILED)))
def test_an_import_finds_what_the_editor_finds(desk: Desk, files: Callable[[], dict[str, str]]) -> None:
    with desk.ines.writing() as scope:
        draft_id = drafts.create_draft(scope, desk.bank, NewDraft(DraftKind.ITEM, "cpc-vessel", "cpc", "anatomy"))
        draft = drafts.get_draft(scope, draft_id)
        found = {each.message for each in check_draft(scope, draft, files()).problems}
    row = preview(desk, files()["item.toml"].encode(), "one.toml").rows[0]
    assert {each.message for each in row.problems} == found


def test_codes_are_looked_up_and_families_and_cases_checked_as_in_the_editor(
    desk: Desk, scopes: Scopes, book_file: Path
) -> None:
    scopes.shelf = type(scopes.shelf)(book_file)
    values = item_values(kind="code", key=["I99.99"], why=WHY, system="icd-10-cm")
    del values["items"][0]["options"]
    page = preview(desk, item_text(values).encode(), "x.toml")
    assert any("no billable code" in each.message for each in page.rows[0].problems)
    a_full_bank(desk)
    with ZipFile(io.BytesIO(export(desk))) as archive:
        data = {name: archive.read(name).decode() for name in archive.namelist()}
    case = {name: text.replace("my-ear", "an-ear") for name, text in data.items() if "my-ear" in name}
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        for name, text in case.items():
            archive.writestr(name.replace("my-ear", "an-ear"), text)
        archive.writestr("f.toml", data["families/my-sides.toml"].replace("my-sides", "an-own"))
    rows = preview(desk, out.getvalue(), "x.zip").rows
    assert all(each.file.startswith("case_studies/") for row in rows if row.kind == "case" for each in row.problems)
    assert {row.kind for row in rows} == {"case", "family"}


def test_a_family_without_a_place_here_is_named(desk: Desk) -> None:
    family = next(each for each in families().values() if each.area not in ("anatomy", "compliance", "billing"))
    text = f'schema = 1\nid = "my-own"\nfamily = "{family.slug}"\nvariants = 2\n'
    problems = preview(desk, text.encode(), "f.toml").rows[0].problems
    assert (problems[0].field, "has no area" in problems[0].message) == ("area", True)


def test_what_looks_real_is_pointed_out_and_nul_and_long_texts_are_refused(desk: Desk) -> None:
    page = preview(desk, table(a_row(why_A=f"Call 212-444-1234. {WHY}")))
    assert "telephone" in page.rows[0].warnings[0]
    nul = sound_item()["item.toml"].replace("An atlas", "An \\u0000 atlas")
    assert "NUL" in preview(desk, nul.encode(), "x.toml").rows[0].problems[0].message
    long = sound_item()["item.toml"] + "# " + "x" * 200_001
    assert preview(desk, long.encode(), "x.toml").rows[0].verdict == "new"
    scenario = SCENARIO + "# " + "x" * 200_001
    assert "200,000" in preview(desk, scenario.encode(), "x.toml").rows[0].problems[0].message


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"x" * 5_000_001, "x.zip", "larger than"),
        (b"x" * 5_000_001, "x.csv", "larger than 5,000,000"),
        (b"\xff\xfe", "x.toml", "not UTF-8"),
        (b"x", "x.docx", "Files of banks end with"),
        (b"", "x.csv", "nothing in this file"),
        (b"PK\x03\x04", "x.xlsx", "cannot be read"),
        (b"stem\n", "x.csv", "missing"),
    ],
)
def test_a_file_that_is_none_of_a_bank_is_refused(desk: Desk, data: bytes, name: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        preview(desk, data, name)


@pytest.mark.parametrize(("ending", "write"), [("csv", write_csv), ("xlsx", lambda rows: write_xlsx({"x": rows}))])
def test_a_table_may_be_as_large_as_every_other_file_of_a_bank(desk: Desk, ending: str, write: Write) -> None:
    dice = random.Random(7)
    notes = [["#", dice.randbytes(4_500).hex()] for _ in range(500)]
    data = write([HEADINGS, *notes, a_row()])
    assert 2_000_000 < len(data) < bank_files.MAX_FILE_BYTES
    assert verdicts(preview(desk, data, f"x.{ending}")) == {"cpc-vessel": "new"}


@pytest.mark.parametrize("carried", ["", "!", "aGVsbG8=", bank_files._carried(b"\0" * 6_000_000, "x.csv")])
def test_what_comes_back_broken_is_refused(desk: Desk, carried: str) -> None:
    with desk.ines.reading() as scope, pytest.raises(Refused, match="once more"):
        bank_files.plan_import(scope, desk.bank, carried, replaces=False)


def test_only_who_may_write_in_a_bank_takes_it_away_or_imports(desk: Desk) -> None:
    private = new_bank(desk)
    data = table(a_row())
    with desk.otto.writing() as scope:
        for use in (
            lambda: bank_exports.export_bank(scope, private, "zip"),
            lambda: bank_files.preview_import(scope, private, data, "x.csv"),
        ):
            with pytest.raises(NotFound):
                use()
        with pytest.raises(Refused, match="only be read"):
            bank_exports.export_bank(scope, "shipped", "zip")
        assert bank_files.preview_import(scope, desk.bank, data, "x.csv").count("new") == 1
        with pytest.raises(Refused, match="Choose"):
            bank_exports.export_bank(scope, desk.bank, "docx")
    page = preview(desk, data, bank=private)
    with desk.ines.reading() as scope:
        plan = bank_files.plan_import(scope, private, page.carried, replaces=False)
    with desk.otto.writing() as scope, pytest.raises(NotFound):
        bank_files.store_import(scope, plan)
    with desk.ann.reading() as scope, pytest.raises(NotFound):
        bank_exports.table_template(scope, "csv")


def test_an_export_is_in_the_audit_log(desk: Desk) -> None:
    desk.draft()
    export(desk, "xlsx")
    with desk.ines.reading() as scope:
        said = scope.session.scalars(select(AuditEvent).where(AuditEvent.action == "export_bank")).one()
    assert (said.subject, said.detail) == (f"bank {desk.bank}", "xlsx: 1 drafts, 0 retired left out")


def test_the_template_explains_every_column_and_lists_the_areas(desk: Desk) -> None:
    with desk.ines.reading() as scope:
        workbook = bank_exports.table_template(scope, "xlsx").content
        plain = bank_exports.table_template(scope, "csv").content
    book = load_workbook(io.BytesIO(workbook))
    assert book.sheetnames == ["Questions", "Columns", "Areas"]
    assert [row[0] for row in book["Columns"].iter_rows(values_only=True)][1:] == list(HEADINGS)
    assert "anatomy" in [row[1] for row in book["Areas"].iter_rows(values_only=True)]
    for data, name in ((workbook, "t.xlsx"), (plain, "t.csv")):
        page = preview(desk, data, name)
        assert (page.rows, len(page.passed_over)) == ((), 2)


def statements(desk: Desk, data: bytes) -> int:
    seen: list[str] = []
    with desk.ines.writing() as scope:
        bind = scope.session.get_bind()
        event.listen(bind, "before_cursor_execute", lambda *arguments: seen.append(arguments[2]))
        page = bank_files.preview_import(scope, desk.bank, data, "x.xlsx")
        plan = bank_files.plan_import(scope, desk.bank, page.carried, replaces=True)
        bank_files.store_import(scope, plan)
        scope.session.flush()
    return len(seen)


def test_the_number_of_statements_does_not_grow_with_the_rows(desk: Desk) -> None:
    few = write_xlsx({"Q": [HEADINGS, a_row("cpc-one"), a_row("cpc-two")]})
    many = write_xlsx({"Q": [HEADINGS, *(a_row(f"cpc-{number}") for number in range(40))]})
    assert statements(desk, many) <= statements(desk, few) + 2


@pytest.mark.parametrize("slug", ["a/b", "../../x", "", "x" * 300, "a\\u0000b"])
def test_a_case_whose_id_is_none_is_a_problem_of_its_row(desk: Desk, slug: str) -> None:
    file = io.BytesIO()
    with ZipFile(file, "w") as archive:
        archive.writestr("c/case.toml", f'id = "{slug}"\nkind = "code-the-encounter"\n')
        archive.writestr("c/chart.md", "x")
        archive.writestr("c/key.toml", "y = 1")
    (row,) = preview(desk, file.getvalue(), "x.zip").rows
    assert row.verdict == "wrong"
    assert "c/case.toml: id: should be small letters" in "; ".join(map(str, row.problems))


def test_no_check_looks_into_a_text_beyond_the_limits(desk: Desk) -> None:
    long = SCENARIO + "# " + "a." * 150_000 + " 312-867-5309"
    (row,) = preview(desk, long.encode(), "x.toml").rows
    assert [problem.message for problem in row.problems] == ["a text has at most 200,000 characters"]
    assert row.warnings == ()
