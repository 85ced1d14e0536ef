"""Settings of the site."""

from sqlalchemy import RowMapping, select
from sqlalchemy.orm import Session

from trainer.db.models.people import User
from trainer.db.models.settings import SiteSetting


def list_settings(session: Session) -> list[RowMapping]:
    """What was set, with who did."""
    statement = select(*SiteSetting.__table__.c, User.display_name.label("person")).outerjoin(
        User, User.id == SiteSetting.set_by
    )
    return list(session.execute(statement).mappings())
