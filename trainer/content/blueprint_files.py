"""Blueprint files: `question_banks/blueprints/<track>.toml`."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from trainer.content.item_files import Slug, Text
from trainer.content.toml_files import Shape, read_toml
from trainer.domain.exams.blueprint import Area, Blueprint
from trainer.domain.kernel.problems import Report

Count = Annotated[int, Field(ge=1)]


class AreaShape(Shape):
    slug: Slug
    title: Text
    questions: Count
    source: Text


class BlueprintShape(Shape):
    schema_: Literal[1] = Field(alias="schema")
    track: Literal["cpc", "cpb"]
    title: Text
    questions: Count
    minutes: Count
    pass_questions: Count
    as_of: Text
    areas: list[AreaShape]


def read_blueprint(path: Path, name: str, report: Report) -> Blueprint | None:
    """The blueprint in `path`; None, and its problems in `report`, if something is wrong with it."""
    shape = read_toml(path, name, BlueprintShape, report)
    if shape is None:
        return None
    if shape.track != path.stem:
        report.add(name, "track", f"the file should be called {shape.track}.toml")
    areas = tuple(Area(area.slug, area.title, area.questions, area.source) for area in shape.areas)
    try:
        return Blueprint(**shape.model_dump(exclude={"schema_", "areas"}), areas=areas)
    except ValueError as error:
        report.add(name, "areas", str(error))
        return None
