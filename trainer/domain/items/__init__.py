"""Exam items: what a learner may see, the key, and the way from raw form fields to a typed answer."""
