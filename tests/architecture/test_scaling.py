"""The capacity model in the docs is the one that is computed."""

from dataclasses import fields, replace
from pathlib import Path

from benchmarks.capacity import Assumed, Measured, compute, table

SCALING = Path(__file__).parents[2] / "docs" / "scaling.md"


def test_the_table_is_the_one_that_is_computed() -> None:
    text = SCALING.read_text()
    for line in table():
        assert line in text, "print it anew: make bench NAME=capacity"


def test_every_figure_that_the_table_rests_on_is_told_with_its_value() -> None:
    text = SCALING.read_text()
    for value in (Measured(), Assumed()):
        for field in fields(value):
            assert f"| `{field.name}` | {getattr(value, field.name):g} |" in text, field.name


def test_more_of_anything_needs_more() -> None:
    rows = [compute(learners, Measured(), Assumed()) for learners in (30, 500, 10_000, 100_000, 1_000_000)]
    assert [row.price for row in rows] == sorted(row.price for row in rows)
    base = compute(100_000, Measured(), Assumed())
    slower = compute(100_000, replace(Measured(), node_save_ms=20.0), Assumed())
    assert slower.node_cores > base.node_cores
    assert compute(100_000, Measured(), replace(Assumed(), core_month=30.0)).price > base.price
