"""Codes of the 837P that its writer and its reader share. Source: ASC X12 837 005010X222A1."""

from datetime import date

from trainer.domain.claims.professional import Coverage, ProfessionalClaim, Profile, Relationship, Sequence

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
ACCIDENT = "439"
MOST_LINES = 50
MOST_UNITS = 99_999
_MEDICARE_AGE = 65


def secondary_reason(coverage: Coverage, claim: ProfessionalClaim) -> str:
    """SBR05, why Medicare pays after others: as far as the claim knows it, and "" for every other coverage.

    15 after workers' compensation; 12 (working aged, with a group plan) from 65 years on the first day of service; 43
    (disabled, with a large group plan) before. A claim does not know of renal disease (13), no-fault (14) and liability
    insurance (47), nor of federal agencies (16, 41, 42). Source: 005010X222A1, SBR05 of loops 2000B and 2320.
    """
    if coverage.payer.profile is not Profile.MEDICARE or coverage.sequence is Sequence.PRIMARY:
        return ""
    turns = tuple(Sequence)
    before = turns[: turns.index(coverage.sequence)]
    payers = (each.payer for each in (claim.coverage, *claim.others) if each.sequence in before)
    if any(payer.profile is Profile.WORKERS_COMPENSATION for payer in payers):
        return "15"
    served_on = min((line.on for line in claim.lines), default=date.max)
    return "12" if _age(claim.patient.born_on or date.min, served_on) >= _MEDICARE_AGE else "43"


def _age(born_on: date, on: date) -> int:
    """In whole years."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))
