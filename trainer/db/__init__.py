"""Storage: engines, tables, every select(), migrations. Knows no rule and no web."""
