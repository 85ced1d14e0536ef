"""Claims in draft: kept as typed, checked by their payer's rules, copied, deleted, and nobody else's."""

import pytest

from tests.support.claim_forms import DAY, a_form
from tests.support.clock import START
from tests.support.people import sign_up
from trainer.domain.attempts.decisions import StaleAnswer
from trainer.domain.claims.form_checks import check_form
from trainer.domain.claims.form_reading import read_form
from trainer.domain.claims.form_values import ProblemKind
from trainer.domain.claims.professional import Frequency, Profile
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services import claim_drafts
from trainer.services.claim_drafts import MAX_DRAFTS, MAX_TITLE, NewDraft


def create(learner, title="Knee", profile="medicare", **options):
    with learner.writing() as scope:
        return claim_drafts.create_draft(scope, title, profile, **options)


def get(learner, number):
    with learner.reading() as scope:
        return claim_drafts.get_draft(scope, number)


def save(learner, number, entries, base=0):
    with learner.writing() as scope:
        return claim_drafts.save_draft(scope, number, tuple(entries.items()), base)


def titles(learner):
    with learner.reading() as scope:
        return [row.title for row in claim_drafts.list_drafts(scope)]


def test_a_new_draft_is_empty_and_listed_with_its_payer(learner):
    number = create(learner, "  Knee ")
    draft = get(learner, number)
    assert (draft.title, draft.profile, draft.entries, draft.source, draft.revision) == (
        "Knee",
        Profile.MEDICARE,
        (),
        "",
        0,
    )
    with learner.reading() as scope:
        (row,) = claim_drafts.list_drafts(scope)
    assert (row.number, row.title, row.profile, row.saved_at) == (number, "Knee", Profile.MEDICARE, START)


def test_a_draft_without_a_title_gets_one(learner):
    assert get(learner, create(learner, " ")).title == "Untitled claim"


@pytest.mark.parametrize(
    ("title", "profile", "field"),
    [("Knee", "the state", "profile"), ("Knee", "", "profile"), ("x" * (MAX_TITLE + 1), "medicare", "title")],
)
def test_a_title_that_is_too_long_and_a_payer_that_is_none_are_refused(learner, title, profile, field):
    with pytest.raises(Refused) as refused:
        create(learner, title, profile)
    assert refused.value.field == field
    assert titles(learner) == []


@pytest.mark.parametrize("profile", list(Profile))
def test_a_sample_claim_is_of_its_payer_can_be_read_and_has_nothing_wrong_with_it(scopes, clock, profile):
    clock.advance(days=60)  # so that the sample's days lie behind
    learner = sign_up(scopes)
    draft = get(learner, create(learner, "", profile.value, is_sample=True))
    entries = dict(draft.entries)
    assert draft.title.startswith("Sample: ")
    assert check_form(entries, profile, clock().date()) == ()
    claim, problems = read_form(entries, profile)
    assert problems == ()
    assert claim is not None
    assert claim.coverage.payer.profile is profile


def test_two_samples_are_not_the_same(learner):
    first, second = (get(learner, create(learner, "Mine", "medicaid", is_sample=True)) for _ in range(2))
    assert first.title == second.title == "Mine"
    assert first.entries != second.entries


def test_no_sample_is_a_void_which_no_payer_would_price(learner):
    drafts = [get(learner, create(learner, "", "commercial", is_sample=True)) for _ in range(60)]
    claims = [read_form(dict(draft.entries), Profile.COMMERCIAL)[0] for draft in drafts]
    assert {claim.frequency for claim in claims if claim} == {Frequency.ORIGINAL, Frequency.REPLACEMENT}


def test_items_are_kept_exactly_as_typed_without_the_empty_ones(learner, clock):
    number = create(learner)
    clock.advance(minutes=5)
    saved = save(learner, number, {"2": " diaz,  luis", "4": "  ", "33a": "12345"})
    draft = get(learner, number)
    assert draft.entries == (("2", " diaz,  luis"), ("33a", "12345"))
    assert (saved.revision, draft.revision, draft.saved_at) == (1, 1, clock())
    assert any(problem.item == "33a" and problem.kind is ProblemKind.FORMAT for problem in saved.problems)


def test_saving_the_same_again_changes_nothing_whatever_it_was_based_on(learner, clock):
    number = create(learner)
    save(learner, number, {"26": "A1"})
    clock.advance(minutes=1)
    assert save(learner, number, {"26": "A1"}).revision == 1
    assert get(learner, number).saved_at == START


def test_a_save_from_an_old_page_is_refused_and_overwrites_nothing(learner):
    number = create(learner)
    save(learner, number, {"26": "A1"})
    with pytest.raises(StaleAnswer) as stale:
        save(learner, number, {"26": "B2"})
    assert stale.value.current_revision == 1
    assert get(learner, number).entries == (("26", "A1"),)
    assert save(learner, number, {"26": "B2"}, base=1).revision == 2


@pytest.mark.parametrize(
    "entries", [(("2", "x" * 401),), (("26", "A"), ("26", "B")), tuple((f"item {n}", "x") for n in range(401))]
)
def test_more_than_is_kept_is_refused_and_nothing_is_cut(learner, entries):
    number = create(learner)
    with pytest.raises(Refused), learner.writing() as scope:
        claim_drafts.save_draft(scope, number, entries, 0)
    assert get(learner, number).entries == ()


