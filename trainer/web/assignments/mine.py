"""Assignments as a learner sees them: what is asked for, starting it, how it stands."""

from flask import redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from trainer.domain.kernel.errors import Refused
from trainer.services import assignment_sittings, my_assignments
from trainer.services.assignment_parts import Shown, StalePage
from trainer.services.hand_changes import list_hand_changes
from trainer.web.answer_forms import whole
from trainer.web.assignments import my_words, news
from trainer.web.assignments.blueprint import blueprint
from trainer.web.assignments.words import stale_words
from trainer.web.rendering import sitting_url
from trainer.web.requests import current_scope, forget_this_step
from trainer.web.security import limiter, log_in_limit

Page = str | Response | tuple[str, int]

blueprint.add_app_template_filter(my_words.zoned)


def learner_index(class_id: int) -> str:
    """What the class asks of whoever looks."""
    scope = current_scope()
    page = my_assignments.list_mine(scope, class_id)
    fresh = {each.assignment_id: each.words for each in news.fresh_news(scope, class_id)}
    news.look_at(scope.now, class_id)
    return render_template("assignments/index_mine.html", page=page, words=my_words, fresh=fresh)


@blueprint.get("/<int:assignment_id>/mine")
def mine(class_id: int, assignment_id: int) -> str:
    """One assignment with what holds for whoever looks, and what they did; what is new since last time is marked."""
    page = _page(class_id, assignment_id)
    news.look_at(current_scope().now, class_id, assignment_id)
    return page


def _person() -> str:
    """Tries at access codes are counted by person: a whole class that starts together has one address."""
    return f"starting:{current_user.signed_in.id}"


def _no_code() -> bool:
    return not request.form.get("access_code")


@blueprint.post("/<int:assignment_id>/start")
@limiter.limit(log_in_limit, key_func=_person, exempt_when=_no_code)
def start(class_id: int, assignment_id: int) -> Page:
    form = request.form
    part = whole(form.get("part")) or 1
    try:
        started = assignment_sittings.start_assignment(
            current_scope(),
            class_id,
            assignment_id,
            part=part,
            access_code=form.get("access_code", ""),
            request_id=form.get("request_id", ""),
            shown=_shown(),
        )
    except StalePage as error:
        forget_this_step()
        return _page(class_id, assignment_id, stale=error), 409
    except Refused as error:
        forget_this_step()
        return _page(class_id, assignment_id, error), 422
    return redirect(sitting_url(started.kind, started.number, started.track), 303)


def _shown() -> Shown | None:
    """What the page offered to begin; a form without it begins whatever holds now."""
    version, attempt = whole(request.form.get("version")), whole(request.form.get("try"))
    return Shown(version, attempt) if version and attempt else None


def _page(class_id: int, assignment_id: int, error: Refused | None = None, stale: StalePage | None = None) -> str:
    page = my_assignments.get_mine(current_scope(), class_id, assignment_id)
    typed = {"access_code": request.form.get("access_code", "")[:80], "part": request.form.get("part", "")}
    reviews = url_for("reviews.index", track=page.row.spec.track)
    return render_template(
        "assignments/show_mine.html",
        page=page,
        words=my_words,
        error=error,
        stale=stale_words(stale) if stale else "",
        typed=typed,
        reviews_url=reviews,
        by_hand=list_hand_changes(current_scope(), assignment_id=assignment_id),
        seen_at=news.seen_at(current_scope().now, class_id, assignment_id),
    )
