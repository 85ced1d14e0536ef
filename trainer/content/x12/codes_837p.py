"""Codes of the 837P that its writer and its reader share. Source: ASC X12 837 005010X222A1."""

from trainer.domain.claims.professional import Relationship

VERSION = "005010X222A1"
RELATIONSHIPS = {
    Relationship.SELF: "18",
    Relationship.SPOUSE: "01",
    Relationship.CHILD: "19",
    Relationship.OTHER: "G8",
}
OTHER_DATES = ("454", "304", "453", "439", "455", "471", "090", "091", "444")
"""Qualifiers of item 15; `ONSETS` are those of item 14."""
ONSETS = ("431", "484")
DRUG_UNITS = ("F2", "GR", "ME", "ML", "UN")
MOST_LINES = 50
MOST_UNITS = 99_999
