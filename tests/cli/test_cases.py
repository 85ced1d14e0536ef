"""`trainer cases`: grading a claim in a file, listing and answering disputed keys."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result

from tests.support.case_files import add_audit, add_query
from tests.support.cases import hand_in
from tests.support.command import run
from tests.support.content_files import KEY_FILE, ContentFolder
from tests.support.library import CASE_SLUG, RIGHT_CLAIM, a_case, publish
from tests.support.people import Learner, sign_up
from tests.support.regrades import told
from trainer.config import resource_folder
from trainer.db.models.cases import CaseKeyRevision
from trainer.domain.grading.case_key import ModifierRule
from trainer.services.case_publishing import key_marks
from trainer.services.case_regrading import CaseRegrading
from trainer.services.case_reports import dispute_key, get_report
from trainer.services.jobs import run_due_jobs
from trainer.services.scope import Scopes

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "claim.toml"

RIGHT = """
diagnoses = ["h66.001", "H61.21"]
[[procedures]]
code = "99213"
modifiers = ["25"]
pointers = "A"
[[procedures]]
code = "69210"
pointers = "B"
"""
WRONG = """
diagnoses = ["H66.002", { code = "J20.9" }]
[[procedures]]
code = "99213"
units = 2
pointers = "A"
"""
AUDIT = """
diagnoses = [{ code = "H66.001", mark = "less_specific" }, "H61.21"]
[[procedures]]
code = "99213"
pointers = "A"
mark = "units"
[[procedures]]
code = "92504"
modifiers = ["RT"]
units = 2
pointers = "BA"
struck = true
mark = "unsupported"
"""
QUERY = """
[query]
needed = true
gaps = ["a", "b"]
parts = { question = "b", record = "b" }
"""


@pytest.fixture
def cases(tmp_path: Path) -> ContentFolder:
    """A case of each kind: `ear`, `ear-audit` and `ear-query`."""
    folder = ContentFolder.valid(tmp_path / "content")
    add_audit(folder)
    add_query(folder)
    return folder


@pytest.fixture
def code_book(data: Path, small_book: Path) -> Path:
    data.mkdir(parents=True, exist_ok=True)
    return shutil.copyfile(small_book, data / "codebook.sqlite3")


def grade(cases: ContentFolder, slug: str, claim: str | bytes, *options: str) -> Result:
    file = cases.root / "claim.toml"
    file.write_bytes(claim if isinstance(claim, bytes) else claim.encode())
    return run("cases", "grade", slug, "--claim", file, "--cases", cases.cases, *options)


@pytest.mark.usefixtures("code_book")
def test_a_right_claim_is_reported_with_its_three_scores(cases):
    result = grade(cases, "ear", RIGHT)
    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    assert lines[:2] == [
        "An ear (code-the-encounter, urgent care, level 2)",
        "2026-06-18, commercial, CPT conventions",
    ]
    assert [" ".join(line.split()) for line in lines[2:7]] == [
        "Line score 100 % (48 of 48)",
        "diagnoses 24 of 24",
        "procedures 24 of 24",
        "Code over code 4 of 4",
        "Clean claim yes",
    ]
    assert "diagnoses: H66.001  right  12 of 12" in lines
    assert "procedures: 99213-25 → A  right  12 of 12" in lines


@pytest.mark.usefixtures("code_book")
def test_findings_are_printed_with_cost_chart_rule_and_source(cases):
    output = grade(cases, "ear", WRONG).output
    assert "Line score      19 % (9 of 48)" in output, "rounded as on the page"
    assert "diagnoses: H66.002  wrong  3 of 12" in output
    assert "  key: H66.001" in output
    assert "  error: laterality -9" in output
    assert "    chart: the drum is red and bulging" in output
    assert "    rule: The side in the code is the side in the record" in output
    assert "(ICD-10-CM Official Guidelines FY 2026, section I.B.13)" in output
    assert "  key: 99213-25 → A" in output
    assert "error: modifier_missing -6" in output
    assert "error: mue: 2 entered; 1 is right." in output, "the small code book holds an edit for this code"
    assert "procedures: 69210 → B  missed  0 of 12" in output
    assert "Clean claim     no" in output


@pytest.mark.usefixtures("code_book")
def test_the_strict_policy_gives_no_credit_for_what_is_only_near(cases):
    assert "diagnoses: H66.002  wrong  0 of 12" in grade(cases, "ear", WRONG, "--strict").output


@pytest.mark.usefixtures("code_book")
def test_an_empty_claim_earns_nothing(cases):
    result = grade(cases, "ear", "")
    assert (result.exit_code, "Line score      0 % (0 of" in result.output) == (0, True)
    assert result.output.count("missed  0 of 12") == 4


@pytest.mark.usefixtures("code_book")
def test_an_audit_is_graded_error_by_error(cases):
    result = grade(cases, "ear-audit", AUDIT)
    assert result.exit_code == 0, result.output
    assert "diagnoses: H66.001  right  12 of 12" in result.output
    assert "procedures: 99213 → A  partly  4 of 12" in result.output
    assert "Noticed, not named and not put right." in result.output
    assert "procedures: 92504 struck  right  12 of 12" in result.output
    assert "procedures: 69210 → B  missed  0 of 12" in result.output
    assert "Code over code  2 of 4" in result.output


def test_a_query_is_graded_by_its_criteria_without_a_code_book(cases, data):
    result = grade(cases, "ear-query", QUERY)
    assert result.exit_code == 0, result.output
    assert [line for line in result.output.splitlines() if line.startswith("query: ")] == [
        "query: criterion  right  12 of 12",
        "query: criterion  wrong  0 of 12",
        "query: criterion  wrong  0 of 12",
        "query: criterion  right  12 of 12",
    ]
    assert not data.exists(), "grading a file stores nothing"


@pytest.mark.usefixtures("code_book")
@pytest.mark.parametrize(
    ("claim", "said"),
    [
        ('diagnoses = ["?"]', "Cannot be read: diagnoses line 1: “?” is not written like a code."),
        ('[[procedures]]\ncode = "99213"\nunits = -1', "procedures line 1: Units are a whole number from 1 to 999."),
        ('[[procedures]]\ncode = "99213"\nmodifiers = ["ABCDE"]', "“ABCDE” is not a modifier"),
        ('[[procedures]]\ncode = "99213"\npointers = "Z"', "The pointer Z names no diagnosis line."),
        ("diagnoses = ", "claim.toml: is not TOML"),
        (b'diagnoses = ["caf\xe9"]', "claim.toml: is not UTF-8"),
        ('diagnosis = ["H66.001"]', "claim.toml: diagnosis: "),
        ('[[procedures]]\ncode = "99213"\nunits = "two"', "claim.toml: procedures[1].units"),
    ],
)
def test_a_claim_that_cannot_be_read_is_named_line_by_line_and_fails(cases, claim, said):
    result = grade(cases, "ear", claim)
    assert result.exit_code == 1
    assert said in result.stderr
    assert "Line score" not in result.output


@pytest.mark.usefixtures("code_book")
def test_a_case_whose_files_are_broken_is_named(cases):
    cases.change(KEY_FILE, 'span = "Impacted wax"', 'span = "not in the chart"')
    result = grade(cases, "ear", RIGHT)
    assert result.exit_code == 1
    assert "diagnoses[H61.21].span: is not in the chart word for word" in result.stderr


@pytest.mark.parametrize("slug", ["no-such-case", "..", "*", "ear/"])
def test_an_unknown_case_is_named(cases, data, slug):
    result = grade(cases, slug, RIGHT)
    assert result.exit_code == 1
    assert f"There is no case {slug} in {cases.cases}." in result.stderr.replace("\n", "")


def test_without_a_code_book_it_is_told_how_to_build_one(cases, data):
    result = grade(cases, "ear", RIGHT)
    assert result.exit_code == 1
    assert "There is no code book to grade with. Build it: trainer codes build" in result.stderr
    assert "Line score" not in result.output


def test_a_file_that_is_not_there_is_named(cases, data):
    result = run("cases", "grade", "ear", "--claim", cases.root / "nowhere.toml", "--cases", cases.cases)
    assert result.exit_code == 2
    assert "does not exist" in result.output


def test_the_example_of_the_documentation_has_the_three_mistakes_that_its_comment_speaks_of(data, book_file):
    assert "with three mistakes in it" in EXAMPLE.read_text().replace("\n# ", " ")
    data.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(book_file, data / "codebook.sqlite3")
    result = run("cases", "grade", "urgent-care-ear", "--claim", EXAMPLE)
    assert result.exit_code == 0, result.output
    errors = [line.split(":")[1].split("-")[0].strip() for line in result.output.splitlines() if "  error: " in line]
    assert errors == ["less_specific", "em_over", "modifier_wrong"]
    assert "Code over code  1 of 4" in result.output
    assert (resource_folder("case_studies") / "code-the-encounter" / "urgent-care-ear").is_dir()


@pytest.fixture
def ann(migrated_program, program, code_book) -> Learner:
    """A learner with a graded claim in the database of the command."""
    publish(program.scopes)
    learner = sign_up(program.scopes)
    hand_in(learner, RIGHT_CLAIM)
    return learner


def dispute(learner: Learner, text: str) -> None:
    with learner.writing() as scope:
        dispute_key(scope, 1, text)


def test_disputes_are_listed_on_one_line_each_and_answered_once(ann, clock):
    assert run("cases", "disputes").output == "No disputed key is waiting for an answer.\n"
    dispute(ann, "The side is wrong.\n\x1b[2J\x9b31mLook at “Exam”.")
    listed = run("cases", "disputes").output.splitlines()
    reference = f"{ann.id}-1-1"
    assert listed[0].startswith(f"{reference}  {CASE_SLUG} (key revision 1), ")
    assert listed[0].endswith(": The side is wrong. [2J 31mLook at “Exam”."), "nothing that commands the terminal"
    assert listed[1:] == ["1 open"]
    assert "It stands on the learner's report." in run("cases", "answer", reference, "The chart says right.").output
    again = run("cases", "answer", reference, "Once more.")
    assert (again.exit_code, "answered already" in again.stderr) == (1, True)
    assert "No disputed key" in run("cases", "disputes").output
    with ann.reading() as scope:
        (row,) = get_report(scope, 1).disputes
    assert row.answer == "The chart says right."


@pytest.mark.parametrize(
    ("reference", "text", "said"),
    [("1-1-9", "An answer.", "There is no dispute 1-1-9."), ("x", "An answer.", "There is no dispute x.")],
)
def test_an_answer_to_nothing_is_refused(ann, reference, text, said):
    result = run("cases", "answer", reference, text)
    assert (result.exit_code, said in result.stderr) == (1, True)


def test_an_answer_that_says_nothing_is_refused(ann):
    dispute(ann, "The side is wrong.")
    result = run("cases", "answer", f"{ann.id}-1-1", " ")
    assert (result.exit_code, "says something" in result.stderr) == (1, True)
    assert "1 open" in run("cases", "disputes").output


def without_the_modifier(scopes: Scopes) -> None:
    """The key of the case as its file would correct it."""
    key = a_case().key
    visit, removal = key.procedures
    lenient = replace(key, procedures=(replace(visit, modifiers=ModifierRule()), removal))
    with scopes.writing() as scope:
        scope.actor = None
        scope.session.add(
            CaseKeyRevision(
                case_version_id=1,
                revision=2,
                key=lenient,
                key_fingerprint=key_marks(lenient)[0],
                explanation_fingerprint=key_marks(lenient)[1],
                reason="The note was misread.",
                created_at=scope.now,
            )
        )


def test_work_is_graded_again_by_a_key_that_was_corrected(ann):
    without_the_modifier(ann.scopes)
    preview = run("cases", "regrade", CASE_SLUG, "--preview")
    assert "Ann <ann@example.org>  sitting 1: 100 % -> 88 %, no longer clean" in preview.output
    assert preview.output.endswith("Nothing is stored.\n")
    raised = run("cases", "regrade", CASE_SLUG, "--apply", "raises").output
    assert raised == "0 changed, 0 raised and 0 lowered.\nGraded anew: 0; 0 set by hand stay. Told: 0 learners.\n"
    done = run("cases", "regrade", CASE_SLUG, "--apply", "all").output
    assert "1 changed, 0 raised and 1 lowered." in done
    assert done.endswith("Graded anew: 1; 0 set by hand stay. Told: 1 learners.\n")
    assert "Graded anew: 0" in run("cases", "regrade", CASE_SLUG, "--apply", "all").output


def test_a_big_regrade_is_queued_and_done_by_a_worker(ann, monkeypatch):
    monkeypatch.setattr(CaseRegrading, "at_once", 0)
    without_the_modifier(ann.scopes)
    queued = run("cases", "regrade", CASE_SLUG, "--apply", "all").output
    assert queued.startswith("Queued as job ")
    assert "submissions to be graded anew: 1." in queued
    assert len(told(ann)) == 0
    assert run_due_jobs(ann.scopes) >= 1
    assert len(told(ann)) == 1
    assert "Graded anew: 0" in run("cases", "regrade", CASE_SLUG, "--apply", "all").output


def test_a_regrade_wants_a_case_and_a_choice(ann):
    assert "Say --preview" in run("cases", "regrade", CASE_SLUG).stderr
    assert "There is no case nothing." in run("cases", "regrade", "nothing", "--preview").stderr
