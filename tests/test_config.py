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


OIDC = {
    "TRAINER_OIDC_ISSUER": "https://id.example.org/",
    "TRAINER_OIDC_CLIENT_ID": "trainer",
    "TRAINER_OIDC_CLIENT_SECRET": "a secret",
}


def test_the_settings_of_signing_in():
    plain = read_settings({}, HERE)
    assert (plain.session_days, plain.hsts_seconds, plain.second_step_for) == (30, 0, "nobody")
    assert (plain.provider.is_configured, plain.password_cost.at_once) == (False, 2)
    strict = {"TRAINER_SECURE_COOKIES": "yes", "TRAINER_HSTS_SECONDS": "31536000", "TRAINER_SESSION_DAYS": "7"}
    more = {"TRAINER_REQUIRE_TOTP_FOR": "administrators", "TRAINER_ARGON2_AT_ONCE": "4"}
    settings = read_settings(OIDC | strict | more | {"TRAINER_OIDC_ALLOW_SIGN_UP": "yes"}, HERE)
    assert (settings.session_days, settings.hsts_seconds, settings.second_step_for) == (7, 31536000, "administrators")
    assert settings.password_cost.at_once == 4
    provider = settings.provider
    assert (provider.issuer, provider.name) == ("https://id.example.org/", "id.example.org"), "the issuer as it is"
    assert (provider.allow_sign_up, provider.link_by_email) == (True, False)
    assert "a secret" not in repr(settings)


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"TRAINER_HSTS_SECONDS": "60"}, ["TRAINER_HSTS_SECONDS"]),
        (
            {"TRAINER_SESSION_DAYS": "0", "TRAINER_ARGON2_AT_ONCE": "0"},
            ["TRAINER_ARGON2_AT_ONCE", "TRAINER_SESSION_DAYS"],
        ),
        ({"TRAINER_REQUIRE_TOTP_FOR": "learners"}, ["TRAINER_REQUIRE_TOTP_FOR"]),
        (OIDC | {"TRAINER_OIDC_ISSUER": "http://id.example.org"}, ["TRAINER_OIDC_ISSUER"]),
        ({"TRAINER_OIDC_ISSUER": "https://x.example"}, ["TRAINER_OIDC_CLIENT_ID", "TRAINER_OIDC_CLIENT_SECRET"]),
        ({"TRAINER_OIDC_CLIENT_ID": "x", "TRAINER_OIDC_NAME": "y"}, ["TRAINER_OIDC_CLIENT_ID", "TRAINER_OIDC_NAME"]),
        (OIDC | {"TRAINER_OIDC_ALLOW_SIGN_UP": "maybe"}, ["TRAINER_OIDC_ALLOW_SIGN_UP"]),
    ],
)
def test_what_cannot_be_meant_is_named(environment, named):
    assert sorted(problems(**environment)) == named


def test_a_provider_on_this_machine_needs_no_certificate():
    assert read_settings(OIDC | {"TRAINER_OIDC_ISSUER": "http://127.0.0.1:9000"}, HERE).provider.is_configured


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


def test_the_server_works_off_jobs_unless_it_is_told_that_workers_do():
    assert read_settings({}, HERE).works_jobs
    assert not read_settings({"TRAINER_JOBS": "no"}, HERE).works_jobs
    assert problems(TRAINER_JOBS="later") == ["TRAINER_JOBS"]


def test_a_limit_that_nobody_could_read_is_named_before_the_first_log_in():
    assert problems(TRAINER_LOG_IN_LIMIT="often") == ["TRAINER_LOG_IN_LIMIT"]


def test_a_database_on_a_server_can_have_a_pooler_a_pool_and_a_replica():
    given = {"DATABASE_URL": "postgres://db/x", "DATABASE_REPLICA_URL": "postgres://copy/x", "TRAINER_PGBOUNCER": "yes"}
    settings = read_settings({**given, "TRAINER_POOL_SIZE": "4"}, HERE)
    assert (settings.database_replica_url, settings.pgbouncer) == ("postgresql+psycopg://copy/x", True)
    assert settings.pool_size == 4
    alone = read_settings({}, HERE)
    assert (alone.database_replica_url, alone.pgbouncer, alone.pool_size) == ("", False, 10)
    assert problems(TRAINER_PGBOUNCER="maybe", TRAINER_POOL_SIZE="0") == ["TRAINER_PGBOUNCER", "TRAINER_POOL_SIZE"]


@pytest.mark.parametrize(
    ("url", "replica"), [("", "postgresql://copy/x"), ("postgresql://db/x", "sqlite:///x"), ("", "copy")]
)
def test_a_replica_is_a_postgresql_server_as_its_primary_is(url, replica):
    assert problems(DATABASE_URL=url, DATABASE_REPLICA_URL=replica) == ["DATABASE_REPLICA_URL"]


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


def test_the_settings_of_logs_and_figures():
    plain = read_settings({}, HERE)
    assert (plain.log.format, plain.log.level, plain.metrics_token, plain.mail.is_kept_from_log) == (
        *("console", "info", ""),
        False,
    )
    chosen = {"TRAINER_LOG_FORMAT": "JSON", "TRAINER_LOG_LEVEL": "warning", "TRAINER_METRICS_TOKEN": "0123456789abcdef"}
    settings = read_settings(chosen, HERE)
    assert (settings.log.is_json, settings.log.level, settings.mail.is_kept_from_log) == (True, "warning", True)
    assert "0123456789abcdef" not in repr(settings)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TRAINER_LOG_FORMAT", "xml"),
        ("TRAINER_LOG_LEVEL", "loud"),
        ("TRAINER_METRICS_TOKEN", "short"),
        ("TRAINER_METRICS_TOKEN", "with a space in it, long"),
    ],
)
def test_a_bad_setting_of_logs_or_figures_is_named(name, value):
    assert problems(**{name: value}) == [name]


def test_what_may_be_a_secret_is_not_repeated_in_a_complaint():
    bad = {"TRAINER_METRICS_TOKEN": "too short", "DATABASE_URL": "trainer:database-password@host"}
    with pytest.raises(ConfigurationError) as error:
        read_settings(bad, HERE)
    assert "too short" not in str(error.value)
    assert "database-password" not in str(error.value)
