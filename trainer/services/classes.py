"""Classes: the list, making and changing one, its join code, archiving."""

import random
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from trainer.db.models.classes import ClassRow, Enrolment
from trainer.db.queries import classes as queries
from trainer.db.queries.assignment_terms import list_open_work
from trainer.domain.attempts.decisions import Submit
from trainer.domain.classes.roles import Act, Role, may
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services.accounts import record
from trainer.services.class_access import Member, changer_of, member_for
from trainer.services.file_names import one_line
from trainer.services.grading import close_attempt
from trainer.services.practice import TRACKS
from trainer.services.scope import Scope
from trainer.services.study_settings import known_zones

MAX_TITLE = 120
MAX_TERM = 60
CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without O, 0, I and 1, which are taken for one another."""
CODE_LENGTH = 8


@dataclass(frozen=True, slots=True)
class ClassSpec:
    """What an instructor says about a class."""

    title: str
    term: str
    track: str
    time_zone: str
    is_joinable: bool = True


@dataclass(frozen=True, slots=True)
class ClassEntry:
    """A class in the list of somebody who belongs to it."""

    id: int
    title: str
    term: str
    track: str
    role: Role
    learners: int
    is_archived: bool


@dataclass(frozen=True, slots=True)
class ClassesPage:
    """The classes of a person, newest first; `archived` of either role."""

    teaching: tuple[ClassEntry, ...]
    attending: tuple[ClassEntry, ...]
    archived: tuple[ClassEntry, ...]
    may_create: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of each there are in a class; `drafts` are assignments not published yet."""

    learners: int
    assistants: int
    instructors: int
    invitations: int
    published: int
    drafts: int


@dataclass(frozen=True, slots=True)
class ClassPage:
    """One class as its members see it; `student_number` is that of the person who looks."""

    member: Member
    spec: ClassSpec
    join_code: str
    join_link: str
    instructors: tuple[str, ...]
    student_number: str
    joined_at: datetime
    counts: Counts
    may_copy: bool

    @property
    def shown_code(self) -> str:
        """In two halves, which are easier to read out; typed with or without the hyphen."""
        return f"{self.join_code[:4]}-{self.join_code[4:]}" if len(self.join_code) == CODE_LENGTH else self.join_code


def may_create(scope: Scope) -> bool:
    """Whether this person may make classes of their own."""
    return scope.learner.may_teach or scope.learner.is_administrator


def require_teacher(scope: Scope) -> None:
    """Raises:
    NotFound: this person may not make classes.
    """
    if not may_create(scope):
        raise NotFound("page")


def list_classes(scope: Scope) -> ClassesPage:
    """The classes of the person who asks."""
    entries = tuple(
        ClassEntry(
            row["id"],
            row["title"],
            row["term"],
            row["track"],
            Role(row["role"]),
            row["learners"],
            row["archived_at"] is not None,
        )
        for row in queries.classes_of(scope.session, scope.learner.id)
    )
    current = [entry for entry in entries if not entry.is_archived]
    return ClassesPage(
        tuple(entry for entry in current if may(entry.role, Act.GRADE)),
        tuple(entry for entry in current if not may(entry.role, Act.GRADE)),
        tuple(entry for entry in entries if entry.is_archived),
        may_create(scope),
    )


def get_class(scope: Scope, class_id: int, act: Act = Act.ATTEND) -> ClassPage:
    """The class, for a member who may do that.

    Raises:
        NotFound: see `member_for`.
    """
    member = member_for(scope, class_id, act)
    row = queries.find_member(scope.session, class_id, scope.learner.id)
    if row is None:  # pragma: no cover - `member_for` has just found it in the same transaction
        raise NotFound("class")
    return ClassPage(
        member,
        ClassSpec(member.title, member.term, member.track, member.time_zone, row["is_joinable"]),
        row["join_code"],
        f"{scope.settings.public_url}/classes/join/{row['join_code']}",
        tuple(queries.instructor_names(scope.session, class_id)),
        row["student_number"],
        row["joined_at"],
        Counts(**queries.count_in_class(scope.session, class_id)),
        member.may(Act.MANAGE) and may_create(scope),
    )


