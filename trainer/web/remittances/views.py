"""Remittances: the list, the import of an 835, one as paper with its postings, written again, deleted."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from trainer.domain.claims.ledger import EntryKind, Owner
from trainer.domain.kernel.errors import Refused
from trainer.services import remittances
from trainer.web.billing.pages import eob_words
from trainer.web.claims.files import text_file
from trainer.web.rendering import plural
from trainer.web.requests import current_scope, forget_this_step
from trainer.web.uploads import MOST_NOTES, read_file, take_files

blueprint = Blueprint("remittances", __name__, url_prefix="/billing/remittances")
take_files(blueprint, "remittances.import_file")

Page = str | Response | tuple[str, int]

KIND_WORDS = {
    EntryKind.CHARGE: "charge",
    EntryKind.PAYMENT: "payment",
    EntryKind.WRITE_OFF: "written off by contract",
    EntryKind.ADJUSTMENT: "adjusted",
    EntryKind.TRANSFER: "moved",
    EntryKind.PATIENT_PAYMENT: "patient’s payment",
}
OWNER_WORDS = {
    Owner.PRIMARY: "first payer",
    Owner.SECONDARY: "second payer",
    Owner.TERTIARY: "third payer",
    Owner.PATIENT: "patient",
}


@blueprint.get("")
def index() -> str:
    page = request.args.get("page", "")
    is_page = page.isdecimal() and len(page) < 5
    return render_template("billing/remittances/index.html", **_list(int(page) if is_page else 1))


@blueprint.post("/import")
def import_file() -> Page:
    try:
        data, name = read_file()
        imported = remittances.import_remittances(current_scope(), data, name)
    except Refused as error:
        return _refused(error.reason)
    for trace_number, number in imported.known[:MOST_NOTES]:
        flash(f"The remittance {trace_number} of this payer was read in before, as number {number}. It is kept once.")
    if len(imported.known) > MOST_NOTES:
        flash(f"{len(imported.known) - MOST_NOTES} more were read in before.")
    if imported.new:
        flash(f"{plural(len(imported.new), 'remittance was', 'remittances were')} read in.")
    shown = list(dict.fromkeys([*imported.new, *(number for _, number in imported.known)]))
    if len(shown) == 1:
        return redirect(url_for("remittances.show", number=shown[0]), 303)
    return redirect(url_for("remittances.index"), 303)


def _list(page: int) -> dict[str, Any]:
    found = remittances.list_remittances(current_scope(), page)
    return {"list": found, "most": remittances.MAX_REMITTANCES, "problem": ""}


def _refused(reason: str) -> tuple[str, int]:
    forget_this_step()
    return render_template("billing/remittances/index.html", **_list(1) | {"problem": reason}), 422


@blueprint.get("/<int:number>")
def show(number: int) -> str:
    page = remittances.get_remittance(current_scope(), number)
    words = {"kind_words": KIND_WORDS, "owner_words": OWNER_WORDS}
    return render_template("billing/remittances/show.html", page=page, **words, **eob_words())


@blueprint.get("/<int:number>/835.txt")
def file(number: int) -> Response:
    return text_file(*remittances.write_kept(current_scope(), number))


@blueprint.post("/<int:number>/delete")
def delete(number: int) -> Response:
    remittances.delete_remittance(current_scope(), number)
    flash("The remittance is deleted.")
    return redirect(url_for("remittances.index"), 303)
