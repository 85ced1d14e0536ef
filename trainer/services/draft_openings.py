"""Keys of drafts are closed to whoever could be the second person, until they solve the draft or open it on purpose."""

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import insert

from trainer.db.models.authoring import DraftSolution
from trainer.db.queries import drafts as queries
from trainer.domain.items.drafts import DraftState
from trainer.domain.kernel.errors import Refused
from trainer.services.banks import BankRow, eyes_of
from trainer.services.draft_solutions import LOOKED, get_standing, store_solution
from trainer.services.drafts import DraftPage, get_draft, lock_draft_page
from trainer.services.scope import Scope


def get_draft_with_key(scope: Scope, draft_id: int) -> DraftPage:
    """A draft, for pages that show its key.

    Raises:
        NotFound: see `drafts.get_draft`.
        Refused: this person may solve it without its key, now or later, and has neither done so nor chosen to open it.
    """
    draft = get_draft(scope, draft_id)
    if not get_standing(scope, draft).is_closed:
        return draft
    if len(eyes_of(scope.learner)) > 1:
        raise Refused("You could be the second person of this yourself: its key is not shown while you look in.")
    if draft.life.state is DraftState.IN_REVIEW:
        raise Refused("This waits for you as its second person: solve it, or choose to open it with its key.")
    raise Refused("You could be the second person of this: its key is shown once you choose to open it.")


def get_draft_without_key(scope: Scope, draft_id: int) -> DraftPage:
    """A draft whose files are there, and empty: for what somebody typed who may not see what is stored.

    Raises:
        NotFound: see `drafts.get_draft`.
    """
    draft = get_draft(scope, draft_id)
    return replace(draft, files=dict.fromkeys(draft.file_names, ""))


def open_with_key(scope: Scope, draft_id: int) -> None:
    """Stores that somebody who might have solved a revision opens it with its key; from then on they cannot.

    Of authors, and of those who know the key of this revision, nothing is stored.

    Raises:
        NotFound: see `drafts.get_draft`.
    """
    _, draft = lock_draft_page(scope, draft_id)
    if get_standing(scope, draft).is_closed:
        store_solution(scope, draft, LOOKED, "", agrees=False)


def open_many_with_key(scope: Scope, bank_id: int, draft_ids: Collection[int]) -> int:
    """Stores the same of these drafts of a bank, which are locked; of how many it had to. Two statements for all."""
    same = {"answer": LOOKED, "agrees": False, "comment": "", "solved_at": scope.now, "solved_by": scope.learner.id}
    rows = [
        {"draft_id": row["id"], "number": row["number"], "revision": row["revision"]} | same
        for row in queries.list_closed(scope.session, bank_id, scope.learner.id)
        if row["id"] in draft_ids
    ]
    if rows:
        scope.session.execute(insert(DraftSolution), rows)
    return len(rows)


def count_closed(scope: Scope, bank: BankRow) -> int:
    """How many drafts of a bank, but for retired ones, have a key that is closed to this person."""
    return len(queries.list_closed(scope.session, bank.id, scope.learner.id))
