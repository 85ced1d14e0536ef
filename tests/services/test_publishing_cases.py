"""Publishing the files of coding cases: what makes a version, what needs a reason, what is only an explanation."""

from pathlib import Path

import pytest
from pydantic import TypeAdapter
from sqlalchemy import select, text

from tests.support import first_release
from tests.support.case_files import AUDIT_FOLDER, QUERY_FOLDER, add_audit, add_query
from tests.support.clock import Clock
from tests.support.content_files import CASE_FILE, CASE_FOLDER, CHART_FILE, KEY_FILE, ContentFolder, Press
from trainer.content.case_files import AuthoredCase
from trainer.content.library import Library
from trainer.db.models.cases import Case
from trainer.domain.claims.case import CaseContent
from trainer.domain.grading.case_key import CaseKey
from trainer.services.publishing import publish_library
from trainer.services.scope import Scopes

AUDIT_CASE_FILE, AUDIT_KEY_FILE = f"{AUDIT_FOLDER}/case.toml", f"{AUDIT_FOLDER}/key.toml"
QUERY_CASE_FILE, QUERY_KEY_FILE = f"{QUERY_FOLDER}/case.toml", f"{QUERY_FOLDER}/key.toml"
ORDER = """
[[order]]
before = "H66.001"
after = "H61.21"
why = "The infection first."
"""
RELATED = """
[[related]]
codes = ["H66.001", "H61.21"]
why = "One ear."
"""


@pytest.fixture
def full_press(tmp_path: Path, scopes: Scopes, clock: Clock) -> Press:
    """An audit and a query are published as well; the key of the case to be coded has an order and a related pair."""
    folder = ContentFolder.valid(tmp_path / "content")
    add_audit(folder)
    add_query(folder)
    press = Press(folder, scopes, clock)
    add_to_key(press, ORDER + RELATED)
    published = press.publish()
    assert list(published.report) == []
    assert published.changes["cases added"] == 3
    return press


def add_to_key(press: Press, part: str) -> None:
    press.folder.write(KEY_FILE, (press.folder.root / KEY_FILE).read_text() + part)


def give_reason(press: Press, file: str) -> None:
    press.folder.change(file, "schema = 1", 'schema = 1\nkey_reason = "It was wrong."')


@pytest.mark.parametrize(
    ("file", "old", "new"), [(CHART_FILE, "Right ear:", "The right ear:"), (CASE_FILE, "level = 2", "level = 4")]
)
def test_a_changed_chart_or_fact_makes_a_new_version_of_the_case(press: Press, file: str, old: str, new: str) -> None:
    before = press.everything()["case_versions"]
    press.folder.change(file, old, new)
    assert press.publish().changes == {"cases with a new version": 1}
    case, versions, keys = press.case()
    assert [version.number for version in versions] == [1, 2]
    assert [key.revision for key in keys] == [1, 1]
    assert (case.current_number, case.level) == (2, versions[1].content.level)
    assert set(before) < set(press.everything()["case_versions"])
    assert press.publish().changes == {}


def test_a_case_key_changed_without_a_reason_is_kept_and_reported(press: Press) -> None:
    press.folder.change(KEY_FILE, '"H61.21"', '"H61.23"')
    published = press.publish()
    assert published.changes == {}
    assert [str(problem) for problem in published.report] == [
        "cases: ear: its key was changed without a key_reason; the published key is kept"
    ]
    assert len(press.case()[2]) == 1
    assert not press.is_published()


def test_a_case_key_changed_with_a_reason_is_a_new_revision(press: Press) -> None:
    press.folder.change(KEY_FILE, '"H61.21"', '"H61.23"')
    press.folder.change(KEY_FILE, "schema = 1", 'schema = 1\nkey_reason = "Both ears."')
    assert press.publish().changes == {"cases with a corrected key": 1}
    _, versions, (first, second) = press.case()
    assert len(versions) == 1
    assert (second.revision, second.reason, second.key.diagnoses[1].code) == (2, "Both ears.", "H61.23")
    assert first.key.diagnoses[1].code == "H61.21"
    assert press.publish().changes == {}


def test_a_changed_remark_of_a_case_is_a_new_revision_with_the_same_key(press: Press) -> None:
    press.folder.change(KEY_FILE, 'why = "', 'why = "Said better: ')
    assert press.publish().changes == {"cases with a revised explanation": 1}
    _, versions, keys = press.case()
    assert len(versions) == 1
    assert [key.revision for key in keys] == [1, 2]
    assert keys[0].key_fingerprint == keys[1].key_fingerprint
    assert keys[0].explanation_fingerprint != keys[1].explanation_fingerprint


