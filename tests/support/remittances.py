"""Remittances to write, read and post: one with sensible defaults, and a strategy of balanced ones."""

from datetime import UTC, date, datetime

from hypothesis import strategies as st

from trainer.content.x12.read_835 import read_835s
from trainer.content.x12.segments import Envelope
from trainer.domain.claims.professional import Address, Name
from trainer.domain.claims.remittance import (
    Adjustment,
    ClaimPayment,
    Group,
    Party,
    ProviderAdjustment,
    Remittance,
    ServicePayment,
)

NPIS = ("1234567893", "1245319599", "1679576722")
"""They pass the check digit (80840 and the number, Luhn)."""

ENVELOPE = Envelope("CPH01", "MAPLESTREET", datetime(2026, 4, 10, 9, 30, tzinfo=UTC), 905, "HP", "005010X221A1")
PAYER = Party(
    name="Cedar Plains Health",
    identifier="CPH01",
    address=Address("PO Box 410", "Columbus", "OH", "43085"),
    tax_id="311111111",
    phone="6145550123",
)
PAYEE = Party(
    name="Maple Street Family Medicine",
    identifier=NPIS[0],
    address=Address("18 Maple Street", "Dayton", "OH", "454021234", "Suite 2"),
    tax_id="312222222",
)
REASONS = ("1", "2", "3", "16", "23", "29", "45", "50", "97", "197", "253")
REMARKS = ("M15", "M51", "M76", "MA01", "MA130", "N130", "N290", "N362")
BORN = (date(2026, 1, 1), date(2026, 12, 31))


def adjustment(text: str, cents: int) -> Adjustment:
    """`CO-45` or `PR-1`, and its amount."""
    group, reason = text.split("-")
    return Adjustment(Group(group), reason, cents)


def a_line(
    *adjustments: Adjustment,
    code: str = "99213",
    billed: int = 25_000,
    paid: int | None = None,
    number: int = 0,
    modifiers: tuple[str, ...] = (),
) -> ServicePayment:
    """A line whose payment is what the adjustments leave."""
    left = billed - sum(each.cents for each in adjustments)
    return ServicePayment(
        code=code,
        on=date(2026, 3, 2),
        billed_cents=billed,
        paid_cents=left if paid is None else paid,
        adjustments=adjustments,
        modifiers=modifiers,
        line_number=number,
    )


def a_claim(
    *lines: ServicePayment,
    account: str = "A-1042",
    status: str = "1",
    adjustments: tuple[Adjustment, ...] = (),
    remarks: tuple[str, ...] = (),
) -> ClaimPayment:
    """A claim whose sums are those of its lines, less its own adjustments."""
    everything = [*adjustments, *(each for line in lines for each in line.adjustments)]
    return ClaimPayment(
        account_number=account,
        status=status,
        patient=Name("Okafor", "Ada"),
        member_id="CPH70012345",
        control_number="2026071000123",
        filing_code="CI",
        billed_cents=sum(line.billed_cents for line in lines),
        paid_cents=sum(line.paid_cents for line in lines) - sum(each.cents for each in adjustments),
        patient_cents=sum(each.cents for each in everything if each.group is Group.PATIENT),
        lines=lines,
        adjustments=adjustments,
        remarks=remarks,
    )


def a_remittance(
    *claims: ClaimPayment,
    number: str = "0081552",
    payer: Party = PAYER,
    provider_adjustments: tuple[ProviderAdjustment, ...] = (),
) -> Remittance:
    """A remittance whose payment is the sum of its claims less what belongs to none."""
    payment = sum(claim.paid_cents for claim in claims) - sum(each.cents for each in provider_adjustments)
    return Remittance(payer, PAYEE, number, "ACH", date(2026, 4, 10), claims, payment, provider_adjustments)


def the_example() -> Remittance:
    """Billed 250, allowed 160, 60 of the deductible left, 20 % of the rest: 90 + 60 + 20 + 80 = 250."""
    line = a_line(adjustment("CO-45", 9_000), adjustment("PR-1", 6_000), adjustment("PR-2", 2_000), number=1)
    return a_remittance(a_claim(line))


def read_one_835(data: bytes) -> Remittance:
    """The remittance of a file that holds one."""
    (only,) = read_835s(data)
    return only


_TEXTS = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef0123456789-'.", min_size=1, max_size=20)
_DIGITS = st.text("123456789", min_size=9, max_size=9)
_DAYS = st.dates(*BORN)
_CENTS = st.integers(-50_000, 500_000)
_ADDRESSES = st.builds(
    Address, _TEXTS, st.sampled_from(("Dayton", "Columbus")), st.just("OH"), st.just("43085"), st.just("") | _TEXTS
)
_REMARKS = st.lists(st.sampled_from(REMARKS), unique=True, max_size=5).map(tuple)


