"""The shape of billing exercises: `case.toml` (what the learner may see) and `key.toml`."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from trainer.content.case_shapes import Specialty
from trainer.content.item_files import Slug, Text, Title
from trainer.content.toml_files import Shape
from trainer.domain.claims.billing_case import BillingKind, FieldType
from trainer.domain.claims.money import MoneyError, read_cents
from trainer.domain.claims.professional import Profile
from trainer.domain.claims.remittance import Group
from trainer.domain.grading.billing_faults import BillingFault


def _amount(text: str) -> str:
    try:
        read_cents(text, may_be_negative=True)
    except MoneyError as error:
        raise ValueError(error.reason) from error
    return text


Money = Annotated[str, AfterValidator(_amount)]
"""Dollars and cents as text; `read_cents` gives the cents."""
Fault = Annotated[BillingFault, Field(strict=False)]
Carc = Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{1,5}$")]
Code = Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{5}$")]
Modifier = Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{2}$")]
State = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
PostalCode = Annotated[str, StringConstraints(pattern=r"^\d{5}(\d{4})?$")]
TaxId = Annotated[str, StringConstraints(pattern=r"^(\d{9})?$")]
Phone = Annotated[str, StringConstraints(pattern=r"^(\d{10})?$")]
Digits = Annotated[str, StringConstraints(pattern=r"^\d{1,2}$")]


class OfferShape(Shape):
    id: Slug
    text: Text


class FieldShape(Shape):
    id: Slug
    label: Text
    type: Annotated[FieldType, Field(strict=False)]
    section: str = ""
    hint: str = ""
    offers: list[OfferShape] = []


class AddressShape(Shape):
    line: Text
    city: Text
    state: State
    postal_code: PostalCode
    second_line: str = ""


class PartyShape(Shape):
    name: Text
    identifier: Text
    address: AddressShape
    tax_id: TaxId = ""
    phone: Phone = ""


class NameShape(Shape):
    last: Text
    first: str = ""
    middle: str = ""
    suffix: str = ""


class AdjustmentShape(Shape):
    group: Annotated[Group, Field(strict=False)]
    reason: Carc
    amount: Money


class PaidLineShape(Shape):
    code: Code
    on: date
    billed: Money
    paid: Money
    modifiers: list[Modifier] = []
    units: Annotated[int, Field(ge=0, le=999)] = 1
    allowed: Money | None = None
    adjustments: list[AdjustmentShape] = []
    remarks: list[Carc] = []


class PaidClaimShape(Shape):
    account_number: Text
    status: Digits
    patient: NameShape
    member_id: Text
    control_number: Text
    filing_code: Text
    billed: Money
    paid: Money
    patient_share: Money
    lines: list[PaidLineShape] = []
    adjustments: list[AdjustmentShape] = []
    remarks: list[Carc] = []
    rendering_npi: str = ""
    received_on: date | None = None


class ProviderAdjustmentShape(Shape):
    reason: Text
    reference: str = ""
    amount: Money
    fiscal_year_ends_on: date


class RemittanceShape(Shape):
    payer: PartyShape
    payee: PartyShape
    number: Text
    method: Literal["ACH", "CHK", "NON"]
    paid_on: date
    payment: Money
    claims: Annotated[list[PaidClaimShape], Field(min_length=1)]
    provider_adjustments: list[ProviderAdjustmentShape] = []


class ActionShape(Shape):
    id: Slug
    text: Text
    minutes: Annotated[int, Field(ge=0, le=480)]


class AccountShape(Shape):
    id: Slug
    patient: Text
    payer: Text
    balance: Money
    service_on: date
    status: Text
    note: str = ""


class WorklistShape(Shape):
    minutes_a_day: Annotated[int, Field(ge=1, le=480)]
    actions: Annotated[list[ActionShape], Field(min_length=2)]
    accounts: list[AccountShape]


class BillingCaseShape(Shape):
    schema_: Literal[1] = Field(alias="schema")
    id: Slug
    kind: Annotated[BillingKind, Field(strict=False)]
    title: Title
    specialty: Specialty
    level: Annotated[int, Field(ge=1, le=5)]
    edition: Annotated[str, StringConstraints(pattern=r"^20\d\d$")]
    payer: Text
    profile: Annotated[Profile, Field(strict=False)]
    on: date
    summary: Text
    task: Text
    fields: list[FieldShape] = []
    form: dict[str, str] = {}
    remittance: RemittanceShape | None = None
    worklist: WorklistShape | None = None


class MistakeShape(Shape):
    value: str
    fault: Fault
    why: Text


class FieldKeyShape(Shape):
    field: Text
    accepts: Annotated[list[str], Field(min_length=1)]
    why: Text
    source: str = ""
    sum: str = ""
    span: str = ""
    mistakes: list[MistakeShape] = []
    follows: str = ""


class DefectShape(Shape):
    item: Text
    fault: Fault
    accepts: Annotated[list[str], Field(min_length=1)]
    why: Text
    source: str = ""
    span: str = ""
    also: list[Text] = []


class AccountKeyShape(Shape):
    account: Slug
    actions: Annotated[list[Slug], Field(min_length=1)]
    saves: Money
    due_on: date | None = None
    why: Text
    source: str = ""


class BillingReviewShape(Shape):
    """The independent second solution; a case whose review is `pending` has none yet."""

    second_solution: Literal["agreed", "settled", "disputed", "pending"]
    note: str = ""


class BillingKeyShape(Shape):
    schema_: Literal[1] = Field(alias="schema")
    key_reason: str = ""
    review: BillingReviewShape | None = None
    free: list[Text] = []
    fields: list[FieldKeyShape] = []
    form: dict[str, str] = {}
    defects: list[DefectShape] = []
    accounts: list[AccountKeyShape] = []
