"""Shipped billing exercises, one of each kind, and what learners do with them, through the services or a form."""

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from tests.support.library import a_library
from tests.support.people import Learner
from tests.support.published import publish_once
from trainer.config import resource_folder
from trainer.content.billing_files import AuthoredBillingCase, read_billing_case
from trainer.domain.claims.billing_case import BillingContent, BillingKind, FieldType, Worksheet
from trainer.domain.grading.billing import exact_worksheet
from trainer.domain.kernel.problems import Report
from trainer.services import billing, billing_reports
from trainer.services.publisher import Published
from trainer.services.scope import Scopes

FILL = "medicare-visit-and-injection"
SCRUB = "medicare-cough-and-pressure"
POST = "deductible-half-met"
LIST = "two-days-too-full"
ONE_OF_EACH = {
    BillingKind.FILL: FILL,
    BillingKind.SCRUB: SCRUB,
    BillingKind.POST: POST,
    BillingKind.DENIAL: "authorization-on-file",
    BillingKind.COVERAGE: "the-red-white-and-blue-card",
    BillingKind.PAYS_FIRST: "a-uniform-and-two-more-cards",
    BillingKind.WORKLIST: LIST,
    BillingKind.PATIENT: "they-pay-eighty-percent",
    BillingKind.ARITHMETIC: "two-payers-and-a-refund",
}
SLUGS = tuple(ONE_OF_EACH.values())
FormFields = dict[str, str | list[str]]


@lru_cache
def exercise(slug: str) -> AuthoredBillingCase:
    """A shipped exercise, whatever its review says."""
    kind = next(kind for kind, each in ONE_OF_EACH.items() if each == slug)
    report = Report()
    found = read_billing_case(resource_folder("case_studies") / kind / slug, slug, report)
    assert found is not None, list(report)
    return found


def exercises() -> tuple[AuthoredBillingCase, ...]:
    return tuple(map(exercise, SLUGS))


def publish_exercises(scopes: Scopes, authored: Iterable[AuthoredBillingCase] | None = None) -> Published:
    """Puts exercises (one of each kind) beside the small library."""
    chosen = exercises() if authored is None else tuple(authored)
    return publish_once(scopes, replace(a_library(), exercises=chosen))


def exact(slug: str) -> Worksheet:
    """The work that earns everything."""
    authored = exercise(slug)
    return exact_worksheet(authored.content, authored.key)


def as_form(content: BillingContent, worksheet: Worksheet, *, base: int = 0, note: str = "") -> FormFields:
    """What a browser sends of this work."""
    types = {field.id: field.type for field in content.fields}
    prefix = {BillingKind.FILL: "item.", BillingKind.SCRUB: "item.", BillingKind.WORKLIST: "account."}
    form: FormFields = {"base_revision": str(base), "note": note}
    for name, text in worksheet:
        parted = types.get(name) in (FieldType.CHOICES, FieldType.ORDER)
        form[prefix.get(content.kind, "field.") + name] = text.split() if parted else text
    return form


def form_of(slug: str, worksheet: Worksheet | None = None, *, base: int = 0, note: str = "") -> FormFields:
    """By default the work that earns everything."""
    return as_form(exercise(slug).content, exact(slug) if worksheet is None else worksheet, base=base, note=note)


def start(learner: Learner, slug: str, *, is_from_last: bool = False) -> int:
    with learner.writing() as scope:
        return billing.start_exercise(scope, slug, is_from_last=is_from_last)


def save(learner: Learner, number: int, worksheet: Worksheet, base: int = 0, note: str = "") -> int:
    with learner.writing() as scope:
        return billing.save_worksheet(scope, number, worksheet, note, base)


def desk(learner: Learner, number: int) -> billing.Desk:
    with learner.reading() as scope:
        return billing.get_desk(scope, number)


def report(learner: Learner, number: int) -> billing_reports.BillingReport | None:
    with learner.reading() as scope:
        return billing_reports.get_billing_report(scope, number)


def hand_in(learner: Learner, slug: str, worksheet: Worksheet) -> billing_reports.BillingReport:
    """The report on a new try with this work."""
    number = start(learner, slug)
    save(learner, number, worksheet)
    learner.hand_in(number)
    page = report(learner, number)
    assert page is not None
    return page
