"""What comes next in a class, and what waits for its staff: the head of its page and of its list of assignments."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from sqlalchemy import RowMapping

from trainer.db.queries import assignment_terms as terms_queries
from trainer.db.queries import class_next as queries
from trainer.db.queries import classes as class_queries
from trainer.db.queries import my_assignments as own_queries
from trainer.domain.classes.marks import MarkKind
from trainer.domain.classes.parts import asked, cases_of
from trainer.domain.classes.roles import Act
from trainer.domain.classes.work import CaseWork, ReviewWork
from trainer.services.assignment_parts import offered_cases
from trainer.services.assignment_tries import handed_in_at
from trainer.services.class_access import member_for
from trainer.services.class_readiness import get_readiness
from trainer.services.classes import Counts
from trainer.services.scope import Scope


@dataclass(frozen=True, slots=True)
class Coming:
    """An assignment and when something happens to it, by the dates of the class."""

    assignment_id: int
    title: str
    at: datetime


@dataclass(frozen=True, slots=True)
class HandedIn:
    """How many have handed in a whole try, or have a score by hand, of those who are not excused."""

    number: int
    of: int


@dataclass(frozen=True, slots=True)
class ClassNext:
    """The published assignments that are due and that open next (None: no date lies ahead), and what waits.

    `handed_in` is of what is due (None: nothing is due, or reviews are, which are counted in the gradebook). `at_risk`:
    learners with a risk, where that was asked for.
    """

    counts: Counts
    due: Coming | None
    handed_in: HandedIn | None
    opens: Coming | None
    at_risk: int = 0


def get_next(scope: Scope, class_id: int, *, with_risks: bool = False) -> ClassNext:
    """What comes next, in a constant number of statements. Risks take as long as the page that lists them.

    Raises:
        NotFound: there is no such class, or this person may not grade in it.
    """
    member_for(scope, class_id, Act.GRADE)
    counts = Counts(**class_queries.count_in_class(scope.session, class_id))
    published = terms_queries.list_published(scope.session, class_id)
    due = _next(published, "due_at", scope.now)
    opens = _next(published, "opens_at", scope.now)
    return ClassNext(
        counts,
        _coming(due, "due_at") if due else None,
        _handed_in(scope, class_id, due) if due and not isinstance(due["spec"].work, ReviewWork) else None,
        _coming(opens, "opens_at") if opens else None,
        get_readiness(scope, class_id).at_risk if with_risks and counts.learners else 0,
    )


def _next(published: Sequence[RowMapping], date: str, now: datetime) -> RowMapping | None:
    """The one with the soonest of these dates that is not over; of several the first in their order."""
    ahead = [row for row in published if (at := getattr(row["spec"], date)) is not None and at >= now]
    return min(ahead, key=lambda row: getattr(row["spec"], date), default=None)


def _coming(row: RowMapping, date: str) -> Coming:
    return Coming(row["id"], row["spec"].title, getattr(row["spec"], date))


def _handed_in(scope: Scope, class_id: int, row: RowMapping) -> HandedIn:
    """The same numbers as in the gradebook, without the work on all other assignments."""
    learners = set(terms_queries.list_learner_ids(scope.session, class_id))
    marks = queries.newest_marks(scope.session, row["id"])
    excused = {learner for learner, kind in marks.items() if kind == MarkKind.EXCUSED}
    by_hand = {learner for learner, kind in marks.items() if kind == MarkKind.SCORE}
    done = {*_done(scope, class_id, row), *by_hand}
    return HandedIn(len((done & learners) - excused), len(learners - excused))


def _done(scope: Scope, class_id: int, row: RowMapping) -> Iterator[int]:
    """The learners with a try that is handed in whole."""
    versions = {number: spec for (_, number), spec in own_queries.list_specs(scope.session, {row["id"]}).items()}
    has_cases = any(isinstance(spec.work, CaseWork) for spec in versions.values())
    offered = {slug for _, slug in offered_cases(scope, [(class_id, row["spec"])])} if has_cases else set()
    rows = queries.list_sittings(scope.session, row["id"])
    for (learner, _), sat in groupby(rows, key=attrgetter("learner_id", "assignment_try")):
        parts = {each.assignment_part: each for each in sat}
        if any(handed_in_at(each, scope.now) is None for each in parts.values()):
            continue
        version = max(each.assignment_version for each in parts.values())
        if not has_cases or len(parts) >= len(asked(cases_of(versions[version]), offered, parts)):
            yield learner
