"""What an administrator sets for the whole site: how long is kept what may be deleted. Facts are kept for good."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from trainer.db.models.settings import SiteSetting
from trainer.db.queries import site_settings as queries
from trainer.domain.kernel.errors import Refused
from trainer.services import accounts
from trainer.services.administration import administrator_of
from trainer.services.scope import Scope


@dataclass(frozen=True, slots=True)
class Setting:
    """A whole number with its default and its bounds, both included."""

    name: str
    title: str
    about: str
    unit: str
    default: int
    low: int
    high: int


SETTINGS = (
    Setting(
        "session_days",
        "Ended sign-ins",
        "A sign-in that ended (logged out, expired) is deleted after so many days.",
        "days",
        90,
        1,
        3650,
    ),
    Setting(
        "token_days",
        "Used and expired links",
        "A mailed link (to confirm an address, to set a password) is deleted so many days after use or expiry.",
        "days",
        30,
        1,
        3650,
    ),
    Setting(
        "done_job_days",
        "Finished jobs",
        "Mail that was sent, and other work done in the background, is deleted after so many days.",
        "days",
        30,
        2,
        3650,
    ),
    Setting(
        "failed_job_days",
        "Failed jobs",
        "Work that was given up after several tries is deleted after so many days.",
        "days",
        180,
        2,
        3650,
    ),
    Setting(
        "guest_days",
        "Guests",
        "A guest who has not signed up so many days after they came is deleted with everything they did.",
        "days",
        30,
        1,
        3650,
    ),
    Setting(
        "inactive_months",
        "Inactive accounts",
        "An account that nobody used for so many months is listed below. Nothing is done to it.",
        "months",
        24,
        1,
        240,
    ),
)
_BY_NAME = {setting.name: setting for setting in SETTINGS}


@dataclass(frozen=True, slots=True)
class SettingRow:
    """A setting as it stands: `set_at` is None while it has its default, `set_by` "" where nobody is known."""

    setting: Setting
    value: int
    set_at: datetime | None
    set_by: str


def get_number(scope: Scope, name: str) -> int:
    """The value of a setting, its default where nobody has set it."""
    row = scope.session.get(SiteSetting, name)
    return int(row.value) if row else _BY_NAME[name].default


def list_settings(scope: Scope) -> tuple[SettingRow, ...]:
    """All settings, in the order of the page.

    Raises:
        NotFound: no administrator asks.
    """
    administrator_of(scope)
    found = {row["name"]: row for row in queries.list_settings(scope.session)}
    return tuple(
        SettingRow(setting, int(row["value"]), row["set_at"], row["person"] or "")
        if (row := found.get(setting.name))
        else SettingRow(setting, setting.default, None, "")
        for setting in SETTINGS
    )


def change_settings(scope: Scope, typed: Mapping[str, str]) -> int:
    """Stores what was typed, by name; how many were changed. One that is not there stays as it is.

    Raises:
        NotFound: no administrator asks.
        Refused: one is no whole number within its bounds; nothing is stored then.
    """
    administrator = administrator_of(scope)
    present = {row.setting.name: row.value for row in list_settings(scope)}
    wanted = {name: _number(_BY_NAME[name], typed[name]) for name in _BY_NAME if name in typed}
    changed = {name: value for name, value in wanted.items() if value != present[name]}
    for name, value in changed.items():
        scope.session.merge(SiteSetting(name=name, value=str(value), set_at=scope.now, set_by=administrator.id))
        accounts.record(scope, "setting.change", name, f"{present[name]} -> {value}")
    return len(changed)


def _number(setting: Setting, text: str) -> int:
    text = text.strip()
    if not (text.isascii() and text.isdigit() and len(text) < 6 and setting.low <= int(text) <= setting.high):
        message = f"{setting.title}: a whole number of {setting.unit}, from {setting.low} to {setting.high:,}."
        raise Refused(message, setting.name)
    return int(text)
