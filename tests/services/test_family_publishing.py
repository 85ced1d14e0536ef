"""Families of generated items: stored as frozen variants, one of which is dealt at a time."""

from collections.abc import Sequence

import pytest
from sqlalchemy import select

from tests.support.exams import CPC, an_exam_library, exam_items
from tests.support.families import a_family, authored, renamed
from tests.support.people import Learner
from trainer.content.families import AuthoredFamily
from trainer.content.library import Library
from trainer.db.models.attempts import AttemptItem
from trainer.db.models.content import Item, ItemKey, ItemVersion
from trainer.domain.attempts.attempt import Feedback
from trainer.domain.generators.family import Family
from trainer.domain.items.keys import SingleKey
from trainer.domain.kernel.errors import NotFound
from trainer.services import errata, exams
from trainer.services.practice import Pool, get_setup
from trainer.services.publisher import Published
from trainer.services.publishing import publish_library
from trainer.services.scope import Scopes

REASON = "The rule by which this family computes its keys was corrected."


def publish(scopes: Scopes, *families: AuthoredFamily) -> Published:
    with scopes.writing() as scope:
        return publish_library(scope, Library((CPC,), exam_items()[:3], (), families))


def stored(scopes: Scopes, slug: str = "family-sum") -> list[ItemVersion]:
    with scopes.reading() as scope:
        of_family = select(ItemVersion).join(Item, Item.id == ItemVersion.item_id).where(Item.slug == slug)
        return list(scope.session.scalars(of_family.order_by(ItemVersion.number, ItemVersion.variant)))


def keys(scopes: Scopes, versions: Sequence[ItemVersion]) -> list[ItemKey]:
    with scopes.reading() as scope:
        of_versions = select(ItemKey).where(ItemKey.item_version_id.in_([version.id for version in versions]))
        return list(scope.session.scalars(of_versions.order_by(ItemKey.item_version_id, ItemKey.revision)))


def test_a_family_is_one_item_with_a_frozen_variant_for_every_seed(scopes: Scopes) -> None:
    family = authored(a_family())
    assert publish(scopes, family).changes["families added"] == 1
    versions = stored(scopes)
    assert [(each.number, each.variant, each.seed) for each in versions] == [
        (1, place, variant.seed) for place, variant in enumerate(family.variants, start=1)
    ]
    assert [each.content for each in versions] == [variant.content for variant in family.variants]
    assert [(each.revision, each.key) for each in keys(scopes, versions)] == [(1, each.key) for each in family.variants]


def test_publishing_the_same_family_again_changes_nothing(scopes: Scopes) -> None:
    publish(scopes, authored(a_family()))
    assert publish(scopes, authored(a_family())).changes == {}
    assert len(stored(scopes)) == 5


def test_another_wording_is_a_new_version_of_all_variants_and_the_old_ones_stay(scopes: Scopes) -> None:
    publish(scopes, authored(a_family()))
    before = [each.content for each in stored(scopes)]
    assert publish(scopes, authored(a_family("is the whole of it"))).changes == {"families with a new version": 1}
    versions = stored(scopes)
    assert [(each.number, each.variant) for each in versions] == [(n, v) for n in (1, 2) for v in range(1, 6)]
    assert [each.content for each in versions[:5]] == before


def test_more_variants_are_a_new_version(scopes: Scopes) -> None:
    publish(scopes, authored(a_family()))
    publish(scopes, authored(a_family(), 8))
    assert [each.number for each in stored(scopes)] == [1] * 5 + [2] * 8


def test_a_mended_rule_revises_the_keys_with_its_reason_and_nothing_else(scopes: Scopes) -> None:
    publish(scopes, authored(a_family()))
    assert publish(scopes, authored(a_family(more=1))).changes == {"families with a corrected key": 1}
    versions = stored(scopes)
    assert len(versions) == 5
    found = keys(scopes, versions)
    assert [(each.revision, each.reason) for each in found if each.revision > 1] == [(2, REASON)] * 5
    assert {each.key for each in found if each.revision == 1} | {each.key for each in found if each.revision == 2}


def test_a_better_explanation_is_a_revision_with_the_same_key(scopes: Scopes) -> None:
    publish(scopes, authored(a_family()))
    better = authored(a_family(why="Add the two lines; nothing else belongs to the sum of a claim."))
    assert publish(scopes, better).changes == {"families with a revised explanation": 1}
    first, second = (keys(scopes, stored(scopes)[:1])[place] for place in (0, 1))
    assert (first.key, first.key_fingerprint) == (second.key, second.key_fingerprint)
    assert publish(scopes, better).changes == {}


