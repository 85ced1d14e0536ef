"""The list of classes and one class: making, changing, archiving and copying it."""

import re
from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from trainer.domain.classes.roles import Act
from trainer.domain.kernel.errors import Refused
from trainer.services import class_copies, classes, invitations
from trainer.services.class_next import get_next
from trainer.services.classes import ClassSpec
from trainer.services.sent_forms import Form, make_once
from trainer.services.study_settings import get_settings, list_zones
from trainer.web.classes.blueprint import blueprint
from trainer.web.requests import current_scope, forget_this_step
from trainer.web.sent_twice import flash_made, request_id

__all__ = ["blueprint"]

Page = str | Response | tuple[str, int]


@blueprint.get("")
def index() -> str:
    scope = current_scope()
    mine = invitations.list_my_invitations(scope)
    return render_template("classes/index.html", page=classes.list_classes(scope), invitations=mine)


@blueprint.route("/new", methods=["GET", "POST"])
def create() -> Page:
    scope = current_scope()
    classes.require_teacher(scope)
    if request.method == "GET":
        typed = {"track": scope.learner.track, "time_zone": get_settings(scope).time_zone, "is_joinable": "yes"}
        return _form_page("create", typed, {})
    spec = _spec()
    if problems := classes.problems_of(spec):
        return _form_page("create", request.form, problems), 422
    made = make_once(scope, Form.CLASS, request_id(), lambda: classes.create_class(scope, spec))
    flash_made(made, "The class is there. Give its code to your learners, or invite them by mail.")
    return redirect(url_for("classes.show", class_id=made.id), 303)


@blueprint.get("/<int:class_id>")
def show(class_id: int) -> Page:
    scope = current_scope()
    page = classes.get_class(scope, class_id)
    if not page.member.may(Act.GRADE):
        return redirect(url_for("assignments.index", class_id=class_id), 303)
    return render_template("classes/show.html", page=page, next=get_next(scope, class_id, with_risks=True))


@blueprint.get("/<int:class_id>/about")
def about(class_id: int) -> str:
    return render_template("classes/about.html", page=classes.get_class(current_scope(), class_id))


@blueprint.route("/<int:class_id>/settings", methods=["GET", "POST"])
def settings(class_id: int) -> Page:
    page = classes.get_class(current_scope(), class_id, Act.MANAGE)
    if request.method == "GET":
        return _form_page("settings", _typed(page.spec), {}, page=page)
    spec = _spec()
    if problems := classes.problems_of(spec):
        return _form_page("settings", request.form, problems, page=page), 422
    classes.edit_class(current_scope(), class_id, spec)
    flash("Saved.")
    return redirect(url_for("classes.settings", class_id=class_id), 303)


@blueprint.post("/<int:class_id>/join-code")
def renew_code(class_id: int) -> Response:
    classes.renew_join_code(current_scope(), class_id)
    flash("There is a new code. The old one lets nobody in any more; who has joined stays.")
    return redirect(url_for("classes.settings", class_id=class_id), 303)


@blueprint.post("/<int:class_id>/archive")
def archive(class_id: int) -> Response:
    classes.archive_class(current_scope(), class_id)
    flash("The class is archived: it can be read and copied, not changed. You can take it up again at any time.")
    return redirect(url_for("classes.settings", class_id=class_id), 303)


@blueprint.post("/<int:class_id>/unarchive")
def unarchive(class_id: int) -> Response:
    classes.unarchive_class(current_scope(), class_id)
    flash("The class goes on.")
    return redirect(url_for("classes.settings", class_id=class_id), 303)


@blueprint.route("/<int:class_id>/copy", methods=["GET", "POST"])
def copy(class_id: int) -> Page:
    scope = current_scope()
    classes.require_teacher(scope)
    page = classes.get_class(scope, class_id, Act.MANAGE)
    if request.method == "GET":
        return render_template(
            "classes/copy.html", page=page, typed={"title": page.spec.title, "days": "364"}, problems={}
        )
    form = request.form
    try:
        wanted = class_copies.CopyRequest(
            form.get("title", ""), form.get("term", ""), _days(form.get("days", "")), form.get("members") == "yes"
        )
        made = make_once(
            scope, Form.CLASS_COPY, request_id(), lambda: class_copies.copy_class(scope, class_id, wanted).class_id
        )
    except Refused as error:
        forget_this_step()
        page = classes.get_class(scope, class_id, Act.MANAGE)
        problems = {error.field: error.reason}
        return render_template("classes/copy.html", page=page, typed=form, problems=problems), 422
    flash_made(made, "The copy is there. Its assignments are drafts: look at their dates, then publish them.")
    return redirect(url_for("classes.show", class_id=made.id), 303)


def _days(text: str) -> int:
    if not re.fullmatch(r"\s*[+-]?[0-9]{1,5}\s*", text):
        raise Refused("Write a whole number of days, such as 182 or 364.", "days")
    return int(text)


def _spec() -> ClassSpec:
    form = request.form
    title, term, track, zone = (form.get(name, "") for name in ("title", "term", "track", "time_zone"))
    return ClassSpec(title, term, track, zone, form.get("is_joinable") == "yes")


def _typed(spec: ClassSpec) -> dict[str, str]:
    return {
        "title": spec.title,
        "term": spec.term,
        "track": spec.track,
        "time_zone": spec.time_zone,
        "is_joinable": "yes" if spec.is_joinable else "",
    }


def _form_page(template: str, typed: Mapping[str, str], problems: Mapping[str, str], **values: object) -> str:
    zones = [name for _, places in list_zones() for name, _ in places]
    return render_template(f"classes/{template}.html", typed=typed, problems=problems, zones=zones, **values)
