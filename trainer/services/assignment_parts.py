"""What a learner works on in an assignment: the version, its parts, the next try, whatever was changed meanwhile."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import RowMapping

from trainer.db.queries import my_assignments as queries
from trainer.domain.attempts.attempt import AttemptState
from trainer.domain.classes.changes import as_begun, changed_fields
from trainer.domain.classes.parts import WHOLE, Sat, Underway, cases_of, next_try, underway
from trainer.domain.classes.work import AssignmentSpec, CaseWork
from trainer.domain.kernel.errors import Conflict
from trainer.services.attempts import to_attempt
from trainer.services.scope import Scope


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page offered to begin: a part in a try under a version."""

    version: int
    attempt: int


@dataclass(eq=False)
class StalePage(Conflict):
    """What a page offered to begin is not what would be begun now. Nothing was started.

    `changed`: fields of the assignment that differ from what it showed. `attempt`: the try that was begun since (0:
    none).
    """

    changed: tuple[str, ...] = ()
    attempt: int = 0


@dataclass(frozen=True, slots=True)
class Paper:
    """What one learner works on now. `spec` is the newest, save for what the version they are at pins.

    `cases` of each version; `is_changed`: the newest asks for something else than what they are at.
    """

    spec: AssignmentSpec
    is_changed: bool
    now: Underway
    cases: Mapping[int, tuple[str, ...]]
    sittings: tuple[Sat, ...]

    @property
    def told(self) -> AssignmentSpec:
        """`spec` without the cases that are taken out of the assignment and that the learner has not begun."""
        work = self.spec.work
        if not isinstance(work, CaseWork) or not self.is_changed:
            return self.spec
        return replace(self.spec, work=CaseWork(tuple(map(self.case, self.now.parts))))

    def case(self, part: int) -> str:
        """The slug of the case of a part that can be begun now; "" where the work has no cases."""
        return self.cases[self.now.version][part - 1]

    def case_of(self, row: RowMapping) -> str:
        """The slug of the case of a sitting."""
        part: int = row["assignment_part"]
        return self.cases[row["assignment_version"]][part - 1]

    def next_try(self, part: int) -> int:
        """The number of the try that beginning this part makes."""
        return next_try(self.cases, self.now, self.sittings, part)

    @property
    def is_done(self) -> bool:
        """Whether nothing of it is left to begin for the first time or to go on with."""
        if any(each.is_open for each in self.sittings):
            return False
        begun = {self.cases[each.version][each.part - 1] for each in self.sittings}
        has_ended = bool(self.sittings) and all(each.number < self.now.first for each in self.sittings)
        return has_ended or begun.issuperset(map(self.case, self.now.parts))


def check_shown(scope: Scope, assignment_id: int, paper: Paper, part: int, shown: Shown) -> None:
    """Lets pass what is, or would be, begun as the page showed it; one statement more where it is not.

    Raises:
        StalePage: the version or the try is another one by now.
    """
    if paper.now.version != shown.version:
        specs = queries.list_specs(scope.session, {assignment_id})
        before = specs.get((assignment_id, shown.version))
        changed = changed_fields(before, specs[assignment_id, paper.now.version]) if before else ()
        raise StalePage("assignment", changed)
    if not 1 <= part <= len(paper.cases[paper.now.version]):
        return
    case = paper.case(part)
    tries = {each.number: each.is_open for each in paper.sittings if paper.cases[each.version][each.part - 1] == case}
    if shown.attempt != paper.next_try(part) and not tries.get(shown.attempt):
        begun = max(tries, default=0)
        raise StalePage("assignment", attempt=begun if begun >= shown.attempt else 0)


def papers(
    scope: Scope, rows: Sequence[RowMapping], sittings: Mapping[int, Sequence[RowMapping]], attempts: Mapping[int, int]
) -> dict[int, Paper]:
    """Assignment -> what the learner who has these sittings of it works on, in two statements at most.

    `rows` have id, class, the newest version and its spec; `attempts` are how many the learner may make (0: any).
    """
    specs = {(row["id"], row["version"]): row["spec"] for row in rows}
    older = {
        row["id"] for row in rows if any(each["assignment_version"] != row["version"] for each in sittings[row["id"]])
    }
    if older:
        specs |= queries.list_specs(scope.session, older)
    offered = offered_cases(scope, [(row["class_id"], row["spec"]) for row in rows])
    return {
        row["id"]: _paper(
            row, specs, [_sat(each, scope.now) for each in sittings[row["id"]]], offered, attempts[row["id"]]
        )
        for row in rows
    }


def _paper(
    row: RowMapping,
    specs: Mapping[tuple[int, int], AssignmentSpec],
    sat: Sequence[Sat],
    offered: Collection[tuple[int, str]],
    attempts: int,
) -> Paper:
    cases = {number: cases_of(spec) for (assignment, number), spec in specs.items() if assignment == row["id"]}
    here = {case for case in cases[row["version"]] if case == WHOLE or (row["class_id"], case) in offered}
    found = underway(cases, row["version"], sat, here, attempts)
    spec = as_begun(specs[row["id"], found.version], row["spec"])
    return Paper(spec, spec != row["spec"], found, cases, tuple(sat))


def _sat(row: RowMapping, now: datetime) -> Sat:
    is_open = to_attempt(row).effective_state(now) is AttemptState.IN_PROGRESS
    return Sat(row["assignment_version"], row["assignment_try"], row["assignment_part"], is_open)


def offered_cases(scope: Scope, asked: Iterable[tuple[int, AssignmentSpec]]) -> set[tuple[int, str]]:
    """(class, slug) of those of the cases in these specs that learners of the class can still be given."""
    wanted = [(class_id, spec.work.cases) for class_id, spec in asked if isinstance(spec.work, CaseWork)]
    if not wanted:
        return set()
    slugs = {slug for _, cases in wanted for slug in cases}
    return queries.list_offered_cases(scope.session, {class_id for class_id, _ in wanted}, slugs)
