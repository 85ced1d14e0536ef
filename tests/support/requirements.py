"""Services that some tests need. TRAINER_TEST_REQUIRE=postgresql,redis,chromium,nginx,… turns skips into failures."""

import os
import shutil
from pathlib import Path

import pytest

from benchmarks.postgresql import with_driver
from benchmarks.processes import find_program


def require(name: str, available: bool, what: str) -> None:
    """Skips with a reason when `available` is false; fails instead where the environment forbids that skip."""
    if available:
        return
    if name in os.environ.get("TRAINER_TEST_REQUIRE", "").split(","):
        pytest.fail(f"{name} is required here: {what}")
    pytest.skip(what)


def postgresql_url() -> str:
    """The server on which tests make and drop databases of their own."""
    url = os.environ.get("TRAINER_TEST_POSTGRESQL", "")
    require(
        "postgresql", bool(url), "no PostgreSQL: set TRAINER_TEST_POSTGRESQL=postgresql://user:password@host/database"
    )
    return with_driver(url)


def chromium_path() -> str:
    """Chromium without windows where it is there: the same engine, with a quarter of the work for each new context."""
    path = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    require("chromium", path is not None, "no Chromium: install Debian's package chromium-headless-shell or chromium")
    return str(path)


def nginx() -> None:
    require("nginx", find_program("nginx") is not None, "no nginx: install Debian's package nginx-light")


def pgbouncer() -> None:
    require("pgbouncer", find_program("pgbouncer") is not None, "no pgbouncer: install Debian's package pgbouncer")


def check_data() -> Path:
    """The folder with the official files that content is checked against."""
    folder = Path(os.environ.get("TRAINER_CHECK_DATA", "../shared/data"))
    require("data", folder.is_dir(), "no official files: set TRAINER_CHECK_DATA to their folder")
    return folder


def redis_url() -> str:
    url = os.environ.get("TRAINER_TEST_REDIS", "")
    require("redis", bool(url), "no Redis: set TRAINER_TEST_REDIS=redis://host:port/0")
    return url
