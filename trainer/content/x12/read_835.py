"""An 835 read into remittances: our own files and other people's.

What the guide allows and a remittance does not hold (bank accounts, contacts, supplementary amounts) is passed over.
Sums that do not hold are no error here: they are `imbalances()`. Source: ASC X12 835 005010X221A1.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from trainer.content.x12.elements import read_cents, read_choice, read_day, read_text, read_units
from trainer.content.x12.segments import Segment, Transaction, X12Error, read_interchange
from trainer.content.x12.write_835 import INDEMNITY, NO_TAX_ID, VERSION
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

_BASE_VERSION = VERSION.removesuffix("A1")
_METHODS = ("ACH", "CHK", "NON", "BOP", "FWT")
_MOST_LINES = 999
_MOST_UNITS = 999_999
_STATUSES = ("1", "2", "3", "4", "19", "20", "21", "22", "23", "25")
_NAMES = (
    *("BPR", "TRN", "CUR", "REF", "DTM", "N1", "N3", "N4", "PER", "RDM", "LX", "TS3", "TS2"),
    *("CLP", "CAS", "NM1", "MIA", "MOA", "AMT", "QTY", "SVC", "LQ", "PLB"),
)
_OTHER_KINDS = {
    "005010X222": "a professional claim (837P)",
    "005010X223": "an institutional claim (837I)",
    "005010X224": "a dental claim (837D)",
}


def read_835s(data: bytes) -> tuple[Remittance, ...]:
    """Every remittance of a file, in its order; at least one.

    Raises:
        X12Error: with the position of the segment: an envelope that does not close, another kind of file or version, a
            part that is missing or unknown, money with a comma or a third decimal, a day that the calendar lacks.
    """
    interchange = read_interchange(data)
    return tuple(_remittance(each, interchange.separators.component) for each in interchange.transactions)


@dataclass(slots=True)
class _Part:
    """A segment that opens something (the file's head, a claim, a line) and those that follow it."""

    opening: Segment
    segments: list[Segment] = field(default_factory=list)
    parts: "list[_Part]" = field(default_factory=list)

    def all(self, name: str, *qualifiers: str) -> list[Segment]:
        """The segments of a name, in order of the qualifiers (their first element), where any are asked for."""
        named = [each for each in self.segments if each.name == name]
        return [each for wanted in qualifiers for each in named if each[1] == wanted] if qualifiers else named

    def first(self, name: str, *qualifiers: str) -> Segment:
        """The first of `all`; an empty segment where there is none."""
        return next(iter(self.all(name, *qualifiers)), Segment(name, ()))


def _remittance(transaction: Transaction, component: str) -> Remittance:
    _check_kind(transaction)
    if not transaction.segments:
        raise transaction.fail("the remittance is empty: BPR, TRN and the two names (N1) are missing")
    head, provider_level = _parts(transaction.segments)
    bpr, trn = _required(head, "BPR"), _required(head, "TRN")
    payer = _party(head, "PR", "payer")
    return Remittance(
        payer=replace(payer, tax_id=_company(trn[3])),
        payee=_party(head, "PE", "payee"),
        number=read_text(trn, 2, "the check or trace number"),
        method=read_choice(bpr, 4, _METHODS, "method of payment"),
        paid_on=read_day(bpr, 16),
        claims=tuple(_claim(part, component) for part in head.parts),
        payment_cents=read_cents(bpr, 2, "the payment"),
        provider_adjustments=tuple(each for plb in provider_level for each in _provider_adjustments(plb, component)),
    )


def _check_kind(transaction: Transaction) -> None:
    version = transaction.version
    if transaction.kind != "835":
        kind = _OTHER_KINDS.get(version[:10], f"a transaction {transaction.kind}")
        raise transaction.fail(f"this is {kind}, not a remittance (835)")
    if not version.startswith(_BASE_VERSION):
        raise transaction.fail(f"the version is “{version}”; {VERSION} is read")


def _parts(segments: Sequence[Segment]) -> tuple[_Part, list[Segment]]:
    """The head with its claims as parts, each with its lines as parts; and the PLB."""
    head = part = _Part(segments[0], [])
    provider_level: list[Segment] = []
    for segment in segments:
        match segment.name:
            case "LX" | "TS3" | "TS2":
                part = _Part(segment)
            case "CLP":
                part = _Part(segment)
                head.parts.append(part)
            case "SVC":
                if not head.parts or part.opening.name not in ("CLP", "SVC"):
                    raise segment.fail("a line (SVC) stands outside of a claim (CLP)")
                part = _Part(segment)
                head.parts[-1].parts.append(part)
            case "PLB":
                provider_level.append(segment)
            case name if name in _NAMES:
                part.segments.append(segment)
            case _:
                raise segment.fail("does not belong in a remittance (835)")
    return head, provider_level


def _required(head: _Part, name: str) -> Segment:
    found = head.all(name)
    if not found:
        raise X12Error(f"{name} is missing from the head of the remittance", head.opening.position, head.opening.name)
    if len(found) > 1:
        raise found[1].fail(f"{name} stands twice in the head of the remittance")
    return found[0]


def _company(text: str) -> str:
    """TRN03: a 1 and the payer's tax id."""
    tax_id = text[1:] if re.fullmatch(r"1[0-9]{9}", text) else ""
    return "" if tax_id == NO_TAX_ID else tax_id


def _party(head: _Part, role: str, what: str) -> Party:
    """The N1 of a role and the segments after it, up to the next N1."""
    names = [index for index, each in enumerate(head.segments) if each.name == "N1"]
    start = next((index for index in names if head.segments[index][1] == role), None)
    if start is None:
        raise X12Error(f"the {what} (N1*{role}) is missing", head.opening.position, head.opening.name)
    end = next((index for index in names if index > start), len(head.segments))
    n1, own = head.segments[start], _Part(head.segments[start], head.segments[start:end])
    identifier, tax_id = n1[4], own.first("REF", "TJ")[2]
    if n1[3] == "FI":
        identifier, tax_id = "", n1[4]
    phones = re.sub(r"\D", "", next((each[4] for each in own.all("PER", "CX", "BL") if each[3] == "TE"), ""))
    n3, n4 = own.first("N3"), own.first("N4")
    return Party(
        name=read_text(n1, 2, f"the {what}'s name"),
        identifier=identifier or own.first("REF", "2U", "NF")[2],
        address=Address(n3[1], n4[1], n4[2], re.sub(r"\D", "", n4[3]), n3[2]),
        tax_id=tax_id,
        phone=phones,
    )


def _claim(part: _Part, component: str) -> ClaimPayment:
    clp, patient = part.opening, part.first("NM1", "QC")
    inpatient, outpatient = part.first("MIA"), part.first("MOA")
    remarks = [*(inpatient[number] for number in (5, 20, 21, 22, 23)), *(outpatient[number] for number in range(3, 8))]
    received = part.all("DTM", "050")
    return ClaimPayment(
        account_number=read_text(clp, 1, "the account number"),
        status=read_choice(clp, 2, _STATUSES, "claim status"),
        patient=Name(patient[3], patient[4], patient[5], patient[7]),
        member_id=patient[9] or part.first("NM1", "IL")[9],
        control_number=clp[7],
        filing_code="CI" if clp[6] == INDEMNITY else clp[6],
        billed_cents=_money(clp, 3, "billed"),
        paid_cents=_money(clp, 4, "paid"),
        patient_cents=_money(clp, 5, "the patient's share") if clp[5] else 0,
        lines=_lines(part, component),
        adjustments=tuple(_adjustments(part)),
        remarks=tuple(each for each in remarks if each),
        rendering_npi=next((each[9] for each in part.all("NM1", "82") if each[8] == "XX"), ""),
        received_on=read_day(received[0], 2) if received else None,
    )


def _lines(claim: _Part, component: str) -> tuple[ServicePayment, ...]:
    """The lines of a claim. All of them have a number (REF*6R), or none has."""
    if len(claim.parts) > _MOST_LINES:
        raise claim.parts[_MOST_LINES].opening.fail(f"a claim has at most {_MOST_LINES} lines (SVC)")
    days = claim.all("DTM", "232", "233")
    lines = tuple(_line(part, days, component) for part in claim.parts)
    without = next((part for part, line in zip(claim.parts, lines, strict=True) if not line.line_number), None)
    if without and any(line.line_number for line in lines):
        raise without.opening.fail("the line has no number (REF*6R), and another line of its claim has one")
    return lines


def _line(part: _Part, claim_days: Sequence[Segment], component: str) -> ServicePayment:
    """The day is the line's, or the claim's, where the line has none."""
    svc = part.opening
    _, code, *modifiers = (svc[1] if component in svc[1] else component).split(component)
    if not code:
        raise svc.fail("SVC01: the code of the service is missing")
    days = part.all("DTM", "472", "150", "151") or claim_days
    if not days:
        raise svc.fail("neither the line (DTM*472) nor its claim (DTM*232) says the day of the service")
    allowed, number = part.all("AMT", "B6"), part.first("REF", "6R")[2]
    is_number = re.fullmatch(r"[0-9]{1,3}", number)
    return ServicePayment(
        code=code,
        on=read_day(days[0], 2),
        billed_cents=_money(svc, 2, "billed"),
        paid_cents=_money(svc, 3, "paid"),
        adjustments=tuple(_adjustments(part)),
        modifiers=tuple(each for each in modifiers[:4] if each),
        units=_units(svc, 5),
        allowed_cents=_money(allowed[0], 2, "allowed") if allowed else None,
        remarks=tuple(read_text(each, 2, "the remark") for each in part.all("LQ", "HE")),
        line_number=int(number) if is_number else 0,
    )


def _adjustments(part: _Part) -> Iterator[Adjustment]:
    """Every CAS of a level: up to six reasons each, as reason, amount, quantity."""
    for cas in part.all("CAS"):
        group = Group(read_choice(cas, 1, tuple(Group), "group code"))
        triplets = [at for at in range(2, 18, 3) if cas[at] or cas[at + 1]]
        if not triplets:
            raise cas.fail("holds no adjustment")
        for at in triplets:
            yield Adjustment(
                group, read_text(cas, at, "the reason of an adjustment"), _money(cas, at + 1, "an adjustment")
            )


def _provider_adjustments(plb: Segment, component: str) -> Iterator[ProviderAdjustment]:
    """Up to six pairs of reason and amount."""
    ends_on = read_day(plb, 2)
    pairs = [at for at in range(3, 14, 2) if plb[at] or plb[at + 1]]
    if not pairs:
        raise plb.fail("holds no adjustment")
    for at in pairs:
        reason, _, reference = read_text(plb, at, "the reason of an adjustment").partition(component)
        yield ProviderAdjustment(reason, reference, _money(plb, at + 1, "an adjustment"), ends_on)


def _money(segment: Segment, number: int, what: str) -> int:
    """Cents, negative where a minus stands before them."""
    text = segment[number].strip()
    if not text.startswith("-"):
        return read_cents(segment, number, what)
    before, after = segment.elements[: number - 1], segment.elements[number:]
    return -read_cents(replace(segment, elements=(*before, text[1:], *after)), number, what)


def _units(segment: Segment, number: int) -> int:
    """Whole units; 1 where nothing is said; none were paid of a line with 0."""
    if re.fullmatch(r"0+(\.0*)?", segment[number]):
        return 0
    return read_units(segment, number, _MOST_UNITS) if segment[number] else 1
