"""Words of the month on the screen: what happened, what a move does, why it is refused. Reviewed in one place."""

from collections.abc import Mapping
from datetime import date

from trainer.domain.claims.filing_limits import last_appeal_day, last_filing_day
from trainer.domain.claims.professional import Payer, Profile
from trainer.domain.simulation.moves import Disposition
from trainer.domain.simulation.payers import Part, PartKind, Rejected, Remitted, Silent
from trainer.domain.simulation.practice import AGREEMENTS, PAYERS
from trainer.domain.simulation.scenario import FIRST_DAY
from trainer.domain.simulation.state import Account, Asked, Checked, Stage
from trainer.domain.simulation.world import Argument, Card, Encounter, Item

POSTING_STANDS = "What is posted stands: a posting cannot be taken back."

SAID: Mapping[str, str] = {
    "closed": "The month is closed.",
    "unknown": "There is no such account.",
    "minutes": "There are not enough minutes left today.",
    "settled": "No payer owes anything on this account.",
    "not editable": "There is no open claim on this account that could be changed or sent.",
    "not offered": "This value cannot be chosen here.",
    "same value": "The claim says so already.",
    "with payer": "The claim is with the payer. Call if no answer comes.",
    "nothing to post": "There is no remittance to post.",
    "posted": f"There is no remittance to post. {POSTING_STANDS}",
    "one decision each": "Decide on every amount of the remittance.",
    "not denied": "Nothing on this account is denied.",
    "appealed": "This denial was appealed before. A further level takes longer than the month.",
    "no second": "There is no other insurance to bill, or the first has not answered.",
    "not second": "Nothing is open that the other insurance could pay.",
    "ended": "The other plan had ended before the visit: it has nothing to pay.",
    "nothing open": "Nothing is open with a payer on this account that is yours to move.",
    "nobody to call": "No claim is with the payer, and no denial is open.",
}

ITEM_LABELS: Mapping[Item, str] = {
    Item.PAYER: "Insurance to bill",
    Item.MEMBER_ID: "Insured's number (item 1a)",
    Item.PATIENT: "Patient (item 2)",
    Item.PLACE: "Place of service (item 24B)",
    Item.CODE: "Code of line 1 (item 24D)",
    Item.MODIFIERS: "Modifier of line 1 (item 24D)",
    Item.POINTER: "Diagnosis pointer of the last line (item 24E)",
    Item.AUTHORIZATION: "Authorization number (item 23)",
}

_PLACES = {"11": "11 office", "12": "12 home", "22": "22 hospital outpatient department"}

ARGUMENTS: Mapping[Argument, str] = {
    Argument.RECORDS: "Send the note: it shows why the service was needed.",
    Argument.SEPARATE: "Send the note: the visit was a separate service, and modifier 25 was on the claim.",
    Argument.AUTHORIZED: "The authorization was given and its number was on the claim.",
    Argument.TIMELY: "Send the clearinghouse report: the claim was received in time.",
    Argument.NOTICE: "Send the signed notice (ABN): the patient, not the practice, bears the cost.",
    Argument.GOODWILL: "Ask to reconsider: the practice acted in good faith.",
}

DISPOSITIONS: Mapping[Disposition, str] = {
    Disposition.WRITE_OFF: "Write off",
    Disposition.PATIENT: "Bill the patient",
    Disposition.OPEN: "Keep open (other insurance, correction or appeal)",
}

MOVES: Mapping[str, str] = {
    "check": "Check coverage",
    "submit": "Send the claim",
    "corrected": "Send a corrected claim",
    "reopen": "Have the clerical error reopened",
    "post": "Post the remittance",
    "secondary": "Bill the other insurance",
    "patient": "Bill the patient for what is open",
    "write-off": "Write off what is open, or void a double entry",
    "call": "Call the payer",
    "end-day": "End the day",
}

STAGES: Mapping[Stage, str] = {
    Stage.DRAFT: "To send",
    Stage.WAITING: "With the payer",
    Stage.ANSWERED: "Remittance to post",
    Stage.OPEN: "To work",
    Stage.SETTLED: "Settled with payers",
}

REASONS: Mapping[str, str] = {
    "CO-45": "above the contract's fee",
    "CO-253": "federal sequestration",
    "PR-1": "deductible",
    "PR-2": "coinsurance",
    "PR-3": "copayment",
    "PR-50": "not regarded as necessary; the patient has signed to pay",
    "PR-27": "service after the coverage ended",
    "CO-4": "modifier and code do not go together, or one is missing",
    "CO-5": "place of service does not fit the code",
    "CO-6": "code does not fit the patient's age",
    "CO-11": "diagnosis does not fit the service",
    "CO-15": "authorization number is not valid for this service",
    "CO-18": "exact duplicate",
    "OA-18": "exact duplicate",
    "CO-22": "another payer may be first",
    "CO-29": "filed too late",
    "CO-50": "not regarded as necessary by the payer",
    "CO-97": "included in the payment of another service",
    "CO-197": "authorization missing",
    "CO-B16": "conditions for a new patient are not met",
    "OA-23": "what the payer before paid and wrote off",
}


