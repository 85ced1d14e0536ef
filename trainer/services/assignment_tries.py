"""What learners of a class have done of its assignments: their tries, from sittings, case grades and reviews."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import RowMapping

from trainer.db.queries import assignment_terms as terms_queries
from trainer.db.queries import gradebook as queries
from trainer.domain.attempts.attempt import GRACE, AttemptState
from trainer.domain.classes.dates import Terms
from trainer.domain.classes.marks import Part, Try, try_of
from trainer.domain.classes.parts import asked, cases_of
from trainer.domain.classes.work import CaseWork, ReviewWork
from trainer.domain.kernel.points import Points
from trainer.services.assignment_parts import offered_cases
from trainer.services.assignment_terms import terms_of_class
from trainer.services.scope import Scope

Tries = dict[tuple[int, int], tuple[Try, ...]]
TermsOfClass = Mapping[tuple[int, int], Terms]


def tries_of_class(
    scope: Scope, class_id: int, learner_id: int | None = None, terms: TermsOfClass | None = None
) -> Tries:
    """(assignment, learner) -> their tries, first to last, at the published assignments of a class.

    Whoever has done nothing has no entry. Sittings that were given up are no tries. One whose time is up is handed in,
    whether or not that is stored yet. Reviews are one try, handed in when as many are done as were asked for. `terms`
    of the class (or of the learner) are looked up where they are needed and not given. A constant number of statements.
    """
    published = terms_queries.list_published(scope.session, class_id)
    versions = _versions(scope, class_id, published)
    found: Tries = {}
    rows = queries.list_sittings(scope.session, class_id, learner_id)
    for (assignment_id, learner, number), sat in groupby(rows, key=itemgetter(0, 1, 2)):
        key = (assignment_id, learner)
        newest = {row.assignment_part: row for row in sat}  # the last one of each part is the newest
        parts = [_part(row, scope.now) for row in newest.values()]
        found[key] = (*found.get(key, ()), try_of(number, parts, versions.wanted(assignment_id, newest)))
    found |= _reviews(scope, class_id, learner_id, published, terms)
    return found


def there_since(
    scope: Scope,
    class_id: int,
    joined: Iterable[tuple[int, datetime]],
    tries: Tries,
    published: Iterable[RowMapping],
) -> dict[int, datetime]:
    """Learner -> since when they are in the class, from (learner, when they joined).

    Whoever comes back joins anew: then an earlier sitting, or the audit trail, shows that they were there before. The
    trail is read only for those for whom it matters: something was closed before they joined. In one statement at most.
    """
    since = dict(joined)
    reviews = {row["id"] for row in published if isinstance(row["spec"].work, ReviewWork)}
    for (assignment_id, learner), own in tries.items():
        if learner in since and assignment_id not in reviews:
            since[learner] = min(since[learner], own[0].started_at)
    ends = [row["spec"].closes_at or row["spec"].due_at for row in published]
    first_end = min((end for end in ends if end is not None), default=None)
    late = [learner for learner, at in since.items() if first_end is not None and first_end < at]
    for learner, at in queries.first_seen(scope.session, class_id, late).items() if late else ():
        since[learner] = min(since[learner], at)
    return since


@dataclass(frozen=True, slots=True)
class _Versions:
    """What the tries at assignments of cases ask for: (assignment, version) -> cases, and those that can still be had.

    Assignments that never had cases are not among them.
    """

    cases: Mapping[tuple[int, int], tuple[str, ...]]
    offered: Mapping[int, Collection[str]]

    def wanted(self, assignment_id: int, rows: Mapping[int, Any]) -> int:
        """How many parts a try has with these sittings by part, under the newest version that one is of."""
        if assignment_id not in self.offered:
            return len(rows)
        version = max([row.assignment_version for row in rows.values()])
        return max(len(rows), len(asked(self.cases[assignment_id, version], self.offered[assignment_id], rows)))


def _versions(scope: Scope, class_id: int, published: Iterable[RowMapping]) -> _Versions:
    specs = queries.list_specs(scope.session, class_id)
    with_cases = {assignment for (assignment, _), spec in specs.items() if isinstance(spec.work, CaseWork)}
    newest = {row["id"]: row["spec"] for row in published if row["id"] in with_cases}
    there = offered_cases(scope, [(class_id, spec) for spec in newest.values()])
    offered = {each: {case for case in cases_of(spec) if (class_id, case) in there} for each, spec in newest.items()}
    return _Versions({key: cases_of(spec) for key, spec in specs.items() if key[0] in with_cases}, offered)


def _part(row: Any, now: datetime) -> Part:
    points = None if row.possible is None else _points(row.earned, row.possible)
    return Part(row.started_at, handed_in_at(row, now), points, row.extra_seconds)


@lru_cache(maxsize=4096)
def _points(earned: int, possible: int) -> Points:
    """Equal points are one value: a gradebook has thousands of them."""
    return Points(earned, possible)


def handed_in_at(row: Any, now: datetime) -> datetime | None:
    """When a sitting was handed in, or its time was up; None while it may still be worked in."""
    if row.state != AttemptState.IN_PROGRESS:
        return row.closed_at  # type: ignore[no-any-return]
    runs_out = row.deadline_at is not None and row.paused_at is None
    return row.deadline_at if runs_out and now > row.deadline_at + GRACE else None


def _reviews(
    scope: Scope, class_id: int, learner_id: int | None, published: Iterable[RowMapping], terms: TermsOfClass | None
) -> Tries:
    wanted = {row["id"]: row for row in published if isinstance(row["spec"].work, ReviewWork)}
    if not wanted:
        return {}
    if terms is None:
        terms = terms_of_class(scope, class_id)
    windows: dict[tuple[int, datetime, datetime | None], list[int]] = defaultdict(list)
    for (assignment_id, learner), term in terms.items():
        if assignment_id in wanted and learner_id in (None, learner):
            windows[assignment_id, *reviews_between(wanted[assignment_id], term)].append(learner)
    rows = queries.list_review_counts(
        scope.session,
        [
            (assignment_id, spec.track, spec.work.reviews, *dates, learners)
            for (assignment_id, *dates), learners in windows.items()
            for spec in [wanted[assignment_id]["spec"]]
        ],
    )
    return {(row["assignment_id"], row["learner_id"]): (_review_try(row),) for row in rows}


def reviews_between(row: RowMapping, terms: Terms) -> tuple[datetime, datetime | None]:
    """From when, and until when (None: no end) reviews count for a published assignment: never before it was one."""
    return terms.opens_at or row["published_at"], terms.counts_until()


def _review_try(row: RowMapping) -> Try:
    reached = row["reached_at"]
    points = Points(min(row["done"], row["wanted"]), row["wanted"])
    return Try(1, row["first_at"], reached, points, left_at=None if reached else row["last_at"])
