"""Keys corrected in the database: what is refused, what publishing makes of it, and what the public list tells."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import event, select

from tests.support.content_files import KINDS_FILE, Press
from tests.support.library import ITEMS, RATIONALE, a_library, publish
from tests.support.people import Learner, first_to_sign_up, sign_up
from tests.support.regrades import (
    CORRECTED,
    REASON,
    SLUG,
    correct,
    count,
    practise,
    preview,
    publish_ten,
    regrade,
    sit,
    ten_questions,
)
from trainer.content.library import Library
from trainer.db.models.audit import AuditEvent
from trainer.db.models.content import ItemKey
from trainer.domain.items.keys import (
    CodeKey,
    Key,
    MatchingKey,
    MultipleKey,
    NumericKey,
    OrderingKey,
    SingleKey,
)
from trainer.domain.kernel.errors import Conflict, NotFound, Refused
from trainer.services import errata
from trainer.services.errata import ERRATA_PAGE_ROWS, ErrataPage, Erratum, Remarks
from trainer.services.publishing import publish_library
from trainer.services.scope import Scopes

WRITTEN = (ItemKey, AuditEvent)


@pytest.fixture
def ann(scopes: Scopes) -> Learner:
    return first_to_sign_up(scopes, publish_ten)


def republish(scopes: Scopes, *, stem: str = "", **changes: Any) -> None:
    """Publishes the bank with another first question."""
    library = ten_questions()
    first, *others = library.items
    content = replace(first.content, stem=first.content.stem + stem)
    publish_ten(scopes, Library(library.blueprints, (replace(first, content=content, **changes), *others), ()))


def listed(scopes: Scopes, page: int = 1, learner: Learner | None = None) -> ErrataPage:
    with (learner or scopes).reading() as scope:
        return errata.get_errata(scope, page)


def keys_of(scopes: Scopes) -> list[ItemKey]:
    """Every revision but the first ones, oldest first."""
    with scopes.reading() as scope:
        return list(scope.session.scalars(select(ItemKey).where(ItemKey.revision > 1).order_by(ItemKey.id)))


def test_a_correction_is_a_new_revision_with_its_reason_its_author_and_the_same_explanation(ann, scopes, clock):
    clock.advance(days=1)
    with ann.writing() as scope:
        assert errata.correct_key(scope, SLUG, CORRECTED, f"  {REASON}\n") == 2
    (key,) = keys_of(scopes)
    assert (key.key, key.reason, key.created_at, key.created_by) == (CORRECTED, REASON, clock(), ann.id)
    assert key.explanation == ten_questions().items[0].explanation


def test_the_explanation_may_change_along_with_the_key(ann, scopes):
    with scopes.writing() as scope:
        remarks = Remarks(" Look at plate 4. ", {"A": " It leaves the left side. "})
        errata.correct_key(scope, SLUG, CORRECTED, REASON, remarks)
    (key,) = keys_of(scopes)
    assert key.explanation.general == "Look at plate 4."
    assert key.explanation.rationale("A") == "It leaves the left side."
    assert RATIONALE in key.explanation.rationale("B")
    assert key.explanation.references == ten_questions().items[0].explanation.references


def test_an_option_that_is_not_there_cannot_be_explained(ann, scopes):
    before = count(scopes, *WRITTEN)
    for rationales in ({"Z": "text"}, {"A": " "}):
        with scopes.writing() as scope, pytest.raises(Refused):
            errata.correct_key(scope, SLUG, CORRECTED, REASON, Remarks(rationales=rationales))
        assert count(scopes, *WRITTEN) == before


BAD_KEYS: list[tuple[str, Key]] = [
    ("a-single", SingleKey("Z")),
    ("a-single", SingleKey("")),
    ("a-single", MultipleKey(("A",))),
    ("a-single", NumericKey(Decimal(1))),
    ("a-multiple", MultipleKey(())),
    ("a-multiple", MultipleKey(("A", "A"))),
    ("a-multiple", SingleKey("A")),
    ("a-number", NumericKey(Decimal("NaN"))),
    ("a-number", NumericKey(Decimal("Infinity"))),
    ("a-number", NumericKey(Decimal("1E+999999999"))),
    ("a-number", NumericKey(Decimal("1E-11"))),
    ("a-number", NumericKey(Decimal(1), Decimal(-1))),
    ("a-number", NumericKey(Decimal(1), Decimal("NaN"))),
    ("a-code", CodeKey(())),
    ("a-code", CodeKey(("",))),
    ("a-code", CodeKey(("J20.0", " "))),
    ("a-code", CodeKey(("much too long",))),
    ("a-code", CodeKey(("J2é",))),
    ("a-code", CodeKey(("1" * 300,))),
    ("an-ordering", OrderingKey(("A", "B"))),
    ("an-ordering", OrderingKey(("A", "B", "B"))),
    ("a-matching", MatchingKey((("P", "A"),))),
    ("a-matching", MatchingKey((("P", "A"), ("Q", "Z")))),
]


def test_a_key_that_does_not_fit_the_item_is_refused_and_nothing_stored(scopes):
    publish(scopes)
    before = count(scopes, *WRITTEN)
    for slug, key in BAD_KEYS:
        for act in (errata.correct_key, errata.preview_correction):
            with scopes.writing() as scope, pytest.raises(Refused, match="does not fit the item"):
                act(scope, slug, key, REASON)
        assert count(scopes, *WRITTEN) == before, (slug, key)


def test_the_key_in_force_is_refused_however_it_is_written(scopes):
    publish(scopes)
    for slug, key in (
        *((item.slug, item.key) for item in ITEMS),
        ("a-multiple", MultipleKey(("C", "A"))),
        ("a-code", CodeKey(("j209",))),
        ("a-number", NumericKey(Decimal("80.00"), Decimal("0.010"))),
        ("a-matching", MatchingKey((("Q", "A"), ("P", "B")))),
    ):
        with pytest.raises(Refused, match="in force already, revision 1"):
            correct(scopes, key, slug=slug)


def test_a_reason_that_says_nothing_or_cannot_be_read_is_refused(ann, scopes):
    before = count(scopes, *WRITTEN)
    for reason in ("", " \n ", "x" * 501, "a\x1b[2Jb", "a\0b"):
        with pytest.raises(Refused):
            correct(scopes, reason=reason)
        assert count(scopes, *WRITTEN) == before, reason


def test_a_reason_that_names_the_answer_is_refused(ann, scopes):
    for reason in ("Option A is right.", "It is not B.", "It says: the text of A."):
        with pytest.raises(Refused, match="must not name an option"):
            correct(scopes, reason=reason)
    assert keys_of(scopes) == []


def test_who_finds_that_the_same_revision_was_published_meanwhile_is_told_so(ann, scopes):
    copied = "item_version_id, key, explanation, key_fingerprint, explanation_fingerprint, reason, created_at"
    others = f"INSERT INTO item_keys (revision, {copied}) SELECT 2, {copied} FROM item_keys WHERE revision = 1"

    def be_faster(connection, cursor, statement, *rest):
        if statement.startswith("INSERT INTO item_keys") and statement != others:
            connection.exec_driver_sql(others)

    event.listen(scopes.engines.write, "before_cursor_execute", be_faster)
    with pytest.raises(Conflict):
        correct(scopes)
    event.remove(scopes.engines.write, "before_cursor_execute", be_faster)
    assert keys_of(scopes) == []


def test_an_unknown_item_is_not_found(ann, scopes):
    for slug in ("nowhere", ""):
        with pytest.raises(NotFound):
            correct(scopes, slug=slug)


def test_only_the_current_version_is_corrected_and_regraded(ann, scopes):
    sit(ann, "A")
    republish(scopes, stem=" Reworded.")
    correct(scopes)
    assert preview(scopes).is_done
    sit(ann, "A")
    assert regrade(scopes).graded == 0, "it was graded by the corrected key"
    assert len(preview(scopes).lines) == 0


def test_a_corrected_key_stays_when_files_are_published_until_its_file_agrees(press: Press):
    slug = "cpc-single"
    with press.scopes.writing() as scope:
        errata.correct_key(scope, slug, SingleKey("B"), "The plate was misread.")
    published = press.publish()
    assert [str(problem) for problem in published.report] == [
        f"items: {slug}: the key was changed in the database and is kept"
    ]
    assert [key.key for key in press.key_revisions(slug)] == [SingleKey("A"), SingleKey("B")]
    press.folder.change(KINDS_FILE, 'key = "A"', 'key = "B"')
    published = press.publish()
    assert (list(published.report), published.changes) == ([], {})
    assert len(press.key_revisions(slug)) == 2


def test_a_key_corrected_in_its_file_is_regraded_with_the_reason_of_the_file(ann, scopes):
    sit(ann, "A")
    republish(scopes, key=CORRECTED, key_reason="Misread in print.")
    assert [line.after.earned for line in regrade(scopes).lines] == [1]
    (row,) = listed(scopes).rows
    assert (row.reason, row.regraded) == ("Misread in print.", 1)


def test_the_public_list_tells_what_was_corrected_when_and_why_and_how_many_answers(ann, scopes, clock):
    assert listed(scopes) == ErrataPage((), 1, 1, 0)
    sit(ann, "A")
    practise(ann, "C")
    correct(scopes)
    first = Erratum(SLUG, "cpc", "Anatomy", clock(), REASON, is_examined=False, regraded=0)
    assert listed(scopes).rows == (first,)
    regrade(scopes)
    clock.advance(days=1)
    correct(scopes, slug="compliance-1", reason="A rule was overlooked.")
    newest, oldest = listed(scopes).rows
    assert (oldest.slug, oldest.regraded) == (SLUG, 2)
    assert (newest.slug, newest.area_title, newest.regraded) == ("compliance-1", "Compliance", 0)


def test_a_key_corrected_twice_stands_twice_each_with_its_own_count(ann, scopes, clock):
    sit(ann, "A")
    correct(scopes)
    regrade(scopes)
    clock.advance(days=1)
    correct(scopes, SingleKey("B"), "Back again.")
    assert [(row.reason, row.regraded) for row in listed(scopes).rows] == [("Back again.", 0), (REASON, 1)]


def test_a_revised_explanation_is_no_erratum(press: Press):
    press.folder.change(KINDS_FILE, "It carries blood to the body.", "It is the only vessel there.")
    press.publish()
    assert len(press.key_revisions("cpc-single")) == 2
    assert listed(press.scopes).total == 0


def test_the_reason_is_held_back_while_the_question_is_examined(ann, scopes, clock):
    ben = sign_up(scopes, "ben@example.org", "Ben")
    correct(scopes)
    exam = ann.start_exam("full")
    assert [row.reason for row in listed(scopes, learner=ann).rows] == [""]
    assert [row.reason for row in listed(scopes).rows] == [""], "who is not signed in may be Ann"
    assert [row.reason for row in listed(scopes, learner=ben).rows] == [REASON]
    assert [row.is_examined for row in listed(scopes, learner=ann).rows] == [True]
    ann.hand_in(exam)
    for learner in (ann, ben, None):
        assert [row.reason for row in listed(scopes, learner=learner).rows] == [REASON]


def test_an_exam_whose_time_is_up_holds_nothing_back(ann, scopes, clock):
    correct(scopes)
    ann.start_exam("full")
    clock.advance(days=1)
    assert [row.reason for row in listed(scopes).rows] == [REASON]


def test_a_question_is_examined_in_whatever_version_it_was_dealt(ann, scopes):
    correct(scopes)
    republish(scopes, stem=" Reworded.", key=CORRECTED)
    ann.start_exam("full")
    assert [row.reason for row in listed(scopes, learner=ann).rows] == [""]


def test_a_reason_from_a_file_that_names_the_answer_is_not_shown(ann, scopes):
    republish(scopes, key=CORRECTED, key_reason="Option A was meant.")
    (row,) = listed(scopes).rows
    assert (row.slug, row.reason, row.is_examined) == (SLUG, "", False)


def test_a_name_of_an_item_that_names_its_answer_is_not_shown(scopes):
    library = a_library()
    item = next(item for item in library.items if item.slug == "a-code")
    named = replace(item, slug="bronchitis-j209")
    with scopes.writing() as scope:
        publish_library(scope, Library(library.blueprints, (named,), ()))
    correct(scopes, CodeKey(("J20.0",)), slug="bronchitis-j209")
    (row,) = listed(scopes).rows
    assert (row.slug, row.area_title, row.reason) == ("", "Compliance", REASON)


def test_the_list_has_pages(ann, scopes, clock):
    for turn in range(ERRATA_PAGE_ROWS + 1):
        clock.advance(minutes=1)
        correct(scopes, SingleKey("AC"[turn % 2]), f"Turn {turn + 1000}")
    first, second, third = (listed(scopes, page) for page in (1, 2, 3))
    assert (first.pages, first.total, len(first.rows), len(second.rows), third.rows) == (2, 21, 20, 1, ())
    assert (first.rows[0].reason, second.rows[0].reason) == ("Turn 1020", "Turn 1000")
    for page in (0, -5):
        assert listed(scopes, page).rows == first.rows
