"""Sheets of an export: the learner, their sittings, answers and grades, and what belongs to exams."""

from collections.abc import Iterator, Sequence

from trainer.db.models.attempts import AnswerEvent
from trainer.db.models.exams import AccommodationRow, Notepad, Notice, QuestionAidsRow, QuestionView, TimeExtension
from trainer.db.models.study import CodeLookup
from trainer.db.queries import exports as queries
from trainer.services.export_values import Cell, Reading, Sheet, answer_text, plain

Cells = Iterator[Sequence[Cell]]


def _profile(reading: Reading) -> Cells:
    yield queries.get_person(reading.session, reading.learner_id)


def _sittings(reading: Reading) -> Cells:
    for row in reading.sittings:
        earned, possible = (
            (row["case_earned"], row["case_possible"]) if row["case"] else (row["earned"], row["possible"])
        )
        is_held_back = possible is not None and row["number"] not in reading.told.scores
        if is_held_back:
            reading.held_back["sittings"] += 1
        score = (None,) * 4 if is_held_back else (row["answered"], row["correct"], earned, possible)
        yield (
            row["number"],
            row["kind"],
            row["track"],
            row["title"],
            row["form"].slug if row["form"] else None,
            row["form"].pass_questions or None if row["form"] else None,
            row["feedback"],
            row["shows"],
            row["shows_from"],
            row["is_exam_like"],
            row["allows_pause"],
            row["extra_seconds"],
            row["item_count"],
            reading.states[row["number"]],
            row["started_at"],
            row["deadline_at"],
            row["paused_at"],
            row["closed_at"],
            row["graded_at"],
            *score,
            row["case"],
            is_held_back,
        )


def _answers(reading: Reading) -> Cells:
    """The name of an item may tell its answer: it is told with the verdict."""
    for row in queries.list_answers(reading.session, reading.learner_id):
        is_graded = row.possible is not None
        is_told = is_graded and reading.told.tells_verdict(row.sitting, row.item_id)
        if is_graded and not is_told:
            reading.held_back["answers"] += 1
        yield (
            row.sitting,
            row.position,
            row.item if is_told else None,
            row.version if is_told else None,
            row.variant if is_told else None,
            row.area,
            row.option_order,
            answer_text(row.answer),
            row.revision,
            row.saved_at,
            row.earned if is_told else None,
            row.possible if is_told else None,
            row.graded_at,
            is_graded and not is_told,
        )


def _events(reading: Reading) -> Cells:
    columns = (
        AnswerEvent.attempt_number,
        AnswerEvent.position,
        AnswerEvent.client_id,
        AnswerEvent.sequence,
        AnswerEvent.base_revision,
        AnswerEvent.answer,
        AnswerEvent.received_at,
        AnswerEvent.is_late,
    )
    for row in queries.list_own(reading.session, reading.learner_id, AnswerEvent, columns):
        yield (*row[:5], answer_text(row.answer), *row[6:])


def _grades(reading: Reading) -> Cells:
    for row in queries.list_grades(reading.session, reading.learner_id):
        if reading.told.tells_verdict(row.sitting, row.item_id):
            yield row[:8]
        else:
            reading.held_back["grades"] += 1


def _aids(reading: Reading) -> Cells:
    table = QuestionAidsRow
    columns = (table.attempt_number, table.position, table.aids, table.saved_at)
    for row in queries.list_own(reading.session, reading.learner_id, table, columns):
        highlights = tuple(f"{each.block}:{each.start}-{each.end}" for each in row.aids.highlights)
        yield row.attempt_number, row.position, row.aids.struck, highlights, row.saved_at


def _notices(reading: Reading) -> Cells:
    columns = (Notice.number, Notice.attempt_number, Notice.text, Notice.created_at, Notice.read_at)
    for row in queries.list_own(reading.session, reading.learner_id, Notice, columns):
        if row.attempt_number in reading.told.scores:
            yield row
        else:
            reading.held_back["notices"] += 1


