"""Families of medical terminology and anatomy: words built and taken apart, paths, vessels, directions."""
