"""The field: what the jobs are, what the certifications ask, what they cost. Public; nothing typed here is stored."""

from flask import Blueprint, render_template, request

from trainer.services import field, field_costs, state_wages
from trainer.services.field_costs import CostForm
from trainer.web.requests import current_scope

blueprint = Blueprint("field", __name__, url_prefix="/field")

Page = str | tuple[str, int]


@blueprint.get("")
def index() -> str:
    return _page("index")


@blueprint.get("/coder")
def coder() -> str:
    return _page("coder")


@blueprint.get("/biller")
def biller() -> str:
    return _page("biller")


@blueprint.get("/certifications")
def certifications() -> str:
    return _page("certifications")


@blueprint.get("/what-nobody-tells")
def what_nobody_tells() -> str:
    return _page("what-nobody-tells", "field/what_nobody_tells.html")


@blueprint.get("/costs")
def costs() -> str:
    return _costs(field_costs.begin_costs(request.args.get("exam", "")))


@blueprint.post("/costs")
def reckon_costs() -> Page:
    """By POST, so that no wage stands in an address or a log."""
    form = field_costs.reckon_costs(request.form.get("certification", ""), request.form)
    return (_costs(form), 422) if form.problems else _costs(form)


@blueprint.get("/wages")
def wages() -> str:
    scope = current_scope()
    found = state_wages.get_wages(scope, request.args.get("occupation", ""))
    figures = field.get_page(scope, "wages")
    return render_template("field/wages.html", page=figures, wages=found, occupations=state_wages.OCCUPATIONS)


def _page(name: str, template: str = "") -> str:
    return render_template(template or f"field/{name}.html", page=field.get_page(current_scope(), name))


def _costs(form: CostForm) -> str:
    figures = field.get_page(current_scope(), "costs")
    return render_template("field/costs.html", page=figures, form=form, certifications=field_costs.CERTIFICATIONS)
