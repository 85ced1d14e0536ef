"""Every privileged act leaves an entry in the audit trail, or stands here with the reason why not."""

import re
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask, url_for
from sqlalchemy import func, select

import trainer.services
from tests.support.browser import Browser
from tests.support.exams import publish_exams
from tests.support.school import School, a_school
from tests.web.class_rows.row import VISITORS
from tests.web.conftest import build
from tests.web.test_class_access import ROWS
from trainer.db.models.audit import AuditEvent
from trainer.db.models.classes import ClassRow
from trainer.services.scope import Scopes

DONE = {200, 303}
STAFF = ("administrator", "instructor", "assistant")

NOT_RECORDED = {
    "assignments.dry_run": "it shows what would be dealt; nothing is stored",
    "assignments.refill": "the same form with more rows; nothing is stored",
    "assignments.move": "the order on a page; nobody's work or marks",
    "authoring.save": "a form that changes nothing: what changes a draft is `save_draft`",
    "disputes.regrade_item": "nothing is to be regraded here: what is, is `item.regrade`",
    "disputes.regrade_case": "nothing is to be regraded here: what is, is `case.regrade`",
    "gradebook.prepare": "a file of what the page shows to them; nobody's work or marks change",
    "insight.compute": "figures of the class are reckoned again; nothing of anybody changes",
}
"""Endpoints that succeed in the table of access without an entry."""

RECORDED_AS = {
    "administration.add_instructor": "class.hand-over",
    "administration.hand_over_bank": "bank.hand-over",
    "administration.send_mail": "mail.test",
    "administration.stop_acting": "acting.stop",
    "accounts.delete_data": "user.purge",
    "assignments.create": "assignment.create",
    "assignments.save": "assignment.edit",
    "assignments.copy_from": "assignment.create",
    "assignments.grant": "override.grant",
    "assignments.bring_overrides": "override.copy",
    "authoring.create_bank": "create_bank",
    "authoring.change_bank": "change_bank",
    "authoring.create_draft": "save_draft",
    "authoring.copy_item": "save_draft",
    "authoring.copy_case": "save_draft",
    "authoring.restore_revision": "save_draft",
    "authoring.publish": "publish_draft",
    "authoring.import_files": "import_bank",
    "disputes.correct_item": "item.correct-key",
    "disputes.correct_case": "case.correct-key",
    "gradebook.excuse": "assignment.mark",
    "gradebook.line_points": "grade.mark-by-hand",
    "gradebook.withdraw_finding": "grade.mark-by-hand",
}
"""Endpoints that the table of access knows refused only, for want of a whole form: what their success is called."""

NO_ACT = {
    "authoring.preview": "it shows a draft",
    "authoring.preview_import": "it shows what a file would do",
    "authoring.import_problems": "it shows what is wrong with a file",
    "authoring.say": "a comment stands under its draft, with who wrote it",
    "authoring.settle": "the comment says who settled it",
    "authoring.send_solution": "draft_solutions says who solved it",
    "classes.accept_mine": "the person's own doing: `class.join`",
    "classes.decline_mine": "the person's own doing: `class.decline-invitation`",
    "classes.preview_roster": "it shows what a file would do",
    "disputes.preview_item": "it shows what a correction would do",
    "disputes.preview_case": "it shows what a correction would do",
}
"""Endpoints refused in the table of access whose success is no privileged act."""


def an_archived_class(school: School) -> dict[str, object]:
    with school.scopes.writing() as scope:
        scope.session.get_one(ClassRow, school.class_id).archived_at = scope.now
    return {"class_id": school.class_id}


PREPARED: dict[str, Callable[[School], dict[str, object]]] = {"classes.unarchive": an_archived_class}
"""Where the row of the table of access changes nothing."""


def outcomes(endpoint: str) -> dict[str, int | str]:
    return dict(zip(VISITORS, ROWS[endpoint, "POST"].outcomes, strict=True))


def who_does(endpoint: str) -> str | None:
    return next((who for who in STAFF if outcomes(endpoint)[who] in DONE), None)


PRIVILEGED = [endpoint for endpoint, method in ROWS if method == "POST" and outcomes(endpoint)["learner"] not in DONE]
ACTS = [endpoint for endpoint in PRIVILEGED if who_does(endpoint)]
REFUSED = {endpoint for endpoint in PRIVILEGED if not who_does(endpoint)}


@pytest.fixture(scope="module")
def shared_app(shared_scopes: Scopes) -> Flask:
    publish_exams(shared_scopes)
    return build(shared_scopes, shared_scopes.settings)


def events(school: School) -> int:
    with school.scopes.reading() as scope:
        return scope.session.execute(select(func.count()).select_from(AuditEvent)).scalar_one()


@pytest.mark.parametrize("shared_scopes", ["sqlite"], indirect=True)
@pytest.mark.parametrize("endpoint", ACTS)
def test_an_act_of_the_staff_is_written_down(shared_app, shared_scopes, endpoint):
    school = a_school(shared_scopes, uuid4().hex)
    row = ROWS[endpoint, "POST"]
    arguments = PREPARED.get(endpoint, row.arguments)(school)
    with shared_app.test_request_context():
        url = url_for(endpoint, **arguments)
    browser = Browser(shared_app).sign_in(getattr(school, who_does(endpoint) or ""))
    browser.get("/")
    before = events(school)
    assert browser.post(url, dict(row.form)).status_code in DONE
    assert (events(school) > before) == (endpoint not in NOT_RECORDED)


def test_the_lists_name_what_is_there_and_nothing_else():
    assert set(NOT_RECORDED) <= set(ACTS)
    assert set(RECORDED_AS) | set(NO_ACT) == REFUSED
    assert len(ACTS) > 40


def test_what_is_refused_in_the_table_has_its_name_in_the_services():
    sources = "\n".join(
        path.read_text(encoding="utf-8") for path in Path(trainer.services.__file__).parent.glob("*.py")
    )
    recorded = set(re.findall(r"\brecord\(\s*scope,\s*\"([a-z._-]+)\"", sources))
    assert set(RECORDED_AS.values()) - recorded == set()
