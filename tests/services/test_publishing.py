"""Publishing files: unchanged, reworded, corrected, removed, broken; and keys that were corrected in the database."""

from pathlib import Path

import pytest
from sqlalchemy import select, text

from tests.support.clock import Clock
from tests.support.content_files import (
    CASE_FILE,
    CHART_FILE,
    CPC_BLUEPRINT_FILE,
    KEY_FILE,
    KINDS_FILE,
    SHARED_FILE,
    ContentFolder,
    Press,
)
from tests.support.published import publish_once
from tests.support.shipped import shipped_library
from trainer.config import resource_folder
from trainer.db.models.content import Area, Bank, Stimulus
from trainer.domain.items.keys import SingleKey
from trainer.services.publisher import FIRST_REASON
from trainer.services.publishing import SHIPPED_BANK, is_published, publish_content, validate_content
from trainer.services.scope import Scopes

WRONG_RATIONALE, BETTER_RATIONALE = (
    "It carries blood to the body.",
    "It is the only vessel that leaves the left ventricle.",
)
REWORDED = ("Which vessel leaves", "Which artery leaves")
NO_REASON = "items: cpc-single: its key was changed without a key_reason; the published key is kept"
KEPT = "items: cpc-single: the key was changed in the database and is kept"


def change_key(press: Press, reason: str = "") -> None:
    added = f'\nkey_reason = "{reason}"' if reason else ""
    press.folder.change(KINDS_FILE, 'key = "A"', f'key = "B"{added}')


def test_a_first_publication_stores_version_1_and_key_revision_1(press: Press) -> None:
    (version,), (key,) = press.versions(), press.key_revisions()
    item = press.item()
    assert (item.current_number, item.track, item.area, item.difficulty, item.retired_at) == (
        1,
        "cpc",
        "anatomy",
        3,
        None,
    )
    assert (version.number, version.variant, version.stimulus_id) == (1, 0, None)
    assert (key.revision, key.key, key.reason, key.created_by) == (1, SingleKey("A"), FIRST_REASON, None)
    assert key.explanation.rationale("A") == WRONG_RATIONALE
    assert version.created_at == key.created_at == press.clock.now


def test_the_areas_lie_in_the_order_of_the_blueprint(press: Press) -> None:
    with press.scopes.reading() as scope:
        rows = scope.session.scalars(select(Area).where(Area.track == "cpc").order_by(Area.position)).all()
        assert [(row.slug, row.title, row.position, row.questions) for row in rows] == [
            ("anatomy", "Anatomy", 1, 2),
            ("radiology", "Radiology", 2, 1),
        ]


def test_publishing_the_same_files_again_changes_nothing(press: Press) -> None:
    before = press.everything()
    published = press.publish()
    assert (dict(published.changes), list(published.report)) == ({}, [])
    assert press.everything() == before


def test_a_changed_stem_makes_a_new_version_and_leaves_the_old_one_as_it_was(press: Press) -> None:
    before = press.everything()
    press.folder.change(KINDS_FILE, *REWORDED)
    assert press.publish().changes == {"items with a new version": 1}
    after = press.everything()
    for table in ("item_versions", "item_keys"):
        assert set(before[table]) < set(after[table])
        assert len(after[table]) == len(before[table]) + 1
    old, new = press.versions()
    assert (old.content.stem, new.content.stem) == (
        "Which vessel leaves the left ventricle?",
        "Which artery leaves the left ventricle?",
    )
    assert press.item().current_number == new.number == 2
    assert [key.revision for key in press.key_revisions()] == [1, 1]


@pytest.mark.parametrize(
    ("old", "new"), [("Pulmonary trunk", "Pulmonary artery"), ('edition = "2026"', 'edition = "2027"')]
)
def test_whatever_a_learner_sees_of_an_item_makes_a_new_version(press: Press, old: str, new: str) -> None:
    press.folder.change(KINDS_FILE, old, new)
    assert press.publish().changes == {"items with a new version": 1}


