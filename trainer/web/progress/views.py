"""Progress by area and the history of sittings."""

from flask import Blueprint, render_template, request
from flask_login import current_user

from trainer.services.practice import TRACKS
from trainer.services.progress import get_progress
from trainer.web.requests import current_scope

blueprint = Blueprint("progress", __name__)


@blueprint.get("/progress")
def index() -> str:
    track = request.args.get("track", "")
    track = track if track in TRACKS else current_user.signed_in.track
    page = request.args.get("page", 1, type=int)
    return render_template("progress/index.html", page=get_progress(current_scope(), track, min(max(page, 1), 10**6)))
