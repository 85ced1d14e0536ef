"""What testing the estimate of readiness on simulated learners has shown: read from the file that the test writes."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, ValidationError

from trainer.adapters import adapter_of
from trainer.domain.kernel.errors import DomainError
from trainer.domain.readiness.evidence import Level

EVIDENCE_FILE = Path(__file__).with_name("readiness_evidence.json")
FEWEST_IN_TENTH = 50
"""Under so many learners the share that passed says little about a tenth."""

_TARGET = "trainer/services/readiness_evidence.json"
_STRICT = ConfigDict(extra="forbid", strict=True)
Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=1)]


@dataclass(eq=False)
class BadEvidence(DomainError):
    """The file is not what the test writes."""

    reason: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of `n` learners with evidence of this level, the share whose score on a mock lay in the interval."""

    __pydantic_config__ = _STRICT

    level: Level
    n: Count
    share: Share


@dataclass(frozen=True, slots=True)
class Half:
    """The same for a half of the learners, such as `ability_low`."""

    __pydantic_config__ = _STRICT

    half: str
    n: Count
    share: Share


@dataclass(frozen=True, slots=True)
class Tenth:
    """Learners whose chance lay from `start` to `to`: its mean, and the share of them that reached the pass mark."""

    __pydantic_config__ = _STRICT

    start: Annotated[float, Field(alias="from", ge=0, le=1)]
    to: Share
    n: Count
    mean_chance: Share
    observed: Share


@dataclass(frozen=True, slots=True)
class Brier:
    """The mean square of what a chance was off, of the model and of two simpler ones; less is better."""

    __pydantic_config__ = _STRICT

    model: Share
    percent_correct: Share
    without_areas: Share


@dataclass(frozen=True, slots=True)
class ModelEvidence:
    """How the estimate did on `made_on`: `estimated` of `learners` simulated ones of a population had a number.

    They sat mocks of the track's blueprint.
    """

    __pydantic_config__ = _STRICT

    made_on: Annotated[date, Field(alias="date")]
    track: Literal["cpc", "cpb"]
    seeds: Annotated[tuple[int, ...], Field(min_length=1)]
    population: Annotated[str, Field(min_length=1)]
    learners: Count
    estimated: Count
    coverage: Annotated[tuple[Coverage, ...], Field(min_length=1)]
    halves: tuple[Half, ...]
    reliability: Annotated[tuple[Tenth, ...], Field(min_length=1, max_length=10)]
    brier: Brier

    @property
    def command(self) -> str:
        """What makes the same evidence anew."""
        seeds = " ".join(map(str, self.seeds))
        origin = f"--track {self.track} --population {self.population} --seeds {seeds}"
        return _command(f"{origin} --learners {self.learners // len(self.seeds)}")


def _command(options: str = "") -> str:
    return f'make bench NAME=readiness ARGS="{f"{options} --write {_TARGET}".strip()}"'


COMMAND = _command()
"""What makes the evidence where there is none."""


def read_evidence(file: Path | None = None) -> ModelEvidence | None:
    """The evidence in `file`, or in EVIDENCE_FILE; None where the test has not been run.

    Raises:
        BadEvidence: the file has too much, too little, or values that cannot be.
    """
    file = file or EVIDENCE_FILE
    if not file.is_file():
        return None
    try:
        evidence = adapter_of(ModelEvidence).validate_json(file.read_bytes())
    except ValidationError as error:
        raise BadEvidence(str(error)) from error
    if evidence.estimated > evidence.learners or sum(each.n for each in evidence.reliability) != evidence.estimated:
        raise BadEvidence("the numbers of learners do not add up")
    if sum(each.n for each in evidence.coverage) != evidence.estimated:
        raise BadEvidence("the levels do not add up to all learners with a number")
    return evidence