def test_a_case_key_changed_in_the_database_stays_and_is_reported_until_the_file_agrees(press: Press) -> None:
    _, _, (published_key,) = press.case()
    press.folder.change(KEY_FILE, '"H61.21"', '"H61.23"')
    press.folder.change(KEY_FILE, "schema = 1", 'schema = 1\nkey_reason = "Both ears."')
    corrected_file = (press.folder.root / KEY_FILE).read_text()
    press.publish()
    with press.scopes.writing() as scope:  # As if the revision had been made in the database, not by the file.
        statement = "UPDATE cases SET published_key = :fingerprint"
        scope.session.execute(text(statement), {"fingerprint": published_key.key_fingerprint})
    press.folder.change(KEY_FILE, '"H61.23"', '"H61.21"')
    for _ in range(2):
        published = press.publish()
        assert [str(problem) for problem in published.report] == [
            "cases: ear: the key was changed in the database and is kept"
        ]
        assert (published.changes, len(press.case()[2])) == ({}, 2)
    press.folder.change(CHART_FILE, "Right ear:", "The right ear:")
    assert "the new wording waits" in str(next(iter(press.publish().report)))
    press.folder.write(KEY_FILE, corrected_file)
    published = press.publish()
    assert (list(published.report), published.changes) == ([], {"cases with a new version": 1})
    assert press.case()[2][-1].key.diagnoses[1].code == "H61.23"


def test_a_removed_case_is_retired_and_one_that_returns_is_not_retired_any_more(press: Press) -> None:
    (press.folder.root / CASE_FOLDER).rename(press.folder.root / "away")
    assert press.publish().changes == {"cases retired": 1}
    assert press.case()[0].retired_at == press.clock.now
    assert press.publish().changes == {}
    (press.folder.root / "away").rename(press.folder.root / CASE_FOLDER)
    press.publish()
    case, versions, keys = press.case()
    assert (case.retired_at, len(versions), len(keys)) == (None, 1, 1)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (AUDIT_CASE_FILE, "units = 2", "units = 3"),
        (AUDIT_CASE_FILE, "level = 2", 'level = 2\nprovider = "the nurse"'),
        (QUERY_CASE_FILE, "Which ear was it?", "Which one was it?"),
        (
            CASE_FILE,
            "level = 2",
            'level = 2\nprior_encounters = [{ on = 2026-06-01, service = "A visit", code = "99213" }]',
        ),
    ],
)
def test_what_the_later_kinds_of_cases_show_makes_a_new_version_as_well(
    full_press: Press, file: str, old: str, new: str
) -> None:
    full_press.folder.change(file, old, new)
    published = full_press.publish()
    assert (published.changes, list(published.report)) == ({"cases with a new version": 1}, [])
    assert full_press.publish().changes == {}


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (KEY_FILE, ORDER, ""),
        (KEY_FILE, RELATED, ""),
        (KEY_FILE, 'modifiers = { optional = ["RT"] }', 'modifiers = { optional = ["RT", "59"] }'),
        (KEY_FILE, 'code = "H61.21"\nspan', 'code = "H61.21"\nwhen = "commercial"\nspan'),
        (AUDIT_KEY_FILE, 'also = ["wrong_code"]', "also = []"),
        (AUDIT_KEY_FILE, 'line = 2\nfinding = "unsupported"', 'line = 2\nfinding = "unbundled"'),
        (QUERY_KEY_FILE, 'gaps = ["a"]', 'gaps = ["a", "b"]'),
        (QUERY_KEY_FILE, 'right = "a"', 'right = "b"'),
    ],
)
def test_whatever_decides_a_grade_is_corrected_with_a_reason_only(
    full_press: Press, file: str, old: str, new: str
) -> None:
    before = full_press.everything()["case_keys"]
    full_press.folder.change(file, old, new)
    published = full_press.publish()
    (problem,) = published.report
    assert "its key was changed without a key_reason; the published key is kept" in str(problem)
    assert (published.changes, full_press.everything()["case_keys"]) == ({}, before)
    give_reason(full_press, file)
    assert full_press.publish().changes == {"cases with a corrected key": 1}
    assert full_press.publish().changes == {}


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (KEY_FILE, "Nothing was irrigated.", "There was no water."),
        (KEY_FILE, "The infection first.", "First the infection."),
        (KEY_FILE, "One ear.", "The same ear."),
        (KEY_FILE, "Pain belongs to the infection.", "Pain is part of it."),
        (KEY_FILE, 'span = "Impacted wax"', 'span = "wax"'),
        (AUDIT_KEY_FILE, "No microscope.", "None was there."),
        (QUERY_KEY_FILE, "The side is in no line.", "No line names the side."),
        (QUERY_KEY_FILE, "It is hard.", "Hard, it says."),
        (QUERY_KEY_FILE, "It leads.", "This leads."),
    ],
)
def test_whatever_only_explains_makes_a_revision_with_the_same_key(
    full_press: Press, file: str, old: str, new: str
) -> None:
    full_press.folder.change(file, old, new)
    published = full_press.publish()
    assert (published.changes, list(published.report)) == ({"cases with a revised explanation": 1}, [])
    assert full_press.publish().changes == {}


def test_a_case_from_before_audits_and_queries_keeps_all_its_fingerprints(scopes: Scopes) -> None:
    """Otherwise an upgrade would make new versions and revisions of everything that was published before."""
    case = AuthoredCase(
        "ear",
        TypeAdapter(CaseContent).validate_json(first_release.CONTENT),
        TypeAdapter(CaseKey).validate_json(first_release.KEY),
        "",
        "agreed",
    )
    with scopes.writing() as scope:
        publish_library(scope, Library((), (), (case,)))
        row = scope.session.scalars(select(Case)).one()
        assert row.published_content == first_release.CONTENT_MARK
        assert row.published_key == first_release.KEY_MARK
        assert row.published_explanation == first_release.EXPLANATION_MARK
