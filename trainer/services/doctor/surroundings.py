"""What lies around the program: code book, backups, disk, Redis, mail server, time zones, Python and its packages."""

import shutil
import smtplib
import sys
from collections.abc import Iterator
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from trainer.config import Mail, Settings, resource_folder
from trainer.services.backups import latest_backup
from trainer.services.code_releases import CodeBookUnusable, ReleaseUnusable, book_status, is_up_to_date
from trainer.services.doctor.findings import Finding, ok, problem, warning
from trainer.services.mail import failure_words

BACKUPS, BOOK, DISK, MAIL, PACKAGES, REDIS, ZONES = (
    "backups",
    "code book",
    "disk",
    "mail",
    "packages",
    "redis",
    "time zones",
)
LOW_BYTES, NONE_BYTES = 1_000_000_000, 100_000_000
OLD_DAYS, VERY_OLD_DAYS = 2, 14
SECONDS = 5
_MOST_NAMED = 5
_FEWEST_ZONES = 300


def check_disk(settings: Settings) -> Iterator[Finding]:
    folder = next(each for each in (settings.data_folder, *settings.data_folder.absolute().parents) if each.is_dir())
    free = shutil.disk_usage(folder).free
    what = f"{free / 1e9:,.1f} GB are free where {settings.data_folder} lies"
    if free < NONE_BYTES:
        yield problem(DISK, what, "Make room at once: what people save will soon be refused.")
    elif free < LOW_BYTES:
        yield warning(DISK, what, "Make room: a migration and a backup need a copy of the database.")
    else:
        yield ok(DISK, what)


def check_backups(settings: Settings, now: datetime) -> Iterator[Finding]:
    last = latest_backup(settings)
    if last is None:
        advice = "Make one each night: trainer backup --keep 14 (docs/backups.md)."
        yield warning(BACKUPS, "none was made from this data folder", advice)
        return
    days = (now - last.made_at).total_seconds() / 86_400
    what = f"the newest is {days:.1f} days old: {last.path}"
    if not last.bytes:
        yield warning(BACKUPS, f"{last.path} is not there any more", "Check the disk it was on, and make another one.")
    elif days > VERY_OLD_DAYS:
        yield problem(BACKUPS, what, "Look at the timer that should make them: trainer backup --keep 14.")
    elif days > OLD_DAYS:
        yield warning(BACKUPS, what, "Make one each night: trainer backup --keep 14.")
    else:
        yield ok(BACKUPS, what)


def check_code_book(settings: Settings) -> Iterator[Finding]:
    try:
        book = book_status(settings)
        is_current = is_up_to_date(settings)
    except (CodeBookUnusable, ReleaseUnusable) as error:
        yield problem(BOOK, str(error), "trainer codes build")
        return
    names = ", ".join(row.name for row in book.releases)
    if is_current:
        yield ok(BOOK, names)
    else:
        yield warning(
            BOOK, f"was made of other files than those at hand, or is damaged ({names})", "trainer codes build"
        )


def check_redis(settings: Settings) -> Iterator[Finding]:
    if not settings.redis_url:
        if settings.sqlite_path is None:
            what = "is not used: each process counts tries to log in for itself"
            yield warning(REDIS, what, "Where several processes serve, set REDIS_URL.")
        else:
            yield ok(REDIS, "is not used, and not needed by one process")
        return
    try:
        import redis  # noqa: PLC0415 - installed with Redis only
    except ModuleNotFoundError:
        yield problem(REDIS, "REDIS_URL is set, and the package is not installed", 'pip install ".[redis]"')
        return
    try:
        client = redis.Redis.from_url(settings.redis_url, socket_timeout=SECONDS, socket_connect_timeout=SECONDS)
        with client:
            client.ping()
            found = str(client.info("server")["redis_version"])
    except (redis.RedisError, OSError, ValueError) as error:
        yield problem(REDIS, f"does not answer ({type(error).__name__})", "Check REDIS_URL, and whether it runs.")
    else:
        yield ok(REDIS, f"answers, version {found}")


def check_mail(mail: Mail) -> Iterator[Finding]:
    """Connects as if a mail were sent, and sends none."""
    if not mail.is_configured:
        yield warning(MAIL, "is not configured: links are not mailed", "Set TRAINER_SMTP_HOST and TRAINER_MAIL_FROM.")
        return
    place = f"{mail.host}:{mail.port}"
    try:
        with smtplib.SMTP(mail.host, mail.port, timeout=SECONDS) as server:
            server.ehlo()
            offers_tls = server.has_extn("starttls")
            if mail.starttls:
                server.starttls()
                server.ehlo()
            if mail.user:
                server.login(mail.user, mail.password)
            server.noop()
    except OSError as error:
        yield problem(MAIL, f"{place}: {failure_words(error)}", "Check TRAINER_SMTP_…, and the server's log.")
        return
    if not mail.starttls and mail.user:
        yield problem(MAIL, f"the password goes to {place} unencrypted", "Set TRAINER_SMTP_STARTTLS=yes.")
    elif not mail.starttls and offers_tls:
        yield warning(MAIL, f"{place} offers STARTTLS, which is not used", "Set TRAINER_SMTP_STARTTLS=yes.")
    else:
        yield ok(MAIL, f"{place} takes mail; none was sent")


def check_time_zones() -> Iterator[Finding]:
    try:
        ZoneInfo("America/New_York")
        count = len(available_timezones())
    except ZoneInfoNotFoundError:
        count = 0
    if count < _FEWEST_ZONES:
        yield problem(ZONES, f"only {count} are known", "pip install -c constraints.txt tzdata")
    else:
        yield ok(ZONES, f"{count} are known")


def check_packages(constraints: Path | None = None) -> Iterator[Finding]:
    """Installed versions beside those that the release was tested with, where their list lies beside the program."""
    told = f"Python {sys.version.split()[0]}"
    file = constraints or resource_folder("templates").parent / "constraints.txt"
    if not file.is_file():
        yield ok(PACKAGES, f"{told}; the list of tested versions is not installed here")
        return
    pinned = (line.strip().partition("==") for line in file.read_text().splitlines() if "==" in line)
    others = [
        f"{name} {found}, not {wanted}" for name, _, wanted in pinned if (found := _installed(name)) not in ("", wanted)
    ]
    if others:
        more = f" and {len(others) - _MOST_NAMED} more" if len(others) > _MOST_NAMED else ""
        what = f"{told}; other versions than were tested: {', '.join(others[:_MOST_NAMED])}{more}"
        yield warning(PACKAGES, what, "pip install -c constraints.txt with the extras that are used")
    else:
        yield ok(PACKAGES, f"{told}; packages as they were tested")


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
