"""Reviews of today: what is due, a sitting of it, another rating."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from trainer.domain.exams.practice import MAX_PRACTICE_ITEMS
from trainer.domain.kernel.errors import Refused
from trainer.domain.review.ratings import Rating
from trainer.services import reviews
from trainer.services.practice import TRACKS
from trainer.web.requests import current_scope

blueprint = Blueprint("reviews", __name__, url_prefix="/review")


@blueprint.get("")
def index() -> str:
    return _page(_track(request.args.get("track")))


@blueprint.post("")
def start() -> Response | tuple[str, int]:
    track, form = _track(request.form.get("track")), request.form
    try:
        number = reviews.start_reviews(
            current_scope(), track, form.get("request_id", ""), more=form.get("more") == "yes"
        )
    except Refused as error:
        return _page(track, error), 422
    return redirect(url_for("practice.resume", number=number), 303)


@blueprint.post("/<int:number>/ratings/<int:position>")
def rate(number: int, position: int) -> Response:
    try:
        rating = Rating(request.form.get("rating", ""))
    except ValueError as error:
        raise Refused("Choose one of the ratings that are shown.", "rating") from error
    reviews.overrule_rating(current_scope(), number, position, rating)
    return redirect(url_for("practice.question", number=number, position=position, _anchor="comes-back"), 303)


def _track(text: str | None) -> str:
    own: str = current_user.signed_in.track
    return text if text in TRACKS else own


def _page(track: str, error: Refused | None = None) -> str:
    page = reviews.get_due(current_scope(), track)
    return render_template("reviews/index.html", page=page, error=error, most=MAX_PRACTICE_ITEMS)
