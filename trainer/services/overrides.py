"""What is granted to single learners on top of the assignments of a class: time, dates, attempts, with a reason."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from trainer.db.models.classes import AssignmentOverride
from trainer.db.queries import assignments as queries
from trainer.domain.classes.checks import MOST_ATTEMPTS
from trainer.domain.classes.dates import Override, Terms, terms_of
from trainer.domain.classes.roles import Act
from trainer.domain.classes.work import AssignmentSpec
from trainer.domain.exams.clock import Accommodation
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services import assignment_deadlines, exam_clock
from trainer.services.accounts import record
from trainer.services.assignment_terms import refresh_keys_shown, to_override
from trainer.services.assignments import AssignmentEntry, Stage, list_assignments
from trainer.services.class_access import Member, changer_of, member_for
from trainer.services.scope import Scope

MOST_REASON = 500


@dataclass(frozen=True, slots=True)
class Grant:
    """What to grant to one learner; `assignment_id` None: for every assignment of the class. Dates: moments, UTC."""

    learner_id: int
    assignment_id: int | None
    reason: str
    extra_percent: int = 0
    extra_seconds: int = 0
    extra_attempts: int = 0
    opens_at: datetime | None = None
    due_at: datetime | None = None
    closes_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Granted:
    """What came of granting: the override, and how many sittings that are open just now end later because of it.

    `past` names dates granted that lie before now. `seen`: the learner has longer, and so many have been told keys.
    """

    override_id: int
    extended: int
    past: tuple[str, ...] = ()
    seen: int = 0


@dataclass(frozen=True, slots=True)
class OverrideRow:
    """One override as it stands on the page. `assignment` "": it holds for all of the class."""

    id: int
    assignment_id: int | None
    assignment: str
    override: Override
    reason: str
    granted_at: datetime
    granted_by: str
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class TermsRow:
    """What holds for a learner in one assignment, everything granted taken together."""

    assignment: str
    terms: Terms


@dataclass(frozen=True, slots=True)
class LearnerRow:
    """Everything that was granted to one learner, newest first, and what holds because of it.

    `everywhere` is the extra time that the learner has in every exam, whoever granted it.
    """

    learner_id: int
    name: str
    overrides: tuple[OverrideRow, ...]
    everywhere: tuple[Accommodation, ...]
    terms: tuple[TermsRow, ...]


@dataclass(frozen=True, slots=True)
class OverridesPage:
    """`learners` and `assignments` (id, name) can be granted something; `rows` have something, by name."""

    member: Member
    learners: tuple[tuple[int, str], ...]
    assignments: tuple[tuple[int, str], ...]
    rows: tuple[LearnerRow, ...]


@dataclass(frozen=True, slots=True)
class PersonalTerms:
    """A learner for whom other terms hold than for the rest of the class."""

    learner_id: int
    name: str
    terms: Terms


def grant_override(scope: Scope, class_id: int, grant: Grant) -> Granted:
    """Grants it on top of what was granted before: time and attempts add up, of each date the newest holds.

    Extra time and later dates also move the end of sittings of the assignment that are open now.

    Raises:
        NotFound, Refused: see `changer_of`; no such learner or assignment; nothing or too much is granted, no reason,
            dates in the wrong order with what holds already.
    """
    changer_of(scope, class_id, Act.MANAGE)
    learners = {row["id"] for row in queries.list_learners(scope.session, class_id)}
    if grant.learner_id not in learners:
        raise Refused("Choose a learner of this class.", "learners")
    concerned = _concerned(scope, class_id, grant.assignment_id)
    reason = _checked(grant)
    _check_dates(scope, class_id, grant, concerned)
    seen = _seen(scope, grant)
    sittings = assignment_deadlines.list_open(scope, [each.id for each in concerned], grant.learner_id)
    before = assignment_deadlines.terms_now(scope, sittings)
    row = AssignmentOverride(
        class_id=class_id,
        learner_id=grant.learner_id,
        assignment_id=grant.assignment_id,
        extra_percent=grant.extra_percent,
        extra_seconds=grant.extra_seconds,
        extra_attempts=grant.extra_attempts,
        opens_at=grant.opens_at,
        due_at=grant.due_at,
        closes_at=grant.closes_at,
        reason=reason,
        granted_at=scope.now,
        granted_by=scope.learner.id,
    )
    scope.session.add(row)
    scope.session.flush()
    after = assignment_deadlines.terms_now(scope, sittings)
    extended = assignment_deadlines.move_ends(scope, sittings, before, after, reason)
    _refresh(scope, concerned)
    where = f"class {class_id}" if grant.assignment_id is None else f"assignment {grant.assignment_id}"
    record(scope, "override.grant", f"user {grant.learner_id}", f"{where}, override {row.id}")
    return Granted(row.id, extended, _past(scope, grant), seen)


def _past(scope: Scope, grant: Grant) -> tuple[str, ...]:
    dates = (("due", grant.due_at), ("closing", grant.closes_at))
    return tuple(name for name, moment in dates if moment is not None and moment <= scope.now)


def _seen(scope: Scope, grant: Grant) -> int:
    """How many were told keys of what a learner can go on working at; asked before those are held back again."""
    ends = [moment for moment in (grant.due_at, grant.closes_at) if moment is not None]
    if grant.assignment_id is None or not ends or max(ends) <= scope.now:
        return 0
    return queries.count_shown_keys(scope.session, [grant.assignment_id], scope.now)


def end_override(scope: Scope, class_id: int, override_id: int) -> None:
    """Ends it; time that a sitting already got stays. Ended twice, nothing changes.

    Raises:
        NotFound, Refused: see `changer_of`; the class has no such override.
    """
    changer_of(scope, class_id, Act.MANAGE)
    row = queries.find_override(scope.session, class_id, override_id)
    if row is None:
        raise NotFound("override")
    if row.ended_at is not None:
        return
    row.ended_at = scope.now
    scope.session.flush()
    _refresh(scope, _concerned(scope, class_id, row.assignment_id, with_archived=True))
    record(scope, "override.end", f"user {row.learner_id}", f"override {override_id}")


def list_overrides(scope: Scope, class_id: int) -> OverridesPage:
    """Everything that was granted to those who are learners of a class now, by learner, what was ended too.

    Raises:
        NotFound: see `member_for`.
    """
    member = member_for(scope, class_id, Act.GRADE)
    entries = list_assignments(scope, class_id)
    learners = {row["id"]: row["display_name"] for row in queries.list_learners(scope.session, class_id)}
    granted = _by_learner(queries.list_overrides(scope.session, class_id, learner_ids=list(learners)))
    everywhere = _everywhere(scope, set(learners))
    people = {*granted, *everywhere}
    givers = {row.granted_by for rows in granted.values() for row in rows}
    names = queries.names_of(scope.session, people | givers)
    live = [each for each in entries if each.stage is Stage.PUBLISHED]
    titles = {each.id: each.spec.title for each in entries}
    rows = (
        LearnerRow(
            person,
            names[person],
            tuple(_to_row(each, titles, names) for each in reversed(granted[person])),
            tuple(everywhere[person]),
            _terms_rows(live, granted[person], everywhere[person]),
        )
        for person in people
    )
    return OverridesPage(
        member,
        tuple(learners.items()),
        tuple((each.id, each.spec.title) for each in entries if each.stage is not Stage.ARCHIVED),
        tuple(sorted(rows, key=lambda each: (each.name.casefold(), each.learner_id))),
    )


def personal_terms(
    scope: Scope, class_id: int, spec: AssignmentSpec, assignment_id: int | None
) -> tuple[PersonalTerms, ...]:
    """The learners for whom other dates, attempts or times hold, by name; for an assignment that may not be stored yet.

    In a constant number of statements.
    """
    learners = queries.list_learners(scope.session, class_id)
    granted = _by_learner(queries.list_overrides(scope.session, class_id, in_force=True))
    everywhere = _everywhere(scope, {row["id"] for row in learners})
    usual = terms_of(spec)
    found = []
    for person, name in ((row["id"], row["display_name"]) for row in learners):
        terms = _terms(spec, assignment_id, granted[person], everywhere[person])
        if terms != usual:
            found.append(PersonalTerms(person, name, terms))
    return tuple(found)


def _terms(
    spec: AssignmentSpec,
    assignment_id: int | None,
    granted: Iterable[AssignmentOverride],
    everywhere: Iterable[Accommodation],
) -> Terms:
    here = (each for each in granted if each.ended_at is None and each.assignment_id in (None, assignment_id))
    return terms_of(spec, map(to_override, here), everywhere)


def _terms_rows(
    entries: Iterable[AssignmentEntry], granted: list[AssignmentOverride], everywhere: list[Accommodation]
) -> tuple[TermsRow, ...]:
    """The assignments in which something else holds for the learner than for the rest."""
    rows = (TermsRow(each.spec.title, _terms(each.spec, each.id, granted, everywhere)) for each in entries)
    usual = [terms_of(each.spec) for each in entries]
    return tuple(row for row, rest in zip(rows, usual, strict=True) if row.terms != rest)


def _concerned(
    scope: Scope, class_id: int, assignment_id: int | None, *, with_archived: bool = False
) -> list[AssignmentEntry]:
    """The assignments that an override is about."""
    entries = [each for each in list_assignments(scope, class_id) if with_archived or each.stage is not Stage.ARCHIVED]
    if assignment_id is None:
        return entries
    found = [each for each in entries if each.id == assignment_id]
    if not found:
        raise Refused("Choose an assignment of this class.", "assignment")
    return found


def _checked(grant: Grant) -> str:
    if not 0 <= grant.extra_percent <= exam_clock.MAX_PERCENT:
        raise Refused(f"Extra time is 0 to {exam_clock.MAX_PERCENT} per cent.", "percent")
    if not 0 <= grant.extra_seconds <= exam_clock.MAX_SECONDS:
        raise Refused(f"Extra time is 0 to {exam_clock.MAX_SECONDS // 60:,} minutes.", "minutes")
    if not 0 <= grant.extra_attempts <= MOST_ATTEMPTS:
        raise Refused(f"More attempts are 0 to {MOST_ATTEMPTS}.", "attempts")
    dates = (grant.opens_at, grant.due_at, grant.closes_at)
    if not (grant.extra_percent or grant.extra_seconds or grant.extra_attempts or any(dates)):
        raise Refused("Grant something: more time, another date or more attempts.", "percent")
    if grant.assignment_id is None and any(dates):
        raise Refused("Other dates are granted for one assignment: choose which.", "assignment")
    reason = grant.reason.strip()
    if not reason:
        raise Refused("Say why: the learner sees the reason.", "reason")
    if len(reason) > MOST_REASON:
        raise Refused(f"The reason has {len(reason)} characters; {MOST_REASON} are the most.", "reason")
    return reason


def _check_dates(scope: Scope, class_id: int, grant: Grant, concerned: Iterable[AssignmentEntry]) -> None:
    """The dates in the order in which they hold once this is granted."""
    if not any((grant.opens_at, grant.due_at, grant.closes_at)):
        return
    rows = queries.list_overrides(scope.session, class_id, learner_ids=[grant.learner_id], in_force=True)
    new = Override(opens_at=grant.opens_at, due_at=grant.due_at, closes_at=grant.closes_at)
    for entry in concerned:
        here = [to_override(row) for row in rows if row.assignment_id in (None, entry.id)]
        terms = terms_of(entry.spec, [*here, new])
        if terms.opens_at is not None and terms.due_at is not None and terms.due_at <= terms.opens_at:
            raise Refused("It would be due before it opens for this learner.", "due")
        if grant.closes_at is not None and terms.due_at is not None and grant.closes_at < terms.due_at:
            raise Refused("It would close before it is due for this learner.", "closes")
        if terms.opens_at is not None and terms.closes_at is not None and terms.closes_at <= terms.opens_at:
            raise Refused("It would close before it opens for this learner.", "closes")


def _refresh(scope: Scope, entries: Iterable[AssignmentEntry]) -> None:
    for each in entries:
        if each.stage is not Stage.DRAFT and each.has_work:
            refresh_keys_shown(scope, each.id)


def _by_learner(rows: Iterable[AssignmentOverride]) -> defaultdict[int, list[AssignmentOverride]]:
    found: defaultdict[int, list[AssignmentOverride]] = defaultdict(list)
    for row in rows:
        found[row.learner_id].append(row)
    return found


def _everywhere(scope: Scope, learner_ids: set[int]) -> defaultdict[int, list[Accommodation]]:
    found: defaultdict[int, list[Accommodation]] = defaultdict(list)
    for row in queries.accommodations_of(scope.session, learner_ids):
        found[row.learner_id].append(Accommodation(row.percent, row.seconds))
    return found


def _to_row(row: AssignmentOverride, titles: Mapping[int, str], names: Mapping[int, str]) -> OverrideRow:
    return OverrideRow(
        row.id,
        row.assignment_id,
        titles.get(row.assignment_id, "") if row.assignment_id is not None else "",
        to_override(row),
        row.reason,
        row.granted_at,
        names[row.granted_by],
        row.ended_at,
    )
