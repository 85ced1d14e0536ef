"""Deletes a person's data: what is personal goes, answers and grades stay without a name. It cannot be undone."""

from dataclasses import dataclass

from trainer.db.models.people import User
from trainer.db.queries import administration, jobs, people
from trainer.db.queries import purges as queries
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services import accounts
from trainer.services.administration import check_operator, checked_reason
from trainer.services.passwords import NO_PASSWORD
from trainer.services.purge_decisions import DECISIONS, Fate
from trainer.services.scope import Scope

NAME = "Deleted person"
GONE = "Deleted with the data of the person who wrote it."


@dataclass(frozen=True, slots=True)
class PurgePage:
    """What deleting would do: things in words with how many there are, and what stands in its way."""

    user_id: int
    name: str
    email: str
    lost: tuple[tuple[str, int], ...]
    kept: tuple[tuple[str, int], ...]
    obstacles: tuple[str, ...]


def get_purge_page(scope: Scope, user_id: int) -> PurgePage:
    """What deleting the data of this person would do.

    Raises:
        NotFound: there is no such person, or somebody asks who is neither they nor an administrator.
    """
    if scope.actor is None or scope.actor.id != user_id:
        check_operator(scope)
    user = _person(scope, user_id)
    counts = queries.count_of_person(scope.session, user_id, {each.table: each.column for each in DECISIONS})
    return PurgePage(
        user_id,
        user.display_name,
        user.email or "",
        _things(counts, Fate.DELETED),
        _things(counts, Fate.ANONYMOUS),
        _obstacles(scope, user, lock=False),
    )


def _things(counts: dict[str, int], fate: Fate) -> tuple[tuple[str, int], ...]:
    return tuple((each.words, counts[each.table]) for each in DECISIONS if each.fate is fate and counts[each.table] > 0)


def purge_person(scope: Scope, user_id: int, reason: str) -> None:
    """Deletes somebody's data, for an administrator or at the command line.

    Raises:
        NotFound: there is no such person, or no administrator asks.
        Refused: no reason; oneself; an administrator; the only instructor of a class.
    """
    check_operator(scope)
    user = _person(scope, user_id)
    reason = checked_reason(reason)
    if scope.actor is not None and scope.actor.id == user_id:
        raise Refused("Delete your own data on your account page: your password is asked there.")
    if user.is_administrator:
        raise Refused("Take the role of an administrator from this person first.")
    _purge(scope, user, reason)


def purge_own(scope: Scope, password: str) -> None:
    """Deletes the data of the person who acts, and signs them out.

    Raises:
        Refused: the password is wrong; the last administrator; the only instructor of a class.
    """
    user = accounts.confirm_password(scope, password)
    _purge(scope, user, "their own wish")


def _person(scope: Scope, user_id: int) -> User:
    user = scope.session.get(User, user_id)
    if user is None or user.purge_started_at is not None:
        raise NotFound("person")
    return user


def _obstacles(scope: Scope, user: User, *, lock: bool) -> tuple[str, ...]:
    """With `lock` they stay as they are until the transaction ends.

    Classes are locked before people, as by everybody who comes, leaves or gets another role.
    """
    found = []
    if lock:
        queries.lock_classes_of(scope.session, user.id)
    if user.is_administrator and not {*administration.list_administrators(scope.session, lock=lock)} - {user.id}:
        found.append("You are the last administrator: make somebody else an administrator first.")
    found += (
        f"Nobody else is an instructor of “{title}”: archive that class, or make somebody else its instructor "
        "first (an administrator can)."
        for title in queries.list_classes_without_other(scope.session, user.id)
    )
    return tuple(found)


def _purge(scope: Scope, user: User, reason: str) -> None:
    """All in the one transaction of the request: it is done, or nothing is."""
    obstacles = _obstacles(scope, user, lock=True)
    if obstacles:
        raise Refused(" ".join(obstacles))
    people.lock_learner(scope.session, user.id)
    email, email_key = user.email, user.email_key
    user.purge_started_at = scope.now
    scope.session.flush()
    for each in DECISIONS:
        if each.fate is Fate.DELETED:
            queries.delete_of_person(scope.session, user.id, each.table, each.column)
    if email is not None and email_key is not None:
        queries.delete_invitations(scope.session, email_key)
        queries.delete_mail_to(scope.session, {email, email_key})
    jobs.delete_gradebooks(scope.session)
    people.revoke_sessions(scope.session, user.id, scope.now)
    queries.empty_case_notes(scope.session, user.id)
    queries.empty_disputes(scope.session, user.id, GONE, scope.now)
    queries.leave_classes(scope.session, user.id, scope.now)
    queries.empty_profile(scope.session, user.id)
    _empty_account(user)
    accounts.record(scope, "user.purge", f"user {user.id}", reason)


def _empty_account(user: User) -> None:
    user.email = user.email_key = user.email_verified_at = None
    user.display_name, user.password_hash = NAME, NO_PASSWORD
    user.is_administrator = user.may_teach = False
