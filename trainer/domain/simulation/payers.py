"""The payers' side of the month: what comes back for a claim as it was sent, and what a right claim is worth.

Prices, deadlines and coverage come from `adjudicate`; the edits before it (place, pointer, modifier, new patient) are
those that the contracts of this simulation name in their denial codes. Worth counts payers' and patients' money.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from trainer.domain.claims.adjudication import Member, adjudicate
from trainer.domain.claims.contracts import Accumulators
from trainer.domain.claims.filing_limits import last_appeal_day, last_filing_day
from trainer.domain.claims.professional import Coverage, ProfessionalClaim, Sequence, ServiceLine
from trainer.domain.claims.remittance import Adjustment, ClaimPayment, Group, ServicePayment
from trainer.domain.simulation.practice import CHARGES, PRACTICE
from trainer.domain.simulation.scenario import Trouble, working_day_from
from trainer.domain.simulation.world import Argument, Card, Encounter, Item, Turn

Fields = Mapping[Item, str]
Edits = dict[int, tuple[Group, str]]
"""Denied lines by their place from 0: who bears it, and the reason (CARC)."""

_AGREED = frozenset({"45", "253", "23", "59"})
_SHARES = frozenset({"1", "2", "3", "50"})
"""What the patient owes under PR: deductible, coinsurance, copayment, and what a signed notice (ABN) leaves to him."""


class PartKind(StrEnum):
    """What an amount of a remittance is: agreed in the contract, the patient's share, or a denial."""

    CONTRACT = "contract"
    SHARE = "share"
    DENIED = "denied"


@dataclass(frozen=True, slots=True)
class Part:
    """An amount to post. `codes` as printed (`CO-45`); `lines` are places from 0, for a denial only."""

    kind: PartKind
    codes: tuple[str, ...]
    cents: int
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Rejected:
    """Never received: the payer's front end knows no such member and sends the claim back."""

    on: date


@dataclass(frozen=True, slots=True)
class Cure:
    """Hidden: what brings a denied part back. `argument` None: a corrected claim; `by` is then the filing limit.

    `cents` is what comes of it, 0 where nothing does.
    """

    argument: Argument | None
    by: date
    cents: int

    def worth(self, today: date) -> int:
        return self.cents if today <= self.by else 0


@dataclass(frozen=True, slots=True)
class Remitted:
    """An answer with its remittance. `so_far` is what the member has paid after it."""

    on: date
    payment: ClaimPayment
    parts: tuple[Part, ...]
    so_far: Accumulators
    share_worth: int
    """What the patient's share brings, with what a second payer does about it."""
    cure: Cure | None = None
    is_second: bool = False


@dataclass(frozen=True, slots=True)
class Upheld:
    """An appeal that changes nothing."""

    on: date


@dataclass(frozen=True, slots=True)
class Silent:
    """Nothing will ever come: the payer does not have the claim."""


Answer = Rejected | Remitted | Upheld | Silent


@dataclass(frozen=True, slots=True)
class Sent:
    """A claim on its way: its items, the lines that it is about, the member's payments before it."""

    fields: Fields
    lines: tuple[int, ...]
    so_far: Accumulators
    on: date
    answered_on: date
    cure: Cure | None = None
    """The cure of an earlier denial: one that calls for an appeal stands until then."""
    is_copy: bool = False


def drafted_fields(encounter: Encounter) -> dict[Item, str]:
    return {offer.item: offer.drafted for offer in encounter.offers}


def right_fields(encounter: Encounter) -> dict[Item, str] | None:
    """The items of a right claim; None where there is none, because the service was never authorized."""
    if not all(offer.right for offer in encounter.offers):
        return None
    return {offer.item: min(offer.right) for offer in encounter.offers}


def is_right(encounter: Encounter, fields: Fields) -> bool:
    """Whether a claim with these items has no error of the practice."""
    return all(fields[offer.item] in offer.right for offer in encounter.offers)


