"""Classes, their members, rosters, joining and leaving."""

from tests.support.invitations import confirm_address, invitation_id, invite
from tests.support.school import School
from tests.support.visitors import LOG_IN
from tests.web.class_rows.row import (
    Row,
    for_graders,
    for_managers,
    for_teachers,
    for_the_class,
    in_class,
    nowhere,
)
from trainer.db.models.classes import ClassRow

SPEC = {"title": "Coding II", "term": "Fall 2026", "track": "cpc", "time_zone": "America/Chicago"}
PERSON = {"name": "Mia Torres", "email": "mia@example.org", "role": "learner"}
EVERYBODY = (LOG_IN, 200, 200, 200, 200, 200, 200)
EVERYBODY_SENDS = (LOG_IN, 303, 303, 303, 303, 303, 303)


def by_code(school: School) -> dict[str, object]:
    with school.scopes.reading() as scope:
        return {"code": scope.session.get_one(ClassRow, school.class_id).join_code}


def a_classmate(school: School) -> dict[str, object]:
    return in_class(school) | {"person_id": school.classmate.id}


def an_invitation(school: School) -> dict[str, object]:
    invite(school, "mia@example.org")
    return in_class(school) | {"invitation_id": invitation_id(school, "mia@example.org")}


def to_the_stranger(school: School) -> dict[str, object]:
    email = confirm_address(school.scopes, school.stranger)
    invite(school, email)
    return {"invitation_id": invitation_id(school, email)}


def by_link(school: School) -> dict[str, object]:
    return {"token": invite(school, "mia@example.org")}


def as_csv(school: School) -> dict[str, object]:
    return in_class(school) | {"ending": "csv"}


ROWS: dict[tuple[str, str], Row] = {
    ("classes.index", "GET"): Row(EVERYBODY, nowhere),
    ("classes.create", "GET"): for_teachers(200),
    ("classes.create", "POST"): for_teachers(303, form=SPEC),
    ("classes.show", "GET"): Row((LOG_IN, 303, 404, 200, 200, 404, 404)),
    ("classes.about", "GET"): for_the_class(200),
    ("classes.settings", "GET"): for_managers(200),
    ("classes.settings", "POST"): for_managers(303, form=SPEC),
    ("classes.renew_code", "POST"): for_managers(303),
    ("classes.archive", "POST"): for_managers(303),
    ("classes.unarchive", "POST"): for_managers(303),
    ("classes.copy", "GET"): for_managers(200),
    ("classes.copy", "POST"): for_managers(303, form={"title": "Coding I", "term": "Fall 2026", "days": "182"}),
    ("classes.enter_code", "GET"): Row(EVERYBODY, nowhere),
    ("classes.join", "GET"): Row((LOG_IN, 303, 200, 303, 303, 200, 200), by_code),
    ("classes.join", "POST"): Row(EVERYBODY_SENDS, by_code),
    ("classes.leave", "GET"): for_the_class(200),
    ("classes.leave", "POST"): Row((LOG_IN, 303, 404, 303, 422, 404, 404)),
    ("classes.invitation", "GET"): Row(EVERYBODY, by_link),
    ("classes.invitation", "POST"): Row(EVERYBODY_SENDS, by_link),
    ("classes.decline_invitation", "POST"): Row(EVERYBODY_SENDS, by_link),
    ("classes.accept_mine", "POST"): Row((LOG_IN, 404, 303, 404, 404, 404, 404), to_the_stranger),
    ("classes.decline_mine", "POST"): Row((LOG_IN, 404, 303, 404, 404, 404, 404), to_the_stranger),
    ("classes.members", "GET"): for_graders(200),
    ("classes.invite", "POST"): for_managers(303, form=PERSON),
    ("classes.resend", "POST"): for_managers(303, an_invitation),
    ("classes.withdraw", "POST"): for_managers(303, an_invitation),
    ("classes.member", "GET"): for_managers(200, a_classmate),
    ("classes.member", "POST"): for_managers(303, a_classmate, {"role": "assistant"}),
    ("classes.remove", "POST"): for_managers(303, a_classmate),
    ("classes.roster", "GET"): for_managers(200),
    ("classes.preview_roster", "POST"): for_managers(422),
    ("classes.import_roster", "POST"): for_managers(
        303, form={"roster": "name,email\r\nMia Torres,mia@example.org\r\n"}
    ),
    ("classes.roster_template", "GET"): for_managers(200, as_csv),
    ("classes.export_roster", "GET"): for_graders(200, as_csv),
}
