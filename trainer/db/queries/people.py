"""People, sessions and mail tokens."""

from datetime import datetime

from sqlalchemy import RowMapping, bindparam, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from trainer.db.models.people import EmailToken, LearnerProfile, User, UserSession
from trainer.db.queries.lean import send
from trainer.domain.kernel.errors import NotFound

_SIGNED_IN = (
    select(
        UserSession.id.label("session_id"),
        UserSession.expires_at,
        UserSession.administrator_id,
        User.id,
        User.display_name,
        User.email,
        User.email_verified_at,
        User.is_administrator,
        User.may_teach,
        LearnerProfile.track,
    )
    .join(User, User.id == UserSession.user_id)
    .join(LearnerProfile, LearnerProfile.learner_id == User.id)
    .where(
        UserSession.token_hash == bindparam("token_hash"),
        UserSession.revoked_at.is_(None),
        User.disabled_at.is_(None),
        User.purge_started_at.is_(None),
    )
)


def find_signed_in(session: Session, token_hash: str) -> RowMapping | None:
    return send(session, _SIGNED_IN, {"token_hash": token_hash}).mappings().one_or_none()


def find_user_by_email_key(session: Session, email_key: str) -> User | None:
    return session.scalars(select(User).where(User.email_key == email_key)).one_or_none()


def get_user(session: Session, user_id: int) -> User:
    return session.get_one(User, user_id)


def get_profile(session: Session, learner_id: int) -> LearnerProfile:
    return session.get_one(LearnerProfile, learner_id)


def find_email_token(session: Session, token_hash: str) -> EmailToken | None:
    return session.scalars(select(EmailToken).where(EmailToken.token_hash == token_hash)).one_or_none()


def open_sessions(session: Session, user_id: int, now: datetime) -> list[UserSession]:
    """Sessions in force, newest first."""
    statement = select(UserSession).where(
        UserSession.user_id == user_id, UserSession.revoked_at.is_(None), UserSession.expires_at > now
    )
    return list(session.scalars(statement.order_by(UserSession.id.desc())))


def revoke_sessions(session: Session, user_id: int, now: datetime, keep: int | None = None) -> None:
    """Ends all sessions of a person but the one to keep, and those in which they look in as somebody else."""
    own = or_(UserSession.user_id == user_id, UserSession.administrator_id == user_id)
    statement = update(UserSession).where(own, UserSession.revoked_at.is_(None))
    if keep is not None:
        statement = statement.where(UserSession.id != keep)
    session.execute(statement.values(revoked_at=now), execution_options={"synchronize_session": False})


def revoke_session(session: Session, user_id: int, session_id: int, now: datetime) -> None:
    statement = update(UserSession).where(UserSession.user_id == user_id, UserSession.id == session_id)
    session.execute(statement.values(revoked_at=now), execution_options={"synchronize_session": False})


def spend_tokens(session: Session, user_id: int, purpose: str, now: datetime) -> None:
    """Makes every earlier link of this purpose useless."""
    statement = update(EmailToken).where(
        EmailToken.user_id == user_id, EmailToken.purpose == purpose, EmailToken.used_at.is_(None)
    )
    session.execute(statement.values(used_at=now), execution_options={"synchronize_session": False})


def lock_learner(session: Session, learner_id: int) -> bool:
    """Nobody else numbers anything of this learner until the transaction ends; False where they are gone meanwhile."""
    return session.execute(select(User.id).where(User.id == learner_id).with_for_update()).first() is not None


def take_attempt_number(session: Session, learner_id: int) -> int:
    """The next number of this learner's sittings, taken for good.

    Raises:
        NotFound: the learner is gone: a guest who was deleted at this moment.
    """
    return _take(session, learner_id, User.next_attempt_number)


def take_paper_number(session: Session, learner_id: int, count: int = 1) -> int:
    """The first of the next `count` numbers of what this learner keeps in the billing lab, taken for good."""
    return _take(session, learner_id, User.next_paper_number, count)


def _take(session: Session, learner_id: int, counter: InstrumentedAttribute[int], count: int = 1) -> int:
    statement = (
        update(User)
        .where(User.id == learner_id)
        .values({counter: counter + count})
        .returning(counter)
        .execution_options(synchronize_session=False)
    )
    after = session.execute(statement).scalar_one_or_none()
    if after is None:
        raise NotFound("person")
    return int(after) - count
