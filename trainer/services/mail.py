"""Mail: written into the outbox with the transaction that causes it, sent later by the job runner."""

import json
import smtplib
from email.message import EmailMessage
from functools import lru_cache

import structlog
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy.exc import DBAPIError

from trainer.config import Mail, resource_folder
from trainer.db.models.jobs import Job
from trainer.services.job_work import GivesUp, ServiceAway, Work
from trainer.services.scope import Scope

SMTP_TIMEOUT_SECONDS = 20
LOGGED_MAIL = "mail is not configured: logged, not sent"
"""The one event that names people and holds links: on the console of somebody who runs the program for themselves."""

log = structlog.get_logger()


@lru_cache(maxsize=1)
def _templates() -> Environment:
    folder = resource_folder("templates") / "email"
    return Environment(loader=FileSystemLoader(folder), undefined=StrictUndefined, autoescape=False)  # noqa: S701 - text


def queue_mail(scope: Scope, to: str, template: str, *, unsubscribe: str = "", **values: str) -> None:
    """Queues the mail of `templates/email/<template>.txt`, whose first line is the subject.

    `unsubscribe` is the address to which a mail program may post to stop such mails at one click (RFC 8058).
    """
    text = _templates().get_template(f"{template}.txt").render(**values)
    subject, _, body = text.partition("\n")
    content = {"to": to, "subject": subject.strip(), "body": body.strip() + "\n"}
    payload = json.dumps(content | ({"unsubscribe": unsubscribe} if unsubscribe else {}))
    about = template.replace("_", " ")
    scope.session.add(Job(kind="mail", payload=payload, run_at=scope.now, created_at=scope.now, about=about))


def failure_words(error: Exception) -> str:
    """What is kept of a failure: its class, and what names no person.

    Of a mail server's answer that is the code, for its words name addresses; statements of a database have values.
    """
    match error:
        case smtplib.SMTPRecipientsRefused(recipients=answers):
            codes = sorted({code for code, _ in answers.values()})
            return f"{type(error).__name__}: {', '.join(map(str, codes))}"
        case smtplib.SMTPResponseException(smtp_code=code):
            return f"{type(error).__name__}: {code}"
        case DBAPIError(orig=original):
            return f"{type(error).__name__}: {type(original).__name__}"
        case _:
            return f"{type(error).__name__}: {error}"


def is_permanent(error: Exception) -> bool:
    """Whether the server has refused this mail, or its only recipient, for good (RFC 5321: codes from 500 on)."""
    match error:
        case smtplib.SMTPRecipientsRefused(recipients=answers):
            return all(code >= 500 for code, _ in answers.values())
        case smtplib.SMTPDataError(smtp_code=code):
            return int(code) >= 500
        case _:
            return False


def is_away(error: Exception) -> bool:
    """Whether no mail at all could be sent now."""
    is_answer = isinstance(error, smtplib.SMTPException)
    return isinstance(error, OSError) and (
        not is_answer or isinstance(error, smtplib.SMTPConnectError | smtplib.SMTPServerDisconnected)
    )


def run_mail(work: Work) -> None:
    """Sends the mail of a job.

    Raises:
        GivesUp: the server has refused it for good.
        ServiceAway: there is no server.
        OSError: another failure, see `send_mail`.
    """
    try:
        send_mail(work.payload, work.scopes.settings.mail)
    except OSError as error:
        if is_permanent(error):
            raise GivesUp(failure_words(error)) from error
        if is_away(error):
            raise ServiceAway(failure_words(error)) from error
        raise


class NoMailServer(OSError):
    """There is none, and the log is no place for mails."""

    def __init__(self) -> None:
        super().__init__("no mail server is set, and mails are kept from this log")


def send_mail(payload: str, mail: Mail) -> None:
    """Sends one queued mail; without a mail server, writes it to the log, if that is a console.

    Raises:
        OSError: the server is away, or refuses (smtplib's errors are of this kind too), or there is none.
    """
    content = json.loads(payload)
    if not mail.is_configured:
        if mail.is_kept_from_log:
            raise NoMailServer
        log.warning(LOGGED_MAIL, **content)
        return
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = mail.sender, content["to"], content["subject"]
    if address := content.get("unsubscribe"):
        message["List-Unsubscribe"] = f"<{address}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(content["body"])
    with smtplib.SMTP(mail.host, mail.port, timeout=SMTP_TIMEOUT_SECONDS) as server:
        if mail.starttls:
            server.starttls()
        if mail.user:
            server.login(mail.user, mail.password)
        server.send_message(message)