PROFILE = Sheet(
    "profile",
    "You, as you told us, and your settings: one row.",
    ("users", "learner_profiles"),
    (
        *("display_name", "email", "email_verified_at", "signed_up_at", "track", "exam_on", "weekly_hours"),
        *("daily_review_limit", "time_zone", "mail_hour", "mailed_on"),
    ),
    _profile,
)
SITTINGS = Sheet(
    "sittings",
    "A practice, quiz, exam, diagnostic or case that you started, the rules it was started under, its latest score.",
    ("attempts", "attempt_scores"),
    (
        *("sitting", "kind", "track", "title", "form", "pass_questions", "feedback", "shows", "shows_from"),
        *("is_exam_like", "allows_pause", "extra_seconds", "questions", "state", "started_at", "deadline_at"),
        *("paused_at", "closed_at", "graded_at", "questions_answered", "questions_right", "points_earned"),
        *("points_possible", "case", "is_held_back"),
    ),
    _sittings,
)
ANSWERS = Sheet(
    "answers",
    "A question that you were dealt, with your answer as it stands and its latest points.",
    ("attempt_items", "answers"),
    (
        *("sitting", "position", "item", "version", "variant", "area", "option_order", "answer", "answer_revision"),
        *("saved_at", "points_earned", "points_possible", "graded_at", "is_held_back"),
    ),
    _answers,
)
ANSWER_EVENTS = Sheet(
    "answer_events",
    "A save of an answer as it arrived: the history behind your answers.",
    ("answer_events",),
    ("sitting", "position", "client", "sequence", "base_revision", "answer", "received_at", "is_late"),
    _events,
)
GRADES = Sheet(
    "grades",
    "A grade of an answer. A regrade adds one; the one with the highest run counts.",
    ("grades",),
    (
        *("sitting", "position", "run", "run_kind", "answer_revision", "points_earned", "points_possible"),
        "graded_at",
    ),
    _grades,
)
QUESTION_VIEWS = plain(
    "question_views",
    "A question of an exam was on your screen for so long.",
    QuestionView,
    {
        "sitting": QuestionView.attempt_number,
        "position": QuestionView.position,
        "client": QuestionView.client_id,
        "sequence": QuestionView.sequence,
        "spent_ms": QuestionView.spent_ms,
        "received_at": QuestionView.received_at,
    },
)
QUESTION_AIDS = Sheet(
    "question_aids",
    "What you struck out and highlighted at a question of an exam.",
    ("question_aids",),
    ("sitting", "position", "struck_options", "highlights", "saved_at"),
    _aids,
)
NOTEPADS = plain(
    "notepads",
    "The notepad of an exam.",
    Notepad,
    {"sitting": Notepad.attempt_number, "text": Notepad.text, "saved_at": Notepad.saved_at},
)
CODE_LOOKUPS = plain(
    "code_lookups",
    "Something that you looked up in the code book beside a question.",
    CodeLookup,
    {
        "sitting": CodeLookup.attempt_number,
        "position": CodeLookup.position,
        "client": CodeLookup.client_id,
        "sequence": CodeLookup.sequence,
        "text": CodeLookup.text,
        "looked_up_at": CodeLookup.looked_up_at,
    },
)
ACCOMMODATIONS = plain(
    "accommodations",
    "More time that you are given in every sitting with a time limit.",
    AccommodationRow,
    {
        "number": AccommodationRow.number,
        "extra_percent": AccommodationRow.percent,
        "extra_seconds": AccommodationRow.seconds,
        "reason": AccommodationRow.reason,
        "granted_at": AccommodationRow.granted_at,
        "ended_at": AccommodationRow.ended_at,
    },
)
TIME_EXTENSIONS = plain(
    "time_extensions",
    "More time that you were given during one sitting.",
    TimeExtension,
    {
        "sitting": TimeExtension.attempt_number,
        "number": TimeExtension.number,
        "extra_seconds": TimeExtension.seconds,
        "reason": TimeExtension.reason,
        "granted_at": TimeExtension.granted_at,
    },
)
NOTICES = Sheet(
    "notices",
    "What you were told of a grade that was changed, and when you put it away.",
    ("notices",),
    ("number", "sitting", "text", "created_at", "read_at"),
    _notices,
)