def test_a_key_changed_without_a_reason_is_kept_and_reported_every_time(press: Press) -> None:
    change_key(press)
    for _ in range(2):
        published = press.publish()
        assert [str(problem) for problem in published.report] == [NO_REASON]
        assert published.changes == {}
        assert [key.key for key in press.key_revisions()] == [SingleKey("A")]
        assert not press.is_published()


def test_a_key_changed_with_a_reason_is_a_new_revision_of_the_same_version(press: Press) -> None:
    change_key(press, "The atlas was misread.")
    published = press.publish()
    assert (published.changes, list(published.report)) == ({"items with a corrected key": 1}, [])
    first, second = press.key_revisions()
    assert (second.revision, second.key, second.reason) == (2, SingleKey("B"), "The atlas was misread.")
    assert (first.key, first.reason) == (SingleKey("A"), FIRST_REASON)
    assert first.item_version_id == second.item_version_id
    assert len(press.versions()) == 1
    assert press.publish().changes == {}


def test_a_changed_rationale_is_a_new_revision_with_the_same_key(press: Press) -> None:
    press.folder.change(KINDS_FILE, WRONG_RATIONALE, BETTER_RATIONALE)
    published = press.publish()
    assert (published.changes, list(published.report)) == ({"items with a revised explanation": 1}, [])
    first, second = press.key_revisions()
    assert (second.revision, second.key_fingerprint) == (2, first.key_fingerprint)
    assert second.explanation.rationale("A") == BETTER_RATIONALE
    assert first.explanation.rationale("A") == WRONG_RATIONALE
    assert len(press.versions()) == 1


def test_key_and_rationale_changed_together_are_one_revision(press: Press) -> None:
    change_key(press, "The atlas was misread.")
    press.folder.change(KINDS_FILE, WRONG_RATIONALE, BETTER_RATIONALE)
    assert press.publish().changes == {"items with a corrected key": 1}
    assert press.key_revisions()[-1].explanation.rationale("A") == BETTER_RATIONALE
    assert press.publish().changes == {}


def test_a_key_changed_in_the_database_stays_and_is_reported_until_the_file_agrees(press: Press) -> None:
    press.correct_key_in_database("B")
    for _ in range(2):
        published = press.publish()
        assert ([str(problem) for problem in published.report], published.changes) == ([KEPT], {})
        assert press.key_revisions()[-1].key == SingleKey("B")
    change_key(press)
    published = press.publish()
    assert (list(published.report), published.changes) == ([], {})
    assert [key.key for key in press.key_revisions()] == [SingleKey("A"), SingleKey("B")]
    assert press.is_published()


def test_a_file_that_agrees_at_last_brings_its_new_rationale_along(press: Press) -> None:
    press.correct_key_in_database("B")
    change_key(press)
    press.folder.change(KINDS_FILE, WRONG_RATIONALE, BETTER_RATIONALE)
    published = press.publish()
    assert (list(published.report), published.changes) == ([], {"items with a revised explanation": 1})
    assert press.key_revisions()[-1].key == SingleKey("B")
    assert press.key_revisions()[-1].explanation.rationale("A") == BETTER_RATIONALE


def test_a_new_rationale_does_not_hide_that_the_key_was_changed_in_the_database(press: Press) -> None:
    press.correct_key_in_database("B")
    press.folder.change(KINDS_FILE, WRONG_RATIONALE, BETTER_RATIONALE)
    published = press.publish()
    assert [str(problem) for problem in published.report] == [KEPT]
    assert published.changes == {"items with a revised explanation": 1}
    assert press.key_revisions()[-1].key == SingleKey("B")
    assert press.key_revisions()[-1].explanation.rationale("A") == BETTER_RATIONALE


