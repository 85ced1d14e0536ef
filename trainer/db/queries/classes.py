"""Classes and their members."""

from sqlalchemy import RowMapping, ScalarSelect, and_, func, select
from sqlalchemy.orm import Session

from trainer.db.models.classes import AssignmentRow, ClassInvitation, ClassRow, Enrolment
from trainer.db.models.people import User
from trainer.db.queries.authoring import agreed_to_instruct
from trainer.domain.classes.roles import Role


def find_member(session: Session, class_id: int, person_id: int) -> RowMapping | None:
    """The class with the role of somebody who belongs to it now."""
    statement = (
        select(*ClassRow.__table__.c, Enrolment.role, Enrolment.student_number, Enrolment.joined_at)
        .join(Enrolment, Enrolment.class_id == ClassRow.id)
        .where(ClassRow.id == class_id, Enrolment.person_id == person_id, Enrolment.left_at.is_(None))
    )
    return session.execute(statement).mappings().one_or_none()


def get_class(session: Session, class_id: int) -> ClassRow:
    return session.get_one(ClassRow, class_id)


def lock_class(session: Session, class_id: int) -> ClassRow:
    """The class; nobody else changes who belongs to it until the transaction ends."""
    return session.get_one(ClassRow, class_id, with_for_update=True)


def find_class_by_code(session: Session, code: str) -> ClassRow | None:
    return session.scalars(select(ClassRow).where(ClassRow.join_code == code)).one_or_none()


def classes_of(session: Session, person_id: int) -> list[RowMapping]:
    """The classes that somebody belongs to, newest first, with their role and the number of learners."""
    statement = (
        select(*ClassRow.__table__.c, Enrolment.role, _count_of(Role.LEARNER).label("learners"))
        .join(Enrolment, Enrolment.class_id == ClassRow.id)
        .where(Enrolment.person_id == person_id, Enrolment.left_at.is_(None))
        .order_by(ClassRow.created_at.desc(), ClassRow.id.desc())
    )
    return list(session.execute(statement).mappings())


def _count_of(role: Role) -> ScalarSelect[int]:
    other = Enrolment.__table__.alias()
    counted = select(func.count()).where(
        other.c.class_id == ClassRow.id, other.c.role == role, other.c.left_at.is_(None)
    )
    return counted.correlate(ClassRow).scalar_subquery()


def count_in_class(session: Session, class_id: int) -> RowMapping:
    """Learners, assistants, instructors, invitations that wait, assignments published and in the making."""
    waiting = select(func.count()).where(
        ClassInvitation.class_id == ClassRow.id,
        ClassInvitation.accepted_at.is_(None),
        ClassInvitation.withdrawn_at.is_(None),
    )
    assignments = select(func.count()).where(AssignmentRow.class_id == ClassRow.id, AssignmentRow.archived_at.is_(None))
    statement = select(
        _count_of(Role.LEARNER).label("learners"),
        _count_of(Role.ASSISTANT).label("assistants"),
        _count_of(Role.INSTRUCTOR).label("instructors"),
        waiting.correlate(ClassRow).scalar_subquery().label("invitations"),
        assignments.where(AssignmentRow.published_at.is_not(None))
        .correlate(ClassRow)
        .scalar_subquery()
        .label("published"),
        assignments.where(AssignmentRow.published_at.is_(None)).correlate(ClassRow).scalar_subquery().label("drafts"),
    ).where(ClassRow.id == class_id)
    return session.execute(statement).mappings().one()


def instructor_names(session: Session, class_id: int) -> list[str]:
    """In the order in which they came."""
    statement = (
        select(User.display_name)
        .join(Enrolment, Enrolment.person_id == User.id)
        .where(Enrolment.class_id == class_id, Enrolment.role == Role.INSTRUCTOR, Enrolment.left_at.is_(None))
        .order_by(Enrolment.joined_at, User.id)
    )
    return list(session.scalars(statement))


def members_of(session: Session, class_id: int) -> list[RowMapping]:
    """Who belongs to the class now, by name."""
    statement = (
        select(
            Enrolment.person_id,
            Enrolment.role,
            Enrolment.student_number,
            Enrolment.joined_at,
            User.display_name,
            User.email,
            User.email_key,
        )
        .join(User, User.id == Enrolment.person_id)
        .where(Enrolment.class_id == class_id, Enrolment.left_at.is_(None))
        .order_by(func.lower(User.display_name), User.id)
    )
    return list(session.execute(statement).mappings())


def find_member_at(session: Session, class_id: int, email_key: str) -> RowMapping | None:
    """The role of the member of this address, and whether they are an instructor by their own will."""
    statement = (
        select(Enrolment.role, agreed_to_instruct(Enrolment).label("has_agreed"))
        .join(User, User.id == Enrolment.person_id)
        .where(Enrolment.class_id == class_id, Enrolment.left_at.is_(None), User.email_key == email_key)
    )
    return session.execute(statement).mappings().one_or_none()


def find_enrolment(session: Session, class_id: int, person_id: int) -> Enrolment | None:
    """Also of somebody who has left."""
    return session.get(Enrolment, (class_id, person_id))


def count_instructors(session: Session, class_id: int) -> int:
    statement = select(func.count()).where(
        Enrolment.class_id == class_id, Enrolment.role == Role.INSTRUCTOR, Enrolment.left_at.is_(None)
    )
    return session.execute(statement).scalar_one()


def invitations_of(session: Session, class_id: int) -> list[ClassInvitation]:
    """All that were ever sent for the class, accepted and withdrawn ones too, in the order of their rows."""
    statement = select(ClassInvitation).where(ClassInvitation.class_id == class_id)
    return list(session.scalars(statement.order_by(ClassInvitation.id)))


def find_invitation(session: Session, invitation_id: int) -> ClassInvitation | None:
    return session.get(ClassInvitation, invitation_id)


def find_invitation_by_token(session: Session, token_hash: str) -> ClassInvitation | None:
    return session.scalars(select(ClassInvitation).where(ClassInvitation.token_hash == token_hash)).one_or_none()


def find_invitation_to(session: Session, class_id: int, email_key: str) -> ClassInvitation | None:
    statement = select(ClassInvitation).where(
        ClassInvitation.class_id == class_id, ClassInvitation.email_key == email_key
    )
    return session.scalars(statement).one_or_none()


def open_invitations_to(session: Session, email_key: str, person_id: int) -> list[RowMapping]:
    """What waits for whoever reads mail to this address, newest first; archived classes let nobody in.

    `own_role` is what the person is in the class already.
    """
    statement = (
        select(
            ClassInvitation.id,
            ClassInvitation.class_id,
            ClassInvitation.role,
            ClassInvitation.invited_at,
            ClassInvitation.student_number,
            ClassRow.title,
            ClassRow.term,
            User.display_name.label("invited_by"),
            Enrolment.role.label("own_role"),
        )
        .join(ClassRow, ClassRow.id == ClassInvitation.class_id)
        .join(User, User.id == ClassInvitation.invited_by)
        .outerjoin(
            Enrolment,
            and_(
                Enrolment.class_id == ClassInvitation.class_id,
                Enrolment.person_id == person_id,
                Enrolment.left_at.is_(None),
            ),
        )
        .where(
            ClassInvitation.email_key == email_key,
            ClassInvitation.accepted_at.is_(None),
            ClassInvitation.withdrawn_at.is_(None),
            ClassRow.archived_at.is_(None),
        )
        .order_by(ClassInvitation.invited_at.desc(), ClassInvitation.id.desc())
    )
    return list(session.execute(statement).mappings())
