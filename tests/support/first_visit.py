"""The two shipped tries and the question of the landing page, beside the small library."""

from dataclasses import replace

from tests.support.builders import some_options
from tests.support.case_forms import Claim
from tests.support.library import a_library, an_item
from tests.support.published import publish_once
from trainer.config import resource_folder
from trainer.content.billing_files import read_billing_case
from trainer.content.case_files import read_case
from trainer.domain.items.content import SingleBest
from trainer.domain.items.keys import SingleKey
from trainer.domain.kernel.problems import Report
from trainer.services import first_visit
from trainer.services.scope import Scopes

CLAIM: Claim = {
    "diagnosis_code": ["J02.0"],
    "procedure_code": ["99213", "87880"],
    "procedure_modifiers": ["", ""],
    "procedure_units": ["1", "1"],
    "procedure_pointers": ["A", "A"],
    "base_revision": "0",
}
"""What the key of the chart asks for."""
ANSWERS = {
    "field.meaning": "unknown",
    "field.cause": "number",
    "field.action": "corrected",
    "field.deadline": "2026-06-08",
    "field.patient": "0.00",
    "field.expected": "87.00",
    "base_revision": "0",
}
"""What the key of the denied claim asks for."""


def publish_first_visit(scopes: Scopes) -> None:
    """Puts the tries and the question into a database with the small library, or an empty one."""
    folder, report = resource_folder("case_studies"), Report()
    case = read_case(folder / "code-the-encounter" / first_visit.CODE, first_visit.CODE, report)
    exercise = read_billing_case(folder / "work-the-denial" / first_visit.DENIAL, first_visit.DENIAL, report)
    assert case is not None, list(report)
    assert exercise is not None, list(report)
    library = a_library()
    question = an_item(first_visit.LIVE_QUESTION, SingleBest(some_options()), SingleKey("B"))
    question = replace(question, lesson="first-diagnosis-codes")
    publish_once(
        scopes,
        replace(library, items=(*library.items, question), cases=(*library.cases, case), exercises=(exercise,)),
    )
