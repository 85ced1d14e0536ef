"""Nothing of the key of a billing exercise leaves the server before the work is handed in."""

import re
from dataclasses import replace

import pytest

from tests.support.billing import FILL, LIST, SCRUB, SLUGS, exercise, exercises, form_of, publish_exercises
from tests.support.browser import Browser, text_of
from tests.web.conftest import Fill
from trainer.content.billing_files import AuthoredBillingCase
from trainer.domain.claims.billing_case import BillingKind, FieldType
from trainer.domain.claims.cms1500 import ITEMS
from trainer.domain.grading.billing_faults import BillingFault
from trainer.domain.grading.billing_key import AccountKey, BillingKey, Defect, FieldKey, Mistake
from trainer.services.scope import Scopes

SECRET = "planted-reason"
JSON = {"headers": {"Accept": "application/json"}}
TYPED = "9876.54"
"""What the learner types everywhere: no paper says it."""


def planted(authored: AuthoredBillingCase) -> AuthoredBillingCase:
    """The exercise with the secret in every part of its key that can hold words, and none of the key's own words."""
    key = authored.key
    said = {"why": f"{SECRET} why", "source": f"{SECRET} source"}
    wrong = (Mistake(f"{SECRET} value", BillingFault.WRONG_AMOUNT, f"{SECRET} mistake"),)
    fields = tuple(
        FieldKey(each.field, each.accepts, sum=f"{SECRET} sum", span=f"{SECRET} span", mistakes=wrong, **said)
        for each in key.fields
    )
    form = tuple((item, f"{SECRET} {item}") for item, _ in key.form)
    defects = tuple(
        Defect(each.item, each.fault, (f"{SECRET} value",), span=f"{SECRET} span", also=each.also, **said)
        for each in key.defects
    )
    accounts = tuple(
        AccountKey(each.account, each.actions, each.saves_cents, each.due_on, **said) for each in key.accounts
    )
    return replace(authored, key=BillingKey(fields, form, key.free, defects, accounts), key_reason="Planted.")


def twin(authored: AuthoredBillingCase) -> AuthoredBillingCase:
    """The same exercise with a key that differs wherever it can, and its slug with it."""
    key, content = authored.key, authored.content
    others = [item for item in ITEMS if item not in {defect.item for defect in key.defects}]
    offers = {field.id: [offer.id for offer in field.offers] for field in content.fields}
    types = {field.id: field.type for field in content.fields}

    def other(field: FieldKey) -> tuple[str, ...]:
        if not offers.get(field.field):
            return ("",)
        if types[field.field] is FieldType.ORDER:
            return (" ".join(reversed(field.accepts[0].split())),)
        return (next(each for each in offers[field.field] if each not in field.accepts[0].split()),)

    twisted = BillingKey(
        fields=tuple(FieldKey(each.field, other(each), "") for each in key.fields),
        form=tuple((item, "X") for item, _ in key.form[:3]),
        defects=tuple(
            Defect(item, BillingFault.WRONG_DATE, ("X",), "") for item, _ in zip(others, key.defects, strict=False)
        ),
        accounts=tuple(AccountKey(each.account, ("nothing",), 100, None, "") for each in key.accounts),
    )
    return replace(authored, slug=f"{authored.slug}-twin", key=twisted)


@pytest.fixture
def fill() -> Fill:
    return publish_planted


def publish_planted(scopes: Scopes) -> None:
    """The exercises with planted keys, and a twin of each."""
    published = publish_exercises(scopes, (*map(planted, exercises()), *map(twin, exercises())))
    assert list(published.report) == []


def nonsense(slug: str) -> dict[str, str | list[str]]:
    """Something in every field."""
    content = exercise(slug).content
    match content.kind:
        case BillingKind.FILL:
            return {f"item.{item}": TYPED for item in ITEMS}
        case BillingKind.SCRUB:
            return {f"item.{item}.value": TYPED for item in ITEMS} | {"item.1a.mark": "bad_format"}
        case BillingKind.WORKLIST:
            return {f"account.{each.id}.rank": "3" for each in content.worklist.accounts}
    return {f"field.{field.id}": field.offers[0].id if field.offers else TYPED for field in content.fields}


def everything_before_handing_in(browser: Browser, slug: str) -> dict[str, str]:
    """What a browser is sent while it works on an exercise, saves nonsense, is too late, and gives up."""
    response = browser.post(f"/billing/exercises/{slug}/start")
    work, own = response.headers["Location"], slug.removesuffix("-twin")

    def revision() -> dict[str, str]:
        return {"base_revision": browser.page(work).named("base_revision")[0]["value"]}

    answers = {
        "desk": browser.get(work),
        "saved by a script": browser.post(f"{work}/worksheet", nonsense(own) | revision(), **JSON),
        "saved": browser.post(f"{work}/worksheet", nonsense(own) | {"note": "mine"} | revision()),
        "saved desk": browser.get(work),
        "too late": browser.post(f"{work}/worksheet", {"note": "older"}),
        "too late for a script": browser.post(f"{work}/worksheet", {"note": "older"}, **JSON),
        "too much": browser.post(f"{work}/worksheet", {"note": "x" * 4001} | revision()),
        "report too early": browser.get(f"{work}/report"),
        "grading too early": browser.post(f"{work}/grading"),
        "dispute too early": browser.post(f"{work}/disputes", {"text": "What is the key?"}),
        "list": browser.get("/billing"),
        "start page": browser.get("/"),
        "history": browser.get("/progress"),
        "export": browser.get("/account/export.json"),
        "tables": browser.get("/account/export.zip"),
        "given up": browser.post(f"{work}/abandon"),
        "ungraded": browser.get(f"{work}/report"),
    }
    return {name: text_of(answer) for name, answer in answers.items()}


@pytest.mark.parametrize("slug", SLUGS)
def test_nothing_of_the_key_is_sent_before_the_work_is_handed_in(browser, slug):
    sent = everything_before_handing_in(browser, slug)
    assert {name for name, html in sent.items() if SECRET in html} == set()
    assert min(len(text) for text in sent.values()) > 10


@pytest.mark.parametrize("slug", SLUGS)
def test_two_exercises_that_differ_in_nothing_but_their_keys_look_the_same(browser, slug):
    """Not even an order, a count or a class of a page may depend on the key."""
    one, other = (everything_before_handing_in(browser, each) for each in (slug, f"{slug}-twin"))
    for name in one.keys() - {
        "list",
        "start page",
        "history",
        "export",
        "tables",
    }:  # these name all exercises and all sittings
        assert _plain(one[name]) == _plain(other[name]), name


def _plain(html: str) -> str:
    """Without what is new at every request or in every sitting."""
    html = re.sub(r"/sittings/\d+", "/sittings/N", html).replace("-twin", "")
    return re.sub(r'(name="csrf_token" value=)"[^"]*"', r"\1", html)


@pytest.mark.parametrize("slug", SLUGS)
def test_the_same_plants_are_on_the_report(browser, slug):
    """So that the tests above would see them."""
    work = browser.post(f"/billing/exercises/{slug}/start").headers["Location"]
    html = browser.get(browser.post(f"{work}/submission", nonsense(slug)).headers["Location"]).text
    assert f"{SECRET} why" in html
    if slug not in (FILL, SCRUB, LIST):
        assert f"{SECRET} sum" in html
    if slug != LIST:
        assert f"{SECRET} span" in html


def test_the_words_of_the_plants_reach_every_part_of_a_key():
    for slug in SLUGS:
        key = planted(exercise(slug)).key
        assert all(SECRET in each.why for each in (*key.fields, *key.defects, *key.accounts))
        assert form_of(slug)
