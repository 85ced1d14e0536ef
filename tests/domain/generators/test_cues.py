import random

import pytest

from trainer.domain.generators.cues import giveaways, guessers
from trainer.domain.items.content import Option

Variant = tuple[tuple[Option, ...], str]


def options(*texts: str) -> tuple[Option, ...]:
    return tuple(Option(letter, text) for letter, text in zip("ABCD", texts, strict=True))


def variants(key: str, *texts: str) -> list[Variant]:
    """A hundred variants with the options in chance order, the right one being `key`."""
    dice, made = random.Random(7), []
    for _ in range(100):
        order = dice.sample(texts, 4)
        made.append((options(*order), "ABCD"[order.index(key)]))
    return made


def test_guessers_look_at_length_and_at_what_options_share() -> None:
    found = guessers(options("12032, 11403-51", "12032, 11402-51", "11403", "13101, 11403-51"))
    assert found["the longest option"] == ["A", "B", "D"]
    assert found["the shortest option"] == ["C"]
    assert found["the option most like the others"] == ["A"]
    assert found["the option least like the others"] == ["C"]


def test_a_family_whose_options_tell_nothing_gives_nothing_away() -> None:
    dice = random.Random(3)
    codes = [(options(*(str(dice.randint(10000, 99999)) for _ in range(4))), dice.choice("ABCD")) for _ in range(400)]
    assert giveaways(codes) == []


@pytest.mark.parametrize(
    ("key", "texts", "guesser"),
    [
        ("hold the whole claim", ("send", "call", "wait"), "the longest option"),
        ("no", ("send it", "call us", "wait on"), "the shortest option"),
        ("one, two", ("one, six", "two, ten", "four, five"), "the option most like the others"),
        ("ten, six", ("one, two", "two, one", "one, too"), "the option least like the others"),
    ],
)
def test_a_guesser_that_is_right_too_often_is_named(key: str, texts: tuple[str, ...], guesser: str) -> None:
    assert f"{guesser} is right in 100%" in giveaways(variants(key, key, *texts))


def test_a_key_that_stands_at_one_place_is_named_with_the_places_where_it_never_stands() -> None:
    fixed = [(options("1", "2", "3", "4"), "B" if place % 4 else "C") for place in range(100)]
    assert giveaways(fixed) == [
        "the key stands at A in 0%",
        "the key stands at B in 75%",
        "the key stands at D in 0%",
    ]
