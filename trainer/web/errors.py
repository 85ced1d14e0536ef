"""From errors to pages, with their status. A page says what happened, what was kept and what to do."""

from dataclasses import dataclass
from secrets import token_hex

import structlog
from flask import Flask, g, render_template, request, session
from flask_login import AnonymousUserMixin
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError

from trainer.domain.attempts.decisions import AnswerFinal, AttemptClosed, AttemptPaused, StaleAnswer
from trainer.domain.kernel.errors import Conflict, DomainError, NotFound, Refused
from trainer.services.codes import NoCodeBook
from trainer.services.outages import Fault
from trainer.services.passwords import TooManyPasswords
from trainer.services.provider import ProviderUnusable
from trainer.services.scope import NotSignedIn
from trainer.web.request_log import request_id
from trainer.web.requests import forget_this_step, may_be_stored, scopes

log = structlog.get_logger()

_NEVER_SENT_AGAIN = {"csrf_token", "password", "new_password", "current_password", "one_time_code"}
BUSY_SECONDS = "5"


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """`kept` are form fields to offer for sending again; `request_id` is where the log tells more, if it does."""

    status: int
    title: str
    happened: str
    advice: str
    error_id: str = ""
    kept: tuple[tuple[str, str], ...] = ()
    request_id: str = ""


Reply = tuple[str | dict[str, object], int] | tuple[str | dict[str, object], int, dict[str, str]]

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


_TROUBLE = {
    Fault.AWAY: (503, "Out for a moment", "The database cannot be reached just now.", 5),
    Fault.BUSY: (503, "Too busy just now", "The database did not get to this in time: too much is going on.", 5),
    Fault.FULL: (507, "No room left", "The disk of this server is full: nothing can be stored just now.", 60),
}
"""Status, title, what happened, and after how many seconds it is worth trying again."""


def install(app: Flask) -> None:
    """Registers the handlers. What is unexpected is logged by them: Flask's own line would name the address."""
    app.log_exception = lambda exc_info: None  # type: ignore[method-assign]
    app.register_error_handler(DomainError, _domain_error)
    app.register_error_handler(CSRFError, _expired_form)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected)


def _render(page: ErrorPage, template: str = "errors/error.html") -> tuple[str, int]:
    forget_this_step()
    return render_template(template, page=page), page.status


def _domain_error(error: DomainError) -> Reply:
    match error:
        case NotFound():
            return _render(ErrorPage(404, *_PAGES[404]))
        case NotSignedIn():
            return _render(ErrorPage(403, "Please log in", "This page needs a sign-in.", "Log in, then try again."))
        case TooManyPasswords():
            happened = "Very many people are logging in at this moment."
            advice = "Wait a few seconds, go back and send it again. Whoever is logged in works on undisturbed."
            return (*_render(ErrorPage(503, "Busy at the door", happened, advice)), {"Retry-After": BUSY_SECONDS})
        case ProviderUnusable(reason):
            advice = "Nothing was changed. Try again in a minute, or log in with your password."
            return _render(ErrorPage(502, "The provider could not be used", reason, advice))
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
    came_from_here = _came_from_here()
    page = ErrorPage(
        400,
        "This form has expired",
        "The page was open for too long, or you logged in again meanwhile. Nothing was stored yet.",
        "Send it once more." if came_from_here else "Go back, reload the page and send it again.",
        kept=_fields() if came_from_here else (),
    )
    return _render(page)


def _came_from_here() -> bool:
    """Whether the form was one of ours: nothing that another site made up is offered for sending."""
    own = request.host_url.rstrip("/")
    return request.headers.get("Sec-Fetch-Site") == "same-origin" or request.headers.get("Origin") == own


def _fields() -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in request.form.items(multi=True) if name not in _NEVER_SENT_AGAIN)


def _http_error(error: HTTPException) -> Reply | HTTPException:
    status = error.code or 500
    if status < 400:
        return error
    if isinstance(error, InternalServerError) and error.original_exception is not None:  # as when committing fails
        return _unexpected(error.original_exception)  # type: ignore[arg-type]
    if status in _PAGES:
        return _render(ErrorPage(status, *_PAGES[status]))
    return _render(ErrorPage(status, error.name, error.description or "", "Go back and try again."))


def _unexpected(error: Exception) -> Reply:
    session.pop("_flashes", None)  # of a step that did not come to its end
    fault = scopes().outages.notice(error)
    if fault is not None:
        return _unavailable(fault)
    error_id = token_hex(4)
    log.exception("unexpected error", error_id=error_id, endpoint=request.endpoint, exc_info=error)
    page = ErrorPage(
        500,
        "Our mistake",
        "Something went wrong on our side. What you had saved before is safe; whether this last step was stored is not "
        "known.",
        "Go back and try again: sent twice, it counts once. If it happens again, tell whoever runs your trainer and "
        "name the numbers below.",
        error_id,
        request_id=request_id(),
    )
    return _drawn_or_plain(page, "errors/error.html")


def _unavailable(fault: Fault) -> Reply:
    """Says that the database is away, busy or full, without asking it for anything: not even who is signed in."""
    status, title, happened, seconds = _TROUBLE[fault]
    wait = {"Retry-After": str(seconds)}
    if request.accept_mimetypes.best == "application/json":
        forget_this_step()
        told: dict[str, object] = {"outcome": "unavailable", "message": happened, "retry_after_seconds": seconds}
        return told | {"request_id": request_id()}, status, wait
    kept = _to_send_again()
    advice = "Try again in a moment." if fault is not Fault.FULL else "Whoever runs this trainer has to make room."
    if request.method == "POST" and not kept:
        advice += " If you typed something, go back first: your browser may have kept it."
    page = ErrorPage(status, title, f"{happened} {_kept_in_words(fault)}", advice, kept=kept, request_id=request_id())
    g.pop("_login_user", None)
    g.setdefault("_login_user", AnonymousUserMixin())
    text, status, *headers = _drawn_or_plain(page, "errors/unavailable.html")
    return text, status, wait | (headers[0] if headers else {})


def _kept_in_words(fault: Fault) -> str:
    if may_be_stored(was_refused=fault is not Fault.AWAY):
        return "Whether this last step was stored is not known: sent twice, it counts once."
    nothing = "Nothing of this last step was stored. " if request.method == "POST" else ""
    return f"{nothing}What you had saved before is safe."


def _to_send_again() -> tuple[tuple[str, str], ...]:
    """What was entered, if a button can send it all again: no password, no file, and from one of our own pages."""
    if request.method != "POST" or not _came_from_here():
        return ()
    try:
        is_whole = not request.files and not (_NEVER_SENT_AGAIN - {"csrf_token"}) & set(request.form)
        return _fields() if is_whole else ()
    except (HTTPException, OSError):  # too large, or no room for it
        return ()


def _drawn_or_plain(page: ErrorPage, template: str) -> tuple[str, int] | tuple[str, int, dict[str, str]]:
    """The page, or its words alone where it cannot be drawn."""
    try:
        return _render(page, template)
    except Exception:
        log.exception("the error page cannot be drawn either", error_id=page.error_id)
        number = f"\nNumber of this error: {page.error_id}\n" if page.error_id else ""
        text = f"{page.title}\n\n{page.happened}\n{page.advice}\n{number}"
        return text, page.status, {"Content-Type": "text/plain; charset=utf-8"}
