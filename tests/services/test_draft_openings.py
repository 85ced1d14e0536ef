"""Blind means blind: no door shows the key of what somebody could solve, unless they open it, which is stored."""

import io
from collections.abc import Callable
from zipfile import ZipFile

import pytest
from sqlalchemy import event, select

from tests.support.authoring import WHY, Desk, a_desk, item_values, sound_item
from tests.support.people import Learner
from trainer.content.draft_files import item_text
from trainer.db.models.audit import AuditEvent
from trainer.db.models.authoring import Draft, DraftSolution
from trainer.domain.items.drafts import DraftKind, DraftState, Review
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services import (
    acting_as,
    bank_exports,
    banks,
    draft_history,
    draft_openings,
    draft_publishing,
    draft_solutions,
    drafts,
)
from trainer.services.draft_beginnings import NewDraft
from trainer.services.drafts import DraftSearch
from trainer.services.scope import Scope, Scopes

Door = Callable[[Scope, int], object]
DOORS: dict[str, Door] = {
    "editor and preview": draft_openings.get_draft_with_key,
    "history and differences": draft_history.get_history,
}


@pytest.fixture
def desk(scopes: Scopes) -> Desk:
    return a_desk(scopes)


def open_it(desk: Desk, draft_id: int, who: Learner | None = None) -> None:
    with (who or desk.otto).writing() as scope:
        draft_openings.open_with_key(scope, draft_id)


def is_shown(who: Learner, door: Door, draft_id: int) -> bool:
    with who.reading() as scope:
        try:
            door(scope, draft_id)
        except Refused:
            return False
        return True


def looks(desk: Desk) -> list[tuple[int, int]]:
    with desk.ines.reading() as scope:
        statement = select(DraftSolution).where(DraftSolution.answer == "").order_by(DraftSolution.draft_id)
        return [(each.draft_id, each.revision) for each in scope.session.scalars(statement)]


def export(desk: Desk, who: Learner, ending: str = "zip") -> bytes:
    with who.writing() as scope:
        return bank_exports.export_bank(scope, desk.bank, ending).content


@pytest.mark.parametrize("state", [DraftState.DRAFT, DraftState.IN_REVIEW, DraftState.RETIRED])
@pytest.mark.parametrize("door", DOORS)
def test_no_door_shows_the_key_to_whoever_could_solve_it_until_they_open_it(
    desk: Desk, door: str, state: DraftState
) -> None:
    draft_id = desk.draft()
    if state is DraftState.IN_REVIEW:
        desk.submit(draft_id)
    elif state is DraftState.RETIRED:
        with desk.ines.writing() as scope:
            draft_publishing.retire_draft(scope, draft_id)
    assert desk.page(draft_id).life.state is state
    shown = [is_shown(who, DOORS[door], draft_id) for who in (desk.ines, desk.otto, desk.ada)]
    assert shown == [True, False, False], "an administrator keeps to the same rule"
    open_it(desk, draft_id)
    assert [is_shown(who, DOORS[door], draft_id) for who in (desk.otto, desk.ada)] == [True, False]
    with desk.ann.reading() as scope, pytest.raises(NotFound):
        DOORS[door](scope, draft_id)


def test_whoever_opened_the_revision_that_is_handed_in_cannot_solve_it(desk: Desk) -> None:
    draft_id = desk.draft()
    open_it(desk, draft_id)
    open_it(desk, draft_id)
    open_it(desk, draft_id, desk.ines)
    assert looks(desk) == [(draft_id, 2)], "once, and nothing of the author"
    desk.submit(draft_id)
    with pytest.raises(Refused, match="with its key"):
        desk.solve(draft_id, "A")
    with desk.otto.reading() as scope:
        assert draft_solutions.list_waiting(scope) == ()
    standing = desk.standing(draft_id, desk.otto)
    assert (standing.is_closed, standing.may_solve, standing.has_looked) == (False, False, True)
    assert [each.is_look for each in desk.standing(draft_id).solutions] == [True], "its author sees that"
    desk.solve(draft_id, "A", who=desk.ada)
    assert desk.publish(draft_id).changes == ("items added",)


def test_a_later_revision_is_closed_again_and_its_solver_had_seen_an_earlier_key(desk: Desk) -> None:
    draft_id = desk.draft()
    open_it(desk, draft_id)
    desk.save(draft_id, sound_item(tags=["hearts"]))
    assert not any(is_shown(desk.otto, door, draft_id) for door in DOORS.values())
    desk.submit(draft_id)
    assert desk.standing(draft_id, desk.otto).has_seen_earlier
    assert not desk.standing(draft_id, desk.ada).has_seen_earlier
    desk.solve(draft_id, "A")
    assert [(each.revision, each.had_seen, each.is_look) for each in desk.standing(draft_id).solutions] == [
        (3, True, False),
        (2, False, True),
    ]


