"""People as an administrator finds and changes them. Every act is in the audit trail, with its reason."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping

from trainer.db.models.people import User
from trainer.db.queries import administration as queries
from trainer.db.queries import people
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services import accounts, exam_clock, second_steps
from trainer.services.administration import administrator_of, check_operator, checked_reason
from trainer.services.assignment_terms import refresh_for_learner
from trainer.services.scope import Scope

PEOPLE_A_PAGE = 50
LAST_ADMINISTRATOR = "This is the last administrator. Make somebody else an administrator first."
KINDS = {
    "": "everybody",
    "administrators": "administrators",
    "teachers": "who may teach",
    "unconfirmed": "address not confirmed",
    "disabled": "disabled",
    "guests": "guests",
    "deleted": "deleted",
}


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody in a list. `email` is "" for guests and for whom nothing personal is left of."""

    id: int
    name: str
    email: str
    is_verified: bool
    is_administrator: bool
    may_teach: bool
    created_at: datetime
    last_seen_at: datetime | None
    disabled_at: datetime | None
    purged_at: datetime | None

    @property
    def is_guest(self) -> bool:
        return not self.email and self.purged_at is None


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """One page of those who were found, by name."""

    rows: tuple[PersonRow, ...]
    total: int
    words: str
    kind: str
    page: int

    @property
    def has_more(self) -> bool:
        return self.page * PEOPLE_A_PAGE < self.total


@dataclass(frozen=True, slots=True)
class Session:
    """A sign-in in force; `is_look` where it is an administrator's who looks in."""

    id: int
    device: str
    created_at: datetime
    expires_at: datetime
    is_look: bool


@dataclass(frozen=True, slots=True)
class ClassOf:
    """A class that somebody belongs to, or belonged to until `left_at`."""

    id: int
    title: str
    term: str
    role: str
    joined_at: datetime
    left_at: datetime | None
    is_archived: bool


@dataclass(frozen=True, slots=True)
class PersonPage:
    """Everything about a person that an administrator acts on. `work`: kind of sittings, how many, the last one."""

    person: PersonRow
    is_self: bool
    sessions: tuple[Session, ...]
    classes: tuple[ClassOf, ...]
    banks: tuple[str, ...]
    work: tuple[tuple[str, int, datetime], ...]
    extra_time: tuple[exam_clock.ExtraTime, ...]
    has_second_step: bool


def find_people(scope: Scope, words: str, kind: str, page: int) -> PeoplePage:
    """A page of those whose name or address has the words in it; an unknown kind stands for everybody.

    Raises:
        NotFound: no administrator asks.
    """
    administrator_of(scope)
    words, kind = " ".join(words.split())[:100], kind if kind in KINDS else ""
    rows = queries.list_people(scope.session, words, kind, (page - 1) * PEOPLE_A_PAGE, PEOPLE_A_PAGE)
    return PeoplePage(tuple(map(person_row, rows)), rows[0]["total"] if rows else 0, words, kind, page)


def person_row(row: RowMapping) -> PersonRow:
    """The row of a list from that of a query."""
    return PersonRow(
        row["id"],
        row["display_name"],
        row["email"] or "",
        row["email_verified_at"] is not None,
        row["is_administrator"],
        row["may_teach"],
        row["created_at"],
        row["last_seen_at"],
        row["disabled_at"],
        row["purge_started_at"],
    )


def get_person(scope: Scope, user_id: int) -> PersonPage:
    """The page of a person, deleted ones too.

    Raises:
        NotFound: there is no such person, or no administrator asks.
    """
    administrator = administrator_of(scope)
    row = queries.find_person(scope.session, user_id)
    if row is None:
        raise NotFound("person")
    return PersonPage(
        person_row(row),
        user_id == administrator.id,
        tuple(
            Session(each.id, each.device, each.created_at, each.expires_at, each.administrator_id is not None)
            for each in people.open_sessions(scope.session, user_id, scope.now)
        ),
        tuple(map(_class_of, queries.list_classes_of(scope.session, user_id))),
        tuple(bank.title for bank in queries.list_banks_of(scope.session, user_id)),
        tuple((each["kind"], each["number"], each["last_at"]) for each in queries.count_work(scope.session, user_id)),
        exam_clock.list_extra_time(scope, user_id),
        second_steps.is_on(scope, user_id),
    )


