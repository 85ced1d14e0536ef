"""The composition root: settings -> engines -> scopes -> Flask application. The only module that knows every layer."""

import os
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask

from trainer.config import ConfigurationError, Settings, read_settings, resource_folder, secret_key_of
from trainer.db.engine import make_engines
from trainer.domain.kernel.problems import Problem
from trainer.services.scope import Scopes
from trainer.web import logs

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


@dataclass(frozen=True, slots=True)
class Program:
    """The parts of a running program, put together."""

    settings: Settings
    scopes: Scopes
    banks: Path
    cases: Path

    def web(self) -> Flask:
        """The web application on these parts."""
        from trainer.web.app import make_app  # noqa: PLC0415 - most commands need no page

        return make_app(self.scopes, self.settings, secret_key_of(self.settings), resource_folder("templates"))


def build_program(environment: Mapping[str, str] | None = None, working_folder: Path | None = None) -> Program:
    """The program as the environment asks for it.

    Raises:
        ConfigurationError: the settings cannot be used.
    """
    settings = read_settings(os.environ if environment is None else environment, working_folder or Path.cwd())
    logs.configure(settings)
    try:
        engines = make_engines(
            settings.database_url,
            settings.pool_size,
            pooler=settings.pgbouncer,
            replica_url=settings.database_replica_url,
        )
    except ModuleNotFoundError as error:
        advice = f'needs the package {error.name}: pip install -c constraints.txt ".[postgresql]"'
        raise ConfigurationError((Problem("settings", "DATABASE_URL", advice),)) from error
    if settings.provider.is_configured and find_spec("authlib") is None:
        advice = 'needs more packages: pip install -c constraints.txt ".[oidc]"'
        raise ConfigurationError((Problem("settings", "TRAINER_OIDC_ISSUER", advice),))
    scopes = Scopes(engines, settings, _utc_now, random.SystemRandom())
    return Program(settings, scopes, resource_folder("question_banks"), resource_folder("case_studies"))


@lru_cache(maxsize=1)
def create_app() -> Flask:
    """The web application for a server such as gunicorn, on a database that `trainer db upgrade` has prepared."""
    return build_program().web()


def wsgi(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    """The WSGI application, built at the first request."""
    return create_app()(environ, start_response)


def _utc_now() -> datetime:
    return datetime.now(UTC)
