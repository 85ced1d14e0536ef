"""Every endpoint × every method × every kind of visitor: who gets what."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from uuid import uuid4

import pytest
from flask import Flask, url_for
from sqlalchemy import func, select

from tests.support import billing as billing_support
from tests.support.browser import Browser
from tests.support.exams import SHORT, an_exam_library, publish_exams
from tests.support.library import CASE_SLUG, a_library
from tests.support.months import a_closed_month, a_month, an_account
from tests.support.papers import a_kept_claim, a_kept_remittance
from tests.support.people import PASSWORD, Learner, an_administrator, sign_up
from tests.support.visitors import LOG_IN, Outcome, visit, what_each_gets
from tests.web.conftest import build
from tests.web.test_class_access import ROWS as CLASS_ROWS
from trainer.db.models.audit import AuditEvent
from trainer.db.models.sign_in import Identity, SecondStep
from trainer.domain.attempts.attempt import Feedback
from trainer.services import (
    accounts,
    cases,
    daily_mail,
    diagnostics,
    exam_outcomes,
    exams,
    export_jobs,
    grading,
    guests,
    jobs,
    plans,
    regrading,
)
from trainer.services.scope import Scopes
from trainer.services.sittings import Event
from trainer.web.requests import current_scope, writes
from trainer.web.security import PUBLIC_ENDPOINTS

VISITORS = ("anonymous", "learner", "other learner", "administrator")
SIGN_UP = "asked to sign up"
GUESTS_TRY = {
    *("practice", "cases", "billing", "codes", "lessons", "words", "first_visit"),
}
"""The packages that a guest may use for own work; of everything else only what a stranger may see, too."""
NOT_FOR_GUESTS = {"cases.dispute", "billing.dispute"}
GET_VIEWS_THAT_WRITE = {"accounts.provider_callback"}


def an_open_sitting(ann: Learner) -> dict[str, object]:
    return {"number": ann.start(Feedback.AT_ONCE, 1, track="cpb", areas=("reimbursement",))}


def an_open_question(ann: Learner) -> dict[str, object]:
    return an_open_sitting(ann) | {"position": 1}


def an_answered_question(ann: Learner) -> dict[str, object]:
    question = an_open_question(ann)
    ann.answer(int(str(question["number"])), 1, rightly=True)
    return question


def a_graded_sitting(ann: Learner) -> dict[str, object]:
    sitting = an_open_sitting(ann)
    ann.hand_in(int(str(sitting["number"])))
    return sitting


def an_open_case(ann: Learner) -> dict[str, object]:
    with ann.writing() as scope:
        return {"number": cases.start_case(scope, CASE_SLUG)}


def a_graded_case(ann: Learner) -> dict[str, object]:
    case = an_open_case(ann)
    ann.hand_in(int(str(case["number"])))
    return case


def an_open_exercise(ann: Learner) -> dict[str, object]:
    return {"number": billing_support.start(ann, billing_support.POST)}


def a_graded_exercise(ann: Learner) -> dict[str, object]:
    exercise = an_open_exercise(ann)
    ann.hand_in(int(str(exercise["number"])))
    return exercise


def an_open_exam(ann: Learner) -> dict[str, object]:
    with ann.writing() as scope:
        return {"number": exams.start_exam(scope, exams.ExamRequest("cpc", SHORT))}


def an_exam_question(ann: Learner) -> dict[str, object]:
    return an_open_exam(ann) | {"position": 1}


def a_graded_exam(ann: Learner) -> dict[str, object]:
    exam = an_open_exam(ann)
    ann.hand_in(int(str(exam["number"])))
    return exam


def a_graded_question(ann: Learner) -> dict[str, object]:
    return a_graded_exam(ann) | {"position": 1}


def an_open_diagnostic(ann: Learner) -> dict[str, object]:
    with ann.writing() as scope:
        return {"number": diagnostics.start_diagnostic(scope, "cpc")}


def a_diagnostic_question(ann: Learner) -> dict[str, object]:
    return an_open_diagnostic(ann) | {"position": 1}


def a_diagnostic_with_an_answer(ann: Learner) -> dict[str, object]:
    number = int(str(an_open_diagnostic(ann)["number"]))
    with ann.writing() as scope:
        diagnostics.answer_question(scope, number, 1, {}, Event("tab", 1, 0), knows=False)
    return {"number": number}


def a_graded_diagnostic(ann: Learner) -> dict[str, object]:
    diagnostic = a_diagnostic_with_an_answer(ann)
    number = int(str(diagnostic["number"]))
    with ann.writing() as scope:
        diagnostics.finish_early(scope, number)
    with ann.writing() as scope:
        grading.grade_attempt(scope, number)
    return diagnostic


def a_diagnostic_to_review(ann: Learner) -> dict[str, object]:
    return a_graded_diagnostic(ann) | {"position": 1}


def a_notice(ann: Learner) -> dict[str, object]:
    number = int(str(an_open_sitting(ann)["number"]))
    ann.answer(number, 1, rightly=False)
    with ann.writing() as scope:
        regrading.mark_by_hand(scope, ann.id, number, 1, earned=1, reason="The stem was unclear.")
    return {"number": 1}


def an_export_that_is_done(ann: Learner) -> dict[str, object]:
    with ann.writing() as scope:
        job_id = export_jobs.queue_export(scope, "json")
    jobs.run_due_jobs(ann.scopes)
    return {"job_id": job_id}


def a_real_result(ann: Learner) -> dict[str, object]:
    with ann.writing() as scope:
        told = exam_outcomes.Told("cpc", scope.now.date(), has_passed=True)
        return {"number": exam_outcomes.record_outcome(scope, told)}


def a_plan(ann: Learner) -> dict[str, object]:
    """An address without a number: whoever has no plan of their own finds nothing there."""
    with ann.writing() as scope:
        plans.plan_again(scope)
    return {}


def a_link_that_stops_mail(ann: Learner) -> dict[str, object]:
    return {"token": daily_mail.stop_token(ann.scopes.settings, ann.id)}


def an_identity(ann: Learner) -> dict[str, object]:
    with ann.writing() as scope:
        told = {"issuer": "https://id.example.org", "subject": uuid4().hex, "email": ""}
        row = Identity(user_id=scope.learner.id, created_at=scope.now, last_used_at=scope.now, **told)
        scope.session.add(row)
        scope.session.flush()
        return {"identity_id": row.id}


def a_second_step_to_set_up(ann: Learner) -> dict[str, object]:
    """An address without a number: whoever sets nothing up finds nothing there."""
    with ann.writing() as scope:
        scope.session.add(SecondStep(user_id=scope.learner.id, salt="s", created_at=scope.now))
    return {}


def nothing(ann: Learner) -> dict[str, object]:
    return {}


@dataclass(frozen=True, slots=True)
class Cell:
    """What the visitors get, in the order of VISITORS, for the work of the first learner."""

    outcomes: tuple[Outcome, Outcome, Outcome, Outcome]
    work: Callable[[Learner], dict[str, object]] = nothing
    arguments: dict[str, object] = field(default_factory=dict)
    form: dict[str, str] = field(default_factory=dict)


def for_all(status: Outcome, **values: object) -> Cell:
    return Cell((status, status, status, status), **values)


def for_members(status: Outcome, **values: object) -> Cell:
    return Cell((LOG_IN, status, status, status), **values)


def for_the_owner(status: Outcome, work: Callable[[Learner], dict[str, object]], **values: object) -> Cell:
    """Somebody else's work is not there: not even for an administrator."""
    return Cell((LOG_IN, status, 404, 404), work, **values)