def _class_of(row: RowMapping) -> ClassOf:
    return ClassOf(
        row["id"],
        row["title"],
        row["term"],
        row["role"],
        row["joined_at"],
        row["left_at"],
        row["archived_at"] is not None,
    )


def set_roles(scope: Scope, user_id: int, *, is_administrator: bool, may_teach: bool, reason: str) -> None:
    """Gives and takes what a person may do. Their roles in classes stay as they are.

    Sign-ins of before end with becoming or ceasing to be an administrator; whoever may teach or not works on.

    Raises:
        NotFound: there is no such person, or no administrator asks.
        Refused: no reason, no change, the last administrator, or a guest.
    """
    check_operator(scope)
    user = _person(scope, user_id)
    reason = checked_reason(reason)
    if user.email is None:
        raise Refused("A guest has no account yet that could have a role.")
    before, after = _roles(user.is_administrator, user.may_teach), _roles(is_administrator, may_teach)
    if before == after:
        raise Refused("Nothing was changed: choose what this person may do.", "roles")
    if user.is_administrator and not is_administrator:
        _keep_an_administrator(scope, user_id)
    if user.is_administrator != is_administrator:
        keep = scope.actor.session_id if scope.actor is not None and scope.actor.id == user_id else None
        people.revoke_sessions(scope.session, user_id, scope.now, keep)
    user.is_administrator, user.may_teach = is_administrator, may_teach
    accounts.record(scope, "user.roles", f"user {user_id}", f"{before} -> {after}: {reason}")


def set_may_teach(scope: Scope, user_id: int, may_teach: bool, reason: str) -> None:
    """`set_roles` for teaching alone.

    Raises:
        NotFound: there is no such person, or no administrator asks.
        Refused: as for `set_roles`.
    """
    is_administrator = _person(scope, user_id).is_administrator
    set_roles(scope, user_id, is_administrator=is_administrator, may_teach=may_teach, reason=reason)


def _roles(is_administrator: bool, may_teach: bool) -> str:
    names = ["administrator"] * is_administrator + ["may teach"] * may_teach
    return " and ".join(names) or "no role"


def disable(scope: Scope, user_id: int, reason: str) -> None:
    """Nobody signs in as this person any more; their sign-ins end. Nothing of theirs is changed.

    Raises:
        NotFound: there is no such person, or no administrator asks.
        Refused: no reason, oneself, the last administrator, or it is disabled already.
    """
    check_operator(scope)
    user = _person(scope, user_id)
    reason = checked_reason(reason)
    if scope.actor is not None and scope.actor.id == user_id:
        raise Refused("You cannot disable yourself: nobody could let you in again.")
    if user.disabled_at is not None:
        raise Refused("This account is disabled already.")
    if user.is_administrator:
        _keep_an_administrator(scope, user_id)
    user.disabled_at = scope.now
    people.revoke_sessions(scope.session, user_id, scope.now)
    accounts.record(scope, "user.disable", f"user {user_id}", reason)


def enable(scope: Scope, user_id: int, reason: str) -> None:
    """The person may sign in again.

    Raises:
        NotFound: there is no such person, or no administrator asks.
        Refused: no reason, or it is not disabled.
    """
    check_operator(scope)
    user = _person(scope, user_id)
    reason = checked_reason(reason)
    if user.disabled_at is None:
        raise Refused("This account is not disabled.")
    user.disabled_at = None
    accounts.record(scope, "user.enable", f"user {user_id}", reason)


