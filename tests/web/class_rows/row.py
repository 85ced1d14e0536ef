"""One row of the access table: what each visitor gets at one endpoint with one method."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.support.school import School
from tests.support.visitors import LOG_IN, Outcome

VISITORS = (
    "anonymous",
    "learner",
    "stranger",
    "assistant",
    "instructor",
    "other_instructor",
    "administrator",
)
"""`learner` belongs to the class, `stranger` to another one; the names are those of `School`."""
Arguments = Callable[[School], dict[str, object]]


def in_class(school: School) -> dict[str, object]:
    return {"class_id": school.class_id}


def nowhere(school: School) -> dict[str, object]:
    return {}


@dataclass(frozen=True, slots=True)
class Row:
    """Outcomes in the order of VISITORS; `arguments` may make what the address names."""

    outcomes: tuple[Outcome, Outcome, Outcome, Outcome, Outcome, Outcome, Outcome]
    arguments: Arguments = in_class
    form: Mapping[str, str] = field(default_factory=dict)


def for_managers(status: Outcome, arguments: Arguments = in_class, form: Mapping[str, str] | None = None) -> Row:
    return Row((LOG_IN, 404, 404, 404, status, 404, 404), arguments, form or {})


def for_graders(status: Outcome, arguments: Arguments = in_class, form: Mapping[str, str] | None = None) -> Row:
    return Row((LOG_IN, 404, 404, status, status, 404, 404), arguments, form or {})


def for_the_class(status: Outcome, arguments: Arguments = in_class, form: Mapping[str, str] | None = None) -> Row:
    return Row((LOG_IN, status, 404, status, status, 404, 404), arguments, form or {})


def for_teachers(status: Outcome, arguments: Arguments = nowhere, form: Mapping[str, str] | None = None) -> Row:
    """Whoever may teach, in a class or not; an administrator may as well."""
    return Row((LOG_IN, 404, 404, 404, status, status, status), arguments, form or {})


def for_administrators(status: Outcome, arguments: Arguments = nowhere, form: Mapping[str, str] | None = None) -> Row:
    return Row((LOG_IN, 404, 404, 404, 404, 404, status), arguments, form or {})
