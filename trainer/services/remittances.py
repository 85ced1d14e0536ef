"""Remittances that a learner keeps: read in from an 835, shown with their sums and postings, written again, deleted."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from trainer.content.x12.read_835 import read_835s
from trainer.content.x12.segments import X12Error
from trainer.db.models.billing import RemittanceImport
from trainer.db.queries import billing as queries
from trainer.db.queries import people
from trainer.domain.claims.adjudication import reversal
from trainer.domain.claims.ledger import Account, Balance, Denial, Entry, Ledger, Unapplied, balances
from trainer.domain.claims.postings import PREDETERMINATION, post
from trainer.domain.claims.remittance import (
    REVERSAL,
    ClaimPayment,
    Group,
    Imbalance,
    Remittance,
    imbalances,
    line_numbers,
    turn_of_status,
)
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services.claim_answers import write_remittance
from trainer.services.file_names import kept_name
from trainer.services.scope import Scope

MAX_REMITTANCES = 200
MAX_CLAIMS = 500
MAX_TRACE_NUMBER = 50
ROWS_ON_A_PAGE = 50
_FIRST_PAYER = "an earlier payer"
_BEFORE = ""
"""What posting calls the payment that a reversal takes back: no remittance has an empty trace number."""


@dataclass(frozen=True, slots=True)
class RemittanceRow:
    """A remittance in the list."""

    number: int
    name: str
    payer: str
    trace_number: str
    paid_on: date
    payment_cents: int
    claims: int
    is_balanced: bool
    imported_at: datetime


@dataclass(frozen=True, slots=True)
class RemittanceList:
    """A page of the list, from 1, and how many there are of either."""

    rows: tuple[RemittanceRow, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class AccountPosting:
    """What one account gets: entries in their order, denials that stay open, and what is owed after it."""

    number: str
    entries: tuple[Entry, ...]
    denials: tuple[Denial, ...]
    balance: Balance


@dataclass(frozen=True, slots=True)
class RemittancePage:
    """A remittance with the sums that do not hold; while there are any, nothing of it may be posted."""

    number: int
    name: str
    imported_at: datetime
    remittance: Remittance
    imbalances: tuple[Imbalance, ...]
    postings: tuple[AccountPosting, ...]
    unapplied: tuple[Unapplied, ...]
    passed_over: tuple[str, ...]
    """Accounts of predeterminations, which are no payments."""


@dataclass(frozen=True, slots=True)
class Imported:
    """The numbers of the new remittances, and the numbers of those that were there already (under trace numbers)."""

    new: tuple[int, ...]
    known: tuple[tuple[str, int], ...] = ()


def list_remittances(scope: Scope, page: int = 1) -> RemittanceList:
    """The learner's remittances, the last imported first. A page beyond the end is the last one."""
    total = queries.count_papers(scope.session, scope.learner.id, RemittanceImport)
    pages = max(1, -(-total // ROWS_ON_A_PAGE))
    shown = min(max(page, 1), pages)
    offset = (shown - 1) * ROWS_ON_A_PAGE
    rows = queries.list_remittances(scope.session, scope.learner.id, ROWS_ON_A_PAGE, offset)
    return RemittanceList(tuple(map(_row, rows)), total, shown, pages)


def get_remittance(scope: Scope, number: int) -> RemittancePage:
    """A remittance, what does not add up in it, and what posting it would do.

    Raises:
        NotFound: the learner has no such remittance.
    """
    row = _get(scope, number)
    remittance: Remittance = row.remittance
    wrong = imbalances(remittance)
    postings, unapplied = ((), ()) if wrong else postings_of(remittance)
    foreseen = _foreseen(remittance)
    return RemittancePage(row.number, row.name, row.imported_at, remittance, wrong, postings, unapplied, foreseen)


def import_remittances(scope: Scope, data: bytes, file_name: str) -> Imported:
    """Keeps every remittance of an 835 that is not there yet: one payer's trace number is kept once.

    Raises:
        Refused: no 835, with the segment where it breaks; too many claims; no room. Nothing of the file is kept then.
    """
    try:
        found = read_835s(data)
    except X12Error as error:
        raise Refused(f"This file cannot be read: {error}.", "file") from error
    if len(found) > MAX_REMITTANCES:
        raise Refused(f"The file holds {len(found):,} remittances: at most {MAX_REMITTANCES} are kept.", "file")
    if (most := max(len(each.claims) for each in found)) > MAX_CLAIMS:
        raise Refused(f"A remittance of {most:,} claims is too long: at most {MAX_CLAIMS} are kept.", "file")
    if (longest := max(len(each.number) for each in found)) > MAX_TRACE_NUMBER:
        message = f"TRN02 has {longest:,} characters: a check or trace number has at most {MAX_TRACE_NUMBER}."
        raise Refused(message, "file")
    return keep_remittances(scope, found, kept_name(file_name))


def keep_remittances(scope: Scope, found: tuple[Remittance, ...], name: str) -> Imported:
    """The same for remittances that are made already. Raises Refused where there is no room."""
    learner = scope.learner.id
    people.lock_learner(scope.session, learner)
    new: list[int] = []
    known: list[tuple[str, int]] = []
    for remittance in found:
        if (number := _find_known(scope, remittance)) is not None:
            known.append((remittance.number, number))
            continue
        if queries.count_papers(scope.session, learner, RemittanceImport) >= MAX_REMITTANCES:
            raise Refused(
                f"At most {MAX_REMITTANCES} remittances are kept. Delete some that you no longer need.", "file"
            )
        number = people.take_paper_number(scope.session, learner)
        row = RemittanceImport(learner_id=learner, number=number, name=name, imported_at=scope.now)
        row.remittance = remittance
        scope.session.add(row)
        scope.session.flush()
        new.append(number)
    return Imported(tuple(new), tuple(known))


def write_kept(scope: Scope, number: int) -> tuple[str, str]:
    """Name and text of a remittance as an 835.

    Raises:
        NotFound: the learner has no such remittance.
        Refused: our format cannot say what the file said.
    """
    row = _get(scope, number)
    return f"835-{row.number}.txt", write_remittance(scope, row.remittance, row.number)


def delete_remittance(scope: Scope, number: int) -> None:
    """Deletes a remittance for good.

    Raises:
        NotFound: the learner has no such remittance.
    """
    if not queries.delete_paper(scope.session, scope.learner.id, number, RemittanceImport):
        raise NotFound("remittance")


def _get(scope: Scope, number: int) -> RemittanceImport:
    row = queries.find_remittance(scope.session, scope.learner.id, number)
    if row is None:
        raise NotFound("remittance")
    return row


def _row(row: RemittanceImport) -> RemittanceRow:
    remittance: Remittance = row.remittance
    return RemittanceRow(
        row.number,
        row.name,
        remittance.payer.name,
        remittance.number,
        remittance.paid_on,
        remittance.payment_cents,
        len(remittance.claims),
        not imbalances(remittance),
        row.imported_at,
    )


def _find_known(scope: Scope, remittance: Remittance) -> int | None:
    for row in queries.list_remittances_with_text(scope.session, scope.learner.id, remittance.number):
        if _key(row.remittance) == _key(remittance):
            return row.number
    return None


def _key(remittance: Remittance) -> tuple[str, str]:
    return remittance.payer.identifier or remittance.payer.name, remittance.number


def postings_of(remittance: Remittance) -> tuple[tuple[AccountPosting, ...], tuple[Unapplied, ...]]:
    """What `post` would enter into books in which every account of a balanced remittance is open.

    Raises:
        Refused: a sum does not hold.
    """
    books = _books(remittance)
    foreseen = _foreseen(remittance)
    posting = post(remittance, books)
    owed = balances(books.with_posting(posting))
    found = tuple(
        AccountPosting(
            account.number,
            tuple(each for each in posting.entries if each.account_number == account.number),
            tuple(each for each in posting.denials if each.account_number == account.number),
            owed[account.number],
        )
        for account in books.accounts
        if account.number not in foreseen
    )
    return found, posting.unapplied


def _foreseen(remittance: Remittance) -> tuple[str, ...]:
    """Accounts that are only told what would be paid."""
    paid = {claim.account_number for claim in remittance.claims if claim.status != PREDETERMINATION}
    return tuple(dict.fromkeys(claim.account_number for claim in remittance.claims if claim.account_number not in paid))


def _books(remittance: Remittance) -> Ledger:
    """Accounts with the charges as billed; what a reversal takes back has been posted in them before."""
    ledger = Ledger()
    for claim in remittance.claims:
        if not ledger.find_account(claim.account_number):
            ledger = ledger.with_account(_account(remittance, claim), remittance.paid_on)
    earlier = tuple(_before(claim) for claim in remittance.claims if claim.status == REVERSAL)
    if not earlier:
        return ledger
    total = sum(claim.paid_cents for claim in earlier)
    before = replace(remittance, number=_BEFORE, claims=earlier, payment_cents=total, provider_adjustments=())
    return ledger.with_posting(post(before, ledger))


def _before(taken_back: ClaimPayment) -> ClaimPayment:
    """The payment that a reversal takes back. Payers often leave the patient's share out of a reversal (CLP05)."""
    claim = reversal(taken_back)
    adjustments = [*claim.adjustments, *(each for line in claim.lines for each in line.adjustments)]
    share = sum(each.cents for each in adjustments if each.group is Group.PATIENT)
    return replace(claim, status="1", patient_cents=share)


def _account(remittance: Remittance, claim: ClaimPayment) -> Account:
    """The account behind a claim; before a second or third payer there are others whose names nobody told."""
    turn = turn_of_status(claim.status)
    payers = (*(f"{_FIRST_PAYER} {place}" for place in range(1, turn + 1)), remittance.payer.identifier)
    charges = {} if claim.lines else {1: abs(claim.billed_cents)}
    for number, line in zip(line_numbers(claim), claim.lines, strict=True):
        charges[number] = charges.get(number, 0) + abs(line.billed_cents)
    on = min((line.on for line in claim.lines), default=claim.received_on or remittance.paid_on)
    billed = tuple(charges.get(line, 0) for line in range(1, max(charges) + 1))
    return Account(claim.account_number, on, payers, billed)
