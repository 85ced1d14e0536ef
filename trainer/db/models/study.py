"""What a learner has seen and done, kept so that pages need not count every answer; plans, estimates, real results."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from trainer.db.columns import Stored
from trainer.db.models.base import Base
from trainer.domain.readiness.plan_values import Plan

_TRACK = "track IN ('cpc', 'cpb')"


def _question(prefix: str) -> ForeignKeyConstraint:
    own = ["learner_id", f"{prefix}_attempt_number", f"{prefix}_position"]
    return ForeignKeyConstraint(own, [f"attempt_items.{name}" for name in ("learner_id", "attempt_number", "position")])


class ItemSight(Base):
    """The first and the last graded sight that a learner had of an item: a cache of grades, see `services.sights`.

    A generated family is one item: another variant is no first sight. `times` counts graded sights, `answered` those
    with an answer, `times_right` those with full points. `first_seconds` is None where it was not measured.
    """

    __tablename__ = "item_sights"
    __table_args__ = (
        _question("first"),
        _question("last"),
        CheckConstraint("times >= answered AND answered >= times_right AND times_right >= 0", name="times"),
    )

    learner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, autoincrement=False)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"), primary_key=True, autoincrement=False)
    first_attempt_number: Mapped[int]
    first_position: Mapped[int]
    first_seen_at: Mapped[datetime]
    first_is_answered: Mapped[bool]
    first_is_right: Mapped[bool]
    first_is_timed: Mapped[bool]
    first_seconds: Mapped[int | None]
    last_attempt_number: Mapped[int]
    last_position: Mapped[int]
    last_seen_at: Mapped[datetime]
    last_is_right: Mapped[bool]
    times: Mapped[int]
    answered: Mapped[int]
    times_right: Mapped[int]


class StudyDay(Base):
    """What was done on a day of the learner's own calendar: a cache. `timed_*` are the answers whose time is known."""

    __tablename__ = "study_days"
    __table_args__ = (CheckConstraint(_TRACK, name="track"),)

    learner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(primary_key=True)
    track: Mapped[str] = mapped_column(String(8), primary_key=True)
    answers: Mapped[int] = mapped_column(default=0)
    cases: Mapped[int] = mapped_column(default=0)
    timed_answers: Mapped[int] = mapped_column(default=0)
    timed_seconds: Mapped[int] = mapped_column(default=0)


class StudyPlan(Base):
    """A plan as it was made. Frozen; the highest number counts."""

    __tablename__ = "study_plans"
    __table_args__ = (CheckConstraint(_TRACK, name="track"),)

    learner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    track: Mapped[str] = mapped_column(String(8))
    plan: Mapped[Plan] = mapped_column(Stored(Plan))
    made_at: Mapped[datetime]


class ReadinessSnapshot(Base):
    """The estimate as it stood at the end of a day's work: projected right answers, interval, chance in thousandths."""

    __tablename__ = "readiness_snapshots"
    __table_args__ = (
        CheckConstraint(_TRACK, name="track"),
        CheckConstraint("0 <= low AND low <= score AND score <= high AND high <= questions", name="interval"),
        CheckConstraint("chance_permille BETWEEN 0 AND 1000", name="chance"),
    )

    learner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, autoincrement=False)
    track: Mapped[str] = mapped_column(String(8), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    taken_at: Mapped[datetime]
    first_sights: Mapped[int]
    questions: Mapped[int]
    pass_questions: Mapped[int]
    score: Mapped[int]
    low: Mapped[int]
    high: Mapped[int]
    chance_permille: Mapped[int]
    level: Mapped[str] = mapped_column(String(12))


class ExamOutcome(Base):
    """A real result that a learner chose to tell: it tests the estimate that stood before it (None: there was none).

    `areas` is slug -> percent right as the report said. Taken back by the learner: `withdrawn_at`.
    """

    __tablename__ = "exam_outcomes"
    __table_args__ = (
        CheckConstraint(_TRACK, name="track"),
        CheckConstraint("percent IS NULL OR percent BETWEEN 0 AND 100", name="percent"),
        CheckConstraint("chance_permille IS NULL OR chance_permille BETWEEN 0 AND 1000", name="chance"),
    )

    learner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    track: Mapped[str] = mapped_column(String(8))
    taken_on: Mapped[date]
    has_passed: Mapped[bool]
    percent: Mapped[int | None]
    areas: Mapped[dict[str, int]] = mapped_column(Stored(dict[str, int]))
    score: Mapped[int | None]
    low: Mapped[int | None]
    high: Mapped[int | None]
    questions: Mapped[int | None]
    chance_permille: Mapped[int | None]
    first_sights: Mapped[int | None]
    recorded_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class CodeLookup(Base):
    """Something was looked up in the code book beside a question. Frozen; (client, sequence) names the event."""

    __tablename__ = "code_lookups"
    __table_args__ = (
        ForeignKeyConstraint(
            ["learner_id", "attempt_number", "position"],
            ["attempt_items.learner_id", "attempt_items.attempt_number", "attempt_items.position"],
        ),
        CheckConstraint("sequence >= 1", name="sequence"),
        Index(None, "learner_id", "looked_up_at"),
    )

    learner_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    client_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    attempt_number: Mapped[int]
    position: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    looked_up_at: Mapped[datetime]