def make_claim(encounter: Encounter, fields: Fields, lines: tuple[int, ...]) -> ProfessionalClaim:
    """The claim with these lines, as it goes to the card's payer."""
    card = encounter.card(fields[Item.PAYER])
    is_other = Item.PATIENT in fields and fields[Item.PATIENT] not in _right_values(encounter, Item.PATIENT)
    return ProfessionalClaim(
        encounter.id,
        Coverage(card.payer, Sequence.PRIMARY, card.relationship, card.insured, fields[Item.MEMBER_ID]),
        card.insured if is_other else encounter.patient,
        PRACTICE,
        tuple(code for code, _ in encounter.diagnoses),
        tuple(service_lines(encounter, fields)[place] for place in lines),
        rendering=encounter.doctor,
        prior_authorization=fields.get(Item.AUTHORIZATION, ""),
        signed_on=encounter.on,
    )


def service_lines(encounter: Encounter, fields: Fields) -> tuple[ServiceLine, ...]:
    """All lines with the items filled in; a charge follows its code."""
    lines = [replace(line, place_of_service=fields[Item.PLACE]) for line in encounter.lines]
    code = fields.get(Item.CODE, lines[0].code)
    lines[0] = replace(lines[0], code=code, charge_cents=CHARGES[code], modifiers=tuple(fields[Item.MODIFIERS].split()))
    if Item.POINTER in fields:
        lines[-1] = replace(lines[-1], pointers=("AB".index(fields[Item.POINTER]),))
    return tuple(lines)


def answer(encounter: Encounter, sent: Sent) -> Rejected | Remitted:
    """What comes back for the claim, on the day that `sent` names; a rejection on the next working day."""
    card = encounter.card(sent.fields[Item.PAYER])
    if sent.fields[Item.MEMBER_ID] != card.member_id:
        return Rejected(working_day_from(sent.on + timedelta(days=1)))
    denied = _denied(encounter, card, sent)
    payment, after = _pay(encounter, card, sent, denied)
    so_far = after if card.turn is Turn.FIRST else sent.so_far
    lines = tuple(sorted(place for part in parts_of(payment) for place in part.lines))
    cure = _cure(encounter, sent, lines, so_far) if lines else None
    return _remitted(encounter, sent.answered_on, payment, so_far, cure)


def _remitted(
    encounter: Encounter, on: date, payment: ClaimPayment, so_far: Accumulators, cure: Cure | None = None
) -> Remitted:
    parts = parts_of(payment)
    share = sum(part.cents for part in parts if part.kind is PartKind.SHARE)
    if share and encounter.second:
        share = worth_of_second(encounter, payment)
    return Remitted(on, payment, parts, so_far, share, cure)


def answer_of_appeal(encounter: Encounter, sent: Sent, argument: Argument) -> Remitted | Upheld:
    """Paid like a right claim where the argument meets the reason, upheld otherwise."""
    fields = right_fields(encounter)
    cure = sent.cure
    if fields is None or cure is None or cure.argument is not argument or not cure.worth(sent.on):
        return Upheld(sent.answered_on)
    return replace(_right_answer(encounter, fields, sent.lines, sent.so_far), on=sent.answered_on)


def answer_of_second(encounter: Encounter, first: ClaimPayment, card: Card, on: date, answered_on: date) -> Remitted:
    """What the other card's payer makes of the claim after the first one's answer."""
    fields = right_fields(encounter) or drafted_fields(encounter)
    claim = make_claim(encounter, fields, tuple(range(len(encounter.lines))))
    ours = Coverage(card.payer, Sequence.SECONDARY, card.relationship, card.insured, card.member_id)
    theirs = replace(claim.coverage, paid_cents=first.paid_cents)
    claim = replace(claim, coverage=ours, others=(theirs,))
    member = Member(card.benefits, card.so_far, prior=(first,), pays_after=(theirs.payer.payer_id,))
    payment = adjudicate(claim, card.contract, member, on).payment
    parts = _parts_of_second(payment)
    share = sum(part.cents for part in parts if part.kind is PartKind.SHARE)
    return Remitted(answered_on, payment, parts, card.so_far, share, is_second=True)


