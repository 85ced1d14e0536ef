"""The log as the program writes it, read back line by line."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import structlog

from trainer.config import Settings
from trainer.web import logs


class Lines:
    """What has been written to standard error."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self.text = ""

    def read(self) -> str:
        """All that was written so far."""
        self.text += self._capsys.readouterr().err
        return self.text

    def events(self, event: str = "") -> list[dict[str, Any]]:
        """The JSON lines, those of one event where it is named."""
        found = [json.loads(line) for line in self.read().splitlines()]
        return [line for line in found if not event or line["event"] == event]


@contextmanager
def logging_as(settings: Settings, capsys: pytest.CaptureFixture[str]) -> Iterator[Lines]:
    """Logging is set up as the settings say; afterwards it is as it was."""
    root = logging.getLogger()
    level, handlers = root.level, list(root.handlers)
    logs.configure(settings)
    try:
        yield Lines(capsys)
    finally:
        structlog.contextvars.clear_contextvars()
        structlog.reset_defaults()
        root.setLevel(level)
        root.handlers = handlers
