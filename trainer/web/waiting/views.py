"""What a person waits for: the list, one thing with its bar, the same as JSON, the file that came of it."""

from flask import Blueprint, jsonify, make_response, render_template
from werkzeug.wrappers import Response

from trainer.services import waiting
from trainer.web.requests import current_scope
from trainer.web.waiting.words import result_words, stage_words, title_of

blueprint = Blueprint("waiting", __name__, url_prefix="/waiting")


@blueprint.context_processor
def _words() -> dict[str, object]:
    return {"title_of": title_of, "stage_words": stage_words, "result_words": result_words}


@blueprint.get("")
def index() -> str:
    return render_template("waiting/index.html", rows=waiting.list_waited_for(current_scope()))


@blueprint.get("/<int:job_id>")
def job(job_id: int) -> str:
    return render_template("waiting/job.html", row=waiting.get_waited_for(current_scope(), job_id))


@blueprint.get("/<int:job_id>.json")
def state(job_id: int) -> Response:
    """What the script of the page shows: how far it is, in words and numbers."""
    row = waiting.get_waited_for(current_scope(), job_id)
    return jsonify(words=stage_words(row), done=row.done, total=row.total, isOver=row.is_over)


@blueprint.get("/<int:job_id>/file")
def file(job_id: int) -> Response:
    found = waiting.get_file(current_scope(), job_id)
    response = make_response(found.content)
    response.content_type = found.media_type
    response.headers.set("Content-Disposition", "attachment", filename=found.name)
    return response
