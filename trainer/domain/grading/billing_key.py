"""The key of a billing exercise: what each field should say and why, which items are wrong, what each account needs."""

from dataclasses import dataclass
from datetime import date

from trainer.domain.claims.billing_case import FormEntries
from trainer.domain.grading.billing_faults import BillingFault


@dataclass(frozen=True, slots=True)
class Mistake:
    """An answer that people give, and the name of the error behind it."""

    value: str
    fault: BillingFault
    why: str


@dataclass(frozen=True, slots=True)
class FieldKey:
    """Right answers of a field, the first of which is shown; `("",)` where it stays empty.

    `sum` is the computation of an amount, in dollars (`(160.00 - 60.00) * 20%`), `source` where the rule is written,
    `span` the words of an exhibit that decide. `follows` is the computation from other fields, named in braces
    (`{allowed} - {deductible}`), amounts in dollars; it is rounded half up to the cent, a number to a whole one. What
    follows by it from the learner's own answers is not charged again.
    """

    field: str
    accepts: tuple[str, ...]
    why: str
    source: str = ""
    sum: str = ""
    span: str = ""
    mistakes: tuple[Mistake, ...] = ()
    follows: str = ""


@dataclass(frozen=True, slots=True)
class Defect:
    """An error in a claim that is to be scrubbed: the item, what kind of error, and what should stand there.

    `also` are items where marking the same error is as good (a wrong total may be seen at the line).
    """

    item: str
    fault: BillingFault
    accepts: tuple[str, ...]
    why: str
    source: str = ""
    span: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AccountKey:
    """What an account needs: actions that save its money, the first of which is shown, until when, and how much.

    `saves_cents` is what the action brings in or keeps; 0 where nothing is to be won. `due_on` is the last day on which
    it still does; None where no day of the list's horizon is too late.
    """

    account: str
    actions: tuple[str, ...]
    saves_cents: int
    due_on: date | None
    why: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class BillingKey:
    """`form` is the finished claim of a form that is to be filled: items that it does not name stay empty, those in
    `free` are not graded. `fields` explain its items, or are the key of the fields of other kinds.
    """

    fields: tuple[FieldKey, ...] = ()
    form: FormEntries = ()
    free: tuple[str, ...] = ()
    defects: tuple[Defect, ...] = ()
    accounts: tuple[AccountKey, ...] = ()
