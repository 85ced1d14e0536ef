"""What forms with an answer have in common: its fields, and the event that carries it."""

from secrets import token_hex

from werkzeug.datastructures import MultiDict

from trainer.domain.review.ratings import Confidence
from trainer.services.sittings import Event

MAX_SEQUENCE = 2**31 - 1
_ANSWER_FIELDS = ("choice", "number", "code", "place-", "match-")


def typed_answer(values: MultiDict[str, str]) -> dict[str, list[str]]:
    """The fields of the answer itself: what was entered before another button than the saving one was pressed."""
    return {name: values.getlist(name) for name in values if name.startswith(_ANSWER_FIELDS)}


def chosen_confidence(values: MultiDict[str, str]) -> Confidence | None:
    """How sure the learner said to be; None where nothing was said."""
    said = values.get("confidence")
    return next((confidence for confidence in Confidence if confidence == said), None)


def read_event(form: MultiDict[str, str]) -> Event:
    """The event in the hidden fields of a form; a client that names itself not is a new one."""
    client_id = form.get("client_id", "")[:32] or token_hex(8)
    return Event(client_id, max(1, whole(form.get("sequence"))), whole(form.get("base_revision")))


def whole(text: str | None) -> int:
    """A whole number from a field; 0 for anything else."""
    return min(int(text), MAX_SEQUENCE) if text and text.isascii() and text.isdigit() and len(text) < 12 else 0
