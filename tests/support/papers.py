"""A claim and a remittance that a learner keeps in the billing lab."""

from tests.support.claim_forms import a_form
from tests.support.people import Learner
from tests.support.remittances import the_example
from trainer.domain.claims.professional import Profile
from trainer.services import claim_drafts, remittances


def a_kept_claim(ann: Learner) -> dict[str, object]:
    """One that nothing keeps from being written as a file."""
    with ann.writing() as scope:
        number = claim_drafts.create_draft(scope, "Knee", "commercial")
        entries = a_form(Profile.COMMERCIAL, {"carrier.id": "CPH01"})
        claim_drafts.save_draft(scope, number, tuple(entries.items()), 0)
    return {"number": number}


def a_kept_remittance(ann: Learner) -> dict[str, object]:
    with ann.writing() as scope:
        return {"number": remittances.keep_remittances(scope, (the_example(),), "march.txt").new[0]}
