"""What commands need of the program; the factory builds it and hands it in as click's `ctx.obj`."""

from collections.abc import Callable
from functools import update_wrapper
from pathlib import Path
from typing import Any, Protocol

import click
from flask import Flask

from trainer.config import Settings
from trainer.services.maintenance import DatabaseUnusable
from trainer.services.scope import Scopes


class Program(Protocol):
    """The parts of the program, put together."""

    @property
    def settings(self) -> Settings: ...
    @property
    def scopes(self) -> Scopes: ...
    @property
    def banks(self) -> Path: ...
    @property
    def cases(self) -> Path: ...
    def web(self) -> Flask: ...


def with_program(command: Callable[..., Any]) -> Callable[..., Any]:
    """Passes the program as first argument, and turns a database that cannot be used into a message."""

    @click.pass_context
    def wrapper(context: click.Context, *arguments: Any, **options: Any) -> Any:
        try:
            return command(context.obj(), *arguments, **options)
        except DatabaseUnusable as error:
            raise click.ClickException(str(error)) from error

    return update_wrapper(wrapper, command)
