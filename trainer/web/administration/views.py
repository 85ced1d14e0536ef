"""What only an administrator does: the overview, banks, releases, mail, storage, settings. Everybody else gets 404."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from trainer.domain.kernel.errors import Refused
from trainer.services import administration, property_admin, retention, site_settings, storage
from trainer.web.requests import current_scope, forget_this_step, next_step, reports, scopes

blueprint = Blueprint("administration", __name__, url_prefix="/administration")

Page = str | Response | tuple[str, int]
STOP = "administration.stop_acting"


@blueprint.before_request
def _refuse_everybody_else() -> None:
    if not current_user.is_authenticated:
        return
    if request.endpoint != STOP and not current_user.signed_in.is_administrator:
        abort(404)


@blueprint.app_template_filter("filesize")
def filesize(count: int) -> str:
    """`820 bytes`, `1.2 MB`: in powers of a thousand."""
    if count < 1000:
        return f"{count} byte{'' if count == 1 else 's'}"
    size, units = float(count), ("kB", "MB", "GB", "TB", "PB")
    for unit in units:
        size /= 1000
        if size < 999.95:
            return f"{size:.1f} {unit}"
    return f"{size:.1f} {units[-1]}"


@blueprint.get("")
@reports
def index() -> str:
    counts, health = administration.get_overview(current_scope())
    return render_template("administration/index.html", counts=counts, health=health, mail_help=_MAIL_HELP)


_MAIL_HELP = administration.HOW_TO_CONFIGURE_MAIL


@blueprint.get("/banks")
def banks() -> str:
    return _banks()


def _banks(error: Refused | None = None, bank_id: int = 0) -> str:
    rows = property_admin.list_banks(current_scope())
    return render_template("administration/banks.html", rows=rows, error=error, failed=bank_id, typed=request.form)


@blueprint.post("/banks/<int:bank_id>/share")
def share_bank(bank_id: int) -> Page:
    try:
        title = property_admin.share_bank(current_scope(), bank_id, request.form.get("reason", ""))
    except Refused as error:
        forget_this_step()
        return _banks(error, bank_id), 422
    flash(f"“{title}” is shared: whoever teaches or learns here can meet what is in it.")
    return redirect(url_for("administration.banks"), 303)


@blueprint.post("/banks/<int:bank_id>/owner")
def hand_over_bank(bank_id: int) -> Page:
    email = request.form.get("email", "")
    try:
        title = property_admin.hand_over_bank(current_scope(), bank_id, email, request.form.get("reason", ""))
    except Refused as error:
        forget_this_step()
        return _banks(error, bank_id), 422
    flash(f"“{title}” now belongs to {email.strip()}.")
    return redirect(url_for("administration.banks"), 303)


@blueprint.get("/releases")
def releases() -> str:
    book, imported = administration.get_releases(current_scope())
    return render_template("administration/releases.html", book=book, imported=imported)


@blueprint.get("/mail")
def mail() -> str:
    own = current_user.signed_in.email
    return _mail(own)


def _mail(to: str, error: Refused | None = None, outcome: administration.MailOutcome | None = None) -> str:
    setup = current_scope().settings.mail
    return render_template(
        "administration/mail.html", to=to, error=error, outcome=outcome, setup=setup, mail_help=_MAIL_HELP
    )


@blueprint.post("/mail")
def send_mail() -> Page:
    typed = request.form.get("to", "")
    try:
        to = administration.check_test_address(current_scope(), typed)
    except Refused as error:
        forget_this_step()
        return _mail(typed, error), 422
    next_step()  # nobody waits for the database while a mail server thinks
    outcome = administration.send_test_mail(current_scope().settings, to)
    administration.record_test_mail(current_scope(), outcome)
    return _mail(to, outcome=outcome)


@blueprint.get("/storage")
@reports
def show_storage() -> str:
    return render_template("administration/storage.html", page=storage.get_storage(current_scope()))


@blueprint.get("/settings")
def settings() -> str:
    return _settings({})


def _settings(typed: dict[str, str], error: Refused | None = None) -> str:
    scope = current_scope()
    rows = site_settings.list_settings(scope)
    inactive, total = retention.list_inactive(scope)
    return render_template(
        "administration/settings.html", rows=rows, typed=typed, error=error, inactive=inactive, total=total
    )


@blueprint.post("/settings")
def change_settings() -> Page:
    typed = request.form.to_dict()
    try:
        changed = site_settings.change_settings(current_scope(), typed)
    except Refused as error:
        forget_this_step()
        return _settings(typed, error), 422
    flash("Saved. It is applied every night." if changed else "Nothing was changed.")
    return redirect(url_for("administration.settings"), 303)


@blueprint.post("/settings/apply")
def apply_settings() -> Response:
    """What the night would do, now; each kind in a transaction of its own."""
    retention.begin_by_hand(current_scope())
    next_step()
    done = retention.apply_retention(scopes())
    flash(
        f"Deleted: {done.sessions} sign-ins, {done.tokens} links, {done.done_jobs + done.failed_jobs} jobs, "
        f"{done.guests} guests."
    )
    return redirect(url_for("administration.settings"), 303)
