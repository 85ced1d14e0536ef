"""A class with everybody who may come to its doors, made of rows, so that each feature can be tested by itself."""

from dataclasses import dataclass
from datetime import datetime

from tests.support.people import Learner, add_people, an_administrator
from trainer.db.models.attempts import AttemptRow
from trainer.db.models.classes import AssignmentRow, AssignmentVersion, ClassRow, Enrolment
from trainer.domain.classes.roles import Role
from trainer.domain.classes.work import AssignmentSpec, FixedItems
from trainer.services.scope import Scope, Scopes

ZONE = "America/Chicago"


@dataclass(frozen=True, slots=True)
class School:
    """Two classes of two instructors; `learner` and `classmate` sit in the first, `stranger` in the second."""

    scopes: Scopes
    class_id: int
    other_class_id: int
    instructor: Learner
    assistant: Learner
    learner: Learner
    classmate: Learner
    stranger: Learner
    other_instructor: Learner
    administrator: Learner


def a_teacher(scopes: Scopes, email: str, name: str) -> Learner:
    """Somebody who may teach."""
    (person,) = add_people(scopes, {email: name}, may_teach=True)
    return person


def a_class(
    scopes: Scopes, instructor: Learner, title: str = "Coding I", *, code: str = "CODING1", **values: object
) -> int:
    """The id of a class whose instructor this is."""
    with scopes.writing() as scope:
        return _add_class(scope, instructor, title, code, **values)


def enrol(scopes: Scopes, class_id: int, person: Learner, role: Role = Role.LEARNER) -> None:
    with scopes.writing() as scope:
        scope.session.add(_enrolment(scope, class_id, person, role))


def _add_class(scope: Scope, instructor: Learner, title: str, code: str, **values: object) -> int:
    row = ClassRow(title=title, term="Spring 2026", track="cpc", time_zone=ZONE, join_code=code, created_at=scope.now)
    for name, value in values.items():
        setattr(row, name, value)
    scope.session.add(row)
    scope.session.flush()
    scope.session.add(_enrolment(scope, row.id, instructor, Role.INSTRUCTOR))
    return row.id


def _enrolment(scope: Scope, class_id: int, person: Learner, role: Role = Role.LEARNER) -> Enrolment:
    return Enrolment(class_id=class_id, person_id=person.id, role=role, joined_at=scope.now)


def a_school(scopes: Scopes, mark: str = "") -> School:
    """`mark` (hexadecimal) sets its addresses and join codes apart from those of other schools in the same database."""
    teachers = {f"ines{mark}@example.org": "Ines Okafor", f"otto{mark}@example.org": "Otto Lindqvist"}
    instructor, other = add_people(scopes, teachers, may_teach=True)
    names = ("assistant", "learner", "classmate", "stranger")
    people = add_people(scopes, {f"{name}{mark}@example.org": name.capitalize() for name in names})
    assistant, learner, classmate, stranger = people
    administrator = an_administrator(scopes, f"admin{mark}@example.org")
    with scopes.writing() as scope:
        class_id = _add_class(scope, instructor, "Coding I", f"C1{mark[:8]}".upper())
        other_class_id = _add_class(scope, other, "Billing I", f"B1{mark[:8]}".upper())
        scope.session.add(_enrolment(scope, class_id, assistant, Role.ASSISTANT))
        scope.session.add_all(_enrolment(scope, class_id, person) for person in (learner, classmate))
        scope.session.add(_enrolment(scope, other_class_id, stranger))
    return School(scopes, class_id, other_class_id, instructor, *people, other, administrator)


def a_spec(*items: str, **values: object) -> AssignmentSpec:
    """An assignment of these items; everything else by default, or as given."""
    return AssignmentSpec(**{"title": "Week 1", "instructions": "", "track": "cpc", "work": FixedItems(items)} | values)  # type: ignore[arg-type]


def an_assignment(school: School, spec: AssignmentSpec, *, is_published: bool = True) -> int:
    """The id of a new assignment of the first class."""
    with school.scopes.writing() as scope:
        row = AssignmentRow(
            class_id=school.class_id,
            position=1,
            current_number=1,
            created_at=scope.now,
            published_at=scope.now if is_published else None,
        )
        scope.session.add(row)
        scope.session.flush()
        scope.session.add(
            AssignmentVersion(
                assignment_id=row.id, number=1, spec=spec, created_at=scope.now, created_by=school.instructor.id
            )
        )
        return row.id


def belongs_to(
    school: School, learner: Learner, number: int, assignment_id: int, *, attempt: int = 1, part: int = 1
) -> None:
    """Makes a sitting of this learner a try at an assignment."""
    with school.scopes.writing() as scope:
        row = scope.session.get_one(AttemptRow, (learner.id, number))
        row.assignment_id, row.assignment_version = assignment_id, 1
        row.assignment_try, row.assignment_part = attempt, part


def at(text: str) -> datetime:
    """A moment in UTC, as "2026-03-09 15:00"."""
    return datetime.fromisoformat(f"{text}+00:00")