def test_whoever_wrote_what_is_published_may_solve_a_later_revision_and_had_seen_an_earlier_key(desk: Desk) -> None:
    draft_id = desk.draft()
    open_it(desk, draft_id)
    desk.save(draft_id, sound_item(tags=["hearts"]), desk.otto)
    desk.submit(draft_id)
    desk.solve(draft_id, "A", who=desk.ada)
    desk.publish(draft_id)
    assert is_shown(desk.otto, draft_history.get_history, draft_id), "what is published is open"
    desk.save(draft_id, sound_item(tags=["hearts", "arteries"]))
    assert not is_shown(desk.otto, draft_history.get_history, draft_id)
    desk.submit(draft_id)
    desk.solve(draft_id, "A")
    newest = desk.standing(draft_id).solutions[0]
    assert (newest.revision, newest.agrees, newest.had_seen) == (4, True, True)


def test_a_revision_that_is_withdrawn_or_retired_and_comes_back_stays_opened(desk: Desk) -> None:
    draft_id = desk.draft()
    with desk.otto.writing() as scope:
        draft_publishing.retire_draft(scope, draft_id)
        with pytest.raises(Refused):
            draft_openings.get_draft_with_key(scope, draft_id)
        draft_openings.open_with_key(scope, draft_id)
        draft_publishing.restore_draft(scope, draft_id)
    desk.submit(draft_id)
    with desk.ines.writing() as scope:
        draft_publishing.withdraw_draft(scope, draft_id)
    desk.submit(draft_id)
    assert not desk.standing(draft_id, desk.otto).may_solve


def test_a_scenario_has_no_key_to_be_closed(desk: Desk) -> None:
    with desk.ines.writing() as scope:
        draft_id = drafts.create_draft(scope, desk.bank, NewDraft(DraftKind.SCENARIO, "a-day", "cpc", "anatomy"))
    assert all(is_shown(desk.otto, door, draft_id) for door in DOORS.values())
    open_it(desk, draft_id)
    assert looks(desk) == []


def test_an_administrator_who_looks_in_as_the_author_is_shown_no_key_that_they_could_do_without(desk: Desk) -> None:
    draft_id = desk.draft()
    with desk.ada.writing() as scope:
        token = acting_as.start_acting(scope, desk.ines.id, "A question of hers.")
    looking = Learner(desk.scopes, token)
    standing = desk.standing(draft_id, looking)
    assert (standing.is_author, standing.is_closed, standing.may_solve) == (True, True, False)
    assert not any(is_shown(looking, door, draft_id) for door in DOORS.values())
    with looking.reading() as scope:
        assert drafts.search_drafts(scope, DraftSearch(words="teaches")).rows == ()
    open_it(desk, draft_id, desk.ada)
    assert all(is_shown(looking, door, draft_id) for door in DOORS.values())


def test_a_search_answers_for_no_key(desk: Desk) -> None:
    desk.draft()
    coded = item_values("cpc-code", stem="Which code is it?", kind="code", system="icd-10-cm", key=["J20.9"], why=WHY)
    del coded["items"][0]["options"]
    second = desk.draft("cpc-code")
    desk.save(second, {"item.toml": item_text(coded)})

    def found(who: Learner, words: str) -> list[str]:
        with who.reading() as scope:
            return sorted(row.slug for row in drafts.search_drafts(scope, DraftSearch(words=words)).rows)

    assert found(desk.ines, "J20.9") == ["cpc-code"]
    assert found(desk.otto, "J20.9") == found(desk.ada, "teaches") == []
    assert found(desk.otto, "vessels") == ["cpc-code", "cpc-vessel"], "what lists show is found"
    assert found(desk.otto, "surgeon") == ["cpc-vessel"]
    open_it(desk, second)
    assert found(desk.otto, "J20.9") == ["cpc-code"]


def test_an_export_counts_as_opening_what_it_takes_away_of_others(desk: Desk) -> None:
    first, second, seen = desk.draft("cpc-one"), desk.draft("cpc-two"), desk.draft("cpc-three")
    published, gone = desk.draft("cpc-four"), desk.draft("cpc-five")
    desk.save(second, sound_item("cpc-two", tags=["mine"]), desk.otto)
    open_it(desk, seen)
    desk.through(published)
    with desk.ines.writing() as scope:
        draft_publishing.retire_draft(scope, gone)
    with desk.otto.reading() as scope:
        assert draft_openings.count_closed(scope, banks.get_bank(scope, desk.bank)) == 1
    with ZipFile(io.BytesIO(export(desk, desk.otto))) as archive:
        assert WHY in "".join(archive.read(name).decode() for name in archive.namelist())
    assert looks(desk) == [(first, 2), (seen, 2)]
    with desk.otto.reading() as scope:
        assert draft_openings.count_closed(scope, banks.get_bank(scope, desk.bank)) == 0
        said = scope.session.scalars(select(AuditEvent).where(AuditEvent.action == "export_bank")).one()
    assert said.detail == "zip: 4 drafts, 1 retired left out, 1 opened with their key"
    desk.submit(first)
    with pytest.raises(Refused, match="with its key"):
        desk.solve(first, "A")
    export(desk, desk.otto)
    export(desk, desk.ines)
    assert looks(desk) == [(first, 2), (seen, 2)], "once, and nothing of the author"


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_table_opens_only_what_has_a_row_in_it(desk: Desk, ending: str) -> None:
    whole = desk.draft("cpc-one")
    unfinished = desk.draft("cpc-two", stem="")
    with desk.ines.writing() as scope:
        drafts.create_draft(scope, desk.bank, NewDraft(DraftKind.CASE, "a-case"))
    export(desk, desk.otto, ending)
    assert looks(desk) == [(whole, 2)]
    export(desk, desk.otto, "zip")
    assert (unfinished, 2) in looks(desk)


