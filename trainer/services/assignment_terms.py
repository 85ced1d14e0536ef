"""What holds for a learner and an assignment: dates, attempts, extra time, and from when on keys are told."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping

from trainer.db.models.classes import AssignmentOverride
from trainer.db.queries import assignment_terms as queries
from trainer.db.queries import exams as exam_queries
from trainer.domain.classes.dates import Override, Terms, terms_of
from trainer.domain.classes.local_times import to_local
from trainer.domain.classes.work import AssignmentSpec, FeedbackRule, MockWork
from trainer.domain.exams.clock import Accommodation
from trainer.domain.kernel.errors import NotFound
from trainer.services.exams import list_forms
from trainer.services.scope import Scope


def terms_for(scope: Scope, assignment_id: int, learner_id: int) -> Terms:
    """What holds for one learner and one assignment.

    Raises:
        NotFound: there is no such assignment.
    """
    row = _get(scope, assignment_id)
    granted = queries.list_granted(
        scope.session, row["class_id"], assignment_id=assignment_id, learner_id=learner_id, with_ended=True
    )
    return terms_of(row["spec"], map(to_override, granted), extra_time_of(scope, learner_id))


def terms_of_class(scope: Scope, class_id: int) -> dict[tuple[int, int], Terms]:
    """(assignment, learner) -> what holds, for all published assignments and all who are learners now.

    In four statements, however many there are.
    """
    assignments = queries.list_published(scope.session, class_id)
    learners = queries.list_learner_ids(scope.session, class_id)
    granted = _by_learner(queries.list_granted(scope.session, class_id, with_ended=True))
    extra = _extra_by_learner(scope, class_id)
    plain = {row["id"]: terms_of(row["spec"]) for row in assignments}  # most learners have nothing granted
    return {
        (row["id"], learner): terms_of(
            row["spec"],
            (to_override(each) for each in granted[learner] if each.assignment_id in (None, row["id"])),
            extra[learner],
        )
        if learner in granted or learner in extra
        else plain[row["id"]]
        for row in assignments
        for learner in learners
    }


def to_override(row: AssignmentOverride) -> Override:
    """What was granted, as the rules see it."""
    return Override(
        row.extra_percent,
        row.extra_seconds,
        row.opens_at,
        row.due_at,
        row.closes_at,
        row.extra_attempts,
        row.ended_at,
    )


def extra_time_of(scope: Scope, learner_id: int) -> tuple[Accommodation, ...]:
    """The extra time that a learner has everywhere."""
    rows = exam_queries.list_accommodations(scope.session, learner_id)
    return tuple(Accommodation(row.percent, row.seconds) for row in rows)


def limit_seconds(scope: Scope, spec: AssignmentSpec) -> int | None:
    """The time limit of a sitting without extra time: that of the assignment, for a mock else that of its form."""
    if spec.time_limit_minutes is not None:
        return spec.time_limit_minutes * 60
    if isinstance(spec.work, MockWork):
        slug = spec.work.form
        return next((form.minutes * 60 for form in list_forms(scope, spec.track) if form.slug == slug), None)
    return None


def keys_shown_from(scope: Scope, assignment: RowMapping | Mapping[str, Any]) -> datetime | None:
    """When nobody can work on it any more; None where there is somebody for whom nothing ends it.

    Sittings that are open keep the end that they were told, also of those who have left or whose terms are others now.
    `assignment` is a row of `find_assignment`.
    """
    spec: AssignmentSpec = assignment["spec"]
    class_id, limit = assignment["class_id"], limit_seconds(scope, spec)
    granted = _by_learner(queries.list_granted(scope.session, class_id, assignment_id=assignment["id"]))
    extra = _extra_by_learner(scope, class_id)
    learners = queries.list_learner_ids(scope.session, class_id)
    all_terms = [terms_of(spec)]
    all_terms += [terms_of(spec, map(to_override, granted[each]), extra[each]) for each in learners]
    ends = [each.closes_at and each.ends_at(each.closes_at, limit) for each in all_terms]
    if None in ends:
        return None
    return max(end for end in (*ends, *queries.list_open_ends(scope.session, assignment["id"])) if end is not None)


def refresh_keys_shown(scope: Scope, assignment_id: int) -> None:
    """Moves the moment from which the sittings of an assignment tell their keys to where its dates now put it.

    Where nothing ends it, each sitting keeps the moment that its learner was told.

    Raises:
        NotFound: there is no such assignment.
    """
    row = _get(scope, assignment_id)
    specs = queries.list_specs(scope.session, assignment_id)
    versions = [each["number"] for each in specs if each["spec"].feedback is FeedbackRule.AFTER_DUE]
    shows_from = keys_shown_from(scope, row) if versions else None
    if shows_from is not None:
        queries.set_keys_shown(scope.session, assignment_id, versions, shows_from)


def refresh_for_learner(scope: Scope, learner_id: int) -> None:
    """`refresh_keys_shown` for everything that is set in the learner's classes: after their extra time was changed."""
    for assignment_id in queries.list_set_for(scope.session, learner_id):
        refresh_keys_shown(scope, assignment_id)


def in_words(moment: datetime, zone: str) -> str:
    """`3 Apr 2026, 17:00 America/Chicago`."""
    local = to_local(moment, zone)
    return f"{local.day} {local:%b %Y, %H:%M} {zone}"


def _get(scope: Scope, assignment_id: int) -> RowMapping:
    row = queries.find_assignment(scope.session, assignment_id)
    if row is None:
        raise NotFound("assignment")
    return row


def _by_learner(granted: Iterable[AssignmentOverride]) -> defaultdict[int, list[AssignmentOverride]]:
    found: defaultdict[int, list[AssignmentOverride]] = defaultdict(list)
    for each in granted:
        found[each.learner_id].append(each)
    return found


def _extra_by_learner(scope: Scope, class_id: int) -> defaultdict[int, list[Accommodation]]:
    found: defaultdict[int, list[Accommodation]] = defaultdict(list)
    for row in queries.list_accommodations(scope.session, class_id):
        found[row.learner_id].append(Accommodation(row.percent, row.seconds))
    return found
