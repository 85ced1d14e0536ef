"""Banks: whose they are, who sees them, what is copied from them."""

from dataclasses import replace

import pytest

from tests.support.authoring import Desk, a_desk
from tests.support.clock import Clock
from tests.support.content_files import Press
from tests.support.families import a_family, authored
from tests.support.library import ITEMS, a_library
from tests.support.people import Learner
from tests.support.school import a_class, enrol
from trainer.content.draft_files import item_data, plain_data
from trainer.content.families import AuthoredFamily
from trainer.db.models.audit import AuditEvent
from trainer.db.models.cases import Case
from trainer.db.models.classes import Enrolment
from trainer.db.models.content import Bank, Item
from trainer.db.models.people import User
from trainer.domain.classes.roles import Role
from trainer.domain.generators.family import variants
from trainer.domain.generators.registry import families
from trainer.domain.kernel.errors import Conflict, NotFound, Refused
from trainer.services import banks, class_copies, class_members, draft_checks, drafts, invitations
from trainer.services.class_joining import join_class, leave_class
from trainer.services.invitations import Invitee
from trainer.services.publishing import publish_library
from trainer.services.scope import Scopes


@pytest.fixture
def desk(scopes: Scopes) -> Desk:
    return a_desk(scopes)


@pytest.fixture
def private(scopes: Scopes) -> Desk:
    return a_desk(scopes, is_shared=False)


def titles(person: Learner) -> list[str]:
    with person.reading() as scope:
        return [bank.title for bank in banks.list_banks(scope)]


def bank_of(person: Learner, slug: str) -> banks.BankRow:
    with person.reading() as scope:
        return banks.get_bank(scope, slug)


def test_whoever_neither_teaches_nor_runs_the_trainer_learns_nothing(desk: Desk) -> None:
    with desk.ann.writing() as scope:
        for use in (
            lambda: banks.list_banks(scope),
            lambda: banks.get_bank(scope, desk.bank),
            lambda: banks.create_bank(scope, "Mine", is_shared=False),
            lambda: banks.get_item(scope, "a-single"),
        ):
            with pytest.raises(NotFound):
                use()


def test_a_shared_bank_is_seen_and_written_in_by_all_who_teach_and_managed_by_its_owner(desk: Desk) -> None:
    assert titles(desk.ines) == ["Ines's bank", "Medcode Trainer"]
    assert titles(desk.otto) == ["Ines's bank", "Medcode Trainer"]
    seat = bank_of(desk.otto, desk.bank).seat
    assert (seat.may_write, seat.may_manage) == (True, False)
    with desk.otto.writing() as scope, pytest.raises(Refused):
        banks.change_bank(scope, desk.bank, "Otto's", is_shared=True)


def test_a_private_bank_is_seen_by_its_owner_and_administrators_alone(private: Desk) -> None:
    assert titles(private.ines) == ["Ines's bank", "Medcode Trainer"]
    assert titles(private.otto) == ["Medcode Trainer"]
    assert titles(private.ada) == ["Ines's bank", "Medcode Trainer"]
    with private.otto.reading() as scope, pytest.raises(NotFound):
        banks.get_bank(scope, private.bank)


def test_instructors_of_the_same_class_may_read_a_private_bank_and_not_write_in_it(private: Desk) -> None:
    class_id = a_class(private.scopes, private.ines)
    enrol(private.scopes, class_id, private.otto, Role.ASSISTANT)
    assert titles(private.otto) == ["Medcode Trainer"]
    with private.scopes.writing() as scope:
        scope.session.get_one(Enrolment, (class_id, private.otto.id)).role = Role.INSTRUCTOR
    seat = bank_of(private.otto, private.bank).seat
    assert (seat.may_see, seat.may_write) == (True, False)
    with private.otto.writing() as scope, pytest.raises(Refused, match="only be read"):
        banks.writable_bank(scope, private.bank)


def test_titles_make_names_of_their_own_and_are_needed(desk: Desk) -> None:
    with desk.ines.writing() as scope:
        assert banks.create_bank(scope, "Ines's  bank!", is_shared=False) == "ines-s-bank-2"
        assert banks.create_bank(scope, "漢字", is_shared=False) == "bank"
        for title in ("", "  ", "x" * 121):
            with pytest.raises(Refused):
                banks.create_bank(scope, title, is_shared=False)


def test_a_bank_is_renamed_and_shared_and_the_trail_says_so(private: Desk) -> None:
    with private.ines.writing() as scope:
        banks.change_bank(scope, private.bank, "Hearts", is_shared=True)
    assert titles(private.otto) == ["Hearts", "Medcode Trainer"]
    with private.scopes.reading() as scope:
        acts = [row.action for row in scope.session.query(AuditEvent) if row.subject == f"bank {private.bank}"]
    assert acts == ["create_bank", "change_bank"]


