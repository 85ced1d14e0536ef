"""The small world in which a demo plays: its own clock, its dice, who acts, what there is to ask."""

import heapq
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from trainer.domain.kernel.errors import Refused
from trainer.services.demo.people import Habit, Pupil
from trainer.services.scope import Scope, Scopes
from trainer.services.stand_ins import stand_in_for

OWN_ITEM = "demo-term-dysphagia"
OWN_TRUTH = "A"
"""What is right in the instructor's own question, whose key is wrong until it is disputed."""
TURN = timedelta(days=13)
"""How long before the end learners change their habits: a fall is told from an estimate that is two weeks old."""
_LATEST_JOINING = timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Size:
    """How much of everything. The mocks are slugs of forms; `items` questions stand in an assignment,
    `practice` in a sitting of one's own, and `reviews` are done in one go at most."""

    learners: int = 24
    weeks: int = 12
    items: int = 12
    practice: int = 10
    reviews: int = 8
    first_mock: str = "short-25"
    middle_mock: str = "full"
    final_mock: str = "full"


class Moment:
    """A clock that stands until it is set."""

    def __init__(self, now: datetime) -> None:
        self.now = now.astimezone(UTC).replace(microsecond=0)

    def __call__(self) -> datetime:
        return self.now


class Agenda:
    """What happens when. Acts are done in the order of their moments; what lies behind the end never happens."""

    def __init__(self, moment: Moment, end: datetime) -> None:
        self._moment, self._end = moment, end
        self._heap: list[tuple[datetime, int, Callable[[], object]]] = []
        self._count = 0

    def add(self, at: datetime, act: Callable[[], object]) -> None:
        """Lets something happen at a moment."""
        if at <= self._end:
            self._count += 1
            heapq.heappush(self._heap, (at, self._count, act))

    def run(self) -> None:
        """Lets everything happen. What a rule of the program refuses, such as coming too late, does not happen."""
        while self._heap:
            at, _, act = heapq.heappop(self._heap)
            self._moment.now = at
            try:
                act()
            except Refused:
                continue
        self._moment.now = self._end


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What there is to ask: plain items of each area of the CPC in its order, cases and exercises, easiest first."""

    items: dict[str, tuple[str, ...]]
    cases: tuple[str, ...]
    exercises: tuple[str, ...]

    @property
    def areas(self) -> tuple[str, ...]:
        return tuple(self.items)


@dataclass(slots=True)
class World:
    """Everything that the acts of a demo need. `ids` of the staff by address."""

    scopes: Scopes
    moment: Moment
    agenda: Agenda
    rng: random.Random
    size: Size
    begins: datetime
    ends: datetime
    catalogue: Catalogue
    class_id: int = 0
    ids: dict[str, int] = field(default_factory=dict)
    pupils: list[Pupil] = field(default_factory=list)
    assignments: dict[str, int] = field(default_factory=dict)
    reports: int = 0

    @property
    def learnt(self) -> float:
        """How much of the term is over, from 0 to 1."""
        return max(0.0, min(1.0, (self.moment.now - self.begins) / (self.ends - self.begins)))

    @contextmanager
    def acting(self, person_id: int) -> Iterator[Scope]:
        """A transaction in which this person acts, from the moment on that the clock shows."""
        with self.scopes.writing() as scope:
            scope.actor = stand_in_for(scope, person_id)
            yield scope

    def is_in(self, pupil: Pupil, at: datetime) -> bool:
        """Whether the learner belongs to the class at a moment."""
        joined, left = self.joins_at(pupil), self.leaves_at(pupil)
        return joined <= at and (left is None or at < left)

    def works(self, pupil: Pupil, at: datetime) -> bool:
        """Whether the learner belongs to the class and still does something."""
        is_silent = pupil.person.habit is Habit.SILENT and at >= pupil.turns_at
        return self.is_in(pupil, at) and not is_silent

    def joins_at(self, pupil: Pupil) -> datetime:
        if pupil.person.habit is Habit.NEW:
            return self.ends - _LATEST_JOINING
        late = pupil.person.joins_in
        first = self.begins - timedelta(days=2, hours=pupil.place % 24)
        return self.begins + timedelta(weeks=late - 1, days=3) if late else first

    def leaves_at(self, pupil: Pupil) -> datetime | None:
        week = pupil.person.leaves_in
        return self.begins + timedelta(weeks=week, days=2) if 0 < week < self.size.weeks else None
