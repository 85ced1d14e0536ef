"""Errors in coding cases over time, by kind."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

SPAN_DAYS = 14
SPANS = 13
"""Fortnights that are told of: 26 weeks."""

COMPARED_DAYS = 30
FEWEST_CASES = 3
"""With fewer cases on either side nothing is compared: one chart may have more to go wrong than another."""

LEAST_CHANGE = 2
"""A change of fewer errors is chance."""

MOST_KINDS = 4
MOST_CHANGES = 2


@dataclass(frozen=True, slots=True)
class GradedCase:
    """A case that was handed in, with how often each kind of error was found in it."""

    closed_at: datetime
    faults: Counter[str]


@dataclass(frozen=True, slots=True)
class Change:
    """A kind of error in the last 30 days beside the 30 days before: errors, and cases that they were found in."""

    kind: str
    before: int
    now: int
    cases_before: int
    cases_now: int

    @property
    def is_fewer(self) -> bool:
        return self.amount < 0

    @property
    def amount(self) -> float:
        """Errors more (or, below 0, fewer) than as many cases as now would have had before."""
        return self.now - self.before * self.cases_now / self.cases_before


@dataclass(frozen=True, slots=True)
class Span:
    """A fortnight that ends on `ends_at`: its cases, and errors of each of the kinds that are told of, in their order.

    `errors` has all kinds.
    """

    ends_at: datetime
    cases: int
    counts: tuple[int, ...]
    errors: int


@dataclass(frozen=True, slots=True)
class CaseErrors:
    """The most frequent kinds of errors, the fortnights from the first one with a case on, and what has changed."""

    cases: int
    kinds: tuple[str, ...]
    spans: tuple[Span, ...]
    changes: tuple[Change, ...]

    @property
    def has_course(self) -> bool:
        """Whether there is enough to draw: two fortnights with cases, and any error."""
        return bool(self.kinds) and sum(span.cases > 0 for span in self.spans) > 1


def case_errors(cases: Sequence[GradedCase], now: datetime) -> CaseErrors:
    """What graded cases of the last 26 weeks, in any order, tell about errors; none of them was closed after now.

    Fortnights end at the clock of `now`, which is the learner's own.
    """
    totals = _sum(cases)
    kinds = tuple(kind for kind, _ in sorted(totals.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_KINDS])
    within: list[list[GradedCase]] = [[] for _ in range(SPANS)]
    for case in cases:
        back = (now - case.closed_at) // timedelta(days=SPAN_DAYS)
        if back < SPANS:
            within[SPANS - 1 - back].append(case)
    spans = [
        _span(found, kinds, now - timedelta(days=SPAN_DAYS * (SPANS - 1 - place))) for place, found in enumerate(within)
    ]
    first = next((place for place, span in enumerate(spans) if span.cases), len(spans))
    return CaseErrors(len(cases), kinds, tuple(spans[first:]), _changes(cases, totals, now))


def _sum(cases: Iterable[GradedCase]) -> Counter[str]:
    total: Counter[str] = Counter()
    for case in cases:
        total.update(case.faults)
    return total


def _span(cases: Sequence[GradedCase], kinds: Sequence[str], ends_at: datetime) -> Span:
    faults = _sum(cases)
    return Span(ends_at, len(cases), tuple(faults[kind] for kind in kinds), faults.total())


def _changes(cases: Iterable[GradedCase], kinds: Iterable[str], now: datetime) -> tuple[Change, ...]:
    """The kinds that changed most, largest change first; by errors a case, so that more work is not more errors."""
    middle = now - timedelta(days=COMPARED_DAYS)
    recent = [case for case in cases if case.closed_at > middle]
    earlier = [case for case in cases if middle - timedelta(days=COMPARED_DAYS) < case.closed_at <= middle]
    if min(len(recent), len(earlier)) < FEWEST_CASES:
        return ()
    after, before = _sum(recent), _sum(earlier)
    changes = [Change(kind, before[kind], after[kind], len(earlier), len(recent)) for kind in kinds]
    marked = [change for change in changes if abs(change.amount) >= LEAST_CHANGE]
    return tuple(sorted(marked, key=lambda change: (-abs(change.amount), change.kind))[:MOST_CHANGES])
