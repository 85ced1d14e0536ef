"""Banks and classes whose owner is away: an administrator opens a bank to all, or puts somebody else in charge."""

from dataclasses import dataclass
from datetime import datetime

from trainer.db.models.classes import ClassRow, Enrolment
from trainer.db.models.content import Bank
from trainer.db.models.people import User
from trainer.db.queries import administration as queries
from trainer.db.queries import people
from trainer.db.queries.classes import lock_class
from trainer.domain.classes.roles import Role
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services import accounts
from trainer.services.administration import administrator_of, checked_reason
from trainer.services.scope import Scope


@dataclass(frozen=True, slots=True)
class BankRow:
    """A bank; `items` and `cases` count what is not retired. One from files has no owner and is changed there only."""

    id: int
    slug: str
    title: str
    is_from_files: bool
    is_shared: bool
    owner_id: int | None
    owner: str
    items: int
    cases: int
    published_at: datetime | None


def list_banks(scope: Scope) -> tuple[BankRow, ...]:
    """Those from files first, then by title.

    Raises:
        NotFound: no administrator asks.
    """
    administrator_of(scope)
    return tuple(
        BankRow(
            row["id"],
            row["slug"],
            row["title"],
            row["origin"] == "files",
            row["is_shared"],
            row["owner_id"],
            row["owner"] or "",
            row["items"],
            row["cases"],
            max((at for at in (row["items_at"], row["cases_at"]) if at is not None), default=None),
        )
        for row in queries.list_banks(scope.session)
    )


def share_bank(scope: Scope, bank_id: int, reason: str) -> str:
    """Opens a private bank to everybody; its title.

    Raises:
        NotFound: there is no such bank, or no administrator asks.
        Refused: no reason, a bank from files, or it is shared.
    """
    bank = _bank(scope, bank_id)
    reason = checked_reason(reason)
    if bank.is_shared:
        raise Refused("This bank is shared already.")
    bank.is_shared = True
    accounts.record(scope, "bank.share", f"bank {bank.slug}", reason)
    return bank.title


def hand_over_bank(scope: Scope, bank_id: int, email: str, reason: str) -> str:
    """Makes somebody else the owner of a bank; its title.

    Raises:
        NotFound: there is no such bank, or no administrator asks.
        Refused: no reason, a bank from files, or nobody with this address may teach.
    """
    bank = _bank(scope, bank_id)
    reason = checked_reason(reason)
    new = _teacher(scope, email)
    detail = f"user {bank.owner_id} -> user {new.id}: {reason}"
    bank.owner_id = new.id
    accounts.record(scope, "bank.hand-over", f"bank {bank.slug}", detail)
    return bank.title


def add_instructor(scope: Scope, class_id: int, email: str, reason: str) -> str:
    """Makes somebody who may teach an instructor of a class, beside those whom it has; its name.

    An administrator has no say in a class: this is for one whose instructor is gone.

    Raises:
        NotFound: there is no such class, or no administrator asks.
        Refused: no reason, or nobody with this address may teach.
    """
    administrator_of(scope)
    reason = checked_reason(reason)
    new = _teacher(scope, email)
    if scope.session.get(ClassRow, class_id) is None:
        raise NotFound("class")
    lock_class(scope.session, class_id)
    row = scope.session.get(Enrolment, (class_id, new.id))
    if row is None:
        scope.session.add(Enrolment(class_id=class_id, person_id=new.id, role=Role.INSTRUCTOR, joined_at=scope.now))
    else:
        row.role, row.left_at = Role.INSTRUCTOR, None
    accounts.record(scope, "class.hand-over", f"class {class_id}", f"user {new.id} is instructor: {reason}")
    return new.display_name


def _bank(scope: Scope, bank_id: int) -> Bank:
    administrator_of(scope)
    bank = queries.find_bank(scope.session, bank_id)
    if bank is None:
        raise NotFound("bank")
    if bank.origin == "files":
        raise Refused("This bank comes from files and belongs to everybody. It is changed there.")
    return bank


def _teacher(scope: Scope, email: str) -> User:
    user = people.find_user_by_email_key(scope.session, accounts.email_key(email))
    if user is None or user.disabled_at is not None or not user.may_teach:
        raise Refused("Nobody with this address may teach. Give them that first, on their page.", "email")
    return user
