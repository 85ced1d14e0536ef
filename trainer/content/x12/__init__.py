"""X12 files: claims (837P) and remittances (835) to and from domain values."""
