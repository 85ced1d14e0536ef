"""Candidates of an exam: seated through the services, then each with one kept-alive connection to the server."""

import asyncio
import json
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import delete

from benchmarks.serving import sign_cookie, sign_up
from trainer.db.models.jobs import Job
from trainer.domain.items.content import SingleBest
from trainer.services import exam_sessions, exams
from trainer.services.scope import Scopes

ANSWER_SECONDS = 30
"""So long a page waits for an answer before it takes the connection for dead."""


class NotReached(Exception):
    """Nobody took the connection: nothing was sent."""


class Unanswered(Exception):
    """Nobody knows whether it was stored: the connection broke, or the server failed or had too much to do."""


class Refused(Exception):
    """The server took the event for wrong. It never should."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A learner in an exam, and two options of every question with one right option, by position."""

    learner_id: int
    exam: int
    token: str
    choices: Mapping[int, tuple[str, str]]


@dataclass(slots=True)
class Save:
    """One event. `revision` is 0 until it is acknowledged; `unanswered_at`: when its answer first failed to come."""

    sequence: int
    position: int
    base_revision: int
    choice: str
    revision: int = 0
    unanswered_at: datetime | None = None


def seat(scopes: Scopes, count: int) -> list[Candidate]:
    """New learners, each with an exam that has just begun."""
    seated = []
    for number in range(count):
        with scopes.writing() as scope:
            token = sign_up(scope, f"candidate-{number}")
            exam = exams.start_exam(scope, exams.ExamRequest("cpc", "short-25"))
            questions = exam_sessions.get_paper(scope, exam).questions
            learner_id = scope.learner.id
            scope.session.execute(delete(Job))  # the mail that welcomes: nobody signs up while an exam is sat
        choices = {
            question.position: (question.options[0].id, question.options[1].id)
            for question in questions
            if isinstance(question.response, SingleBest)
        }
        seated.append(Candidate(learner_id, exam, token, choices))
    return seated


class Page:
    """The page that a candidate works in: what was saved, and the connection that it goes through."""

    def __init__(self, candidate: Candidate, port: int, host: str = "", secure: ssl.SSLContext | None = None) -> None:
        """`host` is the name that is asked for on 127.0.0.1, with TLS where `secure` says how."""
        self.candidate = candidate
        self.port = port
        self.host = host or f"127.0.0.1:{port}"
        self._tls: dict[str, Any] = {"ssl": secure, "server_hostname": host} if secure else {}
        self.client_id = f"page-{candidate.learner_id}"
        self.saves: list[Save] = []
        self.acknowledged = 0
        self.refusals: list[str] = []
        self._revisions: dict[int, int] = {}
        self._cookie = ("__Host-" if secure else "") + sign_cookie(candidate.token)
        self._csrf_token = ""
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def open(self) -> None:
        """Asks for the state of the exam, and keeps cookie and CSRF token."""
        status, body = await self._ask("GET", f"/exams/{self.candidate.exam}/state")
        if status != 200:
            raise RuntimeError(f"The state of the exam is not told: {status} {body}")
        self._csrf_token = body["csrf_token"]

    def choose(self, position: int) -> Save:
        """The next event: the option at this position that is not chosen now."""
        revision = self._revisions.get(position, 0)
        choice = self.candidate.choices[position][revision % 2]
        save = Save(len(self.saves) + 1, position, revision, choice)
        self.saves.append(save)
        return save

    async def send(self, save: Save) -> None:
        """Returns when the event is acknowledged.

        Raises:
            NotReached: nothing was sent.
            Unanswered: it may have been stored.
            Refused: the server took it for wrong.
        """
        fields = {
            "csrf_token": self._csrf_token,
            "client_id": self.client_id,
            "sequence": str(save.sequence),
            "base_revision": str(save.base_revision),
            "choice": save.choice,
            "go": "stay",
        }
        try:
            status, body = await self._ask("POST", f"/exams/{self.candidate.exam}/answers/{save.position}", fields)
            if status >= 500 or status == 429:
                raise Unanswered(status)
        except Unanswered:
            save.unanswered_at = save.unanswered_at or datetime.now(UTC)
            raise
        if status != 200 or body.get("outcome") != "saved":
            raise Refused(f"{save}: {status} {body}")
        self.note(save, body["revision"])

    def note(self, save: Save, revision: int) -> None:
        """The event is acknowledged."""
        save.revision = self._revisions[save.position] = revision
        self.acknowledged += 1

    def close(self) -> None:
        """Drops the connection; the next request opens another one."""
        if self._streams is not None:
            self._streams[1].transport.abort()
            self._streams = None

    async def _ask(self, method: str, path: str, fields: Mapping[str, str] | None = None) -> tuple[int, dict[str, Any]]:
        body = urlencode(fields or {})
        lines = (
            f"{method} {path} HTTP/1.1",
            f"Host: {self.host}",
            f"Cookie: {self._cookie}",
            *([f"Referer: https://{self.host}/"] if self._tls else []),
            "Accept: application/json",
            "Content-Type: application/x-www-form-urlencoded",
            f"Content-Length: {len(body)}",
        )
        request = "\r\n".join((*lines, "", body)).encode()
        try:
            self._streams = self._streams or await asyncio.open_connection("127.0.0.1", self.port, **self._tls)
        except OSError as error:
            raise NotReached from error
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                return await self._exchange(request, *self._streams)
        except (OSError, asyncio.IncompleteReadError) as error:
            self.close()
            raise Unanswered(type(error).__name__) from error

    async def _exchange(
        self, request: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> tuple[int, dict[str, Any]]:
        writer.write(request)
        first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = [(name.lower(), value.strip()) for name, _, value in (line.partition(":") for line in lines)]
        body = await reader.readexactly(int(dict(headers).get("content-length", "0")))
        for name, value in headers:
            if name == "set-cookie" and value.partition("=")[0] == self._cookie.partition("=")[0]:
                self._cookie = value.split(";")[0]
        if ("connection", "close") in headers:
            self.close()
        told: dict[str, Any] = {}
        with suppress(ValueError):  # an error page
            told = json.loads(body)
        return int(first.split()[1]), told
