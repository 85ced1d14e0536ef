"""The start page: one thing to go on with, then the state of the areas and of the cases."""

from dataclasses import dataclass

from trainer.db.queries import cases as case_queries
from trainer.db.queries import items
from trainer.services.cases import CaseRow, list_cases
from trainer.services.practice import OpenSitting, list_open_sittings
from trainer.services.progress import AreaLine, list_area_lines
from trainer.services.scope import Scope


@dataclass(frozen=True, slots=True)
class Landing:
    """What a stranger is told: how much content there is, counted."""

    cpc_items: int
    cpb_items: int
    cases: int


@dataclass(frozen=True, slots=True)
class Dashboard:
    track: str
    open_sittings: tuple[OpenSitting, ...]
    areas: tuple[AreaLine, ...]
    items: int
    unseen: int
    missed: int
    cases: tuple[CaseRow, ...]

    @property
    def answers(self) -> int:
        return sum(area.progress.answers for area in self.areas if area.progress)

    @property
    def next_case(self) -> CaseRow | None:
        """The case in hand, else the easiest one not tried yet."""
        in_hand = (case for case in self.cases if case.open_number is not None)
        untried = (case for case in self.cases if not case.tries)
        return next(in_hand, None) or next(untried, None)


def get_landing(scope: Scope) -> Landing:
    """The counts that the landing page names."""
    return Landing(
        sum(items.count_by_area(scope.session, "cpc").values()),
        sum(items.count_by_area(scope.session, "cpb").values()),
        case_queries.count_cases(scope.session),
    )


def get_dashboard(scope: Scope) -> Dashboard:
    """The learner's start page, for the track of their profile."""
    track = scope.learner.track
    areas = list_area_lines(scope, track)
    total = sum(area.items for area in areas)
    return Dashboard(
        track=track,
        open_sittings=list_open_sittings(scope),
        areas=areas,
        items=total,
        unseen=total - sum(area.progress.items_seen for area in areas if area.progress),
        missed=items.count_missed(scope.session, scope.learner.id, track, scope.now),
        cases=list_cases(scope),
    )
