"""Lessons: the course, one lesson, and its five questions. Everybody may read and answer."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from trainer.services import lessons, sittings
from trainer.web.guests import become_guest, limit_guests
from trainer.web.lessons.rendering import lesson_text
from trainer.web.requests import current_scope

blueprint = Blueprint("lessons", __name__, url_prefix="/lessons")
blueprint.add_app_template_filter(lesson_text)


@blueprint.get("")
def index() -> str:
    return render_template("lessons/index.html", page=lessons.get_index(current_scope()))


@blueprint.get("/<slug>")
def show(slug: str) -> str:
    return render_template("lessons/show.html", page=lessons.get_lesson(current_scope(), slug))


@blueprint.post("/<slug>/items")
@limit_guests
def start(slug: str) -> Response:
    if not lessons.get_lesson(current_scope(), slug).standing.items:  # nobody becomes a guest for nothing
        return redirect(url_for("lessons.show", slug=slug), 303)
    become_guest()
    number = lessons.start_items(current_scope(), slug, request.form.get("request_id", ""))
    position = sittings.first_open_position(current_scope(), number)
    return redirect(url_for("practice.question", number=number, position=position), 303)
