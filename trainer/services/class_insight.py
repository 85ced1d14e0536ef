"""The heat map of a class: for each learner and area the share of first answers that were right.

First answers of all that learners did count, own practice too, but only as such shares.
"""

from dataclasses import dataclass

from trainer.db.queries import insight as queries
from trainer.domain.classes.roles import Act
from trainer.domain.kernel.points import percent
from trainer.services.class_access import Member, member_for
from trainer.services.scope import Scope
from trainer.services.tables import Rows

FEWEST_IN_CELL = 5
"""With fewer first answers a cell says so, and no share."""
TONES = (50, 60, 70, 80)
"""Shares from which a cell has the next tone; the pass mark of both exams is 70 in a hundred."""


@dataclass(frozen=True, slots=True)
class ShareCell:
    """First answers, and how many were right."""

    n: int
    right: int

    @property
    def percent(self) -> int | None:
        """The share right in whole per cent; None where there are too few answers."""
        return percent(self.right, self.n) if self.n >= FEWEST_IN_CELL else None

    @property
    def tone(self) -> int | None:
        """0 for the lowest shares to 4 for the highest; None where there is no share."""
        return None if self.percent is None else sum(self.percent >= least for least in TONES)


@dataclass(frozen=True, slots=True)
class LearnerAreas:
    """A learner's cells in the order of the areas, and all of them together."""

    learner_id: int
    name: str
    cells: tuple[ShareCell, ...]
    together: ShareCell


@dataclass(frozen=True, slots=True)
class AreasPage:
    """Learners by name; `everybody` has all their answers together."""

    member: Member
    areas: tuple[str, ...]
    rows: tuple[LearnerAreas, ...]
    everybody: LearnerAreas

    @property
    def weakest(self) -> tuple[tuple[str, ShareCell], ...]:
        """The three areas with the lowest shares of the class, lowest first."""
        known = [
            (area, cell) for area, cell in zip(self.areas, self.everybody.cells, strict=True) if cell.tone is not None
        ]
        return tuple(sorted(known, key=lambda pair: pair[1].right / pair[1].n)[:3])


def get_areas(scope: Scope, class_id: int) -> AreasPage:
    """The heat map, in four statements.

    Raises:
        NotFound: there is no such class, or the person may not grade there.
    """
    member = member_for(scope, class_id, Act.GRADE)
    areas = queries.list_areas(scope.session, member.track)
    shares = {
        (learner_id, area): ShareCell(n, int(right))
        for learner_id, area, n, right in queries.list_area_shares(scope.session, class_id, member.track)
    }
    none = ShareCell(0, 0)
    rows = []
    for who in queries.list_learners(scope.session, class_id):
        cells = tuple(shares.get((who["id"], area["slug"]), none) for area in areas)
        rows.append(LearnerAreas(who["id"], who["display_name"], cells, _sum(cells)))
    columns = tuple(_sum(tuple(row.cells[place] for row in rows)) for place in range(len(areas)))
    everybody = LearnerAreas(0, "Class", columns, _sum(columns))
    return AreasPage(member, tuple(area["title"] for area in areas), tuple(rows), everybody)


def _sum(cells: tuple[ShareCell, ...]) -> ShareCell:
    return ShareCell(sum(cell.n for cell in cells), sum(cell.right for cell in cells))


def table_of_areas(scope: Scope, class_id: int) -> Rows:
    """The heat map as a table: per cent right and first answers of each area; no share where there are too few.

    Raises:
        NotFound: see `get_areas`.
    """
    page = get_areas(scope, class_id)
    yield ["Learner", *(f"{area}, {what}" for area in (*page.areas, "All") for what in ("% right", "answers"))]
    for row in (*page.rows, page.everybody):
        yield [row.name, *(value for cell in (*row.cells, row.together) for value in (cell.percent, cell.n))]
