"""A month in a small practice: encounters, claims, answers of payers, and what became of the money."""
