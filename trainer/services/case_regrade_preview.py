"""What a key of a case would change: who, from, to, and which claims would be clean. Nothing is stored here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import RowMapping

from trainer.db.models.cases import CaseLine
from trainer.db.queries import case_regrading as queries
from trainer.db.queries.regrading import EVERYBODY, Span
from trainer.domain.claims.billing_case import BillingContent, Worksheet
from trainer.domain.claims.case import CaseContent
from trainer.domain.claims.lines import TypedClaim, TypedLine
from trainer.domain.exams.regrades import Mode, Regrade, RunKind
from trainer.domain.exams.review import Shows
from trainer.domain.grading.billing_key import BillingKey
from trainer.domain.grading.case_key import CaseKey, VisitElements
from trainer.domain.grading.queries import QueryAnswer
from trainer.domain.kernel.errors import NotFound
from trainer.domain.kernel.points import Points
from trainer.services.case_grading import Graded, grade_submission
from trainer.services.case_publishing import key_marks
from trainer.services.cases import CaseWork
from trainer.services.scope import Scope

AnyContent = CaseContent | BillingContent
AnyKey = CaseKey | BillingKey


@dataclass(frozen=True, slots=True)
class CaseRegradeLine:
    """One submission whose points change, or whether it is clean."""

    learner_id: int
    display_name: str
    email: str
    number: int
    track: str
    shows_keys: bool
    before: Points
    after: Points
    was_clean: bool
    is_clean: bool

    @property
    def is_raised(self) -> bool:
        return Regrade(self.before, self.after).is_raised

    @property
    def is_lowered(self) -> bool:
        return Regrade(self.before, self.after).is_lowered


@dataclass(frozen=True, slots=True)
class CaseRegradePreview:
    """What a regrade of one mode would do. `unchanged` submissions keep their points, `by_hand` ones were set by hand.

    `kept` are those by hand that another key had graded before: as they stand, and as the key alone would grade them.
    `is_done`: no submission is left that another key has graded.
    """

    slug: str
    lines: tuple[CaseRegradeLine, ...]
    unchanged: int
    by_hand: int
    kept: tuple[CaseRegradeLine, ...]
    is_done: bool


@dataclass(frozen=True, slots=True)
class Regraded:
    """A row of `list_latest_grades` with its new grade."""

    row: RowMapping
    graded: Graded
    change: Regrade

    @property
    def is_changed(self) -> bool:
        return self.change.is_changed or self.graded.grade.is_clean != self.row["is_clean"]


@dataclass(frozen=True, slots=True)
class Plan:
    """`taken`: what the mode regrades; `left`: what another key has graded and the mode leaves.

    `by_hand` counts grades set by hand; `kept` are those of them that began with another key. No mode changes them.
    """

    taken: tuple[Regraded, ...]
    left: int
    by_hand: int
    kept: tuple[Regraded, ...]

    @property
    def changed(self) -> tuple[Regraded, ...]:
        return tuple(each for each in self.taken if each.is_changed)


def preview_case_regrade(
    scope: Scope, slug: str, mode: Mode = Mode.ALL, key: AnyKey | None = None
) -> CaseRegradePreview:
    """What regrading the current version of a case would do, by the key in force or by another `key`.

    Raises:
        NotFound: there is no such case.
        NoCodeBook: see `case_grading.grade_work`.
    """
    row = queries.find_current_key(scope.session, slug)
    if row is None:
        raise NotFound("case")
    plan = plan_case_regrade(scope, row, row["key"] if key is None else key, mode)
    lines = to_lines(plan.changed)
    is_done = not plan.taken and not plan.left
    unchanged = len(plan.taken) + plan.left - len(lines)
    return CaseRegradePreview(slug, lines, unchanged, plan.by_hand, to_lines(plan.kept), is_done)


def plan_case_regrade(scope: Scope, case: RowMapping, key: AnyKey, mode: Mode, learners: Span = EVERYBODY) -> Plan:
    """Every submission of these learners that another key has graded last, graded by `key`; marks by hand stand.

    Raises:
        NoCodeBook: see `case_grading.grade_work`.
    """
    version_id, mark = case["case_version_id"], key_marks(key)[0]
    rows = queries.list_latest_grades(scope.session, version_id, learners)
    others = [row for row in rows if row["key_fingerprint"] != mark]
    is_coding = bool(others) and isinstance(case["content"], CaseContent)
    claims = _claims(queries.list_claim_lines(scope.session, version_id, learners)) if is_coding else {}
    regraded = [_regraded(scope, case["content"], key, row, claims) for row in others]
    kept = tuple(each for each in regraded if each.row["run_kind"] == RunKind.MANUAL)
    free = [each for each in regraded if each.row["run_kind"] != RunKind.MANUAL]
    taken = tuple(each for each in free if each.change.is_taken(mode))
    return Plan(taken, len(free) - len(taken), sum(row["run_kind"] == RunKind.MANUAL for row in rows), kept)


def _regraded(
    scope: Scope, content: AnyContent, key: AnyKey, row: RowMapping, claims: Mapping[tuple[int, int], TypedClaim]
) -> Regraded:
    work: CaseWork | Worksheet = row["worksheet"]
    if isinstance(content, CaseContent):
        claim = claims.get((row["learner_id"], row["number"]), TypedClaim((), ()))
        elements = row["elements"] or VisitElements("", "", "")
        work = CaseWork(claim, row["note"], elements, row["query"] or QueryAnswer())
    graded = grade_submission(content, key, work, scope.shelf)
    score = graded.grade.line_score
    return Regraded(row, graded, Regrade(Points(row["earned"], row["possible"]), Points(score.earned, score.possible)))


def _claims(lines: Iterable[CaseLine]) -> dict[tuple[int, int], TypedClaim]:
    """(learner, sitting) -> the claim as it was typed."""
    sections: dict[tuple[int, int], dict[str, list[TypedLine]]] = {}
    for line in lines:
        of_claim = sections.setdefault((line.learner_id, line.attempt_number), {"diagnoses": [], "procedures": []})
        typed = TypedLine(line.code, line.modifiers, line.units, line.pointers, line.mark, line.is_struck)
        of_claim[line.section].append(typed)
    return {place: TypedClaim(tuple(each["diagnoses"]), tuple(each["procedures"])) for place, each in sections.items()}


def to_lines(changed: Iterable[Regraded]) -> tuple[CaseRegradeLine, ...]:
    """The same for reading, by learner and sitting."""
    return tuple(
        CaseRegradeLine(
            each.row["learner_id"],
            each.row["display_name"],
            each.row["email"] or "",
            each.row["number"],
            each.row["track"],
            each.row["shows"] == Shows.EVERYTHING,
            each.change.before,
            each.change.after,
            bool(each.row["is_clean"]),
            each.graded.grade.is_clean,
        )
        for each in changed
    )
