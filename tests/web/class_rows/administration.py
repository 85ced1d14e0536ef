"""Administration: for administrators only, and nobody else learns that there is anything."""

from tests.support.school import School
from tests.support.visitors import LOG_IN
from tests.web.class_rows.row import Arguments, Row, for_administrators, nowhere
from trainer.db.models.content import Bank
from trainer.db.models.jobs import Job
from trainer.db.models.people import User
from trainer.db.models.sign_in import SecondStep
from trainer.services.exam_clock import grant_extra_time

WHY = {"reason": "She asked for it."}
A_KIND = "dance"


def the_learner(school: School) -> dict[str, object]:
    return {"person_id": school.learner.id}


def a_session(school: School) -> dict[str, object]:
    with school.learner.reading() as scope:
        return the_learner(school) | {"session_id": scope.learner.session_id}


def extra_time(school: School) -> dict[str, object]:
    with school.scopes.writing() as scope:
        return the_learner(school) | {"number": grant_extra_time(scope, school.learner.id, 25, 0, "Reads slowly.")}


def a_class_of_theirs(school: School) -> dict[str, object]:
    return {"person_id": school.instructor.id, "class_id": school.class_id}


def a_disabled_person(school: School) -> dict[str, object]:
    person_id = school.classmate.id
    with school.scopes.writing() as scope:
        scope.session.get_one(User, person_id).disabled_at = scope.now
    return {"person_id": person_id}


def a_lost_phone(school: School) -> dict[str, object]:
    with school.scopes.writing() as scope:
        step = SecondStep(user_id=school.learner.id, salt="s", created_at=scope.now, confirmed_at=scope.now)
        scope.session.add(step)
    return the_learner(school)


def a_private_bank(school: School) -> dict[str, object]:
    with school.scopes.writing() as scope:
        bank = Bank(
            slug=f"own-{school.class_id}",
            title="Own",
            origin="browser",
            owner_id=school.instructor.id,
            is_shared=False,
        )
        scope.session.add(bank)
        scope.session.flush()
        return {"bank_id": bank.id}


def a_job_given_up(school: School) -> dict[str, object]:
    with school.scopes.writing() as scope:
        job = Job(kind=A_KIND, payload="{}", run_at=scope.now, created_at=scope.now, finished_at=scope.now)
        job.state, job.tries, job.last_error = "failed", 8, "OSError: no"
        scope.session.add(job)
        scope.session.flush()
        return {"job_id": job.id}


def one_of_a_kind_given_up(school: School) -> dict[str, object]:
    a_job_given_up(school)
    return {}


def _posted(
    name: str, status: int = 303, arguments: Arguments = the_learner, **form: str
) -> dict[tuple[str, str], Row]:
    return {(f"administration.{name}", "POST"): for_administrators(status, arguments, WHY | form)}


ROWS: dict[tuple[str, str], Row] = {
    **{
        (f"administration.{name}", "GET"): for_administrators(200)
        for name in (
            "index",
            "people",
            "banks",
            "releases",
            "mail",
            "jobs",
            "show_storage",
            "audit",
            "audit_csv",
            "settings",
        )
    },
    ("administration.person", "GET"): for_administrators(200, the_learner),
    ("administration.confirm_delete", "GET"): for_administrators(200, the_learner),
    **_posted("set_roles", may_teach="yes"),
    **_posted("disable"),
    **_posted("enable", arguments=a_disabled_person),
    **_posted("end_sessions"),
    **_posted("end_session", arguments=a_session),
    **_posted("verify_address"),
    **_posted("reset_second_step", arguments=a_lost_phone),
    **_posted("send_password_link"),
    **_posted("grant_extra_time", percent="25"),
    **_posted("end_extra_time", arguments=extra_time),
    **_posted("add_instructor", 422, a_class_of_theirs, email="nobody@example.org"),
    **_posted("log_in_as"),
    **_posted("export", 200),
    **_posted("delete", sure="yes"),
    **_posted("share_bank", arguments=a_private_bank),
    **_posted("hand_over_bank", 422, a_private_bank, email="nobody@example.org"),
    **_posted("send_mail", 422, nowhere, to="ada@example.org"),
    **_posted("requeue_job", arguments=a_job_given_up),
    **_posted("requeue_jobs", arguments=one_of_a_kind_given_up, kind=A_KIND),
    **_posted("delete_job", arguments=a_job_given_up),
    **_posted("change_settings", 303, nowhere, session_days="60"),
    **_posted("apply_settings", 303, nowhere),
    ("administration.stop_acting", "POST"): for_administrators(404),
    ("accounts.delete_data", "GET"): Row((LOG_IN, 200, 200, 200, 200, 200, 200), nowhere),
    ("accounts.delete_data", "POST"): Row((LOG_IN, 422, 422, 422, 422, 422, 422), nowhere, {"password": "wrong"}),
}
