"""Code systems: how codes are written and compared."""
