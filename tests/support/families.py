"""A family of sums for tests, whose wording and rule can be changed."""

import random
from dataclasses import replace

from trainer.content.families import AuthoredFamily
from trainer.domain.generators.family import Draft, Family, Wrong, variants

WHY = "This is said at length so that it teaches something."


def a_family(words: str = "are both lines worth", more: int = 0, why: str = WHY, slug: str = "family-sum") -> Family:
    """`words` are part of the question; `more` is added to the key, of which nothing is seen in the options."""

    def draw(rng: random.Random) -> Draft:
        one, two = rng.randint(2, 90), rng.randint(100, 990)
        sums = [f"the sum of {one} and {two}, plus {extra}" for extra in range(4)]
        return Draft(
            f"The first line of the claim is worth {one} dollars, the second {two} dollars. How much {words} in all?",
            sums[more],
            why,
            tuple(Wrong(text, f"mistake {place}", why) for place, text in enumerate(sums) if place != more),
        )

    return Family(slug, "Sums", "cpc", "anatomy", 1, "apply", ("sums",), ("Arithmetic",), draw)


def authored(family: Family, count: int = 5) -> AuthoredFamily:
    return AuthoredFamily(family, variants(family, count))


def renamed(family: Family, slug: str) -> Family:
    """The same family under another name: other dice."""
    return replace(family, slug=slug)
