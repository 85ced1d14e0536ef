"""Filled CMS-1500 forms that nothing is wrong with, one for each payer profile. All people and payers are invented."""

from collections.abc import Mapping
from datetime import date

from trainer.domain.claims.identifiers import make_npi
from trainer.domain.claims.professional import Profile

DAY = date(2026, 3, 20)
"""The day on which the forms are sent."""

NPI_GROUP = "1234567893"
"""The example of CMS's own description of the check digit."""
NPI_DOCTOR = make_npi("199990001")
NPI_REFERRING = make_npi("199990002")
NPI_HOSPITAL = make_npi("199990003")

_SHARED = {
    "carrier.name": "Cedar Plains Health",
    "2": "Diaz, Luis, A",
    "3.born": "04/02/1951",
    "3.sex": "M",
    "5.street": "12 Elm St",
    "5.city": "Dublin",
    "5.state": "OH",
    "5.zip": "43017",
    "6": "self",
    "10a": "no",
    "10b": "no",
    "10c": "no",
    "12": "Signature on file",
    "21.indicator": "0",
    "21.A": "I10",
    "21.B": "E11.9",
    "24.1.from": "03/09/2026",
    "24.1.through": "03/09/2026",
    "24.1.place": "11",
    "24.1.code": "99214",
    "24.1.pointers": "A",
    "24.1.charge": "210.00",
    "24.1.units": "1",
    "24.1.rendering": NPI_DOCTOR,
    "25": "12-3456789",
    "25.kind": "EIN",
    "26": "A-1042",
    "27": "yes",
    "28": "210.00",
    "31": "Mara Lindt MD",
    "31.date": "03/12/2026",
    "33.name": "Riverbend Family Medicine",
    "33.street": "400 Main St",
    "33.city": "Dublin",
    "33.state": "OH",
    "33.zip": "43017-1234",
    "33.phone": "614-555-0123",
    "33a": NPI_GROUP,
}
_MEDICARE = {
    "1": "medicare",
    "1a": "1EG4-TE5-MK73",
    "11": "NONE",
    "32.name": "Riverbend Family Medicine",
    "32.street": "400 Main St",
    "32.city": "Dublin",
    "32.state": "OH",
    "32.zip": "43017-1234",
}
_OWN = {
    Profile.MEDICARE: _MEDICARE,
    Profile.COMMERCIAL: {"1": "group", "1a": "CPH778120", "11": "G-100", "11d": "no", "13": "SOF"},
    Profile.MEDICAID: {"1": "medicaid", "1a": "990001234567"},
    Profile.TRICARE: {"1": "tricare", "1a": "12345678901", "11d": "no"},
    Profile.WORKERS_COMPENSATION: {
        "1": "other",
        "1a": "EMP-7781",
        "4": "Brass Mill Works",
        "6": "other",
        "7.street": "9 Mill Rd",
        "7.city": "Dublin",
        "7.state": "OH",
        "7.zip": "43017",
        "10a": "yes",
        "11b": "Y4 WC-2026-0144",
        "14": "03/02/2026",
        "14.qualifier": "431",
    },
}


def a_form(profile: Profile = Profile.COMMERCIAL, changes: Mapping[str, str] | None = None) -> dict[str, str]:
    """A clean form of a profile, with changes."""
    return _SHARED | _OWN[profile] | dict(changes or {})
