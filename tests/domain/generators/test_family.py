import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from trainer.domain.generators.checks import check_family
from trainer.domain.generators.family import Degenerate, Draft, Family, Wrong, amount, generate, variants
from trainer.domain.items.content import SingleBest

WHY = "This is said at length so that it teaches something."


def draw_sum(rng: random.Random) -> Draft:
    one, two = rng.randint(2, 90), rng.randint(2, 90)
    offsets = rng.sample([-4, -3, -2, -1, 1, 2, 3, 4], 4)
    return Draft(
        f"The first line of the claim is worth {one} dollars and the second line is worth {two} dollars in all. "
        "How much are both lines worth together, nothing rounded?",
        f"${one + two + 100}.00",
        WHY,
        tuple(Wrong(f"${one + two + 100 + offset}.00", f"off by {offset}", WHY) for offset in offsets),
    )


def a_family(draw: Callable[[random.Random], Draft] = draw_sum) -> Family:
    return Family("family-sum", "Sums", "cpb", "billing", 1, "apply", ("sums",), ("Arithmetic",), draw)


def spoiled(change: Callable[[Draft], Draft]) -> Family:
    return a_family(lambda rng: change(draw_sum(rng)))


def texts(seed: int) -> list[str]:
    response = generate(a_family(), seed).content.response
    assert isinstance(response, SingleBest)
    return [option.text for option in response.options]


def test_a_seed_gives_the_same_variant_every_time_and_another_seed_another() -> None:
    assert generate(a_family(), 7) == generate(a_family(), 7)
    assert generate(a_family(), 7).content != generate(a_family(), 8).content
    assert generate(replace(a_family(), slug="family-other"), 7).content != generate(a_family(), 7).content


def test_the_key_names_the_right_answer_and_every_option_is_explained() -> None:
    for seed in range(1, 40):
        made = generate(a_family(), seed)
        one, two = (int(word) for word in made.content.stem.split() if word.isdecimal())
        right = f"${one + two + 100}.00"
        options = {option.id: option.text for option in made.content.response.options}  # type: ignore[union-attr]
        assert options[made.key.option] == right
        assert {option for option, _ in made.explanation.rationales} == set("ABCD")
        assert {option for option, _ in made.mistakes} == set("ABCD") - {made.key.option}


def test_amounts_stand_in_ascending_order_and_words_by_chance() -> None:
    for seed in range(1, 40):
        assert texts(seed) == sorted(texts(seed), key=amount)
    names = a_family(
        lambda rng: replace(draw_sum(rng), right="the sum", wrong=tuple(Wrong(w, w, WHY) for w in ("a", "b", "c")))
    )
    assert {generate(names, seed).key.option for seed in range(1, 40)} == set("ABCD")


@pytest.mark.parametrize(
    ("text", "number"), [("$1,240.50", 1240.5), ("12 units", 12), ("-$3.00", -3), ("none", 0), ("3.", 3)]
)
def test_the_number_in_a_quantity(text: str, number: float) -> None:
    assert amount(text) == number


def test_two_mistakes_with_the_same_result_make_one_option_and_a_draw_with_too_few_is_thrown_again() -> None:
    def draw(rng: random.Random) -> Draft:
        draft = draw_sum(rng)
        return (
            draft
            if rng.random() < 0.3
            else replace(draft, wrong=(draft.wrong[0],) * 4 + (Wrong(draft.right, "no", WHY),))
        )

    assert check_family(a_family(draw), 100) == []


def test_a_family_without_three_mistakes_is_degenerate() -> None:
    family = spoiled(lambda draft: replace(draft, wrong=draft.wrong[:2]))
    with pytest.raises(Degenerate, match="too few different wrong answers in 40 draws"):
        generate(family, 1)
    assert check_family(family, 5)[0].startswith("seed 1: family-sum: too few")


def test_variants_have_different_stems_and_remember_their_seeds() -> None:
    made = variants(a_family(), 40)
    assert len({each.content.stem for each in made}) == 40
    assert [each.seed for each in made] == sorted({each.seed for each in made})


def test_a_family_with_too_few_stems_is_degenerate() -> None:
    family = spoiled(
        lambda draft: replace(draft, stem="Which line of the claim is the one that is worth the most of all?")
    )
    with pytest.raises(Degenerate, match="1 different stems, 3 wanted"):
        variants(family, 3)


def test_a_sound_family_has_no_fault() -> None:
    assert check_family(a_family(), 300) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda d: replace(d, stem=d.stem.replace("?", ".")), "the stem asks no question"),
        (lambda d: replace(d, stem="How much is it, and why is it so?"), "the stem has the wrong length"),
        (lambda d: replace(d, stem=d.stem.replace("claim", "{claim}")), "leftover in stem"),
        (lambda d: replace(d, stem=d.stem.replace("claim", "claim  form")), "leftover in stem"),
        (lambda d: replace(d, stem=d.stem.replace("the claim", "the the claim")), "doubled word in stem"),
        (lambda d: replace(d, stem=d.stem.replace("the claim", "a old claim")), "article in stem"),
        (lambda d: replace(d, stem=d.stem.replace("the claim", "a 8 line claim")), "article in stem"),
        (lambda d: replace(d, stem=d.stem.replace("the claim", "1 claims")), "plural in stem"),
        (lambda d: replace(d, why="Too short."), "a rationale says too little"),
        (
            lambda d: replace(d, wrong=tuple(Wrong(w.text, "", WHY) for w in d.wrong)),
            "a wrong option has no named mistake",
        ),
        (
            lambda d: replace(d, right="the sum", wrong=tuple(Wrong(w, w, WHY) for w in ("THE  SUM!", "b", "c"))),
            "options are not four different ones",
        ),
    ],
)
def test_every_fault_is_found(change: Callable[[Draft], Draft], fault: str) -> None:
    assert any(fault in each for each in check_family(spoiled(change), 30)), check_family(spoiled(change), 30)


def test_a_family_of_few_stems_or_mistakes_or_with_its_key_in_one_place_is_found() -> None:
    same = spoiled(lambda draft: replace(draft, wrong=tuple(replace(each, mistake="one") for each in draft.wrong)))
    assert check_family(same, 30) == ["only 1 mistakes are named: one"]
    last = spoiled(lambda draft: replace(draft, right="$900.00"))
    assert "the key stands at D in 100%" in check_family(last, 100)
    assert check_family(last, 99) == [], "too few to tell"
    few = a_family(lambda rng: draw_sum(random.Random(rng.randint(1, 5))))
    assert "only 5 different stems in 100 seeds" in check_family(few, 100)
