"""Kills a server under load, again and again; then compares what the candidates were told with what is stored."""

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import select

from benchmarks.candidates import NotReached, Page, Refused, Save, Unanswered
from trainer.db.engine import make_engines
from trainer.db.models.attempts import AnswerEvent, AnswerRow
from trainer.domain.items.answers import SingleAnswer

RETRY_SECONDS = 0.2
"""After so long a page sends again what was not acknowledged."""
RECOVERY_SECONDS = 60
KILLED_AFTER_SECONDS = (0.2, 1.5)
"""A server is killed at a random moment, so long after it has answered."""


class Target(Protocol):
    """What can be killed, and started again."""

    def kill(self) -> None: ...

    def launch(self) -> None: ...

    def takes_connections(self) -> bool: ...

    def last_words(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Audit:
    """`lost` and `doubled` say what is wrong, one line each. `unanswered` had to be sent again; `unseen` of them had
    been stored: the kill fell between the commit and the answer.
    """

    saves: int
    lost: tuple[str, ...]
    doubled: tuple[str, ...]
    unanswered: int
    unseen: int


async def outlive(pages: Sequence[Page], target: Target, kills: int, rng: random.Random) -> list[float]:
    """Kills the target while all pages save as fast as they are answered; seconds from each kill to the next answer.

    What was not acknowledged is sent again, as the page of a candidate does; so at the end everything has been. Only a
    page that was refused something ends there.

    Raises:
        RuntimeError: the server did not come back.
    """
    over = asyncio.Event()
    recoveries: list[float] = []
    work = [asyncio.create_task(_save_until(over, page, rng)) for page in pages]
    try:
        for _ in range(kills):
            await _answers(pages, target)
            await asyncio.sleep(rng.uniform(*KILLED_AFTER_SECONDS))
            recoveries.append(await _kill(pages, target))
        over.set()
        await asyncio.gather(*work)
    finally:
        for task, page in zip(work, pages, strict=True):
            task.cancel()
            page.close()
    return recoveries


async def _save_until(over: asyncio.Event, page: Page, rng: random.Random) -> None:
    positions = sorted(page.candidate.choices)
    while not over.is_set():
        save = page.choose(rng.choice(positions))
        while not save.revision:
            try:
                await page.send(save)
            except (NotReached, Unanswered):
                await asyncio.sleep(RETRY_SECONDS)
            except Refused as refusal:
                page.refusals.append(str(refusal))
                return


async def _kill(pages: Sequence[Page], target: Target) -> float:
    """Kills it and starts it again; the seconds until something was acknowledged."""
    clock = asyncio.get_running_loop().time
    killed_at = clock()
    target.kill()
    target.launch()
    await _answers(pages, target)
    return clock() - killed_at


async def _answers(pages: Sequence[Page], target: Target) -> None:
    """Returns when it takes connections and something was acknowledged after that, unless nobody saves any more.

    Raises:
        RuntimeError: that took too long.
    """
    try:
        async with asyncio.timeout(RECOVERY_SECONDS):
            while not target.takes_connections():
                await asyncio.sleep(0.02)
            before = sum(page.acknowledged for page in pages)
            while sum(page.acknowledged for page in pages) == before and not all(page.refusals for page in pages):
                await asyncio.sleep(0.02)
    except TimeoutError as error:
        raise RuntimeError(f"Nothing is acknowledged any more.\n{target.last_words()}") from error


def audit(url: str, pages: Sequence[Page]) -> Audit:
    """What the pages were told beside what the database holds."""
    stored = _Stored(url)
    lost: list[str] = []
    doubled: list[str] = []
    unseen = 0
    for page in pages:
        lost.extend(f"{page.client_id} was refused {refusal}" for refusal in page.refusals)
        sent = Counter(save.position for save in page.saves)
        last = {save.position: save for save in page.saves if save.revision}
        for save in page.saves:
            found = stored.events.get((page.candidate.learner_id, page.client_id, save.sequence))
            if save.revision and found != (save.position, SingleAnswer(save.choice), False):
                lost.append(f"{page.client_id}: {save} is stored as {found}")
            unseen += stored.was_stored_before_its_answer_failed(page, save)
        for position, save in last.items():
            current = stored.answers.get((page.candidate.learner_id, position))
            if current != (save.revision, SingleAnswer(save.choice)):
                lost.append(f"{page.client_id}: the answer after {save} is {current}")
        for position in page.candidate.choices:
            events = stored.counts[page.candidate.learner_id, position]
            revision, _ = stored.answers.get((page.candidate.learner_id, position), (0, None))
            if max(events, revision) > sent[position]:
                doubled.append(f"{page.client_id}: {sent[position]} sent at {position}, {events} stored, {revision=}")
    everything = [save for page in pages for save in page.saves]
    return Audit(
        sum(bool(save.revision) for save in everything),
        tuple(lost),
        tuple(doubled),
        sum(save.unanswered_at is not None for save in everything),
        unseen,
    )


class _Stored:
    """All events and current answers of the database."""

    def __init__(self, url: str) -> None:
        engines = make_engines(url)
        event = (AnswerEvent.learner_id, AnswerEvent.client_id, AnswerEvent.sequence, AnswerEvent.position)
        with engines.read.connect() as connection:
            rows = connection.execute(
                select(*event, AnswerEvent.answer, AnswerEvent.is_late, AnswerEvent.received_at)
            ).all()
            self.events = {tuple(row[:3]): (row.position, row.answer, row.is_late) for row in rows}
            self._received_at = {tuple(row[:3]): row.received_at for row in rows}
            self.counts = Counter((row.learner_id, row.position) for row in rows)
            self.answers = {
                (row.learner_id, row.position): (row.revision, row.answer)
                for row in connection.execute(
                    select(AnswerRow.learner_id, AnswerRow.position, AnswerRow.revision, AnswerRow.answer)
                )
            }
        engines.dispose()

    def was_stored_before_its_answer_failed(self, page: Page, save: Save) -> bool:
        received_at = self._received_at.get((page.candidate.learner_id, page.client_id, save.sequence))
        return received_at is not None and save.unanswered_at is not None and received_at < save.unanswered_at
