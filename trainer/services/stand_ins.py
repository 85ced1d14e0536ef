"""Acting in the name of somebody who is not signed in: a job that they wait for, the people of a demo."""

from trainer.db.queries import people as queries
from trainer.services.scope import Scope, SignedIn


def stand_in_for(scope: Scope, person_id: int) -> SignedIn:
    """The person as if they had logged in; no sign-in is left behind.

    Raises:
        sqlalchemy.exc.NoResultFound: there is nobody of this number.
    """
    user = queries.get_user(scope.session, person_id)
    return SignedIn(
        id=user.id,
        session_id=0,
        display_name=user.display_name,
        email=user.email or "",
        is_email_verified=user.email_verified_at is not None,
        is_administrator=user.is_administrator,
        may_teach=user.may_teach,
        track=queries.get_profile(scope.session, person_id).track,
    )
