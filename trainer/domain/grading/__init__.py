"""Answer and key in, points and verdicts out; one module per kind of work."""
