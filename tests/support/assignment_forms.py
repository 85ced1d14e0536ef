"""The form in which an instructor writes an assignment, and what the class then has."""

from tests.support.school import School
from trainer.services import assignments
from trainer.services.assignments import AssignmentEntry

FORM = {
    "title": "Week 3",
    "instructions": "Read **chapter 3** first.",
    "track": "cpc",
    "work": "items",
    "items": "anatomy-1\r\nanatomy-2",
    "opens": "2026-03-02T09:00",
    "due": "2026-03-08T23:59",
    "closes": "2026-03-15T23:59",
    "late": "10",
    "attempts": "2",
    "counts": "last",
    "time_limit": "30",
    "access_code": "owl",
    "feedback": "never_keys",
    "shuffled": "no",
    "weight": "3",
}


def base(school: School, rest: str = "") -> str:
    return f"/classes/{school.class_id}/assignments{rest}"


def entries(school: School, class_id: int = 0) -> list[AssignmentEntry]:
    with school.instructor.reading() as scope:
        return list(assignments.list_assignments(scope, class_id or school.class_id))
