"""Reads the work on a case from a form, as typed."""

from collections.abc import Mapping
from itertools import zip_longest
from typing import Any

from trainer.domain.claims.case import CaseContent, CaseKind
from trainer.domain.claims.editing import Edit, edited, with_pasted
from trainer.domain.claims.lines import TypedClaim, TypedLine, pasted_codes, pasted_lines, typed_lines
from trainer.domain.grading.case_key import VisitElements
from trainer.domain.grading.queries import QueryAnswer
from trainer.services.cases import CaseWork

Form = Any
"""Flask's form: `get` and `getlist`."""

_NEEDED = {"yes": True, "no": False}


def read_form(form: Form, content: CaseContent) -> CaseWork:
    """Everything that the form holds; what its kind of case does not ask is empty."""
    elements = VisitElements(*(form.get(f"element_{name}", "")[:20] for name in ("problems", "data", "risk")))
    return CaseWork(
        claim=_claim(form, content.kind),
        note=typed_text(form, "note"),
        elements=elements if content.asks_elements else VisitElements("", "", ""),
        query=_query(form, content),
    )


def typed_text(form: Form, name: str) -> str:
    """A text of several lines as it was typed: browsers send two characters for the end of a line and count one."""
    return "\n".join(form.get(name, "").splitlines()).strip()


def _claim(form: Form, kind: CaseKind) -> TypedClaim:
    codes = form.getlist("diagnosis_code")
    procedures = [form.getlist(f"procedure_{name}") for name in ("code", "modifiers", "units", "pointers", "mark")]
    match kind:
        case CaseKind.QUERY:
            return TypedClaim((), ())
        case CaseKind.AUDIT:
            struck = set(form.getlist("struck"))
            diagnoses = [codes, [], [], [], form.getlist("diagnosis_mark")]
            return TypedClaim(_audited(diagnoses, "d", struck), _audited(procedures, "p", struck))
    claim = TypedClaim(tuple(TypedLine(line.code) for line in typed_lines([codes])), typed_lines(procedures[:4]))
    for section, read in (("diagnoses", pasted_codes), ("procedures", pasted_lines)):
        if pasted := read(form.get(f"pasted_{section}", "")):
            claim = with_pasted(claim, section, pasted)
    return _edit(claim, form.get("edit", ""))


def _audited(columns: list[list[str]], letter: str, struck: set[str]) -> tuple[TypedLine, ...]:
    """Each row in its place: the first ones are the billed lines, whatever was typed into them."""
    rows = zip_longest(*columns, fillvalue="")
    return tuple(
        TypedLine(code, modifiers, units, pointers, mark, f"{letter}{place}" in struck)
        for place, (code, modifiers, units, pointers, mark) in enumerate(rows)
    )


def _edit(claim: TypedClaim, wish: str) -> TypedClaim:
    """`diagnoses.2.up`, `procedures.0.to.3`; anything else changes nothing."""
    words = wish.split(".")
    if len(words) not in (3, 4) or words[0] not in ("diagnoses", "procedures") or words[2] not in list(Edit):
        return claim
    places = [words[1], *words[3:]]
    if not all(place.isascii() and place.isdigit() and len(place) < 4 for place in places):
        return claim
    return edited(claim, words[0], int(places[0]), Edit(words[2]), int(places[-1]))


def _query(form: Form, content: CaseContent) -> QueryAnswer:
    """Only what the case offers: anything else in the form is forged and passed over."""
    if content.query is None:
        return QueryAnswer()
    offered = {gap.id for gap in content.query.gaps}
    gaps = tuple(sorted(offered.intersection(form.getlist("gap"))))
    chosen: Mapping[str, str] = {part.id: form.get(f"part_{part.id}", "") for part in content.query.parts}
    parts = tuple(
        (part.id, chosen[part.id])
        for part in content.query.parts
        if chosen[part.id] in {choice.id for choice in part.choices}
    )
    return QueryAnswer(_NEEDED.get(form.get("needed", "")), gaps, parts)


def base_revision(form: Form) -> int:
    """The revision that the form was made from; 0 for anything that is no such number."""
    text = form.get("base_revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
