"""What an account can still bring if everything is done right from now on: its worth, of which losses are the fall.

Worth counts cents of insurers and patients, received or to come, without regard to working minutes. A right move and
a passing day leave it as it is; so what a move or a day takes from it is exactly what that move or day lost.
"""

from datetime import date
from typing import assert_never

from trainer.domain.simulation.payers import Answer, Rejected, Remitted, Silent, Upheld
from trainer.domain.simulation.state import Account, Asked, Stage, Waiting


def worth(account: Account, today: date) -> int:
    """The most that the account brings in all, seen from this day."""
    settled = account.insurer_cents + account.share_cents
    match account.stage:
        case Stage.DRAFT | Stage.OPEN:
            return settled + account.cure.worth(today) + account.kept_worth
        case Stage.WAITING:
            assert account.waiting is not None
            kept = 0 if account.waiting.asked is Asked.SECOND else account.kept_worth
            return settled + kept + _coming(account, account.waiting, today)
        case Stage.ANSWERED:
            assert account.inbox is not None
            kept = 0 if account.inbox.is_second else account.kept_worth
            return settled + kept + _of_remittance(account.inbox, today)
        case Stage.SETTLED:
            return settled
        case unreachable:
            assert_never(unreachable)


def resting(account: Account) -> int:
    """What the account brings if nobody touches it any more: payments that are right and on their way count."""
    settled = account.insurer_cents + account.share_cents
    match account.stage:
        case Stage.WAITING:
            assert account.waiting is not None
            return settled + _resting_answer(account.waiting)
        case Stage.ANSWERED:
            assert account.inbox is not None
            return settled + account.inbox.payment.paid_cents
        case _:
            return settled


def _coming(account: Account, waiting: Waiting, today: date) -> int:
    answer = waiting.answer
    match answer:
        case Rejected():
            return account.cure.worth(answer.on)
        case Remitted():
            return _of_remittance(answer, answer.on)
        case Upheld():
            return 0 if account.cure.argument else account.cure.worth(answer.on)
        case Silent():
            return account.cure.worth(today)
        case unreachable:
            assert_never(unreachable)


def _of_remittance(answer: Remitted, day: date) -> int:
    denied = answer.cure.worth(day) if answer.cure else 0
    return answer.payment.paid_cents + answer.share_worth + denied


def is_own_error(answer: Answer) -> bool:
    """Whether a claim comes back for an error of the practice: rejected, or denied without reason to appeal."""
    return isinstance(answer, Rejected) or (
        isinstance(answer, Remitted) and answer.cure is not None and answer.cure.argument is None
    )


def _resting_answer(waiting: Waiting) -> int:
    """A right claim and a good appeal may rest; a claim with an error, or never received, brings nothing by itself."""
    answer = waiting.answer
    if not isinstance(answer, Remitted):
        return 0
    coming = _of_remittance(answer, answer.on)
    return coming - answer.cure.worth(answer.on) if is_own_error(answer) and answer.cure else coming
