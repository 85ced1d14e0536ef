"""What benchmarks of the server share: the server as a process of its own, a database with content, a cookie."""

import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Self

from flask import Flask
from flask.sessions import SecureCookieSessionInterface

from benchmarks.figures import Figures
from trainer.config import PasswordCost, Settings, resource_folder
from trainer.db.engine import make_engines
from trainer.db.migrate import migrate_to
from trainer.services import accounts, maintenance
from trainer.services.scope import Scope, Scopes

SECRET = "only for this measurement"
START_SECONDS = 120
"""The first start compiles the code book."""
CHEAP = PasswordCost(passes=1, memory_kib=8, lanes=1)


class Server:
    """A server process, leader of a process group, on 127.0.0.1. What it prints is kept in `log` where one is named."""

    def __init__(
        self,
        command: Sequence[str],
        port: int,
        environment: Mapping[str, str],
        log: Path | None = None,
        owner: str | None = None,
    ):
        self.command = command
        self.owner = owner
        self.port = port
        self.environment = {**os.environ, **environment, "TRAINER_PORT": str(port)}
        self.log = log or Path(os.devnull)
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Starts it and waits until it takes connections."""
        try:
            self.launch()
            self.wait()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def launch(self) -> None:
        """Starts it without waiting."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self.command,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
                user=self.owner,
                group=self.owner,
                extra_groups=[] if self.owner else None,
            )

    def wait(self) -> None:
        """Returns when it takes connections.

        Raises:
            RuntimeError: it ended, or did not get so far in time.
        """
        for _ in range(START_SECONDS * 20):
            if self.takes_connections():
                return
            time.sleep(0.05)
        raise RuntimeError(f"The server does not take connections.\n{self.last_words()}")

    def takes_connections(self) -> bool:
        """Raises:
        RuntimeError: it has ended.
        """
        if self._process is not None and self._process.poll() is not None:
            raise RuntimeError(f"The server has ended.\n{self.last_words()}")
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def last_words(self) -> str:
        return self.log.read_text(errors="replace")[-3000:] if self.log.is_file() else ""

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def kill(self) -> None:
        """SIGKILL for the whole group, as a power cut would end it."""
        os.killpg(self.pid, signal.SIGKILL)
        assert self._process is not None
        self._process.wait()

    def stop(self) -> None:
        """Ends it, gently first. Stopping it twice changes nothing."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            self._process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self.kill()


def shipped_server(url: str, folder: Path) -> Server:
    """What `make run` starts, on this database."""
    environment = {"DATABASE_URL": url, "TRAINER_DATA": str(folder), "TRAINER_SECRET_KEY": SECRET}
    return Server([sys.executable, "-m", "trainer", "serve"], free_port(), environment, folder / "server.log")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def cpu_seconds(pid: int) -> float:
    """CPU time of all threads of a process, user and system."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def fresh_database(url: str, folder: Path) -> Iterator[Scopes]:
    """Scopes on a database with the shipped content. On PostgreSQL, whatever was in it is gone."""
    if "postgresql" in url:
        engines = make_engines(url)
        migrate_to(engines.write, "base")
        engines.dispose()
    with published_database(url, folder) as scopes:
        yield scopes


@contextmanager
def published_database(url: str, folder: Path) -> Iterator[Scopes]:
    """Scopes on a database to which the shipped content is published."""
    engines = make_engines(url)
    settings = Settings(data_folder=folder, database_url=url, secret_key=SECRET, password_cost=CHEAP)
    try:
        scopes = Scopes(engines, settings, lambda: datetime.now(UTC), random.Random(1))
        maintenance.prepare_database(scopes)
        maintenance.publish_if_changed(scopes, resource_folder("question_banks"), resource_folder("case_studies"))
        yield scopes
    finally:
        engines.dispose()


def sign_up(scope: Scope, name: str) -> str:
    """A new learner, who acts in this scope from now on; the session token."""
    learner_id = accounts.sign_up(scope, f"{name}@example.org", name, "correct horse battery", "cpc")
    token = accounts.open_session(scope, learner_id, "benchmark")
    scope.actor = accounts.find_signed_in(scope, token)
    return token


def sign_cookie(token: str) -> str:
    """The cookie of a browser that has logged in and got this session token."""
    app = Flask("cookies")
    app.secret_key = SECRET
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert serializer is not None
    return "trainer=" + str(serializer.dumps({"_user_id": token, "_permanent": True}))


def end_tidily() -> None:
    """From now on a request to end unwinds the program, so that the processes that it has started are ended too."""

    def leave(number: int, _: FrameType | None) -> None:
        sys.exit(128 + number)

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, leave)


def run_alone(run: Callable[[Figures, Path], None]) -> int:
    """Runs a benchmark in a folder of its own, which is thrown away; the exit code of its figures."""
    end_tidily()
    figures = Figures()
    with tempfile.TemporaryDirectory() as name:
        run(figures, Path(name))
    return figures.exit_code()
