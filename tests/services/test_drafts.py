"""Drafts: begun, saved by one or by two at once, found, their history."""

import pytest

from tests.support.authoring import Desk, a_desk, item_values, sound_item
from tests.support.people import Learner
from tests.support.school import a_class, enrol
from trainer.content.draft_files import item_text
from trainer.domain.classes.roles import Role
from trainer.domain.items.drafts import DraftKind, DraftState
from trainer.domain.kernel.errors import Conflict, NotFound, Refused
from trainer.services import banks, draft_checks, draft_history, drafts
from trainer.services.draft_beginnings import NewDraft, list_families
from trainer.services.draft_history import Change, differences
from trainer.services.drafts import DraftSearch, StaleDraft
from trainer.services.scope import Scopes


@pytest.fixture
def desk(scopes: Scopes) -> Desk:
    return a_desk(scopes)


def begin(desk: Desk, kind: DraftKind, slug: str, form: str = "single") -> drafts.DraftPage:
    with desk.ines.writing() as scope:
        draft_id = drafts.create_draft(scope, desk.bank, NewDraft(kind, slug, "cpc", "anatomy", form))
        return drafts.get_draft(scope, draft_id)


@pytest.mark.parametrize("form", ["single", "multiple", "numeric", "code", "ordering", "matching"])
def test_a_new_question_of_each_kind_has_empty_fields_that_are_its_problems(desk: Desk, form: str) -> None:
    draft = begin(desk, DraftKind.ITEM, "cpc-new", form)
    with desk.ines.reading() as scope:
        checked = draft_checks.check_draft(scope, draft, draft.files)
    assert (draft.life.state, draft.life.revision, draft.title) == (DraftState.DRAFT, 1, "cpc-new")
    assert checked.at("stem") == ["string should have at least 1 character"]
    assert checked.at("kind") == []
    assert checked.questions[0].response.kind == form
    assert (checked.authored, checked.solved) == (None, ())


@pytest.mark.parametrize(
    ("kind", "form", "fields"),
    [
        (DraftKind.SCENARIO, "", {"title", "text"}),
        (DraftKind.CASE, "", {"title", "summary", "task"}),
        (DraftKind.FAMILY, "family-of-nothing", {"family"}),
    ],
)
def test_other_drafts_begin_with_what_is_to_be_filled_in(
    desk: Desk, kind: DraftKind, form: str, fields: set[str]
) -> None:
    draft = begin(desk, kind, "new-one", form)
    with desk.ines.reading() as scope:
        found = {problem.field for problem in draft_checks.check_draft(scope, draft, draft.files).problems}
    assert fields <= found


def test_a_family_is_begun_with_a_rule_of_the_program(desk: Desk) -> None:
    assert len(list_families()) > 60
    draft = begin(desk, DraftKind.FAMILY, "my-sides", "family-icd-laterality")
    with desk.ines.reading() as scope:
        checked = draft_checks.check_draft(scope, draft, draft.files)
    assert [problem.message for problem in checked.problems] == ["the blueprint of cpc has no area 'icd-10-cm'"]
    assert len(checked.questions) == len(checked.solved) == 3
    assert all(question.verdict is None for question in checked.questions)


def test_an_id_is_needed_and_is_free_among_drafts_and_all_that_is_published(desk: Desk) -> None:
    desk.draft("cpc-vessel")
    for kind, slug in (
        (DraftKind.ITEM, "cpc-vessel"),
        (DraftKind.FAMILY, "cpc-vessel"),
        (DraftKind.ITEM, "a-single"),
        (DraftKind.CASE, "ear-with-wax"),
        (DraftKind.SCENARIO, "shared-claim"),
        (DraftKind.ITEM, "No id"),
        (DraftKind.ITEM, ""),
        (DraftKind.ITEM, "x" * 121),
    ):
        with pytest.raises(Refused) as error:
            begin(desk, kind, slug)
        assert error.value.field == "slug"
    assert begin(desk, DraftKind.CASE, "cpc-vessel").slug == "cpc-vessel"
    with pytest.raises(Refused, match="kind of question"):
        begin(desk, DraftKind.ITEM, "cpc-essay", "essay")


