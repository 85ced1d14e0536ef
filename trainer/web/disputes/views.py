"""The learner's reports of wrong keys, the list for those who answer, and the answer to one of them."""

from flask import flash, g, redirect, render_template, request, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from trainer.domain.attempts.attempt import AttemptKind
from trainer.domain.items.content import options_of
from trainer.domain.items.keys import right_options
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services import disputes, item_evidence, item_reports
from trainer.services.item_reports import MAX_CHARACTERS, MIN_CHARACTERS, OwnDispute, ReportRow
from trainer.services.practice import TRACKS
from trainer.web.answer_forms import whole
from trainer.web.disputes import items
from trainer.web.disputes.blueprint import blueprint
from trainer.web.disputes.words import FLAG_WORDS, MODE_WORDS, OUTCOME_WORDS, answer_words, chosen_options
from trainer.web.requests import current_scope, forget_this_step
from trainer.web.security import safe_target

__all__ = ["blueprint"]

Page = str | Response | tuple[str, int]
_SEEN = "disputes_seen_at"
_QUESTION_PAGES = {
    AttemptKind.EXAM: "exams.review",
    AttemptKind.ASSIGNMENT: "exams.review",
    AttemptKind.DIAGNOSTIC: "diagnostics.review",
}


@blueprint.app_context_processor
def _every_page() -> dict[str, object]:
    """Pages of questions show what their learner said of the key."""
    return {
        "key_reports": _key_reports,
        "report_limits": (MIN_CHARACTERS, MAX_CHARACTERS),
        "outcome_words": OUTCOME_WORDS,
        "disputes_waiting": _waiting,
    }


def _waiting() -> int:
    """How many wait for whoever is signed in, counted once a page."""
    if "disputes_waiting" not in g:
        g.disputes_waiting = disputes.count_waiting(current_scope())
    return int(g.disputes_waiting)


def _key_reports(number: int, position: int) -> tuple[ReportRow, ...]:
    return item_reports.list_for_question(current_scope(), number, position)


@blueprint.context_processor
def _own_pages() -> dict[str, object]:
    return {
        "answer_words": answer_words,
        "question_url": _question_url,
        "key_words": item_evidence.key_words,
        "flag_words": FLAG_WORDS,
        "mode_words": MODE_WORDS,
        "options_of": options_of,
        "right_options": right_options,
        "chosen_options": chosen_options,
    }


def _question_url(row: OwnDispute) -> str:
    """Where a question stands with its key."""
    endpoint = _QUESTION_PAGES.get(row.kind, "practice.question")
    return url_for(endpoint, number=row.attempt_number, position=row.position)


@blueprint.get("/mine")
def mine() -> str:
    """The learner's own reports; what was answered since the page was last open is marked."""
    rows = item_reports.list_own(current_scope())
    seen = session.get(_SEEN, 0.0)
    session[_SEEN] = current_scope().now.timestamp()
    new = {row for row in rows if seen and row.answered_at is not None and row.answered_at.timestamp() > seen}
    return render_template("disputes/mine.html", rows=rows, new=new)


@blueprint.post("/questions/<int:number>/<int:position>")
def report_key(number: int, position: int) -> Page:
    """A learner says that a key is wrong; afterwards they are back where they were."""
    text = request.form.get("text", "")
    target = safe_target(request.form.get("next"))
    try:
        item_reports.report_key(current_scope(), number, position, text)
    except Refused as error:
        forget_this_step()
        values = {"number": number, "position": position, "text": text, "target": target}
        return render_template("disputes/report.html", error=error, **values), 422
    flash("Your report is stored. The answer will stand here, and under Disputed keys.")
    return redirect(f"{target.partition('#')[0]}#key-report", 303)


@blueprint.get("")
def index() -> str:
    own: str = current_user.signed_in.track
    track = request.args.get("track", own)
    is_open = request.args.get("state") != "answered"
    page = min(whole(request.args.get("page")) or 1, 10**6)
    found = disputes.list_disputes(current_scope(), track if track in TRACKS else own, page, is_open=is_open)
    return render_template("disputes/index.html", page=found)


@blueprint.get("/reports/<reference>")
def report(reference: str) -> str:
    return _report_page(reference)


def _report_page(reference: str, error: Refused | None = None) -> str:
    scope = current_scope()
    found = disputes.get_item_dispute(scope, reference)
    try:
        page = item_evidence.get_item_page(scope, found.slug)
    except NotFound:  # a question that this person may explain, and not correct
        return render_template("disputes/report_only.html", dispute=found, error=error)
    return items.item_page(page, found, error)


@blueprint.post("/reports/<reference>")
def explain(reference: str) -> Page:
    try:
        disputes.explain_key(current_scope(), reference, request.form.get("text", ""))
    except Refused as error:
        forget_this_step()
        return _report_page(reference, error), 422
    flash("Answered. The learner reads it where they asked.")
    return redirect(url_for("disputes.report", reference=reference), 303)


@blueprint.get("/objections/<reference>")
def objection(reference: str) -> str:
    return _objection_page(reference)


def _objection_page(reference: str, error: Refused | None = None) -> str:
    found = disputes.get_case_dispute(current_scope(), reference)
    return render_template("disputes/objection.html", dispute=found, error=error)


@blueprint.post("/objections/<reference>")
def explain_case(reference: str) -> Page:
    try:
        disputes.explain_case_key(current_scope(), reference, request.form.get("text", ""))
    except Refused as error:
        forget_this_step()
        return _objection_page(reference, error), 422
    flash("Answered. The learner reads it on the report of the case.")
    return redirect(url_for("disputes.objection", reference=reference), 303)
