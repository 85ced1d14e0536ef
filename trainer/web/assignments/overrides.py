"""What was granted to single learners of a class: one page that lists it all, granting and ending."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from trainer.domain.classes.roles import Act
from trainer.domain.kernel.errors import Refused
from trainer.services import assignment_copies
from trainer.services.class_access import member_for
from trainer.services.overrides import Grant, Granted, end_override, grant_override, list_overrides
from trainer.web.answer_forms import whole
from trainer.web.assignments.blueprint import blueprint
from trainer.web.assignments.forms import Reading
from trainer.web.assignments.words import seen_words
from trainer.web.rendering import plural
from trainer.web.requests import current_scope, forget_this_step

Page = str | Response | tuple[str, int]


@blueprint.get("/overrides")
def overrides(class_id: int) -> str:
    return _page(class_id, request.args, {})


def _page(class_id: int, typed: MultiDict[str, str], problems: Mapping[str, list[str]]) -> str:
    scope = current_scope()
    page = list_overrides(scope, class_id)
    manages = page.member.may(Act.MANAGE)
    return render_template(
        "assignments/overrides.html",
        page=page,
        typed=typed,
        chosen=set(typed.getlist("learners")),
        problems=problems,
        sources=assignment_copies.list_sources(scope, class_id) if manages else (),
    )


@blueprint.post("/overrides")
def grant(class_id: int) -> Page:
    form = request.form
    reading = Reading(member_for(current_scope(), class_id, Act.MANAGE).time_zone)
    model = Grant(
        0,
        whole(form.get("assignment")) or None,
        form.get("reason", ""),
        reading.number(form.get("percent", ""), "percent", 0),
        reading.number(form.get("minutes", ""), "minutes", 0) * 60,
        reading.number(form.get("attempts", ""), "attempts", 0),
        reading.moment(form.get("opens", ""), "opens"),
        reading.moment(form.get("due", ""), "due"),
        reading.moment(form.get("closes", ""), "closes"),
    )
    if reading.problems:
        return _page(class_id, form, {each.field: [each.message] for each in reading.problems}), 422
    learners = list(dict.fromkeys(map(whole, form.getlist("learners")))) or [0]
    names = dict(list_overrides(current_scope(), class_id).learners)
    given: list[Granted] = []
    for learner_id in learners:
        try:
            given.append(grant_override(current_scope(), class_id, replace(model, learner_id=learner_id)))
        except Refused as error:
            forget_this_step()
            who = f"{names[learner_id]}: " if len(learners) > 1 and learner_id in names else ""
            return _page(class_id, form, {error.field: [f"{who}{error.reason}"]}), 422
    _tell(given)
    return redirect(url_for("assignments.overrides", class_id=class_id), 303)


def _tell(given: Sequence[Granted]) -> None:
    flash(f"Granted to {plural(len(given), 'learner')}. They see it, with the reason, beside the assignment.")
    extended = sum(each.extended for each in given)
    if extended:
        flash(f"{plural(extended, 'sitting')} that {'is' if extended == 1 else 'are'} open now got the time at once.")
    for name in given[0].past:
        flash(f"The {name} date that you granted lies before now.")
    if given[0].seen:  # the first one holds the keys back again
        flash(seen_words(given[0].seen))


@blueprint.post("/overrides/<int:override_id>/end")
def end(class_id: int, override_id: int) -> Response:
    end_override(current_scope(), class_id, override_id)
    flash("Ended. Time that a sitting has got already stays.")
    return redirect(url_for("assignments.overrides", class_id=class_id), 303)


@blueprint.post("/overrides/copy")
def bring_overrides(class_id: int) -> Page:
    form = request.form
    reading = Reading("UTC")
    days = reading.number(form.get("days", ""), "days", 0)
    try:
        if reading.problems:
            raise Refused(reading.problems[0].message, "days")
        count = assignment_copies.copy_granted(current_scope(), whole(form.get("source")), class_id, days)
    except Refused as error:
        forget_this_step()
        return _page(class_id, form, {error.field: [error.reason]}), 422
    flash(f"{plural(count, 'override')} came along." if count else "There was nothing to bring along.")
    return redirect(url_for("assignments.overrides", class_id=class_id), 303)
