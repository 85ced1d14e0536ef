"""Assignments as an instructor sees them: the list, one of them, looking at it beforehand, its way through life."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from trainer.domain.classes.roles import Act
from trainer.domain.kernel.errors import Refused
from trainer.services import assignment_copies, assignment_options, assignment_previews, assignments
from trainer.services.assignments import Stage
from trainer.services.class_access import member_for
from trainer.services.class_next import get_next
from trainer.services.sent_forms import Form, make_once
from trainer.web.assignments import mine
from trainer.web.assignments.blueprint import blueprint
from trainer.web.assignments.words import STAGE_WORDS
from trainer.web.billing.words import KIND_TITLES as BILLING_TITLES
from trainer.web.cases.views import KIND_TITLES as CODING_TITLES
from trainer.web.requests import current_scope, forget_this_step
from trainer.web.sent_twice import flash_made, request_id

Page = str | Response | tuple[str, int]
KIND_TITLES = {kind.value: title for kind, title in (*CODING_TITLES.items(), *BILLING_TITLES.items())}


@blueprint.get("")
def index(class_id: int) -> Page:
    if not member_for(current_scope(), class_id, Act.ATTEND).may(Act.GRADE):
        return mine.learner_index(class_id)
    return _list(class_id)


def _list(class_id: int, typed: dict[str, str] | None = None, error: Refused | None = None) -> str:
    scope = current_scope()
    member = member_for(scope, class_id, Act.GRADE)
    entries = assignments.list_assignments(scope, class_id)
    manages = member.may(Act.MANAGE)
    return render_template(
        "assignments/index_staff.html",
        member=member,
        next=get_next(scope, class_id),
        entries=[each for each in entries if each.stage is not Stage.ARCHIVED],
        archived=[each for each in entries if each.stage is Stage.ARCHIVED],
        sources=assignment_copies.list_sources(scope, class_id) if manages else (),
        typed=typed or {},
        error=error,
        stages=STAGE_WORDS,
        mocks=assignment_options.mock_titles(scope, (each.spec for each in entries)),
    )


@blueprint.get("/<int:assignment_id>/manage")
def manage(class_id: int, assignment_id: int) -> str:
    return _one(class_id, assignment_id)


def _one(class_id: int, assignment_id: int, error: Refused | None = None) -> str:
    page = assignments.get_assignment(current_scope(), class_id, assignment_id)
    return render_template(
        "assignments/show_staff.html",
        page=page,
        error=error,
        stages=STAGE_WORDS,
        mocks=assignment_options.mock_titles(current_scope(), [page.entry.spec]),
    )


@blueprint.get("/<int:assignment_id>/preview")
def preview(class_id: int, assignment_id: int) -> str:
    page = assignment_previews.preview(current_scope(), class_id, assignment_id)
    mocks = assignment_options.mock_titles(current_scope(), [page.entry.spec])
    return render_template("assignments/preview.html", page=page, kinds=KIND_TITLES, mocks=mocks)


@blueprint.get("/<int:assignment_id>/dry-run")
def dry_run_stored(class_id: int, assignment_id: int) -> str:
    run = assignment_previews.dry_run_stored(current_scope(), class_id, assignment_id)
    return render_template("assignments/dry_run.html", run=run, assignment_id=assignment_id)


@blueprint.post("/<int:assignment_id>/publish")
def publish(class_id: int, assignment_id: int) -> Page:
    try:
        assignments.publish_assignment(current_scope(), class_id, assignment_id)
    except Refused as error:
        forget_this_step()
        return _one(class_id, assignment_id, error), 422
    flash("Published: learners see it in their list, and can begin it once it opens.")
    entry = assignments.get_entry(current_scope(), class_id, assignment_id)
    for each in assignment_previews.date_warnings(current_scope(), entry.spec):
        flash(each)
    return _back(class_id, assignment_id)


@blueprint.post("/<int:assignment_id>/unpublish")
def unpublish(class_id: int, assignment_id: int) -> Page:
    try:
        assignments.unpublish_assignment(current_scope(), class_id, assignment_id)
    except Refused as error:
        forget_this_step()
        return _one(class_id, assignment_id, error), 422
    flash("It is a draft again: learners do not see it.")
    return _back(class_id, assignment_id)


@blueprint.post("/<int:assignment_id>/archive")
def archive(class_id: int, assignment_id: int) -> Response:
    assignments.archive_assignment(current_scope(), class_id, assignment_id)
    flash("Archived. Work on it is kept; it can be restored below the list.")
    return redirect(url_for("assignments.index", class_id=class_id), 303)


@blueprint.post("/<int:assignment_id>/restore")
def restore(class_id: int, assignment_id: int) -> Response:
    assignments.restore_assignment(current_scope(), class_id, assignment_id)
    flash("Restored, as what it was.")
    return _back(class_id, assignment_id)


@blueprint.post("/<int:assignment_id>/copy")
def copy(class_id: int, assignment_id: int) -> Response:
    scope = current_scope()
    made = make_once(
        scope,
        Form.ASSIGNMENT_COPY,
        request_id(),
        lambda: assignment_copies.copy_assignment(scope, class_id, assignment_id),
    )
    flash_made(made, "Copied as a draft. What was granted to learners for it came along.")
    return redirect(url_for("assignments.edit", class_id=class_id, assignment_id=made.id), 303)


@blueprint.post("/<int:assignment_id>/move")
def move(class_id: int, assignment_id: int) -> Response:
    is_up = request.form.get("to") == "up"
    assignments.move_assignment(current_scope(), class_id, assignment_id, is_up=is_up)
    return redirect(url_for("assignments.index", class_id=class_id), 303)


@blueprint.post("/copy")
def copy_from(class_id: int) -> Page:
    form, scope = request.form, current_scope()
    member_for(scope, class_id, Act.MANAGE)
    copied: dict[int, int] = {}

    def make() -> int:
        source, days = _number(form.get("source"), "source"), _number(form.get("days") or "0", "days")
        copied.update(assignment_copies.copy_assignments(scope, source, class_id, days))
        return class_id

    try:
        made = make_once(scope, Form.ASSIGNMENTS_COPY, request_id(), make)
    except Refused as error:
        forget_this_step()
        return _list(class_id, form.to_dict(), error), 422
    flash_made(made, f"{len(copied)} copied as drafts. Look through their dates, then publish them.")
    return redirect(url_for("assignments.index", class_id=made.id), 303)


def _number(text: str | None, where: str) -> int:
    cleaned = (text or "").strip()
    if cleaned.isascii() and cleaned.removeprefix("-").isdecimal() and len(cleaned) < 10:
        return int(cleaned)
    raise Refused("Choose a class." if where == "source" else "Say by how many days, as 364.", where)


def _back(class_id: int, assignment_id: int) -> Response:
    return redirect(url_for("assignments.manage", class_id=class_id, assignment_id=assignment_id), 303)
