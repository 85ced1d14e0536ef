"""A coding case as a learner sees it: the facts of the encounter, the task and the chart."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from trainer.domain.claims.lines import TypedClaim


class CaseKind(StrEnum):
    """The three kinds of work."""

    CODE = "code-the-encounter"
    AUDIT = "audit-the-coder"
    QUERY = "query-the-provider"


@dataclass(frozen=True, slots=True)
class Patient:
    """`status` is the patient's relation to the practice: it decides between new and established visits."""

    age_years: int
    sex: Literal["female", "male", "unknown"]
    status: Literal["new", "established", "not applicable"] = "not applicable"


@dataclass(frozen=True, slots=True)
class PriorEncounter:
    """An earlier service of the same group; decides about new patients and global periods (`global_days` 0: none)."""

    on: date
    service: str
    code: str = ""
    global_days: int = 0
    is_same_specialty: bool = True
    is_face_to_face: bool = True


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing to choose: `id` is what is stored, `text` what is shown."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class QueryPart:
    """A part of a query to the provider, and the wordings to choose from."""

    id: str
    title: str
    choices: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class QueryTask:
    """What may be missing from the record, and the parts from which a query is put together."""

    gaps: tuple[Offer, ...]
    parts: tuple[QueryPart, ...]


@dataclass(frozen=True, slots=True)
class CaseContent:
    """Everything that the learner may see. `chart` and `task` are Markdown.

    `billed` is the finished claim of an audit, `query` the choices of a query; `asks_elements` where the learner names
    the elements of the visit as well.
    """

    kind: CaseKind
    title: str
    specialty: str
    level: int
    edition: str
    setting: str
    place_of_service: str
    payer: str
    convention: Literal["CPT", "Medicare"]
    patient: Patient
    date_of_service: date
    summary: str
    task: str
    chart: str
    provider: str = ""
    asks_elements: bool = False
    prior_encounters: tuple[PriorEncounter, ...] = ()
    billed: TypedClaim | None = None
    query: QueryTask | None = None
