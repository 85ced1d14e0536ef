"""Starting work on an assignment: whether it may be, and a sitting with everything pinned that then holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping

from trainer.db.models.attempts import AttemptItem, AttemptRow
from trainer.db.queries import assignment_sittings as queries
from trainer.db.queries import assignment_terms as terms_queries
from trainer.db.queries import attempts, people
from trainer.db.queries import my_assignments as own_queries
from trainer.domain.attempts.attempt import AttemptKind, AttemptState, Feedback
from trainer.domain.attempts.decisions import Sweep
from trainer.domain.classes.dates import Terms, Window
from trainer.domain.classes.roles import Act, Role
from trainer.domain.classes.work import AssignmentSpec, CaseWork, FeedbackRule, MockWork, ReviewWork
from trainer.domain.exams.assembly import Dealt
from trainer.domain.exams.clock import extra_seconds
from trainer.domain.exams.forms import Form
from trainer.domain.exams.review import Shows
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services import billing, case_sittings, cases
from trainer.services.assignment_dealing import deal, form_of
from trainer.services.assignment_parts import Paper, Shown, check_shown, papers
from trainer.services.assignment_terms import in_words, keys_shown_from, limit_seconds, refresh_keys_shown, terms_for
from trainer.services.attempts import to_attempt
from trainer.services.class_access import Member, changer_of
from trainer.services.grading import close_attempt
from trainer.services.scope import Scope

MAX_REQUEST_CHARACTERS = 32
FORM_SLUG = "assignment"
GONE = "This case is not on offer any more. Tell your instructor."


@dataclass(frozen=True, slots=True)
class Started:
    """The sitting to go on with."""

    kind: AttemptKind
    number: int
    track: str


def start_assignment(
    scope: Scope,
    class_id: int,
    assignment_id: int,
    *,
    part: int = 1,
    access_code: str = "",
    request_id: str = "",
    shown: Shown | None = None,
) -> Started:
    """A new try at an assignment, or at one of its cases, or the one that is open: that is gone on with.

    The same request again gives the same sitting, and so do two at the same moment. `shown`: what the page offered to
    begin; nothing else is begun then.

    Raises:
        NotFound: this is no learner of the class, or there is no such assignment or part of it.
        Refused: the class is archived; it is not open yet, or closed; the access code is wrong; no try is left; what
            it asks for is not there any more; it is done in the reviews.
        StalePage: what was shown is not what would be begun now.
    """
    member = changer_of(scope, class_id, Act.ATTEND)
    if not terms_queries.lock_published(scope.session, assignment_id):  # a start and an edit wait for each other
        raise NotFound("assignment")
    row = get_published(scope, member, assignment_id)
    if member.role is not Role.LEARNER:
        raise NotFound("assignment")
    terms = terms_for(scope, assignment_id, scope.learner.id)
    if (known := _sent_before(scope, request_id)) is not None:
        return known
    paper = _paper_as_shown(scope, row, terms, part, shown)
    if (known := _open(scope, row, paper, part)) is not None:
        return known
    _check_window(terms, scope.now, member.time_zone)
    _check_spec(row["spec"], access_code)
    _check_tries(paper, part, terms)
    number = people.take_attempt_number(scope.session, scope.learner.id)
    if known := _sent_before(scope, request_id) or _open(scope, row, paper, part):  # at the same moment: see start_exam
        return known
    attempt = _check_tries(_paper_as_shown(scope, row, terms, part, shown), part, terms)
    place = {
        "request_id": request_id[:MAX_REQUEST_CHARACTERS] or scope.rng.randbytes(16).hex(),
        "assignment_id": assignment_id,
        "assignment_version": paper.now.version,
        "assignment_try": attempt,
        "assignment_part": part,
    }
    mine = {**row, "spec": paper.spec}  # whoever has begun goes on with what they began
    started = _add(scope, member, mine, number, place | _policy(scope, mine, terms))
    refresh_keys_shown(scope, assignment_id)  # whoever came, or got extra time, since others began counts too
    return started


def get_published(scope: Scope, member: Member, assignment_id: int) -> RowMapping:
    """An assignment that its learners may see, in its newest version.

    Raises:
        NotFound: the class has no such assignment.
    """
    row = terms_queries.find_assignment(scope.session, assignment_id)
    if row is None or row["class_id"] != member.class_id:
        raise NotFound("assignment")
    if row["published_at"] is None or row["archived_at"] is not None:
        raise NotFound("assignment")
    return row


def parts_of(spec: AssignmentSpec) -> int:
    """How many sittings a whole try has: one for each case."""
    return len(spec.work.cases) if isinstance(spec.work, CaseWork) else 1


def _paper(scope: Scope, row: RowMapping, terms: Terms) -> Paper:
    sittings = own_queries.list_own(scope.session, scope.learner.id, [row["id"]])
    return papers(scope, [row], {row["id"]: sittings}, {row["id"]: terms.attempts})[row["id"]]


def _paper_as_shown(scope: Scope, row: RowMapping, terms: Terms, part: int, shown: Shown | None) -> Paper:
    paper = _paper(scope, row, terms)
    if shown is not None:
        check_shown(scope, row["id"], paper, part, shown)
    if not 1 <= part <= len(paper.cases[paper.now.version]):
        raise NotFound("assignment")
    return paper


def _sent_before(scope: Scope, request_id: str) -> Started | None:
    """The sitting that this request has started before."""
    if not request_id:
        return None
    learner_id = scope.learner.id
    started = attempts.find_started(scope.session, learner_id, request_id[:MAX_REQUEST_CHARACTERS])
    return None if started is None else _started(attempts.find_attempt(scope.session, learner_id, started))


def _open(scope: Scope, assignment: RowMapping, paper: Paper, part: int) -> Started | None:
    """The sitting that is open. One whose time is up is closed."""
    learner_id = scope.learner.id
    for row in own_queries.list_own(scope.session, learner_id, [assignment["id"]]):
        if paper.case_of(row) != paper.case(part) or row["state"] != AttemptState.IN_PROGRESS:
            continue
        if to_attempt(row).is_open(scope.now):
            return _started(row)
        close_attempt(scope, learner_id, row["number"], Sweep())
        scope.session.flush()
    return None


def _started(row: RowMapping | None) -> Started:
    assert row is not None
    return Started(AttemptKind(row["kind"]), row["number"], row["track"])


def _check_window(terms: Terms, now: datetime, zone: str) -> None:
    match terms.window(now):
        case Window.NOT_OPEN:
            assert terms.opens_at is not None
            raise Refused(f"This assignment opens on {in_words(terms.opens_at, zone)}.")
        case Window.CLOSED:
            closed_at = terms.closes_at or terms.due_at
            assert closed_at is not None
            raise Refused(f"This assignment closed on {in_words(closed_at, zone)}: no work is taken any more.")
        case Window.OPEN | Window.LATE:
            return


def _check_spec(spec: AssignmentSpec, code: str) -> None:
    """The access code fits, and it is work that is started."""
    if spec.access_code and code.strip().casefold() != spec.access_code.strip().casefold():
        reason = "That is not the access code." if code.strip() else "Enter the access code that you were told."
        raise Refused(reason, "access_code")
    if isinstance(spec.work, ReviewWork):
        raise Refused("Reviews are not started here: do those that are due, they are counted.")


def _check_tries(paper: Paper, part: int, terms: Terms) -> int:
    """The number of the next try."""
    number = paper.next_try(part)
    if terms.attempts and number > terms.attempts:
        used = "your try" if terms.attempts == 1 else f"all {terms.attempts} tries"
        raise Refused(f"You have used {used} at this.")
    if part not in paper.now.parts:
        raise Refused(GONE)
    return number


def _policy(scope: Scope, row: Mapping[str, Any], terms: Terms) -> dict[str, Any]:
    """When it ends, and what it tells when."""
    spec: AssignmentSpec = row["spec"]
    limit = limit_seconds(scope, spec)
    shows, shows_from = Shows.EVERYTHING, None
    if spec.feedback is FeedbackRule.AFTER_DUE:
        shows_from = keys_shown_from(scope, row)
    if spec.feedback is FeedbackRule.NEVER_KEYS or (
        spec.feedback is FeedbackRule.AFTER_DUE and shows_from is None and terms.attempts != 1
    ):  # without an end the keys of one try would be told for the next
        shows = Shows.SCORE
    return {
        "deadline_at": terms.ends_at(scope.now, limit),
        "extra_seconds": 0 if limit is None else extra_seconds(limit, terms.extra),
        "shows": shows,
        "shows_from": shows_from,
    }


def _add(scope: Scope, member: Member, row: Mapping[str, Any], number: int, values: dict[str, Any]) -> Started:
    spec: AssignmentSpec = row["spec"]
    if isinstance(spec.work, CaseWork):
        return _add_case(scope, member, spec, number, values)
    dealt = deal(scope, member.class_id, spec, row["dealt"])
    values |= _manner(scope, spec, dealt)
    scope.session.add(
        AttemptRow(
            learner_id=scope.learner.id,
            number=number,
            track=spec.track,
            title=spec.title[:200],
            state=AttemptState.IN_PROGRESS,
            item_count=len(dealt),
            started_at=scope.now,
            **values,
        )
    )
    scope.session.flush()
    scope.session.add_all(
        AttemptItem(
            learner_id=scope.learner.id,
            attempt_number=number,
            position=position,
            item_version_id=each.item_version_id,
            option_order=each.option_order,
        )
        for position, each in enumerate(dealt, start=1)
    )
    return Started(values["kind"], number, spec.track)


def _manner(scope: Scope, spec: AssignmentSpec, dealt: Sequence[Dealt]) -> dict[str, Any]:
    """Kind, form and feedback: a mock is an exam, what is told at once is practice, else a time limit decides."""
    minutes = spec.time_limit_minutes
    if isinstance(spec.work, MockWork):
        form = form_of(scope, spec.track, spec.work.form)
        form = form if minutes is None else replace(form, minutes=minutes)
        return {"kind": AttemptKind.EXAM, "form": form, "feedback": Feedback.AT_END, "is_exam_like": True}
    if spec.feedback is FeedbackRule.AT_ONCE:
        return {"kind": AttemptKind.PRACTICE, "feedback": Feedback.AT_ONCE}
    if minutes is None:
        return {"kind": AttemptKind.PRACTICE, "feedback": Feedback.AT_END}
    quotas = tuple(queries.list_areas_of(scope.session, [each.item_version_id for each in dealt]))
    form = Form(FORM_SLUG, spec.track, spec.title, quotas, minutes, 0)
    return {"kind": AttemptKind.ASSIGNMENT, "form": form, "feedback": Feedback.AT_END}


def _add_case(scope: Scope, member: Member, spec: AssignmentSpec, number: int, values: dict[str, Any]) -> Started:
    assert isinstance(spec.work, CaseWork)
    slug = spec.work.cases[values["assignment_part"] - 1]
    case = queries.find_set_case(scope.session, member.class_id, slug)
    if case is None:
        raise Refused(GONE)
    opened = case_sittings.add_sitting(scope, case, number, f"{spec.title}: {case['title']}", **values)
    if case["track"] == case_sittings.BILLING:
        billing.lay_out(opened)
    else:
        cases.lay_out(scope, opened)
    return Started(AttemptKind.CASE, number, case["track"])
