"""Which families of generated items a folder of banks publishes, and how many variants of each: `families.toml`."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from trainer.content.item_files import Slug
from trainer.content.toml_files import Shape, read_toml
from trainer.domain.generators.family import Degenerate, Family, Generated, variants
from trainer.domain.generators.registry import families
from trainer.domain.kernel.problems import Report

FILE = "families.toml"
DEFAULT_VARIANTS = 40


class FamiliesShape(Shape):
    schema_: Literal[1] = Field(alias="schema")
    variants: Annotated[int, Field(ge=1, le=500)] = DEFAULT_VARIANTS
    families: Annotated[list[Slug], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class AuthoredFamily:
    """A family with the variants that are published of it."""

    family: Family
    variants: tuple[Generated, ...]

    @property
    def slug(self) -> str:
        return self.family.slug

    @property
    def key_reason(self) -> str:
        """Why keys differ from those published before: the rule of the family was mended."""
        return "The rule by which this family computes its keys was corrected."


def read_families(banks: Path, areas: set[tuple[str, str]] | None, report: Report) -> tuple[AuthoredFamily, ...]:
    """The families of a folder with their variants; none where it has no such file. Problems go into the report."""
    path = banks / FILE
    if not path.exists():
        return ()
    shape = read_toml(path, FILE, FamiliesShape, report)
    if shape is None:
        return ()
    authored = []
    for slug in dict.fromkeys(shape.families):
        family = families().get(slug)
        if family is None:
            report.add(FILE, slug, "there is no such family")
        elif areas is not None and (family.track, family.area) not in areas:
            report.add(FILE, slug, f"the blueprint of {family.track} has no area {family.area!r}")
        else:
            try:
                authored.append(AuthoredFamily(family, variants(family, shape.variants)))
            except Degenerate as error:
                report.add(FILE, slug, str(error))
    if len(set(shape.families)) != len(shape.families):
        report.add(FILE, "families", "names a family twice")
    return tuple(authored)
