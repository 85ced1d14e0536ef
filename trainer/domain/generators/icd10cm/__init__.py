"""Families about ICD-10-CM FY2026: charts on one side, codes or lists of codes in claim order on the other."""
