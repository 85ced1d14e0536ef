"""Alembic's entry: runs on the connection that `trainer.db.migrate` opened, in its transaction."""

from alembic import context

from trainer.db.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=False,
    transactional_ddl=False,
)
context.run_migrations()
