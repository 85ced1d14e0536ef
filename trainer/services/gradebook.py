"""The gradebook of a class: learners × published assignments, totals, and how the class did."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping

from trainer.db.queries import assignment_terms as terms_queries
from trainer.db.queries import gradebook as queries
from trainer.domain.classes.dates import Terms
from trainer.domain.classes.marks import Cell, Mark, MarkKind, Try, cell_of, mean_of, median_of, total_permille
from trainer.domain.classes.roles import Act
from trainer.domain.classes.work import AssignmentSpec
from trainer.services.assignment_terms import terms_of_class
from trainer.services.assignment_tries import there_since, tries_of_class
from trainer.services.class_access import Member, member_for
from trainer.services.scope import Scope


@dataclass(frozen=True, slots=True)
class Column:
    """One assignment, and how those did who have a score; `mean` and `median` in thousandths, None where nobody has.

    `scored` counts them; work that is missing is not among them.
    """

    assignment_id: int
    spec: AssignmentSpec
    mean: int | None
    median: int | None
    scored: int

    @property
    def title(self) -> str:
        return self.spec.title


@dataclass(frozen=True, slots=True)
class LearnerRow:
    """The cells of one learner in the order of the columns; `total` in thousandths, None while nothing counts."""

    learner_id: int
    name: str
    email: str
    student_number: str
    cells: tuple[Cell, ...]
    total: int | None


@dataclass(frozen=True, slots=True)
class GradebookPage:
    """The gradebook at a moment: learners by name, assignments in their order."""

    member: Member
    columns: tuple[Column, ...]
    rows: tuple[LearnerRow, ...]
    mean: int | None
    median: int | None
    at: datetime

    def column(self, assignment_id: int) -> tuple[int, Column] | None:
        """The place of an assignment among the columns, and the column."""
        places = enumerate(self.columns)
        return next(((place, each) for place, each in places if each.assignment_id == assignment_id), None)


def get_gradebook(scope: Scope, class_id: int) -> GradebookPage:
    """The whole gradebook, in a constant number of statements.

    Raises:
        NotFound: there is no such class, or this person may not grade in it.
    """
    member = member_for(scope, class_id, Act.GRADE)
    assignments = terms_queries.list_published(scope.session, class_id)
    people = queries.list_learners(scope.session, class_id)
    terms = terms_of_class(scope, class_id)
    tries = tries_of_class(scope, class_id, terms=terms)
    marks = queries.newest_marks(scope.session, class_id)
    since = there_since(scope, class_id, ((person["id"], person["joined_at"]) for person in people), tries, assignments)
    facts = _Facts(terms, tries, marks, since)
    rows = tuple(_row(person, assignments, facts, scope.now) for person in people)
    totals = [row.total for row in rows if row.total is not None]
    columns = tuple(_column(each, [row.cells[place] for row in rows]) for place, each in enumerate(assignments))
    return GradebookPage(member, columns, rows, mean_of(totals), median_of(totals), scope.now)


@dataclass(frozen=True, slots=True)
class _Facts:
    terms: Mapping[tuple[int, int], Terms]
    tries: Mapping[tuple[int, int], tuple[Try, ...]]
    marks: Mapping[tuple[int, int], Any]
    since: Mapping[int, datetime]


def _row(person: RowMapping, assignments: Sequence[RowMapping], facts: _Facts, now: datetime) -> LearnerRow:
    learner_id = person["id"]
    since = facts.since[learner_id]
    cells = []
    weights = []
    for assignment in assignments:
        key, spec = (assignment["id"], learner_id), assignment["spec"]
        mark = to_mark(facts.marks.get(key))
        tries = facts.tries.get(key, ())
        cells.append(cell_of(tries, facts.terms[key], spec.counts, mark, now, there_since=since))
        weights.append(spec.weight)
    return LearnerRow(
        learner_id,
        person["display_name"],
        person["email"] or "",
        person["student_number"],
        tuple(cells),
        total_permille(list(zip(cells, weights, strict=True))),
    )


def to_mark(row: Any) -> Mark | None:
    """What was set by hand, from a row with `kind` and `permille`; None where nothing was."""
    return None if row is None else Mark(MarkKind(row.kind), row.permille)


def _column(assignment: RowMapping, cells: Sequence[Cell]) -> Column:
    scores = [cell.permille for cell in cells if cell.permille is not None and not cell.is_missing]
    return Column(assignment["id"], assignment["spec"], mean_of(scores), median_of(scores), len(scores))
