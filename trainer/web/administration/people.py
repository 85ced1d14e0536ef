"""People: the list, one person, and every act on them; looking at the program as somebody."""

from collections.abc import Callable
from tempfile import SpooledTemporaryFile
from typing import IO

from flask import Response as Download
from flask import flash, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response
from werkzeug.wsgi import wrap_file

from trainer.domain.kernel.errors import Refused
from trainer.services import acting_as, exports, people_admin, property_admin, purges, second_steps
from trainer.services.administration import administrator_of
from trainer.services.people_admin import KINDS
from trainer.services.scope import Scope
from trainer.web.administration.views import Page, blueprint
from trainer.web.mailed import where_sent
from trainer.web.requests import current_scope, forget_this_step, next_step, scopes
from trainer.web.security import ADMINISTRATOR_TOKEN, begin_session

MOST_BYTES_IN_MEMORY = 1_000_000
MOST_PAGES = 10**6


@blueprint.get("/people")
def people() -> str:
    words, kind = request.args.get("q", ""), request.args.get("kind", "")
    number = min(max(request.args.get("page", 1, type=int), 1), MOST_PAGES)
    page = people_admin.find_people(current_scope(), words, kind, number)
    return render_template("administration/people.html", page=page, kinds=KINDS)


@blueprint.get("/people/<int:person_id>")
def person(person_id: int) -> str:
    return _person(person_id)


def _person(person_id: int, act: str = "", error: Refused | None = None) -> str:
    """The page; `act` is the form that was refused, with what was typed into it."""
    scope = current_scope()
    page = people_admin.get_person(scope, person_id)
    visits = acting_as.list_visits(scope, person_id)
    typed = request.form if error else {}
    return render_template("administration/person.html", page=page, visits=visits, act=act, error=error, typed=typed)


def _do(person_id: int, act: str, done: Callable[[Scope], str]) -> Page:
    """Does one act; its words are shown on the page of the person, or what was refused beside its form."""
    try:
        message = done(current_scope())
    except Refused as error:
        forget_this_step()
        return _person(person_id, act, error), 422
    flash(message)
    return redirect(url_for("administration.person", person_id=person_id), 303)


def _reason() -> str:
    return request.form.get("reason", "")


def _whole(name: str) -> int:
    text = request.form.get(name, "").strip() or "0"
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise Refused("Per cent and minutes are whole numbers.", name)
    return int(text)


@blueprint.post("/people/<int:person_id>/roles")
def set_roles(person_id: int) -> Page:
    def done(scope: Scope) -> str:
        chosen = {name: request.form.get(name) == "yes" for name in ("is_administrator", "may_teach")}
        people_admin.set_roles(scope, person_id, reason=_reason(), **chosen)
        return "Roles are changed."

    return _do(person_id, "roles", done)


@blueprint.post("/people/<int:person_id>/disable")
def disable(person_id: int) -> Page:
    def done(scope: Scope) -> str:
        people_admin.disable(scope, person_id, _reason())
        return "The account is disabled, and signed out everywhere. Nothing of it is deleted."

    return _do(person_id, "disable", done)


@blueprint.post("/people/<int:person_id>/enable")
def enable(person_id: int) -> Page:
    def done(scope: Scope) -> str:
        people_admin.enable(scope, person_id, _reason())
        return "This person may log in again."

    return _do(person_id, "enable", done)


@blueprint.post("/people/<int:person_id>/sessions/end")
def end_sessions(person_id: int) -> Page:
    def done(scope: Scope) -> str:
        people_admin.end_sessions(scope, person_id)
        return "All sign-ins of this person are ended."

    return _do(person_id, "sessions", done)


@blueprint.post("/people/<int:person_id>/sessions/<int:session_id>/end")
def end_session(person_id: int, session_id: int) -> Page:
    def done(scope: Scope) -> str:
        people_admin.end_sessions(scope, person_id, session_id)
        return "This sign-in is ended."

    return _do(person_id, "sessions", done)


@blueprint.post("/people/<int:person_id>/verify-address")
def verify_address(person_id: int) -> Page:
    def done(scope: Scope) -> str:
        people_admin.verify_address(scope, person_id, _reason())
        return "The address counts as confirmed."

    return _do(person_id, "verify", done)


