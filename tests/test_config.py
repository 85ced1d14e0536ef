"""Settings: read from the environment, frozen, every bad value reported at once."""

import stat
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from trainer.config import ConfigurationError, Mail, Settings, read_settings, resource_folder, secret_key_of

HERE = Path("/somewhere")


def problems(**environment: str) -> list[str]:
    """The names of the settings that are complained about."""
    with pytest.raises(ConfigurationError) as error:
        read_settings(environment, HERE)
    return [problem.message.split(" ")[0] if not problem.field else problem.field for problem in error.value.problems]


def test_nothing_set_gives_a_local_server_on_a_local_file():
    settings = read_settings({}, HERE)
    assert settings.data_folder == HERE / "data"
    assert settings.database_url == "sqlite:////somewhere/data/trainer.sqlite3"
    assert settings.sqlite_path == HERE / "data" / "trainer.sqlite3"
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.public_url == "http://127.0.0.1:8000"
    assert not settings.mail.is_configured
    assert not settings.secure_cookies


def test_every_setting_can_be_set():
    settings = read_settings(
        {
            "TRAINER_DATA": "/data",
            "DATABASE_URL": "postgresql://u:p@db/trainer",
            "REDIS_URL": "redis://cache/0",
            "TRAINER_SECRET_KEY": "key",
            "TRAINER_HOST": "0.0.0.0",
            "TRAINER_PORT": "8123",
            "TRAINER_BASE_URL": "https://trainer.example.org/",
            "TRAINER_SECURE_COOKIES": "Yes",
            "TRAINER_TRUSTED_PROXIES": "2",
            "TRAINER_LOG_IN_LIMIT": "5 per hour",
            "TRAINER_ARGON2_PASSES": "3",
            "TRAINER_ARGON2_MEMORY_KIB": "65536",
            "TRAINER_ARGON2_LANES": "4",
            "TRAINER_SMTP_HOST": "mail",
            "TRAINER_SMTP_PORT": "587",
            "TRAINER_SMTP_USER": "user",
            "TRAINER_SMTP_PASSWORD": "secret",
            "TRAINER_SMTP_STARTTLS": "1",
            "TRAINER_MAIL_FROM": "trainer@example.org",
        },
        HERE,
    )
    assert (settings.data_folder, settings.sqlite_path) == (Path("/data"), None)
    assert settings.database_url == "postgresql+psycopg://u:p@db/trainer"
    assert (settings.port, settings.trusted_proxies, settings.secure_cookies) == (8123, 2, True)
    assert settings.public_url == "https://trainer.example.org"
    assert (settings.password_cost.passes, settings.password_cost.memory_kib, settings.password_cost.lanes) == (
        3,
        65536,
        4,
    )
    assert settings.mail == Mail("mail", 587, "user", "secret", True, "trainer@example.org")  # noqa: FBT003


def test_every_bad_value_is_named_at_once():
    found = problems(
        TRAINER_PORT="70000",
        TRAINER_TRUSTED_PROXIES="many",
        TRAINER_SECURE_COOKIES="perhaps",
        TRAINER_BASE_URL="trainer.example.org",
        DATABASE_URL="mysql://db/trainer",
        TRAINER_SMTP_PORT="0",
    )
    assert sorted(found) == [
        "DATABASE_URL",
        "TRAINER_BASE_URL",
        "TRAINER_PORT",
        "TRAINER_SECURE_COOKIES",
        "TRAINER_SMTP_PORT",
        "TRAINER_TRUSTED_PROXIES",
    ]


@pytest.mark.parametrize("port", ["0", "65536", "-1", "8000.0", "²", "eight", " 80"])
def test_a_port_is_a_whole_number_in_range(port):
    assert problems(TRAINER_PORT=port) == ["TRAINER_PORT"]


@pytest.mark.parametrize("address", ["example.org", "ftp://example.org", "https://", "javascript:alert(1)"])
def test_a_base_address_is_a_web_address(address):
    assert problems(TRAINER_BASE_URL=address) == ["TRAINER_BASE_URL"]


def test_a_limit_that_nobody_could_read_is_named_before_the_first_log_in():
    assert problems(TRAINER_LOG_IN_LIMIT="often") == ["TRAINER_LOG_IN_LIMIT"]


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_each_way_to_write_a_postgresql_address_is_understood(scheme):
    assert read_settings({"DATABASE_URL": f"{scheme}://db/x"}, HERE).database_url == "postgresql+psycopg://db/x"


def test_the_message_says_what_was_found_and_what_is_wanted():
    with pytest.raises(ConfigurationError) as error:
        read_settings({"TRAINER_PORT": "http"}, HERE)
    assert str(error.value) == "settings: TRAINER_PORT: must be a whole number from 1 to 65535, not 'http'"


def test_settings_are_frozen_and_keep_their_secrets_out_of_print():
    settings = Settings(HERE, "sqlite://", secret_key="very secret", mail=Mail("m", password="mail secret"))
    with pytest.raises(FrozenInstanceError):
        settings.port = 1  # type: ignore[misc]
    assert "secret" not in repr(settings).replace("secret_key", "")


def test_the_key_that_signs_cookies_is_made_once_for_its_owner_only(tmp_path):
    settings = Settings(tmp_path, "sqlite://")
    first = secret_key_of(settings)
    assert len(first) == 64
    assert secret_key_of(settings) == first
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600
    assert secret_key_of(Settings(tmp_path, "sqlite://", secret_key="set")) == "set"


@pytest.mark.parametrize("name", ["templates", "question_banks", "case_studies"])
def test_the_folders_that_the_program_reads_are_found(name):
    assert resource_folder(name).is_dir()