def test_a_key_that_was_corrected_in_the_database_stays(learner: Learner) -> None:
    publish(learner.scopes, authored(a_family()))
    right = authored(a_family()).variants[2].key.option
    other = next(letter for letter in "ABCD" if letter != right)
    with learner.writing() as scope:
        errata.correct_key(scope, "family-sum/3", SingleKey(other), "It was miscounted.", errata.Remarks())
    assert publish(learner.scopes, authored(a_family())).changes == {}
    third = keys(learner.scopes, stored(learner.scopes)[2:3])
    assert [(each.revision, each.key) for each in third] == [(1, SingleKey(right)), (2, SingleKey(other))]


@pytest.mark.parametrize("slug", ["family-sum", "family-sum/9", "family-sum/x", "family-other/1"])
def test_only_a_variant_that_is_there_can_be_corrected(slug: str, learner: Learner) -> None:
    publish(learner.scopes, authored(a_family()))
    with pytest.raises(NotFound), learner.writing() as scope:
        errata.correct_key(scope, slug, SingleKey("A"), "It was miscounted.", errata.Remarks())


def test_a_family_that_is_chosen_no_more_is_retired_and_fixed_items_are_left_alone(scopes: Scopes) -> None:
    publish(scopes, authored(a_family()))
    assert publish(scopes).changes == {"families retired": 1}
    assert publish(scopes, authored(a_family())).changes == {}
    with scopes.reading() as scope:
        assert scope.session.scalars(select(Item.slug).where(Item.retired_at.is_not(None))).all() == []


def test_an_item_and_a_family_do_not_take_each_others_id(scopes: Scopes) -> None:
    publish(scopes, authored(a_family()))
    taken = renamed(a_family(), exam_items()[0].slug)
    report = publish(scopes, authored(a_family()), authored(taken)).report
    assert [str(problem) for problem in report] == [
        f"families: {taken.slug}: this id belongs to another bank; left alone"
    ]


def practice(learner: Learner, number: int = 100) -> list[int]:
    """The versions of a new practice session, handed in at once."""
    sitting = learner.start(Feedback.AT_END, number, areas=("anatomy",))
    with learner.reading() as scope:
        dealt = select(AttemptItem.item_version_id).where(AttemptItem.attempt_number == sitting)
        versions = list(scope.session.scalars(dealt.order_by(AttemptItem.position)))
    learner.hand_in(sitting)
    return versions


def test_a_sitting_has_one_variant_of_a_family_and_the_next_a_fresh_one(learner: Learner) -> None:
    families: list[Family] = [a_family(), renamed(a_family(), "family-other")]
    publish(learner.scopes, *(authored(family) for family in families))
    of_family = {family.slug: {each.id for each in stored(learner.scopes, family.slug)} for family in families}
    seen: dict[str, list[int]] = {slug: [] for slug in of_family}
    for _ in range(5):
        dealt = practice(learner)
        for slug, versions in of_family.items():
            (version,) = versions & set(dealt)
            seen[slug].append(version)
    assert all(len(set(versions)) == 5 for versions in seen.values()), "five sittings, five variants"


def test_a_family_counts_once_among_what_can_be_practised(learner: Learner) -> None:
    before = len(practice(learner))
    publish(learner.scopes, authored(a_family()))
    fixed = [each for each in exam_items()[:3] if each.area == "anatomy"]
    with learner.reading() as scope:
        assert get_setup(scope, "cpc").families == 1
    assert len(practice(learner)) == len(fixed) + 1 != before + 5


def test_a_missed_family_is_practised_with_another_variant(learner: Learner) -> None:
    publish(learner.scopes, authored(a_family(), 2))
    first = learner.start(Feedback.AT_ONCE, 100, areas=("anatomy",))
    ids = {each.id for each in stored(learner.scopes)}
    dealt: dict[int, set[int]] = {}
    position = next(
        at
        for at in range(1, learner.question(first).item_count + 1)
        if "dollars" in learner.question(first, at).content.stem
    )
    key = next(
        each for each in authored(a_family(), 2).variants if each.content == learner.question(first, position).content
    ).key
    wrong = next(letter for letter in "ABCD" if letter != key.option)
    learner.save(first, position, {"choice": [wrong]})
    again = learner.start(Feedback.AT_ONCE, 100, areas=("anatomy",), pool=Pool.MISSED)
    with learner.reading() as scope:
        for number in (first, again):
            rows = select(AttemptItem.item_version_id).where(AttemptItem.attempt_number == number)
            dealt[number] = set(scope.session.scalars(rows)) & ids
    assert len(dealt[first]) == len(dealt[again]) == 1
    assert dealt[first] != dealt[again]


def test_exams_are_put_together_from_fixed_items(candidate: Learner) -> None:
    library = an_exam_library()
    with candidate.scopes.writing() as scope:
        publish_library(scope, Library(library.blueprints, library.items, (), (authored(a_family()),)))
    with candidate.reading() as scope:
        assert exams.get_exams(scope, "cpc").forms[0].missing == ()
    number = candidate.start_exam("full")
    assert not any("dollars" in question.content.stem for question in candidate.paper(number).questions)
