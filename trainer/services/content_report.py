"""The state of the content in figures: how much there is, and what the second solution of every item said."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from pathlib import Path

from trainer.content.library import Library, load_library
from trainer.domain.items.second_solution import Batch, Standing
from trainer.services.publishing import check_library
from trainer.services.scope import Shelf

ITEM_BARS = {"cpc": 300, "cpb": 270}
CASE_BAR, EXERCISE_BAR, FAMILY_BAR, AGREEMENT_BAR = 40, 30, 30, 0.97


@dataclass(frozen=True, slots=True)
class AreaAgreement:
    """An area: its items, how many were solved a second time, in how many the first answer agreed with the key."""

    track: str
    title: str
    items: int
    solved: int
    agreed: int


@dataclass(frozen=True, slots=True)
class Settled:
    """An item whose second solution led to a change: `answer` is what was answered before the key was opened.

    Agreed: only the wording was made more exact. Settled: the doubt was right, or answer and key differed.
    """

    slug: str
    outcome: str
    answer: str
    key: str
    note: str


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A batch of second solutions with its planted wrong keys; `missed` were agreed with."""

    name: str
    solved: int
    planted: int
    missed: tuple[str, ...]
    must_be_solved_again: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value and the bar it must reach (`at_most`: must not exceed)."""

    name: str
    value: float
    unit: str
    bar: float
    is_at_most: bool = False

    @property
    def ok(self) -> bool:
        return self.value <= self.bar if self.is_at_most else self.value >= self.bar


@dataclass(frozen=True, slots=True)
class ContentReport:
    """`settled` holds every item whose review has a note; `unsolved` items nobody has solved a second time.

    `withdrawn` pairs items that were taken out after they were solved with the reason; they count as not agreed.
    """

    areas: tuple[AreaAgreement, ...]
    settled: tuple[Settled, ...]
    withdrawn: tuple[tuple[str, str], ...]
    batches: tuple[BatchRow, ...]
    unsolved: tuple[str, ...]
    figures: tuple[Figure, ...]


def report_content(
    banks: Path, cases: Path, shelf: Shelf | None = None, numbers: Set[str] | None = None
) -> ContentReport:
    """Reads all files and counts. Nothing is stored."""
    library, report = load_library(banks, cases)
    linted = check_library(library, report, shelf, numbers)
    standing = linted.standings
    areas = tuple(_areas(library, standing))
    withdrawn = [pair for batch in library.batches for pair in batch.withdrawn.items()]
    solved, agreed = sum(area.solved for area in areas) + len(withdrawn), sum(area.agreed for area in areas)
    per_track = {track: sum(item.track == track for item in library.items) for track in ITEM_BARS}
    figures = [Figure(f"content.{track}.items", per_track[track], "items", bar) for track, bar in ITEM_BARS.items()]
    figures += [
        Figure("content.cases", len(library.cases), "cases", CASE_BAR),
        Figure("content.exercises", len(library.exercises), "exercises", EXERCISE_BAR),
        Figure("content.families", len(library.families), "families", FAMILY_BAR),
        Figure("content.problems", len(report.problems) + len(linted.warnings), "problems", 0, is_at_most=True),
        Figure("content.agreement", round(agreed / solved, 4) if solved else 0, "share", AGREEMENT_BAR),
    ]
    return ContentReport(
        areas,
        tuple(_settled(each) for each in standing if each.review and each.review.note),
        tuple(withdrawn),
        tuple(map(_batch_row, library.batches)),
        tuple(each.draft.slug for each in standing if each.first is None and each.draft.right),
        tuple(figures),
    )


def _areas(library: Library, standing: Sequence[Standing]) -> list[AreaAgreement]:
    places = {item.slug: (item.track, item.area) for item in library.items}
    rows = []
    for blueprint in library.blueprints:
        for area in blueprint.areas:
            mine = [each for each in standing if places[each.draft.slug] == (blueprint.track, area.slug)]
            solved = [each for each in mine if each.first is not None]
            agreed = sum(each.has_agreed for each in solved)
            rows.append(AreaAgreement(blueprint.track, area.title, len(mine), len(solved), agreed))
    return rows


def _settled(standing: Standing) -> Settled:
    assert standing.review is not None
    answer = standing.first.answer if standing.first else ""
    right = standing.draft.right
    return Settled(
        standing.draft.slug, standing.review.outcome, answer, right.id if right else "", standing.review.note
    )


def _batch_row(batch: Batch) -> BatchRow:
    planted = sum(each.slug in batch.planted for each in batch.solutions)
    return BatchRow(batch.name, len(batch.solutions), planted, batch.missed, batch.must_be_solved_again)
