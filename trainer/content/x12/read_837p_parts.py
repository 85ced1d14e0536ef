"""The parts of a claim read out of the loops of an 837P: names, dates, diagnoses, lines.

Source: ASC X12 837 005010X222A1.
"""

import re
from datetime import date

from trainer.content.x12.codes_837p import MOST_UNITS, ONSETS, OTHER_DATES
from trainer.content.x12.elements import label, read_cents, read_choice, read_day, read_text, read_units
from trainer.content.x12.loops_837p import ClaimLoops, Loop
from trainer.content.x12.segments import Segment
from trainer.domain.claims.lines import MAX_DIAGNOSES, MAX_MODIFIERS, MAX_POINTERS
from trainer.domain.claims.professional import Address, Circumstances, Name, Person, Provider, ServiceLine, Sex

INSTITUTIONAL = "this is an institutional claim (837I), not a professional one (837P)"
DENTAL = "this is a dental claim (837D), not a professional one (837P)"
_NOTHING = Segment("", ())


def read_name(nm1: Segment) -> Name:
    """Last, first and middle name and suffix, as NM1 says them."""
    return Name(*(nm1[number].strip() for number in (3, 4, 5, 7)))


def read_address(party: Loop) -> Address | None:
    """What N3 and N4 say, of which one may be missing."""
    n3, n4 = party.first("N3"), party.first("N4")
    return address_of(n3 or _NOTHING, n4 or _NOTHING) if n3 or n4 else None


def address_of(n3: Segment, n4: Segment) -> Address:
    """The postal code is left with its digits and letters."""
    postal_code = re.sub(r"[\W_]", "", n4[3])
    return Address(n3[1].strip(), n4[1].strip(), n4[2].strip(), postal_code, n3[2].strip())


def read_phone(party: Loop) -> str:
    """The digits of the first telephone number."""
    numbers = (per[at + 1] for per in party.all("PER") for at in (3, 5, 7) if per[at] == "TE")
    return re.sub(r"[^0-9]", "", next(numbers, ""))


def read_person(party: Loop) -> Person:
    """A patient or an insured; birth, sex, address and phone where they are told."""
    dmg = party.first("DMG") or _NOTHING
    sex = dmg[3].strip()
    return Person(
        name=read_name(party.opening),
        address=read_address(party),
        born_on=read_day(dmg, 2) if dmg[2].strip() else None,
        sex=Sex(sex) if sex in tuple(Sex) else Sex.UNKNOWN,
        phone=read_phone(party),
    )


def read_provider(party: Loop) -> Provider:
    """A provider with the NPI and the taxonomy, "" where they are not told."""
    nm1, prv = party.opening, party.first("PRV", "PE") or _NOTHING
    npi = nm1[9].strip() if nm1[8] == "XX" else ""
    return Provider(read_name(nm1), npi, nm1[2] == "1", prv[3].strip())


def read_rendering(loop: Loop) -> Provider | None:
    """The rendering provider (NM1*82) of a claim or of a line."""
    party = loop.party("82")
    return read_provider(party) if party else None


def read_circumstances(claim: Loop, component: str) -> Circumstances:
    """CLM11 and the dates. Where several dates could stand in item 14 or 15, it is the first of the file."""
    *causes, state = (*claim.opening[11].split(component), "", "", "", "")[:4]
    onset, other = claim.first("DTP", *ONSETS), claim.first("DTP", *OTHER_DATES)
    unable_from, unable_through = _disability(claim)
    return Circumstances(
        is_employment="EM" in causes,
        is_auto_accident="AA" in causes,
        auto_state=state if "AA" in causes else "",
        is_other_accident="OA" in causes,
        onset_on=_one_day(onset),
        onset_qualifier=onset[1] if onset else ONSETS[0],
        other_on=_one_day(other),
        other_date_qualifier=other[1] if other else "",
        unable_from=unable_from,
        unable_through=unable_through,
        hospital_from=_one_day(claim.first("DTP", "435")),
        hospital_through=_one_day(claim.first("DTP", "096")),
    )


def _disability(claim: Loop) -> tuple[date | None, date | None]:
    both = claim.first("DTP", "314")
    if both:
        return _days(both)
    return _one_day(claim.first("DTP", "360")), _one_day(claim.first("DTP", "361"))


def _days(dtp: Segment) -> tuple[date, date | None]:
    """One day (D8), or the first and the last of several (RD8)."""
    if read_choice(dtp, 2, ("D8", "RD8"), "the form of a date") == "D8":
        return read_day(dtp, 3), None
    first, dash, last = dtp[3].partition("-")
    if not dash:
        raise dtp.fail(f"DTP03 says “{dtp[3][:20]}”: RD8 is two days with a hyphen between them")
    return read_day(dtp, 3, first), read_day(dtp, 3, last)


