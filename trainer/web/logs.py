"""How log lines are written: to standard error, for reading or as JSON, without secrets and without personal data.

What libraries log goes the same way. A line that cannot be written is lost, and nothing else.
"""

import logging
import re
import sys
import traceback
from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass
from typing import Any
from urllib.parse import urlsplit

import structlog
from structlog.typing import EventDict, WrappedLogger

from trainer.config import Settings
from trainer.services.mail import LOGGED_MAIL
from trainer.services.outages import code_of

LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}
_SHORTEST_SECRET = 6
_LONGEST_CHAIN = 10

_REMOVED = (
    (re.compile(r"[^\s@<>()\"',;:=\[\]{}]+@[^\s@<>()\"',;:=\[\]{}]+\.[A-Za-z]{2,}"), "<address>"),
    (re.compile(r"://[^\s/@]*@"), "://<account>@"),
    (re.compile(r"\b(?=[A-Za-z_-]*\d)[A-Za-z0-9_-]{32,}\b"), "<token>"),
    (re.compile(r"\beyJ[A-Za-z0-9_.-]{20,}"), "<token>"),
    (re.compile(r"(?m)^(DETAIL:).*$"), r"\1 <left out>"),
)
"""What may be somebody's address, a password in a URL, a token, a signed cookie, or a row that a database quotes."""

_processors: list[Any] = []
"""One list for good: loggers and tests that hold it see what is configured later."""


def configure(settings: Settings) -> None:
    """Sets up all logging of the process, of this program and of its libraries."""
    level = LEVELS[settings.log.level]
    renderer = structlog.processors.JSONRenderer() if settings.log.is_json else _readable()
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        exception_in(with_messages=level <= logging.DEBUG),
        scrubber(secrets_of(settings)),
    ]
    _processors[:] = [*shared, renderer]
    structlog.configure(
        processors=_processors,
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: Writer(),
    )
    handler = _LibraryHandler()
    to_text = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer]
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=to_text))
    root = logging.getLogger()
    root.handlers = [each for each in root.handlers if not isinstance(each, _LibraryHandler)] + [handler]
    root.setLevel(max(level, logging.WARNING))
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    for name in _NAMES_PATHS:
        logger = logging.getLogger(name)
        logger.filters = [each for each in logger.filters if each is not _leave_out_path]
        logger.addFilter(_leave_out_path)


def _readable() -> structlog.dev.ConsoleRenderer:
    return structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)


class Writer:
    """Writes lines to standard error. On a full disk or into a closed pipe they are lost; the request goes on."""

    def msg(self, line: str) -> None:
        try:
            sys.stderr.write(line + "\n")
            sys.stderr.flush()
        except (OSError, ValueError):
            pass

    debug = info = warning = error = critical = exception = fatal = warn = log = msg


class _LibraryHandler(logging.Handler):
    """What libraries log, by the standard module."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            Writer().msg(self.format(record))
        except Exception:  # noqa: BLE001 - a record that cannot be formatted is lost, like one that cannot be written
            Writer().msg(f"a log line of {record.name} could not be written")


_NAMES_PATHS = ("waitress", "gunicorn.error", "werkzeug")


def _leave_out_path(record: logging.LogRecord) -> bool:
    """Servers name the path of a request that failed in their hands, and a path may hold a token."""
    if isinstance(record.msg, str):
        before, found, _ = record.msg.partition(" while serving ")
        if found:
            record.msg, record.args = f"{before} while serving a request", ()
        elif record.msg.startswith("Error handling request"):
            record.msg, record.args = "Error handling a request", ()
    return True


def secrets_of(settings: object) -> tuple[str, ...]:
    """Every value of the settings that must not be seen, the longest first: what their `repr` leaves out.

    Of an address with a user in it, that is the password.
    """
    found: set[str] = set()
    for each in fields(settings):  # type: ignore[arg-type]
        value = getattr(settings, each.name)
        if is_dataclass(value):
            found.update(secrets_of(value))
        elif isinstance(value, str) and not each.repr:
            found.add((urlsplit(value).password or "") if "://" in value else value)
    return tuple(sorted((each for each in found if len(each) >= _SHORTEST_SECRET), key=len, reverse=True))


Processor = Callable[[WrappedLogger, str, EventDict], EventDict]


def scrubber(secrets: Iterable[str]) -> Processor:
    """Takes out of every text what may be a secret or name a person, but for the mails of a console."""
    known = tuple(secrets)

    def scrub(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
        if event.get("event") == LOGGED_MAIL:
            return event
        for name, value in event.items():
            if isinstance(value, str) and name not in ("level", "timestamp", "request_id"):
                event[name] = scrubbed(value, known)
        return event

    return scrub


def scrubbed(text: str, secrets: Iterable[str] = ()) -> str:
    """A text without what may be a secret or name a person."""
    for secret in secrets:
        text = text.replace(secret, "<secret>")
    for pattern, instead in _REMOVED:
        text = pattern.sub(instead, text)
    return text


def exception_in(*, with_messages: bool) -> Processor:
    """Writes an exception out as `exception`: which code raised what, without the values of variables.

    Without its message either, unless asked for: it may quote what somebody typed.
    """

    def write(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
        given = event.pop("exc_info", None)
        error = sys.exc_info()[1] if given is True else given[1] if isinstance(given, tuple) else given
        if isinstance(error, BaseException):
            event["exception"] = "\n".join(_told(error, with_messages=with_messages))
        return event

    return write


def _told(error: BaseException, *, with_messages: bool) -> list[str]:
    """The lines of an error and of what led to it, the first cause first."""
    chain: list[BaseException] = []
    at: BaseException | None = error
    while at is not None and at not in chain and len(chain) < _LONGEST_CHAIN:
        chain.append(at)
        at = at.__cause__ or (None if at.__suppress_context__ else at.__context__)
    lines: list[str] = []
    for each in reversed(chain):
        lines += ["which led to:"] if lines else []
        stack = traceback.StackSummary.extract(traceback.walk_tb(each.__traceback__))
        lines += [line.rstrip("\n") for line in stack.format()]
        lines.append(_named(each, with_messages=with_messages))
    return lines


def _named(error: BaseException, *, with_messages: bool) -> str:
    kind = type(error)
    words = f": {error}" if with_messages else ""
    if not words and isinstance(error, OSError) and error.errno:
        words = f": {error.strerror}"
    code = code_of(error)
    return f"{kind.__module__}.{kind.__qualname__}{'' if code == kind.__name__ else f' ({code})'}{words}"
