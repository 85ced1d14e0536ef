"""gunicorn for one node: `gunicorn -c deploy/gunicorn.conf.py`. What differs between machines is in the environment.

The application is built once and its processes are forked from it: they share what was imported, and a process that is
replaced need not import it again. Connections are never shared: each process forgets those of its parent.
"""

import os
from pathlib import Path

from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker

_FIGURES = os.environ.get("PROMETHEUS_MULTIPROC_DIR", "")


def _number(name: str, default: int) -> int:
    return int(os.environ.get(name) or default)


wsgi_app = "trainer.factory:create_app()"
bind = f"{os.environ.get('TRAINER_HOST') or '127.0.0.1'}:{_number('TRAINER_PORT', 8000)}"
worker_class = "trainer.web.gunicorn_worker.DrainingWorker"
workers = _number("TRAINER_WORKERS", os.cpu_count() or 1)
threads = _number("TRAINER_THREADS", 8)
worker_connections = 1000
backlog = 1024
preload_app = True

timeout = 60
"""A process that does not answer the first one for so many seconds is replaced. A slow request alone does not count."""
graceful_timeout = 30
"""So long a process that is told to end may go on with the requests it has begun."""
keepalive = 75
"""Longer than nginx keeps a connection, so that nginx is the one who closes it."""

max_requests = _number("TRAINER_WORKER_REQUESTS", 50_000)
max_requests_jitter = max_requests // 5
"""Not all processes of all nodes at once."""

worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - for its sign of life, not for data
control_socket_disable = True
accesslog = None
"""nginx and the program itself write one line a request."""


def on_starting(server: Arbiter) -> None:
    """What processes of an earlier start have counted is gone with them."""
    if _FIGURES:
        Path(_FIGURES).mkdir(parents=True, exist_ok=True)
        for left in Path(_FIGURES).glob("*.db"):
            left.unlink()


def when_ready(server: Arbiter) -> None:
    """What was built so far is no garbage: not looking at it keeps its memory shared."""
    from trainer.services.memory import spare_memory  # noqa: PLC0415 - not where this file is only checked

    spare_memory()


def post_fork(server: Arbiter, worker: Worker) -> None:
    """Connections belong to the process that opened them."""
    from trainer.factory import create_app  # noqa: PLC0415 - built by now, and not at all where this file is only checked

    create_app().extensions["scopes"].engines.forget_connections()


def child_exit(server: Arbiter, worker: Worker) -> None:
    if _FIGURES:
        from trainer.web.metrics import forget_worker  # noqa: PLC0415

        forget_worker(worker.pid)
