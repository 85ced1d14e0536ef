"""Assignments as their staff sees them, and overrides: who gets what."""

from tests.support.school import School, a_spec, an_assignment
from tests.web.class_rows.row import Row, for_graders, for_managers, for_the_class
from trainer.services.overrides import Grant, grant_override


def _draft(school: School) -> dict[str, object]:
    return {
        "class_id": school.class_id,
        "assignment_id": an_assignment(school, a_spec("anatomy-1"), is_published=False),
    }


def _published(school: School) -> dict[str, object]:
    return {"class_id": school.class_id, "assignment_id": an_assignment(school, a_spec("anatomy-1"))}


def _override(school: School) -> dict[str, object]:
    with school.instructor.writing() as scope:
        grant = Grant(school.learner.id, None, "A letter", extra_percent=50)
        granted = grant_override(scope, school.class_id, grant)
    return {"class_id": school.class_id, "override_id": granted.override_id}


ROWS: dict[tuple[str, str], Row] = {
    ("assignments.index", "GET"): for_the_class(200),
    ("assignments.manage", "GET"): for_graders(200, _published),
    ("assignments.preview", "GET"): for_graders(200, _published),
    ("assignments.dry_run_stored", "GET"): for_managers(200, _published),
    ("assignments.new", "GET"): for_managers(200),
    ("assignments.create", "POST"): for_managers(422),
    ("assignments.edit", "GET"): for_managers(200, _draft),
    ("assignments.save", "POST"): for_managers(422, _draft),
    ("assignments.dry_run", "POST"): for_managers(200),
    ("assignments.refill", "POST"): for_managers(200, form={"go": "find", "find": "anatomy", "track": "cpc"}),
    ("assignments.publish", "POST"): for_managers(303, _draft),
    ("assignments.unpublish", "POST"): for_managers(303, _published),
    ("assignments.archive", "POST"): for_managers(303, _published),
    ("assignments.restore", "POST"): for_managers(303, _published),
    ("assignments.copy", "POST"): for_managers(303, _published),
    ("assignments.move", "POST"): for_managers(303, _published),
    ("assignments.copy_from", "POST"): for_managers(422),
    ("assignments.overrides", "GET"): for_graders(200),
    ("assignments.grant", "POST"): for_managers(422),
    ("assignments.end", "POST"): for_managers(303, _override),
    ("assignments.bring_overrides", "POST"): for_managers(404),
}
