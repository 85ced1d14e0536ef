"""The members of a class and those who are invited."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from trainer.domain.classes.roles import Role
from trainer.domain.kernel.errors import Refused
from trainer.services import class_members, invitations
from trainer.web.classes.blueprint import blueprint
from trainer.web.mailed import where_sent
from trainer.web.requests import current_scope, forget_this_step

Page = str | Response | tuple[str, int]


@blueprint.get("/<int:class_id>/members")
def members(class_id: int) -> str:
    return _members_page(class_id, {"role": Role.LEARNER}, {})


def _members_page(class_id: int, typed: Mapping[str, str], problems: Mapping[str, str]) -> str:
    page = class_members.get_members(current_scope(), class_id)
    return render_template("classes/members.html", page=page, typed=typed, problems=problems, roles=list(Role))


@blueprint.post("/<int:class_id>/invitations")
def invite(class_id: int) -> Page:
    form = request.form
    texts = (form.get(name, "") for name in ("name", "email", "role", "student_number"))
    person = invitations.Invitee(*texts)
    try:
        invitations.invite(current_scope(), class_id, person)
    except Refused as error:
        forget_this_step()
        return _members_page(class_id, form, {error.field: error.reason}), 422
    flash(f"An invitation is {where_sent(person.email.strip())}.")
    return _to_members(class_id)


@blueprint.post("/<int:class_id>/invitations/<int:invitation_id>/resend")
def resend(class_id: int, invitation_id: int) -> Response:
    email = invitations.resend_invitation(current_scope(), class_id, invitation_id)
    flash(f"A new invitation is {where_sent(email)}. The link in the one before works no longer.")
    return _to_members(class_id)


@blueprint.post("/<int:class_id>/invitations/<int:invitation_id>/withdraw")
def withdraw(class_id: int, invitation_id: int) -> Response:
    email = invitations.withdraw_invitation(current_scope(), class_id, invitation_id)
    flash(f"{email} is not invited any more.")
    return _to_members(class_id)


@blueprint.route("/<int:class_id>/members/<int:person_id>", methods=["GET", "POST"])
def member(class_id: int, person_id: int) -> Page:
    scope, form = current_scope(), request.form
    if request.method == "GET":
        return _member_page(class_id, person_id, {}, {})
    try:
        class_members.change_member(scope, class_id, person_id, form.get("role", ""), form.get("student_number", ""))
    except Refused as error:
        forget_this_step()
        return _member_page(class_id, person_id, form, {error.field: error.reason}), 422
    flash("Saved.")
    return _to_members(class_id)


def _member_page(class_id: int, person_id: int, typed: Mapping[str, str], problems: Mapping[str, str]) -> str:
    teacher, row = class_members.get_member(current_scope(), class_id, person_id)
    shown = {"role": row.role, "student_number": row.student_number} | dict(typed)
    return render_template(
        "classes/member.html", member=teacher, row=row, typed=shown, problems=problems, roles=list(Role)
    )


@blueprint.post("/<int:class_id>/members/<int:person_id>/remove")
def remove(class_id: int, person_id: int) -> Page:
    try:
        name = class_members.remove_member(current_scope(), class_id, person_id)
    except Refused as error:
        forget_this_step()
        return _member_page(class_id, person_id, {}, {"remove": error.reason}), 422
    flash(f"{name} is not in the class any more. What they did stays theirs.")
    if person_id == current_scope().learner.id:
        return redirect(url_for("classes.index"), 303)
    return _to_members(class_id)


def _to_members(class_id: int) -> Response:
    return redirect(url_for("classes.members", class_id=class_id), 303)
