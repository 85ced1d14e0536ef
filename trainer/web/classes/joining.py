"""Joining a class by its code or by an invitation, and leaving it."""

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from trainer.domain.classes.roles import Act
from trainer.domain.kernel.errors import Refused
from trainer.services import class_access, class_joining, classes, invitations
from trainer.web.classes.blueprint import blueprint
from trainer.web.requests import current_scope, forget_this_step
from trainer.web.security import limiter, log_in_limit

Page = str | Response | tuple[str, int]


def _person() -> str:
    """Tries at codes are counted by person: a whole class that joins together has one address."""
    return f"joining:{current_user.signed_in.id}"


@blueprint.get("/join")
def enter_code() -> Page:
    code = class_joining.normal_code(request.args.get("code", ""))
    if not code:
        return _code_page("", "Type the code that your instructor gave you." if "code" in request.args else "")
    if not code.isalnum():
        return _code_page(request.args["code"], class_joining.WRONG_CODE)
    return redirect(url_for("classes.join", code=code), 303)


def _code_page(code: str, problem: str) -> Page:
    page = render_template("classes/enter_code.html", code=code, problem=problem)
    return (page, 422) if problem else page


@blueprint.route("/join/<code>", methods=["GET", "POST"])
@limiter.limit(log_in_limit, key_func=_person)
def join(code: str) -> Page:
    try:
        page = class_joining.get_joinable(current_scope(), code)
        if request.method == "POST":
            class_id = class_joining.join_class(current_scope(), code)
            flash(f"You are in {page.title}.")
            return redirect(url_for("classes.show", class_id=class_id), 303)
    except Refused as error:
        forget_this_step()
        return _code_page(code, error.reason)
    if page.is_member:
        return redirect(url_for("classes.show", class_id=page.class_id), 303)
    return render_template("classes/join.html", page=page)


@blueprint.route("/<int:class_id>/leave", methods=["GET", "POST"])
def leave(class_id: int) -> Page:
    if request.method == "GET":
        return _leave_page(class_id, "")
    try:
        title = class_joining.leave_class(current_scope(), class_id)
    except Refused as error:
        forget_this_step()
        return _leave_page(class_id, error.reason), 422
    flash(f"You have left {title}. Everything you did stays yours.")
    return redirect(url_for("classes.index"), 303)


def _leave_page(class_id: int, problem: str) -> str:
    member = class_access.member_for(current_scope(), class_id, Act.ATTEND)
    return render_template("classes/leave.html", member=member, problem=problem)


@blueprint.route("/invitations/<token>", methods=["GET", "POST"])
def invitation(token: str) -> Page:
    scope = current_scope()
    if request.method == "GET":
        return _invitation_page(token, "")
    try:
        class_id = invitations.accept_by_link(scope, token)
    except Refused as error:
        forget_this_step()
        return _invitation_page(token, error.reason), 422
    return _welcome(class_id)


def _invitation_page(token: str, problem: str) -> str:
    page = invitations.get_invitation(current_scope(), token)
    return render_template("classes/invitation.html", page=page, token=token, problem=problem)


@blueprint.post("/invitations/<token>/decline")
def decline_invitation(token: str) -> Response:
    invitations.decline_by_link(current_scope(), token)
    return _declined()


@blueprint.post("/my-invitations/<int:invitation_id>/accept")
def accept_mine(invitation_id: int) -> Response:
    return _welcome(invitations.accept_mine(current_scope(), invitation_id))


@blueprint.post("/my-invitations/<int:invitation_id>/decline")
def decline_mine(invitation_id: int) -> Response:
    invitations.decline_mine(current_scope(), invitation_id)
    return _declined()


def _welcome(class_id: int) -> Response:
    flash(f"You are in {classes.get_class(current_scope(), class_id).member.title}.")
    return redirect(url_for("classes.show", class_id=class_id), 303)


def _declined() -> Response:
    flash("Declined. Nobody of that class sees anything of you.")
    return redirect(url_for("classes.index"), 303)
