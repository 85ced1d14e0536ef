"""Accounts: sign up, log in and out, passwords, e-mail address, sessions."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_login import current_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from trainer.domain.kernel.errors import Refused
from trainer.services import accounts, acting_as, purges
from trainer.web.accounts.forms import (
    ChangeEmailForm,
    ChangePasswordForm,
    DeleteForm,
    ForgottenPasswordForm,
    LogInForm,
    ProfileForm,
    ResetPasswordForm,
    SignUpForm,
    VerifyEmailForm,
)
from trainer.web.guests import is_guest, is_member
from trainer.web.requests import current_scope, forget_this_step
from trainer.web.security import account_named_in_form, begin_session, limiter, log_in_limit, safe_target

blueprint = Blueprint("accounts", __name__)

Page = str | Response | tuple[str, int]


def _show(template: str, form: FlaskForm, **values: object) -> Page:
    """The page with its form; 422 when it was sent and has errors, so that nothing is stored."""
    page = render_template(f"accounts/{template}.html", form=form, **values)
    return (page, 422) if form.errors else page


def _complain(form: FlaskForm, error: Refused) -> None:
    field = form[error.field] if error.field in form else next(iter(form))
    field.errors = [*field.errors, error.reason]


def _device() -> str:
    return request.user_agent.string or "unknown device"


@blueprint.route("/sign-up", methods=["GET", "POST"])
@limiter.limit(log_in_limit, methods=["POST"])
def sign_up() -> Page:
    """A guest who signs up keeps what they did."""
    if is_member():
        return redirect(url_for("home.index"), 303)
    form = SignUpForm(track=current_user.signed_in.track) if is_guest() else SignUpForm()
    if form.validate_on_submit():
        scope = current_scope()
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
            _complain(form, error)
        else:
            begin_session(accounts.open_session(scope, user_id, _device()))
            flash(f"Welcome, {form.display_name.data}. A mail to {form.email.data} asks you to confirm the address.")
            return redirect(safe_target(request.args.get("next")), 303)
    return _show("sign_up", form)


@blueprint.route("/log-in", methods=["GET", "POST"])
@limiter.limit(log_in_limit, methods=["POST"])
@limiter.limit(log_in_limit, methods=["POST"], key_func=account_named_in_form)
def log_in() -> Page:
    """A guest may log in to an account that they have; what they did as a guest stays with the guest."""
    if is_member():
        return redirect(safe_target(request.args.get("next")), 303)
    form = LogInForm()
    if form.validate_on_submit():
        try:
            token = accounts.log_in(current_scope(), form.email.data, form.password.data, _device())
        except Refused as error:
            _complain(form, error)
        else:
            begin_session(token)
            return redirect(safe_target(request.args.get("next")), 303)
    return _show("log_in", form)


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
        return _show("forgotten_password", form, sent_to=form.email.data)
    return _show("forgotten_password", form, sent_to="")


@blueprint.route("/reset-password/<token>", methods=["GET", "POST"])
@limiter.limit(log_in_limit, methods=["POST"])
def reset_password(token: str) -> Page:
    form = ResetPasswordForm()
    if form.validate_on_submit():
        try:
            accounts.reset_password(current_scope(), token, form.new_password.data)
        except Refused as error:
            _complain(form, error)
        else:
            session.clear()
            flash("Your new password is set. Log in with it.")
            return redirect(url_for("accounts.log_in"), 303)
    else:
        accounts.check_reset_link(current_scope(), token)
    return _show("reset_password", form)


@blueprint.route("/verify-email/<token>", methods=["GET", "POST"])
def verify_email(token: str) -> Page:
    form = VerifyEmailForm()
    scope = current_scope()
    if form.validate_on_submit():
        accounts.verify_email(scope, token)
        flash("Thank you: your e-mail address is confirmed.")
        return redirect(url_for("home.index"), 303)
    return _show("verify_email", form, email=accounts.find_address_to_verify(scope, token))


@blueprint.post("/account/verification")
@limiter.limit(log_in_limit)
def request_verification() -> Response:
    accounts.request_verification(current_scope())
    flash(f"A new link is on its way to {current_user.signed_in.email}.")
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
    return _show("account", form, sessions=accounts.list_sessions(scope), visits=acting_as.list_visits(scope))


@blueprint.route("/account/password", methods=["GET", "POST"])
@limiter.limit(log_in_limit, methods=["POST"])
def change_password() -> Page:
    form = ChangePasswordForm()
    if form.validate_on_submit():
        try:
            accounts.change_password(current_scope(), form.current_password.data, form.new_password.data)
        except Refused as error:
            _complain(form, Refused(error.reason, "current_password" if error.field == "password" else error.field))
        else:
            flash("Your password is changed. All other devices are logged out.")
            return redirect(url_for("accounts.account"), 303)
    return _show("change_password", form)


@blueprint.route("/account/email", methods=["GET", "POST"])
@limiter.limit(log_in_limit, methods=["POST"])
def change_email() -> Page:
    form = ChangeEmailForm()
    if form.validate_on_submit():
        try:
            accounts.request_email_change(current_scope(), form.password.data, form.email.data)
        except Refused as error:
            _complain(form, error)
        else:
            flash(f"A mail to {form.email.data} asks for confirmation. Until then your present address stays.")
            return redirect(url_for("accounts.account"), 303)
    return _show("change_email", form)


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
            _complain(form, error)
        else:
            session.clear()
            flash("Your data is deleted. Answers and grades stay without your name. Thank you for having worked here.")
            return redirect(url_for("accounts.log_in"), 303)
    scope = current_scope()
    return _show("delete_data", form, page=purges.get_purge_page(scope, scope.learner.id))