def dollars(cents: int) -> str:
    """An amount of whole cents: $1,240.50."""
    return f"${cents // 100:,}.{cents % 100:02d}"


def day_words(day: date) -> str:
    """Mon 6 Apr; with its year where that is not 2026, the year of the month."""
    year = "" if day.year == FIRST_DAY.year else f" {day.year}"
    return f"{day:%a} {day.day} {day:%b}{year}"


def value_words(encounter: Encounter, item: Item, value: str) -> str:
    """A value of an item as it is offered."""
    if item is Item.PAYER:
        return encounter.card(value).payer.name
    if item is Item.PLACE:
        return _PLACES[value]
    return value or "none"


def part_words(part: Part) -> str:
    """An amount of a remittance: its codes and what they mean."""
    meaning = "; ".join(REASONS.get(code, "see the payer's notice") for code in part.codes)
    lines = f" on line {' and '.join(str(place + 1) for place in part.lines)}" if part.lines else ""
    return f"{' + '.join(part.codes)}{lines}: {meaning}"


def did_check(encounter: Encounter, checked: Checked) -> str:
    return f"Asked {encounter.card(checked.card).payer.name} about the coverage."


def eligibility(encounter: Encounter, checked: Checked) -> tuple[str, ...]:
    """The payer's answer to a coverage check, as an eligibility answer (271) tells it."""
    card = encounter.card(checked.card)
    if checked.member_id != card.member_id:
        return (f"{card.payer.name} knows no member with the number {checked.member_id}.",)
    benefits = card.benefits
    if benefits.covered_through and encounter.on > benefits.covered_through:
        return (f"Not active on the day of service: coverage ended on {day_words(benefits.covered_through)}.",)
    left = max(0, benefits.deductible_cents - card.so_far.deductible_cents)
    lines = [
        f"Active on the day of service; the practice is in the network. {encounter.patient.name.first}"
        f" {encounter.patient.name.last} is covered as {card.relationship}.",
        f"Deductible left {dollars(left)}; coinsurance {benefits.coinsurance // 100} %;"
        f" copayment for a visit {dollars(benefits.copay_cents)}.",
    ]
    if card is encounter.second:
        lines.append(f"Other coverage on file: {encounter.first.payer.name} pays first.")
    if any(fee.needs_authorization for line in encounter.lines if (fee := card.contract.fee_of(line.code))):
        numbers = ", ".join(sorted(benefits.authorizations)) or "none on file"
        lines.append(f"This service needs authorization. Number for this date: {numbers}.")
    return tuple(lines)


def did_fix(encounter: Encounter, item: Item, value: str) -> str:
    return f"Changed on the claim: {ITEM_LABELS[item]} is now {value_words(encounter, item, value)}."


def sending(encounter: Encounter, account: Account) -> str:
    """What sending this draft or denied claim is, by its key in `MOVES`."""
    denied_by = account.denial.payer_id if account.denial else ""
    return sending_to(encounter.card(account.fields[Item.PAYER]).payer, denied_by)


def sending_to(payer: Payer, denied_by: str) -> str:
    """The key in `MOVES` of sending a claim to a payer after a denial by `denied_by` ("" for none).

    Medicare takes no replacement of a paper claim (item 22 stays blank): a clerical error is reopened. What another
    payer denied is a first claim here. Source: Medicare Claims Processing Manual, chapter 26, section 10.4; chapter 34.
    """
    if payer.payer_id != denied_by:
        return "submit"
    return "reopen" if payer.profile is Profile.MEDICARE else "corrected"


_SENT = {"submit": "Claim", "corrected": "Corrected claim", "reopen": "Request to reopen a clerical error"}
_ASKED = {Asked.SECOND: "Claim to the other insurance", Asked.APPEAL: "Appeal"}


def did_submit(encounter: Encounter, account: Account) -> str:
    """From the account as it was before."""
    payer = encounter.card(account.fields[Item.PAYER]).payer.name
    return f"{_SENT[sending(encounter, account)]} sent to {payer}."


def waits_words(encounter: Encounter, account: Account) -> str:
    """What the payer is working on; "" where nothing is with a payer."""
    waiting = account.waiting
    if waiting is None:
        return ""
    return f"{_ASKED.get(waiting.asked) or _SENT[sending(encounter, account)]} sent"


def did_post(answer: Remitted, decisions: tuple[Disposition, ...]) -> str:
    done = "; ".join(
        f"{' + '.join(part.codes)} {dollars(part.cents)}: {DISPOSITIONS[decision].lower()}"
        for part, decision in zip(answer.parts, decisions, strict=True)
    )
    return (
        f"Posted {dollars(answer.payment.paid_cents)} paid. {done}."
        if done
        else f"Posted {dollars(answer.payment.paid_cents)} paid."
    )


