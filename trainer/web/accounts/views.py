"""Accounts: sign up, log in and out, passwords, e-mail address, sessions."""

from flask import flash, redirect, request, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from trainer.domain.kernel.errors import Refused
from trainer.services import accounts, acting_as, identities, purges, second_steps, sign_in
from trainer.web.accounts.blueprint import Page, blueprint, complain, device, renew_session, show
from trainer.web.accounts.forms import (
    ChangeEmailForm,
    ChangePasswordForm,
    DeleteForm,
    ForgottenPasswordForm,
    ProfileForm,
    ResetPasswordForm,
    SignUpForm,
    VerifyEmailForm,
)
from trainer.web.accounts.limits import TIMES_TO_SIGN_UP, times
from trainer.web.guests import is_guest, is_member
from trainer.web.mailed import where_sent
from trainer.web.requests import current_scope, forget_this_step, next_step
from trainer.web.security import begin_session, limiter, log_in_limit, provider_name, safe_target


@blueprint.route("/sign-up", methods=["GET", "POST"])
@limiter.limit(times(TIMES_TO_SIGN_UP), methods=["POST"])
def sign_up() -> Page:
    """A guest who signs up keeps what they did."""
    if is_member():
        return redirect(url_for("home.index"), 303)
    form = SignUpForm(track=current_user.signed_in.track) if is_guest() else SignUpForm()
    if form.validate_on_submit():
        scope = next_step()  # for a guest: nobody waits for a transaction that hashes
        try:
            user_id = accounts.sign_up(
                scope,
                form.email.data,
                form.display_name.data,
                form.new_password.data,
                form.track.data,
                time_zone=form.time_zone.data or "",
            )
        except Refused as error:
            complain(form, error)
        else:
            begin_session(accounts.open_session(scope, user_id, device()))
            mailed = f"A link to confirm your address is {where_sent(form.email.data)}."
            flash(f"Welcome, {form.display_name.data}. {mailed}")
            return redirect(safe_target(request.args.get("next")), 303)
    return show("sign_up", form, provider=provider_name())


@blueprint.post("/log-out")
def log_out() -> Response:
    accounts.log_out(current_scope())
    session.clear()
    return redirect(url_for("home.index"), 303)


@blueprint.post("/log-out-everywhere")
def log_out_everywhere() -> Response:
    accounts.log_out_everywhere(current_scope())
    session.clear()
    flash("You are logged out on all devices.")
    return redirect(url_for("accounts.log_in"), 303)


@blueprint.route("/forgotten-password", methods=["GET", "POST"])
@limiter.limit(log_in_limit, methods=["POST"])
def forgotten_password() -> Page:
    form = ForgottenPasswordForm()
    if form.validate_on_submit():
        accounts.request_password_reset(current_scope(), form.email.data)
        email = form.email.data
        return show("forgotten_password", form, sent_to=email, where_sent=where_sent(email))
    return show("forgotten_password", form, sent_to="")


@blueprint.route("/reset-password/<token>", methods=["GET", "POST"])
@limiter.limit(log_in_limit, methods=["POST"])
def reset_password(token: str) -> Page:
    form = ResetPasswordForm()
    if form.validate_on_submit():
        try:
            accounts.reset_password(current_scope(), token, form.new_password.data)
        except Refused as error:
            complain(form, error)
        else:
            session.clear()
            flash("Your new password is set. Log in with it.")
            return redirect(url_for("accounts.log_in"), 303)
    else:
        accounts.check_reset_link(current_scope(), token)
    return show("reset_password", form)


@blueprint.route("/verify-email/<token>", methods=["GET", "POST"])
def verify_email(token: str) -> Page:
    form = VerifyEmailForm()
    scope = current_scope()
    if form.validate_on_submit():
        accounts.verify_email(scope, token)
        flash("Thank you: your e-mail address is confirmed.")
        return redirect(url_for("home.index"), 303)
    return show("verify_email", form, email=accounts.find_address_to_verify(scope, token))


@blueprint.post("/account/verification")
@limiter.limit(log_in_limit)
def request_verification() -> Response:
    accounts.request_verification(current_scope())
    flash(f"A new link is {where_sent(current_user.signed_in.email)}.")
    return redirect(url_for("accounts.account"), 303)


@blueprint.route("/account", methods=["GET", "POST"])
def account() -> Page:
    signed_in = current_user.signed_in
    form = ProfileForm(display_name=signed_in.display_name, track=signed_in.track)
    if form.validate_on_submit():
        accounts.set_profile(current_scope(), form.display_name.data, form.track.data)
        flash("Saved.")
        return redirect(url_for("accounts.account"), 303)
    scope = current_scope()
    return show(
        "account",
        form,
        sessions=sign_in.list_sessions(scope),
        visits=acting_as.list_visits(scope),
        second_step=second_steps.get_status(scope),
        provider=provider_name(),
        identities=identities.list_identities(scope),
    )


@blueprint.route("/account/password", methods=["GET", "POST"])
@limiter.limit(log_in_limit, methods=["POST"])
def change_password() -> Page:
    form = ChangePasswordForm()
    if form.validate_on_submit():
        scope = current_scope()
        try:
            accounts.change_password(scope, form.current_password.data, form.new_password.data)
        except Refused as error:
            complain(form, Refused(error.reason, "current_password" if error.field == "password" else error.field))
        else:
            renew_session(sign_in.open_again(scope, device()))
            flash("Your password is changed. All other devices are logged out.")
            return redirect(url_for("accounts.account"), 303)
    return show("change_password", form)


@blueprint.route("/account/email", methods=["GET", "POST"])
@limiter.limit(log_in_limit, methods=["POST"])
def change_email() -> Page:
    form = ChangeEmailForm()
    if form.validate_on_submit():
        try:
            accounts.request_email_change(current_scope(), form.password.data, form.email.data)
        except Refused as error:
            complain(form, error)
        else:
            mailed = f"A link to confirm your new address is {where_sent(form.email.data)}."
            flash(f"{mailed} Until it is followed, your present address stays.")
            return redirect(url_for("accounts.account"), 303)
    return show("change_email", form)


@blueprint.route("/account/delete", methods=["GET", "POST"])
@limiter.limit(log_in_limit, methods=["POST"])
def delete_data() -> Page:
    """What deleting would do, and doing it: the password is asked."""
    form = DeleteForm()
    if form.validate_on_submit():
        try:
            purges.purge_own(current_scope(), form.password.data)
        except Refused as error:
            forget_this_step()
            complain(form, error)
        else:
            session.clear()
            flash("Your data is deleted. Answers and grades stay without your name. Thank you for having worked here.")
            return redirect(url_for("accounts.log_in"), 303)
    scope = current_scope()
    return show("delete_data", form, page=purges.get_purge_page(scope, scope.learner.id))
