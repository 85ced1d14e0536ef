"""Valid requests of learners and strangers, where the access tables send one that is refused."""

import re
from datetime import timedelta
from uuid import uuid4

from tests.support.browser import Browser
from tests.support.exams import CPC
from tests.support.histories import Past, add_past
from tests.support.invitations import mails_to
from tests.support.people import PASSWORD, sign_up
from tests.support.remittances import ENVELOPE, the_example
from tests.support.x12_files import PROFESSIONAL, foreign_file
from tests.web.fuzz.stage import Sent, Stage, Valid
from tests.web.test_second_step import SET_UP, Phone, set_up
from trainer.content.x12.write_835 import write_835
from trainer.db.models.study import ReadinessSnapshot
from trainer.domain.attempts.attempt import Feedback
from trainer.services import (
    accounts,
)
from trainer.services.field_costs import begin_costs

_MEMBERS = ("learner", "other learner", "administrator")
_EVERYBODY = ("anonymous", *_MEMBERS, "guest")


def _a_past(stage: Stage) -> Sent:
    """Two months of answers and cases, and two estimates: every plot of the start page has something to draw."""
    with stage.me.writing() as scope:
        own, today = {"learner_id": scope.learner.id, "track": "cpc"}, scope.now.date()
        add_past(scope, scope.learner.id, Past(140, days=24, cases=12, span_days=60), CPC)
        values = {"score": 28, "low": 24, "high": 33, "questions": 40, "chance_permille": 512, "first_sights": 120}
        for day in (today - timedelta(days=9), today - timedelta(days=2)):
            estimate = {"day": day, "taken_at": scope.now, "pass_questions": 28, "level": "first"}
            scope.session.merge(ReadinessSnapshot(**own, **estimate, **values))
    return Sent()


def _a_log_in(stage: Stage) -> Sent:
    email = f"{uuid4().hex}@example.org"
    sign_up(stage.scopes, email)
    return Sent(form={"email": email, "password": PASSWORD})


def _mailed_link(stage: Stage, page: str) -> dict[str, object]:
    """The token of a link of the kind, mailed to somebody new."""
    email = f"{uuid4().hex}@example.org"
    sign_up(stage.scopes, email)
    if page == "reset-password":
        with stage.scopes.writing() as scope:
            accounts.request_password_reset(scope, email)
    found = re.search(rf"/{page}/([0-9a-f]+)", mails_to(stage.scopes, email)[-1]["body"])
    assert found
    return {"token": found[1]}


def _reviews_due(stage: Stage) -> Sent:
    number = stage.me.start(Feedback.AT_ONCE, 3)
    for position in (1, 2, 3):
        stage.me.answer(number, position, rightly=False)
    stage.me.hand_in(number)
    stage.scopes.clock.advance(days=2)  # type: ignore[attr-defined]
    return Sent(form={"track": "cpc"})


def _a_look_up(stage: Stage) -> Sent:
    number = stage.me.start()
    form = {"client_id": "tab", "sequence": "1", "number": str(number), "position": "1", "text": "ear"}
    return Sent(form=form)


def _costs(stage: Stage) -> Sent:
    return Sent(form={"certification": "cpc", **begin_costs("cpc").typed})


def _with_a_phone(stage: Stage) -> Phone:
    """The second step of the visitor is on, and the next half minute has begun."""
    phone, _ = set_up(stage.browser, stage.scopes.clock)
    stage.scopes.clock.advance(seconds=30)  # type: ignore[attr-defined]
    return phone


def _half_way(stage: Stage) -> Sent:
    """Somebody with a second step has told their password in the visitor's browser."""
    email = f"{uuid4().hex}@example.org"
    owner = Browser(stage.app).sign_in(sign_up(stage.scopes, email))
    phone, _ = set_up(owner, stage.scopes.clock)
    stage.scopes.clock.advance(seconds=30)  # type: ignore[attr-defined]
    stage.browser.post("/log-in", {"email": email, "password": PASSWORD})
    return Sent(form={"one_time_code": phone.code()})


def _begun(stage: Stage) -> Sent:
    """The second step is begun; the code is that of the key on its page."""
    stage.browser.post("/account/second-step", {"password": PASSWORD})
    (key,) = re.findall(r"(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}", stage.browser.page(SET_UP).text)
    return Sent(form={"one_time_code": Phone(key, stage.scopes.clock).code()})


def _codes_again(stage: Stage) -> Sent:
    _with_a_phone(stage)
    return Sent(form={"password": PASSWORD})


OF_LEARNERS: dict[tuple[str, str], Valid] = {
    ("home.readiness_plot", "GET"): Valid(_a_past, _MEMBERS),
    ("home.errors_plot", "GET"): Valid(_a_past, _MEMBERS),
    ("home.pace_plot", "GET"): Valid(_a_past, _MEMBERS),
    ("first_visit.start", "POST"): Valid(lambda _: Sent({"name": "code"}), _EVERYBODY),
    ("accounts.log_in", "POST"): Valid(_a_log_in),
    ("accounts.log_out_everywhere", "POST"): Valid(lambda _: Sent(says="You are logged out on all devices."), _MEMBERS),
    ("accounts.reset_password", "GET"): Valid(lambda stage: Sent(_mailed_link(stage, "reset-password")), _EVERYBODY),
    ("accounts.reset_password", "POST"): Valid(
        lambda stage: Sent(
            _mailed_link(stage, "reset-password"),
            {"new_password": "another good horse"},
            says="Your new password is set.",
        ),
        _EVERYBODY,
    ),
    ("accounts.verify_email", "GET"): Valid(lambda stage: Sent(_mailed_link(stage, "verify-email")), _EVERYBODY),
    ("accounts.verify_email", "POST"): Valid(lambda stage: Sent(_mailed_link(stage, "verify-email")), _EVERYBODY),
    ("accounts.change_password", "POST"): Valid(
        lambda _: Sent(form={"current_password": PASSWORD, "new_password": "another good horse"})
    ),
    ("accounts.change_email", "POST"): Valid(
        lambda _: Sent(form={"password": PASSWORD, "email": f"{uuid4().hex}@example.org"})
    ),
    ("reviews.start", "POST"): Valid(_reviews_due),
    ("claims.import_file", "POST"): Valid(lambda _: Sent(file=(foreign_file(PROFESSIONAL[0]), "claims.txt"))),
    ("remittances.import_file", "POST"): Valid(
        lambda _: Sent(file=(write_835(the_example(), ENVELOPE).encode(), "march.txt"))
    ),
    ("codes.record_lookup", "POST"): Valid(_a_look_up, (*_MEMBERS, "guest")),
    ("field.reckon_costs", "POST"): Valid(_costs),
    ("accounts.log_in_code", "GET"): Valid(_half_way, ("anonymous",)),
    ("accounts.log_in_code", "POST"): Valid(_half_way, ("anonymous",)),
    ("accounts.set_up_second_step", "POST"): Valid(_begun, ("learner",)),
    ("accounts.make_recovery_codes", "POST"): Valid(_codes_again),
    ("accounts.turn_off_second_step", "POST"): Valid(
        lambda stage: Sent(form={"one_time_code": _with_a_phone(stage).code(), "password": PASSWORD})
    ),
}