def test_an_export_that_is_refused_opens_nothing(desk: Desk) -> None:
    draft_id = desk.draft()
    with pytest.raises(Refused):
        export(desk, desk.otto, "docx")
    assert looks(desk) == []
    assert not is_shown(desk.otto, draft_openings.get_draft_with_key, draft_id)


def test_the_openings_of_an_export_cost_as_many_statements_however_many_there_are(desk: Desk) -> None:
    def cost(*slugs: str) -> int:
        for slug in slugs:
            desk.draft(slug)
        sent: list[str] = []
        engine = desk.scopes.engines.write

        def count(*arguments: object) -> None:
            sent.append(str(arguments[2]))

        event.listen(engine, "before_cursor_execute", count)
        try:
            export(desk, desk.otto)
        finally:
            event.remove(engine, "before_cursor_execute", count)
        return len(sent)

    assert cost("cpc-one") == cost("cpc-two", "cpc-three", "cpc-four", "cpc-five")


def test_a_copy_of_what_is_published_has_nothing_of_a_later_revision(desk: Desk) -> None:
    draft_id = desk.draft()
    desk.through(draft_id)
    desk.save(draft_id, sound_item(key="B", key_reason="Misread.", references=["A later atlas"]))
    with desk.ada.writing() as scope:
        copy = drafts.copy_item(scope, "cpc-vessel", desk.bank, "cpc-copy")
        files = drafts.get_draft(scope, copy).files["item.toml"]
        assert banks.get_item(scope, "cpc-vessel").explanation.references == ("An atlas",)
        with pytest.raises(Refused, match="taken"):
            drafts.copy_item(scope, "cpc-vessel", desk.bank, "cpc-vessel")
    assert "A later atlas" not in files
    assert 'key = "A"' in files
    assert not desk.standing(copy, desk.ada).is_closed, "whoever copies is its author"
    assert desk.standing(copy, desk.otto).is_closed
    assert desk.standing(draft_id, desk.ada).is_closed


def test_what_is_not_published_cannot_be_copied(desk: Desk) -> None:
    desk.draft()
    with desk.otto.writing() as scope, pytest.raises(NotFound):
        drafts.copy_item(scope, "cpc-vessel", desk.bank, "cpc-copy")


def test_what_is_wrong_with_a_draft_is_not_told_to_whoever_could_solve_it(desk: Desk) -> None:
    draft_id = desk.draft(key="E")
    for who, words in ((desk.ines, "Mend these first"), (desk.otto, "Whoever writes in it")):
        with who.writing() as scope, pytest.raises(Refused, match=words) as error:
            draft_publishing.submit_draft(scope, draft_id)
        assert ("'E'" in error.value.reason) is (who is desk.ines)


def test_what_somebody_typed_is_kept_beside_empty_files(desk: Desk) -> None:
    draft_id = desk.draft()
    with desk.otto.reading() as scope:
        page = draft_openings.get_draft_without_key(scope, draft_id)
        assert (page.files, page.title) == ({"item.toml": ""}, desk.page(draft_id).title)
    with desk.ann.reading() as scope, pytest.raises(NotFound):
        draft_openings.get_draft_without_key(scope, draft_id)


def test_whoever_has_solved_it_sees_the_key_and_an_answer_is_no_opening(desk: Desk) -> None:
    draft_id = desk.draft()
    desk.submit(draft_id)
    desk.solve(draft_id, "B")
    assert is_shown(desk.otto, draft_openings.get_draft_with_key, draft_id)
    open_it(desk, draft_id)
    export(desk, desk.otto)
    assert looks(desk) == []
    assert desk.standing(draft_id).review is Review.DIFFERS


def test_whoever_opened_it_has_nothing_to_say_of_an_answer(desk: Desk) -> None:
    draft_id = desk.draft()
    desk.submit(draft_id)
    open_it(desk, draft_id)
    with desk.otto.writing() as scope, pytest.raises(Refused, match="Solve it first"):
        draft_solutions.say_of_solution(scope, draft_id, "Hm.")
    assert desk.standing(draft_id).review is Review.NOT_SOLVED
    with desk.otto.reading() as scope:
        assert scope.session.get_one(Draft, draft_id).state == DraftState.IN_REVIEW
