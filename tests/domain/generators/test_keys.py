"""Every key is right by a second implementation of its rule, on five hundred seeds of every family."""

import ast
import importlib
import pkgutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.domain.generators import oracles
from trainer.domain.generators.checks import check_variants
from trainer.domain.generators.family import Generated, generate
from trainer.domain.generators.registry import families
from trainer.domain.items.content import options_of

SEEDS = 500
Oracle = Callable[[str, dict[str, str]], str]
NAMES = [f"{oracles.__name__}.{each.name}" for each in pkgutil.iter_modules(oracles.__path__)]
ORACLES: dict[str, Oracle] = {}
for name in NAMES:
    ORACLES |= getattr(importlib.import_module(name), "ORACLES", {})


def test_every_family_has_a_second_implementation_that_imports_nothing_of_the_program() -> None:
    assert set(ORACLES) == set(families())
    for path in Path(oracles.__path__[0]).glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        named = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        named += [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
        assert [name for name in named if name.split(".")[0] == "trainer"] == [], path.name


@pytest.fixture(scope="module", params=sorted(families()))
def variants(request: pytest.FixtureRequest) -> tuple[str, list[Generated]]:
    """The family, and what comes of each seed."""
    return request.param, [generate(families()[request.param], seed) for seed in range(1, SEEDS + 1)]


def test_the_computed_key_is_the_second_implementations_answer(variants: tuple[str, list[Generated]]) -> None:
    slug, generated = variants
    for variant in generated:
        options = {option.id: option.text for option in options_of(variant.content.response)}
        answer = ORACLES[slug](variant.content.stem, options)
        assert answer == variant.key.option, f"seed {variant.seed}: {variant.content.stem}"


def test_a_family_passes_its_self_test(variants: tuple[str, list[Generated]]) -> None:
    assert check_variants(variants[1]) == []
