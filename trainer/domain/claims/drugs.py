"""The quantity of a drug as it is printed behind its National Drug Code: `ML2.5`."""

import re

DRUG_UNITS = ("F2", "GR", "ME", "ML", "UN")
"""International unit, gram, milligram, milliliter, unit (NUCC manual of the form, item 24; CTP05 of the 837P)."""


def split_quantity(text: str) -> tuple[str, str] | None:
    """Unit and number (up to eight digits and three decimals) of a quantity, None where it is not written like one."""
    found = re.fullmatch(rf"({'|'.join(DRUG_UNITS)})([0-9]{{1,8}}(?:\.[0-9]{{1,3}})?)", text)
    return (found[1], found[2]) if found else None
