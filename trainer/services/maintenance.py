"""Preparing what the program runs on: data folder, database, content."""

from dataclasses import dataclass
from pathlib import Path

from trainer.db.migrate import DatabaseUnusable, Upgrade, current_revision, head_revision, upgrade
from trainer.services.publisher import Published
from trainer.services.publishing import is_published, publish_content
from trainer.services.review_log import log_earlier_answers
from trainer.services.scope import Scopes
from trainer.services.sights import rebuild_missing_caches

__all__ = ["DatabaseState", "DatabaseUnusable", "database_state", "prepare_database", "publish_if_changed"]


@dataclass(frozen=True, slots=True)
class DatabaseState:
    """The revision of the database ("" when empty) and the newest that the program knows."""

    address: str
    current: str
    newest: str


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
    if done.before != done.after:
        rebuild_missing_caches(scopes)
        log_earlier_answers(scopes)
    return done


def database_state(scopes: Scopes) -> DatabaseState:
    """Where the database is and at which revision.

    Raises:
        DatabaseUnusable: it cannot be opened.
    """
    address = scopes.engines.write.url.render_as_string(hide_password=True)
    return DatabaseState(address, current_revision(scopes.engines.write), head_revision())


def publish_if_changed(scopes: Scopes, banks: Path, cases: Path) -> Published | None:
    """Publishes the shipped files unless exactly these were published last; None then."""
    with scopes.reading() as scope:
        if is_published(scope, banks, cases):
            return None
    with scopes.writing() as scope:
        return publish_content(scope, banks, cases)
