"""Publishing drafts: only what a second person agrees with, by the rules of files, into its own bank alone."""

import pytest
from sqlalchemy import select

from tests.support.authoring import Desk, a_desk, item_values, sound_item
from tests.support.library import a_library
from trainer.content.draft_files import item_text, scenario_text
from trainer.db.models.content import Item, ItemKey, ItemVersion, Stimulus
from trainer.domain.attempts.attempt import Feedback
from trainer.domain.items.drafts import DraftKind, DraftState
from trainer.domain.items.keys import SingleKey
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services import draft_publishing, drafts, practice
from trainer.services.draft_beginnings import NewDraft
from trainer.services.publishing import publish_library
from trainer.services.scope import Scopes

NEW_STEM = "A surgeon points at the great artery that leaves the left chamber of the heart. Which vessel is it?"


@pytest.fixture
def desk(scopes: Scopes) -> Desk:
    return a_desk(scopes)


def item(desk: Desk, slug: str = "cpc-vessel") -> Item:
    with desk.scopes.reading() as scope:
        return scope.session.scalars(select(Item).where(Item.slug == slug)).one()


def keys(desk: Desk, slug: str = "cpc-vessel") -> list[tuple[int, int, object, str]]:
    statement = (
        select(ItemVersion.number, ItemKey.revision, ItemKey.key, ItemKey.reason)
        .join(ItemVersion, ItemVersion.id == ItemKey.item_version_id)
        .join(Item, Item.id == ItemVersion.item_id)
        .where(Item.slug == slug)
        .order_by(ItemVersion.number, ItemKey.revision)
    )
    with desk.scopes.reading() as scope:
        return [tuple(row) for row in scope.session.execute(statement)]  # type: ignore[misc]


def dealt(desk: Desk) -> set[str]:
    """What a learner who takes all that there is gets."""
    with desk.ann.reading() as scope:
        total = practice.get_setup(scope, "cpc").total(practice.Pool.ALL)
    number = desk.ann.start(Feedback.AT_ONCE, 50)
    stems = {desk.ann.question(number, at).content.stem for at in range(1, total + 1)}
    with desk.scopes.reading() as scope:
        rows = scope.session.execute(
            select(Item.slug, ItemVersion.content).join(ItemVersion, ItemVersion.item_id == Item.id)
        )
        return {slug for slug, content in rows if content.stem in stems}


def test_nothing_is_published_before_a_second_person_agrees(desk: Desk) -> None:
    draft_id = desk.draft()
    with pytest.raises(Refused, match="handed in for review"):
        desk.publish(draft_id)
    desk.submit(draft_id)
    with pytest.raises(Refused, match="Nobody else has solved"):
        desk.publish(draft_id)
    desk.solve(draft_id, "B")
    with pytest.raises(Refused, match="answers otherwise"):
        desk.publish(draft_id)
    desk.save(draft_id, sound_item(key="B"))
    desk.submit(draft_id)
    with pytest.raises(Refused, match="Nobody else has solved"):
        desk.publish(draft_id)
    desk.solve(draft_id, "B")
    done = desk.publish(draft_id)
    assert (done.changes, done.has_corrected_key) == (("items added",), False)
    assert (desk.page(draft_id).life.state, desk.page(draft_id).life.published_revision) == (DraftState.PUBLISHED, 3)
    assert keys(desk) == [(1, 1, SingleKey("B"), "First published.")]


def test_a_draft_with_problems_is_not_handed_in(desk: Desk) -> None:
    draft_id = desk.draft(references=[])
    with pytest.raises(Refused, match="references: list should have at least 1 item"):
        desk.submit(draft_id)


def test_only_those_who_may_write_hand_in_and_publish(desk: Desk) -> None:
    draft_id = desk.draft()
    with desk.ann.writing() as scope, pytest.raises(NotFound):
        draft_publishing.submit_draft(scope, draft_id)
    with desk.otto.writing() as scope:
        draft_publishing.submit_draft(scope, draft_id)
        draft_publishing.withdraw_draft(scope, draft_id)
    assert desk.page(draft_id).life.state is DraftState.DRAFT


def test_a_changed_wording_is_a_new_version_and_learners_keep_the_old_one_until_then(desk: Desk) -> None:
    draft_id = desk.draft()
    desk.through(draft_id)
    desk.save(draft_id, sound_item(stem=NEW_STEM))
    assert (desk.page(draft_id).life.state, item(desk).current_number) == (DraftState.DRAFT, 1)
    assert desk.through(draft_id).changes == ("items with a new version",)
    assert item(desk).current_number == 2


def test_publishing_the_same_again_changes_nothing(desk: Desk) -> None:
    draft_id = desk.draft()
    desk.through(draft_id)
    desk.save(draft_id, sound_item(review={"second_solution": "agreed", "note": "Otto."}))
    assert desk.through(draft_id).changes == ()
    assert len(keys(desk)) == 1


def test_a_changed_key_needs_a_reason_and_leads_to_a_regrade(desk: Desk) -> None:
    draft_id = desk.draft()
    desk.through(draft_id)
    desk.save(draft_id, sound_item(key="B"))
    with pytest.raises(Refused, match="Why the key was changed"):
        desk.through(draft_id, "B")
    with desk.ines.reading() as scope:
        assert not draft_publishing.has_corrected_key(scope, desk.page(draft_id))
    desk.save(draft_id, sound_item(key="B", key_reason="The atlas was misread."))
    done = desk.through(draft_id, "B")
    assert (done.changes, done.has_corrected_key) == (("items with a corrected key",), True)
    assert keys(desk)[-1] == (1, 2, SingleKey("B"), "The atlas was misread.")
    with desk.ines.reading() as scope:
        assert draft_publishing.has_corrected_key(scope, desk.page(draft_id))


