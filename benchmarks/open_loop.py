"""Candidates who save at moments fixed beforehand: latency counts from them, so that a slow server is not spared."""

import asyncio
import random
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.candidates import NotReached, Page, Refused, Save, Unanswered


@dataclass(frozen=True, slots=True)
class Failure:
    """A request that was not acknowledged: when it was sent and when that was known, on the clock of the loop."""

    sent_at: float
    known_at: float
    words: str


@dataclass(slots=True)
class Load:
    """What was measured. `lags_ms`: how late a save was sent, which is our own doing or that of the save before."""

    latencies_ms: list[float] = field(default_factory=list)
    lags_ms: list[float] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    cpu_seconds: dict[str, float] = field(default_factory=dict)
    own_cpu_seconds: float = 0
    seconds: float = 0


@dataclass(frozen=True, slots=True)
class Pace:
    """How often each candidate saves, how often in all, and after how long what failed is sent again (empty: never)."""

    period_seconds: float
    rounds: int
    again_after_seconds: tuple[float, ...] = ()


Meter = Callable[[], Mapping[str, float]]
"""CPU seconds until now, by what uses them."""


async def sit(
    pages: Sequence[Page], pace: Pace, meter: Meter, meanwhile: Coroutine[Any, Any, None] | None = None
) -> Load:
    """All candidates at once, each beginning at a random moment of the first period; their connections stay open."""
    rng, load, clock = random.Random(5), Load(), asyncio.get_running_loop().time
    before, own, began, first = meter(), time.process_time(), time.perf_counter(), clock()
    async with asyncio.TaskGroup() as group:
        for page in pages:
            group.create_task(_save_on_time(page, first + rng.uniform(0, pace.period_seconds), pace, load))
        if meanwhile is not None:
            group.create_task(meanwhile)
    load.seconds, load.own_cpu_seconds = time.perf_counter() - began, time.process_time() - own
    load.cpu_seconds = {name: seconds - before[name] for name, seconds in meter().items()}
    return load


async def _save_on_time(page: Page, first: float, pace: Pace, load: Load) -> None:
    """Answers a question and changes that answer a period later, then the next one; late saves are sent at once."""
    clock = asyncio.get_running_loop().time
    positions = sorted(page.candidate.choices)
    for number in range(pace.rounds):
        due = first + number * pace.period_seconds
        await asyncio.sleep(max(0, due - clock()))
        load.lags_ms.append((clock() - due) * 1000)
        if not await _save(page, page.choose(positions[number // 2 % len(positions)]), pace, load):
            return
        if page.saves[-1].revision:
            load.latencies_ms.append((clock() - due) * 1000)


async def _save(page: Page, save: Save, pace: Pace, load: Load) -> bool:
    """Whether the candidate can go on. Whoever was refused something cannot."""
    clock, waits = asyncio.get_running_loop().time, iter(pace.again_after_seconds)
    while True:
        sent_at = clock()
        try:
            await page.send(save)
        except (NotReached, Unanswered, Refused) as error:
            load.failures.append(Failure(sent_at, clock(), f"{page.client_id}: {error!r}"))
            if isinstance(error, Refused):
                page.refusals.append(str(error))
                return False
            if not pace.again_after_seconds:
                return True
            await asyncio.sleep(next(waits, pace.again_after_seconds[-1]))
        else:
            return True