def test_two_banks_of_one_name_at_the_same_moment_are_a_conflict(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trainer.services.banks.queries.bank_slugs", lambda session: set())
    with desk.ines.writing() as scope:
        nested = scope.session.begin_nested()
        with pytest.raises(Conflict):
            banks.create_bank(scope, "Ines's bank", is_shared=True)
        nested.rollback()


def test_the_bank_of_files_is_read_page_by_page_and_searched(desk: Desk) -> None:
    with desk.otto.reading() as scope:
        shipped = banks.get_bank(scope, "shipped")
        everything = banks.list_items(scope, shipped)
        found = banks.list_items(scope, shipped, "denied stem", track="cpb")
        nothing = banks.list_items(scope, shipped, "100%")
    assert shipped.seat.may_write is False
    assert (everything.total, everything.pages, len(everything.cases)) == (9, 1, 3)
    assert [row.slug for row in found.rows] == ["denied-first", "denied-second"]
    assert (nothing.total, nothing.rows) == (0, ())


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.slug)
def test_a_copy_says_what_the_published_item_says_under_an_id_of_its_own(desk: Desk, item) -> None:
    with desk.otto.writing() as scope:
        draft_id = drafts.copy_item(scope, item.slug, desk.bank, "my-copy")
        draft = drafts.get_draft(scope, draft_id)
        problems = draft_checks.check_draft(scope, draft, draft.files).problems
    data, original = plain_data(draft.files["item.toml"]), item_data(item)
    assert data is not None
    row, expected = data["items"][0], original["items"][0]
    assert {"id": "my-copy", "stimulus": "my-copy-scenario"}.get("id") == row["id"]
    for name in ("kind", "stem", "key", "options", "references", "difficulty", "tags"):
        assert row.get(name) == expected.get(name)
    assert "review" not in row
    if item.stimulus:
        assert data["stimuli"] == [{"id": "my-copy-scenario", "title": item.stimulus.title, "text": item.stimulus.body}]
    assert not [each for each in problems if each.field]


def test_only_banks_of_ones_own_are_copied_into_and_ids_are_never_used_twice(desk: Desk) -> None:
    with desk.otto.writing() as scope:
        with pytest.raises(Refused, match="only be read"):
            drafts.copy_item(scope, "a-single", "shipped", "my-copy")
        with pytest.raises(NotFound):
            drafts.copy_item(scope, "no-such-item", desk.bank, "my-copy")
        with pytest.raises(Refused, match="taken"):
            drafts.copy_item(scope, "a-single", desk.bank, "a-multiple")
        with pytest.raises(Refused, match="small letters"):
            drafts.copy_item(scope, "a-single", desk.bank, "Mine!")


def test_a_published_item_of_a_private_bank_is_read_by_those_who_see_the_bank(private: Desk) -> None:
    with private.scopes.writing() as scope:
        bank = next(bank for bank in scope.session.query(Bank) if bank.slug == private.bank)
        scope.session.query(Item).filter(Item.slug == "a-single").update({"bank_id": bank.id})
    with private.ines.reading() as scope:
        assert banks.get_item(scope, "a-single").content.response.kind == "single"
    with private.otto.reading() as scope, pytest.raises(NotFound):
        banks.get_item(scope, "a-single")


def test_a_case_of_the_files_is_copied_with_its_files_and_other_cases_are_not_here(desk: Desk, scopes: Scopes) -> None:
    with scopes.writing() as scope:
        scope.session.query(Case).filter(Case.slug == "ear-with-wax").update(
            {"slug": "urgent-care-ear", "kind": "code-the-encounter"}
        )
    with desk.ines.writing() as scope:
        draft_id = drafts.copy_case(scope, "urgent-care-ear", desk.bank, "my-ear")
        draft = drafts.get_draft(scope, draft_id)
        assert draft_checks.check_draft(scope, draft, draft.files).problems == ()
        assert 'id = "my-ear"' in draft.files["case.toml"]
        assert "review" not in draft.files["key.toml"]
        with pytest.raises(NotFound):
            drafts.copy_case(scope, "audit-of-an-ear", desk.bank, "my-audit")
        with pytest.raises(NotFound):
            drafts.copy_case(scope, "no-such-case", desk.bank, "my-audit")


