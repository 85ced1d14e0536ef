"""How near to passing the learners of a class are: their newest estimates, who is at risk, and why.

Own practice enters only through the estimate, the number of first answers and the last day of study.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import RowMapping

from trainer.db.queries import assignment_terms
from trainer.db.queries import insight as queries
from trainer.domain.classes.marks import CellState, Mark, MarkKind, cell_of
from trainer.domain.classes.risk import FALL_DAYS, Estimated, Risk, Situation, risks_of, urgency
from trainer.domain.classes.roles import Act
from trainer.domain.readiness.evidence import FEWEST_SIGHTS
from trainer.services.assignment_terms import terms_of_class
from trainer.services.assignment_tries import there_since, tries_of_class
from trainer.services.class_access import Member, member_for
from trainer.services.scope import Scope
from trainer.services.tables import Rows


class Standing(StrEnum):
    """Where the interval of an estimate lies to the pass mark."""

    ABOVE = "above"
    NEAR = "near"
    BELOW = "below"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class LearnerRow:
    """A learner with what is known; `days_old` of the estimate, `exam_on` of the track of the class."""

    learner_id: int
    name: str
    student_number: str
    situation: Situation
    days_old: int | None
    standing: Standing
    risks: tuple[Risk, ...]


@dataclass(frozen=True, slots=True)
class ReadinessPage:
    """The learners, the most urgent first. `standings` counts them by where they stand, in that order."""

    member: Member
    today: date
    rows: tuple[LearnerRow, ...]
    standings: tuple[tuple[Standing, int], ...]

    @property
    def at_risk(self) -> int:
        """How many have a risk."""
        return sum(bool(row.risks) for row in self.rows)


def get_readiness(scope: Scope, class_id: int) -> ReadinessPage:
    """The readiness of a class, in a constant number of statements.

    Raises:
        NotFound: there is no such class, or the person may not grade there.
    """
    member = member_for(scope, class_id, Act.GRADE)
    today = scope.now.astimezone(ZoneInfo(member.time_zone)).date()
    rows = [_row(known, today, who) for who, known in _situations(scope, member, today)]
    rows.sort(key=lambda row: urgency(row.situation, row.risks, today))
    counts = Counter(row.standing for row in rows)
    return ReadinessPage(member, today, tuple(rows), tuple((each, counts[each]) for each in Standing))


def table_of_readiness(scope: Scope, class_id: int) -> Rows:
    """The same as a table.

    Raises:
        NotFound: see `get_readiness`.
    """
    page = get_readiness(scope, class_id)
    head = ["Learner", "Number", "Estimate", "Low", "High", "Of", "Pass mark", "Estimate of", "First answers"]
    yield [*head, "Last day of study", "Missing assignments", "Exam", "Risks"]
    for row in page.rows:
        known, found = row.situation, row.situation.estimate
        numbers: list[int | None] = [None] * 5
        if found is not None:
            numbers = [found.score, found.low, found.high, found.questions, found.pass_questions]
        yield [
            row.name,
            row.student_number,
            *numbers,
            found.day if found else None,
            known.first_answers,
            known.studied_on,
            known.missing,
            known.exam_on,
            " ".join(risk.why for risk in row.risks),
        ]


def _situations(scope: Scope, member: Member, today: date) -> list[tuple[RowMapping, Situation]]:
    session, class_id, track = scope.session, member.class_id, member.track
    now = queries.newest_estimates(session, class_id, track)
    before = queries.newest_estimates(session, class_id, track, today - timedelta(days=FALL_DAYS))
    answers = queries.count_first_answers(session, class_id, track)
    days = queries.last_days(session, class_id)
    learners = queries.list_learners(session, class_id)
    missing = _missing(scope, class_id, learners)
    zone = ZoneInfo(member.time_zone)
    return [
        (
            who,
            Situation(
                joined_on=who["joined_at"].astimezone(zone).date(),
                exam_on=who["exam_on"] if who["track"] == track else None,
                estimate=_estimated(now, who["id"]),
                before=_estimated(before, who["id"]),
                first_answers=answers.get(who["id"], 0),
                wanted_answers=FEWEST_SIGHTS,
                studied_on=days.get(who["id"]),
                missing=missing[who["id"]],
            ),
        )
        for who in learners
    ]


def _estimated(rows: Mapping[int, RowMapping], learner_id: int) -> Estimated | None:
    row = rows.get(learner_id)
    if row is None:
        return None
    return Estimated(row["day"], row["score"], row["low"], row["high"], row["questions"], row["pass_questions"])


def _missing(scope: Scope, class_id: int, learners: Sequence[RowMapping]) -> Counter[int]:
    """Learner -> assignments past their date without any work, not excused, nor closed before the learner came."""
    terms = terms_of_class(scope, class_id)
    tries = tries_of_class(scope, class_id, terms=terms)
    marks = queries.newest_marks(scope.session, class_id)
    published = assignment_terms.list_published(scope.session, class_id)
    specs = {row["id"]: row["spec"] for row in published}
    since = there_since(scope, class_id, ((who["id"], who["joined_at"]) for who in learners), tries, published)
    missing: Counter[int] = Counter()
    for (assignment_id, learner_id), own in terms.items():
        key = assignment_id, learner_id
        row = marks.get(key)
        mark = Mark(MarkKind(row["kind"]), row["permille"]) if row else None
        counts = specs[assignment_id].counts
        cell = cell_of(tries.get(key, ()), own, counts, mark, scope.now, there_since=since[learner_id])
        missing[learner_id] += cell.state is CellState.MISSING
    return missing


def _row(known: Situation, today: date, who: RowMapping) -> LearnerRow:
    found = known.estimate
    return LearnerRow(
        learner_id=who["id"],
        name=who["display_name"],
        student_number=who["student_number"],
        situation=known,
        days_old=(today - found.day).days if found else None,
        standing=_standing(found),
        risks=risks_of(known, today),
    )


def _standing(found: Estimated | None) -> Standing:
    if found is None:
        return Standing.UNKNOWN
    if found.low >= found.pass_questions:
        return Standing.ABOVE
    return Standing.BELOW if found.high < found.pass_questions else Standing.NEAR
