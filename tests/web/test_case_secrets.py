"""Nothing of a key leaves the server before the work is handed in: planted in every part, looked for everywhere."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace

import pytest

from tests.support.browser import Browser
from tests.support.case_forms import start
from tests.support.library import (
    AUDIT_SLUG,
    CASE_RATIONALE,
    CASE_SLUG,
    QUERY_SLUG,
    a_case,
    a_library,
    a_query,
    an_audit,
)
from trainer.content.case_files import AuthoredCase
from trainer.domain.grading.case_key import CaseKey, OrderRule, RelatedPair, SeededError, Trap
from trainer.domain.grading.findings import FindingKind
from trainer.services.publishing import publish_library

WORK = {
    "diagnosis_code": ["Z00.0", ""],
    "procedure_code": ["11111"],
    "procedure_units": ["1"],
    "procedure_pointers": ["A"],
    "needed": "yes",
    "gap": ["b"],
    "part_facts": "b",
    "base_revision": "0",
}
UNREADABLE = WORK | {"diagnosis_code": ["?", "Z99.Z"], "procedure_units": ["-1"]}
JSON = {"headers": {"Accept": "application/json"}}
SLUGS = (CASE_SLUG, AUDIT_SLUG, QUERY_SLUG)
KEPT_BACK = {
    CASE_SLUG: ("H66.001", "H66001", "H61.21", "H6121", "99213", "69210", "92504"),
    AUDIT_SLUG: ("H66.001", "H66001", "69210", "92504"),
    QUERY_SLUG: (),
}
"""Codes of the keys that the chart and the billed claim do not show."""


def planted(case: AuthoredCase) -> AuthoredCase:
    """The case with something in every part of its key that is not used otherwise."""
    if case.content.query:
        return case
    key = replace(
        case.key,
        traps=(Trap("92504", (), FindingKind.UNBUNDLED, f"{CASE_RATIONALE} trap"),),
        order=(OrderRule("H66.001", "H61.21", f"{CASE_RATIONALE} order"),),
        related=(RelatedPair("H66.001", "H61.21", f"{CASE_RATIONALE} pair"),),
    )
    return replace(case, key=key, key_reason="Planted.")


def twin(case: AuthoredCase) -> AuthoredCase:
    """The same case with a key that differs wherever it can, and its slug with it."""
    key = case.key
    if key.query:
        parts = tuple(replace(part, right="b" if part.right == "a" else "a") for part in key.query.parts)
        other = CaseKey((), (), query=replace(key.query, is_needed=False, gaps=("b",), parts=parts))
    else:
        lines = tuple(replace(line, code="J20.9", span="Wax removed", why="") for line in key.diagnoses[:1])
        services = tuple(replace(line, code="99214", elements=None) for line in key.procedures[:1])
        seeded = (SeededError("diagnoses", (FindingKind.UNSUPPORTED,), "", line=1),) if key.seeded else ()
        other = CaseKey(lines, services, seeded=seeded)
    return replace(case, slug=f"{case.slug}-twin", key=other)


@pytest.fixture
def planted_browser(browser: Browser, scopes) -> Browser:
    """The cases are there with planted keys, and a twin of each."""
    cases = [planted(case) for case in (a_case(), an_audit(), a_query())]
    with scopes.writing() as scope:
        published = publish_library(scope, replace(a_library(), cases=(*cases, *map(twin, cases))))
    assert list(published.report) == []
    return browser


def texts_of(value: object, name: str = "") -> Iterator[tuple[str, str]]:
    """Every text in a key with the name of its field."""
    if is_dataclass(value):
        for field in fields(value):
            yield from texts_of(getattr(value, field.name), field.name)
    elif isinstance(value, tuple):
        for each in value:
            yield from texts_of(each, name)
    elif isinstance(value, str):
        yield name, value


def everything_before_handing_in(browser: Browser, slug: str) -> dict[str, str]:
    """What a browser is sent while it works on a case, hands in what cannot be read, is too late, and gives up."""
    work = start(browser, slug)

    def revision() -> dict[str, str]:
        return {"base_revision": browser.page(work).named("base_revision")[0]["value"]}

    answers = {
        "workbench": browser.get(work),
        "saved by a script": browser.post(f"{work}/claim", WORK, **JSON),
        "saved unreadable by a script": browser.post(f"{work}/claim", UNREADABLE | revision(), **JSON),
        "saved": browser.post(f"{work}/claim", UNREADABLE | revision() | {"note": "mine"}),
        "saved workbench": browser.get(work),
        "more lines": browser.get(f"{work}?more=1"),
        "edited": browser.post(f"{work}/claim", UNREADABLE | revision() | {"edit": "diagnoses.0.down"}),
        "edited workbench": browser.get(work),
        "too late": browser.post(f"{work}/claim", WORK),
        "too late for a script": browser.post(f"{work}/claim", WORK, **JSON),
        "too much": browser.post(f"{work}/claim", WORK | {"note": "x" * 4001, "diagnosis_code": ["x" * 41]}),
        "report too early": browser.get(f"{work}/report"),
        "grading too early": browser.post(f"{work}/grading"),
        "dispute too early": browser.post(f"{work}/disputes", {"text": "What is the key?"}),
        "list": browser.get("/cases"),
        "start page": browser.get("/"),
        "history": browser.get("/progress"),
    }
    if slug.startswith(QUERY_SLUG):
        answers["given up"] = browser.post(f"{work}/abandon")
    else:
        answers["unreadable"] = browser.post(f"{work}/submission", UNREADABLE | revision())
        answers["unreadable workbench"] = browser.get(work)
        readable = {"diagnosis_code": ["Z00.0"], **revision()}
        answers["handed in, no code book"] = browser.post(f"{work}/submission", readable)
        assert answers["handed in, no code book"].status_code == 503
    answers["ungraded"] = browser.get(f"{work}/report")
    return {name: answer.get_data(as_text=True) for name, answer in answers.items()}


def test_every_reason_in_the_keys_is_planted():
    for case in (planted(a_case()), planted(an_audit()), planted(a_query())):
        reasons = [text for name, text in texts_of(case.key) if name in ("why", "references")]
        remarks = [text for name, text in texts_of(case.key) if name.endswith("remarks") and len(text) > 1]
        assert reasons
        assert all(CASE_RATIONALE in text for text in (*reasons, *remarks))


@pytest.mark.parametrize("slug", SLUGS)
def test_nothing_of_the_key_is_sent_before_the_work_is_handed_in_and_graded(planted_browser, slug):
    sent = everything_before_handing_in(planted_browser, slug)
    secrets = (CASE_RATIONALE, "<mark", *KEPT_BACK[slug])
    assert {name: secret for name, html in sent.items() for secret in secrets if secret in html} == {}
    assert min(len(text) for text in sent.values()) > 10


@pytest.mark.parametrize("slug", SLUGS)
def test_two_cases_that_differ_in_nothing_but_their_keys_look_the_same(planted_browser, slug):
    """Not even an order, a count or a class of a page may depend on the key."""
    one, other = (everything_before_handing_in(planted_browser, each) for each in (slug, f"{slug}-twin"))
    assert one.keys() == other.keys()
    for name in one.keys() - {"list", "start page", "history"}:  # these name all cases and all sittings
        assert _plain(one[name]) == _plain(other[name]), name


def _plain(html: str) -> str:
    """Without what is new at every request or in every sitting."""
    html = re.sub(r"/sittings/\d+", "/sittings/N", html).replace("-twin", "")
    return re.sub(r'(name="csrf_token" value=)"[^"]*"', r"\1", html)


@pytest.mark.usefixtures("code_book")
@pytest.mark.parametrize("slug", SLUGS)
def test_the_same_plants_are_on_the_report(planted_browser, slug):
    """So that the tests above would see them."""
    work = start(planted_browser, slug)
    report = planted_browser.get(planted_browser.post(f"{work}/submission", WORK).headers["Location"]).text
    for secret in (CASE_RATIONALE, *KEPT_BACK[slug][:1], *(["<mark"] if KEPT_BACK[slug] else [])):
        assert secret in report