def worth_of_second(encounter: Encounter, first: ClaimPayment) -> int:
    """What the second payer and then the patient pay after the first payer's answer."""
    card = encounter.second
    assert card is not None
    answered = answer_of_second(encounter, first, card, encounter.on, encounter.on)
    return answered.payment.paid_cents + answered.share_worth


def worth_of_lines(encounter: Encounter, lines: tuple[int, ...], so_far: Accumulators) -> int:
    """What a right claim of these lines brings from all payers and the patient."""
    fields = right_fields(encounter)
    if fields is None:
        return 0
    answered = _right_answer(encounter, fields, lines, so_far)
    return answered.payment.paid_cents + answered.share_worth


def _right_values(encounter: Encounter, item: Item) -> frozenset[str]:
    offer = encounter.offer(item)
    return offer.right if offer else frozenset()


def _right_answer(encounter: Encounter, fields: Fields, lines: tuple[int, ...], so_far: Accumulators) -> Remitted:
    """The answer to a right claim filed in time, with no error of the payer."""
    sent = Sent(fields, lines, so_far, encounter.on, encounter.on)
    denied = {place: edit for place, edit in _edits(encounter, sent).items() if place in lines}
    return _remitted(encounter, encounter.on, *_pay(encounter, encounter.first, sent, denied))


def _denied(encounter: Encounter, card: Card, sent: Sent) -> Edits:
    """The lines that are denied before `adjudicate` sees the claim; it finds the wrong payer, the late and the copy."""
    error = encounter.payer_error
    is_ours = card.turn is Turn.FIRST and sent.on <= last_filing_day(encounter.on, card.contract)
    if sent.is_copy:
        return dict.fromkeys(sent.lines, (Group.OTHER, "18"))
    if sent.cure and sent.cure.argument:
        reason = error.reason if error and sent.cure.argument is not Argument.NOTICE else "50"
        return dict.fromkeys(sent.lines, (Group.CONTRACTUAL, reason))
    if not is_ours:
        return {}
    if error and is_right(encounter, sent.fields):
        return {place: (Group.CONTRACTUAL, error.reason) for place in error.lines if place in sent.lines}
    return {place: edit for place, edit in _edits(encounter, sent).items() if place in sent.lines}


def _edits(encounter: Encounter, sent: Sent) -> Edits:
    """What an item that is not right does to the lines; a notice (ABN) decides who bears its service."""
    wrong = {offer.item for offer in encounter.offers if sent.fields[offer.item] not in offer.right}
    co = Group.CONTRACTUAL
    whole = range(len(encounter.lines))
    if Trouble.NOTICE in encounter.troubles:
        return dict.fromkeys(whole, (co if Item.MODIFIERS in wrong else Group.PATIENT, "50"))
    if Item.PATIENT in wrong:
        return dict.fromkeys(whole, (co, "6"))
    if Item.PLACE in wrong:
        return dict.fromkeys(whole, (co, "5"))
    edits: Edits = {}
    if Item.CODE in wrong and sent.fields[Item.CODE] == "99203":
        edits[0] = (co, "B16")
    if Item.MODIFIERS in wrong:
        is_bundled = not sent.fields[Item.MODIFIERS] and len(encounter.lines) > 1
        edits[0] = (co, "97" if is_bundled else "4")
    if Item.POINTER in wrong:
        edits[len(encounter.lines) - 1] = (co, "11")
    return edits


