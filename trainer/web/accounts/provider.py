"""Signing in by a provider: there, back, and linking it to an account that one has."""

from dataclasses import asdict

from flask import abort, flash, redirect, render_template, request, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from trainer.domain.kernel.errors import Refused
from trainer.services import identities, provider
from trainer.services.provider import Ticket
from trainer.web.accounts.blueprint import Page, blueprint, complain, device, show
from trainer.web.accounts.entry import go_in
from trainer.web.accounts.forms import PasswordForm
from trainer.web.accounts.limits import TIMES_FOR_ADDRESS, times
from trainer.web.guests import is_member
from trainer.web.requests import current_scope, forget_this_step, next_step, writes
from trainer.web.security import limiter, log_in_limit, provider_name, safe_target

TICKET = "provider"
"""Where the cookie keeps what was begun, until the browser comes back with it, once."""


def _ask_for_provider() -> None:
    if not provider_name():
        abort(404)


@blueprint.get("/log-in/provider")
@limiter.limit(times(TIMES_FOR_ADDRESS))
def log_in_by_provider() -> Response:
    """A link rather than a form: forms of this program go nowhere else (form-action)."""
    _ask_for_provider()
    target = safe_target(request.args.get("next"))
    if is_member():
        return redirect(target, 303)
    url, ticket = provider.begin(current_scope())
    session[TICKET] = asdict(ticket) | {"next": target}
    return redirect(url, 303)


@blueprint.get("/log-in/provider/callback")
@limiter.limit(times(TIMES_FOR_ADDRESS))
@writes
def provider_callback() -> Response:
    """What was begun is finished, once; the provider is asked while no transaction is open."""
    _ask_for_provider()
    kept = session.pop(TICKET, None)
    if not kept:
        flash(provider.FORGOTTEN)
        return redirect(url_for("accounts.log_in"), 303)
    target = str(kept.pop("next", ""))
    ticket = Ticket(**kept)
    claims = provider.finish(next_step(), ticket, request.args)
    if ticket.user_id:
        return _link(ticket, claims)
    if is_member():
        return redirect(target, 303)
    try:
        return go_in(identities.enter(current_scope(), claims, device()), target)
    except Refused as error:
        forget_this_step()
        flash(error.reason)
        return redirect(url_for("accounts.log_in", next=target), 303)


def _link(ticket: Ticket, claims: provider.Claims) -> Response:
    """Only to the account that began it, if it still acts, and as itself."""
    if not is_member() or current_user.signed_in.id != ticket.user_id or current_user.signed_in.administrator_id:
        flash(provider.FORGOTTEN)
        return redirect(url_for("accounts.log_in"), 303)
    try:
        identities.link(current_scope(), claims)
    except Refused as error:
        forget_this_step()
        flash(error.reason)
    else:
        flash(f"From now on you can log in by {provider_name()} as well.")
    return redirect(url_for("accounts.account"), 303)


@blueprint.route("/account/provider", methods=["GET", "POST"])
@limiter.limit(log_in_limit, methods=["POST"])
def link_provider() -> Page:
    """The password first: else whoever finds a browser open could keep the account for good."""
    _ask_for_provider()
    form = PasswordForm()
    if form.validate_on_submit():
        try:
            identities.confirm_linking(current_scope(), form.password.data)
        except Refused as error:
            complain(form, error)
        else:
            url, ticket = provider.begin(next_step(), user_id=current_user.signed_in.id)
            session[TICKET] = asdict(ticket)
            return render_template("accounts/link_provider.html", provider=provider_name(), url=url, form=form)
    return show("link_provider", form, provider=provider_name(), url="")


@blueprint.post("/account/provider/<int:identity_id>/unlink")
def unlink_provider(identity_id: int) -> Response:
    try:
        identities.unlink(current_scope(), identity_id)
    except Refused as error:
        forget_this_step()
        flash(error.reason)
    else:
        flash("Unlinked. All other devices are logged out.")
    return redirect(url_for("accounts.account"), 303)
