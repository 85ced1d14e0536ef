"""gunicorn with the shipped configuration: it is taken, it serves, it finishes what it has begun."""

import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

CONFIGURATION = Path(__file__).parents[2] / "deploy" / "gunicorn.conf.py"


def test_gunicorn_takes_the_configuration_and_can_build_the_application(tmp_path: Path) -> None:
    environment = {**os.environ, "TRAINER_DATA": str(tmp_path), "TRAINER_SECRET_KEY": "only for tests"}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "gunicorn", "--check-config", "-c", str(CONFIGURATION)]
    checked = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")


def test_what_an_earlier_start_has_counted_is_thrown_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "figures"
    folder.mkdir()
    (folder / "counter_77.db").touch()
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(folder))
    runpy.run_path(str(CONFIGURATION))["on_starting"](None)
    assert list(folder.iterdir()) == []


def test_the_environment_says_how_many_processes_and_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("TRAINER_WORKERS", "3"), ("TRAINER_THREADS", "5"), ("TRAINER_PORT", "8123")):
        monkeypatch.setenv(name, value)
    read = runpy.run_path(str(CONFIGURATION))
    assert (read["workers"], read["threads"], read["bind"]) == (3, 5, "127.0.0.1:8123")
    assert 0 < read["max_requests_jitter"] < read["max_requests"]
    assert read["keepalive"] > 60, "longer than nginx keeps a connection"
