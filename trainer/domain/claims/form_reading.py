"""A filled CMS-1500 as a claim. Paper says less than a claim can hold; `form_writing` lists what it leaves out.

What paper can say and a claim has no place for is dropped: 10d, numbers other than taxonomy codes in 17a, 24J, 32b and
33b, what an EPSDT check-up led to (24H), the price in 20, and the employer in 11b of Medicare.
"""

from trainer.domain.claims import form_parts as parts
from trainer.domain.claims import form_values as values
from trainer.domain.claims.cms1500 import DIAGNOSES, ITEMS, ORDER
from trainer.domain.claims.form_conditions import standing_lines
from trainer.domain.claims.form_formats import format_problems
from trainer.domain.claims.form_values import Entries, FormProblem, ProblemKind, text_of
from trainer.domain.claims.identifiers import bare, check_clia
from trainer.domain.claims.lines import POINTER_LETTERS
from trainer.domain.claims.professional import (
    Circumstances,
    Frequency,
    Name,
    ProfessionalClaim,
    Profile,
    Provider,
    ServiceLine,
)

_ESSENTIAL = ("1a", "2", "21.A", "25", "33.name", "33a")
_ESSENTIAL_IN_LINE = ("from", "place", "code", "pointers", "charge", "units")
_NOT_BY_TIME = frozenset(("01953", "01996"))
"""Anesthesia codes that count units: an area of burns, a day of pain management."""


def read_form(entries: Entries, profile: Profile) -> tuple[ProfessionalClaim | None, tuple[FormProblem, ...]]:
    """The claim that a form says, or None and everything that keeps it from being read, in form order.

    What a payer wants beyond that is for `form_checks.check_form`. Reads dates in several styles, names in either
    order, SAME and NONE; empty lines between others are passed over, and so are empty diagnoses, pointers moving along.
    """
    problems = [*format_problems(entries, profile), *_missing(entries), *pointer_problems(entries)]
    if problems:
        return None, in_form_order(problems)
    return _claim(entries, profile), ()


def in_form_order(problems: list[FormProblem]) -> tuple[FormProblem, ...]:
    return tuple(sorted(problems, key=lambda each: (ORDER.get(each.item, len(ORDER)), each.item)))


def _missing(entries: Entries) -> list[FormProblem]:
    lines = standing_lines(entries) or (1,)
    items = [*_ESSENTIAL, *(f"24.{line}.{part}" for line in lines for part in _ESSENTIAL_IN_LINE)]
    return [
        FormProblem(item, f"{ITEMS[item].title} is empty: without it there is no claim.", ProblemKind.MISSING)
        for item in items
        if not text_of(entries, item)
    ]


def pointer_problems(entries: Entries) -> list[FormProblem]:
    """Every 24E that points to an empty item 21. What cannot be read as pointers is passed over."""
    found = []
    for line in standing_lines(entries):
        item = f"24.{line}.pointers"
        try:
            letters = values.read_pointers(text_of(entries, item))
        except values.ValueProblem:
            continue
        if dangling := [letter for letter in letters if not text_of(entries, f"21.{letter}")]:
            message = f"{ITEMS[item].title} points to {', '.join(dangling)}: no diagnosis stands there in item 21."
            found.append(FormProblem(item, message, ProblemKind.DISAGREES))
    return found


def _claim(entries: Entries, profile: Profile) -> ProfessionalClaim:
    patient = parts.read_patient(entries)
    coverage, others = parts.read_coverages(entries, profile, patient)
    rendering = parts.read_rendering(entries)
    number = text_of(entries, "23")
    is_clia = bool(number) and check_clia(number) is None
    claim_number = text_of(entries, "11b")
    return ProfessionalClaim(
        account_number=text_of(entries, "26"),
        coverage=coverage,
        patient=patient,
        billing=parts.read_billing(entries),
        diagnoses=tuple(values.read_diagnosis(text) for item in DIAGNOSES if (text := text_of(entries, item))),
        lines=tuple(_line(entries, line, rendering) for line in standing_lines(entries)),
        others=others,
        rendering=rendering,
        referral=parts.read_referral(entries),
        facility=parts.read_facility(entries),
        circumstances=_circumstances(entries),
        frequency=Frequency(text_of(entries, "22.code") or Frequency.ORIGINAL),
        original_reference=text_of(entries, "22.reference"),
        prior_authorization="" if is_clia else number,
        clia_number=bare(number) if is_clia else "",
        claim_number="" if profile is Profile.MEDICARE else claim_number.removeprefix("Y4 ").strip(),
        note=text_of(entries, "19"),
        patient_paid_cents=_cents(entries, "29"),
        accepts_assignment=text_of(entries, "27").lower() != "no",
        is_signed_by_patient=bool(text_of(entries, "12")),
        assigns_benefits=bool(text_of(entries, "13")),
        signed_on=parts.day_of(entries, "31.date"),
    )


def _cents(entries: Entries, item: str) -> int:
    text = text_of(entries, item)
    return values.read_amount(text) if text else 0


def _circumstances(entries: Entries) -> Circumstances:
    """Items 10 and 14 to 18."""

    def says_yes(item: str) -> bool:
        return text_of(entries, item).lower() == "yes"

    return Circumstances(
        says_yes("10a"),
        says_yes("10b"),
        text_of(entries, "10b.state").upper(),
        says_yes("10c"),
        parts.day_of(entries, "14"),
        text_of(entries, "14.qualifier") or "431",
        parts.day_of(entries, "15"),
        text_of(entries, "15.qualifier"),
        parts.day_of(entries, "16.from"),
        parts.day_of(entries, "16.through"),
        parts.day_of(entries, "18.from"),
        parts.day_of(entries, "18.through"),
    )


def is_timed(code: str) -> bool:
    """Whether item 24G counts minutes: anesthesia, but for the codes that count units (CMS manual, chapter 12 §50)."""
    return code.startswith("0") and code.isdecimal() and code not in _NOT_BY_TIME


def _line(entries: Entries, line: int, rendering: Provider | None) -> ServiceLine:
    def said(part: str) -> str:
        return text_of(entries, f"24.{line}.{part}")

    on, through = values.read_date(said("from")), parts.day_of(entries, f"24.{line}.through")
    code, npi = values.read_procedure(said("code")), said("rendering")
    ndc, quantity = values.read_drug(said("shaded"))
    is_other = bool(npi and rendering and npi != rendering.npi)
    standing = [letter for letter in POINTER_LETTERS if text_of(entries, f"21.{letter}")]
    return ServiceLine(
        code=code,
        on=on,
        charge_cents=values.read_amount(said("charge")),
        pointers=tuple(standing.index(letter) for letter in values.read_pointers(said("pointers"))),
        place_of_service=said("place"),
        modifiers=values.read_modifiers(said("modifiers")),
        units=values.read_units(said("units")),
        is_minutes=is_timed(code),
        through=None if through == on else through,
        is_emergency=bool(said("emergency")),
        is_epsdt=said("epsdt").upper() not in ("", "N"),
        rendering=Provider(Name(""), npi, taxonomy=parts.read_taxonomy(entries, line)) if is_other else None,
        ndc=ndc,
        ndc_quantity=quantity,
    )
