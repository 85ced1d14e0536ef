"""A PostgreSQL server of our own that really writes to disk, and that can be killed and started again."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Self

import psycopg

from benchmarks.processes import children_of, is_running
from benchmarks.serving import free_port

START_SECONDS = 60


def with_driver(url: str) -> str:
    """The address of a server as the engine takes it; nothing stays nothing."""
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def find_binaries() -> Path | None:
    """The folder with initdb and postgres, of the newest version that is installed. None without them, or /proc."""
    if not Path("/proc/self/stat").is_file():
        return None
    found = shutil.which("initdb")
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    newest = sorted(folders, key=lambda path: float(path.parent.name))
    return newest[-1] if newest else Path(found).parent if found else None


class OwnPostgresql:
    """A server on 127.0.0.1 in a temporary folder, with fsync.

    Its own default for synchronous_commit is off, as an operator may have set it: what the program acknowledges must
    not depend on that. SIGKILL of all its processes loses what only lies in their memory.
    """

    def __init__(self, binaries: Path):
        self.binaries = binaries
        self.port = free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="trainer-postgresql-"))
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = "postgres" if os.getuid() == 0 else None
        """Whom it runs as: it refuses to run as root."""

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://trainer@127.0.0.1:{self.port}/postgres"

    def __enter__(self) -> Self:
        try:
            if self._owner:
                shutil.chown(self.folder, self._owner, self._owner)
            self._make_data()
            self.launch()
            self.wait()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None and self._process.poll() is None:
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _make_data(self) -> None:
        options = ("-U", "trainer", "--auth=trust", "--encoding=UTF8", "--no-locale")
        self._run("initdb", "-D", self.folder / "data", *options).wait()

    def _run(self, program: str, *arguments: str | Path) -> subprocess.Popen[bytes]:
        descriptor = os.open(self.folder / "log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        try:
            return subprocess.Popen(
                [self.binaries / program, *arguments],
                cwd=self.folder,
                stdout=descriptor,
                stderr=descriptor,
                start_new_session=True,
                user=self._owner,
                group=self._owner,
                extra_groups=[] if self._owner else None,
            )
        finally:
            os.close(descriptor)

    def launch(self) -> None:
        """Starts it without waiting; after a kill it first replays its log."""
        settings = {
            "port": str(self.port),
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": str(self.folder),
            "fsync": "on",
            "synchronous_commit": "off",
        }
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        self._process = self._run("postgres", "-D", self.folder / "data", *options)

    def wait(self) -> None:
        """Returns when it takes connections.

        Raises:
            RuntimeError: it ended, or did not get so far in time.
        """
        for _ in range(START_SECONDS * 20):
            if self.takes_connections():
                return
            time.sleep(0.05)
        raise RuntimeError(f"PostgreSQL does not take connections.\n{self.last_words()}")

    def takes_connections(self) -> bool:
        """Raises:
        RuntimeError: it has ended.
        """
        if self._process is not None and self._process.poll() is not None:
            raise RuntimeError(f"PostgreSQL has ended.\n{self.last_words()}")
        with suppress(psycopg.OperationalError):  # not listening yet, or still replaying its log
            psycopg.connect(host="127.0.0.1", port=self.port, user="trainer", dbname="postgres").close()
            return True
        return False

    def last_words(self) -> str:
        return (self.folder / "log").read_text(errors="replace")[-3000:]

    def kill(self) -> None:
        """SIGKILL for all its processes at once: the first one stands still meanwhile, so that it replaces none."""
        assert self._process is not None
        os.kill(self._process.pid, signal.SIGSTOP)
        children = children_of(self._process.pid)
        for pid in (*children, self._process.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._process.wait()
        for pid in children:
            while is_running(pid):
                time.sleep(0.01)


class Standby(OwnPostgresql):
    """A streaming replica of another server of our own: it only reads."""

    def __init__(self, binaries: Path, primary: OwnPostgresql):
        super().__init__(binaries)
        self.primary = primary

    def _make_data(self) -> None:
        source = ("-h", "127.0.0.1", "-p", str(self.primary.port), "-U", "trainer")
        options = ("--write-recovery-conf", "--checkpoint=fast", "-D", str(self.folder / "data"))
        self._run("pg_basebackup", *source, *options).wait()
