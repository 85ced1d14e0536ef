"""That the page of a sitting is there: what whoever watches an assignment sees of it."""

from trainer.db.models.classes import Presence
from trainer.db.queries import attempts
from trainer.db.queries.upserts import replace_all, upsert
from trainer.domain.attempts.attempt import RUNNER_KINDS
from trainer.domain.kernel.errors import NotFound
from trainer.services.attempts import to_attempt
from trainer.services.scope import Scope


def record_presence(scope: Scope, number: int, position: int) -> bool:
    """Keeps that the learner's page is open at a question now; whether anybody watches the sitting.

    Nothing is kept of one that is no assignment, or that is over.

    Raises:
        NotFound: the learner has no such sitting in the runner.
    """
    row = attempts.find_attempt(scope.session, scope.learner.id, number)
    if row is None or row["kind"] not in RUNNER_KINDS:
        raise NotFound("exam")
    if row["assignment_id"] is None or not to_attempt(row).is_open(scope.now):
        return False
    seen = {
        "learner_id": scope.learner.id,
        "attempt_number": number,
        "position": min(max(position, 1), row["item_count"]),
        "seen_at": scope.now,
    }
    upsert(scope.session, Presence, [seen], replace_all)
    return True
