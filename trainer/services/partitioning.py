"""Splitting learner-owned tables by learner, for large installations on PostgreSQL."""

from collections.abc import Iterator

from sqlalchemy.exc import DBAPIError

from trainer.db.migrate import head_revision, read_state
from trainer.db.partitions import MODULUS, CannotPartition, Partitioned, partition_state, partition_tables
from trainer.services.scope import Scopes

__all__ = ["MODULUS", "CannotPartition", "Partitioned", "partition", "state_of_partitions"]


def state_of_partitions(scopes: Scopes) -> Partitioned | None:
    """How far it is; None where tables cannot be split."""
    with scopes.engines.read.connect() as connection:
        return partition_state(connection)


def partition(scopes: Scopes, modulus: int) -> Iterator[str]:
    """The tables as they are done.

    Raises:
        CannotPartition: the database cannot, is not at the program's revision, or is in use.
    """
    if scopes.settings.sqlite_path is None and read_state(scopes.engines.write).revision != head_revision():
        raise CannotPartition("Bring the database to the newest revision first: trainer db upgrade.")
    try:
        yield from partition_tables(scopes.engines.write, modulus)
    except DBAPIError as error:
        words = f"{error.orig}".strip()
        raise CannotPartition(f"It was broken off ({words}). What was done stays done; run it again.") from error
