"""An assignment while it is worked on; the rows alone are for the script that refreshes them."""

from flask import render_template

from trainer.services.live_exams import LiveState, get_live
from trainer.web.gradebook.blueprint import blueprint
from trainer.web.gradebook.words import LIVE_WORDS
from trainer.web.requests import current_scope

REFRESH_SECONDS = 5


@blueprint.get("/<int:assignment_id>/live")
def live(class_id: int, assignment_id: int) -> str:
    return _page("gradebook/live.html", class_id, assignment_id)


@blueprint.get("/<int:assignment_id>/live/rows")
def live_rows(class_id: int, assignment_id: int) -> str:
    return _page("gradebook/_live_rows.html", class_id, assignment_id)


def _page(template: str, class_id: int, assignment_id: int) -> str:
    page = get_live(current_scope(), class_id, assignment_id)
    return render_template(
        template,
        page=page,
        zone=page.member.time_zone,
        words=LIVE_WORDS,
        States=LiveState,
        refresh_seconds=REFRESH_SECONDS,
    )
