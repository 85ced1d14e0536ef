"""From errors to pages, with their status. A page says what happened, what was kept and what to do."""

from dataclasses import dataclass
from secrets import token_hex

import structlog
from flask import Flask, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from trainer.domain.attempts.decisions import AnswerFinal, AttemptClosed, AttemptPaused, StaleAnswer
from trainer.domain.kernel.errors import Conflict, DomainError, NotFound, Refused
from trainer.services.codes import NoCodeBook
from trainer.services.scope import NotSignedIn
from trainer.web.requests import forget_this_step

log = structlog.get_logger()

_NEVER_SENT_AGAIN = {"csrf_token", "password", "new_password", "current_password"}


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """`kept` are form fields to offer for sending again."""

    status: int
    title: str
    happened: str
    advice: str
    error_id: str = ""
    kept: tuple[tuple[str, str], ...] = ()


_PAGES = {
    403: ("Not for you", "You are signed in, but this page belongs to somebody else.", "Go back to your own work."),
    404: (
        "Nothing here",
        "There is no such page, or it is not yours.",
        "Check the address, or start again from the beginning.",
    ),
    405: ("Wrong way in", "This address does not take that kind of request.", "Go back and use the page's buttons."),
    413: ("Too large", "What was sent is larger than anything this page takes.", "Nothing was stored. Send less."),
    429: (
        "Too many tries",
        "There were too many tries in a short time from this address or for this account.",
        "Wait a minute, then try again. Nothing else is affected.",
    ),
}


def install(app: Flask) -> None:
    """Registers the handlers."""
    app.register_error_handler(DomainError, _domain_error)
    app.register_error_handler(CSRFError, _expired_form)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected)


def _render(page: ErrorPage) -> tuple[str, int]:
    forget_this_step()
    return render_template("errors/error.html", page=page), page.status


def _domain_error(error: DomainError) -> tuple[str, int] | tuple[str, int, dict[str, str]]:
    match error:
        case NotFound():
            return _render(ErrorPage(404, *_PAGES[404]))
        case NotSignedIn():
            return _render(ErrorPage(403, "Please log in", "This page needs a sign-in.", "Log in, then try again."))
        case NoCodeBook():
            happened = "The code book is not there yet, or it is being built again."
            advice = "Your work is not touched by that. Whoever runs this trainer builds it with: trainer codes build"
            return _render(ErrorPage(503, "No code book yet", happened, advice))
        case AttemptClosed():
            happened = "This sitting is closed: it was handed in, or its time is up."
            return _render(
                ErrorPage(409, "Already closed", happened, "What you saved before counts. Open the result to see it.")
            )
        case AttemptPaused():
            advice = "Nothing was stored. Go on with the exam first, then enter it again."
            return _render(ErrorPage(409, "Paused", "The clock of this exam stands still.", advice, kept=_fields()))
        case StaleAnswer():
            happened = "Another tab or device has saved a newer version of this since you opened the page."
            advice = "Nothing was overwritten. Go back, reload the page, look at the newer version and save again."
            return _render(ErrorPage(409, "Somebody was faster, and it was you", happened, advice, kept=_fields()))
        case AnswerFinal():
            happened = "The verdict on this question was shown already, so its answer stands."
            return _render(ErrorPage(409, "This answer stands", happened, "Go on with the next question."))
        case Refused(reason):
            return _render(ErrorPage(422, "That does not work", reason, "Nothing was stored. Go back and correct it."))
        case Conflict():
            happened = "Somebody else changed this at the same moment."
            return _render(ErrorPage(409, "Please try again", happened, "Nothing was stored. Go back and try again."))
        case _:
            return _unexpected(error)


def _expired_form(error: CSRFError) -> tuple[str, int]:
    """A form from an old page. What was typed is offered for sending again, if the form was one of ours."""
    came_from_here = request.headers.get("Sec-Fetch-Site") == "same-origin" or request.headers.get(
        "Origin"
    ) == request.host_url.rstrip("/")
    page = ErrorPage(
        400,
        "This form has expired",
        "The page was open for too long, or you logged in again meanwhile. Nothing was stored yet.",
        "Send it once more." if came_from_here else "Go back, reload the page and send it again.",
        kept=_fields() if came_from_here else (),
    )
    return _render(page)


def _fields() -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in request.form.items(multi=True) if name not in _NEVER_SENT_AGAIN)


def _http_error(error: HTTPException) -> tuple[str, int] | HTTPException:
    status = error.code or 500
    if status < 400:
        return error
    if status in _PAGES:
        return _render(ErrorPage(status, *_PAGES[status]))
    return _render(ErrorPage(status, error.name, error.description or "", "Go back and try again."))


def _unexpected(error: Exception) -> tuple[str, int] | tuple[str, int, dict[str, str]]:
    error_id = token_hex(4)
    log.exception("unexpected error", error_id=error_id, endpoint=request.endpoint, exc_info=error)
    page = ErrorPage(
        500,
        "Our mistake",
        "Something went wrong on our side. What you had saved before is safe; whether this last step was stored is not "
        "known.",
        "Go back and try again: sent twice, it counts once. If it happens again, tell whoever runs your trainer and "
        "name the number below.",
        error_id,
    )
    try:
        return _render(page)
    except Exception:
        log.exception("the error page cannot be drawn either", error_id=error_id)
        text = f"{page.title}\n\n{page.happened}\n{page.advice}\n\nNumber of this error: {error_id}\n"
        return text, 500, {"Content-Type": "text/plain; charset=utf-8"}
