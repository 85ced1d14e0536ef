"""Hostile requests to every route, by every kind of visitor who is let in there: no error, and nothing gets through.

`make bench NAME=fuzz`. For each pair of route and visitor that the access tables permit one valid request must succeed,
and then 200 hostile ones follow, on a fresh database for each route: SQLite, or with
`ARGS="--postgresql postgresql://user:password@127.0.0.1/database"` those that are made on that server.
`ARGS="--only practice --requests 50"` does a part. What is wrong is printed as it is found, with the request; a run can
be had again by its seed.
"""

import argparse
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path

from benchmarks.figures import Figures
from benchmarks.postgresql import with_driver
from benchmarks.serving import CHEAP
from tests.support.clock import Clock
from tests.support.code_book import build_small_book
from tests.support.databases import PostgresqlTemplate, SqliteTemplate
from tests.web.fuzz.attack import Fuzz, Pair, permitted_pairs, prepare
from trainer.config import Log, Settings
from trainer.db.engine import make_engines
from trainer.services.scope import Scopes

REQUESTS = 200
SEED = 20261126
MOST_SHOWN = 3
"""Of findings that differ only in the request."""


def main(arguments: Sequence[str] = ()) -> int:
    parser = argparse.ArgumentParser(prog="fuzz")
    parser.add_argument("--only", default="", help="pairs whose name has this in it")
    parser.add_argument("--requests", type=int, default=REQUESTS, help="to each pair")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--postgresql", default="", help="a server on which databases may be made")
    options = parser.parse_args(arguments)
    pairs = [pair for pair in permitted_pairs() if options.only in str(pair)]
    told, without, requests, errors = Counter[str](), 0, 0, 0
    with tempfile.TemporaryDirectory() as name, _template(Path(name), options.postgresql) as template:
        for route, group in groupby(pairs, key=lambda pair: pair.key):
            with _fuzz(Path(name), template) as fuzz:
                for pair in group:
                    without += _attack(fuzz, pair, options.requests, options.seed, told)
                requests, errors = requests + fuzz.requests, errors + fuzz.server_errors
            print(f"{requests:,} requests, {errors} errors; done: {' '.join(route)}", file=sys.stderr, flush=True)
    figures = Figures()
    figures.add("fuzz.pairs", len(pairs), "pairs")
    figures.add("fuzz.pairs_without_success", without, "pairs", at_most=0)
    figures.add("fuzz.requests", requests, "requests")
    figures.add("fuzz.server_errors", errors, "errors", at_most=0)
    figures.add("fuzz.faults", told.total(), "faults", at_most=0)
    return figures.exit_code()


def _attack(fuzz: Fuzz, pair: Pair, requests: int, seed: int, told: Counter[str]) -> bool:
    """Sends a valid request and the hostile ones; whether the valid one failed."""
    failed = fuzz.succeed(pair)
    if failed:
        print(f"no success: {failed[:2_000]}", flush=True)
    for fault in fuzz.run_pair(pair, requests, random.Random(f"{seed} {pair}")) if requests else ():
        kind = fault.partition(" at {")[0]
        told[kind] += 1
        if told[kind] <= MOST_SHOWN:
            print(f"fault: {fault}", flush=True)
    return bool(failed)


@contextmanager
def _template(folder: Path, postgresql: str) -> Iterator[SqliteTemplate | PostgresqlTemplate]:
    if not postgresql:
        yield SqliteTemplate(folder)
        return
    template = PostgresqlTemplate(with_driver(postgresql))
    try:
        yield template
    finally:
        template.drop()


@contextmanager
def _fuzz(folder: Path, template: SqliteTemplate | PostgresqlTemplate) -> Iterator[Fuzz]:
    with template.copy() as url:
        engines = make_engines(url)
        settings = Settings(
            data_folder=folder / "data",
            database_url=url,
            password_cost=CHEAP,
            base_url="http://trainer.test",
            log_in_limit="100000 per minute",
            guest_limit="100000 per minute",
            log=Log(level="error"),
        )
        settings.data_folder.mkdir(exist_ok=True)
        if not settings.codebook_path.exists():
            build_small_book(settings.codebook_path)
        scopes = Scopes(engines, settings, Clock(), random.Random(SEED))
        yield Fuzz(prepare(scopes), scopes)
        engines.dispose()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
