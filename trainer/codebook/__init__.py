"""Compiles official code sets into one read-only SQLite file and answers from it. No rule of coding lives here."""
