"""Mail: written into the outbox with the transaction that causes it, sent later by the job runner."""

import json
import smtplib
from email.message import EmailMessage
from functools import lru_cache

import structlog
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from trainer.config import Mail, resource_folder
from trainer.db.models.jobs import Job
from trainer.services.scope import Scope

SMTP_TIMEOUT_SECONDS = 20

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
    scope.session.add(Job(kind="mail", payload=payload, run_at=scope.now, created_at=scope.now))


def failure_words(error: Exception) -> str:
    """What is kept of a failure: its class, and of a mail server's answer the code, for its words name addresses."""
    match error:
        case smtplib.SMTPRecipientsRefused(recipients=answers):
            codes = sorted({code for code, _ in answers.values()})
            return f"{type(error).__name__}: {', '.join(map(str, codes))}"
        case smtplib.SMTPResponseException(smtp_code=code):
            return f"{type(error).__name__}: {code}"
        case _:
            return f"{type(error).__name__}: {error}"


def send_mail(payload: str, mail: Mail) -> None:
    """Sends one queued mail; without a mail server, writes it to the log.

    Raises:
        OSError: the server is away, or refuses (smtplib's errors are of this kind too).
    """
    content = json.loads(payload)
    if not mail.is_configured:
        log.warning("mail is not configured: logged, not sent", **content)
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