NEWCOMER = {"display_name": "New", "new_password": PASSWORD, "track": "cpc"}
WRONG_PASSWORDS = {"password": "wrong", "current_password": "wrong", "new_password": PASSWORD, "email": "x@example.org"}
LOOKED_UP = {"client_id": "tab", "sequence": "1", "number": "1", "position": "1", "text": "ear"}
"""Beside a question that nobody has: none of the visitors sits anything."""
UNKNOWN_LINK = {"token": "0" * 64}

MATRIX: dict[tuple[str, str], Cell] = {
    ("static", "GET"): for_all(200, arguments={"filename": "css/theme.css"}),
    ("bootstrap.static", "GET"): for_all(200, arguments={"filename": "css/bootstrap.min.css"}),
    ("health.live", "GET"): for_all(200),
    ("health.ready", "GET"): for_all(200),
    ("metrics.show", "GET"): for_all(200),  # from this machine; test_metrics has the others
    ("home.index", "GET"): for_all(200),
    ("home.set_theme", "POST"): for_all(303, form={"theme": "dark"}),
    ("home.days_plot", "GET"): for_members(200),
    ("home.readiness_plot", "GET"): for_members(404),
    ("home.errors_plot", "GET"): for_members(404),
    ("home.pace_plot", "GET"): for_members(404),
    ("stylesheet.show", "GET"): for_all(200, arguments={"name": "before"}),
    ("first_visit.index", "GET"): for_all(200),
    ("first_visit.start", "POST"): for_all(404, arguments={"name": "code"}),
    ("first_visit.start_taster", "POST"): for_all(303, arguments={"track": "cpc"}),
    ("first_visit.fit", "GET"): for_all(200),
    ("first_visit.fit", "POST"): for_all(200, form={"enjoyed": "chart"}),
    ("first_visit.forget", "POST"): Cell((303, 422, 422, 422)),
    ("accounts.sign_up", "GET"): Cell((200, 303, 303, 303)),
    ("accounts.sign_up", "POST"): for_all(303, form=NEWCOMER),
    ("accounts.log_in", "GET"): Cell((200, 303, 303, 303)),
    ("accounts.log_in", "POST"): Cell((422, 303, 303, 303), form={"email": "x@example.org", "password": "wrong"}),
    ("accounts.log_in_code", "GET"): Cell((404, 303, 303, 303)),
    ("accounts.log_in_code", "POST"): Cell((404, 303, 303, 303), form={"one_time_code": "000000"}),
    ("accounts.log_in_by_provider", "GET"): for_all(404),
    ("accounts.provider_callback", "GET"): for_all(404),
    ("accounts.link_provider", "GET"): for_members(404),
    ("accounts.link_provider", "POST"): for_members(404),
    ("accounts.unlink_provider", "POST"): for_the_owner(303, an_identity),
    ("accounts.second_step", "GET"): for_members(200),
    ("accounts.begin_second_step", "POST"): for_members(303, form={"password": PASSWORD}),
    ("accounts.set_up_second_step", "GET"): for_the_owner(200, a_second_step_to_set_up),
    ("accounts.set_up_second_step", "POST"): for_the_owner(
        422, a_second_step_to_set_up, form={"one_time_code": "000000"}
    ),
    ("accounts.make_recovery_codes", "POST"): for_members(422, form={"password": "wrong"}),
    ("accounts.turn_off_second_step", "POST"): for_members(422, form={"password": "wrong", "one_time_code": "000000"}),
    ("accounts.log_out", "POST"): for_members(303),
    ("accounts.log_out_everywhere", "POST"): for_members(LOG_IN),
    ("accounts.forgotten_password", "GET"): for_all(200),
    ("accounts.forgotten_password", "POST"): for_all(200, form={"email": "x@example.org"}),
    ("accounts.reset_password", "GET"): for_all(404, arguments=UNKNOWN_LINK),
    ("accounts.reset_password", "POST"): for_all(404, arguments=UNKNOWN_LINK, form={"new_password": PASSWORD}),
    ("accounts.verify_email", "GET"): for_all(404, arguments=UNKNOWN_LINK),
    ("accounts.verify_email", "POST"): for_all(404, arguments=UNKNOWN_LINK),
    ("accounts.request_verification", "POST"): for_members(303),
    ("accounts.account", "GET"): for_members(200),
    ("accounts.account", "POST"): for_members(303, form={"display_name": "Ann", "track": "cpc"}),
    ("accounts.change_password", "GET"): for_members(200),
    ("accounts.change_password", "POST"): for_members(422, form=WRONG_PASSWORDS),
    ("accounts.change_email", "GET"): for_members(200),
    ("accounts.change_email", "POST"): for_members(422, form=WRONG_PASSWORDS),
    ("practice.setup", "GET"): for_members(200),
    ("practice.start", "POST"): for_members(303, form={"track": "cpb", "number": "1"}),
    ("practice.resume", "GET"): for_the_owner(303, an_open_sitting),
    ("practice.question", "GET"): for_the_owner(200, an_open_question),
    ("practice.answer", "POST"): for_the_owner(303, an_open_question, form={"number": "80", "choice": "B"}),
    ("practice.flag", "POST"): for_the_owner(303, an_open_question, form={"flag": "yes"}),
    ("practice.note", "POST"): for_the_owner(303, an_open_question, form={"note": "mine"}),
    ("practice.finish", "GET"): for_the_owner(200, an_open_sitting),
    ("practice.submit", "POST"): for_the_owner(303, an_open_sitting),
    ("practice.abandon", "POST"): for_the_owner(303, an_open_sitting),
    ("practice.result", "GET"): for_the_owner(200, a_graded_sitting),
    ("reviews.index", "GET"): for_members(200),
    ("reviews.start", "POST"): Cell((LOG_IN, 422, 422, 422)),
    ("reviews.rate", "POST"): for_the_owner(303, an_answered_question, form={"rating": "easy"}),
    ("exams.index", "GET"): for_members(200),
    ("exams.start", "POST"): for_members(303, form={"track": "cpc", "form": SHORT}),
    ("exams.resume", "GET"): for_the_owner(303, an_open_exam),
    ("exams.question", "GET"): for_the_owner(200, an_exam_question),
    ("exams.paper", "GET"): for_the_owner(200, an_open_exam),
    ("exams.state", "GET"): for_the_owner(200, an_open_exam),
    ("exams.answer", "POST"): for_the_owner(303, an_exam_question),
    ("exams.flag", "POST"): for_the_owner(303, an_exam_question, form={"flag": "yes"}),
    ("exams.mark", "POST"): for_the_owner(200, an_exam_question, form={"flag": "yes"}),
    ("exams.take", "POST"): for_the_owner(200, an_open_exam, form={"client_id": "here"}),
    ("exams.aids", "POST"): for_the_owner(200, an_exam_question, form={"aids": "{}"}),
    ("exams.notepad", "POST"): for_the_owner(200, an_open_exam, form={"text": "mine"}),
    ("exams.view", "POST"): for_the_owner(200, an_exam_question, form={"spent_ms": "900"}),
    ("exams.pause", "POST"): for_the_owner(303, an_open_exam),
    ("exams.go_on", "POST"): for_the_owner(303, an_open_exam),
    ("exams.finish", "GET"): for_the_owner(200, an_open_exam),
    ("exams.submit", "POST"): for_the_owner(303, an_open_exam),
    ("exams.abandon", "POST"): for_the_owner(303, an_open_exam),
    ("exams.result", "GET"): for_the_owner(200, a_graded_exam),
    ("exams.result_pdf", "GET"): for_the_owner(200, a_graded_exam),
    ("exams.pace", "GET"): for_the_owner(200, a_graded_exam),
    ("exams.review", "GET"): for_the_owner(200, a_graded_question),
    ("billing.index", "GET"): for_members(200),
    ("billing.start", "POST"): for_members(303, arguments={"slug": billing_support.POST}),
    ("billing.work", "GET"): for_the_owner(200, an_open_exercise),
    ("billing.save", "POST"): for_the_owner(303, an_open_exercise),
    ("billing.submit", "POST"): for_the_owner(303, an_open_exercise),
    ("billing.abandon", "POST"): for_the_owner(303, an_open_exercise),
    ("billing.report", "GET"): for_the_owner(200, a_graded_exercise),
    ("billing.grade", "POST"): for_the_owner(303, a_graded_exercise),
    ("billing.dispute", "POST"): for_the_owner(303, a_graded_exercise, form={"text": "The deposit."}),
    ("claims.index", "GET"): for_members(200),
    ("claims.create", "POST"): for_members(303, form={"title": "Knee", "profile": "medicare"}),
    ("claims.import_file", "POST"): for_members(422),
    ("claims.edit", "GET"): for_the_owner(200, a_kept_claim),
    ("claims.save", "POST"): for_the_owner(303, a_kept_claim, form={"item.26": "A-1", "base_revision": "1"}),
    ("claims.check", "POST"): for_the_owner(303, a_kept_claim, form={"item.26": "A-1", "base_revision": "1"}),
    ("claims.change", "POST"): for_the_owner(303, a_kept_claim, form={"title": "Hip", "profile": "medicare"}),
    ("claims.copy", "POST"): for_the_owner(303, a_kept_claim),
    ("claims.delete", "POST"): for_the_owner(303, a_kept_claim),
    ("claims.electronic", "GET"): for_the_owner(200, a_kept_claim),
    ("claims.electronic_file", "GET"): for_the_owner(200, a_kept_claim),
    ("claims.pdf", "GET"): for_the_owner(200, a_kept_claim),
    ("claims.answer", "GET"): for_the_owner(200, a_kept_claim),
    ("claims.answer_file", "GET"): for_the_owner(200, a_kept_claim),
    ("claims.keep_answer", "POST"): for_the_owner(303, a_kept_claim),
    ("remittances.index", "GET"): for_members(200),
    ("remittances.import_file", "POST"): for_members(422),
    ("remittances.show", "GET"): for_the_owner(200, a_kept_remittance),
    ("remittances.file", "GET"): for_the_owner(200, a_kept_remittance),
    ("remittances.delete", "POST"): for_the_owner(303, a_kept_remittance),
    ("months.index", "GET"): for_members(200),
    ("months.start", "POST"): for_members(303, form={"scenario": "easy"}),
    ("months.day", "GET"): for_the_owner(200, a_month),
    ("months.account", "GET"): for_the_owner(200, an_account),
    ("months.move", "POST"): for_the_owner(303, a_month, form={"kind": "end-day", "base_count": "0"}),
    ("months.report", "GET"): for_the_owner(200, a_closed_month),
    ("months.again", "POST"): for_the_owner(303, a_month),
    ("months.abandon", "POST"): for_the_owner(303, a_month),
    ("diagnostics.index", "GET"): for_members(200),
    ("diagnostics.start", "POST"): for_members(303, form={"track": "cpc"}),
    ("diagnostics.question", "GET"): for_the_owner(200, an_open_diagnostic),
    ("diagnostics.answer", "POST"): for_the_owner(303, a_diagnostic_question, form={"go": "unknown"}),
    ("diagnostics.finish", "GET"): for_the_owner(200, an_open_diagnostic),
    ("diagnostics.submit", "POST"): for_the_owner(303, a_diagnostic_with_an_answer),
    ("diagnostics.abandon", "POST"): for_the_owner(303, an_open_diagnostic),
    ("diagnostics.result", "GET"): for_the_owner(200, a_graded_diagnostic),
    ("diagnostics.review", "GET"): for_the_owner(200, a_diagnostic_to_review),
    ("errata.index", "GET"): for_all(200),
    ("errata.read_notice", "POST"): for_the_owner(303, a_notice),
    ("cases.index", "GET"): for_members(200),
    ("cases.start", "POST"): for_members(303, arguments={"slug": CASE_SLUG}),
    ("cases.work", "GET"): for_the_owner(200, an_open_case),
    ("cases.save", "POST"): for_the_owner(303, an_open_case),
    ("cases.submit", "POST"): for_the_owner(303, an_open_case),
    ("cases.abandon", "POST"): for_the_owner(303, an_open_case),
    ("cases.report", "GET"): for_the_owner(200, a_graded_case),
    ("cases.grade", "POST"): for_the_owner(303, a_graded_case),
    ("cases.dispute", "POST"): for_the_owner(303, a_graded_case, form={"text": "The left ear."}),
    ("progress.index", "GET"): for_members(200),
    ("plans.index", "GET"): for_members(200),
    ("plans.plan_again", "POST"): for_members(303),
    ("plans.settings", "GET"): for_members(200),
    ("plans.settings", "POST"): for_members(303, form={"weekly_hours": "8"}),
    ("plans.calendar", "GET"): for_the_owner(200, a_plan),
    ("plans.stop_mail", "GET"): for_all(200, work=a_link_that_stops_mail),
    ("plans.stop_mail", "POST"): for_all(200, work=a_link_that_stops_mail),
    ("readiness.index", "GET"): for_members(200),
    ("readiness.evidence", "GET"): for_members(200),
    ("readiness.reliability", "GET"): for_members(200),
    ("readiness.results", "GET"): for_members(200),
    ("readiness.tell", "POST"): for_members(303, form={"taken_on": "2026-02-28", "outcome": "passed"}),
    ("readiness.withdraw", "POST"): for_the_owner(303, a_real_result),
    ("codes.search", "GET"): for_members(200),
    ("codes.browse", "GET"): for_members(200),
    ("codes.glossary", "GET"): for_members(200),
    ("codes.table", "GET"): for_members(200, arguments={"kind": "neoplasm"}),
    ("codes.entry", "GET"): for_members(200, arguments={"system": "icd-10-cm", "code": "E11"}),
    ("codes.record_lookup", "POST"): for_members(404, form=LOOKED_UP),
    ("lessons.index", "GET"): for_all(200),
    ("lessons.show", "GET"): for_all(200, arguments={"slug": "who-pays"}),
    ("lessons.start", "POST"): for_all(303, arguments={"slug": "who-pays"}),
    ("words.index", "GET"): for_all(200),
    ("words.answer", "POST"): for_all(303, form={"part": "cardi", "repetition": "1", "chosen": "cardi"}),
    ("words.list_parts", "GET"): for_all(200),
    **{
        (f"help_pages.{name}", "GET"): for_all(200)
        for name in ("index", "exams", "numbers", "keyboard", "accessibility", "privacy", "credits")
    },
    ("help_pages.set_keys", "POST"): for_all(303, form={"keys": "off"}),
    **{
        (f"field.{name}", "GET"): for_all(200)
        for name in ("index", "coder", "biller", "certifications", "what_nobody_tells", "costs", "wages")
    },
    ("field.reckon_costs", "POST"): for_all(422),
    ("exports.index", "GET"): for_members(200),
    ("exports.as_json", "GET"): for_members(200),
    ("exports.as_csv", "GET"): for_members(200),
    ("exports.prepare", "POST"): for_members(303, form={"ending": "zip"}),
    ("waiting.index", "GET"): for_members(200),
    ("waiting.job", "GET"): for_the_owner(200, an_export_that_is_done),
    ("waiting.state", "GET"): for_the_owner(200, an_export_that_is_done),
    ("waiting.file", "GET"): for_the_owner(200, an_export_that_is_done),
}


