"""Settings that contradict each other, the signing key, the cost of passwords."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from trainer.config import Settings
from trainer.services.doctor.findings import Finding, ok, problem, warning

ADDRESS, KEY, PASSWORDS = "addresses", "signing key", "password cost"
FEWEST_KEY_CHARACTERS = 32
FEWEST_DIFFERENT = 10
CHEAP_MS, DEAR_MS = 20, 1_000
_HERE = ("127.0.0.1", "::1", "localhost")


def check_addresses(settings: Settings) -> Iterator[Finding]:
    """How the program is reached, and what it believes about that."""
    findings = [*_of_https(settings), *_of_proxies(settings)]
    yield from findings or [ok(ADDRESS, f"reached as {settings.public_url}; cookies and proxies agree with that")]


def _of_https(settings: Settings) -> Iterator[Finding]:
    scheme = urlsplit(settings.base_url).scheme
    is_here = urlsplit(settings.base_url).hostname in _HERE
    if scheme == "https" and not settings.secure_cookies:
        what = "pages come by https, but cookies would be sent by http too"
        yield problem(ADDRESS, what, "Set TRAINER_SECURE_COOKIES=yes.")
    if scheme == "http" and settings.secure_cookies and not is_here:
        what = "cookies are sent by https only, but TRAINER_BASE_URL begins with http: nobody can log in there"
        yield problem(ADDRESS, what, "Set TRAINER_BASE_URL to the https address, or TRAINER_SECURE_COOKIES=no.")
    if scheme == "http" and not is_here:
        what = "passwords cross the network unencrypted"
        yield warning(
            ADDRESS, what, "Put a proxy with TLS in front (docs/deployment.md), and set TRAINER_BASE_URL to it."
        )
    if not settings.base_url and settings.host not in _HERE:
        what = f"links in mails begin with {settings.public_url}"
        yield warning(ADDRESS, what, "Set TRAINER_BASE_URL to the address that people type.")


def _of_proxies(settings: Settings) -> Iterator[Finding]:
    is_https = urlsplit(settings.base_url).scheme == "https"
    if is_https and not settings.trusted_proxies:
        what = "https means a proxy in front, but none is trusted: limits count all visitors as one, by its address"
        yield problem(ADDRESS, what, "Set TRAINER_TRUSTED_PROXIES to how many there are, usually 1.")
    if settings.trusted_proxies and settings.host not in _HERE:
        what = f"{settings.host}:{settings.port} can be reached past the proxy, with forged addresses of visitors"
        advice = "Let only the proxy reach that port: a firewall, a network of containers, or TRAINER_HOST=127.0.0.1."
        yield warning(ADDRESS, what, advice)


def check_secret_key(settings: Settings) -> Iterator[Finding]:
    """Whether it can be guessed, or read by others."""
    file = settings.data_folder / "secret.key"
    if settings.secret_key:
        yield _strength(settings.secret_key, "TRAINER_SECRET_KEY")
        return
    if settings.sqlite_path is None:
        what = "each machine makes a key of its own: a sign-in on one means nothing to the others"
        yield warning(KEY, what, "Where several machines serve, set the same TRAINER_SECRET_KEY on all of them.")
    if not file.is_file():
        yield ok(KEY, "is made at the first start")
        return
    yield _strength(file.read_text().strip(), str(file))
    mode = stat.S_IMODE(file.stat().st_mode)
    if os.name == "posix" and mode & 0o077:
        yield problem(KEY, f"{file} can be read by others (mode {mode:03o})", f"chmod 600 {file}")


def _strength(key: str, place: str) -> Finding:
    if len(key) < FEWEST_KEY_CHARACTERS or len(set(key)) < FEWEST_DIFFERENT:
        what = f"{place} is short or uniform: who guesses it can forge cookies"
        return problem(KEY, what, 'Make one with: python -c "import secrets; print(secrets.token_hex(32))"')
    return ok(KEY, f"{place} has {len(key)} characters")


def check_password_cost(settings: Settings, milliseconds: float) -> Iterator[Finding]:
    """`milliseconds`: what one hash took here."""
    cost = settings.password_cost
    told = f"{cost.passes} passes, {cost.memory_kib:,} KiB: {milliseconds:.0f} ms here"
    if cost.memory_kib < 19_456 or (cost.memory_kib < 47_104 and cost.passes < 2):
        advice = "OWASP recommends 19456 KiB with 2 passes at least: remove TRAINER_ARGON2_… or raise them."
        yield problem(PASSWORDS, f"{told}; less than is recommended", advice)
    elif milliseconds < CHEAP_MS:
        yield warning(PASSWORDS, f"{told}; this machine could do more", "Raise TRAINER_ARGON2_PASSES.")
    elif milliseconds > DEAR_MS:
        yield warning(PASSWORDS, f"{told}; whoever logs in waits", "Lower TRAINER_ARGON2_PASSES.")
    else:
        yield ok(PASSWORDS, told)


def check_folder(settings: Settings) -> Iterator[Finding]:
    """The data folder: there, writable, for its owner."""
    area, folder = "data folder", settings.data_folder
    if not folder.is_dir():
        yield warning(
            area, f"{folder} is not there", "It is made at the first start; check TRAINER_DATA if that was made."
        )
        return
    if not os.access(folder, os.W_OK | os.X_OK):
        yield problem(
            area, f"{folder} cannot be written by this user", f"Give it to the program's user: {_owner(folder)}"
        )
        return
    mode = stat.S_IMODE(folder.stat().st_mode)
    if os.name == "posix" and mode & 0o007 and settings.sqlite_path is not None:
        what = f"{folder}, with everybody's data, can be read by every user of this machine (mode {mode:03o})"
        yield warning(area, what, f"chmod 750 {folder}")
    else:
        yield ok(area, f"{folder} can be written")


def _owner(folder: Path) -> str:
    return f"chown -R trainer {folder}"
