"""The application, for its routes."""

import random
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from trainer.config import Settings, resource_folder
from trainer.db.engine import make_engines
from trainer.services.scope import Scopes
from trainer.web.app import make_app


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder: Path = tmp_path_factory.mktemp("routes")
    settings = Settings(folder, f"sqlite:///{folder / 'none.sqlite3'}", secret_key="only for tests")
    scopes = Scopes(make_engines(settings.database_url), settings, lambda: datetime.now(UTC), random.Random(1))
    return make_app(scopes, settings, "only for tests", resource_folder("templates"))
