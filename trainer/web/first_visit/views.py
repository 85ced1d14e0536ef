"""What a stranger can try: one chart, one denied claim, a taste of each exam, and which job that speaks for."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from trainer.domain.careers.fit import CLEAR, TRAITS, Enjoyed, Liking, lean_of, steps_of
from trainer.services import first_visit, guests
from trainer.web.guests import become_guest, limit_guests
from trainer.web.requests import current_scope

blueprint = Blueprint("first_visit", __name__, url_prefix="/try")

NAMES = {"code": first_visit.CODE, "denial": first_visit.DENIAL}


@blueprint.get("")
def index() -> str:
    return render_template("first_visit/index.html", page=first_visit.get_first_visit(current_scope()))


@blueprint.post("/<any(code, denial):name>")
@limit_guests
def start(name: str) -> Response:
    """Begins one of the two tries; whoever is not signed in is a guest from here on."""
    become_guest("cpc" if name == "code" else "cpb")
    number = first_visit.start_try(current_scope(), NAMES[name])
    return redirect(url_for("cases.work" if name == "code" else "billing.work", number=number), 303)


@blueprint.post("/taster/<any(cpc, cpb):track>")
@limit_guests
def start_taster(track: str) -> Response:
    """Ten questions of an exam, at its pace."""
    become_guest(track)
    number = first_visit.start_taster(current_scope(), track, request.form.get("request_id", ""))
    return redirect(url_for("practice.question", number=number, position=1), 303)


@blueprint.route("/fit", methods=["GET", "POST"])
def fit() -> str:
    """Which job fits. What is ticked is sent, so that it stands in no address, and is stored nowhere."""
    form = request.form
    enjoyed = next((each for each in Enjoyed if each == form.get("enjoyed")), None)
    said = {trait.slug: form.get(trait.slug) for trait in TRAITS}
    likings = {slug: Liking(text) for slug, text in said.items() if text in list(Liking)}
    visit = first_visit.get_first_visit(current_scope())
    return render_template(
        "first_visit/fit.html",
        page=visit,
        showed=first_visit.list_showed(current_scope(), visit),
        traits=TRAITS,
        enjoyed=enjoyed,
        likings=likings,
        steps=steps_of(enjoyed, likings),
        lean=lean_of(enjoyed, likings) if enjoyed or likings else None,
        is_sent=request.method == "POST",
        clear=CLEAR,
    )


@blueprint.post("/forget")
def forget() -> Response:
    """A guest takes everything back at once."""
    if current_user.is_authenticated:
        guests.forget_guest(current_scope())
        session.clear()
        flash("Everything you did here as a guest is deleted.")
    return redirect(url_for("home.index"), 303)
