"""Settings, frozen, read from the environment. Every bad value is reported at once."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from trainer.domain.kernel.problems import Problem, Report


class ConfigurationError(Exception):
    """The settings cannot be used; `problems` names every bad one."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class PasswordCost:
    """Cost of argon2id: passes, KiB of memory, lanes. The defaults follow the second RFC 9106 profile, made lighter.

    `at_once`: how many passwords one process tries at the same time.
    """

    passes: int = 2
    memory_kib: int = 19456
    lanes: int = 1
    at_once: int = 2


@dataclass(frozen=True, slots=True)
class Provider:
    """The provider of sign-ins by OpenID Connect. Without an issuer there is none."""

    issuer: str = ""
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    name: str = ""
    allow_sign_up: bool = False
    link_by_email: bool = False

    @property
    def is_configured(self) -> bool:
        return bool(self.issuer)


@dataclass(frozen=True, slots=True)
class Log:
    """How the log is written: lines to read or JSON, from which level on."""

    format: str = "console"
    level: str = "info"

    @property
    def is_json(self) -> bool:
        return self.format == "json"


@dataclass(frozen=True, slots=True)
class Mail:
    """Where mail goes out. Without a host, mails are written to a console log instead, and pages say so.

    `is_kept_from_log`: not even then, because the log is collected somewhere.
    """

    host: str = ""
    port: int = 25
    user: str = ""
    password: str = field(default="", repr=False)
    starttls: bool = False
    sender: str = "trainer@localhost"
    is_kept_from_log: bool = False

    @property
    def is_configured(self) -> bool:
        return bool(self.host)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that an operator may set; see docs/settings.md."""

    data_folder: Path
    database_url: str = field(repr=False)
    database_replica_url: str = field(default="", repr=False)
    pgbouncer: bool = False
    pool_size: int = 10
    works_jobs: bool = True
    redis_url: str = field(default="", repr=False)
    secret_key: str = field(default="", repr=False)
    host: str = "127.0.0.1"
    port: int = 8000
    base_url: str = ""
    secure_cookies: bool = False
    trusted_proxies: int = 0
    log_in_limit: str = "10 per minute"
    guest_limit: str = "120 per hour"
    password_cost: PasswordCost = PasswordCost()
    session_days: int = 30
    hsts_seconds: int = 0
    second_step_for: str = "nobody"
    provider: Provider = Provider()
    mail: Mail = Mail()
    log: Log = Log()
    metrics_token: str = field(default="", repr=False)

    @property
    def public_url(self) -> str:
        """The address that links in mails begin with."""
        return (self.base_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def codebook_path(self) -> Path:
        """The compiled code book."""
        return self.data_folder / "codebook.sqlite3"

    @property
    def imported_codes(self) -> Path:
        """Where imported official files of codes are kept as they came."""
        return self.data_folder / "code_sets"

    @property
    def sqlite_path(self) -> Path | None:
        """The database file, or None on a database server."""
        prefix = "sqlite:///"
        return Path(self.database_url.removeprefix(prefix)) if self.database_url.startswith(prefix) else None


def resource_folder(name: str) -> Path:
    """`templates`, `question_banks` or `case_studies`: inside an installed wheel, else beside the package."""
    package = Path(__file__).resolve().parent
    packaged = package / "_data" / name
    return packaged if packaged.is_dir() else package.parent / name


def read_settings(environment: Mapping[str, str], working_folder: Path) -> Settings:
    """The settings in `environment`; a relative data folder lies in `working_folder`.

    Raises:
        ConfigurationError: one or more values cannot be used.
    """
    reader = _Reader(environment)
    data_folder = working_folder / environment.get("TRAINER_DATA", "data")
    log = Log(
        reader.one_of("TRAINER_LOG_FORMAT", ("console", "json")),
        reader.one_of("TRAINER_LOG_LEVEL", ("info", "debug", "warning", "error")),
    )
    settings = Settings(
        data_folder=data_folder,
        database_url=reader.database_url(data_folder),
        database_replica_url=reader.replica_url(),
        pgbouncer=reader.yes_or_no("TRAINER_PGBOUNCER"),
        pool_size=reader.whole_number("TRAINER_POOL_SIZE", 10, 1, 200),
        works_jobs=reader.one_of("TRAINER_JOBS", ("yes", "no")) == "yes",
        redis_url=environment.get("REDIS_URL", ""),
        secret_key=environment.get("TRAINER_SECRET_KEY", ""),
        host=environment.get("TRAINER_HOST", "127.0.0.1"),
        port=reader.whole_number("TRAINER_PORT", 8000, 1, 65535),
        base_url=reader.web_address("TRAINER_BASE_URL"),
        secure_cookies=reader.yes_or_no("TRAINER_SECURE_COOKIES"),
        trusted_proxies=reader.whole_number("TRAINER_TRUSTED_PROXIES", 0, 0, 10),
        log_in_limit=reader.rate("TRAINER_LOG_IN_LIMIT", "10 per minute"),
        guest_limit=reader.rate("TRAINER_GUEST_LIMIT", "120 per hour"),
        password_cost=reader.password_cost(),
        session_days=reader.whole_number("TRAINER_SESSION_DAYS", 30, 1, 365),
        hsts_seconds=reader.hsts_seconds(),
        second_step_for=reader.one_of("TRAINER_REQUIRE_TOTP_FOR", ("nobody", "administrators")),
        provider=reader.provider(),
        mail=reader.mail(is_kept_from_log=log.is_json),
        log=log,
        metrics_token=reader.metrics_token(),
    )
    if reader.report.problems:
        raise ConfigurationError(tuple(reader.report))
    return settings


def secret_key_of(settings: Settings) -> str:
    """The key that signs cookies: the setting, or one made once and kept beside the data, for its owner only."""
    if settings.secret_key:
        return settings.secret_key
    path = settings.data_folder / "secret.key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(32))
    return path.read_text().strip()


def _is_postgresql(scheme: str) -> bool:
    return scheme in ("postgres", "postgresql", "postgresql+psycopg")


class _Reader:
    """Reads values and collects what is wrong with them."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = environment
        self.report = Report()

    def _complain(self, name: str, message: str) -> None:
        self.report.add("settings", name, f"{message}, not {self.environment.get(name, '')!r}")

    def whole_number(self, name: str, default: int, low: int, high: int) -> int:
        text = self.environment.get(name, "") or str(default)
        if not (text.isascii() and text.isdigit() and low <= int(text) <= high):
            self._complain(name, f"must be a whole number from {low} to {high}")
            return default
        return int(text)

    def yes_or_no(self, name: str) -> bool:
        text = self.environment.get(name, "").lower()
        if text not in ("", "0", "1", "no", "yes", "false", "true"):
            self._complain(name, "must be yes or no")
        return text in ("1", "yes", "true")

    def one_of(self, name: str, choices: tuple[str, ...]) -> str:
        """The first choice is the default."""
        text = self.environment.get(name, "").lower() or choices[0]
        if text not in choices:
            self._complain(name, f"must be one of {', '.join(choices)}")
        return text

    def metrics_token(self) -> str:
        """A secret: what is wrong with it is told without it."""
        text = self.environment.get("TRAINER_METRICS_TOKEN", "")
        if text and not re.fullmatch(r"[!-~]{16,}", text):
            self.report.add("settings", "TRAINER_METRICS_TOKEN", "must be 16 or more characters without spaces")
        return text

    def web_address(self, name: str) -> str:
        text = self.environment.get(name, "")
        if text and (urlsplit(text).scheme not in ("http", "https") or not urlsplit(text).netloc):
            self._complain(name, "must be an address such as https://trainer.example.org")
        return text

    def password_cost(self) -> PasswordCost:
        return PasswordCost(
            passes=self.whole_number("TRAINER_ARGON2_PASSES", 2, 1, 20),
            memory_kib=self.whole_number("TRAINER_ARGON2_MEMORY_KIB", 19456, 8, 4_194_304),
            lanes=self.whole_number("TRAINER_ARGON2_LANES", 1, 1, 16),
            at_once=self.whole_number("TRAINER_ARGON2_AT_ONCE", 2, 1, 64),
        )

    def mail(self, *, is_kept_from_log: bool) -> Mail:
        return Mail(
            host=self.environment.get("TRAINER_SMTP_HOST", ""),
            port=self.whole_number("TRAINER_SMTP_PORT", 25, 1, 65535),
            user=self.environment.get("TRAINER_SMTP_USER", ""),
            password=self.environment.get("TRAINER_SMTP_PASSWORD", ""),
            starttls=self.yes_or_no("TRAINER_SMTP_STARTTLS"),
            sender=self.environment.get("TRAINER_MAIL_FROM", "trainer@localhost"),
            is_kept_from_log=is_kept_from_log,
        )

    def hsts_seconds(self) -> int:
        seconds = self.whole_number("TRAINER_HSTS_SECONDS", 0, 0, 63_072_000)
        if seconds and not self.yes_or_no("TRAINER_SECURE_COOKIES"):
            self._complain("TRAINER_HSTS_SECONDS", "needs TRAINER_SECURE_COOKIES=yes: https for every page")
        return seconds

    def provider(self) -> Provider:
        """All of it or nothing; the issuer by https, or on this machine."""
        name = "TRAINER_OIDC_ISSUER"
        issuer = self.web_address(name)
        place = urlsplit(issuer)
        if place.scheme == "http" and place.hostname not in ("127.0.0.1", "::1", "localhost"):
            self._complain(name, "must begin with https://")
        needed = ("TRAINER_OIDC_CLIENT_ID", "TRAINER_OIDC_CLIENT_SECRET")
        client_id, client_secret = (self.environment.get(each, "") for each in needed)
        for each in needed if issuer else ():
            if not self.environment.get(each):
                self.report.add("settings", each, f"is needed where {name} is set")
        for each in (*needed, "TRAINER_OIDC_NAME") if not issuer else ():
            if self.environment.get(each):
                self.report.add("settings", each, f"is of no use without {name}")
        return Provider(
            issuer,
            client_id,
            client_secret,
            self.environment.get("TRAINER_OIDC_NAME", "") or place.hostname or "",
            self.yes_or_no("TRAINER_OIDC_ALLOW_SIGN_UP"),
            self.yes_or_no("TRAINER_OIDC_LINK_BY_EMAIL"),
        )

    def rate(self, name: str, default: str) -> str:
        text = self.environment.get(name, "") or default
        if not re.fullmatch(r"[1-9][0-9]{0,8} per ([1-9][0-9]{0,3} )?(second|minute|hour|day)s?", text):
            self._complain(name, "must be a rate such as 10 per minute")
        return text

    def replica_url(self) -> str:
        text = self.environment.get("DATABASE_REPLICA_URL", "")
        scheme, _, rest = text.partition("://")
        if not text:
            return ""
        if not _is_postgresql(scheme) or not _is_postgresql(self.environment.get("DATABASE_URL", "").partition(":")[0]):
            message = "must begin with postgresql://, as DATABASE_URL must then"
            self.report.add("settings", "DATABASE_REPLICA_URL", message)
        return f"postgresql+psycopg://{rest}"

    def database_url(self, data_folder: Path) -> str:
        text = self.environment.get("DATABASE_URL", "")
        if not text:
            return f"sqlite:///{data_folder / 'trainer.sqlite3'}"
        scheme, _, rest = text.partition("://")
        if _is_postgresql(scheme):
            return f"postgresql+psycopg://{rest}"
        if scheme != "sqlite":
            found = f", not {scheme}://" if rest else ""  # without a scheme it may begin with a password
            self.report.add("settings", "DATABASE_URL", f"must begin with sqlite:/// or postgresql://{found}")
        return text
