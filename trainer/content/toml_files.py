"""Reads one TOML file into a checked shape; what is wrong with a file is reported with its field, never raised."""

import re
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from trainer.domain.kernel.problems import Report

MAX_FILE_BYTES = 2_000_000
MAX_TEXT_CHARACTERS = 20_000
MAX_KEY_PARTS = 32
MAX_DEPTH = 32
MAX_EXPONENT = 30


class Shape(BaseModel):
    """Base of all file shapes: unknown fields are errors, nothing is converted from one type to another.

    What checks a shape is built when the first file of it is read: a server that has its content reads none.
    """

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, str_max_length=MAX_TEXT_CHARACTERS, defer_build=True
    )


ShapeT = TypeVar("ShapeT", bound=Shape)


_LONG_KEY = re.compile(
    rf"""(?:^|[{{,])[ \t\[]*(?:(?:"[^"\n]*"|'[^'\n]*'|[A-Za-z0-9_-]+)[ \t]*\.[ \t]*){{{MAX_KEY_PARTS}}}""", re.MULTILINE
)


def load_toml(text: str) -> dict[str, Any]:
    """A TOML text as plain values. Decimals stay exact.

    Raises:
        ValueError: it is not TOML; a key in it has more dots than any field has: the library takes memory by the
            square of their number; values are nested deeper than any field is, or a number is beyond all measure:
            whoever walks through them or writes them again would fail. (`nan` and `inf` are for the shapes to refuse,
            which know their field.)
        RecursionError: it is nested beyond all measure.
    """
    if _LONG_KEY.search(text):
        raise ValueError(f"a key of more than {MAX_KEY_PARTS} parts with dots between them")
    data = tomllib.loads(text, parse_float=Decimal)
    _check_values(data)
    return data


def _check_values(data: dict[str, Any]) -> None:
    left: list[tuple[object, int]] = [(data, 0)]
    while left:
        value, depth = left.pop()
        if depth > MAX_DEPTH:
            raise ValueError(f"values are nested more than {MAX_DEPTH} deep")
        if isinstance(value, dict):
            left += [(each, depth + 1) for each in value.values()]
        elif isinstance(value, list):
            left += [(each, depth + 1) for each in value]
        elif isinstance(value, int) and not -(2**63) <= value < 2**63:
            raise ValueError("a whole number is too large")
        elif isinstance(value, Decimal) and value.is_finite() and abs(value.adjusted()) > MAX_EXPONENT:
            raise ValueError("a number is too large or too small")


def read_text(path: Path, name: str, report: Report) -> str | None:
    """The text of a UTF-8 file of sensible size; None, and a problem, if it is not one."""
    try:
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            report.add(name, "", f"is {size:,} bytes long; files of content have at most {MAX_FILE_BYTES:,}")
            return None
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        report.add(name, "", f"is not UTF-8 text (byte {error.start + 1:,})")
    except OSError as error:
        report.add(name, "", f"cannot be read: {error.strerror}")
    return None


def read_toml(path: Path, name: str, shape: type[ShapeT], report: Report) -> ShapeT | None:
    """The file as `shape`; None, and its problems in `report`, if it is not one. Decimals stay exact."""
    text = read_text(path, name, report)
    return None if text is None else parse_toml(text, name, shape, report)


def parse_toml(text: str, name: str, shape: type[ShapeT], report: Report) -> ShapeT | None:
    """The same for a text that was read already."""
    try:
        data = load_toml(text)
    except (ValueError, RecursionError) as error:  # besides TOMLDecodeError: a number or a nesting beyond all measure
        report.add(name, "", f"is not TOML: {error}")
        return None
    try:
        return shape.model_validate(data)
    except ValidationError as error:
        for problem in error.errors(include_url=False, include_input=False):
            report.add(name, _field(data, problem), _sentence(problem))
        return None


def _field(data: object, problem: ErrorDetails) -> str:
    """`items[cpc-integ-…].options[B].why`: list entries are named by their id where they have one, else counted."""
    name, here = "", data
    location = problem["loc"]
    if problem["type"] in ("union_tag_not_found", "union_tag_invalid"):
        location = (*location, "kind")
    absent = len(location) if problem["type"] in ("union_tag_not_found", "missing") else 0
    for place, step in enumerate(location, start=1):
        if isinstance(step, int):
            here = here[step] if isinstance(here, list) else None
            label = here.get("id") if isinstance(here, dict) else None
            name += f"[{label or step + 1}]"
        elif isinstance(here, dict) and (step in here or place == absent):
            here = here.get(step)
            name += f".{step}" if name else step
        # Any other step names the alternative that was tried, which is nothing that the file holds.
    return name


def _sentence(problem: ErrorDetails) -> str:
    match problem["type"]:
        case "extra_forbidden":
            return "is not a field of this file format"
        case "missing" | "union_tag_not_found":
            return "is missing"
        case "union_tag_invalid":
            return f"should be one of {problem['ctx']['expected_tags']}"
        case "is_instance_of":
            return "should be a number"
        case _:
            return problem["msg"][0].lower() + problem["msg"][1:]
