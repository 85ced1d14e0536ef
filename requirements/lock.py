"""Writes the lists of dependencies with hashes, `runtime.txt`, `server.txt` and `test.txt`, from `constraints.txt`.

`python -m requirements.lock`, in an environment that has all of them installed: which package needs which is read
from what is installed, for every system and every Python that the program runs on. The hashes are those that the index
gives for each release: of the source and of every wheel that one of these Pythons could use. The index is the one that
pip is set to, and is asked as pip asks it; no address stands in the lists.
"""

import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import requires
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
HERE = Path(__file__).parent
BACKEND = "hatchling"
FIRST_PYTHON = 11
PYTHONS = tuple(f"3.{minor}" for minor in range(FIRST_PYTHON, 15))
SYSTEMS = (("linux", "Linux", "posix"), ("darwin", "Darwin", "posix"), ("win32", "Windows", "nt"))
MACHINES = ("x86_64", "aarch64", "arm64", "AMD64")
LISTS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("runtime", (), "What the program needs on one machine, and what it is built with."),
    ("server", ("postgresql", "redis", "server", "oidc"), "What it needs beside that on servers."),
    ("test", ("test",), "What its tests, benchmarks and checks need beside that."),
)
"""Name, the extras of the project in it, the sentence at its head. Each list begins with the one before."""
_WHEEL = re.compile(r"-(?P<python>[^-]+)-(?P<abi>[^-]+)-(?P<platform>[^-]+)\.whl$")


@dataclass(slots=True)
class Closure:
    """All packages that some requirements lead to, each with the systems on which they do."""

    found: dict[str, set[str]] = field(default_factory=dict)
    """Name -> `sys_platform`s."""

    def add(self, requirement: Requirement, environment: dict[str, str]) -> None:
        self._walk(requirement, environment, set())

    def _walk(self, requirement: Requirement, environment: dict[str, str], seen: set[tuple[str, str]]) -> None:
        name = canonicalize_name(requirement.name)
        for extra in ("", *sorted(requirement.extras)):
            if (name, extra) in seen:
                continue
            seen.add((name, extra))
            self.found.setdefault(name, set()).add(environment["sys_platform"])
            for text in _requires(name):
                inner = Requirement(text)
                if inner.marker is None and extra:
                    continue
                if inner.marker is None or inner.marker.evaluate(environment | {"extra": extra}):
                    self._walk(inner, environment, seen)


def _requires(name: str) -> list[str]:
    """What an installed package needs; nothing where it is not installed here, as one for another system."""
    try:
        return requires(name) or []
    except ModuleNotFoundError:
        return []


def environments() -> Iterator[dict[str, str]]:
    """Every system and Python that the lists are for, as markers see them."""
    for platform, system, os_name in SYSTEMS:
        for machine in MACHINES:
            for version in PYTHONS:
                yield {
                    "sys_platform": platform,
                    "platform_system": system,
                    "os_name": os_name,
                    "platform_machine": machine,
                    "python_version": version,
                    "python_full_version": f"{version}.0",
                    "implementation_name": "cpython",
                    "platform_python_implementation": "CPython",
                }


def closure_of(requirements: list[str]) -> dict[str, set[str]]:
    closure = Closure()
    for environment in environments():
        for text in requirements:
            requirement = Requirement(text)
            if requirement.marker is None or requirement.marker.evaluate(environment | {"extra": ""}):
                closure.add(requirement, environment)
    return closure.found


def pins() -> dict[str, str]:
    """Canonical name -> `Name==version` as `constraints.txt` has it."""
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    return {canonicalize_name(line.partition("==")[0]): line for line in lines if "==" in line}


def wanted(extras: tuple[str, ...]) -> list[str]:
    """The requirements that the project names itself."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    own, optional = project["name"], project["optional-dependencies"]
    texts = [] if extras else [*project["dependencies"], BACKEND]
    return texts + [text for extra in extras for text in optional[extra] if not text.startswith(own)]


def files_of(pin: str) -> list[str]:
    """The hashes of all files of a release that one of our Pythons could install, in order.

    Raises:
        SystemExit: the index has no file of that release.
    """
    name, _, version = pin.partition("==")
    hashes = {
        link.hash
        for link in _links(canonicalize_name(name))
        if _is_of(link.filename, name, version) and link.hash and link.hash_name == "sha256" and _fits(link.filename)
    }
    if not hashes:
        raise SystemExit(f"The index has no file of {pin} with a hash.")
    return sorted(hashes)


def _is_of(filename: str, name: str, version: str) -> bool:
    start = canonicalize_name(name).replace("-", "[-_.]+")
    ending = r"(-.+\.whl|\.tar\.gz|\.zip)"
    return re.fullmatch(rf"{start}-{re.escape(version)}{ending}", filename, re.IGNORECASE) is not None


def _fits(filename: str) -> bool:
    """Whether it is the source, or a wheel for CPython of a version that we run on."""
    wheel = _WHEEL.search(filename)
    if wheel is None:
        return True
    for tag in wheel["python"].split("."):
        minor = re.fullmatch(r"cp3(\d+)", tag)
        if tag in ("py3", "py311") or (minor and (wheel["abi"] == "abi3" or int(minor[1]) >= FIRST_PYTHON)):
            return not wheel["abi"].endswith("t")
    return False


@cache
def _client() -> tuple[Any, str]:
    """What pip reads an index with, and the address that it is set to."""
    from pip._internal.commands.index import IndexCommand  # noqa: PLC0415 - of pip's own, and only needed to ask

    command = IndexCommand("index", "")
    options, _ = command.parse_args([])
    finder = command._build_package_finder(options=options, session=command._build_session(options))  # noqa: SLF001
    return finder._link_collector, options.index_url  # noqa: SLF001


def _links(name: str) -> list[Any]:
    """All files of a package, each with its name and hash."""
    from pip._internal.index.collector import parse_links  # noqa: PLC0415
    from pip._internal.models.link import Link  # noqa: PLC0415

    collector, index = _client()
    page = collector.fetch_response(Link(urljoin(f"{index.rstrip('/')}/", f"{name}/")))
    return list(parse_links(page)) if page else []


def written(name: str, before: str, head: str, lines: list[str]) -> None:
    start = [
        f"# {head} Written by `python -m requirements.lock`: do not edit.",
        *([f"-r {before}.txt"] if before else []),
    ]
    (HERE / f"{name}.txt").write_text("\n".join([*start, *lines]) + "\n")


def line_of(pin: str, systems: set[str]) -> str:
    """A requirement with its hashes, one a line; with a marker where not every system needs it."""
    marker = ""
    if len(systems) < len(SYSTEMS):
        marker = " ; " + " or ".join(f'sys_platform == "{system}"' for system in sorted(systems))
    return " \\\n    ".join([f"{pin}{marker}", *(f"--hash=sha256:{each}" for each in files_of(pin))])


def main() -> int:
    known, done, before = pins(), set[str](), ""
    missing: list[str] = []
    for name, extras, head in LISTS:
        found = closure_of(wanted(extras))
        new = sorted(found.keys() - done)
        missing += [each for each in new if each not in known]
        written(name, before, head, [line_of(known[each], found[each]) for each in new if each in known])
        done, before = done | set(new), name
    for each in missing:
        print(f"constraints.txt does not pin {each}")  # noqa: T201
    for each in sorted(known.keys() - done):
        print(f"constraints.txt pins {each}, which nothing needs")  # noqa: T201
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
