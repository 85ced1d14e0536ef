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
    """Cost of argon2id: passes, KiB of memory, lanes. The defaults follow the second RFC 9106 profile, made lighter."""

    passes: int = 2
    memory_kib: int = 19456
    lanes: int = 1


@dataclass(frozen=True, slots=True)
class Mail:
    """Where mail goes out. Without a host, links are written to the log and pages say so."""

    host: str = ""
    port: int = 25
    user: str = ""
    password: str = field(default="", repr=False)
    starttls: bool = False
    sender: str = "trainer@localhost"

    @property
    def is_configured(self) -> bool:
        return bool(self.host)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that an operator may set; see docs/settings.md."""

    data_folder: Path
    database_url: str
    redis_url: str = ""
    secret_key: str = field(default="", repr=False)
    host: str = "127.0.0.1"
    port: int = 8000
    base_url: str = ""
    secure_cookies: bool = False
    trusted_proxies: int = 0
    log_in_limit: str = "10 per minute"
    guest_limit: str = "120 per hour"
    password_cost: PasswordCost = PasswordCost()
    mail: Mail = Mail()

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
    settings = Settings(
        data_folder=data_folder,
        database_url=reader.database_url(data_folder),
        redis_url=environment.get("REDIS_URL", ""),
        secret_key=environment.get("TRAINER_SECRET_KEY", ""),
        host=environment.get("TRAINER_HOST", "127.0.0.1"),
        port=reader.whole_number("TRAINER_PORT", 8000, 1, 65535),
        base_url=reader.web_address("TRAINER_BASE_URL"),
        secure_cookies=reader.yes_or_no("TRAINER_SECURE_COOKIES"),
        trusted_proxies=reader.whole_number("TRAINER_TRUSTED_PROXIES", 0, 0, 10),
        log_in_limit=reader.rate("TRAINER_LOG_IN_LIMIT", "10 per minute"),
        guest_limit=reader.rate("TRAINER_GUEST_LIMIT", "120 per hour"),
        password_cost=PasswordCost(
            passes=reader.whole_number("TRAINER_ARGON2_PASSES", 2, 1, 20),
            memory_kib=reader.whole_number("TRAINER_ARGON2_MEMORY_KIB", 19456, 8, 4_194_304),
            lanes=reader.whole_number("TRAINER_ARGON2_LANES", 1, 1, 16),
        ),
        mail=Mail(
            host=environment.get("TRAINER_SMTP_HOST", ""),
            port=reader.whole_number("TRAINER_SMTP_PORT", 25, 1, 65535),
            user=environment.get("TRAINER_SMTP_USER", ""),
            password=environment.get("TRAINER_SMTP_PASSWORD", ""),
            starttls=reader.yes_or_no("TRAINER_SMTP_STARTTLS"),
            sender=environment.get("TRAINER_MAIL_FROM", "trainer@localhost"),
        ),
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

    def web_address(self, name: str) -> str:
        text = self.environment.get(name, "")
        if text and (urlsplit(text).scheme not in ("http", "https") or not urlsplit(text).netloc):
            self._complain(name, "must be an address such as https://trainer.example.org")
        return text

    def rate(self, name: str, default: str) -> str:
        text = self.environment.get(name, "") or default
        if not re.fullmatch(r"[1-9][0-9]{0,8} per ([1-9][0-9]{0,3} )?(second|minute|hour|day)s?", text):
            self._complain(name, "must be a rate such as 10 per minute")
        return text

    def database_url(self, data_folder: Path) -> str:
        text = self.environment.get("DATABASE_URL", "")
        if not text:
            return f"sqlite:///{data_folder / 'trainer.sqlite3'}"
        scheme, _, rest = text.partition("://")
        if scheme in ("postgres", "postgresql", "postgresql+psycopg"):
            return f"postgresql+psycopg://{rest}"
        if scheme != "sqlite":
            self.report.add("settings", "DATABASE_URL", f"must begin with sqlite:/// or postgresql://, not {scheme}://")
        return text