def _pay(encounter: Encounter, card: Card, sent: Sent, denied: Edits) -> tuple[ClaimPayment, Accumulators]:
    """The remittance of the lines sent: the denied ones as the edits say, the others adjudicated."""
    open_lines = tuple(place for place in sent.lines if place not in denied)
    everything = service_lines(encounter, sent.fields)
    so_far = sent.so_far if card.turn is Turn.FIRST else card.so_far
    others = tuple(other for other in encounter.cards if other.turn is Turn.FIRST and card.turn is Turn.SECOND)
    member = Member(card.benefits, so_far, pays_after=tuple(other.payer_id for other in others))
    done = adjudicate(make_claim(encounter, sent.fields, open_lines), card.contract, member, sent.on)
    paid = dict(zip(open_lines, done.payment.lines, strict=True))
    for place, (group, reason) in denied.items():
        line = everything[place]
        adjustments = (Adjustment(group, reason, line.charge_cents),)
        paid[place] = ServicePayment(line.code, line.on, line.charge_cents, 0, adjustments, line.modifiers)
    lines = tuple(replace(paid[place], line_number=place + 1) for place in sent.lines)
    theirs = sum(each.cents for line in lines for each in line.adjustments if each.group is Group.PATIENT)
    payment = replace(
        done.payment,
        billed_cents=sum(line.billed_cents for line in lines),
        patient_cents=theirs,
        lines=lines,
    )
    return payment, done.so_far_after


def _cure(encounter: Encounter, sent: Sent, lines: tuple[int, ...], so_far: Accumulators) -> Cure:
    """What helps against the denial of these lines: the appeal that it calls for, or else a corrected claim."""
    if sent.cure and sent.cure.argument:
        return sent.cure
    worth = 0 if sent.is_copy else worth_of_lines(encounter, lines, so_far)
    error = encounter.payer_error
    argument = None
    card = encounter.card(sent.fields[Item.PAYER])
    is_in_time = sent.on <= last_filing_day(encounter.on, card.contract)
    if card.turn is Turn.FIRST and is_in_time and not sent.is_copy:
        if error and is_right(encounter, sent.fields):
            argument = error.argument
        elif Trouble.NOTICE in encounter.troubles:
            argument = Argument.NOTICE
    by = last_appeal_day(sent.answered_on, card.contract) if argument else encounter.file_by
    return Cure(argument, by, worth)


def parts_of(payment: ClaimPayment) -> tuple[Part, ...]:
    """The amounts to post: what is agreed, what the patient owes, and each denial by its code; without zeros."""
    sums: dict[tuple[PartKind, tuple[str, ...]], int] = {}
    lines: dict[tuple[PartKind, tuple[str, ...]], tuple[int, ...]] = {}
    codes: dict[PartKind, tuple[str, ...]] = {}
    everything = [(line.line_number - 1, each) for line in payment.lines for each in line.adjustments]
    for _, each in everything:
        kind = kind_of(each)
        code = f"{each.group}-{each.reason}"
        if kind is not PartKind.DENIED and code not in codes.setdefault(kind, ()):
            codes[kind] = (*codes[kind], code)
    for place, each in everything:
        kind = kind_of(each)
        key = (kind, codes.get(kind, (f"{each.group}-{each.reason}",)))
        sums[key] = sums.get(key, 0) + each.cents
        lines[key] = (*lines.get(key, ()), place) if kind is PartKind.DENIED else ()
    return tuple(Part(kind, names, cents, lines[kind, names]) for (kind, names), cents in sums.items())


def kind_of(adjustment: Adjustment) -> PartKind:
    """Whether an adjustment is agreed, the patient's, or a denial. CO-50 and PR-27 are denials, PR-50 is a share."""
    if adjustment.group is Group.PATIENT:
        return PartKind.SHARE if adjustment.reason in _SHARES else PartKind.DENIED
    return PartKind.CONTRACT if adjustment.reason in _AGREED else PartKind.DENIED


def _parts_of_second(payment: ClaimPayment) -> tuple[Part, ...]:
    """OA-23 repeats the first payer's doing and is not posted again; what the second leaves is the patient's."""
    everything = [each for line in payment.lines for each in line.adjustments if each.reason != "23"]
    found = []
    for kind, is_share in ((PartKind.CONTRACT, False), (PartKind.SHARE, True)):
        chosen = [each for each in everything if (each.group is Group.PATIENT) is is_share]
        codes = tuple(dict.fromkeys(f"{each.group}-{each.reason}" for each in chosen))
        if chosen:
            found.append(Part(kind, codes, sum(each.cents for each in chosen)))
    return tuple(found)
