"""A Redis server of our own that can be stopped, started again, or made to hang."""

import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Self

import redis

from benchmarks.serving import free_port
from tests.support.requirements import require


class OwnRedis:
    """On 127.0.0.1, in memory only."""

    def __init__(self, folder: Path) -> None:
        self.program = shutil.which("redis-server")
        require("redis", self.program is not None, "no Redis to stop: install Debian's package redis-server")
        self.port, self.folder = free_port(), folder
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Returns when it answers."""
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(self.folder)]
        self._process = subprocess.Popen([str(self.program), *options], stdout=subprocess.DEVNULL)
        with redis.Redis(port=self.port, retry=None) as client:
            for _ in range(500):
                try:
                    client.ping()
                except redis.ConnectionError:
                    time.sleep(0.02)
                else:
                    return
        raise RuntimeError("Redis does not answer.")

    def stop(self) -> None:
        """As a machine that is switched off."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def hang(self) -> None:
        """It takes connections and answers nobody."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)
