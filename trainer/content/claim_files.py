"""Claim files: somebody's work on a case in TOML, to be graded without the web pages."""

from pathlib import Path
from typing import Literal

from trainer.content.toml_files import Shape, read_toml
from trainer.domain.claims.lines import TypedClaim, TypedLine
from trainer.domain.grading.queries import QueryAnswer
from trainer.domain.kernel.problems import Report


class ClaimLineShape(Shape):
    """A line as typed: nothing is checked that a page would not check either."""

    code: str
    modifiers: list[str] = []
    units: int = 1
    pointers: str = ""
    mark: str = ""
    struck: bool = False


class DiagnosisLineShape(Shape):
    code: str
    mark: str = ""
    struck: bool = False


class QueryAnswerShape(Shape):
    needed: bool
    gaps: list[str] = []
    parts: dict[str, str] = {}


class ClaimFileShape(Shape):
    schema_version: Literal[1] = 1
    diagnoses: list[str | DiagnosisLineShape] = []
    procedures: list[ClaimLineShape] = []
    query: QueryAnswerShape | None = None


def read_claim_file(path: Path, report: Report) -> tuple[TypedClaim, QueryAnswer] | None:
    """The work in a file, as it would have been typed; None, and its problems in `report`, if it cannot be read."""
    shape = read_toml(path, path.name, ClaimFileShape, report)
    if shape is None:
        return None
    diagnoses = tuple(
        TypedLine(line) if isinstance(line, str) else TypedLine(line.code, mark=line.mark, is_struck=line.struck)
        for line in shape.diagnoses
    )
    procedures = tuple(
        TypedLine(line.code, " ".join(line.modifiers), str(line.units), line.pointers, line.mark, line.struck)
        for line in shape.procedures
    )
    query = shape.query
    answer = (
        QueryAnswer(query.needed, tuple(sorted(query.gaps)), tuple(sorted(query.parts.items())))
        if query
        else QueryAnswer()
    )
    return TypedClaim(diagnoses, procedures), answer
