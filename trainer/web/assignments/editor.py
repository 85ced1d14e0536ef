"""The editor of an assignment: one form, which also runs dry and finds items. Nothing typed is ever lost."""

from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from trainer.domain.classes.changes import changed_fields
from trainer.domain.classes.checks import SpecProblem
from trainer.domain.classes.work import AssignmentSpec, Counts, DrawBy, FeedbackRule
from trainer.domain.kernel.errors import Refused
from trainer.services import assignment_options, assignment_previews, assignments
from trainer.services.assignment_checks import InvalidAssignment, find_problems
from trainer.services.assignment_options import FoundItem, Options
from trainer.services.assignments import StaleEdit
from trainer.services.sent_forms import Form, make_once
from trainer.web.answer_forms import whole
from trainer.web.assignments.blueprint import blueprint
from trainer.web.assignments.forms import (
    BLANK_DRAWS,
    MOST_DRAWS,
    Typed,
    TypedDraw,
    all_problems,
    blank,
    by_field,
    read_spec,
    typed_from_form,
    typed_from_spec,
)
from trainer.web.assignments.views import KIND_TITLES
from trainer.web.assignments.words import COUNTS_WORDS, DRAW_WORDS, FEEDBACK_WORDS, edited_words, seen_words
from trainer.web.requests import current_scope, forget_this_step
from trainer.web.sent_twice import flash_made, request_id

Page = str | Response | tuple[str, int]
NOTHING_KNOWN: dict[str, object] = {"problems": {}, "run": None, "found": None, "theirs": None}


@blueprint.get("/new")
def new(class_id: int) -> str:
    options = assignment_options.get_options(current_scope(), class_id)
    return _form(options, blank(options.member.track), None, 0)


@blueprint.get("/<int:assignment_id>/edit")
def edit(class_id: int, assignment_id: int) -> str:
    options = assignment_options.get_options(current_scope(), class_id)
    entry = assignments.get_entry(current_scope(), class_id, assignment_id)
    return _form(options, typed_from_spec(entry.spec, options.member.time_zone), assignment_id, entry.number)


@blueprint.post("/new")
def create(class_id: int) -> Page:
    options, typed, spec, unread = _read(class_id)

    def make() -> int:
        _refuse_unread(class_id, spec, unread)
        return assignments.create_assignment(current_scope(), class_id, spec)

    try:
        made = make_once(current_scope(), Form.ASSIGNMENT, request_id(), make)
    except Refused as error:
        forget_this_step()
        return _form(options, typed, None, 0, problems=_by_field(typed, error)), 422
    flash_made(made, "Saved as a draft. Learners see it once it is published.")
    if made.is_new:
        _warn(spec)
    return redirect(url_for("assignments.manage", class_id=class_id, assignment_id=made.id), 303)


@blueprint.post("/<int:assignment_id>/edit")
def save(class_id: int, assignment_id: int) -> Page:
    options, typed, spec, unread = _read(class_id, assignment_id)
    base = whole(request.form.get("base_number"))
    try:
        _refuse_unread(class_id, spec, unread)
        done = assignments.edit_assignment(current_scope(), class_id, assignment_id, spec, base)
    except StaleEdit:
        forget_this_step()
        return _both(options, typed, spec, assignment_id), 409
    except Refused as error:
        forget_this_step()
        return _form(options, typed, assignment_id, base, problems=_by_field(typed, error)), 422
    flash(edited_words(done))
    if done.seen:
        flash(seen_words(done.seen))
    _warn(spec)
    return redirect(url_for("assignments.manage", class_id=class_id, assignment_id=assignment_id), 303)


def _warn(spec: AssignmentSpec) -> None:
    for each in assignment_previews.date_warnings(current_scope(), spec):
        flash(each)


@blueprint.post("/dry-run")
def dry_run(class_id: int) -> str:
    """What is typed, run dry: nothing is stored."""
    assignment_id = whole(request.form.get("assignment_id")) or None
    options, typed, spec, unread = _read(class_id, assignment_id)
    run = assignment_previews.dry_run(current_scope(), class_id, spec, assignment_id)
    problems = all_problems(unread, run.problems)
    return _form(
        options,
        typed,
        assignment_id,
        whole(request.form.get("base_number")),
        problems=by_field(typed, problems),
        run=replace(run, problems=problems),
    )


