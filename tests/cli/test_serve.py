"""`python -m trainer serve` as an operator starts it: a process, a port, a page."""

import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from benchmarks.serving import free_port
from tests.support.command import running


@pytest.fixture
def process(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    folder = tmp_path / "a path with a space"
    folder.mkdir()
    with running(
        "serve", without="DATABASE_URL", TRAINER_PORT=str(free_port()), TRAINER_DATA=folder / "data"
    ) as process:
        yield process


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
