"""`python -m trainer serve` as an operator starts it: a process, a port, a page."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest


@pytest.fixture
def process(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    folder = tmp_path / "a path with a space"
    folder.mkdir()
    environment = {**os.environ, "TRAINER_PORT": port, "TRAINER_DATA": str(folder / "data"), "PYTHONUNBUFFERED": "1"}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "trainer", "serve"]
    process = subprocess.Popen(
        command,
        cwd=Path(__file__).parents[2],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def read_until(process: subprocess.Popen[str], words: str) -> str:
    printed = ""
    for line in process.stdout:
        printed += line
        if words in line:
            return printed
    pytest.fail(f"it stopped:\n{printed}")


def test_a_first_start_prepares_everything_says_where_it_is_and_answers(process):
    printed = read_until(process, "stop it with Ctrl+C")
    assert "The database is now at revision" in printed
    assert "items added" in printed
    assert "Mail is not configured" in printed
    address = next(word for word in printed.split() if word.startswith("http://127.0.0.1"))
    with urlopen(address) as response:
        assert response.status == 200
        assert "Sign up" in response.read().decode()
    process.send_signal(signal.SIGINT)
    assert process.wait(20) == 0
