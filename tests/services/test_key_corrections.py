"""Keys of items corrected by who teaches: read from a form, foreseen, stored, graded by; what speaks for them."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from tests.support.library import publish
from tests.support.people import Learner, sign_up
from tests.support.regrades import REASON, SLUG, count, grades_at, practise, publish_ten, sit, told
from tests.support.school import School, a_school
from trainer.db.models.audit import AuditEvent
from trainer.db.models.content import Bank, Item, ItemKey
from trainer.domain.exams.regrades import Mode
from trainer.domain.items.content import (
    CodeEntry,
    Matching,
    MultipleResponse,
    NumericEntry,
    Option,
    Ordering,
    SingleBest,
)
from trainer.domain.items.keys import CodeKey, MatchingKey, MultipleKey, NumericKey, OrderingKey, SingleKey
from trainer.domain.kernel.errors import Conflict, NotFound, Refused
from trainer.services import calibration, errata, item_evidence, item_reports, key_corrections
from trainer.services.item_evidence import ItemPage
from trainer.services.key_corrections import Correction, Foreseen, read_key
from trainer.services.scope import Scopes

TEXT = "The atlas calls this the other bone."
OPTIONS = tuple(Option(letter, f"Bone {letter}") for letter in "ABC")
TO_A = {"choice": ["A"]}


@pytest.fixture
def school(scopes: Scopes) -> School:
    publish_ten(scopes)
    return a_school(scopes)


def page(person: Learner, slug: str = SLUG) -> ItemPage:
    with person.reading() as scope:
        return item_evidence.get_item_page(scope, slug)


def wanted(revision: int = 1, **values: object) -> Correction:
    return Correction(**{"base_revision": revision, "fields": TO_A, "reason": REASON} | values)  # type: ignore[arg-type]


def correct(person: Learner, correction: Correction, slug: str = SLUG) -> int:
    with person.writing() as scope:
        return key_corrections.correct_key(scope, slug, correction)


def foresee(person: Learner, correction: Correction, mode: Mode = Mode.ALL, number: int = 1) -> Foreseen:
    with person.reading() as scope:
        return key_corrections.foresee_correction(scope, SLUG, correction, mode, number)


def report(learner: Learner, place: tuple[int, int], text: str = TEXT) -> None:
    with learner.writing() as scope:
        item_reports.report_key(scope, *place, text)


def said(learner: Learner, place: tuple[int, int]) -> list[tuple[str | None, str | None]]:
    with learner.reading() as scope:
        return [(row.outcome, row.answer) for row in item_reports.list_for_question(scope, *place)]


@pytest.mark.parametrize(
    ("response", "fields", "key"),
    [
        (SingleBest(OPTIONS), {"choice": ["B"]}, SingleKey("B")),
        (MultipleResponse(OPTIONS), {"choice": ["C", "A"]}, MultipleKey(("A", "C"))),
        (NumericEntry("USD", 2), {"number": ["$80.50"]}, NumericKey(Decimal("80.50"))),
        (NumericEntry(), {"number": ["7"], "tolerance": ["0.5"]}, NumericKey(Decimal(7), Decimal("0.5"))),
        (CodeEntry("icd-10-cm"), {"code": ["j20.9, J20.8 j20.9"]}, CodeKey(("J20.9", "J20.8"))),
        (Ordering(OPTIONS), {"place-A": ["2"], "place-B": ["3"], "place-C": ["1"]}, OrderingKey(("C", "A", "B"))),
        (Matching(OPTIONS[:1], OPTIONS), {"match-A": ["C"]}, MatchingKey((("A", "C"),))),
    ],
)
def test_a_key_of_every_kind_is_read_from_its_form(response, fields, key):
    assert read_key(response, fields) == key


@pytest.mark.parametrize(
    ("response", "fields"),
    [
        (SingleBest(OPTIONS), {}),
        (SingleBest(OPTIONS), {"choice": ["Z"]}),
        (NumericEntry(), {"number": ["7"], "tolerance": ["-1"]}),
        (NumericEntry(), {"number": ["7"], "tolerance": ["some"]}),
        (CodeEntry("icd-10-cm"), {"code": [" ,"]}),
        (CodeEntry("icd-10-cm"), {"code": ["J20.9 not-a-code"]}),
        (CodeEntry("icd-10-cm"), {"code": [" ".join(f"J20.{place}" for place in range(30))]}),
        (Ordering(OPTIONS), {"place-A": ["1"]}),
    ],
)
def test_what_is_no_key_is_refused(response, fields):
    with pytest.raises(Refused) as refused:
        read_key(response, fields)
    assert refused.value.field == "key"


def test_a_correction_is_foreseen_stored_and_answers_every_open_report_of_the_item(school, scopes):
    place, other = practise(school.learner, "A"), sit(school.stranger, "A", 6)
    report(school.learner, place)
    report(school.stranger, other)
    before = count(scopes, ItemKey, AuditEvent)
    seen = foresee(school.instructor, wanted())
    assert count(scopes, ItemKey, AuditEvent) == before
    assert (seen.key, seen.changed, seen.raised, seen.now_passed, seen.pages) == ("A", 2, 2, 1, 1)
    assert [row.who for row in seen.lines] == ["Learner", "a learner"]
    assert len(page(school.instructor).reports) == 2
    assert correct(school.instructor, wanted(answer=" You are right, thank you. ")) == 2
    assert said(school.learner, place) == said(school.stranger, other) == [("corrected", "You are right, thank you.")]
    with school.instructor.writing() as scope:
        done = key_corrections.regrade_or_queue(scope, SLUG, Mode.ALL)
    assert (done.graded, len(done.lines), done.told) == (2, 2, 2)
    assert grades_at(school.learner, place) == [(0, 1), (1, 1)]
    assert REASON in told(school.stranger)[0]
    after = page(school.instructor)
    assert (after.revision, after.reports) == (2, ())
    assert [(row.words, row.reason, row.by, row.is_other) for row in after.history] == [
        ("A", REASON, "Ines Okafor", True),
        ("B", "First published.", "", False),
    ]
    with scopes.reading() as scope:
        actions = scope.session.scalars(select(AuditEvent.action).where(AuditEvent.actor_id == school.instructor.id))
        assert {"item.correct-key", "item.regrade"} <= set(actions)


def test_without_an_answer_reporters_read_the_reason(school):
    place = practise(school.learner, "A")
    report(school.learner, place)
    correct(school.administrator, wanted())
    assert said(school.learner, place) == [("corrected", REASON)]
    with school.instructor.reading() as scope:
        seen = key_corrections.foresee_regrade(scope, SLUG, Mode.RAISES, 7)
    assert (seen.is_done, seen.changed, seen.page) == (False, 1, 1)


def test_what_is_explained_otherwise_is_stored_and_the_rest_stays(school):
    before = page(school.instructor).explanation
    rationales = dict(before.rationales) | {"A": "It is the left one.", "B": " "}
    correct(school.instructor, wanted(general="All about bones.", rationales=rationales))
    after = page(school.instructor).explanation
    assert (after.general, after.rationale("A")) == ("All about bones.", "It is the left one.")
    assert after.rationale("B") == before.rationale("B")
    correct(school.instructor, wanted(2, fields={"choice": ["C"]}, general="All about bones."))
    assert page(school.instructor).explanation == after


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"reason": "Option A is right."}, "reason"),
        ({"answer": "Thanks."}, "text"),
        ({"fields": {"choice": ["B"]}}, "key"),
        ({"fields": {}}, "key"),
    ],
)
def test_a_form_that_does_not_fit_stores_nothing(school, scopes, values, field):
    before = count(scopes, ItemKey, AuditEvent)
    for act in (foresee, correct):
        with pytest.raises(Refused) as refused:
            act(school.instructor, wanted(**values))
        assert refused.value.field == field
    assert count(scopes, ItemKey, AuditEvent) == before


def test_a_key_that_was_changed_meanwhile_is_a_conflict(school):
    correct(school.administrator, wanted())
    for act in (foresee, correct):
        with pytest.raises(Conflict):
            act(school.instructor, wanted(fields={"choice": ["C"]}))


def test_only_who_may_teach_comes_to_a_key_and_to_no_private_or_sealed_one(school, scopes):
    for person in (school.learner, school.assistant):
        with pytest.raises(NotFound):
            page(person)
        with pytest.raises(NotFound):
            correct(person, wanted())
    for slug in ("nothing", f"{SLUG}/1", f"{SLUG}/x"):
        with pytest.raises(NotFound):
            page(school.instructor, slug)
    place = practise(school.learner, "A")
    report(school.learner, place)
    with scopes.writing() as scope:
        bank = scope.session.scalars(select(Bank).join(Item, Item.bank_id == Bank.id).where(Item.slug == SLUG)).one()
        bank.owner_id, bank.is_shared = school.other_instructor.id, False
    with pytest.raises(NotFound):
        page(school.instructor)
    correct(school.other_instructor, wanted())
    with school.instructor.reading() as scope:
        assert errata.get_errata(scope, 1).total == 0, "what is private is in no public list"
    with scopes.writing() as scope:
        item = scope.session.scalars(select(Item).where(Item.slug == SLUG)).one()
        item.is_sealed = True
    with pytest.raises(NotFound):
        page(school.other_instructor)
    assert page(school.administrator).revision == 2


def test_the_page_says_what_was_measured(school, scopes):
    assert page(school.instructor).statistics is None
    for place, choice in enumerate("AAB"):
        practise(sign_up(scopes, f"p{place}@example.org", "P"), choice)
    calibration.calibrate(scopes, "cpc")
    found = page(school.instructor).statistics
    assert found is not None
    assert (found.found.n, found.of_option("A"), found.of_option("Z")) == (3, (2, 2 / 3), None)


@pytest.mark.usefixtures("code_book")
def test_the_page_has_the_notes_of_the_codes_that_the_item_names(scopes):
    publish(scopes)
    school = a_school(scopes)
    found = page(school.instructor, "a-code")
    assert found.codes is not None
    assert [each.code.display for each in found.codes] == ["J20.9"]
    assert page(school.instructor, "a-single").codes == ()


def test_without_a_code_book_the_page_says_so(scopes):
    publish(scopes)
    assert page(a_school(scopes).instructor, "a-code").codes is None
    with_scenario = page(a_school(scopes, "2").instructor, "denied-first")
    assert with_scenario.scenario_title == "A claim that was denied"
