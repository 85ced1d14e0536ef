"""The code book."""
