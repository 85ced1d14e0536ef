"""The capacity model of docs/scaling.md, computed from measured figures: machines, database and money by learners.

`make bench NAME=capacity` prints the table as Markdown. What was measured stands in `Measured`, what is assumed in
`Assumed`, with units; whoever measures anew, or pays another price, changes them by an option and reads the table.
"""

import argparse
import math
import sys
from dataclasses import dataclass, fields, replace

LEARNERS = (1, 30, 500, 10_000, 100_000, 1_000_000)
WEEKS = 52
SMALL = 30
"""Up to a class, everything is one process on SQLite."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Milliseconds of CPU for a request of its kind; bytes of the database for an answer with all that belongs to it.

    The first three from `cluster`, the pages and the bytes from `growth`, memory from `cluster`; docs/performance.md
    has the figures with date and machine.
    """

    node_save_ms: float = 3.8
    database_save_ms: float = 1.0
    proxy_ms: float = 0.2
    node_page_ms: float = 20.0
    database_page_ms: float = 6.0
    bytes_per_answer: float = 1_190.0
    empty_gb: float = 0.05
    process_mb: float = 100.0


@dataclass(frozen=True, slots=True)
class Assumed:
    """What people do, how full machines may be, and what is paid.

    `peak_share`: the part of all learners who sit in a mock at the busiest moment; 0 takes it from `share_at_once`.
    `pages_per_answer`: other pages that somebody opens at that moment. `hot_share`: the part of a year's data that
    should fit into the memory of each database server. `core_month`, `memory_month` and `disk_month` are the prices of
    a core, of a gigabyte of memory and of one of disk, for a month; `copies` of the data are kept, backups among them.
    """

    answers_a_week: float = 150.0
    peak_share: float = 0.0
    answer_every_s: float = 10.0
    pages_per_answer: float = 0.1
    most_busy: float = 0.5
    cores_a_node: float = 4.0
    hot_share: float = 0.05
    core_month: float = 15.0
    memory_month: float = 3.0
    disk_month: float = 0.1
    copies: float = 4.0


@dataclass(frozen=True, slots=True)
class Row:
    """One size. Nodes run the program and nginx; `standbys` are further database servers like the first one."""

    learners: int
    at_once: int
    saves_s: float
    node_cores: int
    nodes: int
    database_cores: int
    standbys: int
    memory_gb: int
    gb_a_year: float
    price: float


def share_at_once(learners: int) -> float:
    """All of a class or a college; of larger installations less and less sits in a mock at the same time."""
    limits = ((500, 1.0), (10_000, 0.2), (100_000, 0.05), (math.inf, 0.02))
    return next(share for most, share in limits if learners <= most)


def compute(learners: int, measured: Measured, assumed: Assumed) -> Row:
    at_once = max(1, round(learners * (assumed.peak_share or share_at_once(learners))))
    saves_s = at_once / assumed.answer_every_s
    pages = assumed.pages_per_answer
    node_ms = measured.node_save_ms + measured.proxy_ms + pages * (measured.node_page_ms + measured.proxy_ms)
    database_ms = measured.database_save_ms + pages * measured.database_page_ms
    node_cores = _cores(saves_s * node_ms, assumed)
    database_cores = 0 if learners <= SMALL else _cores(saves_s * database_ms, assumed)
    standbys = 0 if learners <= 500 else 1 if learners <= 10_000 else 2
    nodes = 1 if learners <= SMALL else max(2, math.ceil(node_cores / assumed.cores_a_node))
    gb = measured.empty_gb + learners * assumed.answers_a_week * WEEKS * measured.bytes_per_answer / 1e9
    cores = node_cores + database_cores * (1 + standbys)
    # a process a core, one more a node for jobs; 1 GB a machine for everything else
    processes_gb = (node_cores + nodes) * measured.process_mb / 1000
    machines = nodes + (1 + standbys if database_cores else 0)
    memory = math.ceil(processes_gb + (1 + standbys) * gb * assumed.hot_share + machines)
    price = cores * assumed.core_month + memory * assumed.memory_month + gb * assumed.copies * assumed.disk_month
    return Row(learners, at_once, saves_s, node_cores, nodes, database_cores, standbys, memory, gb, price)


def _cores(busy_ms_a_second: float, assumed: Assumed) -> int:
    return max(1, math.ceil(busy_ms_a_second / 1000 / assumed.most_busy))


def table(measured: Measured | None = None, assumed: Assumed | None = None) -> list[str]:
    """The lines of the table, as they stand in docs/scaling.md."""
    lines = [
        "| Learners | in a mock at once | saves a second | cores of nodes | nodes | cores of the database | standbys "
        "| memory, GB | database after a year, GB | a month, $ |",
        "|" + "---:|" * 10,
    ]
    for learners in LEARNERS:
        row = compute(learners, measured or Measured(), assumed or Assumed())
        database = f"{row.database_cores:,}" if row.database_cores else "SQLite"
        lines.append(
            f"| {row.learners:,} | {row.at_once:,} | {row.saves_s:,.1f} | {row.node_cores:,} | {row.nodes:,} "
            f"| {database} | {row.standbys} | {row.memory_gb:,} | {row.gb_a_year:,.2f} | {row.price:,.0f} |"
        )
    return lines


def main() -> int:
    """Prints the table with what the options change."""
    parser = argparse.ArgumentParser(description=__doc__)
    for value in (Measured(), Assumed()):
        for field in fields(value):
            parser.add_argument(f"--{field.name.replace('_', '-')}", type=float, default=getattr(value, field.name))
    given = vars(parser.parse_args())
    measured = replace(Measured(), **{field.name: given[field.name] for field in fields(Measured)})
    assumed = replace(Assumed(), **{field.name: given[field.name] for field in fields(Assumed)})
    print("\n".join(table(measured, assumed)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
