"""What goes wrong in the assignments of a class, by week: kinds of errors in its cases, areas of its items."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from trainer.db.queries import insight as queries
from trainer.domain.classes.roles import Act
from trainer.services.class_access import Member, member_for
from trainer.services.class_insight import ShareCell
from trainer.services.scope import Scope
from trainer.services.tables import Rows

WEEKS = 12
MOST_KINDS = 6
"""Kinds of errors that have a column of their own."""


@dataclass(frozen=True, slots=True)
class CaseWeek:
    """The cases handed in in a week: how many, errors of each of the kinds told of, in their order, errors in all."""

    starts_on: date
    cases: int
    counts: tuple[int, ...]
    errors: int


@dataclass(frozen=True, slots=True)
class AreaWeeks:
    """First answers in an area by week, in the order of the weeks, and all of them together."""

    area: str
    weeks: tuple[ShareCell, ...]
    together: ShareCell


@dataclass(frozen=True, slots=True)
class ErrorsPage:
    """The last twelve weeks of the class's calendar, Monday to Sunday, oldest first.

    `kinds` are the most frequent kinds of errors in cases, most frequent first, of `kinds_in_all`. Areas without an
    answer are left out; the area with most wrong answers stands first.
    """

    member: Member
    weeks: tuple[CaseWeek, ...]
    kinds: tuple[str, ...]
    kinds_in_all: int
    areas: tuple[AreaWeeks, ...]

    @property
    def cases(self) -> int:
        return sum(week.cases for week in self.weeks)

    @property
    def has_course(self) -> bool:
        """Whether there is enough to draw: two weeks with cases, and any error."""
        return bool(self.kinds) and sum(week.cases > 0 for week in self.weeks) > 1


def get_errors(scope: Scope, class_id: int) -> ErrorsPage:
    """What went wrong in the last twelve weeks, in four statements.

    Raises:
        NotFound: there is no such class, or the person may not grade there.
    """
    member = member_for(scope, class_id, Act.GRADE)
    mondays = _mondays(scope.now, member.time_zone)
    begins = [_midnight(day, member.time_zone) for day in mondays]
    cases: list[set[tuple[int, int]]] = [set() for _ in mondays]
    faults: list[Counter[str]] = [Counter() for _ in mondays]
    for learner_id, number, closed_at, found in queries.list_case_faults(scope.session, class_id, begins[0]):
        place = sum(closed_at >= each for each in begins) - 1
        cases[place].add((learner_id, number))
        faults[place].update(found or ())
    totals = sum(faults, Counter[str]())
    kinds = tuple(sorted(totals, key=lambda kind: (-totals[kind], kind))[:MOST_KINDS])
    weeks = (
        CaseWeek(day, len(done), tuple(found[kind] for kind in kinds), found.total())
        for day, done, found in zip(mondays, cases, faults, strict=True)
    )
    return ErrorsPage(member, tuple(weeks), kinds, len(totals), _areas(scope, member, begins))


def _areas(scope: Scope, member: Member, begins: list[datetime]) -> tuple[AreaWeeks, ...]:
    none = ShareCell(0, 0)
    found: dict[str, list[ShareCell]] = {}
    for area, place, n, right in queries.list_wrong_by_week(scope.session, member.class_id, member.track, begins):
        found.setdefault(area, [none] * len(begins))[place] = ShareCell(n, int(right))
    rows = [
        AreaWeeks(
            area["title"], tuple(cells), ShareCell(sum(cell.n for cell in cells), sum(cell.right for cell in cells))
        )
        for area in queries.list_areas(scope.session, member.track)
        if (cells := found.get(area["slug"]))
    ]
    return tuple(sorted(rows, key=lambda row: row.together.right - row.together.n))


def _mondays(now: datetime, time_zone: str) -> list[date]:
    today = now.astimezone(ZoneInfo(time_zone)).date()
    this = today - timedelta(days=today.weekday())
    return [this - timedelta(weeks=back) for back in reversed(range(WEEKS))]


def _midnight(day: date, time_zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(time_zone)).astimezone(UTC)


def table_of_errors(scope: Scope, class_id: int) -> Rows:
    """Kinds of errors in cases and wrong first answers by area, a row for each week and kind or area.

    Raises:
        NotFound: see `get_errors`.
    """
    page = get_errors(scope, class_id)
    yield ["Week from", "Of", "Kind or area", "Cases or answers", "Errors or wrong answers"]
    for place, week in enumerate(page.weeks):
        for kind, count in zip(page.kinds, week.counts, strict=True):
            yield [week.starts_on, "cases", kind, week.cases, count]
        for area in page.areas:
            cell = area.weeks[place]
            yield [week.starts_on, "items", area.area, cell.n, cell.n - cell.right]
