"""What a diagnostic came to: a starting profile by area, where to begin, and how the whole stands to the pass mark.

Thirty answers carry no score: the profile has words and counts, and says how many answers a number needs.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import RowMapping

from trainer.db.queries import diagnostics as queries
from trainer.db.queries import items
from trainer.db.queries.items import FIXED
from trainer.domain.attempts.attempt import AttemptState
from trainer.domain.calibration.ability import Answered, chance_of_right, estimate_ability
from trainer.domain.exams.blueprint import Blueprint
from trainer.domain.kernel.errors import NotFound
from trainer.domain.kernel.points import Points
from trainer.services import sittings
from trainer.services.calibration import bank_difficulties
from trainer.services.diagnostics import KIND, difficulties_of, difficulty_of
from trainer.services.practice_results import opening_words
from trainer.services.scope import Scope

FIRST_AREAS = 3
"""So many areas are named to begin with."""

FEW_ANSWERS = 10
"""Under so many answers nothing is said of the whole."""

WIDTH = 1.645
"""Nine times of ten an ability lies within so many standard deviations."""


class Footing(StrEnum):
    """What an area's answers say in a word: all right, some, none."""

    FIRM = "firm"
    PARTLY = "partly"
    OPEN = "open"


class Standing(StrEnum):
    """Where the share of right answers to be expected on mocks from this bank lies to the pass mark."""

    ABOVE = "above"
    BELOW = "below"
    UNCLEAR = "unclear"
    TOO_FEW = "too few"


@dataclass(frozen=True, slots=True)
class AreaProfile:
    """`right` of `asked` questions. The real exam has `exam_questions` of this area."""

    slug: str
    title: str
    right: int
    asked: int
    exam_questions: int

    @property
    def footing(self) -> Footing:
        if self.right == self.asked:
            return Footing.FIRM
        return Footing.PARTLY if self.right else Footing.OPEN

    @property
    def worth(self) -> float:
        """Exam questions that may be lost here; one right and one wrong answer are added to what is known."""
        return self.exam_questions * (1 - (self.right + 1) / (self.asked + 2))


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One question: how it begins, and what came of it. `points` is None while that may not be told."""

    position: int
    area_title: str
    opening: str
    is_answered: bool
    points: Points | None


@dataclass(frozen=True, slots=True)
class DiagnosticResult:
    """`begin_with` are the areas to study first. Nothing is filled in while it is not graded, or held back."""

    number: int
    title: str
    track: str
    state: AttemptState
    is_graded: bool
    is_held_back: bool
    started_at: datetime
    right: int
    unknown: int
    standing: Standing
    areas: tuple[AreaProfile, ...]
    begin_with: tuple[AreaProfile, ...]
    rows: tuple[ReviewRow, ...]


def get_result(scope: Scope, number: int) -> DiagnosticResult:
    """The starting profile after a diagnostic.

    Raises:
        NotFound: the learner has no such diagnostic.
    """
    found = queries.find_diagnostic(scope.session, scope.learner.id, number)
    if found is None:
        raise NotFound("diagnostic")
    is_graded = found["graded_at"] is not None
    rows = queries.list_dealt(scope.session, scope.learner.id, number) if is_graded else []
    hidden = sittings.items_under_examination(scope) if rows else frozenset()
    is_held_back = not hidden.isdisjoint(row["item_id"] for row in rows)
    told = [] if is_held_back else rows
    _, blueprint = items.last_blueprint(scope.session, found["track"])
    areas = _areas(told, blueprint)
    return DiagnosticResult(
        number=number,
        title=found["title"],
        track=found["track"],
        state=AttemptState(found["state"]),
        is_graded=is_graded,
        is_held_back=is_held_back,
        started_at=found["started_at"],
        right=sum(area.right for area in areas),
        unknown=sum(row["answer"] is None for row in told),
        standing=_standing(scope, found["track"], told, blueprint),
        areas=areas,
        begin_with=begin_with(areas),
        rows=tuple(_review_row(row) for row in told),
    )


def _review_row(row: RowMapping) -> ReviewRow:
    return ReviewRow(
        row["position"],
        row["area_title"],
        opening_words(row["content"].stem),
        row["answer"] is not None,
        sittings.points_of(row),
    )


def _is_right(row: RowMapping) -> bool:
    return Points(row["earned"], row["possible"]).is_full


def _areas(rows: Sequence[RowMapping], blueprint: Blueprint | None) -> tuple[AreaProfile, ...]:
    """In the order of the blueprint; those that it has no more come last."""
    grouped: dict[str, list[RowMapping]] = defaultdict(list)
    for row in rows:
        grouped[row["area"]].append(row)
    weights = {area.slug: area.questions for area in blueprint.areas} if blueprint else {}
    order = [*(slug for slug in weights if slug in grouped), *(slug for slug in grouped if slug not in weights)]
    return tuple(
        AreaProfile(
            slug,
            grouped[slug][0]["area_title"],
            sum(map(_is_right, grouped[slug])),
            len(grouped[slug]),
            weights.get(slug, 0),
        )
        for slug in order
    )


def begin_with(areas: Iterable[AreaProfile]) -> tuple[AreaProfile, ...]:
    """The areas where most of the exam may be lost, first the one with most; none where everything was right."""
    missed = (area for area in areas if area.right < area.asked)
    return tuple(sorted(missed, key=lambda area: -area.worth)[:FIRST_AREAS])


def _standing(scope: Scope, track: str, rows: Sequence[RowMapping], blueprint: Blueprint | None) -> Standing:
    """Both ends of the ability's 90 % interval are set against the pass mark; difficulties are taken as known."""
    if blueprint is None or len(rows) < FEW_ANSWERS:
        return Standing.TOO_FEW
    items_of_track = bank_difficulties(scope, track)
    known = difficulties_of(items_of_track)
    ability = estimate_ability([Answered(*difficulty_of(row, known), _is_right(row)) for row in rows])
    weights = {area.slug: area.questions for area in blueprint.areas}
    bank: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for item in items_of_track:
        if item.area in weights and item.variant == FIXED:  # mocks have no generated questions
            bank[item.area].append(known[item.item_id])
    ends = [
        sum(weights[area] * _share(ability.mean + sign * WIDTH * ability.sd, bank[area]) for area in bank)
        for sign in (-1, 1)
    ]
    mark = blueprint.pass_questions * sum(weights[area] for area in bank) / blueprint.questions
    if ends[0] >= mark:
        return Standing.ABOVE
    return Standing.BELOW if ends[1] < mark else Standing.UNCLEAR


def _share(ability: float, bank: Sequence[tuple[float, float]]) -> float:
    """The share of right answers to be expected over these items."""
    return sum(chance_of_right(ability, *item) for item in bank) / len(bank)


def get_review(scope: Scope, number: int, position: int) -> sittings.QuestionPage | None:
    """A question with key and reasons; None while the diagnostic is not graded.

    Raises:
        NotFound: the learner has no such diagnostic, or it has no such question.
    """
    page = sittings.get_question(scope, number, position, KIND)
    found = queries.find_diagnostic(scope.session, scope.learner.id, number)
    assert found is not None
    return page if found["graded_at"] is not None else None
