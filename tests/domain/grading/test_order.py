"""What comes before what among the diagnoses of a key, and which lines of a claim stand too late."""

import pytest

from tests.support.builders import a_case_key, a_diagnosis_key
from trainer.codebook.book import SqliteCodeBook
from trainer.domain.codesets.book import NothingKnown
from trainer.domain.grading.case_key import CaseKey, OrderRule
from trainer.domain.grading.findings import FindingKind
from trainer.domain.grading.order import late, precedence


def a_key(codes: str, order: str = "", first: int | None = None) -> CaseKey:
    """`order` is written `"I10>R05"`; `first` is the place of the first-listed diagnosis."""
    diagnoses = tuple(a_diagnosis_key(code, first=place == first) for place, code in enumerate(codes.split()))
    rules = (rule.split(">") for rule in order.split())
    return CaseKey(diagnoses, (), order=tuple(OrderRule(before, after, "so") for before, after in rules))


@pytest.mark.parametrize(
    ("key", "before"),
    [
        pytest.param(a_key("I10 R05 J20.9"), set(), id="nothing is said"),
        pytest.param(a_key("I10 R05 J20.9", first=0), {(0, 1), (0, 2)}, id="first-listed comes before all others"),
        pytest.param(a_key("I10 R05 J20.9", "R05>J20.9"), {(1, 2)}, id="a rule of the key"),
        pytest.param(a_key("I10 R05 J20.9", "I10>R05 R05>J209"), {(0, 1), (1, 2), (0, 2)}, id="and so on"),
        pytest.param(a_key("I10 R05", "I10>Z99.2 Z99.2>R05"), set(), id="a code that is not in this combination"),
        pytest.param(a_key("I10 R05 J20.9 E11.9", "I10>R05 J20.9>E11.9"), {(0, 1), (2, 3)}, id="two chains"),
    ],
)
def test_the_key_says_what_comes_before_what(key: CaseKey, before: set[tuple[int, int]]) -> None:
    found = precedence(key, NothingKnown())
    assert set(found) == before
    assert set(found.values()) <= {(FindingKind.SEQUENCING, None)}


def test_notes_say_it_where_the_order_of_the_key_obeys_them(book: SqliteCodeBook) -> None:
    """At N18: code first diabetic kidney disease; at D63.1: code first N18; at E11: use additional code for insulin."""
    found = precedence(a_key("E11.22 N18.31 D63.1 Z79.4"), book)
    rules = {pair: (kind, rule.text.partition(" ")[0], rule.source) for pair, (kind, rule) in found.items() if rule}
    tabular = "ICD-10-CM tabular list, note at"
    assert rules[0, 1] == (FindingKind.CODE_FIRST, "Code", f"{tabular} N18")
    assert rules[1, 2] == (FindingKind.CODE_FIRST, "Code", f"{tabular} D63.1")
    assert rules[0, 3] == (FindingKind.SEQUENCING, "Use", f"{tabular} E11")
    assert (0, 2) in found, "what comes before N18.31 comes before what it comes before"
    assert set(found) == {(0, 1), (1, 2), (0, 2), (0, 3)}


def test_a_note_that_the_key_does_not_obey_counts_for_nothing(book: SqliteCodeBook) -> None:
    assert precedence(a_key("D63.1 N18.31"), book) == {}


def test_a_note_stays_the_reason_where_the_key_says_the_same(book: SqliteCodeBook) -> None:
    kind, rule = precedence(a_key("N18.31 D63.1", "N18.31>D63.1", first=0), book)[0, 1]
    assert kind is FindingKind.CODE_FIRST
    assert rule is not None
    assert rule.source == "ICD-10-CM tabular list, note at D63.1"


@pytest.mark.parametrize(
    ("aligned", "expected"),
    [
        pytest.param({0: 0, 1: 1, 2: 2}, set(), id="as in the key"),
        pytest.param({0: 1, 1: 0, 2: 2}, {1}, id="the first stands second"),
        pytest.param({0: 2, 1: 1, 2: 0}, {1, 2}, id="all the other way round"),
        pytest.param({1: 0, 2: 2}, set(), id="lines that answer nothing do not count"),
        pytest.param({0: 3, 1: 0, 2: 1, 3: 2}, set(), id="lines of no rule do not count"),
        pytest.param({}, set(), id="no lines"),
    ],
)
def test_a_line_is_late_that_stands_behind_one_which_it_should_precede(
    aligned: dict[int, int], expected: set[int]
) -> None:
    before = precedence(a_key("I10 R05 J20.9 E11.9", "I10>R05 R05>J20.9"), NothingKnown())
    assert set(late(aligned, before)) == expected


def test_a_late_line_is_called_by_the_first_rule_that_it_breaks() -> None:
    before = {(0, 1): (FindingKind.CODE_FIRST, None), (0, 2): (FindingKind.SEQUENCING, None)}
    assert late({0: 1, 1: 2, 2: 0}, before) == {2: (FindingKind.CODE_FIRST, None)}
    assert late({0: 2, 1: 1, 2: 0}, before) == {2: (FindingKind.SEQUENCING, None)}


def test_a_key_of_builders_has_its_infection_first() -> None:
    assert set(precedence(a_case_key(), NothingKnown())) == {(0, 1)}
