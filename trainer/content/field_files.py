"""The file of figures about the field: `question_banks/field/figures.toml`. Its format is described in docs/field.md.

A figure that lacks its source, its year, the day of which it is true or what it does not say is a problem.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from trainer.content.item_files import Slug, Text, Title
from trainer.content.toml_files import Shape, read_toml
from trainer.domain.careers.figures import Evidence, Figure, Kind, first_day, lonely_wages
from trainer.domain.claims.money import dollars
from trainer.domain.kernel.problems import Report

FOLDER = "field"
FILE = f"{FOLDER}/figures.toml"
"""Below the folder of the banks."""

FIRST_YEAR = 1990
_NEEDS_NO_ADDRESS = (Evidence.NOTED, Evidence.COMPUTED, Evidence.ASSUMPTION)

Year = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}(-[0-9]{4})?$")]
Address = Annotated[str, StringConstraints(pattern=r"^https?://[^\s\"<>]+$", max_length=400)]
Amount = Annotated[int, Field(ge=0)]


class FigureShape(Shape):
    id: Slug
    kind: Literal["official-wage", "survey-wage", "outlook", "work", "exam", "cost", "time", "assumption"]
    label: Title
    value: Title
    unit: str = ""
    year: Year
    as_of: Text
    source: Title
    url: Address | Literal[""] = ""
    evidence: Literal["official", "secondary", "noted", "computed", "assumption"]
    caveat: Text
    beside: list[Slug] = []
    cents: Amount | None = None
    number: Amount | None = None


class FieldFileShape(Shape):
    schema_: Literal[1] = Field(alias="schema")
    figures: list[FigureShape] = Field(min_length=1)


def read_figures(banks: Path, report: Report) -> dict[str, Figure]:
    """Id -> figure, in the order of the file; of a file with problems nothing, and every problem in `report`."""
    shape = read_toml(banks / FILE, FILE, FieldFileShape, report)
    if shape is None:
        return {}
    problems = len(report)
    found: dict[str, Figure] = {}
    for row in shape.figures:
        place = f"figures[{row.id}]"
        if row.id in found:
            report.add(FILE, f"{place}.id", "is used twice")
        figure = _figure(row)
        for field, problem in _problems(figure):
            report.add(FILE, f"{place}.{field}", problem)
        found[row.id] = figure
    for id_, field, problem in _unfit(found):
        report.add(FILE, f"figures[{id_}].{field}", problem)
    return {} if len(report) > problems else found


def _figure(row: FigureShape) -> Figure:
    fields = row.model_dump(exclude={"kind", "evidence", "beside"})
    return Figure(**fields, kind=Kind(row.kind), evidence=Evidence(row.evidence), beside=tuple(row.beside))


def _problems(figure: Figure) -> Iterator[tuple[str, str]]:
    try:
        if first_day(figure.as_of).year < FIRST_YEAR:
            yield "as_of", f"is before {FIRST_YEAR}"
    except ValueError as error:
        yield "as_of", str(error)
    begins, _, ends = figure.year.partition("-")
    if ends and ends <= begins:
        yield "year", "ends before it begins"
    if not figure.url and figure.evidence not in _NEEDS_NO_ADDRESS:
        yield "url", f"is missing: evidence that is {figure.evidence} has a page that can be looked at"
    if (figure.kind is Kind.ASSUMPTION) != (figure.evidence is Evidence.ASSUMPTION):
        yield "evidence", "assumptions, and nothing else, rest on an assumption"
    if figure.cents is not None and dollars(figure.cents).removesuffix(".00") not in figure.value:
        yield "cents", f"{dollars(figure.cents)} does not stand in the value {figure.value!r}"
    if figure.number is not None and f"{figure.number:,}" not in figure.value:
        yield "number", f"{figure.number:,} does not stand in the value {figure.value!r}"


def _unfit(found: Mapping[str, Figure]) -> Iterator[tuple[str, str, str]]:
    for figure in found.values():
        for other in figure.beside:
            if other == figure.id:
                yield figure.id, "beside", "names the figure itself"
            elif other not in found:
                yield figure.id, "beside", f"there is no figure {other!r}"
    for id_ in lonely_wages(found):
        yield id_, "beside", "a wage of a survey names an official wage that is shown with it"


def check_figures(banks: Path, report: Report) -> None:
    """Adds the problems of the file; a folder of banks without figures has none."""
    if (banks / FILE).exists():
        read_figures(banks, report)
