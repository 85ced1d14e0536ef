"""Families of items: a seeded draw gives stem, options and key, the key computed and the rationale derived from it."""
