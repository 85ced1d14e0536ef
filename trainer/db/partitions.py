"""Learner-owned tables, split by learner on PostgreSQL, and distributed by Citus.

Every key of them begins with the learner, and every unique constraint holds the learner: so their rows can lie apart by
learner without a change of the program.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, Index, Table, UniqueConstraint

from trainer.db.frozen import create_triggers
from trainer.db.models import Base

MODULUS = 16
LOCK_SECONDS = 30


class CannotPartition(Exception):
    """Nothing was changed; the message says why."""


@dataclass(frozen=True, slots=True)
class Partitioned:
    """How far it is: names of the tables that are split and of those that are not, and into how many parts."""

    done: tuple[str, ...]
    left: tuple[str, ...]
    modulus: int


def learner_tables() -> list[Table]:
    """The tables whose primary key begins with the learner, those that others refer to first."""
    return [table for table in Base.metadata.sorted_tables if _first_key(table) == "learner_id"]


def reference_tables() -> list[Table]:
    """The tables that learner-owned ones refer to, at first or second hand, those that others refer to first."""
    owned = learner_tables()
    wanted, found = [*owned], set[Table]()
    while wanted:
        for key in wanted.pop().foreign_keys:
            table = key.column.table
            if table not in found and table not in owned:
                found.add(table)
                wanted.append(table)
    return [table for table in Base.metadata.sorted_tables if table in found]


def uniques_without_learner(table: Table) -> list[str]:
    """Unique constraints and indexes that could not be kept on a table that is split by learner."""
    uniques = [each for each in table.constraints if isinstance(each, UniqueConstraint)]
    indexes: list[Index | UniqueConstraint] = [each for each in table.indexes if each.unique]
    return [
        str(each.name) for each in (*uniques, *indexes) if "learner_id" not in {column.name for column in each.columns}
    ]


def partition_state(connection: Connection) -> Partitioned | None:
    """None where tables cannot be split."""
    if connection.dialect.name != "postgresql":
        return None
    names = [table.name for table in learner_tables()]
    split = set(connection.exec_driver_sql(_SPLIT).scalars())
    modulus = max(connection.exec_driver_sql(_PARTS).scalars(), default=0)
    done = tuple(name for name in names if name in split)
    return Partitioned(done, tuple(name for name in names if name not in split), modulus)


def partition_tables(engine: Engine, modulus: int = MODULUS) -> Iterator[str]:
    """Splits every learner-owned table that is not yet, each in a transaction of its own; the names as they are done.

    Raises:
        CannotPartition: not PostgreSQL 13 or newer, or another number of parts than before.
        sqlalchemy.exc.DBAPIError: a table was not free in time. Those before it are done; it can be run again.
    """
    with engine.connect() as connection:
        state = partition_state(connection)
        if state is None:
            raise CannotPartition("Only PostgreSQL splits tables; a SQLite file stays as it is.")
        if int(connection.exec_driver_sql("SHOW server_version_num").scalar_one()) < 130_000:
            raise CannotPartition("Triggers that keep rows frozen need PostgreSQL 13 or newer on split tables.")
        if state.done and state.modulus != modulus:
            raise CannotPartition(f"{len(state.done)} tables are split into {state.modulus} parts already.")
    for name in state.left:
        with engine.begin() as connection:
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'")
            _split(connection, name, modulus)
        yield name


def citus_statements() -> list[str]:
    """What distributes the tables by Citus, in an order in which it can be run."""
    reference = [f"SELECT create_reference_table('{table.name}');" for table in reference_tables()]
    first, *others = (table.name for table in learner_tables())
    distributed = [f"SELECT create_distributed_table('{first}', 'learner_id');"]
    distributed += [
        f"SELECT create_distributed_table('{name}', 'learner_id', colocate_with => '{first}');" for name in others
    ]
    return [*reference, *distributed]


_SPLIT = "SELECT relname FROM pg_class WHERE relkind = 'p' AND relnamespace = 'public'::regnamespace"
_PARTS = (
    "SELECT count(*) FROM pg_inherits JOIN pg_class ON pg_class.oid = inhparent WHERE relkind = 'p' GROUP BY inhparent"
)
_CONSTRAINTS = """
    SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
     WHERE conrelid = %s::regclass AND conparentid = 0 AND contype IN ('p', 'u', 'f') ORDER BY contype = 'f', conname
"""
_INDEXES = """
    SELECT pg_get_indexdef(indexrelid) FROM pg_index
     WHERE indrelid = %s::regclass AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
"""
_REFERRING = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
     WHERE confrelid = %s::regclass AND contype = 'f' AND conrelid <> confrelid AND conparentid = 0
"""
_OWN_SEQUENCES = "SELECT count(*) FROM pg_attribute WHERE attrelid = %s::regclass AND attidentity <> ''"


def _split(connection: Connection, name: str, modulus: int) -> None:
    """Copies the table into a split one of the same name, with its constraints, indexes and triggers."""
    connection.exec_driver_sql(f'LOCK TABLE "{name}" IN ACCESS EXCLUSIVE MODE')
    if connection.exec_driver_sql(_OWN_SEQUENCES, (name,)).scalar_one():
        raise CannotPartition(f"{name} counts its rows by itself.")
    constraints = connection.exec_driver_sql(_CONSTRAINTS, (name,)).all()
    indexes = connection.exec_driver_sql(_INDEXES, (name,)).scalars().all()
    referring = connection.exec_driver_sql(_REFERRING, (name,)).all()
    for table, constraint, _ in referring:
        connection.exec_driver_sql(f'ALTER TABLE {table} DROP CONSTRAINT "{constraint}"')
    kept = "INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING GENERATED INCLUDING STORAGE INCLUDING COMMENTS"
    connection.exec_driver_sql(f'CREATE TABLE "{name}_split" (LIKE "{name}" {kept}) PARTITION BY HASH (learner_id)')
    for part in range(modulus):
        place = f"FOR VALUES WITH (MODULUS {modulus}, REMAINDER {part})"
        connection.exec_driver_sql(f'CREATE TABLE "{name}_p{part:02}" PARTITION OF "{name}_split" {place}')
    connection.exec_driver_sql(f'INSERT INTO "{name}_split" SELECT * FROM "{name}"')  # noqa: S608 - a name of ours
    connection.exec_driver_sql(f'DROP TABLE "{name}"')
    connection.exec_driver_sql(f'ALTER TABLE "{name}_split" RENAME TO "{name}"')
    for constraint, definition in constraints:
        connection.exec_driver_sql(f'ALTER TABLE "{name}" ADD CONSTRAINT "{constraint}" {definition}')
    for definition in indexes:
        connection.exec_driver_sql(definition)
    for table, constraint, definition in referring:
        connection.exec_driver_sql(f'ALTER TABLE {table} ADD CONSTRAINT "{constraint}" {definition}')
    create_triggers(connection)
    connection.exec_driver_sql(f'ANALYZE "{name}"')


def _first_key(table: Table) -> str:
    return next((column.name for column in table.primary_key.columns), "")
