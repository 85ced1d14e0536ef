"""A draft as an 837P file, and claims of an 837P file as drafts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from trainer.content.x12.read_837p import read_837p
from trainer.content.x12.segments import MAX_BYTES, Envelope, X12Error
from trainer.content.x12.validator import validate_x12
from trainer.content.x12.write_837p import Submitter, write_837p
from trainer.domain.claims.cms1500 import ITEMS
from trainer.domain.claims.form_reading import in_form_order, read_form
from trainer.domain.claims.form_values import FormProblem, ProblemKind, text_of
from trainer.domain.claims.form_writing import pages
from trainer.domain.claims.professional import Circumstances, Coverage, Name, ProfessionalClaim, Provider
from trainer.domain.kernel.errors import DomainError, Refused
from trainer.services.claim_drafts import MAX_TITLE, Draft, NewDraft, add_drafts
from trainer.services.file_names import kept_name, one_line
from trainer.services.scope import Scope

SHORT_ZIP = 5
MAX_FILE_BYTES = MAX_BYTES
"""What an import takes; the reader of X12 has the same limit."""

_SENDER, _RECEIVER = "MEDCODELAB", "CLEARINGHOUSE"
_NO_PHONE = "5555550100"
_UNNAMED = "Rendering provider"
_NO_NUMBER = "UNKNOWN"
_ELECTRONIC = "carrier.name carrier.id 3.born 5.street 5.city 5.state 5.zip 33.street 33.city 33.state 33.zip".split()  # noqa: SIM905
"""What paper may lack, or a payer may not ask for, and an 837P cannot be written without."""


@dataclass(eq=False)
class ClaimUnreadable(DomainError):
    """The items do not make a claim: what keeps them from it, item by item, or one sentence for the whole."""

    problems: tuple[FormProblem, ...]
    message: str = ""


@dataclass(frozen=True, slots=True)
class ClaimFile:
    """An 837P of a draft. `notes` tell what the form does not say and the file has to; `faults` what pyx12 finds."""

    name: str
    text: str
    notes: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


def read_claim(draft: Draft) -> ProfessionalClaim:
    """The claim that a draft says.

    Raises:
        ClaimUnreadable: an item cannot be read, or one is empty that no claim can do without.
    """
    claim, problems = read_form(dict(draft.entries), draft.profile)
    if claim is None:
        raise ClaimUnreadable(problems)
    return claim


def write_claim_file(scope: Scope, draft: Draft, *, is_judged: bool = False) -> ClaimFile:
    """The draft as an 837P whose control number is the draft's; `is_judged`: with the opinion of pyx12.

    Raises:
        ClaimUnreadable: the items do not make a claim, or the format cannot say it.
    """
    claim = read_claim(draft)
    if missing := _missing(draft):
        raise ClaimUnreadable(missing)
    whole, notes = _completed(claim, draft.number)
    name = whole.billing.provider.name
    who = " ".join(part for part in (name.first, name.last) if part)[:60]
    submitter = Submitter(who, "Claims desk", whole.billing.phone or _NO_PHONE, "Training clearing house")
    envelope = Envelope(_SENDER, _RECEIVER, scope.now, draft.number, "HC", "")
    try:
        text = write_837p([whole], submitter, envelope)
    except X12Error as error:
        raise ClaimUnreadable((), f"The 837P cannot be written: {error}.") from error
    faults = validate_x12(text) if is_judged else ()
    return ClaimFile(f"837P-claim-{draft.number}.txt", text, notes, faults)


@dataclass(frozen=True, slots=True)
class ImportedClaims:
    """The numbers of the new drafts; a sentence for each claim that a form cannot hold whole."""

    numbers: tuple[int, ...]
    notes: tuple[str, ...]


def import_claims(scope: Scope, data: bytes, file_name: str, *, check_counts: bool = True) -> ImportedClaims:
    """The claims of an 837P as drafts: all of them, or an error and none.

    A claim of more than six lines becomes one draft for each six, as on paper. Of two numbers for item 23 the CLIA
    number is kept. Without `check_counts` a file that counts its segments wrong is read all the same.

    Raises:
        Refused: no 837P, with the segment where it breaks; no room for all drafts.
    """
    source = kept_name(file_name)
    try:
        claims = read_837p(data, check_counts=check_counts)
    except X12Error as error:
        raise Refused(f"This file cannot be read: {error}.", "file") from error
    fitted = [_with_one_number(claim) for claim in claims]
    numbers = add_drafts(scope, [draft for claim, _ in fitted for draft in _drafts(claim, source)])
    return ImportedClaims(numbers, tuple(note for _, note in fitted if note))


def _missing(draft: Draft) -> tuple[FormProblem, ...]:
    entries = dict(draft.entries)
    return in_form_order(
        [
            FormProblem(item, f"{ITEMS[item].title} is empty: an 837P cannot do without it.", ProblemKind.MISSING)
            for item in _ELECTRONIC
            if not text_of(entries, item)
        ]
    )


def _completed(claim: ProfessionalClaim, number: int) -> tuple[ProfessionalClaim, tuple[str, ...]]:
    """The claim with what an 837P needs and a form has no room for, and a sentence for each such thing."""
    notes: list[str] = []
    if not claim.account_number:
        claim = replace(claim, account_number=f"CLAIM-{number}")
        notes.append(f"Item 26 is empty; the file needs an account number and says CLAIM-{number}.")
    others = tuple(_with_number(other) for other in claim.others)
    if others != claim.others:
        notes.append(f"A form names no electronic id of the other insurance; the file says {_NO_NUMBER}.")
    rendering = _named(claim.rendering)
    if rendering != claim.rendering:
        notes.append(f"Item 31 names nobody for the NPI in 24J; the file says “{_UNNAMED}”.")
    lines = tuple(replace(line, rendering=_named(line.rendering)) for line in claim.lines)
    if lines != claim.lines:
        notes.append(f"24J has room for an NPI only; for the name of a second person the file says “{_UNNAMED}”.")
    if any(len(code) == SHORT_ZIP for code in (claim.billing.address.postal_code, _facility_zip(claim)) if code):
        notes.append("A ZIP code in item 32 or 33 has five digits; the guide of the 837P asks for nine there.")
    if any(other.paid_cents is not None for other in claim.others):
        notes.append(
            "Of an earlier payer the file says what it paid, not its adjustments and their day (CAS, DTP 573)."
        )
    said = _with_accident_day(claim.circumstances)
    if said != claim.circumstances:
        notes.append("Item 15 is empty; the file takes the day of the accident from item 14.")
    return replace(claim, others=others, rendering=rendering, lines=lines, circumstances=said), tuple(notes)


def _facility_zip(claim: ProfessionalClaim) -> str:
    return claim.facility.address.postal_code if claim.facility else ""


def _with_accident_day(said: Circumstances) -> Circumstances:
    """An 837P wants the day of an accident apart from the onset (DTP 439); on paper item 14 may say both."""
    is_accident = said.is_auto_accident or said.is_other_accident
    if not is_accident or said.other_on or not said.onset_on or said.onset_qualifier != "431":
        return said
    return replace(said, other_on=said.onset_on, other_date_qualifier="439")


def _with_number(other: Coverage) -> Coverage:
    payer = other.payer
    return replace(other, payer=replace(payer, name=payer.name or "Unknown", payer_id=payer.payer_id or _NO_NUMBER))


def _named(provider: Provider | None) -> Provider | None:
    if provider is None or provider.name.last:
        return provider
    return replace(provider, name=Name(_UNNAMED))


def _with_one_number(claim: ProfessionalClaim) -> tuple[ProfessionalClaim, str]:
    """Item 23 holds one number. Nothing else that an 837P says of a claim is too much for its forms."""
    if not (claim.prior_authorization and claim.clia_number):
        return claim, ""
    note = f"Claim {claim.account_number}: item 23 holds the CLIA number; the authorization "
    return replace(claim, prior_authorization=""), f"{note}{claim.prior_authorization} has no room on a form."


def _drafts(claim: ProfessionalClaim, source: str) -> Iterator[NewDraft]:
    forms = pages(claim)
    for place, form in enumerate(forms, 1):
        yield NewDraft(_title(claim, place, forms), claim.coverage.payer.profile, tuple(form.items()), source)


def _title(claim: ProfessionalClaim, place: int, forms: Sequence[object]) -> str:
    name = claim.patient.name
    who = ", ".join(part for part in (name.last, name.first) if part)
    page = f" (page {place} of {len(forms)})" if len(forms) > 1 else ""
    return one_line(f"{claim.account_number} {who}")[: MAX_TITLE - len(page)] + page