def problems_of(spec: ClassSpec) -> dict[str, str]:
    """Field -> what is wrong with it; empty where the class can be made like this."""
    problems = {}
    if not 1 <= len(one_line(spec.title)) <= MAX_TITLE:
        problems["title"] = f"A title has 1 to {MAX_TITLE} characters."
    if not 1 <= len(one_line(spec.term)) <= MAX_TERM:
        problems["term"] = f"A term has 1 to {MAX_TERM} characters, such as Spring 2026."
    if spec.track not in TRACKS:
        problems["track"] = "Choose one of the two exams."
    if spec.time_zone.strip().casefold() not in known_zones():
        problems["time_zone"] = "This is no time zone that we know. Write one of the list, such as America/Chicago."
    return problems


def create_class(scope: Scope, spec: ClassSpec) -> int:
    """The id of a new class whose instructor is the person who makes it.

    Raises:
        NotFound: this person may not make classes.
        Refused: see `problems_of`.
    """
    require_teacher(scope)
    row = add_class(scope, kept_spec(spec))
    record(scope, "class.create", f"class {row.id}", row.title)
    return row.id


def add_class(scope: Scope, spec: ClassSpec, copied_from_id: int | None = None) -> ClassRow:
    """A class with a join code of its own and the person who acts as its instructor. Checks nothing."""
    code = _new_code(scope)
    row = ClassRow(**asdict(spec), join_code=code, copied_from_id=copied_from_id, created_at=scope.now)
    scope.session.add(row)
    scope.session.flush()
    scope.session.add(Enrolment(class_id=row.id, person_id=scope.learner.id, role=Role.INSTRUCTOR, joined_at=scope.now))
    return row


def edit_class(scope: Scope, class_id: int, spec: ClassSpec) -> None:
    """Stores what is said about the class.

    Raises:
        NotFound: see `member_for`.
        Refused: the class is archived, or see `problems_of`.
    """
    changer_of(scope, class_id, Act.MANAGE)
    row = queries.get_class(scope.session, class_id)
    changes = []
    for name, value in asdict(kept_spec(spec)).items():
        if getattr(row, name) != value:
            changes.append(f"{name}: {getattr(row, name)} → {value}")
            setattr(row, name, value)
    if changes:
        record(scope, "class.edit", f"class {class_id}", "; ".join(changes))


def kept_spec(spec: ClassSpec) -> ClassSpec:
    """The spec as it is stored: texts on one line, the zone in its usual spelling.

    Raises:
        Refused: see `problems_of`.
    """
    for field, reason in problems_of(spec).items():
        raise Refused(reason, field)
    zone = known_zones()[spec.time_zone.strip().casefold()]
    return replace(spec, title=one_line(spec.title), term=one_line(spec.term), time_zone=zone)


def renew_join_code(scope: Scope, class_id: int) -> str:
    """A new code; the old one lets nobody in any more.

    Raises:
        NotFound, Refused: see `changer_of`.
    """
    changer_of(scope, class_id, Act.MANAGE)
    row = queries.get_class(scope.session, class_id)
    row.join_code = _new_code(scope)
    record(scope, "class.new-code", f"class {class_id}")
    return row.join_code


def archive_class(scope: Scope, class_id: int) -> None:
    """From now on the class can be read and copied, not changed; doing it twice changes nothing.

    Work on its assignments that is open is handed in as it stands; it is graded with the next `tidy_up`.

    Raises:
        NotFound: see `member_for`.
    """
    if not member_for(scope, class_id, Act.MANAGE).is_archived:
        queries.get_class(scope.session, class_id).archived_at = scope.now
        for learner_id, number in list_open_work(scope.session, class_id):
            close_attempt(scope, learner_id, number, Submit())
        record(scope, "class.archive", f"class {class_id}")


def unarchive_class(scope: Scope, class_id: int) -> None:
    """Takes the class up again; doing it twice changes nothing.

    Raises:
        NotFound: see `member_for`.
    """
    if member_for(scope, class_id, Act.MANAGE).is_archived:
        queries.get_class(scope.session, class_id).archived_at = None
        record(scope, "class.unarchive", f"class {class_id}")


def draw_code(rng: random.Random) -> str:
    """A join code, which is read out and typed by people."""
    return "".join(rng.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def _new_code(scope: Scope) -> str:
    while queries.find_class_by_code(scope.session, code := draw_code(scope.rng)) is not None:
        pass
    return code
