"""The blueprint that the modules of this package put their views on, and what they share."""

from flask import Blueprint, g, render_template, request, session
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from trainer.domain.kernel.errors import Refused
from trainer.web.security import begin_session

blueprint = Blueprint("accounts", __name__)

Page = str | Response | tuple[str, int]


def show(template: str, form: FlaskForm, **values: object) -> Page:
    """The page with its form; 422 when it was sent and has errors, so that nothing is stored."""
    page = render_template(f"accounts/{template}.html", form=form, **values)
    return (page, 422) if form.errors else page


def complain(form: FlaskForm, error: Refused) -> None:
    """Puts what was refused beside its field, or beside the first one."""
    field = form[error.field] if error.field in form else next(iter(form))
    field.errors = [*field.errors, error.reason]


def device() -> str:
    """What the list of sign-ins says."""
    return request.user_agent.string or "unknown device"


def renew_session(token: str) -> None:
    """The cookie and the token of forms start anew in the middle of a request, which may still show a form."""
    begin_session(token)
    g.pop("csrf_token", None)
    session.modified = True
