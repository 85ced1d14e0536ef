"""Checks the families of generated items, with the code book where there is one."""

from dataclasses import dataclass

from trainer.content.families import AuthoredFamily
from trainer.content.lint_checks import variant_problems
from trainer.domain.generators.checks import check_family
from trainer.domain.generators.family import Degenerate, Family, generate
from trainer.domain.generators.registry import families
from trainer.domain.items.lint.codes import KnownCodes
from trainer.services.code_releases import CodeBookUnusable
from trainer.services.publishing import LINT_DAY
from trainer.services.scope import Shelf

LINTED_SEEDS = 60
"""Variants of each family that go through the whole lint, the look-up of codes included."""


@dataclass(frozen=True, slots=True)
class CheckedFamilies:
    """The faults of families that have any; `has_codes`: their codes were looked up."""

    families: int
    faults: tuple[tuple[str, tuple[str, ...]], ...]
    has_codes: bool


def check_families(shelf: Shelf, seeds: int) -> CheckedFamilies:
    """Runs the self-test of every family on seeds 1 to `seeds`, and lint on the first of them."""
    try:
        known: KnownCodes | None = KnownCodes(shelf.on(LINT_DAY))
    except CodeBookUnusable:
        known = None
    faults = [
        (slug, (*check_family(family, seeds), *_lint(family, seeds, known))) for slug, family in families().items()
    ]
    return CheckedFamilies(len(families()), tuple(each for each in faults if each[1]), known is not None)


def _lint(family: Family, seeds: int, known: KnownCodes | None) -> list[str]:
    """The first problem of each rule that lint finds."""
    found: dict[str, str] = {}
    for seed in range(1, min(seeds, LINTED_SEEDS) + 1):
        try:
            variant = generate(family, seed)
        except Degenerate:
            return []  # named by the self-test
        for finding in variant_problems(AuthoredFamily(family, ()), variant, known):
            found.setdefault(finding.rule, f"seed {seed}: {finding.message} ({finding.rule})")
    return list(found.values())
