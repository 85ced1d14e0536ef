"""The second person: sees no key, is graded, is told, agrees or differs; authors count for nothing."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

import pytest

from tests.support.authoring import Desk, a_desk, item_values, sound_item
from tests.support.library import ITEMS, RIGHT, WRONG, an_audit
from tests.support.school import a_class, a_teacher, enrol
from trainer.config import resource_folder
from trainer.content.draft_files import family_text, item_data, item_text, plain_data
from trainer.db.models.authoring import Draft
from trainer.db.models.content import Area
from trainer.domain.classes.roles import Role
from trainer.domain.items import answers
from trainer.domain.items.drafts import DraftKind, DraftState, Review
from trainer.domain.kernel.errors import Conflict, NotFound, Refused
from trainer.services import banks, draft_publishing, draft_solutions, drafts
from trainer.services.draft_beginnings import NewDraft
from trainer.services.draft_solutions import BlindSheet, answer_text, get_blind_sheet
from trainer.services.scope import Scopes


@pytest.fixture
def desk(scopes: Scopes) -> Desk:
    return a_desk(scopes)


def submitted(desk: Desk, **changes: object) -> int:
    draft_id = desk.draft(**changes)  # type: ignore[arg-type]
    desk.submit(draft_id)
    return draft_id


def sheet(desk: Desk, draft_id: int) -> BlindSheet:
    with desk.otto.reading() as scope:
        return get_blind_sheet(scope, draft_id)


def say(desk: Desk, draft_id: int, comment: str, *, agrees: bool | None = None) -> None:
    with desk.otto.writing() as scope:
        draft_solutions.say_of_solution(scope, draft_id, comment, agrees=agrees)


def waiting(desk: Desk) -> list[str]:
    with desk.otto.reading() as scope:
        return [row.slug for row in draft_solutions.list_waiting(scope)]


def test_what_is_handed_in_waits_for_everybody_but_its_authors(desk: Desk) -> None:
    draft_id = submitted(desk)
    assert waiting(desk) == ["cpc-vessel"]
    with desk.ines.reading() as scope:
        assert draft_solutions.list_waiting(scope) == ()
    assert (desk.standing(draft_id).may_solve, desk.standing(draft_id, desk.otto).may_solve) == (False, True)
    desk.solve(draft_id, "A")
    assert waiting(desk) == []


def test_the_sheet_has_the_question_without_its_key_in_an_order_that_stays(desk: Desk) -> None:
    draft_id = submitted(desk)
    first, again = sheet(desk, draft_id), sheet(desk, draft_id)
    assert first == again
    assert first.question is not None
    assert first.question.verdict is None
    assert sorted(option.id for option in first.question.options) == ["A", "B", "C", "D"]
    assert "teaches" not in repr(first)


@pytest.mark.parametrize("item", [item for item in ITEMS if item.track == "cpc"], ids=lambda item: item.slug)
def test_an_answer_of_each_kind_is_graded_against_the_key(desk: Desk, item) -> None:
    data = item_data(item)
    data["items"][0] |= {"id": "cpc-graded", "stem": "Said in many words, as lint would have it: which one is it?"}
    draft_id = desk.draft("cpc-graded")
    desk.save(draft_id, {"item.toml": item_text(data)})
    desk.submit(draft_id)
    third = a_teacher(desk.scopes, "theo@example.org", "Theo")
    kind = item.content.response.kind
    fields: Sequence[tuple[object, Mapping[str, Sequence[str]], bool]] = (
        (desk.otto, RIGHT[kind], True),
        (third, WRONG[kind], False),
    )
    for person, typed, agrees in fields:
        with person.writing() as scope:  # type: ignore[attr-defined]
            draft_solutions.solve_draft(scope, draft_id, 3, typed, "")
        assert desk.standing(draft_id).solutions[0].agrees is agrees
    assert desk.standing(draft_id).review is Review.DIFFERS


def test_an_answer_is_shown_in_a_few_characters() -> None:
    shown = [
        answer_text(answer)
        for answer in (
            answers.SingleAnswer("B"),
            answers.MultipleAnswer(("A", "C")),
            answers.NumericAnswer(Decimal("80.00")),
            answers.CodeAnswer("J209"),
            answers.OrderingAnswer(("C", "A")),
            answers.MatchingAnswer((("P", "B"), ("Q", "A"))),
        )
    ]
    assert shown == ["B", "A, C", "80.00", "J209", "C, A", "P = B, Q = A"]


def test_no_answer_and_an_unreadable_one_are_refused_and_nothing_is_stored(desk: Desk) -> None:
    draft_id = submitted(desk)
    for chosen in ((), ("Z",)):
        with pytest.raises(Refused) as error:
            desk.solve(draft_id, *chosen)
        assert error.value.field == "answer"
    assert desk.standing(draft_id).solutions == ()


def test_authors_and_those_who_have_solved_it_do_not_solve_it(desk: Desk) -> None:
    draft_id = submitted(desk)
    with pytest.raises(Refused, match="have written"):
        desk.solve(draft_id, "A", who=desk.ines)
    desk.solve(draft_id, "A")
    with pytest.raises(Refused, match="already"):
        desk.solve(draft_id, "B")
    with pytest.raises(NotFound):
        desk.solve(draft_id, "A", who=desk.ann)


def test_everybody_who_wrote_since_it_was_published_is_an_author(desk: Desk) -> None:
    draft_id = desk.draft()
    desk.save(draft_id, sound_item(tags=["hearts"]), desk.otto)
    desk.save(draft_id, sound_item(tags=["hearts", "arteries"]))
    desk.submit(draft_id)
    with pytest.raises(Refused, match="have written"):
        desk.solve(draft_id, "A")
    desk.solve(draft_id, "A", who=desk.ada)
    assert desk.standing(draft_id).review is Review.AGREED


def test_an_answer_to_a_text_that_was_changed_meanwhile_is_not_stored(desk: Desk) -> None:
    draft_id = submitted(desk)
    desk.save(draft_id, sound_item(tags=["hearts"]))
    with pytest.raises(Refused, match="not in review"):
        desk.solve(draft_id, "A")
    desk.submit(draft_id)
    with desk.otto.writing() as scope, pytest.raises(Conflict):
        draft_solutions.solve_draft(scope, draft_id, 2, {"choice": ["A"]}, "")


def test_a_disagreement_is_settled_with_a_reason_and_solved_again(desk: Desk) -> None:
    draft_id = submitted(desk)
    with desk.ines.writing() as scope, pytest.raises(Refused, match="nothing to settle"):
        draft_solutions.settle_draft(scope, draft_id, "Because.")
    desk.solve(draft_id, "B", comment="The vein leaves too.")
    with desk.ines.writing() as scope, pytest.raises(Refused) as error:
        draft_solutions.settle_draft(scope, draft_id, "  ")
    assert error.value.field == "reason"
    with desk.ines.writing() as scope:
        assert draft_solutions.settle_draft(scope, draft_id, "The veins lead into it.") == 3
    page = desk.page(draft_id)
    data = plain_data(page.files["item.toml"])
    assert data is not None
    assert data["items"][0]["review"] == {"second_solution": "settled", "note": "The veins lead into it."}
    assert (page.life.state, desk.standing(draft_id).review) == (DraftState.IN_REVIEW, Review.NOT_SOLVED)
    assert sheet(desk, draft_id).has_seen_earlier
    desk.solve(draft_id, "A")
    newest = desk.standing(draft_id).solutions[0]
    assert (newest.revision, newest.agrees, newest.had_seen) == (3, True, True)
    assert desk.publish(draft_id).changes == ("items added",)


def test_whoever_solved_a_question_comments_on_it_and_the_grade_stands(desk: Desk) -> None:
    draft_id = submitted(desk)
    with pytest.raises(Refused, match="Solve it first"):
        say(desk, draft_id, "Fine.")
    desk.solve(draft_id, "B")
    with pytest.raises(Refused, match="what you want to say"):
        say(desk, draft_id, " ")
    with pytest.raises(Refused, match="2,000"):
        say(desk, draft_id, "x" * 2001)
    say(desk, draft_id, "I had misread it.", agrees=True)
    (mine,) = desk.standing(draft_id, desk.otto).solutions
    assert (mine.answer, mine.agrees, mine.comment, mine.is_mine) == ("B", False, "I had misread it.", True)


def a_case_draft(desk: Desk, kind: str, slug: str) -> int:
    folder = resource_folder("case_studies") / kind / slug
    files = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    with desk.ines.writing() as scope:
        draft_id = drafts.create_draft(scope, desk.bank, NewDraft(DraftKind.CASE, slug))
        scope.session.get_one(Draft, draft_id).files = files
    desk.submit(draft_id)
    return draft_id


@pytest.mark.parametrize(
    ("kind", "slug"),
    [("code-the-encounter", "urgent-care-ear"), ("verify-coverage", "new-card-in-the-wallet")],
)
def test_the_lines_of_a_case_are_stored_before_its_key_is_shown_and_compared_by_their_author(
    desk: Desk, kind: str, slug: str
) -> None:
    draft_id = a_case_draft(desk, kind, slug)
    blind = sheet(desk, draft_id)
    assert blind.question is None
    assert blind.papers
    assert "why" not in blind.facts
    with pytest.raises(Refused) as error:
        desk.solve(draft_id, " \n", field="lines")
    assert error.value.field == "answer"
    with pytest.raises(Refused, match="5,000"):
        desk.solve(draft_id, "x" * 5001, field="lines")
    desk.solve(draft_id, "H66.001\r\n69210;50;1;A", field="lines")
    (mine,) = desk.standing(draft_id).solutions
    assert (mine.answer, mine.is_open) == ("H66.001\n69210;50;1;A", True)
    assert desk.standing(draft_id).review is Review.DIFFERS
    for comment, agrees in (("", None), ("", False)):
        with pytest.raises(Refused):
            say(desk, draft_id, comment, agrees=agrees)
    say(desk, draft_id, "", agrees=True)
    assert (desk.standing(draft_id).review, desk.standing(draft_id).solutions[0].is_open) == (Review.AGREED, False)
    assert desk.publish(draft_id).changes == ("cases added",)


def test_a_family_asks_another_variant_for_each_revision(desk: Desk) -> None:
    with desk.scopes.writing() as scope:
        scope.session.add(Area(track="cpc", slug="icd-10-cm", title="ICD-10-CM", position=3, questions=1))
    with desk.ines.writing() as scope:
        new = NewDraft(DraftKind.FAMILY, "my-sides", form="family-icd-laterality")
        draft_id = drafts.create_draft(scope, desk.bank, new)
    desk.submit(draft_id)
    first = sheet(desk, draft_id).question
    desk.save(
        draft_id, {"family.toml": family_text({"schema": 1, "id": "my-sides", "family": "family-icd-laterality"})}
    )
    desk.submit(draft_id)
    second = sheet(desk, draft_id).question
    assert first is not None
    assert second is not None
    assert first.content.stem != second.content.stem
    with desk.ines.reading() as scope:
        authored = draft_publishing.check_draft(
            scope, drafts.get_draft(scope, draft_id), desk.page(draft_id).files
        ).authored
    assert authored is not None
    desk.solve(draft_id, authored.variants[1].key.option)  # type: ignore[union-attr]
    assert desk.publish(draft_id).changes == ("families added",)


def test_a_draft_that_has_problems_by_now_is_not_solved(desk: Desk) -> None:
    draft_id = submitted(desk)
    with desk.scopes.writing() as scope:
        values = item_values() | {"area": "gone"}
        scope.session.get_one(Draft, draft_id).files = {"item.toml": item_text(values)}
    with pytest.raises(Refused, match="problems by now"):
        sheet(desk, draft_id)


def test_a_colleague_solves_what_waits_in_a_private_bank(scopes: Scopes) -> None:
    desk = a_desk(scopes, is_shared=False)
    draft_id = submitted(desk)
    assert waiting(desk) == []
    enrol(scopes, a_class(scopes, desk.ines), desk.otto, Role.INSTRUCTOR)
    assert waiting(desk) == ["cpc-vessel"]
    desk.solve(draft_id, "A")
    assert desk.publish(draft_id).changes == ("items added",)


def test_an_audit_shows_its_claim_and_no_seeded_error(desk: Desk) -> None:
    draft_id = a_case_draft(desk, "audit-the-coder", "dermatology-back-and-cheek")
    blind = sheet(desk, draft_id)
    assert blind.case is not None
    assert getattr(blind.case, "billed", None) is not None
    assert an_audit().key.seeded
    assert "seeded" not in repr(blind)
    with desk.otto.reading() as scope:
        assert banks.get_bank(scope, desk.bank).drafts == 1
