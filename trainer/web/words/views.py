"""The word game. Public: whoever answers without being signed in is a guest from then on."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from trainer.domain.kernel.errors import Refused
from trainer.services import words
from trainer.web.guests import become_guest, limit_guests
from trainer.web.requests import current_scope

blueprint = Blueprint("words", __name__, url_prefix="/words")


@blueprint.get("")
def index() -> str:
    plays_on = request.args.get("more") == "yes"
    page = words.get_game(current_scope(), request.args.get("after", ""), plays_on=plays_on)
    return render_template("words/index.html", page=page, error=None)


@blueprint.post("")
@limit_guests
def answer() -> Response | tuple[str, int]:
    """What was never asked makes no guest: it is refused before."""
    form, more = request.form, request.form.get("more") == "yes"
    try:
        sent = words.read_answer(
            current_scope(), form.get("part", ""), form.get("repetition", ""), form.get("chosen", "")
        )
        become_guest()
        words.answer(current_scope(), sent)
    except Refused as error:
        page = words.get_game(current_scope(), plays_on=more)
        return render_template("words/index.html", page=page, error=error), 422
    after, manner = sent.part.id, "yes" if more else None
    return redirect(url_for("words.index", after=after, more=manner, _anchor="verdict"), 303)


@blueprint.get("/list")
def list_parts() -> str:
    return render_template("words/list.html", groups=words.list_parts())
