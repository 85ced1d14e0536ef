"""The rules of the product, as pure computation: no web, database, files, clock or global randomness."""
