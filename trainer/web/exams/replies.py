"""What the runner is told in JSON: the clock, and what became of a save."""

from collections.abc import Mapping
from datetime import UTC, datetime

from flask_wtf.csrf import generate_csrf

from trainer.adapters import adapter_of
from trainer.domain.exams.aids import Highlight
from trainer.domain.items.answers import fields_of
from trainer.services import exam_sessions, sittings
from trainer.web.requests import current_scope

Reply = tuple[dict[str, object], int]


def clock(sitting: exam_sessions.Sitting) -> dict[str, object]:
    """The server's moment, the end, and which page is worked in."""
    return {
        "now": stamp(current_scope().now),
        "deadline_at": stamp(sitting.deadline_at),
        "state": sitting.state,
        "is_paused": sitting.is_paused,
        "active_client": sitting.active_client,
    }


def state(number: int) -> dict[str, object]:
    """The clock, with whose exam this is and a fresh token: an exam may last longer than the token of its page."""
    told = clock(exam_sessions.get_sitting(current_scope(), number))
    return told | {"learner": str(current_scope().learner.id), "csrf_token": generate_csrf()}


def saved(number: int, position: int, outcome: sittings.Saved | sittings.NotUnderstood | sittings.TooLate) -> Reply:
    """What became of an answer that was taken note of."""
    told = clock(exam_sessions.get_sitting(current_scope(), number))
    match outcome:
        case sittings.Saved(_, newer) if newer:
            return conflict(number, position)
        case sittings.Saved(revision):
            return told | {"outcome": "saved", "revision": revision}, 200
        case sittings.TooLate(seconds):
            return told | {"outcome": "late", "seconds": seconds}, 200
        case sittings.NotUnderstood(message):
            return told | {"outcome": "not_understood", "message": message}, 422


def conflict(number: int, position: int) -> Reply:
    """Another page has saved since: what is stored, for the learner to choose."""
    paper = exam_sessions.get_paper(current_scope(), number, position)
    told = clock(paper.sitting)
    if not paper.questions:
        return told | {"outcome": "paused" if paper.sitting.is_paused else "closed"}, 409
    question = paper.questions[0]
    fields: Mapping[str, list[str]] = fields_of(question.answer) if question.answer else {}
    return told | {"outcome": "conflict", "revision": question.revision, "fields": fields}, 409


def refused(number: int, outcome: str) -> Reply:
    """The exam takes no answers now: `closed` or `paused`."""
    return clock(exam_sessions.get_sitting(current_scope(), number)) | {"outcome": outcome}, 409


def highlights_json(highlights: tuple[Highlight, ...]) -> str:
    """Highlights as the script reads them."""
    return adapter_of(tuple[Highlight, ...]).dump_json(highlights).decode()


def stamp(moment: datetime) -> str:
    """An instant as scripts read it, to the millisecond."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
