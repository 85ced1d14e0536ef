import pytest

from tests.support.drafts import STEM, a_draft
from trainer.domain.items.lint.bank import bank_findings, jaccard, shingles_of
from trainer.domain.items.lint.findings import Draft

WORDS = [f"{one}{two}" for one in ("al", "bi", "ce", "do") for two in ("der", "rch", "dar", "gwood")]


def bank(letters: str, texts: tuple[str, ...] = ("One", "Two", "Tri", "For")) -> list[Draft]:
    """An item for each letter, with its key there and words of its own."""
    return [
        a_draft(f"{WORDS[n % 16]} {n} {WORDS[n // 16]} {n}", texts, letter, slug=f"cpc-{n}")
        for n, letter in enumerate(letters)
    ]


def test_a_balanced_bank_gives_no_finding() -> None:
    assert list(bank_findings(bank("ABCD" * 20))) == []


def test_a_place_that_holds_too_many_keys_is_a_problem() -> None:
    found = list(bank_findings(bank("ABCD" * 12 + "A" * 20)))
    assert [(each.rule, each.slug, each.is_problem) for each in found] == [("key-balance", "", True)] * 4
    assert found[0].message.startswith("cpc: 47% of the keys stand at A")


def test_a_small_bank_is_not_balanced() -> None:
    assert list(bank_findings(bank("A" * 20))) == []


def test_right_options_that_are_longest_too_often_are_a_problem() -> None:
    texts = ("The longest option", "Two", "Three", "Four")
    found = bank_findings(bank("A" * 30 + "BCD" * 10, texts))
    assert {each.rule for each in found} == {"key-balance", "longest-share"}


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        (STEM.replace("cream", "salve"), [("near-duplicate", True)]),
        (
            STEM.replace("that came back after a month", "of the hand").replace("cream", "salve"),
            [("near-duplicate", False)],
        ),
        ("Nothing of this stands in the other one, which speaks of something else. Which is it?", []),
    ],
)
def test_stems_with_many_phrases_in_common_are_found(changed: str, found: list[tuple[str, bool]]) -> None:
    items = [a_draft(slug="cpc-one"), a_draft(changed, slug="cpc-other")]
    assert [(each.rule, each.is_problem) for each in bank_findings(items)] == found


def test_a_likeness_may_stand_with_a_reason_but_not_a_copy() -> None:
    alike = STEM.replace("that came back after a month", "of the hand").replace("cream", "salve")
    accepted = {"near-duplicate": "two questions on one visit"}
    assert list(bank_findings([a_draft(slug="cpc-one"), a_draft(alike, slug="cpc-two", accepted=accepted)])) == []
    copies = [a_draft(slug="cpc-one"), a_draft(slug="cpc-two", accepted=accepted)]
    assert [each.is_problem for each in bank_findings(copies)] == [True]


def test_items_of_different_tracks_are_not_compared() -> None:
    assert list(bank_findings([a_draft(slug="cpc-one"), a_draft(slug="cpb-one", track="cpb")])) == []


def test_a_phrase_that_half_the_bank_has_makes_no_pairs() -> None:
    items = [a_draft(f"Which step comes next? {WORDS[n % 16]}{n}", slug=f"cpc-{n}") for n in range(45)]
    assert list(bank_findings(items)) == []


def test_shingles_are_runs_of_four_words() -> None:
    assert shingles_of("The claim, of May 4.5!") == {"the claim of may", "claim of may 4.5"}
    assert jaccard(frozenset(), frozenset()) == 0
    assert jaccard(frozenset("ab"), frozenset("bc")) == pytest.approx(1 / 3)