def test_a_family_is_copied_as_its_parameters(desk: Desk) -> None:
    known = families()["family-icd-laterality"]
    sums = authored(a_family())
    with desk.scopes.writing() as scope:
        there = replace(known, area="anatomy")
        publish_library(scope, replace(a_library(), families=(sums, AuthoredFamily(there, variants(known, 3)))))
    with desk.ines.writing() as scope:
        assert banks.get_item(scope, "family-sum").variants == 5
        with pytest.raises(Refused, match="another version"):
            drafts.copy_item(scope, "family-sum", desk.bank, "my-sums")
        draft = drafts.get_draft(scope, drafts.copy_item(scope, known.slug, desk.bank, "my-sides"))
    assert plain_data(draft.files["family.toml"]) == {"schema": 1, "id": "my-sides", "family": known.slug}


def test_files_leave_banks_of_the_browser_alone_and_report_an_id_that_belongs_to_one(press: Press) -> None:
    with press.scopes.writing() as scope:
        bank = Bank(slug="other", title="Other", origin="browser")
        scope.session.add(bank)
        scope.session.flush()
        item = press.item()
        scope.session.query(Item).filter(Item.id == item.id).update({"bank_id": bank.id})
    published = press.publish()
    assert [str(problem) for problem in published.report] == [
        "items: cpc-single: this id belongs to another bank; left alone"
    ]
    assert press.item().retired_at is None
    assert published.changes == {}


def test_whoever_was_made_an_instructor_by_others_shows_them_nothing_until_they_accept_that(
    private: Desk, clock: Clock
) -> None:
    class_id = a_class(private.scopes, private.otto)
    clock.advance(days=1)
    enrol(private.scopes, class_id, private.ines)
    with private.otto.writing() as scope:
        class_members.change_member(scope, class_id, private.ines.id, "instructor", "")
    assert titles(private.otto) == ["Medcode Trainer"]
    with private.otto.writing() as scope:
        class_members.remove_member(scope, class_id, private.ines.id)
        invitations.invite(scope, class_id, Invitee("Ines Okafor", "ines@example.org", "instructor"))
        scope.session.get_one(User, private.ines.id).email_verified_at = scope.now
    with private.ines.writing() as scope:
        (waiting,) = invitations.list_my_invitations(scope)
        invitations.accept_mine(scope, waiting.id)
    assert titles(private.otto) == ["Ines's bank", "Medcode Trainer"]
    clock.advance(days=1)
    with private.ines.writing() as scope:
        leave_class(scope, class_id)
    enrol_again(private, class_id)
    assert titles(private.otto) == ["Medcode Trainer"]


def enrol_again(desk: Desk, class_id: int) -> None:
    """Ines comes back by the code, and is made an instructor once more."""
    with desk.ines.writing() as scope:
        join_class(scope, "CODING1")
    with desk.otto.writing() as scope:
        class_members.change_member(scope, class_id, desk.ines.id, "instructor", "")


def test_whoever_came_along_into_a_copy_of_a_class_has_not_made_it(private: Desk, clock: Clock) -> None:
    class_id = a_class(private.scopes, private.otto)
    clock.advance(days=1)
    enrol(private.scopes, class_id, private.ines)
    with private.otto.writing() as scope:
        wanted = class_copies.CopyRequest("Coding I", "Fall 2026", 0, with_members=True)
        copied = class_copies.copy_class(scope, class_id, wanted)
        class_members.change_member(scope, copied.class_id, private.ines.id, "instructor", "")
    assert titles(private.otto) == ["Medcode Trainer"]


def test_whoever_makes_a_class_shows_their_banks_to_those_whom_they_make_instructors(
    private: Desk, clock: Clock
) -> None:
    class_id = a_class(private.scopes, private.ines)
    clock.advance(days=1)
    enrol(private.scopes, class_id, private.otto, Role.INSTRUCTOR)
    assert titles(private.otto) == ["Ines's bank", "Medcode Trainer"]


def test_sealed_items_are_shown_to_nobody_who_only_reads_the_bank_and_stay_sealed_in_copies(desk: Desk) -> None:
    with desk.scopes.writing() as scope:
        scope.session.query(Item).filter(Item.slug == "a-single").update({"is_sealed": True})

    def slugs(person: Learner) -> list[str]:
        with person.reading() as scope:
            return [row.slug for row in banks.list_items(scope, banks.get_bank(scope, "shipped"), "a-single").rows]

    assert (slugs(desk.otto), slugs(desk.ada)) == ([], ["a-single"])
    with desk.otto.writing() as scope:
        with pytest.raises(NotFound):
            banks.get_item(scope, "a-single")
        with pytest.raises(NotFound):
            drafts.copy_item(scope, "a-single", desk.bank, "my-copy")
    with desk.ada.writing() as scope:
        draft = drafts.get_draft(scope, drafts.copy_item(scope, "a-single", desk.bank, "my-copy"))
    data = plain_data(draft.files["item.toml"])
    assert data is not None
    assert data["items"][0]["sealed"] is True