def test_two_drafts_of_one_id_at_the_same_moment_are_a_conflict(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.draft("cpc-vessel")
    monkeypatch.setattr("trainer.services.drafts.queries.taken_slugs", lambda *_: set())
    with pytest.raises(Conflict):
        begin(desk, DraftKind.ITEM, "cpc-vessel")


def test_a_save_is_a_revision_and_the_same_again_is_none(desk: Desk) -> None:
    draft_id = desk.draft(stem="A stem")
    assert desk.save(draft_id, sound_item(stem="Another stem", tags=["hearts", "vessels"])) == 3
    assert desk.save(draft_id, sound_item(stem="Another stem", tags=["hearts", "vessels"])) == 3
    page = desk.page(draft_id)
    assert (page.title, page.tags, page.saved_by) == ("Another stem", ("hearts", "vessels"), "Ines Okafor")


def test_line_ends_of_browsers_are_no_change(desk: Desk) -> None:
    draft_id = desk.draft()
    files = {name: text.replace("\n", "\r\n") for name, text in sound_item().items()}
    assert desk.save(draft_id, files) == 2


def test_of_two_who_write_at_once_the_second_is_told_and_nothing_is_lost(desk: Desk) -> None:
    draft_id = desk.draft()
    mine, theirs = sound_item(stem="Mine, which is mine"), sound_item(stem="Theirs, which is theirs")
    assert desk.save(draft_id, theirs, desk.otto, base=2) == 3
    with pytest.raises(StaleDraft) as error:
        desk.save(draft_id, mine, base=2)
    assert error.value.current == 3
    assert desk.page(draft_id).title == "Theirs, which is theirs"
    assert desk.save(draft_id, theirs, base=2) == 3  # both wrote the same: nothing to tell
    assert desk.save(draft_id, mine, base=3) == 4


def test_texts_and_notes_beyond_all_measure_are_refused(desk: Desk) -> None:
    draft_id = desk.draft()
    with pytest.raises(Refused, match="200,000"):
        desk.save(draft_id, sound_item(stem="x" * 200_001))
    with desk.ines.writing() as scope, pytest.raises(Refused) as error:
        drafts.save_draft(scope, draft_id, sound_item(stem="y"), 2, "n" * 501)
    assert error.value.field == "note"


def test_whoever_may_not_see_the_bank_finds_no_draft_and_whoever_may_read_it_does_not_write(scopes: Scopes) -> None:
    desk = a_desk(scopes, is_shared=False)
    draft_id = desk.draft()
    for person in (desk.otto, desk.ann):
        with pytest.raises(NotFound):
            desk.page(draft_id, person)
    with desk.otto.writing() as scope, pytest.raises(NotFound):
        drafts.save_draft(scope, draft_id, sound_item(stem="y"), 2)
    with desk.ines.reading() as scope, pytest.raises(NotFound):
        drafts.get_draft(scope, 999)
    enrol(scopes, a_class(scopes, desk.ines), desk.otto, Role.INSTRUCTOR)
    assert not desk.page(draft_id, desk.otto).may("save")
    with pytest.raises(Refused, match="not change it"):
        desk.save(draft_id, sound_item(stem="y"), desk.otto)


def found(desk: Desk, who: Learner | None = None, **search: object) -> list[str]:
    with (who or desk.ines).reading() as scope:
        return sorted(row.slug for row in drafts.search_drafts(scope, DraftSearch(**search)).rows)  # type: ignore[arg-type]


def test_drafts_are_found_by_words_kind_state_area_track_tag_and_bank(desk: Desk) -> None:
    desk.draft("cpc-vessel")
    hidden = item_values("cpc-lung", stem="Which lobe is it, 100 % sure?", tags=["lungs, left"])
    desk.draft("cpc-lung", **hidden["items"][0])
    begin(desk, DraftKind.SCENARIO, "a-day")
    with desk.ines.writing() as scope:
        own = banks.create_bank(scope, "Private", is_shared=False)
    desk.draft("cpc-secret", bank=own)
    assert found(desk, desk.otto) == ["a-day", "cpc-lung", "cpc-vessel"]
    assert found(desk) == ["a-day", "cpc-lung", "cpc-secret", "cpc-vessel"]
    assert found(desk, words="lobe SURE") == ["cpc-lung"]
    assert found(desk, words="100 %") == ["cpc-lung"]
    assert found(desk, words="lobe chamber") == []
    assert found(desk, words="cpc-v") == found(desk, bank=desk.bank, tag="vessels") == ["cpc-vessel"]
    assert found(desk, words="%") == ["cpc-lung"]
    assert found(desk, bank=desk.bank, words="Duct") == ["cpc-lung", "cpc-vessel"]
    assert found(desk, kind="scenario") == ["a-day"]
    assert found(desk, area="compliance") == found(desk, state="published") == found(desk, track="cpb") == []
    assert found(desk, bank=desk.bank, area="anatomy", track="cpc") == ["a-day", "cpc-lung", "cpc-vessel"]
    with desk.otto.reading() as scope:
        page = drafts.search_drafts(scope, DraftSearch(page=2))
    assert (page.rows, page.total, page.pages) == ((), 3, 1)


def test_a_history_shows_what_each_revision_changed_and_restores_an_earlier_one(desk: Desk) -> None:
    draft_id = desk.draft()
    desk.save(draft_id, sound_item(stem="A new stem"), desk.otto)
    with desk.ines.reading() as scope:
        page = draft_history.get_history(scope, draft_id)
    assert [(each.number, each.author) for each in page.revisions] == [
        (3, "Otto Lindqvist"),
        (2, "Ines Okafor"),
        (1, "Ines Okafor"),
    ]
    (diff,) = page.revisions[0].diffs
    changed = [(line.change, line.text.strip()) for line in diff.lines if line.change in (Change.IN, Change.OUT)]
    assert changed == [
        (Change.OUT, f'stem = "{item_values()["items"][0]["stem"]}"'),
        (Change.IN, 'stem = "A new stem"'),
    ]
    with desk.ines.writing() as scope:
        assert draft_history.restore_revision(scope, draft_id, 2, 3) == 4
    assert desk.page(draft_id).files == sound_item()
    with desk.ines.writing() as scope:
        assert draft_history.restore_revision(scope, draft_id, 2, 4) == 4
        with pytest.raises(StaleDraft):
            draft_history.restore_revision(scope, draft_id, 3, 3)
        with pytest.raises(NotFound):
            draft_history.restore_revision(scope, draft_id, 9, 4)
    with desk.ines.reading() as scope:
        assert draft_history.get_history(scope, draft_id).revisions[0].note == "Restored from revision 2."


def test_a_difference_leaves_out_what_is_the_same_and_counts_its_lines() -> None:
    lines = [f"line {number}" for number in range(1, 21)]
    after = [*lines[:9], "changed", *lines[10:]]
    (diff,) = differences({"item.toml": "\n".join(lines)}, {"item.toml": "\n".join(after)})
    shown = [(line.change.value, line.before, line.after, line.text) for line in diff.lines]
    assert shown[0] == ("gap", 0, 0, "6")
    assert shown[4:6] == [("out", 10, 0, "line 10"), ("in", 0, 10, "changed")]
    assert shown[-1] == ("gap", 0, 0, "7")
    assert differences({"item.toml": "a"}, {"item.toml": "a"}) == ()
    case = {"case.toml": "a", "chart.md": "b", "key.toml": "c"}
    assert [each.name for each in differences(case, case | {"chart.md": "x", "key.toml": "y"})] == [
        "chart.md",
        "key.toml",
    ]


def test_scenarios_of_a_bank_are_offered_with_the_questions_that_use_them(desk: Desk) -> None:
    scenario = begin(desk, DraftKind.SCENARIO, "a-day")
    values = item_values(stimulus="a-day")
    values["stimuli"] = [{"id": "a-day", "title": "A day", "text": "Claims arrive."}]
    draft_id = desk.draft()
    desk.save(draft_id, {"item.toml": item_text(values)})
    with desk.ines.reading() as scope:
        offered = drafts.list_scenarios(scope, desk.page(draft_id))
        assert drafts.list_users(scope, scenario)[0][:2] == (draft_id, "cpc-vessel")
        assert drafts.list_users(scope, desk.page(draft_id)) == ()
        places = drafts.list_places(scope)
    assert [(row.slug, row.title, row.text) for row in offered] == [("a-day", "a-day", "")]
    assert [(place.track, place.slug) for place in places][:2] == [("cpc", "anatomy"), ("cpc", "compliance")]


@pytest.mark.parametrize(("text", "words"), [("x" * 200_001, "at most 200,000"), ('a = "\\u0000"', "cannot be stored")])
def test_a_text_that_no_column_takes_is_not_saved(desk: Desk, text: str, words: str) -> None:
    draft_id = desk.draft()
    with pytest.raises(Refused, match=words):
        desk.save(draft_id, {"item.toml": text})
    assert desk.page(draft_id).life.revision == 2


def test_a_history_has_twenty_revisions_a_page(desk: Desk) -> None:
    draft_id = desk.draft()
    for number in range(3, 24):
        desk.save(draft_id, sound_item(tags=[f"tag {number}"]))
    with desk.ines.reading() as scope:
        pages = [draft_history.get_history(scope, draft_id, page) for page in (1, 2, 3, 0)]
    numbers = [[each.number for each in page.revisions] for page in pages]
    assert numbers == [list(range(23, 3, -1)), [3, 2, 1], [], numbers[0]]
    assert [line.text for line in pages[0].revisions[-1].diffs[0].lines if line.change is Change.IN] == [
        'tags = ["tag 4"]'
    ]
    assert (pages[0].pages, pages[3].page) == (2, 1)


@pytest.mark.parametrize("after", ["x\n" * 2_001, "x" + "\n" * 1_900 + "y"], ids=["many lines", "equal lines"])
def test_a_text_that_takes_too_long_to_compare_is_said_to_differ(after: str) -> None:
    (diff,) = differences({"item.toml": "\n" * 1_900}, {"item.toml": after})
    assert (diff.is_too_long, diff.lines) == (True, ())
