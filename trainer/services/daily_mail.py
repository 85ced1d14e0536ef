"""The daily mail: only to those who asked for it, once a day, at their hour; its link stops it without a sign-in."""

import hmac
from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import structlog
from sqlalchemy import RowMapping

from trainer.config import Settings, secret_key_of
from trainer.db.queries import plans as queries
from trainer.domain.kernel.errors import NotFound
from trainer.domain.readiness.plan_values import REVIEW_SECONDS, TaskKind
from trainer.services.mail import queue_mail
from trainer.services.plans import local_day, todays_tasks
from trainer.services.reviews import count_due
from trainer.services.scope import Scope, Scopes, SignedIn

LATE_HOURS = 4
"""A server that was away sends the mail up to so many hours late; after that the day goes without."""

log = structlog.get_logger()


def queue_daily_mails(scopes: Scopes) -> int:
    """Queues the mails that are due; how many there were. To be called every minute or so, on any number of servers.

    Where nobody wants mail this is one short reading query. Each mail is a transaction of its own: it takes the
    learner's day and queues the mail, so that of two servers one sends it; what fails is logged and tried again.
    """
    with scopes.reading() as scope:
        due = [
            learner_id
            for zone, hour in queries.list_mail_hours(scope.session)
            if (today := _day_to_mail(scope.now, zone, hour))
            for learner_id in queries.list_to_mail(scope.session, zone, hour, today)
        ]
    queued = 0
    for learner_id in due:
        try:
            with scopes.writing() as scope:
                queued += queue_daily_mail(scope, learner_id)
        except Exception:
            log.exception("a daily mail failed", learner=learner_id)
    return queued


def _day_to_mail(now: datetime, zone: str, hour: int) -> date | None:
    """The day there, if the mail of this hour goes out now.

    An hour that the change to summer time leaves out is made up for by the next one; one that comes twice counts once,
    for a day has one mail.
    """
    try:
        there = now.astimezone(ZoneInfo(zone))
    except ZoneInfoNotFoundError:
        log.warning("no daily mail in an unknown time zone", zone=zone)
        return None
    return there.date() if hour <= there.hour < hour + LATE_HOURS else None


def queue_daily_mail(scope: Scope, learner_id: int) -> bool:
    """Queues the learner's mail of today; False where it is taken, unwanted, or there is nothing to do.

    It names today's tasks that are not done, the reviews due and the days until the exam: no score, nothing of a
    question.
    """
    row = queries.get_plan(scope.session, learner_id)
    today = local_day(scope.now, row["time_zone"])
    to = queries.find_addressee(scope.session, learner_id)
    if to is None or not queries.claim_mail(scope.session, learner_id, today):
        return False
    scope.actor = _reader(learner_id, to, row["track"])
    lines, minutes = _work_of_today(scope, row["track"])
    if not lines:
        return False
    address = scope.settings.public_url
    stop = f"{address}/plan/mail/stop/{stop_token(scope.settings, learner_id)}"
    queue_mail(
        scope,
        to["email"],
        "daily",
        name=to["display_name"],
        minutes=str(minutes),
        tasks="\n".join(f"- {line}" for line in lines),
        exam=_exam_words(row["exam_on"], today),
        plan=f"{address}/plan",
        settings=f"{address}/plan/settings",
        when=f"{row['mail_hour']}:00 ({row['time_zone']})",
        stop=stop,
        unsubscribe=stop,
    )
    return True


def _reader(learner_id: int, to: RowMapping, track: str) -> SignedIn:
    """The mail tells what its reader would see, and is made as if they looked."""
    return SignedIn(
        id=learner_id,
        session_id=0,
        display_name=to["display_name"],
        email=to["email"],
        is_email_verified=True,
        is_administrator=False,
        may_teach=False,
        track=track,
    )


def _work_of_today(scope: Scope, track: str) -> tuple[list[str], int]:
    """A line for each task, and the minutes of all. The reviews that are due stand for those that were planned."""
    tasks = [task for task in todays_tasks(scope) if not task.is_done and task.task.kind is not TaskKind.REVIEWS]
    lines = [f"{task.words} ({task.done} of {task.planned} done)" if task.done else task.words for task in tasks]
    minutes = sum(task.minutes_left for task in tasks)
    if due := count_due(scope, track).now:
        taking = -(-due * REVIEW_SECONDS // 60)
        lines.append(f"{due} {'review is' if due == 1 else 'reviews are'} due, {taking} minutes")
        minutes += taking
    return lines, minutes


def _exam_words(exam_on: date | None, today: date) -> str:
    days = (exam_on - today).days if exam_on else 0
    if exam_on is None or days < 1:
        return ""
    when = "tomorrow" if days == 1 else f"in {days} days"
    return f"Your exam is {when}, on {exam_on.day} {exam_on:%B %Y}."


def stop_token(settings: Settings, learner_id: int) -> str:
    """What stands in the link that stops a learner's daily mail: their id, signed with the program's secret."""
    message = f"daily mail of {learner_id}".encode()
    return f"{learner_id}-{hmac.new(secret_key_of(settings).encode(), message, 'sha256').hexdigest()}"


def _learner_of(scope: Scope, token: str) -> int:
    text = token.partition("-")[0]
    if text.isascii() and text.isdigit() and len(text) < 10:
        learner_id = int(text)
        if hmac.compare_digest(stop_token(scope.settings, learner_id).encode(), token.encode()):
            return learner_id
    raise NotFound("link")


def check_stop_link(scope: Scope, token: str) -> None:
    """Raises:
    NotFound: this program has not signed the link.
    """
    _learner_of(scope, token)


def stop_daily_mail(scope: Scope, token: str) -> None:
    """Sends the learner of the link no more daily mail; doing it twice changes nothing.

    Raises:
        NotFound: this program has not signed the link.
    """
    queries.stop_mail(scope.session, _learner_of(scope, token))
