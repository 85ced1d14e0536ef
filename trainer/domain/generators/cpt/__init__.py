"""Families about CPT arithmetic and conventions. No text of CPT: rules in our own words, payer and rounding stated."""