def _by_group(adjustments: list[Adjustment]) -> tuple[Adjustment, ...]:
    """As an 835 holds them: together where their group code is the same."""
    groups = list(dict.fromkeys(each.group for each in adjustments))
    return tuple(sorted(adjustments, key=lambda each: groups.index(each.group)))


ADJUSTMENTS = st.lists(
    st.builds(Adjustment, st.sampled_from(Group), st.sampled_from(REASONS), _CENTS), max_size=16
).map(_by_group)


@st.composite
def _lines(draw: st.DrawFn, *, are_numbered: bool) -> ServicePayment:
    billed, adjustments = draw(_CENTS), draw(ADJUSTMENTS)
    return ServicePayment(
        code=draw(st.sampled_from(("99213", "99214", "36415", "J1885", "G0439"))),
        on=draw(_DAYS),
        billed_cents=billed,
        paid_cents=billed - sum(each.cents for each in adjustments),
        adjustments=adjustments,
        modifiers=draw(st.lists(st.sampled_from(("25", "59", "RT", "XS", "LT")), unique=True, max_size=4).map(tuple)),
        units=draw(st.integers(0, 999)),
        allowed_cents=draw(st.none() | _CENTS),
        remarks=draw(_REMARKS),
        line_number=draw(st.integers(1, 50)) if are_numbered else 0,
    )


@st.composite
def _claims(draw: st.DrawFn) -> ClaimPayment:
    lines = tuple(draw(st.lists(_lines(are_numbered=draw(st.booleans())), max_size=4)))
    adjustments = draw(ADJUSTMENTS)
    billed = sum(line.billed_cents for line in lines) if lines else draw(_CENTS)
    everything = [*adjustments, *(each for line in lines for each in line.adjustments)]
    return ClaimPayment(
        account_number=draw(_TEXTS),
        status=draw(st.sampled_from(("1", "2", "3", "4", "19", "22"))),
        patient=draw(st.builds(Name, _TEXTS, _TEXTS | st.just(""), st.just("") | _TEXTS, st.sampled_from(("", "Jr")))),
        member_id=draw(st.just("") | _TEXTS.filter(lambda text: len(text) > 1)),
        control_number=draw(_TEXTS),
        filing_code=draw(st.sampled_from(("MB", "CI", "MC", "CH", "WC", "12"))),
        billed_cents=billed,
        paid_cents=billed - sum(each.cents for each in everything),
        patient_cents=sum(each.cents for each in everything if each.group is Group.PATIENT),
        lines=lines,
        adjustments=adjustments,
        remarks=draw(_REMARKS),
        rendering_npi=draw(st.sampled_from(("", *NPIS))),
        received_on=draw(st.none() | _DAYS),
    )


@st.composite
def remittances(draw: st.DrawFn, *, is_one_plb: bool = False) -> Remittance:
    """Balanced ones, as an 835 can hold them: adjustments by group code, the payment zero or more.

    With one PLB, those that belong to no claim are at most six, of one fiscal year.
    """
    claims = tuple(draw(st.lists(_claims(), max_size=4)))
    ends_on = st.just(date(2026, 12, 31)) if is_one_plb else _DAYS
    reasons = st.sampled_from(("WO", "L6", "72", "CS"))
    one = st.builds(ProviderAdjustment, reasons, st.just("") | _TEXTS, _CENTS, ends_on)
    adjustments = draw(st.lists(one, max_size=5 if is_one_plb else 14))
    left = sum(claim.paid_cents for claim in claims) - sum(each.cents for each in adjustments)
    if left < 0:
        adjustments.append(ProviderAdjustment("FB", "", left, date(2026, 12, 31)))
    phones = st.sampled_from(("", "6145550123"))
    return Remittance(
        payer=Party(*draw(st.tuples(_TEXTS, st.just("") | _TEXTS, _ADDRESSES, st.just("") | _DIGITS, phones))),
        payee=Party(*draw(st.tuples(_TEXTS, st.sampled_from(("", *NPIS)), _ADDRESSES, _DIGITS))),
        number=draw(_TEXTS),
        method=draw(st.sampled_from(("ACH", "CHK"))) if left > 0 else "NON",
        paid_on=draw(_DAYS),
        claims=claims,
        payment_cents=max(left, 0),
        provider_adjustments=tuple(adjustments),
    )
