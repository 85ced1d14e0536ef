"""A case as its learners would see it, however much of it is there yet: previews follow what is typed, errors and all.

Nothing of a key is read here.
"""

from datetime import date
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from trainer.content.billing_files import make_content as billing_content
from trainer.content.billing_files import split_exhibits
from trainer.content.billing_shapes import BillingCaseShape
from trainer.content.case_files import make_content as case_content
from trainer.content.case_shapes import CaseShape
from trainer.content.draft_files import CASE, CHART, EXHIBITS, Data, Files, plain_data
from trainer.content.toml_files import Shape
from trainer.domain.claims.billing_case import BillingContent, BillingKind
from trainer.domain.claims.case import CaseContent, CaseKind

ShapeT = TypeVar("ShapeT", bound=Shape)

MAX_ROUNDS = 12
"""Every round takes out or replaces whatever is wrong; what is wrong behind that shows in the next."""

_OPEN = "…"
_STAND_INS: Data = {
    "schema": 1,
    "id": "draft",
    "title": _OPEN,
    "specialty": _OPEN,
    "level": 1,
    "edition": "2000",
    "setting": "outpatient",
    "place_of_service": "99",
    "payer": _OPEN,
    "convention": "CPT",
    "patient": {"age_years": 0, "sex": "unknown"},
    "date_of_service": date(2000, 1, 1),
    "profile": "commercial",
    "on": date(2000, 1, 1),
    "summary": _OPEN,
    "task": _OPEN,
}
"""What stands for a field that a case cannot do without, until it can be read."""

_Doomed = dict[int, tuple[list[Any], set[int]]]


def sketch_case(files: Files) -> CaseContent | BillingContent | None:
    """What learners would see of a case: what cannot be read is left out, or stands as “…”.

    None where `case.toml` is no TOML or names no kind of case.
    """
    data = plain_data(files.get(CASE, "")) or {}
    kind = data.get("kind")
    if kind in list(BillingKind):
        billing = _mended(data, BillingCaseShape)
        return billing_content(billing, split_exhibits(files.get(EXHIBITS, ""))[0]) if billing else None
    if kind in list(CaseKind):
        coding = _mended(data, CaseShape)
        return case_content(coding, files.get(CHART, "")) if coding else None
    return None


def _mended(data: Data, shape: type[ShapeT]) -> ShapeT | None:
    """The data as a shape, less what is wrong with it; `data` is changed."""
    for _ in range(MAX_ROUNDS):
        try:
            return shape.model_validate(data)
        except ValidationError as error:
            doomed: _Doomed = {}
            for problem in error.errors(include_url=False, include_input=False, include_context=False):
                _mend(data, problem, doomed)
            for rows, places in doomed.values():
                rows[:] = [row for place, row in enumerate(rows) if place not in places]
    return None


def _mend(data: Data, problem: ErrorDetails, doomed: _Doomed) -> None:
    """Replaces an empty text, takes out an unknown field, gives up the row that is wrong, or the field of the case."""
    here: Any = data
    held: tuple[Any, Any] | None = None
    row: tuple[list[Any], int] | None = None
    for step in problem["loc"]:
        if isinstance(here, list) and isinstance(step, int) and step < len(here):
            held = row = (here, step)
        elif isinstance(here, dict) and step in here:
            held = (here, step)
        else:
            break  # what is missing, or the name of an alternative that was tried
        here = here[step]
    if held and here == "":
        held[0][held[1]] = _OPEN
    elif held and problem["type"] == "extra_forbidden":
        held[0].pop(held[1], None)
    elif row:
        rows, place = row
        doomed.setdefault(id(rows), (rows, set()))[1].add(place)
    elif problem["loc"]:
        _give_up(data, str(problem["loc"][0]))


def _give_up(data: Data, field: str) -> None:
    if field in _STAND_INS:
        data[field] = _STAND_INS[field]
    else:
        data.pop(field, None)
