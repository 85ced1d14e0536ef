"""Alembic migrations. Revision ids are numbers in order; each file name begins with its own."""