@pytest.fixture(scope="module")
def shared_app(shared_scopes: Scopes) -> Flask:
    """With the library that fills exams, the cases of the small one, and a billing exercise."""
    exercise = billing_support.exercise(billing_support.POST)
    publish_exams(shared_scopes, replace(an_exam_library(), cases=a_library().cases, exercises=(exercise,)))
    return build(shared_scopes, shared_scopes.settings)


def endpoints(app: Flask) -> set[tuple[str, str]]:
    return {
        (rule.endpoint, method)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def browser_of(visitor: str, app: Flask, ann: Learner) -> Browser:
    """Signed in as Ann, whose work it is, or as somebody new."""
    browser = Browser(app)
    if visitor == "learner":
        browser.sign_in(ann)
    elif visitor == "other learner":
        browser.sign_in(sign_up(ann.scopes, f"other-{uuid4().hex}@example.org"))
    elif visitor == "administrator":
        browser.sign_in(an_administrator(ann.scopes, f"admin-{uuid4().hex}@example.org"))
    return browser


def test_the_tables_name_every_endpoint_with_every_method_and_no_other(app):
    """This one, and that of what belongs to classes (`test_class_access`), which share none."""
    assert set(MATRIX) | set(CLASS_ROWS) == endpoints(app)
    assert not set(MATRIX) & set(CLASS_ROWS)


@pytest.mark.parametrize(("endpoint", "method"), list(MATRIX), ids=str)
def test_each_visitor_gets_what_the_table_says(shared_app, shared_scopes, endpoint, method):
    cell = MATRIX[endpoint, method]

    def make() -> tuple[Learner, str]:
        ann = sign_up(shared_scopes, f"{uuid4().hex}@example.org")
        with shared_app.test_request_context():
            return ann, url_for(endpoint, **cell.work(ann), **cell.arguments)

    def get(visitor: str, made: tuple[Learner, str]) -> Outcome:
        ann, address = made
        form = {"email": f"new-{uuid4().hex}@example.org"} | cell.form
        return visit(browser_of(visitor, shared_app, ann), address, method, form)

    assert what_each_gets(VISITORS, method, make, get) == dict(zip(VISITORS, cell.outcomes, strict=True))


def guest_outcome(endpoint: str, method: str) -> Outcome:
    """What a guest gets for work of their own: what a learner gets where they may try, else what a stranger gets."""
    outcomes = MATRIX[endpoint, method].outcomes
    if endpoint == "first_visit.forget":
        return 303
    if endpoint.partition(".")[0] in GUESTS_TRY and endpoint not in NOT_FOR_GUESTS:
        return outcomes[1]
    return SIGN_UP if outcomes[0] == LOG_IN else outcomes[0]


@pytest.mark.parametrize(("endpoint", "method"), list(MATRIX), ids=str)
def test_a_guest_may_try_and_nothing_else(shared_app, shared_scopes, endpoint, method):
    with shared_scopes.writing() as scope:
        guest = Learner(shared_scopes, guests.begin_guest(scope, "a browser"))
    cell, browser = MATRIX[endpoint, method], Browser(shared_app).sign_in(guest)
    with shared_app.test_request_context():
        url = url_for(endpoint, **cell.work(guest), **cell.arguments)
    form = {"email": f"new-{uuid4().hex}@example.org"} | cell.form
    response = browser.get(url) if method == "GET" else browser.post(url, form)
    is_asked = response.headers.get("Location", "").startswith("/sign-up")
    assert (SIGN_UP if is_asked else response.status_code) == guest_outcome(endpoint, method)


def test_a_guest_is_asked_to_sign_up_before_anything_of_classes_banks_or_people(shared_app, shared_scopes):
    with shared_scopes.writing() as scope:
        guest = Learner(shared_scopes, guests.begin_guest(scope, "a browser"))
    browser = Browser(shared_app).sign_in(guest)
    found = {}
    for endpoint, method in CLASS_ROWS:
        rule = next(rule for rule in shared_app.url_map.iter_rules(endpoint) if method in (rule.methods or ()))
        values = {name: getattr(rule._converters.get(name), "items", {1}) for name in rule.arguments}
        with shared_app.test_request_context():
            url = url_for(endpoint, **{name: min(items) for name, items in values.items()})
        response = browser.get(url) if method == "GET" else browser.post(url)
        found[endpoint, method] = response.headers.get("Location", "").partition("?")[0]
    assert found == dict.fromkeys(CLASS_ROWS, "/sign-up")


def test_only_the_endpoints_on_the_short_list_answer_a_stranger():
    answered = {endpoint for (endpoint, _), cell in (MATRIX | CLASS_ROWS).items() if cell.outcomes[0] != LOG_IN}
    assert answered == PUBLIC_ENDPOINTS


def test_the_get_views_that_may_write_are_listed_here(app):
    writing = {name for name, view in app.view_functions.items() if getattr(view, "writes", False)}
    assert writing == GET_VIEWS_THAT_WRITE


def test_a_view_that_tries_to_write_during_get_is_refused_by_the_database(app, browser, scopes):
    @app.get("/test-write")
    def write() -> str:
        accounts.record(current_scope(), "test.write", "must not be stored")
        current_scope().session.flush()
        return "written"

    assert browser.get("/test-write").status_code == 500
    with scopes.reading() as scope:
        assert scope.session.execute(select(func.count()).select_from(AuditEvent)).scalar_one() == 0


def test_a_get_view_that_is_marked_may_write(app, browser, scopes):
    @app.get("/test-marked")
    @writes
    def write() -> str:
        accounts.record(current_scope(), "test.write", "an audited download")
        return "written"

    assert browser.get("/test-marked").status_code == 200
    with scopes.reading() as scope:
        assert list(scope.session.scalars(select(AuditEvent.action))) == ["test.write"]