@pytest.mark.parametrize("profile", list(Profile))
def test_a_clean_form_has_nothing_to_mend_on_the_day_that_it_is_sent(learner, clock, profile):
    number = create(learner, profile=profile.value)
    save(learner, number, a_form(profile))
    clock.advance(days=(DAY - START.date()).days)
    with learner.reading() as scope:
        assert claim_drafts.check_draft(scope, claim_drafts.get_draft(scope, number)) == ()


def test_a_check_counts_days_by_the_learners_calendar_and_knows_how_long_a_box_is(learner):
    number = create(learner, profile="commercial")
    save(learner, number, a_form(Profile.COMMERCIAL, {"19": "x" * 72}))
    with learner.reading() as scope:
        found = claim_drafts.check_draft(scope, claim_drafts.get_draft(scope, number))
    assert [problem.item for problem in found] == ["19", "24.1.from", "24.1.through", "31.date"]
    assert "room for 71 characters" in found[0].message
    assert all("after the day of the claim" in problem.message for problem in found[1:])


def test_a_check_looks_diagnoses_up_where_there_is_a_code_book(learner, scopes, clock, book_file):
    number = create(learner, profile="commercial")
    save(learner, number, a_form(Profile.COMMERCIAL, {"21.A": "H66.0", "21.B": "H66.0O1"}))
    clock.advance(days=(DAY - START.date()).days)

    def found():
        with learner.reading() as scope:
            return [
                (problem.item, problem.kind)
                for problem in claim_drafts.check_draft(scope, claim_drafts.get_draft(scope, number))
                if problem.item.startswith("21.")
            ]

    assert found() == []
    scopes.settings.codebook_path.write_bytes(book_file.read_bytes())
    assert found() == [("21.A", ProblemKind.DISAGREES), ("21.B", ProblemKind.DISAGREES)]


def test_title_and_payer_can_be_changed_and_the_items_stay(learner):
    number = create(learner)
    save(learner, number, {"26": "A1"})
    with learner.writing() as scope:
        claim_drafts.change_draft(scope, number, " Shoulder ", "tricare")
    draft = get(learner, number)
    assert (draft.title, draft.profile, draft.entries, draft.revision) == (
        "Shoulder",
        Profile.TRICARE,
        (("26", "A1"),),
        1,
    )


@pytest.mark.parametrize(
    ("title", "profile", "field"),
    [(" ", "medicare", "title"), ("x" * 201, "medicare", "title"), ("Knee", "nobody", "profile")],
)
def test_a_change_that_cannot_be_is_refused(learner, title, profile, field):
    number = create(learner)
    with pytest.raises(Refused) as refused, learner.writing() as scope:
        claim_drafts.change_draft(scope, number, title, profile)
    assert refused.value.field == field
    assert get(learner, number).title == "Knee"


def test_a_copy_is_a_claim_of_its_own(learner):
    number = create(learner, "x" * MAX_TITLE)
    save(learner, number, {"26": "A1"})
    with learner.writing() as scope:
        copied = claim_drafts.copy_draft(scope, number)
    save(learner, copied, {"26": "B2"}, base=0)
    assert get(learner, number).entries == (("26", "A1"),)
    copy = get(learner, copied)
    assert copy.entries == (("26", "B2"),)
    assert copy.title == f"Copy of {'x' * MAX_TITLE}"[:MAX_TITLE]


def test_the_list_begins_with_what_was_saved_last(learner, clock):
    first = create(learner, "first")
    create(learner, "second")
    create(learner, "third")
    assert titles(learner) == ["third", "second", "first"]
    clock.advance(minutes=1)
    save(learner, first, {"26": "A1"})
    assert titles(learner) == ["first", "third", "second"]


def test_a_deleted_draft_is_gone_and_its_number_is_not_used_again(learner):
    number = create(learner)
    with learner.writing() as scope:
        claim_drafts.delete_draft(scope, number)
    with pytest.raises(NotFound):
        get(learner, number)
    with pytest.raises(NotFound), learner.writing() as scope:
        claim_drafts.delete_draft(scope, number)
    assert create(learner) > number


def test_the_draft_beyond_the_last_is_refused_and_of_several_none_is_kept(learner):
    with learner.writing() as scope:
        claim_drafts.add_drafts(scope, [NewDraft("a", Profile.MEDICARE)] * (MAX_DRAFTS - 1))
    with pytest.raises(Refused, match="room for 1 more"), learner.writing() as scope:
        claim_drafts.add_drafts(scope, [NewDraft("b", Profile.MEDICARE)] * 2)
    assert len(titles(learner)) == MAX_DRAFTS - 1
    number = create(learner)
    with pytest.raises(Refused, match="room for 0 more"), learner.writing() as scope:
        claim_drafts.copy_draft(scope, number)


def test_somebody_elses_draft_is_not_there(learner, other):
    number = create(learner)
    for attempt in (
        lambda scope: claim_drafts.get_draft(scope, number),
        lambda scope: claim_drafts.save_draft(scope, number, (), 0),
        lambda scope: claim_drafts.change_draft(scope, number, "Mine", "medicare"),
        lambda scope: claim_drafts.copy_draft(scope, number),
        lambda scope: claim_drafts.delete_draft(scope, number),
    ):
        with pytest.raises(NotFound), other.writing() as scope:
            attempt(scope)
    assert titles(other) == []
    assert get(learner, number).title == "Knee"