def _one_day(dtp: Segment | None) -> date | None:
    if dtp is None:
        return None
    day, through = _days(dtp)
    if through:
        raise dtp.fail(f"DTP*{dtp[1]} holds a period, where one day is wanted")
    return day


def read_diagnoses(claim: Loop, component: str) -> tuple[str, ...]:
    """The ICD-10-CM codes of HI in their order, without dots; its other codes (condition, anesthesia) are not read."""
    codes: list[str] = []
    for hi in claim.all("HI"):
        for at, element in enumerate(hi.elements, 1):
            qualifier, _, rest = element.partition(component)
            code = rest.split(component)[0].replace(".", "").strip()
            if qualifier in ("BK", "BF"):
                raise hi.fail(f"{label(hi, at)} is a code of ICD-9-CM ({qualifier}); ICD-10-CM (ABK, ABF) is read")
            if qualifier in ("ABK", "ABF"):
                if not code:
                    raise hi.fail(f"{label(hi, at)} has no diagnosis behind {qualifier}")
                codes.append(code)
        if len(codes) > MAX_DIAGNOSES:
            raise hi.fail(f"{len(codes)} diagnoses; a claim has at most {MAX_DIAGNOSES}")
    return tuple(codes)


def read_lines(loops: ClaimLoops, diagnoses: int, component: str) -> tuple[ServiceLine, ...]:
    """The lines of a claim with that many diagnoses; a line without a place has the place of the claim."""
    place = loops.claim.opening[5].split(component)[0].strip()
    return tuple(_line(loop, place, diagnoses, component) for loop in loops.lines)


def _line(loop: Loop, place: str, diagnoses: int, component: str) -> ServiceLine:
    sv1 = loop.opening
    if sv1.name != "SV1":
        raise sv1.fail(INSTITUTIONAL if sv1.name == "SV2" else DENTAL)
    served = loop.first("DTP", "472")
    if not served:
        raise sv1.fail("the line has no DTP*472, the day of the service")
    on, through = _days(served)
    code, modifiers = _procedure(sv1, component)
    ndc, quantity = _drug(loop, component)
    return ServiceLine(
        code=code,
        on=on,
        charge_cents=read_cents(sv1, 2, "the charge"),
        pointers=_pointers(sv1, diagnoses, component),
        place_of_service=sv1[5].strip() or place,
        modifiers=modifiers,
        units=read_units(sv1, 4, MOST_UNITS),
        is_minutes=read_choice(sv1, 3, ("UN", "MJ"), "units or minutes") == "MJ",
        through=through,
        is_emergency=sv1[9] == "Y",
        is_epsdt=sv1[11] == "Y",
        rendering=read_rendering(loop),
        ndc=ndc,
        ndc_quantity=quantity,
    )


def _procedure(sv1: Segment, component: str) -> tuple[str, tuple[str, ...]]:
    qualifier, code, *more = (*read_text(sv1, 1, "the procedure").split(component), "")
    if qualifier != "HC":
        raise sv1.fail(f"SV101 begins with “{qualifier[:20]}”; HC (CPT and HCPCS) is read")
    if not code.strip():
        raise sv1.fail("SV101 has no procedure code behind HC")
    return code.strip(), tuple(modifier.strip() for modifier in more[:MAX_MODIFIERS] if modifier.strip())


def _pointers(sv1: Segment, diagnoses: int, component: str) -> tuple[int, ...]:
    texts = [text.strip() for text in sv1[7].split(component) if text.strip()]
    if len(texts) > MAX_POINTERS:
        raise sv1.fail(f"SV107 has {len(texts)} pointers; a line has at most {MAX_POINTERS}")
    for text in texts:
        if not re.fullmatch(r"[0-9]{1,2}", text) or not 1 <= int(text) <= diagnoses:
            raise sv1.fail(f"SV107 points to diagnosis “{text[:20]}”; the claim has {diagnoses}")
    return tuple(int(text) - 1 for text in texts)


def _drug(loop: Loop, component: str) -> tuple[str, str]:
    """The NDC and its quantity as printed: unit, then number; "" for what is not told."""
    lin, ctp = loop.first("LIN"), loop.first("CTP") or _NOTHING
    if not lin or lin[2] != "N4":
        return "", ""
    return lin[3].strip(), ctp[5].split(component)[0].strip() + ctp[4].strip()
