"""Preparing what the program runs on: data folder, database, content."""

from dataclasses import dataclass
from pathlib import Path

from trainer.db.migrate import DatabaseUnusable, Upgrade, head_revision, read_state, upgrade
from trainer.services.publisher import Published
from trainer.services.publishing import is_published, publish_content
from trainer.services.review_log import log_earlier_answers
from trainer.services.scope import Scopes
from trainer.services.sights import rebuild_missing_caches

__all__ = [
    "DatabaseState",
    "DatabaseUnusable",
    "after_upgrade",
    "database_state",
    "prepare_database",
    "publish_if_changed",
]


@dataclass(frozen=True, slots=True)
class DatabaseState:
    """The revision of the database ("" when empty) and the newest that the program knows.

    `is_usable`: whether this program may work on it, once it is migrated where it is older.
    """

    address: str
    current: str
    newest: str
    is_usable: bool = True


def prepare_database(scopes: Scopes) -> Upgrade:
    """Makes the data folder and brings the database to the newest revision, after a backup.

    Raises:
        DatabaseUnusable: see `trainer.db.migrate`.
    """
    folder = scopes.settings.data_folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseUnusable(
            f"The data folder {folder} cannot be made ({error.strerror}). Set another one with TRAINER_DATA."
        ) from error
    done = upgrade(scopes.engines.write, scopes.settings.sqlite_path, scopes.clock())
    after_upgrade(scopes, done)
    return done


def after_upgrade(scopes: Scopes, done: Upgrade) -> None:
    """What is made of earlier rows once they have been migrated."""
    if done.before != done.after:
        rebuild_missing_caches(scopes)
        log_earlier_answers(scopes)


def database_state(scopes: Scopes) -> DatabaseState:
    """Where the database is and at which revision.

    Raises:
        DatabaseUnusable: it cannot be opened.
    """
    address = scopes.engines.write.url.render_as_string(hide_password=True)
    state = read_state(scopes.engines.write)
    return DatabaseState(address, state.revision, head_revision(), state.is_usable)


def publish_if_changed(scopes: Scopes, banks: Path, cases: Path) -> Published | None:
    """Publishes the shipped files unless exactly these were published last; None then.

    Nothing is published to a database that a newer version has migrated: its files are newer, too.
    """
    if read_state(scopes.engines.write).is_newer:
        return None
    with scopes.reading() as scope:
        if is_published(scope, banks, cases):
            return None
    with scopes.writing() as scope:
        return publish_content(scope, banks, cases)
