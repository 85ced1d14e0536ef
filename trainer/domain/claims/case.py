"""A coding case as a learner sees it: the facts of the encounter, the task and the chart."""

from dataclasses import dataclass
from datetime import date
from typing import Literal


@dataclass(frozen=True, slots=True)
class Patient:
    """`status` is the patient's relation to the practice: it decides between new and established visits."""

    age_years: int
    sex: Literal["female", "male", "unknown"]
    status: Literal["new", "established", "not applicable"] = "not applicable"


@dataclass(frozen=True, slots=True)
class CaseContent:
    """Everything that the learner may see. `chart` and `task` are Markdown."""

    kind: str
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