def test_new_wording_does_not_bring_back_a_key_that_was_corrected_in_the_database(press: Press) -> None:
    press.correct_key_in_database("B")
    press.folder.change(KINDS_FILE, *REWORDED)
    published = press.publish()
    assert [str(problem) for problem in published.report] == [
        f"{KEPT}; the new wording waits until the file agrees with it"
    ]
    assert (published.changes, len(press.versions())) == ({}, 1)
    assert press.key_revisions()[-1].key == SingleKey("B")
    change_key(press)
    assert press.publish().changes == {"items with a new version": 1}
    assert press.key_revisions()[-1].key == SingleKey("B")


def test_a_reason_puts_the_key_of_the_file_in_the_place_of_one_corrected_in_the_database(press: Press) -> None:
    press.folder.change(
        KINDS_FILE, '  { id = "B", text = "Pulm', '  { id = "C", text = "x", why = "y" },\n  { id = "B", text = "Pulm'
    )
    press.publish()
    press.correct_key_in_database("B")
    press.folder.change(KINDS_FILE, 'key = "A"', 'key = "C"\nkey_reason = "Both were wrong."')
    assert press.publish().changes == {"items with a corrected key": 1}
    assert (press.key_revisions()[-1].key, press.key_revisions()[-1].reason) == (SingleKey("C"), "Both were wrong.")


def test_difficulty_and_tags_change_in_place(press: Press) -> None:
    before = press.everything()
    press.folder.change(KINDS_FILE, "difficulty = 3", "difficulty = 5")
    press.folder.change(KINDS_FILE, '["vessels"]', '["vessels", "heart"]')
    assert press.publish().changes == {}
    assert (press.item().difficulty, press.item().tags) == (5, ("vessels", "heart"))
    assert {name for name, rows in press.everything().items() if rows != before[name]} == {"items", "banks"}


def test_a_removed_item_is_retired_and_one_that_returns_is_not_retired_any_more(press: Press) -> None:
    kept = (press.folder.root / KINDS_FILE).read_text()
    press.folder.remove_item(KINDS_FILE, "cpc-single")
    assert press.publish().changes == {"items retired": 1}
    retired_at = press.clock.now
    assert press.publish().changes == {}
    assert press.item().retired_at == retired_at
    assert (len(press.versions()), len(press.key_revisions())) == (1, 1)
    press.folder.write(KINDS_FILE, kept)
    press.publish()
    assert press.item().retired_at is None
    assert (len(press.versions()), len(press.key_revisions())) == (1, 1)


def test_a_changed_scenario_makes_new_versions_of_all_its_items_and_stays_as_it_was(press: Press) -> None:
    before = press.everything()["stimuli"]
    assert len(before) == 1
    press.folder.change(SHARED_FILE, "Three claims arrive.", "Four claims arrive.")
    assert press.publish().changes == {"items with a new version": 2}
    assert set(before) < set(press.everything()["stimuli"])
    with press.scopes.reading() as scope:
        old, new = scope.session.scalars(select(Stimulus).order_by(Stimulus.number)).all()
        assert [(row.number, row.body) for row in (old, new)] == [
            (1, "Three claims arrive."),
            (2, "Four claims arrive."),
        ]
    for slug in ("cpb-first", "cpb-second"):
        assert [version.stimulus_id for version in press.versions(slug)] == [old.id, new.id]


def test_a_library_with_one_problem_publishes_nothing_at_all(press: Press) -> None:
    press.folder.change(KINDS_FILE, *REWORDED)
    press.folder.change(CHART_FILE, "Right ear:", "The right ear:")
    before = press.everything()
    for file in (KINDS_FILE, SHARED_FILE, CPC_BLUEPRINT_FILE, CASE_FILE, KEY_FILE):
        press.folder.change(file, "schema = 1", "schema = 9")
        published = press.publish()
        assert ([problem.field for problem in published.report], published.changes) == (["schema"], {})
        assert press.everything() == before
        press.folder.change(file, "schema = 9", "schema = 1")


