"""Where programs are, and what /proc tells of those that run: children, CPU time, memory."""

import os
import shutil
from contextlib import suppress
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def find_program(name: str) -> str | None:
    """Where a service is installed; not everybody's PATH has the folders of the system's programs."""
    return shutil.which(name, path=os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin")))


def stat_of(pid: int) -> list[str]:
    """State, parent and so on of a process; empty when there is none."""
    with suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return []


def children_of(parent: int) -> list[int]:
    pids = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]
    return [pid for pid in pids if stat_of(pid)[1:2] == [str(parent)]]


def is_running(pid: int) -> bool:
    return stat_of(pid)[:1] not in ([], ["Z"])


def cpu_seconds_of_tree(pid: int) -> float:
    """CPU time of a process and all below it, user and system, with those that have ended and were waited for."""
    fields = stat_of(pid)
    own = sum(map(int, fields[11:15])) / _TICKS
    return own + sum(cpu_seconds_of_tree(child) for child in children_of(pid))


def memory_mb(pid: int) -> float:
    """The memory of one process in MB; what it shares with others counts by its part."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
