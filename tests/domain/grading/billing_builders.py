"""Small billing exercises: a test names only what it is about."""

from datetime import date
from typing import Any

from trainer.domain.claims.billing_case import (
    Account,
    BillingContent,
    BillingKind,
    Exhibit,
    Field,
    FieldType,
    WorkAction,
    Worklist,
)
from trainer.domain.claims.case import Offer
from trainer.domain.claims.professional import Profile
from trainer.domain.grading.billing import grade_billing
from trainer.domain.grading.billing_key import AccountKey, BillingKey, FieldKey
from trainer.domain.grading.lines import CaseGrade, GradedLine

MONDAY = date(2026, 3, 9)


def a_content(kind: BillingKind = BillingKind.POST, **parts: Any) -> BillingContent:
    facts: dict[str, Any] = {
        "title": "An exercise",
        "specialty": "family medicine",
        "level": 2,
        "edition": "2026",
        "payer": "Cedar Plains Health",
        "profile": Profile.COMMERCIAL,
        "on": MONDAY,
        "summary": "One sentence.",
        "task": "What to do.",
        "exhibits": (Exhibit("A card", "Member 123."),),
    }
    return BillingContent(kind=kind, **(facts | parts))


def a_field(type_: FieldType, field: str = "f", offers: str = "") -> Field:
    """Offers are named by letters."""
    return Field(field, "A label", type_, offers=tuple(Offer(each, f"offer {each}") for each in offers))


def of_field(
    type_: FieldType, typed: str, *accepts: str, kind: BillingKind = BillingKind.POST, offers: str = "", **parts: Any
) -> tuple[CaseGrade, GradedLine]:
    """The grade of an exercise of one field, and its row."""
    content = a_content(kind, fields=(a_field(type_, offers=offers),))
    key = BillingKey(fields=(FieldKey("f", accepts, "because", **parts),))
    grade = grade_billing(content, key, (("f", typed),))
    return grade, grade.lines[0]


VISIT = {
    "1": "group",
    "1a": "XYZ123",
    "2": "Diaz Jr, Luis, A",
    "3.born": "01/02/1980",
    "12": "SOF",
    "21.A": "E11.9",
    "21.B": "I10",
    "21.C": "E78.5",
    "24.1.from": "03/09/2026",
    "24.1.place": "11",
    "24.1.code": "99213",
    "24.1.modifiers": "25 GA",
    "24.1.pointers": "AB",
    "24.1.charge": "120.00",
    "24.1.units": "1",
    "24.2.from": "03/09/2026",
    "24.2.place": "11",
    "24.2.code": "93000",
    "24.2.pointers": "B",
    "24.2.charge": "40.00",
    "24.2.units": "1",
    "24.3.from": "03/09/2026",
    "24.3.place": "11",
    "24.3.code": "80061",
    "24.3.pointers": "C",
    "24.3.charge": "30.00",
    "24.3.units": "1",
    "28": "190.00",
}
"""A finished form of three diagnoses and three services."""


def a_form_key(form: dict[str, str] | None = None, **parts: Any) -> BillingKey:
    return BillingKey(form=tuple((VISIT if form is None else form).items()), **parts)


def fill(typed: dict[str, str], key: BillingKey | None = None, printed: dict[str, str] | None = None) -> CaseGrade:
    content = a_content(BillingKind.FILL, form=tuple((printed or {}).items()))
    return grade_billing(content, key or a_form_key(), tuple(typed.items()))


def a_list(*accounts: tuple[str, int, str | None], minutes_a_day: int = 60) -> tuple[BillingContent, BillingKey]:
    """Accounts as (action, cents, last day or None). Actions: `a` 15, `b` 30, `c` 60 and `n` 0 minutes."""
    actions = tuple(WorkAction(each, f"do {each}", minutes) for each, minutes in (("a", 15), ("b", 30), ("c", 60)))
    names = [f"x{place}" for place in range(1, len(accounts) + 1)]
    worklist = Worklist(
        tuple(
            Account(name, "P", "Q", cents, MONDAY, "denied")
            for name, (_, cents, _) in zip(names, accounts, strict=True)
        ),
        (*actions, WorkAction("n", "leave it", 0)),
        minutes_a_day,
    )
    keys = tuple(
        AccountKey(name, tuple(allowed), cents, date.fromisoformat(due) if due else None, "because")
        for name, (allowed, cents, due) in zip(names, accounts, strict=True)
    )
    return a_content(BillingKind.WORKLIST, worklist=worklist), BillingKey(accounts=keys)


def work(content: BillingContent, key: BillingKey, *steps: tuple[str, str]) -> CaseGrade:
    """The grade of (account, action) in this order."""
    sheet = [(f"{account}.rank", str(rank)) for rank, (account, _) in enumerate(steps, 1)]
    return grade_billing(content, key, (*sheet, *((f"{account}.action", action) for account, action in steps)))
