"""The code book: search, browse, the page of an entry, word parts, index and tables."""

from datetime import date
from enum import StrEnum
from typing import TypeVar

from flask import Blueprint, abort, render_template, request

from trainer.domain.kernel.errors import Refused
from trainer.services import code_lookups, codes
from trainer.services.code_lookups import LookedUp
from trainer.services.codes import Filters, System, TableKind
from trainer.web.answer_forms import whole
from trainer.web.requests import current_scope, forget_this_step

blueprint = Blueprint("codes", __name__, url_prefix="/codes")

PANEL_HEADER = "X-Codebook-Panel"
"""Sent by the side panel, which wants the page without its frame."""

_WORDS = {
    System.ICD10CM: "ICD-10-CM",
    System.HCPCS: "HCPCS Level II",
    System.CPT: "CPT",
    System.MODIFIER: "Modifiers",
    System.PLACE_OF_SERVICE: "Places of service",
    System.CARC: "Claim adjustment reasons (CARC)",
    System.RARC: "Remittance remarks (RARC)",
}
_TABLE_WORDS = {
    TableKind.INDEX: "Alphabetic index",
    TableKind.EXTERNAL: "Index of external causes",
    TableKind.NEOPLASM: "Neoplasm table",
    TableKind.DRUG: "Table of drugs and chemicals",
}

Choice = TypeVar("Choice", bound=StrEnum)


@blueprint.app_context_processor
def _names() -> dict[str, object]:
    return {"system_words": _WORDS, "table_words": _TABLE_WORDS}


@blueprint.context_processor
def _frame() -> dict[str, object]:
    """What all pages of the code book are told: whether they stand in the side panel, and the day to hand on."""
    day, is_wrong = _day()
    return {
        "in_panel": PANEL_HEADER in request.headers,
        "day": day.isoformat() if day else None,
        "wrong_day": request.args.get("date", "") if is_wrong else "",
    }


@blueprint.get("")
def search() -> str:
    query = request.args.get("q", "").strip()[:200]
    system = _choice(System, request.args.get("system", ""))
    chapter = request.args.get("chapter", "")[:20]
    is_billable = True if request.args.get("billable") else None
    filters = Filters(system, chapter, is_billable)
    page = codes.search_codes(current_scope(), query, filters, _day()[0])
    return render_template("codes/search.html", page=page, filters=filters, query=query)


@blueprint.get("/browse")
def browse() -> str:
    look_up, tops = codes.get_chapters(current_scope(), _day()[0])
    return render_template("codes/browse.html", look_up=look_up, tops=tops)


@blueprint.get("/word-parts")
def glossary() -> str:
    page = codes.get_glossary(current_scope(), request.args.get("q", "").strip()[:100])
    return render_template("codes/glossary.html", page=page)


@blueprint.get("/tables/<kind>")
def table(kind: str) -> str:
    chosen = _choice(TableKind, kind)
    if chosen is None:
        abort(404)
    letter = request.args.get("letter", "")[:1].upper()
    number = min(max(request.args.get("page", 1, type=int), 1), 10_000)
    page = codes.get_index_page(current_scope(), chosen, letter, number, _day()[0])
    return render_template("codes/table.html", page=page)


@blueprint.post("/look-ups")
def record_lookup() -> tuple[dict[str, str], int]:
    """Something was looked up in the side panel of a question; sent by the panel's script, which needs no answer."""
    form = request.form
    looked_up = LookedUp(form.get("client_id", ""), whole(form.get("sequence")), form.get("text", ""))
    try:
        place = whole(form.get("number")), whole(form.get("position"))
        code_lookups.record_lookup(current_scope(), *place, looked_up)
    except Refused as error:
        forget_this_step()
        return {"outcome": "refused", "message": error.reason}, 400
    return {"outcome": "saved"}, 200


@blueprint.get("/<system>/<code>")
def entry(system: str, code: str) -> str:
    chosen = _choice(System, system)
    if chosen is None:
        abort(404)
    return render_template("codes/entry.html", page=codes.get_code_page(current_scope(), chosen, code, _day()[0]))


def _choice(kind: type[Choice], text: str) -> Choice | None:
    return next((member for member in kind if member == text), None)


def _day() -> tuple[date | None, bool]:
    """The date of service that is asked for, and whether what was entered is none."""
    text = request.args.get("date", "")
    try:
        return (date.fromisoformat(text) if text else None), False
    except ValueError:
        return None, True
