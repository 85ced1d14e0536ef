"""Folders of billing exercises: `case_studies/<kind>/<slug>/{case.toml, exhibits.md, key.toml}`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from trainer.content.billing_checks import content_problems, grading_problems, key_problems
from trainer.content.billing_shapes import (
    AddressShape,
    AdjustmentShape,
    BillingCaseShape,
    BillingKeyShape,
    FieldKeyShape,
    PaidClaimShape,
    PaidLineShape,
    PartyShape,
    RemittanceShape,
    WorklistShape,
)
from trainer.content.toml_files import read_text, read_toml
from trainer.domain.claims.billing_case import Account, BillingContent, Exhibit, Field, WorkAction, Worklist
from trainer.domain.claims.case import Offer
from trainer.domain.claims.money import read_cents
from trainer.domain.claims.professional import Address, Name
from trainer.domain.claims.remittance import (
    Adjustment,
    ClaimPayment,
    Party,
    ProviderAdjustment,
    Remittance,
    ServicePayment,
)
from trainer.domain.grading.billing_key import AccountKey, BillingKey, Defect, FieldKey, Mistake
from trainer.domain.kernel.problems import Report

_TITLE = re.compile(r"^# +(.+?) *$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class AuthoredBillingCase:
    """An exercise as its folder describes it; its parts are called as those of an `AuthoredCase`."""

    slug: str
    content: BillingContent
    key: BillingKey
    key_reason: str
    second_solution: str


def read_billing_case(folder: Path, name: str, report: Report) -> AuthoredBillingCase | None:
    """The exercise in `folder`; None, and its problems in `report`, if something is wrong with it."""
    facts = read_toml(folder / "case.toml", f"{name}/case.toml", BillingCaseShape, report)
    papers = read_text(folder / "exhibits.md", f"{name}/exhibits.md", report)
    shape = read_toml(folder / "key.toml", f"{name}/key.toml", BillingKeyShape, report)
    if facts is None or papers is None or shape is None:
        return None
    before = len(report)
    if (facts.kind, facts.id) != (folder.parent.name, folder.name):
        report.add(f"{name}/case.toml", "id", f"the folder should be {facts.kind}/{facts.id}")
    exhibits, stray = split_exhibits(papers)
    if stray:
        report.add(f"{name}/exhibits.md", "", f"the first paper begins before a line `# Title`: {stray[:40]!r}")
    content, key = make_content(facts, exhibits), make_key(shape)
    for where, message in content_problems(content):
        report.add(f"{name}/{'exhibits.md' if where == 'exhibits' else 'case.toml'}", where, message)
    for where, message in key_problems(content, key):
        report.add(f"{name}/key.toml", where, message)
    if len(report) == before:
        for where, message in grading_problems(content, key):
            report.add(f"{name}/key.toml", where, message)
    if len(report) > before:
        return None
    return AuthoredBillingCase(
        facts.id, content, key, shape.key_reason, shape.review.second_solution if shape.review else ""
    )


def split_exhibits(text: str) -> tuple[tuple[Exhibit, ...], str]:
    """The papers, each under its `# Title`, and what stands before the first."""
    stray, *parts = _TITLE.split(text.replace("\r\n", "\n"))
    papers = zip(parts[::2], parts[1::2], strict=True)
    return tuple(Exhibit(title, body.strip()) for title, body in papers), stray.strip()


def make_content(facts: BillingCaseShape, exhibits: tuple[Exhibit, ...]) -> BillingContent:
    shaped = {"schema_", "id", "fields", "form", "remittance", "worklist"}
    return BillingContent(
        **facts.model_dump(exclude=shaped),
        exhibits=exhibits,
        fields=tuple(
            Field(
                each.id,
                each.label,
                each.type,
                each.section,
                each.hint,
                tuple(Offer(offer.id, offer.text) for offer in each.offers),
            )
            for each in facts.fields
        ),
        form=tuple(facts.form.items()),
        remittance=_remittance(facts.remittance) if facts.remittance else None,
        worklist=_worklist(facts.worklist) if facts.worklist else None,
    )


def _worklist(shape: WorklistShape) -> Worklist:
    return Worklist(
        tuple(
            Account(each.id, each.patient, each.payer, _cents(each.balance), each.service_on, each.status, each.note)
            for each in shape.accounts
        ),
        tuple(WorkAction(each.id, each.text, each.minutes) for each in shape.actions),
        shape.minutes_a_day,
    )


def _remittance(shape: RemittanceShape) -> Remittance:
    return Remittance(
        payer=_party(shape.payer),
        payee=_party(shape.payee),
        number=shape.number,
        method=shape.method,
        paid_on=shape.paid_on,
        claims=tuple(map(_claim, shape.claims)),
        payment_cents=_cents(shape.payment),
        provider_adjustments=tuple(
            ProviderAdjustment(each.reason, each.reference, _cents(each.amount), each.fiscal_year_ends_on)
            for each in shape.provider_adjustments
        ),
    )


def _claim(shape: PaidClaimShape) -> ClaimPayment:
    return ClaimPayment(
        account_number=shape.account_number,
        status=shape.status,
        patient=Name(**shape.patient.model_dump()),
        member_id=shape.member_id,
        control_number=shape.control_number,
        filing_code=shape.filing_code,
        billed_cents=_cents(shape.billed),
        paid_cents=_cents(shape.paid),
        patient_cents=_cents(shape.patient_share),
        lines=tuple(_line(number, each) for number, each in enumerate(shape.lines, 1)),
        adjustments=_adjustments(shape.adjustments),
        remarks=tuple(shape.remarks),
        rendering_npi=shape.rendering_npi,
        received_on=shape.received_on,
    )


def _line(number: int, shape: PaidLineShape) -> ServicePayment:
    return ServicePayment(
        code=shape.code,
        on=shape.on,
        billed_cents=_cents(shape.billed),
        paid_cents=_cents(shape.paid),
        adjustments=_adjustments(shape.adjustments),
        modifiers=tuple(shape.modifiers),
        units=shape.units,
        allowed_cents=None if shape.allowed is None else _cents(shape.allowed),
        remarks=tuple(shape.remarks),
        line_number=number,
    )


def _adjustments(shapes: Iterable[AdjustmentShape]) -> tuple[Adjustment, ...]:
    return tuple(Adjustment(each.group, each.reason, _cents(each.amount)) for each in shapes)


def _party(shape: PartyShape) -> Party:
    return Party(shape.name, shape.identifier, _address(shape.address), shape.tax_id, shape.phone)


def _address(shape: AddressShape) -> Address:
    return Address(**shape.model_dump())


def _cents(text: str) -> int:
    return read_cents(text, may_be_negative=True)


def make_key(shape: BillingKeyShape) -> BillingKey:
    """The key as it is written."""
    return BillingKey(
        fields=tuple(map(_field_key, shape.fields)),
        form=tuple(shape.form.items()),
        free=tuple(shape.free),
        defects=tuple(
            Defect(each.item, each.fault, tuple(each.accepts), each.why, each.source, each.span, tuple(each.also))
            for each in shape.defects
        ),
        accounts=tuple(
            AccountKey(each.account, tuple(each.actions), _cents(each.saves), each.due_on, each.why, each.source)
            for each in shape.accounts
        ),
    )


def _field_key(shape: FieldKeyShape) -> FieldKey:
    return FieldKey(
        field=shape.field,
        accepts=tuple(shape.accepts),
        why=shape.why,
        source=shape.source,
        sum=shape.sum,
        span=shape.span,
        mistakes=tuple(Mistake(each.value, each.fault, each.why) for each in shape.mistakes),
        follows=shape.follows,
    )
