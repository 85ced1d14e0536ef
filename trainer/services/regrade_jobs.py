"""Big regrades: done in the background, some learners at a time, each part in a transaction of its own.

A job is about the version whose key was corrected, whatever is published meanwhile. How far it is and what was counted
is stored with each part, so that it goes on there after whatever cuts it off, and the counts at its end are those of
one run. Run again it adds nothing.
"""

import json
from dataclasses import asdict, dataclass, replace
from typing import Any

from trainer.db.queries.regrading import Span
from trainer.domain.exams.regrades import Mode
from trainer.domain.kernel.errors import NotFound
from trainer.services.case_regrading import CASES
from trainer.services.codes import NoCodeBook
from trainer.services.job_work import GivesUp, ServiceAway, Work, find_requester, queue_job
from trainer.services.regrade_preview import spans_of
from trainer.services.regrade_runs import Applied, AppliedPart, Line_co, Regrading
from trainer.services.regrading import ITEMS
from trainer.services.scope import Scope

KIND, CASE_KIND = "regrade", "case_regrade"
REGRADINGS: dict[str, Regrading[object]] = {KIND: ITEMS, CASE_KIND: CASES}
LEARNERS_AT_ONCE = 250


@dataclass(frozen=True, slots=True)
class Later:
    """A regrade that was queued: the number of its job, and how many answers or submissions it is about."""

    job_id: int
    number: int


@dataclass(frozen=True, slots=True)
class Regraded:
    """What a queued regrade has done so far: everybody up to the learner `after` is done with.

    `examined` counts answers that another key had graded, `told` learners. `is_overtaken`: the key was corrected again
    meanwhile, and what was left is graded by that one.
    """

    after: int = 0
    run_id: int | None = None
    examined: int = 0
    graded: int = 0
    changed: int = 0
    by_hand: int = 0
    told: int = 0
    notices: int = 0
    is_overtaken: bool = False
    is_recorded: bool = False

    def plus(self, part: AppliedPart[object], after: int) -> "Regraded":
        """With another part, at the end of which `after` is the last learner."""
        return replace(
            self,
            after=after,
            run_id=part.run_id,
            examined=self.examined + part.graded + part.left,
            graded=self.graded + part.graded,
            changed=self.changed + len(part.lines),
            by_hand=self.by_hand + part.by_hand,
            told=self.told + part.told,
            notices=self.notices + part.messages,
        )


def regrade_or_queue(scope: Scope, regrading: Regrading[Line_co], slug: str, mode: Mode) -> Applied[Line_co] | Later:
    """Grades anew by the key in force, at once or, where there is much to do, in the background.

    Raises:
        NotFound: there is no such question or case.
        NoCodeBook: a claim cannot be graded without one.
    """
    row = regrading.find_key(scope, slug)
    counts = regrading.count_latest_grades(scope, row)
    if counts["answers"] <= regrading.at_once:
        return regrading.apply(scope, slug, mode)
    if not counts["others"]:
        return Applied(0, (), counts["by_hand"], 0)
    wanted = {
        "slug": slug,
        "version": regrading.version_of(row),
        "mode": mode.value,
        "correction": regrading.find_correction(scope, row)["id"],
    }
    kind = next(kind for kind, each in REGRADINGS.items() if each is regrading)
    number = counts["to_regrade"]
    return Later(queue_job(scope, kind, wanted, about=f"key of {slug}", unit=regrading.unit, total=number), number)


def run_regrade(work: Work) -> None:
    """Does what a queued job names.

    Raises:
        GivesUp: there is no such question or case any more.
        ServiceAway: there is no code book at the moment.
        Stopped, LeaseLost: see `Work`.
    """
    wanted, regrading = json.loads(work.payload), REGRADINGS[work.kind]
    done = Regraded(**work.result)
    with work.scopes.reading() as scope:
        try:
            row = regrading.find_key(scope, wanted["slug"], wanted.get("version"))
            learners = regrading.learners_with(scope, row, done.after)
        except NotFound as error:
            raise GivesUp(f"There is no question or case {wanted['slug']} any more.") from error
    for part in spans_of(learners, LEARNERS_AT_ONCE):
        if done.is_overtaken:
            break
        work.check()
        try:
            done = _regrade_part(work, wanted, done, part)
        except NoCodeBook as error:
            raise ServiceAway("There is no code book to grade with. Build it: trainer codes build") from error
    _conclude(work, wanted, done)


def _regrade_part(work: Work, wanted: dict[str, Any], done: Regraded, learners: Span) -> Regraded:
    regrading = REGRADINGS[work.kind]
    with work.scopes.writing() as scope:
        scope.actor = find_requester(scope, work)
        in_force = regrading.lock_key(scope, wanted["slug"], wanted.get("version"))
        if in_force.correction["id"] != wanted["correction"]:
            done = replace(done, is_overtaken=True)
        else:
            part = regrading.apply_part(scope, in_force, Mode(wanted["mode"]), learners, done.run_id)
            done = done.plus(part, learners[1])
        work.advance(scope, done=done.examined, result=asdict(done))
    return done


def _conclude(work: Work, wanted: dict[str, Any], done: Regraded) -> None:
    """The audit trail names the run once, with the counts of all its parts."""
    if done.is_recorded:
        return
    with work.scopes.writing() as scope:
        scope.actor = find_requester(scope, work)
        if done.run_id is not None:
            counts = (done.graded, done.changed, done.notices)
            REGRADINGS[work.kind].record(scope, wanted["slug"], Mode(wanted["mode"]), done.run_id, counts)
        work.advance(scope, done=done.examined, total=done.examined, result=asdict(replace(done, is_recorded=True)))
