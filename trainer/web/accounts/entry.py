"""Logging in: the password, the second step, and where one goes from there."""

from datetime import UTC, datetime

from flask import flash, redirect, request, session, url_for
from werkzeug.wrappers import Response

from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services import passwords, sign_in
from trainer.services.passwords import Proof
from trainer.services.sign_in import Admitted, Half
from trainer.web.accounts.blueprint import Page, blueprint, complain, device, show
from trainer.web.accounts.forms import CodeForm, LogInForm
from trainer.web.accounts.limits import know_device, limit_at_place, limit_by_account, limit_by_address, limit_codes
from trainer.web.guests import is_member
from trainer.web.requests import current_scope, next_step, scopes
from trainer.web.security import MUST_SET_UP, begin_session, provider_name, safe_target

HALF = "half"
"""Where the cookie holds who has done the first step; it opens nothing."""


@blueprint.route("/log-in", methods=["GET", "POST"])
@limit_at_place
@limit_by_account
@limit_by_address
def log_in() -> Page:
    """A guest may log in to an account that they have; what they did as a guest stays with the guest."""
    if is_member():
        return redirect(safe_target(request.args.get("next")), 303)
    form = LogInForm()
    if form.validate_on_submit():
        proof = _prove(form.email.data, form.password.data)
        try:
            entered = sign_in.admit(current_scope(), proof, device())
        except Refused as error:
            complain(form, error)
        else:
            response = go_in(entered, request.args.get("next"))
            know_device(response, form.email.data)
            return response
    return show("log_in", form, provider=provider_name())


def _prove(email: str, password: str) -> Proof:
    """Tries the password while no transaction is open: on SQLite nobody could save an answer meanwhile."""
    next_step()
    with scopes().reading() as reading:
        known, cost = sign_in.find_known(reading, email), reading.settings.password_cost
    return passwords.prove(known.user_id, known.password_hash, password, cost)


def go_in(entered: Admitted | Half, target: str | None) -> Response:
    """To where one wanted to go, or to the page that asks for the second step, or to the one that sets it up."""
    if isinstance(entered, Half):
        session[HALF] = {"user": entered.user_id, "since": entered.since.timestamp(), "mark": entered.mark}
        return redirect(url_for("accounts.log_in_code", next=target), 303)
    begin_session(entered.token)
    if entered.must_set_up:
        session[MUST_SET_UP] = True
        flash("This trainer asks its administrators for a second step. Set it up to go on.")
        return redirect(url_for("accounts.second_step"), 303)
    return redirect(safe_target(target), 303)


@blueprint.route("/log-in/code", methods=["GET", "POST"])
@limit_codes
def log_in_code() -> Page:
    """The second step. Without the first one there is nothing here."""
    if is_member():
        return redirect(safe_target(request.args.get("next")), 303)
    half, form, scope = _half(), CodeForm(), current_scope()
    try:
        if form.validate_on_submit():
            return go_in(sign_in.finish(scope, half, form.one_time_code.data, device()), request.args.get("next"))
        sign_in.check_half(scope, half)
    except Refused as error:
        if error.field != "one_time_code":
            session.pop(HALF, None)
            flash(error.reason)
            return redirect(url_for("accounts.log_in", next=request.args.get("next")), 303)
        complain(form, error)
    return show("log_in_code", form)


def _half() -> Half:
    kept = session.get(HALF)
    if not kept:
        raise NotFound("page")
    return Half(kept["user"], datetime.fromtimestamp(kept["since"], UTC), kept["mark"])
