"""Keeps what a learner looks up in the code book beside a question: an open-book exam tests that habit too."""

from dataclasses import dataclass

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from trainer.db.models.study import CodeLookup
from trainer.db.queries import lookups as queries
from trainer.domain.attempts.attempt import AttemptKind
from trainer.domain.kernel.errors import Conflict, NotFound, Refused
from trainer.services.attempts import to_attempt
from trainer.services.scope import Scope

MAX_TEXT_CHARACTERS = 100
MAX_CLIENT_CHARACTERS = 32
MAX_SEQUENCE = 2**31 - 1


@dataclass(frozen=True, slots=True)
class LookedUp:
    """Words that were searched for, or a code that was opened; the same (client, sequence) is the same event."""

    client_id: str
    sequence: int
    text: str


def record_lookup(scope: Scope, number: int, position: int, looked_up: LookedUp) -> None:
    """Keeps that something was looked up beside a question of the learner's own open sitting; once for each event.

    Raises:
        NotFound: the learner has no such question, or its sitting is closed, paused, or sat without study aids.
        Refused: there is nothing in it, or more than anybody looks up at once.
        Conflict: the same event was stored at the same moment.
    """
    text = looked_up.text.strip()
    if not 1 <= len(text) <= MAX_TEXT_CHARACTERS:
        raise Refused(f"What is looked up has 1 to {MAX_TEXT_CHARACTERS} characters.", "text")
    if not 1 <= len(looked_up.client_id) <= MAX_CLIENT_CHARACTERS or not 1 <= looked_up.sequence <= MAX_SEQUENCE:
        raise Refused("This event has no name.", "client_id")
    if min(number, position) < 1:
        raise Refused("Sittings and questions count from 1.", "position")
    client_id, sequence = looked_up.client_id, looked_up.sequence
    learner_id = scope.learner.id
    row = queries.find_place(scope.session, learner_id, number, position, client_id=client_id, sequence=sequence)
    if row is None or row["kind"] == AttemptKind.CASE or row["is_exam_like"]:
        raise NotFound("question")
    attempt = to_attempt(row)
    if not attempt.is_open(scope.now) or attempt.paused_at is not None:
        raise NotFound("question")
    if row["known"] is not None:
        return
    values = {
        "learner_id": learner_id,
        "client_id": client_id,
        "sequence": sequence,
        "attempt_number": number,
        "position": position,
        "text": text,
        "looked_up_at": scope.now,
    }
    try:
        scope.session.execute(insert(CodeLookup), values)
    except IntegrityError as error:
        raise Conflict("look-up") from error