def end_sessions(scope: Scope, user_id: int, session_id: int | None = None) -> None:
    """Ends a sign-in of a person, or all of them.

    Raises:
        NotFound: there is no such person, or no administrator asks.
    """
    administrator_of(scope)
    _person(scope, user_id)
    if session_id is None:
        people.revoke_sessions(scope.session, user_id, scope.now)
    else:
        people.revoke_session(scope.session, user_id, session_id, scope.now)
    accounts.record(scope, "session.revoke", f"user {user_id}", "all" if session_id is None else f"one: {session_id}")


def verify_address(scope: Scope, user_id: int, reason: str) -> None:
    """Takes the address for confirmed, as if its owner had followed the link.

    Raises:
        NotFound: there is no such person, or no administrator asks.
        Refused: no reason, no address, or it is confirmed.
    """
    administrator_of(scope)
    user = _person(scope, user_id)
    reason = checked_reason(reason)
    if user.email is None or user.email_verified_at is not None:
        raise Refused("There is no address to confirm.")
    user.email_verified_at = scope.now
    people.spend_tokens(scope.session, user_id, "verify", scope.now)
    accounts.record(scope, "user.verify-address", f"user {user_id}", reason)


def send_password_link(scope: Scope, user_id: int) -> str:
    """Mails the link by which the person sets a new password; nobody else is shown it. The address it goes to.

    Raises:
        NotFound: there is no such person, or no administrator asks.
        Refused: they have no address, or are disabled.
    """
    administrator_of(scope)
    user = _person(scope, user_id)
    if user.email is None or user.disabled_at is not None:
        raise Refused("There is nobody who could use a link: no address, or the account is disabled.")
    accounts.mail_password_link(scope, user)
    accounts.record(scope, "user.password-link", f"user {user_id}")
    return user.email


def grant_extra_time(scope: Scope, user_id: int, percent: int, minutes: int, reason: str) -> None:
    """More time in every exam that the person starts from now on. They see the reason.

    Raises:
        NotFound: there is no such person, or no administrator asks.
        Refused: see `exam_clock.grant_extra_time`.
    """
    administrator_of(scope)
    _person(scope, user_id)
    number = exam_clock.grant_extra_time(scope, user_id, percent, minutes * 60, reason)
    refresh_for_learner(scope, user_id)
    detail = f"number {number}: {percent} % and {minutes} minutes"
    accounts.record(scope, "extra-time.grant", f"user {user_id}", detail)


def end_extra_time(scope: Scope, user_id: int, number: int) -> None:
    """Ends it for exams that are started from now on.

    Raises:
        NotFound: there is no such person or extra time, or no administrator asks.
    """
    administrator_of(scope)
    _person(scope, user_id)
    exam_clock.end_extra_time(scope, user_id, number)
    refresh_for_learner(scope, user_id)
    accounts.record(scope, "extra-time.end", f"user {user_id}", f"number {number}")


def record_export(scope: Scope, user_id: int, reason: str) -> None:
    """Writes down that an administrator takes away everything that is stored of a person; done before it is read.

    Raises:
        NotFound: there is no such person, or no administrator asks.
        Refused: no reason.
    """
    administrator_of(scope)
    _person(scope, user_id)
    accounts.record(scope, "user.export", f"user {user_id}", checked_reason(reason))


def _person(scope: Scope, user_id: int) -> User:
    """Somebody of whom not everything is deleted."""
    user = scope.session.get(User, user_id)
    if user is None or user.purge_started_at is not None:
        raise NotFound("person")
    return user


def _keep_an_administrator(scope: Scope, user_id: int) -> None:
    """Lets an administrator go where another one stays, and whoever acts is still one at that moment."""
    staying = queries.list_administrators(scope.session, lock=True)
    if scope.actor is not None and scope.actor.id not in staying:
        raise NotFound("page")
    if not {*staying} - {user_id}:
        raise Refused(LAST_ADMINISTRATOR)
