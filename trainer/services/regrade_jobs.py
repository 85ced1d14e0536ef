"""Big regrades: done in the background, some learners at a time, each part in a transaction of its own.

How far it is and what was counted is stored with each part, so that it goes on there after whatever cuts it off, and
the counts at its end are those of one run. Run again it adds nothing.
"""

import json
from dataclasses import asdict, dataclass, replace

from trainer.db.queries import regrading as queries
from trainer.domain.exams.regrades import Mode
from trainer.domain.kernel.errors import NotFound
from trainer.services.job_work import GivesUp, Work, find_requester, queue_job
from trainer.services.regrade_preview import spans_of
from trainer.services.regrading import Applied, AppliedPart, apply_part, apply_regrade, lock_key, record_regrade
from trainer.services.scope import Scope

KIND = "regrade"
UNIT = "answers"
AT_ONCE = 2_000
"""So many graded answers are looked at while their corrector waits for the page; a regrade among more is queued."""
LEARNERS_AT_ONCE = 250


@dataclass(frozen=True, slots=True)
class Later:
    """A regrade that was queued: the number of its job, and how many answers it is about."""

    job_id: int
    answers: int


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

    def plus(self, part: AppliedPart, after: int) -> "Regraded":
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


def regrade_or_queue(scope: Scope, slug: str, mode: Mode) -> Applied | Later:
    """Regrades (see `apply_regrade`), at once or, where there is much to do, in the background.

    Raises:
        NotFound: there is no such item.
    """
    row = queries.find_current_key(scope.session, slug)
    if row is None:
        raise NotFound("item")
    counts = queries.count_latest_grades(scope.session, row["item_version_id"], row["key_fingerprint"])
    if counts["answers"] <= AT_ONCE:
        return apply_regrade(scope, slug, mode)
    if not counts["others"]:
        return Applied(0, (), counts["by_hand"], 0)
    correction = queries.find_correction(scope.session, row["item_version_id"], row["key_fingerprint"])
    assert correction is not None
    wanted = {"slug": slug, "mode": mode.value, "correction": correction["id"]}
    answers = counts["to_regrade"]
    return Later(queue_job(scope, KIND, wanted, about=f"key of {slug}", unit=UNIT, total=answers), answers)


def run_regrade(work: Work) -> None:
    """Does what a queued job names.

    Raises:
        GivesUp: there is no such item any more.
        Stopped, LeaseLost: see `Work`.
    """
    wanted = json.loads(work.payload)
    done = Regraded(**work.result)
    with work.scopes.reading() as scope:
        row = queries.find_current_key(scope.session, wanted["slug"])
        if row is None:
            raise GivesUp(f"There is no question {wanted['slug']} any more.")
        learners = queries.list_learners_with(scope.session, row["item_version_id"], done.after)
    for part in spans_of(learners, LEARNERS_AT_ONCE):
        if done.is_overtaken:
            break
        work.check()
        done = _regrade_part(work, wanted, done, part)
    _conclude(work, wanted, done)


def _regrade_part(work: Work, wanted: dict[str, object], done: Regraded, learners: queries.Span) -> Regraded:
    with work.scopes.writing() as scope:
        scope.actor = find_requester(scope, work)
        in_force = lock_key(scope, str(wanted["slug"]))
        if in_force.correction["id"] != wanted["correction"]:
            done = replace(done, is_overtaken=True)
        else:
            part = apply_part(scope, in_force, Mode(str(wanted["mode"])), learners, done.run_id)
            done = done.plus(part, learners[1])
        work.advance(scope, done=done.examined, result=asdict(done))
    return done


def _conclude(work: Work, wanted: dict[str, object], done: Regraded) -> None:
    """The audit trail names the run once, with the counts of all its parts."""
    if done.is_recorded:
        return
    with work.scopes.writing() as scope:
        scope.actor = find_requester(scope, work)
        if done.run_id is not None:
            counts = (done.graded, done.changed, done.notices)
            record_regrade(scope, str(wanted["slug"]), Mode(str(wanted["mode"])), done.run_id, counts)
        work.advance(scope, done=done.examined, total=done.examined, result=asdict(replace(done, is_recorded=True)))
