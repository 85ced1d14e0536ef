"""The request's id, and the line that each request leaves in the log: which endpoint, which status, how long.

Never the address that was asked for, which may hold the token of a link, nor anything of the person who asked.
"""

import re
from datetime import UTC, datetime
from secrets import token_hex
from time import perf_counter

from flask import Flask, Response, g, request
from structlog.contextvars import bind_contextvars, clear_contextvars

from trainer.config import Settings
from trainer.web.logs import LEVELS, Writer

HEADER = "X-Request-ID"
QUIET = frozenset({"health.live", "health.ready", "metrics.show"})
"""Asked every few seconds by machines: they leave no line and are not counted."""
FILES = frozenset({"static", "bootstrap.static", "stylesheet.show"})
"""Logged at debug only."""
_HARMLESS = re.compile(r"[A-Za-z0-9._-]{8,64}")


def request_id() -> str:
    """The id of the present request, under which its lines are found in the log."""
    found: str = g.get("request_id", "")
    return found


def install(app: Flask, settings: Settings) -> None:
    """Hooks into the application before all others, so that its line is written when everything else is done."""
    level = LEVELS[settings.log.level]
    is_logged, are_files_logged = level <= LEVELS["info"], level <= LEVELS["debug"]
    believes_header = settings.trusted_proxies > 0
    form, write = _JSON if settings.log.is_json else _READABLE, Writer().msg

    @app.url_value_preprocessor  # of all hooks the first: what a later one refuses has begun, too
    def _begin(asked: str | None, values: object) -> None:
        g.began = perf_counter()
        given = request.headers.get(HEADER, "") if believes_header else ""
        g.request_id = given if _HARMLESS.fullmatch(given) else token_hex(8)
        clear_contextvars()
        bind_contextvars(request_id=g.request_id)

    @app.after_request
    def _end(response: Response) -> Response:
        endpoint = request.endpoint or "none"
        response.headers[HEADER] = g.request_id
        if endpoint in FILES:
            if are_files_logged:
                write(form % _told("debug", endpoint, response))
        elif is_logged and endpoint not in QUIET:
            write(form % _told("info", endpoint, response))
        return response


_JSON = (
    '{"event": "request", "method": "%(method)s", "endpoint": "%(endpoint)s", "status": %(status)d, "ms": %(ms).1f, '
    '"bytes": %(bytes)d, "request_id": "%(request_id)s", "level": "%(level)s", "timestamp": "%(timestamp)s"}'
)
_READABLE = (
    "%(timestamp)s [%(level)-9s] request                        bytes=%(bytes)d endpoint=%(endpoint)s "
    "method=%(method)s ms=%(ms).1f request_id=%(request_id)s status=%(status)d"
)
"""As structlog writes them, in a tenth of its time: no value here needs quoting or can be a secret."""


def _told(level: str, endpoint: str, response: Response) -> dict[str, object]:
    """`bytes` is -1 where the body is streamed, and its length not known."""
    length = response.calculate_content_length()
    return {
        "method": request.method if request.method in _METHODS else "other",
        "endpoint": endpoint,
        "status": response.status_code,
        "ms": (perf_counter() - g.began) * 1000,
        "bytes": -1 if length is None else length,
        "request_id": g.request_id,
        "level": level,
        "timestamp": datetime.now(UTC).isoformat().replace("+00:00", "Z"),
    }


_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})
"""Others are whatever somebody made up."""
