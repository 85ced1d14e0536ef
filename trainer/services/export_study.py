"""Sheets of an export: notes and flags, what was seen and comes back, days, plans, estimates, real results."""

from collections.abc import Callable, Iterator, Sequence

from trainer.db.models.attempts import ItemFlag, ItemNote
from trainer.db.models.reviews import ReviewCard, ReviewLog
from trainer.db.models.study import ExamOutcome, ItemSight, ReadinessSnapshot, StudyDay, StudyPlan
from trainer.db.models.words import WordAnswer
from trainer.db.queries import exports as queries
from trainer.services.export_values import Cell, Reading, Sheet, plain

Cells = Iterator[Sequence[Cell]]


def _notes(reading: Reading) -> Cells:
    for row in queries.list_of_items(reading.session, reading.learner_id, ItemNote):
        yield _name_of(reading, "notes", row.item_id, row.item), row.text, row.updated_at


def _flags(reading: Reading) -> Cells:
    for row in queries.list_of_items(reading.session, reading.learner_id, ItemFlag):
        yield _name_of(reading, "flags", row.item_id, row.item), row.flagged_at


def _name_of(reading: Reading, sheet: str, item_id: int, slug: str) -> str | None:
    """The name of an item may tell its answer: it is told once the verdict was."""
    if item_id in reading.told.items:
        return slug
    reading.held_back[sheet] += 1
    return None


def _of_told_items(sheet: str, model: type[ItemSight | ReviewCard | ReviewLog]) -> Callable[[Reading], Cells]:
    """The rows of a table kept by item: its columns in their order, the item by its name."""

    def read(reading: Reading) -> Cells:
        for row in queries.list_of_items(reading.session, reading.learner_id, model):
            if row.item_id in reading.told.items:
                yield row.item, *row[1:-1]
            else:
                reading.held_back[sheet] += 1

    return read


def _plans(reading: Reading) -> Cells:
    columns = (StudyPlan.number, StudyPlan.track, StudyPlan.made_at, StudyPlan.plan)
    for row in queries.list_own(reading.session, reading.learner_id, StudyPlan, columns):
        yield (*row[:3], row.plan.made_on, row.plan.exam_on, tuple(warning.kind for warning in row.plan.warnings))


def _tasks(reading: Reading) -> Cells:
    columns = (StudyPlan.number, StudyPlan.plan)
    for row in queries.list_own(reading.session, reading.learner_id, StudyPlan, columns):
        for week in row.plan.weeks:
            for task in week.tasks:
                named = task.kind, task.subject or None, task.title or None
                yield row.number, week.starts_on, task.on, *named, task.count, task.minutes


def _outcomes(reading: Reading) -> Cells:
    columns = [getattr(ExamOutcome, name) for name in _OUTCOME.values()]
    place = list(_OUTCOME).index("areas")
    for row in queries.list_own(reading.session, reading.learner_id, ExamOutcome, columns):
        areas = tuple(f"{area}={percent}" for area, percent in row.areas.items())
        yield (*row[:place], areas, *row[place + 1 :])


_OUTCOME = {
    "number": "number",
    "track": "track",
    "taken_on": "taken_on",
    "has_passed": "has_passed",
    "percent": "percent",
    "areas": "areas",
    "projected_right": "score",
    "projected_low": "low",
    "projected_high": "high",
    "questions": "questions",
    "chance_permille": "chance_permille",
    "first_sights": "first_sights",
    "recorded_at": "recorded_at",
    "withdrawn_at": "withdrawn_at",
}

NOTES = Sheet("notes", "Your note on a question.", ("item_notes",), ("item", "text", "updated_at"), _notes)
FLAGS = Sheet("flags", "A question that you flagged.", ("item_flags",), ("item", "flagged_at"), _flags)
SIGHTS = Sheet(
    "sights",
    "A question that was graded for you: the first and the last time, and how often.",
    ("item_sights",),
    (
        *("item", "first_sitting", "first_position", "first_seen_at", "first_is_answered", "first_is_right"),
        *("first_is_timed", "first_seconds", "last_sitting", "last_position", "last_seen_at", "last_is_right"),
        *("times_seen", "times_answered", "times_right"),
    ),
    _of_told_items("sights", ItemSight),
)
STUDY_DAYS = plain(
    "study_days",
    "What you did on a day, by the calendar of your time zone.",
    StudyDay,
    {
        "day": StudyDay.day,
        "track": StudyDay.track,
        "answers": StudyDay.answers,
        "cases": StudyDay.cases,
        "timed_answers": StudyDay.timed_answers,
        "timed_seconds": StudyDay.timed_seconds,
    },
)
REVIEW_CARDS = Sheet(
    "review_cards",
    "When a question comes back to you.",
    ("review_cards",),
    ("item", "stability_days", "difficulty", "due_at", "reviewed_at", "ratings"),
    _of_told_items("review_cards", ReviewCard),
)
REVIEW_LOGS = Sheet(
    "review_logs",
    "A rating of your answer to a question, with its card before and after it.",
    ("review_logs",),
    (
        *("item", "number", "sitting", "position", "rating", "confidence", "spent_seconds", "is_overruling"),
        *("reviewed_at", "retention_percent", "not_after_at", "stability_before_days", "difficulty_before"),
        *("due_before_at", "reviewed_before_at", "stability_after_days", "difficulty_after", "due_after_at"),
        "logged_at",
    ),
    _of_told_items("review_logs", ReviewLog),
)
STUDY_PLANS = Sheet(
    "study_plans",
    "A plan as it was made; the one with the highest number counts.",
    ("study_plans",),
    ("plan", "track", "made_at", "made_on", "exam_on", "warnings"),
    _plans,
)
PLAN_TASKS = Sheet(
    "plan_tasks",
    "A task of a plan.",
    ("study_plans",),
    ("plan", "week_starts_on", "on", "kind", "subject", "title", "count", "minutes"),
    _tasks,
)
READINESS_SNAPSHOTS = plain(
    "readiness_snapshots",
    "Your practice estimate as it stood at the end of a day's work.",
    ReadinessSnapshot,
    {
        "track": ReadinessSnapshot.track,
        "day": ReadinessSnapshot.day,
        "taken_at": ReadinessSnapshot.taken_at,
        "first_sights": ReadinessSnapshot.first_sights,
        "questions": ReadinessSnapshot.questions,
        "pass_questions": ReadinessSnapshot.pass_questions,
        "projected_right": ReadinessSnapshot.score,
        "projected_low": ReadinessSnapshot.low,
        "projected_high": ReadinessSnapshot.high,
        "chance_permille": ReadinessSnapshot.chance_permille,
        "evidence_level": ReadinessSnapshot.level,
    },
)
EXAM_OUTCOMES = Sheet(
    "exam_outcomes",
    "A real result that you chose to tell, with the estimate that stood before it.",
    ("exam_outcomes",),
    tuple(_OUTCOME),
    _outcomes,
)
WORD_ANSWERS = plain(
    "word_answers",
    "An answer in the word game: the part that was asked for, and the part whose meaning you chose.",
    WordAnswer,
    {
        "part": WordAnswer.part,
        "repetition": WordAnswer.repetition,
        "chosen": WordAnswer.chosen,
        "is_right": WordAnswer.is_right,
        "answered_at": WordAnswer.answered_at,
    },
)
