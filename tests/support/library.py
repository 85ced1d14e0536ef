"""A small library of content: two areas for each track, nine items of all six kinds, a coding case of each kind.

The key of every single-best item is B. Explanations carry RATIONALE and the case's reasons carry CASE_RATIONALE: a page
that shows one of these marks shows what only a graded answer may show.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from tests.support.builders import a_case_key, some_options
from tests.support.published import publish_once
from trainer.content.case_files import AuthoredCase
from trainer.content.item_files import AuthoredItem, AuthoredStimulus
from trainer.content.library import Library
from trainer.domain.claims.case import CaseContent, CaseKind, Offer, Patient, QueryPart, QueryTask
from trainer.domain.claims.lines import TypedClaim, TypedLine
from trainer.domain.exams.blueprint import Area, Blueprint
from trainer.domain.grading.case_key import (
    CaseKey,
    NotReportable,
    QueryKey,
    QueryPartKey,
    SeededError,
    VisitElements,
)
from trainer.domain.grading.findings import FindingKind
from trainer.domain.items.content import (
    CodeEntry,
    ItemContent,
    Matching,
    MultipleResponse,
    NumericEntry,
    Ordering,
    Response,
    SingleBest,
    options_of,
)
from trainer.domain.items.keys import (
    CodeKey,
    Explanation,
    Key,
    MatchingKey,
    MultipleKey,
    NumericKey,
    OrderingKey,
    SingleKey,
)
from trainer.services.publisher import Published
from trainer.services.scope import Scopes

RATIONALE = "only-a-graded-answer-shows-this-rationale"
CASE_RATIONALE = "only-a-graded-claim-shows-this-reason"
CASE_SLUG = "ear-with-wax"
CASE_TITLE = "An ear with wax"
AUDIT_SLUG = "audit-of-an-ear"
QUERY_SLUG = "query-about-an-ear"

BLUEPRINTS = (
    Blueprint(
        "cpc",
        "CPC",
        10,
        24,
        7,
        "2026-01-01",
        (Area("anatomy", "Anatomy", 6, "the body"), Area("compliance", "Compliance", 4, "the body")),
    ),
    Blueprint(
        "cpb",
        "CPB",
        10,
        18,
        7,
        "2026-01-01",
        (Area("billing", "Billing", 6, "the body"), Area("reimbursement", "Reimbursement", 4, "the body")),
    ),
)

Fields = dict[str, list[str]]

RIGHT: dict[str, Fields] = {
    "single": {"choice": ["B"]},
    "multiple": {"choice": ["A", "C"]},
    "numeric": {"number": ["$80.00"]},
    "code": {"code": ["j20.9"]},
    "ordering": {"place-A": ["2"], "place-B": ["3"], "place-C": ["1"]},
    "matching": {"match-P": ["B"], "match-Q": ["A"]},
}
"""Form fields that answer the item of each kind rightly."""

WRONG: dict[str, Fields] = {
    "single": {"choice": ["A"]},
    "multiple": {"choice": ["B", "D"]},
    "numeric": {"number": ["81"]},
    "code": {"code": ["J20.0"]},
    "ordering": {"place-A": ["1"], "place-B": ["2"], "place-C": ["3"]},
    "matching": {"match-P": ["A"], "match-Q": ["B"]},
}

RIGHT_CLAIM = TypedClaim(
    (TypedLine("H66.001"), TypedLine("H61.21")),
    (TypedLine("99213", "25", "1", "A"), TypedLine("69210", "", "1", "B")),
)
"""What the key of the case to be coded asks for, and what an auditor makes of the other claim."""

SCENARIO = AuthoredStimulus(
    "shared-claim", "A claim that was denied", "The payer denied a claim for lack of a referral."
)


def an_item(
    slug: str,
    response: Response,
    key: Key,
    *,
    track: str = "cpc",
    area: str = "anatomy",
    stimulus: AuthoredStimulus | None = None,
) -> AuthoredItem:
    """An item whose stem names its slug, with the mark in every rationale."""
    rationales = tuple((option.id, f"{RATIONALE} of {option.id}") for option in options_of(response))
    return AuthoredItem(
        slug=slug,
        track=track,
        area=area,
        difficulty=2,
        bloom="apply",
        tags=("small",),
        stimulus=stimulus,
        content=ItemContent(f"The stem of **{slug}**.", response, "2026"),
        key=key,
        explanation=Explanation(f"{RATIONALE} in general", rationales, (f"{RATIONALE} reference",)),
        key_reason="",
        second_solution="agreed",
    )


ITEMS = (
    an_item("a-single", SingleBest(some_options()), SingleKey("B")),
    an_item("a-multiple", MultipleResponse(some_options()), MultipleKey(("A", "C"))),
    an_item("an-ordering", Ordering(some_options("ABC")), OrderingKey(("C", "A", "B"))),
    an_item("a-code", CodeEntry("icd-10-cm"), CodeKey(("J20.9",)), area="compliance"),
    an_item("a-number", NumericEntry("USD", 2), NumericKey(Decimal(80), Decimal("0.01")), area="compliance"),
    an_item(
        "a-matching",
        Matching(some_options("PQ"), some_options("AB")),
        MatchingKey((("P", "B"), ("Q", "A"))),
        area="compliance",
    ),
    an_item("denied-first", SingleBest(some_options()), SingleKey("B"), track="cpb", area="billing", stimulus=SCENARIO),
    an_item(
        "denied-second", SingleBest(some_options()), SingleKey("B"), track="cpb", area="billing", stimulus=SCENARIO
    ),
    an_item("an-amount", NumericEntry("USD", 2), NumericKey(Decimal(80)), track="cpb", area="reimbursement"),
)


CHART = """**Exam.** The right ear is **red**, with impacted wax.

