"""What a key would change: who, from, to, and which exams it would decide otherwise. Nothing is stored here."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import RowMapping

from trainer.adapters import as_plain
from trainer.db.queries import regrading as queries
from trainer.domain.attempts.attempt import AttemptKind
from trainer.domain.exams.regrades import Flip, Mode, Regrade, RunKind, Total, flip_of, total_after
from trainer.domain.exams.review import Shows
from trainer.domain.grading.items import grade_item
from trainer.domain.items.keys import Key
from trainer.domain.kernel.errors import NotFound
from trainer.domain.kernel.fingerprints import fingerprint
from trainer.domain.kernel.points import Points
from trainer.services.scope import Scope

LEARNERS_AT_ONCE = 2_000
"""Of so many the rows are held at a time: what is kept of each answer is small."""


@dataclass(frozen=True, slots=True)
class RegradeLine:
    """One answer whose points change. `correct_…` and `flip` are of its sitting; None while that is not graded."""

    learner_id: int
    display_name: str
    email: str
    number: int
    kind: AttemptKind
    title: str
    questions: int
    shows_keys: bool
    position: int
    before: Points
    after: Points
    correct_before: int | None
    correct_after: int | None
    flip: Flip | None

    @property
    def is_raised(self) -> bool:
        return Regrade(self.before, self.after).is_raised

    @property
    def is_lowered(self) -> bool:
        return Regrade(self.before, self.after).is_lowered


@dataclass(frozen=True, slots=True)
class RegradePreview:
    """What a regrade of one mode would do. `unchanged` answers keep their points, `by_hand` ones were set by hand.

    `is_done`: no answer is left that another key has graded.
    """

    slug: str
    lines: tuple[RegradeLine, ...]
    unchanged: int
    by_hand: int
    is_done: bool


@dataclass(frozen=True, slots=True)
class Regraded:
    """A row of `list_latest_grades` with its points under the old key and under the new one."""

    row: RowMapping
    change: Regrade

    @property
    def sitting(self) -> tuple[int, int]:
        return self.row["learner_id"], self.row["number"]


@dataclass(frozen=True, slots=True)
class Plan:
    """`taken`: what the mode regrades. `met`: graded in practice under another key, whatever becomes of the grade."""

    taken: tuple[Regraded, ...]
    left: int
    by_hand: int
    met: tuple[RowMapping, ...]

    @property
    def changed(self) -> tuple[Regraded, ...]:
        return tuple(each for each in self.taken if each.change.is_changed)


def key_mark(key: Key) -> str:
    """The fingerprint of a key, as publishing makes it."""
    return fingerprint(as_plain(Key, key))


def preview_regrade(scope: Scope, slug: str, mode: Mode = Mode.ALL, key: Key | None = None) -> RegradePreview:
    """What regrading the current version of an item would do, by the key in force or by another `key`.

    Raises:
        NotFound: there is no such item.
    """
    row = queries.find_current_key(scope.session, slug)
    if row is None:
        raise NotFound("item")
    version_id, key = row["item_version_id"], row["key"] if key is None else key
    lines: list[RegradeLine] = []
    examined = by_hand = 0
    for learners in spans_of(queries.list_learners_with(scope.session, version_id), LEARNERS_AT_ONCE):
        plan = plan_regrade(scope, version_id, key, mode, learners)
        lines += to_lines(plan.changed)
        examined += len(plan.taken) + plan.left
        by_hand += plan.by_hand
    return RegradePreview(slug, tuple(lines), examined - len(lines), by_hand, not examined)


def spans_of(learners: Sequence[int], most: int) -> Iterator[queries.Span]:
    """The first and the last of each so many learners, who are given in order."""
    for start in range(0, len(learners), most):
        part = learners[start : start + most]
        yield part[0], part[-1]


def plan_regrade(
    scope: Scope, item_version_id: int, key: Key, mode: Mode, learners: queries.Span = queries.EVERYBODY
) -> Plan:
    """Every answer of these learners that another key has graded last, graded by `key`; marks set by hand stand."""
    mark = key_mark(key)
    rows = queries.list_latest_grades(scope.session, item_version_id, learners)
    others = [row for row in rows if row["key_fingerprint"] != mark]
    changeable = [row for row in others if row["run_kind"] != RunKind.MANUAL]
    regraded = [Regraded(row, _regrade(row, key)) for row in changeable]
    taken = tuple(each for each in regraded if each.change.is_taken(mode))
    return Plan(
        taken,
        len(regraded) - len(taken),
        sum(row["run_kind"] == RunKind.MANUAL for row in rows),
        tuple(row for row in others if row["kind"] == AttemptKind.PRACTICE),
    )


def _regrade(row: RowMapping, key: Key) -> Regrade:
    return Regrade(Points(row["earned"], row["possible"]), grade_item(key, row["answer"]))


def totals_of(changed: Iterable[Regraded]) -> dict[tuple[int, int], tuple[Total, Total]]:
    """(learner, sitting) -> the sum of its grades before and after; sittings that are not graded are left out."""
    grouped: dict[tuple[int, int], list[Regraded]] = {}
    for each in changed:
        grouped.setdefault(each.sitting, []).append(each)
    return {
        sitting: (before, total_after(before, (each.change for each in group)))
        for sitting, group in grouped.items()
        if (before := _total(group[0].row)) is not None
    }


def _total(row: RowMapping) -> Total | None:
    """While a sitting is open its grades are not summed up yet."""
    if row["score_possible"] is None:
        return None
    return Total(Points(row["score_earned"], row["score_possible"]), row["score_correct"])


def to_lines(changed: Iterable[Regraded]) -> tuple[RegradeLine, ...]:
    """The same for reading, in the order of learner, sitting and position."""
    changed = tuple(changed)
    totals = totals_of(changed)
    return tuple(_line(each, totals.get(each.sitting)) for each in changed)


def _line(each: Regraded, totals: tuple[Total, Total] | None) -> RegradeLine:
    row = each.row
    before, after = (totals[0].correct, totals[1].correct) if totals else (None, None)
    pass_questions = row["form"].pass_questions if row["form"] else 0
    return RegradeLine(
        learner_id=row["learner_id"],
        display_name=row["display_name"],
        email=row["email"] or "",
        number=row["number"],
        kind=AttemptKind(row["kind"]),
        title=row["title"],
        questions=row["item_count"],
        shows_keys=row["shows"] == Shows.EVERYTHING,
        position=row["position"],
        before=each.change.before,
        after=each.change.after,
        correct_before=before,
        correct_after=after,
        flip=None if before is None or after is None else flip_of(pass_questions, before, after),
    )
