"""Exams: choose a form, sit it, read its report."""
