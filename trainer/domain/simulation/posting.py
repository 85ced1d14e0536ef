"""Posting a remittance: each part goes where the biller puts it, with what follows from that."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from trainer.domain.simulation.moves import Disposition
from trainer.domain.simulation.payers import Part, PartKind, Remitted, worth_of_lines
from trainer.domain.simulation.scenario import working_day_from
from trainer.domain.simulation.state import Account, Denial, Stage
from trainer.domain.simulation.world import Encounter, Item


@dataclass(frozen=True, slots=True)
class Sorted:
    """The parts of a remittance by what was decided, in cents; `kept` and `denied` stay open."""

    contractual: int = 0
    given_up: int = 0
    share: int = 0
    misbilled: int = 0
    misbilled_agreed: int = 0
    """What of `misbilled` is contractual."""
    kept: tuple[Part, ...] = ()
    denied: tuple[Part, ...] = ()


def is_patients(part: Part, answer: Remitted, encounter: Encounter) -> bool:
    """Whether the patient owes the part: a share on which no second payer has still to answer."""
    return part.kind is PartKind.SHARE and (answer.is_second or encounter.second is None)


def proper(part: Part, answer: Remitted, encounter: Encounter) -> Disposition:
    """Where the part belongs. A denial that nothing helps against is written off."""
    if part.kind is PartKind.CONTRACT:
        return Disposition.WRITE_OFF
    if part.kind is PartKind.SHARE:
        return Disposition.PATIENT if is_patients(part, answer, encounter) else Disposition.OPEN
    is_worth_it = answer.cure is not None and answer.cure.cents > 0
    return Disposition.OPEN if is_worth_it else Disposition.WRITE_OFF


def sort_parts(answer: Remitted, decisions: tuple[Disposition, ...], encounter: Encounter) -> Sorted:
    """What the decisions make of the remittance's parts."""
    done = Sorted()
    for part, decision in zip(answer.parts, decisions, strict=True):
        match decision:
            case Disposition.WRITE_OFF if part.kind is PartKind.CONTRACT:
                done = replace(done, contractual=done.contractual + part.cents)
            case Disposition.WRITE_OFF:
                done = replace(done, given_up=done.given_up + part.cents)
            case Disposition.PATIENT if is_patients(part, answer, encounter):
                done = replace(done, share=done.share + part.cents)
            case Disposition.PATIENT:
                agreed = part.cents if part.kind is PartKind.CONTRACT else 0
                done = replace(
                    done,
                    misbilled=done.misbilled + part.cents,
                    misbilled_agreed=done.misbilled_agreed + agreed,
                )
            case _ if part.kind is PartKind.DENIED:
                done = replace(done, denied=(*done.denied, part))
            case _:
                done = replace(done, kept=(*done.kept, part))
    return done


def post(account: Account, encounter: Encounter, answer: Remitted, done: Sorted, today: date) -> Account:
    """The account after the remittance: what is settled, what stays open and what that is worth."""
    lines = tuple(sorted(place for part in done.denied for place in part.lines))
    cure = replace(account.cure, cents=0)
    if answer.cure and lines:
        cure = answer.cure
        if len(lines) < sum(len(part.lines) for part in answer.parts) and cure.cents:
            cure = replace(cure, cents=worth_of_lines(encounter, lines, answer.so_far))
    share = next((part.cents for part in done.kept if part.kind is PartKind.SHARE), 0)
    earlier = tuple(part for part in account.parts if not (answer.is_second and part.kind is PartKind.SHARE))
    earlier_worth = 0 if answer.is_second else account.kept_worth
    after = replace(
        account,
        stage=Stage.OPEN if lines or done.kept or earlier else Stage.SETTLED,
        lines=lines,
        so_far=answer.so_far if not answer.is_second else account.so_far,
        cure=cure,
        insurer_cents=account.insurer_cents + answer.payment.paid_cents,
        contractual_cents=account.contractual_cents + done.contractual,
        given_up_cents=account.given_up_cents + done.given_up,
        misbilled_agreed_cents=account.misbilled_agreed_cents + done.misbilled_agreed,
        parts=(*earlier, *done.kept),
        kept_worth=earlier_worth + (answer.share_worth if share else 0),
        inbox=None,
        denial=_denial(account, encounter, answer, done),
        first_payment=account.first_payment if answer.is_second else answer.payment,
        is_second_done=account.is_second_done or answer.is_second,
        is_posted=True,
    )
    return charge_patient(after, encounter, done.share, done.misbilled, today)


def _denial(account: Account, encounter: Encounter, answer: Remitted, done: Sorted) -> Denial | None:
    """The denial that stays open; one that the payer repeats stays appealed if it was."""
    if not done.denied:
        return None
    was_appealed = account.denial is not None and account.denial.is_appealed and answer.cure == account.cure
    return Denial(done.denied, answer.on, encounter.card(account.fields[Item.PAYER]).payer_id, was_appealed)


def charge_patient(account: Account, encounter: Encounter, share: int, misbilled: int, today: date) -> Account:
    """The patient gets a statement tonight: pays what is owed, and complains of what is not, some days later."""
    draws = encounter.draws
    if share and draws.pays_after is not None:
        pays_on = working_day_from(today + timedelta(days=draws.pays_after))
        account = replace(account, pays_on=pays_on)
    if misbilled:
        complains_on = account.complains_on or working_day_from(today + timedelta(days=draws.complains_after))
        account = replace(account, complains_on=complains_on, misbilled_by=account.touched)
    return replace(
        account, share_cents=account.share_cents + share, misbilled_cents=account.misbilled_cents + misbilled
    )