@blueprint.post("/people/<int:person_id>/password-link")
def send_password_link(person_id: int) -> Page:
    def done(scope: Scope) -> str:
        email = people_admin.send_password_link(scope, person_id)
        return f"A link to set a new password is {where_sent(email)}. It is good for an hour."

    return _do(person_id, "password", done)


@blueprint.post("/people/<int:person_id>/second-step/reset")
def reset_second_step(person_id: int) -> Page:
    def done(scope: Scope) -> str:
        second_steps.reset(scope, person_id, _reason())
        return "The second step is taken away; this person is logged out everywhere and told by mail."

    return _do(person_id, "second-step", done)


@blueprint.post("/people/<int:person_id>/extra-time")
def grant_extra_time(person_id: int) -> Page:
    def done(scope: Scope) -> str:
        percent, minutes = _whole("percent"), _whole("minutes")
        people_admin.grant_extra_time(scope, person_id, percent, minutes, _reason())
        return "Extra time is granted in every exam that starts from now on. Exams under way keep their end."

    return _do(person_id, "extra-time", done)


@blueprint.post("/people/<int:person_id>/extra-time/<int:number>/end")
def end_extra_time(person_id: int, number: int) -> Page:
    def done(scope: Scope) -> str:
        people_admin.end_extra_time(scope, person_id, number)
        return "This extra time is ended for exams that start from now on."

    return _do(person_id, "extra-time", done)


@blueprint.post("/people/<int:person_id>/classes/<int:class_id>/instructor")
def add_instructor(person_id: int, class_id: int) -> Page:
    def done(scope: Scope) -> str:
        name = property_admin.add_instructor(scope, class_id, request.form.get("email", ""), _reason())
        return f"{name} is an instructor of the class."

    return _do(person_id, f"class-{class_id}", done)


@blueprint.post("/people/<int:person_id>/log-in-as")
def log_in_as(person_id: int) -> Page:
    try:
        token = acting_as.start_acting(current_scope(), person_id, _reason())
    except Refused as error:
        forget_this_step()
        return _person(person_id, "log-in-as", error), 422
    own = session["_user_id"]
    begin_session(token)
    session[ADMINISTRATOR_TOKEN] = own
    return redirect(url_for("home.index"), 303)


@blueprint.post("/stop-acting")
def stop_acting() -> Response:
    """Back to the administrator's own sign-in, at the page of the person who was looked in as."""
    scope = current_scope()
    acting_as.stop_acting(scope)
    own = session.get(ADMINISTRATOR_TOKEN, "")
    begin_session(own)
    return redirect(url_for("administration.person", person_id=scope.learner.id), 303)


@blueprint.post("/people/<int:person_id>/export")
def export(person_id: int) -> Page:
    """Everything of this person as JSON; a POST, because that it was taken is written down."""
    scope = current_scope()
    try:
        people_admin.record_export(scope, person_id, _reason())
    except Refused as error:
        forget_this_step()
        return _person(person_id, "export", error), 422
    next_step()  # the file is read without holding up those who write
    held: IO[bytes] = SpooledTemporaryFile(MOST_BYTES_IN_MEMORY)  # noqa: SIM115 - closed with the response
    with scopes().reading() as reading:
        exports.write_json(reading, held, person_id)
        name = exports.export_name(reading, "json", person_id)
    size = held.tell()
    held.seek(0)
    response = Download(wrap_file(request.environ, held), mimetype="application/json", direct_passthrough=True)
    response.content_length = size
    response.headers["Content-Disposition"] = f'attachment; filename="person-{person_id}-{name}"'
    return response


@blueprint.get("/people/<int:person_id>/delete")
def confirm_delete(person_id: int) -> str:
    return _delete_page(person_id)


def _delete_page(person_id: int, error: Refused | None = None) -> str:
    scope = current_scope()
    administrator_of(scope)
    page = purges.get_purge_page(scope, person_id)
    return render_template("administration/delete.html", page=page, error=error, typed=request.form)


@blueprint.post("/people/<int:person_id>/delete")
def delete(person_id: int) -> Page:
    scope = current_scope()
    try:
        if request.form.get("sure") != "yes":
            raise Refused("Tick the box: it cannot be undone.", "sure")
        purges.purge_person(scope, person_id, _reason())
    except Refused as error:
        forget_this_step()
        return _delete_page(person_id, error), 422
    flash("The data of this person is deleted. Answers and grades stay without a name.")
    return redirect(url_for("administration.person", person_id=person_id), 303)
