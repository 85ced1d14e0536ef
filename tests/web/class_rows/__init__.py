"""The rows of the access table for everything around classes, one module per feature."""
