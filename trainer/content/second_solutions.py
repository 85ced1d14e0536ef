"""Files of second solutions: `question_banks/second_solutions/<batch>.toml`, described in docs/authors-manual.md."""

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from trainer.content.item_files import OptionId, Slug, Text
from trainer.content.toml_files import Shape, read_toml
from trainer.domain.items.second_solution import Batch, Solution
from trainer.domain.kernel.problems import Report

FOLDER = "second_solutions"


class SolutionShape(Shape):
    item: Slug
    text: Text
    answer: OptionId
    looked_up: list[Text] = []
    best_loser: OptionId
    argument: Text
    doubt: str = ""


class BatchShape(Shape):
    schema_: Literal[1] = Field(alias="schema")
    batch: Slug
    solved_on: date
    planted: dict[Slug, OptionId] = {}
    withdrawn: dict[Slug, Text] = {}
    solutions: Annotated[list[SolutionShape], Field(min_length=1)]


def read_batches(banks: Path, report: Report) -> tuple[Batch, ...]:
    """All batches below the folder of banks; what is wrong with a file goes into the report."""
    batches = []
    for path in sorted((banks / FOLDER).glob("*.toml")):
        name = f"{FOLDER}/{path.name}"
        shape = read_toml(path, name, BatchShape, report)
        if shape is None:
            continue
        if shape.batch != path.stem:
            report.add(name, "batch", f"the file should be called {shape.batch}.toml")
        slugs = [each.item for each in shape.solutions]
        for slug in sorted({slug for slug in slugs if slugs.count(slug) > 1}):
            report.add(name, f"solutions[{slug}]", "is answered more than once")
        for field, named in (("planted", shape.planted), ("withdrawn", shape.withdrawn)):
            for slug in sorted(set(named) - set(slugs)):
                report.add(name, f"{field}.{slug}", "was not solved in this batch")
        batches.append(_batch(shape))
    return tuple(batches)


def _batch(shape: BatchShape) -> Batch:
    return Batch(
        shape.batch,
        shape.solved_on,
        tuple(
            Solution(
                each.item, each.text, each.answer, tuple(each.looked_up), each.best_loser, each.argument, each.doubt
            )
            for each in shape.solutions
        ),
        dict(shape.planted),
        dict(shape.withdrawn),
    )
