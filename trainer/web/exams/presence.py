"""The heartbeat of the runner: its page is there."""

from flask import request

from trainer.services.presence import record_presence
from trainer.web.answer_forms import whole
from trainer.web.exams.blueprint import blueprint
from trainer.web.requests import current_scope


@blueprint.post("/<int:number>/here")
def here(number: int) -> dict[str, object]:
    """The page shows the question at `position`; the answer says whether anybody watches."""
    return {"is_watched": record_presence(current_scope(), number, whole(request.form.get("position")))}