def test_a_key_that_was_corrected_in_a_dispute_is_taken_into_the_draft_first(desk: Desk) -> None:
    draft_id = desk.draft()
    desk.through(draft_id)
    with desk.scopes.writing() as scope:
        key = scope.session.scalars(select(ItemKey).join(ItemVersion).join(Item).where(Item.slug == "cpc-vessel")).one()
        other = {"key": SingleKey("B"), "explanation": key.explanation, "key_fingerprint": "x" * 64}
        other |= {"explanation_fingerprint": key.explanation_fingerprint, "reason": "Disputed."}
        scope.session.add(ItemKey(item_version_id=key.item_version_id, revision=2, created_at=scope.now, **other))
    desk.save(draft_id, sound_item(stem=NEW_STEM))
    with pytest.raises(Refused, match="corrected meanwhile"):
        desk.through(draft_id)
    assert item(desk).current_number == 1


def test_publishing_one_draft_leaves_all_others_of_its_bank_and_all_other_banks_alone(desk: Desk) -> None:
    first, second = desk.draft("cpc-one"), desk.draft("cpc-two", stem=NEW_STEM)
    desk.through(first)
    desk.through(second)
    with desk.scopes.reading() as scope:
        retired = scope.session.scalars(select(Item.slug).where(Item.retired_at.is_not(None))).all()
    assert retired == []


def test_publishing_files_leaves_what_was_written_in_the_browser_alone(desk: Desk) -> None:
    desk.through(desk.draft())
    with desk.scopes.writing() as scope:
        published = publish_library(scope, a_library())
    assert list(published.report) == []
    assert item(desk).retired_at is None


def test_an_id_that_files_took_meanwhile_is_not_published_again(desk: Desk) -> None:
    draft_id = desk.draft("a-single-2")
    with desk.scopes.writing() as scope:
        scope.session.query(Item).filter(Item.slug == "a-single").update({"slug": "a-single-2"})
    with pytest.raises(Refused, match="belongs to another bank"):
        desk.through(draft_id)


def test_what_is_retired_is_dealt_no_more_until_it_is_restored(desk: Desk) -> None:
    draft_id = desk.draft()
    desk.through(draft_id)
    assert "cpc-vessel" in dealt(desk)
    with desk.ines.writing() as scope:
        draft_publishing.retire_draft(scope, draft_id)
    assert "cpc-vessel" not in dealt(desk)
    with pytest.raises(Refused, match="retired"):
        desk.save(draft_id, sound_item(stem=NEW_STEM))
    with desk.ines.writing() as scope:
        draft_publishing.restore_draft(scope, draft_id)
    assert "cpc-vessel" in dealt(desk)
    assert desk.page(draft_id).life.state is DraftState.PUBLISHED


def test_what_was_never_published_is_set_aside_and_brought_back_as_a_draft(desk: Desk) -> None:
    draft_id = desk.draft()
    with desk.ines.writing() as scope:
        draft_publishing.retire_draft(scope, draft_id)
    assert desk.page(draft_id).life.state is DraftState.RETIRED
    with desk.ines.writing() as scope:
        draft_publishing.restore_draft(scope, draft_id)
    assert desk.page(draft_id).life.state is DraftState.DRAFT


def test_a_scenario_is_published_as_it_stands_and_its_questions_share_it(desk: Desk) -> None:
    with desk.ines.writing() as scope:
        scenario = drafts.create_draft(scope, desk.bank, NewDraft(DraftKind.SCENARIO, "a-day", "cpc", "anatomy"))
    place = {"schema": 1, "track": "cpc", "area": "anatomy", "id": "a-day", "title": "A day"}
    desk.save(scenario, {"scenario.toml": scenario_text(place | {"text": "Claims arrive."})})
    assert desk.publish(scenario).changes == ("scenarios added",)
    ids = []
    for slug, stem in (("cpc-one", NEW_STEM), ("cpc-two", item_values()["items"][0]["stem"])):
        draft_id = desk.draft(slug)
        values = item_values(slug, stem=stem, stimulus="a-day")
        values["stimuli"] = [{"id": "a-day", "title": "A day", "text": "Claims arrive."}]
        desk.save(draft_id, {"item.toml": item_text(values)})
        desk.through(draft_id)
        with desk.scopes.reading() as scope:
            row = select(ItemVersion.stimulus_id).join(Item, Item.id == ItemVersion.item_id).where(Item.slug == slug)
            ids.append(scope.session.scalars(row).one())
    assert len(set(ids)) == 1
    desk.save(scenario, {"scenario.toml": scenario_text(place | {"text": "Two claims arrive."})})
    assert desk.publish(scenario).changes == ("scenarios with a new text",)
    desk.save(scenario, {"scenario.toml": scenario_text(place | {"text": "Claims arrive. "})})
    with desk.scopes.reading() as scope:
        assert [row.number for row in scope.session.scalars(select(Stimulus).where(Stimulus.slug == "a-day"))] == [1, 2]
    with desk.ines.writing() as scope:
        draft_publishing.retire_draft(scope, scenario)
        draft_publishing.restore_draft(scope, scenario)


def test_a_scenario_whose_text_is_published_already_adds_nothing(desk: Desk) -> None:
    with desk.ines.writing() as scope:
        scenario = drafts.create_draft(scope, desk.bank, NewDraft(DraftKind.SCENARIO, "a-day", "cpc", "anatomy"))
    place = {"schema": 1, "track": "cpc", "area": "anatomy", "id": "a-day", "title": "A day", "text": "One."}
    desk.save(scenario, {"scenario.toml": scenario_text(place)})
    desk.publish(scenario)
    desk.save(scenario, {"scenario.toml": scenario_text(place | {"area": "compliance"})})
    assert desk.publish(scenario).changes == ()