def did_appeal(argument: Argument) -> str:
    return f"Appeal sent. {ARGUMENTS[argument]}"


def did_bill_secondary(card: Card) -> str:
    return f"Claim with the first payer's answer sent to {card.payer.name}."


def did_bill_patient(cents: int) -> str:
    return f"Billed the patient for {dollars(cents)}."


def did_write_off(cents: int) -> str:
    return f"Wrote off {dollars(cents)}."


def heard_not_on_file(encounter: Encounter) -> str:
    last = day_words(encounter.file_by)
    return f"The payer has no such claim: it was never received. It can be sent again, until {last}."


def heard(account: Account, encounter: Encounter, today: date) -> str:
    """What the payer says on the telephone about a claim in process or a denial."""
    waiting = account.waiting
    if waiting is None:
        return heard_of_denial(account, encounter, today)
    if isinstance(waiting.answer, Rejected):
        return "The payer does not find the claim yet. It may not have passed the clearinghouse; ask again tomorrow."
    assert not isinstance(waiting.answer, Silent)
    return f"The payer is working on it. Answer to expect about {day_words(waiting.answer.on)}."


def heard_of_denial(account: Account, encounter: Encounter, today: date) -> str:
    """The payer's help desk names what it saw, and what it takes until when; it does not say what the chart says."""
    denial = account.denial
    assert denial is not None
    codes = [code for part in denial.parts for code in part.codes]
    told = [f"{code}: {_HEARD.get(code, 'see the notice')}." for code in codes]
    payer = PAYERS[denial.payer_id]
    contract = AGREEMENTS[denial.payer_id].contract
    can_correct, can_appeal = not _CORRECTED.isdisjoint(codes), not _APPEALED.isdisjoint(codes)
    if can_correct:
        what = "a clerical error is reopened" if payer.profile is Profile.MEDICARE else "a corrected claim is taken"
        last = last_filing_day(encounter.on, contract)
        told.append(_until("If there was an error on the claim, ", what, last, today))
    if can_appeal and denial.is_appealed:
        told.append(SAID["appealed"])
    elif can_appeal:
        start = "If the claim was right as it was sent, " if can_correct else ""
        told.append(_until(start, "the denial can be appealed", last_appeal_day(denial.on, contract), today))
    return f"About the denial {payer.name} says: {' '.join(told)}"


def _until(start: str, what: str, last: date, today: date) -> str:
    said = f"{start}{what} until {day_words(last)}{', and that day has passed' if last < today else ''}."
    return said[0].upper() + said[1:]


_CORRECTED = frozenset({"CO-4", "CO-5", "CO-6", "CO-11", "CO-15", "CO-97", "CO-197", "CO-B16"})
"""Denials that an error on the claim can have brought about."""
_APPEALED = frozenset({"CO-50", "CO-97", "CO-197"})
"""Denials that a right claim can meet with, or that only an appeal helps against."""
_HEARD: Mapping[str, str] = {
    "CO-4": "the modifier sent does not belong to the code",
    "CO-5": "the code belongs to another place than the one on the claim",
    "CO-6": "the patient named on the claim is too old for the code",
    "CO-11": "the line points to a diagnosis that does not call for it",
    "CO-15": "the number on the claim is not the one that was given for this service",
    "OA-18": "the same service was billed on another account of the practice",
    "CO-22": "by our files another plan pays first; bill it, and then send us its answer",
    "CO-29": "the claim came after the last day to file; nothing can be done",
    "CO-50": "the reviewer saw no reason for the service in what was sent",
    "CO-97": "the visit is taken as part of the procedure of that day",
    "CO-197": "we see no authorization with the claim",
    "CO-B16": "we have paid your group for a visit of this patient within three years",
    "PR-27": "the member had left the plan; a newer card may be in your file: bill that plan",
}


def rejected() -> str:
    return "Rejected before the payer took it in: no member with this number. It does not count as filed."


def remitted(answer: Remitted) -> str:
    is_denied = any(part.kind is PartKind.DENIED for part in answer.parts)
    return f"Remittance: {dollars(answer.payment.paid_cents)} paid{', with a denial' if is_denied else ''}."


def upheld() -> str:
    return "The appeal was turned down: the denial stands."


def patient_paid(cents: int) -> str:
    return f"The patient paid {dollars(cents)}."


def complained(cents: int) -> str:
    return (
        f"The patient complains of a bill over {dollars(cents)} that is not owed."
        " The manager apologized and wrote the amount off."
    )


def arrived(encounter: Encounter) -> str:
    return f"New on the desk: visit of {day_words(encounter.on)}."