def test_a_content_folder_that_is_gone_retires_nothing(press: Press) -> None:
    before = press.everything()
    press.folder.banks.rename(press.folder.root / "moved")
    published = press.publish()
    assert [problem.file for problem in published.report] == ["blueprints"]
    assert press.everything() == before


def test_a_first_publication_with_a_problem_leaves_the_database_empty(
    tmp_path: Path, scopes: Scopes, clock: Clock
) -> None:
    press = Press(ContentFolder.valid(tmp_path), scopes, clock)
    assert not press.is_published()
    press.folder.change(KEY_FILE, "schema = 1", "schema = 9")
    before = press.everything()
    assert press.publish().report.problems
    assert press.everything() == before
    assert not press.is_published()


def test_files_are_published_until_one_of_them_changes(press: Press) -> None:
    assert press.is_published()
    kept = (press.folder.root / SHARED_FILE).read_text()
    press.folder.change(SHARED_FILE, "Three claims", "Two claims")
    assert not press.is_published()
    press.folder.write(SHARED_FILE, kept)
    assert press.is_published()
    press.folder.write("question_banks/cpb/billing/more.toml", "")
    assert not press.is_published()


def test_an_id_that_belongs_to_another_bank_is_left_alone_and_reported(press: Press) -> None:
    with press.scopes.writing() as scope:
        own = Bank(slug="own", title="Own", origin="browser")
        scope.session.add(own)
        scope.session.flush()
        scope.session.execute(text("UPDATE items SET bank_id = :id WHERE slug = 'cpc-single'"), {"id": own.id})
        scope.session.execute(text("UPDATE cases SET bank_id = :id"), {"id": own.id})
    press.folder.change(KINDS_FILE, *REWORDED)
    press.folder.change(CHART_FILE, "Right ear:", "The right ear:")
    published = press.publish()
    assert [str(problem) for problem in published.report] == [
        "items: cpc-single: this id belongs to another bank; left alone",
        "cases: ear: this id belongs to another bank; left alone",
    ]
    assert published.changes == {}
    assert (len(press.versions()), len(press.case()[1])) == (1, 1)


def test_validating_counts_and_reports_and_stores_nothing(press: Press) -> None:
    press.folder.change(KINDS_FILE, 'key = "A"', 'key = "Z"')
    before = press.everything()
    validation = validate_content(press.folder.banks, press.folder.cases)
    assert validation.items == {("cpc", "anatomy"): 5, ("cpb", "billing"): 2}
    assert (validation.cases, len(validation.blueprints)) == (1, 2)
    assert [problem.field for problem in validation.report] == ["items[cpc-single].key"]
    assert press.everything() == before


def test_the_shipped_content_is_published_once(scopes: Scopes) -> None:
    banks, cases = resource_folder("question_banks"), resource_folder("case_studies")
    first = publish_once(scopes, shipped_library())
    assert list(first.report) == []
    assert first.changes["items added"] >= 120
    assert first.changes["cases added"] >= 6
    with scopes.writing() as scope:
        again = publish_content(scope, banks, cases)
    assert (again.changes, list(again.report)) == ({}, [])
    with scopes.reading() as scope:
        assert is_published(scope, banks, cases)
        assert scope.session.scalars(select(Bank.slug)).all() == [SHIPPED_BANK]


def test_with_a_code_book_a_code_that_is_not_in_force_is_not_published(press: Press, code_book: Path) -> None:
    press.folder.change(KINDS_FILE, 'text = "Pulmonary trunk"', 'text = "E11.9"')
    with press.scopes.writing() as scope:
        published = publish_content(scope, press.folder.banks, press.folder.cases, scope.shelf)
    assert [str(problem) for problem in published.report] == [
        "items: cpc-single: E11.9 is not a code of ICD-10-CM on 2026-06-01 (code)"
    ]
    assert published.changes == {}