@blueprint.post("/form")
def refill(class_id: int) -> str:
    """The same form with more empty rows, with the items that were ticked, or with items that were found."""
    options, typed, _, _ = _read(class_id)
    found = None
    if request.form.get("go") == "find":
        words, track = typed.text["find"], typed.text["track"]
        found = assignment_options.search_items(current_scope(), class_id, track, words)
    more = BLANK_DRAWS if request.form.get("go") == "rows" else 0
    assignment_id = whole(request.form.get("assignment_id")) or None
    base = whole(request.form.get("base_number"))
    return _form(options, typed, assignment_id, base, found=found, more=more)


def _read(
    class_id: int, assignment_id: int | None = None
) -> tuple[Options, Typed, AssignmentSpec, tuple[SpecProblem, ...]]:
    options = assignment_options.get_options(current_scope(), class_id)
    typed = typed_from_form(request.form)
    stored = None
    if assignment_id is not None:
        stored = assignments.get_entry(current_scope(), class_id, assignment_id).spec
    spec, unread = read_spec(typed, options.member.time_zone, options.areas, stored)
    return options, typed, spec, unread


def _refuse_unread(class_id: int, spec: AssignmentSpec, unread: tuple[SpecProblem, ...]) -> None:
    """What could not be read is told together with everything else that is wrong."""
    if unread:
        problems = all_problems(unread, find_problems(current_scope(), class_id, spec))
        raise InvalidAssignment(problems[0].message, problems[0].field, problems)


def _by_field(typed: Typed, error: Refused) -> dict[str, list[str]]:
    if isinstance(error, InvalidAssignment):
        return by_field(typed, error.problems)
    return {error.field: [error.reason]}


def _both(options: Options, typed: Typed, spec: AssignmentSpec, assignment_id: int) -> str:
    """What somebody else has stored meanwhile beside what was typed; saving again overwrites it knowingly."""
    class_id = options.member.class_id
    page = assignments.get_assignment(current_scope(), class_id, assignment_id)
    theirs = page.versions[0]
    fields = [(each, theirs.spec, spec) for each in changed_fields(theirs.spec, spec)]
    return _form(options, typed, assignment_id, theirs.number, theirs=theirs, differences=fields)


def _form(
    options: Options, typed: Typed, assignment_id: int | None, base: int, *, more: int = 0, **known: object
) -> str:
    entry = None
    if assignment_id is not None:
        entry = assignments.get_entry(current_scope(), options.member.class_id, assignment_id)
    rows = [*typed.draws, *(TypedDraw(count="") for _ in range(BLANK_DRAWS if len(typed.draws) < 2 else 2))]
    rows += [TypedDraw() for _ in range(more)]
    found = known.get("found")
    return render_template(
        "assignments/edit.html",
        options=options,
        typed=typed,
        rows=rows[:MOST_DRAWS],
        entry=entry,
        base_number=base,
        picked=_unticked(found, typed),
        kinds=KIND_TITLES,
        withdrawn=[slug for slug in dict.fromkeys(typed.cases) if slug not in {case.slug for case in options.cases}],
        mocks=options.mock_titles,
        draw_words=[(by.value, DRAW_WORDS[by]) for by in DrawBy],
        counts_words=[(each.value, COUNTS_WORDS[each]) for each in Counts],
        feedback_words=[(each.value, FEEDBACK_WORDS[each]) for each in FeedbackRule],
        **(NOTHING_KNOWN | {"differences": ()} | known),
    )


def _unticked(found: object, typed: Typed) -> set[str]:
    """Ids that stand in the assignment already: they need no box."""
    assert found is None or isinstance(found, tuple)
    there = set(typed.text["items"].split())
    return {each.slug for each in found or () if isinstance(each, FoundItem) and each.slug in there}
