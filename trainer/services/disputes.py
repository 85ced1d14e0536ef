"""Disputed keys as their answerer sees them."""

import re
from dataclasses import dataclass
from datetime import datetime

from trainer.db.queries import cases as queries
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services.scope import Scope

__all__ = ["NotFound", "OpenDispute", "Refused", "answer_dispute", "list_open_disputes"]


@dataclass(frozen=True, slots=True)
class OpenDispute:
    """`reference` names it: learner, sitting and number, joined by hyphens."""

    reference: str
    slug: str
    revision: int
    text: str
    created_at: datetime


def list_open_disputes(scope: Scope) -> tuple[OpenDispute, ...]:
    """All without an answer, oldest first."""
    return tuple(
        OpenDispute(
            f"{row['learner_id']}-{row['attempt_number']}-{row['number']}",
            row["slug"],
            row["revision"],
            row["text"],
            row["created_at"],
        )
        for row in queries.list_open_disputes(scope.session)
    )


def answer_dispute(scope: Scope, reference: str, text: str) -> None:
    """Stores the answer; the learner reads it on the report.

    Raises:
        NotFound: there is no such dispute.
        Refused: it was answered before, or the answer says nothing.
    """
    if not re.fullmatch(r"[0-9]{1,9}-[0-9]{1,9}-[0-9]{1,9}", reference):
        raise NotFound("dispute")
    row = queries.find_dispute(scope.session, *map(int, reference.split("-")))
    if row is None:
        raise NotFound("dispute")
    if row.answered_at is not None:
        raise Refused("This dispute is answered already.")
    if not text.strip():
        raise Refused("An answer says something.")
    row.answer, row.answered_at = text.strip(), scope.now
