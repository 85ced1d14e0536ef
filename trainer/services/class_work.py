"""What all classes together ask of a learner now, for the start page; the way from a sitting to its assignment."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import RowMapping

from trainer.db.queries import gradebook as review_queries
from trainer.db.queries import my_assignments as queries
from trainer.domain.classes.dates import Terms, Window, terms_of
from trainer.domain.classes.marks import MarkKind
from trainer.domain.classes.work import ReviewWork
from trainer.services.assignment_parts import Paper, papers
from trainer.services.assignment_terms import extra_time_of, to_override
from trainer.services.assignment_tries import reviews_between
from trainer.services.scope import Scope

_LATEST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class OpenWork:
    """Something that a class asks for and that is not handed in. Moments are told in `zone`.

    `is_begun`: some of it was started. `reviews`: done and asked for, where it asks for reviews.
    """

    class_id: int
    assignment_id: int
    title: str
    class_title: str
    zone: str
    due_at: datetime | None
    closes_at: datetime | None
    window: Window
    is_begun: bool
    reviews: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Place:
    """The assignment that a sitting is work on, with the zone of its class.

    `is_there`: its page can be opened; not by whoever has left the class, and not while the assignment is archived.
    """

    class_id: int
    assignment_id: int
    zone: str
    is_there: bool


def open_work(scope: Scope) -> tuple[OpenWork, ...]:
    """What the learner can hand in now, over all classes, soonest due first; in one statement where there is no class.

    In eight at most otherwise. What they are excused from is left out.
    """
    rows = queries.list_set(scope.session, scope.learner.id)
    if not rows:
        return ()
    marks = queries.list_marks(scope.session, scope.learner.id, [row["id"] for row in rows])
    kinds = {each["assignment_id"]: each["kind"] for each in marks}  # the newest holds
    asked = [row for row in rows if kinds.get(row["id"]) != MarkKind.EXCUSED]
    open_rows = [(row, terms) for row, terms in _with_terms(scope, asked) if _is_open(terms, scope.now)]
    sittings: dict[int, list[RowMapping]] = defaultdict(list)
    for each in queries.list_own(scope.session, scope.learner.id, [row["id"] for row, _ in open_rows]):
        sittings[each["assignment_id"]].append(each)
    reviews = _reviews(scope, open_rows)
    attempts = {row["id"]: terms.attempts for row, terms in open_rows}
    by_id = papers(scope, [row for row, _ in open_rows], sittings, attempts)
    found = (_work(scope, row, terms, by_id[row["id"]], reviews.get(row["id"], 0)) for row, terms in open_rows)
    ordered = sorted((each for each in found if each), key=lambda each: each.due_at or each.closes_at or _LATEST)
    return tuple(ordered)


def find_place(scope: Scope, number: int) -> Place | None:
    """The assignment that one of the learner's sittings is work on; None where it is none."""
    row = queries.find_place(scope.session, scope.learner.id, number)
    return Place(row["class_id"], row["id"], row["time_zone"], row["is_there"]) if row else None


def _with_terms(scope: Scope, rows: Iterable[RowMapping]) -> Iterable[tuple[RowMapping, Terms]]:
    granted = queries.list_granted_to(scope.session, scope.learner.id)
    extra = extra_time_of(scope, scope.learner.id)
    for row in rows:
        meant = (each for each in granted if each.class_id == row["class_id"])
        mine = [to_override(each) for each in meant if each.assignment_id in (None, row["id"])]
        yield row, terms_of(row["spec"], mine, extra)


def _is_open(terms: Terms, now: datetime) -> bool:
    return terms.window(now) in (Window.OPEN, Window.LATE)


def _reviews(scope: Scope, rows: Iterable[tuple[RowMapping, Terms]]) -> dict[int, int]:
    learner_id = scope.learner.id
    windows = [
        (row["id"], row["spec"].track, row["spec"].work.reviews, *reviews_between(row, terms), [learner_id])
        for row, terms in rows
        if isinstance(row["spec"].work, ReviewWork)
    ]
    counts = review_queries.list_review_counts(scope.session, windows)
    return {row["assignment_id"]: row["done"] for row in counts}


def _work(scope: Scope, row: RowMapping, terms: Terms, paper: Paper, reviews: int) -> OpenWork | None:
    spec = row["spec"]
    wanted = spec.work.reviews if isinstance(spec.work, ReviewWork) else None
    if wanted is not None and reviews >= wanted:
        return None
    if wanted is None and paper.is_done:
        return None
    return OpenWork(
        row["class_id"],
        row["id"],
        spec.title,
        row["class_title"],
        row["time_zone"],
        terms.due_at,
        terms.closes_at,
        terms.window(scope.now),
        bool(paper.sittings) or reviews > 0,
        None if wanted is None else (reviews, wanted),
    )
