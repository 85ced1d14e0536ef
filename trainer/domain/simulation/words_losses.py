"""Words of lost money: for each loss a sentence of what was done, and one of what would have been right."""

from trainer.domain.simulation.moves import AccountMove, Appeal, BillPatient, Post, Submit
from trainer.domain.simulation.payers import Part, PartKind, Remitted, Silent, Upheld, right_fields
from trainer.domain.simulation.posting import proper
from trainer.domain.simulation.state import Account, Stage, Waiting
from trainer.domain.simulation.words import (
    ARGUMENTS,
    DISPOSITIONS,
    ITEM_LABELS,
    MOVES,
    day_words,
    dollars,
    sending_to,
    value_words,
)
from trainer.domain.simulation.world import Encounter, Item
from trainer.domain.simulation.worth import is_own_error


def given_away(move: AccountMove, before: Account, encounter: Encounter) -> tuple[str, str]:
    """What this move did, and what was right, from the account as it was before."""
    match move:
        case Submit() if before.cure.argument:
            done = "A claim was sent where only an appeal helps; its answer comes after the last day to appeal."
            return done, _cure(before, encounter)
        case Submit():
            return "The claim was sent with an error that can no longer be mended in full.", _fields(before, encounter)
        case Post(_, decisions) if before.inbox:
            wrong = [
                (part, decision)
                for part, decision in zip(before.inbox.parts, decisions, strict=True)
                if part.kind is not PartKind.CONTRACT and decision is not proper(part, before.inbox, encounter)
            ]
            done = "; ".join(
                f"{' + '.join(part.codes)} {dollars(part.cents)}: {DISPOSITIONS[verb].lower()}" for part, verb in wrong
            )
            return f"Posted {done}.", _posting(before, before.inbox, wrong[0][0], encounter)
        case Appeal(_, argument):
            return f"Appealed with: {ARGUMENTS[argument]}", _cure(before, encounter)
        case BillPatient():
            return "Billed the patient for money that a payer owes.", _cure(before, encounter)
        case _:
            return "Wrote off what could still be collected.", _cure(before, encounter)


def overdue(account: Account, encounter: Encounter) -> tuple[str, str]:
    """A deadline passed: what stood still, and what should have been done in time."""
    if account.cure.argument or (account.inbox and account.inbox.cure and account.inbox.cure.argument):
        return "The last day to appeal passed.", _cure(account, encounter)
    last = day_words(encounter.file_by)
    if account.stage is Stage.WAITING:
        return f"The last day to file, {last}, passed; the claim had never reached the payer.", _SILENT
    return f"The last day to file, {last}, passed.", f"Send a right claim by {last}. {_fields(account, encounter)}"


def left(account: Account, encounter: Encounter) -> tuple[str, str]:
    """What lay untouched, or was sent with an error, when the month closed."""
    if account.waiting is not None:
        return _on_its_way(account, account.waiting, encounter)
    if account.inbox is not None:
        return "A remittance was in the inbox and not posted in full.", _post_all(account, account.inbox, encounter)
    if account.stage is Stage.DRAFT:
        return "The claim was not sent.", f"{_sending(encounter, '')} {_fields(account, encounter)}"
    if account.lines:
        return "A denial was left unworked.", _cure(account, encounter)
    return "An amount was kept open and not followed up.", _kept(account, encounter)


_SILENT = "Call when a payer does not answer within some weeks, and send the claim again."


def _on_its_way(account: Account, waiting: Waiting, encounter: Encounter) -> tuple[str, str]:
    match waiting.answer:
        case Silent():
            return "The payer does not have the claim, and nobody asked.", _SILENT
        case Upheld():
            return "An appeal is on its way that will be turned down.", _cure(account, encounter)
        case answer if is_own_error(answer):
            return "The claim is on its way with an error: it will come back.", _fields(account, encounter)
        case _:
            return "An amount was kept open and not followed up.", _kept(account, encounter)


def _fields(account: Account, encounter: Encounter) -> str:
    """The items that are not right, with the right values."""
    right = right_fields(encounter) or {}
    wrong = [item for item, value in right.items() if account.fields[item] != value]
    if not wrong:
        return "The claim is right as it stands."
    told = "; ".join(f"{ITEM_LABELS[item]}: {value_words(encounter, item, right[item])}" for item in wrong)
    return f"Right on the claim: {told}."


def _posting(account: Account, answer: Remitted, part: Part, encounter: Encounter) -> str:
    if part.kind is PartKind.SHARE:
        return _share(answer, encounter)
    return _of_denial(account, answer, encounter)


def _post_all(account: Account, answer: Remitted, encounter: Encounter) -> str:
    kinds = {part.kind for part in answer.parts}
    told = [_share(answer, encounter)] if PartKind.SHARE in kinds else []
    if PartKind.DENIED in kinds:
        told.append(_of_denial(account, answer, encounter))
    return " ".join(told)


def _share(answer: Remitted, encounter: Encounter) -> str:
    if encounter.second and not answer.is_second:
        return f"The patient's share goes to {encounter.second.payer.name} first: keep it open and bill it."
    return "The patient owes this share: bill the patient."


def _of_denial(account: Account, answer: Remitted, encounter: Encounter) -> str:
    argument = answer.cure.argument if answer.cure else None
    if argument:
        return f"Keep the denial open and appeal. {ARGUMENTS[argument]}"
    sending = _sending(encounter, encounter.card(account.fields[Item.PAYER]).payer_id)
    return f"Keep the denial open and {sending[0].lower()}{sending[1:]}"


def _cure(account: Account, encounter: Encounter) -> str:
    if account.inbox:
        return _of_denial(account, account.inbox, encounter)
    if account.cure.argument:
        return f"Appeal by {day_words(account.cure.by)}. {ARGUMENTS[account.cure.argument]}"
    if account.lines:
        denied_by = account.denial.payer_id if account.denial else ""
        return f"{_sending(encounter, denied_by)} {_fields(account, encounter)}"
    return _kept(account, encounter)


def _sending(encounter: Encounter, denied_by: str) -> str:
    """What to send to the payer that is to pay first, after a denial by `denied_by`, and until when."""
    payer = encounter.first.payer
    kind = sending_to(payer, denied_by)
    whom = f" to {payer.name}" if kind == "submit" else ""
    return f"{MOVES[kind]}{whom} by {day_words(encounter.file_by)}."


def _kept(account: Account, encounter: Encounter) -> str:
    if encounter.second and not account.is_second_done:
        return f"Bill {encounter.second.payer.name} with the first payer's answer."
    return "Bill the patient for the share."
