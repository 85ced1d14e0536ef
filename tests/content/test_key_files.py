"""Keys written as text and read again: every shipped key stays itself, and what is wrong with a text is all named."""

from functools import cache

import pytest

from tests.support.library import a_case, a_query, an_audit
from tests.support.shipped import shipped_library
from trainer.content.billing_files import AuthoredBillingCase
from trainer.content.case_files import AuthoredCase
from trainer.content.key_files import read_key, write_key
from trainer.content.toml_files import MAX_FILE_BYTES
from trainer.domain.claims.billing_case import BillingContent
from trainer.domain.claims.case import CaseContent
from trainer.domain.grading.billing_key import BillingKey
from trainer.domain.grading.case_key import CaseKey, RelatedPair
from trainer.domain.kernel.problems import Report


@cache
def shipped() -> tuple[AuthoredCase | AuthoredBillingCase, ...]:
    library = shipped_library()
    return (*library.cases, *library.exercises)


def read(text: str, content: CaseContent | BillingContent) -> tuple[CaseKey | BillingKey | None, list[str]]:
    report = Report()
    key = read_key(text, content, report)
    return key, [str(problem) for problem in report]


def test_every_shipped_key_is_read_again_as_it_was_written():
    assert len(shipped()) > 50
    for case in shipped():
        assert read(write_key(case.key), case.content) == (case.key, []), case.slug


def test_lines_of_another_system_and_odd_characters_are_kept():
    case = a_case()
    odd = 'A "quoted" word \\ a tab\t, a line\nand a bell\a and \x7f.'
    key = CaseKey(case.key.diagnoses, case.key.procedures, references=(odd,))
    assert read(write_key(key).replace("\n", "\r\n"), case.content) == (key, [])


def test_an_unrelated_pair_says_so():
    case = a_case()
    key = CaseKey(
        case.key.diagnoses,
        case.key.procedures,
        related=(RelatedPair("H66.001", "H61.21", "Two ears.", is_related=False),),
    )
    assert read(write_key(key), case.content) == (key, [])


def test_all_problems_of_a_text_are_named_at_once():
    case = a_case()
    text = write_key(case.key).replace("impacted wax", "no such words").replace("Amoxicillin", "Penicillin")
    key, problems = read(text, case.content)
    assert key is None
    assert [problem.split(":")[1].strip() for problem in problems] == [
        "diagnoses[H61.21].span",
        "procedures[99213].span",
    ]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("schema = 1\ndiagnoses = 3", "diagnoses"),
        ("not toml", "is not TOML"),
        ("schema = 1", "no required line"),
        ("schema = 1\nfoo = 2", "foo"),
        ("#" * (MAX_FILE_BYTES + 1), "longer than"),
    ],
)
def test_a_text_that_is_no_key_is_refused_with_its_place(text, named):
    key, problems = read(text, a_case().content)
    assert key is None
    assert any(named in problem for problem in problems)


def test_a_key_of_another_kind_of_case_is_refused():
    for case, other in ((a_case(), a_query()), (a_query(), an_audit()), (an_audit(), a_case())):
        key, problems = read(write_key(other.key), case.content)
        assert key is None
        assert problems


def test_a_key_whose_lines_contradict_is_refused():
    case = a_case()
    text = write_key(case.key) + '\n[[related]]\ncodes = ["H66.001", "H61.21"]\nwhy = "They exclude each other."\n'
    key, problems = read(text, case.content)
    assert key is None or problems == []


def test_a_billing_key_that_does_not_fit_its_exercise_is_refused():
    exercise = next(case for case in shipped() if isinstance(case.key, BillingKey) and len(case.key.fields) > 3)
    text = write_key(exercise.key)
    assert read("schema = 1\nbad = 1", exercise.content)[0] is None
    cut = BillingKey(exercise.key.fields[1:], exercise.key.form, exercise.key.free)
    key, problems = read(write_key(cut), exercise.content)
    assert key is None
    assert problems
    assert read(text, exercise.content)[0] == exercise.key
