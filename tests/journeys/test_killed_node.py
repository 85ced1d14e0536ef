"""An exam on two nodes behind nginx, as shipped: one node is killed, and at most what it was just answering fails.

`make bench NAME=cluster` does the same with 1,000 candidates.
"""

import asyncio
import os
import random
import tempfile
from pathlib import Path

import pytest

from benchmarks.candidates import Page, Unanswered, seat
from benchmarks.cluster import Cluster, running
from benchmarks.exam_kill import audit
from benchmarks.processes import find_program
from benchmarks.serving import published_database
from tests.support import loops, requirements
from tests.support.databases import PostgresqlTemplate

pytestmark = pytest.mark.skipif(os.name != "posix", reason="no SIGKILL: this is not a POSIX system")
CANDIDATES = 6
SAVES = 40
KILLED_AFTER = 60
"""Saves of all candidates together."""


async def sit_while_a_node_dies(cluster: Cluster, pages: list[Page]) -> None:
    """Everybody saves as fast as they are answered. An answer that broke off in the middle is asked for again, once."""
    for page in pages:
        await page.open()

    async def save(page: Page, rng: random.Random) -> None:
        for _ in range(SAVES):
            event = page.choose(rng.choice(sorted(page.candidate.choices)))
            try:
                await page.send(event)
            except Unanswered:
                assert not cluster.nodes[0].is_running
                await page.send(event)

    async def kill() -> None:
        while sum(page.acknowledged for page in pages) < KILLED_AFTER:
            await asyncio.sleep(0.005)
        cluster.nodes[0].kill()

    async with asyncio.timeout(120), asyncio.TaskGroup() as group:
        for number, page in enumerate(pages):
            group.create_task(save(page, random.Random(number)))
        group.create_task(kill())
    for page in pages:
        page.close()


def test_a_node_dies_in_an_exam_and_no_save_is_lost(postgresql_template: PostgresqlTemplate) -> None:
    requirements.nginx()
    requirements.require("redis", find_program("redis-server") is not None, "no redis-server is installed")
    with postgresql_template.copy() as url, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with published_database(url, folder) as scopes:
            candidates = seat(scopes, CANDIDATES)
        with running(folder, url) as cluster:
            pages = cluster.pages(candidates)
            loops.run(sit_while_a_node_dies(cluster, pages))
            assert not cluster.nodes[0].is_running
            assert cluster.nodes[1].is_running
        found = audit(url, pages)
    assert (found.lost, found.doubled) == ((), ())
    assert found.saves == CANDIDATES * SAVES
    assert found.unanswered <= CANDIDATES
