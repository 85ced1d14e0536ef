"""A remittance posted: every line's payment, write-off, patient share and denial as entries of the ledger."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from trainer.domain.claims.ledger import (
    PAYERS,
    Account,
    Denial,
    Entry,
    EntryKind,
    Ledger,
    Owner,
    Posting,
    Unapplied,
    already_posted,
    turn_owner,
)
from trainer.domain.claims.reason_codes import Disposition, disposition
from trainer.domain.claims.remittance import (
    REVERSAL,
    Adjustment,
    ClaimPayment,
    Group,
    Remittance,
    imbalances,
    line_numbers,
    turn_of_status,
)
from trainer.domain.kernel.errors import Refused

UNIDENTIFIED = "unidentified"
"""Why money is unapplied whose claim names an account that the practice does not have."""
PREDETERMINATION = "25"


def post(remittance: Remittance, ledger: Ledger) -> Posting:
    """What the remittance changes in the ledger, claim by claim, line by line; `Ledger.with_posting` enters it.

    The patient's share goes to the next payer while there is one. A denied amount stays with the payer (see
    `reason_codes.disposition`). A predetermination pays nothing and is passed over. What belongs to no account (PLB,
    unknown account numbers) is unapplied: payment = payments posted + unapplied.

    Raises:
        Conflict: a remittance of this payer with this trace number has been posted.
        Refused: its sums do not hold, or a claim numbers some of its lines and not others; `field` names where.
    """
    payer = remittance.payer.identifier or remittance.payer.name
    key = (payer, remittance.number)
    if key in ledger.posted:
        raise already_posted(key)
    if wrong := imbalances(remittance):
        raise Refused("the remittance does not balance", wrong[0].where)
    steps: list[Entry | Denial] = []
    unapplied: list[Unapplied] = []
    for claim in remittance.claims:
        account = ledger.find_account(claim.account_number)
        if account:
            before = [each for each in (*ledger.entries, *_entries(steps)) if each.account_number == account.number]
            steps += _Poster(remittance, claim, account, before).post()
        else:
            unapplied.append(Unapplied(*key, UNIDENTIFIED, claim.account_number, claim.paid_cents))
    unapplied += [Unapplied(*key, each.reason, each.reference, -each.cents) for each in remittance.provider_adjustments]
    denials = tuple(step for step in steps if isinstance(step, Denial))
    return Posting(_entries(steps), denials, tuple(unapplied), key)


def _entries(steps: Sequence[Entry | Denial]) -> tuple[Entry, ...]:
    return tuple(step for step in steps if isinstance(step, Entry))


@dataclass(frozen=True, slots=True)
class _Poster:
    """Posts one claim of a remittance to its account; `before` are the entries that stand there already."""

    remittance: Remittance
    claim: ClaimPayment
    account: Account
    before: Sequence[Entry]

    def post(self) -> Iterator[Entry | Denial]:
        """Line 0 is what the claim as a whole adds: with lines, its payment there is less by its own adjustments."""
        if self.claim.status == PREDETERMINATION:
            return
        lines = self.claim.lines
        yield from self._level(
            0, self.claim.paid_cents - sum(line.paid_cents for line in lines), self.claim.adjustments
        )
        for number, line in zip(line_numbers(self.claim), lines, strict=True):
            yield from self._level(number, line.paid_cents, line.adjustments)

    def _level(self, line: int, paid_cents: int, adjustments: Sequence[Adjustment]) -> Iterator[Entry | Denial]:
        if paid_cents:
            yield self._entry(line, EntryKind.PAYMENT, self.payer, -paid_cents)
        for group, reason, cents in self._written_off(line, adjustments):
            kind = EntryKind.WRITE_OFF if group is Group.CONTRACTUAL else EntryKind.ADJUSTMENT
            yield self._entry(line, kind, self.payer, -cents, reason)
        for each in adjustments:
            reason = _reason(each)
            match disposition(each):
                case Disposition.PATIENT:
                    yield self._entry(line, EntryKind.TRANSFER, self.payer, -each.cents, reason)
                    yield self._entry(
                        line, EntryKind.TRANSFER, turn_owner(self.account, self.turn + 1), each.cents, reason
                    )
                case Disposition.DENIED:
                    paid_on = self.remittance.paid_on
                    yield Denial(self.account.number, line, paid_on, self.payer, reason, each.cents)

    def _written_off(self, line: int, adjustments: Sequence[Adjustment]) -> Iterator[tuple[Group, str, int]]:
        """What is taken off, by reason.

        A later payer tells its own reduction of the whole charge, of which the first payer's may be a part: only what
        goes beyond the earlier payers' postings is new. A later payer's reversal takes back what was posted of it.
        """
        sums = {_reason(each): 0 for each in adjustments if disposition(each) is Disposition.WRITE_OFF}
        groups = {_reason(each): each.group for each in adjustments}
        for each in adjustments:
            if _reason(each) in sums:
                sums[_reason(each)] += each.cents
        told = sum(each.cents for each in adjustments if disposition(each) is Disposition.EARLIER_PAYER)
        room = max(sum(sums.values()) + told - self._posted_earlier(line), 0)
        for reason, cents in sums.items():
            if self.turn and self.claim.status == REVERSAL:
                taken = self._posted(line, reason)
            else:
                taken = min(cents, room) if self.turn else cents
                room -= taken
            if taken:
                yield groups[reason], reason, taken

    def _posted_earlier(self, line: int) -> int:
        """Paid and taken off by the payers before this one, on this line, or on all where the claim tells no lines."""
        earlier = PAYERS[: self.turn]
        return -sum(
            each.cents
            for each in self.before
            if (each.line == line or not self.claim.lines)
            and each.owner in earlier
            and each.kind in (EntryKind.PAYMENT, EntryKind.WRITE_OFF, EntryKind.ADJUSTMENT)
        )

    def _posted(self, line: int, reason: str) -> int:
        """What was taken off for this payer and reason on this line, negative: to be taken back."""
        where, off = (line, self.payer, reason), (EntryKind.WRITE_OFF, EntryKind.ADJUSTMENT)
        return sum(
            each.cents for each in self.before if (each.line, each.owner, each.reason) == where and each.kind in off
        )

    def _entry(self, line: int, kind: EntryKind, owner: Owner, cents: int, reason: str = "") -> Entry:
        day, number = self.remittance.paid_on, self.remittance.number
        return Entry(self.account.number, line, day, kind, owner, cents, number, reason)

    @property
    def turn(self) -> int:
        """0 for the first payer; that of the account's list, else by the claim's status."""
        payers = self.account.payers[: len(PAYERS)]
        if self.remittance.payer.identifier in payers:
            return payers.index(self.remittance.payer.identifier)
        return turn_of_status(self.claim.status)

    @property
    def payer(self) -> Owner:
        return PAYERS[self.turn]


def _reason(adjustment: Adjustment) -> str:
    return f"{adjustment.group}-{adjustment.reason}"
