"""The second step on the account page: set up with an app, new recovery codes, turned off."""

from flask import flash, redirect, render_template, url_for

from trainer.domain.kernel.errors import Refused
from trainer.services import second_steps, sign_in
from trainer.web.accounts.blueprint import Page, blueprint, complain, device, renew_session, show
from trainer.web.accounts.forms import FirstCodeForm, PasswordAndCodeForm, PasswordForm
from trainer.web.requests import current_scope, forget_this_step
from trainer.web.security import limiter, log_in_limit


@blueprint.get("/account/second-step")
def second_step() -> Page:
    return _page(PasswordForm(), PasswordAndCodeForm())


def _page(form: PasswordForm, off_form: PasswordAndCodeForm) -> Page:
    status = second_steps.get_status(current_scope())
    page = render_template("accounts/second_step.html", form=form, off_form=off_form, status=status)
    return (page, 422) if form.errors or off_form.errors else page


@blueprint.post("/account/second-step")
@limiter.limit(log_in_limit)
def begin_second_step() -> Page:
    form = PasswordForm()
    if form.validate_on_submit():
        try:
            second_steps.begin_set_up(current_scope(), form.password.data)
        except Refused as error:
            forget_this_step()
            complain(form, error)
        else:
            return redirect(url_for("accounts.set_up_second_step"), 303)
    return _page(form, PasswordAndCodeForm(formdata=None))


@blueprint.route("/account/second-step/set-up", methods=["GET", "POST"])
@limiter.limit(log_in_limit, methods=["POST"])
def set_up_second_step() -> Page:
    """The picture for the app, and the code by which it shows that it has it."""
    form, scope = FirstCodeForm(), current_scope()
    if form.validate_on_submit():
        try:
            codes = second_steps.confirm_set_up(scope, form.one_time_code.data)
        except Refused as error:
            forget_this_step()
            complain(form, error)
        else:
            renew_session(sign_in.open_again(scope, device()))
            return _codes(codes)
    set_up = second_steps.get_set_up(scope)
    import segno  # noqa: PLC0415 - for those who set one up, not at every start

    picture = segno.make(set_up.uri, error="m").svg_data_uri(scale=5, border=4, dark="#000", light="#fff")
    return show("second_step_set_up", form, set_up=set_up, picture=picture)


@blueprint.post("/account/second-step/codes")
@limiter.limit(log_in_limit)
def make_recovery_codes() -> Page:
    form = PasswordForm()
    if form.validate_on_submit():
        try:
            return _codes(second_steps.make_new_codes(current_scope(), form.password.data))
        except Refused as error:
            forget_this_step()
            complain(form, error)
    return _page(form, PasswordAndCodeForm(formdata=None))


def _codes(codes: tuple[str, ...]) -> str:
    """The one time that they are shown."""
    return render_template("accounts/recovery_codes.html", codes=codes, file="%0A".join(codes))


@blueprint.post("/account/second-step/off")
@limiter.limit(log_in_limit)
def turn_off_second_step() -> Page:
    form = PasswordAndCodeForm()
    if form.validate_on_submit():
        scope = current_scope()
        try:
            second_steps.turn_off(scope, form.password.data, form.one_time_code.data)
        except Refused as error:
            forget_this_step()
            complain(form, error)
        else:
            renew_session(sign_in.open_again(scope, device()))
            flash("The second step is off. Your password alone opens your account.")
            return redirect(url_for("accounts.account"), 303)
    return _page(PasswordForm(formdata=None), form)
