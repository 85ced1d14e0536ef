"""Invitations to a class, and the mails that carry them."""

import json
import re

from sqlalchemy import select

from tests.support.people import Learner
from tests.support.school import School
from trainer.db.models.classes import ClassInvitation
from trainer.db.models.jobs import Job
from trainer.db.models.people import User
from trainer.domain.classes.roles import Role
from trainer.services import invitations
from trainer.services.invitations import Invitee
from trainer.services.scope import Scopes


def mails_to(scopes: Scopes, email: str) -> list[dict[str, str]]:
    """The queued mails to an address, oldest first."""
    with scopes.reading() as scope:
        statement = select(Job).where(Job.kind == "mail").order_by(Job.id)
        mails = [json.loads(job.payload) for job in scope.session.scalars(statement)]
    return [mail for mail in mails if mail["to"] == email]


def token_to(scopes: Scopes, email: str) -> str:
    """The token in the newest invitation to an address."""
    found = re.search(r"/classes/invitations/([0-9a-f]{64})\n", mails_to(scopes, email)[-1]["body"])
    assert found
    return found[1]


def invite(school: School, email: str, role: Role = Role.LEARNER, name: str = "Mia Torres", number: str = "") -> str:
    """The token of an invitation to the first class."""
    with school.instructor.writing() as scope:
        invitations.invite(scope, school.class_id, Invitee(name, email, role, number))
    return token_to(school.scopes, email)


def invitation_id(school: School, email: str) -> int:
    with school.scopes.reading() as scope:
        statement = select(ClassInvitation.id).where(
            ClassInvitation.class_id == school.class_id, ClassInvitation.email_key == email.casefold()
        )
        return scope.session.scalars(statement).one()


def confirm_address(scopes: Scopes, person: Learner) -> str:
    """The address of somebody, confirmed now."""
    with scopes.writing() as scope:
        user = scope.session.get_one(User, person.id)
        user.email_verified_at = scope.now
        return user.email or ""
