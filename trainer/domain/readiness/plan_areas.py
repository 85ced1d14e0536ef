"""Which area each session of practice goes to."""

from collections.abc import Sequence
from dataclasses import dataclass

from trainer.domain.readiness.plan_values import AreaState

PRIOR_ANSWERS = 8
"""An area's share of right answers counts as if so many answers of the average were added: three right are no proof."""

UNKNOWN_SHARE = 0.5
"""The average of somebody who has answered nothing: between guessing and the pass mark."""

LEAST_MISSING = 0.05
"""Nobody is so good in an area that nothing is to be gained there."""


@dataclass(frozen=True, slots=True)
class Session:
    """Practice of one area in one go."""

    area: AreaState
    questions: int


@dataclass(slots=True)
class _Account:
    area: AreaState
    gain: float
    left: int
    sessions: int = 0


def askable(areas: Sequence[AreaState]) -> tuple[AreaState, ...]:
    """The areas that are in the exam and have questions to ask."""
    return tuple(area for area in areas if area.questions > 0 and area.available > 0)


def expected_gains(areas: Sequence[AreaState]) -> tuple[float, ...]:
    """Exam points that each area still holds: its questions × the share not yet right.

    The share is drawn to the average of all areas (weighted by the blueprint) by `PRIOR_ANSWERS`; an area without
    answers counts as average.
    """
    known = [(area.questions, area.share_right) for area in areas if area.share_right is not None]
    weight = sum(questions for questions, _ in known)
    average = sum(questions * share for questions, share in known) / weight if weight else UNKNOWN_SHARE
    gains = []
    for area in areas:
        seen, share = (area.seen, area.share_right) if area.share_right is not None else (0, average)
        expected = (share * seen + average * PRIOR_ANSWERS) / (seen + PRIOR_ANSWERS)
        gains.append(area.questions * max(1 - expected, LEAST_MISSING))
    return tuple(gains)


def deal(areas: Sequence[AreaState], sessions: int, questions: int) -> tuple[Session, ...]:
    """So many sessions of so many questions, fewer when the areas have no more questions.

    Each goes to the area with the greatest gain / (its sessions + 1), the method of D'Hondt: shares in proportion to
    the gain, and after any number of sessions a better area has no more than a worse one of equal weight. When as
    many sessions are left as areas without one, those come first. Ties go to the lower share, then by the blueprint.
    """
    gains = expected_gains(areas)
    possible = askable(areas)
    accounts = [
        _Account(area, gain, area.available) for area, gain in zip(areas, gains, strict=True) if area in possible
    ]
    dealt: list[Session] = []
    while len(dealt) < sessions:
        open_accounts = [account for account in accounts if account.left > 0]
        untouched = [account for account in open_accounts if account.sessions == 0]
        candidates = untouched if untouched and sessions - len(dealt) <= len(untouched) else open_accounts
        if not candidates:
            break
        chosen = min(candidates, key=_urgency)
        taken = min(questions, chosen.left)
        chosen.left -= taken
        chosen.sessions += 1
        dealt.append(Session(chosen.area, taken))
    return tuple(dealt)


def _urgency(account: _Account) -> tuple[float, float]:
    share = account.area.share_right
    return -account.gain / (account.sessions + 1), UNKNOWN_SHARE if share is None else share
