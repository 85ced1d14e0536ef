"""The accounts of a practice: what was charged, who paid, what was taken off, and who still owes how much.

Integer cents. An entry says by how much it raises or lowers what one party owes on one line; a transfer from one party
to another is two entries that cancel. So charges - payments - write-offs = balances, always.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction

from trainer.domain.kernel.errors import Conflict


class Owner(StrEnum):
    """Who owes: a payer by its turn, or the patient."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    TERTIARY = "tertiary"
    PATIENT = "patient"


PAYERS = (Owner.PRIMARY, Owner.SECONDARY, Owner.TERTIARY)


class EntryKind(StrEnum):
    """`WRITE_OFF`: what the contract takes off; `ADJUSTMENT`: every other reason to owe less, a debt given up too."""

    CHARGE = "charge"
    PAYMENT = "payment"
    WRITE_OFF = "write-off"
    ADJUSTMENT = "adjustment"
    TRANSFER = "transfer"
    PATIENT_PAYMENT = "patient-payment"


@dataclass(frozen=True, slots=True)
class Account:
    """One claim's account. `payers` are payer ids in their turn, none for a patient who pays; `charges` by line."""

    number: str
    service_on: date
    payers: tuple[str, ...]
    charges: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """`cents` are what `owner` owes more, negative: less. Line 0 is the claim as a whole.

    `reference` is the trace number of the payment; `reason` group and code (`CO-45`), or words.
    """

    account_number: str
    line: int
    on: date
    kind: EntryKind
    owner: Owner
    cents: int
    reference: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Denial:
    """An amount that a payer refused and still owes until somebody decides otherwise; a reversal's is negative."""

    account_number: str
    line: int
    on: date
    owner: Owner
    reason: str
    cents: int


@dataclass(frozen=True, slots=True)
class Unapplied:
    """Money of a payment that belongs to no account: positive is held, negative was taken back (PLB)."""

    payer: str
    reference: str
    reason: str
    note: str
    cents: int


@dataclass(frozen=True, slots=True)
class Posting:
    """What one step adds to the ledger. `remittance` is (payer, trace number) where it comes from one."""

    entries: tuple[Entry, ...] = ()
    denials: tuple[Denial, ...] = ()
    unapplied: tuple[Unapplied, ...] = ()
    remittance: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Ledger:
    accounts: tuple[Account, ...] = ()
    entries: tuple[Entry, ...] = ()
    denials: tuple[Denial, ...] = ()
    unapplied: tuple[Unapplied, ...] = ()
    posted: frozenset[tuple[str, str]] = frozenset()

    def find_account(self, number: str) -> Account | None:
        return next((each for each in self.accounts if each.number == number), None)

    def with_account(self, account: Account, on: date) -> "Ledger":
        """The ledger with its charges, owed by the first payer, or by the patient where there is none.

        Raises:
            Conflict: an account with this number is open.
        """
        if self.find_account(account.number):
            raise Conflict(f"account {account.number}")
        owner = turn_owner(account, 0)
        charges = [
            Entry(account.number, line, on, EntryKind.CHARGE, owner, cents)
            for line, cents in enumerate(account.charges, 1)
        ]
        return replace(self, accounts=(*self.accounts, account), entries=(*self.entries, *charges))

    def with_posting(self, posting: Posting) -> "Ledger":
        """The ledger with what was posted.

        Raises:
            Conflict: this remittance has been posted before.
        """
        if posting.remittance in self.posted:
            raise already_posted(posting.remittance)
        new = frozenset([posting.remittance] if posting.remittance else [])
        return replace(
            self,
            entries=(*self.entries, *posting.entries),
            denials=(*self.denials, *posting.denials),
            unapplied=(*self.unapplied, *posting.unapplied),
            posted=self.posted | new,
        )


def already_posted(remittance: tuple[str, str]) -> Conflict:
    return Conflict(f"remittance {remittance[1]} of {remittance[0]}")


def turn_owner(account: Account, turn: int) -> Owner:
    """Who owes at a turn, from 0: a payer while there are any, then the patient."""
    return PAYERS[turn] if turn < min(len(account.payers), len(PAYERS)) else Owner.PATIENT


@dataclass(frozen=True, slots=True)
class Balance:
    """What is owed by the first payer, by later payers and by the patient, and what somebody has paid too much."""

    insurance_cents: int = 0
    secondary_cents: int = 0
    patient_cents: int = 0
    credit_cents: int = 0

    @property
    def owed_cents(self) -> int:
        return self.insurance_cents + self.secondary_cents + self.patient_cents

    @property
    def net_cents(self) -> int:
        return self.owed_cents - self.credit_cents


def balance_of(entries: Iterable[Entry]) -> Balance:
    """The balance of some entries. One party's overpayment is a credit; it does not pay for another party."""
    owed: dict[Owner, int] = defaultdict(int)
    for entry in entries:
        owed[entry.owner] += entry.cents
    open_cents = {owner: max(cents, 0) for owner, cents in owed.items()}
    return Balance(
        insurance_cents=open_cents.get(Owner.PRIMARY, 0),
        secondary_cents=open_cents.get(Owner.SECONDARY, 0) + open_cents.get(Owner.TERTIARY, 0),
        patient_cents=open_cents.get(Owner.PATIENT, 0),
        credit_cents=-sum(min(cents, 0) for cents in owed.values()),
    )


def balances(ledger: Ledger) -> dict[str, Balance]:
    """The balance of every account, by its number."""
    grouped: dict[str, list[Entry]] = {account.number: [] for account in ledger.accounts}
    for entry in ledger.entries:
        grouped[entry.account_number].append(entry)
    return {number: balance_of(entries) for number, entries in grouped.items()}


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums of a ledger, each positive in its usual direction."""

    charges_cents: int
    payments_cents: int
    patient_payments_cents: int
    write_offs_cents: int
    adjustments_cents: int

    @property
    def net_collection_rate(self) -> Fraction | None:
        """Payments of the charges less contractual write-offs (DOMAIN 7.7); None where those leave nothing."""
        collectible = self.charges_cents - self.write_offs_cents
        paid = self.payments_cents + self.patient_payments_cents
        return Fraction(paid, collectible) if collectible > 0 else None


def totals(ledger: Ledger) -> Totals:
    """The sums of all entries by their kind, in cents; transfers cancel."""
    sums = dict.fromkeys(EntryKind, 0)
    for entry in ledger.entries:
        sums[entry.kind] += entry.cents
    return Totals(
        charges_cents=sums[EntryKind.CHARGE],
        payments_cents=-sums[EntryKind.PAYMENT],
        patient_payments_cents=-sums[EntryKind.PATIENT_PAYMENT],
        write_offs_cents=-sums[EntryKind.WRITE_OFF],
        adjustments_cents=-sums[EntryKind.ADJUSTMENT],
    )


def days_in_receivables(receivable_cents: int, charges_cents: int, days: int) -> Fraction | None:
    """How many days' charges are still owed, where `charges_cents` were charged in `days`; None without charges."""
    return Fraction(receivable_cents * days, charges_cents) if charges_cents else None
