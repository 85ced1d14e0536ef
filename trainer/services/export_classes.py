"""Sheets of an export: classes, what was granted, set by hand and said there, and reported keys."""

from collections.abc import Iterator, Sequence

from trainer.db.models.classes import AssignmentMark, AssignmentOverride, Presence, WorkComment
from trainer.db.queries import exports as queries
from trainer.services.export_values import Cell, Reading, Sheet, plain

Cells = Iterator[Sequence[Cell]]


def _classes(reading: Reading) -> Cells:
    yield from queries.list_memberships(reading.session, reading.learner_id)


CLASSES = Sheet(
    "classes",
    "A class that you belong to or belonged to.",
    ("enrolments", "classes"),
    ("class", "title", "term", "role", "student_number", "joined_at", "left_at"),
    _classes,
)
CLASS_OVERRIDES = plain(
    "class_overrides",
    "Extra time, other dates or more tries that a class granted you; without an assignment it holds for all of them.",
    AssignmentOverride,
    {
        "class": AssignmentOverride.class_id,
        "assignment": AssignmentOverride.assignment_id,
        "extra_percent": AssignmentOverride.extra_percent,
        "extra_seconds": AssignmentOverride.extra_seconds,
        "extra_tries": AssignmentOverride.extra_attempts,
        "opens_at": AssignmentOverride.opens_at,
        "due_at": AssignmentOverride.due_at,
        "closes_at": AssignmentOverride.closes_at,
        "reason": AssignmentOverride.reason,
        "granted_at": AssignmentOverride.granted_at,
        "ended_at": AssignmentOverride.ended_at,
    },
)
CLASS_MARKS = plain(
    "class_marks",
    "A score of an assignment that was set by hand, or that you were excused. The highest number counts.",
    AssignmentMark,
    {
        "assignment": AssignmentMark.assignment_id,
        "number": AssignmentMark.number,
        "kind": AssignmentMark.kind,
        "score_permille": AssignmentMark.permille,
        "reason": AssignmentMark.reason,
        "made_at": AssignmentMark.made_at,
    },
)
CLASS_COMMENTS = plain(
    "class_comments",
    "Something that was said to you about your work; position 0 is all of it.",
    WorkComment,
    {
        "assignment": WorkComment.assignment_id,
        "number": WorkComment.number,
        "sitting": WorkComment.attempt_number,
        "position": WorkComment.position,
        "text": WorkComment.text,
        "said_at": WorkComment.said_at,
        "withdrawn_at": WorkComment.withdrawn_at,
    },
)
PRESENCES = plain(
    "presences",
    "When the page of a sitting last said that it was open.",
    Presence,
    {"sitting": Presence.attempt_number, "position": Presence.position, "seen_at": Presence.seen_at},
)


def _item_reports(reading: Reading) -> Cells:
    """The answer to a report tells the key: it is held back while the question stands in an exam."""
    for row in queries.list_item_reports(reading.session, reading.learner_id):
        *said, answer, outcome, answered_at, item_id = row
        is_told = item_id not in reading.told.examined
        if not is_told and answered_at is not None:
            reading.held_back["item_reports"] += 1
        yield (*said, *((answer, outcome, answered_at) if is_told else (None, None, None)))


ITEM_REPORTS = Sheet(
    "item_reports",
    "A key that you reported as wrong, and the answer to that.",
    ("item_reports",),
    ("sitting", "position", "number", "text", "created_at", "answer", "outcome", "answered_at"),
    _item_reports,
)
