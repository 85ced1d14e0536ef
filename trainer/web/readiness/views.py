"""How near to passing one is and how sure that is, how the estimate was tested, and real results."""

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from trainer.domain.kernel.errors import Refused
from trainer.services import exam_outcomes, readiness, readiness_evidence
from trainer.services.practice import TRACKS
from trainer.web.plots.responses import svg
from trainer.web.readiness import words
from trainer.web.readiness.forms import OutcomeForm, outcome_form
from trainer.web.readiness.reliability_plot import draw_reliability
from trainer.web.requests import current_scope, forget_this_step

blueprint = Blueprint("readiness", __name__, url_prefix="/readiness")

Page = str | AnyResponse | tuple[str, int]


def _track(text: str | None) -> str:
    own: str = current_user.signed_in.track
    return text if text in TRACKS else own


@blueprint.get("")
def index() -> str:
    page = readiness.get_readiness_page(current_scope(), _track(request.args.get("track")))
    return render_template("readiness/index.html", page=page, view=page.view, words=words)


@blueprint.get("/evidence")
def evidence() -> str:
    return render_template(
        "readiness/evidence.html",
        evidence=readiness_evidence.read_evidence(),
        real=exam_outcomes.get_real_evidence(current_scope()),
        fewest=exam_outcomes.FEWEST_PEOPLE,
        fewest_in_fifth=exam_outcomes.FEWEST_IN_FIFTH,
        fewest_in_tenth=readiness_evidence.FEWEST_IN_TENTH,
        command=readiness_evidence.COMMAND,
        words=words,
    )


@blueprint.get("/evidence/reliability.svg")
def reliability() -> Response:
    found = readiness_evidence.read_evidence()
    if found is None:
        abort(404)
    return svg(lambda theme, size: draw_reliability(found, theme, size))


@blueprint.get("/results")
def results() -> Page:
    return _results_page(_track(request.args.get("track")))


def _results_page(track: str, form: OutcomeForm | None = None) -> Page:
    page = exam_outcomes.get_outcomes(current_scope(), track)
    form = form or outcome_form(page.areas, page.earliest, page.today)
    shown = render_template(
        "readiness/results.html", page=page, form=form, fewest=exam_outcomes.FEWEST_PEOPLE, words=words
    )
    return (shown, 422) if form.errors else shown


@blueprint.post("/results")
def tell() -> Page:
    track = _track(request.form.get("track"))
    page = exam_outcomes.get_outcomes(current_scope(), track)
    form = outcome_form(page.areas, page.earliest, page.today)
    if not form.validate():
        return _results_page(track, form)
    told = exam_outcomes.Told(
        track, form.taken_on.data, form.outcome.data == "passed", form.percent.data, form.area_percents
    )
    try:
        exam_outcomes.record_outcome(current_scope(), told)
    except Refused as error:
        forget_this_step()
        form.complain(error.field, error.reason)
        return _results_page(track, form)
    flash("Thank you. Your result is kept with the estimate that stood before the exam, if there was one.")
    return redirect(url_for("readiness.results", track=track), 303)


@blueprint.post("/results/<int:number>/withdraw")
def withdraw(number: int) -> AnyResponse:
    exam_outcomes.withdraw_outcome(current_scope(), number)
    flash("The result is taken back. It no longer counts anywhere.")
    return redirect(url_for("readiness.results", track=_track(request.form.get("track"))), 303)
