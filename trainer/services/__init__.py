"""Use cases: functions on a Scope. They own the meaning of a transaction and never commit it."""