**Plan.** Wax removed with a curette. Amoxicillin for the infection.
"""
SPANS = {
    "H66.001": "The right ear is **red**",
    "H61.21": "impacted wax",
    "99213": "Amoxicillin for the infection",
    "69210": "Wax removed with a curette",
}
"""The words of the chart that each line of the key rests on."""


def _of_the_ear(kind: CaseKind, title: str, task: str, **more: Any) -> CaseContent:
    facts: dict[str, Any] = {
        "specialty": "family medicine",
        "level": 2,
        "edition": "2026",
        "setting": "office",
        "place_of_service": "11",
        "payer": "Evergreen Health",
        "convention": "CPT",
        "patient": Patient(9, "female", "established"),
        "date_of_service": date(2026, 2, 3),
        "summary": "A child with ear pain.",
        "chart": CHART,
    }
    return CaseContent(kind=kind, title=title, task=task, **(facts | more))


def _key_of_the_ear() -> CaseKey:
    """The lines of `builders.a_case_key`, their reasons marked and their words quoted from the chart."""
    plain = a_case_key()
    return CaseKey(
        diagnoses=tuple(
            replace(line, span=SPANS[line.code], why=f"{CASE_RATIONALE} {line.code}") for line in plain.diagnoses
        ),
        procedures=tuple(
            replace(line, span=SPANS[line.code], why=f"{CASE_RATIONALE} {line.code}") for line in plain.procedures
        ),
        not_reportable=(NotReportable("92504", f"{CASE_RATIONALE}: the microscope is included."),),
        references=(f"{CASE_RATIONALE} reference",),
    )


def a_case() -> AuthoredCase:
    """An encounter to be coded; it asks for the elements of its visit as well."""
    key = _key_of_the_ear()
    visit, removal = key.procedures
    visit = replace(visit, elements=VisitElements("low", "minimal", "moderate"))
    content = _of_the_ear(CaseKind.CODE, CASE_TITLE, "Code the visit.", asks_elements=True)
    return AuthoredCase(CASE_SLUG, content, replace(key, procedures=(visit, removal)), "", "agreed")


BILLED = TypedClaim((TypedLine("H66.002"), TypedLine("H61.21")), (TypedLine("99213", "", "1", "A"),))
"""The finished claim of the audit: the wrong side, no modifier 25, and the removal of the wax is missing."""


def an_audit() -> AuthoredCase:
    """The claim of somebody else for the same encounter."""
    seeded = (
        SeededError("diagnoses", (FindingKind.LATERALITY,), f"{CASE_RATIONALE} side", line=0),
        SeededError("procedures", (FindingKind.MODIFIER_MISSING,), f"{CASE_RATIONALE} modifier", line=0),
        SeededError("procedures", (FindingKind.MISSED,), f"{CASE_RATIONALE} removal", missing="69210"),
    )
    content = _of_the_ear(CaseKind.AUDIT, "A claim about an ear", "Audit the claim.", level=3, billed=BILLED)
    return AuthoredCase(AUDIT_SLUG, content, replace(_key_of_the_ear(), seeded=seeded), "", "agreed")


def a_query() -> AuthoredCase:
    """A record that does not say which ear it was."""
    task = QueryTask(
        gaps=(Offer("a", "Which ear it was"), Offer("b", "Whether it hurt"), Offer("c", "Whether the drum burst")),
        parts=(
            QueryPart("facts", "The facts", (Offer("a", "An ear was **red**."), Offer("b", "It looked expensive."))),
            QueryPart(
                "question", "The question", (Offer("a", "It was the right one?"), Offer("b", "Which one was it?"))
            ),
        ),
    )
    key = QueryKey(
        is_needed=True,
        why=f"{CASE_RATIONALE} needed",
        gaps=("a", "c"),
        gap_remarks=tuple((gap, f"{CASE_RATIONALE} gap {gap}") for gap in "abc"),
        parts=(
            QueryPartKey("facts", "a", tuple((choice, f"{CASE_RATIONALE} facts {choice}") for choice in "ab")),
            QueryPartKey("question", "b", tuple((choice, f"{CASE_RATIONALE} question {choice}") for choice in "ab")),
        ),
    )
    content = _of_the_ear(
        CaseKind.QUERY, "An ear, but which", "Decide.", level=4, chart="One ear is red.\n", query=task
    )
    return AuthoredCase(QUERY_SLUG, content, CaseKey((), (), query=key), "", "agreed")


@cache
def a_library() -> Library:
    return Library(BLUEPRINTS, ITEMS, (a_case(), an_audit(), a_query()))


def publish(scopes: Scopes) -> Published:
    """Puts the small library into an empty database."""
    return publish_once(scopes, a_library())
