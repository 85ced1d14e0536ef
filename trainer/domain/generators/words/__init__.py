"""Families of medical terminology and anatomy: words taken apart and built, structures on a path, in a plane, on a tree."""
